//! `invoice preview`: the lines of upcoming invoices, and what they come to for each customer.

use serde::Serialize;

use crate::domain::invoice::Upcoming;
use crate::ops::invoice::preview::Due;
use crate::output::views::granted::Who;
use crate::output::views::ids;
use crate::output::{Column, Section};

/// A line of an upcoming invoice.
#[derive(Debug, Serialize)]
pub struct Line {
    id: String,
    member: Option<String>,
    company: Option<String>,
    on: String,
    text: String,
    net: String,
    tax_rate: String,
    tax: String,
    gross: String,
    paid: bool,
    payable: String,
    currency: String,
    subscription: Option<String>,
    booking: Option<String>,
}

/// What one customer's upcoming invoice in one currency comes to.
#[derive(Debug, Serialize)]
pub struct Total {
    member: Option<String>,
    company: Option<String>,
    lines: usize,
    net: String,
    tax: String,
    gross: String,
    prepaid: String,
    payable: String,
    currency: String,
}

/// The lines.
pub const LINES: Section<'_> = Section {
    name: "lines",
    heading: "",
    in_csv: true,
    columns: &[
        Column::fixed("line", "id"),
        Column::who(),
        Column::csv("company"),
        Column::fixed("on", "on"),
        Column::text("for", "text"),
        Column::number("net", "net").where_room(),
        Column::csv("tax_rate"),
        Column::csv("tax"),
        Column::number("total", "gross"),
        Column::csv("paid"),
        Column::number("payable", "payable"),
        Column::csv("currency"),
        Column::csv("subscription"),
        Column::csv("booking"),
    ],
};

/// The totals.
pub const TOTALS: Section<'_> = Section {
    name: "totals",
    heading: "",
    in_csv: false,
    columns: &[
        Column::who(),
        Column::csv("company"),
        Column::number("lines", "lines"),
        Column::number("net", "net"),
        Column::number("tax", "tax"),
        Column::number("total", "gross"),
        Column::csv("prepaid"),
        Column::number("payable", "payable"),
        Column::text("currency", "currency"),
    ],
};

impl Line {
    /// A line of what is due.
    #[must_use]
    pub fn of(due: &Due, line: &Upcoming) -> Self {
        let Who { member, company } = Who::from(&due.customer);
        let charge = line.charge;
        Self {
            id: line.id.to_string(),
            member,
            company,
            on: line.on.to_string(),
            text: line.text.clone(),
            net: charge.net.to_string(),
            tax_rate: charge.rate.to_string(),
            tax: charge.tax.to_string(),
            gross: charge.gross().to_string(),
            paid: charge.paid,
            payable: charge.payable().to_string(),
            currency: charge.net.currency.to_string(),
            subscription: ids(line.subscription),
            booking: ids(line.booking),
        }
    }
}

impl From<&Due> for Total {
    fn from(due: &Due) -> Self {
        let Who { member, company } = Who::from(&due.customer);
        let totals = &due.totals;
        Self {
            member,
            company,
            lines: due.lines.len(),
            net: totals.net.to_string(),
            tax: totals.tax.to_string(),
            gross: totals.gross().to_string(),
            prepaid: totals.paid.to_string(),
            payable: totals.payable().to_string(),
            currency: totals.net.currency.to_string(),
        }
    }
}
