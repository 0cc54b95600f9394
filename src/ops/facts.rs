//! Facts that several use cases gather alike: the space, and whose lots are open to whom.

use super::{OpError, ReferenceError, limits, who};
use crate::domain::customer::{Customer, Standing};
use crate::domain::day::{Day, Instant};
use crate::domain::ids::{CustomerId, KindId, LocationId};
use crate::domain::kind::{Kind, OnPlan};
use crate::domain::location::Location;
use crate::domain::lot::Lot;
use crate::domain::policy::Settings;
use crate::domain::pool::{CompanyPasses, Purse, Spender};
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::domain::spend::{self, Fit, Spend};
use crate::domain::subscription::Status;
use crate::domain::visit;
use crate::store::{Snapshot, customers, kinds, locations, lots, settings, subscriptions};

/// What the space is made of, read once a use case.
#[derive(Debug, Clone)]
pub struct Space {
    /// The settings of the space.
    pub settings: Settings,
    /// Every location, retired ones too.
    pub locations: Vec<Location>,
    /// Every kind of pass, retired ones too.
    pub kinds: Vec<Kind>,
}

impl Space {
    /// Reads it.
    pub fn read(db: &Snapshot) -> Result<Self, OpError> {
        Ok(Self {
            settings: settings::get(db)?,
            locations: locations::list(db)?,
            kinds: kinds::list(db)?,
        })
    }

    /// The location with that number.
    #[must_use]
    pub fn location(&self, id: LocationId) -> &Location {
        let found = self.locations.iter().find(|location| location.id == id);
        found.expect("a foreign key points to a location")
    }

    /// The kind with that number.
    #[must_use]
    pub fn kind(&self, id: KindId) -> &Kind {
        let found = self.kinds.iter().find(|kind| kind.id == id);
        found.expect("a foreign key points to a kind")
    }

    /// The location that a handle names; retired ones too.
    pub fn location_named(&self, handle: &str) -> Result<&Location, ReferenceError> {
        let folded = customers::folded(handle);
        let found = self
            .locations
            .iter()
            .find(|one| one.terms.handle.as_str() == folded);
        found.ok_or_else(|| {
            let names: Vec<String> = self
                .locations
                .iter()
                .map(|one| one.terms.handle.to_string())
                .collect();
            unknown("location", handle, &names)
        })
    }

    /// The kind that a handle names; retired ones too.
    pub fn kind_named(&self, handle: &str) -> Result<&Kind, ReferenceError> {
        let folded = customers::folded(handle);
        let found = self
            .kinds
            .iter()
            .find(|one| one.terms.handle.as_str() == folded);
        found.ok_or_else(|| {
            let names: Vec<String> = self
                .kinds
                .iter()
                .map(|one| one.terms.handle.to_string())
                .collect();
            unknown("kind", handle, &names)
        })
    }

    /// The business date of a customer: that of the home location (Q3).
    #[must_use]
    pub fn today(&self, customer: &Customer, now: Instant) -> Day {
        self.location(customer.location).terms.today(now)
    }

    /// A kind among the kinds that fit a use, with its price; unlimited counts as zero (B3).
    #[must_use]
    pub fn fit(kind: &Kind) -> Fit {
        Fit {
            kind: kind.id,
            price_minor: visit::date::price(&kind.terms),
            most: None,
            counted: kind.terms.is_counted(),
        }
    }
}

/// A name that is not known, with the nearest that are.
#[must_use]
pub fn unknown(what: &'static str, given: &str, names: &[String]) -> ReferenceError {
    let nearest = who::nearest(
        &customers::folded(given),
        names.iter().map(|name| (name, name)),
    );
    ReferenceError::Unknown {
        what,
        given: given.to_owned(),
        nearest,
    }
}

/// Refuses a quantity of halves where halves do not exist (Q1).
pub fn check_halves(kind: &Kind, passes: PassQty) -> Result<(), Refusal> {
    if passes.is_whole() || kind.terms.has_halves() {
        return Ok(());
    }
    Err(Refusal::NoHalves {
        kind: kind.terms.handle.to_string(),
        passes,
    })
}

/// Refuses a kind that is only for members on certain plans to whom no subscription to one of them
/// runs or is to come, of their own or of their company (K4).
pub fn check_plans(
    db: &Snapshot,
    kind: &Kind,
    customer: &Customer,
    today: Day,
) -> Result<(), OpError> {
    if kind.terms.plans.is_empty() || !plans_of(db, kind, customer, today)?.is_empty() {
        return Ok(());
    }
    Err(Refusal::OnlyOnPlans {
        kind: kind.terms.handle.to_string(),
        plans: kind
            .terms
            .plans
            .iter()
            .map(|one| one.plan.clone())
            .collect(),
    }
    .into())
}

/// The plans of a kind to which a subscription runs or is to come, of the customer or of their
/// company (K4).
pub fn plans_of<'k>(
    db: &Snapshot,
    kind: &'k Kind,
    customer: &Customer,
    today: Day,
) -> Result<Vec<&'k OnPlan>, OpError> {
    let mut theirs = Vec::new();
    if kind.terms.plans.is_empty() {
        return Ok(theirs);
    }
    for id in [Some(customer.id), customer.company].into_iter().flatten() {
        for one in subscriptions::list_customer(db, id)? {
            let on = match one.status_on(today) {
                Status::Running | Status::Paused => today,
                Status::Upcoming => one.start,
                Status::Ended | Status::Cancelled => continue,
            };
            let name = customers::folded(&one.term_on(on).plan_name);
            let plans = kind.terms.plans.iter();
            theirs.extend(plans.filter(|plan| customers::folded(&plan.plan) == name));
        }
    }
    Ok(theirs)
}

/// A customer as the spender of passes (P4).
#[must_use]
pub fn spender<T>(customer: &Customer<T>) -> Spender {
    let company = match customer.standing {
        Standing::Company => Some(customer.id),
        Standing::Member | Standing::Visitor => customer.company,
    };
    Spender {
        customer: customer.id,
        company,
    }
}

/// Whose lots are open to a customer (P4): with `pooled` those of the company and all its members,
/// with `own-first` the customer's own and the company's.
pub fn owners(
    db: &Snapshot,
    rule: CompanyPasses,
    customer: &Customer,
) -> Result<Vec<CustomerId>, OpError> {
    let mut owners = vec![customer.id];
    if let Some(company) = spender(customer).company {
        owners.push(company);
        if rule == CompanyPasses::Pooled {
            owners.extend(
                customers::list_company(db, company)?
                    .iter()
                    .map(|member| member.id),
            );
        }
    }
    owners.sort_unstable();
    owners.dedup();
    Ok(owners)
}

/// The lots with something left that are open to a customer.
pub fn open_lots(
    db: &Snapshot,
    settings: &Settings,
    customer: &Customer,
) -> Result<Vec<Lot>, OpError> {
    lots_of(
        db,
        settings,
        &owners(db, settings.company_passes, customer)?,
    )
}

/// The lots of these owners with something left.
pub fn lots_of(
    db: &Snapshot,
    settings: &Settings,
    owners: &[CustomerId],
) -> Result<Vec<Lot>, OpError> {
    let mut open = Vec::new();
    for owner in owners {
        open.extend(lots::list_left(db, *owner)?);
    }
    limits::allow_away(db, settings, &mut open)?;
    Ok(open)
}

/// How many passes of a kind a customer could use on a day, the pool open to them included.
#[must_use]
pub fn balance(space: &Space, open: &[Lot], customer: &Customer, kind: &Kind, on: Day) -> PassQty {
    let spend = Spend {
        passes: PassQty::ZERO,
        on,
        at: None,
        fits: &[Space::fit(kind)],
        spender: spender(customer),
        purse: Purse::Usual,
        company_passes: space.settings.company_passes,
    };
    spend::order(open, &spend)
        .into_iter()
        .map(|lot| lot.left)
        .sum()
}
