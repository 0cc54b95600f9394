//! Everything that is due, day by day (R4–R6).

use super::subscriptions::{Grant, Sub};
use super::{DAY_MS, Id, Lot, Oracle, Pay, Source, at, id};
use crate::calendar::{NEVER, month};

impl Oracle {
    pub(super) fn renew(&mut self, as_of: Option<i32>, yes: bool) -> Option<()> {
        let todays = [self.today_at(0), self.today_at(1)];
        let latest = todays[0].max(todays[1]);
        if as_of.is_some_and(|as_of| as_of > latest) {
            return None;
        }
        if as_of.is_none() && !yes && self.now - self.last_at > 31 * DAY_MS {
            return None;
        }
        let reach = todays.map(|today| as_of.map_or(today, |as_of| as_of.min(today)));
        for who in 1..=self.customers.len() {
            let who = Id::try_from(who).expect("few");
            if self.company_of(who).is_none_or(|company| company == who) {
                let unit = self.unit(who);
                self.check_out_unit(&unit, reach);
                self.bring(&unit, reach);
            }
        }
        Some(())
    }

    /// Brings a unit up to a day of each location.
    pub(super) fn bring(&mut self, unit: &[Id], reach: [i32; 2]) {
        let Some(first) = self.first_due(unit) else {
            return;
        };
        let sold = self.sales.len();
        let mut conversions = Vec::new();
        for day in first..=reach[0].max(reach[1]) {
            let due: Vec<Id> = unit
                .iter()
                .copied()
                .filter(|who| day <= reach[self.customer(*who).home])
                .collect();
            self.expire(&due, day);
            let subs = self.subs_of(&due);
            for sub in &subs {
                self.end_if_over(*sub, unit, day);
            }
            for sub in subs {
                if self.subs[sub].next.is_some() {
                    self.begin(sub, day);
                }
            }
            self.begin_months(&due, day);
            self.follow(&due, day, sold, &mut conversions);
            for place in self.waiting(&due, day) {
                self.charge(place, day);
                self.follow(&due, day, sold, &mut conversions);
            }
        }
        self.convert(conversions, reach);
    }

    /// The earliest day on which anything may be due for the unit.
    fn first_due(&self, unit: &[Id]) -> Option<i32> {
        let ours = |who: Id| unit.contains(&who);
        let lots = self
            .lots
            .iter()
            .filter(|lot| lot.left > 0 && ours(lot.owner));
        let lots = lots.filter(|lot| lot.to < NEVER).map(|lot| lot.to + 1);
        let subs = self.subs.iter().filter(|sub| ours(sub.customer));
        let subs = subs.filter_map(|sub| Some(sub.next?.min(sub.until.saturating_add(1))));
        let monthly = self.monthly.iter().filter(|monthly| ours(monthly.owner));
        let monthly = monthly.filter_map(|monthly| monthly.next);
        let waiting = self.bookings.iter().filter(|one| one.pay == Pay::Pending);
        let waiting = waiting.filter_map(|one| one.waits).map(|(day, _)| day);
        let bought = 0..self.sales.len();
        let bought = bought.filter(|sale| ours(self.sales[*sale].who));
        let followed = bought.filter_map(|sale| self.follows_on(sale));
        lots.chain(subs)
            .chain(monthly)
            .chain(waiting)
            .chain(followed)
            .min()
    }

    /// The subscriptions of some customers, by customer.
    fn subs_of(&self, customers: &[Id]) -> Vec<usize> {
        let all = 0..self.subs.len();
        let mut subs: Vec<usize> = all
            .filter(|sub| customers.contains(&self.subs[*sub].customer))
            .collect();
        subs.sort_by_key(|sub| (self.subs[*sub].customer, *sub));
        subs
    }

    fn expire(&mut self, due: &[Id], day: i32) {
        for place in 0..self.lots.len() {
            let Lot { to, owner, .. } = self.lots[place];
            if to < day && due.contains(&owner) {
                self.lapse(place, to + 1);
            }
        }
    }

    fn end_if_over(&mut self, sub: usize, unit: &[Id], day: i32) {
        let Sub {
            customer,
            until,
            next,
            ..
        } = self.subs[sub];
        if next.is_none() || until >= day {
            return;
        }
        self.subs[sub].next = None;
        let pool = self.rules.pooled && self.customer(customer).is_company;
        for place in 0..self.lots.len() {
            let lot = &self.lots[place];
            let expires = if self.rules.all_passes {
                lot.owner == customer || (pool && unit.contains(&lot.owner))
            } else {
                lot.sub.is_some_and(|of| at(of) == sub)
            };
            if expires {
                // What ends with its pool is followed by nothing.
                if let Some(sale) = self.lots[place]
                    .bought
                    .filter(|_| self.lots[place].left > 0)
                {
                    self.sales[sale].open = false;
                }
                self.lapse(place, day);
            }
        }
    }

    /// What begins that day, unless that was looked at before.
    pub(super) fn begin(&mut self, sub: usize, day: i32) {
        let held = &self.subs[sub];
        if held.next.is_some_and(|next| day < next) {
            return;
        }
        for grant in held.grants(day) {
            if grant.from == day {
                self.add_plan_lot(sub, grant);
            }
        }
        self.subs[sub].next = Some(day + 1);
    }

    pub(super) fn add_plan_lot(&mut self, sub: usize, grant: Grant) {
        let Grant {
            kind,
            halves,
            from,
            to,
            natural,
            windowed,
        } = grant;
        let owner = self.subs[sub].customer;
        self.add_lot(Lot {
            owner,
            kind,
            granted: halves,
            left: halves,
            from,
            to,
            natural,
            windowed,
            bought: None,
            holdable: false,
            gone: false,
            source: Source::Plan,
            sub: Some(id(sub)),
            home: self.customer(owner).home,
            priority: 0,
        });
    }

    fn begin_months(&mut self, due: &[Id], day: i32) {
        let mut all: Vec<usize> = (0..self.monthly.len()).collect();
        all.sort_by_key(|monthly| (self.monthly[*monthly].owner, *monthly));
        for monthly in all {
            let held = &self.monthly[monthly];
            let first = held.next.is_some_and(|next| next <= day) && due.contains(&held.owner);
            if !first {
                continue;
            }
            let begins = day == held.from.max(month(day).0) && day <= held.until;
            if begins {
                self.add_month(monthly, day);
            }
            self.monthly[monthly].next = Some(day + 1);
        }
    }

    /// The charges of the day: the soonest booking first.
    fn waiting(&self, due: &[Id], day: i32) -> Vec<usize> {
        let mut waiting: Vec<usize> = (0..self.bookings.len())
            .filter(|place| {
                let booking = &self.bookings[*place];
                let waits = booking.waits.filter(|_| booking.pay == Pay::Pending);
                waits.is_some_and(|(charged_on, sub)| {
                    charged_on <= day && due.contains(&self.subs[at(sub)].customer)
                })
            })
            .collect();
        waiting.sort_by_key(|place| (self.bookings[*place].on, *place));
        waiting
    }

    /// A charge, whole or not at all (R6).
    fn charge(&mut self, place: usize, day: i32) {
        let booking = &self.bookings[place];
        let draws = self.draws(
            booking.member,
            booking.company_pays,
            booking.kinds(),
            booking.on,
            2 * booking.seats,
        );
        match draws {
            Some(draws) => {
                self.bookings[place].pay = Pay::Charged;
                self.pay_from(place, &draws, day);
            }
            None => self.bookings[place].fail(),
        }
    }

    /// Takes passes from lots for a booking.
    pub(super) fn pay_from(&mut self, place: usize, draws: &[(Id, i64)], day: i32) {
        for (lot, halves) in draws {
            self.lots[at(*lot)].left -= halves;
            self.taken(*lot, day);
            self.bookings[place].adds(*lot, *halves);
        }
        self.begin_by_use();
    }
}
