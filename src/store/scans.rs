//! Counts, under test, the rows that statements walk over for want of an index, and asks the engine how
//! it would find them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::{Store, Value};

thread_local! {
    static WALKED: RefCell<BTreeMap<String, i32>> = const { RefCell::new(BTreeMap::new()) };
}

/// Adds rows that a statement walked over.
pub(super) fn note(sql: &str, steps: i32) {
    WALKED.with_borrow_mut(|walked| *walked.entry(sql.to_owned()).or_default() += steps);
}

/// The statements that walked over more than `most` rows since this was asked last, with how many.
pub(crate) fn beyond(most: i32) -> Vec<String> {
    let walked = WALKED.take();
    let long = walked.into_iter().filter(|(_, steps)| *steps > most);
    long.map(|(sql, steps)| format!("{steps} rows: {sql}"))
        .collect()
}

/// The steps by which the engine would answer a statement, in a database without rows.
pub(crate) fn plan(sql: &str, values: &[Value]) -> Vec<String> {
    let store = Store::in_memory().expect("a database");
    let sql = format!("EXPLAIN QUERY PLAN {sql}");
    let steps = store.read(|db| db.rows(&sql, values, |row| row.get::<String>("detail")));
    steps.expect("a test's own SQL")
}
