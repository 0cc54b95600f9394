//! Passes that run over the end of a date into the next one (K3, C9).

use super::date::{Date, Moved, Place};
use crate::domain::day::Instant;
use crate::domain::visit::Visit;
use crate::ops::OpError;
use crate::store::Tx;

impl Date<'_> {
    /// The passes that run over the end of the date: of which check-in, and until when.
    pub(super) fn running_over<'v>(
        &self,
        visits: impl IntoIterator<Item = &'v Visit>,
    ) -> Vec<(Instant, Instant)> {
        let location = self.space.location(self.place.location);
        let ends = location.terms.ends(self.place.on);
        let until = visits.into_iter().filter_map(|visit| {
            let until = visit.valid_until.filter(|until| *until > ends)?;
            Some((visit.in_at, until))
        });
        until.collect()
    }

    /// Settles the person's visits of the next date again, as they are on record.
    pub(super) fn settle_next(&self, tx: &Tx) -> Result<Moved, OpError> {
        let place = Place {
            on: self.place.on.next(),
            ..self.place
        };
        let next = Self::gather(tx, self.space, place, self.settled_on)?;
        let there: Vec<Visit> = next.visits.iter().map(|(visit, _)| visit.clone()).collect();
        let (_, moved) = next.write(tx, &there, &next.settle(&there))?;
        Ok(moved)
    }
}
