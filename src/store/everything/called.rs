//! What people call what rows refer to by number. Looked up here instead of by joins, a long table
//! costs a quarter less to read.

use super::super::{Snapshot, StoreError};

/// What rows of a table are called, where they are meant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names {
    pub(super) table: &'static str,
    name: &'static str,
    /// Of customers, whether companies are meant or people.
    companies: Option<bool>,
}

/// The names of all rows of a table.
#[derive(Debug, Default)]
pub(super) struct Called {
    /// By number; of each where its name ends in the text, and whether it is a company.
    rows: Vec<(i64, usize, bool)>,
    text: String,
}

impl Names {
    pub(super) const fn of(table: &'static str, name: &'static str) -> Self {
        Self {
            table,
            name,
            companies: None,
        }
    }

    pub(super) const fn of_customers(companies: bool) -> Self {
        Self {
            companies: Some(companies),
            ..Self::of("customer", "handle")
        }
    }

    /// The expression that tells the name of one row.
    pub(super) fn one(self, id: &str) -> String {
        let Self { table, name, .. } = self;
        let only = match self.companies {
            Some(true) => " AND kind = 'company'",
            Some(false) => " AND kind = 'person'",
            None => "",
        };
        format!("(SELECT {name} FROM {table} WHERE id = {id}{only})")
    }

    /// The names of all rows, also of those that are not meant.
    pub(super) fn all(self, db: &Snapshot) -> Result<Called, StoreError> {
        let Self { table, name, .. } = self;
        let company = self.companies.map_or("FALSE", |_| "kind = 'company'");
        let sql = format!("SELECT id, {name}, {company} AS company FROM {table} ORDER BY id");
        let mut called = Called::default();
        db.each(&sql, &[], |row| {
            called.text.push_str(row.text(1)?);
            let (id, company) = (row.at(0)?, row.at(2)?);
            called.rows.push((id, called.text.len(), company));
            Ok::<(), StoreError>(())
        })?;
        Ok(called)
    }

    /// The name of the row with that number, where it is meant.
    pub(super) fn find(self, called: &Called, id: i64) -> Option<&str> {
        let (name, company) = called.row(id)?;
        let is_meant = self.companies.is_none_or(|companies| companies == company);
        is_meant.then_some(name)
    }
}

impl Called {
    /// The name of the row with that number, and whether it is a company.
    fn row(&self, id: i64) -> Option<(&str, bool)> {
        // Rows are numbered one after the other, mostly without gaps.
        let at = match usize::try_from(id.saturating_sub(1)) {
            Ok(at) if self.rows.get(at).is_some_and(|row| row.0 == id) => at,
            _ => self.rows.binary_search_by_key(&id, |row| row.0).ok()?,
        };
        let from = at.checked_sub(1).map_or(0, |before| self.rows[before].1);
        let (_, to, company) = self.rows[at];
        Some((&self.text[from..to], company))
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
                "(1, 'ada'), (2, ''), (3, 'ben')",
                [Some("ada"), Some(""), Some("ben"), None],
            ),
            (
                "(2, 'ada'), (4, 'ben')",
                [None, Some("ada"), None, Some("ben")],
            ),
            (
                "(1, 'cleo'), (4, 'ben')",
                [Some("cleo"), None, None, Some("ben")],
            ),
        ] {
            let store = Store::in_memory().unwrap();
            store.tamper(&format!(
                "CREATE TABLE pet (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO pet VALUES {rows}"
            ));
            let pets = Names::of("pet", "name");
            let called = store.read(|db| pets.all(db)).unwrap();
            assert_eq!(
                [1, 2, 3, 4].map(|id| pets.find(&called, id)),
                names,
                "{rows}"
            );
            let none = [i64::MIN, -1, 0, 5].map(|id| pets.find(&called, id));
            assert_eq!(none, [None; 4], "{rows}");
        }
    }
}
