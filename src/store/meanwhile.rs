//! Many things that are written one after the other: what has to be read for those to come is read
//! by another thread meanwhile, which for most costs nearly as much as the writing.

use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::{Builder, scope};

use super::{Snapshot, StoreError, Tx};

/// Of fewer all are read here: another connection would cost more than it saves.
const FEW: usize = 1024;
/// So many are read here while the other connection is made.
const HERE: usize = 128;
/// How many are handed over at once.
const AT_ONCE: usize = 128;
/// How many times as many are read ahead at most.
const AHEAD: usize = 4;

/// Items, each with what was found for it; None where it has to be read here.
type Found<I, T> = Vec<(I, Option<T>)>;

impl Tx<'_> {
    /// Calls `each` with every item, in order, and what `read` found for it. Most is found ahead, on
    /// a connection of its own, which sees what stood when this transaction began: `read` may ask
    /// nothing that was written in it before, nor that `each` writes for another item. What cannot
    /// be read there is read here.
    pub fn each_read_meanwhile<I: Send, T: Send, E: From<StoreError>>(
        &self,
        mut items: impl Iterator<Item = I> + Send,
        read: impl Fn(&Snapshot, &I) -> Result<T, E> + Sync,
        mut each: impl FnMut(&I, Result<&T, E>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut done = |item: &I, found: Option<&T>| match found {
            Some(found) => each(item, Ok(found)),
            None => match read(self, item) {
                Ok(found) => each(item, Ok(&found)),
                Err(why) => each(item, Err(why)),
            },
        };
        let mut first: Vec<I> = items.by_ref().take(FEW).collect();
        let (rest, place) = if first.len() < FEW {
            (Vec::new(), None)
        } else {
            (first.split_off(HERE), self.place()?)
        };
        let mut items = rest.into_iter().chain(items);
        scope(|scope| {
            let (to, found) = sync_channel::<Found<I, T>>(AHEAD);
            let (back, used) = channel();
            let reading = place.map(|place| {
                let (items, read) = (&mut items, &read);
                let there = move || {
                    place.read(|db| {
                        db.read_ahead(items, read, &to, &used);
                        Ok(())
                    })
                };
                Builder::new().spawn_scoped(scope, there)
            });
            first.iter().try_for_each(|item| done(item, None))?;
            for some in found {
                let mut some_found = some.iter().map(|(item, found)| (item, found.as_ref()));
                some_found.try_for_each(|(item, found)| done(item, found))?;
                // Where there is nobody any more to take it, it is freed here.
                drop(back.send(some));
            }
            if let Some(Ok(reading)) = reading {
                // What it could not begin with is still to be done.
                drop(reading.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            Ok::<(), E>(())
        })?;
        items.try_for_each(|item| done(&item, None))
    }
}

impl Snapshot<'_> {
    /// Hands over items with what `read` finds for each, until there are no more or nobody wants
    /// them: then one has failed. What was used comes back and is freed here, where it was made: to
    /// free what another thread made is to wait for it at nearly every piece.
    fn read_ahead<I, T, E>(
        &self,
        items: &mut impl Iterator<Item = I>,
        read: impl Fn(&Snapshot, &I) -> Result<T, E>,
        to: &SyncSender<Found<I, T>>,
        used: &Receiver<Found<I, T>>,
    ) {
        loop {
            let mut some = used.try_recv().unwrap_or_default();
            some.clear();
            some.extend(items.by_ref().take(AT_ONCE).map(|item| {
                let found = read(self, &item).ok();
                (item, found)
            }));
            if some.is_empty() || to.send(some).is_err() {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread::{ThreadId, current};

    use super::*;
    use crate::store::Store;
    use crate::store::beside::testing::{alone, unbound};

    const MANY: usize = 2 * FEW;

    /// By whom each item was looked up, and how many settings there were then; each adds one. Where it
    /// is told to, it fails at an item.
    fn done(
        store: &Store,
        fails_at: Option<usize>,
    ) -> (Vec<(ThreadId, usize)>, Result<(), StoreError>) {
        done_where(store, MANY, fails_at, |_| true)
    }

    /// The same of so many, where only the threads that `can` says find something.
    fn done_where(
        store: &Store,
        many: usize,
        fails_at: Option<usize>,
        can: impl Fn(ThreadId) -> bool + Sync,
    ) -> (Vec<(ThreadId, usize)>, Result<(), StoreError>) {
        let mut seen = Vec::new();
        let count = "SELECT COUNT(*) FROM setting";
        let settings = |db: &Snapshot, _: &usize| {
            if !can(current().id()) {
                return Err(StoreError::ReadOnly);
            }
            let many = db.one(count, &[], |row| row.at::<i64>(0))?;
            Ok((current().id(), many.unwrap().try_into().unwrap()))
        };
        let ended = store.write(|tx| {
            tx.each_read_meanwhile(0..many, settings, |item, found| {
                assert_eq!(*item, seen.len(), "in order");
                if fails_at == Some(*item) {
                    return Err(StoreError::Damaged(item.to_string()));
                }
                seen.push(*found?);
                let name = item.to_string();
                let values = [name.as_str().into()];
                tx.exec(
                    "INSERT INTO setting (operation, name, value) VALUES (1, $1, '')",
                    &values,
                )?;
                Ok(())
            })
        });
        (seen, ended)
    }

    #[test]
    fn most_is_found_by_another_thread_as_it_stood_before() {
        let folder = tempfile::tempdir().unwrap();
        let store = unbound(&folder.path().join("daypass.db"));
        let (seen, ended) = done(&store, None);
        ended.unwrap();
        let here: Vec<_> = (0..HERE).map(|item| (current().id(), item)).collect();
        assert_eq!(seen[..HERE], here);
        let there = seen[HERE..].iter();
        assert!(
            there
                .clone()
                .all(|(by, many)| *by != current().id() && *many == 0)
        );
        assert_eq!(there.count(), MANY - HERE);
    }

    #[test]
    fn few_are_all_found_here() {
        let folder = tempfile::tempdir().unwrap();
        let store = unbound(&folder.path().join("daypass.db"));
        for (many, by_others) in [(FEW - 1, 0), (FEW, FEW - HERE)] {
            let (seen, ended) = done_where(&store, many, None, |_| true);
            ended.unwrap();
            let others = seen.iter().filter(|(by, _)| *by != current().id());
            assert_eq!((seen.len(), others.count()), (many, by_others));
            store.tamper("DELETE FROM setting");
        }
    }

    #[test]
    fn what_no_other_connection_can_find_is_found_here() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("daypass.db");
        for store in alone(&path) {
            let (seen, ended) = done(&store, None);
            ended.unwrap();
            let here: Vec<_> = (0..MANY).map(|item| (current().id(), item)).collect();
            assert_eq!(seen, here);
        }
    }

    #[test]
    fn what_the_other_thread_fails_to_find_is_found_here() {
        let folder = tempfile::tempdir().unwrap();
        let store = unbound(&folder.path().join("daypass.db"));
        let this = current().id();
        let (seen, ended) = done_where(&store, MANY, None, |by| by == this);
        ended.unwrap();
        let here: Vec<_> = (0..MANY).map(|item| (this, item)).collect();
        assert_eq!(seen, here);
        let (seen, ended) = done_where(&store, MANY, None, |_| false);
        assert!(seen.is_empty());
        assert!(matches!(ended, Err(StoreError::ReadOnly)), "{ended:?}");
    }

    #[test]
    fn an_item_that_fails_is_the_last() {
        let folder = tempfile::tempdir().unwrap();
        let store = unbound(&folder.path().join("daypass.db"));
        for at in [1, MANY / 2] {
            let (seen, ended) = done(&store, Some(at));
            assert_eq!(seen.len(), at);
            let StoreError::Damaged(why) = ended.unwrap_err() else {
                panic!("it failed otherwise");
            };
            assert_eq!(why, at.to_string());
        }
    }
}
