//! A member or company in short: who it is, its status (P6) and what it has on a day.

use std::collections::BTreeMap;

use super::Card;
use crate::domain::day::Day;
use crate::domain::ids::KindId;
use crate::domain::kind::{self, Kind};
use crate::domain::qty::PassQty;
use crate::ops::facts::Space;

/// A member or company in short.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Who it is.
    pub card: Card,
    /// The status on the day (P6).
    pub status: String,
    /// The day, at the home location.
    pub on: Day,
    /// Passes that bookings to come will be charged.
    pub scheduled: PassQty,
    /// Passes owed for visits.
    pub owed: PassQty,
    /// What is usable on the day, by the kind's handle, the pool that is open included (P4); None
    /// where there is no count. The kind `day` is first and always there.
    pub balances: Vec<(String, Option<PassQty>)>,
}

/// The kinds in the order in which balances are told: `day` first.
#[must_use]
pub fn kinds(space: &Space) -> Vec<&Kind> {
    let mut kinds: Vec<_> = space.kinds.iter().collect();
    kinds.sort_by_key(|kind| (!is_day(kind), kind.id));
    kinds
}

fn is_day(kind: &Kind) -> bool {
    kind.terms.handle.as_str() == kind::DAY
}

/// Balances by the kind's handle, of [`kinds`]: `day` always, the others where `usable` knows of any.
pub fn balances<'a>(
    kinds: &[&'a Kind],
    usable: impl Fn(KindId) -> Option<PassQty>,
) -> impl Iterator<Item = (&'a str, Option<PassQty>)> {
    kinds.iter().filter_map(move |kind| {
        let usable = usable(kind.id);
        if usable.is_none() && !is_day(kind) {
            return None;
        }
        let counted = kind.terms.is_counted();
        let count = counted.then(|| usable.unwrap_or_default());
        Some((kind.terms.handle.as_str(), count))
    })
}

/// [`balances`] of what is usable by kind.
#[must_use]
pub fn owned_balances(
    space: &Space,
    usable: &BTreeMap<KindId, PassQty>,
) -> Vec<(String, Option<PassQty>)> {
    let kinds = kinds(space);
    let balances = balances(&kinds, |kind| usable.get(&kind).copied());
    balances
        .map(|(kind, count)| (kind.to_owned(), count))
        .collect()
}
