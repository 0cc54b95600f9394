//! The visits that a booking or an assignment let in which is taken back: settled again (C2, A3).

use super::Thing;
use crate::domain::customer::Customer;
use crate::domain::day::DaySpan;
use crate::domain::ids::{AssignmentId, BookingId, CustomerId, LotId, VisitId};
use crate::domain::qty::PassQty;
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::ops::visit::uncovered::{self, Cover};
use crate::store::journal::Relation;
use crate::store::taken_back::Net;
use crate::store::{StoreError, Tx, assignments, bookings, customers, desks, lots};

/// The visits that what of the rows covers some let in, before it is set back; with whose they are.
pub(super) fn let_in(tx: &Tx, nets: &[Net]) -> Result<Vec<(CustomerId, Vec<VisitId>)>, OpError> {
    let mut found = Vec::new();
    for net in nets {
        if let Some(cover) = cover(tx, net)? {
            found.push((cover.member, uncovered::let_in(tx, &cover)?));
        }
    }
    Ok(found)
}

fn cover(tx: &Tx, net: &Net) -> Result<Option<Cover>, StoreError> {
    if net.relation == Relation::Booking
        && let Some(booking) = bookings::find(tx, BookingId(net.row))?
    {
        return Ok(Some(Cover::of(&booking, &desks::get(tx, booking.desk)?)));
    }
    if net.relation == Relation::Assignment
        && let Some(assignment) = assignments::find(tx, AssignmentId(net.row))?
    {
        let location = desks::get(tx, assignment.desk)?.location;
        let days = DaySpan::new(assignment.from, assignment.until);
        return Ok(days.map(|days| Cover {
            member: assignment.member,
            location,
            days,
        }));
    }
    Ok(None)
}

/// Settles the visits that are let in no more; which they are, and what moved among what was moved
/// back.
pub(super) fn settle_again(
    tx: &Tx,
    space: &Space,
    let_in: &[(CustomerId, Vec<VisitId>)],
    moved: &mut Vec<(LotId, Customer, PassQty)>,
) -> Result<Vec<Thing>, OpError> {
    let mut things = Vec::new();
    for (member, visits) in let_in {
        for seen in uncovered::settle_again(tx, space, *member, visits)? {
            let back = seen.moved.back.iter().map(|draw| (draw.lot, draw.passes));
            let gone = seen.moved.taken.iter().chain(&seen.moved.lapsed);
            for (lot, passes) in back.chain(gone.map(|draw| (draw.lot, -draw.passes))) {
                add(tx, moved, lot, passes)?;
            }
            things.push(Thing {
                what: seen.visit.id.to_string(),
                becomes: "settled again",
            });
        }
    }
    moved.retain(|(_, _, passes)| !passes.is_zero());
    Ok(things)
}

fn add(
    tx: &Tx,
    moved: &mut Vec<(LotId, Customer, PassQty)>,
    lot: LotId,
    passes: PassQty,
) -> Result<(), StoreError> {
    if let Some((_, _, sum)) = moved.iter_mut().find(|(known, _, _)| *known == lot) {
        *sum += passes;
        return Ok(());
    }
    if let Some(known) = lots::find(tx, lot)? {
        moved.push((lot, customers::get(tx, known.owner)?, passes));
    }
    Ok(())
}
