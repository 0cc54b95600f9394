//! What taking an operation back has to know (A3): what it changed in all, what later operations
//! made of that, and which of them refer to what it added.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::journal::{self, Relation, json, unjson};
use super::{Snapshot, StoreError, Tx, Value, numbered};
use crate::domain::ids::OperationId;

/// Every column that refers to a journaled row, with the table it is in; `seat` aside, whose rows
/// follow from the bookings, and `notification`, which tells what happened and uses nothing.
const REFERENCES: &[(Relation, &str, &str)] = &[
    (Relation::Location, "desk", "location"),
    (Relation::Location, "customer", "location"),
    (Relation::Location, "recurring", "location"),
    (Relation::Location, "lot", "location"),
    (Relation::Location, "visit", "location"),
    (Relation::Desk, "booking", "desk"),
    (Relation::Desk, "assignment", "desk"),
    (Relation::Kind, "plan_include", "kind"),
    (Relation::Kind, "term_include", "kind"),
    (Relation::Kind, "recurring", "kind"),
    (Relation::Kind, "lot", "kind"),
    (Relation::Kind, "visit", "kind"),
    (Relation::Kind, "visit", "wanted"),
    (Relation::Kind, "purchase", "kind"),
    (Relation::Customer, "customer", "company"),
    (Relation::Customer, "subscription", "customer"),
    (Relation::Customer, "recurring", "customer"),
    (Relation::Customer, "lot", "owner"),
    (Relation::Customer, "booking", "member"),
    (Relation::Customer, "visit", "member"),
    (Relation::Customer, "assignment", "member"),
    (Relation::Customer, "line", "customer"),
    (Relation::Customer, "purchase", "customer"),
    (Relation::Customer, "invoice", "customer"),
    (Relation::Customer, "entry", "member"),
    (Relation::Customer, "imported", "customer"),
    (Relation::Subscription, "imported", "subscription"),
    (Relation::Lot, "imported", "lot"),
    (Relation::Plan, "plan_include", "plan"),
    (Relation::Plan, "term", "plan"),
    (Relation::Plan, "plan", "then_plan"),
    (Relation::Plan, "plan_extra", "plan"),
    (Relation::Plan, "purchase", "plan"),
    (Relation::Plan, "purchase", "then_plan"),
    (Relation::Subscription, "term", "subscription"),
    (Relation::Subscription, "pause", "subscription"),
    (Relation::Subscription, "lot", "subscription"),
    (Relation::Subscription, "booking", "subscription"),
    (Relation::Subscription, "assignment", "subscription"),
    (Relation::Subscription, "line", "subscription"),
    (Relation::Term, "term_include", "term"),
    (Relation::Recurring, "lot", "recurring"),
    (Relation::Purchase, "lot", "purchase"),
    (Relation::Purchase, "line", "purchase"),
    (Relation::Booking, "line", "booking"),
    (Relation::Kind, "voucher", "kind"),
    (Relation::Voucher, "voucher_use", "voucher"),
    (Relation::Customer, "voucher_use", "customer"),
    (Relation::Lot, "voucher_use", "lot"),
    (Relation::Promo, "promo_scope", "promo"),
    (Relation::Desk, "promo_scope", "desk"),
    (Relation::Kind, "promo_scope", "kind"),
    (Relation::Plan, "promo_scope", "plan"),
    (Relation::Promo, "promo_use", "promo"),
    (Relation::Customer, "promo_use", "customer"),
    (Relation::Booking, "promo_use", "booking"),
    (Relation::Purchase, "promo_use", "purchase"),
    (Relation::Line, "invoice_line", "line"),
    (Relation::Invoice, "line", "invoice"),
    (Relation::Invoice, "invoice_line", "invoice"),
    (Relation::Invoice, "invoice", "credits"),
    (Relation::Invoice, "invoice", "replaces"),
    (Relation::Invoice, "payment", "invoice"),
    (Relation::Lot, "hold", "lot"),
    (Relation::Lot, "booking", "lot"),
    (Relation::Customer, "hold", "customer"),
    (Relation::Lot, "entry", "lot"),
    (Relation::Booking, "entry", "booking"),
    (Relation::Visit, "entry", "visit"),
];

/// What one operation changed of one row in all.
#[derive(Debug, Clone)]
pub struct Net {
    /// Whose row.
    pub relation: Relation,
    /// Which row.
    pub row: i64,
    /// Whether the operation added it.
    pub added: bool,
    /// The changed columns as they were; empty for a new row.
    pub before: Map<String, Json>,
    /// The changed columns as they became; every column of a new row.
    pub after: Map<String, Json>,
}

/// What one operation changed, row by row in the order they were first touched, and then what it
/// added, table by table: set back from the end, what it added makes room for what it changed.
/// Columns that it changed and changed back are left out.
pub fn of_operation(db: &Snapshot, operation: OperationId) -> Result<Vec<Net>, StoreError> {
    let mut new = Vec::new();
    // Lots are the ledger's.
    for relation in Relation::ALL.iter().filter(|one| **one != Relation::Lot) {
        new.extend(added(db, *relation, operation)?);
    }
    let mut nets = changed(db, operation)?;
    let added: BTreeSet<_> = new.iter().map(|net| (net.relation, net.row)).collect();
    nets.retain(|net| !added.contains(&(net.relation, net.row)));
    nets.extend(new);
    Ok(nets)
}

/// What one operation changed of rows, those among them that it added.
fn changed(db: &Snapshot, operation: OperationId) -> Result<Vec<Net>, StoreError> {
    let mut nets: Vec<Net> = Vec::new();
    let mut places: BTreeMap<(Relation, i64), usize> = BTreeMap::new();
    for change in journal::of_operation(db, operation)? {
        let place = places
            .entry((change.relation, change.row))
            .or_insert_with(|| {
                nets.push(Net {
                    relation: change.relation,
                    row: change.row,
                    added: false,
                    before: Map::new(),
                    after: Map::new(),
                });
                nets.len() - 1
            });
        let net = &mut nets[*place];
        for (column, value) in change.before {
            net.before.entry(column).or_insert(value);
        }
        net.after.extend(change.after);
    }
    for net in &mut nets {
        let after = &net.after;
        net.before
            .retain(|column, was| after.get(column) != Some(was));
        let before = &net.before;
        net.after.retain(|column, _| before.contains_key(column));
    }
    nets.retain(|net| !net.before.is_empty());
    Ok(nets)
}

/// The rows of one table that an operation added, by id.
fn added(
    db: &Snapshot,
    relation: Relation,
    operation: OperationId,
) -> Result<Vec<Net>, StoreError> {
    let table = relation.table();
    let from = numbered::first_since(db, table, operation)?;
    let until = numbered::first_since(db, table, OperationId(operation.0 + 1))?;
    if from == until {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT * FROM {table} WHERE id >= $1 AND id < $2 ORDER BY id");
    db.rows(&sql, &[from.into(), until.into()], |found| {
        let row = found.get("id")?;
        let columns = found.names().iter().enumerate();
        let after: Result<Map<_, _>, StoreError> = columns
            .map(|(at, name)| Ok((name.clone(), json(&found.value(at)?))))
            .collect();
        let mut after = after?;
        after.extend(journal::before(db, relation, row, operation)?);
        Ok(Net {
            relation,
            row,
            added: true,
            before: Map::new(),
            after,
        })
    })
}

/// The last operation after `operation` that left a column of the row other than it was then, or
/// None. With `columns` only those are looked at.
pub fn changed_since(
    db: &Snapshot,
    relation: Relation,
    row: i64,
    operation: OperationId,
    columns: Option<&Map<String, Json>>,
) -> Result<Option<OperationId>, StoreError> {
    let later = journal::since(db, relation, row, operation)?;
    let mut then = Map::new();
    for change in &later {
        then.extend(change.before.clone());
    }
    then.retain(|column, _| columns.is_none_or(|columns| columns.contains_key(column)));
    let names: Vec<&str> = then.keys().map(String::as_str).collect();
    if names.is_empty() {
        return Ok(None);
    }
    let now = journal::present(db, relation, row, &names)?.unwrap_or_default();
    let differs =
        |column: &String| then.contains_key(column) && then.get(column) != now.get(column);
    let by = later.iter().find(|change| change.after.keys().any(differs));
    Ok(by.map(|change| change.operation))
}

/// The statement that finds the rows that refer to one by that column. The lots of a subscription or
/// of a monthly grant are found among those of its customer: an index would cost every lot. Who was
/// refused at the door used nothing.
fn referring(table: &str, column: &str) -> String {
    let narrowed = match (table, column) {
        ("lot", "subscription" | "recurring") => {
            format!(" AND owner = (SELECT customer FROM {column} WHERE id = $1)")
        }
        ("visit", _) => " AND status <> 'refused'".to_owned(),
        _ => String::new(),
    };
    format!("SELECT id, operation FROM {table} WHERE {column} = $1{narrowed}")
}

/// The operations after `operation` that made rows refer to this one, newest first.
pub fn referring_since(
    db: &Snapshot,
    relation: Relation,
    row: i64,
    operation: OperationId,
) -> Result<Vec<OperationId>, StoreError> {
    let mut found = Vec::new();
    let references = REFERENCES.iter().filter(|(to, _, _)| *to == relation);
    for (_, table, column) in references {
        let rows = db.rows(&referring(table, column), &[row.into()], |row| {
            Ok((row.get::<i64>("id")?, row.get::<OperationId>("operation")?))
        })?;
        for (id, added) in rows {
            if added > operation {
                found.push(added);
            }
            let Some(from) = Relation::read(table) else {
                continue;
            };
            let later = journal::since(db, from, id, operation)?;
            let refers = |after: &Map<String, Json>| after.get(*column) == Some(&Json::from(row));
            let later = later.iter().filter(|change| refers(&change.after));
            found.extend(later.map(|change| change.operation));
        }
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    found.dedup();
    Ok(found)
}

/// The operation that gave another row, one that was not undone, the value that this row would have
/// again in a column whose values are unique; None when it is free.
pub fn taken_by(
    db: &Snapshot,
    relation: Relation,
    row: i64,
    column: &str,
    value: &Json,
) -> Result<Option<OperationId>, StoreError> {
    if value.is_null() {
        return Ok(None);
    }
    let sql = format!(
        "SELECT id FROM {} WHERE {column} = $1 AND id <> $2 AND undone = 0",
        relation.table()
    );
    let other = db.one(&sql, &[unjson(value), row.into()], |row| {
        row.get::<i64>("id")
    })?;
    let Some(other) = other else {
        return Ok(None);
    };
    let all = journal::since(db, relation, other, OperationId(0))?;
    let took = all
        .iter()
        .find(|change| change.after.get(column) == Some(value));
    match took {
        Some(change) => Ok(Some(change.operation)),
        None => journal::adder(db, relation, other),
    }
}

impl Tx<'_> {
    /// Sets the columns of a row back to what they were before an operation changed them.
    pub fn set_back(&self, net: &Net) -> Result<(), StoreError> {
        if net.before.is_empty() {
            return Ok(());
        }
        let before = net.before.iter();
        let row: Vec<(&str, Value)> = before
            .map(|(column, value)| (column.as_str(), unjson(value)))
            .collect();
        self.amend(net.relation, net.row, &row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use crate::store::scans::plan;

    #[test]
    fn a3_every_column_that_refers_to_a_journaled_row_is_known() {
        let store = Store::in_memory().unwrap();
        let mut found = store
            .read(|db| {
                let sql = "SELECT m.name AS from_table, k.\"from\" AS from_column, \
                           k.\"table\" AS to_table FROM sqlite_master m, \
                           pragma_foreign_key_list(m.name) k WHERE m.type = 'table'";
                db.rows(sql, &[], |row| {
                    let (table, column): (String, String) =
                        (row.get("from_table")?, row.get("from_column")?);
                    Ok((row.get::<String>("to_table")?, table, column))
                })
            })
            .unwrap();
        let beside = ["seat", "notification"];
        found.retain(|(to, from, _)| {
            Relation::read(to).is_some() && !beside.contains(&from.as_str())
        });
        found.sort_unstable();
        let known = REFERENCES.iter().map(|(to, from, column)| {
            (
                to.table().to_owned(),
                (*from).to_owned(),
                (*column).to_owned(),
            )
        });
        let mut known: Vec<_> = known.collect();
        known.sort_unstable();
        assert_eq!(found, known);
    }

    #[test]
    fn a3_rows_that_refer_to_one_are_not_looked_for_in_all_of_a_long_table() {
        // Of what the config and the price list declare there is little to be taken back.
        let declared = |to: &Relation| {
            matches!(
                to,
                Relation::Location | Relation::Desk | Relation::Kind | Relation::Plan
            )
        };
        let mut scanned = Vec::new();
        for (_, table, column) in REFERENCES.iter().filter(|(to, _, _)| !declared(to)) {
            let steps = plan(&referring(table, column), &[Value::Int(1)]);
            if steps.iter().any(|step| step.starts_with("SCAN")) {
                scanned.push(format!("{table}.{column}"));
            }
        }
        scanned.sort_unstable();
        // Short tables, and two that nobody asks for: invoices are taken back in their own way.
        let known = [
            "assignment.subscription",
            "hold.lot",
            "line.invoice",
            "payment.invoice",
        ];
        assert_eq!(scanned, known);
    }
}
