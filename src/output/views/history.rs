//! What `history` prints: scheduled transactions, then entries (A5).

use serde::Serialize;

use super::ids;
use crate::domain::customer::Standing;
use crate::ops::history::{self, Asked, Told};
use crate::output::{Column, Section};

/// A scheduled transaction.
#[derive(Debug, Serialize)]
pub struct Scheduled {
    booking: String,
    on: String,
    charges_on: Option<String>,
    member: String,
    desk: String,
    location: String,
    passes: String,
    status: &'static str,
}

/// An entry of the ledger.
#[derive(Debug, Serialize)]
pub struct Entry {
    id: String,
    operation: String,
    at: String,
    on: String,
    who: String,
    member: Option<String>,
    company: Option<String>,
    #[serde(rename = "type")]
    sort: &'static str,
    passes: String,
    balance: Option<String>,
    owner: String,
    kind: String,
    lot: String,
    booking: Option<String>,
    visit: Option<String>,
    used_on: Option<String>,
    location: String,
    status: &'static str,
    actor: String,
    memo: Option<String>,
}

const SCHEDULED: &[Column] = &[
    Column::fixed("booking", "booking"),
    Column::fixed("on", "on"),
    Column::fixed("charged on", "charges_on"),
    Column::text("who", "member"),
    Column::text("desk", "desk"),
    Column::text("location", "location"),
    Column::number("passes", "passes"),
    Column::fixed("status", "status"),
];

/// The list of scheduled transactions.
pub const SCHEDULED_SECTION: Section<'static> = Section {
    name: "scheduled",
    heading: "Scheduled: booked, and charged when the day of the charge comes",
    in_csv: false,
    columns: SCHEDULED,
};

/// The columns of the list of entries: whom they are of is shown where it is not always the same.
#[must_use]
pub fn columns(asked: &Asked) -> Vec<Column> {
    let whose = asked.who.as_ref().map(|customer| customer.standing);
    let of_one = matches!(whose, Some(Standing::Member | Standing::Visitor));
    columns_of(of_one, asked.several_kinds)
}

/// The columns of entries: of one person or not, of several kinds or not.
#[must_use]
pub fn columns_of(of_one: bool, several_kinds: bool) -> Vec<Column> {
    vec![
        Column::csv("id"),
        Column::csv("at"),
        Column::fixed("on", "on"),
        Column::text("who", "who").in_table(!of_one),
        Column::csv("member"),
        Column::csv("company"),
        Column::fixed("type", "type"),
        Column::number("passes", "passes"),
        Column::number("balance", "balance"),
        Column::csv("owner"),
        Column::text("kind", "kind").in_table(several_kinds),
        Column::fixed("lot", "lot"),
        Column::fixed("for", "booking").or("visit").where_filled(),
        Column::csv("visit"),
        Column::csv("used_on"),
        Column::csv("location"),
        Column::fixed("status", "status"),
        Column::fixed("by", "operation").where_room(),
        Column::csv("actor"),
        Column::long("memo", "memo"),
    ]
}

/// The list of entries.
#[must_use]
pub const fn entries_section(columns: &[Column]) -> Section<'_> {
    Section {
        name: "entries",
        heading: "",
        in_csv: true,
        columns,
    }
}

impl From<&history::Scheduled> for Scheduled {
    fn from(scheduled: &history::Scheduled) -> Self {
        let of = &scheduled.of;
        Self {
            booking: of.booking.to_string(),
            on: of.on.to_string(),
            charges_on: ids(of.charges_on),
            member: of.member.clone(),
            desk: scheduled.desk.clone(),
            location: scheduled.location.clone(),
            passes: scheduled.passes.to_string(),
            status: of.status.word(),
        }
    }
}

impl From<Told> for Entry {
    fn from(told: Told) -> Self {
        let line = told.line;
        let of = line.entry.of;
        let who = line.member;
        let named = Some(who.clone());
        let (member, company) = if line.of_company {
            (None, named)
        } else {
            (named, None)
        };
        Self {
            id: line.entry.id.to_string(),
            operation: line.entry.operation.to_string(),
            at: line.at.to_string(),
            on: of.on.to_string(),
            who,
            member,
            company,
            sort: of.kind.word(),
            passes: of.passes.to_string(),
            balance: ids(told.balance),
            owner: line.owner_handle,
            kind: told.kind,
            lot: of.lot.to_string(),
            booking: ids(of.booking),
            visit: ids(of.visit),
            used_on: ids(line.used_on),
            location: told.location,
            status: line.status.word(),
            actor: line.actor,
            memo: line.memo,
        }
    }
}
