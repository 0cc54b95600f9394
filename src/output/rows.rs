//! A list, described once by its columns and rendered as table, JSON and CSV, so that a column
//! cannot exist in one of them only (house rule 10).

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use crate::output::bar::bar;
use crate::output::cells::Cells;
use crate::output::sheet::Sheets;
use crate::output::{Align, Column, Format, Shown, escape, indented};

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
    Table(Box<Sheets>, Cells, &'a mut dyn Write),
    /// With the text of the last item.
    Json(Vec<u8>, &'a mut dyn Write),
    Csv(Box<csv::Writer<&'a mut dyn Write>>, Cells),
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
        stdout: &'a mut dyn Write,
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
                let mut writer = csv::Writer::from_writer(stdout);
                let heading = columns.iter().map(|column| column.path.replace('.', "_"));
                writer.write_record(heading).map_err(io_error)?;
                Body::Csv(Box::new(writer), Cells::new(columns))
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
                indented::write(text, item, if self.frame.inside { 2 } else { 1 })?;
                stdout.write_all(text)?;
            }
            Body::Csv(writer, cells) => {
                cells.read(item)?;
                for at in 0..self.columns.len() {
                    let field = guarded(cells.words(at), self.screen);
                    writer.write_field(field.as_bytes()).map_err(io_error)?;
                }
                writer.write_record(None::<&[u8]>).map_err(io_error)?;
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
            Body::Csv(mut writer, _) => writer.flush()?,
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
pub(super) fn one<T: Serialize>(
    stdout: &mut dyn Write,
    screen: bool,
    answer: &T,
) -> io::Result<()> {
    let answer = serde_json::to_value(answer)?;
    let mut scalars = Vec::new();
    flatten("", &answer, &mut scalars);
    let mut writer = csv::Writer::from_writer(stdout);
    let heading = scalars.iter().map(|(path, _)| path.replace('.', "_"));
    writer.write_record(heading).map_err(io_error)?;
    let row = scalars
        .iter()
        .map(|(_, value)| guarded(&cell(value), screen).into_owned());
    writer.write_record(row).map_err(io_error)?;
    writer.flush()
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

/// A CSV cell that no spreadsheet takes for a formula: a quote goes before `=`, `+`, `-`, `@`, tab
/// and line ends, except before numbers. On a screen it is escaped too; a file keeps what was
/// written.
fn guarded(text: &str, screen: bool) -> Cow<'_, str> {
    let text = if screen {
        Cow::Owned(escape::line(text))
    } else {
        Cow::Borrowed(text)
    };
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && !is_number(&text) {
        Cow::Owned(format!("'{text}"))
    } else {
        text
    }
}

/// True for `12`, `-1.5`: an optional minus, digits, and maybe a point and digits.
fn is_number(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    digits(whole) && digits(fraction)
}

/// The stream's own error, with its kind: that a pipe was closed must stay known.
fn io_error(error: csv::Error) -> io::Error {
    let text = error.to_string();
    if let csv::ErrorKind::Io(error) = error.into_kind() {
        return error;
    }
    io::Error::other(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_numbers_stay_numbers() {
        for (text, written) in [
            ("=SUM(A1)", "'=SUM(A1)"),
            ("+380501234567", "'+380501234567"),
            ("-1.5", "-1.5"),
            ("-12", "-12"),
            ("-1+2", "'-1+2"),
            ("-", "'-"),
            ("@ada", "'@ada"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("\nx", "'\nx"),
            ("a=b", "a=b"),
            ("", ""),
            ("1.5", "1.5"),
        ] {
            assert_eq!(guarded(text, false), written, "{text}");
        }
    }

    #[test]
    fn a_screen_shows_csv_escaped_and_a_file_keeps_it() {
        assert_eq!(guarded("a\u{1b}b", true), "a\\x1bb");
        assert_eq!(guarded("a\u{1b}b", false), "a\u{1b}b");
    }
}
