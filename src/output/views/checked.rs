//! What `check` answers.

use serde::Serialize;

use super::ids;
use crate::ops::check;
use crate::output::{View, counted};

/// The outcome of a check.
#[derive(Debug, Serialize)]
pub struct Checked {
    ok: bool,
    operations: i64,
    entries: i64,
    lots: i64,
    first_operation: Option<String>,
    problems: Vec<String>,
}

impl From<&check::Checked> for Checked {
    fn from(checked: &check::Checked) -> Self {
        Self {
            ok: checked.problems.is_empty(),
            operations: checked.operations,
            entries: checked.entries,
            lots: checked.lots,
            first_operation: ids(checked.first),
            problems: checked.problems.clone(),
        }
    }
}

/// What was read, in words.
pub(super) fn read(operations: i64, entries: i64, lots: i64) -> String {
    let many = |count: i64, one, more| {
        let count = usize::try_from(count).unwrap_or_default();
        counted(count, one, more)
    };
    format!(
        "{}, {}, {}",
        many(operations, "operation", "operations"),
        many(entries, "entry", "entries"),
        many(lots, "lot", "lots")
    )
}

impl View for Checked {
    fn text(&self) -> String {
        let read = read(self.operations, self.entries, self.lots);
        if self.ok {
            return format!("all is well: {read}\n");
        }
        let problems = counted(self.problems.len(), "problem", "problems");
        format!("{problems} in {read}\n{}\n", self.problems.join("\n"))
    }
}
