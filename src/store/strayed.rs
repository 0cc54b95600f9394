//! Whether the rows outside the ledger are what the journal says they became (A2): the journal and
//! each table are read side by side, in the order of their rows.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::journal::{Relation, unjson};
use super::{Row, Snapshot, StoreError, Value};
use crate::domain::ids::OperationId;

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
    let mut rows: Vec<Folded> = Vec::new();
    let sql = "SELECT relation, row, operation, before IS NULL AS added, after FROM change \
               ORDER BY relation, row, operation, seq";
    db.each(sql, &[], |change| {
        let Value::Text(relation) = change.value(0)? else {
            return Err(StoreError::Damaged("a change of nothing".to_owned()));
        };
        let id: i64 = change.at(1)?;
        let same = |last: &Folded| last.relation == relation;
        if !rows.last().is_some_and(|last| same(last) && last.id == id) {
            if rows.len() >= BATCH || !rows.last().is_none_or(same) {
                found.compare(db, &mut tables, &rows)?;
                rows.clear();
            }
            rows.push(Folded {
                relation: relation.to_owned(),
                id,
                ..Folded::default()
            });
        }
        let row = rows.last_mut().expect("pushed above");
        row.operation = change.at(2)?;
        row.added |= change.at::<bool>(3)?;
        row.extend(change)
    })?;
    found.compare(db, &mut tables, &rows)?;
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

/// A row as the journal has it.
#[derive(Default)]
struct Folded {
    relation: String,
    id: i64,
    operation: i64,
    added: bool,
    columns: Map<String, Json>,
}

impl Folded {
    /// With what a change made of it.
    fn extend(&mut self, change: &Row) -> Result<(), StoreError> {
        let Value::Text(after) = change.value(4)? else {
            return Err(StoreError::Damaged("a change to nothing".to_owned()));
        };
        let after = serde_json::from_str::<Map<String, Json>>(after);
        let after = after.map_err(|_| {
            let operation = self.operation;
            StoreError::Damaged(format!("what op-{operation} changed cannot be read"))
        })?;
        if self.columns.is_empty() {
            self.columns = after;
        } else {
            self.columns.extend(after);
        }
        if change.at::<bool>(3)? {
            let operation = Json::from(self.operation);
            self.columns.insert("operation".to_owned(), operation);
        }
        Ok(())
    }

    fn stray(&self) -> (String, OperationId) {
        let named = format!("{} {}", self.relation, self.id);
        (named, OperationId(self.operation))
    }
}

/// A journaled table, and how far it was compared.
struct Table {
    relation: Relation,
    /// Its columns, each with what it holds where the journal has not told of it: its
    /// default, in rows that are older than the column or for which nobody gave a value. None where
    /// the journal need not have told of it.
    columns: Vec<(String, Option<Json>)>,
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
            let value = text.map_or(Json::Null, |text| match text.parse::<i64>() {
                Ok(number) => number.into(),
                Err(_) => text.trim_matches('\'').into(),
            });
            // Of lots the ledger tells everything else.
            let told = ["id", "operation"].contains(&name.as_str())
                || (relation == Relation::Lot && name != "undone");
            Ok((name, (!told).then_some(value)))
        })?;
        Ok(Self {
            relation,
            columns,
            last: i64::MIN,
            unjournaled: 0,
        })
    }

    /// Whether a row of the table, whose id comes first, is what the journal made of it.
    fn agrees(&self, folded: &Folded, row: &Row) -> bool {
        let mut told = 0;
        for (at, (name, default)) in self.columns.iter().enumerate() {
            let wanted = match folded.columns.get(name) {
                Some(wanted) => {
                    told += 1;
                    Some(wanted)
                }
                None => default.as_ref(),
            };
            if wanted.is_some_and(|wanted| !is_same(wanted, row.value(at + 1))) {
                return false;
            }
        }
        told == folded.columns.len()
    }
}

/// Whether a value is the one that the journal has.
fn is_same(wanted: &Json, found: Result<Value, StoreError>) -> bool {
    match (unjson(wanted), found) {
        (Value::Null, Ok(Value::Null)) => wanted.is_null(),
        (wanted, Ok(found)) => wanted == found,
        (_, Err(_)) => false,
    }
}

#[derive(Default)]
struct Found {
    strayed: Strayed,
    unjournaled: Vec<String>,
}

impl Found {
    /// Compares rows of one table, in the order of their ids, with what stands in it up to the last
    /// of them.
    fn compare(
        &mut self,
        db: &Snapshot,
        tables: &mut BTreeMap<&'static str, Table>,
        rows: &[Folded],
    ) -> Result<(), StoreError> {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return Ok(());
        };
        let Some(table) = tables.get_mut(first.relation.as_str()) else {
            self.strayed.extend(rows.iter().map(Folded::stray));
            return Ok(());
        };
        if table.relation == Relation::Lot {
            // Few of them are amended: each is looked up.
            for row in rows {
                self.within(db, table, std::slice::from_ref(row), (row.id, row.id))?;
            }
            return Ok(());
        }
        self.within(db, table, rows, (table.last.saturating_add(1), last.id))?;
        table.last = last.id;
        Ok(())
    }

    fn within(
        &mut self,
        db: &Snapshot,
        table: &mut Table,
        rows: &[Folded],
        (from, to): (i64, i64),
    ) -> Result<(), StoreError> {
        let mut sql = "SELECT id".to_owned();
        for (name, _) in &table.columns {
            sql.push_str(", ");
            sql.push_str(name);
        }
        let name = table.relation.table();
        let sql = format!("{sql} FROM {name} WHERE id BETWEEN $1 AND $2 ORDER BY id");
        let mut rows = rows.iter().peekable();
        db.each(&sql, &[from.into(), to.into()], |row| {
            let id: i64 = row.at(0)?;
            while let Some(gone) = rows.next_if(|folded| folded.id < id) {
                self.strayed.push(gone.stray());
            }
            let folded = rows.next_if(|folded| folded.id == id);
            if let Some(folded) = folded
                && !table.agrees(folded, row)
            {
                self.strayed.push(folded.stray());
            }
            if !folded.is_some_and(|folded| folded.added) {
                self.unjournaled(table, id);
            }
            Ok::<(), StoreError>(())
        })?;
        self.strayed.extend(rows.map(Folded::stray));
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
