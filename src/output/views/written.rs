//! What adding, changing, converting, removing and importing members and companies answers.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ids;
use super::sold::Sold;
use super::subscription::started::Started;
use crate::domain::customer::{Customer, Standing};
use crate::domain::handle::Handles;
use crate::domain::ids::OperationId;
use crate::domain::tag;
use crate::ops::member::{Added, Edited, import};
use crate::ops::people::Card;
use crate::output::{View, counted};

/// What was done to a member or company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Did {
    Added,
    Changed,
    Converted,
    Removed,
}

/// A value that was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    field: String,
    was: Option<String>,
    is: Option<String>,
}

/// A member or company as it stands after it was written.
#[derive(Debug, Serialize, Deserialize)]
pub struct Written {
    operation: Option<String>,
    did: Did,
    id: String,
    handle: String,
    name: String,
    email: Option<String>,
    company: Option<String>,
    location: String,
    visitor: bool,
    use_passes: bool,
    tags: Vec<String>,
    note: Option<String>,
    payment_method: Option<String>,
    removed_on: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    changed: Vec<Changed>,
    /// The subscription that it started on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    started: Option<Started>,
    /// What was sold to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sold: Vec<Sold>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    failed: Vec<String>,
}

/// Members that were imported.
#[derive(Debug, Serialize, Deserialize)]
pub struct Imported {
    operation: Option<String>,
    #[serde(serialize_with = "one_by_one", deserialize_with = "one_after_another")]
    members: Handles,
    bad: Vec<String>,
}

fn one_by_one<S: Serializer>(handles: &Handles, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(handles.iter())
}

fn one_after_another<'d, D: Deserializer<'d>>(from: D) -> Result<Handles, D::Error> {
    let mut handles = Handles::default();
    for handle in Vec::<String>::deserialize(from)? {
        handles.push(&handle);
    }
    Ok(handles)
}

impl Written {
    fn new(operation: Option<OperationId>, did: Did, card: &Card) -> Self {
        let customer = &card.customer;
        Self {
            operation: ids(operation),
            did,
            id: customer.shown.to_string(),
            handle: customer.handle.clone(),
            name: customer.name.clone(),
            email: customer.email.clone(),
            company: card.company.clone(),
            location: card.location.to_string(),
            visitor: customer.standing == Standing::Visitor,
            use_passes: customer.use_passes,
            tags: tag::read_list(&customer.tags),
            note: customer.note.clone(),
            payment_method: customer.payment_method.clone(),
            removed_on: ids(customer.removed_on),
            changed: Vec::new(),
            started: None,
            sold: Vec::new(),
            failed: Vec::new(),
        }
    }

    /// After it was added.
    #[must_use]
    pub fn added(operation: Option<OperationId>, card: &Card) -> Self {
        Self::new(operation, Did::Added, card)
    }

    /// After a member was added, on a plan or not.
    #[must_use]
    pub fn joined(operation: Option<OperationId>, added: &Added) -> Self {
        let started = added.started.as_ref();
        Self {
            started: started.map(|started| Started::of(operation, started)),
            sold: added
                .sold
                .iter()
                .map(|sold| Sold::of(operation, sold))
                .collect(),
            ..Self::added(operation, &added.card)
        }
    }

    /// After it was changed: as it was and as it is.
    #[must_use]
    pub fn changed(operation: Option<OperationId>, (was, is): &(Card, Card)) -> Self {
        Self {
            changed: changes(was, is),
            ..Self::new(operation, Did::Changed, is)
        }
    }

    /// After a member was changed.
    #[must_use]
    pub fn edited(operation: Option<OperationId>, edited: &Edited) -> Self {
        let failed = edited.failed.iter();
        Self {
            changed: changes(&edited.was, &edited.is),
            failed: failed.map(|booking| booking.id.to_string()).collect(),
            ..Self::new(operation, Did::Changed, &edited.is)
        }
    }

    /// After a visitor became a member.
    #[must_use]
    pub fn converted(operation: Option<OperationId>, card: &Card) -> Self {
        Self::new(operation, Did::Converted, card)
    }

    /// After it was removed.
    #[must_use]
    pub fn removed(operation: Option<OperationId>, card: &Card) -> Self {
        Self::new(operation, Did::Removed, card)
    }
}

/// The fields that differ, each with what it was and what it is.
fn changes(was: &Card, is: &Card) -> Vec<Changed> {
    let on = |customer: &Customer| if customer.use_passes { "on" } else { "off" }.to_owned();
    let values = |card: &Card| {
        let customer = &card.customer;
        [
            ("name", Some(customer.name.clone())),
            ("handle", Some(customer.handle.clone())),
            ("email", customer.email.clone()),
            ("company", card.company.clone()),
            ("location", Some(card.location.to_string())),
            ("use_passes", Some(on(customer))),
            (
                "tags",
                Some(customer.tags.clone()).filter(|tags| !tags.is_empty()),
            ),
            ("note", customer.note.clone()),
            ("payment_method", customer.payment_method.clone()),
        ]
    };
    let pairs = values(was).into_iter().zip(values(is));
    pairs
        .filter(|((_, was), (_, is))| was != is)
        .map(|((field, was), (_, is))| Changed {
            field: field.to_owned(),
            was,
            is,
        })
        .collect()
}

impl View for Written {
    fn text(&self) -> String {
        let who = format!("{} ({})", self.handle, self.id);
        match self.did {
            Did::Added => {
                let company = self.company.as_ref();
                let company = company.map_or_else(String::new, |name| format!(" of {name}"));
                let visitor = if self.visitor { "the visitor " } else { "" };
                let home = &self.location;
                let started = self.started.as_ref().map(View::text).unwrap_or_default();
                let sold: String = self.sold.iter().map(View::text).collect();
                format!("added {visitor}{who}{company}, at home at {home}\n{started}{sold}")
            }
            Did::Changed if self.changed.is_empty() => format!("{who}: nothing to change\n"),
            Did::Changed => {
                let told = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".into());
                let lines = self.changed.iter().map(|one| {
                    let (was, is) = (told(&one.was), told(&one.is));
                    format!("{who}: {} was {was}, is {is}\n", one.field)
                });
                let failed = self.failed.iter().map(|booking| {
                    format!("{booking} is cancelled: it waited for a plan of the company\n")
                });
                lines.chain(failed).collect()
            }
            Did::Converted => format!("{who} is a member now\n"),
            Did::Removed => format!("removed {who}; the history stays\n"),
        }
    }
}

impl Imported {
    /// After a file was taken in.
    #[must_use]
    pub fn of(operation: Option<OperationId>, done: &import::Imported) -> Self {
        Self {
            operation: ids(operation),
            members: done.members.clone(),
            bad: done.bad.iter().map(|row| row.told(&done.file)).collect(),
        }
    }

    /// The rows that were passed over, as they are told.
    #[must_use]
    pub fn bad(&self) -> Vec<String> {
        self.bad.clone()
    }
}

impl View for Imported {
    fn text(&self) -> String {
        let members = counted(self.members.count(), "member", "members");
        format!("imported {members}\n")
    }
}
