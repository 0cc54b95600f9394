//! Everything that is stored, table by table in the order in which they refer to each other: what
//! an export writes. Rows are scanned in the order of their ids, never held in memory, and name
//! other rows as people know them.

mod called;
mod field;
mod passes;
mod people;
mod record;
mod sales;
mod space;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::did::Dids;
use super::{Row, Snapshot, StoreError, numbered};
use crate::domain::day::{Day, Instant};
use crate::domain::money::{Money, Percent};
use crate::domain::qty::PassQty;
use called::Called;
pub use field::Field;
use field::{Holds, Place, of_row};

/// A table of an export.
#[derive(Debug)]
pub struct Table {
    /// Its name for people.
    pub name: &'static str,
    /// Its columns, in order.
    pub fields: &'static [Field],
    /// The table of the database that it tells.
    stored: &'static str,
    /// Which of its rows, as a condition.
    only: &'static str,
    /// What its rows are in the order of.
    order: &'static str,
    /// The rows of other tables that its columns tell of.
    joins: &'static str,
}

/// A value of a row. (Which sort it is takes a whole word, so that it is copied in whole words: in
/// halves and bytes, as the compiler would, the processor waits for each to be written first.)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Cell<'r> {
    /// Null; also a day that never comes.
    Nothing,
    /// A text.
    Text(&'r str),
    /// A number that is no quantity.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// So many passes.
    Passes(PassQty),
    /// A day.
    Day(Day),
    /// An instant.
    Instant(Instant),
    /// A percentage.
    Percent(Percent),
    /// An amount, without its currency, which has a column of its own.
    Money(Money),
    /// An id: its prefix and its number.
    Id(&'static str, i64),
}

/// The most fields that a table has.
const MOST_FIELDS: usize = 24;

/// Every table.
#[must_use]
pub fn tables() -> Vec<&'static Table> {
    let all = [
        space::TABLES,
        people::TABLES,
        passes::TABLES,
        sales::TABLES,
        record::TABLES,
    ];
    all.into_iter().flatten().collect()
}

/// Calls `each` with the cells of every row, in the order of the fields.
pub fn each<E: From<StoreError> + Send>(
    db: &Snapshot,
    table: &Table,
    mut each: impl FnMut(&[Cell<'_>]) -> Result<(), E> + Send,
) -> Result<(), E> {
    let called = table.called(db)?;
    let (sql, places) = table.statement(&called);
    let columns = table.fields.iter().zip(places).map(|(field, place)| {
        let names = field.names();
        let called = names.and_then(|names| Some((names, called.get(names.table)?)));
        (field, place, called)
    });
    let columns: Vec<_> = columns.collect();
    let mut operation = columns.iter();
    let operation = operation.find(|(field, ..)| matches!(field.holds, Holds::Operation(_)));
    let operation = operation.map(|(_, place, _)| place.value);
    let mut dids = Dids::default();
    let next = |row: &Row| match operation {
        Some(at) => dids.next(db, row.at(at)?),
        None => Ok(None),
    };
    // It goes along with who tells: kept here, it would lie beside what is written while rows are read.
    let mut did = None;
    db.each_reckoned_ahead(&sql, &[], next, move |row, next| {
        did = next.or(did.take());
        let mut cells = [Cell::Nothing; MOST_FIELDS];
        for ((field, place, called), cell) in columns.iter().zip(&mut cells) {
            field.tell(row, *place, *called, did.as_deref(), cell)?;
        }
        each(&cells[..columns.len()])
    })
}

impl Table {
    const fn new(name: &'static str, stored: &'static str, fields: &'static [Field]) -> Self {
        Self {
            name,
            fields,
            stored,
            only: "TRUE",
            order: "t.id",
            joins: "",
        }
    }

    const fn only(self, only: &'static str) -> Self {
        Self { only, ..self }
    }

    const fn with(self, joins: &'static str) -> Self {
        Self { joins, ..self }
    }

    const fn in_order_of(self, order: &'static str) -> Self {
        Self { order, ..self }
    }

    /// The statement for its rows, and where that tells each field's value and currency.
    fn statement(&self, called: &CalledBy) -> (String, Vec<Place>) {
        let mut columns: Vec<String> = Vec::new();
        let mut at = |told: String| {
            let known = columns.iter().position(|column| *column == told);
            known.unwrap_or_else(|| {
                columns.push(told);
                columns.len() - 1
            })
        };
        let places = self.fields.iter().map(|field| {
            let names = field.names();
            let names = names.filter(|names| !called.contains_key(names.table));
            let value =
                at(names.map_or_else(|| field.sql(), |names| names.one(&of_row(field.column))));
            let currency = field.currency().map(|currency| at(of_row(currency)));
            Place { value, currency }
        });
        let places = places.collect();
        let sql = format!(
            "SELECT {} FROM {} AS t {} WHERE {} ORDER BY {}",
            columns.join(", "),
            self.stored,
            self.joins,
            self.only,
            self.order
        );
        (sql, places)
    }

    /// What those are called that its fields refer to; not of the sorts of whom there are many more
    /// than the table has rows.
    fn called(&self, db: &Snapshot) -> Result<CalledBy, StoreError> {
        let mut called = CalledBy::new();
        for names in self.fields.iter().filter_map(Field::names) {
            if !called.contains_key(names.table)
                && numbered::last(db, self.stored)? >= numbered::last(db, names.table)? / 4
            {
                called.insert(names.table, names.all(db)?);
            }
        }
        Ok(called)
    }
}

/// What rows are called, by their table.
type CalledBy = BTreeMap<&'static str, Called>;
