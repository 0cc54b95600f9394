//! Removing a member: refused while anything is open (P8).

use crate::domain::booking::Status::Cancelled;
use crate::domain::booking::{Booking, PaymentStatus};
use crate::domain::customer::{Customer, CustomerRefusal, Open};
use crate::domain::day::Day;
use crate::domain::qty::PassQty;
use crate::domain::subscription::Status;
use crate::ops::facts::Space;
use crate::ops::invoice::unpaid;
use crate::ops::people::Card;
use crate::ops::{OpError, who};
use crate::store::{Snapshot, Tx, bookings, customers, lots, recurring, subscriptions, visits};

/// Deactivates a member or visitor; the history stays (P8).
pub fn remove(tx: &Tx, given: &str) -> Result<Card, OpError> {
    let space = Space::read(tx)?;
    let mut member = who::person(tx, given)?;
    customers::touch(tx, &[member.id])?;
    let today = space.today(&member, tx.at());
    if let Some(what) = open(tx, &member, today)? {
        let handle = member.handle;
        return Err(CustomerRefusal::StillOpen { handle, what }.into());
    }
    customers::set_removed(tx, member.id, today)?;
    member.removed_on = Some(today);
    Card::of(tx, &space, member)
}

/// What is open, if anything is: a subscription, a booking, a visit, what is
/// owed for visits or in money, a monthly grant, passes.
fn open(db: &Snapshot, member: &Customer, today: Day) -> Result<Option<Open>, OpError> {
    for one in subscriptions::list_customer(db, member.id)? {
        let status = one.status_on(today);
        match status {
            Status::Running | Status::Upcoming | Status::Paused => {
                let subscription = one.id;
                return Ok(Some(Open::Subscription {
                    subscription,
                    status,
                }));
            }
            Status::Ended | Status::Cancelled => {}
        }
    }
    let mine = bookings::Filter {
        member: Some(member.id),
        ..bookings::Filter::default()
    };
    let waits = |one: &&Booking| match one.pay_status {
        PaymentStatus::Pending => true,
        PaymentStatus::Charged
        | PaymentStatus::Failed
        | PaymentStatus::Removed
        | PaymentStatus::Refunded
        | PaymentStatus::Unpaid
        | PaymentStatus::Paid => one.on >= today && one.status != Cancelled,
    };
    let all = bookings::list(db, &mine)?;
    if let Some(one) = all.iter().find(waits) {
        let (booking, on) = (one.id, one.on);
        return Ok(Some(Open::Booking { booking, on }));
    }
    let unpaid = |one: &&Booking| one.pay_status == PaymentStatus::Unpaid;
    if let Some(one) = all.iter().find(unpaid) {
        return Ok(Some(Open::Unpaid { booking: one.id }));
    }
    if let Some(visit) = visits::list_open(db, member.id)?.first() {
        return Ok(Some(Open::Visit {
            visit: visit.id,
            guest: visit.guest.clone(),
        }));
    }
    let owed = visits::owed(db, member.id)?;
    if owed.is_positive() {
        return Ok(Some(Open::Owed { owed }));
    }
    if let Some(unpaid) = unpaid::first(db, member.id)? {
        return Ok(Some(unpaid));
    }
    let monthly = recurring::list_customer(db, member.id)?;
    if let Some(grant) = monthly.iter().find(|grant| grant.due_on.is_some()) {
        return Ok(Some(Open::Grant {
            recurring: grant.id,
        }));
    }
    let lots = lots::list_left(db, member.id)?;
    let usable = || lots.iter().filter(|lot| lot.left_on(today).is_positive());
    let left: PassQty = usable().map(|lot| lot.left).sum();
    Ok(usable()
        .next_back()
        .map(|lot| Open::Balance { left, lot: lot.id }))
}
