//! Lines on no invoice yet (V3): a customer's upcoming invoice.

use std::ops::RangeInclusive;

use super::journal::Relation;
use super::{AsOf, Row, Snapshot, StoreError, Tx};
use crate::domain::ids::{CustomerId, InvoiceId, LineId, LotId, PurchaseId};
use crate::domain::invoice::{Charge, Upcoming};
use crate::domain::money::{Money, Percent};

/// A line, and whether it is on the upcoming invoice.
#[derive(Debug, Clone)]
pub struct Known {
    /// The line.
    pub line: Upcoming,
    /// The invoice that it stands on; None for the upcoming one.
    pub invoice: Option<InvoiceId>,
    /// Whether it was taken off, or the operation that added it was undone.
    pub gone: bool,
}

fn from_row(row: &Row) -> Result<Upcoming, StoreError> {
    let net = Money::new(row.get("amount_minor")?, row.get("currency")?);
    let rate = Percent::from_hundredths(row.get("tax_hundredths")?);
    Ok(Upcoming {
        id: row.get("id")?,
        customer: row.get("customer")?,
        subscription: row.get("subscription")?,
        purchase: row.get("purchase")?,
        booking: row.get("booking")?,
        on: row.get("on_day")?,
        text: row.get("text")?,
        charge: Charge::of(net, rate, row.get("paid")?),
    })
}

fn known_from_row(row: &Row) -> Result<Known, StoreError> {
    let (removed, undone): (bool, bool) = (row.get("removed")?, row.get("undone")?);
    Ok(Known {
        line: from_row(row)?,
        invoice: row.get("invoice")?,
        gone: removed || undone,
    })
}

/// A customer's lines on the upcoming invoice, by id, as they stood then (B8).
pub fn list_customer(
    db: &Snapshot,
    customer: CustomerId,
    as_of: AsOf,
) -> Result<Vec<Upcoming>, StoreError> {
    let sql = "SELECT * FROM line WHERE customer = $1 AND operation <= $2 ORDER BY id";
    let values = [customer.into(), as_of.last().into()];
    let all = db.rows_as_of(as_of, Relation::Line, sql, &values, known_from_row)?;
    let upcoming = all
        .into_iter()
        .filter(|known| known.invoice.is_none() && !known.gone);
    Ok(upcoming.map(|known| known.line).collect())
}

/// The lines on upcoming invoices of customers of a range, by customer, then id.
pub fn list_of(
    db: &Snapshot,
    of: &RangeInclusive<CustomerId>,
) -> Result<Vec<Upcoming>, StoreError> {
    let sql = "SELECT * FROM line WHERE customer >= $1 AND customer <= $2 AND invoice IS NULL \
               AND removed = 0 AND undone = 0 ORDER BY customer, id";
    db.rows(sql, &[(*of.start()).into(), (*of.end()).into()], from_row)
}

/// The first customer after that one who ever had a line, or None.
pub fn next_customer(db: &Snapshot, after: CustomerId) -> Result<Option<CustomerId>, StoreError> {
    let sql = "SELECT customer FROM line WHERE customer > $1 ORDER BY customer LIMIT 1";
    db.one(sql, &[after.into()], |row| row.at(0))
}

/// The line with that id, wherever it is, or None.
pub fn find(db: &Snapshot, id: LineId) -> Result<Option<Known>, StoreError> {
    db.one(
        "SELECT * FROM line WHERE id = $1",
        &[id.into()],
        known_from_row,
    )
}

/// The lines of a purchase, by id, those that are gone left out.
pub fn list_purchase(db: &Snapshot, purchase: PurchaseId) -> Result<Vec<Known>, StoreError> {
    let sql = "SELECT * FROM line WHERE purchase = $1 AND removed = 0 AND undone = 0 ORDER BY id";
    db.rows(sql, &[purchase.into()], known_from_row)
}

/// The lots that a purchase brought, by id, those that were undone left out.
pub fn lots_of(db: &Snapshot, purchase: PurchaseId) -> Result<Vec<LotId>, StoreError> {
    let sql = "SELECT id FROM lot WHERE purchase = $1 AND undone = 0 ORDER BY id";
    db.rows(sql, &[purchase.into()], |row| row.get("id"))
}

/// Takes a line off the upcoming invoice.
pub fn remove(tx: &Tx, line: LineId) -> Result<(), StoreError> {
    tx.amend(Relation::Line, line.0, &[("removed", true.into())])
}

/// Puts a line on an invoice, or back on the upcoming one. The database refuses to move one that
/// stands on an invoice which is not void.
pub fn set_invoice(tx: &Tx, line: LineId, invoice: Option<InvoiceId>) -> Result<(), StoreError> {
    tx.amend(Relation::Line, line.0, &[("invoice", invoice.into())])
}
