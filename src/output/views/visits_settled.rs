//! What `visit settle` answers.

use serde::{Deserialize, Serialize};

use super::booking::in_passes;
use super::granted::Who;
use super::ids;
use super::visit::Visit;
use crate::domain::ids::OperationId;
use crate::domain::qty::PassQty;
use crate::domain::spend::Draw;
use crate::domain::visit::refusal::Lack;
use crate::ops::visit::Seen;
use crate::ops::visit::settle;
use crate::output::{Align, View, counted, table};

/// The heading of a table of visits, as [`Visit::cells`] has them.
const HEADING: [(&str, Align); 6] = [
    ("visit", Align::Left),
    ("on", Align::Left),
    ("member", Align::Left),
    ("location", Align::Left),
    ("cost", Align::Left),
    ("owed", Align::Right),
];

/// What `visit settle` answers.
#[derive(Debug, Serialize, Deserialize)]
pub struct Settled {
    operation: Option<String>,
    #[serde(flatten)]
    who: Who,
    /// What was taken in all, and what came back to other lots.
    passes: String,
    refunded: String,
    /// What of that lapsed at once.
    lapsed: String,
    /// What is owed still.
    owed: String,
    #[serde(rename = "settled")]
    visits: Vec<Visit>,
    unpaid: Vec<Unpaid>,
}

/// A visit for which something is owed still.
#[derive(Debug, Serialize, Deserialize)]
struct Unpaid {
    #[serde(flatten)]
    visit: Visit,
    why: String,
}

impl Settled {
    /// The answer.
    #[must_use]
    pub fn of(operation: Option<OperationId>, done: &settle::Settled) -> Self {
        let unpaid = |(seen, why): &(Seen, Lack)| Unpaid {
            visit: Visit::row(seen),
            why: why.to_string(),
        };
        let owed: PassQty = done.owing.iter().map(|(seen, _)| seen.visit.owed).sum();
        Self {
            operation: ids(operation),
            who: Who::from(&done.member),
            passes: total(&done.moved.taken),
            refunded: total(&done.moved.back),
            lapsed: total(&done.moved.lapsed),
            owed: owed.to_string(),
            visits: done.settled.iter().map(Visit::row).collect(),
            unpaid: done.owing.iter().map(unpaid).collect(),
        }
    }

    /// Each visit for which something stays owed, with why, and what lapsed at once (B7).
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let told = |one: &Unpaid| format!("{} stays owed: {}", one.visit.id(), one.why);
        let mut notes: Vec<String> = self.unpaid.iter().map(told).collect();
        if self.lapsed != PassQty::ZERO.to_string() {
            let passes = in_passes(&self.lapsed);
            notes.push(format!(
                "{passes} went back to lots that have lapsed, and lapsed at once"
            ));
        }
        notes
    }
}

fn total(draws: &[Draw]) -> String {
    let total: PassQty = draws.iter().map(|draw| draw.passes).sum();
    total.to_string()
}

impl View for Settled {
    fn text(&self) -> String {
        let who = self.who.handle();
        if self.visits.is_empty() && self.unpaid.is_empty() {
            return format!("{who} owes nothing for visits\n");
        }
        let count = counted(self.visits.len(), "visit", "visits");
        let owed = if self.unpaid.is_empty() {
            String::new()
        } else {
            format!(", {} still owed", in_passes(&self.owed))
        };
        let all = self.visits.iter();
        let all = all.chain(self.unpaid.iter().map(|one| &one.visit));
        format!(
            "{who}: {count} settled with {}{owed}\n{}",
            in_passes(&self.passes),
            table(&HEADING, all.map(Visit::cells).collect())
        )
    }
}
