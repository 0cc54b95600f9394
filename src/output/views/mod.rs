//! What is printed, one file per thing: the JSON contract lives here.

pub mod account;
pub mod applied;
pub mod assignment;
pub mod begun;
pub mod booking;
pub mod calendar;
pub mod checked;
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
pub mod member;
pub mod notification;
pub mod pass;
pub mod plan;
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
pub mod written;

use crate::domain::day::Day;

/// An id, or anything else that is shown as text, where there is one.
fn ids(value: Option<impl ToString>) -> Option<String> {
    value.map(|value| value.to_string())
}

/// A last day; null when it never comes.
fn day(day: Day) -> Option<String> {
    ids(day.unless_never())
}

fn yes_or_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}
