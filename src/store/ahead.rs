//! Long answers: one thread reads rows ahead while another one tells those before, which costs about
//! as much as the reading.

use std::cell::OnceCell;
use std::mem;
use std::panic::resume_unwind;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, scope};

use rusqlite::types::ValueRef;

use super::packed::Values;
use super::{Found, Row, Snapshot, StoreError, Value, foreign, text_of};

/// How many rows are handed over at once; an answer that has no more of them needs no other thread.
const ROWS: usize = 1024;
/// So much text is handed over before there are so many rows.
const TEXT: usize = 1 << 20;
/// How many times as many rows are read ahead at most.
const AHEAD: usize = 4;

/// Rows of an answer, taken out of the engine, each with what was reckoned of it.
#[derive(Debug)]
struct Batch<T> {
    reckoned: Vec<T>,
    /// What the columns are called, once there is a row.
    names: OnceCell<Vec<String>>,
    values: Values,
}

impl<T> Batch<T> {
    fn of(values: Values) -> Self {
        Self {
            reckoned: Vec::new(),
            names: OnceCell::new(),
            values,
        }
    }

    /// One more row, and what `reckon` makes of it.
    fn take(
        &mut self,
        row: &Row,
        reckon: &mut impl FnMut(&Row) -> Result<T, StoreError>,
    ) -> Result<(), StoreError> {
        let Found::Here(found) = row.found else {
            unreachable!("rows are taken out of the engine");
        };
        let columns = self.names.get_or_init(|| row.names().to_vec()).len();
        let first = self.values.len();
        for index in 0..columns {
            self.values.push(match found.get_ref(index)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => Value::Int(number),
                ValueRef::Text(bytes) => Value::Text(text_of(bytes)?),
                ValueRef::Real(_) | ValueRef::Blob(_) => return Err(foreign()),
            });
        }
        let taken = Found::Taken(self.values.from(first));
        let reckoned = reckon(&Row::of(taken, &self.names))?;
        self.reckoned.push(reckoned);
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.reckoned.len() >= ROWS || self.values.text_len() >= TEXT
    }

    /// Calls `each` with every row.
    fn tell<E>(self, each: &mut impl FnMut(&Row, T) -> Result<(), E>) -> Result<(), E> {
        let Some(names) = self.names.get() else {
            return Ok(());
        };
        let rows = self.values.chunks(names.len()).zip(self.reckoned);
        for (taken, reckoned) in rows {
            each(&Row::of(Found::Taken(taken), &self.names), reckoned)?;
        }
        Ok(())
    }
}

/// Why no more rows are read.
enum Stopped<E> {
    /// Something failed here.
    Here(E),
    /// The other thread has ended.
    There,
}

impl<E: From<StoreError>> From<StoreError> for Stopped<E> {
    fn from(error: StoreError) -> Self {
        Self::Here(error.into())
    }
}

impl Snapshot<'_> {
    /// [`Snapshot::each`] of what may be very long, where `each` asks the database nothing: another
    /// thread calls it while the rows to come are read. Where reading fails, `each` was not called
    /// with the last rows before.
    pub fn each_ahead<E: From<StoreError> + Send>(
        &self,
        sql: &str,
        values: &[Value],
        mut each: impl FnMut(&Row) -> Result<(), E> + Send,
    ) -> Result<(), E> {
        self.each_reckoned_ahead(sql, values, |_| Ok(()), |row, ()| each(row))
    }

    /// [`Snapshot::each_ahead`] with something that `reckon` makes of each row as it is read, for
    /// which it may ask the database.
    pub(super) fn each_reckoned_ahead<T: Send, E: From<StoreError> + Send>(
        &self,
        sql: &str,
        values: &[Value],
        mut reckon: impl FnMut(&Row) -> Result<T, StoreError>,
        each: impl FnMut(&Row, T) -> Result<(), E> + Send,
    ) -> Result<(), E> {
        // In memory of its own: beside what this thread writes for every row, the two would wait for
        // each other at what neither shares.
        let each = Box::new(Mutex::new(each));
        let tell = |batch: Batch<T>| {
            let mut each = each.lock().unwrap_or_else(PoisonError::into_inner);
            batch.tell(&mut *each)
        };
        let mut batch = Batch::of(Values::default());
        scope(|scope| {
            let mut other = None;
            let read = self.each(sql, values, |row| {
                batch.take(row, &mut reckon)?;
                if !batch.is_full() {
                    return Ok(());
                }
                // The next one will be about as large.
                let next = Batch::of(Values::with_room_like(&batch.values));
                let full = mem::replace(&mut batch, next);
                if other.is_none() {
                    let (to, batches) = sync_channel::<Batch<T>>(AHEAD);
                    let telling = move || batches.into_iter().try_for_each(tell);
                    let telling = Builder::new().spawn_scoped(scope, telling);
                    other = telling.ok().map(|telling| (to, telling));
                }
                match &other {
                    Some((to, _)) => to.send(full).map_err(|_| Stopped::There),
                    None => tell(full).map_err(Stopped::Here),
                }
            });
            let Some((to, telling)) = other else {
                return match read {
                    Err(Stopped::Here(error)) => Err(error),
                    Ok(()) | Err(Stopped::There) => tell(batch),
                };
            };
            if read.is_ok() {
                // Where nobody takes it any more, who did has failed.
                drop(to.send(batch));
            }
            drop(to);
            telling
                .join()
                .unwrap_or_else(|panic| resume_unwind(panic))?;
            match read {
                Err(Stopped::Here(error)) => Err(error),
                Ok(()) | Err(Stopped::There) => Ok(()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::thread::current;

    use super::*;
    use crate::store::Store;

    /// Numbers from 1 to $1, with what `what` makes of them.
    fn counted(what: &str) -> String {
        format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) \
             SELECT i, {what} AS told, NULL AS nil FROM n"
        )
    }

    /// What `each` was told of so many rows, by number, and whether a thread told this one.
    fn told(
        what: &str,
        rows: i64,
        fails_at: i64,
    ) -> (Vec<(i64, String)>, Result<(), StoreError>, bool) {
        let (mut told, mut here) = (Vec::new(), true);
        let this = current().id();
        let read = Store::in_memory().unwrap().read(|db| {
            db.each_ahead(&counted(what), &[rows.into()], |row| {
                here &= current().id() == this;
                if row.at::<i64>(0)? == fails_at {
                    return Err(StoreError::ReadOnly);
                }
                assert_eq!(row.get::<Option<i64>>("nil")?, None);
                assert!(row.get::<i64>("missing").is_err() && row.value(3).is_err());
                told.push((row.get("i")?, row.text(1)?.to_owned()));
                Ok(())
            })
        });
        (told, read, here)
    }

    const MANY: i64 = 5_000;

    #[test]
    fn every_row_is_told_in_order_however_many_there_are() {
        for rows in [1, 1_023, 1_024, 1_025, MANY] {
            let (told, read, here) = told("'row ' || i", rows, 0);
            read.unwrap();
            let all: Vec<_> = (1..=rows).map(|i| (i, format!("row {i}"))).collect();
            assert_eq!(told, all);
            assert_eq!(here, rows < 1_024, "{rows}");
        }
    }

    #[test]
    fn what_was_reckoned_of_a_row_is_told_with_it() {
        let mut told = Vec::new();
        let read = Store::in_memory().unwrap().read(|db| {
            let twice = |row: &Row| {
                let sql = "SELECT $1 * 2";
                Ok(db
                    .one(sql, &[row.value(0)?], |row| row.at::<i64>(0))?
                    .unwrap())
            };
            let sql = counted("'x'");
            db.each_reckoned_ahead(&sql, &[2_500.into()], twice, |row, twice| {
                told.push((row.at::<i64>(0)?, twice));
                Ok::<(), StoreError>(())
            })?;
            let fails = |_: &Row| Err::<(), _>(StoreError::ReadOnly);
            db.each_reckoned_ahead(&sql, &[1.into()], fails, |_, ()| Ok(()))
        });
        assert!(matches!(read, Err(StoreError::ReadOnly)), "{read:?}");
        assert_eq!(told, (1..=2_500).map(|i| (i, 2 * i)).collect::<Vec<_>>());
    }

    #[test]
    fn long_texts_are_handed_over_before_there_are_many() {
        let (told, read, here) = told("printf('%.*c', 100000, 'x')", 40, 0);
        read.unwrap();
        assert_eq!((told.len(), told[39].1.len(), here), (40, 100_000, false));
    }

    #[test]
    fn what_fails_here_or_there_is_answered() {
        for fails_at in [1, 1_500, MANY] {
            let (told, read, _) = told("'x'", MANY, fails_at);
            assert!(matches!(read, Err(StoreError::ReadOnly)), "{read:?}");
            assert_eq!(told.len(), usize::try_from(fails_at - 1).unwrap());
        }
        for foreign in [10, 2_500] {
            let what = format!("CASE i WHEN {foreign} THEN 1.5 ELSE 'x' END");
            let (_, read, _) = told(&what, MANY, 0);
            assert!(matches!(read, Err(StoreError::Damaged(_))), "{read:?}");
        }
    }

    #[test]
    #[should_panic(expected = "out there")]
    fn a_panic_there_is_one_here() {
        let store = Store::in_memory().unwrap();
        drop(store.read(|db| {
            db.each_ahead(&counted("'x'"), &[MANY.into()], |row| {
                assert!(row.at::<i64>(0)? < 2_000, "out there");
                Ok::<(), StoreError>(())
            })
        }));
    }
}
