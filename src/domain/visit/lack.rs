//! Why no pass covers a visit, and which would (C3).

use crate::domain::handle::Handle;
use crate::domain::kind::{Covers, Kind};
use crate::domain::qty::PassQty;
use crate::domain::settle::Available;
use crate::domain::visit::Visit;
use crate::domain::visit::date::{Facts, Outcome};
use crate::domain::visit::refusal::Lack;

/// What would have to be different for a visit to be covered: the nearest reason (C3). `visit` is
/// one of [`Facts::visits`], which come to these `outcomes`; `owed` is what is missing, which is half
/// a day where a stay costs that: of a kind without halves it takes a whole pass (Q1).
#[must_use]
pub fn lack(facts: &Facts<'_>, outcomes: &[Outcome], visit: &Visit, owed: PassQty) -> Lack {
    let need = match visit.wanted.and_then(|id| facts.kind(id)) {
        Some(kind) if !kind.terms.has_halves() => owed.in_whole(),
        Some(_) | None => owed,
    };
    let there = facts.available();
    let anywhere = facts.available_at(None);
    let asked = |kind: &&Kind| visit.wanted.is_none_or(|asked| asked == kind.id);
    let held = |kind: &Kind| anywhere.iter().any(|lot| lot.kind == kind.id);
    let held: Vec<&Kind> = facts
        .kinds
        .iter()
        .filter(asked)
        .filter(|kind| held(kind))
        .collect();
    let untaken = |lots: &[Available], kind: &Kind| -> PassQty {
        let of_kind = |lot: &&Available| lot.kind == kind.id;
        let left: PassQty = lots.iter().filter(of_kind).map(|lot| lot.left).sum();
        let draws = outcomes.iter().flat_map(|outcome| &outcome.draws);
        let taken = draws.filter(|draw| lots.iter().filter(of_kind).any(|lot| lot.lot == draw.lot));
        left - taken.map(|draw| draw.passes).sum()
    };
    let on = facts.payable_on();
    let mut elsewhere = None;
    let (mut have, mut all) = (PassQty::ZERO, PassQty::ZERO);
    for kind in held {
        if let Some(lack) = facts.unfit(kind, visit) {
            elsewhere = elsewhere.or(Some(lack));
        } else {
            have += untaken(&there, kind);
            all += untaken(&anywhere, kind);
        }
    }
    match elsewhere {
        Some(lack) if all.is_zero() => lack,
        Some(_) | None if have < need && need <= all => Lack::Away {
            need,
            have,
            left: all,
            on,
            location: facts.location.handle.clone(),
        },
        Some(_) | None if have >= need => Lack::Short { need: owed, on },
        Some(_) | None => Lack::Passes { need, have, on },
    }
}

/// The kinds that would cover the check-in of a visit and that anyone may buy, cheapest first: what
/// to buy (C3, K4); the one that is asked for at the door, where one is.
#[must_use]
pub fn to_buy(facts: &Facts<'_>, visit: &Visit) -> Vec<Handle> {
    let wanted = visit.wanted.filter(|_| visit.out_at.is_none());
    let mut kinds: Vec<&Kind> = facts
        .kinds
        .iter()
        .filter(|kind| wanted.is_none_or(|wanted| wanted == kind.id))
        .filter(|kind| !kind.retired && kind.terms.plans.is_empty())
        .filter(|kind| facts.unfit(kind, visit).is_none())
        .collect();
    kinds.sort_by_key(|kind| kind.terms.price.minor);
    kinds
        .into_iter()
        .map(|kind| kind.terms.handle.clone())
        .collect()
}

impl Facts<'_> {
    /// Why a pass of that kind would not cover the check-in of a visit; None where it would.
    fn unfit(&self, kind: &Kind, visit: &Visit) -> Option<Lack> {
        let terms = &kind.terms;
        let handle = || terms.handle.clone();
        if !terms.fits_location(&self.location.handle) {
            let location = self.location.handle.clone();
            let kind = handle();
            return Some(Lack::Elsewhere { kind, location });
        }
        if !terms.fits_service(&visit.service) {
            let service = visit.service.clone();
            let kind = handle();
            return Some(Lack::Service { kind, service });
        }
        if let Covers::Spans(spans) = &terms.covers
            && spans.around(visit.in_at, self.location.zone).is_none()
        {
            let spans = spans.clone();
            let kind = handle();
            return Some(Lack::Outside { kind, spans });
        }
        let wanted = PassQty::ONE;
        let within = terms.limit.check(wanted, self.on, self.on, self.uses(kind));
        within.err().map(|excess| Lack::Limit {
            kind: handle(),
            excess,
        })
    }
}
