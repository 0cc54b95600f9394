//! Desks: what can be booked at a location, and until when it can be cancelled (D1, D5).

use std::fmt;

use thiserror::Error;

use crate::domain::booking::refusal::BookingRefusal;
use crate::domain::day::{Day, Instant};
use crate::domain::handle::Handle;
use crate::domain::hours::ClosedDates;
use crate::domain::ids::{DeskId, LocationId};
use crate::domain::location::LocationTerms;
use crate::domain::money::Money;
use crate::domain::name::{self, NameError};

/// What sort of desk it is (D1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DeskKind {
    /// Any free seat of it; may be booked with passes.
    Hot,
    /// Assigned to one member (D9).
    Dedicated,
    /// A class; may be booked with passes of kinds with its service.
    Class,
    /// Something else, for money.
    Other(String),
}

/// Until when a booking may be cancelled for a refund (D5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CancelRule {
    /// Until the day starts.
    Start,
    /// Until so many hours before.
    Hours(u32),
    /// Until that time of day so many days before.
    Days(u32),
    /// Never for a refund.
    Never,
}

/// Why a text is not a cancellation rule.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a cancellation rule: write start, 24h, 2d or never")]
pub struct CancelRuleError(pub String);

/// What is declared of a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskTerms {
    /// How people name it; unique at its location.
    pub handle: Handle,
    /// What it is called.
    pub name: String,
    /// What sort of desk it is.
    pub kind: DeskKind,
    /// How many may sit there, at least one.
    pub seats: u32,
    /// Whether it may be booked with passes (D1).
    pub passes: bool,
    /// For a seat and a day, for visitors and members without passes (D7).
    pub price: Money,
    /// Until when it can be cancelled (D5).
    pub cancel: CancelRule,
    /// Dates on which it cannot be booked.
    pub closed: ClosedDates,
    /// The service it belongs to, for kinds limited to services (K4); empty for none.
    pub service: String,
}

/// A desk as the books know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Its number in the books.
    pub id: DeskId,
    /// Where it stands.
    pub location: LocationId,
    /// What is declared of it.
    pub terms: DeskTerms,
    /// No longer declared: its bookings stay, new ones are refused.
    pub retired: bool,
}

impl DeskKind {
    /// Reads `hot`, `dedicated`, `class` or any other name.
    pub fn read(text: &str) -> Result<Self, NameError> {
        Ok(match name::read(text)?.as_str() {
            "hot" => Self::Hot,
            "dedicated" => Self::Dedicated,
            "class" => Self::Class,
            other => Self::Other(other.to_owned()),
        })
    }
}

impl fmt::Display for DeskKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Hot => "hot",
            Self::Dedicated => "dedicated",
            Self::Class => "class",
            Self::Other(name) => name,
        })
    }
}

impl CancelRule {
    /// The most hours or days before.
    pub const MOST: u32 = 10_000;

    /// Reads `start`, `24h`, `2d` or `never`; ` before` may stand behind.
    pub fn read(text: &str) -> Result<Self, CancelRuleError> {
        match text {
            "start" => return Ok(Self::Start),
            "never" => return Ok(Self::Never),
            _ => {}
        }
        let error = || CancelRuleError(text.to_owned());
        let short = text.strip_suffix(" before").unwrap_or(text);
        let digits = short.bytes().take_while(u8::is_ascii_digit).count();
        let (count, unit) = short.split_at(digits);
        let count = count.parse().map_err(|_| error())?;
        match unit {
            _ if !(1..=Self::MOST).contains(&count) => Err(error()),
            "h" => Ok(Self::Hours(count)),
            "d" => Ok(Self::Days(count)),
            _ => Err(error()),
        }
    }

    /// The last instant at which a booking for `day` is cancelled in time, itself included; None
    /// when never. The day starts when the location opens, hours are real ones (D5, Q6).
    #[must_use]
    pub fn deadline(self, location: &LocationTerms, day: Day) -> Option<Instant> {
        let opens = location.hours.opens_at(day.weekday());
        let start = location.zone.instant(day, opens);
        match self {
            Self::Start => Some(start),
            Self::Hours(hours) => Some(start.plus_ms(-i64::from(hours) * 3_600_000)),
            Self::Days(days) => {
                let back = i32::try_from(days).expect("at most ten thousand");
                Some(location.zone.instant(day.plus(-back), opens))
            }
            Self::Never => None,
        }
    }

    /// Refuses a change at that instant of a booking for `day` that is not in time (D5, D6).
    pub fn check(
        self,
        location: &LocationTerms,
        day: Day,
        at: Instant,
    ) -> Result<(), BookingRefusal> {
        if self.is_in_time(location, day, at) {
            return Ok(());
        }
        Err(self.too_late(location, day))
    }

    /// The refusal of a change of a booking for `day` that is not in time, with the deadline.
    #[must_use]
    pub fn too_late(self, location: &LocationTerms, day: Day) -> BookingRefusal {
        let deadline = self.deadline(location, day);
        let until = deadline.map(|deadline| location.zone.local(deadline));
        BookingRefusal::TooLate { until }
    }

    /// Whether a cancellation at that instant of a booking for `day` is in time; exactly at the
    /// deadline is (D5).
    #[must_use]
    pub fn is_in_time(self, location: &LocationTerms, day: Day, at: Instant) -> bool {
        self.deadline(location, day)
            .is_some_and(|deadline| at <= deadline)
    }
}

/// As it is read.
impl fmt::Display for CancelRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => f.pad("start"),
            Self::Hours(hours) => f.pad(&format!("{hours}h")),
            Self::Days(days) => f.pad(&format!("{days}d")),
            Self::Never => f.pad("never"),
        }
    }
}

impl DeskTerms {
    /// Every value by its name in config.toml, as text.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.clone()),
            ("kind", self.kind.to_string()),
            ("seats", self.seats.to_string()),
            ("passes", self.passes.to_string()),
            ("price", self.price.with_currency()),
            ("cancel", self.cancel.to_string()),
            ("closed", self.closed.to_string()),
            ("service", self.service.clone()),
        ]
    }
}

/// A desk for tests: twelve hot seats, in euro.
#[cfg(test)]
pub(crate) fn sample() -> DeskTerms {
    let euro = crate::domain::money::Currency::read("EUR").expect("a currency");
    DeskTerms {
        handle: Handle::read("hot").expect("hot is a handle"),
        name: "Hot desks".to_owned(),
        kind: DeskKind::Hot,
        seats: 12,
        passes: true,
        price: euro.zero(),
        cancel: CancelRule::Start,
        closed: ClosedDates::default(),
        service: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::location::sample;

    fn deadline(rule: &str, day: &str) -> String {
        CancelRule::read(rule)
            .unwrap()
            .deadline(&sample("Europe/Berlin"), Day::read(day).unwrap())
            .map_or("never".to_owned(), |instant| instant.to_string())
    }

    #[test]
    fn d5_rules_are_read_and_shown() {
        for text in ["start", "24h", "2d", "never"] {
            assert_eq!(CancelRule::read(text).unwrap().to_string(), text);
        }
        assert_eq!(CancelRule::read("24h before"), Ok(CancelRule::Hours(24)));
        for text in ["", "0h", "24", "h", "2w", "10001h", "-1d", "99999999999d"] {
            assert_eq!(
                CancelRule::read(text),
                Err(CancelRuleError(text.to_owned()))
            );
        }
    }

    #[test]
    fn d5_a_day_starts_at_the_opening_time_of_its_weekday() {
        assert_eq!(deadline("start", "2026-06-03"), "2026-06-03T07:00:00Z");
        assert_eq!(deadline("start", "2026-06-06"), "2026-06-06T08:00:00Z");
        assert_eq!(deadline("start", "2026-06-07"), "2026-06-06T22:00:00Z");
        assert_eq!(deadline("24h", "2026-06-03"), "2026-06-02T07:00:00Z");
        assert_eq!(deadline("2d", "2026-06-03"), "2026-06-01T07:00:00Z");
        assert_eq!(deadline("never", "2026-06-03"), "never");
    }

    #[test]
    fn q6_hours_before_are_real_and_days_keep_the_time_of_day() {
        assert_eq!(deadline("48h", "2026-03-30"), "2026-03-28T07:00:00Z");
        assert_eq!(deadline("2d", "2026-03-30"), "2026-03-28T08:00:00Z");
    }

    #[test]
    fn d5_exactly_at_the_deadline_is_in_time() {
        let location = sample("UTC");
        let day = Day::read("2026-06-03").unwrap();
        let nine = Instant::read("2026-06-03T09:00:00Z").unwrap();
        assert!(CancelRule::Start.is_in_time(&location, day, nine));
        assert!(!CancelRule::Start.is_in_time(&location, day, nine.plus_ms(1)));
        assert!(!CancelRule::Never.is_in_time(&location, day, nine.plus_ms(-1)));
    }

    #[test]
    fn d6_a_late_change_is_refused_with_the_deadline() {
        let location = sample("Europe/Berlin");
        let day = Day::read("2026-06-03").unwrap();
        let at = Instant::read("2026-06-02T07:00:00Z").unwrap();
        assert_eq!(CancelRule::Hours(24).check(&location, day, at), Ok(()));
        let late = CancelRule::Hours(24).check(&location, day, at.plus_ms(1));
        let late = late.unwrap_err().to_string();
        assert_eq!(
            late,
            "too late: it could be changed until 09:00 on 2026-06-02"
        );
        let never = CancelRule::Never.check(&location, day, at).unwrap_err();
        assert_eq!(
            never.to_string(),
            "too late: bookings of this desk cannot be changed"
        );
    }

    #[test]
    fn d1_desks_are_hot_dedicated_class_or_of_another_name() {
        for text in ["hot", "dedicated", "class", "meeting room"] {
            assert_eq!(DeskKind::read(text).unwrap().to_string(), text);
        }
        assert_eq!(DeskKind::read("hot"), Ok(DeskKind::Hot));
        assert!(DeskKind::read("").is_err());
    }
}
