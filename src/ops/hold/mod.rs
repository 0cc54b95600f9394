//! `hold`: passes of a package kept out of use for a while (T4).

use super::deduct::own_lot;
use super::facts::{self, Space};
use super::{OpError, ReferenceError, who};
use crate::domain::customer::Customer;
use crate::domain::day::{Day, DaySpan, Instant};
use crate::domain::day_word::DayWord;
use crate::domain::hold::{Hold, HoldRefusal, expiry};
use crate::domain::ids::{HoldId, LotId};
use crate::domain::lot::{Lot, Source};
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::store::{Snapshot, StoreError, Tx, customers, holds, lots, purchases, uses};

/// What to put on hold.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Whose passes, as typed (P2).
    pub who: &'a str,
    /// The lot.
    pub lot: LotId,
    /// The first day; None is today.
    pub from: Option<DayWord>,
    /// The last day; None is not known yet.
    pub until: Option<DayWord>,
}

/// A hold as it is told.
#[derive(Debug, Clone)]
pub struct Held {
    /// The hold.
    pub hold: Hold,
    /// Whose passes they are.
    pub customer: Customer,
    /// The kind's handle.
    pub kind: String,
    /// What is left in the lot; None where there is no count.
    pub left: Option<PassQty>,
    /// The lot's last day, with the hold, or without it once it was taken away.
    pub expires_on: Day,
    /// The date at home.
    pub today: Day,
}

/// Puts a lot on hold: unusable on its days, and good for as many days longer (T4). Refused for lots
/// that were not sold so, and where another hold, a visit or a booking has one of the days.
pub fn add(tx: &Tx, request: &Request) -> Result<Held, OpError> {
    let space = Space::read(tx)?;
    let customer = who::customer(tx, request.who)?;
    let owners = facts::owners(tx, space.settings.company_passes, &customer)?;
    customers::touch(tx, &owners)?;
    let lot = own_lot(tx, request.lot, &owners)?;
    let today = space.today(&customers::get(tx, lot.owner)?, tx.at());
    check_lot(tx, &lot, today)?;
    let from = request.from.map_or(today, |word| word.on(today));
    let until = request.until.map_or(Day::NEVER, |word| word.on(today));
    let span = DaySpan::new(from, until).ok_or(HoldRefusal::EndsBeforeStart { from, until })?;
    let days = DaySpan {
        from: lot.valid_from,
        to: lot.expires_on,
    };
    if !days.contains(from) {
        let lot = lot.id;
        return Err(HoldRefusal::OutsideLot { lot, from, days }.into());
    }
    check_free(tx, &space, &lot, span, None)?;
    let others = holds::of_lot(tx, lot.id)?;
    let own_expiry = others.first().map_or(lot.expires_on, |one| one.own_expiry);
    let mut hold = Hold {
        id: HoldId(0),
        lot: lot.id,
        customer: lot.owner,
        span,
        own_expiry,
    };
    hold.id = holds::add(tx, &hold)?;
    settle(tx, &space, &hold)
}

/// Changes the last day of a hold, today where none is named: sooner, or later where nothing has
/// these days and the lot has not lapsed (T4, B8).
pub fn end(tx: &Tx, id: HoldId, on: Option<DayWord>) -> Result<Held, OpError> {
    let (space, mut hold, lot) = open(tx, id)?;
    let owner = customers::get(tx, hold.customer)?;
    let today = space.today(&owner, tx.at());
    let until = on.map_or(today, |word| word.on(today));
    let DaySpan { from, to } = hold.span;
    if until == to {
        return Err(HoldRefusal::EndsThen { hold: id, until }.into());
    }
    let span = DaySpan::new(from, until).ok_or(HoldRefusal::EndsBeforeStart { from, until })?;
    if until > to {
        check_not_lapsed(&lot, today)?;
        let longer = DaySpan {
            from: to.next(),
            to: until,
        };
        check_free(tx, &space, &lot, longer, Some(id))?;
    }
    holds::set_until(tx, id, until)?;
    hold.span = span;
    settle(tx, &space, &hold)
}

/// Takes a hold away, as though it had never been (T4).
pub fn delete(tx: &Tx, id: HoldId) -> Result<Held, OpError> {
    let (space, hold, _) = open(tx, id)?;
    holds::remove(tx, id)?;
    settle(tx, &space, &hold)
}

/// The standing holds of a customer's own lots and of those that are open to them, or of everybody,
/// in the order they were made.
pub fn list(db: &Snapshot, who: Option<&str>, now: Instant) -> Result<Vec<Held>, OpError> {
    let space = Space::read(db)?;
    let owners = match who {
        Some(given) => {
            let customer = who::find(db, given)?;
            let rule = space.settings.company_passes;
            Some(facts::owners(db, rule, &customer)?)
        }
        None => None,
    };
    let mut listed = Vec::new();
    for hold in holds::list(db)? {
        let meant = owners.as_ref();
        if meant.is_none_or(|owners| owners.contains(&hold.customer)) {
            listed.push(told(db, &space, &hold, now)?);
        }
    }
    Ok(listed)
}

/// A standing hold to be changed, with its lot; the owner is locked.
fn open(tx: &Tx, id: HoldId) -> Result<(Space, Hold, Lot), OpError> {
    let unknown = || ReferenceError::Unknown {
        what: "hold",
        given: id.to_string(),
        nearest: Vec::new(),
    };
    let hold = holds::find(tx, id)?.ok_or_else(unknown)?;
    customers::touch(tx, &[hold.customer])?;
    let space = Space::read(tx)?;
    let lot = lot(tx, hold.lot)?;
    Ok((space, hold, lot))
}

fn lot(db: &Snapshot, id: LotId) -> Result<Lot, StoreError> {
    lots::find(db, id)?.ok_or(StoreError::NotFound {
        relation: "lot",
        id: id.0,
    })
}

/// Refuses lots that cannot be put on hold at all: of a plan, not sold so, lapsed, or used up.
fn check_lot(tx: &Tx, lot: &Lot, today: Day) -> Result<(), OpError> {
    let id = lot.id;
    if lot.source == Source::Plan {
        return Err(HoldRefusal::OfPlan { lot: id }.into());
    }
    if !holds::may_hold(tx, id)? {
        return Err(HoldRefusal::NotHoldable { lot: id }.into());
    }
    check_not_lapsed(lot, today)?;
    if !lot.left.is_positive() {
        return Err(Refusal::LotEmpty { lot: id }.into());
    }
    Ok(())
}

/// Refuses a lot whose last day is over: no hold brings its passes back (B8).
fn check_not_lapsed(lot: &Lot, today: Day) -> Result<(), Refusal> {
    if lot.expires_on < today {
        return Err(Refusal::LotLapsed {
            lot: lot.id,
            expired_on: lot.expires_on,
        });
    }
    Ok(())
}

/// Refuses days on which another hold has the lot, or the lot pays for a visit or a booking.
fn check_free(
    tx: &Tx,
    space: &Space,
    lot: &Lot,
    span: DaySpan,
    own: Option<HoldId>,
) -> Result<(), OpError> {
    let others = holds::of_lot(tx, lot.id)?;
    let mut others = others.iter().filter(|other| Some(other.id) != own);
    if let Some(other) = others.find(|other| other.span.and(span).is_some()) {
        return Err(HoldRefusal::Overlaps {
            lot: lot.id,
            hold: other.id,
            span: other.span,
        }
        .into());
    }
    let used = paid(tx, space, lot)?;
    let mut used = used.into_iter();
    match used.find(|(on, _)| span.contains(*on)) {
        Some((on, by)) => Err(HoldRefusal::InUse {
            lot: lot.id,
            by,
            on,
        }
        .into()),
        None => Ok(()),
    }
}

/// The dates of the visits and bookings that a lot pays for, soonest first.
fn paid(db: &Snapshot, space: &Space, lot: &Lot) -> Result<Vec<(Day, String)>, OpError> {
    let mut paid = uses::of_lot(db, lot.id)?;
    if !space.kind(lot.kind).terms.is_counted() {
        let days = DaySpan {
            from: lot.valid_from,
            to: lot.expires_on,
        };
        let visits = uses::not_counted(db, lot.owner, lot.kind, days)?;
        paid.extend(
            visits
                .into_iter()
                .map(|(visit, on)| (on, visit.to_string())),
        );
    }
    paid.sort_unstable();
    Ok(paid)
}

/// Moves the lot's last day to where its holds have it, and tells the hold. Refused where the lot
/// pays for something behind that day.
fn settle(tx: &Tx, space: &Space, hold: &Hold) -> Result<Held, OpError> {
    let spans: Vec<DaySpan> = holds::of_lot(tx, hold.lot)?
        .iter()
        .map(|one| one.span)
        .collect();
    let expires_on = match purchases::find_begun_by_use(tx, hold.lot)? {
        Some(purchase) => purchase.last_day_with(&spans),
        None => expiry(hold.own_expiry, &spans),
    };
    let lot = lot(tx, hold.lot)?;
    let mut paid = paid(tx, space, &lot)?.into_iter();
    if let Some((on, by)) = paid.find(|(on, _)| *on > expires_on) {
        return Err(HoldRefusal::PaysLater {
            lot: lot.id,
            by,
            on,
            expires_on,
        }
        .into());
    }
    lots::set_expiry(tx, lot.id, expires_on)?;
    told(tx, space, hold, tx.at())
}

fn told(db: &Snapshot, space: &Space, hold: &Hold, now: Instant) -> Result<Held, OpError> {
    let lot = lot(db, hold.lot)?;
    let customer = customers::get(db, hold.customer)?;
    let kind = &space.kind(lot.kind).terms;
    Ok(Held {
        hold: *hold,
        kind: kind.handle.to_string(),
        left: kind.is_counted().then_some(lot.left),
        expires_on: lot.expires_on,
        today: space.today(&customer, now),
        customer,
    })
}

#[cfg(test)]
mod tests;
