//! `booking settle`: passes pay what was booked to be paid later (D8).

use super::{Shown, shown};
use crate::domain::booking::pay::pay;
use crate::domain::booking::{Booking, Payment, PaymentStatus, Status};
use crate::domain::customer::Customer;
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::ops::beginning;
use crate::ops::facts::Space;
use crate::ops::wallet::{self, Wallet};
use crate::ops::{OpError, who};
use crate::store::bookings::{self, Filter};
use crate::store::{Tx, desks};

/// What was settled.
#[derive(Debug, Clone)]
pub struct Settled {
    /// Whose bookings.
    pub customer: Customer,
    /// What was taken in all.
    pub passes: PassQty,
    /// The bookings that are paid now, or when their window begins, oldest first.
    pub settled: Vec<Shown>,
    /// Those that stay unpaid, oldest first, each with why.
    pub unpaid: Vec<(Shown, Refusal)>,
}

/// Pays a customer's unpaid bookings with passes, the oldest date first, each whole or not at all
/// (D8): like new ones (D3), with the passes that are usable on their date, or today where that is
/// past. Refused where there are such bookings and none of them can be paid.
pub fn settle(tx: &Tx, given: &str) -> Result<Settled, OpError> {
    let space = Space::read(tx)?;
    let customer = who::customer(tx, given)?;
    let unpaid = Filter {
        member: Some(customer.id),
        pay_status: Some(PaymentStatus::Unpaid),
        ..Filter::default()
    };
    let mut done = Settled {
        passes: PassQty::ZERO,
        settled: Vec::new(),
        unpaid: Vec::new(),
        customer,
    };
    for booking in bookings::list(tx, &unpaid)? {
        if !booking.awaits_passes() {
            continue;
        }
        match pay_now(tx, &space, &done.customer, &booking)? {
            Ok((paid, passes)) => {
                done.passes += passes;
                done.settled.push(shown(tx, &space, &paid)?);
            }
            Err(why) => done.unpaid.push((shown(tx, &space, &booking)?, why)),
        }
    }
    match done.unpaid.first() {
        Some((_, why)) if done.settled.is_empty() => Err(why.clone().into()),
        Some(_) | None => Ok(done),
    }
}

/// Pays one booking; the booking as it is then, and what was taken.
fn pay_now(
    tx: &Tx,
    space: &Space,
    customer: &Customer,
    booking: &Booking,
) -> Result<Result<(Booking, PassQty), Refusal>, OpError> {
    let desk = desks::get(tx, booking.desk)?;
    let mut wallet = Wallet::open(tx, space, customer, booking.pay_by, &desk, &[])?;
    let on = booking.on.max(wallet.today);
    wallet.limit(tx, space, on, Some(booking.id))?;
    let payment = match pay(booking.cost(), on, &wallet.means(space, &desk)) {
        Ok(payment) => payment,
        Err(refusal) => return Ok(Err(wallet.told(tx, space, &desk, refusal)?)),
    };
    let paid = match booking.status {
        Status::Cancelled => Booking {
            status: Status::Cancelled,
            ..booking.paid_with(&payment)
        },
        Status::Confirmed | Status::Tentative => booking.paid_with(&payment),
    };
    bookings::set(tx, &paid)?;
    let draws = match &payment {
        Payment::Charged(draws) => draws.as_slice(),
        Payment::Scheduled { .. } => &[],
    };
    wallet::take(tx, &paid, draws, wallet.today)?;
    beginning::follow(tx, space, draws.iter().map(|draw| draw.lot))?;
    let passes = draws.iter().map(|draw| draw.passes).sum();
    Ok(Ok((paid, passes)))
}
