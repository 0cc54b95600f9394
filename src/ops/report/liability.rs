//! `report liability`: unused passes and what they are worth; what lapsed unused.

use super::Range;
use crate::domain::day::{Day, DaySpan, Instant};
use crate::domain::report::liability::{self, Group, Worth};
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::Snapshot;
use crate::store::worth::{self, Unused};

/// Days of breakage told without being asked for.
const BEFORE: i32 = 365;

/// What is owed in passes, and what was not.
#[derive(Debug, Clone)]
pub struct Liability {
    /// Today.
    pub on: Day,
    /// The days on which what is told as lapsed did so, up to yesterday.
    pub span: DaySpan,
    /// What is left.
    pub unused: Vec<Group>,
    /// What lapsed.
    pub lapsed: Vec<Group>,
}

/// What is left today, of those at home there, and what lapsed on these days.
pub fn liability(db: &Snapshot, range: &Range, now: Instant) -> Result<Liability, OpError> {
    let space = Space::read(db)?;
    let on = range.today(&space, now)?;
    let span = range.span(on, BEFORE, -1)?;
    let (mut unused, mut lapsed) = (Vec::new(), Vec::new());
    for location in range.locations(&space)? {
        let today = location.terms.today(now);
        worth::left(db, location.id, today, |one| {
            unused.push(valued(&space, one));
        })?;
        if let Some(over) = DaySpan::new(span.from, span.to.min(today.previous())) {
            worth::lapsed(db, location.id, over, |one| {
                lapsed.push(valued(&space, one));
            })?;
        }
    }
    let some = |one: &Worth| one.passes.is_positive();
    Ok(Liability {
        on,
        span,
        unused: liability::groups(unused),
        lapsed: liability::groups(lapsed.into_iter().filter(some)),
    })
}

fn valued(space: &Space, unused: Unused) -> Worth {
    let kind = &space.kind(unused.kind).terms;
    Worth {
        what: unused.plan.unwrap_or_else(|| kind.handle.to_string()),
        source: unused.source,
        passes: unused.passes,
        used: unused.used,
        paid: unused.paid,
        price: kind.price,
    }
}
