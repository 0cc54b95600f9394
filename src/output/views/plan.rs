//! Plans and packages as they are listed, shown and written.

use serde::{Deserialize, Serialize};

use super::{ids, yes_or_no};
use crate::domain::ids::OperationId;
use crate::domain::package::Then;
use crate::domain::plan::IncludeText;
use crate::ops::plan::{Card, Shown, package};
use crate::output::{Column, View, pairs};

/// A plan or package in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    id: String,
    name: String,
    /// Sold once; else it renews.
    package: bool,
    /// Null for a package.
    every: Option<String>,
    price: String,
    currency: String,
    prorate: bool,
    retired: bool,
    included: String,
    #[serde(flatten)]
    terms: Terms,
}

/// What only a package has; all null for a plan that renews.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Terms {
    valid: Option<String>,
    starts: Option<String>,
    then: Option<String>,
    active_status: Option<bool>,
    holdable: Option<bool>,
    new_clients_only: Option<bool>,
}

/// The columns of a list of plans.
pub const COLUMNS: &[Column] = &[
    Column::fixed("id", "id"),
    Column::text("name", "name"),
    Column::text("every", "every").where_filled(),
    Column::text("valid", "valid").where_filled(),
    Column::number("price", "price"),
    Column::text("currency", "currency"),
    Column::text("includes", "included"),
    Column::csv("prorate"),
    Column::text("retired", "retired").where_filled(),
    Column::csv("package"),
    Column::csv("starts"),
    Column::csv("then"),
    Column::csv("active_status"),
    Column::csv("holdable"),
    Column::csv("new_clients_only"),
];

/// Passes that a plan includes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Include {
    kind: String,
    passes: String,
    cadence: String,
    valid: String,
}

/// Something that is sold with a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Extra {
    name: String,
    price: String,
}

/// A plan or package with everything it promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    #[serde(flatten)]
    row: Row,
    includes: Vec<Include>,
    extras: Vec<Extra>,
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
            package: false,
            every: Some(terms.every.to_string()),
            price: terms.price.to_string(),
            currency: terms.price.currency.to_string(),
            prorate: terms.prorate,
            retired: card.plan.retired,
            included: included(&card.includes),
            terms: Terms::default(),
        }
    }
}

impl From<&package::Card> for Row {
    fn from(card: &package::Card) -> Self {
        let terms = &card.package.terms;
        let then = match (terms.then, &card.then_plan) {
            (Then::Nothing, _) => "none".to_owned(),
            (Then::Renew, _) => "renew".to_owned(),
            (Then::Convert(_), Some(name)) => format!("convert:{name}"),
            (Then::Convert(plan), None) => format!("convert:{plan}"),
        };
        Self {
            id: card.package.id.to_string(),
            name: terms.name.clone(),
            package: true,
            every: None,
            price: terms.price.to_string(),
            currency: terms.price.currency.to_string(),
            prorate: false,
            retired: card.package.retired,
            included: included(&card.includes),
            terms: Terms {
                valid: Some(terms.valid.to_string()),
                starts: Some(terms.starts.to_string()),
                then: Some(then),
                active_status: Some(terms.active_status),
                holdable: Some(terms.holdable),
                new_clients_only: Some(terms.new_clients_only),
            },
        }
    }
}

impl From<&Shown> for Row {
    fn from(shown: &Shown) -> Self {
        match shown {
            Shown::Plan(card) => Self::from(card),
            Shown::Package(card) => Self::from(card),
        }
    }
}

impl From<&Shown> for Plan {
    fn from(shown: &Shown) -> Self {
        let (includes, extras) = match shown {
            Shown::Plan(card) => (&card.includes, &[][..]),
            Shown::Package(card) => (&card.includes, card.package.terms.extras.as_slice()),
        };
        let extras = extras.iter().map(|extra| Extra {
            name: extra.name.clone(),
            price: extra.price.to_string(),
        });
        Self {
            row: Row::from(shown),
            includes: includes.iter().map(Include::from).collect(),
            extras: extras.collect(),
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

    /// `every 1month`, `3months from purchase on`.
    fn lasts(&self) -> String {
        match (&self.every, &self.terms.valid, &self.terms.starts) {
            (None, Some(valid), Some(starts)) if valid == "never" => {
                format!("until it is used up, from {} on", beginning(starts))
            }
            (None, Some(valid), Some(starts)) => {
                format!("{valid} from {} on", beginning(starts))
            }
            (every, _, _) => format!("every {}", every.as_deref().unwrap_or_default()),
        }
    }
}

/// When a package begins, in words.
fn beginning(starts: &str) -> &str {
    if starts == "first-visit" {
        "its first visit"
    } else {
        starts
    }
}

impl Plan {
    fn extras(&self) -> String {
        let extras = self.extras.iter();
        let extras = extras.map(|extra| format!("{}={}", extra.name, extra.price));
        extras.collect::<Vec<_>>().join(", ")
    }
}

impl View for Plan {
    fn text(&self) -> String {
        let row = &self.row;
        let terms = &row.terms;
        let yes = |yes: Option<bool>| yes.map(yes_or_no).unwrap_or_default();
        let word = if row.package { "package" } else { "plan" };
        pairs(&[
            (word, format!("{} ({})", row.name, row.id)),
            ("every", row.every.clone().unwrap_or_default()),
            ("valid", terms.valid.clone().unwrap_or_default()),
            ("starts", terms.starts.clone().unwrap_or_default()),
            ("price", format!("{} {}", row.price, row.currency)),
            ("includes", row.includes()),
            ("extras", self.extras()),
            ("then", terms.then.clone().unwrap_or_default()),
            ("active status", yes(terms.active_status)),
            ("holdable", yes(terms.holdable)),
            ("new clients only", yes(terms.new_clients_only)),
            ("prorate", yes((!row.package).then_some(row.prorate))),
            ("retired", yes_or_no(row.retired)),
        ])
    }
}

impl Written {
    fn new(operation: Option<OperationId>, did: Did, card: &Shown) -> Self {
        Self {
            operation: ids(operation),
            did,
            plan: Plan::from(card),
            changed: Vec::new(),
        }
    }

    /// After it was added.
    #[must_use]
    pub fn added(operation: Option<OperationId>, card: &Shown) -> Self {
        Self::new(operation, Did::Added, card)
    }

    /// After it was changed: as it was and as it is.
    #[must_use]
    pub fn changed(operation: Option<OperationId>, (was, is): &(Shown, Shown)) -> Self {
        let fields = |shown: &Shown| {
            let plan = Plan::from(shown);
            let (row, terms) = (&plan.row, &plan.row.terms);
            let yes = |yes: Option<bool>| yes.map(|yes| yes.to_string()).unwrap_or_default();
            [
                ("name", row.name.clone()),
                ("includes", row.includes()),
                ("every", row.every.clone().unwrap_or_default()),
                ("price", format!("{} {}", row.price, row.currency)),
                ("prorate", row.prorate.to_string()),
                ("valid", terms.valid.clone().unwrap_or_default()),
                ("starts", terms.starts.clone().unwrap_or_default()),
                ("then", terms.then.clone().unwrap_or_default()),
                ("active status", yes(terms.active_status)),
                ("holdable", yes(terms.holdable)),
                ("new clients only", yes(terms.new_clients_only)),
                ("extras", plan.extras()),
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
    pub fn retired(operation: Option<OperationId>, card: &Shown) -> Self {
        Self::new(operation, Did::Retired, card)
    }

    /// Whether anything became other than it was.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        !self.changed.is_empty()
    }

    /// Whether it is a package, of which nothing is taken over.
    #[must_use]
    pub fn is_package(&self) -> bool {
        self.plan.row.package
    }
}

impl View for Written {
    fn text(&self) -> String {
        let row = &self.plan.row;
        let plan = format!("{} ({})", row.name, row.id);
        match self.did {
            Did::Added => format!(
                "added {plan}: {}, {} {}, includes {}\n",
                row.lasts(),
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
