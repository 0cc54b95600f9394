//! Invoices and credit notes as they are shown, listed and written.

pub mod due;
pub mod page;
pub mod written;

use serde::{Deserialize, Serialize};

use super::granted::Who;
use super::ids;
use super::performed::Performed;
use crate::domain::ids::OperationId;
use crate::domain::invoice::{self as issued, AtRate, Item, Status, Totals};
use crate::ops::invoice::Shown;
use crate::ops::invoice::issue::One;
use crate::output::{Align, Column, View, pairs, table};

/// Who is billed, as they were on the day.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct BillTo {
    name: String,
    email: Option<String>,
    company: Option<String>,
}

/// An invoice or credit note in a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Row {
    id: String,
    number: i64,
    member: Option<String>,
    company: Option<String>,
    bill_to: BillTo,
    location: String,
    issued_on: String,
    status: String,
    currency: String,
    net: String,
    tax: String,
    gross: String,
    prepaid: String,
    payable: String,
    paid_on: Option<String>,
    credits: Option<String>,
    credited_by: Option<String>,
    replaces: Option<String>,
}

/// A line of an invoice.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Line {
    id: String,
    on: String,
    text: String,
    net: String,
    tax_rate: String,
    tax: String,
    gross: String,
    paid: bool,
}

impl Line {
    /// What a table of lines says of it, from id to total.
    fn cells(&self) -> Vec<String> {
        let paid = if self.paid { " (paid)" } else { "" };
        vec![
            self.id.clone(),
            self.on.clone(),
            format!("{}{paid}", self.text),
            self.net.clone(),
            self.tax_rate.clone(),
            self.tax.clone(),
            self.gross.clone(),
        ]
    }
}

/// What the lines at one rate of tax come to.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Taxed {
    rate: String,
    net: String,
    tax: String,
    gross: String,
}

/// An invoice or credit note with its lines.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Invoice {
    #[serde(flatten)]
    row: Row,
    lines: Vec<Line>,
    taxes: Vec<Taxed>,
}

/// The columns of a list of invoices.
pub const COLUMNS: &[Column] = &[
    Column::fixed("invoice", "id"),
    Column::csv("number"),
    Column::fixed("issued on", "issued_on"),
    Column::who(),
    Column::csv("company"),
    Column::csv("bill_to.name"),
    Column::csv("bill_to.email"),
    Column::csv("bill_to.company"),
    Column::csv("location"),
    Column::text("status", "status"),
    Column::number("net", "net").where_room(),
    Column::number("tax", "tax").where_room(),
    Column::number("total", "gross"),
    Column::csv("prepaid"),
    Column::number("payable", "payable"),
    Column::text("currency", "currency"),
    Column::fixed("paid on", "paid_on").where_room(),
    Column::fixed("credits", "credits").where_room(),
    Column::csv("credited_by"),
    Column::csv("replaces"),
];

impl Row {
    /// The handle of who is billed.
    fn handle(&self) -> &str {
        let who = self.member.as_deref().or(self.company.as_deref());
        who.unwrap_or_default()
    }
}

impl From<&Shown> for Row {
    fn from(shown: &Shown) -> Self {
        Self::of(&shown.invoice, Who::from(&shown.customer), &shown.totals)
    }
}

impl From<&One> for Row {
    fn from(one: &One) -> Self {
        let who = Who::named(&one.handle, one.standing);
        Self::of(&one.invoice, who, &one.totals)
    }
}

impl Row {
    fn of(invoice: &issued::Invoice, who: Who, totals: &Totals) -> Self {
        let Who { member, company } = who;
        Self {
            id: invoice.id.to_string(),
            number: invoice.id.0,
            member,
            company,
            bill_to: BillTo {
                name: invoice.name.clone(),
                email: invoice.email.clone(),
                company: invoice.company.clone(),
            },
            location: invoice.location.clone(),
            issued_on: invoice.issued_on.to_string(),
            status: invoice.status(totals).word().to_owned(),
            currency: invoice.currency.to_string(),
            net: totals.net.to_string(),
            tax: totals.tax.to_string(),
            gross: totals.gross().to_string(),
            prepaid: totals.paid.to_string(),
            payable: invoice.payable(totals).to_string(),
            paid_on: ids(invoice.paid_on),
            credits: ids(invoice.credits),
            credited_by: ids(invoice.credited_by),
            replaces: ids(invoice.replaces),
        }
    }
}

impl From<&Item> for Line {
    fn from(item: &Item) -> Self {
        let charge = item.charge;
        Self {
            id: item.line.to_string(),
            on: item.on.to_string(),
            text: item.text.clone(),
            net: charge.net.to_string(),
            tax_rate: charge.rate.to_string(),
            tax: charge.tax.to_string(),
            gross: charge.gross().to_string(),
            paid: charge.paid,
        }
    }
}

impl From<&AtRate> for Taxed {
    fn from(at: &AtRate) -> Self {
        Self {
            rate: at.rate.to_string(),
            net: at.net.to_string(),
            tax: at.tax.to_string(),
            gross: at.gross().to_string(),
        }
    }
}

impl From<&Shown> for Invoice {
    fn from(shown: &Shown) -> Self {
        Self {
            row: Row::from(shown),
            lines: shown.items.iter().map(Line::from).collect(),
            taxes: shown.totals.rates.iter().map(Taxed::from).collect(),
        }
    }
}

impl Invoice {
    /// After it was paid.
    #[must_use]
    pub fn paid(operation: Option<OperationId>, shown: &Shown) -> Performed<Self> {
        Performed::new(operation, Self::from(shown))
    }

    fn heading(&self) -> String {
        let row = &self.row;
        let sort = if row.status == Status::Credit.word() {
            "credit note".to_owned()
        } else {
            format!("invoice, {}", row.status)
        };
        let told = |text: &Option<String>| text.clone().unwrap_or_default();
        pairs(&[
            (&row.id, sort),
            ("to", format!("{} ({})", row.bill_to.name, row.handle())),
            ("company", told(&row.bill_to.company)),
            ("e-mail", told(&row.bill_to.email)),
            ("from", row.location.clone()),
            ("issued on", row.issued_on.clone()),
            ("paid on", told(&row.paid_on)),
            ("credits", told(&row.credits)),
            ("credited by", told(&row.credited_by)),
            ("replaces", told(&row.replaces)),
        ])
    }

    fn lines(&self) -> String {
        let heading = [
            ("line", Align::Fixed),
            ("on", Align::Fixed),
            ("for", Align::Left),
            ("net", Align::Right),
            ("tax %", Align::Right),
            ("tax", Align::Right),
            ("total", Align::Right),
        ];
        let rows = self.lines.iter().map(Line::cells);
        table(&heading, rows.collect())
    }

    fn taxes(&self) -> String {
        let heading = [
            ("tax %", Align::Right),
            ("net", Align::Right),
            ("tax", Align::Right),
            ("total", Align::Right),
        ];
        let rows = self.taxes.iter().map(|tax| {
            vec![
                tax.rate.clone(),
                tax.net.clone(),
                tax.tax.clone(),
                tax.gross.clone(),
            ]
        });
        table(&heading, rows.collect())
    }

    fn totals(&self) -> String {
        let row = &self.row;
        let money = |amount: &str| format!("{amount} {}", row.currency);
        let prepaid = if is_none(&row.prepaid) {
            String::new()
        } else {
            money(&row.prepaid)
        };
        pairs(&[
            ("net", money(&row.net)),
            ("tax", money(&row.tax)),
            ("total", money(&row.gross)),
            ("paid before", prepaid),
            ("payable", money(&row.payable)),
        ])
    }
}

impl View for Invoice {
    fn text(&self) -> String {
        [self.heading(), self.lines(), self.taxes(), self.totals()].join("\n")
    }
}

/// Whether it is no money, in whatever currency.
fn is_none(amount: &str) -> bool {
    amount.bytes().all(|byte| matches!(byte, b'0' | b'.'))
}
