//! `report occupancy`: how full each location was, is and will be.

use super::Range;
use crate::domain::day::{DaySpan, Instant};
use crate::domain::desk::Desk;
use crate::domain::handle::Handle;
use crate::domain::report::occupancy::{self, DayUse, Seats, WeekdayUse};
use crate::ops::facts::Space;
use crate::ops::{OpError, place};
use crate::store::{Snapshot, desks, reports};

/// Days told without being asked for: two weeks back and two ahead.
const AROUND: i32 = 14;

/// One location.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its handle.
    pub location: Handle,
    /// Day by day.
    pub days: Vec<DayUse>,
    /// By weekday.
    pub weekdays: Vec<WeekdayUse>,
    /// Its desks over all days, in the order in which they were declared.
    pub desks: Vec<(Desk, Seats)>,
}

/// All locations meant.
#[derive(Debug, Clone)]
pub struct Occupancy {
    /// The days.
    pub span: DaySpan,
    /// The locations.
    pub places: Vec<Place>,
}

/// The occupancy of these days; capacity is what is declared today (D2).
pub fn occupancy(db: &Snapshot, range: &Range, now: Instant) -> Result<Occupancy, OpError> {
    let space = Space::read(db)?;
    let span = range.span(range.today(&space, now)?, AROUND, AROUND)?;
    let mut places = Vec::new();
    for location in range.locations(&space)? {
        let mut all = Vec::new();
        let mut by_desk = Vec::new();
        for desk in desks::list_location(db, location.id)? {
            let days = place::days(db, location, &desk, span)?;
            let seats = days.iter().map(|(_, day)| Seats::of(day));
            let seats = seats.fold(Seats::default(), Seats::and);
            all.extend(days);
            if !desk.retired || seats.taken() > 0 {
                by_desk.push((desk, seats));
            }
        }
        let days = occupancy::days(&all, &reports::walk_ins(db, location.id, span)?);
        places.push(Place {
            location: location.terms.handle.clone(),
            weekdays: occupancy::weekdays(&days),
            days,
            desks: by_desk,
        });
    }
    Ok(Occupancy { span, places })
}
