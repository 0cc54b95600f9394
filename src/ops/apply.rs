//! Bringing what config.toml declares of the space into the books.

use super::OpError;
use crate::domain::day::{Day, DaySpan};
use crate::domain::desk::Desk;
use crate::domain::handle::Handle;
use crate::domain::location::Location;
use crate::domain::refusal::Refusal;
use crate::domain::space::{Change, SpaceDeclaration, StoredSpace, Thing, What, difference};
use crate::domain::words::words;
use crate::store::{Snapshot, StoreError, Tx, desks, kinds, locations, seats, settings};

/// The space as the books know it, retired things too.
pub fn stored(db: &Snapshot) -> Result<StoredSpace, StoreError> {
    Ok(StoredSpace {
        settings: settings::find(db)?,
        locations: locations::list(db)?,
        desks: desks::list(db)?,
        kinds: kinds::list(db)?,
    })
}

/// What is declared and was not applied yet; empty when the books know all of it.
pub fn pending(db: &Snapshot, declared: &SpaceDeclaration) -> Result<Vec<Change>, OpError> {
    Ok(difference(declared, &stored(db)?))
}

/// What applying a declaration did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// What changed; empty the second time.
    pub changes: Vec<Change>,
    /// Bookings that stay although the desk could not be booked so any more.
    pub affected: Vec<Affected>,
}

/// Bookings of a desk that stand against what is declared of it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    /// Where it stands.
    pub location: Handle,
    /// The desk.
    pub desk: Handle,
    /// What stands against them.
    pub why: Why,
    /// How many seats they hold on such days, from today on.
    pub seats: i64,
    /// The first such day.
    pub first: Day,
}

words! {
    /// What stands against bookings that were made before.
    Why {
        /// The desk is no longer declared.
        Retired "retired",
        /// The desk or its location is closed.
        Closed "closed",
        /// The desk has fewer seats than are booked.
        Seats "seats",
    }
}

/// Applies what is declared and answers what that changed: nothing, the second time. What is no
/// longer declared is retired, never deleted; bookings stay, those affected are told. Refused where
/// a location's currency would change after money was recorded there (Q2).
pub fn apply(tx: &Tx, declared: &SpaceDeclaration) -> Result<Applied, OpError> {
    let stored = stored(tx)?;
    let changes = difference(declared, &stored);
    check_currencies(tx, declared, &stored)?;
    for change in &changes {
        write(tx, declared, &stored, change)?;
    }
    let affected = affected(tx, &changes)?;
    Ok(Applied { changes, affected })
}

fn check_currencies(
    tx: &Tx,
    declared: &SpaceDeclaration,
    stored: &StoredSpace,
) -> Result<(), OpError> {
    for location in &stored.locations {
        let handle = &location.terms.handle;
        let Some(now) = declared.location(handle) else {
            continue;
        };
        let (has, wants) = (location.terms.currency, now.terms.currency);
        if has != wants && locations::has_money(tx, location.id)? {
            return Err(Refusal::CurrencyFixed {
                location: handle.clone(),
                has: has.to_string(),
                wants: wants.to_string(),
            }
            .into());
        }
    }
    Ok(())
}

/// The bookings from today on that stand against what the changed desks and locations are now.
fn affected(tx: &Tx, changes: &[Change]) -> Result<Vec<Affected>, OpError> {
    let has_changed = |thing: &Thing| changes.iter().any(|change| change.thing == *thing);
    let mut affected = Vec::new();
    for location in locations::list(tx)? {
        let handle = &location.terms.handle;
        let whole = has_changed(&Thing::Location(handle.clone()));
        let today = location.terms.today(tx.at());
        for desk in desks::list_location(tx, location.id)? {
            let thing = Thing::Desk {
                location: handle.clone(),
                desk: desk.terms.handle.clone(),
            };
            if whole || has_changed(&thing) {
                let span = DaySpan {
                    from: today,
                    to: Day::NEVER,
                };
                let held = seats::held(tx, desk.id, span)?;
                affected.extend(against(&desk, &location, &held));
            }
        }
    }
    Ok(affected)
}

fn against(desk: &Desk, location: &Location, held: &[(Day, i64)]) -> Option<Affected> {
    let why = |(day, seats): &(Day, i64)| {
        if desk.retired {
            Some(Why::Retired)
        } else if desk.terms.closed.contains(*day) || location.terms.closed.contains(*day) {
            Some(Why::Closed)
        } else {
            (*seats > i64::from(desk.terms.seats)).then_some(Why::Seats)
        }
    };
    let first = held.iter().find_map(|day| why(day).map(|why| (why, day.0)));
    let (reason, first) = first?;
    let such = held.iter().filter(|day| why(day) == Some(reason));
    Some(Affected {
        location: location.terms.handle.clone(),
        desk: desk.terms.handle.clone(),
        why: reason,
        seats: such.map(|(_, seats)| seats).sum(),
        first,
    })
}

fn write(
    tx: &Tx,
    declared: &SpaceDeclaration,
    stored: &StoredSpace,
    change: &Change,
) -> Result<(), StoreError> {
    let retired = change.what == What::Retire;
    match &change.thing {
        Thing::Space => settings::set(tx, &declared.settings)?,
        Thing::Location(handle) => {
            let known = stored.location(handle).map(|known| &known.terms);
            let terms = declared.location(handle).map(|now| &now.terms).or(known);
            locations::put(tx, terms.expect(NAMED), retired).map(drop)?;
        }
        Thing::Desk { location, desk } => {
            let known = stored.desk(location, desk).map(|known| &known.terms);
            let terms = declared.desk(location, desk).or(known).expect(NAMED);
            let at = locations::find(tx, location.as_str())?.expect("added before its desks");
            desks::put(tx, at.id, terms, retired).map(drop)?;
        }
        Thing::Kind(handle) => {
            let known = stored.kind(handle).map(|known| &known.terms);
            let terms = declared.kind(handle).or(known).expect(NAMED);
            kinds::put(tx, terms, retired).map(drop)?;
        }
    }
    Ok(())
}

/// A difference is of things that are declared, stored or both.
const NAMED: &str = "a change is of something declared or stored";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::booking::{Booking, PayBy, PaymentStatus, Status};
    use crate::domain::day::Instant;
    use crate::domain::hours::ClosedDates;
    use crate::domain::ids::{BookingId, DeskId};
    use crate::domain::money::Currency;
    use crate::domain::space::{What, sample};
    use crate::ops::operation::{Done, Stamp, perform};
    use crate::ops::testing::Bench;
    use crate::store::{Store, Value, bookings, journal::Relation};

    fn act<T>(store: &Store, work: impl FnOnce(&Tx) -> Result<T, OpError>) -> Result<T, OpError> {
        let stamp = Stamp {
            now: Instant::from_ms(0),
            actor: "desk".to_owned(),
            command: "daypass apply".to_owned(),
            memo: None,
            key: None,
            words: std::collections::BTreeMap::new(),
            yes: false,
            dry_run: false,
        };
        match perform(store, &stamp, work, |_, _| String::new())? {
            Done::Now(_, done) => Ok(done),
            Done::Before(answer) => panic!("replayed {answer}"),
        }
    }

    #[test]
    fn what_is_declared_is_stored_and_applied_once() {
        let store = Store::in_memory().unwrap();
        let declared = sample("Europe/Kyiv");
        let changes = act(&store, |tx| apply(tx, &declared)).unwrap().changes;
        assert_eq!(changes.len(), 4);
        let again = act(&store, |tx| apply(tx, &declared)).unwrap();
        assert_eq!(again, Applied::default());
        let stored = store.read(stored).unwrap();
        assert_eq!(stored.settings.as_ref(), Some(&declared.settings));
        assert_eq!(stored.locations[0].terms, declared.locations[0].terms);
        assert_eq!(stored.desks[0].terms, declared.locations[0].desks[0]);
        assert_eq!(stored.kinds[0].terms, declared.kinds[0]);
    }

    #[test]
    fn what_vanished_is_retired_with_what_was_declared_of_it() {
        let store = Store::in_memory().unwrap();
        let mut declared = sample("Europe/Kyiv");
        act(&store, |tx| apply(tx, &declared)).unwrap();
        let desk = declared.locations[0].desks.remove(0);
        let changes = act(&store, |tx| apply(tx, &declared)).unwrap().changes;
        assert_eq!(changes[0].what, What::Retire);
        let known = store.read(stored).unwrap();
        assert!(known.desks[0].retired);
        assert_eq!(known.desks[0].terms, desk);
        declared.locations[0].desks.push(desk);
        let changes = act(&store, |tx| apply(tx, &declared)).unwrap().changes;
        assert_eq!(changes[0].what, What::Revive(Vec::new()));
        assert!(!store.read(stored).unwrap().desks[0].retired);
    }

    #[test]
    fn bookings_that_stand_against_a_change_are_told() {
        let bench = Bench::on("2026-06-03");
        let day = Day::read("2026-06-05").unwrap();
        let ada = bench.member("ada");
        for on in [day, day.next()] {
            let booking = Booking {
                id: BookingId(0),
                member: ada,
                desk: DeskId(1),
                on,
                seats: 3,
                status: Status::Confirmed,
                pay_by: PayBy::Passes,
                pay_status: PaymentStatus::Charged,
                charges_on: None,
                subscription: None,
                lot: None,
            };
            bench.act(|tx| Ok(bookings::add(tx, &booking)?)).unwrap();
        }
        let told = |change: fn(&mut SpaceDeclaration)| {
            let mut declared = sample("Europe/Kyiv");
            change(&mut declared);
            let applied = bench.act(|tx| apply(tx, &declared)).unwrap();
            let told = applied
                .affected
                .iter()
                .map(|one| (one.why, one.seats, one.first));
            told.collect::<Vec<_>>()
        };
        assert_eq!(
            told(|declared| declared.locations[0].desks[0].seats = 3),
            []
        );
        let fewer = told(|declared| declared.locations[0].desks[0].seats = 2);
        assert_eq!(fewer, [(Why::Seats, 6, day)]);
        let closed = told(|declared| {
            declared.locations[0].terms.closed = ClosedDates::read("2026-06-06").unwrap();
        });
        assert_eq!(closed, [(Why::Closed, 3, day.next())]);
        let retired = told(|declared| declared.locations[0].desks.clear());
        assert_eq!(retired, [(Why::Retired, 6, day)]);
    }

    #[test]
    fn a_new_currency_of_the_space_is_that_of_its_kinds() {
        let store = Store::in_memory().unwrap();
        let mut declared = sample("Europe/Kyiv");
        act(&store, |tx| apply(tx, &declared)).unwrap();
        let dollar = Currency::read("USD").unwrap();
        declared.settings.currency = dollar;
        declared.kinds[0].price = dollar.zero();
        let changes = act(&store, |tx| apply(tx, &declared)).unwrap().changes;
        assert_eq!(changes.len(), 2);
        let known = store.read(stored).unwrap();
        assert_eq!(known.kinds[0].terms.price.currency, dollar);
    }

    #[test]
    fn q2_a_currency_cannot_change_once_money_was_recorded() {
        let store = Store::in_memory().unwrap();
        let mut declared = sample("Europe/Kyiv");
        act(&store, |tx| apply(tx, &declared)).unwrap();
        declared.locations[0].terms.currency = Currency::read("UAH").unwrap();
        act(&store, |tx| apply(tx, &declared)).unwrap();
        act(&store, |tx| {
            let customer = tx.insert(
                Relation::Customer,
                &[
                    ("kind", "person".into()),
                    ("number", 1_i64.into()),
                    ("handle", "ada".into()),
                    ("name", "Ada".into()),
                    ("name_key", "ada".into()),
                    ("location", 1_i64.into()),
                    ("visitor", false.into()),
                    ("use_passes", false.into()),
                    ("tags", "".into()),
                ],
            )?;
            let line: [(&str, Value); 6] = [
                ("customer", customer.into()),
                ("on_day", 0_i64.into()),
                ("text", "a day".into()),
                ("amount_minor", 1500_i64.into()),
                ("currency", "UAH".into()),
                ("tax_hundredths", 0_i64.into()),
            ];
            Ok(tx.insert(Relation::Line, &line)?)
        })
        .unwrap();
        declared.locations[0].terms.currency = Currency::read("USD").unwrap();
        let refused = act(&store, |tx| apply(tx, &declared)).unwrap_err();
        let OpError::Refused(refused) = refused else {
            panic!("{refused:?}")
        };
        let location = Handle::read("hq").unwrap();
        let (has, wants) = ("UAH".to_owned(), "USD".to_owned());
        let expected = Refusal::CurrencyFixed {
            location,
            has,
            wants,
        };
        assert_eq!(refused, expected);
    }
}
