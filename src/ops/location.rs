//! Locations: which one is meant, and which there are.

use super::OpError;
use super::facts::Space;
use crate::domain::desk::Desk;
use crate::domain::location::Location;
use crate::store::{Snapshot, desks};

/// A location, whether it is the default one, and its desks.
#[derive(Debug, Clone)]
pub struct Located {
    /// The location.
    pub location: Location,
    /// Where things happen when nothing else is said.
    pub is_default: bool,
    /// Its desks, retired ones too; none in a list.
    pub desks: Vec<Desk>,
}

impl Located {
    fn of(space: &Space, location: &Location, desks: Vec<Desk>) -> Self {
        let handle = &location.terms.handle;
        Self {
            is_default: *handle == space.settings.default_location && !location.retired,
            location: location.clone(),
            desks,
        }
    }
}

/// Every location, retired ones too, in the order they were first declared; without their desks.
pub fn list(db: &Snapshot) -> Result<Vec<Located>, OpError> {
    let space = Space::read(db)?;
    let locations = space.locations.iter();
    let located = locations.map(|location| Located::of(&space, location, Vec::new()));
    Ok(located.collect())
}

/// The location of that handle, with its desks.
pub fn find(db: &Snapshot, given: &str) -> Result<Located, OpError> {
    let space = Space::read(db)?;
    let location = space.location_named(given)?;
    let desks = desks::list_location(db, location.id)?;
    Ok(Located::of(&space, location, desks))
}
