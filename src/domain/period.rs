//! Billing periods: period k is counted from the original anchor, never from the period before it.

use crate::domain::day::{Day, Length};

/// The length of one billing period: N days, weeks, months or years (Q5).
pub type Cycle = Length;

/// Where the periods of a subscription are counted from (R1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// From the subscription's own first day.
    Start,
    /// From the 1st of a month; what comes before the first 1st is a shorter first period.
    Month,
}

/// All periods of one subscription, k = 0, 1, 2 … (Q5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Periods {
    start: Day,
    cycle: Cycle,
    anchor: Anchor,
}

impl Anchor {
    /// As it is typed and stored.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Month => "month",
        }
    }

    /// Reads [`Anchor::word`]; None for any other text.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        [Self::Start, Self::Month]
            .into_iter()
            .find(|anchor| anchor.word() == word)
    }
}
