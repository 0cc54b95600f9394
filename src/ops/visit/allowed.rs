//! Whether somebody is let in: something covers the visit (C3), and the location's limit lets it
//! through (D10).

use super::date::Date;
use crate::domain::customer::Standing;
use crate::domain::day::Instant;
use crate::domain::qty::PassQty;
use crate::domain::spend::Draw;
use crate::domain::visit::date::{Facts, Outcome};
use crate::domain::visit::refusal::{Lack, VisitRefusal};
use crate::domain::visit::{Visit, lack};
use crate::ops::limits::{self, Aside};
use crate::ops::{OpError, place};
use crate::store::Snapshot;

impl Date<'_> {
    /// Refuses a visit that would be owed for where nothing is to be owed (C3): `visits` has it,
    /// with its check-in alone.
    pub fn admit(&self, visits: &[Visit], visit: &Visit) -> Result<(), VisitRefusal> {
        let outcomes = self.settle(visits);
        let owed: PassQty = outcomes.iter().map(|one| one.owed).sum();
        let before: PassQty = self.visits.iter().map(|(visit, _)| visit.owed).sum();
        if owed <= before {
            return Ok(());
        }
        let facts = self.facts(visits);
        let lack = self.lack(&facts, &outcomes, visit, owed - before);
        Err(VisitRefusal::NotCovered {
            lack: Box::new(lack),
            visit: None,
            buy: lack::to_buy(&facts, visit),
        })
    }

    /// Why something is owed for one of the visits of these facts, which come to these outcomes
    /// (C3).
    pub(super) fn lack(
        &self,
        facts: &Facts<'_>,
        outcomes: &[Outcome],
        visit: &Visit,
        owed: PassQty,
    ) -> Lack {
        if !self.space.location(self.place.location).terms.passes {
            Lack::Location {
                location: facts.location.handle.clone(),
            }
        } else if self.place.member.standing == Standing::Visitor {
            Lack::Visitor {
                visitor: self.place.member.handle.clone(),
                on: self.place.on,
            }
        } else {
            lack::lack(facts, outcomes, visit, owed)
        }
    }

    /// Refuses visits for which more passes are taken than before, and more than the location allows
    /// (D10).
    pub fn within_limit(
        &self,
        db: &Snapshot,
        visits: &[Visit],
        now: Instant,
    ) -> Result<Result<(), VisitRefusal>, OpError> {
        let total = |draws: &[Draw]| -> PassQty { draws.iter().map(|draw| draw.passes).sum() };
        let outcomes = self.settle(visits);
        let taken: PassQty = outcomes.iter().map(|outcome| total(&outcome.draws)).sum();
        let before: PassQty = self.visits.iter().map(|(_, draws)| total(draws)).sum();
        if taken <= before {
            return Ok(Ok(()));
        }
        let location = self.space.location(self.place.location);
        let date = place::Date {
            location,
            on: self.place.on,
            today: location.terms.today(now),
        };
        let aside = Aside {
            visits: &self.aside,
            ..Aside::default()
        };
        let over = limits::over_at(db, date, self.place.member.id, taken, aside)?;
        Ok(over.map_or(Ok(()), |excess| {
            let location = location.terms.handle.clone();
            Err(VisitRefusal::NotCovered {
                lack: Box::new(Lack::Usage { location, excess }),
                visit: None,
                buy: Vec::new(),
            })
        }))
    }
}
