//! Desks: which one is meant, and which there are.

use super::facts::{Space, unknown};
use super::{OpError, ReferenceError};
use crate::domain::desk::Desk;
use crate::domain::location::Location;
use crate::store::{Snapshot, customers, desks};

/// A desk and where it stands.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The desk.
    pub desk: Desk,
    /// Its location.
    pub location: Location,
}

impl Placed {
    /// As it is named where several locations may have it: `hq/hot`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}", self.location.terms.handle, self.desk.terms.handle)
    }
}

/// The desks of a location, or of all; retired ones too, in the order they were first declared.
pub fn list(db: &Snapshot, location: Option<&str>) -> Result<Vec<Placed>, OpError> {
    let space = Space::read(db)?;
    let at = location
        .map(|handle| space.location_named(handle))
        .transpose()?;
    let all = match at {
        Some(location) => desks::list_location(db, location.id)?,
        None => desks::list(db)?,
    };
    let placed = all.into_iter().map(|desk| Placed {
        location: space.location(desk.location).clone(),
        desk,
    });
    Ok(placed.collect())
}

/// The desk that is meant by its handle, at that location or at the only one that has it, or by
/// `LOCATION/DESK`; retired ones too. Refused where several locations have it.
pub fn find(db: &Snapshot, given: &str, location: Option<&str>) -> Result<Placed, OpError> {
    let (at, handle) = match given.split_once('/') {
        Some((at, handle)) => (Some(at), handle),
        None => (location, given),
    };
    let all = list(db, at)?;
    let folded = customers::folded(handle);
    let is_meant = |placed: &&Placed| placed.desk.terms.handle.as_str() == folded;
    let mut found: Vec<&Placed> = all.iter().filter(is_meant).collect();
    if found.len() > 1 {
        // A desk that is no longer declared makes no other one ambiguous.
        found.retain(|placed| !placed.desk.retired);
    }
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let names = all
                .iter()
                .map(|placed| placed.desk.terms.handle.to_string());
            Err(unknown("desk", given, &names.collect::<Vec<_>>()).into())
        }
        several => Err(ReferenceError::Ambiguous {
            what: "desk",
            given: given.to_owned(),
            candidates: several.iter().map(|placed| placed.name()).collect(),
        }
        .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::handle::Handle;
    use crate::domain::space::sample;
    use crate::ops::testing::Bench;

    fn bench() -> Bench {
        let mut declared = sample("Europe/Kyiv");
        let mut shore = declared.locations[0].clone();
        shore.terms.handle = Handle::read("shore").unwrap();
        let mut boat = shore.desks[0].clone();
        boat.handle = Handle::read("boat").unwrap();
        shore.desks.push(boat);
        declared.locations.push(shore);
        Bench::with("2026-06-03", &declared)
    }

    #[test]
    fn a_desk_is_named_by_handle_or_with_its_location() {
        let bench = bench();
        let name = |given: &str, location| bench.see(|db| find(db, given, location)).name();
        assert_eq!(name("boat", None), "shore/boat");
        assert_eq!(name("BOAT", None), "shore/boat");
        assert_eq!(name("hot", Some("hq")), "hq/hot");
        assert_eq!(name("shore/hot", None), "shore/hot");
    }

    #[test]
    fn a_desk_of_several_locations_is_refused_with_the_candidates() {
        let error = bench().store.read(|db| find(db, "hot", None)).unwrap_err();
        assert_eq!(error.to_string(), "`hot` may be hq/hot, shore/hot");
    }

    #[test]
    fn an_unknown_desk_is_refused_with_the_nearest() {
        let error = bench().store.read(|db| find(db, "boot", None)).unwrap_err();
        let OpError::Reference(ReferenceError::Unknown { nearest, .. }) = error else {
            panic!("{error:?}")
        };
        assert_eq!(nearest, ["boat"]);
    }
}
