//! What `desk assign`, `desk unassign` and `desk assignments` answer.

use serde::{Deserialize, Serialize};

use super::performed::Performed;
use super::{day, ids};
use crate::domain::ids::OperationId;
use crate::ops::assign::Assigned;
use crate::output::{Column, View};

/// An assignment of a seat.
#[derive(Debug, Serialize, Deserialize)]
pub struct Assignment {
    #[serde(rename = "assignment")]
    id: String,
    member: String,
    desk: String,
    location: String,
    from: String,
    until: Option<String>,
    subscription: Option<String>,
}

/// The columns of a list of assignments.
pub const COLUMNS: &[Column] = &[
    Column::fixed("assignment", "assignment"),
    Column::text("member", "member"),
    Column::text("desk", "desk"),
    Column::text("location", "location").where_room(),
    Column::fixed("from", "from"),
    Column::fixed("until", "until").where_filled(),
    Column::fixed("subscription", "subscription").where_filled(),
];

impl Assignment {
    /// An assignment that was written.
    #[must_use]
    pub fn of(operation: Option<OperationId>, told: &Assigned) -> Performed<Self> {
        Performed::new(operation, Self::from(told))
    }
}

impl From<&Assigned> for Assignment {
    fn from(told: &Assigned) -> Self {
        Self {
            id: told.assignment.id.to_string(),
            member: told.member.handle.clone(),
            desk: told.desk.desk.terms.handle.to_string(),
            location: told.desk.location.terms.handle.to_string(),
            from: told.assignment.from.to_string(),
            until: day(told.assignment.until),
            subscription: ids(told.assignment.subscription),
        }
    }
}

impl View for Assignment {
    fn text(&self) -> String {
        let until = match (&self.until, &self.subscription) {
            (Some(until), _) => format!(" until {until}"),
            (None, Some(subscription)) => format!(", as long as {subscription}"),
            (None, None) => String::new(),
        };
        format!(
            "a seat of {}/{} is {}'s from {}{until} ({})\n",
            self.location, self.desk, self.member, self.from, self.id
        )
    }
}
