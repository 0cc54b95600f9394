//! What was bought: when it begins, how long it lasts, and what follows it (L3, T2, T5).

use super::packages::{PACKAGES, Package, Then};
use super::sales::Sale;
use super::subscriptions::Sub;
use super::{Id, Lot, Oracle, Source, at, id};
use crate::calendar::NEVER;

/// A subscription that is to follow a package: whose, from when on, to which plan.
pub(super) type Conversion = (Id, i32, Id);

impl Sale {
    fn package(&self) -> Option<&'static Package> {
        self.package.map(|package| &PACKAGES[package])
    }
}

impl Oracle {
    /// The lots that came with a sale.
    pub(super) fn lots_of(&self, sale: usize) -> Vec<usize> {
        let all = self.lots.iter().enumerate();
        let own = all.filter(|(_, lot)| lot.bought == Some(sale) && !lot.gone);
        own.map(|(place, _)| place).collect()
    }

    /// The first day of a sale: of what begins with its use, the first on which it is used (L3), and
    /// not before it is good for anything.
    pub(crate) fn begun(&self, sale: usize) -> Option<i32> {
        let held = &self.sales[sale];
        if held.package().is_none_or(|package| !package.by_use) {
            return Some(held.first);
        }
        let lots = self.lots_of(sale).into_iter();
        let used = lots.flat_map(|place| {
            let days = self.paid_days(id(place)).into_iter();
            days.map(move |day| day.max(self.lots[place].from))
        });
        used.min()
    }

    /// The last day of a lot that came with a package (Q4, T4).
    pub(super) fn last_day(&self, lot: Id) -> i32 {
        let sale = self.lots[at(lot)].bought.expect("only these are held");
        let package = self.sales[sale].package().expect("only these are held");
        match self.begun(sale) {
            Some(begun) => self.moved(lot, begun, package.lasts.through(begun)),
            None => NEVER,
        }
    }

    /// Uses changed: what begins with its first use may begin on another day. What has lapsed
    /// meanwhile stays so (B8).
    pub(super) fn begin_by_use(&mut self) {
        for place in 0..self.lots.len() {
            let Lot {
                bought,
                gone,
                to,
                owner,
                ..
            } = self.lots[place];
            let package = bought.and_then(|sale| self.sales[sale].package());
            if gone || package.is_none_or(|package| !package.by_use) {
                continue;
            }
            let moved = self.last_day(id(place));
            let today = self.today(owner);
            if to < today && today <= moved {
                self.lapse(place, to + 1);
            }
            self.lots[place].to = moved;
        }
    }

    /// Nothing is left of a lot from that day on.
    pub(super) fn lapse(&mut self, place: usize, day: i32) {
        if self.lots[place].left > 0 {
            self.lots[place].left = 0;
            self.taken(id(place), day);
        }
    }

    /// Passes of a lot were taken on a day, or lapsed.
    pub(super) fn taken(&mut self, lot: Id, day: i32) {
        if let Some(sale) = self.lots[at(lot)].bought {
            let sale = &mut self.sales[sale];
            sale.taken = sale.taken.max(Some(day));
        }
    }

    /// When a sale is followed by what it was sold with: when the last of it was gone, but not while
    /// some of it is on hold (T5).
    pub(super) fn follows_on(&self, sale: usize) -> Option<i32> {
        let held = &self.sales[sale];
        let lots = self.lots_of(sale);
        let left = lots.iter().any(|place| self.lots[*place].left > 0);
        if !held.open || held.gone || left {
            return None;
        }
        let mut day = held.taken?.max(held.on);
        let holds = lots
            .iter()
            .flat_map(|place| self.holds_of(id(*place), None));
        let holds: Vec<_> = holds.collect();
        while let Some((_, to)) = holds.iter().find(|(from, to)| (*from..=*to).contains(&day)) {
            if *to == NEVER {
                return None;
            }
            day += 1;
        }
        Some(day)
    }

    /// Sells again what is used up or expired by that day, and notes what becomes a subscription; of
    /// one day what there was before comes first, by customer.
    pub(super) fn follow(
        &mut self,
        due: &[Id],
        day: i32,
        before: usize,
        conversions: &mut Vec<Conversion>,
    ) {
        loop {
            let mut first = None;
            for place in 0..self.sales.len() {
                let who = self.sales[place].who;
                let on = self.follows_on(place).filter(|on| *on <= day);
                if let Some(on) = on.filter(|_| due.contains(&who)) {
                    let order = if place < before { (0, who) } else { (1, 0) };
                    let next = (on, order, place);
                    first = Some(first.map_or(next, |first| next.min(first)));
                }
            }
            let Some((on, _, place)) = first else {
                return;
            };
            self.sales[place].open = false;
            let Sale { who, .. } = self.sales[place];
            match self.sales[place].package().map(|package| package.then) {
                Some(Then::Renew) => self.sell_again(place, on),
                Some(Then::Convert(plan)) => conversions.push((who, on, plan)),
                Some(Then::Nothing) | None => {}
            }
        }
    }

    fn sell_again(&mut self, sale: usize, on: i32) {
        let before = self.sales[sale];
        let package = before.package().expect("only packages are sold again");
        let lots = self.lots_of(sale);
        self.sales.push(Sale {
            amount: (package.price > 0).then_some(package.price * before.count),
            issued: false,
            first: on,
            on,
            taken: None,
            open: true,
            ..before
        });
        for place in lots {
            let to = if package.by_use {
                NEVER
            } else {
                package.lasts.through(on)
            };
            let old = self.lots[place].clone();
            self.add_lot(Lot {
                left: old.granted,
                from: on,
                to,
                natural: to,
                source: Source::Package,
                bought: Some(self.sales.len() - 1),
                ..old
            });
        }
    }

    /// The subscriptions that follow packages begin, and every window of theirs up to a day (R5).
    pub(super) fn convert(&mut self, conversions: Vec<Conversion>, reach: [i32; 2]) {
        for (who, on, plan) in conversions {
            self.subs.push(Sub::to(plan, who, on));
            let sub = self.subs.len() - 1;
            for day in on..=reach[self.customer(who).home] {
                for lot in &mut self.lots {
                    if lot.sub == Some(id(sub)) && lot.to < day {
                        lot.left = 0;
                    }
                }
                self.begin(sub, day);
            }
        }
    }
}
