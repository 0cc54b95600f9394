//! The rules, pure: facts in, answers out. No clock, no database, no text for people.

pub mod day;
pub mod handle;
pub mod ids;
pub mod money;
pub mod qty;
pub mod span;
pub mod weekdays;
