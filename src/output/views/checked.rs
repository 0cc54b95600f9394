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

impl View for Checked {
    fn text(&self) -> String {
        let many =
            |count: i64, one, more| counted(usize::try_from(count).unwrap_or_default(), one, more);
        let read = format!(
            "{}, {}, {}",
            many(self.operations, "operation", "operations"),
            many(self.entries, "entry", "entries"),
            many(self.lots, "lot", "lots")
        );
        if self.ok {
            return format!("all is well: {read}\n");
        }
        let problems = counted(self.problems.len(), "problem", "problems");
        format!("{problems} in {read}\n{}\n", self.problems.join("\n"))
    }
}
