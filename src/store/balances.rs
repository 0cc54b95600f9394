//! What the owners of lots had of a kind after each entry: reckoned backwards from what they have
//! left, so that it costs no more the longer their history is.

use std::collections::HashMap;

use super::few_days::FewDays;
use super::{Snapshot, StoreError};
use crate::domain::day::Day;
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

/// What each owner has of each kind.
type Balances = HashMap<(CustomerId, KindId), PassQty>;

/// How many entries are read as soon as the balances after one are reckoned by themselves.
const READ_FOR_ONE: i64 = 64;

impl FewDays {
    /// How many entries are older than the newest of these days, and how many are not older than
    /// the first.
    const fn around(&self) -> (i64, i64) {
        (self.last.0, self.newest.0 - self.first.0 + 1)
    }

    /// Whether [`after_days`] is less work than to reckon the balance of each owner by itself.
    #[must_use]
    pub fn are_busy(&self) -> bool {
        let (older, newer) = self.around();
        older.min(newer) / READ_FOR_ONE < self.count
    }
}

/// What the owner of its lot had of its kind after each entry of those days, oldest first: in one
/// pass over all entries, forwards from the first one there is or backwards from what is left,
/// whichever way is shorter.
pub fn after_days(db: &Snapshot, days: &FewDays) -> Result<Vec<(EntryId, PassQty)>, StoreError> {
    let (older, newer) = days.around();
    let mut after = Vec::new();
    let mut balances = Balances::new();
    if older <= newer {
        let sql = "WHERE e.id <= $1 ORDER BY e.id";
        each_moved(db, sql, days.last, |entry, on, whose, passes| {
            let balance = balances.entry(whose).or_default();
            *balance += passes;
            if days.from <= on && on <= days.to {
                after.push((entry, *balance));
            }
        })?;
        return Ok(after);
    }
    let sql = "SELECT owner, kind, left_halves FROM lot WHERE left_halves > 0";
    db.each(sql, &[], |row| {
        *balances.entry((row.at(0)?, row.at(1)?)).or_default() += row.at(2)?;
        Ok::<(), StoreError>(())
    })?;
    let sql = "WHERE e.id >= $1 ORDER BY e.id DESC";
    each_moved(db, sql, days.first, |entry, on, whose, passes| {
        let balance = balances.entry(whose).or_default();
        if days.from <= on && on <= days.to {
            after.push((entry, *balance));
        }
        *balance -= passes;
    })?;
    after.reverse();
    Ok(after)
}

/// Calls `each` with the entries meant, by which `id` is the one that bounds them: the entry, its
/// day, whose lot it moved passes of and of which kind, and how many.
fn each_moved(
    db: &Snapshot,
    which: &str,
    id: EntryId,
    mut each: impl FnMut(EntryId, Day, (CustomerId, KindId), PassQty),
) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT e.id, e.on_day, l.owner, l.kind, e.halves \
         FROM entry e CROSS JOIN lot l ON l.id = e.lot {which}"
    );
    db.each(&sql, &[id.into()], |row| {
        let whose = (row.at(2)?, row.at(3)?);
        each(row.at(0)?, row.at(1)?, whose, row.at(4)?);
        Ok(())
    })
}
