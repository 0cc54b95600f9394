//! `subscription cancel`: its end, and what ends with it (R7).

use super::Card;
use super::effects::{Effects, Open};
use crate::domain::day::Day;
use crate::domain::day_word::DayWord;
use crate::domain::ids::SubscriptionId;
use crate::domain::lot::Lot;
use crate::domain::subscription::change::CancelFor;
use crate::ops::OpError;
use crate::store::Tx;

/// When it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At once: yesterday was its last day.
    Now,
    /// With the running period.
    PeriodEnd,
    /// That day is its last.
    On(DayWord),
}

/// A subscription that was cancelled.
#[derive(Debug, Clone)]
pub struct Cancelled {
    /// The subscription.
    pub card: Card,
    /// Its last day.
    pub until: Day,
    /// What became of bookings.
    pub effects: Effects,
    /// What is left of the lots that expire with it, as it stood before, each with the last day that
    /// it has now.
    pub leftovers: Vec<Lot>,
}

/// Cancels a subscription (R7): bookings that wait for a charge beyond its end are cancelled at
/// once, and its leftover lots expire with it, at once where it ends now. What else was due before
/// is brought about first.
pub fn cancel(tx: &Tx, id: SubscriptionId, when: When) -> Result<Cancelled, OpError> {
    let mut open = Open::read(tx, id)?;
    let today = open.today;
    let wanted = match when {
        When::Now => CancelFor::Now,
        When::PeriodEnd => CancelFor::PeriodEnd,
        When::On(day) => CancelFor::On(day.on(today)),
    };
    let until = open.subscription.cancelled_until(wanted, today)?;
    if when == When::Now {
        open.bring_up(tx, true)?;
    }
    let mut leftovers = open.leftovers(tx)?;
    open.end(tx, Some(until), true)?;
    for lot in &mut leftovers {
        lot.expires_on = open.subscription.lapse_of(lot);
    }
    let effects = open.settle(tx)?;
    if when == When::Now {
        open.bring_up(tx, false)?;
    }
    Ok(Cancelled {
        card: open.card(tx)?,
        until,
        effects,
        leftovers,
    })
}
