//! Bringing what config.toml declares of the space into the books.

use super::OpError;
use crate::domain::refusal::Refusal;
use crate::domain::space::{Change, SpaceDeclaration, StoredSpace, Thing, What, difference};
use crate::store::{Snapshot, StoreError, Tx, desks, kinds, locations, settings};

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

/// Applies what is declared and answers what that changed: nothing, the second time. What is no
/// longer declared is retired, never deleted. Refused where a location's currency would change
/// after money was recorded there (Q2).
pub fn apply(tx: &Tx, declared: &SpaceDeclaration) -> Result<Vec<Change>, OpError> {
    let stored = stored(tx)?;
    let changes = difference(declared, &stored);
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
    for change in &changes {
        write(tx, declared, &stored, change)?;
    }
    Ok(changes)
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
    use crate::domain::day::Instant;
    use crate::domain::handle::Handle;
    use crate::domain::money::Currency;
    use crate::domain::space::{What, sample};
    use crate::ops::operation::{Done, Stamp, perform};
    use crate::store::{Store, Value, journal::Relation};

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
        let changes = act(&store, |tx| apply(tx, &declared)).unwrap();
        assert_eq!(changes.len(), 4);
        assert_eq!(act(&store, |tx| apply(tx, &declared)).unwrap(), []);
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
        let changes = act(&store, |tx| apply(tx, &declared)).unwrap();
        assert_eq!(changes[0].what, What::Retire);
        let known = store.read(stored).unwrap();
        assert!(known.desks[0].retired);
        assert_eq!(known.desks[0].terms, desk);
        declared.locations[0].desks.push(desk);
        let changes = act(&store, |tx| apply(tx, &declared)).unwrap();
        assert_eq!(changes[0].what, What::Revive(Vec::new()));
        assert!(!store.read(stored).unwrap().desks[0].retired);
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
