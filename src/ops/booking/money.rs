//! Bookings paid with money: their invoice lines follow what is due (D7).

use super::get;
use super::{Shown, shown};
use crate::domain::booking::money::{self, Owed};
use crate::domain::booking::refusal::BookingRefusal;
use crate::domain::booking::{Booking, PayBy, PaymentStatus};
use crate::domain::desk::Desk;
use crate::domain::ids::{BookingId, LineId};
use crate::domain::money::Money;
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::{Snapshot, StoreError, Tx, booking_lines, bookings, customers};

/// What a booking costs in money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// What its lines come to; what was credited, once it is refunded.
    pub amount: Money,
    /// The lines that stand for it.
    pub lines: Vec<LineId>,
}

impl Bill {
    /// The bill of a booking of that desk; None where passes pay.
    pub fn of(db: &Snapshot, booking: &Booking, desk: &Desk) -> Result<Option<Self>, StoreError> {
        match booking.pay_by {
            PayBy::Passes | PayBy::Company => Ok(None),
            PayBy::Money => {
                let lines = booking_lines::list(db, booking.id)?;
                let amount = if booking.pay_status == PaymentStatus::Refunded {
                    money::credited(&lines, desk.terms.price)
                } else {
                    money::sum(&lines, desk.terms.price)
                };
                Ok(Some(Self {
                    amount,
                    lines: lines.iter().map(|line| line.line).collect(),
                }))
            }
        }
    }
}

/// Makes the lines of a booking come to what is due for it, and say what it is for now (D7). The
/// booking with what becomes of its payment; it is not written.
pub fn charged(
    tx: &Tx,
    space: &Space,
    booking: &Booking,
    desk: &Desk,
    due: Money,
) -> Result<Booking, OpError> {
    let known = booking_lines::list(tx, booking.id)?;
    let lines = money::settle(&known, due)?;
    for line in &lines.off {
        booking_lines::take_off(tx, *line)?;
    }
    for line in known
        .iter()
        .filter(|line| line.open && !lines.off.contains(&line.line))
    {
        let text = text(booking, desk, line.amount);
        booking_lines::set_text(tx, line.line, booking.on, &text)?;
    }
    if let Some(amount) = lines.add {
        let tax = space.location(desk.location).terms.tax;
        let text = text(booking, desk, amount);
        booking_lines::add(tx, booking, &text, amount, tax)?;
    }
    Ok(Booking {
        pay_status: lines.status,
        ..*booking
    })
}

/// Notes that all that a booking owes was paid at the desk (D7). Refused where it is not paid with
/// money, and where nothing is owed.
pub fn pay_up(tx: &Tx, id: BookingId) -> Result<Shown, OpError> {
    let space = Space::read(tx)?;
    let booking = get(tx, id)?;
    customers::touch(tx, &[booking.member])?;
    if booking.pay_by != PayBy::Money {
        return Err(BookingRefusal::NotMoney { what: "--paid" }.into());
    }
    if booking.pay_status != PaymentStatus::Unpaid {
        let (booking, status) = (id, booking.pay_status);
        return Err(BookingRefusal::NothingOwed { booking, status }.into());
    }
    let paid = paid(tx, &booking)?;
    bookings::set(tx, &paid)?;
    shown(tx, &space, &paid)
}

/// The booking with all its open lines paid; the booking itself is not written.
pub fn paid(tx: &Tx, booking: &Booking) -> Result<Booking, OpError> {
    let open = |line: &Owed| line.open;
    for line in booking_lines::list(tx, booking.id)?
        .into_iter()
        .filter(open)
    {
        booking_lines::set_paid(tx, line.line)?;
    }
    Ok(Booking {
        pay_status: PaymentStatus::Paid,
        ..*booking
    })
}

/// What a line says: the desk, the seats, the date.
fn text(booking: &Booking, desk: &Desk, amount: Money) -> String {
    let credit = if amount.minor < 0 { "Credit: " } else { "" };
    let seats = match booking.seats {
        1 => String::new(),
        seats => format!(", {seats} seats"),
    };
    format!("{credit}{}{seats}, {}", desk.terms.name, booking.on)
}
