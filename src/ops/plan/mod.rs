//! `plan`: what is sold again and again (L1, L2, L4).

use super::facts::{self, Space};
use super::{OpError, which};
use crate::domain::handle;
use crate::domain::ids::PlanId;
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

/// What is to change of a plan; None stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change<'a> {
    /// Unique, whatever its case.
    pub name: Option<&'a str>,
    /// Everything that it includes from now on.
    pub includes: Option<&'a [IncludeText]>,
    /// The billing cycle.
    pub every: Option<Cycle>,
    /// The price of one period, in major units.
    pub price: Option<&'a str>,
    /// The currency of the new price.
    pub currency: Option<Currency>,
    /// Whether partial periods are prorated (R3).
    pub prorate: Option<bool>,
}

/// A plan with the handles of the kinds that it includes.
#[derive(Debug, Clone)]
pub struct Card {
    /// The plan.
    pub plan: Plan,
    /// What it includes, as it is typed.
    pub includes: Vec<IncludeText>,
}

/// Adds a recurring plan (L1). Refused where the name is taken, a kind is included twice or
/// retired, and for halves where they do not exist (Q1).
pub fn add(tx: &Tx, new: &New) -> Result<Card, OpError> {
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

/// Changes a plan, and answers it as it was and as it is. What was sold keeps its terms (L2).
pub fn set(tx: &Tx, given: &str, change: &Change) -> Result<(Card, Card), OpError> {
    let space = Space::read(tx)?;
    let plan = which::plan(tx, given)?;
    let mut terms = plan.terms.clone();
    if let Some(name) = change.name {
        free_name(tx, name, Some(plan.id))?;
        name.clone_into(&mut terms.name);
    }
    if let Some(wanted) = change.includes {
        terms.includes = includes(&space, wanted)?;
    }
    terms.every = change.every.unwrap_or(terms.every);
    terms.prorate = change.prorate.unwrap_or(terms.prorate);
    if let Some(price) = change.price {
        let currency = change.currency.unwrap_or(terms.price.currency);
        terms.price = Money::read(price, currency).map_err(SaleRefusal::from)?;
    }
    plans::set(tx, plan.id, &terms)?;
    let id = plan.id;
    Ok((card(&space, plan), again(tx, &space, id)?))
}

/// Retires a plan: it is not sold any more, what was sold goes on (L4).
pub fn retire(tx: &Tx, given: &str) -> Result<Card, OpError> {
    let space = Space::read(tx)?;
    let plan = which::plan(tx, given)?;
    plans::set_retired(tx, plan.id, true)?;
    again(tx, &space, plan.id)
}

/// Every plan, retired ones too, by id.
pub fn list(db: &Snapshot) -> Result<Vec<Card>, OpError> {
    let space = Space::read(db)?;
    let all = plans::list(db)?;
    Ok(all.into_iter().map(|plan| card(&space, plan)).collect())
}

/// One plan.
pub fn show(db: &Snapshot, given: &str) -> Result<Card, OpError> {
    Ok(card(&Space::read(db)?, which::plan(db, given)?))
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

fn again(tx: &Tx, space: &Space, id: PlanId) -> Result<Card, OpError> {
    let missing = StoreError::NotFound {
        relation: "plan",
        id: id.0,
    };
    Ok(card(space, plans::find(tx, id)?.ok_or(missing)?))
}

fn free_name(db: &Snapshot, name: &str, of: Option<PlanId>) -> Result<(), OpError> {
    if handle::like_an_id(&customers::folded(name)) {
        let name = name.to_owned();
        return Err(SaleRefusal::PlanNameLikeAnId { name }.into());
    }
    match plans::find_name(db, name)? {
        Some(plan) if Some(plan.id) != of => Err(SaleRefusal::PlanNameTaken {
            name: plan.terms.name,
            holder: plan.id,
        }
        .into()),
        Some(_) | None => Ok(()),
    }
}

fn includes(space: &Space, wanted: &[IncludeText]) -> Result<Vec<Include>, OpError> {
    let mut includes = Vec::with_capacity(wanted.len());
    for text in wanted {
        let kind = space.kind_named(&text.kind)?;
        if kind.retired {
            let kind = kind.terms.handle.to_string();
            return Err(Refusal::KindRetired { kind }.into());
        }
        facts::check_halves(kind, text.passes)?;
        includes.push(text.of(kind.id));
    }
    each_kind_once(&includes)?;
    Ok(includes)
}

#[cfg(test)]
mod tests;
