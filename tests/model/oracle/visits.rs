//! Visits: who came and left, and what each date costs (C1–C9, D8).

use super::cheapest::{Charge, Puzzle, Stay, Stock};
use super::kinds::{Covers, KINDS};
use super::{Booking, DAY, ECO, Id, Oracle, at, begins, date_at, id};
use crate::acts::Act;

/// A person's date: the member, the guest (0 for the member), where and when.
pub(crate) type Spot = (Id, u8, usize, i32);

/// What lets somebody in without a pass (C2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Free {
    Off,
    Booking,
}

/// Somebody in the house.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) member: Id,
    pub(crate) guest: u8,
    pub(crate) location: usize,
    pub(crate) on: i32,
    wanted: Option<Id>,
    pub(crate) came: i64,
    pub(crate) left: Option<i64>,
    pub(crate) refused: bool,
    pub(crate) auto: bool,
    pub(crate) free: Option<Free>,
    /// Until when it is covered.
    until: i64,
    pub(crate) owed: i64,
}

/// How what a date owes is paid later: the day the passes are of, and the only lot that pays.
type Later = (i32, Option<Id>);

/// A date as it is settled.
struct Settled {
    /// Until when each visit is covered, and what is owed for it, in order.
    visits: Vec<(i64, i64)>,
    draws: Vec<(Id, i64)>,
}

impl Settled {
    fn owed(&self) -> i64 {
        self.visits.iter().map(|(_, owed)| owed).sum()
    }
}

impl Visit {
    pub(crate) fn spot(&self) -> Spot {
        (self.member, self.guest, self.location, self.on)
    }

    fn is_of(&self, (member, guest, ..): Spot) -> bool {
        !self.refused && (self.member, self.guest) == (member, guest)
    }

    /// When it ends by itself (C9).
    fn ends(&self) -> i64 {
        self.until.max(begins(self.location, self.on + 1))
    }

    /// Whether it is at the same time as another visit of that person (C1).
    fn clashes(&self, other: &Self) -> bool {
        match (self.left, other.left) {
            (None, None) => true,
            (Some(left), None) => other.came <= self.came || other.came < left,
            (None, Some(left)) => {
                other.came == self.came || other.came < self.came && self.came < left
            }
            (Some(left), Some(other_left)) => {
                other.came == self.came || self.came < other_left && other.came < left
            }
        }
    }

    /// As it was before; one that was not there was not let in.
    pub(super) fn set_back(&mut self, before: Option<&Self>) {
        if let Some(before) = before {
            *self = before.clone();
        } else {
            self.refused = true;
            (self.left, self.free, self.owed) = (None, None, 0);
        }
    }
}

impl Oracle {
    pub(super) fn set_use_passes(&mut self, member: Id, on: bool) {
        self.customers[at(member)].use_passes = on;
    }

    /// Passes were assigned to somebody: check-ins take them from now on, unless a plan without any
    /// runs; whose `use_passes` changed (P3).
    pub(super) fn turn_on(&mut self, who: Id) -> Option<(Id, bool)> {
        let today = self.today(who);
        let mut subs = self.subs.iter().filter(|sub| sub.customer == who);
        let customer = self.customer(who);
        if customer.is_company || customer.use_passes || subs.any(|sub| sub.is_bare(today)) {
            return None;
        }
        self.set_use_passes(who, true);
        Some((who, true))
    }

    /// Whether a subscription with passes runs or is to come, of those that began later, or something
    /// is left of what was bought later.
    fn has_passes(&self, who: Id, (subs, lots): (usize, usize)) -> bool {
        let today = self.today(who);
        let mut bought = self.lots[lots..].iter().filter(|lot| lot.bought.is_some());
        let left = bought.any(|lot| lot.owner == who && lot.left > 0 && lot.to >= today);
        let mut subs = self.subs[subs..].iter().filter(|sub| sub.customer == who);
        left || subs.any(|sub| !sub.is_over(today) && sub.ever_brings())
    }

    /// Takes back what somebody's `use_passes` became, which becomes what that did; refused where it
    /// is something else now. It stays on for a subscription that began later.
    pub(super) fn undo_use_passes(
        &mut self,
        change: &mut Option<(Id, bool)>,
        later: (usize, usize),
    ) -> Option<()> {
        let Some((member, on)) = *change else {
            return Some(());
        };
        if self.customer(member).use_passes != on {
            return None;
        }
        *change = None;
        if !on || !self.has_passes(member, later) {
            self.set_use_passes(member, !on);
            *change = Some((member, !on));
        }
        Some(())
    }

    /// What covers a visit without a pass (C2, C8).
    fn free(&self, (who, guest, location, on): Spot) -> Option<Free> {
        let booked = self.bookings.iter().filter(|booking| {
            let there = super::DESKS[booking.desk].location == location;
            booking.standing && booking.member == who && there && booking.on == on
        });
        let seats: i64 = booked.map(|booking| booking.seats).sum();
        if guest == 0 {
            if !self.customer(who).use_passes {
                return Some(Free::Off);
            }
            return (seats > 0).then_some(Free::Booking);
        }
        let on_seats = self.visits.iter().filter(|visit| {
            let there = (visit.member, visit.location, visit.on) == (who, location, on);
            there && visit.guest > 0 && visit.free == Some(Free::Booking)
        });
        let mut others: Vec<u8> = on_seats.map(|visit| visit.guest).collect();
        others.sort_unstable();
        others.dedup();
        others.retain(|other| *other != guest);
        (seats > id(others.len())).then_some(Free::Booking)
    }

    /// The visits that bookings like one let in, soonest first.
    pub(super) fn let_in(&self, booking: &Booking) -> Vec<usize> {
        let location = super::DESKS[booking.desk].location;
        let mut found: Vec<usize> = (0..self.visits.len())
            .filter(|place| {
                let visit = &self.visits[*place];
                let there = (visit.member, visit.location, visit.on);
                visit.free == Some(Free::Booking)
                    && there == (booking.member, location, booking.on)
                    && self.free(visit.spot()).is_some()
            })
            .collect();
        found.sort_by_key(|place| (self.visits[*place].came, *place));
        found
    }

    /// Visits that bookings let in and let in no more cost what others do; who came last first.
    pub(super) fn settle_again(&mut self, places: &[usize]) {
        for place in places.iter().rev() {
            let visit = &self.visits[*place];
            let (spot, today) = (visit.spot(), self.today(visit.member));
            let free = self.free(spot);
            if free != visit.free {
                self.visits[*place].free = free;
                self.resettle(spot, None, today);
            }
        }
    }

    /// The visits of a date on record, soonest first.
    fn there(&self, spot: Spot) -> Vec<usize> {
        let all = 0..self.visits.len();
        let mut there: Vec<usize> = all
            .filter(|place| !self.visits[*place].refused && self.visits[*place].spot() == spot)
            .collect();
        there.sort_by_key(|place| (self.visits[*place].came, *place));
        there
    }

    fn clash(&self, visit: &Visit, own: Option<usize>) -> bool {
        self.visits.iter().enumerate().any(|(place, other)| {
            let near = (other.on - visit.on).abs() <= 2 || other.left.is_none();
            Some(place) != own && other.is_of(visit.spot()) && near && visit.clashes(other)
        })
    }

    /// What passes of the day before run over into a date.
    fn running(&self, (member, guest, location, on): Spot) -> Vec<(i64, i64)> {
        let before = self.there((member, guest, location, on - 1)).into_iter();
        let before = before.map(|place| (self.visits[place].came, self.visits[place].until));
        let mut running: Vec<_> = before
            .filter(|(_, until)| *until > begins(location, on))
            .collect();
        running.sort_unstable();
        running
    }

    /// What can pay for a date: what it was charged is as if given back.
    fn stock(&self, spot: Spot, later: Option<Later>, today: i32) -> Vec<Stock> {
        let (who, _, location, on) = spot;
        let mut lots = self.lots.clone();
        let charged = self.charged.get(&spot).cloned().unwrap_or_default();
        for (lot, halves) in &charged {
            lots[at(*lot)].left += halves;
        }
        let of_package = |lot: Id| {
            let bought = lots[at(lot)].bought;
            bought.is_some_and(|sale| self.sales[sale].package.is_some())
        };
        let stock = |lot: Id, halves: i64| Stock {
            lot,
            kind: lots[at(lot)].kind,
            halves,
            to: lots[at(lot)].to,
            dated: self.rules.per_visit[location]
                && (lots[at(lot)].kind != DAY || of_package(lot))
                && matches!(KINDS[at(lots[at(lot)].kind)].covers, Covers::Day),
        };
        let all: Vec<Id> = (1..id(KINDS.len())).collect();
        let day = later.map_or(on, |(day, _)| day);
        let only = later.and_then(|(_, only)| only);
        let mut usable = self.usable_of(&lots, who, false, &all, day);
        usable.retain(|lot| {
            let meant = only.is_none_or(|only| only == *lot);
            meant && lots[at(*lot)].to >= today
        });
        let mut kept = charged;
        kept.retain(|(lot, _)| later.is_some() || !usable.contains(lot));
        kept.sort_by_key(|(lot, _)| (lots[at(*lot)].to, *lot));
        let mut all: Vec<Stock> = kept.iter().map(|(lot, paid)| stock(*lot, *paid)).collect();
        for lot in usable {
            let same = kept.iter().filter(|(other, _)| *other == lot);
            let paid: i64 = same.map(|(_, paid)| paid).sum();
            all.push(stock(lot, lots[at(lot)].left - paid));
        }
        all.retain(|stock| stock.halves > 0 && (location == 1 || stock.kind != ECO));
        all
    }

    /// Settles a date with these visits.
    fn settle_date(
        &self,
        spot: Spot,
        visits: &[Visit],
        later: Option<Later>,
        today: i32,
    ) -> Settled {
        let (.., location, on) = spot;
        let ends = begins(location, on + 1);
        let paying = visits.iter().filter(|visit| visit.free.is_none());
        let stays = paying.map(|visit| Stay {
            from: visit.came,
            to: visit.left.unwrap_or(visit.came),
            open: visit.left.is_none(),
            only: visit.wanted.filter(|_| visit.left.is_none()),
        });
        let kinds = 1..id(KINDS.len());
        let puzzle = Puzzle {
            spot,
            per_visit: self.rules.per_visit[location],
            half_day: self.rules.half_day[location],
            ends,
            stays: stays.collect(),
            running: self.running(spot),
            kinds: kinds.filter(|kind| location == 1 || *kind != ECO).collect(),
            stock: self.stock(spot, later, today),
        };
        let charges = puzzle.solve();
        let mut carried: Vec<i64> = puzzle.running.iter().map(|(_, until)| *until).collect();
        let mut settled = Settled {
            visits: Vec::new(),
            draws: puzzle.draws(&charges),
        };
        let mut stay = 0;
        for visit in visits {
            if visit.free.is_some() {
                settled.visits.push((ends, 0));
                continue;
            }
            let own: Vec<&Charge> = charges.iter().filter(|one| one.stay == stay).collect();
            let until = match own.last() {
                Some(last) => last.until,
                None => carried.iter().copied().max().unwrap_or(ends),
            };
            settled
                .visits
                .push((until, own.iter().map(|charge| charge.owed).sum()));
            for charge in own {
                if charge.goes_on {
                    carried.push(charge.until);
                }
            }
            stay += 1;
        }
        settled
    }

    /// Settles a date on record again, and the next where the passes that run over into it are
    /// others; whether passes were taken.
    fn resettle(&mut self, spot: Spot, later: Option<Later>, today: i32) -> bool {
        let there = self.there(spot);
        let visits: Vec<Visit> = there.iter().map(|at| self.visits[*at].clone()).collect();
        let settled = self.settle_date(spot, &visits, later, today);
        let (member, guest, location, on) = spot;
        let next = (member, guest, location, on + 1);
        let ran = self.running(next);
        for (place, (until, owed)) in there.into_iter().zip(settled.visits) {
            (self.visits[place].until, self.visits[place].owed) = (until, owed);
        }
        let before = self.charged.remove(&spot).unwrap_or_default();
        let of = |draws: &[(Id, i64)], lot: Id| -> i64 {
            let of_lot = draws.iter().filter(|(other, _)| *other == lot);
            of_lot.map(|(_, halves)| halves).sum()
        };
        for (lot, halves) in &before {
            let back = halves - of(&settled.draws, *lot);
            if back > 0 && self.lots[at(*lot)].to >= today {
                self.lots[at(*lot)].left += back;
            } else if back > 0 {
                self.taken(*lot, on);
            }
        }
        let mut taken = false;
        for (lot, halves) in &settled.draws {
            let more = halves - of(&before, *lot);
            if more > 0 {
                self.lots[at(*lot)].left -= more;
                self.taken(*lot, on);
                taken = true;
            }
        }
        self.charged.insert(spot, settled.draws);
        self.begin_by_use();
        if ran != self.running(next) && !self.there(next).is_empty() {
            self.resettle(next, None, today);
        }
        taken
    }

    /// A visit that is open as it had to end by a moment; None while it goes on (C9).
    fn ended(&self, place: usize, by: i64) -> Option<Visit> {
        let visit = &self.visits[place];
        let ends = visit.ends();
        if by < ends {
            return None;
        }
        let others = self.visits.iter().filter(|other| {
            let near = (other.on - visit.on).abs() <= 2 || other.left.is_none();
            other.is_of(visit.spot()) && near && other.came > visit.came
        });
        let next = others.map(|other| other.came).min().unwrap_or(ends);
        Some(Visit {
            left: Some(next.min(ends)),
            auto: true,
            ..visit.clone()
        })
    }

    /// Whoever of a member and the guests had to have left by then has (C9); whether anybody.
    fn close_overdue(&mut self, who: Id, by: i64) -> bool {
        let mut open: Vec<usize> = (0..self.visits.len())
            .filter(|place| {
                let visit = &self.visits[*place];
                visit.member == who && !visit.refused && visit.left.is_none()
            })
            .collect();
        open.sort_by_key(|place| (self.visits[*place].came, *place));
        let ended: Vec<(usize, Visit)> = open
            .into_iter()
            .filter_map(|place| Some((place, self.ended(place, by)?)))
            .collect();
        for (place, visit) in &ended {
            self.visits[*place].left = visit.left;
            self.visits[*place].auto = true;
            self.resettle(visit.spot(), None, visit.on);
        }
        !ended.is_empty()
    }

    /// Whoever of a unit had to have left by the day of their home (R4).
    pub(super) fn check_out_unit(&mut self, unit: &[Id], reach: [i32; 2]) {
        for who in unit {
            let home = self.customer(*who).home;
            let by = if reach[home] == self.today_at(home) {
                self.now
            } else {
                begins(home, reach[home])
            };
            self.close_overdue(*who, by);
        }
    }

    /// Whether a check-out would be beyond the date and the pass that runs over its end (C9).
    fn overnight(&self, visit: &Visit, others: &[Visit], today: i32) -> bool {
        let ends = begins(visit.location, visit.on + 1);
        if visit.left.is_none_or(|left| left <= ends) {
            return false;
        }
        let (visits, place) = with(others, visit);
        let settled = self.settle_date(visit.spot(), &visits, None, today);
        visit.left > Some(settled.visits[place].0.max(ends))
    }

    fn others(&self, spot: Spot, own: Option<usize>) -> Vec<Visit> {
        let there = self.there(spot).into_iter();
        let there = there.filter(|place| Some(*place) != own);
        there.map(|place| self.visits[place].clone()).collect()
    }

    /// Refused who is inside, or was then; where nothing covers it that is on record, and that is
    /// all (C1, C3).
    pub(super) fn check_in(&mut self, act: &Act) -> Option<()> {
        let Act::CheckIn {
            who,
            guest,
            location,
            back,
            stay,
            kind,
            unpaid,
        } = *act
        else {
            return None;
        };
        let customer = self.customer(who);
        let location = location.unwrap_or(customer.home);
        let came = self.now - back;
        let left = stay.map(|stay| came + stay);
        if customer.is_company
            || came > self.now
            || left > Some(self.now)
            || left < left.and(Some(came))
        {
            return None;
        }
        let closed = self.close_overdue(who, self.now);
        let today = self.today(who);
        let spot = (who, guest, location, date_at(location, came));
        let visit = Visit {
            member: who,
            guest,
            location,
            on: spot.3,
            wanted: kind,
            came,
            left,
            refused: false,
            auto: false,
            free: self.free(spot),
            until: 0,
            owed: 0,
        };
        let others = self.others(spot, None);
        if self.clash(&visit, None) || self.overnight(&visit, &others, today) {
            return None;
        }
        let door = Visit {
            left: None,
            ..visit.clone()
        };
        let before: i64 = others.iter().map(|visit| visit.owed).sum();
        let (visits, _) = with(&others, &door);
        if !unpaid && self.settle_date(spot, &visits, None, today).owed() > before {
            let known = |one: &Visit| one.refused && one.spot() == spot && one.came == came;
            if !self.visits.iter().any(known) {
                self.visits.push(Visit {
                    refused: true,
                    free: None,
                    ..door
                });
                self.notes = !closed;
            }
            return Some(());
        }
        self.visits.push(visit);
        self.resettle(spot, None, today);
        Some(())
    }

    /// Refused who is not inside; who had to have left before has (C9).
    pub(super) fn check_out(&mut self, who: Id, guest: u8, back: i64) -> Option<()> {
        let mut open = 0..self.visits.len();
        let place = open.find(|place| {
            let visit = &self.visits[*place];
            visit.is_of((who, guest, 0, 0)) && visit.left.is_none()
        })?;
        let at = self.now - back;
        if at > self.now || at < self.visits[place].came {
            return None;
        }
        let mut today = self.today(who);
        let left = match self.ended(place, at) {
            Some(ended) => {
                today = ended.on;
                ended
            }
            None => Visit {
                left: Some(at),
                ..self.visits[place].clone()
            },
        };
        if self.clash(&left, Some(place)) {
            return None;
        }
        let spot = left.spot();
        self.visits[place] = left;
        self.resettle(spot, None, today);
        Some(())
    }

    /// What has happened is corrected; what nothing covers is owed (C1, C9).
    pub(super) fn correct(&mut self, act: &Act) -> Option<()> {
        let Act::Correct {
            visit,
            came,
            left,
            location,
        } = *act
        else {
            return None;
        };
        let place = at(visit);
        let was = self.visits[place].clone();
        if was.refused {
            return None;
        }
        let mut is = Visit {
            came: came.unwrap_or(was.came),
            left: left.or(was.left),
            location: location.unwrap_or(was.location),
            auto: was.auto && left.is_none(),
            ..was.clone()
        };
        is.on = date_at(is.location, is.came);
        let early = is.left.is_some_and(|left| left < is.came);
        if is.came > self.now || is.left > Some(self.now) || early || self.clash(&is, Some(place)) {
            return None;
        }
        if was.free != Some(Free::Off) {
            is.free = self.free(is.spot());
        }
        let today = self.today(is.member);
        if is.spot() != was.spot() {
            self.visits[place].refused = true;
            self.resettle(was.spot(), None, today);
        }
        let others = self.others(is.spot(), Some(place));
        if self.overnight(&is, &others, today) {
            return None;
        }
        let spot = is.spot();
        self.visits[place] = is;
        self.resettle(spot, None, today);
        Some(())
    }

    /// Passes pay what is owed, the oldest date first; refused where something is and nothing of it
    /// can be paid (D8).
    pub(super) fn settle_owed(&mut self, who: Id, lot: Option<Id>) -> Option<()> {
        if self.customer(who).is_company {
            return None;
        }
        let today = self.today(who);
        if let Some(lot) = lot {
            let held = &self.lots[at(lot)];
            self.rank(who, false, held.owner)?;
            if held.to < today || held.left == 0 {
                return None;
            }
        }
        self.close_overdue(who, self.now);
        let mut owing: Vec<&Visit> = self.visits.iter().collect();
        owing.retain(|visit| visit.member == who && visit.owed > 0);
        owing.sort_by_key(|visit| (visit.on, visit.came));
        let mut spots: Vec<Spot> = Vec::new();
        for visit in owing {
            if !spots.contains(&visit.spot()) {
                spots.push(visit.spot());
            }
        }
        let (mut owes, mut paid) = (false, false);
        for spot in spots {
            let (.., location, on) = spot;
            let later = Some((on.max(self.today_at(location)), lot));
            let visits = self.others(spot, None);
            let before: i64 = visits.iter().map(|visit| visit.owed).sum();
            if self.settle_date(spot, &visits, later, today).owed() < before {
                paid |= self.resettle(spot, later, today);
            }
            let after = self.others(spot, None);
            owes |= after.iter().any(|visit| visit.owed > 0);
            let settled = |(was, is): (&Visit, &Visit)| was.owed > 0 && is.owed == 0;
            paid |= visits.iter().zip(&after).any(settled);
        }
        (!owes || paid).then_some(())
    }
}

/// Visits with one among them, soonest first, and its place.
fn with(others: &[Visit], visit: &Visit) -> (Vec<Visit>, usize) {
    let place = others.partition_point(|other| other.came < visit.came);
    let mut visits = others.to_vec();
    visits.insert(place, visit.clone());
    (visits, place)
}
