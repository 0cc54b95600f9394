//! The rules, pure: facts in, answers out. No clock, no database, no text for people.

pub mod booking;
pub mod capacity;
pub mod customer;
pub mod day;
pub mod day_word;
pub mod entry;
pub mod handle;
pub mod ids;
pub mod length;
pub mod lot;
pub mod money;
pub mod period;
pub mod plan;
pub mod pool;
pub mod qty;
pub mod recurring;
pub mod refusal;
pub mod renewal;
pub mod span;
pub mod spend;
pub mod subscription;
pub mod weekdays;
