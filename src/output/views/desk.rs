//! Desks as they are listed and shown.

use serde::Serialize;

use crate::domain::handle::Handle;
use crate::ops::desk::Placed;
use crate::output::{Column, View, pairs};

/// A desk.
#[derive(Debug, Serialize)]
pub struct Desk {
    handle: String,
    location: String,
    name: String,
    kind: String,
    seats: u32,
    passes: bool,
    price: String,
    currency: String,
    cancel: String,
    service: Option<String>,
    retired: bool,
    /// The dates on which it cannot be booked; not in a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<Vec<String>>,
}

/// The columns of a list of desks.
pub const COLUMNS: &[Column] = &[
    Column::text("location", "location"),
    Column::text("desk", "handle"),
    Column::text("name", "name"),
    Column::text("kind", "kind"),
    Column::number("seats", "seats"),
    Column::number("price", "price"),
    Column::text("money", "currency"),
    Column::csv("passes"),
    Column::csv("cancel"),
    Column::csv("service"),
    Column::text("retired", "retired").where_filled(),
];

impl Desk {
    /// A desk of a list, which has no lists inside.
    #[must_use]
    pub fn row(desk: &crate::domain::desk::Desk, location: &Handle) -> Self {
        let terms = &desk.terms;
        Self {
            handle: terms.handle.to_string(),
            location: location.to_string(),
            name: terms.name.clone(),
            kind: terms.kind.to_string(),
            seats: terms.seats,
            passes: terms.passes,
            price: terms.price.to_string(),
            currency: terms.price.currency.to_string(),
            cancel: terms.cancel.to_string(),
            service: Some(terms.service.clone()).filter(|service| !service.is_empty()),
            retired: desk.retired,
            closed: None,
        }
    }

    /// A desk as it is shown.
    #[must_use]
    pub fn shown(placed: &Placed) -> Self {
        let closed = placed.desk.terms.closed.words();
        Self {
            closed: Some(closed),
            ..Self::row(&placed.desk, &placed.location.terms.handle)
        }
    }
}

impl Desk {
    /// The cells of a table of the desks of one location.
    pub(super) fn cells(&self) -> Vec<String> {
        let retired = if self.retired { " (retired)" } else { "" };
        vec![
            format!("{}{retired}", self.handle),
            self.name.clone(),
            self.kind.clone(),
            self.seats.to_string(),
            self.price.clone(),
        ]
    }
}

impl View for Desk {
    fn text(&self) -> String {
        let retired = if self.retired { " (retired)" } else { "" };
        pairs(&[
            (
                "desk",
                format!("{}/{}{retired}", self.location, self.handle),
            ),
            ("name", self.name.clone()),
            ("kind", self.kind.clone()),
            ("seats", self.seats.to_string()),
            ("passes", super::yes_or_no(self.passes)),
            ("price", format!("{} {}", self.price, self.currency)),
            ("cancel", self.cancel.clone()),
            ("service", self.service.clone().unwrap_or_default()),
            ("closed", self.closed.clone().unwrap_or_default().join(", ")),
        ])
    }
}
