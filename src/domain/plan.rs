//! Recurring plans: what they include, how often, for how long and at what price.

use std::fmt;

use thiserror::Error;

use crate::domain::day::{Length, Unit};
use crate::domain::ids::{KindId, PlanId};
use crate::domain::money::Money;
use crate::domain::period::Cycle;
use crate::domain::qty::{PassQty, QtyError};
use crate::domain::refusal::Refusal;
use crate::domain::words::words;

words! {
    /// How often an include is granted (L1).
    Cadence {
        /// Once for each billing period.
        Period "period",
        /// Once for each ISO week, Monday first.
        Week "week",
        /// Once for each calendar month.
        Month "month",
    }
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

/// An include as it is typed, its kind still a handle: `day=10/month,valid=3months` (L1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncludeText {
    /// The handle of the kind, as typed.
    pub kind: String,
    /// How many for each grant window.
    pub passes: PassQty,
    /// How often; each period when not given.
    pub cadence: Cadence,
    /// For how long; the grant window when not given.
    pub validity: Validity,
}

/// Why a text is not an include.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IncludeError {
    /// Not of the form.
    #[error("`{0}` is not an include: write KIND=COUNT, day=2/week or day=10/month,valid=3months")]
    Shape(String),
    /// Not a number of passes (Q1).
    #[error(transparent)]
    Passes(#[from] QtyError),
    /// Not a cadence (L1).
    #[error("`{0}` is not a cadence: write period, week or month")]
    Cadence(String),
    /// Not a validity (B6).
    #[error("`{0}` is not a validity: write 1month to 12months, or never")]
    Validity(String),
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

impl Validity {
    /// Reads `never`, a length of 1 to 12 months (B6), or `window`, which is what holds when
    /// nothing is said.
    pub fn read(text: &str) -> Result<Self, IncludeError> {
        let error = || IncludeError::Validity(text.to_owned());
        match text {
            "window" => return Ok(Self::Window),
            "never" => return Ok(Self::Never),
            _ => {}
        }
        let length = Length::read(text).map_err(|_| error())?;
        let months = match length.unit {
            Unit::Month => length.count,
            Unit::Year => length.count * 12,
            Unit::Day | Unit::Week => return Err(error()),
        };
        if months > 12 {
            return Err(error());
        }
        Ok(Self::For(Length {
            count: months,
            unit: Unit::Month,
        }))
    }
}

/// As it is read: `window`, `3months`, `never`.
impl fmt::Display for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Window => f.pad("window"),
            Self::For(length) => length.fmt(f),
            Self::Never => f.pad("never"),
        }
    }
}

impl IncludeText {
    /// Reads `KIND=COUNT[/CADENCE][,valid=3months|never]` (L1, B6).
    pub fn read(text: &str) -> Result<Self, IncludeError> {
        let shape = || IncludeError::Shape(text.to_owned());
        let (kind, promise) = text.split_once('=').ok_or_else(shape)?;
        let kind = kind.trim();
        if kind.is_empty() {
            return Err(shape());
        }
        let (amount, validity) = match promise.split_once(',') {
            None => (promise, Validity::Window),
            Some((amount, option)) => {
                let valid = option.trim().strip_prefix("valid=").ok_or_else(shape)?;
                (amount, Validity::read(valid)?)
            }
        };
        let (count, cadence) = match amount.split_once('/') {
            None => (amount, Cadence::Period),
            Some((count, word)) => {
                let unknown = || IncludeError::Cadence(word.to_owned());
                (count, Cadence::read(word.trim()).ok_or_else(unknown)?)
            }
        };
        Ok(Self {
            kind: kind.to_owned(),
            passes: PassQty::read(count.trim())?,
            cadence,
            validity,
        })
    }

    /// The include of that kind.
    #[must_use]
    pub const fn of(&self, kind: KindId) -> Include {
        Include {
            kind,
            passes: self.passes,
            cadence: self.cadence,
            validity: self.validity,
        }
    }
}

/// As it is read, without what holds anyway.
impl fmt::Display for IncludeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.kind, self.passes)?;
        match self.cadence {
            Cadence::Period => {}
            Cadence::Week | Cadence::Month => write!(f, "/{}", self.cadence.word())?,
        }
        match self.validity {
            Validity::Window => Ok(()),
            Validity::For(_) | Validity::Never => write!(f, ",valid={}", self.validity),
        }
    }
}

/// Refuses a kind that is included twice (L1): a window has one lot of each kind.
pub fn each_kind_once(includes: &[Include]) -> Result<(), Refusal> {
    let repeated = |at: usize, kind| includes[..at].iter().any(|other| other.kind == kind);
    let twice = includes
        .iter()
        .enumerate()
        .find(|(at, include)| repeated(*at, include.kind));
    twice.map_or(Ok(()), |(_, include)| {
        let kind = include.kind;
        Err(Refusal::IncludedTwice { kind })
    })
}

impl Plan {
    /// Refuses to sell a retired plan (L4).
    pub fn sellable(&self) -> Result<(), Refusal> {
        if self.retired {
            let name = self.terms.name.clone();
            return Err(Refusal::PlanRetired { name });
        }
        Ok(())
    }

    /// Whether what it includes grants passes (P3).
    #[must_use]
    pub fn grants_passes(&self) -> bool {
        !self.terms.includes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> IncludeText {
        IncludeText::read(text).unwrap()
    }

    #[test]
    fn l1_an_include_is_read_in_parts() {
        let include = read("half = 10/month,valid=3months");
        assert_eq!(include.kind, "half");
        assert_eq!(include.passes, PassQty::whole(10));
        assert_eq!(include.cadence, Cadence::Month);
        assert_eq!(include.validity, Validity::read("3months").unwrap());
        let plain = read("day=20");
        assert_eq!(
            (plain.cadence, plain.validity),
            (Cadence::Period, Validity::Window)
        );
        assert_eq!(plain.of(KindId(4)).kind, KindId(4));
    }

    #[test]
    fn l1_an_include_is_shown_as_it_is_read() {
        for text in [
            "day=10",
            "day=2/week",
            "day=10/month,valid=3months",
            "day=365,valid=never",
            "day=0.5",
        ] {
            assert_eq!(read(text).to_string(), text);
        }
    }

    #[test]
    fn golden_9_plans_of_three_months_and_of_a_year_can_be_said() {
        for (every, include) in [
            ("1month", "day=10"),
            ("3months", "day=20"),
            ("1year", "day=365"),
        ] {
            assert!(Length::read(every).is_ok(), "{every}");
            assert_eq!(read(include).cadence, Cadence::Period, "{include}");
        }
    }

    #[test]
    fn golden_9_a_validity_has_1_to_12_months() {
        for text in ["1month", "12months", "1year", "never"] {
            assert!(Validity::read(text).is_ok(), "{text}");
        }
        for text in ["0months", "13months", "2years", "30days", "1week", "", "x"] {
            assert_eq!(
                Validity::read(text),
                Err(IncludeError::Validity(text.to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn l1_what_is_no_include_is_refused() {
        for text in ["day", "=10", "day=10,until=never", "day=10,3months"] {
            let refused = IncludeText::read(text);
            assert_eq!(refused, Err(IncludeError::Shape(text.to_owned())));
        }
        assert_eq!(
            IncludeText::read("day=10/year"),
            Err(IncludeError::Cadence("year".to_owned()))
        );
        assert!(matches!(
            IncludeText::read("day=0"),
            Err(IncludeError::Passes(QtyError::NotPositive(_)))
        ));
        assert!(matches!(
            IncludeText::read("day=10,valid=13months"),
            Err(IncludeError::Validity(_))
        ));
    }

    #[test]
    fn l1_a_plan_includes_each_kind_once() {
        let day = read("day=10").of(KindId(1));
        let weekly = read("day=2/week").of(KindId(1));
        let half = read("half=2").of(KindId(2));
        assert_eq!(each_kind_once(&[day, half]), Ok(()));
        assert_eq!(each_kind_once(&[]), Ok(()));
        assert_eq!(
            each_kind_once(&[day, half, weekly]),
            Err(Refusal::IncludedTwice { kind: KindId(1) })
        );
    }

    #[test]
    fn l4_a_retired_plan_cannot_be_sold() {
        let currency = crate::domain::money::Currency::read("EUR").unwrap();
        let mut plan = Plan {
            id: PlanId(1),
            terms: PlanTerms {
                name: "Flex".to_owned(),
                every: Length::MONTH,
                includes: Vec::new(),
                price: Money::new(15_000, currency),
                prorate: false,
            },
            retired: false,
        };
        assert_eq!(plan.sellable(), Ok(()));
        assert!(!plan.grants_passes());
        plan.retired = true;
        assert!(matches!(plan.sellable(), Err(Refusal::PlanRetired { name }) if name == "Flex"));
    }
}
