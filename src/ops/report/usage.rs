//! `report usage`: who used what, of which plan, on which desk.

use super::Range;
use crate::domain::day::{DaySpan, Instant};
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::reports::{self, OfDesk, OfMember, OfPlan, Uses};
use crate::store::{Snapshot, desks};

/// Days told without being asked for.
const BEFORE: i32 = 29;

/// What was used.
#[derive(Debug, Clone)]
pub struct Usage {
    /// The dates of use.
    pub span: DaySpan,
    /// By member, the most first.
    pub members: Vec<OfMember>,
    /// By where the passes came from, the most first.
    pub plans: Vec<OfPlan>,
    /// By desk, `LOCATION/DESK`, the most first.
    pub desks: Vec<(OfDesk, String)>,
}

/// What was used on these days.
pub fn usage(db: &Snapshot, range: &Range, now: Instant) -> Result<Usage, OpError> {
    let space = Space::read(db)?;
    let span = range.span(range.today(&space, now)?, BEFORE, 0)?;
    let location = range.location.map(|handle| space.location_named(handle));
    let uses = Uses {
        span,
        location: location.transpose()?.map(|location| location.id),
    };
    let all = desks::list(db)?;
    let named = |of: OfDesk| {
        let desk = all.iter().find(|desk| desk.id == of.desk);
        let desk = desk.expect("a foreign key points to a desk");
        let location = &space.location(desk.location).terms.handle;
        let name = format!("{location}/{}", desk.terms.handle);
        (of, name)
    };
    Ok(Usage {
        span,
        members: reports::used_by_member(db, uses)?,
        plans: reports::used_by_plan(db, uses)?,
        desks: reports::used_by_desk(db, uses)?
            .into_iter()
            .map(named)
            .collect(),
    })
}
