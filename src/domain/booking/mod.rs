//! Bookings: what one costs, in passes or money, now or later, or why it is refused.

pub mod change;
pub mod money;
pub mod pay;
pub mod refusal;

use crate::domain::customer::Standing;
use crate::domain::day::Day;
use crate::domain::ids::{BookingId, CustomerId, DeskId, LocationId, LotId, SubscriptionId};
use crate::domain::lot::Lot;
use crate::domain::pool::{CompanyPasses, Purse, Spender};
use crate::domain::qty::PassQty;
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
        /// Money is owed (D7), or passes until it is settled (D8).
        Unpaid "unpaid",
        /// Nothing of its price is owed any more (D7).
        Paid "paid",
    }
}

words! {
    /// With what a booking is paid.
    PayBy {
        /// Passes, in the usual order (B3).
        Passes "passes",
        /// Passes of the company (P5).
        Company "company",
        /// The desk's price (D7).
        Money "money",
    }
}

words! {
    /// How a booking is asked to be paid.
    PayWith {
        /// Passes, in the usual order (B3).
        Passes "passes",
        /// Passes of the company (P5).
        Company "company",
        /// The desk's price (D7).
        Money "money",
        /// Passes, when it is settled (D8).
        Later "later",
    }
}

/// A booking as the books know it: seats of a desk on a date (D2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Booking {
    /// Its id; a lower one was made earlier.
    pub id: BookingId,
    /// Whose it is: a member's, a visitor's or a company's.
    pub member: CustomerId,
    /// The desk.
    pub desk: DeskId,
    /// The date, at the desk's location.
    pub on: Day,
    /// How many seats, at least one.
    pub seats: i64,
    /// What it is.
    pub status: Status,
    /// With what it is paid.
    pub pay_by: PayBy,
    /// What became of the payment.
    pub pay_status: PaymentStatus,
    /// The day it is charged, or was to be, where it was scheduled (D3).
    pub charges_on: Option<Day>,
    /// The subscription whose window it waits for, or waited.
    pub subscription: Option<SubscriptionId>,
    /// The lot that covers it, or covered it, without a count (T2); None where passes or money pay.
    pub lot: Option<LotId>,
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
    /// Where the desk is.
    pub at: LocationId,
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
    /// Now, from these lots; or covered by one that is not counted, of which nothing is taken (T2).
    Charged(Vec<Draw>),
    /// When a grant window begins.
    Scheduled {
        /// The subscription whose window it is.
        subscription: SubscriptionId,
        /// The window's first day.
        charges_on: Day,
    },
}

impl Payment {
    /// Whether passes are taken, now or later; not where a lot covers it without a count (T2).
    #[must_use]
    pub fn takes_passes(&self) -> bool {
        self.covering().is_none()
    }

    /// The lot that covers it without a count (T2).
    #[must_use]
    pub fn covering(&self) -> Option<LotId> {
        match self {
            Self::Charged(draws) => covering(draws),
            Self::Scheduled { .. } => None,
        }
    }
}

impl PayBy {
    /// From which lots (P5).
    #[must_use]
    pub const fn purse(self) -> Purse {
        match self {
            Self::Passes | Self::Money => Purse::Usual,
            Self::Company => Purse::Company,
        }
    }
}

impl PayWith {
    /// How a customer pays who does not say: visitors with money only (P1, D7).
    #[must_use]
    pub const fn usual(standing: Standing) -> Self {
        match standing {
            Standing::Visitor => Self::Money,
            Standing::Member | Standing::Company => Self::Passes,
        }
    }

    /// With what it is paid in the end.
    #[must_use]
    pub const fn pays_by(self) -> PayBy {
        match self {
            Self::Passes | Self::Later => PayBy::Passes,
            Self::Company => PayBy::Company,
            Self::Money => PayBy::Money,
        }
    }
}

impl Booking {
    /// How many seats it holds: none once it is cancelled (D2).
    #[must_use]
    pub const fn holds(&self) -> i64 {
        match self.status {
            Status::Confirmed | Status::Tentative => self.seats,
            Status::Cancelled => 0,
        }
    }

    /// What it costs in passes, whether it is paid or not (D2); none where money pays (D7).
    #[must_use]
    pub const fn cost(&self) -> PassQty {
        match self.pay_by {
            PayBy::Passes | PayBy::Company => pay::cost(self.seats),
            PayBy::Money => PassQty::ZERO,
        }
    }

    /// Whether passes are still to pay for it: booked with `--pay later` and not settled (D8).
    #[must_use]
    pub fn awaits_passes(&self) -> bool {
        self.pay_status == PaymentStatus::Unpaid && self.pay_by != PayBy::Money
    }

    /// The booking when nothing will pay what is pending: cancelled, unless it was already (R6, R7).
    #[must_use]
    pub const fn failed(self) -> Self {
        Self {
            status: Status::Cancelled,
            pay_status: PaymentStatus::Failed,
            ..self
        }
    }

    /// The booking with the payment that was decided for it (D3).
    #[must_use]
    pub fn paid_with(self, payment: &Payment) -> Self {
        match payment {
            Payment::Charged(draws) => Self {
                status: Status::Confirmed,
                pay_status: PaymentStatus::Charged,
                charges_on: None,
                subscription: None,
                lot: covering(draws),
                ..self
            },
            Payment::Scheduled {
                subscription,
                charges_on,
            } => Self {
                status: Status::Tentative,
                pay_status: PaymentStatus::Pending,
                charges_on: Some(*charges_on),
                subscription: Some(*subscription),
                lot: None,
                ..self
            },
        }
    }
}

/// The lot that covers what these draws pay for without a count (T2); None where passes are taken.
#[must_use]
pub fn covering(draws: &[Draw]) -> Option<LotId> {
    let covers = draws.iter().find(|draw| draw.passes.is_zero());
    covers.map(|draw| draw.lot)
}
#[cfg(test)]
mod tests;
