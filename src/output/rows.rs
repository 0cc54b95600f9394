//! A list, described once by its columns and rendered as table, JSON and CSV, so that a column
//! cannot exist in one of them only (house rule 10).

use std::borrow::Cow;
use std::io;

use serde::Serialize;
use serde_json::Value;

use crate::output::bar::bar;
use crate::output::cells::Cells;
use crate::output::sheet::Sheets;
use crate::output::{Align, Column, Format, Shown, Stream, csv_line, escape, indented};

/// Where a list stands in the answer.
#[derive(Debug, Default)]
pub(super) struct Frame {
    /// It is a field of an object.
    pub(super) inside: bool,
    /// It is counted and not printed.
    pub(super) silent: bool,
    /// What stands above its table, line end included, where it has rows.
    pub(super) heading: String,
}

enum Body<'a> {
    Table(Box<Sheets>, Cells, &'a mut Stream),
    /// With the text of the last item.
    Json(Vec<u8>, &'a mut Stream),
    /// With the text of the last item.
    Csv(Vec<u8>, Cells, &'a mut Stream),
    Silent,
}

/// A list being printed item by item. It is complete only after [`Listing::end`].
pub struct Listing<'a> {
    columns: &'a [Column],
    screen: bool,
    count: usize,
    frame: Frame,
    body: Body<'a>,
}

impl<'a> Listing<'a> {
    pub(super) fn begin(
        format: Format,
        width: u16,
        screen: bool,
        stdout: &'a mut Stream,
        columns: &'a [Column],
        frame: Frame,
    ) -> io::Result<Self> {
        let body = match format {
            _ if frame.silent => Body::Silent,
            Format::Table => {
                let sheets = Box::new(Sheets::new(columns, width));
                Body::Table(sheets, Cells::new(columns), stdout)
            }
            Format::Json => Body::Json(Vec::new(), stdout),
            Format::Csv => {
                let heading = columns.iter().map(|column| column.path.replace('.', "_"));
                let mut line = Vec::new();
                csv_line::write(&mut line, heading);
                stdout.write_all(&line)?;
                Body::Csv(line, Cells::new(columns), stdout)
            }
        };
        Ok(Self {
            columns,
            screen,
            count: 0,
            frame,
            body,
        })
    }

    /// One more item.
    pub fn push<T: Serialize>(&mut self, item: &T) -> io::Result<()> {
        if cfg!(debug_assertions) && self.count == 0 {
            agree(self.columns, &serde_json::to_value(item)?);
        }
        match &mut self.body {
            Body::Json(text, stdout) => {
                let line = if self.frame.inside { "\n    " } else { "\n  " };
                let before = if self.count == 0 { "[" } else { "," };
                text.clear();
                text.extend_from_slice(before.as_bytes());
                text.extend_from_slice(line.as_bytes());
                indented::write(&mut *text, item, if self.frame.inside { 2 } else { 1 })?;
                stdout.write_all(text)?;
            }
            Body::Csv(line, cells, stdout) => {
                cells.read(item)?;
                line.clear();
                let words = (0..self.columns.len()).map(|at| cells.words(at));
                csv_row(line, words, self.screen);
                stdout.write_all(line)?;
            }
            Body::Table(sheets, cells, stdout) => {
                cells.read(item)?;
                let columns = self.columns.iter().enumerate();
                let shown = columns.filter(|(_, one)| one.shown != Shown::Csv);
                let row = shown.map(|(at, column)| {
                    let cell = cells.told(at);
                    if column.align == Align::Bar {
                        bar(cell)
                    } else {
                        escape::line(cell)
                    }
                });
                if self.count == 0 {
                    stdout.write_all(self.frame.heading.as_bytes())?;
                }
                sheets.push(row.collect(), *stdout)?;
            }
            Body::Silent => {}
        }
        self.count += 1;
        Ok(())
    }

    /// Ends the list and writes it out; how many items it had.
    pub fn end(self) -> io::Result<usize> {
        match self.body {
            Body::Json(_, stdout) => {
                let open = if self.count == 0 { "[" } else { "" };
                let indent = match (self.count, self.frame.inside) {
                    (0, _) => "",
                    (_, true) => "\n  ",
                    (_, false) => "\n",
                };
                let end = if self.frame.inside { "" } else { "\n" };
                write!(stdout, "{open}{indent}]{end}")?;
                stdout.flush()?;
            }
            Body::Csv(_, _, stdout) => stdout.flush()?,
            Body::Table(mut sheets, _, stdout) => {
                sheets.draw(stdout)?;
                stdout.flush()?;
            }
            Body::Silent => {}
        }
        Ok(self.count)
    }
}

/// One answer as CSV: its scalar fields as a header and one row.
pub(super) fn one<T: Serialize>(stdout: &mut Stream, screen: bool, answer: &T) -> io::Result<()> {
    let cells = Cells::of(answer)?;
    let paths = cells.paths();
    let mut lines = Vec::new();
    csv_line::write(&mut lines, paths.iter().map(|path| path.replace('.', "_")));
    csv_row(
        &mut lines,
        (0..paths.len()).map(|at| cells.words(at)),
        screen,
    );
    stdout.write_all(&lines)?;
    stdout.flush()
}

/// Writes a row of CSV: on a screen escaped, in a file as it is.
fn csv_row<C: AsRef<str>>(
    line: &mut Vec<u8>,
    cells: impl Iterator<Item = C> + Clone,
    screen: bool,
) {
    if screen {
        csv_line::write(line, cells.map(|cell| escape::line(cell.as_ref())));
    } else {
        csv_line::write(line, cells);
    }
}

/// The scalar fields of an object, in its order, with their dotted paths; lists are left out.
fn flatten<'v>(path: &str, value: &'v Value, scalars: &mut Vec<(String, &'v Value)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let inner = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                flatten(&inner, value, scalars);
            }
        }
        Value::Array(_) => {}
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            scalars.push((path.to_owned(), value));
        }
    }
}

/// The value at a dotted path; null inside a null; None where there is no such field.
fn at<'v>(item: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(item, |value, name| match value {
        Value::Null => Some(value),
        Value::Object(fields) => fields.get(name),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => None,
    })
}

/// Whether a path leads into the object at another, which one column shows whole.
fn within(path: &str, outer: &str) -> bool {
    let rest = path.strip_prefix(outer);
    rest.is_some_and(|rest| rest.starts_with('.'))
}

/// Fails where a list's columns and its items' fields are not the same (house rule 10).
fn agree(columns: &[Column], item: &Value) {
    for column in columns {
        let path = column.path;
        assert!(at(item, path).is_some(), "no field `{path}` in {item}");
    }
    let mut scalars = Vec::new();
    flatten("", item, &mut scalars);
    for (path, value) in scalars {
        let inside_of_null = format!("{path}.");
        assert!(
            columns.iter().any(|column| column.path == path
                || within(&path, column.path)
                || value.is_null() && column.path.starts_with(&inside_of_null)),
            "no column for the field `{path}`"
        );
    }
}

/// The words in a cell: nothing for null, a list of scalars joined.
pub(super) fn cell(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) => Cow::Borrowed(text),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => Cow::Owned(value.to_string()),
        Value::Array(values) => {
            let cells: Vec<_> = values.iter().map(cell).collect();
            Cow::Owned(cells.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_shows_csv_escaped_and_a_file_keeps_it() {
        for (screen, written) in [(true, "a\\x1bb,1\n"), (false, "a\u{1b}b,1\n")] {
            let mut line = Vec::new();
            csv_row(&mut line, ["a\u{1b}b", "1"].iter(), screen);
            assert_eq!(String::from_utf8(line).unwrap(), written);
        }
    }
}
