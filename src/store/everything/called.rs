//! What people call what rows refer to by number. Looked up here instead of by joins, a long table
//! costs a quarter less to read.

use super::super::{Snapshot, StoreError, Value};

/// What rows of a table are called, where they are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Names {
    pub(super) table: &'static str,
    name: &'static str,
    only: &'static str,
}

/// The names of all rows of a table.
#[derive(Debug, Default)]
pub(super) struct Called {
    /// By number; of each where its name ends in the text. Whoever is not meant has none.
    rows: Vec<(i64, usize)>,
    text: String,
}

/// The number of a table's last row: about as many it has.
pub(super) fn last(db: &Snapshot, table: &str) -> Result<i64, StoreError> {
    let sql = format!("SELECT COALESCE(MAX(id), 0) FROM {table}");
    Ok(db.one(&sql, &[], |row| row.at(0))?.unwrap_or(0))
}

impl Names {
    pub(super) const fn of(table: &'static str, name: &'static str, only: &'static str) -> Self {
        Self { table, name, only }
    }

    /// The expression that tells the name of one row.
    pub(super) fn one(self, id: &str) -> String {
        let Self { table, name, only } = self;
        format!("(SELECT {name} FROM {table} WHERE id = {id} AND {only})")
    }

    /// The names of all rows.
    pub(super) fn all(self, db: &Snapshot) -> Result<Called, StoreError> {
        let Self { table, name, only } = self;
        let sql = format!("SELECT id, CASE WHEN {only} THEN {name} END FROM {table} ORDER BY id");
        let mut called = Called::default();
        db.each(&sql, &[], |row| {
            if row.value(1)? != Value::Null {
                called.text.push_str(row.text(1)?);
            }
            called.rows.push((row.at(0)?, called.text.len()));
            Ok::<(), StoreError>(())
        })?;
        Ok(called)
    }
}

impl Called {
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
            let table = format!(
                "CREATE TABLE pet (id INTEGER PRIMARY KEY, name TEXT); \
                INSERT INTO pet VALUES {rows}"
            );
            let store = Store::in_memory().unwrap();
            store.tamper(&table);
            let called = store
                .read(|db| Names::of("pet", "name", "TRUE").all(db))
                .unwrap();
            assert_eq!([1, 2, 3, 4].map(|id| called.name(id)), names, "{rows}");
            assert_eq!([i64::MIN, -1, 0, 5].map(|id| called.name(id)), [None; 4]);
        }
    }
}
