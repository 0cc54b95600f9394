//! `access`: whether somebody may be inside, for doors and networks (C10).

use super::checkin::{Arrival, Request, at_the_door};
use super::facts::Space;
use super::visit::{around, check_overnight, date_of};
use super::{OpError, who};
use crate::domain::customer::Customer;
use crate::domain::day::{Instant, Zone};
use crate::domain::ids::VisitId;
use crate::domain::visit::date::Outcome;
use crate::domain::visit::refusal::VisitRefusal;
use crate::domain::visit::{CoveredBy, Status, Visit};
use crate::store::Snapshot;

/// Whether somebody may be inside.
#[derive(Debug, Clone)]
pub struct Access {
    /// Who.
    pub member: Customer,
    /// When it was asked for.
    pub at: Instant,
    /// The clocks there.
    pub zone: Zone,
    /// The visit that they are on, if they are inside.
    pub visit: Option<VisitId>,
    /// What covers it, or would, and until when; else why not.
    pub allowed: Result<(CoveredBy, Instant), VisitRefusal>,
}

/// Whether somebody may be inside at an instant: who is there, as long as what covers the visit, or
/// the passes they have, cover it; who is not, if they could check in (C10). Nothing is written.
pub fn access(db: &Snapshot, request: &Request, now: Instant) -> Result<Access, OpError> {
    let space = Space::read(db)?;
    let member = who::person(db, request.who)?;
    let arrival = Arrival::read(&space, &member, request, now)?;
    let at = arrival.visit.in_at;
    let zone = space.location(arrival.visit.location).terms.zone;
    let there = around(db, &arrival.visit)?;
    let inside = there.iter().find(|visit| {
        visit.in_at <= at
            && visit.out_at.is_none_or(|out| at < out)
            && at < visit.ends(&space.location(visit.location).terms)
    });
    let allowed = if let Some(visit) = inside {
        staying(db, &space, &member, visit, at)?
    } else {
        let (date, visit) = arrival.gather(db, at)?;
        let door = at_the_door(&visit);
        let with = date.with(&door);
        let admitted = date.admit(&with, &door);
        let admitted = match admitted {
            Ok(()) => date.within_limit(db, &with, now)?,
            Err(refusal) => Err(refusal),
        };
        admitted.map(|()| covered(&with, &date.settle(&with), door.id))
    };
    let visit = inside.map(|visit| visit.id);
    Ok(Access {
        member,
        at,
        zone,
        visit,
        allowed,
    })
}

/// Whether somebody who is inside is covered at that instant: as if they left only then.
fn staying(
    db: &Snapshot,
    space: &Space,
    member: &Customer,
    visit: &Visit,
    at: Instant,
) -> Result<Result<(CoveredBy, Instant), VisitRefusal>, OpError> {
    let date = date_of(db, space, member, visit, space.today(member, at))?;
    let longer = Visit {
        out_at: Some(
            visit
                .out_at
                .map_or(at.plus_ms(1), |out| out.max(at.plus_ms(1))),
        ),
        status: Status::Left,
        ..visit.clone()
    };
    let with = date.with(&longer);
    let location = space.location(visit.location);
    Ok(check_overnight(&date, location, &longer)
        .and_then(|()| date.admit(&with, &longer))
        .map(|()| covered(&with, &date.settle(&with), visit.id)))
}

/// What covers one of these visits, and until when.
fn covered(visits: &[Visit], outcomes: &[Outcome], id: VisitId) -> (CoveredBy, Instant) {
    let found = visits.iter().zip(outcomes).find(|(one, _)| one.id == id);
    let (_, outcome) = found.expect("the visit is among its date's");
    (outcome.covered_by, outcome.valid_until)
}
