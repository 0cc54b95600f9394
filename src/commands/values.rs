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

/// What is bought, and how many: `day=5`; one where only the item is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Buy {
    /// The kind or package, as typed.
    pub(crate) item: String,
    /// How many.
    pub(crate) count: i64,
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

/// How often something may happen.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Times {
    /// As often as they come.
    Any,
    /// So often.
    Most(u32),
}

impl Times {
    /// The most, or None for any.
    pub(crate) fn most(self) -> Option<u32> {
        match self {
            Self::Any => None,
            Self::Most(most) => Some(most),
        }
    }
}

/// A number of times from 1 on, or `any`.
pub(crate) fn times(text: &str) -> Result<Times, String> {
    if text.eq_ignore_ascii_case("any") {
        return Ok(Times::Any);
    }
    let most = text.parse().ok().filter(|most| *most > 0);
    most.map(Times::Most)
        .ok_or_else(|| format!("`{text}` is not a number of times: write 1, 100 or any"))
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

/// `ITEM=N`, or `ITEM` for one.
pub(crate) fn buy(text: &str) -> Result<Buy, String> {
    let (item, count) = text.rsplit_once('=').unwrap_or((text, "1"));
    let wrong = || format!("`{text}` is not what to buy: write ITEM=N, such as day=5");
    let item = item.trim();
    if item.is_empty() {
        return Err(wrong());
    }
    Ok(Buy {
        item: item.to_owned(),
        count: count.trim().parse().map_err(|_| wrong())?,
    })
}

/// A number of passes, or `all`.
pub(crate) fn amount(text: &str) -> Result<Amount, QtyError> {
    if text.eq_ignore_ascii_case("all") {
        return Ok(Amount::All);
    }
    passes(text).map(Amount::Passes)
}
