//! What `undo` answers.

use serde::{Deserialize, Serialize};

use super::granted::Who;
use super::ids;
use crate::domain::ids::OperationId;
use crate::ops::undo;
use crate::output::{Align, View, table};

/// A lot whose passes were moved back.
#[derive(Debug, Serialize, Deserialize)]
struct LotBack {
    id: String,
    #[serde(flatten)]
    who: Who,
    passes: String,
}

/// Something else that it had added or changed.
#[derive(Debug, Serialize, Deserialize)]
struct ThingBack {
    what: String,
    becomes: String,
}

/// An operation that was taken back.
#[derive(Debug, Serialize, Deserialize)]
pub struct Undone {
    operation: Option<String>,
    undoes: String,
    command: String,
    at: String,
    actor: String,
    lots: Vec<LotBack>,
    things: Vec<ThingBack>,
    rows: usize,
}

impl Undone {
    /// The answer.
    #[must_use]
    pub fn of(operation: Option<OperationId>, done: &undo::Undone) -> Self {
        let lots = done.lots.iter().map(|(lot, owner, passes)| LotBack {
            id: lot.to_string(),
            who: Who::from(owner),
            passes: passes.to_string(),
        });
        let things = done.things.iter().map(|thing| ThingBack {
            what: thing.what.clone(),
            becomes: thing.becomes.to_owned(),
        });
        Self {
            operation: ids(operation),
            undoes: done.undone.id.to_string(),
            command: done.undone.command.clone(),
            at: done.undone.at.to_string(),
            actor: done.undone.actor.clone(),
            lots: lots.collect(),
            things: things.collect(),
            rows: done.rows,
        }
    }
}

impl View for Undone {
    fn text(&self) -> String {
        let heading = [
            ("lot", Align::Left),
            ("of", Align::Left),
            ("passes", Align::Right),
        ];
        let lots = self.lots.iter().map(|lot| {
            vec![
                lot.id.clone(),
                lot.who.handle().to_owned(),
                lot.passes.clone(),
            ]
        });
        let mut text = format!(
            "takes back {} of {} by {}: {}\n",
            self.undoes, self.at, self.actor, self.command
        );
        if !self.lots.is_empty() {
            text.push_str(&table(&heading, lots.collect()));
        }
        if !self.things.is_empty() {
            let heading = [("what", Align::Left), ("becomes", Align::Left)];
            let things = self.things.iter();
            let things = things.map(|thing| vec![thing.what.clone(), thing.becomes.clone()]);
            text.push_str(&table(&heading, things.collect()));
        }
        text
    }
}
