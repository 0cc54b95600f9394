//! What `config` answers: each value and where it came from.

use serde::Serialize;

use crate::output::Column;

/// A value.
#[derive(Debug, Serialize)]
pub struct Value {
    /// Its name: `payment`, `location.hq.hours`.
    pub name: String,
    /// Its text.
    pub value: String,
    /// `--db`, `DAYPASS_DB`, `config.toml:3`, `default` …
    pub from: String,
}

/// The columns of the list.
pub const COLUMNS: &[Column] = &[
    Column::text("name", "name"),
    Column::text("value", "value"),
    Column::fixed("from", "from"),
];
