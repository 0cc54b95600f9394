//! An answer of several lists, one below the other: in JSON the fields of one object.

use std::io::{self, Write};

use serde::Serialize;

use crate::output::rows::{Frame, Listing};
use crate::output::{Column, Format, Out};

/// One list of several.
#[derive(Debug, Clone, Copy)]
pub struct Section<'a> {
    /// The field that holds it in JSON.
    pub name: &'a str,
    /// What stands above its table, where that has rows; nothing when empty.
    pub heading: &'a str,
    /// Whether CSV, which has room for one list only, has this one.
    pub in_csv: bool,
    /// Its columns.
    pub columns: &'a [Column],
}

/// The lists of one answer. It is complete only after [`Sections::end`].
pub struct Sections<'a> {
    out: &'a mut Out,
    count: usize,
    drawn: bool,
}

impl Out {
    /// Begins an answer of several lists.
    pub fn sections(&mut self) -> Sections<'_> {
        Sections {
            out: self,
            count: 0,
            drawn: false,
        }
    }
}

/// Begins the next field of the object that the answer is in JSON.
fn field(out: &mut Out, before: usize, name: &str) -> io::Result<()> {
    let mark = if before == 0 { "{" } else { "," };
    let name = serde_json::to_string(name)?;
    write!(out.stdout, "{mark}\n  {name}: ")
}

impl Sections<'_> {
    /// The next list, which `fill` pushes its items into; how many there were.
    pub fn list<E: From<io::Error>>(
        &mut self,
        section: Section<'_>,
        fill: impl FnOnce(&mut Listing<'_>) -> Result<(), E>,
    ) -> Result<usize, E> {
        let out = &mut *self.out;
        let mut frame = Frame {
            inside: true,
            silent: out.format == Format::Csv && !section.in_csv,
            heading: String::new(),
        };
        match out.format {
            Format::Table => {
                let gap = if self.drawn { "\n" } else { "" };
                let line = if section.heading.is_empty() { "" } else { "\n" };
                frame.heading = format!("{gap}{}{line}", section.heading);
            }
            Format::Json => field(out, self.count, section.name)?,
            Format::Csv => {}
        }
        let mut listing = Listing::begin(
            out.format,
            out.width,
            out.screen,
            &mut *out.stdout,
            section.columns,
            frame,
        )?;
        fill(&mut listing)?;
        let count = listing.end()?;
        self.count += 1;
        self.drawn |= count > 0;
        Ok(count)
    }

    /// A value that holds for all lists: a field of the object in JSON, nothing elsewhere.
    pub fn value(&mut self, name: &str, value: &impl Serialize) -> io::Result<()> {
        if self.out.format == Format::Json {
            field(self.out, self.count, name)?;
            serde_json::to_writer(&mut self.out.stdout, value)?;
            self.count += 1;
        }
        Ok(())
    }

    /// Ends the answer.
    pub fn end(self) -> io::Result<()> {
        if self.out.format == Format::Json {
            self.out.stdout.write_all(b"\n}\n")?;
        }
        self.out.stdout.flush()
    }
}
