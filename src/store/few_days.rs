//! Days that hold so few of all entries that these are best found by their day.

use super::history::Filter;
use super::{Snapshot, StoreError};
use crate::domain::day::Day;
use crate::domain::ids::EntryId;

/// A few days that are meant, and what is known of their entries, whichever are asked for of them.
#[derive(Debug, Clone, Copy)]
pub struct FewDays {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// How many entries they have.
    pub count: i64,
    /// The first of them; 0 where there are none.
    pub first: EntryId,
    /// The last of them.
    pub last: EntryId,
    /// The newest entry of all.
    pub newest: EntryId,
}

/// The days meant, where they hold so few of all entries that these are best found by their day.
pub fn find(db: &Snapshot, filter: &Filter) -> Result<Option<FewDays>, StoreError> {
    let Some(from) = filter.from else {
        return Ok(None);
    };
    let to = filter.to.unwrap_or(Day::NEVER);
    let newest = db.one("SELECT MAX(id) AS last FROM entry", &[], |row| {
        row.at::<Option<i64>>(0)
    })?;
    let newest = newest.flatten().unwrap_or(0);
    // Of several days all that is told of an entry is put in order once it is found.
    let most = newest / if filter.is_of_one_day() { 2 } else { 8 };
    let found = db.one(
        "SELECT COUNT(*) AS found, COALESCE(MIN(id), 0) AS first, COALESCE(MAX(id), 0) AS last \
         FROM (SELECT id FROM entry WHERE on_day >= $1 AND on_day <= $2 LIMIT $3) AS few",
        &[from.into(), to.into(), (most + 1).into()],
        |row| {
            Ok(FewDays {
                from,
                to,
                count: row.at(0)?,
                first: row.at(1)?,
                last: row.at(2)?,
                newest: EntryId(newest),
            })
        },
    )?;
    Ok(found.filter(|found| found.count <= most))
}
