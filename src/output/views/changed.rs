//! Values that a change made other than they were.

use serde::{Deserialize, Serialize};

/// A value that was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Changed {
    field: String,
    was: String,
    is: String,
}

impl Changed {
    /// The fields that differ; both lists have the same names in the same order.
    pub(super) fn between(
        was: Vec<(&'static str, String)>,
        is: Vec<(&'static str, String)>,
    ) -> Vec<Self> {
        let both = was.into_iter().zip(is);
        let changed = both.filter(|((_, was), (_, is))| was != is);
        changed
            .map(|((field, was), (_, is))| Self {
                field: field.to_owned(),
                was,
                is,
            })
            .collect()
    }

    /// The changes of a thing, a line each.
    pub(super) fn told(what: &str, changed: &[Self]) -> String {
        if changed.is_empty() {
            return format!("{what}: nothing to change\n");
        }
        let line = |one: &Self| format!("{what}: {} was {}, is {}\n", one.field, one.was, one.is);
        changed.iter().map(line).collect()
    }
}
