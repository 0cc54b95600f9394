//! What `checkin`, `checkout`, `visit` and `access` answer.

use serde::{Deserialize, Serialize};

use super::booking::in_passes;
use super::{ids, yes_or_no};
use crate::domain::day::{Day, Instant, Zone};
use crate::domain::ids::OperationId;
use crate::domain::qty::PassQty;
use crate::domain::visit::{CoveredBy, Status};
use crate::ops::access;
use crate::ops::checkin_rows;
use crate::ops::visit::Seen;
use crate::output::{Column, View, counted, pairs};

/// A lot and how many passes were moved.
#[derive(Debug, Serialize, Deserialize)]
struct Moved {
    id: String,
    passes: String,
}

/// A visit.
#[derive(Debug, Serialize, Deserialize)]
pub struct Visit {
    operation: Option<String>,
    #[serde(rename = "visit")]
    id: String,
    member: String,
    guest: Option<String>,
    location: String,
    on: String,
    in_at: String,
    out_at: Option<String>,
    auto: bool,
    status: String,
    covered_by: Option<String>,
    service: Option<String>,
    kind: Option<String>,
    /// What stands charged to it; null where a pass is not counted.
    charged: Option<String>,
    refunded: String,
    owed: String,
    valid_until: Option<String>,
    /// By the clocks there; with the date where it is another.
    in_local: String,
    out_local: Option<String>,
    until_local: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    balance: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lapsed: Vec<Moved>,
}

/// An instant by the clocks of a zone: with the date where it is another than `on`.
fn by_the_clock(zone: Zone, on: Day, at: Instant) -> String {
    let (day, time) = zone.local(at);
    if day == on {
        time.to_string()
    } else {
        format!("{day} {time}")
    }
}

/// The columns of a list of visits.
pub const COLUMNS: &[Column] = &[
    Column::fixed("visit", "visit"),
    Column::text("member", "member"),
    Column::text("guest", "guest").where_filled(),
    Column::text("location", "location").where_room(),
    Column::fixed("on", "on"),
    Column::csv("in_at"),
    Column::csv("out_at"),
    Column::fixed("in", "in_local"),
    Column::fixed("out", "out_local").where_filled(),
    Column::csv("auto"),
    Column::fixed("status", "status").where_room(),
    Column::fixed("by", "covered_by"),
    Column::csv("service"),
    Column::csv("kind"),
    Column::number("charged", "charged").where_room(),
    Column::csv("refunded"),
    Column::number("owed", "owed").where_room(),
    Column::csv("valid_until"),
    Column::fixed("until", "until_local").where_room(),
    Column::csv("balance"),
    Column::csv("operation"),
];

impl Visit {
    /// A visit with the operation that recorded it.
    #[must_use]
    pub fn row(seen: &Seen) -> Self {
        let visit = &seen.visit;
        let local = |at| by_the_clock(seen.zone, visit.on, at);
        let counted = visit.covered_by != Some(CoveredBy::Unlimited);
        let lapsed = seen.moved.lapsed.iter().map(|draw| Moved {
            id: draw.lot.to_string(),
            passes: draw.passes.to_string(),
        });
        Self {
            operation: Some(seen.operation.to_string()),
            id: visit.id.to_string(),
            member: seen.member.handle.clone(),
            guest: visit.guest.clone(),
            location: seen.location.to_string(),
            on: visit.on.to_string(),
            in_at: visit.in_at.to_string(),
            out_at: ids(visit.out_at),
            auto: visit.auto,
            status: visit.status.word().to_owned(),
            covered_by: ids(visit.covered_by),
            service: Some(visit.service.clone()).filter(|service| !service.is_empty()),
            kind: ids(seen.kind.as_ref()),
            charged: counted.then(|| seen.charged.to_string()),
            refunded: seen.refunded.to_string(),
            owed: visit.owed.to_string(),
            valid_until: ids(visit.valid_until),
            in_local: local(visit.in_at),
            out_local: visit.out_at.map(local),
            until_local: visit.valid_until.map(local),
            balance: None,
            lapsed: lapsed.collect(),
        }
    }

    /// A visit that is listed or shown.
    #[must_use]
    pub fn shown(seen: &Seen) -> Self {
        Self {
            balance: Some(seen.balance.to_string()),
            ..Self::row(seen)
        }
    }

    /// A visit as the answer of an operation.
    #[must_use]
    pub fn of(operation: Option<OperationId>, seen: &Seen) -> Self {
        Self {
            operation: ids(operation),
            ..Self::shown(seen)
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// The cells of a table of visits that were settled.
    pub(super) fn cells(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.on.clone(),
            self.who(),
            self.location.clone(),
            self.cost(),
            self.owed.clone(),
        ]
    }

    fn who(&self) -> String {
        match &self.guest {
            Some(guest) => format!("{guest}, guest of {}", self.member),
            None => self.member.clone(),
        }
    }

    fn cost(&self) -> String {
        let by = self.covered_by.as_deref().unwrap_or("nothing");
        let kind = self.kind.as_ref();
        let kind = kind.map_or_else(String::new, |kind| format!(" {kind}"));
        match &self.charged {
            Some(passes) if by == CoveredBy::Pass.word() => format!("{passes}{kind}"),
            Some(_) | None if by == CoveredBy::Owed.word() => "nothing taken".to_owned(),
            Some(_) | None if by == CoveredBy::Off.word() => {
                "nothing: use_passes is off".to_owned()
            }
            Some(_) | None if by == CoveredBy::Running.word() => {
                format!("nothing: a{kind} pass is still running")
            }
            Some(_) | None => format!("covered by {by}{kind}"),
        }
    }
}

impl View for Visit {
    fn text(&self) -> String {
        let inside = self.status == Status::Inside.word();
        let mut told = match (&self.out_local, inside) {
            (None, true) => format!("{} is inside at {}", self.who(), self.location),
            (None, false) => format!("{} was refused at {}", self.who(), self.location),
            (Some(out), _) if self.auto => {
                format!("{} was checked out automatically at {out}", self.who())
            }
            (Some(out), _) => format!("{} left {} at {out}", self.who(), self.location),
        };
        told = format!("{told} ({})\n", self.id);
        let mut rows = vec![("check-in", format!("{} {}", self.on, self.in_local))];
        if self.covered_by.is_some() {
            rows.push(("cost", self.cost()));
        }
        if self.refunded != PassQty::ZERO.to_string() {
            rows.push(("given back", self.refunded.clone()));
        }
        if self.owed != PassQty::ZERO.to_string() {
            rows.push(("owed", self.owed.clone()));
        }
        for lapsed in &self.lapsed {
            let text = format!("{} of {}, which has expired", lapsed.passes, lapsed.id);
            rows.push(("lapsed at once", text));
        }
        if let Some(until) = self.until_local.as_ref().filter(|_| inside) {
            rows.push(("until", until.clone()));
        }
        if let Some(balance) = &self.balance {
            rows.push(("balance", balance.clone()));
        }
        format!("{told}{}", pairs(rows.as_slice()))
    }
}

/// Whether somebody may be inside.
#[derive(Debug, Serialize)]
pub struct Access {
    member: String,
    at: String,
    allowed: bool,
    inside: bool,
    visit: Option<String>,
    covered_by: Option<String>,
    valid_until: Option<String>,
    /// By the clocks there; with the date where it is another.
    until_local: Option<String>,
    why: Option<String>,
}

impl From<&access::Access> for Access {
    fn from(told: &access::Access) -> Self {
        let covered = told.allowed.as_ref().ok();
        let (today, _) = told.zone.local(told.at);
        let local = |until| by_the_clock(told.zone, today, until);
        Self {
            member: told.member.handle.clone(),
            at: told.at.to_string(),
            allowed: covered.is_some(),
            inside: told.visit.is_some(),
            visit: ids(told.visit),
            covered_by: ids(covered.map(|(by, _)| by)),
            valid_until: ids(covered.map(|(_, until)| until)),
            until_local: covered.map(|(_, until)| local(*until)),
            why: told.allowed.as_ref().err().map(ToString::to_string),
        }
    }
}

impl View for Access {
    fn text(&self) -> String {
        let told = match (&self.until_local, &self.why) {
            (Some(until), _) => format!("until {until}"),
            (None, why) => why.clone().unwrap_or_default(),
        };
        format!("{}: {}, {told}\n", self.member, yes_or_no(self.allowed))
    }
}

/// What the rows of an offline list answer.
#[derive(Debug, Serialize, Deserialize)]
pub struct RowsIn {
    operation: Option<String>,
    rows: usize,
    known_rows: usize,
    refused_rows: usize,
    visits: Vec<String>,
    charged: String,
    refunded: String,
    bad: Vec<String>,
}

impl RowsIn {
    /// The answer of a file.
    #[must_use]
    pub fn of(operation: Option<OperationId>, done: &checkin_rows::RowsIn) -> Self {
        Self {
            operation: ids(operation),
            rows: done.visits.len(),
            known_rows: done.known,
            refused_rows: done.refused,
            visits: done.visits.iter().map(ToString::to_string).collect(),
            charged: done.charged.to_string(),
            refunded: done.refunded.to_string(),
            bad: done.bad.iter().map(|row| row.told(&done.file)).collect(),
        }
    }

    /// The rows that were passed over, as they are told.
    #[must_use]
    pub fn bad(&self) -> Vec<String> {
        self.bad.clone()
    }
}

impl View for RowsIn {
    fn text(&self) -> String {
        let rows = counted(self.rows, "visit", "visits");
        let mut told = format!("{rows}, {} taken", in_passes(&self.charged));
        for (count, what) in [
            (self.known_rows, "known already"),
            (self.refused_rows, "refused"),
        ] {
            if count > 0 {
                told = format!("{told}, {count} {what}");
            }
        }
        format!("{told}\n")
    }
}
