//! Days that hold so few of all entries that these are best found by their day.

use super::history::Filter;
use super::{Snapshot, StoreError, numbered};
use crate::domain::day::Day;
use crate::domain::ids::EntryId;

/// What is known of the entries of a few days, whichever are asked for of them.
#[derive(Debug, Clone, Copy)]
pub struct FewDays {
    /// The first of them; 0 where there are none.
    pub first: EntryId,
    /// The last of them.
    pub last: EntryId,
    /// The newest entry of all.
    pub newest: EntryId,
    are_busy: bool,
}

/// How many entries are read as soon as the balances after one are reckoned by themselves.
const READ_FOR_ONE: i64 = 64;

/// The days meant, where they hold so few of all entries that these are best found by their day.
/// One day always does: its entries are in their order in its index.
pub fn find(db: &Snapshot, filter: &Filter) -> Result<Option<FewDays>, StoreError> {
    let Some(from) = filter.from else {
        return Ok(None);
    };
    let newest = numbered::last(db, "entry")?;
    if filter.is_of_one_day() {
        return one(db, from, newest).map(Some);
    }
    // Of several days all that is told of an entry is put in order once it is found.
    let most = newest / 8;
    let to = filter.to.unwrap_or(Day::NEVER);
    let found = db.one(
        "SELECT COUNT(*), COALESCE(MIN(id), 0), COALESCE(MAX(id), 0) \
         FROM (SELECT id FROM entry WHERE on_day >= $1 AND on_day <= $2 LIMIT $3) AS few",
        &[from.into(), to.into(), (most + 1).into()],
        |row| Ok((row.at::<i64>(0)?, row.at(1)?, row.at(2)?)),
    )?;
    let few = found.filter(|(count, ..)| *count <= most);
    Ok(few.map(|(count, first, last)| {
        let days = FewDays {
            first,
            last,
            newest: EntryId(newest),
            are_busy: false,
        };
        days.with(count)
    }))
}

/// One day: of its entries no more are counted than it takes to be busy.
fn one(db: &Snapshot, day: Day, newest: i64) -> Result<FewDays, StoreError> {
    let end = |which| {
        let sql = format!("SELECT COALESCE({which}(id), 0) FROM entry WHERE on_day = $1");
        db.one(&sql, &[day.into()], |row| row.at(0))
    };
    let days = FewDays {
        first: EntryId(end("MIN")?.unwrap_or(0)),
        last: EntryId(end("MAX")?.unwrap_or(0)),
        newest: EntryId(newest),
        are_busy: false,
    };
    let count = db.one(
        "SELECT COUNT(*) FROM (SELECT id FROM entry WHERE on_day = $1 LIMIT $2) AS few",
        &[day.into(), (days.around() / READ_FOR_ONE + 1).into()],
        |row| row.at(0),
    )?;
    Ok(days.with(count.unwrap_or(0)))
}

impl FewDays {
    /// How many entries are not older than the first of these days.
    pub(super) const fn not_older(&self) -> i64 {
        self.newest.0 - self.first.0 + 1
    }

    /// How many entries are read at least to know the balances after each of these days.
    fn around(&self) -> i64 {
        self.last.0.min(self.not_older())
    }

    /// These days with so many entries.
    fn with(self, count: i64) -> Self {
        Self {
            are_busy: self.around() / READ_FOR_ONE < count,
            ..self
        }
    }

    /// Whether it is less work to read all entries around them than to reckon the balance of each
    /// owner by itself.
    #[must_use]
    pub const fn are_busy(&self) -> bool {
        self.are_busy
    }
}
