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

/// A kind with the lots that are there.
pub(super) struct Group<'a> {
    pub(super) offer: &'a Offer,
    /// The lots with their places in the order of B3.
    pub(super) lots: Vec<(usize, &'a Available)>,
    /// Half passes left in all of them; for ever, where they are not counted.
    pub(super) left: i64,
    /// For each class of visits, whether it fits.
    pub(super) fits: Vec<bool>,
    /// Where a search counts its half passes; None where they cannot run short.
    pub(super) halves: Option<usize>,
    /// Where a search counts its uses; None where the kind's limit cannot be met.
    pub(super) uses: Option<usize>,
}

impl<'a> Group<'a> {
    /// The kind with its lots; None where there is nothing in them.
    pub(super) fn of(facts: &Facts<'a>, offer: &'a Offer) -> Option<Self> {
        let is_counted = offer.cover != Cover::Unlimited;
        let of_kind =
            |lot: &Available| lot.kind == offer.kind && (!is_counted || lot.left.is_positive());
        let lots = facts.lots.iter().enumerate();
        let lots: Vec<_> = lots.filter(|(_, lot)| of_kind(lot)).collect();
        let left = if is_counted {
            lots.iter().map(|(_, lot)| lot.left.halves()).sum()
        } else {
            FOR_EVER
        };
        (!lots.is_empty()).then(|| Self {
            offer,
            lots,
            left,
            fits: Vec::new(),
            halves: None,
            uses: None,
        })
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
            Cover::Day => a_day(facts, visit, facts.charge),
            Cover::Date => a_day(facts, visit, CheckinCharge::PerDay),
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
        matches!(self.offer.cover, Cover::Day | Cover::Date)
    }

    /// The most passes that can be of use: more than that never run short.
    pub(super) fn most_uses(&self, charge: CheckinCharge, needs: &[Need]) -> i64 {
        let fitting = || needs.iter().filter(|need| self.offer.fits[need.visit]);
        let visits = || {
            let mut visits: Vec<_> = fitting().map(|need| need.visit).collect();
            visits.dedup();
            i64::try_from(visits.len()).expect("a day has fewer")
        };
        match (&self.offer.cover, charge) {
            (Cover::Day, CheckinCharge::PerDay) | (Cover::Date | Cover::Unlimited, _) => 1,
            (Cover::Day, CheckinCharge::PerVisit) | (Cover::Visit, _) => visits(),
            (Cover::Spans(spans), _) => i64::try_from(spans.len()).expect("a list is short"),
            (Cover::Minutes(minutes), _) => {
                let length = i64::from(*minutes) * 60_000;
                let passes = fitting().map(|need| (need.to - need.from - 1).max(0) / length + 1);
                passes.sum()
            }
        }
    }

    /// For each half pass, when its lot expires and the lot's place, when so many are taken.
    pub(super) fn taken(&self, halves: i64) -> Vec<(Day, usize)> {
        let mut open = halves;
        let mut taken = Vec::new();
        for (place, lot) in &self.lots {
            let here = open.min(lot.left.halves());
            open -= here;
            let count = usize::try_from(here).expect("not negative");
            taken.extend(std::iter::repeat_n((lot.expires_on, *place), count));
        }
        taken
    }

    /// Who pays for half passes where so many of the group's were taken before.
    pub(super) fn payer(&self, before: i64, halves: i64) -> Payer {
        let kind = self.offer.kind;
        if self.offer.cover == Cover::Unlimited {
            let lot = self.lots[0].1.lot;
            return Payer::Unlimited { kind, lot };
        }
        let (mut gone, mut open) = (before, halves);
        let mut draws = Vec::new();
        for (_, lot) in &self.lots {
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
