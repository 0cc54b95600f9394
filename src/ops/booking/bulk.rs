//! `booking cancel --member|--desk --from --until`: every booking of a member or a desk in a span
//! of dates, for closures (D12).

use super::cancel::{self, Cancelled};
use super::{Wanted, filter};
use crate::domain::booking::change::Override;
use crate::domain::day::Day;
use crate::domain::qty::PassQty;
use crate::ops::OpError;
use crate::ops::facts::{self, Space};
use crate::store::bookings::{self, Filter};
use crate::store::{Tx, customers};

/// What a bulk cancellation did.
#[derive(Debug, Clone)]
pub struct Closed {
    /// The bookings, by date.
    pub cancelled: Vec<Cancelled>,
    /// What was given back in all.
    pub refunded: PassQty,
    /// The first date, where one was given.
    pub from: Option<Day>,
    /// The last date, where one was given.
    pub until: Option<Day>,
}

/// Cancels every standing booking that is wanted (D12). The house closes, so that nobody is late:
/// all of them are refunded, unless `refund` says otherwise.
pub fn cancel(tx: &Tx, wanted: &Wanted, refund: bool) -> Result<Closed, OpError> {
    let space = Space::read(tx)?;
    let meant = filter(tx, &space, wanted, tx.at())?;
    let standing = Filter {
        standing: true,
        ..meant
    };
    let all = bookings::list(tx, &standing)?;
    let mut owners = Vec::new();
    for booking in &all {
        let customer = customers::get(tx, booking.member)?;
        owners.extend(facts::owners(tx, space.settings.company_passes, &customer)?);
    }
    customers::touch(tx, &owners)?;
    let wish = (!refund).then_some(Override::NoRefund);
    let mut cancelled = Vec::with_capacity(all.len());
    for booking in all {
        let request = cancel::Request {
            id: booking.id,
            wish,
            new_lot: None,
        };
        cancelled.push(cancel::cancel_in(tx, &space, &request, true)?);
    }
    Ok(Closed {
        refunded: cancelled.iter().map(|one| one.refunded).sum(),
        cancelled,
        from: standing.from,
        until: standing.until,
    })
}
