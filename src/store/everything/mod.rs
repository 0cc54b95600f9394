//! Everything that is stored, table by table in the order in which they refer to each other: what
//! an export writes. Rows are scanned in the order of their ids, never held in memory, and name
//! other rows as people know them.

mod called;
mod passes;
mod people;
mod record;
mod sales;
mod space;

#[cfg(test)]
mod tests;

use super::{Row, Snapshot, StoreError, Stored, Value, numbered};
use crate::domain::day::{Day, Instant};
use std::collections::BTreeMap;

use crate::domain::money::{Money, Percent};
use crate::domain::qty::PassQty;
use called::{Called, Names};

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

/// A column of a table.
#[derive(Debug)]
pub struct Field {
    /// Its name for people.
    pub name: &'static str,
    /// The column of the database, or what is worked out from it.
    column: &'static str,
    holds: Holds,
}

/// What a column holds, which says how its values are told.
#[derive(Debug, Clone, Copy)]
enum Holds {
    Text,
    Number,
    Flag,
    Passes,
    Day,
    Instant,
    Percent,
    /// Minor units, of the currency that this expression tells.
    Money(&'static str),
    /// A number that is shown behind a prefix.
    Id(&'static str),
    /// A customer who is a person, by handle; null where it is a company.
    Member,
    /// A customer that is a company, by handle; null where it is a person.
    Company,
    Location,
    /// `LOCATION/DESK`.
    Desk,
    Kind,
    /// Of a voucher.
    Voucher,
    /// Of a promo code.
    Promo,
}

/// A value of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    db.each_ahead(&sql, &[], |row| {
        let mut cells = [Cell::Nothing; MOST_FIELDS];
        for ((field, place, called), cell) in columns.iter().zip(&mut cells) {
            *cell = field.cell(row, *place, *called)?;
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

/// At which columns of a statement a field's value is.
#[derive(Debug, Clone, Copy)]
struct Place {
    value: usize,
    /// That of an amount.
    currency: Option<usize>,
}

impl Field {
    const fn new(name: &'static str, column: &'static str, holds: Holds) -> Self {
        Self {
            name,
            column,
            holds,
        }
    }

    /// The names of what the column refers to by number.
    const fn names(&self) -> Option<Names> {
        match self.holds {
            Holds::Member => Some(Names::of_customers(false)),
            Holds::Company => Some(Names::of_customers(true)),
            Holds::Location => Some(Names::of("location", "handle")),
            Holds::Kind => Some(Names::of("kind", "handle")),
            Holds::Voucher => Some(Names::of("voucher", "code")),
            Holds::Promo => Some(Names::of("promo", "code")),
            Holds::Text
            | Holds::Number
            | Holds::Flag
            | Holds::Passes
            | Holds::Day
            | Holds::Instant
            | Holds::Percent
            | Holds::Money(_)
            | Holds::Id(_)
            | Holds::Desk => None,
        }
    }

    /// The expression that tells the currency of an amount.
    const fn currency(&self) -> Option<&'static str> {
        if let Holds::Money(currency) = self.holds {
            Some(currency)
        } else {
            None
        }
    }

    fn sql(&self) -> String {
        if !matches!(self.holds, Holds::Desk) {
            return of_row(self.column);
        }
        format!(
            "(SELECT l.handle || '/' || d.handle FROM desk d \
             JOIN location l ON l.id = d.location WHERE d.id = t.{})",
            self.column
        )
    }

    /// The value of a row, which is at that place.
    fn cell<'r>(
        &self,
        row: &'r Row,
        place: Place,
        called: Option<(Names, &'r Called)>,
    ) -> Result<Cell<'r>, StoreError> {
        let value = row.value(place.value)?;
        let cell = match self.holds {
            _ if value == Value::Null => Some(Cell::Nothing),
            Holds::Text | Holds::Desk => value.text().map(Cell::Text),
            Holds::Member
            | Holds::Company
            | Holds::Location
            | Holds::Kind
            | Holds::Voucher
            | Holds::Promo => match called {
                Some((names, called)) => i64::stored(value)
                    .map(|id| names.find(called, id).map_or(Cell::Nothing, Cell::Text)),
                None => value.text().map(Cell::Text),
            },
            Holds::Number => i64::stored(value).map(Cell::Number),
            Holds::Flag => bool::stored(value).map(Cell::Flag),
            Holds::Passes => PassQty::stored(value).map(Cell::Passes),
            Holds::Day => Day::stored(value).map(|day| match day {
                Day::NEVER => Cell::Nothing,
                day => Cell::Day(day),
            }),
            Holds::Instant => Instant::stored(value).map(Cell::Instant),
            Holds::Percent => {
                let hundredths = i64::stored(value);
                hundredths.map(|told| Cell::Percent(Percent::from_hundredths(told)))
            }
            Holds::Money(_) => match place.currency.map(|at| row.at(at)).transpose()?.flatten() {
                Some(currency) => {
                    let minor = i64::stored(value);
                    minor.map(|minor| Cell::Money(Money::new(minor, currency)))
                }
                None => Some(Cell::Nothing),
            },
            Holds::Id(prefix) => i64::stored(value).map(|number| Cell::Id(prefix, number)),
        };
        cell.ok_or_else(|| row.holds(place.value, value))
    }
}

/// A column of the row itself by its full name; what is worked out stays as it is.
fn of_row(column: &str) -> String {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if column.chars().all(is_name) {
        format!("t.{column}")
    } else {
        column.to_owned()
    }
}

const fn text(name: &'static str) -> Field {
    Field::new(name, name, Holds::Text)
}

const fn number(name: &'static str, column: &'static str) -> Field {
    Field::new(name, column, Holds::Number)
}

const fn flag(name: &'static str) -> Field {
    Field::new(name, name, Holds::Flag)
}

const fn passes(name: &'static str, column: &'static str) -> Field {
    Field::new(name, column, Holds::Passes)
}

const fn day(name: &'static str, column: &'static str) -> Field {
    Field::new(name, column, Holds::Day)
}

const fn instant(name: &'static str, column: &'static str) -> Field {
    Field::new(name, column, Holds::Instant)
}

const fn percent(name: &'static str, column: &'static str) -> Field {
    Field::new(name, column, Holds::Percent)
}

/// An amount of the currency that the same row tells.
const fn money(name: &'static str, column: &'static str) -> Field {
    Field::new(name, column, Holds::Money("currency"))
}

const fn id(name: &'static str, column: &'static str, prefix: &'static str) -> Field {
    Field::new(name, column, Holds::Id(prefix))
}

const fn member(column: &'static str) -> Field {
    Field::new("member", column, Holds::Member)
}

const fn company(column: &'static str) -> Field {
    Field::new("company", column, Holds::Company)
}

const fn location(column: &'static str) -> Field {
    Field::new("location", column, Holds::Location)
}

const fn desk(column: &'static str) -> Field {
    Field::new("desk", column, Holds::Desk)
}

const fn kind(name: &'static str, column: &'static str) -> Field {
    Field::new(name, column, Holds::Kind)
}

/// The operation that added the row.
const OPERATION: Field = id("operation", "operation", "op");
/// The row's number where it is shown by a handle or code, as changes name it.
const ROW: Field = number("row", "id");
