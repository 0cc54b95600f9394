//! What follows purchases that are used up or expired (T5).

use super::{Facts, Settings, alone, due};
use crate::domain::customer::Customer;
use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::{PlanId, PurchaseId, SubscriptionId};
use crate::domain::money::Percent;
use crate::domain::package::{Starts, Then};
use crate::domain::period::Anchor;
use crate::domain::purchase::{Charge, Item as Sort, Purchase};
use crate::domain::renewal::{Ending, Follower, Item, PurchaseRef, Renewal, What};
use crate::domain::sale;
use crate::domain::subscription::Subscription;
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::ops::happened::{Happened, Keep};
use crate::ops::subscription::start;
use crate::ops::which::{self, Offer};
use crate::store::lines::{self, NewLine};
use crate::store::{Snapshot, Tx, holds, packages, purchases, subscriptions, upcoming};

/// Gathers what the unit's people bought of which something is still to come.
pub(super) fn gather(db: &Snapshot, settings: &Settings, facts: &mut Facts) -> Result<(), OpError> {
    for customer in &facts.people {
        if !settings.may_have_bought(customer.id) {
            continue;
        }
        for purchase in purchases::list_live(db, customer.id)? {
            if purchase.open && customer.removed_on.is_none() {
                let ending = ending(db, settings, customer, &purchase)?;
                facts.endings.extend(ending);
            }
            if purchase.starts == Starts::FirstVisit {
                facts.begun_by_use.push(purchase);
            }
        }
    }
    Ok(())
}

/// What is to follow a purchase, with what is needed to know when; None for nothing.
fn ending(
    db: &Snapshot,
    settings: &Settings,
    customer: &Customer,
    purchase: &Purchase,
) -> Result<Option<Ending>, OpError> {
    let follower = match purchase.then {
        Then::Nothing => return Ok(None),
        Then::Renew if is_sold(db, settings, customer, purchase)? => Follower::Again,
        Then::Convert(plan) if begins(db, settings, customer, plan)? => Follower::Plan(plan),
        Then::Renew | Then::Convert(_) => Follower::Gone,
    };
    let mut held: Vec<DaySpan> = Vec::new();
    for lot in upcoming::lots_of(db, purchase.id)? {
        held.extend(holds::of_lot(db, lot)?.iter().map(|one| one.span));
    }
    Ok(Some(Ending {
        brought: purchases::brought(db, purchase.id)?,
        last_taken: purchases::last_taken(db, purchase.id)?,
        held,
        follower,
        purchase: purchase.clone(),
    }))
}

/// Whether the package is still sold to them (L4, Q2, V1).
fn is_sold(
    db: &Snapshot,
    settings: &Settings,
    customer: &Customer,
    purchase: &Purchase,
) -> Result<bool, OpError> {
    let Sort::Package(id) = purchase.item else {
        return Ok(false);
    };
    let space = &settings.sells;
    let package = packages::find(db, id)?;
    let package = package.filter(|package| !package.retired);
    let brought = purchases::brought(db, purchase.id)?;
    let mut kinds = brought.iter().map(|one| space.kind(one.content.kind));
    let home = &space.location(customer.location).terms;
    let payment = sale::check_payment(space.settings.payment, customer, Charge::Charge);
    Ok(package.is_some()
        && kinds.all(|kind| !kind.retired)
        && purchase.price.currency == home.currency
        && payment.is_ok())
}

/// Whether the plan is still sold to them (L4, Q2).
fn begins(
    db: &Snapshot,
    settings: &Settings,
    customer: &Customer,
    plan: PlanId,
) -> Result<bool, OpError> {
    Ok(match which::find(db, plan)? {
        Some(Offer::Plan(plan)) => start::check_sale(&settings.sells, customer, &plan).is_ok(),
        Some(Offer::Package(_)) | None => false,
    })
}

/// The purchase that a renewal means.
pub(super) fn id_of(sold: &[PurchaseId], purchase: PurchaseRef) -> PurchaseId {
    match purchase {
        PurchaseRef::Existing(id) => id,
        PurchaseRef::New(at) => sold[at],
    }
}

/// Writes what follows a purchase; a subscription is begun by [`convert`].
pub(super) fn write(
    tx: &Tx,
    space: &Space,
    facts: &Facts,
    item: &Item,
    sold: &mut Vec<PurchaseId>,
) -> Result<(), OpError> {
    if let What::Sell { follows, purchase } = &item.what {
        let home = facts.customer(item.customer).location;
        let tax = space.location(home).terms.tax;
        let id = sell(tx, id_of(sold, *follows), purchase, tax)?;
        sold.push(id);
    }
    if let What::Convert { follows, .. } = &item.what {
        purchases::close(tx, id_of(sold, *follows))?;
    }
    if let What::Unsold { follows } = &item.what {
        tell(tx, id_of(sold, *follows))?;
    }
    Ok(())
}

/// Writes that a purchase was sold again, with its line; its lots are granted next.
fn sell(
    tx: &Tx,
    follows: PurchaseId,
    purchase: &Purchase,
    tax: Percent,
) -> Result<PurchaseId, OpError> {
    purchases::close(tx, follows)?;
    let id = purchases::add(tx, purchase)?;
    let amount = purchase.total();
    if amount.minor > 0 {
        lines::add(
            tx,
            &NewLine {
                customer: purchase.customer,
                subscription: None,
                purchase: Some(id),
                paid: false,
                on: purchase.on,
                text: &purchase.title(),
                amount,
                tax,
            },
        )?;
    }
    Ok(id)
}

/// Nothing follows a purchase: its owner is told (L4).
fn tell(tx: &Tx, purchase: PurchaseId) -> Result<(), OpError> {
    purchases::close(tx, purchase)?;
    Ok(tx.notify_of_purchase(purchase)?)
}

/// Begins the subscriptions that follow purchases, and brings every period of them that has begun
/// (T5, R5); without a transaction only says what would happen.
pub fn convert(
    db: &Snapshot,
    tx: Option<&Tx>,
    settings: &Settings,
    facts: &Facts,
    renewal: &Renewal,
    keep: Keep,
) -> Result<Happened, OpError> {
    let mut happened = Happened::default();
    for item in &renewal.items {
        let What::Convert { plan, .. } = item.what else {
            continue;
        };
        let Some(Offer::Plan(plan)) = which::find(db, plan)? else {
            continue;
        };
        let customer = facts.customer(item.customer);
        let mut subscription = Subscription {
            id: SubscriptionId(0),
            customer: customer.id,
            start: item.on,
            cycle: plan.terms.every,
            anchor: Anchor::Start,
            until: None,
            cancelled: false,
            terms: vec![start::term(&plan, item.on, 1)],
            pauses: Vec::new(),
            due_on: Some(item.on),
        };
        if let Some(tx) = tx {
            subscription.id = subscriptions::add(tx, &subscription)?;
        }
        let alone = alone(customer, &subscription, facts.as_of(item));
        let due = due(settings, &alone);
        let granted = match tx {
            Some(tx) => super::write(tx, &settings.sells, &alone, &due)?,
            None => Vec::new(),
        };
        let id = tx.map(|_| subscription.id);
        happened.add(Happened::converted(facts, item, id, keep));
        let mut brought = Happened {
            customers: 0,
            ..Happened::of(&alone, &due, &granted, keep)
        };
        for told in &mut brought.items {
            told.subscription = told.subscription.and(id);
        }
        happened.add(brought);
    }
    Ok(happened)
}

impl Facts {
    /// The day up to which things are brought for whom an item is about.
    fn as_of(&self, item: &Item) -> Day {
        let mut customers = self.customers.iter();
        let known = customers.find(|one| one.id == item.customer);
        known.map_or(item.on, |one| one.as_of)
    }
}

#[cfg(test)]
mod tests;
