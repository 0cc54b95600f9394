//! `book`: a seat for a date, paid with passes now or when its period begins (D1–D4).

use super::booking::{self, Shown};
use super::facts::Space;
use super::place::{self, Date};
use super::wallet::{self, Wallet};
use super::{OpError, who};
use crate::domain::booking::pay::{cost, pay};
use crate::domain::booking::{Booking, PayBy, Payment, PaymentStatus, Status};
use crate::domain::customer::Customer;
use crate::domain::day_word::DayWord;
use crate::domain::desk::Desk;
use crate::domain::ids::BookingId;
use crate::store::bookings::{self, Filter};
use crate::store::{Snapshot, Tx};

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
    /// With what it is paid.
    pub pay_by: PayBy,
}

/// What was booked.
#[derive(Debug, Clone)]
pub struct Booked {
    /// The booking.
    pub shown: Shown,
    /// Other bookings of the same member on the same date: each takes its own pass (D2).
    pub also: Vec<BookingId>,
}

/// Books seats (D1–D4): charged now, or scheduled for the first day of the grant window that the
/// date is in. Refused whole where nothing can pay or no seat is free.
pub fn book(tx: &Tx, request: &Request) -> Result<Booked, OpError> {
    let space = Space::read(tx)?;
    let customer = who::customer(tx, request.who)?;
    wallet::check_payer(&customer, request.pay_by)?;
    let seats = i64::from(request.seats);
    let (desk, date) = choose(tx, &space, &customer, request)?;
    let wallet = Wallet::open(tx, &space, &customer, request.pay_by, &desk, &[])?;
    let payment = pay(cost(seats), date.on, &wallet.means(&space, &desk));
    let payment = match payment {
        Ok(payment) => payment,
        Err(refusal) => return Err(wallet.told(tx, refusal)?.into()),
    };
    let mut booking = Booking {
        id: BookingId(0),
        member: customer.id,
        desk: desk.id,
        on: date.on,
        seats,
        status: Status::Confirmed,
        pay_by: request.pay_by,
        pay_status: PaymentStatus::Charged,
        charges_on: None,
        subscription: None,
    }
    .paid_with(&payment);
    let also = also(tx, &booking)?;
    booking.id = bookings::add(tx, &booking)?;
    if let Payment::Charged(draws) = &payment {
        wallet::take(tx, &booking, draws, wallet.today)?;
    }
    let shown = booking::shown(tx, &space, &booking)?;
    Ok(Booked { shown, also })
}

/// The desk and the date: the desk named, where passes can pay for it (D1) and there is room (D2),
/// else the first hot desk with room.
fn choose<'a>(
    tx: &Tx,
    space: &'a Space,
    customer: &Customer,
    request: &Request,
) -> Result<(Desk, Date<'a>), OpError> {
    let seats = i64::from(request.seats);
    let Some(given) = request.desk else {
        let location = place::location(space, request.location, customer.location)?;
        let date = Date::said(location, request.on, tx.at());
        return Ok((place::first_with_room(tx, date, seats)?, date));
    };
    let desk = place::desk(tx, given, request.location, customer.location)?;
    let location = place::location(space, None, desk.location)?;
    let date = Date::said(location, request.on, tx.at());
    place::check_accepts(location, &desk, &wallet::fits(space, &desk))?;
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
