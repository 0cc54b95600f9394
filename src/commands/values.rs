//! Parsers of what people type, for clap: the words of an error come from the domain.

use clap::ValueEnum;

use crate::domain::day::DayError;
use crate::domain::day_word::{DayWord, TimeWord};
use crate::domain::qty::{PassQty, QtyError};
use crate::ops::deduct::Amount;

/// A day or `never`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Until {
    /// No last day.
    Never,
    /// That day.
    On(DayWord),
}

/// Whether something is to be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    /// It is.
    On,
    /// It is not.
    Off,
}

impl Switch {
    /// Whether it is.
    pub(crate) fn is_on(self) -> bool {
        self == Self::On
    }
}

impl Until {
    /// The last day, or None for never.
    pub(crate) fn day(self) -> Option<DayWord> {
        match self {
            Self::Never => None,
            Self::On(word) => Some(word),
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

/// A number of passes, or `all`.
pub(crate) fn amount(text: &str) -> Result<Amount, QtyError> {
    if text.eq_ignore_ascii_case("all") {
        return Ok(Amount::All);
    }
    passes(text).map(Amount::Passes)
}
