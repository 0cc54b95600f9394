//! The cells of a row, read straight from its serialization: where each column's field is written is
//! found once for a list, and a row is never made into a tree of values.

mod place;

use std::io;

use serde::ser::{self, Serialize};

use crate::output::Column;
use place::{Fault, Place, Wanted};

/// The cells of the row that was read last.
pub(super) struct Cells {
    columns: Vec<Shown>,
    /// The dotted paths of the columns, where those are whatever scalars were found.
    paths: Vec<String>,
    /// The objects that have fields with columns; the item itself is the first.
    objects: Vec<Object>,
    /// What stands in all cells, one behind the other.
    text: String,
    found: Vec<Cell>,
}

/// Which cells a column shows.
struct Shown {
    cell: usize,
    /// Instead, to people, where that one is empty.
    or: Option<usize>,
}

#[derive(Default)]
struct Object {
    fields: Vec<Field>,
    /// What the item that was read last said field by field, as others most likely will: the name,
    /// and which field that is where a column shows it.
    said: Vec<(&'static str, Option<usize>)>,
}

/// A field that a column shows, or an object inside of which one does.
struct Field {
    name: &'static str,
    cell: Option<usize>,
    object: Option<usize>,
}

/// What was found for one path.
#[derive(Clone, Copy)]
struct Cell {
    sort: Sort,
    from: usize,
    to: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Nothing,
    Flag(bool),
    Words,
}

const EMPTY: Cell = Cell {
    sort: Sort::Nothing,
    from: 0,
    to: 0,
};

impl Cells {
    pub(super) fn new(columns: &[Column]) -> Self {
        let mut cells = Self {
            columns: Vec::with_capacity(columns.len()),
            paths: Vec::new(),
            objects: vec![Object::default()],
            text: String::new(),
            found: Vec::new(),
        };
        for column in columns {
            let shown = Shown {
                cell: cells.cell_at(column.path),
                or: column.or.map(|other| cells.cell_at(other)),
            };
            cells.columns.push(shown);
        }
        cells
    }

    /// The cells of one answer: a column for each of its scalar fields, in its order, those of objects
    /// inside it included; lists are left out.
    pub(super) fn of(answer: &impl Serialize) -> io::Result<Self> {
        let mut cells = Self::new(&[]);
        let read = cells.scalars(answer, String::new());
        read.map_err(io::Error::other)?;
        Ok(cells)
    }

    /// The dotted paths of the columns of [`Cells::of`].
    pub(super) fn paths(&self) -> &[String] {
        &self.paths
    }

    /// The number of the cell for the field at a dotted path.
    fn cell_at(&mut self, path: &'static str) -> usize {
        let (mut object, mut rest) = (0, path);
        while let Some((outer, inner)) = rest.split_once('.') {
            let at = self.field(object, outer);
            object = if let Some(known) = self.objects[object].fields[at].object {
                known
            } else {
                self.objects.push(Object::default());
                let added = self.objects.len() - 1;
                self.objects[object].fields[at].object = Some(added);
                added
            };
            rest = inner;
        }
        let at = self.field(object, rest);
        if let Some(known) = self.objects[object].fields[at].cell {
            return known;
        }
        self.found.push(EMPTY);
        let added = self.found.len() - 1;
        self.objects[object].fields[at].cell = Some(added);
        added
    }

    /// Where the field of that name is among those of an object.
    fn field(&mut self, object: usize, name: &'static str) -> usize {
        let object = &mut self.objects[object];
        object.named(name).unwrap_or_else(|| {
            object.fields.push(Field {
                name,
                cell: None,
                object: None,
            });
            object.fields.len() - 1
        })
    }

    /// Reads the next row; the cells of the last one are gone.
    pub(super) fn read(&mut self, item: &impl Serialize) -> io::Result<()> {
        self.text.clear();
        self.found.fill(EMPTY);
        self.put(item, None, Some(0)).map_err(io::Error::other)
    }

    /// What stands in the cell of a column.
    pub(super) fn words(&self, column: usize) -> &str {
        self.within(self.columns[column].cell)
    }

    /// What people read there: `yes` or nothing for what is true or not.
    pub(super) fn told(&self, column: usize) -> &str {
        let Shown { cell, or } = self.columns[column];
        match (self.found[cell].sort, or) {
            (Sort::Flag(true), _) => "yes",
            (Sort::Flag(false), _) => "",
            (Sort::Nothing, Some(other)) => self.within(other),
            (Sort::Nothing | Sort::Words, _) => self.within(cell),
        }
    }

    fn within(&self, cell: usize) -> &str {
        let Cell { from, to, .. } = self.found[cell];
        &self.text[from..to]
    }

    /// Reads a value into a cell, the fields of an object into theirs, or both.
    fn put(
        &mut self,
        value: &(impl Serialize + ?Sized),
        cell: Option<usize>,
        object: Option<usize>,
    ) -> Result<(), Fault> {
        let place = Place {
            cells: self,
            wanted: Wanted::Shown { cell, object },
        };
        let read = value.serialize(place);
        let (Err(Fault::Object), Some(whole)) = (&read, cell) else {
            return read;
        };
        let json = serde_json::to_string(value).map_err(ser::Error::custom)?;
        let from = self.text.len();
        self.text.push_str(&json);
        self.fill(whole, from, Sort::Words);
        match object {
            Some(_) => self.put(value, None, object),
            None => Ok(()),
        }
    }

    /// Reads every scalar of the value at a path.
    fn scalars(&mut self, value: &(impl Serialize + ?Sized), path: String) -> Result<(), Fault> {
        value.serialize(Place {
            cells: self,
            wanted: Wanted::Scalars(path),
        })
    }

    /// A cell, and a column that shows it, for the scalar at a path.
    fn add(&mut self, path: String) -> usize {
        let cell = self.found.len();
        self.found.push(EMPTY);
        self.columns.push(Shown { cell, or: None });
        self.paths.push(path);
        cell
    }

    /// Says that what was written from there on stands in a cell.
    fn fill(&mut self, cell: usize, from: usize, sort: Sort) {
        let to = self.text.len();
        self.found[cell] = Cell { sort, from, to };
    }
}

impl Object {
    /// Which of its fields has that name.
    fn named(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// Which of its fields an item says there, as the `nth` of what it says: names that stand at the
    /// same place of the program need not be compared.
    fn nth(&mut self, nth: usize, name: &'static str) -> Option<usize> {
        match self.said.get(nth) {
            Some((said, field)) if std::ptr::eq(*said, name) => *field,
            _ => {
                let field = self.named(name);
                self.said.truncate(nth);
                self.said.push((name, field));
                field
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const COLUMNS: &[Column] = &[
        Column::text("id", "id"),
        Column::text("status", "payment.status"),
        Column::text("by", "payment.by").or("id"),
        Column::text("kinds", "kinds"),
        Column::text("all", "all"),
        Column::text("inner", "all.day"),
        Column::text("in", "inside"),
        Column::text("out", "outside").or("number"),
        Column::text("number", "number"),
    ];

    fn read(cells: &mut Cells, item: &serde_json::Value) -> Vec<String> {
        cells.read(item).unwrap();
        let all = 0..COLUMNS.len();
        all.map(|at| format!("{}|{}", cells.words(at), cells.told(at)))
            .collect()
    }

    #[test]
    fn every_column_finds_its_field_wherever_it_stands() {
        let mut cells = Cells::new(COLUMNS);
        let item = json!({
            "hidden": {"id": 7}, "kinds": ["day", null, {"a": 1}, ["x", true]], "id": "bk-1",
            "payment": {"by": null, "status": "paid"}, "inside": true, "outside": false,
            "all": {"day": "2", "hour": null}, "number": -3,
        });
        let told = [
            "bk-1|bk-1",
            "paid|paid",
            "|bk-1",
            "day, , {\"a\":1}, x, true|day, , {\"a\":1}, x, true",
            "{\"day\":\"2\",\"hour\":null}|{\"day\":\"2\",\"hour\":null}",
            "2|2",
            "true|yes",
            "false|",
            "-3|-3",
        ];
        assert_eq!(read(&mut cells, &item), told);
        let item =
            json!({"id": "bk-2", "payment": null, "kinds": [], "outside": null, "number": 5});
        let told = ["bk-2|bk-2", "|", "|bk-2", "|", "|", "|", "|", "|5", "5|5"];
        assert_eq!(read(&mut cells, &item), told);
    }

    #[test]
    fn an_answer_has_a_column_for_each_scalar_wherever_it_stands() {
        let answer = json!({
            "id": "bk-1", "payment": {"by": null, "of": {"seats": 2}, "lots": [1]}, "items": [{"a": 1}],
            "inside": true, "nothing": {}, "rate": 0.5,
        });
        let cells = Cells::of(&answer).unwrap();
        let columns = cells.paths().iter().enumerate();
        let told: Vec<_> = columns
            .map(|(at, path)| format!("{path}: {}", cells.words(at)))
            .collect();
        let scalars = [
            "id: bk-1",
            "payment.by: ",
            "payment.of.seats: 2",
            "inside: true",
            "rate: 0.5",
        ];
        assert_eq!(told, scalars);
    }
}
