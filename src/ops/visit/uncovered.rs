//! Visits that a booking or an assignment let in which was taken back: something else covers them, or
//! is owed (C2, A3).

use super::date::{Date, Moved, Place, touch};
use super::write;
use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::{CustomerId, LocationId, OperationId, VisitId};
use crate::domain::visit::{CoveredBy, Visit};
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::visits::Filter;
use crate::store::{Tx, customers, visits};

/// Whose visits something covers, where and when.
#[derive(Debug, Clone, Copy)]
pub struct Cover {
    /// The member.
    pub member: CustomerId,
    /// Where.
    pub location: LocationId,
    /// The days.
    pub days: DaySpan,
}

/// Settles the visits of that cover again that were recorded after an operation, and that nothing
/// lets in free any more: what nothing can pay is owed. The visits, soonest first, with what moved.
pub fn settle_again(
    tx: &Tx,
    space: &Space,
    cover: &Cover,
    after: OperationId,
) -> Result<Vec<(VisitId, Moved)>, OpError> {
    let meant = Filter {
        from: Some(cover.days.from),
        until: Some(cover.days.to).filter(|until| *until != Day::NEVER),
        member: Some(cover.member),
        location: Some(cover.location),
        ..Filter::default()
    };
    let mut found = visits::list(tx, &meant)?;
    found.retain(|listed| {
        let let_in = matches!(
            listed.visit.covered_by,
            Some(CoveredBy::Booking | CoveredBy::Assignment)
        );
        let_in && listed.operation > after
    });
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let member = customers::get(tx, cover.member)?;
    touch(tx, space, &member)?;
    let today = space.today(&member, tx.at());
    let mut settled = Vec::new();
    for listed in found {
        let was = listed.visit;
        let place = Place::of(&member, &was);
        let free = place.free(tx, &was.service)?;
        if free == was.covered_by {
            continue;
        }
        let visit = Visit {
            covered_by: free.or(Some(CoveredBy::Owed)),
            ..was.clone()
        };
        let date = Date::gather(tx, space, place, today)?;
        let seen = write(tx, space, &date, &visit)?;
        settled.push((visit.id, seen.moved));
    }
    Ok(settled)
}
