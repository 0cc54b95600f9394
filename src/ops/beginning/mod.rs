//! When a package that starts with its first visit begins: with the earliest day on which a booking or
//! visit uses a pass of it, wherever that stands (L3, T2). Its last day is counted from there (Q4).

use std::collections::BTreeSet;

use super::OpError;
use super::facts::Space;
use crate::domain::day::{Day, DaySpan};
use crate::domain::entry::EntryType;
use crate::domain::ids::{LotId, PurchaseId};
use crate::domain::lot::Lot;
use crate::domain::purchase::Purchase;
use crate::store::ledger::NewEntry;
use crate::store::{AsOf, Snapshot, Tx, customers, lots, purchases, upcoming, uses};

/// Begins what these lots came with on the day of its first use, or has it wait again where nothing
/// uses it any more; its lots last as long from there. To be called once what uses them is written.
/// What has lapsed meanwhile does not come back: that its passes expire is written, as `renew` would
/// have (B8).
pub fn follow(
    tx: &Tx,
    space: &Space,
    used: impl IntoIterator<Item = LotId>,
) -> Result<(), OpError> {
    for purchase in begun_by(tx, used)? {
        let lasting = settle(tx, space, purchase)?;
        for (lot, expires_on) in lasting {
            lapse(tx, space, &lot, expires_on)?;
            lots::set_expiry(tx, lot.id, expires_on)?;
        }
    }
    Ok(())
}

/// The same where an operation was taken back: all is as it was before, also what has lapsed since
/// (A3).
pub fn restore(
    tx: &Tx,
    space: &Space,
    used: impl IntoIterator<Item = LotId>,
) -> Result<(), OpError> {
    for purchase in begun_by(tx, used)? {
        for (lot, expires_on) in settle(tx, space, purchase)? {
            lots::set_expiry(tx, lot.id, expires_on)?;
        }
    }
    Ok(())
}

/// The purchases that these lots came with and that begin with their first use.
fn begun_by(
    db: &Snapshot,
    used: impl IntoIterator<Item = LotId>,
) -> Result<Vec<Purchase>, OpError> {
    let mut done = BTreeSet::new();
    let mut found = Vec::new();
    for lot in used {
        let purchase = purchases::find_begun_by_use(db, lot)?;
        found.extend(purchase.filter(|purchase| done.insert(purchase.id)));
    }
    Ok(found)
}

/// Writes when a purchase begins, and answers its lots with the last day that each has then.
fn settle(tx: &Tx, space: &Space, mut purchase: Purchase) -> Result<Vec<(Lot, Day)>, OpError> {
    purchase.begun_on = first_use(tx, space, &purchase)?;
    purchases::set_begun(tx, purchase.id, purchase.begun_on)?;
    let mut lasting = Vec::new();
    for id in upcoming::lots_of(tx, purchase.id)? {
        if let Some(lot) = lots::find(tx, id)? {
            let expires_on = purchase.last_day_with(&lot.held);
            lasting.push((lot, expires_on));
        }
    }
    Ok(lasting)
}

/// Writes that what is left of a lot expired, where its last day is over and would not be any more.
fn lapse(tx: &Tx, space: &Space, lot: &Lot, expires_on: Day) -> Result<(), OpError> {
    let today = space.today(&customers::get(tx, lot.owner)?, tx.at());
    if lot.expires_on < today && today <= expires_on && lot.left.is_positive() {
        tx.append(&NewEntry {
            lot: lot.id,
            kind: EntryType::Expire,
            passes: -lot.left,
            on: lot.expires_on.next(),
            member: lot.owner,
            booking: None,
            visit: None,
        })?;
    }
    Ok(())
}

/// The purchases of counted passes that do not begin with their first use. Which visits a lot covers
/// without a count depends on what else was there then, which may have gone since.
pub fn astray(db: &Snapshot) -> Result<Vec<PurchaseId>, OpError> {
    let mut astray = Vec::new();
    let purchases = purchases::list_begun_by_use(db)?;
    if purchases.is_empty() {
        return Ok(astray);
    }
    let space = Space::read(db)?;
    for purchase in purchases {
        let mut counted = true;
        for id in upcoming::lots_of(db, purchase.id)? {
            let lot = lots::find(db, id)?;
            counted &= lot.is_some_and(|lot| space.kind(lot.kind).terms.is_counted());
        }
        if counted && first_use(db, &space, &purchase)? != purchase.begun_on {
            astray.push(purchase.id);
        }
    }
    Ok(astray)
}

/// The earliest day on which a booking or visit uses a purchase, or None. A visit that was owed from
/// before (D8) begins it on the first day that it is good for.
fn first_use(db: &Snapshot, space: &Space, purchase: &Purchase) -> Result<Option<Day>, OpError> {
    let mut first = None;
    for id in upcoming::lots_of(db, purchase.id)? {
        let Some(lot) = lots::find(db, id)? else {
            continue;
        };
        let used = uses::of_lot(db, id)?.into_iter();
        let paid = used.map(|(on, _)| on.max(lot.valid_from)).min();
        let visited = if space.kind(lot.kind).terms.is_counted() {
            None
        } else {
            first_covered(db, &lot)?
        };
        first = [first, paid, visited].into_iter().flatten().min();
    }
    Ok(first)
}

/// The earliest visit that a lot which is not counted covers, none of its like being there for it:
/// of those that have begun or were bought before, one that has the day (B3).
fn first_covered(db: &Snapshot, lot: &Lot) -> Result<Option<Day>, OpError> {
    let mut others = Vec::new();
    for other in lots::list_as_of(db, lot.owner, AsOf::Now)? {
        if other.kind != lot.kind || other.id == lot.id {
            continue;
        }
        let days = DaySpan {
            from: other.valid_from,
            to: other.expires_on,
        };
        let days = match purchases::find_begun_by_use(db, other.id)? {
            None => Some(days),
            Some(purchase) => match purchase.begun_on {
                Some(begun_on) => days.and(DaySpan {
                    from: begun_on,
                    to: Day::NEVER,
                }),
                None => (other.id < lot.id).then_some(days),
            },
        };
        others.extend(days.map(|days| (days, other)));
    }
    let is_covered = |on: &Day| {
        let mut others = others.iter();
        others.any(|(days, other)| days.contains(*on) && other.hold_on(*on).is_none())
    };
    let visits = uses::not_counted_of(db, lot.owner, lot.kind, lot.valid_from)?;
    let own = |on: &Day| lot.hold_on(*on).is_none() && !is_covered(on);
    Ok(visits.into_iter().find(own))
}

#[cfg(test)]
mod tests;
