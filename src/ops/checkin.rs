//! `checkin`: somebody comes in; a pass is taken at the door where nothing else covers it (C1–C5).

use super::facts::Space;
use super::visit::date::{Date, Place, touch};
use super::visit::{Seen, around, check_clash, check_overnight, check_times, overdue, write};
use super::{OpError, who};
use crate::domain::customer::Customer;
use crate::domain::day::Instant;
use crate::domain::day_word::TimeWord;
use crate::domain::ids::VisitId;
use crate::domain::qty::PassQty;
use crate::domain::visit::refusal::VisitRefusal;
use crate::domain::visit::{CoveredBy, Status, Visit};
use crate::store::{Snapshot, Tx, visits};

/// Who comes in, when and where.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The member or visitor, as typed (P2).
    pub who: &'a str,
    /// When; None is now.
    pub at: Option<TimeWord>,
    /// When they left, where that is known already: offline lists.
    pub out: Option<TimeWord>,
    /// Where, by handle; None is the home location.
    pub location: Option<&'a str>,
    /// The service that is used; empty for none.
    pub service: &'a str,
    /// The kind of pass to take, by handle; None is the cheapest (C3).
    pub kind: Option<&'a str>,
    /// The name of a guest of theirs (C8).
    pub guest: Option<&'a str>,
    /// Let them in also where nothing covers it, and record what is owed (C3).
    pub unpaid: bool,
    /// Let them in also beyond the location's limit (D10).
    pub overridden: bool,
}

/// The facts of a check-in, before anything is decided.
pub struct Arrival<'a> {
    /// The space.
    pub space: &'a Space,
    /// The member or visitor, or the host.
    pub member: &'a Customer,
    /// The visit as it begins: what covers it is to be found out.
    pub visit: Visit,
}

impl<'a> Arrival<'a> {
    /// Reads what was asked for. Refused at a location that is retired.
    pub fn read(
        space: &'a Space,
        member: &'a Customer,
        request: &Request,
        now: Instant,
    ) -> Result<Self, OpError> {
        let location = match request.location {
            Some(handle) => space.location_named(handle)?,
            None => space.location(member.location),
        };
        if location.retired {
            let location = location.terms.handle.clone();
            return Err(VisitRefusal::LocationRetired { location }.into());
        }
        let wanted = request
            .kind
            .map(|kind| space.kind_named(kind))
            .transpose()?;
        let zone = location.terms.zone;
        let in_at = request.at.map_or(now, |word| word.at(now, zone));
        let out_at = request.out.map(|word| word.at(in_at, zone));
        let visit = Visit {
            id: VisitId(0),
            member: member.id,
            guest: request.guest.map(str::to_owned),
            location: location.id,
            on: location.terms.today(in_at),
            service: request.service.to_owned(),
            wanted: wanted.map(|kind| kind.id),
            in_at,
            out_at,
            status: if out_at.is_some() {
                Status::Left
            } else {
                Status::Inside
            },
            auto: false,
            covered_by: Some(CoveredBy::Owed),
            kind: None,
            valid_until: None,
            owed: PassQty::ZERO,
        };
        Ok(Self {
            space,
            member,
            visit,
        })
    }

    /// The date it is on, gathered, and the visit with what covers it for free, if anything does
    /// (C2). It is settled at an instant.
    pub fn gather(&self, db: &Snapshot, now: Instant) -> Result<(Date<'_>, Visit), OpError> {
        let place = Place::of(self.member, &self.visit);
        let free = place.free(db, &self.visit.service)?;
        let visit = Visit {
            covered_by: free.or(Some(CoveredBy::Owed)),
            ..self.visit.clone()
        };
        let today = self.space.today(self.member, now);
        Ok((Date::gather(db, self.space, place, today)?, visit))
    }
}

/// The visit with its check-in alone, as it stands at the door.
pub(super) fn at_the_door(visit: &Visit) -> Visit {
    Visit {
        out_at: None,
        status: Status::Inside,
        ..visit.clone()
    }
}

/// Checks somebody in (C1–C5). Where nothing covers the visit it is recorded as refused, and that
/// is all that is written: the inner error says why (C3).
pub fn checkin(tx: &Tx, request: &Request) -> Result<Result<Seen, OpError>, OpError> {
    let space = Space::read(tx)?;
    checkin_in(tx, &space, request)
}

/// [`checkin`] in a space that was read before.
pub fn checkin_in(
    tx: &Tx,
    space: &Space,
    request: &Request,
) -> Result<Result<Seen, OpError>, OpError> {
    let member = who::person(tx, request.who)?;
    touch(tx, space, &member)?;
    let arrival = Arrival::read(space, &member, request, tx.at())?;
    let zone = space.location(arrival.visit.location).terms.zone;
    check_times(&arrival.visit, zone, tx.at())?;
    overdue::close(tx, space, &member, tx.at())?;
    check_clash(&arrival.visit, &around(tx, &arrival.visit)?, &member, space)?;
    let (date, visit) = arrival.gather(tx, tx.at())?;
    check_overnight(&date, space.location(visit.location), &visit)?;
    let door = at_the_door(&visit);
    if let Err(refusal) = may_enter(tx, &date, &door, request)? {
        return refuse(tx, &door, refusal).map(Err);
    }
    write(tx, space, &date, &visit).map(Ok)
}

/// Refuses a visit that nothing covers, unless it may be owed for (C3), and one beyond the limit of
/// the location (D10).
fn may_enter(
    tx: &Tx,
    date: &Date,
    door: &Visit,
    request: &Request,
) -> Result<Result<(), VisitRefusal>, OpError> {
    let with = date.with(door);
    if !request.unpaid
        && let Err(refusal) = date.admit(&with, door)
    {
        return Ok(Err(refusal));
    }
    if request.overridden {
        return Ok(Ok(()));
    }
    date.within_limit(tx, &with, tx.at())
}

/// Records a refused visit, once for the same moment, and answers why it was refused (C3).
fn refuse(tx: &Tx, visit: &Visit, refusal: VisitRefusal) -> Result<OpError, OpError> {
    let VisitRefusal::NotCovered { lack, buy, .. } = refusal else {
        return Ok(refusal.into());
    };
    let refused = Visit {
        status: Status::Refused,
        covered_by: None,
        ..visit.clone()
    };
    let id = match visits::find_refused(tx, &refused)? {
        Some(known) => known,
        None => visits::add(tx, &refused)?,
    };
    let visit = Some(id);
    Ok(VisitRefusal::NotCovered { lack, visit, buy }.into())
}
