//! What the owners of lots had of a kind after each entry: reckoned backwards from what they have
//! left, so that it costs no more the longer their history is.

use std::collections::HashMap;

use super::few_days::FewDays;
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

/// How many owners with numbers one after the other stand in a block.
const BLOCK: i64 = 256;

/// What each owner has of each kind: of everybody in a million a few megabytes.
#[derive(Debug, Default)]
struct Balances {
    blocks: Vec<Box<[PassQty]>>,
    /// Which block is of that kind, and begins with that owner.
    places: HashMap<(KindId, i64), usize>,
    /// The one that was asked for last.
    last: Option<((KindId, i64), usize)>,
}

impl Balances {
    fn of(&mut self, (owner, kind): (CustomerId, KindId)) -> &mut PassQty {
        let within = owner.0.rem_euclid(BLOCK);
        let key = (kind, owner.0 - within);
        let block = match self.last {
            Some((last, block)) if last == key => block,
            _ => *self.places.entry(key).or_insert_with(|| {
                let size = usize::try_from(BLOCK).expect("a small number");
                self.blocks
                    .push(vec![PassQty::ZERO; size].into_boxed_slice());
                self.blocks.len() - 1
            }),
        };
        self.last = Some((key, block));
        &mut self.blocks[block][usize::try_from(within).expect("it is not negative")]
    }
}

/// What everybody has, while entries are looked at from the oldest to the newest.
#[derive(Debug)]
pub(super) struct Running {
    balances: Balances,
    /// The newest entry that is in them.
    last: EntryId,
}

impl Running {
    /// What everybody had before the entries of those days: forwards from nothing where few entries
    /// are older, else backwards from what is left.
    pub(super) fn before(db: &Snapshot, days: Option<&FewDays>) -> Result<Self, StoreError> {
        let mut running = Self {
            balances: Balances::default(),
            last: EntryId(0),
        };
        let Some(days) = days.filter(|days| days.first.0 > days.not_older()) else {
            return Ok(running);
        };
        let sql = "SELECT owner, kind, left_halves FROM lot WHERE left_halves > 0";
        db.each(sql, &[], |row| {
            *running.balances.of((row.at(0)?, row.at(1)?)) += row.at(2)?;
            Ok::<(), StoreError>(())
        })?;
        running.last = EntryId(days.first.0 - 1);
        each_moved(db, running.last, days.newest, |whose, passes| {
            *running.balances.of(whose) -= passes;
        })?;
        Ok(running)
    }

    /// What the owner of its lot had of its kind after an entry, which moved so many passes. Those
    /// between the one before and this one are read.
    pub(super) fn after(
        &mut self,
        db: &Snapshot,
        entry: EntryId,
        whose: (CustomerId, KindId),
        passes: PassQty,
    ) -> Result<PassQty, StoreError> {
        let before = EntryId(entry.0 - 1);
        if self.last < before {
            each_moved(db, self.last, before, |whose, passes| {
                *self.balances.of(whose) += passes;
            })?;
        }
        self.last = entry;
        let balance = self.balances.of(whose);
        *balance += passes;
        Ok(*balance)
    }
}

/// Calls `each` with the entries after `after`, up to `last`: whose lot each moved passes of and of
/// which kind, and how many.
fn each_moved(
    db: &Snapshot,
    after: EntryId,
    last: EntryId,
    mut each: impl FnMut((CustomerId, KindId), PassQty),
) -> Result<(), StoreError> {
    let sql = "SELECT l.owner, l.kind, e.halves FROM entry e CROSS JOIN lot l ON l.id = e.lot \
         WHERE e.id > $1 AND e.id <= $2";
    db.each(sql, &[after.into(), last.into()], |row| {
        each((row.at(0)?, row.at(1)?), row.at(2)?);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn balances_are_of_one_owner_and_kind_whatever_their_numbers() {
        let owners = [1, 255, 256, 257, 511, 512, -1, i64::MAX, i64::MIN];
        let all = owners.map(|owner| [1, 2].map(|kind| (CustomerId(owner), KindId(kind))));
        let all = all.as_flattened();
        let mut balances = Balances::default();
        for (at, whose) in (1..).zip(all) {
            assert_eq!(*balances.of(*whose), PassQty::ZERO, "{whose:?}");
            *balances.of(*whose) += PassQty::from_halves(at);
        }
        for (at, whose) in (1..).zip(all) {
            assert_eq!(*balances.of(*whose), PassQty::from_halves(at), "{whose:?}");
        }
    }
}
