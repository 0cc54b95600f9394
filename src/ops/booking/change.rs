//! `booking move` and `booking set`: another date, desk or number of seats, settled lot by lot, or in
//! the invoice lines where money pays (D6, D7).

use super::cancel::paid;
use super::{Shown, get, money, shown};
use crate::domain::booking::change::{self, Override, Paid, Settled};
use crate::domain::booking::money::{Owed, sum};
use crate::domain::booking::pay::cost;
use crate::domain::booking::refusal::BookingRefusal;
use crate::domain::booking::{Booking, PayBy, Status};
use crate::domain::customer::Customer;
use crate::domain::day_word::DayWord;
use crate::domain::desk::Desk;
use crate::domain::ids::{BookingId, VisitId};
use crate::domain::qty::PassQty;
use crate::domain::spend::Draw;
use crate::ops::OpError;
use crate::ops::beginning;
use crate::ops::facts::Space;
use crate::ops::limits::{self, Aside};
use crate::ops::place::{self, Date};
use crate::ops::visit::Seen;
use crate::ops::visit::uncovered::{self, Cover};
use crate::ops::wallet::{self, Wallet};
use crate::store::{Tx, booking_lines, bookings, customers, desks};

/// Where to move a booking.
#[derive(Debug, Clone, Copy)]
pub struct Move<'a> {
    /// The booking.
    pub id: BookingId,
    /// The new date at the desk's location; None keeps it.
    pub on: Option<DayWord>,
    /// The new desk: its handle, or `LOCATION/DESK`; None keeps it.
    pub desk: Option<&'a str>,
    /// Also when the desk's rule says it is too late (D5).
    pub overridden: bool,
}

/// How many seats a booking is to have.
#[derive(Debug, Clone, Copy)]
pub struct Seats {
    /// The booking.
    pub id: BookingId,
    /// How many in all.
    pub seats: u32,
    /// Whether the desk's rule is set aside (D5).
    pub wish: Option<Override>,
}

/// What a change did.
#[derive(Debug, Clone)]
pub struct Changed {
    /// The booking as it is now.
    pub shown: Shown,
    /// What lots got back.
    pub refunded: PassQty,
    /// What was taken in addition.
    pub taken: PassQty,
    /// The lots that had lapsed, with what went back to them and lapsed at once (B7).
    pub lapsed: Vec<Draw>,
    /// Whether seats were given up too late for a refund, or none was wanted.
    pub late: bool,
    /// Whether none was wanted, in time or not.
    pub unwanted: bool,
    /// The visits that it had let in and lets in no more, as they were settled again (C2).
    pub settled: Vec<Seen>,
}

/// What is known of the booking to be changed.
struct Facts {
    booking: Booking,
    customer: Customer,
    desk: Desk,
    draws: Vec<Draw>,
    lines: Vec<Owed>,
    /// The visits that it lets in.
    let_in: Vec<VisitId>,
}

/// Moves a booking to another date or desk: paid like a new one, with what it had paid given back;
/// all or nothing (D6). The visits that it let in are settled again without it (C2).
pub fn move_to(tx: &Tx, request: &Move) -> Result<Changed, OpError> {
    let space = Space::read(tx)?;
    let facts = gather(tx, request.id)?;
    let booking = facts.booking;
    let here = space.location(facts.desk.location);
    if !request.overridden {
        let rule = facts.desk.terms.cancel;
        rule.check(&here.terms, booking.on, tx.at())?;
    }
    let desk = match request.desk {
        Some(given) => place::desk(tx, given, None, here.id)?,
        None => facts.desk.clone(),
    };
    let location = place::location(&space, None, desk.location)?;
    let mut date = Date::said(location, request.on, tx.at());
    if request.on.is_none() {
        date.on = booking.on;
    }
    let moved = Booking {
        desk: desk.id,
        on: date.on,
        ..booking
    };
    if moved == booking {
        return settle(tx, &space, &facts, &booking, &Settlement::default());
    }
    wallet::check_desk(&space, &desk, booking.pay_by)?;
    place::check_room(tx, &desk, date, booking.seats, 0)?;
    let within_limit = || {
        if request.overridden {
            return Ok(());
        }
        check_limit(tx, date, &booking, booking.seats)
    };
    match facts.paid() {
        Paid::Money(lines) => {
            let due = if desk.id == booking.desk {
                sum(lines, desk.terms.price)
            } else {
                money::due_at(tx, &booking, &desk)?
            };
            let moved = money::charged(tx, &space, &moved, &desk, due)?;
            settle(tx, &space, &facts, &moved, &Settlement::default())
        }
        Paid::Later => {
            within_limit()?;
            settle(tx, &space, &facts, &moved, &Settlement::default())
        }
        paid @ (Paid::Charged(_) | Paid::Pending) => {
            let mut wallet = facts.wallet(tx, &space, &desk)?;
            wallet.limit(tx, &space, date.on, Some(booking.id))?;
            let means = wallet.means(&space, &desk);
            let settled = change::move_to(moved.on, moved.seats, paid, here.id, &means);
            let covered = settled
                .as_ref()
                .is_ok_and(|one| !one.payment.takes_passes());
            if !covered {
                within_limit()?;
            }
            match settled {
                Ok(settled) => {
                    let moved = moved.paid_with(&settled.payment);
                    settle(tx, &space, &facts, &moved, &settled.into())
                }
                Err(refusal) => Err(wallet.told(tx, &space, &desk, refusal)?.into()),
            }
        }
    }
}

/// Gives a booking other seats: more of them are paid like the first, fewer give back what was
/// drawn last or their part of the price, or nothing when it is late (D5, D6). A pending charge is
/// for the seats there are then, and so are passes to be paid later: those of a late booking stay.
/// Guests on seats that are given up in time are settled again (C2, C8).
pub fn set_seats(tx: &Tx, request: &Seats) -> Result<Changed, OpError> {
    let space = Space::read(tx)?;
    let mut facts = gather(tx, request.id)?;
    let (booking, desk) = (facts.booking, &facts.desk);
    let seats = i64::from(request.seats);
    let location = space.location(desk.location);
    let rule = desk.terms.cancel;
    let in_time = rule.is_in_time(&location.terms, booking.on, tx.at());
    if !change::gives_up(in_time, request.wish) {
        facts.let_in.clear();
    }
    let in_time = change::counts_as_in_time(in_time, request.wish);
    let date = Date {
        on: booking.on,
        ..Date::said(location, None, tx.at())
    };
    if seats > booking.seats || seats < 1 {
        place::check_room(tx, desk, date, seats, booking.seats)?;
        if booking.lot.is_none() {
            check_limit(tx, date, &booking, seats)?;
        }
    }
    let late = seats < booking.seats && !in_time;
    let with_seats = Booking { seats, ..booking };
    let done = match facts.paid() {
        Paid::Pending | Paid::Later if late => {
            return Err(rule.too_late(&location.terms, booking.on).into());
        }
        Paid::Pending | Paid::Later => {
            settle(tx, &space, &facts, &with_seats, &Settlement::default())?
        }
        Paid::Money(_) if late => settle(tx, &space, &facts, &with_seats, &Settlement::default())?,
        Paid::Money(lines) => {
            let due = sum(lines, desk.terms.price);
            let due = money::due_for(tx, &booking, desk, due, seats)?;
            let charged = money::charged(tx, &space, &with_seats, desk, due)?;
            settle(tx, &space, &facts, &charged, &Settlement::default())?
        }
        Paid::Charged(_) if booking.lot.is_some() && seats <= booking.seats => {
            settle(tx, &space, &facts, &with_seats, &Settlement::default())?
        }
        Paid::Charged(draws) => {
            let mut wallet = facts.wallet(tx, &space, desk)?;
            wallet.limit(tx, &space, booking.on, booking.lot.map(|_| booking.id))?;
            let means = wallet.means(&space, desk);
            match change::set_seats(booking.on, seats, draws, in_time, &means) {
                Ok(settled) => {
                    let lot = settled.payment.covering();
                    if booking.lot.is_some() && lot.is_none() {
                        check_limit(tx, date, &booking, seats)?;
                    }
                    let paid = Booking { lot, ..with_seats };
                    settle(tx, &space, &facts, &paid, &settled.into())?
                }
                Err(refusal) => return Err(wallet.told(tx, &space, desk, refusal)?.into()),
            }
        }
    };
    let unwanted = request.wish == Some(Override::NoRefund);
    Ok(Changed {
        late,
        unwanted,
        ..done
    })
}

/// Refuses so many seats of a booking with passes for a date beyond the location's limit (D10).
fn check_limit(tx: &Tx, date: Date, booking: &Booking, seats: i64) -> Result<(), OpError> {
    if booking.pay_by == PayBy::Money {
        return Ok(());
    }
    let aside = Aside {
        booking: Some(booking.id),
        ..Aside::default()
    };
    limits::check_place(tx, date, booking.member, cost(seats), aside)
}

/// What moves between lots and a booking.
#[derive(Debug, Default)]
struct Settlement {
    refund: Vec<Draw>,
    draw: Vec<Draw>,
}

impl From<Settled> for Settlement {
    fn from(settled: Settled) -> Self {
        Self {
            refund: settled.refund,
            draw: settled.draw,
        }
    }
}

/// Writes the booking as it is now and moves the passes.
fn settle(
    tx: &Tx,
    space: &Space,
    facts: &Facts,
    booking: &Booking,
    settlement: &Settlement,
) -> Result<Changed, OpError> {
    let today = space.today(&facts.customer, tx.at());
    bookings::set(tx, booking)?;
    let back = wallet::give_back(tx, booking, &settlement.refund, today)?;
    wallet::take(tx, booking, &settlement.draw, today)?;
    let drawn = facts.draws.iter().chain(&settlement.draw);
    let covering = [facts.booking.lot, booking.lot].into_iter().flatten();
    beginning::follow(tx, space, drawn.map(|draw| draw.lot).chain(covering))?;
    let settled = uncovered::settle_again(tx, space, booking.member, &facts.let_in)?;
    let sum = |draws: &[Draw]| draws.iter().map(|draw| draw.passes).sum();
    Ok(Changed {
        shown: shown(tx, space, booking)?,
        refunded: sum(&settlement.refund),
        taken: sum(&settlement.draw),
        lapsed: wallet::lapsed(&back),
        late: false,
        unwanted: false,
        settled,
    })
}

impl Facts {
    /// How the booking is paid.
    fn paid(&self) -> Paid<'_> {
        paid(&self.booking, &self.draws, &self.lines)
    }

    /// What its customer can pay a desk with, with what the booking had taken.
    fn wallet(&self, tx: &Tx, space: &Space, desk: &Desk) -> Result<Wallet, OpError> {
        let by = self.booking.pay_by;
        Wallet::open(tx, space, &self.customer, by, desk, &self.draws)
    }
}

fn gather(tx: &Tx, id: BookingId) -> Result<Facts, OpError> {
    let booking = get(tx, id)?;
    if booking.status == Status::Cancelled {
        return Err(BookingRefusal::AlreadyCancelled { booking: id }.into());
    }
    customers::touch(tx, &[booking.member])?;
    let desk = desks::get(tx, booking.desk)?;
    Ok(Facts {
        customer: customers::get(tx, booking.member)?,
        let_in: uncovered::let_in(tx, &Cover::of(&booking, &desk))?,
        desk,
        draws: bookings::draws(tx, &booking)?,
        lines: booking_lines::list(tx, id)?,
        booking,
    })
}
