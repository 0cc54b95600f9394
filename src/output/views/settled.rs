//! What became of bookings that were moved, given other seats or cancelled.

use serde::{Deserialize, Serialize};

use super::booking::{Booking, LotPaid, in_passes};
use super::granted::Who;
use super::ids;
use super::lot_moved::LotMoved;
use crate::domain::ids::OperationId;
use crate::domain::refusal::Refusal;
use crate::ops::booking::Shown;
use crate::ops::booking::bulk::Closed;
use crate::ops::booking::cancel::Cancelled;
use crate::ops::booking::change::Changed;
use crate::ops::booking::settle;
use crate::ops::visit::Seen;
use crate::output::{Align, View, counted, table};

/// The heading of a table of bookings, as [`Booking::cells`] has them.
const HEADING: [(&str, Align); 6] = [
    ("booking", Align::Left),
    ("on", Align::Left),
    ("member", Align::Left),
    ("desk", Align::Left),
    ("seats", Align::Right),
    ("payment", Align::Left),
];

/// What `booking cancel`, `move` and `set` answer.
#[derive(Debug, Serialize, Deserialize)]
pub struct Settled {
    #[serde(flatten)]
    booking: Booking,
    refunded: String,
    taken: String,
    late: bool,
    /// Whether that is as it was wanted, and not by the desk's rule.
    #[serde(skip)]
    unwanted: bool,
    /// What went back to lots that had lapsed, and lapsed at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lapsed: Vec<LotPaid>,
    /// The lots that were made in the place of a refund.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    new_lots: Vec<LotMoved>,
    /// The visits that it had let in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    visits: Vec<Again>,
}

/// A visit that was settled again, because its booking lets it in no more.
#[derive(Debug, Serialize, Deserialize)]
struct Again {
    visit: String,
    /// What it costs now.
    charged: String,
    owed: String,
}

/// What `booking cancel` answers in bulk.
#[derive(Debug, Serialize, Deserialize)]
pub struct Bulk {
    operation: Option<String>,
    from: Option<String>,
    until: Option<String>,
    cancelled: usize,
    refunded: String,
    bookings: Vec<Booking>,
    /// The visits that they had let in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    visits: Vec<Again>,
}

/// What `booking settle` answers.
#[derive(Debug, Serialize, Deserialize)]
pub struct Later {
    operation: Option<String>,
    #[serde(flatten)]
    who: Who,
    /// What was taken in all.
    passes: String,
    settled: Vec<Booking>,
    unpaid: Vec<Unpaid>,
}

/// A booking that stays unpaid.
#[derive(Debug, Serialize, Deserialize)]
struct Unpaid {
    #[serde(flatten)]
    booking: Booking,
    why: String,
}

impl Later {
    /// The answer.
    #[must_use]
    pub fn of(operation: Option<OperationId>, done: &settle::Settled) -> Self {
        let unpaid = |(shown, why): &(Shown, Refusal)| Unpaid {
            booking: Booking::of(operation, shown),
            why: why.to_string(),
        };
        let settled = done.settled.iter();
        let settled = settled.map(|shown| Booking::of(operation, shown));
        Self {
            operation: ids(operation),
            who: Who::from(&done.customer),
            passes: done.passes.to_string(),
            settled: settled.collect(),
            unpaid: done.unpaid.iter().map(unpaid).collect(),
        }
    }

    /// Each booking that stays unpaid, with why.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let told = |one: &Unpaid| format!("{} stays unpaid: {}", one.booking.id(), one.why);
        self.unpaid.iter().map(told).collect()
    }
}

impl Settled {
    /// The answer of a cancellation.
    #[must_use]
    pub fn cancelled(operation: Option<OperationId>, done: &Cancelled) -> Self {
        let new_lots = done.new_lots.iter();
        let new_lots =
            new_lots.map(|made| LotMoved::new(made.lot, Some(made.passes), made.expires_on));
        Self {
            booking: Booking::of(operation, &done.shown),
            refunded: done.refunded.to_string(),
            taken: "0".to_owned(),
            late: done.late,
            unwanted: done.unwanted,
            lapsed: done.lapsed.iter().map(LotPaid::from).collect(),
            new_lots: new_lots.collect(),
            visits: done.settled.iter().map(Again::from).collect(),
        }
    }

    /// The answer of a move, or of other seats.
    #[must_use]
    pub fn changed(operation: Option<OperationId>, done: &Changed) -> Self {
        Self {
            booking: Booking::of(operation, &done.shown),
            refunded: done.refunded.to_string(),
            taken: done.taken.to_string(),
            late: done.late,
            unwanted: done.unwanted,
            lapsed: done.lapsed.iter().map(LotPaid::from).collect(),
            new_lots: Vec::new(),
            visits: done.settled.iter().map(Again::from).collect(),
        }
    }

    /// What should be noticed besides: that it was too late, that a refund lapsed (B7).
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let (why, refund) = if self.unwanted {
            ("no refund", "no refund")
        } else {
            ("too late", "too late for a refund")
        };
        if self.late && self.booking.is_pending() {
            notes.push(format!(
                "{why}: the charge stays pending and is made at its date"
            ));
        } else if self.late && self.booking.is_unpaid() {
            notes.push(format!("{why}: what is owed stays owed"));
        } else if self.late {
            notes.push(format!("{refund}: what was paid stays paid"));
        }
        for LotPaid { id, passes } in &self.lapsed {
            let passes = in_passes(passes);
            notes.push(format!(
                "{id} has lapsed: {passes} that went back to it lapsed at once"
            ));
        }
        notes
    }
}

impl Bulk {
    /// The answer.
    #[must_use]
    pub fn of(operation: Option<OperationId>, done: &Closed) -> Self {
        let bookings = done.cancelled.iter();
        Self {
            operation: ids(operation),
            from: ids(done.from),
            until: ids(done.until),
            cancelled: done.cancelled.len(),
            refunded: done.refunded.to_string(),
            bookings: bookings
                .map(|one| Booking::of(operation, &one.shown))
                .collect(),
            visits: done
                .cancelled
                .iter()
                .flat_map(|one| one.settled.iter().map(Again::from))
                .collect(),
        }
    }

    /// How many bookings it is about.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.cancelled
    }
}

impl From<&Seen> for Again {
    fn from(seen: &Seen) -> Self {
        Self {
            visit: seen.visit.id.to_string(),
            charged: seen.charged.to_string(),
            owed: seen.visit.owed.to_string(),
        }
    }
}

impl Again {
    fn sentence(&self) -> String {
        let Self {
            visit,
            charged,
            owed,
        } = self;
        let costs = match (charged.as_str(), owed.as_str()) {
            ("0", "0") => "another pass covers it".to_owned(),
            (_, "0") => format!("it costs {}", in_passes(charged)),
            ("0", _) => format!("{} owed", in_passes(owed)),
            _ => format!("it costs {}, {owed} more owed", in_passes(charged)),
        };
        format!("{visit} came on it and is settled again: {costs}\n")
    }
}

impl View for Settled {
    fn text(&self) -> String {
        let new_lots = self.new_lots.iter().map(|lot| {
            let (passes, id, expires) = (in_passes(lot.passes()), lot.id(), lot.expires());
            format!("{passes} in the new lot {id}, expires {expires}\n")
        });
        let new_lots: String = new_lots.collect();
        let visits: String = self.visits.iter().map(Again::sentence).collect();
        format!(
            "{}{}\n{new_lots}{visits}",
            self.booking.sentence(),
            self.booking.paid()
        )
    }
}

impl View for Later {
    fn text(&self) -> String {
        let who = self.who.handle();
        if self.settled.is_empty() {
            return format!("{who} has no booking to be settled\n");
        }
        let count = counted(self.settled.len(), "booking", "bookings");
        let unpaid = match self.unpaid.len() {
            0 => String::new(),
            1 => ", 1 stays unpaid".to_owned(),
            left => format!(", {left} stay unpaid"),
        };
        let all = self.settled.iter();
        let all = all.chain(self.unpaid.iter().map(|one| &one.booking));
        format!(
            "{who}: {count} settled with {}{unpaid}\n{}",
            in_passes(&self.passes),
            table(&HEADING, all.map(Booking::cells).collect())
        )
    }
}

impl View for Bulk {
    fn text(&self) -> String {
        let rows = self.bookings.iter().map(Booking::cells);
        let count = counted(self.cancelled, "booking", "bookings");
        let refunded = in_passes(&self.refunded);
        let done = if self.operation.is_none() && self.cancelled > 0 {
            "would be cancelled"
        } else {
            "cancelled"
        };
        let visits: String = self.visits.iter().map(Again::sentence).collect();
        format!(
            "{count} {done}, {refunded} refunded\n{}{visits}",
            table(&HEADING, rows.collect())
        )
    }
}
