//! Reports as they are told: each is made of lists that are described once.

pub mod expiring;
pub mod forecast;
pub mod liability;
pub mod occupancy;
pub mod usage;

use crate::domain::day::DaySpan;
use crate::domain::qty::PassQty;
use crate::output::report::Fact;

/// The days that a report is about.
fn span(span: DaySpan) -> Vec<Fact> {
    vec![
        Fact::new("from", "", span.from.to_string()),
        Fact::new("to", "days", span.to.to_string()).told_as(span.to_string()),
    ]
}

/// How long a bar is for passes.
const fn length(passes: PassQty) -> i64 {
    passes.halves()
}
