//! Tables whose rows are numbered in the order of the operations that added them, and never deleted.

use super::{Row, Snapshot, StoreError};
use crate::domain::ids::OperationId;

/// The number of a table's last row, 0 without any: about as many it has.
pub(super) fn last(db: &Snapshot, table: &str) -> Result<i64, StoreError> {
    let sql = format!("SELECT COALESCE(MAX(id), 0) FROM {table}");
    Ok(db.one(&sql, &[], |row| row.at(0))?.unwrap_or(0))
}

/// The first row of that operation and of those after it; without any, the number that the next row
/// takes. No index is needed: the number is narrowed down by halves.
pub(super) fn first_since(
    db: &Snapshot,
    table: &str,
    operation: OperationId,
) -> Result<i64, StoreError> {
    let sql = format!("SELECT id, operation FROM {table} ORDER BY id DESC LIMIT 1");
    let row = |row: &Row| Ok((row.at::<i64>(0)?, row.at::<OperationId>(1)?));
    let (mut low, mut high) = match db.one(&sql, &[], row)? {
        None => return Ok(1),
        Some((last, of)) if of < operation => return Ok(last + 1),
        Some((last, _)) => (1, last),
    };
    let sql = format!("SELECT id, operation FROM {table} WHERE id >= $1 ORDER BY id LIMIT 1");
    while low < high {
        let middle = low + (high - low) / 2;
        match db.one(&sql, &[middle.into()], row)? {
            Some((id, of)) if of < operation => low = id + 1,
            Some(_) | None => high = middle,
        }
    }
    Ok(low)
}
