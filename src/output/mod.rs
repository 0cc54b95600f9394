//! The printed answer: one place that knows table, JSON and CSV, colour, quiet and the two streams.
//! Standard output carries the answer and nothing else; notes, hints and failures go to standard
//! error.

mod bar;
pub mod calendar;
mod cells;
pub mod chart;
mod column;
mod csv_line;
pub mod escape;
pub mod failure;
mod fit;
mod indented;
pub mod journal;
pub mod page;
mod pager;
mod progress;
pub mod report;
mod rows;
mod sections;
mod sheet;
mod text;
pub mod views;

use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice, StripStream};
use clap::ValueEnum;
use serde::Serialize;

pub use column::{Align, Column, Shown};
use pager::Pager;
pub use progress::Progress;
pub use rows::Listing;
pub use sections::{Section, Sections};
pub use text::{counted, pairs, paragraph, table};

/// How an answer is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Table,
    /// For scripts; the fields are promises.
    Json,
    /// For spreadsheets.
    Csv,
}

/// When colour is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Even into a pipe.
    Always,
    /// Not at all.
    Never,
}

/// What the global flags say about printing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Settings {
    /// `--format`, `--json`.
    pub format: Format,
    /// `--color`.
    pub colour: Colour,
    /// `--quiet`: no notes and no hints. Warnings stay.
    pub quiet: bool,
    /// `COLUMNS`; None asks the terminal, and is 80 without one.
    pub columns: Option<u16>,
}

/// One thing that can be answered: its serialization is the JSON contract.
pub trait View: Serialize {
    /// The answer in words, lines separated by `\n`, without colour. Control characters in it are
    /// escaped when it is printed; values with line breaks go through [`pairs`] or [`table`].
    fn text(&self) -> String;
}

/// A stream that an answer is written to, by whichever thread.
pub type Stream = dyn Write + Send;

/// Where answers go.
pub struct Out {
    format: Format,
    quiet: bool,
    width: u16,
    /// Standard output is a screen: what people wrote is escaped there in CSV too.
    screen: bool,
    /// Colours reach standard output.
    coloured: bool,
    stdout: Box<Stream>,
    stderr: Box<dyn Write>,
}

impl Out {
    /// Prints to the process's own streams.
    #[must_use]
    pub fn real(settings: Settings) -> Self {
        let choice = choice_of(settings.colour);
        let stdout = io::stdout();
        let screen = stdout.is_terminal();
        Self {
            format: settings.format,
            quiet: settings.quiet,
            width: sheet::width(settings.columns),
            screen,
            coloured: match choice {
                ColorChoice::Auto => AutoStream::choice(&stdout) != ColorChoice::Never,
                ColorChoice::Always | ColorChoice::AlwaysAnsi => true,
                ColorChoice::Never => false,
            },
            stdout: match settings.format {
                Format::Table => Box::new(BufWriter::new(AutoStream::new(stdout, choice))),
                // Stripping colour would change the data.
                Format::Json | Format::Csv => Box::new(BufWriter::new(stdout)),
            },
            stderr: Box::new(AutoStream::new(io::stderr(), choice)),
        }
    }

    /// Prints to the given streams, which are no terminal: with colour only where it is
    /// [`Colour::Always`].
    #[must_use]
    pub fn to(settings: Settings, stdout: Box<Stream>, stderr: Box<Stream>) -> Self {
        let plain = settings.colour != Colour::Always;
        let painted = |stream: Box<Stream>| -> Box<Stream> {
            if plain {
                Box::new(StripStream::new(stream))
            } else {
                stream
            }
        };
        Self {
            format: settings.format,
            quiet: settings.quiet,
            width: settings.columns.unwrap_or(sheet::PLAIN_WIDTH),
            screen: false,
            coloured: !plain,
            stdout: match settings.format {
                Format::Table => painted(stdout),
                Format::Json | Format::Csv => stdout,
            },
            stderr: painted(stderr),
        }
    }

    /// From now on the answer goes through a pager, where it is a table on a screen: through that
    /// command, else the usual one. Without a pager it is printed as it is.
    pub fn page(&mut self, command: Option<&str>) {
        if !self.screen || self.format != Format::Table {
            return;
        }
        if let Some(pager) = Pager::run(command) {
            let pager: Box<Stream> = Box::new(BufWriter::new(pager));
            self.stdout = if self.coloured {
                pager
            } else {
                Box::new(StripStream::new(pager))
            };
        }
    }

    /// The format asked for.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// Whether `--quiet` was given.
    #[must_use]
    pub const fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Prints one answer: its text, its JSON (two spaces), or a CSV of its scalar fields, a header
    /// and one row; fields of objects inside are named `outer_inner`, lists are left out.
    pub fn say<V: View>(&mut self, view: &V) -> io::Result<()> {
        match self.format {
            Format::Table => return self.print(&text::at_width(self.width, || view.text())),
            Format::Json => {
                indented::write(&mut self.stdout, view, 0)?;
                self.stdout.write_all(b"\n")?;
            }
            Format::Csv => rows::one(&mut self.stdout, self.screen, view)?,
        }
        self.stdout.flush()
    }

    /// Prints lines of text, for people.
    pub fn print(&mut self, text: &str) -> io::Result<()> {
        let text = escape::lines(text);
        self.stdout.write_all(text.as_bytes())?;
        if !text.is_empty() && !text.ends_with('\n') {
            self.stdout.write_all(b"\n")?;
        }
        self.stdout.flush()
    }

    /// Prints a list: an array in JSON, a header and a row for each in CSV (the header also when
    /// there is none), a table of the columns that are always shown. A table without rows prints
    /// nothing: say so with [`Out::note`].
    pub fn list<T: Serialize>(&mut self, items: &[T], columns: &[Column]) -> io::Result<()> {
        self.list_iter(items, columns).map(drop)
    }

    /// [`Out::list`] of what is not held in memory at once (in JSON and CSV); how many there were.
    pub fn list_iter<T: Serialize>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        columns: &[Column],
    ) -> io::Result<usize> {
        let mut listing = self.listing(columns)?;
        for item in items {
            listing.push(&item)?;
        }
        listing.end()
    }

    /// A list that is given item by item; it is complete only after [`Listing::end`].
    pub fn listing<'a>(&'a mut self, columns: &'a [Column]) -> io::Result<Listing<'a>> {
        Listing::begin(
            self.format,
            self.width,
            self.screen,
            &mut *self.stdout,
            columns,
            rows::Frame::default(),
        )
    }

    /// The answer's stream, for text that is an answer in itself (a man page, completions, an
    /// exported file). Not escaped; the caller flushes.
    pub fn raw(&mut self) -> &mut dyn Write {
        &mut *self.stdout
    }

    /// Standard error, for prompts' surroundings and progress.
    pub fn errors(&mut self) -> &mut dyn Write {
        &mut *self.stderr
    }

    /// Tells something that is not the answer. Silent with `--quiet`.
    pub fn note(&mut self, text: &str) {
        if !self.quiet {
            self.aside("", text);
        }
    }

    /// Tells what would be done, before it is asked about. Silent with `--quiet`.
    pub fn preview<V: View>(&mut self, view: &V) {
        let text = text::at_width(self.width, || view.text());
        self.note(&text);
    }

    /// Tells what should not be overlooked, also with `--quiet`.
    pub fn warn(&mut self, text: &str) {
        self.aside("\x1b[1;33mwarning:\x1b[0m ", text);
    }

    /// Suggests a command. Silent with `--quiet`.
    pub fn hint(&mut self, text: &str) {
        if !self.quiet {
            self.aside("\x1b[1;36mhint:\x1b[0m ", text);
        }
    }

    /// Reports what went wrong, as [`failure::report`] does.
    pub fn fail(
        &mut self,
        code: &str,
        message: &str,
        hint: Option<&str>,
        values: &[(&'static str, String)],
    ) {
        let reported = failure::report(&mut *self.stderr, self.format, code, message, hint, values);
        drop(reported);
    }

    /// What is done stays done when standard error cannot be written: the failure is dropped.
    fn aside(&mut self, label: &str, text: &str) {
        let line = format!("{label}{}\n", escape::lines(text.trim_end()));
        drop(self.stderr.write_all(line.as_bytes()));
        drop(self.stderr.flush());
    }
}

/// Whether a failed write only means that the reader has gone (`| head`): that is no failure.
#[must_use]
pub fn reader_left(error: &io::Error) -> bool {
    error.kind() == ErrorKind::BrokenPipe
}

const fn choice_of(colour: Colour) -> ColorChoice {
    match colour {
        Colour::Auto => ColorChoice::Auto,
        Colour::Always => ColorChoice::Always,
        Colour::Never => ColorChoice::Never,
    }
}

#[cfg(test)]
mod tests;
