//! What customers can use on a day, and whose subscription runs then, where very many are looked at:
//! of those whose numbers lie side by side, or of all companies.

use std::ops::RangeInclusive;

use super::{Row, Snapshot, StoreError, Value};
use crate::domain::day::Day;
use crate::domain::ids::{CustomerId, KindId, PurchaseId};
use crate::domain::qty::PassQty;

/// What of a lot can be used on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Whose it is.
    pub owner: CustomerId,
    /// What one pass of it buys.
    pub kind: KindId,
    /// What is left of it.
    pub passes: PassQty,
    /// The purchase that it was sold with (V1).
    pub purchase: Option<PurchaseId>,
}

/// The columns that [`share`] reads.
const SHARE: &str = "l.owner, l.kind, l.left_halves, l.purchase";

/// A lot that can be used on day $1: its dates allow it, and no hold has the day (B2, T4), for which it
/// is only looked where $2 says that there are holds.
const USABLE: &str = "l.left_halves > 0 AND l.valid_from_day <= $1 AND l.expires_day >= $1 \
     AND ($2 = 0 OR NOT EXISTS (SELECT 1 FROM hold h WHERE h.lot = l.id AND h.removed = 0 \
         AND h.from_day <= $1 AND h.until_day >= $1))";

/// A subscription that runs on day $1: it is begun, not over and not paused (R1, R7, R8), for which it
/// is only looked where $2 says that there are pauses.
const RUNNING: &str = "s.start_day <= $1 AND (s.until_day IS NULL OR s.until_day >= $1) \
     AND ($2 = 0 OR NOT EXISTS (SELECT 1 FROM pause p WHERE p.subscription = s.id AND p.undone = 0 \
         AND p.from_day <= $1 AND p.until_day >= $1))";

/// A day, and what there is that is in the way of some on it.
#[derive(Debug, Clone, Copy)]
pub struct When {
    on: Day,
    holds: bool,
    pauses: bool,
}

impl When {
    /// That day.
    pub fn on(db: &Snapshot, on: Day) -> Result<Self, StoreError> {
        let any = |sql| Ok::<_, StoreError>(db.one(sql, &[], |_| Ok(()))?.is_some());
        Ok(Self {
            on,
            holds: any("SELECT 1 FROM hold WHERE removed = 0 LIMIT 1")?,
            pauses: any("SELECT 1 FROM pause WHERE undone = 0 LIMIT 1")?,
        })
    }

    fn usable(self) -> [Value<'static>; 2] {
        [self.on.into(), self.holds.into()]
    }

    fn running(self) -> [Value<'static>; 2] {
        [self.on.into(), self.pauses.into()]
    }
}

fn share(row: &Row) -> Result<Share, StoreError> {
    Ok(Share {
        owner: row.at(0)?,
        kind: row.at(1)?,
        passes: row.at(2)?,
        purchase: row.at(3)?,
    })
}

fn shares_sql() -> String {
    format!(
        "SELECT {SHARE} FROM lot l WHERE {USABLE} AND l.owner >= $3 AND l.owner <= $4 \
         ORDER BY l.owner"
    )
}

/// What customers of a range can use of their own on a day, by owner.
pub fn shares(
    db: &Snapshot,
    of: &RangeInclusive<CustomerId>,
    when: When,
) -> Result<Vec<Share>, StoreError> {
    let [on, holds] = when.usable();
    let values = [on, holds, (*of.start()).into(), (*of.end()).into()];
    db.rows(&shares_sql(), &values, share)
}

fn running_sql() -> String {
    format!(
        "SELECT s.customer FROM subscription s WHERE {RUNNING} \
         AND s.customer >= $3 AND s.customer <= $4 ORDER BY s.customer"
    )
}

/// The customers of a range of whom a subscription runs on a day, in order.
pub fn running(
    db: &Snapshot,
    of: &RangeInclusive<CustomerId>,
    when: When,
) -> Result<Vec<CustomerId>, StoreError> {
    let [on, pauses] = when.running();
    let values = [on, pauses, (*of.start()).into(), (*of.end()).into()];
    db.rows(&running_sql(), &values, |row| row.at(0))
}

fn company_shares_sql() -> String {
    format!(
        "SELECT {SHARE} FROM customer c CROSS JOIN lot l ON l.owner = c.id \
         WHERE c.kind = 'company' AND {USABLE}"
    )
}

/// Calls `each` with what companies can use of their own on a day.
pub fn each_company_share(
    db: &Snapshot,
    when: When,
    mut each: impl FnMut(Share),
) -> Result<(), StoreError> {
    db.each(&company_shares_sql(), &when.usable(), |row| {
        each(share(row)?);
        Ok(())
    })
}

fn members_shares_sql() -> String {
    format!(
        "SELECT {SHARE}, c.company FROM customer c CROSS JOIN lot l ON l.owner = c.id \
         WHERE c.company IS NOT NULL AND c.removed_day IS NULL AND {USABLE}"
    )
}

/// Calls `each` with what members of companies, that were not removed, can use of their own on a day,
/// each with the company.
pub fn each_members_share(
    db: &Snapshot,
    when: When,
    mut each: impl FnMut(Share, CustomerId),
) -> Result<(), StoreError> {
    db.each(&members_shares_sql(), &when.usable(), |row| {
        each(share(row)?, row.at(4)?);
        Ok(())
    })
}

fn running_companies_sql() -> String {
    format!(
        "SELECT c.id FROM customer c CROSS JOIN subscription s ON s.customer = c.id \
         WHERE c.kind = 'company' AND {RUNNING}"
    )
}

/// The companies of whom a subscription runs on a day.
pub fn running_companies(db: &Snapshot, when: When) -> Result<Vec<CustomerId>, StoreError> {
    db.rows(&running_companies_sql(), &when.running(), |row| row.at(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::scans::plan;

    #[test]
    fn what_many_have_is_found_by_their_numbers() {
        let range = [1, 1, 1, 2].map(Value::Int);
        for (sql, values) in [
            (shares_sql(), range.as_slice()),
            (running_sql(), &range),
            (company_shares_sql(), &range[..2]),
            (members_shares_sql(), &range[..2]),
            (running_companies_sql(), &range[..2]),
        ] {
            let steps = plan(&sql, values);
            let long = |step: &String| step.contains("TEMP") || step.starts_with("SCAN");
            assert!(!steps.iter().any(long), "{steps:?}");
        }
        let steps = plan(&shares_sql(), &range);
        assert!(steps[0].contains("lot_usable"), "{steps:?}");
    }
}
