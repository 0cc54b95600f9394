//! Monthly grants: one lot for each calendar month, without carry-over.

use crate::domain::day::Day;
use crate::domain::ids::{CustomerId, KindId, LocationId, RecurringId};
use crate::domain::qty::PassQty;

/// A monthly grant (B4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurring {
    /// Its id.
    pub id: RecurringId,
    /// Who receives the lots.
    pub owner: CustomerId,
    /// What one pass buys.
    pub kind: KindId,
    /// How many each month, the first included, in full.
    pub passes: PassQty,
    /// The first day of the first lot.
    pub from: Day,
    /// The last day of the last lot, inclusive; None for an open end.
    pub until: Option<Day>,
    /// The home location of the lots.
    pub location: LocationId,
    /// The priority of the lots: a higher one is spent first.
    pub priority: i64,
    /// The first day of the next lot that was not granted yet; None when nothing is left to do.
    pub due_on: Option<Day>,
}
