//! How full a location was, is and will be: its seats on each day (D2, D9), and who comes without
//! one.

use std::collections::BTreeMap;

use crate::domain::capacity::DeskDay;
use crate::domain::day::{Day, Weekday};
use crate::domain::report::percent;

/// The seats of a location, or of a desk, over one day or several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seats {
    /// How many there are; none on closed days.
    pub capacity: i64,
    /// How many bookings hold, scheduled ones too.
    pub booked: i64,
    /// How many are assigned to somebody.
    pub assigned: i64,
    /// How many people came without a booking or a seat of their own.
    pub walk_ins: i64,
}

/// A location on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayUse {
    /// The day.
    pub on: Day,
    /// Its seats.
    pub seats: Seats,
}

/// A location on all days of a weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekdayUse {
    /// The weekday.
    pub weekday: Weekday,
    /// How many of them there were on which it had seats.
    pub days: i64,
    /// The seats of all of them.
    pub seats: Seats,
}

impl Seats {
    /// What a desk has on a day. One that is retired counts where somebody has a seat of it.
    #[must_use]
    pub const fn of(desk: &DeskDay) -> Self {
        let counts = !desk.closed && (!desk.retired || desk.held + desk.assigned > 0);
        Self {
            capacity: if counts { desk.seats } else { 0 },
            booked: desk.held,
            assigned: if desk.closed { 0 } else { desk.assigned },
            walk_ins: 0,
        }
    }

    /// These and those.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            capacity: self.capacity + other.capacity,
            booked: self.booked + other.booked,
            assigned: self.assigned + other.assigned,
            walk_ins: self.walk_ins + other.walk_ins,
        }
    }

    /// How many are taken.
    #[must_use]
    pub const fn taken(self) -> i64 {
        self.booked + self.assigned + self.walk_ins
    }

    /// How full that is, in percent; more than a hundred where people came without a seat.
    #[must_use]
    pub fn percent(self) -> i64 {
        percent(self.taken(), self.capacity)
    }
}

/// A location day by day, of the days of its desks and those on which somebody walked in.
#[must_use]
pub fn days<'a>(
    desks: impl IntoIterator<Item = &'a (Day, DeskDay)>,
    walk_ins: &BTreeMap<Day, i64>,
) -> Vec<DayUse> {
    let mut days: BTreeMap<Day, Seats> = BTreeMap::new();
    for (on, desk) in desks {
        let seats = days.entry(*on).or_default();
        *seats = seats.and(Seats::of(desk));
    }
    for (on, walk_ins) in walk_ins {
        days.entry(*on).or_default().walk_ins += walk_ins;
    }
    let days = days.into_iter();
    days.map(|(on, seats)| DayUse { on, seats }).collect()
}

/// The same days by weekday, Monday first.
#[must_use]
pub fn weekdays(days: &[DayUse]) -> Vec<WeekdayUse> {
    let mut week: BTreeMap<u32, WeekdayUse> = BTreeMap::new();
    for day in days {
        let weekday = day.on.weekday();
        let number = weekday.num_days_from_monday();
        let all = week.entry(number).or_insert(WeekdayUse {
            weekday,
            days: 0,
            seats: Seats::default(),
        });
        all.days += i64::from(day.seats.capacity > 0);
        all.seats = all.seats.and(day.seats);
    }
    week.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::read(text).unwrap()
    }

    const DESK: DeskDay = DeskDay {
        retired: false,
        closed: false,
        seats: 8,
        assigned: 1,
        held: 3,
    };

    #[test]
    fn d2_bookings_assignments_and_walk_ins_take_seats() {
        let monday = day("2026-06-01");
        let small = DeskDay {
            seats: 2,
            assigned: 0,
            held: 1,
            ..DESK
        };
        let walk_ins = BTreeMap::from([(monday, 2), (day("2026-06-08"), 1)]);
        let days = days(&[(monday, DESK), (monday, small)], &walk_ins);
        let seats = Seats {
            capacity: 10,
            booked: 4,
            assigned: 1,
            walk_ins: 2,
        };
        assert_eq!(days[0], DayUse { on: monday, seats });
        assert_eq!((seats.taken(), seats.percent()), (7, 70));
        assert_eq!((days[1].seats.taken(), days[1].seats.percent()), (1, 0));
        let week = weekdays(&days);
        assert_eq!(week.len(), 1);
        assert_eq!((week[0].weekday, week[0].days), (Weekday::Mon, 1));
        assert_eq!(week[0].seats.taken(), 8);
    }

    #[test]
    fn d2_closed_days_have_no_seats_and_retired_desks_those_that_somebody_has() {
        let closed = DeskDay {
            closed: true,
            ..DESK
        };
        assert_eq!(
            Seats::of(&closed),
            Seats {
                booked: 3,
                ..Seats::default()
            }
        );
        let retired = DeskDay {
            retired: true,
            ..DESK
        };
        assert_eq!(Seats::of(&retired).capacity, 8);
        let empty = DeskDay {
            held: 0,
            assigned: 0,
            ..retired
        };
        assert_eq!(Seats::of(&empty), Seats::default());
    }
}
