//! What `subscription start` answers.

use serde::{Deserialize, Serialize};

use super::Row;
use crate::domain::ids::OperationId;
use crate::domain::lot::Lot;
use crate::domain::qty::PassQty;
use crate::domain::sale::UsePasses;
use crate::ops::subscription::Card;
use crate::ops::subscription::start::Started as Start;
use crate::output::View;
use crate::output::views::ids;
use crate::output::views::lot_moved::{LotMoved, lots};

/// So many passes of a lot that a start brought, or that ends with the subscription.
pub(super) fn lot_moved(card: &Card, lot: &Lot, passes: PassQty) -> LotMoved {
    let counted = !card.uncounted.contains(&lot.kind);
    LotMoved::new(lot.id, counted.then_some(passes), lot.expires_on)
}

/// A line for the invoice.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Line {
    id: String,
    on: String,
    text: String,
    amount: String,
    currency: String,
}

/// What was decided of `use_passes` (P3).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::output::views) struct Decided {
    decided: String,
    because_of: Option<String>,
}

/// What `subscription start` answers.
#[derive(Debug, Serialize, Deserialize)]
pub struct Started {
    operation: Option<String>,
    #[serde(flatten)]
    row: Row,
    lots: Vec<LotMoved>,
    lines: Vec<Line>,
    use_passes: Decided,
}

impl From<UsePasses> for Decided {
    fn from(decided: UsePasses) -> Self {
        let (word, because_of) = match decided {
            UsePasses::Company => ("not-for-companies", None),
            UsePasses::NoPasses => ("no-passes", None),
            UsePasses::AlreadyOn => ("already-on", None),
            UsePasses::TurnedOn => ("turned-on", None),
            UsePasses::LeftOff(subscription) => ("left-off", Some(subscription)),
        };
        Self {
            decided: word.to_owned(),
            because_of: ids(because_of),
        }
    }
}

impl Decided {
    /// Whether it stays off although there are passes.
    pub(in crate::output::views) fn is_left_off(&self) -> bool {
        self.because_of.is_some()
    }

    pub(in crate::output::views) fn text(&self) -> String {
        match (self.decided.as_str(), &self.because_of) {
            ("turned-on", _) => "use_passes: turned on\n".to_owned(),
            ("already-on", _) => "use_passes: on already\n".to_owned(),
            ("no-passes", _) => "use_passes: as it was, the plan grants no passes\n".to_owned(),
            (_, Some(subscription)) => format!(
                "use_passes: stays off, {subscription} is an active subscription without passes\n"
            ),
            (_, None) => String::new(),
        }
    }
}

impl Started {
    /// The answer.
    #[must_use]
    pub fn of(operation: Option<OperationId>, done: &Start) -> Self {
        let lots = done.lots.iter();
        let lots = lots.map(|lot| lot_moved(&done.card, lot, lot.granted));
        let lines = done.lines.iter().map(|line| Line {
            id: line.id.to_string(),
            on: line.on.to_string(),
            text: line.text.clone(),
            amount: line.amount.to_string(),
            currency: line.amount.currency.to_string(),
        });
        Self {
            operation: ids(operation),
            row: Row::from(&done.card),
            lots: lots.collect(),
            lines: lines.collect(),
            use_passes: Decided::from(done.use_passes),
        }
    }
}

impl Started {
    /// Whose `use_passes` stays off although the plan grants passes (P3).
    #[must_use]
    pub fn stays_off(&self) -> Option<&str> {
        let because_of = self.use_passes.because_of.as_ref();
        because_of.map(|_| self.row.who())
    }
}

impl View for Started {
    fn text(&self) -> String {
        let row = &self.row;
        let brief = &row.brief;
        let until = brief.until.as_ref();
        let until = until.map_or_else(String::new, |day| format!(" until {day}"));
        let (has, renews) = match (&brief.period, &brief.renews_on) {
            (None, _) => ("will have", String::new()),
            (Some(_), Some(day)) => ("has", format!(", renews on {day}")),
            (Some(_), None) => ("has", String::new()),
        };
        let lines = self.lines.iter();
        let lines = lines.map(|line| {
            format!(
                "{}: {} {}, {}\n",
                line.id, line.amount, line.currency, line.text
            )
        });
        format!(
            "{}: {} {has} {} from {}{until}{renews}\n{}{}{}",
            brief.id,
            row.who(),
            brief.what(),
            brief.from,
            lots(&self.lots),
            lines.collect::<String>(),
            self.use_passes.text(),
        )
    }
}
