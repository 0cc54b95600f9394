//! Spans of days, inclusive at both ends.

use std::fmt;

use crate::domain::day::Day;
use crate::domain::refusal::Refusal;

/// A span of days, inclusive at both ends (Q3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DaySpan {
    /// The first day.
    pub from: Day,
    /// The last day, never before `from`; [`Day::NEVER`] for an open span.
    pub to: Day,
}

impl DaySpan {
    /// From one day through another, or None when that is no day at all.
    #[must_use]
    pub fn new(from: Day, to: Day) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// From the first day through the last wanted; refused where that ends before it starts.
    pub fn between(start: Day, until: Day) -> Result<Self, Refusal> {
        Self::new(start, until).ok_or(Refusal::EndsBeforeStart { start, until })
    }

    /// Whether the day is in it.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }

    /// The days that both have, if any.
    #[must_use]
    pub fn and(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to))
    }

    /// How many days it has.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.to.days_since(self.from) + 1
    }
}

impl fmt::Display for DaySpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.from, self.to)
    }
}
