//! Members and companies as they are listed.

use serde::Serialize;
use serde_json::{Map, Value};

use super::ids;
use crate::domain::customer::Standing;
use crate::domain::qty::PassQty;
use crate::domain::tag;
use crate::ops::people::summary::Summary;
use crate::output::Column;

/// A member or company in a list.
#[derive(Debug, Serialize)]
pub struct Row {
    id: String,
    handle: String,
    name: String,
    email: Option<String>,
    company: Option<String>,
    location: String,
    status: String,
    use_passes: bool,
    tags: Vec<String>,
    on: String,
    balance: Option<String>,
    balances: Map<String, Value>,
    scheduled: String,
    owed: String,
    removed_on: Option<String>,
}

/// The columns of a list of members.
pub const COLUMNS: &[Column] = &[
    Column::fixed("id", "id"),
    Column::text("handle", "handle"),
    Column::text("name", "name"),
    Column::csv("email"),
    Column::text("company", "company").where_filled(),
    Column::csv("location"),
    Column::fixed("status", "status"),
    Column::csv("use_passes"),
    Column::csv("tags"),
    Column::csv("on"),
    Column::number("passes", "balance"),
    Column::csv("balances"),
    Column::csv("scheduled"),
    Column::csv("owed"),
    Column::csv("removed_on"),
];

/// The columns of a list of companies.
pub const COMPANY_COLUMNS: &[Column] = &[
    Column::fixed("id", "id"),
    Column::text("handle", "handle"),
    Column::text("name", "name"),
    Column::csv("email"),
    Column::text("location", "location").where_room(),
    Column::fixed("status", "status"),
    Column::csv("use_passes"),
    Column::csv("company"),
    Column::csv("tags"),
    Column::csv("on"),
    Column::number("passes", "balance"),
    Column::csv("balances"),
    Column::csv("scheduled"),
    Column::csv("owed"),
    Column::csv("removed_on"),
];

/// A number of passes; null where there is no count.
fn passes(count: Option<PassQty>) -> Option<String> {
    ids(count)
}

/// Balances by kind, the kind `day` first.
pub(super) fn balances(balances: &[(String, Option<PassQty>)]) -> Map<String, Value> {
    let balances = balances.iter();
    balances
        .map(|(kind, count)| (kind.clone(), Value::from(passes(*count))))
        .collect()
}

/// The balance of the kind `day`.
pub(super) fn balance(balances: &[(String, Option<PassQty>)]) -> Option<String> {
    balances.first().and_then(|(_, count)| passes(*count))
}

impl From<&Summary> for Row {
    fn from(summary: &Summary) -> Self {
        let customer = &summary.card.customer;
        Self {
            id: customer.shown.to_string(),
            handle: customer.handle.clone(),
            name: customer.name.clone(),
            email: customer.email.clone(),
            company: if customer.standing == Standing::Company {
                Some(customer.handle.clone())
            } else {
                summary.card.company.clone()
            },
            location: summary.card.location.to_string(),
            status: summary.status.clone(),
            use_passes: customer.use_passes,
            tags: tag::read_list(&customer.tags),
            on: summary.on.to_string(),
            balance: balance(&summary.balances),
            balances: balances(&summary.balances),
            scheduled: summary.scheduled.to_string(),
            owed: summary.owed.to_string(),
            removed_on: ids(customer.removed_on),
        }
    }
}
