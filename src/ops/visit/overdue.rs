//! Nobody stays overnight: visits that are still open when they have to end (C9).

use super::date::Moved;
use super::{Seen, date, date_of, write};
use crate::domain::customer::Customer;
use crate::domain::day::Instant;
use crate::domain::ids::CustomerId;
use crate::domain::visit::{Status, Visit};
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::{Snapshot, Tx, customers, visits};

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

/// A visit that had to end.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The visit as it ended.
    pub visit: Visit,
    /// The member, or the host.
    pub member: Customer,
    /// What moved, or would move.
    pub moved: Moved,
}

/// The visits of a unit, a company with its members or a customer without one, that have to have
/// ended by an instant, and what ending them would move. `until` says the instant for a customer.
pub fn foresee(
    db: &Snapshot,
    space: &Space,
    unit: CustomerId,
    until: impl Fn(&Customer) -> Instant,
) -> Result<Vec<Ended>, OpError> {
    let mut all = Vec::new();
    for id in visits::inside_of_unit(db, unit)? {
        let member = customers::get(db, id)?;
        for visit in list(db, space, &member, until(&member))? {
            let date = date_of(db, space, &member, &visit, visit.on)?;
            let with = date.with(&visit);
            let moved = date.preview(&with, &date.settle(&with));
            all.push(Ended {
                visit,
                member: member.clone(),
                moved,
            });
        }
    }
    Ok(all)
}

/// Checks out whoever of a unit has to have left: what [`foresee`] answers, written (C9).
pub fn close_unit(
    tx: &Tx,
    space: &Space,
    unit: CustomerId,
    until: impl Fn(&Customer) -> Instant,
) -> Result<Vec<Ended>, OpError> {
    let mut all = Vec::new();
    for id in visits::inside_of_unit(tx, unit)? {
        let member = customers::get(tx, id)?;
        for seen in close(tx, space, &member, until(&member))? {
            all.push(Ended {
                visit: seen.visit,
                member: seen.member,
                moved: seen.moved,
            });
        }
    }
    Ok(all)
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
        let date = date_of(tx, space, member, &visit, visit.on)?;
        closed.push(write(tx, space, &date, &visit)?);
    }
    Ok(closed)
}
