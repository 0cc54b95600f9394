//! When a location is open: business hours by weekday (C6) and the dates it is closed (D2).

use std::fmt;

use thiserror::Error;

use crate::domain::day::{Day, DayError, DaySpan, TimeOfDay, Weekday};
use crate::domain::span::{SpanError, TimeSpan, TimeSpans};
use crate::domain::weekdays::{self, Weekdays};

/// The business hours of each weekday, one span a day; Monday first, None where closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hours([Option<(TimeOfDay, TimeOfDay)>; 7]);

/// Dates on which nothing can be booked; in order, none of them touching another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ClosedDates(Vec<DaySpan>);

/// Why a text is not business hours or closed dates.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HoursError {
    /// The times cannot be read.
    #[error(transparent)]
    Span(#[from] SpanError),
    /// Two spans for one weekday.
    #[error("{0} has hours twice")]
    Twice(Weekdays),
    /// A date cannot be read.
    #[error(transparent)]
    Day(#[from] DayError),
    /// Ends before it starts.
    #[error("`{0}` ends before it starts")]
    Backwards(String),
}

fn place(day: Weekday) -> usize {
    usize::from(u8::try_from(day.num_days_from_monday()).expect("at most six"))
}

impl Hours {
    /// Closed all week.
    pub const CLOSED: Self = Self([None; 7]);

    /// With those hours on the weekdays of the span; refused where one has hours already.
    pub fn with(mut self, span: TimeSpan) -> Result<Self, HoursError> {
        for day in span.weekdays.days() {
            let hours = &mut self.0[place(day)];
            if hours.is_some() {
                return Err(HoursError::Twice(Weekdays::NONE.with(day)));
            }
            *hours = Some((span.from, span.to));
        }
        Ok(self)
    }

    /// Reads `mon-fri 09:00-17:00, sat 10-2pm`, or `closed`: K2 with one span a weekday.
    pub fn read(text: &str) -> Result<Self, HoursError> {
        if text == "closed" {
            return Ok(Self::CLOSED);
        }
        let spans = TimeSpans::read(text)?;
        let mut spans = spans.spans().iter();
        spans.try_fold(Self::CLOSED, |hours, span| hours.with(*span))
    }

    /// Opening and closing time on that weekday, None when closed. A closing time that is not
    /// after the opening is on the next day.
    #[must_use]
    pub fn on(self, day: Weekday) -> Option<(TimeOfDay, TimeOfDay)> {
        self.0[place(day)]
    }

    /// When a day starts for cancellations: the opening time, 00:00 when closed (D5).
    #[must_use]
    pub fn opens_at(self, day: Weekday) -> TimeOfDay {
        self.on(day).map_or(TimeOfDay::default(), |(from, _)| from)
    }

    /// The length of the business day in seconds; a closed weekday has that of the longest (C6).
    #[must_use]
    pub fn seconds(self, day: Weekday) -> u32 {
        self.length(day).unwrap_or_else(|| self.longest())
    }

    /// The length of the longest business day in seconds; 0 when closed all week.
    #[must_use]
    pub fn longest(self) -> u32 {
        let lengths = Weekdays::ALL.days().filter_map(|day| self.length(day));
        lengths.max().unwrap_or(0)
    }

    fn length(self, day: Weekday) -> Option<u32> {
        let weekdays = Weekdays::ALL;
        self.on(day)
            .map(|(from, to)| TimeSpan { weekdays, from, to }.seconds())
    }
}

/// As it is read: `mon-fri 09:00-17:00, sat 10:00-14:00`, or `closed`.
impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut spans: Vec<TimeSpan> = Vec::new();
        for (day, _) in weekdays::NAMES {
            let Some((from, to)) = self.on(day) else {
                continue;
            };
            match spans
                .iter_mut()
                .find(|span| (span.from, span.to) == (from, to))
            {
                Some(span) => span.weekdays = span.weekdays.with(day),
                None => spans.push(TimeSpan {
                    weekdays: Weekdays::NONE.with(day),
                    from,
                    to,
                }),
            }
        }
        if spans.is_empty() {
            return f.pad("closed");
        }
        let shown = spans.iter().map(|span| format!("{} {span}", span.weekdays));
        f.pad(&shown.collect::<Vec<_>>().join(", "))
    }
}

impl ClosedDates {
    /// Those spans, put in order and joined where they touch.
    #[must_use]
    pub fn new(mut spans: Vec<DaySpan>) -> Self {
        spans.sort_unstable();
        let mut joined: Vec<DaySpan> = Vec::new();
        for span in spans {
            match joined.last_mut() {
                Some(last) if span.from <= last.to.next() => last.to = last.to.max(span.to),
                _ => joined.push(span),
            }
        }
        Self(joined)
    }

    /// Reads one date or span: `2026-12-25`, `2026-12-31..2027-01-02` (inclusive).
    pub fn read_one(text: &str) -> Result<DaySpan, HoursError> {
        let text = text.trim();
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        DaySpan::new(Day::read(from.trim())?, Day::read(to.trim())?)
            .ok_or_else(|| HoursError::Backwards(text.to_owned()))
    }

    /// Reads a list with commas; the empty text is no date.
    pub fn read(text: &str) -> Result<Self, HoursError> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let spans = text.split(',').map(Self::read_one);
        Ok(Self::new(spans.collect::<Result<_, _>>()?))
    }

    /// The closed span that the day is in, if any.
    #[must_use]
    pub fn around(&self, day: Day) -> Option<DaySpan> {
        self.0.iter().copied().find(|span| span.contains(day))
    }

    /// Whether the day is closed.
    #[must_use]
    pub fn contains(&self, day: Day) -> bool {
        self.around(day).is_some()
    }

    /// The closed spans, in order.
    #[must_use]
    pub fn spans(&self) -> &[DaySpan] {
        &self.0
    }

    /// Each closed date or span as it is read: `2026-12-25`, `2026-12-31..2027-01-02`.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let shown = self.0.iter().map(|span| {
            if span.from == span.to {
                span.from.to_string()
            } else {
                format!("{}..{}", span.from, span.to)
            }
        });
        shown.collect()
    }
}

/// As it is read: `2026-12-25, 2026-12-31..2027-01-02`.
impl fmt::Display for ClosedDates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.words().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hours(text: &str) -> Hours {
        Hours::read(text).unwrap()
    }

    #[test]
    fn c6_a_closed_weekday_has_the_length_of_the_longest() {
        let hours = hours("mon-fri 09:00-17:00, sat 10-2pm");
        assert_eq!(hours.seconds(Weekday::Tue), 8 * 3600);
        assert_eq!(hours.seconds(Weekday::Sat), 4 * 3600);
        assert_eq!(hours.seconds(Weekday::Sun), 8 * 3600);
        assert_eq!(hours.to_string(), "mon-fri 09:00-17:00, sat 10:00-14:00");
        assert_eq!(Hours::CLOSED.seconds(Weekday::Mon), 0);
    }

    #[test]
    fn c6_a_business_day_may_end_after_midnight() {
        assert_eq!(hours("18-2").seconds(Weekday::Mon), 8 * 3600);
        assert_eq!(hours("0-24").seconds(Weekday::Mon), 24 * 3600);
    }

    #[test]
    fn d5_a_closed_weekday_starts_at_midnight() {
        let hours = hours("mon-fri 09:00-17:00");
        assert_eq!(hours.opens_at(Weekday::Fri), TimeOfDay::at(9, 0).unwrap());
        assert_eq!(hours.opens_at(Weekday::Sun), TimeOfDay::default());
    }

    #[test]
    fn hours_are_one_span_a_weekday() {
        let twice = Hours::read("mon-fri 9-17, fri 18-20").unwrap_err();
        assert_eq!(twice.to_string(), "fri has hours twice");
        assert!(matches!(Hours::read("mon 9-"), Err(HoursError::Span(_))));
        assert_eq!(hours("closed"), Hours::CLOSED);
    }

    #[test]
    fn closed_dates_are_put_in_order_and_joined() {
        let closed = ClosedDates::read("2027-01-02, 2026-12-25,2026-12-31..2027-01-01").unwrap();
        assert_eq!(closed.to_string(), "2026-12-25, 2026-12-31..2027-01-02");
        assert!(closed.contains(Day::read("2027-01-01").unwrap()));
        assert!(!closed.contains(Day::read("2026-12-26").unwrap()));
        assert_eq!(ClosedDates::read("").unwrap(), ClosedDates::default());
        for text in [
            "2026-12-31..2026-12-30",
            "christmas",
            "2026-12-25,",
            "2026-12-25..",
        ] {
            assert!(ClosedDates::read(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn hours_shown_read_back(days in prop::array::uniform7(prop::option::of(0_u32..5))) {
            let mut hours = Hours::CLOSED;
            for ((day, _), pick) in weekdays::NAMES.into_iter().zip(days) {
                if let Some(pick) = pick {
                    hours = hours.with(TimeSpan {
                        weekdays: Weekdays::NONE.with(day),
                        from: TimeOfDay::at(8 + pick, 0).unwrap(),
                        to: TimeOfDay::at(8 + pick * 4 % 15, 30).unwrap(),
                    }).unwrap();
                }
            }
            prop_assert_eq!(Hours::read(&hours.to_string()), Ok(hours));
        }

        #[test]
        fn closed_dates_shown_read_back(
            spans in prop::collection::vec((-9000_i32..40_000, 0_i32..30), 0..9),
        ) {
            let spans = spans.into_iter().map(|(from, days)| DaySpan {
                from: Day::from_number(from),
                to: Day::from_number(from + days),
            });
            let closed = ClosedDates::new(spans.collect());
            prop_assert_eq!(ClosedDates::read(&closed.to_string()), Ok(closed));
        }
    }
}
