//! Invoice lines (V3).

use super::journal::Relation;
use super::{Row, Snapshot, StoreError, Tx};
use crate::domain::day::Day;
use crate::domain::ids::{CustomerId, LineId, PurchaseId, SubscriptionId};
use crate::domain::money::{Money, Percent};

/// A line to be added to a customer's upcoming invoice.
#[derive(Debug, Clone)]
pub struct NewLine<'a> {
    /// Who owes it.
    pub customer: CustomerId,
    /// The subscription whose period it pays for.
    pub subscription: Option<SubscriptionId>,
    /// The purchase that it pays for (V1).
    pub purchase: Option<PurchaseId>,
    /// Whether it is paid already (V1).
    pub paid: bool,
    /// The day it is for.
    pub on: Day,
    /// What it is for.
    pub text: &'a str,
    /// Without tax.
    pub amount: Money,
    /// The tax on it.
    pub tax: Percent,
}

/// A line as it stands.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its id.
    pub id: LineId,
    /// The day it is for.
    pub on: Day,
    /// What it is for.
    pub text: String,
    /// Without tax.
    pub amount: Money,
    /// The tax on it.
    pub tax: Percent,
    /// Whether it is paid already (V1).
    pub paid: bool,
}

fn from_row(row: &Row) -> Result<Line, StoreError> {
    Ok(Line {
        id: row.get("id")?,
        on: row.get("on_day")?,
        text: row.get("text")?,
        amount: Money::new(row.get("amount_minor")?, row.get("currency")?),
        tax: Percent::from_hundredths(row.get("tax_hundredths")?),
        paid: row.get("paid")?,
    })
}

/// The lines of one subscription that were not undone, by id.
pub fn list_subscription(db: &Snapshot, id: SubscriptionId) -> Result<Vec<Line>, StoreError> {
    let sql = "SELECT * FROM line WHERE subscription = $1 AND undone = 0 ORDER BY id";
    db.rows(sql, &[id.into()], from_row)
}

/// The lines of one purchase that were not undone, by id: its own, then those of extras.
pub fn list_purchase(db: &Snapshot, id: PurchaseId) -> Result<Vec<Line>, StoreError> {
    let sql = "SELECT * FROM line WHERE purchase = $1 AND undone = 0 ORDER BY id";
    db.rows(sql, &[id.into()], from_row)
}

/// Adds a line.
pub fn add(tx: &Tx, line: &NewLine) -> Result<LineId, StoreError> {
    tx.insert(
        Relation::Line,
        &[
            ("customer", line.customer.into()),
            ("subscription", line.subscription.into()),
            ("purchase", line.purchase.into()),
            ("paid", line.paid.into()),
            ("on_day", line.on.into()),
            ("text", line.text.into()),
            ("amount_minor", line.amount.minor.into()),
            ("currency", line.amount.currency.into()),
            ("tax_hundredths", line.tax.hundredths().into()),
        ],
    )
    .map(LineId)
}
