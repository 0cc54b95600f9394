//! Vouchers, and who redeemed them (V2).

use super::journal::Relation;
use super::{Row, Snapshot, StoreError, Tx, Value};
use crate::domain::code::{Terms, Voucher};
use crate::domain::day::Day;
use crate::domain::ids::{CustomerId, LotId, OperationId, VoucherId};

/// A voucher as the books know it.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its number in the books.
    pub id: VoucherId,
    /// What it gives.
    pub voucher: Voucher,
}

/// That a voucher was redeemed.
#[derive(Debug, Clone, Copy)]
pub struct Redemption {
    /// The operation that did it.
    pub operation: OperationId,
    /// By whom.
    pub customer: CustomerId,
    /// The lot that it gave.
    pub lot: LotId,
    /// When, where the customer is at home.
    pub on: Day,
}

/// Reads until when and how often a code may be used from a row that has its columns.
pub(super) fn terms_from_row(row: &Row) -> Result<Terms, StoreError> {
    Ok(Terms {
        until: row.get("until_day")?,
        uses: row.get("uses")?,
        retired: row.get("retired")?,
    })
}

fn from_row(row: &Row) -> Result<Known, StoreError> {
    Ok(Known {
        id: row.get("id")?,
        voucher: Voucher {
            code: row.get("code")?,
            kind: row.get("kind")?,
            passes: row.get("passes_halves")?,
            expires_on: row.get("expires_day")?,
            once_per_member: row.get("once_per_member")?,
            terms: terms_from_row(row)?,
        },
    })
}

/// Every voucher, retired ones too, by id.
pub fn list(db: &Snapshot) -> Result<Vec<Known>, StoreError> {
    let sql = "SELECT * FROM voucher WHERE undone = 0 ORDER BY id";
    db.rows(sql, &[], from_row)
}

/// The voucher with that code, in whatever case, or None.
pub fn find(db: &Snapshot, code: &str) -> Result<Option<Known>, StoreError> {
    let key = super::customers::folded(code);
    let sql = "SELECT * FROM voucher WHERE code_key = $1 AND undone = 0";
    db.one(sql, &[key.as_str().into()], from_row)
}

/// The voucher with that number.
pub fn get(db: &Snapshot, id: VoucherId) -> Result<Known, StoreError> {
    let sql = "SELECT * FROM voucher WHERE id = $1";
    db.one(sql, &[id.into()], from_row)?
        .ok_or(StoreError::NotFound {
            relation: "voucher",
            id: id.0,
        })
}

/// How often a voucher was redeemed, by whom and when, oldest first.
pub fn redemptions(db: &Snapshot, id: VoucherId) -> Result<Vec<Redemption>, StoreError> {
    let sql = "SELECT * FROM voucher_use WHERE voucher = $1 AND undone = 0 ORDER BY id";
    db.rows(sql, &[id.into()], |row| {
        Ok(Redemption {
            operation: row.get("operation")?,
            customer: row.get("customer")?,
            lot: row.get("lot")?,
            on: row.get("on_day")?,
        })
    })
}

fn columns<'a>(voucher: &'a Voucher, key: &'a str) -> [(&'static str, Value<'a>); 9] {
    [
        ("code", (&voucher.code).into()),
        ("code_key", key.into()),
        ("kind", voucher.kind.into()),
        ("passes_halves", voucher.passes.into()),
        ("expires_day", voucher.expires_on.into()),
        ("once_per_member", voucher.once_per_member.into()),
        ("until_day", voucher.terms.until.into()),
        ("uses", voucher.terms.uses.into()),
        ("retired", voucher.terms.retired.into()),
    ]
}

/// Adds a voucher.
pub fn add(tx: &Tx, voucher: &Voucher) -> Result<VoucherId, StoreError> {
    let key = super::customers::folded(&voucher.code);
    let id = tx.insert(Relation::Voucher, &columns(voucher, &key))?;
    Ok(VoucherId(id))
}

/// Writes a voucher as it is from now on; what it gave stays.
pub fn set(tx: &Tx, id: VoucherId, voucher: &Voucher) -> Result<(), StoreError> {
    let key = super::customers::folded(&voucher.code);
    tx.amend(Relation::Voucher, id.0, &columns(voucher, &key))
}

/// Notes that a voucher was redeemed.
pub fn redeem(
    tx: &Tx,
    id: VoucherId,
    customer: CustomerId,
    lot: LotId,
    on: Day,
) -> Result<(), StoreError> {
    let row = [
        ("voucher", id.into()),
        ("customer", customer.into()),
        ("lot", lot.into()),
        ("on_day", on.into()),
    ];
    tx.insert(Relation::VoucherUse, &row).map(drop)
}
