//! Monthly grants (B4).

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::journal::Relation;
use super::{Row, Snapshot, StoreError, Tx};
use crate::domain::day::Day;
use crate::domain::ids::{CustomerId, RecurringId};
use crate::domain::recurring::Recurring;

fn from_row(row: &Row) -> Result<Recurring, StoreError> {
    Ok(Recurring {
        id: row.get("id")?,
        owner: row.get("customer")?,
        kind: row.get("kind")?,
        passes: row.get("passes_halves")?,
        from: row.get("from_day")?,
        until: row.get("until_day")?,
        location: row.get("location")?,
        priority: row.get("priority")?,
        due_on: row.get("due_day")?,
    })
}

/// Every monthly grant, by id.
pub fn list(db: &Snapshot) -> Result<Vec<Recurring>, StoreError> {
    db.rows("SELECT * FROM recurring ORDER BY id", &[], from_row)
}

/// The monthly grants of one customer, by id.
pub fn list_customer(db: &Snapshot, customer: CustomerId) -> Result<Vec<Recurring>, StoreError> {
    let sql = "SELECT * FROM recurring WHERE customer = $1 ORDER BY id";
    db.rows(sql, &[customer.into()], from_row)
}

/// Who of these has a monthly grant, or had one.
pub fn owners(
    db: &Snapshot,
    of: &RangeInclusive<CustomerId>,
) -> Result<BTreeSet<CustomerId>, StoreError> {
    db.customers_in("recurring", of)
}

/// The monthly grant with that id, or None.
pub fn find(db: &Snapshot, id: RecurringId) -> Result<Option<Recurring>, StoreError> {
    db.one(
        "SELECT * FROM recurring WHERE id = $1",
        &[id.into()],
        from_row,
    )
}

/// What a monthly grant is for.
pub fn memo(db: &Snapshot, id: RecurringId) -> Result<Option<String>, StoreError> {
    let sql = "SELECT memo FROM recurring WHERE id = $1";
    db.one(sql, &[id.into()], |row| row.get("memo"))
        .map(Option::flatten)
}

/// Adds a monthly grant; its id is not read.
pub fn add(tx: &Tx, new: &Recurring, memo: Option<&str>) -> Result<RecurringId, StoreError> {
    tx.insert(
        Relation::Recurring,
        &[
            ("customer", new.owner.into()),
            ("kind", new.kind.into()),
            ("passes_halves", new.passes.into()),
            ("from_day", new.from.into()),
            ("until_day", new.until.into()),
            ("location", new.location.into()),
            ("priority", new.priority.into()),
            ("memo", memo.into()),
            ("due_day", new.due_on.into()),
        ],
    )
    .map(RecurringId)
}

/// Sets the first day of the next lot, None when there is none.
pub fn set_due(tx: &Tx, id: RecurringId, due: Option<Day>) -> Result<(), StoreError> {
    tx.amend(Relation::Recurring, id.0, &[("due_day", due.into())])
}

/// Sets the last day of the last lot.
pub fn set_until(tx: &Tx, id: RecurringId, until: Day) -> Result<(), StoreError> {
    tx.amend(Relation::Recurring, id.0, &[("until_day", until.into())])
}
