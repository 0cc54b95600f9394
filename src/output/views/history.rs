//! What `history` prints: scheduled transactions, then entries (A5).

use serde::Serialize;

use super::granted::either;
use super::{Text, ids};
use crate::domain::customer::Standing;
use crate::domain::day::{Day, Instant};
use crate::domain::ids::{BookingId, EntryId, LotId, OperationId, VisitId};
use crate::domain::qty::PassQty;
use crate::ops::history::{self, Asked, Told};
use crate::output::{Column, Section};

/// A scheduled transaction.
#[derive(Debug, Serialize)]
pub struct Scheduled {
    booking: String,
    on: String,
    charges_on: Option<String>,
    member: Option<String>,
    company: Option<String>,
    desk: String,
    location: String,
    passes: String,
    status: &'static str,
}

/// An entry of the ledger.
#[derive(Debug, Serialize)]
pub struct Entry<'a> {
    id: Text<EntryId>,
    operation: Text<OperationId>,
    at: Text<Instant>,
    on: Text<Day>,
    who: &'a str,
    member: Option<&'a str>,
    company: Option<&'a str>,
    #[serde(rename = "type")]
    sort: &'static str,
    passes: Text<PassQty>,
    balance: Option<Text<PassQty>>,
    owner: &'a str,
    kind: &'a str,
    lot: Text<LotId>,
    booking: Option<Text<BookingId>>,
    visit: Option<Text<VisitId>>,
    used_on: Option<Text<Day>>,
    location: &'a str,
    status: &'static str,
    actor: &'a str,
    memo: Option<&'a str>,
}

const SCHEDULED: &[Column] = &[
    Column::fixed("booking", "booking"),
    Column::fixed("on", "on"),
    Column::fixed("charged on", "charges_on"),
    Column::who(),
    Column::csv("company"),
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
        let (member, company) = either(of.member.clone(), of.of_company);
        Self {
            booking: of.booking.to_string(),
            on: of.on.to_string(),
            charges_on: ids(of.charges_on),
            member,
            company,
            desk: scheduled.desk.clone(),
            location: scheduled.location.clone(),
            passes: scheduled.passes.to_string(),
            status: of.status.word(),
        }
    }
}

impl<'a> From<&'a Told> for Entry<'a> {
    fn from(told: &'a Told) -> Self {
        let line = &told.line;
        let of = line.entry.of;
        let (member, company) = either(line.member.as_str(), line.of_company);
        Self {
            id: Text(line.entry.id),
            operation: Text(line.entry.operation),
            at: Text(line.did.at),
            on: Text(of.on),
            who: &line.member,
            member,
            company,
            sort: of.kind.word(),
            passes: Text(of.passes),
            balance: told.balance.map(Text),
            owner: line.owner_handle(),
            kind: &told.kind,
            lot: Text(of.lot),
            booking: of.booking.map(Text),
            visit: of.visit.map(Text),
            used_on: line.used_on.map(Text),
            location: &told.location,
            status: line.status.word(),
            actor: &line.did.actor,
            memo: line.memo(),
        }
    }
}
