//! Monthly grants: one lot for each calendar month, without carry-over.

use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::{CustomerId, KindId, LocationId, RecurringId};
use crate::domain::qty::PassQty;

/// A monthly grant (B4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurring {
    /// Its id.
    pub id: RecurringId,
    /// Who receives the lots.
    pub owner: CustomerId,
    /// What one pass buys.
    pub kind: KindId,
    /// How many each month, the first included, in full.
    pub passes: PassQty,
    /// The first day of the first lot.
    pub from: Day,
    /// The last day of the last lot, inclusive; None for an open end.
    pub until: Option<Day>,
    /// The home location of the lots.
    pub location: LocationId,
    /// The priority of the lots: a higher one is spent first.
    pub priority: i64,
    /// The first day of the next lot that was not granted yet; None when nothing is left to do.
    pub due_on: Option<Day>,
}

impl Recurring {
    /// The days of the lot for that day's calendar month, within `from` and `until`; None outside
    /// them (B4).
    #[must_use]
    pub fn window_on(&self, day: Day) -> Option<DaySpan> {
        let until = self.until.unwrap_or(Day::NEVER);
        let month = day.month();
        DaySpan::new(month.from.max(self.from), month.to.min(until))
            .filter(|window| window.contains(day))
    }

    /// The first day of the next lot after that day; None when there is none.
    #[must_use]
    pub fn next_after(&self, day: Day) -> Option<Day> {
        let next = if day < self.from {
            self.from
        } else {
            day.month().to.next()
        };
        let until = self.until.unwrap_or(Day::NEVER.previous());
        (next <= until && next < Day::NEVER).then_some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::read(text).unwrap()
    }

    fn monthly(from: &str, until: Option<&str>) -> Recurring {
        Recurring {
            id: RecurringId(1),
            owner: CustomerId(1),
            kind: KindId(1),
            passes: PassQty::whole(5),
            from: day(from),
            until: until.map(day),
            location: LocationId(1),
            priority: 0,
            due_on: Some(day(from)),
        }
    }

    fn windows(recurring: &Recurring) -> Vec<String> {
        let mut next = recurring.due_on;
        let mut windows = Vec::new();
        while let Some(day) = next {
            windows.push(recurring.window_on(day).unwrap().to_string());
            next = recurring.next_after(day);
        }
        windows
    }

    #[test]
    fn b4_golden_5_a_monthly_grant_begins_mid_month_and_stops_with_until() {
        assert_eq!(
            windows(&monthly("2026-01-20", Some("2026-03-10"))),
            [
                "2026-01-20 to 2026-01-31",
                "2026-02-01 to 2026-02-28",
                "2026-03-01 to 2026-03-10",
            ]
        );
    }

    #[test]
    fn b4_nothing_comes_after_until() {
        assert_eq!(windows(&monthly("2026-01-20", Some("2026-01-31"))).len(), 1);
        let open = monthly("2026-01-20", None);
        assert_eq!(open.next_after(day("2031-05-05")), Some(day("2031-06-01")));
        assert_eq!(open.next_after(day("2025-12-31")), Some(day("2026-01-20")));
        assert_eq!(open.window_on(day("2026-01-19")), None);
    }
}
