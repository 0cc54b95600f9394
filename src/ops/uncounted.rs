//! Lots whose passes are not counted: nothing is missing of them, whatever they covered (T2).

use super::OpError;
use super::facts::Space;
use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::OperationId;
use crate::domain::lot::Lot;
use crate::store::{Snapshot, lots, uses, visits};

/// The operation that made a booking which the lot covers, or recorded a visit that nothing else like
/// it can have covered; None where there is none, and of a lot whose passes are counted.
pub fn used_by(db: &Snapshot, space: &Space, lot: &Lot) -> Result<Option<OperationId>, OpError> {
    if space.kind(lot.kind).terms.is_counted() {
        return Ok(None);
    }
    match uses::covered_by(db, lot.id)?.first() {
        Some((_, _, by)) => Ok(Some(*by)),
        None => visited(db, lot),
    }
}

/// The operation that recorded a visit of the owner that only this lot can have covered.
fn visited(db: &Snapshot, lot: &Lot) -> Result<Option<OperationId>, OpError> {
    let days = DaySpan {
        from: lot.valid_from,
        to: lot.expires_on,
    };
    let others = lots::list_left(db, lot.owner)?;
    let covers = |on: Day| {
        let mut others = others.iter().filter(|other| other.id != lot.id);
        others.any(|other| other.kind == lot.kind && other.usable_on(on))
    };
    for (visit, on) in uses::not_counted(db, lot.owner, lot.kind, days)? {
        if !covers(on) {
            return Ok(visits::find(db, visit)?.map(|listed| listed.operation));
        }
    }
    Ok(None)
}
