//! Files of other systems, CSV and JSON alike: items with named fields, the shape that their names
//! tell, and what in them nobody asks for.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, stdin};
use std::path::Path;

use csv::ByteRecord;
use serde_json::{Map, Value};

use super::fields::Fields;
use crate::commands::records::Lines;
use crate::domain::foreign::{Place, Said, Spot, Told};
use crate::domain::foreign_day::{self, DateOrder};
use crate::error::CliError;
use crate::ops::rows::BadRow;

/// What one sort of a vendor's files looks like.
pub(super) struct Shape {
    /// What it holds, in a word.
    pub(super) name: &'static str,
    /// The fields that tell it from others.
    pub(super) signs: &'static [&'static str],
    /// Every other field that is read; those inside of a list behind `[]`.
    pub(super) fields: &'static [&'static str],
    /// Those of them that hold dates.
    pub(super) dates: &'static [&'static str],
    /// What one item says.
    pub(super) read: fn(&Fields, &mut Vec<Said>) -> Result<(), BadField>,
}

/// A field that cannot be read, and why.
#[derive(Debug)]
pub(super) struct BadField {
    /// The field.
    pub(super) field: String,
    /// Why.
    pub(super) why: String,
}

/// How a file is to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'a> {
    /// The order of dates; None finds it out.
    pub(super) dates: Option<DateOrder>,
    /// Headers, and the fields that they stand for.
    pub(super) map: &'a [(String, String)],
}

/// What was found in files.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What they say, in their order.
    pub(super) told: Vec<Told>,
    /// What cannot be read.
    pub(super) bad: Vec<BadRow>,
    /// Fields that nobody asks for, as `FILE: field, field`.
    pub(super) ignored: Vec<String>,
    /// All bytes, one file behind the other.
    pub(super) content: Vec<u8>,
}

/// An item's fields, and where in the file it is.
type Item = (Place, Map<String, Value>);

/// A name of a field without what people and programs write differently: `Member Name*`,
/// `member_name` and `memberName` are one.
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, ' ' | '_' | '-' | '*'));
    letters.flat_map(char::to_lowercase).collect()
}

/// Reads a file, `-` for standard input, and adds what it says.
pub(super) fn read(
    path: &Path,
    shapes: &'static [Shape],
    reading: Reading,
    found: &mut Found,
) -> Result<(), CliError> {
    let mut bytes = Vec::new();
    let (name, read) = if path == Path::new("-") {
        let read = stdin().lock().read_to_end(&mut bytes).map(drop);
        ("stdin".to_owned(), read)
    } else {
        let read = fs::read(path).map(|all| bytes = all);
        (path.display().to_string(), read)
    };
    read.map_err(|error| CliError::file(&name, error))?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let begins = text.iter().find(|byte| !byte.is_ascii_whitespace());
    let items = if matches!(begins, Some(b'[' | b'{')) {
        json(&name, text, shapes)?
    } else {
        rows(&name, text, reading.map, &mut found.bad)?
    };
    found.content.extend_from_slice(&bytes);
    say(&name, &items, shapes, reading, found)
}

/// Adds what the items of one file say.
fn say(
    name: &str,
    items: &[Item],
    shapes: &'static [Shape],
    reading: Reading,
    found: &mut Found,
) -> Result<(), CliError> {
    let mut paths = BTreeSet::new();
    for (_, item) in items {
        gather("", item, &mut paths);
    }
    if items.is_empty() {
        return Ok(());
    }
    let shape = shape(name, &paths, shapes)?;
    let asked = |path: &str| shape.asks_for(&plain_path(path));
    let ignored: Vec<&str> = paths
        .iter()
        .filter(|path| !asked(path))
        .map(String::as_str)
        .collect();
    if !ignored.is_empty() {
        found
            .ignored
            .push(format!("{name}: {}", ignored.join(", ")));
    }
    let order = match reading.dates {
        Some(order) => order,
        None => order(name, items, shape)?,
    };
    for (place, item) in items {
        let fields = Fields::new(item, order);
        let mut said = Vec::new();
        let spot = || Spot {
            file: name.to_owned(),
            place: *place,
        };
        match (shape.read)(&fields, &mut said) {
            Ok(()) => found
                .told
                .extend(said.into_iter().map(|said| Told { spot: spot(), said })),
            Err(bad) => found.bad.push(BadRow::of(&spot(), &bad.field, bad.why)),
        }
    }
    Ok(())
}

impl Shape {
    /// Whether a field is read: itself, or what names somebody whom it refers to.
    fn asks_for(&self, path: &str) -> bool {
        let names = ["", ".id", ".name", ".title", ".fullname", ".email"];
        self.signs.iter().chain(self.fields).any(|known| {
            let rest = path.strip_prefix(plain_path(known).as_str());
            rest.is_some_and(|rest| names.contains(&rest))
        })
    }
}

fn plain_path(path: &str) -> String {
    let segments: Vec<String> = path.split('.').map(plain).collect();
    segments.join(".")
}

/// The paths of all scalar fields; those of items of lists behind `[]`.
fn gather(path: &str, item: &Map<String, Value>, paths: &mut BTreeSet<String>) {
    for (name, value) in item {
        let inner = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}.{name}")
        };
        match value {
            Value::Object(fields) => gather(&inner, fields, paths),
            Value::Array(items) => {
                let objects = items.iter().filter_map(Value::as_object);
                objects.for_each(|fields| gather(&format!("{inner}[]"), fields, paths));
                if items.iter().any(|item| !item.is_object()) {
                    paths.insert(inner);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                paths.insert(inner);
            }
        }
    }
}

/// The first shape all of whose signs are there.
fn shape(
    name: &str,
    paths: &BTreeSet<String>,
    shapes: &'static [Shape],
) -> Result<&'static Shape, CliError> {
    let there: Vec<String> = paths.iter().map(|path| plain_path(path)).collect();
    let has = |sign: &&str| {
        let sign = plain_path(sign);
        let inside = format!("{sign}.");
        let list = format!("{sign}[]");
        let is =
            |path: &String| *path == sign || path.starts_with(&inside) || path.starts_with(&list);
        there.iter().any(is)
    };
    let fits = |shape: &&Shape| shape.signs.iter().all(has);
    shapes.iter().find(fits).ok_or_else(|| {
        let known = shapes
            .iter()
            .map(|shape| format!("{} ({})", shape.name, shape.signs.join(", ")));
        let known: Vec<String> = known.collect();
        CliError::Usage {
            message: format!(
                "{name}: its fields are those of no known file: {}",
                known.join("; ")
            ),
            hint: Some("daypass import --help".into()),
        }
    })
}

fn order(name: &str, items: &[Item], shape: &Shape) -> Result<DateOrder, CliError> {
    let mut texts = Vec::new();
    for (_, item) in items {
        let fields = Fields::new(item, DateOrder::Ymd);
        let dates = shape.dates.iter();
        texts.extend(dates.filter_map(|path| fields.find(path).and_then(Value::as_str)));
    }
    foreign_day::order_of(texts).map_err(|why| CliError::Usage {
        message: format!("{name}: {why}"),
        hint: Some(crate::error::Mend::Set("--dates", "dmy".to_owned()).into()),
    })
}

/// The items of a JSON file: of an array, of the one array that an answer wraps, or one alone. One
/// document a line is read too.
fn json(name: &str, text: &[u8], shapes: &'static [Shape]) -> Result<Vec<Item>, CliError> {
    let documents = serde_json::Deserializer::from_slice(text).into_iter::<Value>();
    let mut items = Vec::new();
    for document in documents {
        let document = document.map_err(|error| CliError::file(name, error))?;
        match document {
            Value::Array(all) => items.extend(all),
            Value::Object(mut fields) => match wrapped(&fields, shapes) {
                Some(list) => match fields.remove(&list) {
                    Some(Value::Array(all)) => items.extend(all),
                    _ => unreachable!("a list was found there"),
                },
                None => items.push(Value::Object(fields)),
            },
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                items.push(document);
            }
        }
    }
    let mut objects = Vec::with_capacity(items.len());
    for (place, item) in (1..).zip(items) {
        let Value::Object(fields) = item else {
            return Err(CliError::Usage {
                message: format!("{name}: item {place}: is no object with fields"),
                hint: None,
            });
        };
        objects.push((Place::Item(place), fields));
    }
    Ok(objects)
}

/// The field of an answer that holds the list, where the answer itself is no item.
fn wrapped(fields: &Map<String, Value>, shapes: &'static [Shape]) -> Option<String> {
    let mut paths = BTreeSet::new();
    gather("", fields, &mut paths);
    if shape("", &paths, shapes).is_ok() {
        return None;
    }
    let lists = fields.iter().filter(|(_, value)| value.is_array());
    let mut lists = lists.map(|(name, _)| name.clone());
    let only = lists.next()?;
    lists.next().is_none().then_some(only)
}

/// The rows of a CSV file. Its separator is the comma, semicolon or tab that its header has most of.
fn rows(
    name: &str,
    text: &[u8],
    map: &[(String, String)],
    bad: &mut Vec<BadRow>,
) -> Result<Vec<Item>, CliError> {
    let header = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |separator: &u8| header.split(|byte| byte == separator).count();
    let separator = [b',', b';', b'\t'].into_iter().rev().max_by_key(count);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator.unwrap_or(b','))
        .from_reader(text);
    let mut records = reader
        .byte_records()
        .map(|record| record.map_err(|error| CliError::file(name, error)));
    let header = titles(name, &records.next().transpose()?.unwrap_or_default(), map)?;
    let mut lines = Lines::of_text(text);
    let mut rows = Vec::new();
    for record in records {
        let record = record?;
        let line = lines.of(&record);
        if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        match row(&header, &record) {
            Ok(row) => rows.push((Place::Line(line), row)),
            Err(why) => {
                let spot = Spot {
                    file: name.to_owned(),
                    place: Place::Line(line),
                };
                bad.push(BadRow::of(&spot, &why.field, why.why));
            }
        }
    }
    Ok(rows)
}

fn titles(
    name: &str,
    record: &ByteRecord,
    map: &[(String, String)],
) -> Result<Vec<String>, CliError> {
    let mut titles = Vec::new();
    for cell in record {
        let cell = String::from_utf8_lossy(cell);
        let title = cell.trim();
        if title.contains('\0') {
            return Err(CliError::Usage {
                message: format!("{name}:1: the file is not UTF-8, but perhaps UTF-16"),
                hint: None,
            });
        }
        let meant = map.iter().find(|(theirs, _)| plain(theirs) == plain(title));
        titles.push(meant.map_or(title, |(_, field)| field).to_owned());
    }
    Ok(titles)
}

fn row(header: &[String], record: &ByteRecord) -> Result<Map<String, Value>, BadField> {
    let bad = |field: &str, why: String| BadField {
        field: field.to_owned(),
        why,
    };
    if record.len() != header.len() {
        let (has, wanted) = (record.len(), header.len());
        let why = format!("the header has {wanted} cells, this row {has}");
        return Err(bad("row", why));
    }
    let mut row = Map::new();
    for (title, cell) in header.iter().zip(record) {
        let Ok(text) = std::str::from_utf8(cell) else {
            return Err(bad(title, "is not UTF-8".to_owned()));
        };
        put(&mut row, title, text.trim());
    }
    Ok(row)
}

/// A cell under its title; a dotted one is a field of an object.
fn put(row: &mut Map<String, Value>, title: &str, text: &str) {
    let Some((outer, inner)) = title.split_once('.') else {
        row.entry(title).or_insert_with(|| Value::from(text));
        return;
    };
    let object = row
        .entry(outer)
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(fields) = object {
        put(fields, inner, text);
    }
}
