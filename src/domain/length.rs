//! Lengths of time as people name them: cycles of subscriptions and validities of passes.

use std::fmt;

use crate::domain::day::DayError;

/// The unit of a cycle or validity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Calendar days.
    Day,
    /// Seven days.
    Week,
    /// Calendar months, clamped at their end.
    Month,
    /// Twelve months.
    Year,
}

/// A whole number of units, at least one: `1month`, `30 days` (Q4, Q5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Length {
    /// How many, 1 to [`Length::MOST`].
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

impl Length {
    /// The most units one length may have.
    pub const MOST: u32 = 1_000;
    /// One month.
    pub const MONTH: Self = Self {
        count: 1,
        unit: Unit::Month,
    };
    /// One day.
    pub const DAY: Self = Self {
        count: 1,
        unit: Unit::Day,
    };

    /// Reads `1month`, `3 months`, `7days`, `2weeks`, `1year`, `d`/`w`/`m`/`y` for short; a unit
    /// alone counts once.
    pub fn read(text: &str) -> Result<Self, DayError> {
        let error = || DayError::NotALength(text.to_owned());
        let text_trimmed = text.trim();
        let digits = text_trimmed.bytes().take_while(u8::is_ascii_digit).count();
        let (count, unit) = text_trimmed.split_at(digits);
        let count = if count.is_empty() {
            1
        } else {
            count.parse().map_err(|_| error())?
        };
        let unit = match unit.trim_start() {
            "d" | "day" | "days" => Unit::Day,
            "w" | "week" | "weeks" => Unit::Week,
            "m" | "month" | "months" => Unit::Month,
            "y" | "year" | "years" => Unit::Year,
            _ => return Err(error()),
        };
        if (1..=Self::MOST).contains(&count) {
            Ok(Self { count, unit })
        } else {
            Err(error())
        }
    }
}

/// As it is read: `1month`, `3months`.
impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Year => "year",
        };
        let plural = if self.count == 1 { "" } else { "s" };
        f.pad(&format!("{}{unit}{plural}", self.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(text: &str) -> Length {
        Length::read(text).unwrap()
    }

    #[test]
    fn lengths_are_read_singular_and_plural() {
        for (text, shown) in [
            ("1month", "1month"),
            ("1 months", "1month"),
            ("3 months", "3months"),
            ("7days", "7days"),
            ("2weeks", "2weeks"),
            ("1year", "1year"),
            ("month", "1month"),
        ] {
            assert_eq!(length(text).to_string(), shown);
        }
        for text in [
            "",
            "0days",
            "1fortnight",
            "-1day",
            "1001days",
            "1.5days",
            "99999999999d",
        ] {
            assert!(Length::read(text).is_err(), "{text}");
        }
    }
}
