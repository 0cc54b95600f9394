//! Visits that a booking or an assignment let in which is gone: something else covers them, or is
//! owed (C2, A3).

use super::date::{Date, Place, touch};
use super::{Seen, find, write};
use crate::domain::booking::Booking;
use crate::domain::day::{Day, DaySpan};
use crate::domain::desk::Desk;
use crate::domain::ids::{CustomerId, LocationId, VisitId};
use crate::domain::visit::{CoveredBy, Visit};
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::visits::Filter;
use crate::store::{Snapshot, Tx, customers, visits};

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

impl Cover {
    /// What a booking of that desk covers.
    #[must_use]
    pub const fn of(booking: &Booking, desk: &Desk) -> Self {
        Self {
            member: booking.member,
            location: desk.location,
            days: DaySpan {
                from: booking.on,
                to: booking.on,
            },
        }
    }
}

/// The visits of that cover that a booking or an assignment lets in, as it stands; soonest first.
pub fn let_in(db: &Snapshot, cover: &Cover) -> Result<Vec<VisitId>, OpError> {
    let meant = Filter {
        from: Some(cover.days.from),
        until: Some(cover.days.to).filter(|until| *until != Day::NEVER),
        member: Some(cover.member),
        location: Some(cover.location),
        ..Filter::default()
    };
    let member = customers::get(db, cover.member)?;
    let mut found = Vec::new();
    for listed in visits::list(db, &meant)? {
        let visit = listed.visit;
        if is_let_in(&visit)
            && Place::of(&member, &visit)
                .free(db, &visit.service)?
                .is_some()
        {
            found.push(visit.id);
        }
    }
    Ok(found)
}

/// Settles those of a member's visits again that a booking or an assignment let in, and that nothing
/// lets in free any more: what nothing can pay is owed. Of guests on seats that are fewer now those
/// lose theirs who came last. The visits, soonest first, with what moved.
pub fn settle_again(
    tx: &Tx,
    space: &Space,
    member: CustomerId,
    ids: &[VisitId],
) -> Result<Vec<Seen>, OpError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let member = customers::get(tx, member)?;
    touch(tx, space, &member)?;
    let today = space.today(&member, tx.at());
    let mut settled = Vec::new();
    for id in ids.iter().rev() {
        let was = find(tx, *id)?.visit;
        let place = Place::of(&member, &was);
        let free = place.free(tx, &was.service)?;
        if !is_let_in(&was) || free == was.covered_by {
            continue;
        }
        let visit = Visit {
            covered_by: free.or(Some(CoveredBy::Owed)),
            ..was.clone()
        };
        let date = Date::gather(tx, space, place, today)?;
        settled.push(write(tx, space, &date, &visit)?);
    }
    settled.reverse();
    Ok(settled)
}

fn is_let_in(visit: &Visit) -> bool {
    matches!(
        visit.covered_by,
        Some(CoveredBy::Booking | CoveredBy::Assignment)
    )
}
