//! What the text of a view is made of: a block of names and values, an inner table, a count.

use std::cell::Cell;

use crate::output::fit::{GAP, wide, wrap};
use crate::output::{Align, escape, sheet};

thread_local! {
    /// How wide the answer is that is being told. A view does not know where it is printed.
    static WIDTH: Cell<u16> = const { Cell::new(sheet::PLAIN_WIDTH) };
}

/// A name longer than this does not push the values of the others away.
const LONG_NAME: usize = 20;

/// Lines of `name  value`, values aligned and broken where they are too wide; an empty value leaves
/// its line out.
#[must_use]
pub fn pairs(pairs: &[(&str, String)]) -> String {
    let told: Vec<_> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (*name, wide(name), escape::line(value)))
        .collect();
    let names = told.iter().map(|(_, wide, _)| *wide);
    let widest = names
        .filter(|wide| *wide <= LONG_NAME)
        .max()
        .unwrap_or_default();
    let room = usize::from(WIDTH.get());
    let mut text = String::new();
    for (name, long, value) in told {
        let begun = widest.max(long) + GAP;
        let (first, indent) = if begun + wide(&value) <= room {
            (format!("{name}{:1$}", "", begun - long), begun)
        } else if long > LONG_NAME {
            (format!("{name}\n{:1$}", "", widest + GAP), widest + GAP)
        } else {
            (format!("{name}{:1$}", "", begun - long), begun)
        };
        let lines = wrap(&value, room.saturating_sub(indent).max(LONG_NAME));
        text = text + &first + &lines.join(&format!("\n{:indent$}", "")) + "\n";
    }
    text
}

/// A table within a text, as wide as the answer may be, without the columns in which nothing
/// stands; nothing where there are no rows.
#[must_use]
pub fn table(heading: &[(&'static str, Align)], rows: Vec<Vec<String>>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let escaped = |row: Vec<String>| row.iter().map(|cell| escape::line(cell)).collect();
    let rows: Vec<Vec<String>> = rows.into_iter().map(escaped).collect();
    sheet::inner(heading, &rows, WIDTH.get())
}

/// A text on lines of at most 80 columns, each begun with `indent` and ended. Words are not broken.
#[must_use]
pub fn paragraph(indent: &str, text: &str) -> String {
    hanging(indent, indent, text, WIDTH.get().min(sheet::PLAIN_WIDTH))
}

/// What `tell` answers, told to somebody who sees that many columns. A sentence that is wider goes on
/// in lines that are set in; the line of a table, which has a gap in it, stays as it was fitted.
pub(super) fn at_width(width: u16, tell: impl FnOnce() -> String) -> String {
    let before = WIDTH.replace(width);
    let text = tell();
    WIDTH.set(before);
    let fits = |line: &str| wide(line) <= usize::from(width);
    if text.lines().all(fits) {
        return text;
    }
    let lines = text.lines().map(|line| {
        if fits(line) || line.contains("  ") {
            format!("{line}\n")
        } else {
            hanging("", "  ", line, width)
        }
    });
    lines.collect::<Vec<_>>().concat()
}

fn hanging(first: &str, rest: &str, text: &str, width: u16) -> String {
    let mut lines = String::new();
    let mut line = first.to_owned();
    let mut is_begun = false;
    for word in escape::line(text).split(' ') {
        if is_begun && wide(&line) + 1 + wide(word) > usize::from(width) {
            lines = lines + &line + "\n";
            rest.clone_into(&mut line);
            is_begun = false;
        }
        if is_begun {
            line.push(' ');
        }
        line.push_str(word);
        is_begun = true;
    }
    lines + &line + "\n"
}

/// `1 booking`, `3 bookings`: the plural is given where an `s` is not enough.
#[must_use]
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_aligned_and_empty_ones_left_out() {
        let text = pairs(&[
            ("member", "ada".to_owned()),
            ("company", String::new()),
            ("balance", "7.5\n\u{1b}".to_owned()),
        ]);
        assert_eq!(text, "member   ada\nbalance  7.5\\n\\x1b\n");
        assert_eq!(pairs(&[]), "");
    }

    #[test]
    fn an_inner_table_is_plain_and_aligned() {
        let heading = [("lot", Align::Left), ("left", Align::Right)];
        let rows = vec![
            vec!["lt-1".to_owned(), "10".to_owned()],
            vec!["lt-12".to_owned(), "7.5".to_owned()],
        ];
        assert_eq!(
            table(&heading, rows),
            "lot    left\nlt-1     10\nlt-12   7.5\n"
        );
        assert_eq!(table(&heading, Vec::new()), "");
    }

    #[test]
    fn a_paragraph_is_broken_between_words() {
        let long = "x".repeat(90);
        let text = format!("{} eighty {long} a\nb", "word ".repeat(15).trim_end());
        let lines: Vec<_> = paragraph("  ", &text).lines().map(str::to_owned).collect();
        let first = format!("  {}", "word ".repeat(15).trim_end());
        assert_eq!(
            lines,
            [
                first,
                "  eighty".to_owned(),
                format!("  {long}"),
                "  a\\nb".to_owned()
            ]
        );
    }

    #[test]
    fn a_sentence_goes_on_set_in_and_a_table_stays_as_it_is() {
        let told = || {
            "lt-1 of ada is on hold until it is ended\nlot   passes  expires  and more\n".to_owned()
        };
        assert_eq!(
            at_width(24, told),
            "lt-1 of ada is on hold\n  until it is ended\nlot   passes  expires  and more\n"
        );
        assert_eq!(at_width(80, told), told());
    }

    #[test]
    fn values_are_broken_beside_their_names_and_a_long_name_has_its_own_line() {
        let told = [
            (
                "a-handle-of-more-than-twenty",
                "Ada Lovelace (mb-1), active".to_owned(),
            ),
            ("pays by", "invoice by mail, thirty days net".to_owned()),
        ];
        assert_eq!(
            at_width(40, || pairs(&told)),
            "a-handle-of-more-than-twenty\n         Ada Lovelace (mb-1), active\n\
             pays by  invoice by mail, thirty days\n         net\n"
        );
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(counted(1, "pass", "passes"), "1 pass");
        assert_eq!(counted(0, "pass", "passes"), "0 passes");
    }
}
