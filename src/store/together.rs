//! Rows of the ledger that are written together: those that come one after the other wait until
//! anything else is said or asked of the ledger. A third of what a row costs by itself is to begin and
//! end its statement.

use std::fmt::Write as _;
use std::mem;
use std::sync::LazyLock;

use super::statements::Statements;
use super::{StoreError, Value};
use crate::domain::ids::LotId;

/// How many rows one statement writes.
const AT_ONCE: usize = 16;
/// How many entries wait at most.
const MOST: usize = 4 * AT_ONCE;

/// The values of a lot that is to be added.
pub(super) type LotRow<'a> = [Value<'a>; 14];
/// The values of an entry that is to be added.
pub(super) type EntryRow<'a> = [Value<'a>; 8];

/// Where the memo of a lot is among its values.
pub(super) const MEMO: usize = 12;

/// The statements that add one row to a table, and many.
struct Adding {
    one: LazyLock<String>,
    many: LazyLock<String>,
}

static LOT: Adding = {
    const INTO: &str = "\
        INSERT INTO lot (operation, owner, kind, granted_halves, left_halves, valid_from_day, \
        expires_day, source, subscription, recurring, location, priority, memo, purchase) VALUES";
    Adding {
        one: LazyLock::new(|| adding::<14>(INTO, 1)),
        many: LazyLock::new(|| adding::<14>(INTO, AT_ONCE)),
    }
};

static ENTRY: Adding = {
    const INTO: &str = "INSERT INTO entry \
        (operation, lot, type, halves, on_day, member, booking, visit) VALUES";
    Adding {
        one: LazyLock::new(|| adding::<8>(INTO, 1)),
        many: LazyLock::new(|| adding::<8>(INTO, AT_ONCE)),
    }
};

fn adding<const COLUMNS: usize>(into: &str, rows: usize) -> String {
    let mut sql = into.to_owned();
    for place in 1..=rows * COLUMNS {
        let before = match place % COLUMNS {
            1 if place == 1 => " (",
            1 => "), (",
            _ => ", ",
        };
        write!(sql, "{before}${place}").expect("a String takes everything");
    }
    sql.push(')');
    sql
}

/// The rows of a table that wait.
#[derive(Debug, Clone)]
struct Rows<const COLUMNS: usize> {
    waiting: Vec<[Value<'static>; COLUMNS]>,
    /// The number of the last row, be it written or waiting; None where it was not asked for.
    last: Option<i64>,
}

impl<const COLUMNS: usize> Default for Rows<COLUMNS> {
    fn default() -> Self {
        Self {
            waiting: Vec::new(),
            last: None,
        }
    }
}

impl<const COLUMNS: usize> Rows<COLUMNS> {
    /// Lets a row wait and answers its number, one more than the last; None where it is not known.
    fn add(&mut self, row: [Value<'static>; COLUMNS]) -> Option<i64> {
        let last = self.last.as_mut()?;
        *last += 1;
        self.waiting.push(row);
        Some(*last)
    }
}

/// The lots and entries that wait.
#[derive(Debug, Clone, Default)]
pub(super) struct Waiting {
    lots: Rows<14>,
    entries: Rows<8>,
}

/// Whether a statement asks or says something of the ledger. A column that refers to a row of it is
/// called like its table.
pub(super) fn is_of_ledger(sql: &str) -> bool {
    sql.contains("lot") || sql.contains("entry")
}

impl Statements<'_> {
    /// Adds a lot and answers its number. The first of a transaction is written at once, by which its
    /// number is known, and so is one with a memo, which nobody keeps until later.
    pub(super) fn add_lot(
        &self,
        row: &LotRow<'static>,
        memo: Option<&str>,
    ) -> Result<i64, StoreError> {
        let mut waiting = self.waiting.borrow_mut();
        let waits = memo.is_none().then(|| waiting.lots.add(*row)).flatten();
        drop(waiting);
        if let Some(id) = waits {
            return Ok(id);
        }
        let mut row: LotRow = *row;
        row[MEMO] = memo.into();
        self.execute(&LOT.one, &row)?;
        let id = self.connection.last_insert_rowid();
        self.waiting.borrow_mut().lots.last = Some(id);
        Ok(id)
    }

    /// Adds an entry and answers its number; the first of a transaction is written at once.
    pub(super) fn add_entry(&self, row: EntryRow<'static>) -> Result<i64, StoreError> {
        let mut waiting = self.waiting.borrow_mut();
        let waits = waiting.entries.add(row);
        let many = waiting.entries.waiting.len() >= MOST;
        drop(waiting);
        if many {
            self.settle()?;
        }
        if let Some(id) = waits {
            return Ok(id);
        }
        self.execute(&ENTRY.one, &row)?;
        let id = self.connection.last_insert_rowid();
        self.waiting.borrow_mut().entries.last = Some(id);
        Ok(id)
    }

    /// Whether a lot waits to be written.
    pub(super) fn is_waiting(&self, lot: LotId) -> bool {
        let lots = &self.waiting.borrow().lots;
        let many = i64::try_from(lots.waiting.len()).unwrap_or(i64::MAX);
        lots.last.is_some_and(|last| lot.0 > last - many)
    }

    /// Writes the rows that wait.
    pub(super) fn settle(&self) -> Result<(), StoreError> {
        let mut waiting = self.waiting.borrow_mut();
        let lots = mem::take(&mut waiting.lots.waiting);
        let entries = mem::take(&mut waiting.entries.waiting);
        drop(waiting);
        self.write(&LOT, &lots)?;
        self.write(&ENTRY, &entries)
    }

    fn write<const COLUMNS: usize>(
        &self,
        adding: &Adding,
        rows: &[[Value; COLUMNS]],
    ) -> Result<(), StoreError> {
        let (many, rest) = rows.as_chunks::<AT_ONCE>();
        for rows in many {
            self.execute(&adding.many, rows.as_flattened())?;
        }
        for row in rest {
            self.execute(&adding.one, row)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::day::{Day, Instant};
    use crate::domain::entry::EntryType;
    use crate::domain::ids::{CustomerId, KindId, LocationId};
    use crate::domain::lot::Source;
    use crate::domain::qty::PassQty;
    use crate::store::ledger::{NewEntry, NewLot};
    use crate::store::{Store, Tx};

    const DAY: Day = Day::from_number(20_600);

    fn lot(tx: &Tx, memo: Option<&str>) -> LotId {
        let lot = NewLot {
            owner: CustomerId(1),
            kind: KindId(1),
            passes: PassQty::ONE,
            valid_from: DAY,
            expires_on: Day::NEVER,
            source: Source::Grant,
            subscription: None,
            recurring: None,
            purchase: None,
            location: LocationId(1),
            priority: 0,
            memo,
            on: DAY,
        };
        tx.add_lot(&lot).unwrap()
    }

    fn spend(tx: &Tx, lot: LotId) -> i64 {
        let entry = NewEntry {
            lot,
            kind: EntryType::Deduct,
            passes: -PassQty::ONE,
            on: DAY,
            member: CustomerId(1),
            booking: None,
            visit: None,
        };
        tx.append(&entry).unwrap().0
    }

    /// Each entry with its lot and what is left in that.
    fn entries(tx: &Tx) -> Vec<(i64, i64, i64)> {
        let sql = "SELECT e.id, e.lot, l.left_halves FROM entry e JOIN lot l ON l.id = e.lot \
                   ORDER BY e.id";
        tx.rows(sql, &[], |row| Ok((row.at(0)?, row.at(1)?, row.at(2)?)))
            .unwrap()
    }

    fn write(work: impl FnOnce(&Tx)) {
        let store = Store::in_memory().unwrap();
        store.tamper("PRAGMA foreign_keys = OFF");
        let done = store.write(|tx| {
            tx.open_operation(Instant::from_ms(0), "desk", "test", None)?;
            work(tx);
            tx.close_operation()
        });
        done.unwrap();
    }

    #[test]
    fn a1_rows_that_wait_are_there_for_whoever_asks() {
        write(|tx| {
            let many = 3 * i64::try_from(MOST).unwrap() / 2;
            for at in 1..=many {
                let memo = (at % 40 == 0).then_some("sorry");
                assert_eq!(lot(tx, memo).0, at);
            }
            let all: Vec<_> = (1..=many).map(|at| (at, at, 2)).collect();
            assert_eq!(entries(tx), all);
            let memos = "SELECT id FROM lot WHERE memo = 'sorry'";
            let memos = tx.rows(memos, &[], |row| row.at::<i64>(0)).unwrap();
            assert_eq!(memos, [40, 80]);
        });
    }

    #[test]
    fn a1_passes_of_a_lot_that_waits_and_of_one_that_is_written_are_moved() {
        write(|tx| {
            let (first, second, third) = (lot(tx, None), lot(tx, None), lot(tx, None));
            assert!(tx.statements.is_waiting(third) && !tx.statements.is_waiting(first));
            assert_eq!(spend(tx, first), 4);
            assert!(tx.statements.is_waiting(third), "nothing was said of it");
            assert_eq!(spend(tx, second), 5);
            let all = [(1, 1, 0), (2, 2, 0), (3, 3, 2), (4, 1, 0), (5, 2, 0)];
            assert_eq!(entries(tx), all);
        });
    }

    #[test]
    fn r4_what_is_taken_back_waits_no_more() {
        write(|tx| {
            for _ in 0..3 {
                lot(tx, None);
            }
            let failed = tx.savepoint(|| {
                lot(tx, None);
                entries(tx);
                lot(tx, None);
                Err::<(), _>(StoreError::ReadOnly)
            });
            assert!(failed.unwrap().is_err());
            assert_eq!(lot(tx, None).0, 4);
            let all = [(1, 1, 2), (2, 2, 2), (3, 3, 2), (4, 4, 2)];
            assert_eq!(entries(tx), all);
            let sort = (EntryType::Grant, Source::Grant, false);
            assert_eq!(tx.take_owners(), [(sort, vec![CustomerId(1); 4])]);
        });
    }

    #[test]
    fn what_refers_to_the_ledger_is_called_like_it() {
        let store = Store::in_memory().unwrap();
        let sql = "SELECT m.name, f.\"from\", f.\"table\" \
                   FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'";
        let refer = store.read(|db| {
            db.rows(sql, &[], |row| {
                let columns = (row.at(0)?, row.at(1)?, row.at(2)?);
                Ok::<(String, String, String), _>(columns)
            })
        });
        let refer = refer.unwrap();
        let of_ledger = refer.iter().filter(|(.., to)| is_of_ledger(to));
        assert!(of_ledger.clone().count() > 5);
        for (table, column, _) in of_ledger {
            assert!(is_of_ledger(column), "{table}.{column}");
        }
    }
}
