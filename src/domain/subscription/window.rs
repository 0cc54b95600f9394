//! Grant windows: when a subscription grants passes, how many, and until when they last.

use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::KindId;
use crate::domain::lot::Lot;
use crate::domain::money::Money;
use crate::domain::plan::{Cadence, Include, Validity};
use crate::domain::qty::PassQty;
use crate::domain::subscription::{Subscription, Term};

/// The passes that one grant window brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// What one pass buys.
    pub kind: KindId,
    /// How many, for the whole quantity, prorated where the plan says so (R3).
    pub passes: PassQty,
    /// The window they are for; its first day is the first day they can be used for.
    pub window: DaySpan,
    /// The last day they can be used for, inclusive; [`Day::NEVER`] when they never expire.
    pub expires_on: Day,
}

/// What begins a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bill<'a> {
    /// The period that is paid for.
    pub period: DaySpan,
    /// The terms it is paid under.
    pub term: &'a Term,
    /// Price × quantity, prorated where the plan says so (R3).
    pub amount: Money,
}

impl Subscription {
    /// The grant window of that include that the day is in: the period, ISO week or calendar
    /// month, within the subscription and outside its pauses (B6). The include is one of the terms
    /// of that day; where a change of plan brought it, its first window begins with the change.
    #[must_use]
    pub fn window_on(&self, include: &Include, day: Day) -> Option<DaySpan> {
        let whole = self.whole_window(include.cadence, day)?;
        let mut window = self.cut(whole).filter(|window| window.contains(day))?;
        for pause in self.pauses.iter().map(|pause| pause.0) {
            if pause.contains(day) {
                return None;
            } else if pause.to < day {
                window.from = window.from.max(pause.to.next());
            } else {
                window.to = window.to.min(pause.from.previous());
            }
        }
        window.from = window
            .from
            .max(self.included_since(include, window.from, day));
        Some(window)
    }

    /// The windows of that day's terms that the day is in, with their includes.
    pub fn windows_on(&self, day: Day) -> impl Iterator<Item = (&Include, DaySpan)> {
        let includes = self.term_on(day).includes.iter();
        includes.filter_map(move |include| Some((include, self.window_on(include, day)?)))
    }

    /// The grants of the windows that begin on that day.
    pub fn grants_on(&self, day: Day) -> impl Iterator<Item = Grant> {
        self.windows_on(day)
            .filter(move |(_, window)| window.from == day)
            .filter_map(move |(include, window)| self.grant(include, window))
    }

    /// The grants of the windows that the day is in, whenever they began (R2).
    pub fn grants_running_on(&self, day: Day) -> impl Iterator<Item = Grant> {
        self.windows_on(day)
            .filter_map(move |(include, window)| self.grant(include, window))
    }

    /// What is billed for the period that the day is in; None outside the subscription and in a
    /// pause.
    #[must_use]
    pub fn bill_on(&self, day: Day) -> Option<Bill<'_>> {
        let period = self.period_on(day)?;
        if self.pause_on(day).is_some() {
            return None;
        }
        let term = self.term_on(period.from);
        let full = term.price.times(term.quantity);
        let amount = match self.partial(term, Cadence::Period, period.from) {
            Some((days, of)) => full.part_half_up(days, of),
            None => full,
        };
        Some(Bill {
            period,
            term,
            amount,
        })
    }

    /// Whether a period begins on that day.
    #[must_use]
    pub fn period_begins_on(&self, day: Day) -> bool {
        self.period_on(day).is_some_and(|period| period.from == day)
    }

    /// The next day after that one on which a period or a grant window begins or on which the
    /// subscription is over (the day after its last); None after that.
    #[must_use]
    pub fn next_event_after(&self, day: Day) -> Option<Day> {
        let over = self.over_on();
        if over.is_some_and(|over| over <= day) {
            return None;
        }
        let mut next = if day < self.start {
            self.start
        } else {
            self.next_begin_after(day)?
        };
        while let Some(pause) = self.pause_on(next) {
            next = pause.to.next();
        }
        if next <= self.last_day() {
            Some(next).filter(|next| *next < Day::NEVER)
        } else {
            over
        }
    }

    /// The day after the last; None while the end is open.
    #[must_use]
    pub fn over_on(&self) -> Option<Day> {
        self.until.map(Day::next)
    }

    /// The last day of a lot that this subscription granted, as its end and its pauses now stand
    /// (B6, R7, R8): not before the lot's first day.
    #[must_use]
    pub fn expiry_of(&self, lot: &Lot) -> Day {
        let includes = &self.term_on(lot.valid_from).includes;
        let include = includes.iter().find(|include| include.kind == lot.kind);
        let whole = include.map_or(lot.expires_on, |include| {
            let window = self.window_on(include, lot.valid_from);
            let window_ends = window.map_or(lot.valid_from, |window| window.to);
            self.through(include.validity, lot.valid_from, window_ends)
        });
        whole.min(self.last_day()).max(lot.valid_from)
    }

    /// The last day of a lot that lapses with the end of this subscription (R7): of its own as
    /// [`Subscription::expiry_of`] has it, of another at the latest that of the subscription.
    #[must_use]
    pub fn lapse_of(&self, lot: &Lot) -> Day {
        if lot.subscription == Some(self.id) {
            self.expiry_of(lot)
        } else {
            lot.expires_on.min(self.last_day())
        }
    }

    fn grant(&self, include: &Include, window: DaySpan) -> Option<Grant> {
        let term = self.term_on(window.from);
        let all = include.passes.times(term.quantity);
        let passes = match self.partial(term, include.cadence, window.from) {
            Some((days, of)) => all.prorate_floor(days, of),
            None => all,
        };
        passes.is_positive().then(|| Grant {
            kind: include.kind,
            passes,
            window,
            expires_on: self.through(include.validity, window.from, window.to),
        })
    }

    /// The last day of passes granted for a window, at most that of the subscription (B6).
    fn through(&self, validity: Validity, from: Day, window_ends: Day) -> Day {
        let through = match validity {
            Validity::Window => window_ends,
            Validity::For(length) => from.valid_through(length),
            Validity::Never => Day::NEVER,
        };
        through.min(self.last_day())
    }

    /// Where the terms prorate and the window begins after the cycle it is part of: the days left
    /// in that cycle and the days it has (R3).
    fn partial(&self, term: &Term, cadence: Cadence, from: Day) -> Option<(i64, i64)> {
        if !term.prorate {
            return None;
        }
        let whole = self.whole_window(cadence, from)?;
        let cycle = match cadence {
            Cadence::Period => self.periods().whole_cycle(whole),
            Cadence::Week | Cadence::Month => whole,
        };
        let left = i64::from(cycle.to.days_since(from)) + 1;
        let days = i64::from(cycle.days());
        (left < days).then_some((left, days))
    }

    /// The period, ISO week or calendar month that the day is in.
    fn whole_window(&self, cadence: Cadence, day: Day) -> Option<DaySpan> {
        match cadence {
            Cadence::Period => self.periods().containing(day),
            Cadence::Week => Some(day.week()),
            Cadence::Month => Some(day.month()),
        }
    }

    /// Since when, within those days, the terms include this kind at this cadence.
    fn included_since(&self, include: &Include, from: Day, day: Day) -> Day {
        let same = |other: &Include| other.kind == include.kind && other.cadence == include.cadence;
        let mut since = day;
        let terms = self.terms.iter().rev().filter(|term| term.from <= day);
        for term in terms.take_while(|term| term.includes.iter().any(same)) {
            since = term.from;
            if since <= from {
                return from;
            }
        }
        since
    }

    fn next_begin_after(&self, day: Day) -> Option<Day> {
        let mut next = self.periods().containing(day)?.to.next();
        for include in &self.term_on(day).includes {
            next = match include.cadence {
                Cadence::Period => next,
                Cadence::Week => next.min(day.week().to.next()),
                Cadence::Month => next.min(day.month().to.next()),
            };
        }
        Some(next)
    }
}
