//! The cheapest set of passes that covers somebody's visits of a date (C7), by trying all of them.

use super::kinds::{Covers, KINDS};
use super::{DAY_MS, Id, LOCATIONS, Spot, at};
use crate::calendar::weekday;

/// What a visit has to be paid for.
#[derive(Debug, Clone)]
pub(super) struct Stay {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) open: bool,
    /// The kind that was asked for at the door.
    pub(super) only: Option<Id>,
}

/// Passes that can be taken: halves of a lot.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stock {
    pub(super) lot: Id,
    pub(super) kind: Id,
    pub(super) halves: i64,
    pub(super) to: i32,
    /// Where each visit is charged: a pass of it covers the date all the same (T3).
    pub(super) dated: bool,
}

/// A kind, or owed; of a kind what is dated behind what is not.
type Sort = usize;
/// How many sorts there are; the next is what is owed.
const SORTS: Sort = 2 * KINDS.len();

/// One pass, or what is owed in the place of one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Charge {
    pub(super) stay: usize,
    sort: Sort,
    halves: i64,
    pub(super) owed: i64,
    /// Until when it covers.
    pub(super) until: i64,
    /// Whether it covers what comes then.
    pub(super) goes_on: bool,
}

impl Stock {
    fn sort(&self) -> Sort {
        at(self.kind) + if self.dated { KINDS.len() } else { 0 }
    }
}

/// What is better: less uncovered behind the date, less owed, cheaper, fewer passes, sooner lapsing,
/// lots that come first.
type Worth = (i64, i64, i64, i64, Vec<i32>, Vec<usize>);

/// A date to be covered.
pub(super) struct Puzzle {
    pub(super) spot: Spot,
    pub(super) per_visit: bool,
    pub(super) half_day: bool,
    /// The end of the date.
    pub(super) ends: i64,
    pub(super) stays: Vec<Stay>,
    /// What passes of the day before cover.
    pub(super) running: Vec<(i64, i64)>,
    /// The kinds that are good there.
    pub(super) kinds: Vec<Id>,
    pub(super) stock: Vec<Stock>,
}

/// How far an attempt has come.
#[derive(Debug, Clone)]
struct Attempt {
    stay: usize,
    at: i64,
    /// Until when each sort covers, and what is owed.
    until: [i64; SORTS + 1],
    used: [i64; SORTS],
    /// How long behind the date nothing covers.
    overnight: i64,
    owed: i64,
    price: i64,
    charges: Vec<Charge>,
}

/// The end of what a pass covers.
enum Reach {
    Visit,
    Until(i64),
}

impl Puzzle {
    /// The best way.
    pub(super) fn solve(&self) -> Vec<Charge> {
        let attempt = Attempt {
            stay: 0,
            at: self.stays.first().map_or(0, |stay| stay.from),
            until: [0; SORTS + 1],
            used: [0; SORTS],
            overnight: 0,
            owed: 0,
            price: 0,
            charges: Vec::new(),
        };
        let mut best = None;
        self.search(attempt, &mut best);
        best.expect("all can be owed").1
    }

    fn search(&self, mut attempt: Attempt, best: &mut Option<(Worth, Vec<Charge>)>) {
        let halves: i64 = attempt.used.iter().sum();
        let beaten = |(worth, _): &(Worth, _)| {
            let so_far = (attempt.overnight, attempt.owed, attempt.price, halves);
            (worth.0, worth.1, worth.2, worth.3) < so_far
        };
        if best.as_ref().is_some_and(beaten) {
            return;
        }
        while attempt.stay < self.stays.len() {
            match self.covered(&attempt) {
                Some(until) => self.go_on(&mut attempt, &Reach::Until(until)),
                None => break,
            }
        }
        if attempt.stay == self.stays.len() {
            let worth = self.worth(&attempt);
            if best.as_ref().is_none_or(|(known, _)| worth < *known) {
                *best = Some((worth, attempt.charges));
            }
            return;
        }
        for kind in &self.kinds {
            self.take(&attempt, at(*kind), best);
            self.take(&attempt, at(*kind) + KINDS.len(), best);
        }
        if attempt.at >= self.ends {
            self.leave(attempt, best);
            return;
        }
        let (due, _, reach) = self.day(attempt.stay, self.per_visit);
        self.next(&attempt, SORTS, 0, due, &reach, best);
    }

    /// Has the rest of the visit uncovered, which is behind the date (C9).
    fn leave(&self, mut attempt: Attempt, best: &mut Option<(Worth, Vec<Charge>)>) {
        attempt.overnight += self.stays[attempt.stay].to - attempt.at;
        self.go_on(&mut attempt, &Reach::Visit);
        self.search(attempt, best);
    }

    /// Until when something covers the moment the attempt is at.
    fn covered(&self, attempt: &Attempt) -> Option<i64> {
        let stay = &self.stays[attempt.stay];
        let fits = |sort: &Sort| {
            let kind = super::id(*sort % KINDS.len());
            *sort == SORTS || stay.only.is_none_or(|only| only == kind)
        };
        let passes = (0..=SORTS).filter(fits);
        let passes = passes.map(|sort| attempt.until[sort]);
        let running = self.running.iter();
        let running = running.filter(|(from, _)| *from <= attempt.at);
        let until = passes.chain(running.map(|(_, to)| *to)).max();
        until.filter(|until| *until > attempt.at)
    }

    /// Goes on behind what is covered.
    fn go_on(&self, attempt: &mut Attempt, reach: &Reach) {
        match *reach {
            Reach::Until(until) if until < self.stays[attempt.stay].to => attempt.at = until,
            Reach::Visit if attempt.at < self.ends && self.ends < self.stays[attempt.stay].to => {
                attempt.at = self.ends;
            }
            Reach::Until(_) | Reach::Visit => {
                attempt.stay += 1;
                attempt.at = self.stays.get(attempt.stay).map_or(0, |stay| stay.from);
            }
        }
    }

    /// What a `day` pass is due at a visit, what is taken where there is as much, and how far it
    /// reaches: somebody inside takes a whole one (C4, C5).
    fn day(&self, stay: usize, per_visit: bool) -> (i64, i64, Reach) {
        let (stays, reach) = if per_visit {
            (&self.stays[stay..=stay], Reach::Visit)
        } else {
            (&self.stays[..], Reach::Until(self.ends))
        };
        let (_, _, location, on) = self.spot;
        let weekday = usize::try_from(weekday(on)).expect("0 to 6");
        let stayed = stays.iter().map(|stay| stay.to.min(self.ends) - stay.from);
        let stayed: i64 = stayed.sum();
        let short = 2 * stayed <= LOCATIONS[location].business[weekday];
        let due = if self.half_day && short { 1 } else { 2 };
        let open = stays.iter().any(|stay| stay.open);
        (due, if open { 2 } else { due }, reach)
    }

    fn take(&self, attempt: &Attempt, sort: Sort, best: &mut Option<(Worth, Vec<Charge>)>) {
        let stay = &self.stays[attempt.stay];
        let kind = super::id(sort % KINDS.len());
        if stay.only.is_some_and(|only| only != kind) {
            return;
        }
        let of_sort = self.stock.iter().filter(|stock| stock.sort() == sort);
        let left: i64 = of_sort.map(|stock| stock.halves).sum();
        let left = left - attempt.used[sort];
        let is_behind = attempt.at >= self.ends;
        let (due, wanted, reach) = match KINDS[at(kind)].covers {
            Covers::Day | Covers::Visit | Covers::Long(_) if is_behind => return,
            Covers::Day => self.day(attempt.stay, self.per_visit && sort == at(kind)),
            Covers::Visit => (2, 2, Reach::Visit),
            Covers::Long(length) => (2, 2, Reach::Until(attempt.at + length)),
            Covers::Spans(spans) => match self.around(spans, attempt.at) {
                Some(end) => (2, 2, Reach::Until(end)),
                None => return,
            },
        };
        let halves = wanted.min(left);
        if halves < wanted && (halves < 1 || !super::kinds::has_halves(kind)) {
            return;
        }
        let owed = (due - halves).max(0);
        self.next(attempt, sort, halves, owed, &reach, best);
    }

    fn next(
        &self,
        attempt: &Attempt,
        sort: Sort,
        halves: i64,
        owed: i64,
        reach: &Reach,
        best: &mut Option<(Worth, Vec<Charge>)>,
    ) {
        let mut next = attempt.clone();
        if let Reach::Until(until) = reach {
            next.until[sort] = next.until[sort].max(*until);
        }
        if sort < SORTS {
            next.used[sort] += halves;
            next.price += halves * KINDS[sort % KINDS.len()].price;
        }
        next.owed += owed;
        next.charges.push(Charge {
            stay: attempt.stay,
            sort,
            halves,
            owed,
            goes_on: matches!(reach, Reach::Until(_)),
            until: match *reach {
                Reach::Visit => self.ends,
                Reach::Until(until) => until,
            },
        });
        self.go_on(&mut next, reach);
        self.search(next, best);
    }

    /// The end of the span that a moment is in.
    fn around(&self, spans: &[(i64, i64)], moment: i64) -> Option<i64> {
        let (_, _, location, on) = self.spot;
        let mut ends = Vec::new();
        for day in on - 1..=on + 1 {
            let midnight = i64::from(day) * DAY_MS - LOCATIONS[location].offset;
            let spans = spans
                .iter()
                .map(|(from, to)| (midnight + from, midnight + to));
            let spans = spans.filter(|(from, _)| *from < self.ends);
            ends.extend(spans.filter(|(from, to)| *from <= moment && moment < *to));
        }
        ends.into_iter().map(|(_, to)| to).max()
    }

    fn worth(&self, attempt: &Attempt) -> Worth {
        let mut expiries = Vec::new();
        let mut places = Vec::new();
        for (place, halves) in self.drawn(&attempt.used) {
            for _ in 0..halves {
                expiries.push(self.lapses(place));
                places.push(place);
            }
        }
        expiries.sort_unstable();
        places.sort_unstable();
        let halves = attempt.used.iter().sum();
        let Attempt {
            overnight,
            owed,
            price,
            ..
        } = *attempt;
        (overnight, owed, price, halves, expiries, places)
    }

    /// When a lot lapses, at a tie: of the dated and others of its kind none later than those behind.
    fn lapses(&self, place: usize) -> i32 {
        let this = self.stock[place];
        let same = |other: &&Stock| other.kind == this.kind;
        if self
            .stock
            .iter()
            .filter(same)
            .all(|other| other.dated == this.dated)
        {
            return this.to;
        }
        let behind = self.stock[place..].iter().filter(same);
        behind
            .map(|stock| stock.to)
            .min()
            .expect("it is there itself")
    }

    /// What is drawn of the stock where so many halves of each sort are.
    fn drawn(&self, used: &[i64; SORTS]) -> Vec<(usize, i64)> {
        let mut open = *used;
        let mut drawn = Vec::new();
        for (place, stock) in self.stock.iter().enumerate() {
            let halves = stock.halves.min(open[stock.sort()]);
            if halves > 0 {
                open[stock.sort()] -= halves;
                drawn.push((place, halves));
            }
        }
        drawn
    }

    /// What each lot pays for these charges.
    pub(super) fn draws(&self, charges: &[Charge]) -> Vec<(Id, i64)> {
        let mut used = [0; SORTS];
        for charge in charges.iter().filter(|charge| charge.sort < SORTS) {
            used[charge.sort] += charge.halves;
        }
        let mut draws: Vec<(Id, i64)> = Vec::new();
        for (place, halves) in self.drawn(&used) {
            let lot = self.stock[place].lot;
            match draws.iter_mut().find(|(other, _)| *other == lot) {
                Some((_, sum)) => *sum += halves,
                None => draws.push((lot, halves)),
            }
        }
        draws.sort_unstable();
        draws
    }
}
