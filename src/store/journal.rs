//! The journal of changed rows. Outside the ledger every row is written by [`Tx::insert`] and
//! [`Tx::amend`], which note what the row was and what it became: the same notes feed the
//! operation's hash, `check`, `undo` and how the books stood on a past day.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json};

use super::chain::Part;
use super::{Row, Snapshot, StoreError, Tx, Value};
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

/// A journaled change of one row.
#[derive(Debug, Clone)]
pub struct Change {
    /// The operation that made it.
    pub operation: OperationId,
    /// Whose row.
    pub relation: Relation,
    /// Which row.
    pub row: i64,
    /// The changed columns as they were; None for a new row.
    pub before: Option<Map<String, Json>>,
    /// The changed columns as they became; every column of a new row.
    pub after: Map<String, Json>,
}

fn json(value: &Value) -> Json {
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

/// Columns and what was written to them, as JSON.
fn written<'a>(row: impl IntoIterator<Item = &'a (&'a str, Value<'a>)>) -> String {
    let mut text = String::with_capacity(256);
    text.push('{');
    for (column, value) in row {
        let comma = if text.len() == 1 { "" } else { "," };
        write!(text, "{comma}\"{column}\":").expect("a String takes everything");
        match value {
            Value::Int(number) => write!(text, "{number}").expect("a String takes everything"),
            Value::Text(said) => text.push_str(&Json::from(*said).to_string()),
            Value::Null => text.push_str("null"),
        }
    }
    text.push('}');
    text
}

fn parsed(text: &str) -> Result<Map<String, Json>, StoreError> {
    serde_json::from_str(text)
        .map_err(|error| StoreError::Damaged(format!("a journaled change: {error}")))
}

fn from_row(row: &Row) -> Result<Change, StoreError> {
    let relation: String = row.get("relation")?;
    let before: Option<String> = row.get("before")?;
    let after: String = row.get("after")?;
    Ok(Change {
        operation: row.get("operation")?,
        relation: Relation::read(&relation)
            .ok_or_else(|| StoreError::Damaged(format!("a change of `{relation}`")))?,
        row: row.get("row")?,
        before: before.as_deref().map(parsed).transpose()?,
        after: parsed(&after)?,
    })
}

/// What one operation changed, in order.
pub fn of_operation(db: &Snapshot, operation: OperationId) -> Result<Vec<Change>, StoreError> {
    let sql = "SELECT * FROM change WHERE operation = $1 ORDER BY seq";
    db.rows(sql, &[operation.into()], from_row)
}

/// What one operation changed in one table, in order.
pub fn of_relation(
    db: &Snapshot,
    operation: OperationId,
    relation: Relation,
) -> Result<Vec<Change>, StoreError> {
    let sql = "SELECT * FROM change WHERE operation = $1 AND relation = $2 ORDER BY seq";
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
        "SELECT * FROM change WHERE relation = $1 AND row = $2 AND operation > $3 \
         ORDER BY operation DESC, seq DESC",
        &[relation.table().into(), row.into(), operation.into()],
        from_row,
    )
}

/// Calls `each` with every change, oldest first.
pub fn each<E: From<StoreError>>(
    db: &Snapshot,
    mut each: impl FnMut(Change) -> Result<(), E>,
) -> Result<(), E> {
    db.each("SELECT * FROM change ORDER BY operation, seq", &[], |row| {
        each(from_row(row)?)
    })
}

/// The present values of some columns of one row, or None when there is no such row.
pub fn present(
    db: &Snapshot,
    relation: Relation,
    row: i64,
    columns: &[&str],
) -> Result<Option<Map<String, Json>>, StoreError> {
    let sql = format!(
        "SELECT {} FROM {} WHERE id = $1",
        columns.join(", "),
        relation.table()
    );
    db.one(&sql, &[row.into()], |found| {
        let values = (0..columns.len()).map(|at| found.value(at).map(|value| json(&value)));
        Ok(object(
            columns,
            values.collect::<Result<Vec<_>, _>>()?.into_iter(),
        ))
    })
}

impl Tx<'_> {
    /// Adds a row and answers its id. The column `operation` is set to the open operation.
    pub fn insert(&self, relation: Relation, row: &[(&str, Value)]) -> Result<i64, StoreError> {
        let mut columns = vec!["operation"];
        let mut values = vec![Value::from(self.entered()?)];
        for (column, value) in row {
            columns.push(column);
            values.push(*value);
        }
        let mut sql = format!(
            "INSERT INTO {} ({}) VALUES (",
            relation.table(),
            columns.join(", ")
        );
        for at in 1..=columns.len() {
            let comma = if at == 1 { "" } else { ", " };
            write!(sql, "{comma}${at}").expect("a String takes everything");
        }
        sql.push_str(") RETURNING id");
        let id = self.added(&sql, &values)?;
        self.note_change(relation, id, None, &written(row))?;
        Ok(id)
    }

    /// Changes columns of one row. Columns that already hold the value are left alone; when all do,
    /// nothing is written.
    pub fn amend(
        &self,
        relation: Relation,
        id: i64,
        row: &[(&str, Value)],
    ) -> Result<(), StoreError> {
        let columns: Vec<&str> = row.iter().map(|(column, _)| *column).collect();
        let before = present(self, relation, id, &columns)?.ok_or(StoreError::NotFound {
            relation: relation.table(),
            id,
        })?;
        let changed: Vec<&(&str, Value)> = row
            .iter()
            .filter(|(column, value)| before[*column] != json(value))
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        let mut sql = format!("UPDATE {} SET ", relation.table());
        let mut values = Vec::with_capacity(changed.len() + 1);
        for (at, (column, value)) in changed.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(sql, "{comma}{column} = ${}", at + 1).expect("a String takes everything");
            values.push(*value);
        }
        write!(sql, " WHERE id = ${}", changed.len() + 1).expect("a String takes everything");
        values.push(id.into());
        self.exec(&sql, &values)?;
        let columns: Vec<&str> = changed.iter().map(|(column, _)| *column).collect();
        let was = object(
            &columns,
            columns.iter().map(|column| before[*column].clone()),
        );
        let was = Json::Object(was).to_string();
        self.note_change(relation, id, Some(&was), &written(changed))
    }

    fn note_change(
        &self,
        relation: Relation,
        row: i64,
        before: Option<&str>,
        after: &str,
    ) -> Result<(), StoreError> {
        let values = [
            self.entered()?.into(),
            self.written().into(),
            relation.table().into(),
            row.into(),
            before.into(),
            after.into(),
        ];
        self.exec(
            "INSERT INTO change (operation, seq, relation, row, before, after) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            &values,
        )?;
        self.record(Part::Change, &values);
        Ok(())
    }
}
