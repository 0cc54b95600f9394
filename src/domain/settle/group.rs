//! A kind of pass with its lots, and what one pass of it does at a moment.

use crate::domain::day::Day;
use crate::domain::location::{CheckinCharge, CheckinMode};
use crate::domain::qty::PassQty;
use crate::domain::settle::need::{Need, Place};
use crate::domain::settle::{Available, Cover, Facts, Offer, Payer, Stay, Stretch};
use crate::domain::spend::Draw;

/// Past the end of every date.
pub(super) const FOR_EVER: i64 = i64::MAX;

/// Until when a purchase covers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reach {
    Until(i64),
    Visit,
}

/// What one pass would do: how many half passes are due, how many are taken where there are as
/// many, and what they cover.
#[derive(Debug, Clone, Copy)]
pub(super) struct Purchase {
    pub(super) due: i64,
    pub(super) wanted: i64,
    pub(super) reach: Reach,
}

/// A kind with the lots that are there: those of which a `day` pass covers the date, or the others
/// (T3).
pub(super) struct Group<'a> {
    pub(super) offer: &'a Offer,
    /// What a `day` pass of it covers.
    charge: CheckinCharge,
    pub(super) lots: Vec<Choice<'a>>,
    /// Half passes left in all of them; for ever, where they are not counted.
    pub(super) left: i64,
    /// For each class of visits, whether it fits.
    pub(super) fits: Vec<bool>,
    /// Where a search counts its half passes; None where they cannot run short.
    pub(super) halves: Option<usize>,
    /// Where a search counts its uses; None where the kind has no limit.
    pub(super) uses: Option<usize>,
}

/// A lot of a group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice<'a> {
    /// Its place in the order of B3.
    pub(super) place: usize,
    pub(super) lot: &'a Available,
    /// What decides at a tie. Where the kind has two groups no lot lapses later than those behind
    /// it: which of them is spent first is what B3 says.
    lapses: Day,
}

impl<'a> Group<'a> {
    /// The kind with its lots, where there is something in them.
    pub(super) fn of(facts: &Facts<'a>, offer: &'a Offer) -> Vec<Self> {
        let is_counted = offer.cover != Cover::Unlimited;
        let of_kind =
            |lot: &Available| lot.kind == offer.kind && (!is_counted || lot.left.is_positive());
        let lots = facts.lots.iter().enumerate();
        let choice = |(place, lot): (usize, &'a Available)| Choice {
            place,
            lot,
            lapses: lot.expires_on,
        };
        let all: Vec<_> = lots.filter(|(_, lot)| of_kind(lot)).map(choice).collect();
        let per_day = |choice: &Choice| facts.charge == CheckinCharge::PerDay || choice.lot.per_day;
        let (mut dates, mut others): (Vec<_>, Vec<_>) = all.iter().copied().partition(per_day);
        if !dates.is_empty() && !others.is_empty() {
            for choice in dates.iter_mut().chain(&mut others) {
                let behind = all.iter().filter(|other| other.place >= choice.place);
                let soonest = behind.map(|other| other.lapses).min();
                choice.lapses = soonest.expect("it is there itself");
            }
        }
        let group = |(charge, lots): (CheckinCharge, Vec<Choice<'a>>)| Self {
            offer,
            charge,
            left: if is_counted {
                lots.iter().map(|choice| choice.lot.left.halves()).sum()
            } else {
                FOR_EVER
            },
            lots,
            fits: Vec::new(),
            halves: None,
            uses: None,
        };
        let both = [
            (CheckinCharge::PerDay, dates),
            (CheckinCharge::PerVisit, others),
        ];
        let some = both.into_iter().filter(|(_, lots)| !lots.is_empty());
        some.map(group).collect()
    }

    /// What one pass would do at a place; None where it does not cover it. Behind the end of the
    /// date only a span covers that began before (C9).
    pub(super) fn purchase(
        &self,
        facts: &Facts<'_>,
        needs: &[Need],
        at: Place,
    ) -> Option<Purchase> {
        let visit = needs[at.need].visit;
        let ends = facts.ends.ms();
        let runs_over = matches!(self.offer.cover, Cover::Spans(_));
        if !self.offer.fits[visit] || at.at >= ends && !runs_over {
            return None;
        }
        let whole = |reach| Purchase {
            due: 2,
            wanted: 2,
            reach,
        };
        Some(match &self.offer.cover {
            Cover::Day => a_day(facts, visit, self.charge),
            Cover::Visit => whole(Reach::Visit),
            Cover::Minutes(minutes) => whole(Reach::Until(at.at + i64::from(*minutes) * 60_000)),
            Cover::Spans(spans) => whole(Reach::Until(span_around(spans, at.at)?)),
            Cover::Unlimited => Purchase {
                due: 0,
                wanted: 0,
                reach: Reach::Until(ends),
            },
        })
    }

    /// Whether half passes of it are taken where there is no whole one (Q1, C5).
    pub(super) fn has_halves(&self) -> bool {
        self.offer.cover == Cover::Day
    }

    /// The most passes that can be of use: more than that never run short.
    pub(super) fn most_uses(&self, needs: &[Need]) -> i64 {
        let fitting = || needs.iter().filter(|need| self.offer.fits[need.visit]);
        let visits = || {
            let mut visits: Vec<_> = fitting().map(|need| need.visit).collect();
            visits.dedup();
            i64::try_from(visits.len()).expect("a day has fewer")
        };
        match (&self.offer.cover, self.charge) {
            (Cover::Day, CheckinCharge::PerDay) | (Cover::Unlimited, _) => 1,
            (Cover::Day, CheckinCharge::PerVisit) | (Cover::Visit, _) => visits(),
            (Cover::Spans(spans), _) => i64::try_from(spans.len()).expect("a list is short"),
            (Cover::Minutes(minutes), _) => {
                let length = i64::from(*minutes) * 60_000;
                let passes = fitting().map(|need| (need.to - need.from - 1).max(0) / length + 1);
                passes.sum()
            }
        }
    }

    /// For each half pass, when its lot lapses and the lot's place, when so many are taken.
    pub(super) fn taken(&self, halves: i64) -> Vec<(Day, usize)> {
        let mut open = halves;
        let mut taken = Vec::new();
        for choice in &self.lots {
            let here = open.min(choice.lot.left.halves());
            open -= here;
            let count = usize::try_from(here).expect("not negative");
            taken.extend(std::iter::repeat_n((choice.lapses, choice.place), count));
        }
        taken
    }

    /// Who pays for half passes where so many of the group's were taken before.
    pub(super) fn payer(&self, before: i64, halves: i64) -> Payer {
        let kind = self.offer.kind;
        if self.offer.cover == Cover::Unlimited {
            let lot = self.lots[0].lot.lot;
            return Payer::Unlimited { kind, lot };
        }
        let (mut gone, mut open) = (before, halves);
        let mut draws = Vec::new();
        for Choice { lot, .. } in &self.lots {
            let left = lot.left.halves();
            let here = open.min((left - gone).max(0));
            gone = (gone - left).max(0);
            open -= here;
            if here > 0 {
                draws.push(Draw {
                    lot: lot.lot,
                    passes: PassQty::from_halves(here),
                });
            }
        }
        Payer::Passes { kind, draws }
    }
}

/// What a `day` pass does at a visit: a whole one is taken while somebody is inside (C4, C5).
pub(super) fn a_day(facts: &Facts<'_>, visit: usize, charge: CheckinCharge) -> Purchase {
    let (stays, reach) = match charge {
        CheckinCharge::PerDay => (facts.visits, Reach::Until(facts.ends.ms())),
        CheckinCharge::PerVisit => (&facts.visits[visit..=visit], Reach::Visit),
    };
    let length = |stay: &Stay| stay.to.min(facts.ends).ms() - stay.from.ms();
    let stayed: i64 = stays.iter().map(length).sum();
    let short = 2 * stayed <= i64::from(facts.business_seconds) * 1000;
    let due = match facts.mode {
        CheckinMode::HalfDay if short => 1,
        CheckinMode::HalfDay | CheckinMode::FullDay => 2,
    };
    let open = stays.iter().any(|stay| stay.open);
    Purchase {
        due,
        wanted: if open { 2 } else { due },
        reach,
    }
}

/// The end of the span around a moment; the latest where several are.
fn span_around(spans: &[Stretch], at: i64) -> Option<i64> {
    let around = spans
        .iter()
        .filter(|span| span.from.ms() <= at && at < span.to.ms());
    around.map(|span| span.to.ms()).max()
}
