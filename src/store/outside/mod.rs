//! The rows outside the ledger as `check` reads them (A2), table by table beside the journal: each is
//! compared with what the journal says it became, and taken back to what it was when it was added,
//! which the hash of the operation that added it covers.

use std::collections::BTreeMap;

mod changes;
mod told;

use super::chain::{Content, ID};
use super::journal::Relation;
use super::{Row, Snapshot, StoreError, Value, audit};
use crate::domain::ids::OperationId;
use changes::{Batch, Noted};
use told::{Columns, Told};

/// How many rows of a table are compared at once: what is held in memory stays small.
const BATCH: i64 = 1_000;

/// Rows that are not what the journal made of them, each with the last operation that wrote it.
pub(super) type Strayed = Vec<(String, OperationId)>;

/// The tables outside the ledger, and how far each was read.
#[derive(Debug)]
pub(super) struct Tables {
    tables: Vec<Table>,
    strayed: Strayed,
}

impl Tables {
    pub(super) fn read(db: &Snapshot) -> Result<Self, StoreError> {
        let tables = Relation::ALL
            .iter()
            .map(|relation| Table::read(db, *relation));
        Ok(Self {
            tables: tables.collect::<Result<_, _>>()?,
            strayed: Vec::new(),
        })
    }

    /// Adds what operations up to `to` added to their contents. Called with operations that follow
    /// each other.
    pub(super) fn scan(
        &mut self,
        db: &Snapshot,
        to: OperationId,
        contents: &mut BTreeMap<OperationId, Content>,
    ) -> Result<(), StoreError> {
        for table in self.tables.iter_mut().filter(|table| !table.is_ledger()) {
            table.scan(db, to, contents, &mut self.strayed)?;
        }
        Ok(())
    }

    /// Rows that are not what the journal says they became, with the last operation that wrote them;
    /// and rows that no operation added, at most five of a table. Called when all operations were
    /// read.
    pub(super) fn end(mut self, db: &Snapshot) -> Result<(Strayed, Vec<String>), StoreError> {
        let mut strayed = lots_undone_by_nobody(db)?;
        strayed.append(&mut self.strayed);
        let mut added_by_nobody = Vec::new();
        for mut table in self.tables {
            if table.is_ledger() {
                table.lots(db, &mut strayed)?;
                continue;
            }
            let gone = Batch::read(db, table.relation, (table.after(), i64::MAX))?;
            strayed.extend((0..gone.rows.len()).map(|at| gone.stray(at)));
            let name = table.relation.table();
            let sql = format!("SELECT id FROM {name} WHERE id > $1 ORDER BY id LIMIT 5");
            let rest = db.rows(&sql, &[table.last.into()], |row| row.at::<i64>(0))?;
            added_by_nobody.extend(rest.into_iter().map(|id| format!("{name} {id}")));
        }
        strayed.extend(of_no_table(db)?);
        Ok((strayed, added_by_nobody))
    }
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

/// What the journal tells of rows in tables that are none.
fn of_no_table(db: &Snapshot) -> Result<Strayed, StoreError> {
    let mut strayed = Vec::new();
    let mut last = String::new();
    let sql =
        "SELECT relation, row, operation FROM change WHERE relation > $1 ORDER BY relation LIMIT 1";
    while let Some((relation, row, operation)) = db.one(sql, &[(&last).into()], |row| {
        Ok((
            row.get::<String>("relation")?,
            row.get::<i64>("row")?,
            row.get("operation")?,
        ))
    })? {
        if Relation::read(&relation).is_none() {
            strayed.push((format!("{relation} {row}"), operation));
        }
        last = relation;
    }
    Ok(strayed)
}

/// A table outside the ledger, or that of the lots, and how far it was read.
#[derive(Debug)]
struct Table {
    relation: Relation,
    /// The statement that reads a range of its rows: id, operation, and its columns.
    select: String,
    /// Its columns but for the operation, by name.
    columns: Columns,
    /// What each column holds where a change that added the row does not tell of it: in rows that
    /// are older than the column, or for which nobody gave a value. None of the id, of which only
    /// some tell.
    defaults: Vec<Option<Told<'static>>>,
    /// The last row that was read.
    last: i64,
}

impl Table {
    fn read(db: &Snapshot, relation: Relation) -> Result<Self, StoreError> {
        let sql = "SELECT name, dflt_value FROM pragma_table_info($1) \
                   WHERE name <> 'operation' ORDER BY name";
        let columns = db.rows(sql, &[relation.table().into()], |row| {
            let text: Option<String> = row.get("dflt_value")?;
            let value = text.map_or(Told::Null, |text| match text.parse::<i64>() {
                Ok(number) => Told::Int(number),
                Err(_) => Told::Text(text.trim_matches('\'').to_owned().into()),
            });
            let name: String = row.get("name")?;
            let value = (name != ID).then_some(value);
            Ok((name, value))
        })?;
        let (columns, defaults): (Vec<_>, _) = columns.into_iter().unzip();
        let table = relation.table();
        let select = format!(
            "SELECT id, operation, {} FROM {table} WHERE id BETWEEN $1 AND $2 ORDER BY id",
            columns.join(", ")
        );
        Ok(Self {
            relation,
            select,
            columns: Columns(columns),
            defaults,
            last: i64::MIN,
        })
    }

    /// Whether its rows are the ledger's, of which the journal tells only what changed.
    fn is_ledger(&self) -> bool {
        self.relation == Relation::Lot
    }

    /// The first number that a row behind the last may have.
    const fn after(&self) -> i64 {
        self.last.saturating_add(1)
    }

    fn scan(
        &mut self,
        db: &Snapshot,
        to: OperationId,
        contents: &mut BTreeMap<OperationId, Content>,
        strayed: &mut Strayed,
    ) -> Result<(), StoreError> {
        let table = self.relation.table();
        let next = format!("SELECT id FROM {table} WHERE id > $1 ORDER BY id LIMIT 1");
        while let Some(next) = db.one(&next, &[self.last.into()], |row| row.at::<i64>(0))? {
            let range = (self.after(), next.saturating_add(BATCH - 1));
            let batch = Batch::read(db, self.relation, range)?;
            let mut known = (0..batch.rows.len()).peekable();
            let values = [range.0.into(), range.1.into()];
            let mut last = self.last;
            let whole = audit::scan(db, &self.select, &values, to, |row, operation| {
                last = row.at(0)?;
                while let Some(gone) = known.next_if(|at| batch.rows[*at].id < last) {
                    strayed.push(batch.stray(gone));
                }
                let content = contents.entry(operation).or_default();
                let Some(at) = known.next_if(|at| batch.rows[*at].id == last) else {
                    return self.add(row, [].into_iter(), content);
                };
                if !self.agrees(row, batch.changes(at))? {
                    strayed.push(batch.stray(at));
                }
                if batch.changes(at).any(|change| change.added) {
                    return Ok(());
                }
                self.add(row, batch.changes(at), content)
            })?;
            if !whole {
                self.last = last;
                return Ok(());
            }
            strayed.extend(known.map(|at| batch.stray(at)));
            self.last = range.1;
        }
        Ok(())
    }

    /// Adds a row, as it was before these changes, to the content of the operation that added it.
    fn add<'b>(
        &self,
        row: &Row,
        changes: impl DoubleEndedIterator<Item = Noted<'b>>,
        content: &mut Content,
    ) -> Result<(), StoreError> {
        let mut before: Vec<Option<Told>> = Vec::new();
        for change in changes.rev() {
            before.resize(self.columns.0.len(), None);
            self.tell(change, change.before, &mut before)?;
        }
        let columns = self.columns.0.iter().enumerate();
        let values = columns.map(|(at, name)| {
            let value = match before.get(at) {
                Some(Some(told)) => told.value(),
                Some(None) | None => row.value(at + 2)?,
            };
            Ok((name.as_str(), value))
        });
        let mut values = values.collect::<Result<Vec<(&str, Value)>, StoreError>>()?;
        content.add_new(self.relation.table(), row.at(0)?, &mut values);
        Ok(())
    }

    /// Whether a row is what the journal made of it.
    fn agrees<'b>(
        &self,
        row: &Row,
        changes: impl Iterator<Item = Noted<'b>>,
    ) -> Result<bool, StoreError> {
        let mut told: Vec<Option<Told>> = vec![None; self.columns.0.len()];
        let mut whole = false;
        for change in changes {
            if !self.tell(change, change.after, &mut told)? {
                return Ok(false);
            }
            if change.added {
                whole = true;
                if row.at::<OperationId>(1)? != change.operation {
                    return Ok(false);
                }
            }
        }
        let told = told.iter().zip(&self.defaults).enumerate();
        Ok(told.into_iter().all(|(at, (told, default))| {
            let wanted = told.as_ref().or(default.as_ref().filter(|_| whole));
            wanted.is_none_or(|wanted| row.value(at + 2).is_ok_and(|found| wanted.is(&found)))
        }))
    }

    /// Reads what a change says of columns over what was told before. False where it tells of a column
    /// that is none.
    fn tell<'b>(
        &self,
        change: Noted<'b>,
        says: &'b str,
        told: &mut [Option<Told<'b>>],
    ) -> Result<bool, StoreError> {
        let operation = change.operation;
        self.columns
            .read(says, told)
            .map_err(|_| StoreError::Damaged(format!("what {operation} changed cannot be read")))
    }

    /// Lots are compared where the journal tells of them: few are, and each is looked up.
    fn lots(&mut self, db: &Snapshot, strayed: &mut Strayed) -> Result<(), StoreError> {
        let next =
            "SELECT row FROM change WHERE relation = 'lot' AND row > $1 ORDER BY row LIMIT 1";
        while let Some(id) = db.one(next, &[self.last.into()], |row| row.at::<i64>(0))? {
            let batch = Batch::read(db, self.relation, (id, id))?;
            let agrees = db.one(&self.select, &[id.into(), id.into()], |row| {
                self.agrees(row, batch.changes(0))
            })?;
            if !agrees.unwrap_or(false) {
                strayed.push(batch.stray(0));
            }
            self.last = id;
        }
        Ok(())
    }
}
