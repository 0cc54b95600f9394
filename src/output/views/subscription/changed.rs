//! What `subscription cancel`, `pause` and `set` answer.

use serde::{Deserialize, Serialize};

use super::started::{Decided, lot_moved};
use super::{Shown, many};
use crate::domain::ids::OperationId;
use crate::ops::subscription::Card;
use crate::ops::subscription::cancel::Cancelled as Ended;
use crate::ops::subscription::change::Changed as Change;
use crate::ops::subscription::effects::{Effects, Touched};
use crate::output::views::granted::Who;
use crate::output::views::ids;
use crate::output::views::lot_moved::{LotMoved, lots};
use crate::output::{Align, View, counted, table};

/// A booking that was touched.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Booked {
    booking: String,
    #[serde(flatten)]
    who: Who,
    on: String,
    passes: String,
    charges_on: Option<String>,
}

/// What was done to a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Did {
    Cancelled,
    Changed,
    Paused,
}

/// What `subscription cancel`, `pause` and `set` answer.
#[derive(Debug, Serialize, Deserialize)]
pub struct Changed {
    operation: Option<String>,
    did: Did,
    #[serde(flatten)]
    shown: Shown,
    takes_effect_on: Option<String>,
    failed: Vec<Booked>,
    rescheduled: Vec<Booked>,
    charged: Vec<Booked>,
    lots: Vec<LotMoved>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    use_passes: Option<Decided>,
}

fn booked(all: &[Touched]) -> Vec<Booked> {
    let booked = all.iter().map(|one| Booked {
        booking: one.booking.id.to_string(),
        who: Who::from(&one.member),
        on: one.booking.on.to_string(),
        passes: one.booking.cost().to_string(),
        charges_on: ids(one.booking.charges_on),
    });
    booked.collect()
}

impl Changed {
    fn new(operation: Option<OperationId>, did: Did, card: &Card, effects: &Effects) -> Self {
        Self {
            operation: ids(operation),
            did,
            shown: Shown::from(card),
            takes_effect_on: None,
            failed: booked(&effects.failed),
            rescheduled: booked(&effects.moved),
            charged: booked(&effects.staying),
            lots: Vec::new(),
            use_passes: None,
        }
    }

    /// After it was cancelled.
    #[must_use]
    pub fn cancelled(operation: Option<OperationId>, done: &Ended) -> Self {
        let lots = done.leftovers.iter();
        let lots = lots.map(|lot| lot_moved(&done.card, lot, lot.left));
        Self {
            lots: lots.collect(),
            ..Self::new(operation, Did::Cancelled, &done.card, &done.effects)
        }
    }

    /// After it was changed.
    #[must_use]
    pub fn set(operation: Option<OperationId>, done: &Change) -> Self {
        Self {
            takes_effect_on: ids(done.takes_effect_on),
            use_passes: done.use_passes.map(Decided::from),
            ..Self::new(operation, Did::Changed, &done.card, &done.effects)
        }
    }

    /// After it was paused.
    #[must_use]
    pub fn paused(operation: Option<OperationId>, done: &Change) -> Self {
        Self::new(operation, Did::Paused, &done.card, &done.effects)
    }

    /// What it is now, in words.
    fn said(&self) -> String {
        let brief = &self.shown.row.brief;
        let last = match &brief.until {
            Some(day) => format!("last day {day}"),
            None => "no last day".to_owned(),
        };
        let from = self.takes_effect_on.as_ref();
        match self.did {
            Did::Cancelled => format!("cancelled, {last}"),
            Did::Paused => {
                let pauses = self.shown.pauses.iter();
                let pauses = pauses.map(|span| format!("{} to {}", span.from, span.to));
                format!("paused {}", pauses.collect::<Vec<_>>().join(", "))
            }
            Did::Changed => {
                let mut terms = self.shown.terms.iter();
                let Some(term) = terms.find(|term| Some(&term.from) == from) else {
                    return last;
                };
                let currency = &self.shown.row.currency;
                let plan = many(term.quantity, &term.plan);
                let last = brief
                    .until
                    .as_ref()
                    .map_or_else(String::new, |_| format!(", {last}"));
                format!(
                    "from {} on: {plan} at {} {currency}{last}",
                    term.from, term.price
                )
            }
        }
    }
}

fn bookings(what: &str, all: &[Booked]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let heading = [
        ("booking", Align::Left),
        ("of", Align::Left),
        ("on", Align::Left),
        ("passes", Align::Right),
        ("charge due", Align::Left),
    ];
    let rows = all.iter().map(|one| {
        vec![
            one.booking.clone(),
            one.who.handle().to_owned(),
            one.on.clone(),
            one.passes.clone(),
            one.charges_on.clone().unwrap_or_default(),
        ]
    });
    let count = counted(all.len(), "booking", "bookings");
    format!("{count} {what}\n{}", table(&heading, rows.collect()))
}

impl View for Changed {
    fn text(&self) -> String {
        let row = &self.shown.row;
        let brief = &row.brief;
        let expire = if self.lots.is_empty() {
            String::new()
        } else {
            format!("what is left expires with it\n{}", lots(&self.lots))
        };
        let failed = if self.failed.len() == 1 {
            "cancelled, its payment failed"
        } else {
            "cancelled, their payment failed"
        };
        let decided = self.use_passes.as_ref();
        format!(
            "{}: {}'s {} {}\n{expire}{}{}{}{}",
            brief.id,
            row.who(),
            brief.what(),
            self.said(),
            bookings(failed, &self.failed),
            bookings("charged on another day", &self.rescheduled),
            bookings(
                "beyond the last day, charged already: these stay",
                &self.charged
            ),
            decided.map_or_else(String::new, Decided::text),
        )
    }
}
