//! What `hold add`, `hold end`, `hold delete` and `hold list` answer.

use serde::{Deserialize, Serialize};

use super::granted::Who;
use super::performed::Performed;
use super::{day, ids};
use crate::domain::day::Day;
use crate::domain::ids::OperationId;
use crate::domain::words::words;
use crate::ops::hold::Held;
use crate::output::{Column, View, counted};

words! {
    /// How a hold stands on a day.
    Status {
        /// It is to come.
        Upcoming "upcoming",
        /// The lot is on hold.
        Held "held",
        /// It is over.
        Ended "ended",
        /// It was taken away.
        Deleted "deleted",
    }
}

/// A hold of a lot.
#[derive(Debug, Serialize, Deserialize)]
pub struct Hold {
    #[serde(rename = "hold")]
    id: String,
    /// Null for a company.
    member: Option<String>,
    #[serde(default)]
    company: Option<String>,
    lot: String,
    kind: String,
    /// Null where there is no count.
    left: Option<String>,
    from: String,
    until: Option<String>,
    /// How many; null while it is open.
    days: Option<i32>,
    status: String,
    /// The lot's last day; null while the hold is open, and for a lot that never expires.
    expires_on: Option<String>,
}

/// The columns of a list of holds.
pub const COLUMNS: &[Column] = &[
    Column::fixed("hold", "hold"),
    Column::who(),
    Column::csv("company"),
    Column::fixed("lot", "lot"),
    Column::text("kind", "kind").where_room(),
    Column::number("left", "left").where_room(),
    Column::fixed("from", "from"),
    Column::fixed("until", "until"),
    Column::number("days", "days").where_room(),
    Column::fixed("status", "status"),
    Column::fixed("expires", "expires_on"),
];

impl Hold {
    /// A hold that was written.
    #[must_use]
    pub fn of(operation: Option<OperationId>, held: &Held) -> Performed<Self> {
        Performed::new(operation, Self::from(held))
    }

    /// A hold that was taken away.
    #[must_use]
    pub fn deleted(operation: Option<OperationId>, held: &Held) -> Performed<Self> {
        let deleted = Self {
            status: Status::Deleted.word().to_owned(),
            ..Self::from(held)
        };
        Performed::new(operation, deleted)
    }
}

impl From<&Held> for Hold {
    fn from(held: &Held) -> Self {
        let span = held.hold.span;
        let status = if held.today < span.from {
            Status::Upcoming
        } else if held.today <= span.to {
            Status::Held
        } else {
            Status::Ended
        };
        let Who { member, company } = Who::from(&held.customer);
        Self {
            id: held.hold.id.to_string(),
            member,
            company,
            lot: held.hold.lot.to_string(),
            kind: held.kind.clone(),
            left: ids(held.left),
            from: span.from.to_string(),
            until: day(span.to),
            days: span.to.unless_never().map(|_: Day| span.days()),
            status: status.word().to_owned(),
            expires_on: day(held.expires_on),
        }
    }
}

impl View for Hold {
    fn text(&self) -> String {
        let Self {
            id,
            member,
            company,
            lot,
            from,
            ..
        } = self;
        let who = member.as_deref().or(company.as_deref()).unwrap_or("nobody");
        let expires = match (&self.expires_on, &self.until) {
            (Some(expires_on), _) => format!("expires on {expires_on}"),
            (None, Some(_)) => "has no last day".to_owned(),
            (None, None) => "does not expire meanwhile".to_owned(),
        };
        if self.status == Status::Deleted.word() {
            return format!("{id} is taken away: {lot} of {who} {expires}\n");
        }
        let until = match (&self.until, self.days) {
            (Some(until), Some(days)) => {
                let days = usize::try_from(days).unwrap_or_default();
                format!("to {until}, {}", counted(days, "day", "days"))
            }
            (_, _) => "on, until it is ended".to_owned(),
        };
        format!("{lot} of {who} is on hold from {from} {until} ({id}): it {expires}\n")
    }
}
