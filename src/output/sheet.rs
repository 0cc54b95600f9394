//! Tables for people: fitted to the terminal, without borders, numbers to the right.

use comfy_table::{
    Attribute, Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table, presets,
};

use crate::output::Align;

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
        match align {
            Align::Left => {}
            Align::Fixed => {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
            Align::Right => {
                column.set_cell_alignment(CellAlignment::Right);
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
    }
    table
}

/// Hides the columns that need not be shown.
pub(super) fn hide(table: &mut Table, shown: &[bool]) {
    for (column, shown) in table.column_iter_mut().zip(shown) {
        if !shown {
            column.set_constraint(ColumnConstraint::Hidden);
        }
    }
}

/// The table's lines, each ended, without trailing blanks.
pub(super) fn drawn(table: &Table) -> String {
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}
