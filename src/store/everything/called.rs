//! What people call what rows refer to by number. Looked up here instead of by joins, a long table
//! costs a quarter less to read.

use super::super::{Snapshot, StoreError, Value};

/// The names of rows of one table.
#[derive(Debug)]
pub(super) struct Called {
    /// By number; of each where its name ends in the text.
    rows: Vec<(i64, usize)>,
    text: String,
}

impl Called {
    /// What the rows that a statement answers are called: it tells all numbers there are, in order,
    /// and the names of those that are meant.
    pub(super) fn read(db: &Snapshot, sql: &str) -> Result<Self, StoreError> {
        let mut called = Self {
            rows: Vec::new(),
            text: String::new(),
        };
        db.each(sql, &[], |row| {
            if row.value(1)? != Value::Null {
                called.text.push_str(row.text(1)?);
            }
            called.rows.push((row.at(0)?, called.text.len()));
            Ok::<(), StoreError>(())
        })?;
        Ok(called)
    }

    /// The name of the row with that number, where it is meant.
    pub(super) fn name(&self, id: i64) -> Option<&str> {
        // Rows are numbered one after the other, mostly without gaps.
        let at = match usize::try_from(id.saturating_sub(1)) {
            Ok(at) if self.rows.get(at).is_some_and(|row| row.0 == id) => at,
            _ => self.rows.binary_search_by_key(&id, |row| row.0).ok()?,
        };
        let from = at.checked_sub(1).map_or(0, |before| self.rows[before].1);
        let name = &self.text[from..self.rows[at].1];
        (!name.is_empty()).then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn names_are_found_by_number_with_and_without_gaps() {
        for (rows, names) in [
            (
                "(1, 'ada'), (2, NULL), (3, 'ben')",
                [Some("ada"), None, Some("ben"), None],
            ),
            (
                "(2, 'ada'), (4, 'ben')",
                [None, Some("ada"), None, Some("ben")],
            ),
            ("(1, NULL), (4, 'ben')", [None, None, None, Some("ben")]),
        ] {
            let sql = format!("SELECT column1, column2 FROM (VALUES {rows}) ORDER BY 1");
            let store = Store::in_memory().unwrap();
            let called = store.read(|db| Called::read(db, &sql)).unwrap();
            assert_eq!([1, 2, 3, 4].map(|id| called.name(id)), names, "{rows}");
            assert_eq!([i64::MIN, -1, 0, 5].map(|id| called.name(id)), [None; 4]);
        }
    }
}
