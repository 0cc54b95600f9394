//! What is printed, one file per thing: the JSON contract lives here.

pub mod account;
pub mod applied;
pub mod assignment;
pub mod begun;
pub mod booking;
pub mod calendar;
mod changed;
pub mod checked;
mod code;
pub mod configured;
pub mod copied;
pub mod desk;
pub mod desk_free;
pub mod explained;
pub mod exported;
pub mod granted;
pub mod history;
pub mod hold;
pub mod imported;
pub mod invoice;
pub mod location;
mod lot_moved;
pub mod member;
pub mod notification;
pub mod pass;
pub mod performed;
pub mod plan;
pub mod promo;
pub mod recurring;
pub mod renewed;
pub mod report;
pub mod saved;
pub mod settled;
pub mod sold;
pub mod statement;
pub mod subscription;
pub mod undone;
pub mod visit;
pub mod visits_settled;
pub mod voucher;
pub mod written;

use serde::{Serialize, Serializer};

use crate::domain::brief::Brief;
use crate::domain::day::Day;

use changed::Changed;

/// What is shown as a short text.
#[derive(Debug, Clone, Copy)]
struct Text<T>(T);

impl<T: Copy + Into<Brief>> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.0.into().as_str())
    }
}

/// An id, or anything else that is shown as text, where there is one.
fn ids(value: Option<impl ToString>) -> Option<String> {
    value.map(|value| value.to_string())
}

/// A last day; null when it never comes.
fn day(day: Day) -> Option<String> {
    ids(day.unless_never())
}

/// How often a code may be used, in words.
fn uses(uses: Option<u32>) -> String {
    uses.map_or_else(
        || "as often as they come".to_owned(),
        |uses| uses.to_string(),
    )
}

fn yes_or_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

/// The last day of a lot in a table, or how long it lasts from the first visit that it waits for.
fn expiry(on: Option<&String>, from_first_visit: Option<&String>) -> String {
    match (on, from_first_visit) {
        (Some(day), _) => day.clone(),
        (None, Some(valid)) => format!("{valid} from 1st visit"),
        (None, None) => "never".to_owned(),
    }
}
