//! Changes of a subscription: its end, its terms, its pauses, and what becomes of the bookings
//! that were waiting for it.

use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::BookingId;
use crate::domain::period::Cycle;
use crate::domain::refusal::Refusal;
use crate::domain::renewal::Scheduled;
use crate::domain::spend::Fit;
use crate::domain::subscription::Subscription;

/// When a subscription is cancelled for (R7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelFor {
    /// At once: yesterday was its last day.
    Now,
    /// The running period is the last; the first one when it has not begun.
    PeriodEnd,
    /// That day is its last.
    On(Day),
}

/// What becomes of a pending charge after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rescheduled {
    /// It is charged on another day.
    To(Day),
    /// Nothing will pay it: the booking is cancelled, its transaction failed (R7, R8).
    Failed,
}

impl Subscription {
    /// The last day that a cancellation gives it (R7): never a later one than it has, since only a
    /// change of its end makes it longer (R8).
    pub fn cancelled_until(&self, cancel: CancelFor, today: Day) -> Result<Day, Refusal> {
        self.not_over(today)?;
        match cancel {
            CancelFor::Now => Ok(today.previous()),
            CancelFor::PeriodEnd => {
                let period = self.periods().containing(today.max(self.start));
                let ends = period.expect("not before the start").to;
                Ok(ends.min(self.last_day()))
            }
            CancelFor::On(until) => {
                let until = self.ends(until, today)?;
                match self.until {
                    Some(ends) if ends < until => Err(Refusal::EndsSooner {
                        subscription: self.id,
                        ends,
                        until,
                    }),
                    Some(_) | None => Ok(until),
                }
            }
        }
    }

    /// Whether it may end on that day, its last (R1, R8): the day it starts or later, not past.
    pub fn ends(&self, until: Day, today: Day) -> Result<Day, Refusal> {
        self.not_over(today)?;
        if until < self.start {
            let start = self.start;
            return Err(Refusal::EndsBeforeStart { start, until });
        }
        if until < today {
            return Err(Refusal::EndsInThePast { until, today });
        }
        Ok(until)
    }

    /// The day on which a change of plan, quantity or price takes effect: the next renewal, or the
    /// start of one that has not begun. A plan of another cycle is refused (R8).
    pub fn changes_on(&self, cycle: Cycle, today: Day) -> Result<Day, Refusal> {
        self.not_over(today)?;
        if cycle != self.cycle {
            return Err(Refusal::OtherCycle {
                has: self.cycle,
                wants: cycle,
            });
        }
        self.renews_after(today).ok_or(Refusal::NoRenewal {
            subscription: self.id,
            until: self.last_day(),
        })
    }

    /// Whether it may pause on those days: whole periods that have not begun, within it and not
    /// paused yet (R8).
    pub fn pauses_on(&self, span: DaySpan, today: Day) -> Result<(), Refusal> {
        self.not_over(today)?;
        let periods = self.periods();
        let first = periods.containing(span.from.max(self.start));
        let last = periods.containing(span.to.max(self.start));
        let nearest = DaySpan {
            from: first.expect("not before the start").from,
            to: last.expect("not before the start").to,
        };
        if nearest != span {
            return Err(Refusal::PauseNotWhole { nearest });
        }
        if span.from <= today {
            let from = span.from;
            return Err(Refusal::PauseBegun { from, today });
        }
        if span.to > self.last_day() {
            return Err(Refusal::PauseBeyondEnd {
                to: span.to,
                until: self.last_day(),
            });
        }
        let mut pauses = self.pauses.iter().map(|pause| pause.0);
        match pauses.find(|pause| pause.and(span).is_some()) {
            Some(pause) => Err(Refusal::PauseOverlaps { pause }),
            None => Ok(()),
        }
    }

    /// The `due_on` of a subscription that was changed on that day. What was due and not yet
    /// processed stays due; an end that has come is due when it came.
    #[must_use]
    pub fn due_after_change(&self, today: Day) -> Option<Day> {
        let due = self.due_on?;
        let over = self.over_on().unwrap_or(Day::NEVER);
        if due.min(over) <= today {
            Some(due.min(over))
        } else {
            self.next_event_after(today)
        }
    }

    /// What becomes of the pending charges that wait for this subscription, after it was changed;
    /// those that stay as they are are left out (R7, R8). `fits` is what [`Scheduled::fits`]
    /// points into.
    #[must_use]
    pub fn reschedule(
        &self,
        pending: &[Scheduled],
        fits: &[Vec<Fit>],
    ) -> Vec<(BookingId, Rescheduled)> {
        let outcome = |booking: &Scheduled| {
            let new = match self.charges_on(booking.on, &fits[booking.fits]) {
                None => Rescheduled::Failed,
                Some(day) if day == booking.charges_on => return None,
                Some(day) => Rescheduled::To(day),
            };
            Some((booking.booking, new))
        };
        pending.iter().filter_map(outcome).collect()
    }

    /// The first day of the latest window on that day that brings passes of a fitting kind: by
    /// then all of them have come (D3). None when no window does.
    #[must_use]
    pub fn charges_on(&self, day: Day, fits: &[Fit]) -> Option<Day> {
        self.windows_on(day)
            .filter(|(include, _)| fits.iter().any(|fit| fit.kind == include.kind))
            .map(|(_, window)| window.from)
            .max()
    }

    fn not_over(&self, today: Day) -> Result<(), Refusal> {
        match self.until {
            Some(until) if self.is_over(today) => Err(Refusal::SubscriptionOver {
                subscription: self.id,
                until,
            }),
            Some(_) | None => Ok(()),
        }
    }
}
