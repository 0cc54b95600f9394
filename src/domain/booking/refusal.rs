//! Why a booking, or a change of one, is refused.

use thiserror::Error;

use crate::domain::booking::PaymentStatus;
use crate::domain::day::{Day, TimeOfDay};
use crate::domain::handle::Handle;
use crate::domain::ids::{BookingId, InvoiceId};
use crate::domain::limit::Excess;
use crate::domain::money::{Currency, Money};
use crate::domain::qty::PassQty;

/// Why a rule about bookings said no. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BookingRefusal {
    /// P1, S0: visitors hold no passes.
    #[error("{visitor} is a visitor and cannot pay with passes")]
    VisitorHasNoPasses {
        /// The visitor's handle.
        visitor: String,
    },
    /// P5: there is no company to pay.
    #[error("{member} belongs to no company")]
    NoCompany {
        /// The member's handle.
        member: String,
    },
    /// D1: the location takes no passes.
    #[error("this location takes no passes")]
    NoPassesAtLocation,
    /// D1: only hot desks are booked with passes, and classes with passes for their service.
    #[error("only hot desks can be booked with passes")]
    NotHot,
    /// D1, D9: a dedicated desk is assigned to somebody and not booked by the day.
    #[error("a dedicated desk is assigned to a member, not booked by the day")]
    Dedicated,
    /// D7: the lots do not cover it; money would.
    #[error(
        "need {} on {on}, have {have} ({} with --pay money)",
        need.in_words(), price.with_currency()
    )]
    MoneyInstead {
        /// What it takes.
        need: PassQty,
        /// What is there.
        have: PassQty,
        /// The day of use.
        on: Day,
        /// What it costs in money.
        price: Money,
    },
    /// D7: what was asked is about bookings that are paid with money.
    #[error("{what} is for what is paid with money")]
    NotMoney {
        /// The flag.
        what: &'static str,
    },
    /// Q2: currencies do not mix.
    #[error("it was paid in {has}, and that desk costs {wants}")]
    PaidInOtherCurrency {
        /// What was paid.
        has: Currency,
        /// What is due.
        wants: Currency,
    },
    /// V3: what is on an issued invoice is paid with it.
    #[error("what {booking} owes is on {invoice}: it is paid with the invoice")]
    OnInvoice {
        /// The booking.
        booking: BookingId,
        /// The invoice.
        invoice: InvoiceId,
    },
    /// D8: a booking that is paid is not settled again.
    #[error("{booking} owes nothing: it is {}", status.word())]
    NothingOwed {
        /// The booking.
        booking: BookingId,
        /// What became of its payment.
        status: PaymentStatus,
    },
    /// D1: this desk takes no passes.
    #[error("this desk cannot be booked with passes")]
    NoPassesOnDesk,
    /// D1: no desk there can be booked like that.
    #[error("no hot desk at {location} can be booked{}", if *money { "" } else { " with passes" })]
    NoDesk {
        /// The location.
        location: Handle,
        /// With money.
        money: bool,
    },
    /// D2: the location was retired.
    #[error("the location `{location}` is retired")]
    LocationRetired {
        /// The location.
        location: Handle,
    },
    /// D2: the desk was retired.
    #[error("the desk is retired")]
    DeskRetired,
    /// D2: a booking needs at least one seat.
    #[error("a booking needs at least one seat")]
    NoSeats,
    /// D2: the day is over.
    #[error("{on} is past: today is {today}")]
    PastDay {
        /// The day wanted.
        on: Day,
        /// The business date.
        today: Day,
        /// The next day with room, where one was found.
        next: Option<Day>,
    },
    /// D2: closed on that day.
    #[error("closed on {on}")]
    Closed {
        /// The day wanted.
        on: Day,
        /// The next day with room, where one was found.
        next: Option<Day>,
    },
    /// D2: not enough seats on that day.
    #[error("full on {on}: {wanted} wanted, {free} free")]
    Full {
        /// The day wanted.
        on: Day,
        /// How many seats.
        wanted: i64,
        /// How many are free.
        free: i64,
        /// The next day with room, where one was found.
        next: Option<Day>,
    },
    /// D3, R4: the lots do not cover it, but more passes are due and `renew` has not run.
    #[error(
        "need {} on {on}, have {have}: what is due since {due_on} has not come yet",
        need.in_words()
    )]
    RenewalDue {
        /// What it takes.
        need: PassQty,
        /// What is there.
        have: PassQty,
        /// The day of use.
        on: Day,
        /// Since when passes are due.
        due_on: Day,
    },
    /// D4: only the current period may be booked.
    #[error("{on} is beyond the current period, which ends on {period_end}")]
    BeyondPeriod {
        /// The day wanted.
        on: Day,
        /// The last day that may be booked.
        period_end: Day,
    },
    /// D4: not before the subscription has started.
    #[error("bookings open on {start}, when the subscription starts")]
    NotStarted {
        /// The subscription's first day.
        start: Day,
    },
    /// D3: the subscription is over by then, and no other lot pays.
    #[error("{on} is beyond the subscription's last day {until}")]
    BeyondEnd {
        /// The day wanted.
        on: Day,
        /// The subscription's last day.
        until: Day,
    },
    /// D5: the booking was cancelled before.
    #[error("{booking} is already cancelled")]
    AlreadyCancelled {
        /// The booking.
        booking: BookingId,
    },
    /// D5, D6: too late for a change.
    #[error("too late: {}", rule(*until))]
    TooLate {
        /// The last local time for changes; None for never.
        until: Option<(Day, TimeOfDay)>,
    },
    /// D10: the member has used as many passes as the location allows.
    #[error("{location} allows {excess}")]
    UsageLimit {
        /// The location.
        location: Handle,
        /// Its limit, and what is used of it.
        excess: Excess,
    },
    /// K4: the member has used as many as the kind allows.
    #[error("`{kind}` allows {excess}")]
    KindLimit {
        /// The kind.
        kind: Handle,
        /// Its limit, and what is used of it.
        excess: Excess,
    },
    /// D11: passes are left, but no more of them may be used away from their home.
    #[error(
        "need {} at {location} on {on}, have {have}: no more of those left may be used away from home",
        need.in_words()
    )]
    Away {
        /// What it takes.
        need: PassQty,
        /// What could be used there.
        have: PassQty,
        /// The date.
        on: Day,
        /// Where.
        location: Handle,
    },
    /// B7: a new lot stands for a refund, and there is none.
    #[error("nothing of {booking} is given back, so that there is nothing for a new lot")]
    NothingBack {
        /// The booking.
        booking: BookingId,
    },
}

fn rule(until: Option<(Day, TimeOfDay)>) -> String {
    until.map_or_else(
        || "bookings of this desk cannot be changed".to_owned(),
        |(day, time)| format!("it could be changed until {time} on {day}"),
    )
}

impl BookingRefusal {
    /// The refusal of a past, closed or full day with the next day that has room (D2); any other as it
    /// is.
    #[must_use]
    pub fn with_next(mut self, offered: Option<Day>) -> Self {
        if let Self::PastDay { next, .. } | Self::Closed { next, .. } | Self::Full { next, .. } =
            &mut self
        {
            *next = offered;
        }
        self
    }

    /// The next day with room, where the day is what was refused and one was found (D2).
    #[must_use]
    pub const fn next(&self) -> Option<Day> {
        if let Self::PastDay { next, .. } | Self::Closed { next, .. } | Self::Full { next, .. } =
            self
        {
            *next
        } else {
            None
        }
    }
}
