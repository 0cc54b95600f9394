//! `plan add --package`: passes that are sold once, together (L1, L3).

use super::{Shown, again, free_name, kind_of, named, new_price};
use crate::domain::ids::PlanId;
use crate::domain::money::{Currency, Money};
use crate::domain::package::{
    Content, Extra, ExtraText, Package, PackageTerms, StartsText, Then, ThenText, Validity,
};
use crate::domain::plan::each_kind_once;
use crate::domain::plan::{Cadence, Include, IncludeText, Validity as IncludeValidity};
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::domain::sale::SaleRefusal;
use crate::ops::facts::Space;
use crate::ops::{OpError, which};
use crate::store::{Snapshot, Tx, packages};

/// A package to be added.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// Unique over plans and packages, whatever its case.
    pub name: &'a str,
    /// What is in it; at least one kind.
    pub includes: &'a [IncludeText],
    /// The price of one, in major units.
    pub price: &'a str,
    /// None is the space's.
    pub currency: Option<Currency>,
    /// How long it lasts.
    pub valid: Validity,
    /// From when on.
    pub starts: StartsText,
    /// What happens when it is used up or expired.
    pub then: &'a ThenText,
    /// Whether who has some of it left is active (P7).
    pub active_status: bool,
    /// Whether it may be put on hold (T4).
    pub holdable: bool,
    /// Only for who never had passes (S4).
    pub new_clients_only: bool,
    /// What is sold with it.
    pub extras: &'a [ExtraText],
}

/// What is to change of what only a package has; None stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change<'a> {
    /// How long it lasts.
    pub valid: Option<Validity>,
    /// From when on.
    pub starts: Option<StartsText>,
    /// What happens when it is used up or expired.
    pub then: Option<&'a ThenText>,
    /// Whether who has some of it left is active (P7).
    pub active_status: Option<bool>,
    /// Whether it may be put on hold (T4).
    pub holdable: Option<bool>,
    /// Only for who never had passes (S4).
    pub new_clients_only: Option<bool>,
    /// Everything that is sold with it from now on.
    pub extras: Option<&'a [ExtraText]>,
}

/// A package with the names of what it refers to.
#[derive(Debug, Clone)]
pub struct Card {
    /// The package.
    pub package: Package,
    /// What is in it, as it is typed.
    pub includes: Vec<IncludeText>,
    /// The name of the plan that follows it.
    pub then_plan: Option<String>,
}

impl Change<'_> {
    /// The first flag that says something, or None.
    pub(super) fn flag(&self) -> Option<&'static str> {
        let said = [
            (self.valid.is_some(), "--valid"),
            (self.starts.is_some(), "--starts"),
            (self.then.is_some(), "--then"),
            (self.active_status.is_some(), "--active-status"),
            (self.holdable.is_some(), "--holdable"),
            (self.new_clients_only.is_some(), "--new-clients-only"),
            (self.extras.is_some(), "--extra"),
        ];
        said.into_iter()
            .find_map(|(said, flag)| said.then_some(flag))
    }
}

impl Card {
    pub(super) fn of(db: &Snapshot, space: &Space, package: Package) -> Result<Self, OpError> {
        let then_plan = match package.terms.then {
            Then::Convert(plan) => which::find(db, plan)?.map(|plan| plan.name().to_owned()),
            Then::Nothing | Then::Renew => None,
        };
        let contents = package.terms.contents.iter().map(|content| Include {
            kind: content.kind,
            passes: content.passes,
            cadence: Cadence::Period,
            validity: IncludeValidity::Window,
        });
        Ok(Self {
            includes: named(space, &contents.collect::<Vec<_>>()),
            then_plan,
            package,
        })
    }
}

/// Adds a package (L1, L3). Refused where the name is taken, for no passes, for a kind that is
/// included twice or retired, for halves where they do not exist (Q1), for an extra named twice,
/// and where the plan that follows is sold in another currency (Q2).
pub fn add(tx: &Tx, new: &New) -> Result<Shown, OpError> {
    let space = Space::read(tx)?;
    free_name(tx, new.name, None)?;
    let currency = new.currency.unwrap_or(space.settings.currency);
    let here = space.location_named(space.settings.default_location.as_str())?;
    let terms = PackageTerms {
        name: new.name.to_owned(),
        contents: contents(&space, new.includes)?,
        price: Money::read(new.price, currency).map_err(SaleRefusal::from)?,
        valid: new.valid,
        starts: new.starts.on(here.terms.today(tx.at())),
        then: then(tx, new.then)?,
        active_status: new.active_status,
        holdable: new.holdable,
        new_clients_only: new.new_clients_only,
        extras: extras(new.extras, currency)?,
    };
    check_follower(tx, &terms)?;
    let id = packages::add(tx, &terms)?;
    again(tx, &space, id)
}

/// Changes a package. The currency of its extras follows that of its price.
pub(super) fn set(
    tx: &Tx,
    space: &Space,
    package: Package,
    change: &super::Change,
) -> Result<(), OpError> {
    let (id, mut terms): (PlanId, _) = (package.id, package.terms);
    let recurring = [
        (change.every.is_some(), "--every"),
        (change.prorate.is_some(), "--prorate"),
    ];
    if let Some((_, flag)) = recurring.into_iter().find(|(said, _)| *said) {
        return Err(SaleRefusal::OtherSort {
            plan: terms.name,
            is_package: true,
            flag,
        }
        .into());
    }
    let of = &change.package;
    if let Some(name) = change.name {
        name.clone_into(&mut terms.name);
    }
    if let Some(wanted) = change.includes {
        terms.contents = contents(space, wanted)?;
    }
    terms.price = new_price(terms.price, change)?;
    let currency = terms.price.currency;
    if let Some(wanted) = of.extras {
        terms.extras = extras(wanted, currency)?;
    }
    for extra in &terms.extras {
        extra
            .price
            .plus(currency.zero())
            .map_err(SaleRefusal::from)?;
    }
    if let Some(starts) = of.starts {
        let here = space.location_named(space.settings.default_location.as_str())?;
        terms.starts = starts.on(here.terms.today(tx.at()));
    }
    if let Some(follows) = of.then {
        terms.then = then(tx, follows)?;
    }
    terms.valid = of.valid.unwrap_or(terms.valid);
    terms.active_status = of.active_status.unwrap_or(terms.active_status);
    terms.holdable = of.holdable.unwrap_or(terms.holdable);
    terms.new_clients_only = of.new_clients_only.unwrap_or(terms.new_clients_only);
    check_follower(tx, &terms)?;
    Ok(packages::set(tx, id, &terms)?)
}

fn contents(space: &Space, wanted: &[IncludeText]) -> Result<Vec<Content>, OpError> {
    let mut contents = Vec::with_capacity(wanted.len());
    let mut includes = Vec::with_capacity(wanted.len());
    for text in wanted {
        let kind = kind_of(space, text)?;
        if !kind.terms.is_counted() && text.passes != PassQty::ONE {
            let kind = kind.terms.handle.to_string();
            return Err(Refusal::NotCounted { kind }.into());
        }
        contents.push(Content::of(text, kind.id)?);
        includes.push(text.of(kind.id));
    }
    each_kind_once(&includes)?;
    if contents.is_empty() {
        return Err(SaleRefusal::EmptyPackage.into());
    }
    Ok(contents)
}

fn extras(wanted: &[ExtraText], currency: Currency) -> Result<Vec<Extra>, SaleRefusal> {
    let mut extras: Vec<Extra> = Vec::with_capacity(wanted.len());
    for text in wanted {
        if extras.iter().any(|extra| extra.name == text.name) {
            let name = text.name.clone();
            return Err(SaleRefusal::ExtraTwice { name });
        }
        extras.push(Extra {
            name: text.name.clone(),
            price: Money::read(&text.price, currency)?,
        });
    }
    Ok(extras)
}

fn then(db: &Snapshot, wanted: &ThenText) -> Result<Then, OpError> {
    Ok(match wanted {
        ThenText::Nothing => Then::Nothing,
        ThenText::Renew => Then::Renew,
        ThenText::Convert(given) => {
            let plan = which::plan(db, given)?;
            plan.sellable()?;
            Then::Convert(plan.id)
        }
    })
}

/// Refuses a plan that follows in another currency (Q2).
fn check_follower(db: &Snapshot, terms: &PackageTerms) -> Result<(), OpError> {
    let Then::Convert(id) = terms.then else {
        return Ok(());
    };
    let Some(which::Offer::Plan(plan)) = which::find(db, id)? else {
        return Ok(());
    };
    let (wants, has) = (plan.terms.price.currency, terms.price.currency);
    if wants == has {
        return Ok(());
    }
    Err(SaleRefusal::OtherCurrency {
        plan: plan.terms.name,
        wants,
        whose: format!("`{}` is", terms.name),
        has,
    }
    .into())
}
