//! How rows outside the ledger are written, each with what the journal and the operation's hash keep of
//! it.

use super::chain::Part;
use super::journal::{Relation, select};
use super::places::{push_place, push_values};
use super::together::Table;
use super::{ITS_ID, StoreError, Tx, Value};

const INTO_CHANGE: &str = "INSERT INTO change (operation, seq, relation, row, before, after)";

/// A JSON object of columns and what they hold, written as it is gathered.
struct Object(Vec<u8>);

impl Object {
    fn new() -> Self {
        let mut text = Vec::with_capacity(256);
        text.push(b'{');
        Self(text)
    }

    fn put(&mut self, column: &str, value: &Value) {
        let Self(text) = self;
        text.extend(if text.len() == 1 { &b"\""[..] } else { b",\"" });
        text.extend(column.as_bytes());
        text.extend(b"\":");
        let put = match value {
            Value::Int(number) => serde_json::to_writer(text, number),
            Value::Text(said) => serde_json::to_writer(text, said),
            Value::Null => serde_json::to_writer(text, &()),
        };
        put.expect("numbers and texts have a JSON form");
    }

    fn finish(mut self) -> String {
        self.0.push(b'}');
        String::from_utf8(self.0).expect("JSON is UTF-8")
    }
}

/// Columns and what was written to them, as JSON.
fn written(row: &[(&str, Value)]) -> String {
    let mut object = Object::new();
    for (column, value) in row {
        object.put(column, value);
    }
    object.finish()
}

impl Tx<'_> {
    /// Adds a row and answers its id. The column `operation` is set to the open operation.
    pub fn insert(&self, relation: Relation, row: &[(&str, Value)]) -> Result<i64, StoreError> {
        let mut into = String::with_capacity(512);
        into.push_str("INSERT INTO ");
        into.push_str(relation.table());
        into.push_str(" (operation");
        let mut values = Vec::with_capacity(row.len() + 1);
        values.push(Value::from(self.entered()?));
        for (column, value) in row {
            into.push_str(", ");
            into.push_str(column);
            values.push(*value);
        }
        into.push(')');
        let id = if let Some(table) = Table::of(relation.table()) {
            self.statements.add(table, &into, &values)?
        } else {
            push_values(&mut into, values.len(), 1);
            into.push_str(ITS_ID);
            self.added(&into, &values)?
        };
        self.record_new(relation, id, row);
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
        let columns = row.iter().map(|(column, _)| *column);
        let changed = self.one(&select(relation, columns), &[id.into()], |found| {
            let mut was = Object::new();
            let mut changed = Vec::with_capacity(row.len());
            for (at, (column, value)) in row.iter().enumerate() {
                let before = found.value(at)?;
                if before != *value {
                    was.put(column, &before);
                    changed.push((*column, *value));
                }
            }
            Ok((was.finish(), changed))
        })?;
        let (was, changed) = changed.ok_or(StoreError::NotFound {
            relation: relation.table(),
            id,
        })?;
        if changed.is_empty() {
            return Ok(());
        }
        let mut sql = String::with_capacity(256);
        sql.push_str("UPDATE ");
        sql.push_str(relation.table());
        let mut values = Vec::with_capacity(changed.len() + 1);
        for (column, value) in &changed {
            sql.push_str(if values.is_empty() { " SET " } else { ", " });
            sql.push_str(column);
            values.push(*value);
            sql.push_str(" = ");
            push_place(&mut sql, values.len());
        }
        values.push(id.into());
        sql.push_str(" WHERE id = ");
        push_place(&mut sql, values.len());
        self.exec(&sql, &values)?;
        self.note_change(relation, id, &was, &written(&changed))
    }

    /// [`Tx::amend`] of one column that was read before, and held the first of the two values then.
    pub(super) fn amend_known(
        &self,
        relation: Relation,
        id: i64,
        column: &str,
        (was, is): (Value, Value),
    ) -> Result<(), StoreError> {
        if was == is {
            return Ok(());
        }
        let table = relation.table();
        let sql = [
            "UPDATE ",
            table,
            " SET ",
            column,
            " = $1 WHERE id = $2 AND ",
            column,
            " IS NOT DISTINCT FROM $3",
        ];
        if self.exec(&sql.concat(), &[is, id.into(), was])? == 0 {
            return self.amend(relation, id, &[(column, is)]);
        }
        let (was, is) = (written(&[(column, was)]), written(&[(column, is)]));
        self.note_change(relation, id, &was, &is)
    }

    fn note_change(
        &self,
        relation: Relation,
        row: i64,
        before: &str,
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
        self.statements.add(Table::Change, INTO_CHANGE, &values)?;
        self.record(Part::Change, &values);
        self.note_changed(relation);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::day::Instant;
    use crate::domain::ids::OperationId;
    use crate::store::Store;
    use crate::store::journal::of_operation;

    #[test]
    fn a2_what_was_known_is_noted_like_what_is_read_and_what_was_known_wrongly_is_read() {
        let store = Store::in_memory().unwrap();
        let done = store.write(|tx| {
            tx.open_operation(Instant::from_ms(0), "desk", "test", None)?;
            let row = [("name", Value::Text("a")), ("value", Value::Text("x"))];
            let id = tx.insert(Relation::Setting, &row)?;
            let change = |was, is| {
                let values = (Value::Text(was), Value::Text(is));
                tx.amend_known(Relation::Setting, id, "value", values)
            };
            change("x", "y")?;
            change("y", "y")?;
            change("x", "z")?;
            tx.close_operation()?;
            of_operation(tx, OperationId(1))
        });
        let noted: Vec<_> = done
            .unwrap()
            .into_iter()
            .map(|one| (one.before, one.after))
            .collect();
        let noted: Vec<_> = noted
            .iter()
            .map(|(was, is)| {
                (
                    was["value"].as_str().unwrap(),
                    is["value"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(noted, [("x", "y"), ("y", "z")]);
    }
}
