//! `report liability`: unused passes and what they are worth; what lapsed unused.

use super::Range;
use crate::domain::day::{Day, DaySpan, Instant};
use crate::domain::qty::PassQty;
use crate::domain::report::liability::{Group, Groups, Worth};
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::Snapshot;
use crate::store::worth::{self, Valued};

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

/// What is left today, of those at home there, and what lapsed on these days, whether or not that is
/// written already (B8).
pub fn liability(db: &Snapshot, range: &Range, now: Instant) -> Result<Liability, OpError> {
    let space = Space::read(db)?;
    let on = range.today(&space, now)?;
    let span = range.span(on, BEFORE, -1)?;
    let locations = range.locations(&space)?;
    let (mut unused, mut lapsed) = (Groups::default(), Groups::default());
    worth::each_valued(db, |lot| {
        let Some(home) = locations.iter().find(|one| one.id == lot.home) else {
            return;
        };
        let today = home.terms.today(now);
        let (groups, passes) = if lot.expires_on >= today {
            (&mut unused, lot.left)
        } else if span.contains(lot.expires_on) {
            (&mut lapsed, lot.left + lot.lapsed)
        } else {
            return;
        };
        if passes.is_positive() {
            groups.add(valued(&space, lot, passes));
        }
    })?;
    Ok(Liability {
        on,
        span,
        unused: unused.told(),
        lapsed: lapsed.told(),
    })
}

fn valued(space: &Space, lot: Valued, passes: PassQty) -> Worth {
    let kind = &space.kind(lot.kind).terms;
    Worth {
        what: lot.plan.unwrap_or_else(|| kind.handle.to_string()),
        source: lot.source,
        passes,
        used: lot.used,
        paid: lot.paid,
        price: kind.price,
    }
}
