//! Rows that are written together: of some tables those that come one after the other wait until
//! anything else is said or asked of such a table. A third of what a row costs by itself is to begin
//! and end its statement.

use std::cell::OnceCell;
use std::rc::Rc;

use super::packed::Values;
use super::places::push_values;
use super::statements::Statements;
use super::{StoreError, Value};
use crate::domain::ids::LotId;

/// How many rows one statement writes.
const AT_ONCE: usize = 16;
/// How many rows of a table wait at most.
const MOST: usize = 4 * AT_ONCE;

/// A table whose rows wait. A column that refers to a row of it is called like the table.
#[derive(Debug, Clone, Copy)]
pub(super) enum Table {
    /// Lots.
    Lot,
    /// Entries.
    Entry,
    /// Invoice lines.
    Line,
    /// What the journal keeps of changed rows.
    Change,
}

impl Table {
    /// All of them, in an order in which a row comes after those that it refers to.
    const ALL: [Self; 4] = [Self::Lot, Self::Entry, Self::Line, Self::Change];

    const fn name(self) -> &'static str {
        match self {
            Self::Lot => "lot",
            Self::Entry => "entry",
            Self::Line => "line",
            Self::Change => "change",
        }
    }

    /// The one with that name; None of a table whose rows are written at once.
    pub(super) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }
}

/// Whether a statement asks or says something of a table whose rows wait.
pub(super) fn is_of_waiting(sql: &str) -> bool {
    let mut tables = Table::ALL.into_iter();
    tables.any(|table| sql.contains(table.name()))
}

/// How rows of the same columns are added.
#[derive(Debug)]
struct Adding {
    /// How the statement begins, up to the columns.
    into: String,
    columns: usize,
    one: String,
    /// The statement for many, which most transactions do not need.
    many: OnceCell<String>,
}

impl Adding {
    fn new(into: &str, columns: usize) -> Self {
        Self {
            into: into.to_owned(),
            columns,
            one: adding(into, columns, 1),
            many: OnceCell::new(),
        }
    }

    fn many(&self) -> &str {
        self.many
            .get_or_init(|| adding(&self.into, self.columns, AT_ONCE))
    }
}

fn adding(into: &str, columns: usize, rows: usize) -> String {
    let mut sql = into.to_owned();
    push_values(&mut sql, columns, rows);
    sql
}

/// The rows of a table that wait.
#[derive(Debug, Clone, Default)]
struct Rows {
    /// How they are added; None before the first.
    adding: Option<Rc<Adding>>,
    values: Values,
    /// The number of the last row, be it written or waiting; None where it was not asked for.
    last: Option<i64>,
}

impl Rows {
    fn are_added_by(&self, into: &str) -> bool {
        let adding = self.adding.as_ref();
        adding.is_some_and(|adding| adding.into == into)
    }

    fn count(&self) -> usize {
        let columns = self.adding.as_ref().map_or(1, |adding| adding.columns);
        self.values.len() / columns
    }

    /// Writes them; none wait any more, written or not.
    fn write(&mut self, statements: &Statements) -> Result<(), StoreError> {
        let Some(adding) = &self.adding else {
            return Ok(());
        };
        let columns = adding.columns;
        let done = self.values.chunks(columns * AT_ONCE).try_for_each(|rows| {
            let rows: Vec<Value> = rows.all().collect();
            if rows.len() == columns * AT_ONCE {
                return statements.execute_beside(adding.many(), &rows).map(drop);
            }
            rows.chunks(columns)
                .try_for_each(|row| statements.execute_beside(&adding.one, row).map(drop))
        });
        self.values.clear();
        done
    }
}

/// The rows that wait.
#[derive(Debug, Clone, Default)]
pub(super) struct Waiting {
    lots: Rows,
    entries: Rows,
    lines: Rows,
    changes: Rows,
}

impl Waiting {
    const fn of(&mut self, table: Table) -> &mut Rows {
        match table {
            Table::Lot => &mut self.lots,
            Table::Entry => &mut self.entries,
            Table::Line => &mut self.lines,
            Table::Change => &mut self.changes,
        }
    }
}

impl Statements<'_> {
    /// Adds a row, by a statement that begins with `into`, and answers its number (of the journal's,
    /// which have none, nothing that means anything). The first of a transaction is written at once,
    /// by which its number is known.
    pub(super) fn add(&self, table: Table, into: &str, row: &[Value]) -> Result<i64, StoreError> {
        let mut waiting = self.waiting.borrow_mut();
        let mut rows = waiting.of(table);
        if rows.last.is_none() || !rows.are_added_by(into) {
            drop(waiting);
            self.settle()?;
            waiting = self.waiting.borrow_mut();
            rows = waiting.of(table);
            rows.adding = Some(Rc::new(Adding::new(into, row.len())));
        }
        for value in row {
            rows.values.push(*value);
        }
        let Some(last) = &mut rows.last else {
            drop(waiting);
            self.settle()?;
            let id = self.connection.last_insert_rowid();
            self.waiting.borrow_mut().of(table).last = Some(id);
            return Ok(id);
        };
        *last += 1;
        let id = *last;
        let many = rows.count() >= MOST;
        drop(waiting);
        if many {
            self.settle()?;
        }
        Ok(id)
    }

    /// Whether a lot waits to be written.
    pub(super) fn is_waiting(&self, lot: LotId) -> bool {
        let lots = &self.waiting.borrow().lots;
        let many = i64::try_from(lots.count()).unwrap_or(i64::MAX);
        lots.last.is_some_and(|last| lot.0 > last - many)
    }

    /// Writes the rows that wait.
    pub(super) fn settle(&self) -> Result<(), StoreError> {
        let mut waiting = self.waiting.borrow_mut();
        let mut tables = Table::ALL.into_iter();
        tables.try_for_each(|table| waiting.of(table).write(self))
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
    use crate::store::journal::Relation;
    use crate::store::ledger::{NewEntry, NewLot};
    use crate::store::{Row, Store, Tx};

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
    fn v3_lines_wait_whichever_columns_they_have_and_so_does_what_the_journal_keeps_of_them() {
        write(|tx| {
            let mut lines = Vec::new();
            for at in 1..=40 {
                let text = format!("line {at}");
                let mut row = vec![
                    ("customer", Value::Int(1)),
                    ("on_day", DAY.into()),
                    ("text", Value::Text(&text)),
                    ("amount_minor", Value::Int(at)),
                    ("currency", Value::Text("EUR")),
                    ("tax_hundredths", Value::Int(0)),
                ];
                if at % 20 == 0 {
                    row.push(("subscription", Value::Int(at)));
                }
                assert_eq!(tx.insert(Relation::Line, &row).unwrap(), at);
                lines.push((at, text, (at % 20 == 0).then_some(at)));
            }
            let moved = (Value::Int(1), Value::Int(70));
            for (id, ..) in &lines[..20] {
                tx.amend_known(Relation::Line, *id, "amount_minor", moved)
                    .unwrap();
            }
            let sql = "SELECT id, text, subscription FROM line ORDER BY id";
            let found = tx.rows(sql, &[], |row| Ok((row.at(0)?, row.at(1)?, row.at(2)?)));
            assert_eq!(found.unwrap(), lines);
            let sql = "SELECT row, before FROM change ORDER BY seq";
            let kept = |row: &Row| Ok((row.at::<i64>(0)?, row.at::<String>(1)?));
            let kept = tx.rows(sql, &[], kept).unwrap();
            let was = |at: i64| (at, format!("{{\"amount_minor\":{at}}}"));
            assert_eq!(kept, (1..=20).map(was).collect::<Vec<_>>());
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
    fn what_refers_to_rows_that_wait_is_called_like_them() {
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
        let to_waiting = refer.iter().filter(|(.., to)| is_of_waiting(to));
        assert!(to_waiting.clone().count() > 5);
        for (table, column, _) in to_waiting {
            assert!(is_of_waiting(column), "{table}.{column}");
        }
    }
}
