//! Renewal as a pure simulation: the facts of one unit and a day in, everything that was due up to
//! that day out, in order. The same answer is written by `renew` and printed by a preview.

mod books;
mod ending;
mod run;

pub use self::ending::{Ending, Follower, PurchaseRef};

use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::{
    BookingId, CustomerId, KindId, LocationId, LotId, PlanId, RecurringId, SubscriptionId,
};
use crate::domain::limit::{Limit, Use};
use crate::domain::lot::{Lot, Source};
use crate::domain::money::{Money, Percent};
use crate::domain::pool::{CompanyPasses, Purse};
use crate::domain::purchase::Purchase;
use crate::domain::qty::PassQty;
use crate::domain::recurring::Recurring;
use crate::domain::spend::{Draw, Fit};
use crate::domain::subscription::{Subscription, SubscriptionEnd};

/// A customer of the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Customer {
    /// Their id.
    pub id: CustomerId,
    /// Their home location: the home of the lots that plans grant to them.
    pub home: LocationId,
    /// Today at the home location: what is due for them up to this day is brought about.
    pub as_of: Day,
}

/// A booking whose charge is pending, cancelled late or not (D3, D5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheduled {
    /// The booking; lower ids were made earlier (R6).
    pub booking: BookingId,
    /// Who pays.
    pub customer: CustomerId,
    /// From which lots.
    pub purse: Purse,
    /// How many passes.
    pub passes: PassQty,
    /// The day of use.
    pub on: Day,
    /// Where the desk is.
    pub at: LocationId,
    /// The day on which it is charged, in the calendar of `subscriber`.
    pub charges_on: Day,
    /// The customer of the subscription whose window it waits for.
    pub subscriber: CustomerId,
    /// Which kinds fit it: an index into [`Settings::fits`].
    pub fits: usize,
}

/// One customer without a company, or a company with all its members, and what they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit<'a> {
    /// The company, where the unit is one.
    pub company: Option<CustomerId>,
    /// The customers, by id.
    pub customers: &'a [Customer],
    /// Their lots with something left.
    pub lots: &'a [Lot],
    /// Their subscriptions; those without `due_on` change nothing.
    pub subscriptions: &'a [Subscription],
    /// Their monthly grants; those without `due_on` change nothing.
    pub recurring: &'a [Recurring],
    /// What they bought that begins with its first use (T2).
    pub begun_by_use: &'a [Purchase],
    /// What they bought that something is to follow (T5).
    pub endings: &'a [Ending],
    /// Their bookings whose charge is pending.
    pub scheduled: &'a [Scheduled],
    /// What they use of limited kinds on the days of these bookings and around them (K4).
    pub uses: &'a [KindUse],
}

/// Passes of a limited kind that a customer uses (K4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindUse {
    /// Who uses them.
    pub customer: CustomerId,
    /// Their kind.
    pub kind: KindId,
    /// When, and how many.
    pub of: Use,
}

/// The settings that decide a renewal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How companies share (P4).
    pub company_passes: CompanyPasses,
    /// What happens to passes when a subscription ends (R7).
    pub subscription_end: SubscriptionEnd,
    /// The priority of the lots of each kind that has one (K4).
    pub priorities: Vec<(KindId, i64)>,
    /// The limit of each kind that has one (K4).
    pub limits: Vec<(KindId, Limit)>,
    /// The part of a lot that may be used away from its home (D11).
    pub cross_location: Percent,
    /// Sets of kinds that fit a use, with their prices, for [`Scheduled::fits`].
    pub fits: Vec<Vec<Fit>>,
}

/// A lot that was there before, or one that this renewal grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LotRef {
    /// One of [`Unit::lots`].
    Existing(LotId),
    /// The n-th [`What::Grant`] of this renewal, counted from 0.
    New(usize),
}

/// A lot to be granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewLot {
    /// Whose it is.
    pub owner: CustomerId,
    /// What one pass of it buys.
    pub kind: KindId,
    /// How many.
    pub passes: PassQty,
    /// The first day it can be used for.
    pub valid_from: Day,
    /// The last day it can be used for, inclusive; [`Day::NEVER`] when it never expires.
    pub expires_on: Day,
    /// [`Source::Plan`], [`Source::Recurring`] or [`Source::Package`].
    pub source: Source,
    /// The subscription that grants it.
    pub subscription: Option<SubscriptionId>,
    /// The monthly grant that it comes from.
    pub recurring: Option<RecurringId>,
    /// The purchase that it comes with.
    pub purchase: Option<PurchaseRef>,
    /// Its home location.
    pub location: LocationId,
    /// A higher one is spent first.
    pub priority: i64,
}

/// Why passes expire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lapse {
    /// The lot's last day is over (B8).
    Expired,
    /// The subscription ended (R7).
    Ended(SubscriptionId),
}

/// One thing that was due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// What is left of a lot expires.
    Expire {
        /// The lot.
        lot: LotRef,
        /// All that is left of it.
        passes: PassQty,
        /// Why.
        why: Lapse,
    },
    /// A subscription is over; its last day was the day before (R7).
    End {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// A period begins: a line for the invoice (R4).
    Invoice {
        /// The subscription.
        subscription: SubscriptionId,
        /// The period it pays for.
        period: DaySpan,
        /// The plan.
        plan: PlanId,
        /// How many of it.
        quantity: i64,
        /// Price × quantity, prorated where the plan says so (R3).
        amount: Money,
    },
    /// A purchase is sold again: a line for the invoice; its lots are granted next (T5).
    Sell {
        /// What is used up or expired.
        follows: PurchaseRef,
        /// What is sold; its id is not known yet.
        purchase: Box<Purchase>,
    },
    /// A subscription follows a purchase (T5).
    Convert {
        /// What is used up or expired.
        follows: PurchaseRef,
        /// The plan.
        plan: PlanId,
    },
    /// What would follow a purchase is not sold any more, or their pool has ended (T5, L4, R7).
    Unsold {
        /// What is used up or expired.
        follows: PurchaseRef,
    },
    /// A lot is granted.
    Grant(NewLot),
    /// A scheduled booking is charged (R6).
    Charge {
        /// The booking.
        booking: BookingId,
        /// What each lot pays.
        draws: Vec<Draw<LotRef>>,
    },
    /// A scheduled booking cannot be charged and is cancelled (R6).
    Fail {
        /// The booking.
        booking: BookingId,
        /// What it costs.
        need: PassQty,
        /// What there was.
        have: PassQty,
    },
}

/// One thing that was due, when, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The day on which it should have been (R5).
    pub on: Day,
    /// The lot's owner, the subscription's customer, or who pays for the booking.
    pub customer: CustomerId,
    /// What happens.
    pub what: What,
}

/// Everything that was due, in order of date and, within a date, of R4.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renewal {
    /// What happens.
    pub items: Vec<Item>,
    /// The new `due_on` of every subscription that moved.
    pub subscriptions: Vec<(SubscriptionId, Option<Day>)>,
    /// The new `due_on` of every monthly grant that moved.
    pub recurring: Vec<(RecurringId, Option<Day>)>,
}

/// Everything that is due in the unit up to each customer's today (R4, R5). With what was written
/// as the new facts, nothing is due any more.
#[must_use]
pub fn renew(unit: &Unit<'_>, settings: &Settings) -> Renewal {
    run::Run::new(unit, settings).finish()
}

/// What a subscription that starts today or earlier brings at once: the running period's line and
/// the passes of the windows that the day is in, only those (R2). The rest follows from the
/// `due_on` that comes with it. `customer` is the subscription's.
#[must_use]
pub fn open(subscription: &Subscription, customer: &Customer, settings: &Settings) -> Renewal {
    run::open(subscription, customer, settings)
}

#[cfg(test)]
mod tests;
