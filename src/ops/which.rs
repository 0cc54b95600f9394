//! References to plans and packages: the id, the name, or the beginning of one name.

use super::who::nearest;
use super::{OpError, ReferenceError};
use crate::domain::ids::PlanId;
use crate::domain::package::Package;
use crate::domain::plan::Plan;
use crate::domain::sale::SaleRefusal;
use crate::store::customers::folded;
use crate::store::{Snapshot, StoreError, packages, plans};

/// A plan or a package: they share ids and names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// It renews (L1).
    Plan(Plan),
    /// It is sold once (L1).
    Package(Package),
}

impl Offer {
    /// Its id.
    #[must_use]
    pub const fn id(&self) -> PlanId {
        match self {
            Self::Plan(plan) => plan.id,
            Self::Package(package) => package.id,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Plan(plan) => &plan.terms.name,
            Self::Package(package) => &package.terms.name,
        }
    }

    const fn is_retired(&self) -> bool {
        match self {
            Self::Plan(plan) => plan.retired,
            Self::Package(package) => package.retired,
        }
    }

    /// The plan that it is; refused for a package (L1).
    pub fn plan(self) -> Result<Plan, SaleRefusal> {
        match self {
            Self::Plan(plan) => Ok(plan),
            Self::Package(Package { terms, .. }) => Err(SaleRefusal::WrongSort {
                name: terms.name,
                is_package: true,
            }),
        }
    }

    /// The package that it is; refused for a plan (L1).
    pub fn package(self) -> Result<Package, SaleRefusal> {
        match self {
            Self::Package(package) => Ok(package),
            Self::Plan(Plan { terms, .. }) => Err(SaleRefusal::WrongSort {
                name: terms.name,
                is_package: false,
            }),
        }
    }
}

/// The plan that a text refers to: the beginning of a name is that of a plan. Refused for a
/// package (L1).
pub fn plan(db: &Snapshot, given: &str) -> Result<Plan, OpError> {
    let is_plan = |offer: &Offer| matches!(offer, Offer::Plan(_));
    Ok(among(db, given, is_plan)?.plan()?)
}

/// The package that a text refers to: the beginning of a name is that of a package. Refused for a
/// plan (L1).
pub fn package(db: &Snapshot, given: &str) -> Result<Package, OpError> {
    let is_package = |offer: &Offer| matches!(offer, Offer::Package(_));
    Ok(among(db, given, is_package)?.package()?)
}

/// The plan or package with that id, or None.
pub fn find(db: &Snapshot, id: PlanId) -> Result<Option<Offer>, StoreError> {
    Ok(match plans::find(db, id)? {
        Some(plan) => Some(Offer::Plan(plan)),
        None => packages::find(db, id)?.map(Offer::Package),
    })
}

/// The plan or package of that name, in whatever case, or None.
pub fn find_name(db: &Snapshot, name: &str) -> Result<Option<Offer>, StoreError> {
    Ok(match plans::find_name(db, name)? {
        Some(plan) => Some(Offer::Plan(plan)),
        None => packages::find_name(db, name)?.map(Offer::Package),
    })
}

/// Every plan and package, retired ones too, by id.
pub fn offers(db: &Snapshot) -> Result<Vec<Offer>, StoreError> {
    let mut all: Vec<Offer> = plans::list(db)?.into_iter().map(Offer::Plan).collect();
    all.extend(packages::list(db)?.into_iter().map(Offer::Package));
    all.sort_unstable_by_key(Offer::id);
    Ok(all)
}

/// The plan or package that a text refers to: `pl-1`, the name in whatever case, or the beginning
/// of one name only. A beginning means what is sold before it means what is retired.
pub fn offer(db: &Snapshot, given: &str) -> Result<Offer, OpError> {
    among(db, given, |_| true)
}

/// [`offer`], where the beginning of a name is that of a wanted one.
fn among(db: &Snapshot, given: &str, wanted: impl Fn(&Offer) -> bool) -> Result<Offer, OpError> {
    let key = folded(given);
    let exact = match key.parse::<PlanId>() {
        Ok(id) => Some(find(db, id)?.ok_or_else(|| unknown(given, Vec::new()))?),
        Err(_) => find_name(db, given)?,
    };
    if let Some(offer) = exact {
        return Ok(offer);
    }
    let mut all = offers(db)?;
    all.retain(wanted);
    let begins = |offer: &Offer| !key.is_empty() && folded(offer.name()).starts_with(&key);
    if all.iter().any(|offer| begins(offer) && !offer.is_retired()) {
        all.retain(|offer| begins(offer) && !offer.is_retired());
    } else if all.iter().any(begins) {
        all.retain(begins);
    } else {
        let keys: Vec<String> = all.iter().map(|offer| folded(offer.name())).collect();
        let names: Vec<String> = all.iter().map(|offer| offer.name().to_owned()).collect();
        let near = nearest(&key, keys.iter().zip(&names));
        return Err(unknown(given, near).into());
    }
    if all.len() > 1 {
        let candidates = all.iter().map(|offer| offer.name().to_owned()).collect();
        return Err(ReferenceError::Ambiguous {
            what: "plan",
            given: given.to_owned(),
            candidates,
        }
        .into());
    }
    Ok(all.remove(0))
}

fn unknown(given: &str, nearest: Vec<String>) -> ReferenceError {
    ReferenceError::Unknown {
        what: "plan",
        given: given.to_owned(),
        nearest,
    }
}
