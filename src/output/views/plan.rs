//! Plans as they are listed, shown and written.

use serde::{Deserialize, Serialize};

use super::ids;
use crate::domain::ids::OperationId;
use crate::domain::plan::IncludeText;
use crate::ops::plan::Card;
use crate::output::{Column, View, pairs};

/// A plan in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    id: String,
    name: String,
    every: String,
    price: String,
    currency: String,
    prorate: bool,
    retired: bool,
    included: String,
}

/// The columns of a list of plans.
pub const COLUMNS: &[Column] = &[
    Column::text("id", "id"),
    Column::text("name", "name"),
    Column::text("every", "every"),
    Column::number("price", "price"),
    Column::text("currency", "currency"),
    Column::text("includes", "included"),
    Column::csv("prorate"),
    Column::text("retired", "retired"),
];

/// Passes that a plan includes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Include {
    kind: String,
    passes: String,
    cadence: String,
    valid: String,
}

/// A plan with everything it promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    #[serde(flatten)]
    row: Row,
    includes: Vec<Include>,
}

/// What was done to a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Did {
    Added,
    Changed,
    Retired,
}

/// A value that was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Changed {
    field: String,
    was: String,
    is: String,
}

/// A plan as it stands after it was written.
#[derive(Debug, Serialize, Deserialize)]
pub struct Written {
    operation: Option<String>,
    did: Did,
    #[serde(flatten)]
    plan: Plan,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    changed: Vec<Changed>,
}

/// Includes in one line: `day=10, hour=3/week`.
pub(super) fn included(includes: &[IncludeText]) -> String {
    let texts: Vec<String> = includes.iter().map(ToString::to_string).collect();
    texts.join(", ")
}

impl From<&IncludeText> for Include {
    fn from(include: &IncludeText) -> Self {
        Self {
            kind: include.kind.clone(),
            passes: include.passes.to_string(),
            cadence: include.cadence.to_string(),
            valid: include.validity.to_string(),
        }
    }
}

impl From<&Card> for Row {
    fn from(card: &Card) -> Self {
        let terms = &card.plan.terms;
        Self {
            id: card.plan.id.to_string(),
            name: terms.name.clone(),
            every: terms.every.to_string(),
            price: terms.price.to_string(),
            currency: terms.price.currency.to_string(),
            prorate: terms.prorate,
            retired: card.plan.retired,
            included: included(&card.includes),
        }
    }
}

impl From<&Card> for Plan {
    fn from(card: &Card) -> Self {
        Self {
            row: Row::from(card),
            includes: card.includes.iter().map(Include::from).collect(),
        }
    }
}

impl Row {
    fn includes(&self) -> String {
        if self.included.is_empty() {
            return "nothing: access without passes".to_owned();
        }
        self.included.clone()
    }
}

impl View for Plan {
    fn text(&self) -> String {
        let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        let row = &self.row;
        pairs(&[
            ("plan", format!("{} ({})", row.name, row.id)),
            ("every", row.every.clone()),
            ("price", format!("{} {}", row.price, row.currency)),
            ("includes", row.includes()),
            ("prorate", yes(row.prorate)),
            ("retired", yes(row.retired)),
        ])
    }
}

impl Written {
    fn new(operation: Option<OperationId>, did: Did, card: &Card) -> Self {
        Self {
            operation: ids(operation),
            did,
            plan: Plan::from(card),
            changed: Vec::new(),
        }
    }

    /// After it was added.
    #[must_use]
    pub fn added(operation: Option<OperationId>, card: &Card) -> Self {
        Self::new(operation, Did::Added, card)
    }

    /// After it was changed: as it was and as it is.
    #[must_use]
    pub fn changed(operation: Option<OperationId>, (was, is): &(Card, Card)) -> Self {
        let fields = |card: &Card| {
            let row = Row::from(card);
            [
                ("name", row.name.clone()),
                ("includes", row.includes()),
                ("every", row.every.clone()),
                ("price", format!("{} {}", row.price, row.currency)),
                ("prorate", row.prorate.to_string()),
            ]
        };
        let both = fields(was).into_iter().zip(fields(is));
        let changed = both.filter(|((_, was), (_, is))| was != is);
        Self {
            changed: changed
                .map(|((field, was), (_, is))| Changed {
                    field: field.to_owned(),
                    was,
                    is,
                })
                .collect(),
            ..Self::new(operation, Did::Changed, is)
        }
    }

    /// After it was retired.
    #[must_use]
    pub fn retired(operation: Option<OperationId>, card: &Card) -> Self {
        Self::new(operation, Did::Retired, card)
    }

    /// Whether anything became other than it was.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        !self.changed.is_empty()
    }
}

impl View for Written {
    fn text(&self) -> String {
        let row = &self.plan.row;
        let plan = format!("{} ({})", row.name, row.id);
        match self.did {
            Did::Added => format!(
                "added {plan}: every {}, {} {}, includes {}\n",
                row.every,
                row.price,
                row.currency,
                row.includes()
            ),
            Did::Changed if self.changed.is_empty() => format!("{plan}: nothing to change\n"),
            Did::Changed => {
                let lines = self.changed.iter();
                let told = |one: &Changed| {
                    format!("{plan}: {} was {}, is {}\n", one.field, one.was, one.is)
                };
                lines.map(told).collect()
            }
            Did::Retired => format!("retired {plan}: what was sold goes on\n"),
        }
    }
}
