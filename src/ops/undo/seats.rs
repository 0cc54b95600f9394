//! The seats of bookings and assignments that were set back: given up, or held again where they are
//! still free.

use crate::domain::day::DaySpan;
use crate::domain::ids::{BookingId, OperationId};
use crate::domain::refusal::Refusal;
use crate::ops::facts::Space;
use crate::ops::{OpError, assign, place};
use crate::store::journal::Relation;
use crate::store::taken_back::Net;
use crate::store::{Tx, bookings, desks, seats};

/// Brings the seats in line with the bookings among the rows: first all that is given up, then what
/// is held again. Refused where others hold the seats now (A3, D2), also those of assignments that
/// hold again (D9).
pub(super) fn hold(tx: &Tx, space: &Space, id: OperationId, nets: &[Net]) -> Result<(), OpError> {
    let mut short = Vec::new();
    for net in nets.iter().filter(|net| net.relation == Relation::Booking) {
        let Some(booking) = bookings::find(tx, BookingId(net.row))? else {
            continue;
        };
        let need = seats::release(tx, &booking)?;
        if need > 0 {
            short.push((booking, need));
        }
    }
    for (booking, need) in short {
        let desk = desks::get(tx, booking.desk)?;
        let location = space.location(desk.location);
        let span = DaySpan {
            from: booking.on,
            to: booking.on,
        };
        let free = place::days(tx, location, &desk, span)?[0].1.free();
        if free < need {
            return Err(Refusal::SeatsTaken {
                operation: id,
                booking: booking.id,
                desk: desk.terms.handle,
                on: booking.on,
                need,
                free,
            }
            .into());
        }
        seats::hold(tx, &booking)?;
    }
    let again = |relation, row| {
        let mut nets = nets.iter().filter(|net| !net.added);
        nets.any(|net| net.relation == relation && net.row == row)
    };
    assign::check_held(tx, |one| {
        let subscription = one.subscription.map_or(0, |subscription| subscription.0);
        again(Relation::Assignment, one.id.0) || again(Relation::Subscription, subscription)
    })
}
