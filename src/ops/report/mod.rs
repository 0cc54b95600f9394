//! `report`: facts gathered in sets and summed up.

pub mod expiring;
pub mod forecast;
pub mod liability;
pub mod occupancy;
pub mod usage;

use super::OpError;
use super::facts::Space;
use crate::domain::day::{Day, DaySpan, Instant};
use crate::domain::day_word::DayWord;
use crate::domain::location::Location;

/// Which days, and where.
#[derive(Debug, Clone, Copy, Default)]
pub struct Range<'a> {
    /// The first day; None is the report's own.
    pub from: Option<DayWord>,
    /// The last day; None is the report's own.
    pub to: Option<DayWord>,
    /// The location, by handle; None is all that are not retired.
    pub location: Option<&'a str>,
}

impl Range<'_> {
    /// The locations.
    fn locations<'s>(&self, space: &'s Space) -> Result<Vec<&'s Location>, OpError> {
        Ok(match self.location {
            Some(handle) => vec![space.location_named(handle)?],
            None => space.locations.iter().filter(|one| !one.retired).collect(),
        })
    }

    /// Today where the days are counted from: at the location, without one at the default one.
    fn today(&self, space: &Space, now: Instant) -> Result<Day, OpError> {
        let home = space.settings.default_location.as_str();
        let handle = self.location.unwrap_or(home);
        Ok(space.location_named(handle)?.terms.today(now))
    }

    /// The days: as named, else so many before and after today.
    fn span(&self, today: Day, before: i32, after: i32) -> Result<DaySpan, OpError> {
        let from = self.from.map_or(today.plus(-before), |word| word.on(today));
        let to = self
            .to
            .map_or(today.plus(after).max(from), |word| word.on(today));
        Ok(DaySpan::between(from, to)?)
    }
}
