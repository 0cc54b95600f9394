//! Lots of passes as they stand (B1). Their passes are moved by the ledger
//! only.

use std::collections::BTreeMap;

use super::journal::Relation;
use super::{AsOf, Row, Snapshot, StoreError, Tx, holds, purchases};
use crate::domain::day::Day;
use crate::domain::hold::Hold;
use crate::domain::ids::{CustomerId, LotId};
use crate::domain::lot::Lot;

/// A lot from a row of the table, read in the order of its columns.
fn from_row(row: &Row) -> Result<Lot, StoreError> {
    Ok(Lot {
        id: row.get("id")?,
        owner: row.get("owner")?,
        kind: row.get("kind")?,
        granted: row.get("granted_halves")?,
        left: row.get("left_halves")?,
        valid_from: row.get("valid_from_day")?,
        expires_on: row.get("expires_day")?,
        source: row.get("source")?,
        subscription: row.get("subscription")?,
        location: row.get("location")?,
        priority: row.get("priority")?,
        memo: row.get("memo")?,
        purchase: row.get("purchase")?,
        away_left: None,
        held: Vec::new(),
        waits: None,
    })
}

/// The lot with that id, or None.
pub fn find(db: &Snapshot, id: LotId) -> Result<Option<Lot>, StoreError> {
    let found = db.one("SELECT * FROM lot WHERE id = $1", &[id.into()], from_row)?;
    let held = |lot: Lot| -> Result<Lot, StoreError> {
        let holds = holds::of_lot(db, lot.id)?;
        Ok(whole(db, vec![lot], &holds)?.remove(0))
    };
    found.map(held).transpose()
}

/// The lots with the days of their holds, and what those last that wait for their first use: they
/// have no end yet, and no hold is why.
fn whole(db: &Snapshot, mut lots: Vec<Lot>, holds: &[Hold]) -> Result<Vec<Lot>, StoreError> {
    let places: BTreeMap<LotId, usize> = if holds.is_empty() {
        BTreeMap::new()
    } else {
        let places = lots.iter().enumerate().map(|(at, lot)| (lot.id, at));
        places.collect()
    };
    for hold in holds {
        if let Some(at) = places.get(&hold.lot) {
            lots[*at].held.push(hold.span);
        }
    }
    for lot in lots.iter_mut().filter(|lot| lot.expires_on == Day::NEVER) {
        let on_hold = lot.held.iter().any(|span| span.to == Day::NEVER);
        if let Some(purchase) = lot.purchase.filter(|_| !on_hold) {
            lot.waits = purchases::lasts_from_use(db, purchase)?;
        }
    }
    Ok(lots)
}

/// The lots of one owner with something left, by expiry.
pub fn list_left(db: &Snapshot, owner: CustomerId) -> Result<Vec<Lot>, StoreError> {
    let holds = holds::of_customer(db, owner, AsOf::Now)?;
    left(db, owner, &holds)
}

/// [`list_left`] of an owner of whom it is known that no lot is on hold.
pub fn list_left_not_held(db: &Snapshot, owner: CustomerId) -> Result<Vec<Lot>, StoreError> {
    left(db, owner, &[])
}

fn left(db: &Snapshot, owner: CustomerId, holds: &[Hold]) -> Result<Vec<Lot>, StoreError> {
    let lots = db.rows(
        "SELECT * FROM lot WHERE owner = $1 AND left_halves > 0 ORDER BY expires_day, id",
        &[owner.into()],
        from_row,
    )?;
    whole(db, lots, holds)
}

/// Every lot that one customer ever had, and those of others that were spent for them, by id.
pub fn list_of(db: &Snapshot, customer: CustomerId) -> Result<Vec<Lot>, StoreError> {
    let lots = db.rows(
        "SELECT * FROM lot WHERE id IN (SELECT id FROM lot WHERE owner = $1 \
         UNION SELECT lot FROM entry WHERE member = $1) ORDER BY id",
        &[customer.into()],
        from_row,
    )?;
    whole(db, lots, &holds::list(db)?)
}

/// Every lot that one owner ever had, by id.
pub fn list(db: &Snapshot, owner: CustomerId) -> Result<Vec<Lot>, StoreError> {
    let lots = db.rows(
        "SELECT * FROM lot WHERE owner = $1 ORDER BY id",
        &[owner.into()],
        from_row,
    )?;
    let holds = holds::of_customer(db, owner, AsOf::Now)?;
    whole(db, lots, &holds)
}

/// Every lot that one owner had then, by id, as they stood (B8); those whose grant was undone are
/// left out.
pub fn list_as_of(db: &Snapshot, owner: CustomerId, as_of: AsOf) -> Result<Vec<Lot>, StoreError> {
    let lots = db.lots_as_of(
        as_of,
        "SELECT * FROM lot WHERE owner = $1 AND operation <= $2 ORDER BY id",
        &[owner.into(), as_of.last().into()],
        |row| Ok((row.get("undone")?, from_row(row)?)),
    )?;
    let lots = lots
        .into_iter()
        .filter_map(|(undone, lot): (bool, Lot)| (!undone).then_some(lot))
        .collect();
    whole(db, lots, &holds::of_customer(db, owner, as_of)?)
}

/// Moves the last day of a lot.
pub fn set_expiry(tx: &Tx, id: LotId, expires_on: Day) -> Result<(), StoreError> {
    tx.amend(Relation::Lot, id.0, &[("expires_day", expires_on.into())])
}
