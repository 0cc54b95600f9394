//! Kinds of pass as they are listed and shown.

use serde::Serialize;

use super::ids;
use crate::domain::handle::Handle;
use crate::domain::kind::{self, Kind};
use crate::output::{Column, View, pairs};

/// What so many cost together.
#[derive(Debug, Serialize)]
pub struct Pack {
    count: u32,
    price: String,
}

/// A kind of pass.
#[derive(Debug, Serialize)]
pub struct Pass {
    handle: String,
    name: String,
    covers: String,
    price: String,
    currency: String,
    expires_after: Option<String>,
    limit: String,
    priority: i32,
    tax: String,
    retired: bool,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    lists: Option<Lists>,
}

/// What is not in a list of kinds.
#[derive(Debug, Serialize)]
struct Lists {
    volume: Vec<Pack>,
    services: Vec<String>,
    locations: Vec<String>,
    plans: Vec<String>,
    plan_prices: Vec<PlanPrice>,
}

/// What a pass costs members on a plan, where that is another price.
#[derive(Debug, Serialize)]
struct PlanPrice {
    plan: String,
    price: String,
}

/// The columns of a list of kinds.
pub const COLUMNS: &[Column] = &[
    Column::text("pass", "handle"),
    Column::text("name", "name"),
    Column::text("covers", "covers"),
    Column::number("price", "price"),
    Column::text("money", "currency"),
    Column::text("expires after", "expires_after"),
    Column::text("limit", "limit"),
    Column::csv("priority"),
    Column::csv("tax"),
    Column::text("retired", "retired").where_filled(),
];

impl From<&kind::Pack> for Pack {
    fn from(pack: &kind::Pack) -> Self {
        Self {
            count: pack.count,
            price: pack.price.to_string(),
        }
    }
}

fn plan_price(one: &kind::OnPlan) -> Option<PlanPrice> {
    Some(PlanPrice {
        plan: one.plan.clone(),
        price: one.price?.to_string(),
    })
}

impl Pass {
    /// A kind of a list, which has no lists inside.
    #[must_use]
    pub fn row(kind: &Kind) -> Self {
        let terms = &kind.terms;
        Self {
            handle: terms.handle.to_string(),
            name: terms.name.clone(),
            covers: terms.covers.to_string(),
            price: terms.price.to_string(),
            currency: terms.price.currency.to_string(),
            expires_after: ids(terms.expires_after),
            limit: terms.limit.to_string(),
            priority: terms.priority,
            tax: terms.tax.to_string(),
            retired: kind.retired,
            lists: None,
        }
    }

    /// A kind as it is shown.
    #[must_use]
    pub fn shown(kind: &Kind) -> Self {
        let terms = &kind.terms;
        let lists = Lists {
            volume: terms.volume.iter().map(Pack::from).collect(),
            services: terms.services.clone(),
            locations: terms.locations.iter().map(Handle::to_string).collect(),
            plans: terms.plans.iter().map(|one| one.plan.clone()).collect(),
            plan_prices: terms.plans.iter().filter_map(plan_price).collect(),
        };
        Self {
            lists: Some(lists),
            ..Self::row(kind)
        }
    }
}

impl View for Pass {
    fn text(&self) -> String {
        let retired = if self.retired { " (retired)" } else { "" };
        let list = |pick: fn(&Lists) -> &Vec<String>| {
            let list = self.lists.as_ref().map(pick);
            list.map(|list| list.join(", ")).unwrap_or_default()
        };
        let volume = self.lists.iter().flat_map(|lists| &lists.volume);
        let volume = volume.map(|pack| format!("{} for {}", pack.count, pack.price));
        let prices = self.lists.iter().flat_map(|lists| &lists.plan_prices);
        let prices = prices.map(|one| format!("{} on {}", one.price, one.plan));
        let expires_after = self.expires_after.clone();
        pairs(&[
            ("pass", format!("{}{retired}", self.handle)),
            ("name", self.name.clone()),
            ("covers", self.covers.clone()),
            ("price", format!("{} {}", self.price, self.currency)),
            ("volume", volume.collect::<Vec<_>>().join(", ")),
            (
                "expires after",
                expires_after.unwrap_or_else(|| "never".to_owned()),
            ),
            ("services", list(|lists| &lists.services)),
            ("locations", list(|lists| &lists.locations)),
            ("plans", list(|lists| &lists.plans)),
            ("plan prices", prices.collect::<Vec<_>>().join(", ")),
            ("limit", self.limit.clone()),
            ("priority", self.priority.to_string()),
            ("tax", format!("{} %", self.tax)),
        ])
    }
}
