//! Recurring plans: what they include, how often, for how long and at what price.

use crate::domain::day::Length;
use crate::domain::ids::{KindId, PlanId};
use crate::domain::money::Money;
use crate::domain::period::Cycle;
use crate::domain::qty::PassQty;

/// How often an include is granted (L1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cadence {
    /// Once for each billing period.
    Period,
    /// Once for each ISO week, Monday first.
    Week,
    /// Once for each calendar month.
    Month,
}

/// How long the passes of an include last (B6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Validity {
    /// As long as their grant window.
    Window,
    /// So many months from the window's first day, 1 to 12.
    For(Length),
    /// As long as the subscription.
    Never,
}

/// Passes that a plan includes (L1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Include {
    /// What one pass buys.
    pub kind: KindId,
    /// How many for each grant window, for a quantity of one.
    pub passes: PassQty,
    /// How often.
    pub cadence: Cadence,
    /// For how long.
    pub validity: Validity,
}

/// What a recurring plan promises. Copied when it is sold (L2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanTerms {
    /// The plan's name.
    pub name: String,
    /// The billing cycle (L1).
    pub every: Cycle,
    /// What it includes, each kind at most once; empty for unlimited access (L1).
    pub includes: Vec<Include>,
    /// The price of one period for a quantity of one.
    pub price: Money,
    /// Whether a partial first period, week or month is prorated (R3).
    pub prorate: bool,
}

/// A recurring plan (L1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its id.
    pub id: PlanId,
    /// What it promises now.
    pub terms: PlanTerms,
    /// Retired plans cannot be sold (L4).
    pub retired: bool,
}

impl Cadence {
    /// As it is typed and stored.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Period => "period",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// Reads [`Cadence::word`]; None for any other text.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        [Self::Period, Self::Week, Self::Month]
            .into_iter()
            .find(|cadence| cadence.word() == word)
    }
}
