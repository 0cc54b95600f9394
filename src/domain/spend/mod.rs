//! The order of spending: which lots pay, and how much each of them.

pub mod hindrance;
pub mod precedence;

use std::cmp::Reverse;

use crate::domain::day::Day;
use crate::domain::ids::{CustomerId, KindId, LocationId, LotId};
use crate::domain::lot::{Lot, Source};
use crate::domain::pool::{self, CompanyPasses, Purse, Spender};
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;

/// A kind of pass that fits a use, and its price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fit {
    /// The kind.
    pub kind: KindId,
    /// Its price in minor units; zero for unlimited kinds. Cheaper kinds are spent first (B3).
    pub price_minor: i64,
    /// How many more of it the spender may use on the day; None where the kind has no limit (K4).
    pub most: Option<PassQty>,
    /// Whether its passes are counted; a lot of those that are not covers a use and stays whole (T2).
    pub counted: bool,
}

/// The part of a spend taken from one lot: nothing, where its passes are not counted (T2). In a
/// [`crate::domain::renewal::Renewal`] the lot may be one that the renewal itself grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Draw<L = LotId> {
    /// The lot.
    pub lot: L,
    /// How much is taken from it.
    pub passes: PassQty,
}

impl<L> Draw<L> {
    /// A lot that covers a use without a count: nothing is taken from it (T2).
    #[must_use]
    pub const fn covering(lot: L) -> Self {
        let passes = PassQty::ZERO;
        Self { lot, passes }
    }
}

/// The lots do not cover the spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shortage {
    /// What was asked for.
    pub need: PassQty,
    /// What is there.
    pub have: PassQty,
}

/// What is to be paid with passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spend<'a> {
    /// How many passes.
    pub passes: PassQty,
    /// The day of use, not of the command (B2).
    pub on: Day,
    /// Where they are used; None where that is nowhere in particular (D11).
    pub at: Option<LocationId>,
    /// The kinds that fit, with their prices.
    pub fits: &'a [Fit],
    /// Who spends.
    pub spender: Spender,
    /// From which lots.
    pub purse: Purse,
    /// How companies share (P4).
    pub company_passes: CompanyPasses,
}

/// The place of a lot in the order of spending, lowest first (B3). The id decides last and is not
/// part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    price_minor: i64,
    owner: u8,
    priority: Reverse<i64>,
    expires_on: Day,
    source: Source,
}

/// What of a lot decides its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Traits {
    pub(crate) owner: CustomerId,
    pub(crate) kind: KindId,
    pub(crate) priority: i64,
    pub(crate) expires_on: Day,
    pub(crate) source: Source,
}

impl Spend<'_> {
    /// The place of a lot, or None when its kind does not fit or it is not open to the spender.
    pub(crate) fn place(&self, lot: Traits) -> Option<Place> {
        let fit = self.fit(lot.kind)?;
        let owner = pool::rank(self.company_passes, self.purse, self.spender, lot.owner)?;
        Some(Place {
            price_minor: fit.price_minor,
            owner,
            priority: Reverse(lot.priority),
            expires_on: lot.expires_on,
            source: lot.source,
        })
    }

    fn fit(&self, kind: KindId) -> Option<&Fit> {
        self.fits.iter().find(|fit| fit.kind == kind)
    }

    /// Whether passes of a kind are counted.
    pub(crate) fn counts(&self, kind: KindId) -> bool {
        self.fit(kind).is_none_or(|fit| fit.counted)
    }

    /// Whether a lot of a kind covers the whole spend and stays whole: its passes are not counted
    /// (T2), and the kind's limit lets as many uses through (K4).
    pub(crate) fn is_covered_by(&self, kind: KindId, caps: &Caps) -> bool {
        !self.counts(kind) && caps.left(kind).is_none_or(|left| self.passes <= left)
    }
}

/// The lots that can pay for it, in the order in which they are spent (B2, B3).
#[must_use]
pub fn order<'a>(lots: &'a [Lot], spend: &Spend<'_>) -> Vec<&'a Lot> {
    let mut placed: Vec<_> = lots
        .iter()
        .filter(|lot| lot.usable_on(spend.on) && lot.left_at(spend.at).is_positive())
        .filter_map(|lot| spend.place(lot.traits()).map(|place| (place, lot.id, lot)))
        .collect();
    placed.sort_unstable_by_key(|(place, id, _)| (*place, *id));
    placed.into_iter().map(|(_, _, lot)| lot).collect()
}

/// What each lot pays, in the order of B3: whole or not at all. Where there is a lot whose passes
/// are not counted, it pays alone, and nothing is taken from it (T2).
pub fn draw(lots: &[Lot], spend: &Spend<'_>) -> Result<Vec<Draw>, Shortage> {
    if let Some(covered) = cover(lots, spend) {
        return Ok(vec![covered]);
    }
    let mut caps = Caps::of(spend.fits);
    let ordered = order(lots, spend).into_iter();
    let ordered = ordered.filter(|lot| spend.counts(lot.kind));
    let ordered = ordered.map(|lot| (lot.id, caps.take(lot.kind, lot.left_at(spend.at))));
    take(ordered, spend.passes)
}

/// The lot that covers the whole spend without a count, first in the order of B3; None where there
/// is none, or where the limit of its kind does not let as many uses through (T2, K4).
#[must_use]
pub fn cover(lots: &[Lot], spend: &Spend<'_>) -> Option<Draw> {
    let caps = Caps::of(spend.fits);
    let mut ordered = order(lots, spend).into_iter();
    let lot = ordered.find(|lot| spend.is_covered_by(lot.kind, &caps))?;
    Some(Draw::covering(lot.id))
}

/// How many more of each limited kind may be taken, while they are (K4).
pub(crate) struct Caps(pub(crate) Vec<(KindId, PassQty)>);

impl Caps {
    pub(crate) fn of(fits: &[Fit]) -> Self {
        let limited = fits.iter().filter_map(|fit| Some((fit.kind, fit.most?)));
        Self(limited.collect())
    }

    /// How many more of the kind may be taken; None where it has no limit.
    fn left(&self, kind: KindId) -> Option<PassQty> {
        let limited = self.0.iter().find(|(limited, _)| *limited == kind);
        limited.map(|(_, most)| *most)
    }

    /// As many of these passes as the kind's limit lets through.
    pub(crate) fn take(&mut self, kind: KindId, passes: PassQty) -> PassQty {
        match self.0.iter_mut().find(|(limited, _)| *limited == kind) {
            Some((_, most)) => {
                let taken = passes.min(*most);
                *most -= taken;
                taken
            }
            None => passes,
        }
    }
}

/// Takes passes from lots in the order given: whole or not at all.
pub(crate) fn take<L>(
    ordered: impl Iterator<Item = (L, PassQty)>,
    need: PassQty,
) -> Result<Vec<Draw<L>>, Shortage> {
    let mut draws = Vec::new();
    let mut have = PassQty::ZERO;
    for (lot, left) in ordered {
        if have == need {
            break;
        }
        let passes = left.min(need - have);
        if passes.is_positive() {
            draws.push(Draw { lot, passes });
            have += passes;
        }
    }
    if have == need {
        Ok(draws)
    } else {
        Err(Shortage { need, have })
    }
}

/// What a deduction takes, in the order of B3; more than the balance is refused whole (B5). A lot
/// whose passes are not counted is taken away like any other: it holds one pass, and covers nothing
/// once that is gone.
pub fn deduct(lots: &[Lot], spend: &Spend<'_>) -> Result<Vec<Draw>, Refusal> {
    let ordered = order(lots, spend).into_iter();
    let ordered = ordered.map(|lot| (lot.id, lot.left_at(spend.at)));
    take(ordered, spend.passes).map_err(|short| short.refusal(spend))
}

/// What a deduction takes from one lot, also from one that is not valid yet; None takes all that
/// is left (B5). Empty, lapsed, too small or somebody else's: refused.
pub fn deduct_from(lot: &Lot, passes: Option<PassQty>, spend: &Spend<'_>) -> Result<Draw, Refusal> {
    if pool::rank(spend.company_passes, spend.purse, spend.spender, lot.owner).is_none() {
        return Err(Refusal::LotOfOthers { lot: lot.id });
    }
    if lot.expires_on < spend.on {
        return Err(Refusal::LotLapsed {
            lot: lot.id,
            expired_on: lot.expires_on,
        });
    }
    if !lot.left.is_positive() {
        return Err(Refusal::LotEmpty { lot: lot.id });
    }
    let need = passes.unwrap_or(lot.left);
    if need > lot.left {
        return Err(Refusal::LotTooSmall {
            lot: lot.id,
            need,
            have: lot.left,
        });
    }
    Ok(Draw {
        lot: lot.id,
        passes: need,
    })
}

impl Shortage {
    /// The shortage as a refusal of that spend.
    #[must_use]
    pub fn refusal(self, spend: &Spend<'_>) -> Refusal {
        let only = |fits: &[Fit]| match fits {
            [fit] => Some(fit.kind),
            [] | [_, _, ..] => None,
        };
        Refusal::NotEnoughPasses {
            need: self.need,
            have: self.have,
            on: spend.on,
            kind: only(spend.fits),
        }
    }
}

#[cfg(test)]
mod tests;
