//! Many batches, one committed after the other: what those before left in the write-ahead log is
//! written back into the database beside the next, since most of that is waiting for the disk.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, scope};

use super::beside::Place;
use super::{Store, StoreError};

/// So many pages the log has at most (64 MiB): before it would have more it begins anew, for which
/// all of it has to be written back while nobody writes.
const MOST_PAGES: i64 = 16_384;
/// After so many pages SQLite writes back by itself, at the end of a commit.
const BY_ITSELF: i64 = 1000;

impl Store {
    /// Commits batches one after the other, for as long as `commit` says to go on. Where there is to
    /// be no other connection each commit writes the log back, as it does otherwise.
    pub fn commit_each<B, E: From<StoreError>>(
        &self,
        batches: &[B],
        commit: impl FnMut(&B) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        self.commit_each_within(MOST_PAGES, batches, commit)
    }

    fn commit_each_within<B, E: From<StoreError>>(
        &self,
        most: i64,
        batches: &[B],
        mut commit: impl FnMut(&B) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let place = if batches.len() > 1 {
            self.snapshot().place()?
        } else {
            None
        };
        scope(|scope| {
            let mut log = place.map(|place| {
                let (to, asked) = channel();
                let (tell, done) = channel();
                let there = move || write_back_when_asked(place, &asked, &tell);
                // Where no thread begins, nobody can be asked.
                drop(Builder::new().spawn_scoped(scope, there));
                Log {
                    store: self,
                    most,
                    pages: 0,
                    to,
                    done,
                    asked: false,
                }
            });
            let by_itself = |pages| {
                self.connection
                    .pragma_update(None, "wal_autocheckpoint", pages)
            };
            if log.is_some() {
                by_itself(0).map_err(StoreError::from)?;
            }
            let mut all = || {
                for batch in batches {
                    if commit(batch)?.is_break() {
                        break;
                    }
                    log.iter_mut().for_each(Log::committed);
                }
                Ok(())
            };
            let ended = all();
            if log.is_some() {
                by_itself(BY_ITSELF).map_err(StoreError::from)?;
            }
            ended
        })
    }
}

/// The log of batches that are committed, and who is asked to write it back.
struct Log<'a> {
    store: &'a Store,
    /// So many pages it may have.
    most: i64,
    /// So many it had after the batch before.
    pages: i64,
    to: Sender<()>,
    done: Receiver<()>,
    /// Whether the other thread was asked and has not said yet that it is done.
    asked: bool,
}

impl Log<'_> {
    /// Has it written back now that a batch was committed: beside the next one if there is room for
    /// another as large.
    fn committed(&mut self) {
        if self.asked {
            // Who has gone wrote nothing back, which is done here.
            self.done.recv().unwrap_or_default();
        }
        let noop = "PRAGMA wal_checkpoint(NOOP)";
        let pages = self
            .store
            .connection
            .query_row(noop, [], |row| row.get("log"));
        let pages = pages.unwrap_or(self.most);
        let batch = if pages > self.pages {
            pages - self.pages
        } else {
            pages
        };
        self.pages = pages;
        self.asked = pages + batch <= self.most && self.to.send(()).is_ok();
        if !self.asked {
            write_back(self.store);
        }
    }
}

fn write_back_when_asked(place: Place, asked: &Receiver<()>, tell: &Sender<()>) {
    let Ok(store) = place.connect() else {
        return;
    };
    for () in asked {
        write_back(&store);
        if tell.send(()).is_err() {
            break;
        }
    }
}

/// Writes back what can be. What cannot be now stays in the log, where it is as durable, and is
/// written back later: SQLite's own does not fail a commit for it either.
fn write_back(store: &Store) {
    drop(
        store
            .connection
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())),
    );
}

#[cfg(test)]
mod tests {
    use std::thread::sleep;
    use std::time::Duration;

    use super::*;
    use crate::store::beside::testing::{alone, unbound};

    const BATCHES: [i64; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

    /// A batch of some 10 pages; `meanwhile` is called while it is not committed.
    fn add(
        store: &Store,
        batch: i64,
        meanwhile: impl FnOnce(),
    ) -> Result<ControlFlow<()>, StoreError> {
        store.write(|tx| {
            for at in 0..10 {
                let name = format!("{batch}.{at}");
                let long = "x".repeat(4000);
                tx.exec(
                    "INSERT INTO setting (operation, name, value) VALUES (1, $1, $2)",
                    &[name.as_str().into(), long.as_str().into()],
                )?;
            }
            meanwhile();
            Ok(ControlFlow::Continue(()))
        })
    }

    /// How many pages the log has, and how many of them are written back.
    fn log(store: &Store) -> (i64, i64) {
        let noop = "PRAGMA wal_checkpoint(NOOP)";
        let pages = store
            .connection
            .query_row(noop, [], |row| Ok((row.get(1)?, row.get(2)?)));
        pages.unwrap()
    }

    /// The same, once all of it is written back, or after ten seconds.
    fn log_written_back(store: &Store) -> (i64, i64) {
        let tries = (0..10_000).map(|_| {
            sleep(Duration::from_millis(1));
            log(store)
        });
        let mut tries = tries.peekable();
        let last = *tries.peek().unwrap();
        tries.find(|(pages, back)| pages == back).unwrap_or(last)
    }

    fn settings(store: &Store) -> i64 {
        let count = "SELECT COUNT(*) FROM setting";
        let count = store.read(|db| db.one(count, &[], |row| row.at(0)));
        count.unwrap().unwrap()
    }

    #[test]
    fn the_log_is_written_back_beside_the_next_batch_and_begins_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("daypass.db");
        let store = unbound(&path);
        let other = Store::open(&path, Duration::ZERO).unwrap();
        let mut seen = Vec::new();
        let done = store.commit_each_within(60, &BATCHES, |batch| {
            add(&store, *batch, || seen.push(log_written_back(&other)))
        });
        done.unwrap();
        assert_eq!(settings(&store), 120);
        let behind = seen[1..].iter().filter(|(pages, back)| back < pages);
        assert_eq!(behind.count(), 0, "{seen:?}");
        assert!(seen.iter().all(|(pages, _)| *pages <= 60), "{seen:?}");
        let began = seen[1..].windows(2).filter(|two| two[1].0 < two[0].0);
        assert!(began.count() > 1, "{seen:?}");
        let (pages, back) = log(&other);
        assert_eq!(pages, back);
    }

    #[test]
    fn where_there_is_one_connection_it_writes_back_itself() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("daypass.db");
        for store in alone(&path) {
            let done = store.commit_each_within(1, &BATCHES, |batch| add(&store, *batch, || ()));
            done.unwrap();
            assert_eq!(settings(&store), 120);
        }
        assert!(!path.exists());
    }

    #[test]
    fn it_ends_where_it_is_told_to_and_then_commits_write_back_as_before() {
        let folder = tempfile::tempdir().unwrap();
        let store = unbound(&folder.path().join("daypass.db"));
        let stopped = store.commit_each(&BATCHES, |batch| {
            if *batch == 2 {
                return Ok::<_, StoreError>(ControlFlow::Break(()));
            }
            add(&store, *batch, || ())
        });
        stopped.unwrap();
        assert_eq!(settings(&store), 20);
        let failed = store.commit_each(&BATCHES[2..], |batch| {
            if *batch == 4 {
                return Err(StoreError::ReadOnly);
            }
            add(&store, *batch, || ())
        });
        assert!(matches!(failed, Err(StoreError::ReadOnly)), "{failed:?}");
        assert_eq!(settings(&store), 40);
        let query = "PRAGMA wal_autocheckpoint";
        let by_itself = store.connection.query_row(query, [], |row| row.get(0));
        assert_eq!(by_itself, Ok(BY_ITSELF));
    }
}
