//! Members and companies as they are listed.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::{Text, ids};
use crate::domain::customer::Standing;
use crate::domain::day::Day;
use crate::domain::ids::CustomerRef;
use crate::domain::qty::PassQty;
use crate::domain::tag;
use crate::ops::people::list::Listed;
use crate::output::Column;

/// A member or company in a list.
#[derive(Debug, Serialize)]
pub struct Row<'a> {
    id: Text<CustomerRef>,
    handle: &'a str,
    name: &'a str,
    email: Option<&'a str>,
    company: Option<&'a str>,
    location: &'a str,
    status: &'a str,
    use_passes: bool,
    tags: Vec<String>,
    on: Text<Day>,
    balance: Option<Text<PassQty>>,
    balances: Balances<'a>,
    scheduled: Text<PassQty>,
    owed: Text<PassQty>,
    note: Option<&'a str>,
    payment_method: Option<&'a str>,
    removed_on: Option<Text<Day>>,
}

/// Balances by kind, the kind `day` first; null where there is no count.
#[derive(Debug)]
struct Balances<'a>(&'a [(&'a str, Option<PassQty>)]);

impl Serialize for Balances<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let balances = self.0.iter();
        to.collect_map(balances.map(|(kind, count)| (kind, count.map(Text))))
    }
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
    Column::csv("note"),
    Column::csv("payment_method"),
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
    Column::csv("note"),
    Column::csv("payment_method"),
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

impl<'a> From<&'a Listed<'a>> for Row<'a> {
    fn from(listed: &'a Listed<'a>) -> Self {
        let customer = listed.customer;
        Self {
            id: Text(customer.shown),
            handle: customer.handle,
            name: customer.name,
            email: customer.email,
            company: if customer.standing == Standing::Company {
                Some(customer.handle)
            } else {
                listed.company
            },
            location: listed.location,
            status: listed.status,
            use_passes: customer.use_passes,
            tags: tag::read_list(customer.tags),
            on: Text(listed.on),
            balance: listed
                .balances
                .first()
                .and_then(|(_, count)| count.map(Text)),
            balances: Balances(listed.balances),
            scheduled: Text(listed.scheduled),
            owed: Text(listed.owed),
            note: customer.note,
            payment_method: customer.payment_method,
            removed_on: customer.removed_on.map(Text),
        }
    }
}
