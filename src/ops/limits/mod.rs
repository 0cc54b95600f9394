//! Limits in the books: what a member uses at a location (D10) and of each kind (K4), and how much
//! of a lot may still be used away from its home (D11).

use super::OpError;
use super::facts::Space;
use super::place::Date;
use super::wallet;
use crate::domain::booking::PaymentStatus;
use crate::domain::booking::refusal::BookingRefusal;
use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::{BookingId, CustomerId, KindId, VisitId};
use crate::domain::kind::Kind;
use crate::domain::limit::{Excess, Use, away};
use crate::domain::lot::Lot;
use crate::domain::money::Percent;
use crate::domain::policy::Settings;
use crate::domain::qty::PassQty;
use crate::domain::spend::Fit;
use crate::store::bookings::{self, Filter};
use crate::store::uses::{self, Used};
use crate::store::{Snapshot, desks};

/// What does not count, since it is about to be changed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Aside<'a> {
    /// A booking.
    pub booking: Option<BookingId>,
    /// Visits.
    pub visits: &'a [VisitId],
}

impl Aside<'_> {
    fn counts(&self, used: &Used) -> bool {
        let aside = |visit| self.visits.contains(&visit);
        !used.visit.is_some_and(aside) && (used.booking.is_none() || used.booking != self.booking)
    }

    fn rest(&self, all: Vec<Used>) -> Vec<Use> {
        let all = all.into_iter().filter(|used| self.counts(used));
        all.map(|used| used.of).collect()
    }
}

/// Refuses passes of a member for a date at a location beyond its limit: those of other visits and
/// bookings there count, also what is still to be charged (D10).
pub fn check_place(
    db: &Snapshot,
    date: Date,
    member: CustomerId,
    wanted: PassQty,
    aside: Aside,
) -> Result<(), OpError> {
    over_at(db, date, member, wanted, aside)?.map_or(Ok(()), |excess| {
        let location = date.location.terms.handle.clone();
        Err(BookingRefusal::UsageLimit { location, excess }.into())
    })
}

/// By how much so many passes of a member for a date are beyond the limit of the location (D10);
/// None where they are not.
pub fn over_at(
    db: &Snapshot,
    date: Date,
    member: CustomerId,
    wanted: PassQty,
    aside: Aside,
) -> Result<Option<Excess>, OpError> {
    let Date {
        location,
        on,
        today,
    } = date;
    let limit = location.terms.usage_limit;
    let Some(span) = limit.counts(on, today) else {
        return Ok(None);
    };
    let there = uses::at_location(db, member, location.id, onward(span))?;
    let there = aside.rest(there);
    Ok(limit.check(wanted, on, today, &there).err())
}

/// What a member uses of a kind from the stretch of its limit around a day on (K4). A booking that
/// waits for its charge counts where no other kind can pay it. Nothing without a limit.
pub fn of_kind(
    db: &Snapshot,
    space: &Space,
    member: CustomerId,
    kind: &Kind,
    on: Day,
    aside: Aside,
) -> Result<Vec<Use>, OpError> {
    let Some(span) = kind.terms.limit.counts(on, on) else {
        return Ok(Vec::new());
    };
    let span = onward(span);
    let counted = kind.terms.is_counted();
    let mut used = if counted {
        aside.rest(uses::of_kind(db, member, kind.id, span)?)
    } else {
        not_counted(db, member, kind.id, span, aside)?
    };
    let pending = Filter {
        from: Some(span.from),
        member: Some(member),
        pay_status: Some(PaymentStatus::Pending),
        ..Filter::default()
    };
    for booking in bookings::list(db, &pending)? {
        let fits = wallet::fits(space, &desks::get(db, booking.desk)?);
        let mut pay = fits.iter().filter(|fit| fit.counted || !counted);
        let fits_it = fits.iter().any(|fit| fit.kind == kind.id);
        let only = fits_it && pay.all(|fit| fit.kind == kind.id);
        if only && Some(booking.id) != aside.booking {
            used.push(Use {
                on: booking.on,
                passes: booking.cost(),
            });
        }
    }
    Ok(used)
}

/// The uses of a kind that is not counted: one for each date with visits that it covers, and one for
/// each seat of the bookings (K4, T2).
pub fn not_counted(
    db: &Snapshot,
    member: CustomerId,
    kind: KindId,
    span: DaySpan,
    aside: Aside,
) -> Result<Vec<Use>, OpError> {
    let mut days = uses::not_counted(db, member, kind, span)?;
    days.retain(|(visit, _)| !aside.visits.contains(visit));
    days.dedup_by_key(|(_, day)| *day);
    let visited = days.into_iter().map(|(_, on)| Use {
        on,
        passes: PassQty::ONE,
    });
    let booked = aside.rest(uses::covered(db, member, kind, span)?);
    Ok(visited.chain(booked).collect())
}

/// The kinds with how many more of each a member may use on a day (K4).
pub fn capped(
    db: &Snapshot,
    space: &Space,
    fits: &[Fit],
    member: CustomerId,
    on: Day,
    aside: Aside,
) -> Result<Vec<Fit>, OpError> {
    let cap = |fit: &Fit| {
        let kind = space.kind(fit.kind);
        let used = of_kind(db, space, member, kind, on, aside)?;
        Ok(Fit {
            most: kind.terms.limit.left(on, on, &used),
            ..*fit
        })
    };
    fits.iter().map(cap).collect()
}

/// By how much so many passes of a kind are beyond its limit on a day (K4); None where they are
/// not.
pub fn over_kind(
    db: &Snapshot,
    space: &Space,
    member: CustomerId,
    kind: KindId,
    (on, wanted): (Day, PassQty),
    aside: Aside,
) -> Result<Option<Excess>, OpError> {
    let kind = space.kind(kind);
    let used = of_kind(db, space, member, kind, on, aside)?;
    Ok(kind.terms.limit.check(wanted, on, on, &used).err())
}

/// Fills in how much more of each lot may be used away from its home (D11).
pub fn allow_away(db: &Snapshot, settings: &Settings, lots: &mut [Lot]) -> Result<(), OpError> {
    if settings.cross_location == Percent::HUNDRED {
        return Ok(());
    }
    for lot in lots {
        if let Some(allowed) = away(settings.cross_location, lot.granted) {
            let used = uses::away(db, lot.id, lot.location)?;
            lot.away_left = Some((allowed - used).max(PassQty::ZERO));
        }
    }
    Ok(())
}

/// The span and all days behind it: when there is room next is asked of these.
const fn onward(span: DaySpan) -> DaySpan {
    DaySpan {
        from: span.from,
        to: Day::NEVER,
    }
}

#[cfg(test)]
mod tests;
