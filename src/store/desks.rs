//! Desks, as last applied.

use super::journal::Relation;
use super::{Row, Snapshot, StoreError, Tx, Value};
use crate::domain::desk::{CancelRule, Desk, DeskKind, DeskTerms};
use crate::domain::handle::Handle;
use crate::domain::hours::ClosedDates;
use crate::domain::ids::{DeskId, LocationId};
use crate::domain::money::Money;

const SELECT: &str = "SELECT d.*, l.currency FROM desk d JOIN location l ON l.id = d.location";

fn from_row(row: &Row) -> Result<Desk, StoreError> {
    let text = |column: &str| row.get::<String>(column);
    let damaged = |column: &str| StoreError::Damaged(format!("a desk's {column}"));
    let terms = DeskTerms {
        handle: Handle::read(&text("handle")?).map_err(|_| damaged("handle"))?,
        name: text("name")?,
        kind: DeskKind::read(&text("kind")?).map_err(|_| damaged("kind"))?,
        seats: row.get("seats")?,
        passes: row.get("passes")?,
        price: Money::new(row.get("price_minor")?, row.get("currency")?),
        cancel: CancelRule::read(&text("cancel")?).map_err(|_| damaged("cancel"))?,
        closed: ClosedDates::read(&text("closed")?).map_err(|_| damaged("closed"))?,
        service: text("service")?,
    };
    Ok(Desk {
        id: row.get("id")?,
        location: row.get("location")?,
        terms,
        retired: row.get("retired")?,
    })
}

/// Every desk, retired ones too, in the order they were added.
pub fn list(db: &Snapshot) -> Result<Vec<Desk>, StoreError> {
    db.rows(&format!("{SELECT} ORDER BY d.id"), &[], from_row)
}

/// The desks of a location, retired ones too, in the order they were added.
pub fn list_location(db: &Snapshot, location: LocationId) -> Result<Vec<Desk>, StoreError> {
    let sql = format!("{SELECT} WHERE d.location = $1 ORDER BY d.id");
    db.rows(&sql, &[location.into()], from_row)
}

/// The desk with that number of the database.
pub fn get(db: &Snapshot, id: DeskId) -> Result<Desk, StoreError> {
    db.one(&format!("{SELECT} WHERE d.id = $1"), &[id.into()], from_row)?
        .ok_or(StoreError::NotFound {
            relation: "desk",
            id: id.0,
        })
}

/// The desk with that handle at a location, or None.
pub fn find(db: &Snapshot, location: LocationId, handle: &str) -> Result<Option<Desk>, StoreError> {
    let sql = format!("{SELECT} WHERE d.location = $1 AND d.handle = $2");
    db.one(&sql, &[location.into(), handle.into()], from_row)
}

/// Adds a desk, or writes what is declared of it now: by its handle at the location.
pub fn put(
    tx: &Tx,
    location: LocationId,
    terms: &DeskTerms,
    retired: bool,
) -> Result<DeskId, StoreError> {
    let kind = terms.kind.to_string();
    let cancel = terms.cancel.to_string();
    let closed = terms.closed.to_string();
    let row: [(&str, Value); 11] = [
        ("location", location.into()),
        ("handle", terms.handle.as_str().into()),
        ("name", (&terms.name).into()),
        ("kind", (&kind).into()),
        ("seats", terms.seats.into()),
        ("passes", terms.passes.into()),
        ("price_minor", terms.price.minor.into()),
        ("cancel", (&cancel).into()),
        ("closed", (&closed).into()),
        ("service", (&terms.service).into()),
        ("retired", retired.into()),
    ];
    match find(tx, location, terms.handle.as_str())? {
        Some(known) => tx
            .amend(Relation::Desk, known.id.0, &row)
            .map(|()| known.id),
        None => tx.insert(Relation::Desk, &row).map(DeskId),
    }
}
