//! When a package that starts with its first visit begins: with the earliest day on which a booking or
//! visit uses a pass of it, wherever that stands (L3, T2). Its last day is counted from there (Q4).

use std::collections::BTreeSet;

use super::OpError;
use super::facts::Space;
use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::{LotId, PurchaseId};
use crate::domain::lot::Lot;
use crate::domain::purchase::Purchase;
use crate::store::{AsOf, Snapshot, Tx, holds, lots, purchases, upcoming, uses};

/// Begins what these lots came with on the day of its first use, or has it wait again where nothing
/// uses it any more; its lots last as long from there. To be called once what uses them is written.
pub fn follow(
    tx: &Tx,
    space: &Space,
    used: impl IntoIterator<Item = LotId>,
) -> Result<(), OpError> {
    let mut done = BTreeSet::new();
    for lot in used {
        if let Some(purchase) = purchases::find_begun_by_use(tx, lot)?
            && done.insert(purchase.id)
        {
            settle(tx, space, purchase)?;
        }
    }
    Ok(())
}

fn settle(tx: &Tx, space: &Space, mut purchase: Purchase) -> Result<(), OpError> {
    purchase.begun_on = first_use(tx, space, &purchase)?;
    purchases::set_begun(tx, purchase.id, purchase.begun_on)?;
    for id in upcoming::lots_of(tx, purchase.id)? {
        let spans: Vec<DaySpan> = holds::of_lot(tx, id)?.iter().map(|one| one.span).collect();
        lots::set_expiry(tx, id, purchase.last_day_with(&spans))?;
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

/// The earliest day on which a booking or visit uses a purchase, or None.
fn first_use(db: &Snapshot, space: &Space, purchase: &Purchase) -> Result<Option<Day>, OpError> {
    let mut first = None;
    for id in upcoming::lots_of(db, purchase.id)? {
        let paid = uses::of_lot(db, id)?.into_iter().map(|(on, _)| on).min();
        let lot = lots::find(db, id)?.filter(|lot| !space.kind(lot.kind).terms.is_counted());
        let visited = match lot {
            Some(lot) => first_covered(db, &lot)?,
            None => None,
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
