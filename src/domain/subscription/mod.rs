//! Subscriptions: their terms, pauses and end, and what they are on a given day.

pub mod change;
pub mod window;

use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::{CustomerId, PlanId, SubscriptionId};
use crate::domain::money::Money;
use crate::domain::period::{Anchor, Cycle, Periods};
use crate::domain::plan::Include;
use crate::domain::words::words;

/// What a customer pays for and receives from a day on: the plan as it was sold (L2, R8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The first day, always the first day of a period.
    pub from: Day,
    /// The plan that was sold.
    pub plan: PlanId,
    /// Its name when it was sold.
    pub plan_name: String,
    /// Multiplies price and passes (R1), at least 1.
    pub quantity: i64,
    /// The price of one period for a quantity of one.
    pub price: Money,
    /// What the plan included when it was sold, each kind at most once.
    pub includes: Vec<Include>,
    /// Whether a partial first period, week or month is prorated (R3).
    pub prorate: bool,
}

/// Whole periods without grant or charge (R8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pause(pub DaySpan);

/// One subscription of one customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its id.
    pub id: SubscriptionId,
    /// Who has it: a member or a company.
    pub customer: CustomerId,
    /// Its first day.
    pub start: Day,
    /// The billing cycle; never changes (R8).
    pub cycle: Cycle,
    /// What the periods are counted from; never changes.
    pub anchor: Anchor,
    /// The last day, inclusive; None for an open end. One cancelled before it began has its last
    /// day before `start`.
    pub until: Option<Day>,
    /// Whether the end came by cancelling it (R7).
    pub cancelled: bool,
    /// By `from`, the first from `start`; never empty.
    pub terms: Vec<Term>,
    /// By day, not overlapping.
    pub pauses: Vec<Pause>,
    /// The day of the next event that `renew` has not processed; None when nothing is left to do.
    pub due_on: Option<Day>,
}

words! {
    /// What a subscription is on a day; derived, never stored.
    Status {
        /// Not begun.
        Upcoming "upcoming",
        /// Begun and not over.
        Running "running",
        /// Within a pause (R8).
        Paused "paused",
        /// Over since its end date.
        Ended "ended",
        /// Over since it was cancelled (R7).
        Cancelled "cancelled",
    }
}

words! {
    /// What happens to passes when a subscription ends: a setting of the space (R7).
    #[derive(Default)]
    SubscriptionEnd {
        /// The passes the plan granted expire.
        #[default]
        PlanPasses "plan-passes",
        /// Every lot of the subscription's pool expires.
        AllPasses "all-passes",
    }
}

impl Subscription {
    /// Its billing periods, also those beyond its end.
    #[must_use]
    pub fn periods(&self) -> Periods {
        Periods::new(self.start, self.cycle, self.anchor)
    }

    /// What it is on that day (R1, R7, R8).
    #[must_use]
    pub fn status_on(&self, day: Day) -> Status {
        if self.is_over(day) {
            if self.cancelled {
                Status::Cancelled
            } else {
                Status::Ended
            }
        } else if day < self.start {
            Status::Upcoming
        } else if self.pause_on(day).is_some() {
            Status::Paused
        } else {
            Status::Running
        }
    }

    /// Whether its last day is over on that day, or it has none: one that was cancelled before it
    /// began.
    #[must_use]
    pub fn is_over(&self, day: Day) -> bool {
        let over = |until| until < day || until < self.start;
        self.until.is_some_and(over)
    }

    /// The period of it that the day is in, cut off at its last day; None before it begins and
    /// after its end.
    #[must_use]
    pub fn period_on(&self, day: Day) -> Option<DaySpan> {
        self.cut(self.periods().containing(day)?)
            .filter(|period| period.contains(day))
    }

    /// The first day of its next period after that day that is not paused (R8); None when it ends
    /// before.
    #[must_use]
    pub fn renews_after(&self, day: Day) -> Option<Day> {
        let periods = self.periods();
        let mut next = periods.first_from(day.next()).from;
        while let Some(pause) = self.pause_on(next) {
            next = pause.to.next();
        }
        (next <= self.last_day()).then_some(next)
    }

    /// The terms on that day; the first ones before it begins.
    #[must_use]
    pub fn term_on(&self, day: Day) -> &Term {
        let after = self.terms.partition_point(|term| term.from <= day);
        &self.terms[after.saturating_sub(1)]
    }

    /// The pause that the day is in (R8).
    #[must_use]
    pub fn pause_on(&self, day: Day) -> Option<DaySpan> {
        let mut pauses = self.pauses.iter().map(|pause| pause.0);
        pauses.find(|pause| pause.contains(day))
    }

    /// Its last day; [`Day::NEVER`] when the end is open.
    #[must_use]
    pub fn last_day(&self) -> Day {
        self.until.unwrap_or(Day::NEVER)
    }

    /// The days of the span that are within it.
    fn cut(&self, span: DaySpan) -> Option<DaySpan> {
        DaySpan::new(span.from.max(self.start), span.to.min(self.last_day()))
    }
}

#[cfg(test)]
mod tests;
