//! `plan`: what is sold again and again, or once (L1–L4).

pub mod package;

use super::OpError;
use super::facts::{self, Space};
use super::which::{self, Offer};
use crate::domain::handle;
use crate::domain::ids::PlanId;
use crate::domain::kind::Kind;
use crate::domain::money::{Currency, Money};
use crate::domain::period::Cycle;
use crate::domain::plan::{Include, IncludeText, Plan, PlanTerms, each_kind_once};
use crate::domain::refusal::Refusal;
use crate::domain::sale::SaleRefusal;
use crate::store::{Snapshot, StoreError, Tx, customers, plans};

/// A plan to be added.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// Unique, whatever its case.
    pub name: &'a str,
    /// What it includes; none for unlimited access (L1).
    pub includes: &'a [IncludeText],
    /// The billing cycle.
    pub every: Cycle,
    /// The price of one period, in major units.
    pub price: &'a str,
    /// None is the space's.
    pub currency: Option<Currency>,
    /// Whether partial periods are prorated (R3).
    pub prorate: bool,
}

/// What is to change of a plan or package; None stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change<'a> {
    /// Unique, whatever its case.
    pub name: Option<&'a str>,
    /// Everything that it includes from now on.
    pub includes: Option<&'a [IncludeText]>,
    /// The billing cycle.
    pub every: Option<Cycle>,
    /// The price of one period, or of one package, in major units.
    pub price: Option<&'a str>,
    /// The currency of the new price.
    pub currency: Option<Currency>,
    /// Whether partial periods are prorated (R3).
    pub prorate: Option<bool>,
    /// What only a package has.
    pub package: package::Change<'a>,
}

/// A plan with the handles of the kinds that it includes.
#[derive(Debug, Clone)]
pub struct Card {
    /// The plan.
    pub plan: Plan,
    /// What it includes, as it is typed.
    pub includes: Vec<IncludeText>,
}

/// A plan or a package with the names of what it refers to.
#[derive(Debug, Clone)]
pub enum Shown {
    /// It renews.
    Plan(Card),
    /// It is sold once.
    Package(package::Card),
}

/// Adds a recurring plan (L1). Refused where the name is taken, a kind is included twice or
/// retired, and for halves where they do not exist (Q1).
pub fn add(tx: &Tx, new: &New) -> Result<Shown, OpError> {
    let space = Space::read(tx)?;
    free_name(tx, new.name, None)?;
    let currency = new.currency.unwrap_or(space.settings.currency);
    let terms = PlanTerms {
        name: new.name.to_owned(),
        every: new.every,
        includes: includes(&space, new.includes)?,
        price: Money::read(new.price, currency).map_err(SaleRefusal::from)?,
        prorate: new.prorate,
    };
    let id = plans::add(tx, &terms)?;
    again(tx, &space, id)
}

/// Changes a plan or package, and answers it as it was and as it is. What was sold keeps its terms
/// (L2). Refused for what only the other sort has.
pub fn set(tx: &Tx, given: &str, change: &Change) -> Result<(Shown, Shown), OpError> {
    let space = Space::read(tx)?;
    let offer = which::offer(tx, given)?;
    if let Some(name) = change.name {
        free_name(tx, name, Some(offer.id()))?;
    }
    let id = offer.id();
    let was = shown(tx, &space, offer.clone())?;
    match offer {
        Offer::Plan(plan) => set_plan(tx, &space, plan, change)?,
        Offer::Package(package) => package::set(tx, &space, package, change)?,
    }
    Ok((was, again(tx, &space, id)?))
}

fn set_plan(tx: &Tx, space: &Space, plan: Plan, change: &Change) -> Result<(), OpError> {
    let mut terms = plan.terms;
    if let Some(flag) = change.package.flag() {
        return Err(SaleRefusal::OtherSort {
            plan: terms.name,
            is_package: false,
            flag,
        }
        .into());
    }
    if let Some(name) = change.name {
        name.clone_into(&mut terms.name);
    }
    if let Some(wanted) = change.includes {
        terms.includes = includes(space, wanted)?;
    }
    terms.every = change.every.unwrap_or(terms.every);
    terms.prorate = change.prorate.unwrap_or(terms.prorate);
    terms.price = new_price(terms.price, change)?;
    Ok(plans::set(tx, plan.id, &terms)?)
}

/// The price as it becomes.
fn new_price(price: Money, change: &Change) -> Result<Money, SaleRefusal> {
    let currency = change.currency.unwrap_or(price.currency);
    match change.price {
        Some(text) => Ok(Money::read(text, currency)?),
        None => Ok(price),
    }
}

/// Retires a plan or package: it is not sold any more, what was sold goes on (L4).
pub fn retire(tx: &Tx, given: &str) -> Result<Shown, OpError> {
    let space = Space::read(tx)?;
    let id = which::offer(tx, given)?.id();
    plans::set_retired(tx, id, true)?;
    again(tx, &space, id)
}

/// Every plan and package, retired ones too, by id.
pub fn list(db: &Snapshot) -> Result<Vec<Shown>, OpError> {
    let space = Space::read(db)?;
    let all = which::offers(db)?.into_iter();
    all.map(|offer| shown(db, &space, offer)).collect()
}

/// One plan or package.
pub fn show(db: &Snapshot, given: &str) -> Result<Shown, OpError> {
    shown(db, &Space::read(db)?, which::offer(db, given)?)
}

/// Includes with the handles of their kinds, as they are typed.
#[must_use]
pub fn named(space: &Space, includes: &[Include]) -> Vec<IncludeText> {
    let named = includes.iter().map(|include| IncludeText {
        kind: space.kind(include.kind).terms.handle.to_string(),
        passes: include.passes,
        cadence: include.cadence,
        validity: include.validity,
    });
    named.collect()
}

fn card(space: &Space, plan: Plan) -> Card {
    Card {
        includes: named(space, &plan.terms.includes),
        plan,
    }
}

fn shown(db: &Snapshot, space: &Space, offer: Offer) -> Result<Shown, OpError> {
    Ok(match offer {
        Offer::Plan(plan) => Shown::Plan(card(space, plan)),
        Offer::Package(package) => Shown::Package(package::Card::of(db, space, package)?),
    })
}

fn again(tx: &Tx, space: &Space, id: PlanId) -> Result<Shown, OpError> {
    let missing = StoreError::NotFound {
        relation: "plan",
        id: id.0,
    };
    shown(tx, space, which::find(tx, id)?.ok_or(missing)?)
}

fn free_name(db: &Snapshot, name: &str, of: Option<PlanId>) -> Result<(), OpError> {
    if handle::like_an_id(&customers::folded(name)) {
        let name = name.to_owned();
        return Err(SaleRefusal::PlanNameLikeAnId { name }.into());
    }
    match which::find_name(db, name)? {
        Some(other) if Some(other.id()) != of => Err(SaleRefusal::PlanNameTaken {
            name: other.name().to_owned(),
            holder: other.id(),
        }
        .into()),
        Some(_) | None => Ok(()),
    }
}

/// The kind of an include. Refused where it is retired, and for halves where they do not exist.
fn kind_of<'a>(space: &'a Space, text: &IncludeText) -> Result<&'a Kind, OpError> {
    let kind = space.kind_named(&text.kind)?;
    if kind.retired {
        let kind = kind.terms.handle.to_string();
        return Err(Refusal::KindRetired { kind }.into());
    }
    facts::check_halves(kind, text.passes)?;
    Ok(kind)
}

fn includes(space: &Space, wanted: &[IncludeText]) -> Result<Vec<Include>, OpError> {
    let mut includes = Vec::with_capacity(wanted.len());
    for text in wanted {
        includes.push(text.of(kind_of(space, text)?.id));
    }
    each_kind_once(&includes)?;
    Ok(includes)
}

#[cfg(test)]
mod tests;
