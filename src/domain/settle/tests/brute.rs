//! The search beside trying every set of passes on a small grid of minutes.

use proptest::prelude::*;

use super::chance::{overnight, small};
use super::*;

/// Minutes in the little date.
pub(super) const MINUTES: usize = 9;

/// One pass placed somewhere: what it covers, as a bit for each minute of each visit.
#[derive(Debug, Clone, Copy)]
struct Placed {
    covers: u64,
    halves: i64,
    owed: i64,
}

/// What decides: minutes uncovered behind the date, owed, price, half passes, expiries, places of
/// the lots.
type Worth = (u32, i64, i64, i64, Vec<i32>, Vec<usize>);

#[derive(Debug, Clone)]
pub(super) struct Small {
    pub(super) visits: Vec<Stay>,
    pub(super) running: Vec<Stretch>,
    pub(super) offers: Vec<Offer>,
    pub(super) lots: Vec<Available>,
    /// The minute at which the date ends.
    pub(super) ends: usize,
    pub(super) charge: CheckinCharge,
    pub(super) mode: CheckinMode,
}

pub(super) fn minute(minute: usize) -> Instant {
    Instant::from_ms(i64::try_from(minute).unwrap() * 60_000)
}

impl Small {
    fn facts(&self) -> Facts<'_> {
        Facts {
            visits: &self.visits,
            running: &self.running,
            offers: &self.offers,
            lots: &self.lots,
            ends: minute(self.ends),
            charge: self.charge,
            mode: self.mode,
            business_seconds: 6 * 60,
        }
    }

    /// The bits of a visit that a stretch covers; a visit of no length has the one of its minute.
    fn bits(&self, visit: usize, covers: Stretch) -> u64 {
        let stay = &self.visits[visit];
        let bit = |at: usize| {
            let moment = minute(at);
            let is_in = stay.from <= moment && (moment < stay.to || moment == stay.from);
            let is_covered = covers.from <= moment && moment < covers.to;
            u64::from(is_in && is_covered) << (visit * (MINUTES + 1) + at)
        };
        (0..=MINUTES).map(bit).sum()
    }

    fn all_bits(&self, fits: &[bool], covers: Stretch) -> u64 {
        let visits = (0..self.visits.len()).filter(|visit| fits[*visit]);
        visits.map(|visit| self.bits(visit, covers)).sum()
    }

    fn due(&self, visits: &[Stay]) -> i64 {
        let ends = minute(self.ends);
        let stayed = visits.iter().map(|v| v.to.min(ends).ms() - v.from.ms());
        let stayed: i64 = stayed.sum();
        if self.mode == CheckinMode::HalfDay && stayed <= 3 * 60_000 {
            1
        } else {
            2
        }
    }

    /// All of the date.
    fn always(&self) -> Stretch {
        Stretch {
            from: minute(0),
            to: minute(self.ends),
        }
    }

    /// `day` passes of so many halves, placed: on the date or on one visit.
    fn placed_days(&self, charge: CheckinCharge, fits: &[bool], halves: i64) -> Vec<Placed> {
        let always = self.always();
        let place = |covers, due: i64| {
            (covers != 0 && halves <= due).then_some(Placed {
                covers,
                halves,
                owed: due - halves,
            })
        };
        match charge {
            CheckinCharge::PerDay => {
                let due = self.due(&self.visits);
                place(self.all_bits(fits, always), due)
                    .into_iter()
                    .collect()
            }
            CheckinCharge::PerVisit => (0..self.visits.len())
                .filter(|visit| fits[*visit])
                .filter_map(|visit| {
                    let due = self.due(&self.visits[visit..=visit]);
                    place(self.bits(visit, always), due)
                })
                .collect(),
        }
    }

    fn placed_halves(&self, charge: CheckinCharge, fits: &[bool]) -> Vec<Placed> {
        let halves = [1, 2].into_iter();
        halves
            .flat_map(|halves| self.placed_days(charge, fits, halves))
            .collect()
    }

    /// The offer of a sort of passes: each has two, of lots that pay per day and of others.
    fn offer(&self, sort: usize) -> &Offer {
        &self.offers[sort / 2]
    }

    /// Every place where one pass of the sort may stand, also where it does not help.
    fn places(&self, sort: usize) -> Vec<Placed> {
        let offer = self.offer(sort);
        let charge = if sort % 2 == 1 {
            CheckinCharge::PerDay
        } else {
            self.charge
        };
        let always = self.always();
        let whole = |covers| Placed {
            covers,
            halves: 2,
            owed: 0,
        };
        match &offer.cover {
            Cover::Day => self.placed_halves(charge, &offer.fits),
            Cover::Spans(spans) => spans
                .iter()
                .map(|span| whole(self.all_bits(&offer.fits, *span)))
                .collect(),
            Cover::Minutes(minutes) => (0..=MINUTES)
                .map(|from| Stretch {
                    from: minute(from),
                    to: minute(from + usize::try_from(*minutes).unwrap()),
                })
                .map(|span| whole(self.all_bits(&offer.fits, span)))
                .collect(),
            Cover::Visit => (0..self.visits.len())
                .filter(|visit| offer.fits[*visit])
                .map(|visit| whole(self.bits(visit, always)))
                .collect(),
            Cover::Unlimited => vec![Placed {
                halves: 0,
                ..whole(self.all_bits(&offer.fits, always))
            }],
        }
    }

    fn lots_of(&self, sort: usize) -> impl Iterator<Item = (usize, &Available)> {
        let lots = self.lots.iter().enumerate();
        let kind = self.offer(sort).kind;
        lots.filter(move |(_, lot)| lot.kind == kind && lot.per_day == (sort % 2 == 1))
    }

    /// When a lot lapses, for a tie: of two sorts of one kind none later than those behind it.
    fn lapses(&self, sort: usize, place: usize) -> i32 {
        let both = self.lots_of(sort).chain(self.lots_of(sort ^ 1));
        let mut behind: Vec<_> = both.filter(|(other, _)| *other >= place).collect();
        if self.lots_of(sort ^ 1).next().is_none() {
            behind.retain(|(other, _)| *other == place);
        }
        let expiries = behind.iter().map(|(_, lot)| lot.expires_on.number());
        expiries.min().unwrap()
    }

    /// What has to be covered.
    fn needed(&self) -> u64 {
        let fits_all = vec![true; self.visits.len()];
        let ever = Stretch {
            from: minute(0),
            to: minute(MINUTES + 1),
        };
        let running = self.running.iter();
        running.fold(self.all_bits(&fits_all, ever), |open, running| {
            open & !self.all_bits(&fits_all, *running)
        })
    }

    /// What of it is behind the date.
    fn behind(&self) -> u64 {
        let fits_all = vec![true; self.visits.len()];
        self.needed() & !self.all_bits(&fits_all, self.always())
    }

    /// The minutes behind the date from the first that is open.
    fn overnight(&self, open: u64) -> u32 {
        let open = open & self.behind();
        if open == 0 {
            return 0;
        }
        (self.behind() >> open.trailing_zeros()).count_ones()
    }

    fn worth(&self, taken: &[i64], owed: i64, open: u64) -> Worth {
        let overnight = self.overnight(open);
        let mut worth: Worth = (overnight, owed, 0, 0, Vec::new(), Vec::new());
        for (sort, taken) in taken.iter().enumerate() {
            worth.2 += self.offer(sort).price_minor * taken;
            worth.3 += taken;
            let mut open = *taken;
            for (place, lot) in self.lots_of(sort) {
                while open > 0
                    && worth.5.iter().filter(|p| **p == place).count()
                        < usize::try_from(lot.left.halves()).unwrap()
                {
                    worth.4.push(self.lapses(sort, place));
                    worth.5.push(place);
                    open -= 1;
                }
            }
        }
        worth.4.sort_unstable();
        worth.5.sort_unstable();
        worth
    }

    /// The best of every set of passes that covers all.
    fn best(&self) -> Worth {
        let open = self.needed();
        let mut best = None;
        let mut taken = vec![0; 2 * self.offers.len()];
        self.try_from(0, 0, open, &mut taken, 0, &mut best);
        best.unwrap()
    }

    fn try_from(
        &self,
        sort: usize,
        uses: u32,
        open: u64,
        taken: &mut Vec<i64>,
        owed: i64,
        best: &mut Option<Worth>,
    ) {
        if open & !self.behind() == 0 {
            let worth = self.worth(taken, owed, open);
            if best.as_ref().is_none_or(|best| worth < *best) {
                *best = Some(worth);
            }
        }
        if open == 0 {
            return;
        }
        if sort == taken.len() {
            self.owe(open, taken, owed, best);
            return;
        }
        let before = if sort.is_multiple_of(2) { uses } else { 0 };
        self.try_from(sort + 1, before, open, taken, owed, best);
        let is_full = self.offer(sort).most.is_some_and(|most| uses >= most);
        if is_full || self.lots_of(sort).next().is_none() {
            return;
        }
        let left = self.lots_of(sort).map(|(_, lot)| lot.left.halves());
        let left: i64 = left.sum();
        for placed in self.places(sort) {
            let helps = placed.covers & open != 0;
            if helps && taken[sort] + placed.halves <= left {
                taken[sort] += placed.halves;
                let (open, owed) = (open & !placed.covers, owed + placed.owed);
                self.try_from(sort, uses + 1, open, taken, owed, best);
                taken[sort] -= placed.halves;
            }
        }
    }

    fn owe(&self, open: u64, taken: &mut Vec<i64>, owed: i64, best: &mut Option<Worth>) {
        let fits_all = vec![true; self.visits.len()];
        for placed in self.placed_days(self.charge, &fits_all, 0) {
            if placed.covers & open != 0 {
                let (open, owed) = (open & !placed.covers, owed + placed.owed);
                self.try_from(taken.len(), 0, open, taken, owed, best);
            }
        }
    }

    /// What the settlement is worth, counted from its charges.
    fn settled(&self) -> Worth {
        let charges = settle(&self.facts());
        let drawn = draws(&charges);
        let of_sort = |sort| {
            let in_lots = drawn.iter().filter(|draw| {
                let mut lots = self.lots_of(sort);
                lots.any(|(_, lot)| lot.lot == draw.lot)
            });
            in_lots.map(|draw| draw.passes.halves()).sum()
        };
        let taken: Vec<i64> = (0..2 * self.offers.len()).map(of_sort).collect();
        let covered = charges.iter().filter_map(|charge| {
            let of_kind = |kind| self.offers.iter().find(|offer| offer.kind == kind);
            let (Payer::Passes { kind, .. } | Payer::Unlimited { kind, .. }) = charge.by else {
                return None;
            };
            let covers = Stretch {
                from: charge.from,
                to: charge.until,
            };
            Some(self.all_bits(&of_kind(kind)?.fits, covers))
        });
        let open = covered.fold(self.needed(), |open, covered| open & !covered);
        self.worth(&taken, owed(&charges).halves(), open)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn c7_nothing_that_covers_is_better(small in small()) {
        prop_assert_eq!(small.settled(), small.best());
    }

    #[test]
    fn c7_c9_nothing_that_runs_over_the_end_of_the_date_is_better(small in overnight()) {
        prop_assert_eq!(small.settled(), small.best());
    }
}
