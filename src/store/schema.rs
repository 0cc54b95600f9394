//! The schema and its steps from version to version, counted by `user_version`; and
//! whether it still is what they made.

use std::collections::BTreeMap;

use super::{Snapshot, Store, StoreError};

/// "DAYP": marks a file as daypass's own.
pub(super) const APPLICATION_ID: i64 = 0x4441_5950;

const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_start.sql"),
    include_str!("migrations/0002_selling.sql"),
    include_str!("migrations/0003_lean.sql"),
];

/// The schema version that this program writes.
pub(super) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).expect("few migrations")
}

/// The statements that bring a database of that version up to date.
pub(super) fn steps_from(version: i64) -> String {
    let done = usize::try_from(version).unwrap_or(usize::MAX);
    let steps = MIGRATIONS.get(done..).unwrap_or_default().concat();
    let newest = newest();
    format!("{steps} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {newest};")
}

/// Where the schema is not what this program makes: what is missing from it or was altered. What
/// others keep beside it is let be (Litestream has two tables).
pub fn altered(db: &Snapshot) -> Result<Vec<String>, StoreError> {
    let ours = Store::in_memory()?;
    let ours = ours.read(objects)?;
    let mut theirs = objects(db)?;
    let mut found = Vec::new();
    for (named, sql) in ours {
        match theirs.remove(&named) {
            Some(now) if now == sql => {}
            Some(_) => found.push(format!("{named} is not as daypass made it")),
            None => found.push(format!("{named} is missing")),
        }
    }
    Ok(found)
}

/// The statement that made each thing in the schema, by its type and name.
fn objects(db: &Snapshot) -> Result<BTreeMap<String, String>, StoreError> {
    let sql = "SELECT type || ' ' || name AS named, sql FROM sqlite_schema WHERE sql IS NOT NULL";
    let rows = db.rows(sql, &[], |row| {
        Ok((row.get::<String>("named")?, row.get::<String>("sql")?))
    })?;
    Ok(rows.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_which_many_are_written_is_checked_without_a_table_of_its_own() {
        let store = Store::in_memory().unwrap();
        for table in ["entry", "lot", "term_include"] {
            let sql = format!("EXPLAIN INSERT INTO {table} SELECT * FROM {table} WHERE id = 1");
            let codes = store.read(|db| db.rows(&sql, &[], |row| row.get::<String>("opcode")));
            let made = codes.unwrap().into_iter();
            let made: Vec<_> = made.filter(|code| code == "OpenEphemeral").collect();
            // The one that holds the rows that are selected.
            assert_eq!(made.len(), 1, "{table}");
        }
    }
}
