//! Holds of lots (T4). One that was taken away stays on record, and does not stand; nor does one of a
//! lot whose grant was undone.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::journal::Relation;
use super::{AsOf, Row, Snapshot, StoreError, Tx};
use crate::domain::day::{Day, DaySpan};
use crate::domain::hold::Hold;
use crate::domain::ids::{CustomerId, HoldId, LotId};

fn from_row(row: &Row) -> Result<Hold, StoreError> {
    Ok(Hold {
        id: row.get("id")?,
        lot: row.get("lot")?,
        customer: row.get("customer")?,
        span: DaySpan {
            from: row.get("from_day")?,
            to: row.get("until_day")?,
        },
        own_expiry: row.get("own_expires_day")?,
    })
}

/// The standing hold with that id, or None.
pub fn find(db: &Snapshot, id: HoldId) -> Result<Option<Hold>, StoreError> {
    let sql = "SELECT h.* FROM hold h JOIN lot l ON l.id = h.lot \
               WHERE h.id = $1 AND h.removed = 0 AND l.undone = 0";
    db.one(sql, &[id.into()], from_row)
}

/// Every standing hold, in the order they were made.
pub fn list(db: &Snapshot) -> Result<Vec<Hold>, StoreError> {
    let sql = "SELECT h.* FROM hold h JOIN lot l ON l.id = h.lot \
               WHERE h.removed = 0 AND l.undone = 0 ORDER BY h.id";
    db.rows(sql, &[], from_row)
}

/// Who of these has a lot on hold, or had one.
pub fn owners(
    db: &Snapshot,
    of: &RangeInclusive<CustomerId>,
) -> Result<BTreeSet<CustomerId>, StoreError> {
    db.customers_in("hold", of)
}

/// The standing holds of a lot, soonest first.
pub fn of_lot(db: &Snapshot, lot: LotId) -> Result<Vec<Hold>, StoreError> {
    let sql = "SELECT * FROM hold WHERE lot = $1 AND removed = 0 ORDER BY from_day, id";
    db.rows(sql, &[lot.into()], from_row)
}

/// The holds of a customer's lots that stood then, soonest first (B8).
pub fn of_customer(
    db: &Snapshot,
    customer: CustomerId,
    as_of: AsOf,
) -> Result<Vec<Hold>, StoreError> {
    if as_of == AsOf::Now {
        // In the order of the index: the few there are, are put in order faster here.
        let sql = "SELECT * FROM hold WHERE customer = $1 AND removed = 0 ORDER BY id";
        let mut holds = db.rows(sql, &[customer.into()], from_row)?;
        holds.sort_by_key(|hold| hold.span.from);
        return Ok(holds);
    }
    let sql = "SELECT * FROM hold WHERE customer = $1 AND operation <= $2 ORDER BY from_day, id";
    let key = [customer.into(), as_of.last().into()];
    let all = db.rows_as_of(as_of, Relation::Hold, sql, &key, |row| {
        Ok((row.get::<bool>("removed")?, from_row(row)?))
    })?;
    let standing = all.into_iter().filter(|(removed, _)| !removed);
    Ok(standing.map(|(_, hold)| hold).collect())
}

/// Whether a lot was sold with a package that may be put on hold (T4).
pub fn may_hold(db: &Snapshot, lot: LotId) -> Result<bool, StoreError> {
    let sql = "SELECT p.holdable FROM lot l JOIN purchase p ON p.id = l.purchase WHERE l.id = $1";
    let holdable = db.one(sql, &[lot.into()], |row| row.get("holdable"))?;
    Ok(holdable.unwrap_or(false))
}

/// Adds a hold; its id is not read.
pub fn add(tx: &Tx, new: &Hold) -> Result<HoldId, StoreError> {
    let row = [
        ("lot", new.lot.into()),
        ("customer", new.customer.into()),
        ("from_day", new.span.from.into()),
        ("until_day", new.span.to.into()),
        ("own_expires_day", new.own_expiry.into()),
    ];
    tx.insert(Relation::Hold, &row).map(HoldId)
}

/// Sets the last day; [`Day::NEVER`] for an open end.
pub fn set_until(tx: &Tx, id: HoldId, until: Day) -> Result<(), StoreError> {
    tx.amend(Relation::Hold, id.0, &[("until_day", until.into())])
}

/// Takes a hold away.
pub fn remove(tx: &Tx, id: HoldId) -> Result<(), StoreError> {
    tx.amend(Relation::Hold, id.0, &[("removed", 1_i64.into())])
}
