//! Days, instants and times of day: the only file of the domain that knows chrono.

use std::fmt;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate};
use thiserror::Error;

use super::brief::Brief;
pub use chrono::Weekday;

pub use crate::domain::day_span::DaySpan;
pub use crate::domain::length::{Length, Unit};
pub use crate::domain::zone::{Moment, Zone};

/// A date without a time, as days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// A moment in UTC, as milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// A time of day in seconds after local midnight, 0 to 86,400 inclusive (24:00 ends a day).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u32);

/// Why a text is not a date, a time, a zone or a length.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DayError {
    /// Not a date.
    #[error("`{0}` is not a date: write 2026-12-31, today, tomorrow, +3d or mon")]
    NotADay(String),
    /// Outside 1900-01-01 to 9998-12-31.
    #[error("`{0}` is outside 1900-01-01 to 9998-12-31")]
    TooFar(String),
    /// Not an instant or time of day.
    #[error("`{0}` is not a time: write 2026-12-31T09:30:00Z or 09:30")]
    NotATime(String),
    /// Not in the time zone database.
    #[error("`{0}` is not an IANA time zone such as Europe/Kyiv")]
    UnknownZone(String),
    /// Not a length of time.
    #[error("`{0}` is not a length of time: write 30days, 2weeks, 3months or 1year")]
    NotALength(String),
}

fn naive(day: Day) -> NaiveDate {
    NaiveDate::from_epoch_days(day.0).expect("days stay within chrono's years")
}

/// Puts what was written behind a date as `YYYY-MM-DD`. Lists tell so many that they are reckoned
/// here: chrono finds more than the three numbers.
fn behind_date(written: &mut Brief, day: Day) {
    // Days are counted from the first of March of a year 0, so that a leap day ends its year.
    let Some(days) = u64::try_from(i64::from(day.0) + 719_468)
        .ok()
        .filter(|_| day <= Day::NEVER)
    else {
        written.behind(&naive(day).to_string());
        return;
    };
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    written
        .behind_digits(date, 2)
        .behind("-")
        .behind_digits(month, 2)
        .behind("-")
        .behind_digits(400 * era + year + next, 4);
}

impl Day {
    /// The far day that stands for "never" (order and range need no null).
    pub const NEVER: Self = Self(2_932_896);
    /// The earliest day people may name, 1900-01-01.
    pub const EARLIEST: Self = Self(-25_567);
    /// The latest day people may name, 9998-12-31.
    pub const LATEST: Self = Self(2_932_531);

    /// From days since 1970-01-01.
    #[must_use]
    pub const fn from_number(days: i32) -> Self {
        Self(days)
    }

    /// As days since 1970-01-01.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// That day of the calendar, or None when there is none.
    #[must_use]
    pub fn of(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(|date| Self(date.to_epoch_days()))
    }

    /// Reads exactly `YYYY-MM-DD`, from [`Day::EARLIEST`] to [`Day::LATEST`].
    pub fn read(text: &str) -> Result<Self, DayError> {
        let not_a_day = || DayError::NotADay(text.to_owned());
        let bytes = text.as_bytes();
        let shape = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shape {
            return Err(not_a_day());
        }
        let part = |from: usize, to: usize| text[from..to].parse::<u32>().map_err(|_| not_a_day());
        let year = i32::try_from(part(0, 4)?).map_err(|_| not_a_day())?;
        let day = Self::of(year, part(5, 7)?, part(8, 10)?).ok_or_else(not_a_day)?;
        if (Self::EARLIEST..=Self::LATEST).contains(&day) {
            Ok(day)
        } else {
            Err(DayError::TooFar(text.to_owned()))
        }
    }

    /// So many days later (earlier when negative), never past [`Day::NEVER`].
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days).min(Self::NEVER.0))
    }

    /// The day after, except that never stays never.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// The day before; never stays never.
    #[must_use]
    pub fn previous(self) -> Self {
        if self == Self::NEVER {
            self
        } else {
            self.plus(-1)
        }
    }

    /// `lengths` times `length` later, months clamped to the month's end (Q5).
    #[must_use]
    pub fn after(self, length: Length, lengths: u32) -> Self {
        let count = length.count.saturating_mul(lengths);
        let date = naive(self);
        let later = match length.unit {
            Unit::Day => date.checked_add_days(Days::new(u64::from(count))),
            Unit::Week => date.checked_add_days(Days::new(u64::from(count) * 7)),
            Unit::Month => date.checked_add_months(Months::new(count)),
            Unit::Year => date.checked_add_months(Months::new(count.saturating_mul(12))),
        };
        later.map_or(Self::NEVER, |date| {
            Self(date.to_epoch_days()).min(Self::NEVER)
        })
    }

    /// One `length` earlier, months clamped to the month's end.
    #[must_use]
    pub fn before(self, length: Length) -> Self {
        let date = naive(self);
        let count = length.count;
        let earlier = match length.unit {
            Unit::Day => date.checked_sub_days(Days::new(u64::from(count))),
            Unit::Week => date.checked_sub_days(Days::new(u64::from(count) * 7)),
            Unit::Month => date.checked_sub_months(Months::new(count)),
            Unit::Year => date.checked_sub_months(Months::new(count * 12)),
        };
        Self(earlier.expect("a thousand years fit").to_epoch_days())
    }

    /// The last day of a validity that starts on this day (Q4).
    #[must_use]
    pub fn valid_through(self, length: Length) -> Self {
        self.after(length, 1).previous()
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        naive(self).weekday()
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day_of_month(self) -> u32 {
        naive(self).day()
    }

    /// The calendar months from year 0 to the one that the day is in.
    #[must_use]
    pub fn month_number(self) -> i32 {
        let date = naive(self);
        date.year() * 12 + i32::try_from(date.month0()).expect("at most eleven")
    }

    /// The calendar month that the day is in.
    #[must_use]
    pub fn month(self) -> DaySpan {
        let back = i32::try_from(self.day_of_month() - 1).expect("a month is short");
        let from = self.plus(-back);
        DaySpan {
            from,
            to: from.after(Length::MONTH, 1).previous(),
        }
    }

    /// The ISO week (Monday first) that the day is in.
    #[must_use]
    pub fn week(self) -> DaySpan {
        let back = i32::try_from(self.weekday().num_days_from_monday()).expect("at most six");
        let from = self.plus(-back);
        DaySpan {
            from,
            to: from.plus(6),
        }
    }

    /// The number of days from `earlier` to this day.
    #[must_use]
    pub const fn days_since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// None for [`Day::NEVER`], else the day.
    #[must_use]
    pub fn unless_never(self) -> Option<Self> {
        (self != Self::NEVER).then_some(self)
    }
}

impl From<Day> for Brief {
    fn from(day: Day) -> Self {
        if day == Day::NEVER {
            return Self::of("never");
        }
        let mut written = Self::EMPTY;
        behind_date(&mut written, day);
        written
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(Brief::from(*self).as_str())
    }
}

impl TimeOfDay {
    /// The end of a day, 24:00.
    pub const END: Self = Self(86_400);

    /// So many seconds after midnight, at most 86,400.
    #[must_use]
    pub fn from_seconds(seconds: u32) -> Option<Self> {
        (seconds <= 86_400).then_some(Self(seconds))
    }

    /// That hour and minute, to 24:00.
    #[must_use]
    pub fn at(hour: u32, minute: u32) -> Option<Self> {
        if minute > 59 {
            return None;
        }
        Self::from_seconds(hour.checked_mul(3600)?.checked_add(minute * 60)?)
    }

    /// Seconds after midnight.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }

    /// Reads `9:30`, `09:30` or `24:00`.
    pub fn read(text: &str) -> Result<Self, DayError> {
        let error = || DayError::NotATime(text.to_owned());
        let (hour, minute) = text.split_once(':').ok_or_else(error)?;
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !(1..=2).contains(&hour.len()) || minute.len() != 2 || !digits(hour) || !digits(minute) {
            return Err(error());
        }
        let part = |part: &str| part.parse().map_err(|_| error());
        Self::at(part(hour)?, part(minute)?).ok_or_else(error)
    }
}

/// `09:30`
impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:02}:{:02}", self.0 / 3600, self.0 / 60 % 60))
    }
}

impl Instant {
    /// From milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// As milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339, with its offset, in the years people may name.
    pub fn read(text: &str) -> Result<Self, DayError> {
        let parsed = DateTime::parse_from_rfc3339(text)
            .map_err(|_| DayError::NotATime(text.to_owned()))?
            .to_utc();
        let day = Day(parsed.date_naive().to_epoch_days());
        if (Day::EARLIEST..=Day::LATEST).contains(&day) {
            Ok(Self(parsed.timestamp_millis()))
        } else {
            Err(DayError::TooFar(text.to_owned()))
        }
    }

    /// So many milliseconds later.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0 + ms)
    }
}

/// RFC 3339 in UTC, with milliseconds only where there are any.
impl From<Instant> for Brief {
    fn from(instant: Instant) -> Self {
        const DAY: i64 = 86_400_000;
        let day = i32::try_from(instant.0.div_euclid(DAY)).expect("instants are of days");
        let ms = instant.0.rem_euclid(DAY).unsigned_abs();
        let mut written = Self::of("Z");
        if !ms.is_multiple_of(1000) {
            written.behind_digits(ms % 1000, 3).behind(".");
        }
        written
            .behind_digits(ms / 1000 % 60, 2)
            .behind(":")
            .behind_digits(ms / 60_000 % 60, 2)
            .behind(":")
            .behind_digits(ms / 3_600_000, 2)
            .behind("T");
        behind_date(&mut written, Day(day));
        written
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(Brief::from(*self).as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::read(text).unwrap()
    }

    fn length(text: &str) -> Length {
        Length::read(text).unwrap()
    }

    #[test]
    fn days_are_read_strictly_and_shown() {
        for text in [
            "1970-01-01",
            "2026-12-31",
            "2028-02-29",
            "1900-01-01",
            "9998-12-31",
        ] {
            assert_eq!(day(text).to_string(), text);
        }
        assert_eq!(format!("{:>12}", day("2026-01-02")), "  2026-01-02");
        for text in [
            "2026-2-3",
            "+12026-01-01",
            "2026-02-29",
            "20260203",
            "2026-02-03 ",
            "２０２６-02-03",
            "",
        ] {
            assert!(
                matches!(Day::read(text), Err(DayError::NotADay(_))),
                "{text}"
            );
        }
        for text in ["1899-12-31", "9999-12-31", "0000-01-01"] {
            assert!(
                matches!(Day::read(text), Err(DayError::TooFar(_))),
                "{text}"
            );
        }
        assert_eq!(Day::NEVER, Day::of(9999, 12, 31).unwrap());
        assert_eq!(Day::LATEST, Day::of(9998, 12, 31).unwrap());
    }

    #[test]
    fn instants_are_shown_with_milliseconds_where_there_are_any() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1000, "1969-12-31T23:59:59Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (1_780_315_445_000, "2026-06-01T12:04:05Z"),
            (1_780_315_445_006, "2026-06-01T12:04:05.006Z"),
        ] {
            assert_eq!(Instant::from_ms(ms).to_string(), text);
        }
    }

    #[test]
    fn days_and_instants_are_written_as_chrono_writes_them() {
        for days in (-800_000..3_500_000).step_by(29) {
            let (day, ms) = (Day(days), i64::from(days) * 86_400_123);
            if day != Day::NEVER {
                assert_eq!(day.to_string(), naive(day).to_string());
            }
            let (whole, thousandths) = ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S%.3fZ");
            let format = if ms % 1000 == 0 { whole } else { thousandths };
            let at = DateTime::from_timestamp_millis(ms).unwrap();
            assert_eq!(Instant(ms).to_string(), at.format(format).to_string());
        }
    }

    #[test]
    fn q4_a_validity_ends_the_day_before_its_anniversary() {
        for (from, valid, through) in [
            ("2026-01-01", "30days", "2026-01-30"),
            ("2026-01-15", "1month", "2026-02-14"),
            ("2026-01-31", "1month", "2026-02-27"),
            ("2028-02-29", "1year", "2029-02-27"),
            ("2026-03-02", "2weeks", "2026-03-15"),
        ] {
            assert_eq!(
                day(from).valid_through(length(valid)),
                day(through),
                "{from} {valid}"
            );
        }
    }

    #[test]
    fn q5_months_count_from_the_anchor() {
        let anchor = day("2026-01-31");
        assert_eq!(anchor.after(Length::MONTH, 1), day("2026-02-28"));
        assert_eq!(anchor.after(Length::MONTH, 2), day("2026-03-31"));
    }

    #[test]
    fn weeks_start_on_monday_and_months_on_the_first() {
        assert_eq!(
            day("2026-11-22").week(),
            DaySpan {
                from: day("2026-11-16"),
                to: day("2026-11-22")
            }
        );
        assert_eq!(day("2028-02-10").month().to, day("2028-02-29"));
    }
}
