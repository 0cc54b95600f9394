//! Scans of whole tables in the order of their ids, with the names that people know the rows by:
//! for exports, so never held in memory.

use super::{Snapshot, StoreError};
use crate::domain::day::Day;
use crate::domain::ids::{LineId, LotId, OperationId, RecurringId, SubscriptionId};
use crate::domain::money::{Money, Percent};
use crate::domain::qty::PassQty;

/// A lot with names.
#[derive(Debug, Clone)]
pub struct LotNamed {
    /// Its id.
    pub id: LotId,
    /// The operation that added it.
    pub operation: OperationId,
    /// The owner's handle.
    pub owner: String,
    /// Whether the owner is a company.
    pub of_company: bool,
    /// The kind's handle.
    pub kind: String,
    /// How many were granted.
    pub granted: PassQty,
    /// How many are left by the ledger.
    pub left: PassQty,
    /// The first day it is usable.
    pub valid_from: Day,
    /// The last day, [`Day::NEVER`] for none.
    pub expires_on: Day,
    /// The word for where it comes from.
    pub source: String,
    /// The subscription whose window it fills.
    pub subscription: Option<SubscriptionId>,
    /// The monthly grant it belongs to.
    pub recurring: Option<RecurringId>,
    /// The handle of its home location.
    pub location: String,
    /// Higher is spent first.
    pub priority: i64,
    /// What for.
    pub memo: Option<String>,
    /// Its grant was taken back.
    pub undone: bool,
}

/// An invoice line with names.
#[derive(Debug, Clone)]
pub struct LineNamed {
    /// Its id.
    pub id: LineId,
    /// The operation that added it.
    pub operation: OperationId,
    /// The handle of who owes it.
    pub customer: String,
    /// Whether that is a company.
    pub of_company: bool,
    /// The subscription whose period it is for.
    pub subscription: Option<SubscriptionId>,
    /// The day it is for.
    pub on: Day,
    /// What it is for.
    pub text: String,
    /// Without tax.
    pub amount: Money,
    /// The tax on it.
    pub tax: Percent,
    /// Nothing is to be paid for it any more.
    pub paid: bool,
    /// It was removed, or taken back.
    pub gone: bool,
}

/// Calls `each` with every lot.
pub fn lots<E: From<StoreError>>(
    db: &Snapshot,
    mut each: impl FnMut(LotNamed) -> Result<(), E>,
) -> Result<(), E> {
    let sql = "SELECT l.*, c.handle AS owner_handle, c.kind AS owner_sort, \
               k.handle AS kind_handle, p.handle AS location_handle FROM lot l \
               JOIN customer c ON c.id = l.owner JOIN kind k ON k.id = l.kind \
               JOIN location p ON p.id = l.location ORDER BY l.id";
    db.each(sql, &[], |row| {
        let sort: String = row.get("owner_sort")?;
        each(LotNamed {
            id: row.get("id")?,
            operation: row.get("operation")?,
            owner: row.get("owner_handle")?,
            of_company: sort == "company",
            kind: row.get("kind_handle")?,
            granted: row.get("granted_halves")?,
            left: row.get("left_halves")?,
            valid_from: row.get("valid_from_day")?,
            expires_on: row.get("expires_day")?,
            source: row.get("source")?,
            subscription: row.get("subscription")?,
            recurring: row.get("recurring")?,
            location: row.get("location_handle")?,
            priority: row.get("priority")?,
            memo: row.get("memo")?,
            undone: row.get("undone")?,
        })
    })
}

/// Calls `each` with every invoice line.
pub fn lines<E: From<StoreError>>(
    db: &Snapshot,
    mut each: impl FnMut(LineNamed) -> Result<(), E>,
) -> Result<(), E> {
    let sql = "SELECT l.*, c.handle AS customer_handle, c.kind AS customer_sort FROM line l \
               JOIN customer c ON c.id = l.customer ORDER BY l.id";
    db.each(sql, &[], |row| {
        let sort: String = row.get("customer_sort")?;
        let (undone, removed): (bool, bool) = (row.get("undone")?, row.get("removed")?);
        each(LineNamed {
            id: row.get("id")?,
            operation: row.get("operation")?,
            customer: row.get("customer_handle")?,
            of_company: sort == "company",
            subscription: row.get("subscription")?,
            on: row.get("on_day")?,
            text: row.get("text")?,
            amount: Money::new(row.get("amount_minor")?, row.get("currency")?),
            tax: Percent::from_hundredths(row.get("tax_hundredths")?),
            paid: row.get("paid")?,
            gone: undone || removed,
        })
    })
}
