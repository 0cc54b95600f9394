//! Where a booking goes: the location, the desk, and how many of its seats are free on a date (D2).

use std::collections::BTreeMap;

use super::facts::Space;
use super::{OpError, desk};
use crate::domain::assignment::assigned;
use crate::domain::booking::refusal::BookingRefusal;
use crate::domain::booking::{Accepts, PayBy};
use crate::domain::capacity::{DeskDay, next_with_room};
use crate::domain::day::{Day, DaySpan, Instant};
use crate::domain::day_word::DayWord;
use crate::domain::desk::{Desk, DeskKind};
use crate::domain::ids::LocationId;
use crate::domain::location::Location;
use crate::domain::spend::Fit;
use crate::store::{Snapshot, assignments, customers, desks, seats};

/// How many days ahead the next free date is looked for.
const LOOK_AHEAD: i32 = 365;

/// A date at a location.
#[derive(Debug, Clone, Copy)]
pub struct Date<'a> {
    /// The location.
    pub location: &'a Location,
    /// The date.
    pub on: Day,
    /// The business date there now (Q3).
    pub today: Day,
}

impl<'a> Date<'a> {
    /// The date that a word means at a location at that instant; today without a word.
    #[must_use]
    pub fn said(location: &'a Location, word: Option<DayWord>, now: Instant) -> Self {
        let today = location.terms.today(now);
        Self {
            location,
            on: word.map_or(today, |word| word.on(today)),
            today,
        }
    }
}

/// The location that is named, else the home location given. A retired one is refused (D2).
pub fn location<'a>(
    space: &'a Space,
    given: Option<&str>,
    home: LocationId,
) -> Result<&'a Location, OpError> {
    let location = match given {
        Some(handle) => space.location_named(handle)?,
        None => space.location(home),
    };
    if location.retired {
        let location = location.terms.handle.clone();
        return Err(BookingRefusal::LocationRetired { location }.into());
    }
    Ok(location)
}

/// The desk that is meant, retired or not: at the location that is named, else at the home location
/// given, else at the only one that has it; or `LOCATION/DESK`.
pub fn desk(
    db: &Snapshot,
    given: &str,
    named: Option<&str>,
    home: LocationId,
) -> Result<Desk, OpError> {
    if named.is_none()
        && let Some(at_home) = desks::find(db, home, &customers::folded(given))?
    {
        return Ok(at_home);
    }
    Ok(desk::find(db, given, named)?.desk)
}

/// Refuses a desk that passes cannot pay for (D1). `fits` are the kinds that could.
pub fn check_accepts(location: &Location, desk: &Desk, fits: &[Fit]) -> Result<(), BookingRefusal> {
    let hot = match desk.terms.kind {
        DeskKind::Hot => true,
        DeskKind::Class => !fits.is_empty(),
        DeskKind::Dedicated | DeskKind::Other(_) => false,
    };
    let accepts = Accepts {
        at_location: location.terms.passes,
        hot,
        at_desk: desk.terms.passes,
    };
    accepts.check()
}

/// The desk on each day of a span (D2). A day that is not declared closed can be booked, also one
/// without business hours: those only say when such a day starts (D5).
pub fn days(
    db: &Snapshot,
    location: &Location,
    desk: &Desk,
    span: DaySpan,
) -> Result<Vec<(Day, DeskDay)>, OpError> {
    let held: BTreeMap<Day, i64> = seats::held(db, desk.id, span)?.into_iter().collect();
    let assignments = assignments::of_desk(db, desk.id, span)?;
    let on = |day: Day| DeskDay {
        retired: desk.retired || location.retired,
        closed: location.terms.closed.contains(day) || desk.terms.closed.contains(day),
        seats: i64::from(desk.terms.seats),
        assigned: assigned(&assignments, day),
        held: held.get(&day).copied().unwrap_or_default(),
    };
    let days = (0..span.days()).map(|days| span.from.plus(days));
    Ok(days.map(|day| (day, on(day))).collect())
}

/// Refuses so many seats of a desk on a date where there is no room for them, with the next date
/// that has it (D2). `own` are seats that the booking holds there already.
pub fn check_room(
    db: &Snapshot,
    desk: &Desk,
    date: Date,
    seats: i64,
    own: i64,
) -> Result<(), OpError> {
    let refused = match room(db, desk, date, seats, own)? {
        Ok(()) => return Ok(()),
        Err(refused) => refused,
    };
    let next = next_free(db, desk, date, seats, &refused)?;
    Err(refused.with_next(next).into())
}

/// The first hot desk of the location that can be paid like that and has room (D2): the one declared
/// first.
pub fn first_with_room(db: &Snapshot, date: Date, seats: i64, by: PayBy) -> Result<Desk, OpError> {
    let money = by == PayBy::Money;
    if !date.location.terms.passes && !money {
        return Err(BookingRefusal::NoPassesAtLocation.into());
    }
    let mut refusals = Vec::new();
    let all = desks::list_location(db, date.location.id)?;
    let hot = |desk: &Desk| {
        desk.terms.kind == DeskKind::Hot && (desk.terms.passes || money) && !desk.retired
    };
    for desk in all.into_iter().filter(hot) {
        match room(db, &desk, date, seats, 0)? {
            Ok(()) => return Ok(desk),
            Err(refused) => refusals.push((desk, refused)),
        }
    }
    let mut next = None;
    for (desk, refused) in &refusals {
        let free = next_free(db, desk, date, seats, refused)?;
        next = next.into_iter().chain(free).min();
    }
    let location = date.location.terms.handle.clone();
    let refused = refusals.into_iter().map(|(_, refused)| refused);
    let refused = refused.max_by_key(roomiest);
    let refused = refused.unwrap_or(BookingRefusal::NoDesk { location, money });
    Err(refused.with_next(next).into())
}

/// Of several desks' refusals the one to tell: that of an open desk before that of a closed one,
/// and the most seats.
fn roomiest(refusal: &BookingRefusal) -> Option<i64> {
    if let BookingRefusal::Full { free, .. } = refusal {
        Some(*free)
    } else {
        None
    }
}

fn room(
    db: &Snapshot,
    desk: &Desk,
    date: Date,
    seats: i64,
    own: i64,
) -> Result<Result<(), BookingRefusal>, OpError> {
    let span = DaySpan {
        from: date.on,
        to: date.on,
    };
    let days = days(db, date.location, desk, span)?;
    let (on, mut desk) = days[0];
    desk.held -= own;
    Ok(desk.room(on, seats, date.today))
}

/// The next date with room after one that is past, closed or full; None after other refusals.
fn next_free(
    db: &Snapshot,
    desk: &Desk,
    date: Date,
    seats: i64,
    refused: &BookingRefusal,
) -> Result<Option<Day>, OpError> {
    let of_the_date = matches!(
        refused,
        BookingRefusal::PastDay { .. }
            | BookingRefusal::Closed { .. }
            | BookingRefusal::Full { .. }
    );
    if !of_the_date || seats > i64::from(desk.terms.seats) {
        return Ok(None);
    }
    let from = date.on.next().max(date.today);
    let span = DaySpan {
        from,
        to: from.plus(LOOK_AHEAD),
    };
    let days = days(db, date.location, desk, span)?;
    Ok(next_with_room(days, seats, date.today))
}
