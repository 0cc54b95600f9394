//! Limits on how many passes a member may use: of a kind (K4), at a location (D10).

use std::fmt;

use thiserror::Error;

use crate::domain::day::{Day, DaySpan};
use crate::domain::words::words;

words! {
    /// The calendar stretch that uses are counted in.
    Stretch {
        /// One date.
        Day "day",
        /// An ISO week, Monday first.
        Week "week",
        /// A calendar month.
        Month "month",
    }
}

/// How many passes one member may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// As many as they have.
    None,
    /// So many in each stretch.
    Per(u32, Stretch),
    /// So many committed to bookings that are not yet past (D10).
    Active(u32),
}

/// Why a text is not a limit.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LimitError {
    /// Not the limit of a location (D10).
    #[error("`{0}` is not a limit: write none, 2/day, 5/week, 10/month or 3 active")]
    OfLocation(String),
    /// Not the limit of a kind (K4).
    #[error("`{0}` is not a limit: write none, 1/day, 3/week or 8/month")]
    OfKind(String),
}

impl Stretch {
    /// The stretch that the day is in.
    #[must_use]
    pub fn around(self, day: Day) -> DaySpan {
        match self {
            Self::Day => DaySpan { from: day, to: day },
            Self::Week => day.week(),
            Self::Month => day.month(),
        }
    }
}

impl Limit {
    /// The most passes a limit may name.
    pub const MOST: u32 = 1_000_000;

    /// Reads `none`, `2/day`, `5/week`, `10/month` or `3 active` (D10).
    pub fn read(text: &str) -> Result<Self, LimitError> {
        let error = || LimitError::OfLocation(text.to_owned());
        if text == "none" {
            return Ok(Self::None);
        }
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (count, behind) = text.split_at(digits);
        let count = count.parse().map_err(|_| error())?;
        if !(1..=Self::MOST).contains(&count) {
            return Err(error());
        }
        if behind == " active" {
            return Ok(Self::Active(count));
        }
        let stretch = behind.strip_prefix('/').and_then(Stretch::read);
        stretch.map_or_else(|| Err(error()), |stretch| Ok(Self::Per(count, stretch)))
    }

    /// Reads the limit of a kind, which has no `active` (K4).
    pub fn read_of_kind(text: &str) -> Result<Self, LimitError> {
        let of_kind = |limit: &Self| !matches!(limit, Self::Active(_));
        let limit = Self::read(text).ok().filter(of_kind);
        limit.ok_or_else(|| LimitError::OfKind(text.to_owned()))
    }
}

/// As it is read.
impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.pad("none"),
            Self::Per(count, stretch) => f.pad(&format!("{count}/{stretch}")),
            Self::Active(count) => f.pad(&format!("{count} active")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d10_limits_are_read_and_shown() {
        for text in ["none", "2/day", "5/week", "10/month", "3 active"] {
            assert_eq!(Limit::read(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "0/day",
            "2/year",
            "-1/day",
            "2 / day",
            "active",
            "3active",
            "9999999/day",
        ] {
            let error = LimitError::OfLocation(text.to_owned());
            assert_eq!(Limit::read(text), Err(error));
        }
    }

    #[test]
    fn k4_a_kind_has_no_limit_of_active_passes() {
        assert_eq!(
            Limit::read_of_kind("8/month"),
            Ok(Limit::Per(8, Stretch::Month))
        );
        assert!(Limit::read_of_kind("3 active").is_err());
    }

    #[test]
    fn d10_weeks_start_on_monday() {
        let day = Day::read("2026-11-22").unwrap();
        assert_eq!(
            Stretch::Week.around(day).from,
            Day::read("2026-11-16").unwrap()
        );
        assert_eq!(Stretch::Day.around(day).days(), 1);
        assert_eq!(Stretch::Month.around(day).days(), 30);
    }
}
