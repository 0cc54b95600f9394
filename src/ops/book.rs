//! `book`: a seat for a date, paid with passes now, when its period begins or when it is settled, or
//! with money (D1–D4, D7, D8).

use super::beginning;
use super::booking::{self, Shown, money};
use super::facts::Space;
use super::limits::{self, Aside};
use super::place::{self, Date};
use super::wallet::{self, Wallet};
use super::{OpError, promo, who};
use crate::domain::booking::money::price;
use crate::domain::booking::pay::{cost, pay};
use crate::domain::booking::refusal::BookingRefusal;
use crate::domain::booking::{Booking, PayWith, Payment, PaymentStatus, Status};
use crate::domain::customer::Customer;
use crate::domain::day_word::DayWord;
use crate::domain::desk::Desk;
use crate::domain::ids::BookingId;
use crate::domain::promo::{For, Item};
use crate::domain::refusal::Refusal;
use crate::store::bookings::{self, Filter};
use crate::store::{Snapshot, Tx, customers};

/// What to book.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// For whom, as typed (P2).
    pub who: &'a str,
    /// The date at the desk's location; None is today there.
    pub on: Option<DayWord>,
    /// The desk: its handle, or `LOCATION/DESK`; None is the first hot desk with room.
    pub desk: Option<&'a str>,
    /// The location, by handle; None is the member's home location.
    pub location: Option<&'a str>,
    /// How many seats.
    pub seats: u32,
    /// With what it is paid; None is money for visitors, passes for the others.
    pub pay: Option<PayWith>,
    /// The money was paid at the desk.
    pub paid: bool,
    /// A promo code that takes something off the price (V2).
    pub promo: Option<&'a str>,
    /// Also beyond the location's limit of passes (D10).
    pub overridden: bool,
}

impl<'a> Request<'a> {
    /// A seat at the first hot desk with room, today, paid as usual.
    #[must_use]
    pub const fn of(who: &'a str) -> Self {
        Self {
            who,
            on: None,
            desk: None,
            location: None,
            seats: 1,
            pay: None,
            paid: false,
            promo: None,
            overridden: false,
        }
    }
}

/// What was booked.
#[derive(Debug, Clone)]
pub struct Booked {
    /// The booking.
    pub shown: Shown,
    /// Other bookings of the same member on the same date: each takes its own pass (D2).
    pub also: Vec<BookingId>,
}

/// Books seats. With passes they are charged now, or scheduled for the first day of the grant
/// window that the date is in (D3); later, nothing is taken until they are settled (D8); with
/// money, the desk's price is owed, or was paid at once (D7). Refused whole where nothing can pay or
/// no seat is free.
pub fn book(tx: &Tx, request: &Request) -> Result<Booked, OpError> {
    let space = Space::read(tx)?;
    let customer = who::customer(tx, request.who)?;
    let with = request.pay.unwrap_or(PayWith::usual(customer.standing));
    check_money(request, with)?;
    wallet::check_payer(&customer, with.pays_by())?;
    let (desk, date) = choose(tx, &space, &customer, request, with)?;
    let new = Booking {
        id: BookingId(0),
        member: customer.id,
        desk: desk.id,
        on: date.on,
        seats: i64::from(request.seats),
        status: Status::Confirmed,
        pay_by: with.pays_by(),
        pay_status: PaymentStatus::Unpaid,
        charges_on: None,
        subscription: None,
        lot: None,
    };
    let within_limit = || {
        if request.overridden {
            return Ok(());
        }
        limits::check_place(tx, date, customer.id, new.cost(), Aside::default())
    };
    let also = also(tx, &new)?;
    let booking = match with {
        PayWith::Passes | PayWith::Company => {
            with_passes(tx, &space, &customer, &desk, new, within_limit)?
        }
        PayWith::Money => with_money(tx, &space, &customer, &desk, new, request)?,
        PayWith::Later => {
            within_limit()?;
            customers::touch(tx, &[customer.id])?;
            let id = bookings::add(tx, &new)?;
            Booking { id, ..new }
        }
    };
    let shown = booking::shown(tx, &space, &booking)?;
    Ok(Booked { shown, also })
}

/// Pays with passes, now or when the window of the date begins (D3), within the limit of the
/// location; where no pass is taken that does not count (D10).
fn with_passes(
    tx: &Tx,
    space: &Space,
    customer: &Customer,
    desk: &Desk,
    new: Booking,
    within_limit: impl Fn() -> Result<(), OpError>,
) -> Result<Booking, OpError> {
    let mut wallet = Wallet::open(tx, space, customer, new.pay_by, desk, &[])?;
    wallet.limit(tx, space, new.on, None)?;
    let payment = pay(cost(new.seats), new.on, &wallet.means(space, desk));
    if payment.as_ref().map_or(true, Payment::takes_passes) {
        within_limit()?;
    }
    let payment = match payment {
        Ok(payment) => payment,
        Err(refusal) => {
            let refusal = wallet.told(tx, space, desk, refusal)?;
            return Err(money_instead(refusal, desk, new.seats).into());
        }
    };
    let mut booking = new.paid_with(&payment);
    booking.id = bookings::add(tx, &booking)?;
    if let Payment::Charged(draws) = &payment {
        wallet::take(tx, &booking, draws, wallet.today)?;
        beginning::follow(tx, space, draws.iter().map(|draw| draw.lot))?;
    }
    Ok(booking)
}

/// The refusal of who has run out, with the price where the desk has one (D7).
fn money_instead(refusal: Refusal, desk: &Desk, seats: i64) -> Refusal {
    let price = price(desk, seats);
    let Refusal::NotEnoughPasses { need, have, on, .. } = refusal else {
        return refusal;
    };
    if price.minor == 0 {
        return refusal;
    }
    BookingRefusal::MoneyInstead {
        need,
        have,
        on,
        price,
    }
    .into()
}

/// Refuses what is about money where something else pays.
fn check_money(request: &Request, with: PayWith) -> Result<(), BookingRefusal> {
    let what = match (request.paid, request.promo) {
        (true, _) => "--paid",
        (false, Some(_)) => "--promo",
        (false, None) => return Ok(()),
    };
    if with == PayWith::Money {
        return Ok(());
    }
    Err(BookingRefusal::NotMoney { what })
}

/// Owes the desk's price, less what a promo code takes off, or has it paid at once (D7, V2).
fn with_money(
    tx: &Tx,
    space: &Space,
    customer: &Customer,
    desk: &Desk,
    new: Booking,
    request: &Request,
) -> Result<Booking, OpError> {
    customers::touch(tx, &[new.member])?;
    let mut due = price(desk, new.seats);
    let name = promo::desk_name(space, desk);
    let item = (Item::Desk(desk.id), name.as_str());
    let applied = request
        .promo
        .map(|code| promo::apply(tx, space, code, customer, item, due));
    let applied = applied.transpose()?;
    let id = bookings::add(tx, &new)?;
    let booking = Booking { id, ..new };
    if let Some(applied) = &applied {
        applied.note(tx, space, customer, For::Booking(id))?;
        due.minor -= applied.discount.minor;
    }
    let owing = money::charged(tx, space, &booking, desk, due)?;
    let booking = if request.paid {
        money::paid(tx, &owing)?
    } else {
        owing
    };
    bookings::set(tx, &booking)?;
    Ok(booking)
}

/// The desk and the date: the desk named, where it can be paid for like that (D1) and there is room
/// (D2), else the first hot desk with room.
fn choose<'a>(
    tx: &Tx,
    space: &'a Space,
    customer: &Customer,
    request: &Request,
    with: PayWith,
) -> Result<(Desk, Date<'a>), OpError> {
    let seats = i64::from(request.seats);
    let by = with.pays_by();
    let Some(given) = request.desk else {
        let location = place::location(space, request.location, customer.location)?;
        let date = Date::said(location, request.on, tx.at());
        return Ok((place::first_with_room(tx, date, seats, by)?, date));
    };
    let desk = place::desk(tx, given, request.location, customer.location)?;
    let location = place::location(space, None, desk.location)?;
    let date = Date::said(location, request.on, tx.at());
    wallet::check_desk(space, &desk, by)?;
    place::check_room(tx, &desk, date, seats, 0)?;
    Ok((desk, date))
}

/// The member's other bookings of that date.
fn also(db: &Snapshot, booking: &Booking) -> Result<Vec<BookingId>, OpError> {
    let same = Filter {
        from: Some(booking.on),
        until: Some(booking.on),
        member: Some(booking.member),
        standing: true,
        ..Filter::default()
    };
    let others = bookings::list(db, &same)?;
    Ok(others.into_iter().map(|other| other.id).collect())
}
