//! `visit set`: corrections, after which the date is settled again (C1, C9).

use super::date::{Date, Place, touch};
use super::{Seen, around, check_clash, check_overnight, check_times, date_of, find, write};
use crate::domain::day_word::TimeWord;
use crate::domain::ids::VisitId;
use crate::domain::qty::PassQty;
use crate::domain::visit::refusal::VisitRefusal;
use crate::domain::visit::{CoveredBy, Status, Visit};
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::{Tx, customers, visits};

/// What to correct; None leaves it.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The visit.
    pub visit: VisitId,
    /// The check-in; a time alone is of the date it was on.
    pub in_at: Option<TimeWord>,
    /// The check-out; a time alone is of the date of the check-in.
    pub out: Option<TimeWord>,
    /// Where.
    pub location: Option<&'a str>,
    /// The service that was used.
    pub service: Option<&'a str>,
}

/// Corrects a visit and settles its date again, and the date that it was on before. What nothing
/// can cover is owed: what has happened is not refused any more.
pub fn set(tx: &Tx, request: &Request) -> Result<Seen, OpError> {
    let space = Space::read(tx)?;
    let was = find(tx, request.visit)?.visit;
    if was.status == Status::Refused {
        return Err(VisitRefusal::WasRefused { visit: was.id }.into());
    }
    let member = customers::get(tx, was.member)?;
    touch(tx, &space, &member)?;
    let visit = corrected(&space, &was, request)?;
    check_times(&visit, space.location(visit.location).terms.zone, tx.at())?;
    check_clash(&visit, &around(tx, &visit)?, &member, &space)?;
    let today = space.today(&member, tx.at());
    let spot = visit.clone();
    let place = Place::of(&member, &spot);
    let covered_by = match was.covered_by {
        Some(CoveredBy::Off) => Some(CoveredBy::Off),
        Some(_) | None => place.free(tx, &visit.service)?.or(Some(CoveredBy::Owed)),
    };
    let visit = Visit {
        covered_by,
        ..visit.clone()
    };
    if (visit.location, visit.on) != (was.location, was.on) {
        let left = date_of(tx, &space, &member, &was, today)?;
        let others = left.without(was.id);
        visits::set(tx, &aside(&was))?;
        left.write(tx, &others, &left.settle(&others))?;
    }
    let date = Date::gather(tx, &space, place, today)?;
    check_overnight(&date, space.location(visit.location), &visit)?;
    write(tx, &space, &date, &visit)
}

/// A visit while it is between two dates: what paid for it on the one covers nothing on the other,
/// nor on the day after.
fn aside(was: &Visit) -> Visit {
    Visit {
        status: Status::Refused,
        out_at: None,
        covered_by: None,
        kind: None,
        valid_until: None,
        owed: PassQty::ZERO,
        ..was.clone()
    }
}

fn corrected(space: &Space, was: &Visit, request: &Request) -> Result<Visit, OpError> {
    let location = match request.location {
        Some(handle) => space.location_named(handle)?,
        None => space.location(was.location),
    };
    let zone = location.terms.zone;
    let in_at = request
        .in_at
        .map_or(was.in_at, |word| word.at(was.in_at, zone));
    let out_at = request.out.map(|word| word.at(in_at, zone)).or(was.out_at);
    Ok(Visit {
        location: location.id,
        on: location.terms.today(in_at),
        service: request.service.unwrap_or(&was.service).to_owned(),
        in_at,
        out_at,
        status: if out_at.is_some() {
            Status::Left
        } else {
            Status::Inside
        },
        auto: was.auto && request.out.is_none(),
        ..was.clone()
    })
}
