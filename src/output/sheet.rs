//! Tables for people: fitted to the terminal, without borders, numbers to the right.

use std::io::{self, Write};

use comfy_table::{
    Attribute, Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets,
};

use crate::output::fit::{GAP, Given, Needs, fit, wrap};
use crate::output::{Align, Column, Shown};

/// The width where there is no terminal.
pub(super) const PLAIN_WIDTH: u16 = 80;

/// How many rows the library has at once: their widths are known, and it needs much memory for each.
const DRAWN: usize = 500;

/// The width of standard output: as told, else the terminal's, else [`PLAIN_WIDTH`].
pub(super) fn width(told: Option<u16>) -> u16 {
    told.or_else(|| Table::new().width())
        .filter(|columns| *columns > 0)
        .unwrap_or(PLAIN_WIDTH)
}

/// A table that was fitted: what stands in its cells, and how wide each is.
struct Fitted<'t> {
    heading: &'t [(&'static str, Align)],
    given: Vec<Given>,
    width: usize,
    bold: bool,
}

impl Fitted<'_> {
    /// The columns that stand beside each other, with their widths.
    fn beside(&self) -> impl Iterator<Item = (usize, usize)> {
        let given = self.given.iter().enumerate();
        given.filter_map(|(at, given)| match given {
            Given::Wide(wide) => Some((at, *wide)),
            Given::Below | Given::Hidden => None,
        })
    }

    /// An empty table with the heading. Its cells are broken before they come into it.
    fn frame(&self) -> Table {
        let mut table = Table::new();
        let titles = self.beside().map(|(at, _)| {
            let cell = Cell::new(self.heading[at].0);
            if self.bold {
                cell.add_attribute(Attribute::Bold)
            } else {
                cell
            }
        });
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::MAX)
            // Styled in every case: the stream takes the colours out where they are not wanted.
            // Left to itself comfy-table writes bold with NO_COLOR too.
            .force_no_tty()
            .enforce_styling()
            .set_header(titles.collect::<Vec<_>>());
        // Blanks stay outside the colours, so that they can be trimmed.
        table.style_text_only();
        for (column, (at, wide)) in table.column_iter_mut().zip(self.beside()) {
            let padded = u16::try_from(wide + GAP).unwrap_or(u16::MAX);
            column.set_padding((0, u16::try_from(GAP).expect("a small number")));
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(padded)));
            if self.heading[at].1 == Align::Right {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table
    }

    /// What stands below the other cells of a row, set in as far as its second column.
    fn below(&self, row: &[String]) -> String {
        let mut beside = self.beside();
        let indent = beside.next().map_or(0, |(_, wide)| wide + GAP);
        let width = self.width.saturating_sub(indent).max(GAP);
        let given = self.given.iter().zip(row);
        let texts = given.filter(|(given, text)| **given == Given::Below && !text.is_empty());
        let lines = texts.flat_map(|(_, text)| wrap(text, width));
        lines
            .map(|line| format!("{:indent$}{line}\n", ""))
            .collect::<Vec<_>>()
            .concat()
    }

    /// The lines of the table, each ended, without trailing blanks.
    fn drawn(&self, rows: &[Vec<String>]) -> String {
        let mut text = String::new();
        for (at, rows) in rows.chunks(DRAWN).enumerate() {
            self.draw(&mut text, rows, at == 0);
        }
        text
    }

    /// Adds lines of the table, the first one with the heading or without.
    fn draw(&self, text: &mut String, rows: &[Vec<String>], headed: bool) {
        let mut table = self.frame();
        let mut heights = Vec::with_capacity(rows.len());
        for row in rows {
            let cells: Vec<_> = self
                .beside()
                .map(|(at, wide)| wrap(&row[at], wide))
                .collect();
            heights.push(cells.iter().map(Vec::len).max().unwrap_or(1));
            table.add_row(cells.iter().map(|lines| lines.join("\n")));
        }
        let mut lines = table.lines();
        let mut take = |text: &mut String, count: usize| {
            for line in lines.by_ref().take(count) {
                text.push_str(line.trim_end());
                text.push('\n');
            }
        };
        if headed {
            take(text, 1);
        } else {
            take(&mut String::new(), 1);
        }
        for (row, height) in rows.iter().zip(heights) {
            take(text, height);
            text.push_str(&self.below(row));
        }
    }
}

/// What each column needs for these rows.
fn needs(heading: &[(&str, Align)], rows: &[Vec<String>]) -> Vec<Needs> {
    let columns = heading.iter().enumerate();
    let needs = columns.map(|(at, (title, align))| {
        let cells = rows.iter().map(move |row| row[at].as_str());
        Needs::of(title, *align, &cells)
    });
    needs.collect()
}

/// A table within a text, without the columns in which nothing stands.
pub(super) fn inner(heading: &[(&'static str, Align)], rows: &[Vec<String>], width: u16) -> String {
    let mut needs = needs(heading, rows);
    for (at, needs) in needs.iter_mut().enumerate() {
        needs.shown = rows.iter().any(|row| !row[at].is_empty());
    }
    let width = usize::from(width);
    let fitted = Fitted {
        heading,
        given: fit(&mut needs, width),
        width,
        bold: false,
    };
    fitted.drawn(rows)
}

/// The table of a list, drawn every [`Sheets::ROWS`] rows, so that it never fills the memory.
pub(super) struct Sheets {
    heading: Vec<(&'static str, Align)>,
    /// Of each column, where it is shown.
    shown: Vec<Shown>,
    width: u16,
    rows: Vec<Vec<String>>,
}

impl Sheets {
    /// How many rows are drawn together, with a heading of their own.
    const ROWS: usize = 10_000;

    pub(super) fn new(columns: &[Column], width: u16) -> Self {
        let columns = columns.iter().filter(|one| one.shown != Shown::Csv);
        Self {
            heading: columns.clone().map(|one| (one.title, one.align)).collect(),
            shown: columns.map(|one| one.shown).collect(),
            width,
            rows: Vec::new(),
        }
    }

    /// One more row, of as many cells as there are columns in the table.
    pub(super) fn push(&mut self, row: Vec<String>, stdout: &mut dyn Write) -> io::Result<()> {
        if self.rows.len() == Self::ROWS {
            self.draw(stdout)?;
            self.rows.clear();
        }
        self.rows.push(row);
        Ok(())
    }

    /// Draws the rows that were not drawn yet; nothing where there are none.
    pub(super) fn draw(&mut self, stdout: &mut dyn Write) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let mut needs = needs(&self.heading, &self.rows);
        for (at, (needs, shown)) in needs.iter_mut().zip(&self.shown).enumerate() {
            needs.shown =
                *shown == Shown::Always || self.rows.iter().any(|row| !row[at].is_empty());
            needs.roomy = *shown == Shown::Roomy;
        }
        let width = usize::from(self.width);
        let fitted = Fitted {
            heading: &self.heading,
            given: fit(&mut needs, width),
            width,
            bold: true,
        };
        stdout.write_all(fitted.drawn(&self.rows).as_bytes())
    }
}
