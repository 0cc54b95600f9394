//! `report expiring`: what lapses soon unless it is used.

use super::Range;
use crate::domain::day::{DaySpan, Instant};
use crate::domain::day_word::DayWord;
use crate::domain::kind::Kind;
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::Snapshot;
use crate::store::reports::{self, Expiring};

/// What lapses soon.
#[derive(Debug, Clone)]
pub struct Soon {
    /// From today through the last day meant.
    pub span: DaySpan,
    /// The lots, soonest first, each with its kind.
    pub lots: Vec<(Expiring, Kind)>,
}

/// The lots that lapse within a length of time, of customers at home at the location.
pub fn expiring(
    db: &Snapshot,
    within: DayWord,
    location: Option<&str>,
    now: Instant,
) -> Result<Soon, OpError> {
    let space = Space::read(db)?;
    let range = Range {
        to: Some(within),
        location,
        ..Range::default()
    };
    let span = range.span(range.today(&space, now)?, 0, 0)?;
    let mut lots = Vec::new();
    for location in range.locations(&space)? {
        let span = range.span(location.terms.today(now), 0, 0)?;
        lots.extend(reports::expiring(db, location.id, span)?);
    }
    lots.sort_by(|a, b| (a.expires_on, &a.owner, a.lot).cmp(&(b.expires_on, &b.owner, b.lot)));
    let named = lots.into_iter().map(|lot| {
        let kind = space.kind(lot.kind).clone();
        (lot, kind)
    });
    Ok(Soon {
        span,
        lots: named.collect(),
    })
}
