//! The journal of changed rows. Outside the ledger every row is written by [`Tx::insert`] and
//! [`Tx::amend`]. A row names the operation that added it, whose hash covers it as it was then; only
//! what becomes of it later is noted: what its columns were, and what they became. The notes feed the
//! operation's hash, `check`, `undo` and how the books stood on a past day. Operations of before
//! version 3 of the schema noted rows that they added, too.

use serde_json::{Map, Value as Json};

use super::{Row, Snapshot, StoreError, Value};
use crate::domain::ids::OperationId;

macro_rules! relations {
    ($($(#[$doc:meta])* $name:ident $table:literal;)*) => {
        /// A table whose rows are journaled.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Relation {
            $($(#[$doc])* $name,)*
        }

        impl Relation {
            /// Every journaled table.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The table's name.
            #[must_use]
            pub const fn table(self) -> &'static str {
                match self {
                    $(Self::$name => $table,)*
                }
            }

            /// The relation with that table's name.
            #[must_use]
            pub fn read(table: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|relation| relation.table() == table)
            }
        }
    };
}

relations! {
    /// Settings of the space.
    Setting "setting";
    /// Locations.
    Location "location";
    /// Desks.
    Desk "desk";
    /// Kinds of pass.
    Kind "kind";
    /// Members, visitors and companies.
    Customer "customer";
    /// Plans.
    Plan "plan";
    /// What plans include.
    PlanInclude "plan_include";
    /// Subscriptions.
    Subscription "subscription";
    /// Terms of subscriptions from a day on.
    Term "term";
    /// What terms include.
    TermInclude "term_include";
    /// Pauses of subscriptions.
    Pause "pause";
    /// Priced extras of packages.
    PlanExtra "plan_extra";
    /// Packages and passes that were sold.
    Purchase "purchase";
    /// Monthly grants.
    Recurring "recurring";
    /// Lots: only what changes after they were added.
    Lot "lot";
    /// Holds of lots.
    Hold "hold";
    /// Bookings.
    Booking "booking";
    /// Visits.
    Visit "visit";
    /// Assignments of seats.
    Assignment "assignment";
    /// Invoice lines.
    Line "line";
    /// Vouchers.
    Voucher "voucher";
    /// Who redeemed vouchers.
    VoucherUse "voucher_use";
    /// Promo codes.
    Promo "promo";
    /// What promo codes are for.
    PromoScope "promo_scope";
    /// Who used promo codes.
    PromoUse "promo_use";
    /// Issued invoices and credit notes.
    Invoice "invoice";
    /// What issued invoices say.
    InvoiceLine "invoice_line";
    /// Payments of invoices.
    Payment "payment";
    /// What was taken in from other systems.
    Imported "imported";
}

/// A journaled change of a row that was there.
#[derive(Debug, Clone)]
pub struct Change {
    /// The operation that made it.
    pub operation: OperationId,
    /// Whose row.
    pub relation: Relation,
    /// Which row.
    pub row: i64,
    /// The changed columns as they were.
    pub before: Map<String, Json>,
    /// The changed columns as they became.
    pub after: Map<String, Json>,
}

pub(super) fn json(value: &Value) -> Json {
    match value {
        Value::Int(number) => Json::from(*number),
        Value::Text(text) => Json::from(*text),
        Value::Null => Json::Null,
    }
}

pub(super) fn unjson(value: &Json) -> Value<'_> {
    match value {
        Json::Number(number) => number.as_i64().map_or(Value::Null, Value::Int),
        Json::String(text) => Value::Text(text),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => Value::Null,
    }
}

fn object(columns: &[&str], values: impl Iterator<Item = Json>) -> Map<String, Json> {
    columns
        .iter()
        .map(|column| (*column).to_owned())
        .zip(values)
        .collect()
}

fn parsed(text: &str) -> Result<Map<String, Json>, StoreError> {
    serde_json::from_str(text)
        .map_err(|error| StoreError::Damaged(format!("a journaled change: {error}")))
}

fn from_row(row: &Row) -> Result<Change, StoreError> {
    let relation: String = row.get("relation")?;
    let before: String = row.get("before")?;
    let after: String = row.get("after")?;
    Ok(Change {
        operation: row.get("operation")?,
        relation: Relation::read(&relation)
            .ok_or_else(|| StoreError::Damaged(format!("a change of `{relation}`")))?,
        row: row.get("row")?,
        before: parsed(&before)?,
        after: parsed(&after)?,
    })
}

/// What one operation changed, in order.
pub fn of_operation(db: &Snapshot, operation: OperationId) -> Result<Vec<Change>, StoreError> {
    let sql = "SELECT * FROM change WHERE operation = $1 AND before IS NOT NULL ORDER BY seq";
    db.rows(sql, &[operation.into()], from_row)
}

/// What one operation changed in one table, in order.
pub fn of_relation(
    db: &Snapshot,
    operation: OperationId,
    relation: Relation,
) -> Result<Vec<Change>, StoreError> {
    let sql = "SELECT * FROM change \
               WHERE operation = $1 AND relation = $2 AND before IS NOT NULL ORDER BY seq";
    db.rows(sql, &[operation.into(), relation.table().into()], from_row)
}

/// What later operations changed of one row, newest first.
pub fn since(
    db: &Snapshot,
    relation: Relation,
    row: i64,
    operation: OperationId,
) -> Result<Vec<Change>, StoreError> {
    db.rows(
        "SELECT * FROM change \
         WHERE relation = $1 AND row = $2 AND operation > $3 AND before IS NOT NULL \
         ORDER BY operation DESC, seq DESC",
        &[relation.table().into(), row.into(), operation.into()],
        from_row,
    )
}

/// What the columns of one row held that later operations changed, before they did.
pub fn before(
    db: &Snapshot,
    relation: Relation,
    row: i64,
    operation: OperationId,
) -> Result<Map<String, Json>, StoreError> {
    let mut before = Map::new();
    for change in since(db, relation, row, operation)? {
        before.extend(change.before);
    }
    Ok(before)
}

/// The operation that added a row, or None when there is no such row.
pub fn adder(
    db: &Snapshot,
    relation: Relation,
    row: i64,
) -> Result<Option<OperationId>, StoreError> {
    let sql = select(relation, ["operation"].into_iter());
    db.one(&sql, &[row.into()], |row| row.at(0))
}

/// The statement that reads some columns of one row.
pub(super) fn select<'a>(relation: Relation, columns: impl Iterator<Item = &'a str>) -> String {
    let mut sql = String::with_capacity(256);
    for column in columns {
        sql.push_str(if sql.is_empty() { "SELECT " } else { ", " });
        sql.push_str(column);
    }
    sql.push_str(" FROM ");
    sql.push_str(relation.table());
    sql.push_str(" WHERE id = $1");
    sql
}

/// The present values of some columns of one row, or None when there is no such row.
pub fn present(
    db: &Snapshot,
    relation: Relation,
    row: i64,
    columns: &[&str],
) -> Result<Option<Map<String, Json>>, StoreError> {
    let sql = select(relation, columns.iter().copied());
    db.one(&sql, &[row.into()], |found| {
        let values = (0..columns.len()).map(|at| found.value(at).map(|value| json(&value)));
        Ok(object(
            columns,
            values.collect::<Result<Vec<_>, _>>()?.into_iter(),
        ))
    })
}
