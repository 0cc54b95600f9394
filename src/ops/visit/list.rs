//! `visit list`: who was there, and who is (C10).

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::Seen;
use super::date::Moved;
use crate::domain::customer::Customer;
use crate::domain::day::Instant;
use crate::domain::day_word::DayWord;
use crate::domain::kind::DAY;
use crate::domain::pool::CompanyPasses;
use crate::ops::facts::{self, Space};
use crate::ops::{OpError, who};
use crate::store::visits::Filter;
use crate::store::{Snapshot, customers, visits};

/// Which visits to list; None and false are all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// Only who is inside.
    pub inside: bool,
    /// The first date.
    pub from: Option<DayWord>,
    /// The last date.
    pub until: Option<DayWord>,
    /// Whose, as typed.
    pub member: Option<&'a str>,
    /// Where, by handle.
    pub location: Option<&'a str>,
    /// The newest so many.
    pub limit: Option<u32>,
}

/// The visits that are meant, in order of time. Who should have left by now is not inside, even
/// where `renew` has not checked them out yet (C9).
pub fn list(db: &Snapshot, request: &Request, now: Instant) -> Result<Vec<Seen>, OpError> {
    let space = Space::read(db)?;
    let location = request
        .location
        .map(|handle| space.location_named(handle))
        .transpose()?;
    let member = request
        .member
        .map(|given| who::find_person(db, given))
        .transpose()?;
    let calendar = match (location, &member) {
        (Some(location), _) => location,
        (None, Some(member)) => space.location(member.location),
        (None, None) => space.location_named(space.settings.default_location.as_str())?,
    };
    let today = calendar.terms.today(now);
    let filter = Filter {
        from: request.from.map(|word| word.on(today)),
        until: request.until.map(|word| word.on(today)),
        member: member.map(|member| member.id),
        location: location.map(|location| location.id),
        inside: request.inside,
        limit: request.limit,
    };
    let mut seen = filtered(db, &space, &filter, now)?;
    tell_balances(db, &space, &mut seen)?;
    Ok(seen)
}

/// Says of each visit what its member could use on its date, as it is shown. Nobody's lots are read
/// twice: all of a company have the same ones open where they are pooled (P4).
fn tell_balances(db: &Snapshot, space: &Space, seen: &mut [Seen]) -> Result<(), OpError> {
    let day = space.kind_named(DAY)?;
    let pooled = space.settings.company_passes == CompanyPasses::Pooled;
    let mut known = HashMap::new();
    for one in seen {
        let member = &one.member;
        let whose = member.company.filter(|_| pooled).unwrap_or(member.id);
        let open = match known.entry(whose) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(facts::open_lots(db, &space.settings, member)?),
        };
        one.balance = facts::balance(space, open, member, day, one.visit.on);
    }
    Ok(())
}

/// The visits of a member and the guests that are open now, in order of time (C10).
pub fn inside(
    db: &Snapshot,
    space: &Space,
    member: &Customer,
    now: Instant,
) -> Result<Vec<Seen>, OpError> {
    // Mostly nobody is, and that is known sooner than the list is made.
    if visits::list_open(db, member.id)?.is_empty() {
        return Ok(Vec::new());
    }
    let filter = Filter {
        member: Some(member.id),
        inside: true,
        ..Filter::default()
    };
    filtered(db, space, &filter, now)
}

fn filtered(
    db: &Snapshot,
    space: &Space,
    filter: &Filter,
    now: Instant,
) -> Result<Vec<Seen>, OpError> {
    let mut seen = Vec::new();
    for listed in visits::list(db, filter)? {
        let ends = listed
            .visit
            .ends(&space.location(listed.visit.location).terms);
        if filter.inside && ends <= now {
            continue;
        }
        let member = customers::get(db, listed.visit.member)?;
        seen.push(Seen::listed(space, member, listed, Moved::default()));
    }
    Ok(seen)
}
