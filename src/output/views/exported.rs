//! A table as an export lists it.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::ops::export::{Cell, Table};
use crate::output::Column;

/// A row of a table.
#[derive(Debug)]
pub struct Row<'a> {
    /// The table.
    pub table: &'a Table,
    /// A cell for each of its fields.
    pub cells: Vec<Cell>,
}

/// The columns of a table.
#[must_use]
pub fn columns(table: &Table) -> Vec<Column> {
    let fields = table.fields.iter();
    fields.map(|field| Column::csv(field.name)).collect()
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.cells.len()))?;
        for (field, cell) in self.table.fields.iter().zip(&self.cells) {
            let name = field.name;
            match cell {
                Cell::Nothing => map.serialize_entry(name, &())?,
                Cell::Text(text) => map.serialize_entry(name, text)?,
                Cell::Number(number) => map.serialize_entry(name, number)?,
                Cell::Flag(flag) => map.serialize_entry(name, flag)?,
                Cell::Passes(passes) => map.serialize_entry(name, &passes.to_string())?,
                Cell::Day(day) => map.serialize_entry(name, &day.to_string())?,
                Cell::Instant(at) => map.serialize_entry(name, &at.to_string())?,
                Cell::Percent(percent) => map.serialize_entry(name, &percent.to_string())?,
                Cell::Money(money) => map.serialize_entry(name, &money.to_string())?,
                Cell::Id(prefix, number) => {
                    map.serialize_entry(name, &format!("{prefix}-{number}"))?;
                }
            }
        }
        map.end()
    }
}
