//! Monthly grants as they are listed and stopped.

use serde::{Deserialize, Serialize};

use super::granted::Who;
use super::ids;
use crate::domain::day::Day;
use crate::domain::ids::OperationId;
use crate::ops::recurring::Listed;
use crate::output::{Column, View};

/// A monthly grant.
#[derive(Debug, Serialize, Deserialize)]
pub struct Row {
    id: String,
    member: Option<String>,
    company: Option<String>,
    kind: String,
    /// Null where there is no count.
    passes: Option<String>,
    from: String,
    until: Option<String>,
    next_on: Option<String>,
    memo: Option<String>,
}

/// The columns of a list of monthly grants.
pub const COLUMNS: &[Column] = &[
    Column::fixed("id", "id"),
    Column::who(),
    Column::csv("company"),
    Column::number("passes", "passes"),
    Column::text("kind", "kind"),
    Column::fixed("from", "from"),
    Column::fixed("until", "until").where_filled(),
    Column::fixed("next", "next_on"),
    Column::csv("memo"),
];

impl From<&Listed> for Row {
    fn from(listed: &Listed) -> Self {
        let recurring = &listed.recurring;
        let Who { member, company } = Who::from(&listed.customer);
        Self {
            id: recurring.id.to_string(),
            member,
            company,
            kind: listed.kind.clone(),
            passes: listed.counted.then(|| recurring.passes.to_string()),
            from: recurring.from.to_string(),
            until: ids(recurring.until),
            next_on: ids(recurring.due_on),
            memo: listed.memo.clone(),
        }
    }
}

/// What `grant stop` answers.
#[derive(Debug, Serialize, Deserialize)]
pub struct Stopped {
    operation: Option<String>,
    #[serde(flatten)]
    recurring: Row,
    ended_on: String,
}

impl Stopped {
    /// The answer.
    #[must_use]
    pub fn of(operation: Option<OperationId>, (listed, on): &(Listed, Day)) -> Self {
        Self {
            operation: ids(operation),
            recurring: Row::from(listed),
            ended_on: on.to_string(),
        }
    }
}

impl View for Stopped {
    fn text(&self) -> String {
        let Row {
            id,
            member,
            company,
            passes,
            kind,
            ..
        } = &self.recurring;
        let who = member.as_deref().or(company.as_deref()).unwrap_or("nobody");
        let passes = passes.as_deref().unwrap_or("unlimited");
        format!("{id} ended: {who} gets no more {passes} {kind} a month\n")
    }
}
