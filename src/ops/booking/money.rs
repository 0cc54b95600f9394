//! Bookings paid with money: their invoice lines follow what is due (D7).

use super::get;
use super::{Shown, shown};
use crate::domain::booking::money::{self, price, reseated};
use crate::domain::booking::refusal::BookingRefusal;
use crate::domain::booking::{Booking, PayBy, PaymentStatus};
use crate::domain::desk::Desk;
use crate::domain::ids::{BookingId, InvoiceId, LineId};
use crate::domain::money::Money;
use crate::domain::promo::{Item, Use};
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::{Snapshot, StoreError, Tx, booking_lines, bookings, customers, promos};

/// What a booking costs in money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// What its lines come to; what was credited, once it is refunded.
    pub amount: Money,
    /// The lines that stand for it.
    pub lines: Vec<LineId>,
    /// The promo code, and what it took off (V2).
    pub promo: Option<(String, Money)>,
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
                let used = promos::of_booking(db, booking.id)?;
                let code = |used: Use| {
                    let code = promos::get(db, used.promo)?.promo.code;
                    Ok::<_, StoreError>((code, used.discount))
                };
                Ok(Some(Self {
                    amount,
                    promo: used.map(code).transpose()?,
                    lines: lines.iter().map(|line| line.line).collect(),
                }))
            }
        }
    }
}

/// What is due for a booking at another desk: its price, less what the promo code takes off where it
/// is for that desk too; elsewhere the code may be used again (D6, V2).
pub fn due_at(tx: &Tx, booking: &Booking, desk: &Desk) -> Result<Money, OpError> {
    let mut due = price(desk, booking.seats);
    if let Some(used) = promos::of_booking(tx, booking.id)? {
        let promo = promos::get(tx, used.promo)?.promo;
        let holds = promo.covers(Item::Desk(desk.id));
        let discount = if holds {
            promo.discount.off(due)
        } else {
            used.discount
        };
        promos::set_use(tx, used.id, discount, !holds)?;
        if holds {
            due.minor -= discount.minor;
        }
    }
    Ok(due)
}

/// What is due for a booking with other seats, at the same desk; the promo code takes its part off
/// (D6, V2). `due` is what its lines come to.
pub fn due_for(
    tx: &Tx,
    booking: &Booking,
    desk: &Desk,
    due: Money,
    seats: i64,
) -> Result<Money, OpError> {
    let Some(used) = promos::of_booking(tx, booking.id)? else {
        return Ok(reseated(desk, due, booking.seats, seats, None));
    };
    let discount = promos::get(tx, used.promo)?.promo.discount;
    let full = due.minor + used.discount.minor;
    let due = reseated(desk, due, booking.seats, seats, Some(discount));
    let full = reseated(
        desk,
        Money { minor: full, ..due },
        booking.seats,
        seats,
        None,
    );
    let off = (full.minor - due.minor).max(0);
    promos::set_use(tx, used.id, Money { minor: off, ..due }, false)?;
    Ok(due)
}

/// Gives the promo code of a booking back, so that it can be used again (V2).
pub fn give_code_back(tx: &Tx, booking: &Booking) -> Result<(), OpError> {
    if let Some(used) = promos::of_booking(tx, booking.id)? {
        promos::set_use(tx, used.id, used.discount, true)?;
    }
    Ok(())
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
    let code = promos::of_booking(tx, booking.id)?;
    let code = code.map(|used| promos::get(tx, used.promo)).transpose()?;
    let code = code.map(|known| known.promo.code);
    let text = |amount| text(booking, desk, code.as_deref(), amount);
    let known = booking_lines::list(tx, booking.id)?;
    let lines = money::settle(&known, due)?;
    for line in &lines.off {
        booking_lines::take_off(tx, *line)?;
    }
    for line in known
        .iter()
        .filter(|line| line.open && !lines.off.contains(&line.line))
    {
        let text = text(line.amount);
        booking_lines::set_text(tx, line.line, booking.on, &text)?;
    }
    if let Some(amount) = lines.add {
        let tax = space.location(desk.location).terms.tax;
        let text = text(amount);
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
    let lines = booking_lines::list(tx, id)?;
    let mut issued = lines.iter().filter(|line| !line.paid);
    if let Some(invoice) = issued.find_map(|line| line.invoice) {
        let booking = id;
        return Err(BookingRefusal::OnInvoice { booking, invoice }.into());
    }
    let paid = paid(tx, &booking)?;
    bookings::set(tx, &paid)?;
    shown(tx, &space, &paid)
}

/// The booking with all its open lines paid; the booking itself is not written.
pub fn paid(tx: &Tx, booking: &Booking) -> Result<Booking, OpError> {
    let lines = booking_lines::list(tx, booking.id)?;
    for line in lines.into_iter().filter(|line| line.open) {
        booking_lines::set_paid(tx, line.line)?;
    }
    Ok(Booking {
        pay_status: PaymentStatus::Paid,
        ..*booking
    })
}

/// Brings the bookings on an invoice in line with whether it is paid (D7, V3).
pub fn follow_invoice(tx: &Tx, invoice: InvoiceId) -> Result<(), OpError> {
    for id in booking_lines::on_invoice(tx, invoice)? {
        let booking = get(tx, id)?;
        let pay_status = match booking.pay_status {
            PaymentStatus::Paid | PaymentStatus::Unpaid => {
                money::status(&booking_lines::list(tx, id)?)
            }
            PaymentStatus::Charged
            | PaymentStatus::Pending
            | PaymentStatus::Failed
            | PaymentStatus::Removed
            | PaymentStatus::Refunded => continue,
        };
        bookings::set(
            tx,
            &Booking {
                pay_status,
                ..booking
            },
        )?;
    }
    Ok(())
}

/// What a line says: the desk, the seats, the date, the promo code.
fn text(booking: &Booking, desk: &Desk, code: Option<&str>, amount: Money) -> String {
    let credit = if amount.minor < 0 { "Credit: " } else { "" };
    let seats = match booking.seats {
        1 => String::new(),
        seats => format!(", {seats} seats"),
    };
    let code = code.map_or_else(String::new, |code| format!(", {code}"));
    format!("{credit}{}{seats}, {}{code}", desk.terms.name, booking.on)
}
