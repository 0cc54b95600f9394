//! Free seats, by desk and date.

use serde::Serialize;

use crate::ops::desk_free;
use crate::output::Column;

/// A desk on one date.
#[derive(Debug, Serialize)]
pub struct Row {
    location: String,
    desk: String,
    on: String,
    kind: String,
    passes: bool,
    seats: i64,
    free: i64,
    closed: bool,
}

/// The columns of a list of free seats.
#[must_use]
pub fn columns(listed: &[Row]) -> Vec<Column> {
    let closed = listed.iter().any(|row| row.closed);
    vec![
        Column::fixed("on", "on"),
        Column::text("location", "location"),
        Column::text("desk", "desk"),
        Column::text("kind", "kind"),
        Column::number("seats", "seats"),
        Column::number("free", "free"),
        Column::text("closed", "closed").in_table(closed),
        Column::csv("passes"),
    ]
}

/// Nothing is free on a day that is closed.
impl From<&desk_free::Free> for Row {
    fn from(free: &desk_free::Free) -> Self {
        let terms = &free.desk.terms;
        let closed = free.day.closed;
        Self {
            location: free.location.to_string(),
            desk: terms.handle.to_string(),
            on: free.on.to_string(),
            kind: terms.kind.to_string(),
            passes: terms.passes,
            seats: free.day.seats,
            free: if closed { 0 } else { free.day.free() },
            closed,
        }
    }
}
