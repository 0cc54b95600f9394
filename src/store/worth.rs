//! What became of the passes of lots, and what invoice lines say was paid for them: lot by lot, each
//! read once, so that a lot costs the same however long its subscription runs.

use super::{Row, Snapshot, StoreError};
use crate::domain::day::Day;
use crate::domain::entry::EntryType;
use crate::domain::ids::{KindId, LocationId, LotId, PurchaseId, SubscriptionId};
use crate::domain::lot::Source;
use crate::domain::money::{Currency, Money};
use crate::domain::qty::PassQty;
use crate::domain::report::liability::{PeriodLine, paid_for_periods};

/// A lot, what became of its passes and what was paid for them.
#[derive(Debug, Clone)]
pub struct Valued {
    /// The home location of whose it is.
    pub home: LocationId,
    /// Its kind.
    pub kind: KindId,
    /// Where it came from.
    pub source: Source,
    /// The name of the plan or package when it was sold.
    pub plan: Option<String>,
    /// Its last day, [`Day::NEVER`] for none.
    pub expires_on: Day,
    /// What is left of it, lapsed or not.
    pub left: PassQty,
    /// What lapsed of it, where that is written.
    pub lapsed: PassQty,
    /// How many were used.
    pub used: PassQty,
    /// What lines say is paid for so many passes, these among them.
    pub paid: Option<(Money, PassQty)>,
}

/// A lot as its row and its entries tell of it.
struct Lot {
    id: LotId,
    subscription: Option<SubscriptionId>,
    purchase: Option<PurchaseId>,
    granted: PassQty,
    granted_on: Day,
    valid_from: Day,
    valued: Valued,
}

/// Each entry of lots that were not taken back, with its lot; those of a lot follow each other.
const ENTRIES: &str = "SELECT l.id, l.subscription, l.purchase, l.granted_halves, l.valid_from_day, \
         c.location, l.kind, l.source, l.expires_day, l.left_halves, e.type, e.halves, e.on_day \
     FROM lot l CROSS JOIN customer c ON c.id = l.owner CROSS JOIN entry e ON e.lot = l.id \
     WHERE l.undone = 0 AND l.subscription IS";
/// The order in which an index has those of subscriptions.
const BY_SUBSCRIPTION: &str = "NOT NULL ORDER BY l.subscription, l.kind, l.valid_from_day";
const OF_NONE: &str = "NULL ORDER BY l.id";

impl Lot {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.at(0)?,
            subscription: row.at(1)?,
            purchase: row.at(2)?,
            granted: row.at(3)?,
            granted_on: Day::NEVER,
            valid_from: row.at(4)?,
            valued: Valued {
                home: row.at(5)?,
                kind: row.at(6)?,
                source: row.at(7)?,
                plan: None,
                expires_on: row.at(8)?,
                left: row.at(9)?,
                lapsed: PassQty::ZERO,
                used: PassQty::ZERO,
                paid: None,
            },
        })
    }

    fn add_entry(&mut self, row: &Row) -> Result<(), StoreError> {
        let passes: PassQty = row.at(11)?;
        match row.at(10)? {
            EntryType::Grant => self.granted_on = self.granted_on.min(row.at(12)?),
            EntryType::Spend | EntryType::Refund => self.valued.used += -passes,
            EntryType::Expire => self.valued.lapsed += -passes,
            EntryType::Deduct | EntryType::Transfer => {}
        }
        Ok(())
    }

    /// Says what a lot that was sold by itself was sold as, and for how much.
    fn value_purchase(&mut self, db: &Snapshot) -> Result<(), StoreError> {
        let Some(purchase) = self.purchase else {
            return Ok(());
        };
        if self.valued.plan.is_none() {
            let sql = "SELECT p.name FROM purchase q JOIN plan p ON p.id = q.plan WHERE q.id = $1";
            self.valued.plan = db.one(sql, &[purchase.into()], |row| row.at(0))?;
        }
        let sql = "SELECT n.currency, (SELECT SUM(x.amount_minor) FROM line x \
                 WHERE x.purchase = $1 AND x.undone = 0 AND x.removed = 0), \
             (SELECT SUM(m.granted_halves) FROM lot m WHERE m.purchase = $1 AND m.undone = 0) \
             FROM line n WHERE n.purchase = $1 AND n.undone = 0 AND n.removed = 0 \
             ORDER BY n.id LIMIT 1";
        let paid = |row: &Row| {
            let currency: Currency = row.at(0)?;
            Ok((Money::new(row.at(1)?, currency), row.at(2)?))
        };
        self.valued.paid = db.one(sql, &[purchase.into()], paid)?;
        Ok(())
    }
}

/// Calls `each` with every lot that was not taken back.
pub fn each_valued(db: &Snapshot, mut each: impl FnMut(Valued)) -> Result<(), StoreError> {
    let mut of_one: Vec<Lot> = Vec::new();
    let mut value = |lots: &mut Vec<Lot>| {
        let subscription = lots.first().and_then(|lot| lot.subscription);
        if let Some(subscription) = subscription {
            value_periods(db, subscription, lots)?;
        }
        for mut lot in lots.drain(..) {
            lot.value_purchase(db)?;
            each(lot.valued);
        }
        Ok::<(), StoreError>(())
    };
    for which in [BY_SUBSCRIPTION, OF_NONE] {
        db.each(&format!("{ENTRIES} {which}"), &[], |row| {
            let id: LotId = row.at(0)?;
            let subscription: Option<SubscriptionId> = row.at(1)?;
            if of_one.last().is_none_or(|lot| lot.id != id) {
                let same = |lot: &Lot| subscription.is_some() && lot.subscription == subscription;
                if !of_one.first().is_some_and(same) {
                    value(&mut of_one)?;
                }
                of_one.push(Lot::from_row(row)?);
            }
            let lot = of_one.last_mut().expect("the lot of this entry");
            lot.add_entry(row)
        })?;
        value(&mut of_one)?;
    }
    Ok(())
}

/// Says of all lots of a subscription what they were sold as, and for how much.
fn value_periods(
    db: &Snapshot,
    subscription: SubscriptionId,
    lots: &mut [Lot],
) -> Result<(), StoreError> {
    let sql = "SELECT on_day, amount_minor, currency FROM line \
         WHERE subscription = $1 AND undone = 0 AND removed = 0 ORDER BY on_day, id";
    let lines = db.rows(sql, &[subscription.into()], |row| {
        Ok(PeriodLine {
            on: row.at(0)?,
            amount: Money::new(row.at(1)?, row.at(2)?),
        })
    })?;
    let sql = "SELECT from_day, plan_name FROM term WHERE subscription = $1 AND replaced = 0 \
         ORDER BY from_day";
    let name = |row: &Row| Ok((row.at::<Day>(0)?, row.at::<String>(1)?));
    let names = db.rows(sql, &[subscription.into()], name)?;
    let granted: Vec<_> = lots
        .iter()
        .map(|lot| (lot.granted_on, lot.granted))
        .collect();
    for (lot, paid) in lots.iter_mut().zip(paid_for_periods(&lines, &granted)) {
        lot.valued.paid = paid;
        let names = names.iter().rev();
        let mut then = names.skip_while(|(from, _)| *from > lot.valid_from);
        lot.valued.plan = then.next().map(|(_, name)| name.clone());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::scans::plan;

    #[test]
    fn lots_of_a_subscription_are_found_together_without_sorting_all() {
        for which in [BY_SUBSCRIPTION, OF_NONE] {
            let steps = plan(&format!("{ENTRIES} {which}"), &[]);
            assert!(
                steps.iter().all(|step| !step.contains("TEMP B-TREE")),
                "{steps:?}"
            );
        }
    }
}
