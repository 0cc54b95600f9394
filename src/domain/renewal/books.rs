//! The lots of a unit while a renewal runs: what is left of each, and who may spend it.

use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::{CustomerId, KindId, LocationId, SubscriptionId};
use crate::domain::limit::{self, Limit, Use};
use crate::domain::lot::Lot;
use crate::domain::package::Starts;
use crate::domain::pool::{CompanyPasses, Purse, Spender};
use crate::domain::purchase::Purchase;
use crate::domain::qty::PassQty;
use crate::domain::renewal::{KindUse, LotRef, NewLot, PurchaseRef, Scheduled, Settings, Unit};
use crate::domain::spend::{self, Caps, Draw, Shortage, Spend, Traits};

/// A lot while the renewal runs.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) lot: LotRef,
    pub(super) left: PassQty,
    pub(super) valid_from: Day,
    home: LocationId,
    away_left: Option<PassQty>,
    holds: Vec<DaySpan>,
    pub(super) purchase: Option<PurchaseRef>,
    pub(super) subscription: Option<SubscriptionId>,
    pub(super) traits: Traits,
}

/// All lots of the unit, those of before by id and then the new ones: their index is the last word
/// in the order of spending.
#[derive(Debug)]
pub(super) struct Books<'a> {
    settings: &'a Settings,
    company: Option<CustomerId>,
    pub(super) lots: Vec<Held>,
    /// Indices of `lots` by owner, where there are several customers.
    by_owner: Option<Vec<(CustomerId, usize)>>,
    queue: Option<Queue>,
    uses: Vec<KindUse>,
    /// Whether something follows purchases or begins with a use.
    has_purchases: bool,
    /// What begins with its first use, as it stands (T2).
    begun_by_use: Vec<(PurchaseRef, Purchase)>,
}

/// The whole pool in the order of spending, for one set of kinds: kept while one day's charges of
/// a pooled company are made, so that each of them does not sort the pool again.
#[derive(Debug)]
struct Queue {
    fits: usize,
    lots: Vec<usize>,
    emptied: usize,
}

impl Held {
    fn usable_on(&self, on: Day) -> bool {
        let in_time = self.valid_from <= on && on <= self.traits.expires_on;
        let on_hold = self.holds.iter().any(|span| span.contains(on));
        self.left.is_positive() && in_time && !on_hold
    }

    /// What of it can be used at a location (D11).
    fn left_at(&self, at: LocationId) -> PassQty {
        let away = self.away_left.filter(|_| at != self.home);
        away.map_or(self.left, |away| away.min(self.left))
    }

    fn take(&mut self, passes: PassQty, at: LocationId) {
        self.left -= passes;
        if let Some(away) = self.away_left.as_mut().filter(|_| at != self.home) {
            *away -= passes;
        }
    }
}

impl From<&Lot> for Held {
    fn from(lot: &Lot) -> Self {
        Self {
            lot: LotRef::Existing(lot.id),
            left: lot.left,
            valid_from: lot.valid_from,
            home: lot.location,
            away_left: lot.away_left,
            holds: lot.held.clone(),
            purchase: lot.purchase.map(PurchaseRef::Existing),
            subscription: lot.subscription,
            traits: lot.traits(),
        }
    }
}

impl<'a> Books<'a> {
    pub(super) fn new(unit: &Unit<'_>, settings: &'a Settings) -> Self {
        let begun_by_use = unit.begun_by_use.iter();
        let begun_by_use = begun_by_use.map(|one| (PurchaseRef::Existing(one.id), one.clone()));
        let mut lots: Vec<Held> = unit.lots.iter().map(Held::from).collect();
        lots.sort_unstable_by_key(|held| held.lot);
        Self {
            settings,
            company: unit.company,
            lots,
            by_owner: None,
            queue: None,
            uses: unit.uses.to_vec(),
            has_purchases: !unit.begun_by_use.is_empty() || !unit.endings.is_empty(),
            begun_by_use: begun_by_use.collect(),
        }
    }

    /// Adds the n-th new lot; its index.
    pub(super) fn add(&mut self, nth: usize, new: &NewLot) -> usize {
        self.changed();
        self.lots.push(Held {
            lot: LotRef::New(nth),
            left: new.passes,
            valid_from: new.valid_from,
            home: new.location,
            away_left: limit::away(self.settings.cross_location, new.passes),
            holds: Vec::new(),
            purchase: new.purchase,
            subscription: new.subscription,
            traits: Traits {
                owner: new.owner,
                kind: new.kind,
                priority: new.priority,
                expires_on: new.expires_on,
                source: new.source,
            },
        });
        self.lots.len() - 1
    }

    /// Takes all that is left of a lot.
    pub(super) fn empty(&mut self, lot: usize) -> PassQty {
        std::mem::take(&mut self.lots[lot].left)
    }

    /// Charges a booking from the lots usable on its day, whole or not at all (R6); one whose
    /// passes are not counted pays alone, and nothing is taken from it (T2).
    pub(super) fn charge(&mut self, booking: &Scheduled) -> Result<Vec<Draw<LotRef>>, Shortage> {
        let pooled = match (booking.purse, self.settings.company_passes) {
            (Purse::Usual, CompanyPasses::Pooled) => self.company.is_some(),
            (Purse::Usual, CompanyPasses::OwnFirst)
            | (Purse::Company, CompanyPasses::Pooled | CompanyPasses::OwnFirst) => false,
        };
        let taken = if pooled {
            self.take_from_queue(booking)
        } else {
            let candidates = self.open_to(booking);
            self.take_in_order(candidates, booking)
        }?;
        if let [covers] = taken.as_slice()
            && covers.passes.is_zero()
        {
            let held = &self.lots[covers.lot];
            let (lot, kind) = (held.lot, held.traits.kind);
            self.use_kind(booking, kind, booking.passes);
            return Ok(vec![Draw::covering(lot)]);
        }
        let mut draws = Vec::with_capacity(taken.len());
        for Draw { lot, passes } in taken {
            let held = &mut self.lots[lot];
            held.take(passes, booking.at);
            let (lot, kind) = (held.lot, held.traits.kind);
            draws.push(Draw { lot, passes });
            self.use_kind(booking, kind, passes);
        }
        Ok(draws)
    }

    /// Reckons with a purchase that this renewal makes, where it begins with its first use (T2).
    pub(super) fn sold(&mut self, is: PurchaseRef, purchase: &Purchase) {
        if purchase.starts == Starts::FirstVisit {
            self.begun_by_use.push((is, purchase.clone()));
        }
    }

    /// Whether something is left of what came with a purchase.
    pub(super) fn has_left(&self, of: PurchaseRef) -> bool {
        let mut lots = self.lots.iter();
        lots.any(|held| held.purchase == Some(of) && held.left.is_positive())
    }

    /// The purchases that lots came with which were drawn from; none where none is of interest.
    pub(super) fn purchases_of(&self, draws: &[Draw<LotRef>]) -> Vec<PurchaseRef> {
        if !self.has_purchases {
            return Vec::new();
        }
        let held = |draw: &Draw<LotRef>| self.lots.iter().find(|held| held.lot == draw.lot);
        let lots = draws.iter().filter_map(held);
        lots.filter_map(|held| held.purchase).collect()
    }

    /// Begins on a day of use what that lot came with, where that starts with its first use and has
    /// none before (L3, T2). The lots that have another last day now.
    pub(super) fn begin(&mut self, lot: LotRef, on: Day) -> Vec<usize> {
        let mut moved = Vec::new();
        if self.begun_by_use.is_empty() {
            return moved;
        }
        let used = self.lots.iter().find(|held| held.lot == lot);
        let of = used.and_then(|held| held.purchase);
        for (is, purchase) in &mut self.begun_by_use {
            let later = purchase.begun_on.is_none_or(|day| on < day);
            if Some(*is) != of || !later {
                continue;
            }
            purchase.begun_on = Some(on);
            for (at, held) in self.lots.iter_mut().enumerate() {
                if held.purchase == of {
                    held.traits.expires_on = purchase.last_day_with(&held.holds);
                    moved.push(at);
                }
            }
            self.queue = None;
        }
        moved
    }

    fn use_kind(&mut self, booking: &Scheduled, kind: KindId, passes: PassQty) {
        let limited = self.settings.limits.iter().any(|(one, _)| *one == kind);
        self.uses.extend(limited.then_some(KindUse {
            customer: booking.customer,
            kind,
            of: Use {
                on: booking.on,
                passes,
            },
        }));
    }

    /// How many more of each limited kind a booking may take (K4).
    fn caps(&self, booking: &Scheduled) -> Caps {
        let most = |(kind, limit): &(KindId, Limit)| {
            let theirs = self.uses.iter();
            let theirs = theirs.filter(|one| (one.customer, one.kind) == (booking.customer, *kind));
            let uses: Vec<Use> = theirs.map(|one| one.of).collect();
            Some((*kind, limit.left(booking.on, booking.on, &uses)?))
        };
        Caps(self.settings.limits.iter().filter_map(most).collect())
    }

    fn changed(&mut self) {
        self.by_owner = None;
        self.queue = None;
    }

    fn spend(&self, booking: &Scheduled) -> Spend<'a> {
        Spend {
            passes: booking.passes,
            on: booking.on,
            at: Some(booking.at),
            fits: &self.settings.fits[booking.fits],
            spender: Spender {
                customer: booking.customer,
                company: self.company,
            },
            purse: booking.purse,
            company_passes: self.settings.company_passes,
        }
    }

    /// Indices of the lots that the booking's customer or company owns: no others are open to a
    /// spender outside a pool (P4, P5).
    fn open_to(&mut self, booking: &Scheduled) -> Vec<usize> {
        let Some(company) = self.company else {
            return (0..self.lots.len()).collect();
        };
        let lots = &self.lots;
        let by_owner = self.by_owner.get_or_insert_with(|| {
            let owners = lots.iter().enumerate();
            let mut by_owner: Vec<_> = owners.map(|(at, held)| (held.traits.owner, at)).collect();
            by_owner.sort_unstable();
            by_owner
        });
        let mut owners = vec![booking.customer, company];
        owners.dedup();
        let of = |owner: CustomerId| {
            let from = by_owner.partition_point(|(other, _)| *other < owner);
            let to = by_owner.partition_point(|(other, _)| *other <= owner);
            by_owner[from..to].iter().map(|(_, at)| *at)
        };
        owners.into_iter().flat_map(of).collect()
    }

    fn take_in_order(
        &self,
        candidates: Vec<usize>,
        booking: &Scheduled,
    ) -> Result<Vec<Draw<usize>>, Shortage> {
        let spend = self.spend(booking);
        let mut placed: Vec<_> = candidates
            .into_iter()
            .filter(|at| self.lots[*at].usable_on(booking.on))
            .filter_map(|at| Some((spend.place(self.lots[at].traits)?, at)))
            .collect();
        placed.sort_unstable();
        let ordered = placed.into_iter().map(|(_, at)| at);
        self.take(ordered, booking)
    }

    fn take_from_queue(&mut self, booking: &Scheduled) -> Result<Vec<Draw<usize>>, Shortage> {
        let mut queue = match self.queue.take() {
            Some(queue) if queue.fits == booking.fits => queue,
            Some(_) | None => self.queue(booking),
        };
        while let Some(at) = queue.lots.get(queue.emptied) {
            if self.lots[*at].left.is_positive() {
                break;
            }
            queue.emptied += 1;
        }
        let ordered = queue.lots[queue.emptied..].iter().copied();
        let ordered = ordered.filter(|at| self.lots[*at].usable_on(booking.on));
        let taken = self.take(ordered, booking);
        self.queue = Some(queue);
        taken
    }

    /// Takes from lots in order, whole or not at all; nothing of one that covers the booking without
    /// a count (T2).
    fn take(
        &self,
        ordered: impl Iterator<Item = usize> + Clone,
        booking: &Scheduled,
    ) -> Result<Vec<Draw<usize>>, Shortage> {
        let spend = self.spend(booking);
        let mut caps = self.caps(booking);
        let covers = |at: &usize| {
            let held = &self.lots[*at];
            held.left_at(booking.at).is_positive() && spend.is_covered_by(held.traits.kind, &caps)
        };
        if spend.fits.iter().any(|fit| !fit.counted)
            && let Some(at) = ordered.clone().find(covers)
        {
            return Ok(vec![Draw::covering(at)]);
        }
        let counted = ordered.filter(|at| spend.counts(self.lots[*at].traits.kind));
        let open = counted.map(|at| (at, self.open(at, booking, &mut caps)));
        spend::take(open, booking.passes)
    }

    /// What a booking can take of a lot.
    fn open(&self, at: usize, booking: &Scheduled, caps: &mut Caps) -> PassQty {
        let held = &self.lots[at];
        caps.take(held.traits.kind, held.left_at(booking.at))
    }

    fn queue(&self, booking: &Scheduled) -> Queue {
        let spend = self.spend(booking);
        let mut placed: Vec<_> = (0..self.lots.len())
            .filter(|at| self.lots[*at].left.is_positive())
            .filter_map(|at| Some((spend.place(self.lots[at].traits)?, at)))
            .collect();
        placed.sort_unstable();
        Queue {
            fits: booking.fits,
            lots: placed.into_iter().map(|(_, at)| at).collect(),
            emptied: 0,
        }
    }
}
