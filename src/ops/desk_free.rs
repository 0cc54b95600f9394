//! `desk free`: how many seats of each desk are free on a date (D2).

use super::facts::Space;
use super::{OpError, place};
use crate::domain::capacity::DeskDay;
use crate::domain::day::{Day, DaySpan, Instant};
use crate::domain::day_word::DayWord;
use crate::domain::desk::Desk;
use crate::domain::handle::Handle;
use crate::store::{Snapshot, desks};

/// Which desks and dates.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// The first date at each location; None is today there.
    pub from: Option<DayWord>,
    /// The last date; None is the first one.
    pub until: Option<DayWord>,
    /// The location, by handle; None is all that are not retired.
    pub location: Option<&'a str>,
}

/// A desk on one date.
#[derive(Debug, Clone)]
pub struct Free {
    /// The desk.
    pub desk: Desk,
    /// Its location.
    pub location: Handle,
    /// The date.
    pub on: Day,
    /// Its seats on that date.
    pub day: DeskDay,
}

/// The desks that can be booked, on each of the dates, by location, date and desk.
pub fn free(db: &Snapshot, request: &Request, now: Instant) -> Result<Vec<Free>, OpError> {
    let space = Space::read(db)?;
    let locations: Vec<_> = match request.location {
        Some(handle) => vec![space.location_named(handle)?],
        None => space.locations.iter().filter(|one| !one.retired).collect(),
    };
    let mut all = Vec::new();
    for location in locations {
        let today = location.terms.today(now);
        let from = request.from.map_or(today, |word| word.on(today));
        let until = request.until.map_or(from, |word| word.on(today));
        let span = DaySpan::between(from, until)?;
        let first = all.len();
        for desk in desks::list_location(db, location.id)? {
            if desk.retired {
                continue;
            }
            for (on, day) in place::days(db, location, &desk, span)? {
                all.push(Free {
                    desk: desk.clone(),
                    location: location.terms.handle.clone(),
                    on,
                    day,
                });
            }
        }
        all[first..].sort_by_key(|free| free.on);
    }
    Ok(all)
}
