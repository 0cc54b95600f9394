//! One command, one operation (A2): the clock guard (Q7), the idempotency key (A4), the dry run and
//! the commit around every use case that writes.

use std::collections::BTreeMap;

use thiserror::Error;

use super::{OpError, notices};
use crate::domain::day::Instant;
use crate::domain::ids::OperationId;
use crate::store::{Snapshot, Store, Tx, operations};

/// How far the clock may be behind the last operation before writing is refused (Q7): an hour.
const TOLERANCE_MS: i64 = 3_600_000;

/// Who does what, when, and how often.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// The program's clock.
    pub now: Instant,
    /// Who is doing it.
    pub actor: String,
    /// The command line.
    pub command: String,
    /// What for.
    pub memo: Option<String>,
    /// The idempotency key (A4).
    pub key: Option<String>,
    /// The words given, by name: what the key stands for. Clock and actor are no part of it.
    pub words: BTreeMap<String, String>,
    /// `--yes`: also with a clock that is behind.
    pub yes: bool,
    /// Decide, answer, and keep nothing.
    pub dry_run: bool,
}

/// Why an operation could not be begun.
#[derive(Debug, Error)]
pub enum StampError {
    /// The clock is more than an hour behind the last operation (Q7).
    #[error("the clock says {now}, but the last operation was at {last}")]
    ClockBehind {
        /// What the clock says.
        now: Instant,
        /// When the last operation was.
        last: Instant,
    },
    /// The key was taken by other words (A4).
    #[error("key `{key}` belongs to {operation}, which said otherwise: {}", differs.join(", "))]
    KeyDiffers {
        /// The key.
        key: String,
        /// The operation that took it.
        operation: OperationId,
        /// What differs, as `name: was A, is B`.
        differs: Vec<String>,
    },
}

/// What became of a use case.
#[derive(Debug)]
pub enum Done<T> {
    /// It happened, as that operation; None when nothing needed to change or nothing was kept.
    Now(Option<OperationId>, T),
    /// The key was known: this was the answer then (A4).
    Before(String),
}

/// Whether its key was used before, so that it will only be answered again (A4).
pub fn was_done(store: &Store, stamp: &Stamp) -> Result<bool, OpError> {
    let Some(key) = &stamp.key else {
        return Ok(false);
    };
    let known = store.read(|db| operations::find_key(db, key))?;
    Ok(known.is_some())
}

/// Runs a use case as one operation. `answer` puts into JSON what a repeated key will answer.
pub fn perform<T>(
    store: &Store,
    stamp: &Stamp,
    work: impl FnOnce(&Tx) -> Result<T, OpError>,
    answer: impl FnOnce(Option<OperationId>, &T) -> String,
) -> Result<Done<T>, OpError> {
    let done = perform_recorded(store, stamp, |tx| work(tx).map(Ok), answer)?;
    Ok(match done {
        Done::Now(id, done) => Done::Now(id, done?),
        Done::Before(answer) => Done::Before(answer),
    })
}

/// [`perform`] of a use case that may say no and keep what it wrote: the inner error. A refused
/// attempt does not use the key up (A4).
pub fn perform_recorded<T>(
    store: &Store,
    stamp: &Stamp,
    work: impl FnOnce(&Tx) -> Result<Result<T, OpError>, OpError>,
    answer: impl FnOnce(Option<OperationId>, &T) -> String,
) -> Result<Done<Result<T, OpError>>, OpError> {
    let run = |tx: &Tx| {
        if let Some(before) = replay(tx, stamp)? {
            return Ok(Done::Before(before));
        }
        let id = open(tx, stamp)?;
        let done = work(tx)?;
        notices::write(tx)?;
        if let (Some(key), Ok(done)) = (&stamp.key, &done) {
            tx.take_key(key, &content(&stamp.words), &answer(Some(id), done))?;
        }
        let operation = tx.close_operation()?;
        Ok(Done::Now(operation.filter(|_| !stamp.dry_run), done))
    };
    if stamp.dry_run {
        store.rehearse(run)
    } else {
        store.write(run)
    }
}

/// The instant that an operation begun now is stamped with: never before the last one's, unless
/// that was asked for (Q7).
pub fn instant(db: &Snapshot, stamp: &Stamp) -> Result<Instant, OpError> {
    let Some(last) = operations::last(db)? else {
        return Ok(stamp.now);
    };
    let last = last.header.at;
    if stamp.now >= last {
        return Ok(stamp.now);
    }
    if stamp.now.plus_ms(TOLERANCE_MS) >= last {
        return Ok(last);
    }
    if stamp.yes {
        return Ok(stamp.now);
    }
    Err(StampError::ClockBehind {
        now: stamp.now,
        last,
    }
    .into())
}

fn open(tx: &Tx, stamp: &Stamp) -> Result<OperationId, OpError> {
    let at = instant(tx, stamp)?;
    Ok(tx.open_operation(at, &stamp.actor, &stamp.command, stamp.memo.as_deref())?)
}

/// The words in the form that is kept with a key.
pub(super) fn content(words: &BTreeMap<String, String>) -> String {
    serde_json::to_string(words).expect("words are texts")
}

/// The answer that the stamp's key was given before, or None for a new key (A4).
fn replay(tx: &Tx, stamp: &Stamp) -> Result<Option<String>, OpError> {
    let Some(key) = &stamp.key else {
        return Ok(None);
    };
    let Some(taken) = operations::find_key(tx, key)? else {
        return Ok(None);
    };
    let then: BTreeMap<String, String> = serde_json::from_str(&taken.content).unwrap_or_default();
    let differs = differences(&then, &stamp.words);
    if differs.is_empty() {
        return Ok(Some(taken.answer));
    }
    Err(StampError::KeyDiffers {
        key: key.clone(),
        operation: taken.operation,
        differs,
    }
    .into())
}

/// What differs between the words given then and now, as `name: was A, is B`.
#[must_use]
pub fn differences(then: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> Vec<String> {
    let shown = |words: &BTreeMap<String, String>, name: &str| {
        words
            .get(name)
            .map_or_else(|| "not given".to_owned(), |word| format!("`{word}`"))
    };
    let mut names: Vec<&String> = then.keys().chain(now.keys()).collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .filter(|name| then.get(*name) != now.get(*name))
        .map(|name| format!("{name}: was {}, is {}", shown(then, name), shown(now, name)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Value;
    use crate::store::journal::Relation;

    fn stamp(at: &str, key: Option<&str>, word: &str) -> Stamp {
        Stamp {
            now: Instant::read(at).unwrap(),
            actor: "desk".into(),
            command: "daypass test".into(),
            memo: None,
            key: key.map(ToOwned::to_owned),
            words: BTreeMap::from([("who".to_owned(), word.to_owned())]),
            yes: false,
            dry_run: false,
        }
    }

    fn write(store: &Store, stamp: &Stamp) -> Result<Done<Instant>, OpError> {
        perform(
            store,
            stamp,
            |tx| {
                let name = tx.operation().to_string();
                let row = [("name", Value::Text(&name)), ("value", Value::Text("x"))];
                tx.insert(Relation::Setting, &row)?;
                Ok(tx.at())
            },
            |id, _| id.map_or_else(String::new, |id| id.to_string()),
        )
    }

    #[test]
    fn q7_a_clock_an_hour_behind_is_stamped_like_the_last_operation() {
        let store = Store::in_memory().unwrap();
        write(&store, &stamp("2026-06-03T10:00:00Z", None, "ada")).unwrap();
        let done = write(&store, &stamp("2026-06-03T09:00:00Z", None, "ada")).unwrap();
        let Done::Now(Some(OperationId(2)), at) = done else {
            panic!("{done:?}")
        };
        assert_eq!(at.to_string(), "2026-06-03T10:00:00Z");
    }

    #[test]
    fn q7_a_clock_further_behind_is_refused_unless_yes() {
        let store = Store::in_memory().unwrap();
        write(&store, &stamp("2026-06-03T10:00:00Z", None, "ada")).unwrap();
        let mut late = stamp("2026-06-03T08:59:59Z", None, "ada");
        let refused = write(&store, &late).unwrap_err().to_string();
        assert!(refused.contains("2026-06-03T08:59:59Z"), "{refused}");
        assert!(refused.contains("2026-06-03T10:00:00Z"), "{refused}");
        late.yes = true;
        assert!(matches!(
            write(&store, &late),
            Ok(Done::Now(Some(OperationId(2)), _))
        ));
    }

    #[test]
    fn a4_the_same_key_and_words_answer_as_the_first_time() {
        let store = Store::in_memory().unwrap();
        let first = stamp("2026-06-03T10:00:00Z", Some("k"), "ada");
        assert!(matches!(
            write(&store, &first),
            Ok(Done::Now(Some(OperationId(1)), _))
        ));
        let again = stamp("2026-06-03T08:00:00Z", Some("k"), "ada");
        let Ok(Done::Before(answer)) = write(&store, &again) else {
            panic!("not replayed")
        };
        assert_eq!(answer, "op-1");
    }

    #[test]
    fn a4_the_same_key_with_other_words_is_refused_naming_them() {
        let store = Store::in_memory().unwrap();
        write(&store, &stamp("2026-06-03T10:00:00Z", Some("k"), "ada")).unwrap();
        let other = stamp("2026-06-03T10:00:00Z", Some("k"), "bob");
        let refused = write(&store, &other).unwrap_err().to_string();
        assert!(refused.contains("who: was `ada`, is `bob`"), "{refused}");
    }

    #[test]
    fn a_dry_run_keeps_nothing() {
        let store = Store::in_memory().unwrap();
        let mut rehearsal = stamp("2026-06-03T10:00:00Z", None, "ada");
        rehearsal.dry_run = true;
        assert!(matches!(write(&store, &rehearsal), Ok(Done::Now(None, _))));
        let last = store.read(operations::last).unwrap();
        assert!(last.is_none());
    }
}
