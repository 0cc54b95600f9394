//! Whether the rows outside the ledger are what the journal says they became (A2): the journal and
//! each table are read side by side, in the order of their rows.

use std::collections::BTreeMap;
use std::ops::Range;

mod told;

use super::journal::Relation;
use super::{Row, Snapshot, StoreError, Value};
use crate::domain::ids::OperationId;
use told::{Columns, Told};

/// How many rows of a table are compared at once: what is held in memory stays small.
const BATCH: usize = 1_000;
/// How many rows that nobody added are named of one table.
const MOST: usize = 5;

/// Rows that are not what the journal made of them, each with the last operation that wrote it.
type Strayed = Vec<(String, OperationId)>;

/// Rows that are not what the journal says they became, with the last operation that wrote them;
/// and rows that no operation added, at most five of a table.
pub fn strayed(db: &Snapshot) -> Result<(Strayed, Vec<String>), StoreError> {
    let mut found = Found {
        strayed: lots_undone_by_nobody(db)?,
        ..Found::default()
    };
    let mut tables = BTreeMap::new();
    for relation in Relation::ALL {
        tables.insert(relation.table(), Table::read(db, *relation)?);
    }
    let mut batch = Batch::default();
    let sql = "SELECT relation, row, operation, before IS NULL AS added, after FROM change \
               ORDER BY relation, row, operation, seq";
    db.each(sql, &[], |change| {
        let Value::Text(relation) = change.value(0)? else {
            return Err(StoreError::Damaged("a change of nothing".to_owned()));
        };
        let id: i64 = change.at(1)?;
        let same = batch.relation == relation;
        if !same || batch.rows.last().is_none_or(|last| last.id != id) {
            if !same || batch.rows.len() >= BATCH {
                found.compare(db, &mut tables, &batch)?;
                batch.begin(relation);
            }
            let from = batch.changes.len();
            batch.rows.push(Folded { id, from });
        }
        batch.push(change)
    })?;
    found.compare(db, &mut tables, &batch)?;
    for table in tables.values_mut() {
        found.rest(db, table)?;
    }
    Ok((found.strayed, found.unjournaled))
}

/// Lots that say they were taken back, and the journal does not.
fn lots_undone_by_nobody(db: &Snapshot) -> Result<Strayed, StoreError> {
    let sql = "SELECT id, operation FROM lot WHERE undone <> 0 AND NOT EXISTS (\
               SELECT 1 FROM change WHERE relation = 'lot' AND row = lot.id)";
    db.rows(sql, &[], |row| {
        Ok((
            format!("lot {}", row.get::<i64>("id")?),
            row.get("operation")?,
        ))
    })
}

/// Rows of one table as the journal has them, in the order of their ids.
#[derive(Default)]
struct Batch {
    relation: String,
    rows: Vec<Folded>,
    /// What became of the rows, in order.
    changes: Vec<Change>,
    /// What the changes made of the rows, one behind the other.
    text: String,
}

/// A row, whose changes begin there.
#[derive(Clone, Copy)]
struct Folded {
    id: i64,
    from: usize,
}

struct Change {
    operation: i64,
    added: bool,
    /// Where its text ends, which begins where that of the one before ends.
    end: usize,
}

impl Batch {
    fn begin(&mut self, relation: &str) {
        relation.clone_into(&mut self.relation);
        self.rows.clear();
        self.changes.clear();
        self.text.clear();
    }

    /// One more change of the last row.
    fn push(&mut self, change: &Row) -> Result<(), StoreError> {
        let Value::Text(after) = change.value(4)? else {
            return Err(StoreError::Damaged("a change to nothing".to_owned()));
        };
        self.text.push_str(after);
        self.changes.push(Change {
            operation: change.at(2)?,
            added: change.at(3)?,
            end: self.text.len(),
        });
        Ok(())
    }

    /// The changes of the row at that place, each with what it made of the row.
    fn changes(&self, at: usize) -> impl DoubleEndedIterator<Item = (&Change, &str)> {
        let next = self.rows.get(at + 1);
        let to = next.map_or(self.changes.len(), |next| next.from);
        (self.rows[at].from..to).map(|at| {
            let from = at
                .checked_sub(1)
                .map_or(0, |before| self.changes[before].end);
            let change = &self.changes[at];
            (change, &self.text[from..change.end])
        })
    }

    /// Whether an operation added the row at that place.
    fn is_added(&self, at: usize) -> bool {
        self.changes(at).any(|(change, _)| change.added)
    }

    /// The row at that place, with the last operation that wrote it.
    fn stray(&self, at: usize) -> (String, OperationId) {
        let last = self.changes(at).next_back();
        let operation = last.map_or(0, |(change, _)| change.operation);
        let named = format!("{} {}", self.relation, self.rows[at].id);
        (named, OperationId(operation))
    }
}

/// A journaled table, and how far it was compared.
struct Table {
    relation: Relation,
    columns: Columns,
    /// What each column holds where the journal has not told of it: its default, in rows that are
    /// older than the column or for which nobody gave a value. None where the journal need not have
    /// told of it.
    defaults: Vec<Option<Told<'static>>>,
    /// The last row that was compared.
    last: i64,
    /// How many rows were found that nobody added.
    unjournaled: usize,
}

impl Table {
    fn read(db: &Snapshot, relation: Relation) -> Result<Self, StoreError> {
        let sql = "SELECT name, dflt_value FROM pragma_table_info($1)";
        let columns = db.rows(sql, &[relation.table().into()], |row| {
            let name: String = row.get("name")?;
            let text: Option<String> = row.get("dflt_value")?;
            let value = text.map_or(Told::Null, |text| match text.parse::<i64>() {
                Ok(number) => Told::Int(number),
                Err(_) => Told::Text(text.trim_matches('\'').to_owned().into()),
            });
            // Of lots the ledger tells everything else.
            let told = ["id", OPERATION].contains(&name.as_str())
                || (relation == Relation::Lot && name != "undone");
            Ok((name, (!told).then_some(value)))
        })?;
        let (columns, defaults) = columns.into_iter().unzip();
        Ok(Self {
            relation,
            columns: Columns(columns),
            defaults,
            last: i64::MIN,
            unjournaled: 0,
        })
    }

    /// Whether a row of the table, whose id comes first, is what the journal made of it.
    fn agrees(&self, batch: &Batch, at: usize, row: &Row) -> Result<bool, StoreError> {
        let mut told: Vec<Option<Told>> = vec![None; self.columns.0.len()];
        for (change, text) in batch.changes(at) {
            let operation = change.operation;
            let read = self.columns.read(text, &mut told).map_err(|_| {
                StoreError::Damaged(format!("what op-{operation} changed cannot be read"))
            })?;
            if !read {
                return Ok(false);
            }
            if change.added
                && let Some(at) = self.columns.find(OPERATION, 0)
            {
                told[at] = Some(Told::Int(operation));
            }
        }
        let told = told.iter().zip(&self.defaults).enumerate();
        Ok(told.into_iter().all(|(at, (told, default))| {
            let wanted = told.as_ref().or(default.as_ref());
            wanted.is_none_or(|wanted| row.value(at + 1).is_ok_and(|found| wanted.is(&found)))
        }))
    }
}

/// The column of the operation that added a row, of which its change does not tell.
const OPERATION: &str = "operation";

#[derive(Default)]
struct Found {
    strayed: Strayed,
    unjournaled: Vec<String>,
}

impl Found {
    /// Compares rows of one table with what stands in it up to the last of them.
    fn compare(
        &mut self,
        db: &Snapshot,
        tables: &mut BTreeMap<&'static str, Table>,
        batch: &Batch,
    ) -> Result<(), StoreError> {
        let Some(last) = batch.rows.last() else {
            return Ok(());
        };
        let all = 0..batch.rows.len();
        let Some(table) = tables.get_mut(batch.relation.as_str()) else {
            self.strayed.extend(all.map(|at| batch.stray(at)));
            return Ok(());
        };
        if table.relation == Relation::Lot {
            // Few of them are amended: each is looked up.
            for at in all {
                let id = batch.rows[at].id;
                self.within(db, table, (batch, at..at + 1), (id, id))?;
            }
            return Ok(());
        }
        self.within(
            db,
            table,
            (batch, all),
            (table.last.saturating_add(1), last.id),
        )?;
        table.last = last.id;
        Ok(())
    }

    fn within(
        &mut self,
        db: &Snapshot,
        table: &mut Table,
        (batch, rows): (&Batch, Range<usize>),
        (from, to): (i64, i64),
    ) -> Result<(), StoreError> {
        let mut sql = "SELECT id".to_owned();
        for name in &table.columns.0 {
            sql.push_str(", ");
            sql.push_str(name);
        }
        let name = table.relation.table();
        let sql = format!("{sql} FROM {name} WHERE id BETWEEN $1 AND $2 ORDER BY id");
        let mut rows = rows.peekable();
        db.each(&sql, &[from.into(), to.into()], |row| {
            let id: i64 = row.at(0)?;
            while let Some(gone) = rows.next_if(|at| batch.rows[*at].id < id) {
                self.strayed.push(batch.stray(gone));
            }
            let known = rows.next_if(|at| batch.rows[*at].id == id);
            if let Some(at) = known
                && !table.agrees(batch, at, row)?
            {
                self.strayed.push(batch.stray(at));
            }
            if !known.is_some_and(|at| batch.is_added(at)) {
                self.unjournaled(table, id);
            }
            Ok::<(), StoreError>(())
        })?;
        self.strayed.extend(rows.map(|at| batch.stray(at)));
        Ok(())
    }

    /// What stands in a table behind the last row that the journal knows.
    fn rest(&mut self, db: &Snapshot, table: &mut Table) -> Result<(), StoreError> {
        if table.relation == Relation::Lot {
            return Ok(());
        }
        let name = table.relation.table();
        let sql = format!("SELECT id FROM {name} WHERE id > $1 ORDER BY id LIMIT 5");
        for id in db.rows(&sql, &[table.last.into()], |row| row.at(0))? {
            self.unjournaled(table, id);
        }
        Ok(())
    }

    fn unjournaled(&mut self, table: &mut Table, id: i64) {
        if table.relation != Relation::Lot && table.unjournaled < MOST {
            table.unjournaled += 1;
            self.unjournaled
                .push(format!("{} {id}", table.relation.table()));
        }
    }
}
