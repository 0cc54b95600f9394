//! Time spans: the times of day in which a pass or a business is open (K2, K3).

mod read;
mod token;

use std::fmt;

use thiserror::Error;

use crate::domain::day::{Day, Instant, TimeOfDay, Zone};
use crate::domain::weekdays::Weekdays;

/// A span of time within a day, half-open: `from` is in it, `to` is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeSpan {
    /// The days on which it starts; never empty.
    pub weekdays: Weekdays,
    /// When it starts, before 24:00.
    pub from: TimeOfDay,
    /// When it ends, 00:01 to 24:00; on the next day when not after `from`, which it never equals.
    pub to: TimeOfDay,
}

/// One or more time spans, as K2 has them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TimeSpans(Vec<TimeSpan>);

/// Why a text is not a list of time spans, and where (K2).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("column {column}: {fault}")]
pub struct SpanError {
    /// The character at which reading failed, counted from 1.
    pub column: usize,
    /// What is wrong there.
    pub fault: SpanFault,
}

/// What is wrong with a time span.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SpanFault {
    /// Something else where a time should stand.
    #[error("expected a time such as 8, 8:30 or 2 pm, found {0}")]
    NoTime(String),
    /// Something else where `-` or `to` should stand.
    #[error("expected - or to, found {0}")]
    NoDash(String),
    /// Something else where the next span should begin.
    #[error("expected a comma, found {0}")]
    NoComma(String),
    /// Something else where a weekday should stand.
    #[error("expected a weekday such as mon, found {0}")]
    NoWeekday(String),
    /// An hour or minute that no clock shows.
    #[error("{0} is not a time of day")]
    NoSuchTime(String),
    /// An hour that has no am or pm.
    #[error("{0} is not on a twelve-hour clock")]
    NotTwelveHours(String),
    /// The start says am or pm, the end does not and could be either.
    #[error("{0} could be am or pm: say which")]
    EndUnclear(String),
    /// 24:00 ends a day and starts none.
    #[error("a span cannot start at 24:00")]
    StartsAtEnd,
    /// The span would be empty, or a whole day.
    #[error("a span cannot end when it starts; a whole day is 0-24")]
    Empty,
    /// More than [`TimeSpans::MOST`].
    #[error("more than 48 spans")]
    TooMany,
}

impl TimeSpan {
    /// Whether it ends on the day after it starts; `22-24` does not.
    #[must_use]
    pub fn is_overnight(self) -> bool {
        self.to < self.from
    }

    /// How long it is by the clock on the wall, in seconds.
    #[must_use]
    pub fn seconds(self) -> u32 {
        let day = if self.is_overnight() {
            TimeOfDay::END.seconds()
        } else {
            0
        };
        day + self.to.seconds() - self.from.seconds()
    }

    /// Its start and end when it starts on `day`, or None when it does not on that weekday (Q6).
    #[must_use]
    pub fn on(self, day: Day, zone: Zone) -> Option<(Instant, Instant)> {
        let last = if self.is_overnight() { day.next() } else { day };
        self.weekdays
            .contains(day.weekday())
            .then(|| (zone.instant(day, self.from), zone.instant(last, self.to)))
    }
}

impl TimeSpans {
    /// The most spans one list may have.
    pub const MOST: usize = 48;

    /// Reads the whole grammar of K2.
    pub fn read(text: &str) -> Result<Self, SpanError> {
        read::spans(text).map(Self)
    }

    /// The spans, in the order given.
    #[must_use]
    pub fn spans(&self) -> &[TimeSpan] {
        &self.0
    }

    /// The span that an instant is in, as its start and end; the one that ends last where several
    /// overlap, None outside them (K3).
    #[must_use]
    pub fn around(&self, at: Instant, zone: Zone) -> Option<(Instant, Instant)> {
        let today = zone.local(at).0;
        let days = [today.previous(), today];
        let of_day = |day: Day| self.0.iter().filter_map(move |span| span.on(day, zone));
        days.into_iter()
            .flat_map(of_day)
            .filter(|(from, to)| *from <= at && at < *to)
            .max_by_key(|(_, to)| *to)
    }
}

/// Reads weekdays alone: `mon-fri`, `sat`, `mon, wed` (K2).
pub fn weekdays(text: &str) -> Result<Weekdays, SpanError> {
    read::weekdays(text)
}

/// `08:00-12:00`; the weekdays are named by [`TimeSpans`].
impl fmt::Display for TimeSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

/// A form that reads back to the same spans: `mon-fri 08:00-12:00, 13:00-18:00, sat 10:00-14:00`.
impl fmt::Display for TimeSpans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut weekdays = Weekdays::ALL;
        for (at, span) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            if span.weekdays != weekdays {
                write!(f, "{} ", span.weekdays)?;
                weekdays = span.weekdays;
            }
            write!(f, "{span}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::day::Weekday;
    use proptest::prelude::*;

    fn spans(text: &str) -> TimeSpans {
        TimeSpans::read(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    fn at(text: &str) -> Instant {
        Instant::read(text).unwrap()
    }

    #[test]
    fn k3_a_span_is_found_by_the_instant() {
        let kyiv = Zone::read("Europe/Kyiv").unwrap();
        let day = spans("8-12, 14-16");
        assert_eq!(
            day.around(at("2026-06-03T05:00:00Z"), kyiv),
            Some((at("2026-06-03T05:00:00Z"), at("2026-06-03T09:00:00Z")))
        );
        assert_eq!(day.around(at("2026-06-03T09:00:00Z"), kyiv), None);
        assert_eq!(day.around(at("2026-06-03T04:59:59Z"), kyiv), None);
    }

    #[test]
    fn k3_a_span_over_midnight_goes_on_the_next_day() {
        let night = spans("fri 22-3");
        let running = Some((at("2026-06-05T22:00:00Z"), at("2026-06-06T03:00:00Z")));
        assert_eq!(night.around(at("2026-06-05T23:00:00Z"), Zone::UTC), running);
        assert_eq!(night.around(at("2026-06-06T02:59:59Z"), Zone::UTC), running);
        assert_eq!(night.around(at("2026-06-06T23:00:00Z"), Zone::UTC), None);
        assert_eq!(night.around(at("2026-06-05T02:00:00Z"), Zone::UTC), None);
    }

    #[test]
    fn q6_a_span_over_the_clock_change_has_its_real_seconds() {
        let berlin = Zone::read("Europe/Berlin").unwrap();
        let (from, to) = spans("0-24").spans()[0]
            .on(Day::read("2026-03-29").unwrap(), berlin)
            .unwrap();
        assert_eq!(to.ms() - from.ms(), 23 * 3_600_000);
        assert_eq!(spans("0-24").spans()[0].seconds(), 86_400);
        assert_eq!(spans("4-3:59").spans()[0].seconds(), 86_340);
    }

    fn weekdays() -> impl Strategy<Value = Weekdays> {
        (1_u8..128).prop_map(|bits| {
            crate::domain::weekdays::NAMES
                .into_iter()
                .map(|(day, _): (Weekday, _)| day)
                .filter(|day| bits >> day.num_days_from_monday() & 1 == 1)
                .fold(Weekdays::NONE, Weekdays::with)
        })
    }

    fn span() -> impl Strategy<Value = TimeSpan> {
        (weekdays(), 0_u32..1440, 1_u32..1441)
            .prop_filter("empty", |(_, from, to)| from != to)
            .prop_map(|(weekdays, from, to)| TimeSpan {
                weekdays,
                from: TimeOfDay::from_seconds(from * 60).unwrap(),
                to: TimeOfDay::from_seconds(to * 60).unwrap(),
            })
    }

    proptest! {
        #[test]
        fn k2_what_is_shown_reads_back(list in prop::collection::vec(span(), 1..8)) {
            let spans = TimeSpans(list);
            prop_assert_eq!(TimeSpans::read(&spans.to_string()), Ok(spans));
        }

        #[test]
        fn k2_any_text_is_read_or_refused_within_it(
            text in "[ 0-9amptofrisn:.,–-]{0,24}|\\PC{0,40}",
        ) {
            match TimeSpans::read(&text) {
                Ok(spans) => prop_assert_eq!(TimeSpans::read(&spans.to_string()), Ok(spans)),
                Err(error) => prop_assert!(
                    (1..=text.chars().count() + 1).contains(&error.column)
                ),
            }
        }
    }
}
