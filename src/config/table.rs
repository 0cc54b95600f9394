//! Reading a TOML table key by key: every problem is noted with its line, and reading goes on with
//! the default, so that one run tells all of them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Problem;

/// The text of a file, and what is wrong with it so far.
pub(super) struct Sheet<'t> {
    text: &'t str,
    /// Where each line ends.
    ends: Vec<usize>,
    problems: RefCell<Vec<Problem>>,
}

/// A table, and the keys of it that were asked for.
pub(super) struct Table<'t> {
    pub(super) sheet: &'t Sheet<'t>,
    /// The line of its header.
    pub(super) line: usize,
    entries: &'t DeTable<'t>,
    known: Vec<&'static str>,
}

/// A value that was given for a key.
pub(super) struct Given<'t> {
    sheet: &'t Sheet<'t>,
    key: &'static str,
    value: &'t Spanned<DeValue<'t>>,
}

/// Why a value is not what is wanted.
pub(super) type Wrong = String;

impl<'t> Sheet<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at);
        Self {
            text,
            ends: ends.collect(),
            problems: RefCell::new(Vec::new()),
        }
    }

    /// The line of a place in the text, counted from 1.
    pub(super) fn line(&self, place: usize) -> usize {
        self.ends.partition_point(|end| *end < place) + 1
    }

    /// Notes that something is wrong there.
    pub(super) fn complain(&self, line: usize, message: String, hint: Option<String>) {
        let line = Some(line);
        let problem = Problem {
            line,
            message,
            hint,
        };
        self.problems.borrow_mut().push(problem);
    }

    pub(super) fn is_sound(&self) -> bool {
        self.problems.borrow().is_empty()
    }

    pub(super) fn problems(self) -> Vec<Problem> {
        self.problems.into_inner()
    }

    /// The user's own text there, its first line, cut when long.
    fn quoted(&self, span: Range<usize>) -> String {
        let text = self.text.get(span).unwrap_or_default();
        let line = text.lines().next().unwrap_or_default();
        let short: String = line.chars().take(40).collect();
        let cut = if short.len() < text.len() { "…" } else { "" };
        format!("`{short}{cut}`")
    }
}

impl<'t> Table<'t> {
    pub(super) fn new(sheet: &'t Sheet<'t>, line: usize, entries: &'t DeTable<'t>) -> Self {
        let known = Vec::new();
        Self {
            sheet,
            line,
            entries,
            known,
        }
    }

    /// What was given for a key, which is known from now on.
    pub(super) fn find(&mut self, key: &'static str) -> Option<Given<'t>> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        let sheet = self.sheet;
        let value = self.entries.get(key)?;
        Some(Given { sheet, key, value })
    }

    /// What was given for a key, or the default, also where it cannot be read.
    pub(super) fn value<T>(
        &mut self,
        key: &'static str,
        default: T,
        read: impl FnOnce(&Given<'t>) -> Result<T, Wrong>,
    ) -> T {
        self.find(key)
            .and_then(|given| given.note(read))
            .unwrap_or(default)
    }

    /// A string.
    pub(super) fn text<T, E: Display>(
        &mut self,
        key: &'static str,
        default: T,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> T {
        self.value(key, default, |given| given.text(read))
    }

    /// One of some words.
    pub(super) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        default: T,
        all: &[T],
        word: fn(T) -> &'static str,
    ) -> T {
        let choose = |text: &str| {
            let mut found = all.iter().copied();
            let words = || {
                all.iter()
                    .map(|one| word(*one))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            let wrong = || format!("`{text}` is none of {}", words());
            found.find(|one| word(*one) == text).ok_or_else(wrong)
        };
        self.text(key, default, choose)
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, key: &'static str, default: bool) -> bool {
        self.value(key, default, |given| {
            let flag = given.value.get_ref().as_bool();
            flag.ok_or_else(|| given.not("true or false"))
        })
    }

    /// A whole number within a range.
    pub(super) fn number<T: TryFrom<i64>>(
        &mut self,
        key: &'static str,
        default: T,
        range: RangeInclusive<i64>,
    ) -> T {
        self.value(key, default, |given| given.number(range))
    }

    /// A decimal number: a string, or a whole number without quotes; never a float.
    pub(super) fn decimal<T, E: Display>(
        &mut self,
        key: &'static str,
        default: T,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> T {
        self.value(key, default, |given| given.decimal(read))
    }

    /// A list of strings.
    pub(super) fn texts<T, E: Display>(
        &mut self,
        key: &'static str,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Vec<T> {
        let one = |given: &Given<'t>| given.text(&read);
        let items = self.find(key).map_or(Vec::new(), |given| given.items());
        items.iter().filter_map(|given| given.note(one)).collect()
    }

    /// A list of strings and tables, each sort in its order.
    pub(super) fn texts_and_tables<T, E: Display>(
        &mut self,
        key: &'static str,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> (Vec<T>, Vec<Self>) {
        let items = self.find(key).map_or(Vec::new(), |given| given.items());
        let (tables, texts): (Vec<_>, Vec<_>) =
            items.iter().partition(|given| given.table().is_ok());
        let one = |given: &Given<'t>| given.text(&read);
        let texts = texts.into_iter().filter_map(|given| given.note(one));
        let tables = tables
            .into_iter()
            .filter_map(|given| given.note(Given::table));
        (texts.collect(), tables.collect())
    }

    /// A list of tables.
    pub(super) fn tables(&mut self, key: &'static str) -> Vec<Self> {
        let items = self.find(key).map_or(Vec::new(), |given| given.items());
        items
            .iter()
            .filter_map(|given| given.note(Given::table))
            .collect()
    }

    /// A table.
    pub(super) fn table(&mut self, key: &'static str) -> Option<Self> {
        self.find(key)?.note(Given::table)
    }

    /// Every key and string of a table whose keys are free, with the line.
    pub(super) fn pairs(&self) -> Vec<(&'t str, &'t Spanned<DeValue<'t>>, usize)> {
        let entries = self.entries.iter();
        let pairs = entries.map(|(key, value)| {
            let line = self.sheet.line(key.span().start);
            (key.get_ref().as_ref(), value, line)
        });
        pairs.collect()
    }

    /// The line of a key that was given.
    pub(super) fn line_of(&self, key: &str) -> Option<usize> {
        let (key, _) = self.entries.get_key_value(key)?;
        Some(self.sheet.line(key.span().start))
    }

    /// The lines of all keys that were given.
    pub(super) fn lines(&self) -> BTreeMap<&'static str, usize> {
        let known = self.known.iter();
        let lines = known.filter_map(|key| Some((*key, self.line_of(key)?)));
        lines.collect()
    }

    /// Complains about every key that was not asked for, with the nearest known one.
    pub(super) fn end(&self) {
        for key in self.entries.keys() {
            let name = key.get_ref().as_ref();
            if self.known.contains(&name) {
                continue;
            }
            let lower = name.to_lowercase();
            let near = |known: &&str| strsim::osa_distance(&lower, known);
            let nearest = self.known.iter().copied().min_by_key(near);
            let close = nearest.filter(|known| near(known) < 4);
            let hint = match close {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("the keys here are {}", self.known.join(", ")),
            };
            let line = self.sheet.line(key.span().start);
            let message = format!("unknown key `{name}`");
            self.sheet.complain(line, message, Some(hint));
        }
    }
}

impl<'t> Given<'t> {
    pub(super) fn value(&self) -> &'t DeValue<'t> {
        self.value.get_ref()
    }

    pub(super) fn line(&self) -> usize {
        self.sheet.line(self.value.span().start)
    }

    /// What it was read as; None, with the problem noted, where it could not be.
    pub(super) fn note<T>(&self, read: impl FnOnce(&Self) -> Result<T, Wrong>) -> Option<T> {
        let wrong = match read(self) {
            Ok(value) => return Some(value),
            Err(wrong) => wrong,
        };
        let message = format!("{}: {wrong}", self.key);
        self.sheet.complain(self.line(), message, None);
        None
    }

    fn not(&self, wanted: &str) -> Wrong {
        let found = self.sheet.quoted(self.value.span());
        format!("expected {wanted}, found {found}")
    }

    pub(super) fn text<T, E: Display>(
        &self,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, Wrong> {
        let text = self.value().as_str();
        let text = text.ok_or_else(|| self.not("a string in quotes"))?;
        read(text).map_err(|error| error.to_string())
    }

    pub(super) fn decimal<T, E: Display>(
        &self,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, Wrong> {
        if self.value().is_integer() {
            let number: i64 = self.number(i64::MIN..=i64::MAX)?;
            return read(&number.to_string()).map_err(|error| error.to_string());
        }
        if self.value().is_float() {
            return Err(self.not("quotes around a number with decimals"));
        }
        self.text(read)
    }

    pub(super) fn number<T: TryFrom<i64>>(&self, range: RangeInclusive<i64>) -> Result<T, Wrong> {
        let wanted = || match (*range.start(), *range.end()) {
            (i64::MIN, _) => self.not("a whole number"),
            (least, most) => self.not(&format!("a whole number from {least} to {most}")),
        };
        let digits = self.value().as_integer().ok_or_else(wanted)?;
        let number = i64::from_str_radix(digits.as_str(), digits.radix()).ok();
        let number = number.filter(|number| range.contains(number));
        number
            .and_then(|number| T::try_from(number).ok())
            .ok_or_else(wanted)
    }

    pub(super) fn table(&self) -> Result<Table<'t>, Wrong> {
        let table = self.value().as_table();
        let table = table.ok_or_else(|| self.not("a table"))?;
        Ok(Table::new(self.sheet, self.line(), table))
    }

    /// The values of a list; none, with the problem noted, where it is none.
    pub(super) fn items(&self) -> Vec<Self> {
        let is_table = self.value().is_table();
        let wanted = if is_table {
            format!("[[{}]]", self.key)
        } else {
            "a list".to_owned()
        };
        let list = self.note(|given| given.value().as_array().ok_or_else(|| given.not(&wanted)));
        let (sheet, key) = (self.sheet, self.key);
        let item = |value| Self { sheet, key, value };
        list.map_or(Vec::new(), |list| list.iter().map(item).collect())
    }
}
