//! Subscriptions: periods, grant windows, ends, pauses and changes (R1–R3, R7–R9).

use super::plans::{Cadence, Cycle, Include, PLANS, Valid};
use super::{Booking, Id, Oracle, Pay, at, last};
use crate::acts::{Act, When};
use crate::calendar::{NEVER, Span, add_months, month, week};

/// What a subscription brings from a day on.
#[derive(Debug, Clone)]
pub(crate) struct Term {
    from: i32,
    pub(crate) quantity: i64,
    pub(crate) includes: &'static [Include],
    prorate: bool,
}

/// A subscription.
#[derive(Debug, Clone)]
pub(crate) struct Sub {
    pub(crate) customer: Id,
    pub(crate) start: i32,
    pub(crate) cycle: Cycle,
    /// Periods are counted from the first of a month.
    pub(crate) on_first: bool,
    /// Its last day.
    pub(crate) until: i32,
    terms: Vec<Term>,
    pauses: Vec<Span>,
    /// The first day that was not looked at; None when it is over.
    pub(crate) next: Option<i32>,
}

/// The passes that a window brings, from and to, and to where without an end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grant {
    pub(super) kind: Id,
    pub(super) halves: i64,
    pub(super) from: i32,
    pub(super) to: i32,
    pub(super) natural: i32,
    pub(super) windowed: bool,
}

impl Sub {
    /// One to a plan, from a day on, of which nothing was looked at yet.
    pub(super) fn to(plan: Id, customer: Id, start: i32) -> Self {
        let plan = &PLANS[at(plan)];
        Self {
            customer,
            start,
            cycle: plan.cycle,
            on_first: false,
            until: NEVER,
            terms: vec![Term {
                from: start,
                quantity: 1,
                includes: plan.includes,
                prorate: plan.prorate,
            }],
            pauses: Vec::new(),
            next: Some(start),
        }
    }

    /// The period that the day is in, also beyond the end; None before the start (Q5, R1).
    pub(crate) fn period(&self, day: i32) -> Option<Span> {
        let (first, end) = month(self.start);
        let anchor = if self.on_first && self.start != first {
            end + 1
        } else {
            self.start
        };
        if day < anchor {
            return (day >= self.start).then_some((self.start, anchor - 1));
        }
        let begins = |k: i32| match self.cycle {
            Cycle::Days(days) => anchor + k * days,
            Cycle::Months(months) => add_months(anchor, k * months),
        };
        let mut k = 0;
        while begins(k + 1) <= day {
            k += 1;
        }
        Some((begins(k), begins(k + 1) - 1))
    }

    pub(crate) fn is_over(&self, today: i32) -> bool {
        self.until < today || self.until < self.start
    }

    fn term(&self, day: i32) -> &Term {
        let mut found = &self.terms[0];
        for term in &self.terms {
            if term.from <= day {
                found = term;
            }
        }
        found
    }

    fn paused(&self, day: i32) -> bool {
        self.pauses
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&day))
    }

    fn covers(&self, day: i32) -> bool {
        self.start <= day && day <= self.until && !self.paused(day)
    }

    fn whole(&self, cadence: Cadence, day: i32) -> Option<Span> {
        match cadence {
            Cadence::Period => self.period(day),
            Cadence::Week => Some(week(day)),
            Cadence::Month => Some(month(day)),
        }
    }

    /// The grant window that the day is in, day by day (B6).
    fn window(&self, include: &Include, day: i32) -> Option<Span> {
        let (first, end) = self.whole(include.cadence, day)?;
        if !self.covers(day) {
            return None;
        }
        let had = |day: i32| {
            let same =
                |other: &Include| (other.kind, other.cadence) == (include.kind, include.cadence);
            self.covers(day) && self.term(day).includes.iter().any(same)
        };
        let (mut from, mut to) = (day, day);
        while from > first && had(from - 1) {
            from -= 1;
        }
        while to < end && self.covers(to + 1) {
            to += 1;
        }
        Some((from, to))
    }

    /// The windows of some kinds that the day is in.
    pub(super) fn windows(&self, kinds: &[Id], day: i32) -> Vec<Span> {
        let includes = self.term(day).includes.iter();
        let fitting = includes.filter(|include| kinds.contains(&include.kind));
        fitting
            .filter_map(|include| self.window(include, day))
            .collect()
    }

    /// Whether it runs on that day and brings nothing (P3).
    pub(super) fn is_bare(&self, day: i32) -> bool {
        self.covers(day) && self.term(day).includes.is_empty()
    }

    /// Whether it ever brings something.
    pub(super) fn ever_brings(&self) -> bool {
        self.terms.iter().any(|term| !term.includes.is_empty())
    }

    /// Whether its terms on that day bring passes of some kinds.
    pub(super) fn brings(&self, kinds: &[Id], day: i32) -> bool {
        let mut includes = self.term(day).includes.iter();
        includes.any(|include| kinds.contains(&include.kind))
    }

    /// What the windows that the day is in bring.
    pub(super) fn grants(&self, day: i32) -> Vec<Grant> {
        let mut grants = Vec::new();
        for include in self.term(day).includes {
            let Some((from, to)) = self.window(include, day) else {
                continue;
            };
            let term = self.term(from);
            let halves = self.prorated(include, include.halves * term.quantity, from);
            let natural = match include.valid {
                Valid::Window => self.ends_by_itself(include, to),
                Valid::Months(months) => add_months(from, months) - 1,
                Valid::Never => NEVER,
            };
            if halves > 0 {
                grants.push(Grant {
                    kind: include.kind,
                    halves,
                    from,
                    to: natural.min(self.until),
                    natural,
                    windowed: include.valid == Valid::Window,
                });
            }
        }
        grants
    }

    /// The last day of a window, had the subscription no end.
    fn ends_by_itself(&self, include: &Include, mut to: i32) -> i32 {
        let end = self.whole(include.cadence, to).map_or(to, |(_, end)| end);
        while to < end && !self.paused(to + 1) {
            to += 1;
        }
        to
    }

    /// Whole passes for the part of a cycle that is left (R3).
    fn prorated(&self, include: &Include, halves: i64, from: i32) -> i64 {
        let whole = self.whole(include.cadence, from);
        let Some((first, end)) = whole.filter(|_| self.term(from).prorate) else {
            return halves;
        };
        let stub = include.cadence == Cadence::Period && first == self.start && self.is_stub();
        let first = match self.cycle {
            Cycle::Months(months) if stub => add_months(end + 1, -months),
            Cycle::Months(_) | Cycle::Days(_) => first,
        };
        let (left, days) = (i64::from(end - from + 1), i64::from(end - first + 1));
        if left < days {
            halves * left / (2 * days) * 2
        } else {
            halves
        }
    }

    fn is_stub(&self) -> bool {
        self.on_first && month(self.start).0 != self.start
    }

    /// The next period that begins after the day and is not paused, None beyond the end.
    fn renews_after(&self, day: i32) -> Option<i32> {
        let mut next = self.period(day).map_or(self.start, |(_, end)| end + 1);
        while self.paused(next) {
            next += 1;
        }
        (next <= self.until).then_some(next)
    }
}

impl Oracle {
    pub(super) fn subscribe(&mut self, act: &Act) -> Option<()> {
        let Act::Subscribe {
            who,
            plan,
            from,
            quantity,
            on_first,
            until,
            backfill,
        } = *act
        else {
            return None;
        };
        let today = self.today(who);
        let start = from.unwrap_or(today);
        let mut sub = Sub::to(plan, who, start);
        let by_month = matches!(sub.cycle, Cycle::Months(_));
        let until = last(until);
        if (on_first && !by_month) || until < start || until < today {
            return None;
        }
        if sub.ever_brings() {
            self.turn_on(who);
        }
        (sub.on_first, sub.until) = (on_first, until);
        sub.terms[0].quantity = quantity;
        self.subs.push(sub);
        if start <= today {
            self.bring_begun(self.subs.len() - 1, today, backfill);
        }
        Some(())
    }

    /// The passes of a subscription that has begun: of the running windows only, or of all of them
    /// (R2).
    fn bring_begun(&mut self, sub: usize, today: i32, backfill: bool) {
        if backfill {
            for day in self.subs[sub].start..=today {
                for lot in &mut self.lots {
                    if lot.sub.is_some_and(|of| at(of) == sub) && lot.to < day {
                        lot.left = 0;
                    }
                }
                self.begin(sub, day);
            }
        } else {
            for grant in self.subs[sub].grants(today) {
                self.add_plan_lot(sub, grant);
            }
            self.subs[sub].next = Some(today + 1);
        }
    }

    pub(super) fn cancel_subscription(&mut self, sub: Id, when: When) -> Option<()> {
        let held = &self.subs[at(sub)];
        let today = self.today(held.customer);
        if held.is_over(today) {
            return None;
        }
        let until = match when {
            When::Now => today - 1,
            When::PeriodEnd => held.period(today.max(held.start))?.1.min(held.until),
            When::On(day) if day < held.start || day < today || day > held.until => return None,
            When::On(day) => day,
        };
        let customer = held.customer;
        let unit = self.unit(customer);
        if when == When::Now {
            let yesterdays = [self.today_at(0) - 1, self.today_at(1) - 1];
            self.bring(&unit, yesterdays);
        }
        self.end(sub, until);
        if when == When::Now {
            let todays = [self.today_at(0), self.today_at(1)];
            self.bring(&unit, todays);
        }
        Some(())
    }

    pub(super) fn change_end(&mut self, sub: Id, until: Option<i32>) -> Option<()> {
        let held = &self.subs[at(sub)];
        let today = self.today(held.customer);
        let until = last(until);
        if held.is_over(today) || until < held.start || until < today {
            return None;
        }
        self.end(sub, until);
        Some(())
    }

    /// Another last day: its lots last no longer, and what waits for it beyond fails (R7).
    fn end(&mut self, sub: Id, until: i32) {
        let today = self.today(self.subs[at(sub)].customer);
        self.subs[at(sub)].until = until;
        for lot in self.lots.iter_mut().filter(|lot| lot.sub == Some(sub)) {
            if lot.to >= today && !lot.gone {
                lot.to = lot.natural.min(until).max(lot.from);
            }
        }
        self.settle(sub);
    }

    /// What waits for a subscription waits for its windows as they are now.
    fn settle(&mut self, sub: Id) {
        let held = &self.subs[at(sub)];
        for booking in &mut self.bookings {
            let Some((_, of)) = booking.waits.filter(|_| booking.pay == Pay::Pending) else {
                continue;
            };
            if of == sub {
                let windows = held.windows(booking.kinds(), booking.on);
                match windows.into_iter().map(|(from, _)| from).max() {
                    Some(from) => booking.waits = Some((from, sub)),
                    None => booking.fail(),
                }
            }
        }
    }

    pub(super) fn pause(&mut self, sub: Id, (from, to): Span) -> Option<()> {
        let held = &self.subs[at(sub)];
        let today = self.today(held.customer);
        let whole = from <= to
            && held.period(from)?.0 == from
            && held.period(to).is_some_and(|(_, end)| end == to);
        let overlaps = |(first, end): &Span| *first <= to && from <= *end;
        if held.is_over(today)
            || !whole
            || from <= today
            || to > held.until
            || held.pauses.iter().any(overlaps)
        {
            return None;
        }
        self.subs[at(sub)].pauses.push((from, to));
        for lot in self.lots.iter_mut().filter(|lot| lot.sub == Some(sub)) {
            if lot.windowed
                && !lot.gone
                && today <= lot.to
                && lot.from < from
                && from <= lot.natural
            {
                lot.natural = from - 1;
                lot.to = lot.natural.min(lot.to);
            }
        }
        self.settle(sub);
        Some(())
    }

    pub(super) fn change(
        &mut self,
        sub: Id,
        plan: Option<Id>,
        quantity: Option<i64>,
    ) -> Option<()> {
        let held = &self.subs[at(sub)];
        let today = self.today(held.customer);
        let plan = plan.map(|plan| &PLANS[at(plan)]);
        if held.is_over(today) || plan.is_some_and(|plan| plan.cycle != held.cycle) {
            return None;
        }
        let from = held.renews_after(today)?;
        let grants = plan.is_some_and(|plan| !plan.includes.is_empty());
        let who = held.customer;
        let before = held.term(from).clone();
        let term = Term {
            from,
            quantity: quantity.unwrap_or(before.quantity),
            includes: plan.map_or(before.includes, |plan| plan.includes),
            prorate: plan.map_or(before.prorate, |plan| plan.prorate),
        };
        let held = &mut self.subs[at(sub)];
        held.terms.retain(|other| other.from != from);
        held.terms.push(term);
        held.terms.sort_by_key(|term| term.from);
        if grants {
            self.turn_on(who);
        }
        self.settle(sub);
        Some(())
    }
}

impl Booking {
    /// The kinds that pay it.
    pub(super) fn kinds(&self) -> &'static [Id] {
        super::passes::kinds_at(super::DESKS[self.desk].location)
    }
}
