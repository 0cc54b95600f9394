//! Locations, as last applied.

use super::journal::Relation;
use super::{Row, Snapshot, StoreError, Tx, Value};
use crate::domain::booking::BookAhead;
use crate::domain::handle::Handle;
use crate::domain::hours::{ClosedDates, Hours};
use crate::domain::ids::LocationId;
use crate::domain::limit::Limit;
use crate::domain::location::{CheckinCharge, CheckinMode, Location, LocationTerms};
use crate::domain::money::Percent;

fn from_row(row: &Row) -> Result<Location, StoreError> {
    let text = |column: &str| row.get::<String>(column);
    let damaged = |column: &str| StoreError::Damaged(format!("a location's {column}"));
    let terms = LocationTerms {
        handle: Handle::read(&text("handle")?).map_err(|_| damaged("handle"))?,
        name: text("name")?,
        zone: row.get("timezone")?,
        currency: row.get("currency")?,
        day_starts_at: row.get("day_starts_at_s")?,
        hours: Hours::read(&text("hours")?).map_err(|_| damaged("hours"))?,
        closed: ClosedDates::read(&text("closed")?).map_err(|_| damaged("closed"))?,
        checkin_charge: CheckinCharge::read(&text("checkin_charge")?)
            .ok_or_else(|| damaged("checkin_charge"))?,
        checkin_mode: CheckinMode::read(&text("checkin_mode")?)
            .ok_or_else(|| damaged("checkin_mode"))?,
        passes: row.get("passes")?,
        usage_limit: Limit::read(&text("usage_limit")?).map_err(|_| damaged("usage_limit"))?,
        book_ahead: BookAhead::read(&text("book_ahead")?).ok_or_else(|| damaged("book_ahead"))?,
        tax: Percent::from_hundredths(row.get("tax_hundredths")?),
    };
    Ok(Location {
        id: row.get("id")?,
        terms,
        retired: row.get("retired")?,
    })
}

/// Every location, retired ones too, in the order they were added.
pub fn list(db: &Snapshot) -> Result<Vec<Location>, StoreError> {
    db.rows("SELECT * FROM location ORDER BY id", &[], from_row)
}

/// The location with that number of the database.
pub fn get(db: &Snapshot, id: LocationId) -> Result<Location, StoreError> {
    db.one(
        "SELECT * FROM location WHERE id = $1",
        &[id.into()],
        from_row,
    )?
    .ok_or(StoreError::NotFound {
        relation: "location",
        id: id.0,
    })
}

/// The location with that handle, or None.
pub fn find(db: &Snapshot, handle: &str) -> Result<Option<Location>, StoreError> {
    db.one(
        "SELECT * FROM location WHERE handle = $1",
        &[handle.into()],
        from_row,
    )
}

/// Whether money was recorded there: an invoice line of a customer who is at home there, or a
/// booking of one of its desks for money (Q2).
pub fn has_money(db: &Snapshot, id: LocationId) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM line JOIN customer ON customer.id = line.customer \
                   WHERE customer.location = $1 AND line.undone = 0) \
               OR EXISTS (SELECT 1 FROM booking JOIN desk ON desk.id = booking.desk \
                   WHERE desk.location = $1 AND booking.pay_by = 'money') AS found";
    let found = db.one(sql, &[id.into()], |row| row.get("found"))?;
    Ok(found.expect("EXISTS always answers"))
}

/// Adds a location, or writes what is declared of it now: by its handle.
pub fn put(tx: &Tx, terms: &LocationTerms, retired: bool) -> Result<LocationId, StoreError> {
    let hours = terms.hours.to_string();
    let closed = terms.closed.to_string();
    let limit = terms.usage_limit.to_string();
    let row: [(&str, Value); 14] = [
        ("handle", terms.handle.as_str().into()),
        ("name", (&terms.name).into()),
        ("timezone", terms.zone.into()),
        ("currency", terms.currency.into()),
        ("day_starts_at_s", terms.day_starts_at.into()),
        ("hours", (&hours).into()),
        ("closed", (&closed).into()),
        ("checkin_charge", terms.checkin_charge.word().into()),
        ("checkin_mode", terms.checkin_mode.word().into()),
        ("passes", terms.passes.into()),
        ("usage_limit", (&limit).into()),
        ("book_ahead", terms.book_ahead.word().into()),
        ("tax_hundredths", terms.tax.hundredths().into()),
        ("retired", retired.into()),
    ];
    match find(tx, terms.handle.as_str())? {
        Some(known) => tx
            .amend(Relation::Location, known.id.0, &row)
            .map(|()| known.id),
        None => tx.insert(Relation::Location, &row).map(LocationId),
    }
}
