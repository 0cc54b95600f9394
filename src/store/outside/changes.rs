//! What the journal tells of the rows of one table, in the order of their ids.

use crate::domain::ids::OperationId;
use crate::store::journal::Relation;
use crate::store::{Row, Snapshot, StoreError, Value};

/// Rows of one table as the journal has them, in the order of their ids.
#[derive(Debug)]
pub(super) struct Batch {
    table: &'static str,
    pub(super) rows: Vec<Folded>,
    /// What became of the rows, in order.
    changes: Vec<Change>,
    /// What the changes found and what they made of it, one behind the other.
    text: String,
}

/// A row, whose changes begin there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Folded {
    pub(super) id: i64,
    from: usize,
}

/// What an operation noted of a row.
#[derive(Debug)]
struct Change {
    operation: OperationId,
    /// Whether it added the row, which operations noted before version 3 of the schema.
    added: bool,
    /// Where what it found begins in the text, where that ends and what it made of it begins, and
    /// where that ends.
    text: [usize; 3],
}

/// A change of a row, with the columns it changed as JSON.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noted<'b> {
    /// The operation that made it.
    pub(super) operation: OperationId,
    /// Whether it added the row.
    pub(super) added: bool,
    /// What the columns were; empty where it added the row.
    pub(super) before: &'b str,
    /// What they became.
    pub(super) after: &'b str,
}

impl Batch {
    /// The changes of rows `from..=to` of a table.
    pub(super) fn read(
        db: &Snapshot,
        relation: Relation,
        (from, to): (i64, i64),
    ) -> Result<Self, StoreError> {
        let mut batch = Self {
            table: relation.table(),
            rows: Vec::new(),
            changes: Vec::new(),
            text: String::new(),
        };
        let sql = "SELECT row, operation, before, after FROM change \
                   WHERE relation = $1 AND row BETWEEN $2 AND $3 ORDER BY row, operation, seq";
        let range = [relation.table().into(), from.into(), to.into()];
        db.each(sql, &range, |change| batch.push(change))?;
        Ok(batch)
    }

    fn push(&mut self, change: &Row) -> Result<(), StoreError> {
        let id: i64 = change.at(0)?;
        if self.rows.last().is_none_or(|last| last.id != id) {
            let from = self.changes.len();
            self.rows.push(Folded { id, from });
        }
        let begin = self.text.len();
        let added = match change.value(2)? {
            Value::Text(before) => {
                self.text.push_str(before);
                false
            }
            Value::Null => true,
            Value::Int(_) => return Err(StoreError::Damaged("a change of nothing".to_owned())),
        };
        let middle = self.text.len();
        self.text.push_str(change.text(3)?);
        self.changes.push(Change {
            operation: change.at(1)?,
            added,
            text: [begin, middle, self.text.len()],
        });
        Ok(())
    }

    /// The changes of the row at that place, oldest first.
    pub(super) fn changes(&self, at: usize) -> impl DoubleEndedIterator<Item = Noted<'_>> {
        let next = self.rows.get(at + 1);
        let to = next.map_or(self.changes.len(), |next| next.from);
        self.changes[self.rows[at].from..to].iter().map(|change| {
            let [begin, middle, end] = change.text;
            Noted {
                operation: change.operation,
                added: change.added,
                before: &self.text[begin..middle],
                after: &self.text[middle..end],
            }
        })
    }

    /// The row at that place, with the last operation that wrote it.
    pub(super) fn stray(&self, at: usize) -> (String, OperationId) {
        let last = self.changes(at).next_back();
        let operation = last.map_or(OperationId(0), |change| change.operation);
        (format!("{} {}", self.table, self.rows[at].id), operation)
    }
}
