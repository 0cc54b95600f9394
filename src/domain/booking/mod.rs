//! Bookings paid with passes: what a booking costs now, later, or why it is refused.

pub mod change;
pub mod pay;

use crate::domain::day::Day;
use crate::domain::ids::SubscriptionId;
use crate::domain::lot::Lot;
use crate::domain::pool::{CompanyPasses, Purse, Spender};
use crate::domain::spend::{Draw, Fit};
use crate::domain::subscription::Subscription;

/// How far ahead passes may be booked with: a setting of the location (D4).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum BookAhead {
    /// Into future periods, charged when they begin.
    #[default]
    Any,
    /// Within the current period only (S2, legacy).
    CurrentPeriod,
}

/// What a booking is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Paid, or to be paid with money.
    Confirmed,
    /// Scheduled: its charge is pending (D3).
    Tentative,
    /// Cancelled.
    Cancelled,
}

/// What became of a booking's payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaymentStatus {
    /// Passes were taken.
    Charged,
    /// Passes will be taken when the window of its date begins (D3).
    Pending,
    /// The charge could not be made, and the booking was cancelled (R6, R7).
    Failed,
    /// The pending charge was taken back with the booking (D5).
    Removed,
    /// The passes were given back (B7).
    Refunded,
    /// Money is owed (D7).
    Unpaid,
    /// Money was paid (D7).
    Paid,
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

impl BookAhead {
    /// As it is written in config.toml.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::CurrentPeriod => "current-period",
        }
    }

    /// Reads [`BookAhead::word`]; None for any other text.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        [Self::Any, Self::CurrentPeriod]
            .into_iter()
            .find(|rule| rule.word() == word)
    }
}

impl Status {
    /// As it is stored and shown.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Tentative => "tentative",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads [`Status::word`]; None for any other text.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        [Self::Confirmed, Self::Tentative, Self::Cancelled]
            .into_iter()
            .find(|status| status.word() == word)
    }
}

impl PaymentStatus {
    /// Every payment status.
    pub const ALL: [Self; 7] = [
        Self::Charged,
        Self::Pending,
        Self::Failed,
        Self::Removed,
        Self::Refunded,
        Self::Unpaid,
        Self::Paid,
    ];

    /// As it is stored and shown.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Charged => "charged",
            Self::Pending => "pending",
            Self::Failed => "failed",
            Self::Removed => "removed",
            Self::Refunded => "refunded",
            Self::Unpaid => "unpaid",
            Self::Paid => "paid",
        }
    }

    /// Reads [`PaymentStatus::word`]; None for any other text.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }
}

#[cfg(test)]
mod tests;
