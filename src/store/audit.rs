//! What `check` reads (A2): scans over everything that the chain of operations covers, in the order
//! it was written.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::chain::{Content, Part};
use super::ledger::{ENTRY_COLUMNS, LOT_COLUMNS, covered};
use super::operations::Operation;
use super::outside::{Strayed, Tables};
pub use super::schema::altered;
use super::{Row, Snapshot, Stop, StoreError, Value};
use crate::domain::ids::{LotId, OperationId};

/// Tables that neither the chain nor the journal covers.
const UNCOVERED: &[&str] = &["seat", "notification"];

/// References to rows that are not there. The engine looked at each when it was written, so that
/// what the chain and the journal prove to be as it was written needs no second look, unless
/// `everywhere` says otherwise.
pub fn dangling(db: &Snapshot, everywhere: bool) -> Result<Vec<String>, StoreError> {
    let named = |row: &Row| -> Result<String, StoreError> {
        let table: String = row.get("table")?;
        let parent: String = row.get("parent")?;
        let id: Option<i64> = row.get("rowid")?;
        let id = id.map_or_else(String::new, |id| format!(" {id}"));
        Ok(format!(
            "{table}{id} refers to a {parent} that is not there"
        ))
    };
    if everywhere {
        return db.rows("PRAGMA foreign_key_check", &[], named);
    }
    let mut found = Vec::new();
    for table in UNCOVERED {
        let sql = format!("PRAGMA foreign_key_check({table})");
        found.extend(db.rows(&sql, &[], named)?);
    }
    Ok(found)
}

/// Where the scans over the tables stand between batches of operations.
#[derive(Debug)]
pub struct Cursor {
    lot: i64,
    entry: i64,
    /// The first expiry of lots whose expiry was moved.
    moved: BTreeMap<LotId, i64>,
    /// The tables outside the ledger.
    tables: Tables,
    /// The sum of the entries of each lot, by its number.
    sums: Vec<i64>,
    /// How many entries were read.
    pub entries: i64,
}

impl Cursor {
    /// Before the first operation.
    pub fn begin(db: &Snapshot) -> Result<Self, StoreError> {
        Ok(Self {
            lot: 0,
            entry: 0,
            moved: first_expiries(db)?,
            tables: Tables::read(db)?,
            sums: Vec::new(),
            entries: 0,
        })
    }
}

/// Operations after `after`, at most `most`, oldest first.
pub fn operations(
    db: &Snapshot,
    after: OperationId,
    most: i64,
) -> Result<Vec<Operation>, StoreError> {
    let sql = "SELECT * FROM operation WHERE id > $1 ORDER BY id LIMIT $2";
    db.rows(
        sql,
        &[after.into(), most.into()],
        super::operations::from_row,
    )
}

/// The content of the operations in `from..=to` as it stands in the database now, by operation.
/// Called with ranges that follow each other.
pub fn contents(
    db: &Snapshot,
    cursor: &mut Cursor,
    from: OperationId,
    to: OperationId,
) -> Result<BTreeMap<OperationId, Content>, StoreError> {
    let mut contents: BTreeMap<OperationId, Content> = BTreeMap::new();
    lots(db, cursor, to, &mut contents)?;
    entries(db, cursor, to, &mut contents)?;
    cursor.tables.scan(db, to, &mut contents)?;
    let range = [Value::from(from), Value::from(to)];
    let sql = "SELECT operation, seq, relation, row, before, after FROM change \
               WHERE operation BETWEEN $1 AND $2 ORDER BY operation, seq";
    db.each(sql, &range, |row| {
        contents
            .entry(row.at(0)?)
            .or_default()
            .add_row(Part::Change, row, 6)
    })?;
    let sql = "SELECT key, operation, seq, content, answer FROM idempotency \
               WHERE operation BETWEEN $1 AND $2 ORDER BY operation, seq";
    db.each(sql, &range, |row| {
        contents
            .entry(row.at(1)?)
            .or_default()
            .add_row(Part::Key, row, 5)
    })?;
    Ok(contents)
}

/// Lots as they were added: a column that was amended later is read as it was at first.
fn lots(
    db: &Snapshot,
    cursor: &mut Cursor,
    to: OperationId,
    contents: &mut BTreeMap<OperationId, Content>,
) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT {} FROM lot WHERE id > $1 ORDER BY id",
        LOT_COLUMNS.join(", ")
    );
    let after = [cursor.lot.into()];
    scan(db, &sql, &after, to, |row, operation| {
        cursor.lot = row.at(0)?;
        let mut values = [Value::Null; LOT_COLUMNS.len()];
        for (at, value) in values.iter_mut().enumerate() {
            *value = row.value(at)?;
        }
        if let Some(expiry) = cursor.moved.get(&LotId(cursor.lot)) {
            values[6] = Value::Int(*expiry);
        }
        let content = contents.entry(operation).or_default();
        content.add(Part::Lot, covered(&values));
        Ok(())
    })?;
    Ok(())
}

/// The first expiry of lots whose expiry was moved (T4), by lot.
fn first_expiries(db: &Snapshot) -> Result<BTreeMap<LotId, i64>, StoreError> {
    let mut moved = BTreeMap::new();
    let sql = "SELECT row, before FROM change WHERE relation = 'lot' \
               ORDER BY operation, seq";
    db.each(sql, &[], |row| {
        let before: Option<String> = row.get("before")?;
        let before = before.and_then(|text| serde_json::from_str::<Map<String, Json>>(&text).ok());
        if let Some(day) = before.and_then(|before| before.get("expires_day")?.as_i64()) {
            moved.entry(LotId(row.get("row")?)).or_insert(day);
        }
        Ok::<(), StoreError>(())
    })?;
    Ok(moved)
}

fn entries(
    db: &Snapshot,
    cursor: &mut Cursor,
    to: OperationId,
    contents: &mut BTreeMap<OperationId, Content>,
) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT {} FROM entry WHERE id > $1 ORDER BY id",
        ENTRY_COLUMNS.join(", ")
    );
    let after = [cursor.entry.into()];
    scan(db, &sql, &after, to, |row, operation| {
        cursor.entry = row.at(0)?;
        cursor.entries += 1;
        let lot = usize::try_from(row.at::<i64>(2)?).unwrap_or_default();
        if cursor.sums.len() <= lot {
            cursor.sums.resize(lot + 1, 0);
        }
        cursor.sums[lot] += row.at::<i64>(4)?;
        contents
            .entry(operation)
            .or_default()
            .add_row(Part::Entry, row, ENTRY_COLUMNS.len())
    })?;
    Ok(())
}

/// Reads rows with `id` first and `operation` second until an operation after `to`, and says whether
/// it came to none.
pub(super) fn scan(
    db: &Snapshot,
    sql: &str,
    values: &[Value],
    to: OperationId,
    mut each: impl FnMut(&Row, OperationId) -> Result<(), StoreError>,
) -> Result<bool, StoreError> {
    let stopped = db.each(sql, values, |row| {
        let operation: OperationId = row.at(1)?;
        if operation > to {
            return Err(Stop::Enough);
        }
        Ok(each(row, operation)?)
    });
    Stop::came_to_the_end(stopped)
}

/// Rows outside the ledger that are not what the journal says they became, with the last operation
/// that wrote them; and rows that no operation added, at most five of a table. Called when the
/// contents of all operations were read.
pub fn strayed(db: &Snapshot, cursor: Cursor) -> Result<(Strayed, Vec<String>), StoreError> {
    cursor.tables.end(db)
}

/// Lots whose remainder is not the sum of their entries, each with the operation that added it; and
/// how many lots there are.
pub fn unbalanced(
    db: &Snapshot,
    cursor: &Cursor,
) -> Result<(i64, Vec<(LotId, OperationId)>), StoreError> {
    let mut count = 0;
    let mut wrong = Vec::new();
    db.each(
        "SELECT id, operation, left_halves FROM lot ORDER BY id",
        &[],
        |row| {
            count += 1;
            let id: i64 = row.at(0)?;
            let at = usize::try_from(id).unwrap_or_default();
            if cursor.sums.get(at).copied().unwrap_or_default() != row.at::<i64>(2)? {
                wrong.push((LotId(id), row.at(1)?));
            }
            Ok::<(), StoreError>(())
        },
    )?;
    Ok((count, wrong))
}
