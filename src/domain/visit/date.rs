//! The visits of one person on one date at one location, settled together: what covers each of
//! them, and what each lot pays (C3–C7).

use crate::domain::day::{Day, Instant};
use crate::domain::ids::{CustomerId, KindId, LocationId, LotId, PurchaseId};
use crate::domain::kind::{Covers, DAY, Kind, KindTerms};
use crate::domain::limit::Use;
use crate::domain::location::LocationTerms;
use crate::domain::lot::Lot;
use crate::domain::pool::{CompanyPasses, Purse, Spender};
use crate::domain::qty::PassQty;
use crate::domain::settle::{self, Available, Charge, Cover, Offer, Payer, Stay, Stretch};
use crate::domain::spend::{self, Draw, Fit, Spend};
use crate::domain::visit::{CoveredBy, Visit};

/// What has to be known to settle one person's visits of one date at one location.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Where.
    pub location: &'a LocationTerms,
    /// Its number in the books (D11).
    pub at: LocationId,
    /// When.
    pub on: Day,
    /// The day at home on which it is settled: what has lapsed by then pays nothing more (B8).
    pub today: Day,
    /// The visits, soonest first, none of them refused.
    pub visits: &'a [Visit],
    /// Visits of the day before, whose passes may run on.
    pub before: &'a [Visit],
    /// Every kind of pass.
    pub kinds: &'a [Kind],
    /// What the member uses of each limited kind, this date aside (K4).
    pub uses: &'a [(KindId, Vec<Use>)],
    /// The lots that are open to the member, and those that were and paid for the date, with what
    /// it was charged so far given back.
    pub lots: &'a [Lot],
    /// The purchases of packages that those lots came with, where each visit is charged (T3).
    pub packages: &'a [PurchaseId],
    /// Whose lots are open to the member now (P4). Those of others pay no more than they paid (P5).
    pub owners: &'a [CustomerId],
    /// What the date was charged so far.
    pub paid: &'a [Draw],
    /// How what it owes is settled; None where the date itself is.
    pub later: Option<Later>,
    /// Whose passes pay.
    pub spender: Spender,
    /// How companies share (P4).
    pub company_passes: CompanyPasses,
}

/// Later on, what a date owes is paid; what paid for it before stays (D8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Later {
    /// The day on which passes have to be usable. Those that are not counted pay only for dates on
    /// which they could be used.
    pub on: Day,
    /// Only that lot pays; None is any.
    pub only: Option<LotId>,
}

/// What becomes of one visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What covers it.
    pub covered_by: CoveredBy,
    /// The kind of the pass that covers it.
    pub kind: Option<KindId>,
    /// Until when they may be inside.
    pub valid_until: Instant,
    /// What is owed for it.
    pub owed: PassQty,
    /// What each lot pays for it.
    pub draws: Vec<Draw>,
}

/// A pass that goes on covering later visits.
#[derive(Debug, Clone, Copy)]
struct Running {
    until: Instant,
    kind: Option<KindId>,
    unlimited: bool,
}

/// Whether a kind that is not counted costs nothing, and what any other costs (B3).
#[must_use]
pub fn price(kind: &KindTerms) -> i64 {
    if kind.is_counted() {
        kind.price.minor
    } else {
        0
    }
}

/// Settles the date: what becomes of each visit, in order (C3–C7). Somebody who is still inside is
/// reckoned with their check-in alone: a pass is taken at the door and settled at the check-out.
#[must_use]
pub fn settle(facts: &Facts<'_>) -> Vec<Outcome> {
    let ends = facts.location.ends(facts.on);
    let paying: Vec<&Visit> = facts.visits.iter().filter(|one| !one.is_free()).collect();
    let stays: Vec<Stay> = paying.iter().map(|visit| stay(visit, ends)).collect();
    let came = stays.iter().map(|stay| stay.from.plus_ms(1)).max();
    let running = running(facts);
    let stretches: Vec<Stretch> = running.iter().map(|(stretch, _)| *stretch).collect();
    let offers: Vec<Offer> = facts
        .kinds
        .iter()
        .map(|kind| facts.offer(kind, &paying))
        .collect();
    let charges = settle::settle(&settle::Facts {
        visits: &stays,
        running: &stretches,
        offers: &offers,
        lots: &facts.available(),
        ends: came.map_or(ends, |came| came.max(ends)),
        charge: facts.location.checkin_charge,
        mode: facts.location.checkin_mode,
        business_seconds: facts.location.hours.seconds(facts.on.weekday()),
    });
    let mut carried: Vec<Running> = running.into_iter().map(|(_, running)| running).collect();
    let mut place = 0;
    let mut outcomes = Vec::with_capacity(facts.visits.len());
    for visit in facts.visits {
        if visit.is_free() {
            outcomes.push(Outcome {
                covered_by: visit.covered_by.expect("what is free is covered"),
                kind: None,
                valid_until: ends,
                owed: PassQty::ZERO,
                draws: Vec::new(),
            });
            continue;
        }
        let own: Vec<&Charge> = charges.iter().filter(|one| one.visit == place).collect();
        outcomes.push(outcome(&own, &carried, ends));
        carried.extend(own.iter().filter_map(|charge| goes_on(charge)));
        place += 1;
    }
    outcomes
}

/// What a visit has to be paid for: until its end, also behind its date, whose passes may run over
/// (C9). Where the date has other hours by now, so that the visit began behind it, the check-in has
/// to be paid.
fn stay(visit: &Visit, ends: Instant) -> Stay {
    let out = visit.out_at.filter(|_| visit.in_at < ends);
    Stay {
        from: visit.in_at,
        to: out.unwrap_or(visit.in_at),
        open: visit.out_at.is_none(),
    }
}

/// The passes of the day before that run on into this one.
fn running(facts: &Facts<'_>) -> Vec<(Stretch, Running)> {
    let begins = facts.location.begins(facts.on);
    let runs_on = |visit: &Visit| {
        let until = visit.valid_until.filter(|until| *until > begins)?;
        let stretch = Stretch {
            from: visit.in_at,
            to: until,
        };
        let running = Running {
            until,
            kind: visit.kind,
            unlimited: false,
        };
        Some((stretch, running))
    };
    facts.before.iter().filter_map(runs_on).collect()
}

fn outcome(own: &[&Charge], carried: &[Running], ends: Instant) -> Outcome {
    let mut draws: Vec<Draw> = Vec::new();
    for draw in own.iter().flat_map(|charge| match &charge.by {
        Payer::Passes { draws, .. } => draws.as_slice(),
        Payer::Unlimited { .. } | Payer::Nobody => &[],
    }) {
        match draws.iter_mut().find(|other| other.lot == draw.lot) {
            Some(other) => other.passes += draw.passes,
            None => draws.push(*draw),
        }
    }
    let paid = own.iter().find_map(|charge| match charge.by {
        Payer::Passes { kind, .. } => Some((CoveredBy::Pass, kind)),
        Payer::Unlimited { kind, .. } => Some((CoveredBy::Unlimited, kind)),
        Payer::Nobody => None,
    });
    let owed: PassQty = own.iter().map(|charge| charge.owed).sum();
    let until = own.last().map(|charge| charge.until);
    let (covered_by, kind, valid_until) = match (paid, until) {
        (Some((_, kind)), Some(until)) if owed.is_positive() => {
            (CoveredBy::Pass, Some(kind), until)
        }
        (Some((covered_by, kind)), Some(until)) => (covered_by, Some(kind), until),
        (None, Some(until)) => (CoveredBy::Owed, None, until),
        (_, None) => match carried.iter().max_by_key(|running| running.until) {
            Some(running) if running.unlimited => {
                (CoveredBy::Unlimited, running.kind, running.until)
            }
            Some(running) => (CoveredBy::Running, running.kind, running.until),
            None => (CoveredBy::Running, None, ends),
        },
    };
    Outcome {
        covered_by,
        kind,
        valid_until,
        owed,
        draws,
    }
}

/// What a charge still covers after its own visit, if anything.
fn goes_on(charge: &Charge) -> Option<Running> {
    let (kind, unlimited) = match charge.by {
        Payer::Nobody => (None, false),
        Payer::Unlimited { kind, .. } => (Some(kind), true),
        Payer::Passes { kind, .. } => (Some(kind), false),
    };
    charge.goes_on.then_some(Running {
        until: charge.until,
        kind,
        unlimited,
    })
}

impl Facts<'_> {
    /// The kind with that id, or None.
    pub(super) fn kind(&self, id: KindId) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }

    fn offer(&self, kind: &Kind, paying: &[&Visit]) -> Offer {
        let terms = &kind.terms;
        let here = terms.fits_location(&self.location.handle);
        let fits = |visit: &&Visit| {
            let asked = visit.wanted.filter(|_| visit.out_at.is_none());
            here && terms.fits_service(&visit.service) && asked.is_none_or(|asked| asked == kind.id)
        };
        Offer {
            kind: kind.id,
            cover: self.cover(&terms.covers),
            price_minor: price(terms),
            most: self.most(kind),
            fits: paying.iter().map(fits).collect(),
        }
    }

    fn cover(&self, covers: &Covers) -> Cover {
        match covers {
            Covers::Day => Cover::Day,
            Covers::Duration(minutes) => Cover::Minutes(*minutes),
            Covers::Spans(spans) => {
                let (begins, ends) = (self.location.begins(self.on), self.location.ends(self.on));
                let days = [self.on.previous(), self.on, self.on.next()];
                let zone = self.location.zone;
                let fall = days.iter().flat_map(|day| {
                    let spans = spans.spans().iter();
                    spans.filter_map(move |span| span.on(*day, zone))
                });
                let here = fall.filter(|(from, to)| *from < ends && *to > begins);
                Cover::Spans(here.map(|(from, to)| Stretch { from, to }).collect())
            }
            Covers::Visit => Cover::Visit,
            Covers::Unlimited => Cover::Unlimited,
        }
    }

    /// How many more of a kind the member may use on this date (K4).
    #[must_use]
    pub fn most(&self, kind: &Kind) -> Option<u32> {
        let left = kind.terms.limit.left(self.on, self.on, self.uses(kind))?;
        Some(u32::try_from(left.halves() / 2).unwrap_or(u32::MAX))
    }

    pub(super) fn uses(&self, kind: &Kind) -> &[Use] {
        let known = self.uses.iter().find(|(id, _)| *id == kind.id);
        known.map_or(&[], |(_, uses)| uses)
    }

    /// The day on which passes have to be usable: the date, or the one on which it is settled.
    #[must_use]
    pub fn payable_on(&self) -> Day {
        self.later.map_or(self.on, |later| later.on)
    }

    /// The lots that can be used for the date at the location, in the order of B3. What a lot paid
    /// for the date it can pay again, whatever its days are: such passes come first, the earliest
    /// expiry before the others, and so do all that have paid where only what is owed is settled
    /// (D8).
    #[must_use]
    pub fn available(&self) -> Vec<Available> {
        self.available_at(Some(self.at))
    }

    /// The lots that could be used for the date there, or at the home of each.
    pub(super) fn available_at(&self, at: Option<LocationId>) -> Vec<Available> {
        let usable = self.usable_at(at);
        let keeps =
            |lot: LotId| self.later.is_some() || usable.iter().all(|usable| usable.lot != lot);
        let kept = self.lots.iter().map(|lot| {
            let paid = self
                .paid
                .iter()
                .filter(|draw| draw.lot == lot.id && keeps(lot.id));
            self.lot(lot, paid.map(|draw| draw.passes).sum())
        });
        let mut kept: Vec<Available> = kept.filter(|lot| lot.left.is_positive()).collect();
        kept.sort_by_key(|lot| (lot.expires_on, lot.lot));
        let besides = usable.iter().map(|lot| {
            let same = kept.iter().filter(|kept| kept.lot == lot.lot);
            let left = lot.left - same.map(|kept| kept.left).sum();
            Available { left, ..*lot }
        });
        let besides = besides.filter(|lot| lot.left.is_positive());
        kept.iter().copied().chain(besides).collect()
    }

    fn usable_at(&self, at: Option<LocationId>) -> Vec<Available> {
        let fits: Vec<Fit> = self
            .kinds
            .iter()
            .map(|kind| Fit {
                kind: kind.id,
                price_minor: price(&kind.terms),
                most: None,
                counted: kind.terms.is_counted(),
            })
            .collect();
        let spend = Spend {
            passes: PassQty::ZERO,
            on: self.payable_on(),
            at,
            fits: &fits,
            spender: self.spender,
            purse: Purse::Usual,
            company_passes: self.company_passes,
        };
        let ordered = spend::order(self.lots, &spend).into_iter();
        let meant = ordered.filter(|lot| self.may_pay(lot));
        meant.map(|lot| self.lot(lot, lot.left_at(at))).collect()
    }

    /// So much of a lot. Of the kind `day` each pass is charged as the location says (C4), but for
    /// those of a package: its days, and passes of other kinds that cover a day, are the client's
    /// choice, one pass for each date (T3).
    fn lot(&self, lot: &Lot, left: PassQty) -> Available {
        let kind = self.kind(lot.kind);
        let is_day = kind.is_some_and(|kind| kind.terms.covers == Covers::Day);
        let as_charged = kind.is_some_and(|kind| kind.terms.handle.as_str() == DAY);
        let of_package = || lot.purchase.is_some_and(|id| self.packages.contains(&id));
        Available {
            lot: lot.id,
            kind: lot.kind,
            left,
            expires_on: lot.expires_on,
            per_day: is_day && (!as_charged || of_package()),
        }
    }

    /// Whether a lot that is usable may pay: it is still open to the member (P5), has not lapsed at
    /// home (B8), and is meant where what is owed is settled (D8).
    fn may_pay(&self, lot: &Lot) -> bool {
        if lot.expires_on < self.today || !self.owners.contains(&lot.owner) {
            return false;
        }
        let Some(later) = self.later else {
            return true;
        };
        let kind = self.kind(lot.kind);
        let counted = kind.is_none_or(|kind| kind.terms.is_counted());
        later.only.is_none_or(|only| only == lot.id) && (counted || lot.usable_on(self.on))
    }
}
