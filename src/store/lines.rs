//! Invoice lines (V3).

use super::journal::Relation;
use super::{StoreError, Tx};
use crate::domain::day::Day;
use crate::domain::ids::{CustomerId, LineId, SubscriptionId};
use crate::domain::money::{Money, Percent};

/// A line to be added to a customer's upcoming invoice.
#[derive(Debug, Clone)]
pub struct NewLine<'a> {
    /// Who owes it.
    pub customer: CustomerId,
    /// The subscription whose period it pays for.
    pub subscription: Option<SubscriptionId>,
    /// The day it is for.
    pub on: Day,
    /// What it is for.
    pub text: &'a str,
    /// Without tax.
    pub amount: Money,
    /// The tax on it.
    pub tax: Percent,
}

/// Adds a line.
pub fn add(tx: &Tx, line: &NewLine) -> Result<LineId, StoreError> {
    tx.insert(
        Relation::Line,
        &[
            ("customer", line.customer.into()),
            ("subscription", line.subscription.into()),
            ("on_day", line.on.into()),
            ("text", line.text.into()),
            ("amount_minor", line.amount.minor.into()),
            ("currency", line.amount.currency.into()),
            ("tax_hundredths", line.tax.hundredths().into()),
        ],
    )
    .map(LineId)
}
