//! Lots: granted, deducted, and spent in the order of B3.

use super::kinds::{KINDS, may_be};
use super::undo::MonthlyChange;
use super::{DAY, ECO, Id, Lot, Monthly, Operation, Oracle, Source, at, id, last};
use crate::acts::Act;
use crate::calendar::{NEVER, month};

/// The price of one pass: cheaper ones are spent first.
fn price(kind: Id) -> i64 {
    KINDS[at(kind)].price
}

/// The kinds that pay a desk at a location.
pub(super) fn kinds_at(location: usize) -> &'static [Id] {
    if location == 1 { &[DAY, ECO] } else { &[DAY] }
}

impl Oracle {
    /// The rank of an owner's lots for a spender, None where they are closed to them (P4, P5).
    pub(super) fn rank(&self, who: Id, company_pays: bool, owner: Id) -> Option<u8> {
        let company = self.company_of(who);
        if company_pays {
            (company == Some(owner)).then_some(0)
        } else if self.rules.pooled {
            let one_pool = company.is_some() && self.company_of(owner) == company;
            (owner == who || one_pool).then_some(0)
        } else if owner == who {
            Some(0)
        } else {
            (company == Some(owner)).then_some(1)
        }
    }

    /// The lots that may pay for a day, in the order of spending (B2, B3).
    fn usable(&self, who: Id, company_pays: bool, kinds: &[Id], on: i32) -> Vec<Id> {
        self.usable_of(&self.lots, who, company_pays, kinds, on)
    }

    /// The same of lots as they would be.
    pub(super) fn usable_of(
        &self,
        lots: &[Lot],
        who: Id,
        company_pays: bool,
        kinds: &[Id],
        on: i32,
    ) -> Vec<Id> {
        let mut found = Vec::new();
        for (place, lot) in lots.iter().enumerate() {
            let open = self.rank(who, company_pays, lot.owner);
            let usable = lot.left > 0 && lot.from <= on && on <= lot.to;
            let usable = usable && !self.on_hold(id(place), on);
            if let Some(rank) = open.filter(|_| usable && kinds.contains(&lot.kind)) {
                let order = (price(lot.kind), rank, -lot.priority, lot.to, lot.source);
                found.push((order, id(place)));
            }
        }
        found.sort_unstable();
        found.into_iter().map(|(_, lot)| lot).collect()
    }

    /// What is usable of some kinds on a day.
    pub(crate) fn balance(&self, who: Id, kinds: &[Id], on: i32) -> i64 {
        let usable = self.usable(who, false, kinds, on);
        usable.iter().map(|lot| self.lots[at(*lot)].left).sum()
    }

    /// What each lot pays that has not lapsed at home: whole or not at all (B8).
    pub(super) fn draws_today(
        &self,
        who: Id,
        company_pays: bool,
        kinds: &[Id],
        on: i32,
        need: i64,
    ) -> Option<Vec<(Id, i64)>> {
        let today = self.today(who);
        let mut without_lapsed = self.clone();
        without_lapsed
            .lots
            .iter_mut()
            .filter(|lot| lot.to < today)
            .for_each(|lot| lot.left = 0);
        without_lapsed.draws(who, company_pays, kinds, on, need)
    }

    /// What each lot pays: whole or not at all.
    pub(super) fn draws(
        &self,
        who: Id,
        company_pays: bool,
        kinds: &[Id],
        on: i32,
        need: i64,
    ) -> Option<Vec<(Id, i64)>> {
        let mut draws = Vec::new();
        let mut missing = need;
        for lot in self.usable(who, company_pays, kinds, on) {
            let part = self.lots[at(lot)].left.min(missing);
            if part > 0 {
                draws.push((lot, part));
                missing -= part;
            }
        }
        (missing == 0).then_some(draws)
    }

    /// Moves passes in and out of lots, as the act's own doing.
    fn moves(&mut self, moves: Vec<(Id, i64)>, monthly: Option<MonthlyChange>) {
        for (lot, halves) in &moves {
            self.lots[at(*lot)].left += halves;
        }
        self.undoable = Some(Operation {
            id: 0,
            moves,
            monthly,
            sale: None,
            use_passes: None,
            subs: self.subs.len(),
            lots: self.lots.len(),
            undone: false,
        });
    }

    pub(super) fn grant(&mut self, act: &Act) -> Option<()> {
        let Act::Grant {
            who,
            halves,
            kind,
            from,
            to,
            priority,
        } = *act
        else {
            return None;
        };
        let today = self.today(who);
        let from = from.unwrap_or(today);
        let to = last(to);
        if to < from.max(today) || !may_be(kind, halves) {
            return None;
        }
        let lot = self.add_lot(Lot {
            owner: who,
            kind,
            granted: halves,
            left: 0,
            from,
            to,
            natural: to,
            windowed: false,
            bought: None,
            holdable: false,
            gone: false,
            source: Source::Grant,
            sub: None,
            home: self.customer(who).home,
            priority,
        });
        self.moves(vec![(lot, halves)], None);
        Some(())
    }

    pub(super) fn grant_monthly(&mut self, act: &Act) -> Option<()> {
        let Act::GrantMonthly {
            who,
            halves,
            kind,
            from,
            until,
        } = *act
        else {
            return None;
        };
        let today = self.today(who);
        let from = from.unwrap_or(today);
        let until = last(until);
        if until < from.max(today) || !may_be(kind, halves) {
            return None;
        }
        let from = from.max(month(today).0);
        self.monthly.push(Monthly {
            owner: who,
            kind,
            halves,
            from,
            until,
            home: self.customer(who).home,
            next: Some(from),
            changes: 0,
        });
        let monthly = self.monthly.len() - 1;
        let mut moves = Vec::new();
        if from <= today {
            let lot = self.add_month(monthly, today);
            moves.push((lot, halves));
            self.lots[at(lot)].left = 0;
            self.monthly[monthly].next = Some(today + 1);
        }
        let changes = self.monthly[monthly].changes;
        let begun = MonthlyChange::begun(monthly, changes);
        self.moves(moves, Some(begun));
        Some(())
    }

    /// The lot of the calendar month that the day is in.
    pub(super) fn add_month(&mut self, monthly: usize, day: i32) -> Id {
        self.monthly[monthly].changes += 1;
        let Monthly {
            owner,
            kind,
            halves,
            from,
            until,
            home,
            ..
        } = self.monthly[monthly];
        let (first, end) = month(day);
        let to = end.min(until);
        self.add_lot(Lot {
            owner,
            kind,
            granted: halves,
            left: halves,
            from: first.max(from),
            to,
            natural: to,
            windowed: false,
            bought: None,
            holdable: false,
            gone: false,
            source: Source::Recurring,
            sub: None,
            home,
            priority: 0,
        })
    }

    /// Refused where no lot is to come any more.
    pub(super) fn stop_monthly(&mut self, monthly: Id) -> Option<()> {
        let today = self.today(self.monthly[at(monthly)].owner);
        let stopped = &mut self.monthly[at(monthly)];
        stopped.comes_again()?;
        stopped.until = today.max(stopped.from);
        stopped.next = None;
        stopped.changes += 1;
        Some(())
    }

    pub(super) fn deduct(&mut self, who: Id, halves: i64, kind: Id) -> Option<()> {
        if !may_be(kind, halves) {
            return None;
        }
        let draws = self.draws(who, false, &[kind], self.today(who), halves)?;
        let today = self.today(who);
        for (lot, _) in &draws {
            self.taken(*lot, today);
        }
        let moves = draws.into_iter().map(|(lot, halves)| (lot, -halves));
        self.moves(moves.collect(), None);
        Some(())
    }

    pub(super) fn deduct_lot(&mut self, who: Id, lot: Id, halves: Option<i64>) -> Option<()> {
        let held = &self.lots[at(lot)];
        self.rank(who, false, held.owner)?;
        let halves = halves.unwrap_or(held.left);
        let short = held.left == 0 || halves > held.left;
        if held.to < self.today(who) || short || !may_be(held.kind, halves) {
            return None;
        }
        self.taken(lot, self.today(who));
        self.moves(vec![(lot, -halves)], None);
        Some(())
    }
}

impl Monthly {
    /// The first day of the next lot, None when there is none.
    pub(super) fn comes_again(&self) -> Option<i32> {
        let mut day = self.next?.max(self.from);
        while day != self.from && day != month(day).0 {
            day += 1;
        }
        (day <= self.until && day < NEVER).then_some(day)
    }
}
