//! Visits: which one is meant, which there are, and what is told of them.

mod allowed;
pub mod date;
pub mod list;
pub mod overdue;
mod running;
pub mod set;
pub mod settle;
pub mod uncovered;

use self::date::{Date, Moved, Place};
use super::facts::{self, Space};
use super::{OpError, ReferenceError};
use crate::domain::customer::Customer;
use crate::domain::day::{Day, DaySpan, Instant, Zone};
use crate::domain::handle::Handle;
use crate::domain::ids::{OperationId, VisitId};
use crate::domain::kind::DAY;
use crate::domain::location::Location;
use crate::domain::qty::PassQty;
use crate::domain::visit::Visit;
use crate::domain::visit::refusal::VisitRefusal;
use crate::store::visits::Listed;
use crate::store::{Snapshot, StoreError, Tx, customers, visits};

/// A visit as it is told.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The visit.
    pub visit: Visit,
    /// The operation that recorded it.
    pub operation: OperationId,
    /// The member, or the host.
    pub member: Customer,
    /// Where.
    pub location: Handle,
    /// The clocks there.
    pub zone: Zone,
    /// The kind of the pass that covers it.
    pub kind: Option<Handle>,
    /// The passes that stand charged to it.
    pub charged: PassQty,
    /// The passes that were given back for it.
    pub refunded: PassQty,
    /// What of the kind `day` is usable on its date, the open pool included.
    pub balance: PassQty,
    /// What moved just now.
    pub moved: Moved,
}

impl Seen {
    /// A visit on record.
    pub fn of(db: &Snapshot, space: &Space, id: VisitId, moved: Moved) -> Result<Self, OpError> {
        let listed = find(db, id)?;
        let member = customers::get(db, listed.visit.member)?;
        let open = facts::open_lots(db, &space.settings, &member)?;
        let day = space.kind_named(DAY)?;
        let balance = facts::balance(space, &open, &member, day, listed.visit.on);
        Ok(Self {
            balance,
            ..Self::listed(space, member, listed, moved)
        })
    }

    fn listed(space: &Space, member: Customer, listed: Listed, moved: Moved) -> Self {
        let Listed {
            visit,
            charged,
            refunded,
            operation,
            ..
        } = listed;
        let kind = visit.kind.map(|kind| space.kind(kind).terms.handle.clone());
        Self {
            location: space.location(visit.location).terms.handle.clone(),
            zone: space.location(visit.location).terms.zone,
            kind,
            charged,
            refunded,
            balance: PassQty::ZERO,
            moved,
            member,
            visit,
            operation,
        }
    }
}

/// The visit with that id, refused or not.
pub fn find(db: &Snapshot, id: VisitId) -> Result<Listed, OpError> {
    let unknown = || ReferenceError::Unknown {
        what: "visit",
        given: id.to_string(),
        nearest: Vec::new(),
    };
    Ok(visits::find(db, id)?.ok_or_else(unknown)?)
}

/// One visit, as it is shown.
pub fn show(db: &Snapshot, id: VisitId) -> Result<Seen, OpError> {
    let space = Space::read(db)?;
    Seen::of(db, &space, id, Moved::default())
}

/// How a person is named: the member's handle, or the guest.
pub(super) fn who(member: &Customer, guest: Option<&str>) -> String {
    guest.map_or_else(
        || member.handle.clone(),
        |guest| format!("{guest}, guest of {}", member.handle),
    )
}

/// Refuses what has not happened yet, and a check-out before its check-in (Q7).
pub(super) fn check_times(visit: &Visit, zone: Zone, now: Instant) -> Result<(), VisitRefusal> {
    for at in [Some(visit.in_at), visit.out_at].into_iter().flatten() {
        if at > now {
            let (at, now) = (zone.moment(at), zone.moment(now));
            return Err(VisitRefusal::StillToCome { at, now });
        }
    }
    match visit.out_at {
        Some(out) if out < visit.in_at => Err(VisitRefusal::OutBeforeIn {
            in_at: zone.moment(visit.in_at),
            out: zone.moment(out),
        }),
        Some(_) | None => Ok(()),
    }
}

/// The other visits of that person that may be at the same time.
pub(super) fn around(db: &Snapshot, visit: &Visit) -> Result<Vec<Visit>, StoreError> {
    let span = DaySpan {
        from: visit.on.plus(-2),
        to: visit.on.plus(2),
    };
    visits::of_person(db, visit.member, visit.guest.as_deref(), span)
}

/// Refuses a visit at the same time as another one of that person (C1).
pub(super) fn check_clash(
    visit: &Visit,
    others: &[Visit],
    member: &Customer,
    space: &Space,
) -> Result<(), VisitRefusal> {
    let Some(other) = visit.clash(others) else {
        return Ok(());
    };
    let zone = space.location(other.location).terms.zone;
    let who = who(member, visit.guest.as_deref());
    Err(match other.out_at {
        None => VisitRefusal::AlreadyInside {
            who,
            guest: visit.guest.clone(),
            visit: other.id,
            since: zone.moment(other.in_at),
        },
        Some(to) => VisitRefusal::WasInside {
            who,
            visit: other.id,
            from: zone.moment(other.in_at),
            to: zone.moment(to),
        },
    })
}

/// Refuses a check-out beyond the business date, or beyond the pass that runs over its end (C9).
pub(super) fn check_overnight(
    date: &Date,
    location: &Location,
    visit: &Visit,
) -> Result<(), VisitRefusal> {
    let Some(out) = visit.out_at else {
        return Ok(());
    };
    let ends = location.terms.ends(visit.on);
    if out <= ends {
        return Ok(());
    }
    let with = date.with(visit);
    let outcomes = date.settle(&with);
    let until = with
        .iter()
        .zip(outcomes)
        .find(|(one, _)| one.id == visit.id)
        .map_or(ends, |(_, outcome)| outcome.valid_until.max(ends));
    if out <= until {
        return Ok(());
    }
    let zone = location.terms.zone;
    Err(VisitRefusal::Overnight {
        end: zone.moment(until),
        out: zone.moment(out),
    })
}

/// Settles and writes the date of a visit that is new or has changed; the visit as it was written.
pub(super) fn write(tx: &Tx, space: &Space, date: &Date, visit: &Visit) -> Result<Seen, OpError> {
    let with = date.with(visit);
    let outcomes = date.settle(&with);
    let (written, moved) = date.write(tx, &with, &outcomes)?;
    let place = with.iter().position(|one| one.id == visit.id);
    let place = place.expect("the visit is among its date's");
    Seen::of(tx, space, written[place].id, moved)
}

/// The date of a visit, gathered; settled on a day at home.
pub(super) fn date_of<'a>(
    db: &Snapshot,
    space: &'a Space,
    member: &'a Customer,
    visit: &'a Visit,
    settled_on: Day,
) -> Result<Date<'a>, OpError> {
    Date::gather(db, space, Place::of(member, visit), settled_on)
}

#[cfg(test)]
mod again;
#[cfg(test)]
pub(crate) mod desk;
#[cfg(test)]
mod tests;
