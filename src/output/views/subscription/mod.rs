//! Subscriptions as they are listed and shown.

pub mod changed;
pub mod started;

use serde::{Deserialize, Serialize};

use super::ids;
use super::plan::included;
use crate::domain::customer::Standing;
use crate::domain::day::{Day, DaySpan};
use crate::domain::subscription::Subscription;
use crate::ops::subscription::Card;
use crate::output::{Align, Column, View, pairs, table};

/// A span of days, inclusive at both ends.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Span {
    from: String,
    to: String,
}

/// A subscription in short.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Brief {
    pub(super) id: String,
    plan: String,
    pub(super) status: String,
    quantity: i64,
    pub(super) from: String,
    pub(super) until: Option<String>,
    period: Option<Span>,
    pub(super) renews_on: Option<String>,
}

/// A subscription in a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Row {
    #[serde(flatten)]
    brief: Brief,
    member: Option<String>,
    company: Option<String>,
    price: String,
    currency: String,
    every: String,
    anchor: String,
}

/// The columns of a list of subscriptions.
pub const COLUMNS: &[Column] = &[
    Column::fixed("id", "id"),
    Column::who(),
    Column::csv("company"),
    Column::text("plan", "plan"),
    Column::number("quantity", "quantity").where_room(),
    Column::fixed("status", "status"),
    Column::fixed("from", "from"),
    Column::fixed("until", "until").where_filled(),
    Column::fixed("renews on", "renews_on").where_filled(),
    Column::csv("period.from"),
    Column::csv("period.to"),
    Column::csv("price"),
    Column::csv("currency"),
    Column::csv("every"),
    Column::csv("anchor"),
];

/// What is paid and received from a day on.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Term {
    from: String,
    plan: String,
    quantity: i64,
    price: String,
    included: String,
    prorate: bool,
}

/// A subscription with everything that was agreed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Shown {
    #[serde(flatten)]
    row: Row,
    terms: Vec<Term>,
    pauses: Vec<Span>,
}

impl From<DaySpan> for Span {
    fn from(span: DaySpan) -> Self {
        Self {
            from: span.from.to_string(),
            to: span.to.to_string(),
        }
    }
}

impl Brief {
    /// A subscription as it is on a day.
    #[must_use]
    pub fn of(subscription: &Subscription, on: Day) -> Self {
        let term = subscription.term_on(on);
        Self {
            id: subscription.id.to_string(),
            plan: term.plan_name.clone(),
            status: subscription.status_on(on).to_string(),
            quantity: term.quantity,
            from: subscription.start.to_string(),
            until: ids(subscription.until),
            period: subscription.period_on(on).map(Span::from),
            renews_on: ids(subscription.renews_after(on)),
        }
    }

    /// How many of which plan: `Flex`, `2 × Flex`.
    pub(super) fn what(&self) -> String {
        many(self.quantity, &self.plan)
    }
}

fn many(quantity: i64, plan: &str) -> String {
    if quantity == 1 {
        return plan.to_owned();
    }
    format!("{quantity} × {plan}")
}

impl From<&Card> for Row {
    fn from(card: &Card) -> Self {
        let one = &card.subscription;
        let price = one.term_on(card.on).price;
        let customer = &card.customer;
        let is_company = customer.standing == Standing::Company;
        let handle = || customer.handle.clone();
        Self {
            brief: Brief::of(one, card.on),
            member: (!is_company).then(handle),
            company: is_company.then(handle),
            price: price.to_string(),
            currency: price.currency.to_string(),
            every: one.cycle.to_string(),
            anchor: one.anchor.to_string(),
        }
    }
}

impl Row {
    /// Whose it is: the handle of the member or company.
    fn who(&self) -> &str {
        let handle = self.member.as_deref().or(self.company.as_deref());
        handle.unwrap_or("nobody")
    }
}

impl From<&Card> for Shown {
    fn from(card: &Card) -> Self {
        let one = &card.subscription;
        let terms = one.terms.iter().zip(&card.includes);
        Self {
            row: Row::from(card),
            terms: terms
                .map(|(term, includes)| Term {
                    from: term.from.to_string(),
                    plan: term.plan_name.clone(),
                    quantity: term.quantity,
                    price: term.price.to_string(),
                    included: included(includes),
                    prorate: term.prorate,
                })
                .collect(),
            pauses: one.pauses.iter().map(|pause| Span::from(pause.0)).collect(),
        }
    }
}

impl View for Shown {
    fn text(&self) -> String {
        let brief = &self.row.brief;
        let to_come = |day: &Option<String>| day.clone().unwrap_or_default();
        let period = brief.period.as_ref();
        let facts = pairs(&[
            ("subscription", brief.id.clone()),
            ("of", self.row.who().to_owned()),
            ("plan", brief.what()),
            ("status", brief.status.clone()),
            ("price", format!("{} {}", self.row.price, self.row.currency)),
            ("every", self.row.every.clone()),
            ("from", brief.from.clone()),
            ("until", to_come(&brief.until)),
            (
                "period",
                period.map_or_else(String::new, |span| format!("{} to {}", span.from, span.to)),
            ),
            ("renews on", to_come(&brief.renews_on)),
        ]);
        let heading = [
            ("terms from", Align::Left),
            ("plan", Align::Left),
            ("price", Align::Right),
            ("includes", Align::Left),
        ];
        let terms = self.terms.iter().map(|term| {
            let plan = many(term.quantity, &term.plan);
            vec![
                term.from.clone(),
                plan,
                term.price.clone(),
                term.included.clone(),
            ]
        });
        let heads = [("paused from", Align::Left), ("until", Align::Left)];
        let pauses = self.pauses.iter();
        let pauses = pauses.map(|span| vec![span.from.clone(), span.to.clone()]);
        let lists = [
            facts,
            table(&heading, terms.collect()),
            table(&heads, pauses.collect()),
        ];
        let lists = lists.into_iter().filter(|list| !list.is_empty());
        lists.collect::<Vec<_>>().join("\n")
    }
}
