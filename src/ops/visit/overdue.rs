//! Nobody stays overnight: visits that are still open when they have to end (C9).

use super::{Seen, date, date_of, write};
use crate::domain::customer::Customer;
use crate::domain::day::Instant;
use crate::domain::visit::{Status, Visit};
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::{Snapshot, Tx, visits};

/// The open visits of a member and the guests that have to have ended by then, as they end.
pub fn list(
    db: &Snapshot,
    space: &Space,
    member: &Customer,
    now: Instant,
) -> Result<Vec<Visit>, OpError> {
    let mut ended = Vec::new();
    for visit in visits::list_open(db, member.id)? {
        ended.extend(end(db, space, &visit, now)?);
    }
    Ok(ended)
}

/// An open visit as it was ended at the end of its date, or of the pass that runs over it, or by
/// the visit that came next; None where that is still to come (C9).
pub fn end(
    db: &Snapshot,
    space: &Space,
    visit: &Visit,
    now: Instant,
) -> Result<Option<Visit>, OpError> {
    let ends = visit.ends(&space.location(visit.location).terms);
    if now < ends {
        return Ok(None);
    }
    let others = super::around(db, visit)?;
    let later = others.iter().filter(|other| other.in_at > visit.in_at);
    let next = later.map(|other| other.in_at).min();
    Ok(Some(Visit {
        out_at: Some(next.map_or(ends, |next| next.min(ends))),
        status: Status::Left,
        auto: true,
        ..visit.clone()
    }))
}

/// Checks out whoever of the member and the guests is still inside and should not be (C9).
pub fn close(
    tx: &Tx,
    space: &Space,
    member: &Customer,
    now: Instant,
) -> Result<Vec<Seen>, OpError> {
    let ended = list(tx, space, member, now)?;
    if ended.is_empty() {
        return Ok(Vec::new());
    }
    date::touch(tx, space, member)?;
    let mut closed = Vec::with_capacity(ended.len());
    for visit in ended {
        let date = date_of(tx, space, member, &visit)?;
        closed.push(write(tx, space, &date, &visit)?);
    }
    Ok(closed)
}
