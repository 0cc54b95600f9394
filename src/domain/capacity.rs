//! Seats: how many of a desk are free on a day, and whether it can be booked at all then.

use crate::domain::booking::refusal::BookingRefusal;
use crate::domain::day::Day;

/// A desk on one day (D2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeskDay {
    /// Whether the desk vanished from config.toml.
    pub retired: bool,
    /// Whether the desk or its location is closed on that day.
    pub closed: bool,
    /// How many seats it has.
    pub seats: i64,
    /// Seats that are assigned to somebody on that day (D9).
    pub assigned: i64,
    /// Seats that bookings hold on that day, tentative ones included.
    pub held: i64,
}

impl DeskDay {
    /// How many seats are free, never less than none (D2).
    #[must_use]
    pub fn free(&self) -> i64 {
        (self.seats - self.assigned - self.held).max(0)
    }

    /// Whether so many seats can be booked on that day. Retired, past, closed and full are refused,
    /// each by its name; [`next_with_room`] finds the day to offer instead (D2).
    pub fn room(&self, on: Day, wanted: i64, today: Day) -> Result<(), BookingRefusal> {
        let (next, free) = (None, self.free());
        if wanted < 1 {
            Err(BookingRefusal::NoSeats)
        } else if self.retired {
            Err(BookingRefusal::DeskRetired)
        } else if on < today {
            Err(BookingRefusal::PastDay { on, today, next })
        } else if self.closed {
            Err(BookingRefusal::Closed { on, next })
        } else if free < wanted {
            Err(BookingRefusal::Full {
                on,
                wanted,
                free,
                next,
            })
        } else {
            Ok(())
        }
    }
}

/// The first of these days with room for so many seats, to go with [`BookingRefusal::with_next`] (D2).
#[must_use]
pub fn next_with_room(
    days: impl IntoIterator<Item = (Day, DeskDay)>,
    wanted: i64,
    today: Day,
) -> Option<Day> {
    let mut days = days.into_iter();
    days.find(|(on, desk)| desk.room(*on, wanted, today).is_ok())
        .map(|(on, _)| on)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESK: DeskDay = DeskDay {
        retired: false,
        closed: false,
        seats: 12,
        assigned: 2,
        held: 7,
    };

    fn day(text: &str) -> Day {
        Day::read(text).unwrap()
    }

    fn room(desk: DeskDay, wanted: i64) -> Result<(), BookingRefusal> {
        desk.room(day("2026-06-03"), wanted, day("2026-06-03"))
    }

    #[test]
    fn d2_assignments_and_bookings_take_seats() {
        assert_eq!(DESK.free(), 3);
        assert_eq!(room(DESK, 3), Ok(()));
        assert!(matches!(
            room(DESK, 4),
            Err(BookingRefusal::Full {
                wanted: 4,
                free: 3,
                ..
            })
        ));
        assert_eq!(DeskDay { seats: 1, ..DESK }.free(), 0);
    }

    #[test]
    fn d2_full_closed_past_and_retired_are_refused_by_name() {
        let closed = DeskDay {
            closed: true,
            ..DESK
        };
        assert!(matches!(
            room(closed, 1),
            Err(BookingRefusal::Closed { .. })
        ));
        let retired = DeskDay {
            retired: true,
            ..DESK
        };
        assert_eq!(room(retired, 1), Err(BookingRefusal::DeskRetired));
        assert_eq!(room(DESK, 0), Err(BookingRefusal::NoSeats));
        assert!(matches!(
            DESK.room(day("2026-06-02"), 1, day("2026-06-03")),
            Err(BookingRefusal::PastDay { .. })
        ));
    }

    #[test]
    fn d2_the_next_free_date_is_offered() {
        let full = DeskDay { held: 10, ..DESK };
        let closed = DeskDay {
            closed: true,
            ..DESK
        };
        let today = day("2026-06-03");
        let days = [
            (day("2026-06-04"), full),
            (day("2026-06-05"), closed),
            (day("2026-06-06"), DESK),
        ];
        let next = next_with_room(days, 1, today);
        assert_eq!(next, Some(day("2026-06-06")));
        let refused = full.room(day("2026-06-03"), 1, today).unwrap_err();
        assert!(matches!(
            refused.with_next(next),
            BookingRefusal::Full { next: Some(_), .. }
        ));
        assert_eq!(next_with_room(days[..2].to_vec(), 1, today), None);
    }
}
