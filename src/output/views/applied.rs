//! What `apply` and `init` answer: the difference, like a plan.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::ids;
use crate::domain::ids::OperationId;
use crate::domain::space::{Change, Thing, What};
use crate::ops::apply;
use crate::output::{View, counted};

/// A value that is set.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Field {
    name: String,
    /// Null for a new thing.
    from: Option<String>,
    to: String,
}

/// One thing that is added, set, retired or revived.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Changed {
    /// `space`, `location`, `desk` or `pass`.
    thing: String,
    /// Its handle; null for the space.
    handle: Option<String>,
    /// Where a desk stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    /// `add`, `set`, `retire` or `revive`.
    change: String,
    fields: Vec<Field>,
}

/// What applying a declaration changed.
#[derive(Debug, Serialize, Deserialize)]
pub struct Applied {
    operation: Option<String>,
    changes: Vec<Changed>,
    affected: Vec<Affected>,
}

/// Bookings of a desk that stay although it could not be booked so any more.
#[derive(Debug, Serialize, Deserialize)]
pub struct Affected {
    location: String,
    desk: String,
    /// `retired`, `closed` or `seats`.
    why: String,
    /// How many seats they hold.
    seats: i64,
    /// The first day.
    from: String,
}

/// A thing as people read it: `desk hq/hot`.
#[must_use]
pub fn named(thing: &Thing) -> String {
    Changed::of(thing, "", Vec::new()).name()
}

impl Changed {
    fn of(thing: &Thing, change: &str, fields: Vec<Field>) -> Self {
        let (thing, handle, location) = match thing {
            Thing::Space => ("space", None, None),
            Thing::Location(handle) => ("location", Some(handle), None),
            Thing::Desk { location, desk } => ("desk", Some(desk), Some(location)),
            Thing::Kind(handle) => ("pass", Some(handle), None),
        };
        Self {
            thing: thing.to_owned(),
            handle: ids(handle),
            location: ids(location),
            change: change.to_owned(),
            fields,
        }
    }

    fn name(&self) -> String {
        match (&self.handle, &self.location) {
            (None, _) => self.thing.clone(),
            (Some(handle), None) => format!("{} {handle}", self.thing),
            (Some(handle), Some(location)) => format!("{} {location}/{handle}", self.thing),
        }
    }
}

impl From<&Change> for Changed {
    fn from(change: &Change) -> Self {
        let set = |fields: &[crate::domain::space::Field]| {
            let fields = fields.iter().map(|field| Field {
                name: field.name.to_owned(),
                from: Some(field.from.clone()),
                to: field.to.clone(),
            });
            fields.collect()
        };
        match &change.what {
            What::Add(values) => {
                let fields = values.iter().map(|(name, value)| Field {
                    name: (*name).to_owned(),
                    from: None,
                    to: value.clone(),
                });
                Self::of(&change.thing, "add", fields.collect())
            }
            What::Set(fields) => Self::of(&change.thing, "set", set(fields)),
            What::Retire => Self::of(&change.thing, "retire", Vec::new()),
            What::Revive(fields) => Self::of(&change.thing, "revive", set(fields)),
        }
    }
}

impl From<&apply::Affected> for Affected {
    fn from(affected: &apply::Affected) -> Self {
        Self {
            location: affected.location.to_string(),
            desk: affected.desk.to_string(),
            why: affected.why.word().to_owned(),
            seats: affected.seats,
            from: affected.first.to_string(),
        }
    }
}

impl Affected {
    /// What is told of it, beside the answer.
    #[must_use]
    pub fn told(&self) -> String {
        let now = match self.why.as_str() {
            "retired" => "is retired",
            "closed" => "is closed",
            _ => "has fewer seats",
        };
        let Self {
            location,
            desk,
            seats,
            from,
            ..
        } = self;
        let seats = counted(usize::try_from(*seats).unwrap_or_default(), "seat", "seats");
        format!(
            "desk {location}/{desk} {now}, yet {seats} stay booked from {from} on: see \
             `daypass booking list --desk {desk} --location {location}`"
        )
    }
}

impl Applied {
    /// The bookings that stand against the changes.
    #[must_use]
    pub fn affected(&self) -> &[Affected] {
        &self.affected
    }

    /// The answer of one run.
    #[must_use]
    pub fn of(operation: Option<OperationId>, applied: &apply::Applied) -> Self {
        Self {
            operation: ids(operation),
            changes: applied.changes.iter().map(Changed::from).collect(),
            affected: applied.affected.iter().map(Affected::from).collect(),
        }
    }

    /// Whether nothing had to be changed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

impl Applied {
    /// What was changed, by name: `location hq`, `desk hq/hot`.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.changes.iter().map(Changed::name).collect()
    }
}

fn quoted(value: &str) -> &str {
    if value.is_empty() { "nothing" } else { value }
}

/// `+ desk hq/hot`, `~ desk hq/hot` with each value below it, `- pass half`.
impl View for Applied {
    fn text(&self) -> String {
        let mut text = String::new();
        for changed in &self.changes {
            let (sign, behind) = match changed.change.as_str() {
                "add" => ("+", ""),
                "set" => ("~", ""),
                "retire" => ("-", " (retired)"),
                _ => ("+", " (again)"),
            };
            let name = changed.name();
            writeln!(text, "{sign} {name}{behind}").expect("a String takes everything");
            for field in &changed.fields {
                let line = match &field.from {
                    Some(from) => {
                        let (from, to) = (quoted(from), quoted(&field.to));
                        format!("    {}: {from} -> {to}", field.name)
                    }
                    None if field.to.is_empty() => continue,
                    None => format!("    {}: {}", field.name, field.to),
                };
                writeln!(text, "{line}").expect("a String takes everything");
            }
        }
        text
    }
}
