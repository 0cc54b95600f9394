//! Tables for people: fitted to the terminal, without borders, numbers to the right.

use std::io::{self, Write};

use comfy_table::{
    Attribute, Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets,
};

use crate::output::{Align, Column, Shown};

/// The width where there is no terminal.
pub(super) const PLAIN_WIDTH: u16 = 80;

/// The width of standard output: as told, else the terminal's, else [`PLAIN_WIDTH`].
pub(super) fn width(told: Option<u16>) -> u16 {
    told.or_else(|| Table::new().width())
        .filter(|columns| *columns > 0)
        .unwrap_or(PLAIN_WIDTH)
}

/// An empty table with that heading. Numbers, dates and ids are never broken over lines; texts
/// give way.
pub(super) fn table(heading: &[(&str, Align)], width: u16, bold: bool) -> Table {
    let mut table = Table::new();
    let titles = heading.iter().map(|(title, _)| {
        let cell = Cell::new(title);
        if bold {
            cell.add_attribute(Attribute::Bold)
        } else {
            cell
        }
    });
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width)
        // Styled in every case: the stream takes the colours out where they are not wanted.
        // Left to itself comfy-table writes bold with NO_COLOR too.
        .force_no_tty()
        .enforce_styling()
        .set_header(titles.collect::<Vec<_>>());
    // Blanks stay outside the colours, so that they can be trimmed.
    table.style_text_only();
    let last = heading.len().saturating_sub(1);
    let columns = table.column_iter_mut().zip(heading);
    for (at, (column, (_, align))) in columns.enumerate() {
        column.set_padding((0, if at == last { 0 } else { 2 }));
        if *align == Align::Right {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// The least that a column of texts is made narrower to: a date or a short handle.
const LEAST_WIDTH: u16 = 10;

/// Fits the columns that are shown into the width: those that may give way are hidden from the
/// right, then the widest texts are broken over lines, and short ones never.
fn fit(table: &mut Table, aligns: &[Align], shown: &mut [bool], roomy: &[bool], width: u16) {
    let natural = table.column_max_content_widths();
    let needed = |shown: &[bool], cap: u16| {
        let widths = natural
            .iter()
            .zip(aligns)
            .zip(shown)
            .filter(|(_, shown)| **shown);
        let widths = widths.map(|((natural, align), _)| match align {
            Align::Left => *natural.min(&cap),
            Align::Fixed | Align::Right | Align::Bar => *natural,
        });
        widths
            .map(|column| column + 2)
            .sum::<u16>()
            .saturating_sub(2)
    };
    while needed(shown, LEAST_WIDTH) > width {
        let Some(at) = (0..shown.len()).rev().find(|at| shown[*at] && roomy[*at]) else {
            break;
        };
        shown[at] = false;
    }
    let widest = natural.iter().copied().max().unwrap_or_default();
    let mut cap = widest.max(LEAST_WIDTH);
    while cap > LEAST_WIDTH && needed(shown, cap) > width {
        cap -= 1;
    }
    for (at, column) in table.column_iter_mut().enumerate() {
        if !shown[at] {
            column.set_constraint(ColumnConstraint::Hidden);
        } else if aligns[at] == Align::Left && natural[at] > cap {
            let padded = cap + if at + 1 == shown.len() { 0 } else { 2 };
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(padded)));
        } else {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
}

/// The table of a text, fitted into [`PLAIN_WIDTH`] columns.
pub(super) fn fitted(mut table: Table, heading: &[(&str, Align)]) -> String {
    let aligns: Vec<Align> = heading.iter().map(|(_, align)| *align).collect();
    let (mut shown, roomy) = (vec![true; aligns.len()], vec![false; aligns.len()]);
    fit(&mut table, &aligns, &mut shown, &roomy, PLAIN_WIDTH);
    drawn(&table)
}

/// The table's lines, each ended, without trailing blanks.
pub(super) fn drawn(table: &Table) -> String {
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}

/// The table of a list, drawn every [`Sheets::ROWS`] rows, so that it never fills the memory.
pub(super) struct Sheets {
    heading: Vec<(&'static str, Align)>,
    /// Of each column, whether it is shown although nothing is in it.
    always: Vec<bool>,
    width: u16,
    table: Table,
    /// Of each column, whether it is shown.
    shown: Vec<bool>,
    /// Of each column, whether it gives way where there is no room.
    roomy: Vec<bool>,
}

impl Sheets {
    /// How many rows are drawn together, with a heading of their own.
    const ROWS: usize = 10_000;

    pub(super) fn new(columns: &[Column], width: u16) -> Self {
        let columns = columns.iter().filter(|one| one.shown != Shown::Csv);
        let roomy = columns
            .clone()
            .map(|column| column.shown == Shown::Roomy)
            .collect();
        let (heading, always): (Vec<_>, Vec<_>) = columns
            .map(|column| {
                let always = column.shown == Shown::Always;
                ((column.title, column.align), always)
            })
            .unzip();
        Self {
            table: table(&heading, width, true),
            shown: always.clone(),
            heading,
            always,
            width,
            roomy,
        }
    }

    /// One more row, of as many cells as there are columns in the table.
    pub(super) fn push(&mut self, row: Vec<String>, stdout: &mut dyn Write) -> io::Result<()> {
        if self.table.row_count() == Self::ROWS {
            self.draw(stdout)?;
            self.table = table(&self.heading, self.width, true);
            self.shown.clone_from(&self.always);
        }
        for (shown, cell) in self.shown.iter_mut().zip(&row) {
            *shown |= !cell.is_empty();
        }
        self.table.add_row(row);
        Ok(())
    }

    /// Draws the rows that were not drawn yet; nothing where there are none.
    pub(super) fn draw(&mut self, stdout: &mut dyn Write) -> io::Result<()> {
        if self.table.is_empty() {
            return Ok(());
        }
        let aligns: Vec<Align> = self.heading.iter().map(|(_, align)| *align).collect();
        fit(
            &mut self.table,
            &aligns,
            &mut self.shown,
            &self.roomy,
            self.width,
        );
        stdout.write_all(drawn(&self.table).as_bytes())
    }
}
