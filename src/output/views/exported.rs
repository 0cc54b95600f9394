//! Lots, invoice lines and operations as an export lists them.

use serde::Serialize;

use super::{day, ids};
use crate::ops::export::{self, LineNamed, LotNamed};
use crate::output::Column;

/// A lot.
#[derive(Debug, Serialize)]
pub struct Lot {
    id: String,
    operation: String,
    member: Option<String>,
    company: Option<String>,
    kind: String,
    count: String,
    left: String,
    valid_from: String,
    expires_on: Option<String>,
    source: String,
    subscription: Option<String>,
    recurring: Option<String>,
    location: String,
    priority: i64,
    memo: Option<String>,
    undone: bool,
}

/// The columns of lots.
pub const LOTS: &[Column] = &[
    Column::csv("id"),
    Column::csv("operation"),
    Column::csv("member"),
    Column::csv("company"),
    Column::csv("kind"),
    Column::csv("count"),
    Column::csv("left"),
    Column::csv("valid_from"),
    Column::csv("expires_on"),
    Column::csv("source"),
    Column::csv("subscription"),
    Column::csv("recurring"),
    Column::csv("location"),
    Column::csv("priority"),
    Column::csv("memo"),
    Column::csv("undone"),
];

/// An invoice line.
#[derive(Debug, Serialize)]
pub struct Line {
    id: String,
    operation: String,
    member: Option<String>,
    company: Option<String>,
    subscription: Option<String>,
    on: String,
    text: String,
    amount: String,
    currency: String,
    tax: String,
    paid: bool,
    gone: bool,
}

/// The columns of invoice lines.
pub const LINES: &[Column] = &[
    Column::csv("id"),
    Column::csv("operation"),
    Column::csv("member"),
    Column::csv("company"),
    Column::csv("subscription"),
    Column::csv("on"),
    Column::csv("text"),
    Column::csv("amount"),
    Column::csv("currency"),
    Column::csv("tax"),
    Column::csv("paid"),
    Column::csv("gone"),
];

/// An operation.
#[derive(Debug, Serialize)]
pub struct Operation {
    id: String,
    at: String,
    actor: String,
    command: String,
    memo: Option<String>,
    undoes: Option<String>,
    hash: String,
}

/// The columns of operations.
pub const OPERATIONS: &[Column] = &[
    Column::csv("id"),
    Column::csv("at"),
    Column::csv("actor"),
    Column::csv("command"),
    Column::csv("memo"),
    Column::csv("undoes"),
    Column::csv("hash"),
];

fn either(handle: String, of_company: bool) -> (Option<String>, Option<String>) {
    if of_company {
        (None, Some(handle))
    } else {
        (Some(handle), None)
    }
}

impl From<LotNamed> for Lot {
    fn from(lot: LotNamed) -> Self {
        let (member, company) = either(lot.owner, lot.of_company);
        Self {
            id: lot.id.to_string(),
            operation: lot.operation.to_string(),
            member,
            company,
            kind: lot.kind,
            count: lot.granted.to_string(),
            left: lot.left.to_string(),
            valid_from: lot.valid_from.to_string(),
            expires_on: day(lot.expires_on),
            source: lot.source,
            subscription: ids(lot.subscription),
            recurring: ids(lot.recurring),
            location: lot.location,
            priority: lot.priority,
            memo: lot.memo,
            undone: lot.undone,
        }
    }
}

impl From<LineNamed> for Line {
    fn from(line: LineNamed) -> Self {
        let (member, company) = either(line.customer, line.of_company);
        Self {
            id: line.id.to_string(),
            operation: line.operation.to_string(),
            member,
            company,
            subscription: ids(line.subscription),
            on: line.on.to_string(),
            text: line.text,
            amount: line.amount.to_string(),
            currency: line.amount.currency.to_string(),
            tax: line.tax.to_string(),
            paid: line.paid,
            gone: line.gone,
        }
    }
}

impl From<export::Operation> for Operation {
    fn from(operation: export::Operation) -> Self {
        let header = operation.header;
        Self {
            id: header.id.to_string(),
            at: header.at.to_string(),
            actor: header.actor,
            command: header.command,
            memo: header.memo,
            undoes: ids(header.undoes),
            hash: operation.hash,
        }
    }
}
