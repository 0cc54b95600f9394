//! A table as an export lists it.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::Text;
use crate::domain::brief::Brief;
use crate::ops::export::{Cell, Table};
use crate::output::Column;

/// A row of a table.
#[derive(Debug)]
pub struct Row<'a> {
    /// The table.
    pub table: &'a Table,
    /// A cell for each of its fields.
    pub cells: &'a [Cell<'a>],
}

/// The columns of a table.
#[must_use]
pub fn columns(table: &Table) -> Vec<Column> {
    let fields = table.fields.iter();
    fields.map(|field| Column::csv(field.name)).collect()
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut row = to.serialize_struct("Row", self.cells.len())?;
        for (field, cell) in self.table.fields.iter().zip(self.cells) {
            let name = field.name;
            match cell {
                Cell::Nothing => row.serialize_field(name, &())?,
                Cell::Text(text) => row.serialize_field(name, text)?,
                Cell::Number(number) => row.serialize_field(name, number)?,
                Cell::Flag(flag) => row.serialize_field(name, flag)?,
                Cell::Passes(passes) => row.serialize_field(name, &Text(*passes))?,
                Cell::Day(day) => row.serialize_field(name, &Text(*day))?,
                Cell::Instant(at) => row.serialize_field(name, &Text(*at))?,
                Cell::Percent(percent) => row.serialize_field(name, &percent.to_string())?,
                Cell::Money(money) => row.serialize_field(name, &Text(*money))?,
                Cell::Id(prefix, number) => {
                    row.serialize_field(name, &Text(Brief::id(prefix, *number)))?;
                }
            }
        }
        row.end()
    }
}
