//! One person's visits of one date at one location: gathered, settled and written together (C7).

use crate::domain::booking::change::{Refund, refunds};
use crate::domain::customer::{Customer, Standing};
use crate::domain::day::{Day, DaySpan};
use crate::domain::entry::EntryType;
use crate::domain::ids::{CustomerId, KindId, LocationId, LotId, PurchaseId, VisitId};
use crate::domain::limit::Use;
use crate::domain::location::CheckinCharge;
use crate::domain::lot::Lot;
use crate::domain::qty::PassQty;
use crate::domain::settle::change;
use crate::domain::spend::Draw;
use crate::domain::visit::date::{self, Facts, Later, Outcome};
use crate::domain::visit::{CoveredBy, Free, Visit};
use crate::ops::OpError;
use crate::ops::beginning;
use crate::ops::facts::{self, Space};
use crate::ops::limits::{self, Aside};
use crate::store::ledger::NewEntry;
use crate::store::{
    Snapshot, Tx, assignments, bookings, customers, desks, lots, purchases, visits,
};

/// Whose visits, and when and where they are.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The member, or the host.
    pub member: &'a Customer,
    /// The guest's name; None for the member.
    pub guest: Option<&'a str>,
    /// Where.
    pub location: LocationId,
    /// When.
    pub on: Day,
}

/// One person's date: the visits, what they cost so far, and what there is to pay with.
#[derive(Debug, Clone)]
pub struct Date<'a> {
    pub(super) space: &'a Space,
    pub(super) place: Place<'a>,
    /// The visits on record, soonest first, with what each lot pays for them.
    pub visits: Vec<(Visit, Vec<Draw>)>,
    before: Vec<Visit>,
    uses: Vec<(KindId, Vec<Use>)>,
    pub(super) aside: Vec<VisitId>,
    lots: Vec<Lot>,
    packages: Vec<PurchaseId>,
    owners: Vec<CustomerId>,
    charged: Vec<Draw>,
    /// How what it owes is settled; None where the date itself is (D8).
    pub later: Option<Later>,
    pub(super) settled_on: Day,
}

/// Passes that move for visits.
type Moves = Vec<(VisitId, Draw)>;

/// Passes that moved, and those that came back into a lot that has lapsed (B7).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    /// What was given back.
    pub back: Vec<Draw>,
    /// What was taken.
    pub taken: Vec<Draw>,
    /// What lapsed again at once.
    pub lapsed: Vec<Draw>,
}

impl<'a> Place<'a> {
    /// The place of a visit.
    #[must_use]
    pub fn of(member: &'a Customer, visit: &'a Visit) -> Self {
        Self {
            member,
            guest: visit.guest.as_deref(),
            location: visit.location,
            on: visit.on,
        }
    }

    /// What covers a visit of that service there without a pass, if anything does (C2).
    pub fn free(&self, db: &Snapshot, service: &str) -> Result<Option<CoveredBy>, OpError> {
        let meant = bookings::Filter {
            from: Some(self.on),
            until: Some(self.on),
            member: Some(self.member.id),
            location: Some(self.location),
            standing: true,
            ..bookings::Filter::default()
        };
        let mut seats = 0;
        for booking in bookings::list(db, &meant)? {
            let desk = desks::get(db, booking.desk)?;
            if service.is_empty() || desk.terms.service == service {
                seats += booking.seats;
            }
        }
        let guests = visits::guests_on_seats(db, self.member.id, self.location, self.on)?;
        let others = guests
            .iter()
            .filter(|name| Some(name.as_str()) != self.guest);
        let is_member = self.member.standing == Standing::Member;
        let free = Free {
            guest: self.guest.is_some(),
            off: is_member && !self.member.use_passes,
            assigned: assignments::covers(db, self.member.id, self.location, self.on)?,
            seats,
            guests: i64::try_from(others.count()).expect("a list is short"),
        };
        Ok(free.covers())
    }
}

impl<'a> Date<'a> {
    /// Gathers it: what the date was charged so far counts as if it had been given back. It is
    /// settled on a day at home: a lot that has lapsed by then pays nothing more (B8), and what
    /// comes back into it lapses at once (B7).
    pub fn gather(
        db: &Snapshot,
        space: &'a Space,
        place: Place<'a>,
        settled_on: Day,
    ) -> Result<Self, OpError> {
        let Place {
            member,
            guest,
            location,
            on,
        } = place;
        let span = DaySpan {
            from: on.previous(),
            to: on,
        };
        let mut all = visits::of_person(db, member.id, guest, span)?;
        all.retain(|visit| visit.location == location);
        let (there, mut before): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|visit| visit.on == on);
        before.retain(|visit| visit.on == on.previous());
        let owners = facts::owners(db, space.settings.company_passes, member)?;
        let mut lots = facts::lots_of(db, &space.settings, &owners)?;
        let mut emptied = Vec::new();
        let mut visits = Vec::with_capacity(there.len());
        for visit in there {
            let draws = visits::draws(db, visit.id)?;
            for draw in &draws {
                if lots.iter().all(|lot| lot.id != draw.lot) {
                    emptied.extend(lots::find(db, draw.lot)?);
                    limits::allow_away(db, &space.settings, &mut emptied)?;
                    lots.append(&mut emptied);
                }
                if let Some(lot) = lots.iter_mut().find(|lot| lot.id == draw.lot) {
                    lot.give_back(draw.passes, location);
                }
            }
            visits.push((visit, draws));
        }
        let draws: Vec<_> = visits
            .iter()
            .flat_map(|(visit, draws)| draws.iter().map(|draw| (visit.id, *draw)))
            .collect();
        let charged = summed(&draws);
        let visits_aside: Vec<VisitId> = visits.iter().map(|(visit, _)| visit.id).collect();
        let aside = Aside {
            visits: &visits_aside,
            ..Aside::default()
        };
        let per_visit = space.location(location).terms.checkin_charge == CheckinCharge::PerVisit;
        let bought = lots.iter().filter_map(|lot| lot.purchase);
        let packages = purchases::of_packages(db, bought.filter(|_| per_visit))?;
        let mut uses = Vec::new();
        for kind in &space.kinds {
            let others = limits::of_kind(db, space, member.id, kind, on, aside)?;
            uses.push((kind.id, others));
        }
        Ok(Self {
            space,
            place,
            visits,
            before,
            uses,
            aside: visits_aside,
            lots,
            packages,
            owners,
            charged,
            later: None,
            settled_on,
        })
    }

    /// The visits on record with one put in its place, soonest first; one that was there before is
    /// replaced.
    #[must_use]
    pub fn with(&self, visit: &Visit) -> Vec<Visit> {
        let mut all = self.without(visit.id);
        all.push(visit.clone());
        all.sort_by_key(|one| (one.in_at, one.id));
        all
    }

    /// The visits on record but one.
    #[must_use]
    pub fn without(&self, id: VisitId) -> Vec<Visit> {
        let others = self.visits.iter().filter(|(visit, _)| visit.id != id);
        others.map(|(visit, _)| visit.clone()).collect()
    }

    /// What becomes of the date with these visits (C7).
    #[must_use]
    pub fn settle(&self, visits: &[Visit]) -> Vec<Outcome> {
        date::settle(&self.facts(visits))
    }

    pub(super) fn takes_passes(&self) -> bool {
        self.space.location(self.place.location).terms.passes
    }

    pub(super) fn facts<'b>(&'b self, visits: &'b [Visit]) -> Facts<'b> {
        Facts {
            location: &self.space.location(self.place.location).terms,
            at: self.place.location,
            on: self.place.on,
            today: self.settled_on,
            visits,
            before: &self.before,
            kinds: &self.space.kinds,
            uses: &self.uses,
            lots: if self.takes_passes() { &self.lots } else { &[] },
            packages: &self.packages,
            owners: &self.owners,
            paid: &self.charged,
            later: self.later,
            spender: facts::spender(self.place.member),
            company_passes: self.space.settings.company_passes,
        }
    }

    /// Writes the date as it was settled: new visits are added, those that changed are amended,
    /// and passes move so that each visit is charged what it is charged now. Where other passes run
    /// over the end of the date then, the next one is settled too (C2, C9).
    pub fn write(
        &self,
        tx: &Tx,
        visits: &[Visit],
        outcomes: &[Outcome],
    ) -> Result<(Vec<Visit>, Moved), OpError> {
        let mut written = Vec::with_capacity(visits.len());
        for (visit, outcome) in visits.iter().zip(outcomes) {
            let mut visit = settled(visit, outcome);
            if visit.id.0 == 0 {
                visit.id = visits::add(tx, &visit)?;
            } else {
                visits::set(tx, &visit)?;
            }
            written.push(visit);
        }
        let (back, taken) = self.changes(&written, outcomes);
        let mut moved = self.move_passes(tx, &back, &taken)?;
        let drawn = back.iter().chain(&taken).map(|(_, draw)| draw.lot);
        beginning::follow(tx, self.space, drawn.chain(self.not_counted()))?;
        let ran = self.visits.iter().map(|(visit, _)| visit);
        if self.running_over(ran) != self.running_over(&written) {
            let next = self.settle_next(tx)?;
            moved.back.extend(next.back);
            moved.taken.extend(next.taken);
            moved.lapsed.extend(next.lapsed);
        }
        Ok((written, moved))
    }

    /// The lots that came with a purchase and cover visits without a count: nothing moves of them.
    fn not_counted(&self) -> impl Iterator<Item = LotId> + '_ {
        let sold = self.lots.iter().filter(|lot| lot.purchase.is_some());
        let covering = sold.filter(|lot| !self.space.kind(lot.kind).terms.is_counted());
        covering.map(|lot| lot.id)
    }

    /// What would move if the date were written as it was settled.
    #[must_use]
    pub fn preview(&self, visits: &[Visit], outcomes: &[Outcome]) -> Moved {
        let (back, taken) = self.changes(visits, outcomes);
        let net = change(&summed(&back), &summed(&taken));
        Moved {
            back: net.back,
            taken: net.taken,
            lapsed: Vec::new(),
        }
    }

    /// What each visit gets back and what is taken for it; one that is no longer of the date gets
    /// all back.
    fn changes(&self, visits: &[Visit], outcomes: &[Outcome]) -> (Moves, Moves) {
        let mut back = Vec::new();
        let mut taken = Vec::new();
        for (visit, outcome) in visits.iter().zip(outcomes) {
            let change = change(self.paid(visit.id), &outcome.draws);
            back.extend(change.back.into_iter().map(|draw| (visit.id, draw)));
            taken.extend(change.taken.into_iter().map(|draw| (visit.id, draw)));
        }
        for (visit, draws) in &self.visits {
            if visits.iter().all(|one| one.id != visit.id) {
                back.extend(draws.iter().map(|draw| (visit.id, *draw)));
            }
        }
        (back, taken)
    }

    fn paid(&self, id: VisitId) -> &[Draw] {
        let known = self.visits.iter().find(|(visit, _)| visit.id == id);
        known.map_or(&[], |(_, draws)| draws)
    }

    fn move_passes(
        &self,
        tx: &Tx,
        back: &[(VisitId, Draw)],
        taken: &[(VisitId, Draw)],
    ) -> Result<Moved, OpError> {
        for (visit, draw) in back {
            self.append(tx, *visit, draw.lot, EntryType::Refund, draw.passes)?;
        }
        for (visit, draw) in taken {
            self.append(tx, *visit, draw.lot, EntryType::Spend, -draw.passes)?;
        }
        let net = change(&summed(back), &summed(taken));
        let mut lapsed = Vec::new();
        for refund in refunds(&net.back, &self.lots, self.settled_on) {
            let Refund { lot, passes, .. } = refund;
            if refund.lapses {
                let of = back.iter().find(|(_, draw)| draw.lot == lot);
                let (visit, _) = of.expect("what lapses was given back");
                self.append(tx, *visit, lot, EntryType::Expire, -passes)?;
                lapsed.push(Draw { lot, passes });
            }
        }
        Ok(Moved {
            back: net.back,
            taken: net.taken,
            lapsed,
        })
    }

    fn append(
        &self,
        tx: &Tx,
        visit: VisitId,
        lot: LotId,
        kind: EntryType,
        passes: PassQty,
    ) -> Result<(), OpError> {
        tx.append(&NewEntry {
            lot,
            kind,
            passes,
            on: self.place.on,
            member: self.place.member.id,
            booking: None,
            visit: Some(visit),
        })?;
        Ok(())
    }
}

/// What moves of each lot, whatever visit it is for.
fn summed(moves: &[(VisitId, Draw)]) -> Vec<Draw> {
    let mut sums: Vec<Draw> = Vec::new();
    for (_, draw) in moves {
        match sums.iter_mut().find(|sum| sum.lot == draw.lot) {
            Some(sum) => sum.passes += draw.passes,
            None => sums.push(*draw),
        }
    }
    sums
}

/// Locks the customers whose lots may pay for the member's visits.
pub fn touch(tx: &Tx, space: &Space, member: &Customer) -> Result<(), OpError> {
    let owners = facts::owners(tx, space.settings.company_passes, member)?;
    Ok(customers::touch(tx, &owners)?)
}

/// A visit as it was settled.
fn settled(visit: &Visit, outcome: &Outcome) -> Visit {
    Visit {
        covered_by: Some(outcome.covered_by),
        kind: outcome.kind,
        valid_until: Some(outcome.valid_until),
        owed: outcome.owed,
        ..visit.clone()
    }
}
