//! Members as they are listed.

use serde::Serialize;

use crate::domain::customer::Customer;
use crate::output::Column;

/// A member in a list.
#[derive(Debug, Serialize)]
pub struct Row {
    id: String,
    handle: String,
    name: String,
    email: Option<String>,
}

/// The columns of a list of members.
pub const COLUMNS: &[Column] = &[
    Column::text("id", "id"),
    Column::text("handle", "handle"),
    Column::text("name", "name"),
    Column::text("e-mail", "email"),
];

impl From<&Customer> for Row {
    fn from(customer: &Customer) -> Self {
        Self {
            id: customer.shown.to_string(),
            handle: customer.handle.clone(),
            name: customer.name.clone(),
            email: customer.email.clone(),
        }
    }
}
