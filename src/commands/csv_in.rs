//! CSV files that people hand in: the header's names, the rows with the lines they begin on, and
//! the file's content as the key under which it is taken in once.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::fs;
use std::io::{self, Read, stdin};
use std::path::Path;

use clap::Args;
use csv::ByteRecord;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::context::{Answer, Ctx, Writing};
use super::records::Records;
use crate::domain::ids::OperationId;
use crate::error::{CliError, Mend};
use crate::ops::OpError;
use crate::ops::rows::{BadRow, Rows};
use crate::ops::watch::Watch;
use crate::output::{Out, View};
use crate::store::Tx;

/// The flags of every command that takes in a file.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct TakingIn {
    /// Write the good rows although there are bad ones, and exit 1
    #[arg(long)]
    pub(crate) skip_bad: bool,
    /// Take the file in although the same content was taken in before
    #[arg(long)]
    pub(crate) force: bool,
}

/// The columns that a file may have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Columns {
    pub(crate) required: &'static [&'static str],
    pub(crate) optional: &'static [&'static str],
}

/// One row: its cells by column, blanks around them dropped, empty ones left out.
#[derive(Debug)]
pub(crate) struct Row {
    /// The line that it begins on, from 1.
    pub(crate) line: u64,
    cells: Vec<(&'static str, String)>,
}

/// A file that was read; its rows are read again each time they are asked for, so that many need no
/// more memory than the file.
#[derive(Debug)]
pub(crate) struct CsvFile {
    /// How it is named in messages.
    pub(crate) name: String,
    /// Its content, as SHA-256 in hexadecimal.
    content: String,
    bytes: Vec<u8>,
    /// Its columns, in its order.
    header: Vec<&'static str>,
}

impl Columns {
    fn find(self, name: &str) -> Option<&'static str> {
        let mut all = self.required.iter().chain(self.optional);
        all.find(|known| name.eq_ignore_ascii_case(known)).copied()
    }

    fn listed(self) -> String {
        let required = self.required.join(", ");
        if self.optional.is_empty() {
            return format!("the columns are {required}");
        }
        let optional = self.optional.join(", ");
        format!("the columns are {required} and, where wanted, {optional}")
    }
}

impl Row {
    /// A cell, or None where it is empty or there is no such column.
    pub(crate) fn text(&self, column: &'static str) -> Option<&str> {
        let mut cells = self.cells.iter();
        cells.find_map(|(name, cell)| (*name == column).then_some(cell.as_str()))
    }

    /// What the row says, by name, as the words of the command that does the same for one
    /// customer: what the row's own key stands for (A4). Empty where it has none.
    pub(crate) fn words(&self, command: &str) -> BTreeMap<String, String> {
        if self.text("key").is_none() {
            return BTreeMap::new();
        }
        let named = |column: &str| if column == "member" { "who" } else { column }.to_owned();
        let cells = self.cells.iter().filter(|(column, _)| *column != "key");
        let mut words: BTreeMap<String, String> = cells
            .map(|(column, cell)| (named(column), cell.clone()))
            .collect();
        words.insert("command".to_owned(), command.to_owned());
        words
    }

    /// A cell that must not be empty.
    pub(crate) fn required(&self, column: &'static str) -> Result<&str, BadRow> {
        self.text(column)
            .ok_or_else(|| BadRow::new(self.line, column, "is empty"))
    }

    /// What a cell says, or None where it is empty or there is no such column.
    pub(crate) fn value<T, E: Display>(
        &self,
        column: &'static str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, BadRow> {
        let value = self.text(column).map(read).transpose();
        value.map_err(|why| BadRow::new(self.line, column, why))
    }
}

impl CsvFile {
    /// Reads a file, `-` for standard input. Refused when the header names a column that is not
    /// known, one twice, or lacks one that is needed.
    pub(crate) fn read(path: &Path, columns: Columns) -> Result<Self, CliError> {
        let standard_input = path == Path::new("-");
        let mut bytes = Vec::new();
        let (name, read) = if standard_input {
            let read = stdin().lock().read_to_end(&mut bytes).map(drop);
            ("stdin".to_owned(), read)
        } else {
            let read = fs::read(path).map(|all| bytes = all);
            (path.display().to_string(), read)
        };
        read.map_err(|error| CliError::file(&name, error))?;
        Self::parse(name, bytes, columns)
    }

    /// Reads what a file holds, under the name that messages call it by.
    pub(crate) fn parse(name: String, bytes: Vec<u8>, columns: Columns) -> Result<Self, CliError> {
        let content = hexadecimal(&Sha256::digest(&bytes));
        let mut records = Records::of(&bytes);
        let first = records.next().map(|(_, record)| record);
        let header = header(&name, first.unwrap_or(&ByteRecord::new()), columns)?;
        Ok(Self {
            name,
            content,
            bytes,
            header,
        })
    }

    /// The records behind the header.
    fn records(&self) -> Records<'_> {
        let mut records = Records::of(&self.bytes);
        records.next();
        records
    }

    /// The rows from the first on, blank ones left out.
    fn read_rows(&self) -> impl Iterator<Item = Result<Row, BadRow>> + '_ {
        let mut records = self.records();
        std::iter::from_fn(move || {
            let (line, record) = records.next_filled()?;
            Some(row(line, &self.header, record))
        })
    }

    /// Whether every row that can be read has something in that column.
    pub(crate) fn every_row_has(&self, column: &'static str) -> bool {
        self.header.contains(&column)
            && self
                .read_rows()
                .flatten()
                .all(|row| row.text(column).is_some())
    }

    /// What each row says, and who watches while they are taken in. Those of which `read` cannot
    /// make anything are bad.
    pub(crate) fn rows<T: 'static>(
        &self,
        taking: TakingIn,
        watch: Watch,
        read: fn(&Row) -> Result<T, BadRow>,
    ) -> Rows<'_, T> {
        let mut records = self.records();
        let mut count = 0;
        while records.next_filled().is_some() {
            count += 1;
        }
        Rows {
            file: self.name.clone(),
            count,
            read: Box::new(move || {
                Box::new(self.read_rows().map(move |row| {
                    let row = row?;
                    Ok((row.line, read(&row)?))
                }))
            }),
            skip_bad: taking.skip_bad,
            watch,
        }
    }

    /// Makes the file's content part of what the command says: under `--key` the same key with
    /// another file is refused. Without a key the content itself becomes the key, whatever the
    /// file is called, so that the same file again changes nothing; `--force` leaves that out.
    pub(crate) fn guard(&self, ctx: &mut Ctx, writing: &mut Writing, taking: TakingIn) {
        let command = ctx.words.remove("command").unwrap_or_default();
        if writing.key.is_none() && !taking.force {
            writing.key = Some(format!("csv:{command}:{}", self.content));
            ctx.words.clear();
        }
        ctx.words.remove("file");
        ctx.words.insert("content".to_owned(), self.content.clone());
        ctx.words.insert("command".to_owned(), command);
    }
}

impl Ctx {
    /// [`Ctx::write`] for a file: bad rows that were passed over are told on standard error, and
    /// the exit code says that it was done in part. `bad` finds them, told, in the answer.
    pub(crate) fn take_in<T, V: View + DeserializeOwned>(
        &mut self,
        writing: &Writing,
        taking: TakingIn,
        work: impl FnOnce(&Tx) -> Result<T, OpError>,
        view: impl Fn(Option<OperationId>, &T) -> V,
        bad: impl Fn(&V) -> Vec<String>,
    ) -> Result<(), CliError> {
        let say = |out: &mut Out, answer: &Answer<V>| out.say(answer);
        self.take_in_and(writing, taking, work, view, bad, say)
    }

    /// [`Ctx::take_in`] that prints the answer its own way.
    pub(crate) fn take_in_and<T, V: View + DeserializeOwned>(
        &mut self,
        writing: &Writing,
        taking: TakingIn,
        work: impl FnOnce(&Tx) -> Result<T, OpError>,
        view: impl Fn(Option<OperationId>, &T) -> V,
        bad: impl Fn(&V) -> Vec<String>,
        say: impl FnOnce(&mut Out, &Answer<V>) -> io::Result<()>,
    ) -> Result<(), CliError> {
        let answer = match self.perform(writing, work, view) {
            Err(CliError::Op(OpError::Rows { file, bad })) if taking.skip_bad => {
                for row in bad {
                    self.out.warn(&row.told(&file));
                }
                self.out.note("no row is good: nothing was changed");
                return Err(CliError::Partly);
            }
            answer => answer?,
        };
        if answer.is_replayed()
            && writing
                .key
                .as_deref()
                .is_some_and(|key| key.starts_with("csv:"))
        {
            self.hint_again(Mend::On("--force"));
        }
        let bad = bad(answer.view());
        for row in &bad {
            self.out.warn(row);
        }
        say(&mut self.out, &answer)?;
        if bad.is_empty() {
            Ok(())
        } else {
            Err(CliError::Partly)
        }
    }
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes everything");
        text
    })
}

/// The columns that the header names, in its order.
fn header(
    name: &str,
    record: &ByteRecord,
    columns: Columns,
) -> Result<Vec<&'static str>, CliError> {
    let refused = |why: String| CliError::Usage {
        message: format!("{name}:1: {why}"),
        hint: None,
    };
    let mut header = Vec::new();
    for cell in record {
        let cell = String::from_utf8_lossy(cell);
        let title = cell.trim();
        if title.contains('\0') {
            return Err(refused(
                "the file is not UTF-8, but perhaps UTF-16".to_owned(),
            ));
        }
        if title.contains(';') && record.len() == 1 {
            return Err(refused(
                "columns are separated by commas, not by `;`".to_owned(),
            ));
        }
        let Some(column) = columns.find(title) else {
            return Err(refused(format!(
                "unknown column `{title}`: {}",
                columns.listed()
            )));
        };
        if header.contains(&column) {
            return Err(refused(format!("column `{column}` is there twice")));
        }
        header.push(column);
    }
    match columns
        .required
        .iter()
        .find(|column| !header.contains(*column))
    {
        Some(missing) => Err(refused(format!(
            "no column `{missing}`: {}",
            columns.listed()
        ))),
        None => Ok(header),
    }
}

fn row(line: u64, header: &[&'static str], record: &ByteRecord) -> Result<Row, BadRow> {
    if record.len() != header.len() {
        let (has, wanted) = (record.len(), header.len());
        let open = record.iter().any(|cell| cell.contains(&b'\n'));
        let open = if open { ": is a quote not closed?" } else { "" };
        let why = format!("the header has {wanted} cells, this row {has}{open}");
        return Err(BadRow::new(line, "row", why));
    }
    let mut cells = Vec::with_capacity(header.len());
    for (column, cell) in header.iter().zip(record) {
        let Ok(text) = std::str::from_utf8(cell) else {
            return Err(BadRow::new(line, column, "is not UTF-8"));
        };
        let text = text.trim();
        if !text.is_empty() {
            cells.push((*column, text.to_owned()));
        }
    }
    Ok(Row { line, cells })
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::foreign::Place;

    const COLUMNS: Columns = Columns {
        required: &["name", "email"],
        optional: &["from"],
    };

    fn parse(text: &[u8]) -> Result<CsvFile, CliError> {
        CsvFile::parse("members.csv".to_owned(), text.to_vec(), COLUMNS)
    }

    fn refused(text: &str) -> String {
        parse(text.as_bytes()).unwrap_err().to_string()
    }

    fn names(text: &str) -> Vec<(u64, String)> {
        let file = parse(text.as_bytes()).unwrap();
        let rows = file.read_rows().flatten();
        let named = rows.filter_map(|row| Some((row.line, row.text("name")?.to_owned())));
        named.collect()
    }

    #[test]
    fn columns_come_in_any_order_and_case_with_a_bom() {
        let file = parse(b"\xef\xbb\xbf Email ,NAME\na@b.org, Ada \n").unwrap();
        let row = file.read_rows().next().unwrap().unwrap();
        assert_eq!(row.text("name"), Some("Ada"));
        assert_eq!(row.text("email"), Some("a@b.org"));
        assert_eq!(row.text("from"), None);
    }

    #[test]
    fn a_header_is_refused_by_the_name_of_its_column() {
        for (text, why) in [
            (
                "name,email,phone\n",
                "members.csv:1: unknown column `phone`: the columns are name, email and, where wanted, from",
            ),
            (
                "name,name,email\n",
                "members.csv:1: column `name` is there twice",
            ),
            (
                "name\n",
                "members.csv:1: no column `email`: the columns are name, email and, where wanted, from",
            ),
            (
                "",
                "members.csv:1: no column `name`: the columns are name, email and, where wanted, from",
            ),
            (
                "n\0a\0m\0e\0",
                "members.csv:1: the file is not UTF-8, but perhaps UTF-16",
            ),
            (
                "name;email\n",
                "members.csv:1: columns are separated by commas, not by `;`",
            ),
        ] {
            assert_eq!(refused(text), why);
        }
    }

    #[test]
    fn rows_know_the_line_they_begin_on() {
        let wanted = vec![
            (2, "Ada\nKing".into()),
            (6, "Bob".into()),
            (7, "Eve".into()),
        ];
        for end in ["\n", "\r\n", "\r"] {
            let text = "name,email\n\"Ada\nKing\",a@b\n\n,\nBob,b@b\nEve,\n".replace('\n', end);
            let mut found = names(&text);
            found[0].1 = found[0].1.replace(end, "\n");
            assert_eq!(found, wanted, "{end:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_the_bytes_rows_are_good_or_bad_and_on_lines_that_are_there(
            bytes in vec(prop_oneof![Just(b','), Just(b'"'), Just(b'\n'), Just(b'\r'), any::<u8>()],
                0..200)
        ) {
            let text = [&b"name,email\n"[..], &bytes].concat();
            let file = parse(&text).unwrap();
            let place = |row: BadRow| match row.place {
                Place::Line(line) | Place::Item(line) => line,
            };
            let ends = text.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
            for row in file.read_rows() {
                let line = row.map_or_else(place, |row| row.line);
                prop_assert!((2..=u64::try_from(ends).unwrap() + 1).contains(&line));
            }
        }
    }

    #[test]
    fn a_quote_that_is_not_closed_swallows_the_rest_and_is_told_where_it_opens() {
        let file = parse(b"name,email,from\nAda,a@b,\n\"Bob,b@b,\nEve,e@b,\n").unwrap();
        let bad = file.read_rows().find_map(Result::err).unwrap();
        assert_eq!(
            bad.told("f"),
            "f:3: row: the header has 3 cells, this row 1: is a quote not closed?"
        );
    }

    #[test]
    fn a_bad_row_says_where_and_why() {
        let text = b"name,email,from\nAda,a@b\n,b@b,\nEve,\xff,\nBob,b@b,soon\n";
        let file = parse(text).unwrap();
        let rows = file.rows(TakingIn::default(), Watch::default(), |row| {
            row.required("name")?;
            row.value("from", super::super::values::day)
        });
        assert_eq!(rows.count, 4);
        let bad = (rows.read)().filter_map(Result::err);
        let told: Vec<_> = bad.map(|bad| bad.told("f")).collect();
        let soon = "`soon` is not a date: write 2026-12-31, today, tomorrow, +3d or mon";
        assert_eq!(
            told,
            [
                "f:2: row: the header has 3 cells, this row 2",
                "f:3: name: is empty",
                "f:4: email: is not UTF-8",
                &format!("f:5: from: {soon}"),
            ]
        );
    }
}
