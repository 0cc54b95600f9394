//! Bookings paid with passes: what a booking costs now, later, or why it is refused.

pub mod change;
pub mod pay;

use crate::domain::day::Day;
use crate::domain::ids::SubscriptionId;
use crate::domain::lot::Lot;
use crate::domain::pool::{CompanyPasses, Purse, Spender};
use crate::domain::spend::{Draw, Fit};
use crate::domain::subscription::Subscription;
use crate::domain::words::words;

words! {
    /// How far ahead passes may be booked with: a setting of the location (D4).
    #[derive(Default)]
    BookAhead {
        /// Into future periods, charged when they begin.
        #[default]
        Any "any",
        /// Within the current period only (S2, legacy).
        CurrentPeriod "current-period",
    }
}

words! {
    /// What a booking is.
    Status {
        /// Paid, or to be paid with money.
        Confirmed "confirmed",
        /// Scheduled: its charge is pending (D3).
        Tentative "tentative",
        /// Cancelled.
        Cancelled "cancelled",
    }
}

words! {
    /// What became of a booking's payment.
    PaymentStatus {
        /// Passes were taken.
        Charged "charged",
        /// Passes will be taken when the window of its date begins (D3).
        Pending "pending",
        /// The charge could not be made, and the booking was cancelled (R6, R7).
        Failed "failed",
        /// The pending charge was taken back with the booking (D5).
        Removed "removed",
        /// The passes were given back (B7).
        Refunded "refunded",
        /// Money is owed (D7).
        Unpaid "unpaid",
        /// Money was paid (D7).
        Paid "paid",
    }
}

/// Whether passes can pay for a desk (D1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepts {
    /// The location takes passes at all.
    pub at_location: bool,
    /// The desk is of a kind that passes can book: `hot`.
    pub hot: bool,
    /// This desk may be booked with passes.
    pub at_desk: bool,
}

/// What a member can pay with (D3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Means<'a> {
    /// The business date at the location.
    pub today: Day,
    /// Who pays.
    pub spender: Spender,
    /// From which lots.
    pub purse: Purse,
    /// How companies share (P4).
    pub company_passes: CompanyPasses,
    /// How far ahead (D4).
    pub book_ahead: BookAhead,
    /// The kinds of pass that fit this use, with their prices.
    pub fits: &'a [Fit],
    /// The lots of the spender's unit; those that are not open to the spender are passed over.
    pub lots: &'a [Lot],
    /// The subscriptions of the spender and of the spender's company; others are passed over.
    pub subscriptions: &'a [Subscription],
}

/// How a booking with passes is paid (D3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payment {
    /// Now, from these lots.
    Charged(Vec<Draw>),
    /// When a grant window begins.
    Scheduled {
        /// The subscription whose window it is.
        subscription: SubscriptionId,
        /// The window's first day.
        charges_on: Day,
    },
}

#[cfg(test)]
mod tests;
