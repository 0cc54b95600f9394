//! Parsers of what people type, for clap: the words of an error come from the domain.

use crate::domain::day::{Day, DayError};
use crate::domain::day_word::{DayWord, TimeWord};
use crate::domain::qty::{PassQty, QtyError};

/// A day or `never`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Until {
    /// No last day.
    Never,
    /// That day.
    On(DayWord),
}

impl Until {
    /// The last day that is meant when it is said on `today`.
    pub(crate) fn day(self, today: Day) -> Day {
        match self {
            Self::Never => Day::NEVER,
            Self::On(word) => word.on(today),
        }
    }
}

/// `2026-12-31`, `today`, `tomorrow`, `+3d`, `mon`.
pub(crate) fn day(text: &str) -> Result<DayWord, DayError> {
    DayWord::read(text)
}

/// A day, or `never`.
pub(crate) fn until(text: &str) -> Result<Until, DayError> {
    if text.eq_ignore_ascii_case("never") {
        return Ok(Until::Never);
    }
    day(text).map(Until::On)
}

/// RFC 3339 or `09:30`.
pub(crate) fn time(text: &str) -> Result<TimeWord, DayError> {
    TimeWord::read(text)
}

/// A number of passes.
pub(crate) fn passes(text: &str) -> Result<PassQty, QtyError> {
    PassQty::read(text)
}
