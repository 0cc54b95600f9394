//! Everything that is stored, table by table in the order in which they refer to each other: what
//! an export writes. Rows are scanned in the order of their ids, never held in memory, and name
//! other rows as people know them.

mod passes;
mod people;
mod record;
mod sales;
mod space;

#[cfg(test)]
mod tests;

use super::{Row, Snapshot, StoreError};
use crate::domain::day::{Day, Instant};
use crate::domain::money::{Currency, Money, Percent};
use crate::domain::qty::PassQty;

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Null; also a day that never comes.
    Nothing,
    /// A text.
    Text(String),
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
pub fn each<E: From<StoreError>>(
    db: &Snapshot,
    table: &Table,
    mut each: impl FnMut(Vec<Cell>) -> Result<(), E>,
) -> Result<(), E> {
    db.each(&table.sql(), &[], |row| {
        let cells = table.fields.iter().map(|field| field.cell(row));
        each(cells.collect::<Result<_, StoreError>>()?)
    })
}

impl Table {
    const fn new(name: &'static str, stored: &'static str, fields: &'static [Field]) -> Self {
        Self {
            name,
            fields,
            stored,
            only: "TRUE",
            order: "id",
        }
    }

    const fn only(self, only: &'static str) -> Self {
        Self { only, ..self }
    }

    const fn in_order_of(self, order: &'static str) -> Self {
        Self { order, ..self }
    }

    fn sql(&self) -> String {
        let columns: Vec<String> = self.fields.iter().map(Field::sql).collect();
        format!(
            "SELECT {} FROM {} AS t WHERE {} ORDER BY {}",
            columns.join(", "),
            self.stored,
            self.only,
            self.order
        )
    }
}

impl Field {
    const fn new(name: &'static str, column: &'static str, holds: Holds) -> Self {
        Self {
            name,
            column,
            holds,
        }
    }

    fn sql(&self) -> String {
        let Self { name, column, .. } = self;
        let handle = |table: &str, more: &str| {
            format!("(SELECT handle FROM {table} WHERE id = t.{column}{more})")
        };
        let code = |table: &str| format!("(SELECT code FROM {table} WHERE id = t.{column})");
        let told = match self.holds {
            Holds::Money(currency) => {
                return format!("{column} AS \"{name}\", {currency} AS currency_of");
            }
            Holds::Member => handle("customer", " AND kind = 'person'"),
            Holds::Company => handle("customer", " AND kind = 'company'"),
            Holds::Location => handle("location", ""),
            Holds::Kind => handle("kind", ""),
            Holds::Voucher => code("voucher"),
            Holds::Promo => code("promo"),
            Holds::Desk => format!(
                "(SELECT l.handle || '/' || d.handle FROM desk d \
                 JOIN location l ON l.id = d.location WHERE d.id = t.{column})"
            ),
            Holds::Text
            | Holds::Number
            | Holds::Flag
            | Holds::Passes
            | Holds::Day
            | Holds::Instant
            | Holds::Percent
            | Holds::Id(_) => (*column).to_owned(),
        };
        format!("{told} AS \"{name}\"")
    }

    fn cell(&self, row: &Row) -> Result<Cell, StoreError> {
        let name = self.name;
        let cell = match self.holds {
            Holds::Text
            | Holds::Member
            | Holds::Company
            | Holds::Location
            | Holds::Desk
            | Holds::Kind
            | Holds::Voucher
            | Holds::Promo => row.get::<Option<_>>(name)?.map(Cell::Text),
            Holds::Number => row.get::<Option<_>>(name)?.map(Cell::Number),
            Holds::Flag => row.get::<Option<_>>(name)?.map(Cell::Flag),
            Holds::Passes => row.get::<Option<_>>(name)?.map(Cell::Passes),
            Holds::Day => {
                let day: Option<Day> = row.get(name)?;
                day.filter(|day| *day != Day::NEVER).map(Cell::Day)
            }
            Holds::Instant => row.get::<Option<_>>(name)?.map(Cell::Instant),
            Holds::Percent => {
                let hundredths: Option<i64> = row.get(name)?;
                hundredths.map(|told| Cell::Percent(Percent::from_hundredths(told)))
            }
            Holds::Money(_) => {
                let minor: Option<i64> = row.get(name)?;
                let currency: Option<Currency> = row.get("currency_of")?;
                let money = minor.zip(currency);
                money.map(|(minor, currency)| Cell::Money(Money::new(minor, currency)))
            }
            Holds::Id(prefix) => {
                let number: Option<i64> = row.get(name)?;
                number.map(|number| Cell::Id(prefix, number))
            }
        };
        Ok(cell.unwrap_or(Cell::Nothing))
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
