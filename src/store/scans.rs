//! Counts, under test, the rows that statements walk over for want of an index.

use std::cell::RefCell;
use std::collections::BTreeMap;

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
