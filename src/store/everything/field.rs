//! What the columns of an exported table hold, and how their values are told.

use super::Cell;
use super::called::{Called, Names};
use crate::domain::day::{Day, Instant};
use crate::domain::money::{Money, Percent};
use crate::domain::qty::PassQty;
use crate::store::did::Did;
use crate::store::{Row, StoreError, Stored, Value};

/// A column of a table.
#[derive(Debug)]
pub struct Field {
    /// Its name for people.
    pub name: &'static str,
    /// The column of the database, or what is worked out from it.
    pub(super) column: &'static str,
    pub(super) holds: Holds,
}

/// What a column holds, which says how its values are told.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holds {
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
    /// The operation that added the row, of which this is told.
    Operation(fn(&Did) -> Cell<'_>),
}

/// At which columns of a statement a field's value is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) value: usize,
    /// That of an amount.
    pub(super) currency: Option<usize>,
}

impl Field {
    pub(super) const fn new(name: &'static str, column: &'static str, holds: Holds) -> Self {
        Self {
            name,
            column,
            holds,
        }
    }

    /// The names of what the column refers to by number.
    pub(super) const fn names(&self) -> Option<Names> {
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
            | Holds::Desk
            | Holds::Operation(_) => None,
        }
    }

    /// The expression that tells the currency of an amount.
    pub(super) const fn currency(&self) -> Option<&'static str> {
        if let Holds::Money(currency) = self.holds {
            Some(currency)
        } else {
            None
        }
    }

    pub(super) fn sql(&self) -> String {
        if !matches!(self.holds, Holds::Desk) {
            return of_row(self.column);
        }
        format!(
            "(SELECT l.handle || '/' || d.handle FROM desk d \
             JOIN location l ON l.id = d.location WHERE d.id = t.{})",
            self.column
        )
    }

    pub(super) const fn of_operation(name: &'static str, told: fn(&Did) -> Cell<'_>) -> Self {
        Self::new(name, "operation", Holds::Operation(told))
    }

    /// Puts the value of a row, which is at that place, into its cell; `did` is its operation, where
    /// that is told of. (A cell that is answered instead is copied twice before it has settled, at
    /// which the processor waits longer than for all else here.)
    pub(super) fn tell<'r>(
        &self,
        row: &'r Row,
        Place {
            value: at,
            currency,
        }: Place,
        called: Option<(Names, &'r Called)>,
        did: Option<&'r Did>,
        cell: &mut Cell<'r>,
    ) -> Result<(), StoreError> {
        let value = row.value(at)?;
        let wrong = || row.holds(at, value);
        let number = || i64::stored(value).ok_or_else(wrong);
        let text = || value.text().ok_or_else(wrong);
        *cell = match self.holds {
            _ if value == Value::Null => Cell::Nothing,
            Holds::Text | Holds::Desk => Cell::Text(text()?),
            Holds::Member
            | Holds::Company
            | Holds::Location
            | Holds::Kind
            | Holds::Voucher
            | Holds::Promo => match called {
                Some((names, called)) => {
                    let name = names.find(called, number()?);
                    name.map_or(Cell::Nothing, Cell::Text)
                }
                None => Cell::Text(text()?),
            },
            Holds::Number => Cell::Number(number()?),
            Holds::Flag => Cell::Flag(bool::stored(value).ok_or_else(wrong)?),
            Holds::Passes => Cell::Passes(PassQty::stored(value).ok_or_else(wrong)?),
            Holds::Day => match Day::stored(value).ok_or_else(wrong)? {
                Day::NEVER => Cell::Nothing,
                day => Cell::Day(day),
            },
            Holds::Instant => Cell::Instant(Instant::stored(value).ok_or_else(wrong)?),
            Holds::Percent => Cell::Percent(Percent::from_hundredths(number()?)),
            Holds::Money(_) => match currency.map(|at| row.at(at)).transpose()?.flatten() {
                Some(currency) => Cell::Money(Money::new(number()?, currency)),
                None => Cell::Nothing,
            },
            Holds::Id(prefix) => Cell::Id(prefix, number()?),
            Holds::Operation(told) => did.map_or(Cell::Nothing, told),
        };
        Ok(())
    }
}

/// A column of the row itself by its full name; what is worked out stays as it is.
pub(super) fn of_row(column: &str) -> String {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if column.chars().all(is_name) {
        format!("t.{column}")
    } else {
        column.to_owned()
    }
}

pub(super) const fn text(name: &'static str) -> Field {
    Field::new(name, name, Holds::Text)
}

pub(super) const fn number(name: &'static str, column: &'static str) -> Field {
    Field::new(name, column, Holds::Number)
}

pub(super) const fn flag(name: &'static str) -> Field {
    Field::new(name, name, Holds::Flag)
}

pub(super) const fn passes(name: &'static str, column: &'static str) -> Field {
    Field::new(name, column, Holds::Passes)
}

pub(super) const fn day(name: &'static str, column: &'static str) -> Field {
    Field::new(name, column, Holds::Day)
}

pub(super) const fn instant(name: &'static str, column: &'static str) -> Field {
    Field::new(name, column, Holds::Instant)
}

pub(super) const fn percent(name: &'static str, column: &'static str) -> Field {
    Field::new(name, column, Holds::Percent)
}

/// An amount of the currency that the same row tells.
pub(super) const fn money(name: &'static str, column: &'static str) -> Field {
    Field::new(name, column, Holds::Money("currency"))
}

pub(super) const fn id(name: &'static str, column: &'static str, prefix: &'static str) -> Field {
    Field::new(name, column, Holds::Id(prefix))
}

pub(super) const fn member(column: &'static str) -> Field {
    Field::new("member", column, Holds::Member)
}

pub(super) const fn company(column: &'static str) -> Field {
    Field::new("company", column, Holds::Company)
}

pub(super) const fn location(column: &'static str) -> Field {
    Field::new("location", column, Holds::Location)
}

pub(super) const fn desk(column: &'static str) -> Field {
    Field::new("desk", column, Holds::Desk)
}

pub(super) const fn kind(name: &'static str, column: &'static str) -> Field {
    Field::new(name, column, Holds::Kind)
}

/// The operation that added the row.
pub(super) const OPERATION: Field = id("operation", "operation", "op");
/// The row's number where it is shown by a handle or code, as changes name it.
pub(super) const ROW: Field = number("row", "id");
