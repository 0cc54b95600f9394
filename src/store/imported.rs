//! What was taken in from other systems: their ids, and what became of them here.

use super::journal::Relation;
use super::{Snapshot, StoreError, Tx};
use crate::domain::ids::{CustomerId, LotId, SubscriptionId};

/// What a thing of another system became here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Became {
    /// Who it is, or whose.
    pub customer: CustomerId,
    /// The subscription that it is, where it is one.
    pub subscription: Option<SubscriptionId>,
    /// The lot that it is in, where it is passes.
    pub lot: Option<LotId>,
}

impl Became {
    /// A member or company.
    #[must_use]
    pub const fn customer(customer: CustomerId) -> Self {
        Self {
            customer,
            subscription: None,
            lot: None,
        }
    }
}

/// What the thing with that key became, or None when it was not taken in, or taken back.
pub fn find(db: &Snapshot, key: &str) -> Result<Option<Became>, StoreError> {
    let sql = "SELECT * FROM imported WHERE key = $1 AND undone = 0";
    db.one(sql, &[key.into()], |row| {
        Ok(Became {
            customer: row.get("customer")?,
            subscription: row.get("subscription")?,
            lot: row.get("lot")?,
        })
    })
}

/// Whether a customer is known under a key that begins so.
pub fn is_known(db: &Snapshot, customer: CustomerId, begins: &str) -> Result<bool, StoreError> {
    let until = format!("{begins}\u{10ffff}");
    let sql = "SELECT id FROM imported WHERE customer = $1 AND key >= $2 AND key < $3 \
               AND undone = 0 LIMIT 1";
    let values = [customer.into(), begins.into(), until.as_str().into()];
    let found = db.one(sql, &values, |row| row.get::<i64>("id"))?;
    Ok(found.is_some())
}

/// Notes what the thing with that key has become.
pub fn add(tx: &Tx, key: &str, became: Became) -> Result<(), StoreError> {
    let row = [
        ("key", key.into()),
        ("customer", became.customer.into()),
        ("subscription", became.subscription.into()),
        ("lot", became.lot.into()),
    ];
    tx.insert(Relation::Imported, &row).map(drop)
}
