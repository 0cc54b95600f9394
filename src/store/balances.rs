//! What the owners of lots had of a kind after each entry: reckoned backwards from what they have
//! left, so that it costs no more the longer their history is.

use super::{Snapshot, StoreError};
use crate::domain::ids::{CustomerId, EntryId, KindId};
use crate::domain::qty::PassQty;

/// How many passes the lots of one owner and kind have left, all together.
pub fn left(db: &Snapshot, owner: CustomerId, kind: KindId) -> Result<PassQty, StoreError> {
    let left = db.one(
        "SELECT CAST(SUM(left_halves) AS BIGINT) AS halves FROM lot \
         WHERE owner = $1 AND kind = $2 AND left_halves > 0",
        &[owner.into(), kind.into()],
        |row| row.get::<Option<PassQty>>("halves"),
    )?;
    Ok(left.flatten().unwrap_or(PassQty::ZERO))
}

/// Every entry from `first` on of the lots of one owner and kind, newest first, with how many passes
/// it moved: what a running balance is reckoned from, backwards from what is left.
pub fn moved(
    db: &Snapshot,
    owner: CustomerId,
    kind: KindId,
    first: EntryId,
) -> Result<Vec<(EntryId, PassQty)>, StoreError> {
    db.rows(
        "SELECT e.id, e.halves FROM lot l JOIN entry e ON e.lot = l.id \
         WHERE l.owner = $1 AND l.kind = $2 AND e.id >= $3 ORDER BY e.id DESC",
        &[owner.into(), kind.into(), first.into()],
        |row| Ok((row.at(0)?, row.at(1)?)),
    )
}

/// How many passes the entries after `after`, up to `last`, moved of the lots of one owner and kind.
pub fn moved_after(
    db: &Snapshot,
    (owner, kind): (CustomerId, KindId),
    after: EntryId,
    last: EntryId,
) -> Result<PassQty, StoreError> {
    let moved = db.one(
        "SELECT CAST(SUM(e.halves) AS BIGINT) AS halves FROM lot l JOIN entry e ON e.lot = l.id \
         WHERE l.owner = $1 AND l.kind = $2 AND e.id > $3 AND e.id <= $4",
        &[owner.into(), kind.into(), after.into(), last.into()],
        |row| row.get::<Option<PassQty>>("halves"),
    )?;
    Ok(moved.flatten().unwrap_or(PassQty::ZERO))
}
