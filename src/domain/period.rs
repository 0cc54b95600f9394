//! Billing periods: period k is counted from the original anchor, never from the period before it.

use crate::domain::day::{Day, DaySpan, Length, Unit};
use crate::domain::refusal::Refusal;
use crate::domain::words::words;

/// The length of one billing period: N days, weeks, months or years (Q5).
pub type Cycle = Length;

words! {
    /// Where the periods of a subscription are counted from (R1).
    Anchor {
        /// From the subscription's own first day.
        Start "start",
        /// From the 1st of a month; what comes before the first 1st is a shorter first period.
        Month "month",
    }
}

/// All periods of one subscription, k = 0, 1, 2 … (Q5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Periods {
    start: Day,
    cycle: Cycle,
    /// Where whole periods are counted from: `start`, or the first 1st after it.
    anchor: Day,
}

impl Anchor {
    /// Whether it goes with that cycle: the month does not with days and weeks (R1).
    pub fn check(self, cycle: Cycle) -> Result<(), Refusal> {
        match (self, cycle.unit) {
            (Self::Month, Unit::Day | Unit::Week) => Err(Refusal::MonthAnchor { cycle }),
            (Self::Month, Unit::Month | Unit::Year)
            | (Self::Start, Unit::Day | Unit::Week | Unit::Month | Unit::Year) => Ok(()),
        }
    }
}

impl Periods {
    /// The periods of a subscription that starts on that day. [`Anchor::check`] says beforehand
    /// whether anchor and cycle go together.
    #[must_use]
    pub fn new(start: Day, cycle: Cycle, anchor: Anchor) -> Self {
        let anchor = match anchor {
            Anchor::Start => start,
            Anchor::Month if start.day_of_month() == 1 => start,
            Anchor::Month => start.month().to.next(),
        };
        Self {
            start,
            cycle,
            anchor,
        }
    }

    /// Period k, from 0 (Q5). With the anchor `month`, period 0 runs from the start to the month's
    /// end unless the start is a 1st (R1).
    #[must_use]
    pub fn kth(self, k: u32) -> DaySpan {
        let stub = u32::from(self.anchor > self.start);
        if k < stub {
            DaySpan {
                from: self.start,
                to: self.anchor.previous(),
            }
        } else {
            self.whole(k - stub)
        }
    }

    /// The period that the day is in; None before the start.
    #[must_use]
    pub fn containing(self, day: Day) -> Option<DaySpan> {
        if day < self.start {
            return None;
        }
        if day < self.anchor {
            return Some(self.kth(0));
        }
        let units = match self.cycle.unit {
            Unit::Day => day.days_since(self.anchor),
            Unit::Week => day.days_since(self.anchor) / 7,
            Unit::Month => day.month_number() - self.anchor.month_number(),
            Unit::Year => (day.month_number() - self.anchor.month_number()) / 12,
        };
        let units = u32::try_from(units).expect("the day is not before the anchor");
        let near = self.whole(units / self.cycle.count);
        if near.from <= day {
            Some(near)
        } else {
            Some(self.whole(units / self.cycle.count - 1))
        }
    }

    /// The first period that starts on that day or later.
    #[must_use]
    pub fn first_from(self, day: Day) -> DaySpan {
        match self.containing(day) {
            None => self.kth(0),
            Some(period) if period.from == day => period,
            Some(period) => self
                .containing(period.to.next())
                .expect("later than a period"),
        }
    }

    /// The whole cycle that ends where the period ends: the period itself, except for the shorter
    /// first one of the anchor `month` (R3).
    #[must_use]
    pub fn whole_cycle(self, period: DaySpan) -> DaySpan {
        if period.from < self.anchor {
            DaySpan {
                from: period.to.next().before(self.cycle),
                to: period.to,
            }
        } else {
            period
        }
    }

    fn whole(self, k: u32) -> DaySpan {
        DaySpan {
            from: self.anchor.after(self.cycle, k),
            to: self.anchor.after(self.cycle, k + 1).previous(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        Day::read(text).unwrap()
    }

    fn periods(start: &str, cycle: &str, anchor: Anchor) -> Periods {
        Periods::new(day(start), Length::read(cycle).unwrap(), anchor)
    }

    fn shown(periods: Periods, how_many: u32) -> Vec<String> {
        (0..how_many).map(|k| periods.kth(k).to_string()).collect()
    }

    #[test]
    fn q5_golden_8_months_are_counted_from_the_original_anchor() {
        assert_eq!(
            shown(periods("2028-01-31", "1month", Anchor::Start), 3),
            [
                "2028-01-31 to 2028-02-28",
                "2028-02-29 to 2028-03-30",
                "2028-03-31 to 2028-04-29",
            ]
        );
    }

    #[test]
    fn q5_a_leap_day_keeps_its_anniversary() {
        assert_eq!(
            shown(periods("2028-02-29", "1year", Anchor::Start), 5)[3..],
            ["2031-02-28 to 2032-02-28", "2032-02-29 to 2033-02-27"]
        );
        assert_eq!(
            shown(periods("2028-02-29", "1month", Anchor::Start), 2),
            ["2028-02-29 to 2028-03-28", "2028-03-29 to 2028-04-28"]
        );
    }

    #[test]
    fn q5_days_and_weeks_are_counted_too() {
        assert_eq!(
            shown(periods("2026-06-03", "2weeks", Anchor::Start), 2),
            ["2026-06-03 to 2026-06-16", "2026-06-17 to 2026-06-30"]
        );
        assert_eq!(
            shown(periods("2026-06-03", "10days", Anchor::Start), 2),
            ["2026-06-03 to 2026-06-12", "2026-06-13 to 2026-06-22"]
        );
    }

    #[test]
    fn r1_the_anchor_month_begins_with_the_rest_of_the_month() {
        assert_eq!(
            shown(periods("2026-06-11", "1month", Anchor::Month), 3),
            [
                "2026-06-11 to 2026-06-30",
                "2026-07-01 to 2026-07-31",
                "2026-08-01 to 2026-08-31",
            ]
        );
        assert_eq!(
            shown(periods("2026-06-11", "3months", Anchor::Month), 2),
            ["2026-06-11 to 2026-06-30", "2026-07-01 to 2026-09-30"]
        );
        assert_eq!(
            shown(periods("2026-06-01", "3months", Anchor::Month), 1),
            ["2026-06-01 to 2026-08-31"]
        );
    }

    #[test]
    fn r1_the_anchor_month_is_refused_for_days_and_weeks() {
        for (cycle, taken) in [
            ("7days", false),
            ("2weeks", false),
            ("1month", true),
            ("1year", true),
        ] {
            let cycle = Length::read(cycle).unwrap();
            assert_eq!(Anchor::Month.check(cycle).is_ok(), taken, "{cycle}");
            assert_eq!(Anchor::Start.check(cycle), Ok(()), "{cycle}");
        }
    }

    #[test]
    fn r3_the_whole_cycle_of_a_shorter_first_period_ends_with_it() {
        let quarterly = periods("2026-06-11", "3months", Anchor::Month);
        let whole = quarterly.whole_cycle(quarterly.kth(0));
        assert_eq!(whole.to_string(), "2026-04-01 to 2026-06-30");
        assert_eq!(quarterly.whole_cycle(quarterly.kth(1)), quarterly.kth(1));
    }

    #[test]
    fn the_first_period_from_a_day_starts_then_or_later() {
        let monthly = periods("2026-01-31", "1month", Anchor::Start);
        for (from, starts) in [
            ("2025-12-01", "2026-01-31"),
            ("2026-01-31", "2026-01-31"),
            ("2026-02-01", "2026-02-28"),
            ("2026-02-28", "2026-02-28"),
            ("2026-03-01", "2026-03-31"),
        ] {
            assert_eq!(monthly.first_from(day(from)).from, day(starts), "{from}");
        }
    }

    #[test]
    fn no_day_is_in_a_period_before_the_start() {
        let monthly = periods("2026-06-02", "1month", Anchor::Month);
        assert_eq!(monthly.containing(day("2026-06-01")), None);
    }

    proptest! {
        #[test]
        fn q5_every_day_is_in_exactly_one_period(
            start in 0_i32..40_000,
            later in 0_i32..30_000,
            count in 1_u32..20,
            unit in prop::sample::select(vec![Unit::Day, Unit::Week, Unit::Month, Unit::Year]),
            anchor in prop::sample::select(vec![Anchor::Start, Anchor::Month]),
        ) {
            let cycle = Length { count, unit };
            prop_assume!(anchor.check(cycle).is_ok());
            let periods = Periods::new(Day::from_number(start), cycle, anchor);
            let day = Day::from_number(start + later);
            let found = periods.containing(day).unwrap();
            prop_assert!(found.contains(day));
            let k = (0..=40_000).find(|k| periods.kth(*k).to >= day).unwrap();
            prop_assert_eq!(found, periods.kth(k));
            prop_assert_eq!(periods.kth(k + 1).from, found.to.next());
        }
    }
}
