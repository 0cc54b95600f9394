//! Rows as they stood after an operation (B8): what later operations changed of them is taken back
//! from the journal, and rows that came later are left out.

use serde_json::{Map, Value as Json};

use super::journal::{self, Relation};
use super::{Row, Snapshot, StoreError, Value};
use crate::domain::ids::OperationId;

/// Which state of the books is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// As they stand.
    Now,
    /// As they stood after that operation.
    After(OperationId),
}

/// What columns of a row held before later operations changed them; empty for a row as it stands.
#[derive(Debug, Default)]
pub(super) struct Before(Option<Map<String, Json>>);

impl AsOf {
    /// The last operation whose rows are there.
    #[must_use]
    pub const fn last(self) -> OperationId {
        match self {
            Self::Now => OperationId(i64::MAX),
            Self::After(operation) => operation,
        }
    }
}

impl Before {
    /// What the column held, or None when it was not changed since.
    pub(super) fn value(&self, column: &str) -> Option<Value<'_>> {
        self.0.as_ref()?.get(column).map(journal::unjson)
    }

    fn of(
        db: &Snapshot,
        relation: Relation,
        row: i64,
        operation: OperationId,
    ) -> Result<Self, StoreError> {
        let before = journal::before(db, relation, row, operation)?;
        Ok(Self(Some(before)))
    }

    /// With one more column.
    fn and(self, column: &str, value: i64) -> Self {
        let mut before = self.0.unwrap_or_default();
        before.insert(column.to_owned(), Json::from(value));
        Self(Some(before))
    }
}

impl Snapshot<'_> {
    /// The rows of the answer as they stood. The statement selects whole rows of the table by what
    /// never changes of them, and leaves out those of operations after [`AsOf::last`].
    pub(super) fn rows_as_of<T>(
        &self,
        as_of: AsOf,
        relation: Relation,
        sql: &str,
        values: &[Value],
        from_row: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.rows(sql, values, |row| match as_of {
            AsOf::Now => from_row(row),
            AsOf::After(operation) => {
                let before = Before::of(self, relation, row.get("id")?, operation)?;
                from_row(&row.before(before))
            }
        })
    }

    /// [`Snapshot::rows_as_of`] for lots: what was left is the sum of the entries up to then.
    pub(super) fn lots_as_of<T>(
        &self,
        as_of: AsOf,
        sql: &str,
        values: &[Value],
        from_row: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.rows(sql, values, |row| match as_of {
            AsOf::Now => from_row(row),
            AsOf::After(operation) => {
                let id: i64 = row.get("id")?;
                let left = "SELECT CAST(COALESCE(SUM(halves), 0) AS BIGINT) AS halves FROM entry \
                            WHERE lot = $1 AND operation <= $2";
                let left = self.one(left, &[id.into(), operation.into()], |row| {
                    row.get::<i64>("halves")
                })?;
                let before = Before::of(self, Relation::Lot, id, operation)?;
                from_row(&row.before(before.and("left_halves", left.unwrap_or_default())))
            }
        })
    }
}
