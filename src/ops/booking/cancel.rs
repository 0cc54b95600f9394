//! `booking cancel`: the seat is free; what was paid goes back to its lots, or not (D5, B7).

use super::{Shown, get, money, shown};
use crate::domain::booking::change::{self, Cancellation, Override, Paid};
use crate::domain::booking::money::Owed;
use crate::domain::booking::refusal::BookingRefusal;
use crate::domain::booking::{Booking, PayBy, PaymentStatus, Status};
use crate::domain::day::Day;
use crate::domain::day_word::DayWord;
use crate::domain::entry::EntryType;
use crate::domain::ids::BookingId;
use crate::domain::lot::{Lot, Source};
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::domain::spend::Draw;
use crate::ops::OpError;
use crate::ops::beginning;
use crate::ops::facts::{self, Space};
use crate::ops::grant::Moved;
use crate::ops::visit::Seen;
use crate::ops::visit::uncovered::{self, Cover};
use crate::ops::wallet;
use crate::store::ledger::NewLot;
use crate::store::{Tx, booking_lines, bookings, customers, desks};

/// What to cancel.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The booking.
    pub id: BookingId,
    /// Whether the desk's rule is set aside.
    pub wish: Option<Override>,
    /// Instead of going back to their lots, the passes become new ones (B7).
    pub new_lot: Option<Goodwill<'a>>,
}

/// A new lot in the place of a refund (B7).
#[derive(Debug, Clone, Copy)]
pub struct Goodwill<'a> {
    /// Its last day; None is never.
    pub expires: Option<DayWord>,
    /// What for.
    pub memo: Option<&'a str>,
}

/// What a cancellation did.
#[derive(Debug, Clone)]
pub struct Cancelled {
    /// The booking as it is now.
    pub shown: Shown,
    /// Whether it was too late for a refund, or none was wanted.
    pub late: bool,
    /// Whether none was wanted, in time or not.
    pub unwanted: bool,
    /// What was given back.
    pub refunded: PassQty,
    /// The lots that had lapsed, with what went back to them and lapsed at once.
    pub lapsed: Vec<Draw>,
    /// The lots that were made in the place of a refund.
    pub new_lots: Vec<Moved>,
    /// The visits that it had let in, as they were settled again (C2).
    pub settled: Vec<Seen>,
}

/// Cancels a booking (D5). Where it was in time the visits that it let in are settled again: what it
/// had paid with pays for nothing any more (C2). A refund that is late leaves them free.
pub fn cancel(tx: &Tx, request: &Request) -> Result<Cancelled, OpError> {
    let space = Space::read(tx)?;
    cancel_in(tx, &space, request, false)
}

/// [`cancel`] in a space that was read before. Where the house closes nobody is late (D12).
pub fn cancel_in(
    tx: &Tx,
    space: &Space,
    request: &Request,
    closes: bool,
) -> Result<Cancelled, OpError> {
    let mut booking = get(tx, request.id)?;
    if booking.status == Status::Cancelled {
        let booking = booking.id;
        return Err(BookingRefusal::AlreadyCancelled { booking }.into());
    }
    let customer = customers::get(tx, booking.member)?;
    let owners = facts::owners(tx, space.settings.company_passes, &customer)?;
    customers::touch(tx, &owners)?;
    let desk = desks::get(tx, booking.desk)?;
    let location = &space.location(desk.location).terms;
    let in_time = closes || desk.terms.cancel.is_in_time(location, booking.on, tx.at());
    let draws = bookings::draws(tx, &booking)?;
    let lines = booking_lines::list(tx, booking.id)?;
    let paid = paid(&booking, &draws, &lines);
    let today = space.today(&customer, tx.at());
    let outcome = change::cancel(paid, in_time, request.wish);
    let let_in = if change::gives_up(in_time, request.wish) {
        uncovered::let_in(tx, &Cover::of(&booking, &desk))?
    } else {
        Vec::new()
    };
    booking.status = Status::Cancelled;
    booking.pay_status = match outcome {
        Cancellation::Refunded(_) => PaymentStatus::Refunded,
        Cancellation::Removed => PaymentStatus::Removed,
        Cancellation::Uncharged(status) => status,
        Cancellation::Kept | Cancellation::StaysPending | Cancellation::StaysOwed => {
            booking.pay_status
        }
    };
    bookings::set(tx, &booking)?;
    if let Cancellation::Uncharged(_) = outcome {
        let nothing = desk.terms.price.currency.zero();
        money::charged(tx, space, &booking, &desk, nothing)?;
        money::give_code_back(tx, &booking)?;
    }
    let (mut back, mut new_lots) = (Vec::new(), Vec::new());
    let refunded = match (&outcome, request.new_lot) {
        (Cancellation::Refunded(draws), Some(goodwill)) if booking.lot.is_none() => {
            new_lots = renew(tx, &booking, draws, goodwill, today)?;
            draws.as_slice()
        }
        (Cancellation::Refunded(draws), None) => {
            back = wallet::give_back(tx, &booking, draws, today)?;
            draws
        }
        (_, Some(_)) => {
            let booking = booking.id;
            return Err(BookingRefusal::NothingBack { booking }.into());
        }
        (_, None) => &[],
    };
    let paid_by = draws.iter().map(|draw| draw.lot);
    beginning::follow(tx, space, paid_by.chain(booking.lot))?;
    let settled = uncovered::settle_again(tx, space, booking.member, &let_in)?;
    Ok(Cancelled {
        settled,
        shown: shown(tx, space, &booking)?,
        late: !change::counts_as_in_time(in_time, request.wish),
        unwanted: request.wish == Some(Override::NoRefund),
        refunded: refunded.iter().map(|draw| draw.passes).sum(),
        lapsed: wallet::lapsed(&back),
        new_lots,
    })
}

/// How a booking that stands is paid.
pub(super) fn paid<'a>(booking: &Booking, draws: &'a [Draw], lines: &'a [Owed]) -> Paid<'a> {
    if booking.pay_by == PayBy::Money {
        Paid::Money(lines)
    } else if booking.awaits_passes() {
        Paid::Later
    } else if booking.pay_status == PaymentStatus::Pending {
        Paid::Pending
    } else {
        Paid::Charged(draws)
    }
}

/// Gives back what was paid and turns it into new lots of the same owners, kinds and homes (B7).
fn renew(
    tx: &Tx,
    booking: &Booking,
    draws: &[Draw],
    goodwill: Goodwill,
    today: Day,
) -> Result<Vec<Moved>, OpError> {
    let expires_on = goodwill.expires.map_or(Day::NEVER, |word| word.on(today));
    if expires_on < today {
        return Err(Refusal::ExpiresTooSoon {
            expires: expires_on,
            earliest: today,
            monthly: false,
        }
        .into());
    }
    let mut new: Vec<(Lot, PassQty)> = Vec::new();
    for (lot, draw) in wallet::paid_lots(tx, draws)?.into_iter().zip(draws) {
        wallet::append(tx, booking, lot.id, EntryType::Refund, draw.passes, today)?;
        wallet::append(
            tx,
            booking,
            lot.id,
            EntryType::Transfer,
            -draw.passes,
            today,
        )?;
        let like = |other: &Lot| {
            (other.owner, other.kind, other.location) == (lot.owner, lot.kind, lot.location)
        };
        match new.iter_mut().find(|(other, _)| like(other)) {
            Some((_, passes)) => *passes += draw.passes,
            None => new.push((lot, draw.passes)),
        }
    }
    let grant = |(lot, passes): (Lot, PassQty)| {
        let id = tx.add_lot(&NewLot {
            owner: lot.owner,
            kind: lot.kind,
            passes,
            valid_from: today,
            expires_on,
            source: Source::Grant,
            subscription: None,
            recurring: None,
            purchase: None,
            location: lot.location,
            priority: lot.priority,
            memo: goodwill.memo,
            on: today,
        })?;
        Ok(Moved {
            lot: id,
            passes,
            expires_on,
        })
    };
    new.into_iter().map(grant).collect()
}
