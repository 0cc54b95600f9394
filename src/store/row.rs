//! One row of an answer.

use std::cell::{Cell, OnceCell};

use super::past::Before;
use super::{Found, StoreError, Stored, Value};

/// One row of an answer, with the values that some columns had in the past where it is read as it
/// stood then.
#[derive(Debug)]
pub struct Row<'a> {
    pub(super) found: Found<'a>,
    /// What its columns are called, once one was asked for by name.
    names: &'a OnceCell<Vec<String>>,
    before: Before,
    /// Where the next column is looked for first: they are read in about the table's order.
    next: Cell<usize>,
}

impl<'a> Row<'a> {
    pub(super) fn of(found: Found<'a>, names: &'a OnceCell<Vec<String>>) -> Self {
        Self {
            found,
            names,
            before: Before::default(),
            next: Cell::new(0),
        }
    }

    /// The value of a column, by name.
    pub fn get<T: Stored>(&self, column: &str) -> Result<T, StoreError> {
        if let Some(value) = self.before.value(column) {
            return T::stored(value)
                .ok_or_else(|| StoreError::Damaged(format!("{column} held {value:?}")));
        }
        let names = self.names();
        let mut index = self.next.get();
        if names.get(index).is_none_or(|name| name != column) {
            let found = names.iter().position(|name| name == column);
            index = found.ok_or_else(|| StoreError::Sql(format!("no column `{column}`")))?;
        }
        self.next.set(index + 1);
        self.at(index)
    }

    /// What its columns are called.
    pub(super) fn names(&self) -> &[String] {
        self.names.get_or_init(|| self.found.names())
    }

    /// The row with the values that some columns had before.
    pub(super) fn before(&self, before: Before) -> Row<'_> {
        Row {
            found: self.found,
            names: self.names,
            before,
            next: Cell::new(0),
        }
    }

    /// The value of the column at a position, from 0: for scans over many rows.
    pub fn at<T: Stored>(&self, index: usize) -> Result<T, StoreError> {
        let value = self.value(index)?;
        T::stored(value).ok_or_else(|| self.holds(index, value))
    }

    /// The text of the column at a position, from 0.
    pub fn text(&self, index: usize) -> Result<&str, StoreError> {
        let value = self.value(index)?;
        value.text().ok_or_else(|| self.holds(index, value))
    }

    /// The bare value of the column at a position, from 0.
    #[inline]
    pub fn value(&self, index: usize) -> Result<Value<'_>, StoreError> {
        self.found.value(index)
    }

    /// That the column at a position holds what it must not.
    #[cold]
    pub(super) fn holds(&self, index: usize, value: Value) -> StoreError {
        let name = self.names().get(index).map_or("a column", String::as_str);
        StoreError::Damaged(format!("{name} holds {value:?}"))
    }
}
