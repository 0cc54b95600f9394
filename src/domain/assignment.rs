//! Assignments: a seat that is one member's every day (D9).

use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::{AssignmentId, CustomerId, DeskId, SubscriptionId};

/// A seat of a desk that is a member's every day of a span (D9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assignment {
    /// Its id.
    pub id: AssignmentId,
    /// The desk.
    pub desk: DeskId,
    /// Whose seat.
    pub member: CustomerId,
    /// The first day.
    pub from: Day,
    /// The last day, inclusive, [`Day::NEVER`] for an open end: that of the subscription, where that
    /// is sooner. Before `from`, it never holds.
    pub until: Day,
    /// The subscription with which it ends.
    pub subscription: Option<SubscriptionId>,
}

impl Assignment {
    /// Whether it holds a seat on that day.
    #[must_use]
    pub fn holds(&self, on: Day) -> bool {
        self.from <= on && on <= self.until
    }
}

/// How many seats are assigned on a day (D2, D9).
#[must_use]
pub fn assigned(all: &[Assignment], on: Day) -> i64 {
    let held = all.iter().filter(|one| one.holds(on)).count();
    i64::try_from(held).expect("fewer than seats")
}

/// The first day of a span on which no seat is free for one more assignment; None where it fits
/// (D2, D9). `held` are the seats that bookings hold, for each day that has any.
#[must_use]
pub fn full_on(seats: i64, all: &[Assignment], held: &[(Day, i64)], span: DaySpan) -> Option<Day> {
    let begins = all.iter().map(|one| one.from.max(span.from));
    let mut days: Vec<Day> = held.iter().map(|(day, _)| *day).chain(begins).collect();
    days.push(span.from);
    days.sort_unstable();
    let mut days = days.into_iter().filter(|day| span.contains(*day));
    days.find(|day| {
        let held = held.iter().find(|(on, _)| on == day);
        seats <= assigned(all, *day) + held.map_or(0, |(_, held)| *held)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i32) -> Day {
        Day::from_number(number)
    }

    fn assignment(from: i32, until: i32) -> Assignment {
        Assignment {
            id: AssignmentId(1),
            desk: DeskId(1),
            member: CustomerId(1),
            from: day(from),
            until: day(until),
            subscription: None,
        }
    }

    #[test]
    fn d9_an_assignment_takes_one_seat_every_day() {
        let all = [assignment(10, 20), assignment(15, 30)];
        let taken = [9, 10, 15, 20, 21, 31].map(|on| assigned(&all, day(on)));
        assert_eq!(taken, [0, 1, 2, 2, 1, 0]);
    }

    #[test]
    fn d9_one_more_fits_where_a_seat_is_free_on_every_day() {
        let all = [assignment(10, 20)];
        let held = [(day(12), 1), (day(25), 1)];
        let full = |seats, from, to| {
            let span = DaySpan {
                from: day(from),
                to: day(to),
            };
            full_on(seats, &all, &held, span)
        };
        assert_eq!(full(3, 0, 100), None);
        assert_eq!(full(2, 0, 100), Some(day(12)));
        assert_eq!(full(2, 13, 100), None);
        assert_eq!(full(1, 0, 9), None);
        assert_eq!(full(1, 0, 10), Some(day(10)));
        assert_eq!(full(1, 21, 100), Some(day(25)));
        assert_eq!(full(0, 50, 50), Some(day(50)));
    }
}
