//! What config.toml declares of a space, and how that differs from what the books know.

use crate::domain::desk::{Desk, DeskTerms};
use crate::domain::handle::Handle;
use crate::domain::kind::{self, Kind, KindTerms};
use crate::domain::location::{Location, LocationTerms};
use crate::domain::policy::Settings;

/// A location with its desks, as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocationDeclaration {
    /// The location.
    pub terms: LocationTerms,
    /// Its desks, in the order declared.
    pub desks: Vec<DeskTerms>,
}

/// A whole space, as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceDeclaration {
    /// The settings of the space.
    pub settings: Settings,
    /// Its locations, in the order declared; at least one.
    pub locations: Vec<LocationDeclaration>,
    /// Its kinds of pass; `day` is always among them (K1).
    pub kinds: Vec<KindTerms>,
}

/// A whole space, as the books know it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredSpace {
    /// The settings; None before anything was applied.
    pub settings: Option<Settings>,
    /// All locations, retired ones too.
    pub locations: Vec<Location>,
    /// All desks, retired ones too.
    pub desks: Vec<Desk>,
    /// All kinds, retired ones too.
    pub kinds: Vec<Kind>,
}

/// What a change is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// The settings of the space.
    Space,
    /// A location.
    Location(Handle),
    /// A desk of a location.
    Desk {
        /// Where it stands.
        location: Handle,
        /// The desk.
        desk: Handle,
    },
    /// A kind of pass.
    Kind(Handle),
}

/// A value that is declared otherwise than the books have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in config.toml.
    pub name: &'static str,
    /// As the books have it.
    pub from: String,
    /// As it is declared.
    pub to: String,
}

/// What `apply` does to a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It is new, with these values.
    Add(Vec<(&'static str, String)>),
    /// These values change.
    Set(Vec<Field>),
    /// It is no longer declared: retired, never deleted.
    Retire,
    /// It was retired and is declared again, with these values changed.
    Revive(Vec<Field>),
}

/// One line of the difference between what is declared and what the books know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is about.
    pub thing: Thing,
    /// What is done to it.
    pub what: What,
}

impl SpaceDeclaration {
    /// The declaration with the built-in kind `day`, which is first where it is not declared (K1).
    #[must_use]
    pub fn new(
        settings: Settings,
        locations: Vec<LocationDeclaration>,
        mut kinds: Vec<KindTerms>,
    ) -> Self {
        if kinds.iter().all(|terms| terms.handle.as_str() != kind::DAY) {
            kinds.insert(0, KindTerms::day(settings.currency));
        }
        Self {
            settings,
            locations,
            kinds,
        }
    }

    /// The declared location of that handle.
    #[must_use]
    pub fn location(&self, handle: &Handle) -> Option<&LocationDeclaration> {
        let mut locations = self.locations.iter();
        locations.find(|declared| declared.terms.handle == *handle)
    }

    /// The declared desk of that handle at that location.
    #[must_use]
    pub fn desk(&self, location: &Handle, desk: &Handle) -> Option<&DeskTerms> {
        let mut desks = self.location(location)?.desks.iter();
        desks.find(|terms| terms.handle == *desk)
    }

    /// The declared kind of that handle.
    #[must_use]
    pub fn kind(&self, handle: &Handle) -> Option<&KindTerms> {
        self.kinds.iter().find(|terms| terms.handle == *handle)
    }
}

impl StoredSpace {
    /// The stored location of that handle.
    #[must_use]
    pub fn location(&self, handle: &Handle) -> Option<&Location> {
        let mut locations = self.locations.iter();
        locations.find(|stored| stored.terms.handle == *handle)
    }

    /// The stored desk of that handle at that location.
    #[must_use]
    pub fn desk(&self, location: &Handle, desk: &Handle) -> Option<&Desk> {
        let location = self.location(location)?.id;
        let mut desks = self.desks.iter();
        desks.find(|stored| stored.location == location && stored.terms.handle == *desk)
    }

    /// The stored kind of that handle.
    #[must_use]
    pub fn kind(&self, handle: &Handle) -> Option<&Kind> {
        self.kinds
            .iter()
            .find(|stored| stored.terms.handle == *handle)
    }
}

type Values = Vec<(&'static str, String)>;

/// What has to change so that the books know what is declared: the settings, then each location
/// with its desks, the kinds, and what is no longer declared. Empty when nothing has to.
#[must_use]
pub fn difference(declared: &SpaceDeclaration, stored: &StoredSpace) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut compare = |thing: Thing, what: Option<What>| {
        changes.extend(what.map(|what| Change { thing, what }));
    };
    let settings = stored.settings.as_ref().map(|old| (old, false));
    let what = compared(&declared.settings, settings, Settings::fields);
    compare(Thing::Space, what);
    for location in &declared.locations {
        let handle = &location.terms.handle;
        let old = stored.location(handle);
        let old = old.map(|old| (&old.terms, old.retired));
        let what = compared(&location.terms, old, LocationTerms::fields);
        compare(Thing::Location(handle.clone()), what);
        for desk in &location.desks {
            let old = stored.desk(handle, &desk.handle);
            let old = old.map(|old| (&old.terms, old.retired));
            let thing = Thing::Desk {
                location: handle.clone(),
                desk: desk.handle.clone(),
            };
            compare(thing, compared(desk, old, DeskTerms::fields));
        }
    }
    for terms in &declared.kinds {
        let old = stored.kind(&terms.handle);
        let old = old.map(|old| (&old.terms, old.retired));
        let what = compared(terms, old, KindTerms::fields);
        compare(Thing::Kind(terms.handle.clone()), what);
    }
    let retire = |thing| Change {
        thing,
        what: What::Retire,
    };
    changes.extend(vanished(declared, stored).map(retire));
    changes
}

/// What is to be done to a thing: nothing where it is as declared, which it nearly always is.
fn compared<T: PartialEq>(
    new: &T,
    old: Option<(&T, bool)>,
    fields: fn(&T) -> Values,
) -> Option<What> {
    let Some((old, retired)) = old else {
        return Some(What::Add(fields(new)));
    };
    if !retired && new == old {
        return None;
    }
    let differs = |((name, to), (_, from)): ((&'static str, String), (_, String))| {
        (from != to).then_some(Field { name, from, to })
    };
    let both = fields(new).into_iter().zip(fields(old));
    let fields: Vec<Field> = both.filter_map(differs).collect();
    match (retired, fields.is_empty()) {
        (true, _) => Some(What::Revive(fields)),
        (false, false) => Some(What::Set(fields)),
        (false, true) => None,
    }
}

/// What the books know as not retired and is not declared, desks before their locations.
fn vanished<'a>(
    declared: &'a SpaceDeclaration,
    stored: &'a StoredSpace,
) -> impl Iterator<Item = Thing> + 'a {
    let desks = stored.desks.iter().filter(|desk| !desk.retired);
    let desks = desks.filter_map(|desk| {
        let mut locations = stored.locations.iter();
        let location = locations.find(|location| location.id == desk.location)?;
        let location = location.terms.handle.clone();
        let desk = desk.terms.handle.clone();
        let gone = declared.desk(&location, &desk).is_none();
        gone.then_some(Thing::Desk { location, desk })
    });
    let locations = stored.locations.iter().filter(|location| !location.retired);
    let locations = locations.filter_map(|location| {
        let handle = &location.terms.handle;
        let gone = declared.location(handle).is_none();
        gone.then(|| Thing::Location(handle.clone()))
    });
    let kinds = stored.kinds.iter().filter(|kind| !kind.retired);
    let kinds = kinds.filter_map(|kind| {
        let handle = &kind.terms.handle;
        let gone = declared.kind(handle).is_none();
        gone.then(|| Thing::Kind(handle.clone()))
    });
    desks.chain(locations).chain(kinds)
}

/// A space for tests: the location `hq` with the desk `hot` of 12 seats, and the kind `day`.
#[cfg(test)]
pub(crate) fn sample(zone: &str) -> SpaceDeclaration {
    use crate::domain::money::{Currency, Percent};
    use crate::domain::policy::Payment;
    use crate::domain::pool::CompanyPasses;
    use crate::domain::subscription::SubscriptionEnd;
    use crate::domain::{desk, location};

    let handle = |text| Handle::read(text).expect("a handle");
    let currency = Currency::read("EUR").expect("a currency");
    let settings = Settings {
        currency,
        company_passes: CompanyPasses::Pooled,
        subscription_end: SubscriptionEnd::PlanPasses,
        payment: Payment::Invoice,
        cross_location: Percent::HUNDRED,
        default_status: "drop-in".to_owned(),
        default_location: handle("hq"),
    };
    let location = LocationDeclaration {
        terms: location::sample(zone),
        desks: vec![desk::sample()],
    };
    SpaceDeclaration::new(settings, vec![location], Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{DeskId, KindId, LocationId};

    fn handle(text: &str) -> Handle {
        Handle::read(text).unwrap()
    }

    fn stored(declared: &SpaceDeclaration) -> StoredSpace {
        let location = |terms: &LocationTerms| Location {
            id: LocationId(1),
            terms: terms.clone(),
            retired: false,
        };
        let desk = |terms: &DeskTerms| Desk {
            id: DeskId(1),
            location: LocationId(1),
            terms: terms.clone(),
            retired: false,
        };
        let kind = |terms: &KindTerms| Kind {
            id: KindId(1),
            terms: terms.clone(),
            retired: false,
        };
        let locations = declared.locations.iter();
        StoredSpace {
            settings: Some(declared.settings.clone()),
            locations: locations.clone().map(|one| location(&one.terms)).collect(),
            desks: locations.flat_map(|one| &one.desks).map(desk).collect(),
            kinds: declared.kinds.iter().map(kind).collect(),
        }
    }

    #[test]
    fn k1_the_kind_day_is_always_there() {
        let declared = sample("Europe/Kyiv");
        assert_eq!(declared.kinds[0].name, "Day pass");
        let mut dear = declared.kinds[0].clone();
        dear.name = "Tag".to_owned();
        let again =
            SpaceDeclaration::new(declared.settings, declared.locations, vec![dear.clone()]);
        assert_eq!(again.kinds, [dear]);
    }

    #[test]
    fn an_empty_space_gets_everything_and_the_same_space_nothing() {
        let declared = sample("Europe/Kyiv");
        let changes = difference(&declared, &StoredSpace::default());
        let things: Vec<&Thing> = changes.iter().map(|change| &change.thing).collect();
        let desk = Thing::Desk {
            location: handle("hq"),
            desk: handle("hot"),
        };
        let (hq, day) = (Thing::Location(handle("hq")), Thing::Kind(handle("day")));
        assert_eq!(things, [&Thing::Space, &hq, &desk, &day]);
        assert!(
            changes
                .iter()
                .all(|change| matches!(change.what, What::Add(_)))
        );
        assert_eq!(difference(&declared, &stored(&declared)), []);
    }

    #[test]
    fn a_changed_value_is_told_with_what_it_was() {
        let mut declared = sample("Europe/Kyiv");
        let stored = stored(&declared);
        declared.locations[0].desks[0].seats = 8;
        let field = Field {
            name: "seats",
            from: "12".to_owned(),
            to: "8".to_owned(),
        };
        let changes = difference(&declared, &stored);
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].what, What::Set(vec![field]));
    }

    #[test]
    fn what_vanished_is_retired_and_what_comes_back_revived() {
        let mut declared = sample("Europe/Kyiv");
        let mut stored = stored(&declared);
        let desk = declared.locations[0].desks.remove(0);
        let changes = difference(&declared, &stored);
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].what, What::Retire);
        stored.desks[0].retired = true;
        assert_eq!(difference(&declared, &stored), []);
        declared.locations[0].desks.push(desk);
        assert_eq!(
            difference(&declared, &stored)[0].what,
            What::Revive(Vec::new())
        );
    }

    #[test]
    fn the_desks_of_a_vanished_location_are_retired_with_it() {
        let mut declared = sample("Europe/Kyiv");
        let stored = stored(&declared);
        declared.locations[0].terms.handle = handle("south");
        let retired = difference(&declared, &stored).into_iter();
        let retired = retired.filter(|change| change.what == What::Retire);
        assert_eq!(retired.count(), 2);
    }
}
