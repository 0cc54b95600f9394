//! Bookings: made, moved, resized and cancelled, settled lot by lot (D1–D6, B7).

use super::passes::kinds_at;
use super::{Booking, DESKS, Id, Lot, Oracle, Pay, Source, at, closed};
use crate::acts::{Act, Wish};
use crate::calendar::Span;

/// How a booking is paid.
enum Payment {
    Now(Vec<(Id, i64)>),
    Later(i32, Id),
}

impl Oracle {
    /// How many seats of a desk are held on a day.
    pub(crate) fn held(&self, desk: usize, on: i32) -> i64 {
        let there =
            |booking: &&Booking| booking.standing && (booking.desk, booking.on) == (desk, on);
        self.bookings
            .iter()
            .filter(there)
            .map(|booking| booking.seats)
            .sum()
    }

    fn has_room(&self, desk: usize, on: i32, seats: i64, own: i64) -> bool {
        let location = DESKS[desk].location;
        seats >= 1
            && on >= self.today_at(location)
            && !closed(location, on)
            && self.held(desk, on) - own + seats <= DESKS[desk].seats
    }

    /// The subscriptions that bring somebody passes for a desk, their own before the company's.
    fn promises(&self, who: Id, company_pays: bool, kinds: &[Id], day: i32) -> Vec<(u8, usize)> {
        let mut promises = Vec::new();
        for (place, sub) in self.subs.iter().enumerate() {
            let of_company = self.company_of(who) == Some(sub.customer);
            let rank = if sub.customer == who && !company_pays {
                0
            } else if of_company {
                u8::from(!company_pays)
            } else {
                continue;
            };
            if sub.brings(kinds, day) {
                promises.push((rank, place));
            }
        }
        promises
    }

    /// Now from lots, or with the first day of a window that is to come (D3).
    fn payment(
        &self,
        who: Id,
        company_pays: bool,
        desk: usize,
        on: i32,
        seats: i64,
    ) -> Option<Payment> {
        let today = self.today(who);
        let location = DESKS[desk].location;
        let kinds = kinds_at(location);
        if !self.rules.any_ahead[location] && !self.within_period(who, company_pays, kinds, on) {
            return None;
        }
        let mut current = false;
        let mut ahead = Vec::new();
        for (rank, place) in self.promises(who, company_pays, kinds, on) {
            let windows = self.subs[place].windows(kinds, on);
            current |= windows.iter().any(|(from, _)| *from <= today);
            if let Some(from) = windows.iter().map(|(from, _)| *from).max()
                && from > today
            {
                ahead.push((rank, from, super::id(place)));
            }
        }
        let later = ahead.into_iter().min();
        let later = later.map(|(_, from, sub)| Payment::Later(from, sub));
        if !current && later.is_some() {
            return later;
        }
        let now = self.draws_today(who, company_pays, kinds, on, 2 * seats);
        now.map(Payment::Now).or(later)
    }

    /// The legacy setting: the day is in a period that runs, or no subscription counts (D4).
    fn within_period(&self, who: Id, company_pays: bool, kinds: &[Id], on: i32) -> bool {
        let today = self.today(who);
        let mut within = true;
        for (_, place) in self.promises(who, company_pays, kinds, today) {
            let sub = &self.subs[place];
            let period = sub.period(today).filter(|_| !sub.is_over(today));
            match period {
                Some((from, to)) if from <= on && on <= to.min(sub.until) => return true,
                Some(_) => within = false,
                None if today < sub.start && sub.start <= on => within = false,
                None => {}
            }
        }
        within
    }

    pub(super) fn book(&mut self, act: &Act) -> Option<()> {
        let Act::Book {
            who,
            on,
            desk,
            seats,
            company_pays,
        } = *act
        else {
            return None;
        };
        if company_pays {
            self.company_of(who)?;
        }
        let home = self.customer(who).home;
        let desk = match desk {
            Some(desk) => Some(desk).filter(|desk| self.has_room(*desk, on, seats, 0)),
            None => (0..DESKS.len())
                .filter(|desk| DESKS[*desk].location == home)
                .find(|desk| self.has_room(*desk, on, seats, 0)),
        }?;
        let payment = self.payment(who, company_pays, desk, on, seats)?;
        self.bookings.push(Booking {
            member: who,
            desk,
            on,
            seats,
            company_pays,
            standing: true,
            pay: Pay::Charged,
            waits: None,
            paid: Vec::new(),
        });
        self.pay(self.bookings.len() - 1, payment);
        Some(())
    }

    fn pay(&mut self, place: usize, payment: Payment) {
        let today = self.today(self.bookings[place].member);
        let booking = &mut self.bookings[place];
        match payment {
            Payment::Now(draws) => {
                (booking.pay, booking.waits) = (Pay::Charged, None);
                self.pay_from(place, &draws, today);
            }
            Payment::Later(day, sub) => {
                (booking.pay, booking.waits) = (Pay::Pending, Some((day, sub)));
            }
        }
    }

    /// Gives lots back what they paid; what lapsed lapses again (B7).
    fn give_back(&mut self, place: usize, draws: &[(Id, i64)]) {
        let today = self.today(self.bookings[place].member);
        for (lot, halves) in draws {
            self.bookings[place].adds(*lot, -halves);
            if self.lots[at(*lot)].to >= today {
                self.lots[at(*lot)].left += halves;
            } else {
                self.taken(*lot, today);
            }
        }
        self.begin_by_use();
    }

    pub(super) fn move_booking(
        &mut self,
        booking: Id,
        on: Option<i32>,
        desk: Option<usize>,
        overridden: bool,
    ) -> Option<()> {
        let place = at(booking);
        let before = self.bookings[place].clone();
        let on = on.unwrap_or(before.on);
        let desk = desk.unwrap_or(before.desk);
        if !before.standing || !(overridden || self.in_time(before.desk, before.on)) {
            return None;
        }
        if (desk, on) == (before.desk, before.on) {
            return Some(());
        }
        if !self.has_room(desk, on, before.seats, 0) {
            return None;
        }
        let mut with_all_back = self.clone();
        for (lot, halves) in &before.paid {
            with_all_back.lots[at(*lot)].left += halves;
        }
        let payment =
            with_all_back.payment(before.member, before.company_pays, desk, on, before.seats)?;
        let wanted = match &payment {
            Payment::Now(draws) => draws.clone(),
            Payment::Later(..) => Vec::new(),
        };
        let back = more_in(&before.paid, &wanted);
        let more = more_in(&wanted, &before.paid);
        let let_in = self.let_in(&before);
        (self.bookings[place].desk, self.bookings[place].on) = (desk, on);
        self.give_back(place, &back);
        let payment = match payment {
            Payment::Now(_) => Payment::Now(more),
            later @ Payment::Later(..) => later,
        };
        self.pay(place, payment);
        self.settle_again(&let_in);
        Some(())
    }

    pub(super) fn set_seats(&mut self, booking: Id, seats: i64, wish: Wish) -> Option<()> {
        let place = at(booking);
        let before = self.bookings[place].clone();
        if !before.standing {
            return None;
        }
        if seats > before.seats && !self.has_room(before.desk, before.on, seats, before.seats) {
            return None;
        }
        let by_rule = self.in_time(before.desk, before.on);
        let in_time = wish.says(by_rule);
        let let_in = self.let_in(&before);
        if before.pay == Pay::Pending {
            if seats < before.seats && !in_time {
                return None;
            }
        } else {
            let wanted = 2 * seats - before.charged();
            if wanted > 0 {
                let kinds = before.kinds();
                let draws =
                    self.draws_today(before.member, before.company_pays, kinds, before.on, wanted)?;
                let today = self.today(before.member);
                self.pay_from(place, &draws, today);
            } else if in_time {
                let mut missing = -wanted;
                let mut back = Vec::new();
                for (lot, halves) in before.paid.iter().rev() {
                    let part = missing.min(*halves);
                    back.push((*lot, part));
                    missing -= part;
                }
                self.give_back(place, &back);
            }
        }
        self.bookings[place].seats = seats;
        if by_rule && in_time {
            self.settle_again(&let_in);
        }
        Some(())
    }

    pub(super) fn cancel_booking(
        &mut self,
        booking: Id,
        wish: Wish,
        goodwill: Option<i32>,
        closes: bool,
    ) -> Option<()> {
        let place = at(booking);
        let before = self.bookings[place].clone();
        if !before.standing {
            return None;
        }
        let by_rule = closes || self.in_time(before.desk, before.on);
        let in_time = wish.says(by_rule);
        let let_in = self.let_in(&before);
        let refunds = in_time && before.pay == Pay::Charged;
        if goodwill.is_some() && !refunds {
            return None;
        }
        self.bookings[place].standing = false;
        match (before.pay, in_time) {
            (Pay::Charged, true) => self.bookings[place].pay = Pay::Refunded,
            (Pay::Pending, true) => self.bookings[place].pay = Pay::Removed,
            _ => {}
        }
        let back: Vec<(Id, i64)> = before
            .paid
            .into_iter()
            .filter(|(_, paid)| *paid > 0)
            .collect();
        match goodwill {
            _ if !refunds => {}
            None => self.give_back(place, &back),
            Some(to) => self.renew_lots(place, &back, to)?,
        }
        if by_rule && in_time {
            self.settle_again(&let_in);
        }
        Some(())
    }

    /// New lots in the place of a refund, one for each owner, kind and home (B7).
    fn renew_lots(&mut self, place: usize, back: &[(Id, i64)], to: i32) -> Option<()> {
        let today = self.today(self.bookings[place].member);
        if to < today {
            return None;
        }
        let mut new: Vec<Lot> = Vec::new();
        for (lot, halves) in back {
            self.bookings[place].adds(*lot, -halves);
            self.taken(*lot, today);
            let old = self.lots[at(*lot)].clone();
            let like =
                |one: &&mut Lot| (one.owner, one.kind, one.home) == (old.owner, old.kind, old.home);
            match new.iter_mut().find(like) {
                Some(one) => one.left += halves,
                None => new.push(Lot {
                    left: *halves,
                    from: today,
                    to,
                    natural: to,
                    bought: None,
                    holdable: false,
                    windowed: false,
                    gone: false,
                    source: Source::Grant,
                    sub: None,
                    ..old
                }),
            }
        }
        for mut lot in new {
            lot.granted = lot.left;
            self.add_lot(lot);
        }
        self.begin_by_use();
        Some(())
    }

    /// Every booking of a desk in a span of days is cancelled (D12).
    pub(super) fn close(&mut self, desk: usize, (from, to): Span, refund: bool) -> Option<()> {
        let mut all: Vec<usize> = (0..self.bookings.len())
            .filter(|place| {
                let booking = &self.bookings[*place];
                booking.standing && booking.desk == desk && (from..=to).contains(&booking.on)
            })
            .collect();
        all.sort_by_key(|place| (self.bookings[*place].on, *place));
        let wish = if refund { Wish::Refund } else { Wish::NoRefund };
        for place in all {
            self.cancel_booking(super::id(place), wish, None, true)?;
        }
        Some(())
    }
}

/// What lots pay in the first list beyond what they pay in the second.
fn more_in(first: &[(Id, i64)], second: &[(Id, i64)]) -> Vec<(Id, i64)> {
    let paid = |lot: Id| -> i64 {
        let of_lot = second.iter().filter(|(other, _)| *other == lot);
        of_lot.map(|(_, halves)| halves).sum()
    };
    let more = first
        .iter()
        .map(|(lot, halves)| (*lot, halves - paid(*lot)));
    more.filter(|(_, halves)| *halves > 0).collect()
}
