//! The invoice lines of bookings that are paid with money (D7).

use super::journal::Relation;
use super::{Row, Snapshot, StoreError, Tx};
use crate::domain::booking::Booking;
use crate::domain::booking::money::Owed;
use crate::domain::day::Day;
use crate::domain::ids::{BookingId, InvoiceId, LineId};
use crate::domain::money::{Money, Percent};

fn from_row(row: &Row) -> Result<Owed, StoreError> {
    let paid: bool = row.get("paid")?;
    let invoice: Option<InvoiceId> = row.get("invoice")?;
    let paid_on: Option<Day> = row.get("payment_day")?;
    Ok(Owed {
        line: row.get("id")?,
        amount: Money::new(row.get("amount_minor")?, row.get("currency")?),
        open: !paid && invoice.is_none(),
        paid: paid || paid_on.is_some(),
        invoice,
    })
}

/// The lines that stand for a booking, by id: neither taken off nor undone.
pub fn list(db: &Snapshot, booking: BookingId) -> Result<Vec<Owed>, StoreError> {
    db.rows(
        "SELECT l.*, p.on_day AS payment_day FROM line l \
         LEFT JOIN payment p ON p.invoice = l.invoice AND p.undone = 0 \
         WHERE l.booking = $1 AND l.undone = 0 AND l.removed = 0 ORDER BY l.id",
        &[booking.into()],
        from_row,
    )
}

/// The bookings that an invoice says something of, by id.
pub fn on_invoice(db: &Snapshot, invoice: InvoiceId) -> Result<Vec<BookingId>, StoreError> {
    db.rows(
        "SELECT DISTINCT l.booking FROM invoice_line x JOIN line l ON l.id = x.line \
         WHERE x.invoice = $1 AND l.booking IS NOT NULL ORDER BY l.booking",
        &[invoice.into()],
        |row| row.get("booking"),
    )
}

/// Adds a line for a booking to the upcoming invoice of whose it is.
pub fn add(
    tx: &Tx,
    booking: &Booking,
    text: &str,
    amount: Money,
    tax: Percent,
) -> Result<LineId, StoreError> {
    tx.insert(
        Relation::Line,
        &[
            ("customer", booking.member.into()),
            ("booking", booking.id.into()),
            ("on_day", booking.on.into()),
            ("text", text.into()),
            ("amount_minor", amount.minor.into()),
            ("currency", amount.currency.into()),
            ("tax_hundredths", tax.hundredths().into()),
        ],
    )
    .map(LineId)
}

/// Writes what an open line is for.
pub fn set_text(tx: &Tx, line: LineId, on: Day, text: &str) -> Result<(), StoreError> {
    let row = [("on_day", on.into()), ("text", text.into())];
    tx.amend(Relation::Line, line.0, &row)
}

/// Takes a line off the upcoming invoice.
pub fn take_off(tx: &Tx, line: LineId) -> Result<(), StoreError> {
    tx.amend(Relation::Line, line.0, &[("removed", true.into())])
}

/// Notes that a line was paid at the desk.
pub fn set_paid(tx: &Tx, line: LineId) -> Result<(), StoreError> {
    tx.amend(Relation::Line, line.0, &[("paid", true.into())])
}
