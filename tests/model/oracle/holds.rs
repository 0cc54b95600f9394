//! Holds: days on which a lot pays nothing, and which it lasts longer (T4).

use super::{Id, Oracle, at};
use crate::calendar::{NEVER, Span};

/// A lot kept out of use for some days; to [`NEVER`] while nobody knows its end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hold {
    pub(crate) lot: Id,
    pub(crate) span: Span,
    /// It was taken away, or undone.
    pub(crate) gone: bool,
}

impl Oracle {
    /// The holds that a lot has, but for one.
    pub(super) fn holds_of(&self, lot: Id, but: Option<usize>) -> impl Iterator<Item = Span> {
        let all = self.holds.iter().enumerate();
        let of_lot =
            all.filter(move |(place, hold)| hold.lot == lot && !hold.gone && Some(*place) != but);
        of_lot.map(|(_, hold)| hold.span)
    }

    /// Whether a lot is on hold on a day.
    pub(super) fn on_hold(&self, lot: Id, day: i32) -> bool {
        self.holds_of(lot, None)
            .any(|(from, to)| (from..=to).contains(&day))
    }

    /// The days of the bookings and visits that a lot pays.
    pub(super) fn paid_days(&self, lot: Id) -> Vec<i32> {
        let pays = |draws: &[(Id, i64)]| draws.iter().any(|(of, halves)| *of == lot && *halves > 0);
        let bookings = self.bookings.iter().filter(|one| pays(&one.paid));
        let visits = self.charged.iter().filter(|(_, draws)| pays(draws));
        let visits = visits.map(|((.., on), _)| *on);
        bookings.map(|one| one.on).chain(visits).collect()
    }

    /// Whether no other hold has any of these days, and the lot pays for nothing on them.
    fn is_free(&self, lot: Id, (from, to): Span, but: Option<usize>) -> bool {
        let mut others = self.holds_of(lot, but);
        let mut paid = self.paid_days(lot).into_iter();
        !others.any(|(other, end)| other <= to && from <= end)
            && !paid.any(|day| (from..=to).contains(&day))
    }

    /// A last day that is moved by the days held since the lot began; never while a hold has no end.
    pub(super) fn moved(&self, lot: Id, begun: i32, own: i32) -> i32 {
        let mut to = own;
        for (from, end) in self.holds_of(lot, None) {
            if end == NEVER || to == NEVER {
                return NEVER;
            }
            for day in from..=end {
                to += i32::from(day >= begun);
            }
        }
        to
    }

    /// Counts the last day of a lot anew. Refused where it pays for something on a later day.
    fn move_end(&mut self, lot: Id) -> Option<()> {
        let to = self.last_day(lot);
        if self.paid_days(lot).into_iter().any(|day| day > to) {
            return None;
        }
        self.lots[at(lot)].to = to;
        Some(())
    }

    /// Refused for whom the lot is not open to, for what was not sold so, for what has lapsed or is
    /// used up, and from a day on that it does not have.
    pub(super) fn hold(
        &mut self,
        who: Id,
        lot: Id,
        from: Option<i32>,
        until: Option<i32>,
    ) -> Option<()> {
        let held = &self.lots[at(lot)];
        self.rank(who, false, held.owner)?;
        let today = self.today(held.owner);
        let from = from.unwrap_or(today);
        let span = (from, super::last(until));
        let may = held.holdable && held.to >= today && held.left > 0;
        let begins = held.from <= from && from <= held.to && from <= span.1;
        if !may || !begins || !self.is_free(lot, span, None) {
            return None;
        }
        self.holds.push(Hold {
            lot,
            span,
            gone: false,
        });
        self.move_end(lot)
    }

    /// A hold that stands, of a lot that does.
    fn standing(&self, hold: Id) -> Option<Hold> {
        let found = self.holds[at(hold)];
        (!found.gone && !self.lots[at(found.lot)].gone).then_some(found)
    }

    /// Another last day. What has lapsed comes to no more days (B8).
    pub(super) fn end_hold(&mut self, hold: Id, on: Option<i32>) -> Option<()> {
        let Hold {
            lot,
            span: (from, to),
            ..
        } = self.standing(hold)?;
        let today = self.today(self.lots[at(lot)].owner);
        let until = on.unwrap_or(today);
        let lapsed = self.lots[at(lot)].to < today;
        let longer = until > to && (lapsed || !self.is_free(lot, (to + 1, until), Some(at(hold))));
        if until == to || until < from || longer {
            return None;
        }
        self.holds[at(hold)].span = (from, until);
        self.move_end(lot)
    }

    pub(super) fn delete_hold(&mut self, hold: Id) -> Option<()> {
        let lot = self.standing(hold)?.lot;
        self.holds[at(hold)].gone = true;
        self.move_end(lot)
    }
}
