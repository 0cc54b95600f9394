//! Settling a date: the cheapest set of the member's available passes that covers the visits (C7),
//! in one pure function. What a pass taken at check-in and one left at check-out cost is the same
//! question with an open visit in it (C3, C5).

mod cost;
mod cover;
mod group;
mod need;

use crate::domain::day::{Day, Instant};
use crate::domain::ids::{KindId, LotId};
use crate::domain::location::{CheckinCharge, CheckinMode};
use crate::domain::qty::PassQty;
use crate::domain::spend::Draw;

/// A stretch of time, half-open: `from` is in it, `to` is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The first instant.
    pub from: Instant,
    /// The first instant after it.
    pub to: Instant,
}

/// One visit of the date that has to be paid for with passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// The check-in.
    pub from: Instant,
    /// The check-out, or now while the visit is open; not before `from`. A visit of no length
    /// still needs a pass at its check-in. It may be behind the end of the date (C9).
    pub to: Instant,
    /// They are still inside: in half-day mode a whole `day` pass is reserved (C5).
    pub open: bool,
}

/// What one pass of a kind covers on the date that is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cover {
    /// A `day` pass: the date or one visit, as the location charges (C4) and the lot has it (T3),
    /// half a pass or a whole one (C5).
    Day,
    /// One of the spans that begin on the date or before, to its end, also behind the date (K3).
    Spans(Vec<Stretch>),
    /// So many minutes from the check-in, or from where the pass before it ends (K3).
    Minutes(u32),
    /// One visit (T1).
    Visit,
    /// Everything; no pass is counted (T2).
    Unlimited,
}

/// A kind of pass that may be used on the date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The kind.
    pub kind: KindId,
    /// What one pass of it covers.
    pub cover: Cover,
    /// What one pass costs, in minor units; zero for unlimited kinds (B3).
    pub price_minor: i64,
    /// How many more the member may use on the date by the kind's limit; None where it has none
    /// (K4).
    pub most: Option<u32>,
    /// For each visit, in the same order, whether the kind's services fit it (C1, K4).
    pub fits: Vec<bool>,
}

/// A lot with what can be taken from it for the date: also what was already charged to the date
/// from it, as if it had been given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Available {
    /// The lot.
    pub lot: LotId,
    /// Its kind, one of the offers'.
    pub kind: KindId,
    /// What is left in it; not looked at for unlimited kinds.
    pub left: PassQty,
    /// Its last day, [`Day::NEVER`] when it never expires.
    pub expires_on: Day,
    /// One `day` pass of it covers the date, also where each visit is charged (T3).
    pub per_day: bool,
}

/// What has to be known to settle a date at a location.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The visits to be paid for, soonest first, no two at the same time. Those that a booking, an
    /// assignment or a setting covers are not among them (C2).
    pub visits: &'a [Stay],
    /// Time that is covered already, by passes that run on from the date before.
    pub running: &'a [Stretch],
    /// The kinds.
    pub offers: &'a [Offer],
    /// Their lots, in the order of B3.
    pub lots: &'a [Available],
    /// The end of the date, behind every check-in. What is behind it is covered by passes that run
    /// over it, and by no others (C9).
    pub ends: Instant,
    /// What a `day` pass pays for, and so what is owed where no pass is (C4).
    pub charge: CheckinCharge,
    /// Whether short stays cost half a `day` pass (C5).
    pub mode: CheckinMode,
    /// The location's business hours on that weekday, in seconds (C6).
    pub business_seconds: u32,
}

/// Who pays a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payer {
    /// Passes of one kind, one pass or half of one in all.
    Passes {
        /// Their kind.
        kind: KindId,
        /// From which lots.
        draws: Vec<Draw>,
    },
    /// A lot of a kind that is not counted.
    Unlimited {
        /// Its kind.
        kind: KindId,
        /// The lot.
        lot: LotId,
    },
    /// No pass can: all of it is owed.
    Nobody,
}

/// One pass charged to the date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The visit that it was needed for first, as an index.
    pub visit: usize,
    /// From when it was needed.
    pub from: Instant,
    /// When it stops covering: at the end of the date, where it covers the date or the visit.
    pub until: Instant,
    /// Whether it covers later visits too, until then.
    pub goes_on: bool,
    /// Who pays.
    pub by: Payer,
    /// What stays owed, in `day` passes (C5, C7).
    pub owed: PassQty,
}

/// The difference between what was charged and what is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// What goes back to the lots it came from (B7).
    pub back: Vec<Draw>,
    /// What is taken besides.
    pub taken: Vec<Draw>,
}

/// The cheapest set of passes that covers the visits, soonest first (C7). First as little as can
/// be behind the date is left uncovered, then as little owed; then the price decides, then the
/// number of passes, then the earliest expiry (the expiries in order, compared one by one), then
/// the lots' places in the order of B3; lots of one kind are always spent in that order.
#[must_use]
pub fn settle(facts: &Facts<'_>) -> Vec<Charge> {
    cover::cheapest(facts)
}

/// All draws of a settlement, one for each lot, in the order in which lots are first used.
#[must_use]
pub fn draws(charges: &[Charge]) -> Vec<Draw> {
    let mut sum: Vec<Draw> = Vec::new();
    for charge in charges {
        match &charge.by {
            Payer::Passes { draws, .. } => {
                for draw in draws {
                    match sum.iter_mut().find(|other| other.lot == draw.lot) {
                        Some(other) => other.passes += draw.passes,
                        None => sum.push(*draw),
                    }
                }
            }
            Payer::Unlimited { .. } | Payer::Nobody => {}
        }
    }
    sum
}

/// What a settlement leaves owed, in `day` passes (C5, C7).
#[must_use]
pub fn owed(charges: &[Charge]) -> PassQty {
    charges.iter().map(|charge| charge.owed).sum()
}

/// What is to be given back and taken so that `now` is charged instead of `before`; each has a lot
/// at most once (C7).
#[must_use]
pub fn change(before: &[Draw], now: &[Draw]) -> Change {
    let in_lot = |draws: &[Draw], lot| -> PassQty {
        let of_lot = draws.iter().filter(|draw| draw.lot == lot);
        of_lot.map(|draw| draw.passes).sum()
    };
    let more = |these: &[Draw], those: &[Draw]| {
        let more = these.iter().map(|draw| Draw {
            lot: draw.lot,
            passes: draw.passes - in_lot(those, draw.lot),
        });
        more.filter(|draw| draw.passes.is_positive()).collect()
    };
    Change {
        back: more(before, now),
        taken: more(now, before),
    }
}

#[cfg(test)]
mod tests;
