//! Everything a rule can say no to, as values.

use thiserror::Error;

use crate::domain::booking::refusal::BookingRefusal;
use crate::domain::day::{Day, DaySpan, Instant};
use crate::domain::handle::Handle;
use crate::domain::hold::HoldRefusal;
use crate::domain::ids::{BookingId, KindId, LotId, OperationId, RecurringId, SubscriptionId};
use crate::domain::invoice::refusal::InvoiceRefusal;
use crate::domain::period::Cycle;
use crate::domain::qty::PassQty;
use crate::domain::visit::refusal::VisitRefusal;

/// Why a rule said no. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// B2, B5, D3: the usable lots do not cover it.
    #[error("need {} on {on}, have {have}", need.in_words())]
    NotEnoughPasses {
        /// What it takes.
        need: PassQty,
        /// What is there.
        have: PassQty,
        /// The day of use.
        on: Day,
        /// The kind, where only one was asked for.
        kind: Option<KindId>,
    },
    /// B5: the named lot has lapsed.
    #[error("{lot} expired after {expired_on}")]
    LotLapsed {
        /// The lot.
        lot: LotId,
        /// Its last day.
        expired_on: Day,
    },
    /// B5: nothing is left of the named lot.
    #[error("nothing is left of {lot}")]
    LotEmpty {
        /// The lot.
        lot: LotId,
    },
    /// B5: the named lot does not hold that much.
    #[error("need {} of {lot}, have {have}", need.in_words())]
    LotTooSmall {
        /// The lot.
        lot: LotId,
        /// What was asked for.
        need: PassQty,
        /// What is left of it.
        have: PassQty,
    },
    /// P4, B5: the named lot is not open to this customer.
    #[error("{lot} belongs to somebody else")]
    LotOfOthers {
        /// The lot.
        lot: LotId,
    },
    /// R1: periods from the 1st of the month need a cycle of months or years.
    #[error("a cycle of {cycle} cannot be anchored to the month")]
    MonthAnchor {
        /// The cycle.
        cycle: Cycle,
    },
    /// L1: a plan includes each kind of pass once.
    #[error("the plan includes one kind of pass twice")]
    IncludedTwice {
        /// The kind.
        kind: KindId,
    },
    /// L4: a retired plan cannot be sold.
    #[error("plan `{name}` is retired")]
    PlanRetired {
        /// Its name.
        name: String,
    },
    /// R7, R8: a subscription that is over cannot be changed.
    #[error("{subscription} is over since {until}")]
    SubscriptionOver {
        /// The subscription.
        subscription: SubscriptionId,
        /// Its last day.
        until: Day,
    },
    /// R1, R8: a subscription cannot end before it starts.
    #[error("the last day {until} is before the first day {start}")]
    EndsBeforeStart {
        /// The first day.
        start: Day,
        /// The last day wanted.
        until: Day,
    },
    /// R7, R8: a subscription cannot end in the past.
    #[error("the last day {until} is past: today is {today}")]
    EndsInThePast {
        /// The last day wanted.
        until: Day,
        /// The business date.
        today: Day,
    },
    /// R7: cancelling makes no subscription longer.
    #[error("{subscription} ends on {ends}: cancelling it does not make it last until {until}")]
    EndsSooner {
        /// The subscription.
        subscription: SubscriptionId,
        /// Its last day.
        ends: Day,
        /// The last day wanted.
        until: Day,
    },
    /// R8: a change of plan keeps the cycle.
    #[error("the cycle stays {has}: the plan renews every {wants}")]
    OtherCycle {
        /// The subscription's cycle.
        has: Cycle,
        /// The plan's cycle.
        wants: Cycle,
    },
    /// R8: nothing renews any more, so that a change would never take effect.
    #[error("{subscription} does not renew before its last day {until}")]
    NoRenewal {
        /// The subscription.
        subscription: SubscriptionId,
        /// Its last day.
        until: Day,
    },
    /// R8: a pause covers whole periods.
    #[error("a pause covers whole periods: the nearest are {nearest}")]
    PauseNotWhole {
        /// The whole periods that contain the days wanted.
        nearest: DaySpan,
    },
    /// R8: the running period cannot be paused.
    #[error("the period from {from} has begun: today is {today}")]
    PauseBegun {
        /// The first day wanted.
        from: Day,
        /// The business date.
        today: Day,
    },
    /// R8: pauses do not overlap.
    #[error("already paused {pause}")]
    PauseOverlaps {
        /// The pause there is.
        pause: DaySpan,
    },
    /// R8: a pause lies within the subscription.
    #[error("a pause until {to} goes beyond the last day {until}")]
    PauseBeyondEnd {
        /// The last day of the pause.
        to: Day,
        /// The last day of the subscription.
        until: Day,
    },
    /// D1–D6: a booking, or a change of one.
    #[error(transparent)]
    Booking(#[from] BookingRefusal),
    /// T4: a hold, or a change of one.
    #[error(transparent)]
    Hold(#[from] HoldRefusal),
    /// C1–C9, D9: a visit, or an assigned seat.
    #[error(transparent)]
    Visit(#[from] VisitRefusal),
    /// V3, V4: an invoice, or a line of one.
    #[error(transparent)]
    Invoice(#[from] InvoiceRefusal),
    /// K4: only members on certain plans hold passes of that kind.
    #[error("passes of `{kind}` are only for members on {}", plans.join(", "))]
    OnlyOnPlans {
        /// The kind's handle.
        kind: String,
        /// The plans.
        plans: Vec<String>,
    },
    /// T2: passes that are not counted are given one at a time.
    #[error("passes of `{kind}` are not counted: give one, it covers every use while it is valid")]
    NotCounted {
        /// The kind's handle.
        kind: String,
    },
    /// Q2: money was recorded at the location in its currency.
    #[error("money was recorded at {location} in {has}: it cannot change to {wants}")]
    CurrencyFixed {
        /// The location.
        location: Handle,
        /// Its currency.
        has: String,
        /// What is declared now.
        wants: String,
    },
    /// P1: visitors can hold no passes.
    #[error("{visitor} is a visitor and can hold no passes")]
    VisitorHoldsNoPasses {
        /// The visitor's handle.
        visitor: String,
    },
    /// Q1: half passes exist for days only.
    #[error("{passes} passes of `{kind}`: there are no half passes of it")]
    NoHalves {
        /// The kind's handle.
        kind: String,
        /// What was asked for.
        passes: PassQty,
    },
    /// K4: a retired kind is neither granted nor sold.
    #[error("the kind `{kind}` is retired")]
    KindRetired {
        /// The kind's handle.
        kind: String,
    },
    /// B2, B4: passes that would expire before anyone can use them.
    #[error("they would expire on {expires}, before {earliest}, the first day of use")]
    ExpiresTooSoon {
        /// The last day wanted.
        expires: Day,
        /// The first day they could be used.
        earliest: Day,
        /// Whether a monthly grant was to end then.
        monthly: bool,
    },
    /// B5: `all` needs a lot.
    #[error("`all` needs the lot it is all of")]
    AllNeedsLot,
    /// B5: the named lot is of another kind.
    #[error("{lot} holds `{kind}`, not `{wanted}`")]
    LotOfOtherKind {
        /// The lot.
        lot: LotId,
        /// Its kind's handle.
        kind: String,
        /// The kind that was named.
        wanted: String,
    },
    /// B4: the monthly grant has ended.
    #[error("{recurring} has ended already")]
    RecurringOver {
        /// The monthly grant.
        recurring: RecurringId,
    },
    /// A3: an operation is undone once.
    #[error("{operation} was undone by {by}")]
    AlreadyUndone {
        /// The operation.
        operation: OperationId,
        /// What took it back.
        by: OperationId,
        /// The last that took it back, or that back, and so on.
        last: OperationId,
    },
    /// A3: there is nothing to take back.
    #[error("{operation} changed nothing that could be undone")]
    NothingToUndo {
        /// The operation.
        operation: OperationId,
    },
    /// A3: passes that it granted are spent.
    #[error("{operation} cannot be undone: it put {} into {lot}, {by} left {left}", granted.in_words())]
    SpentSince {
        /// The operation.
        operation: OperationId,
        /// The lot.
        lot: LotId,
        /// What the operation put into it.
        granted: PassQty,
        /// What is left of it.
        left: PassQty,
        /// The last operation that took some.
        by: OperationId,
    },
    /// A3: a later operation changed what it changed.
    #[error("{operation} cannot be undone: {what} was changed by {by}")]
    ChangedSince {
        /// The operation.
        operation: OperationId,
        /// What was changed: its handle, id or name.
        what: String,
        /// The last operation that changed it.
        by: OperationId,
    },
    /// A3: a later operation uses what it added.
    #[error("{operation} cannot be undone: {what} is used by {by}")]
    UsedSince {
        /// The operation.
        operation: OperationId,
        /// What is used: its handle, id or name.
        what: String,
        /// The last operation that uses it.
        by: OperationId,
    },
    /// A3: a name that it gave up was taken since.
    #[error("{operation} cannot be undone: {what} was taken by {by}")]
    TakenSince {
        /// The operation.
        operation: OperationId,
        /// What was taken.
        what: String,
        /// The operation that took it.
        by: OperationId,
    },
    /// A3, D2: seats that it gave up are no longer free.
    #[error(
        "{operation} cannot be undone: {booking} needs {need} {} of {desk} on {on}, {free} free",
        if *need == 1 { "seat" } else { "seats" }
    )]
    SeatsTaken {
        /// The operation.
        operation: OperationId,
        /// The booking that held them.
        booking: BookingId,
        /// The desk.
        desk: Handle,
        /// The date.
        on: Day,
        /// How many seats it would take.
        need: i64,
        /// How many are free.
        free: i64,
    },
    /// R5: only a dry run looks ahead.
    #[error("{as_of} is ahead: today is {today}")]
    AsOfAhead {
        /// The day named.
        as_of: Day,
        /// The latest business date of any location.
        today: Day,
    },
    /// R5: so long without an operation, the clock may be wrong.
    #[error("the last operation was {days} days ago, at {last}, and the clock says {now}")]
    IdleTooLong {
        /// What the clock says.
        now: Instant,
        /// When the last operation was.
        last: Instant,
        /// How many whole days lie between.
        days: i64,
    },
}
