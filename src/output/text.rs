//! What the text of a view is made of: a block of names and values, an inner table, a count.

use crate::output::{Align, escape, sheet};

/// Lines of `name  value`, values aligned; an empty value leaves its line out.
#[must_use]
pub fn pairs(pairs: &[(&str, String)]) -> String {
    let told: Vec<_> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let widest = told.iter().map(|(name, _)| name.chars().count()).max();
    let widest = widest.unwrap_or_default();
    let lines = told
        .iter()
        .map(|(name, value)| format!("{name:widest$}  {}\n", escape::line(value)));
    lines.collect::<Vec<_>>().concat()
}

/// A table within a text, at most 80 columns wide; nothing where there are no rows.
#[must_use]
pub fn table(heading: &[(&str, Align)], rows: Vec<Vec<String>>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut table = sheet::table(heading, sheet::PLAIN_WIDTH, false);
    for row in rows {
        table.add_row(
            row.iter()
                .map(|cell| escape::line(cell))
                .collect::<Vec<_>>(),
        );
    }
    sheet::fitted(table, heading)
}

/// A text on lines of at most 80 columns, each begun with `indent` and ended. Words are not broken.
#[must_use]
pub fn paragraph(indent: &str, text: &str) -> String {
    let mut lines = String::new();
    let mut line = String::new();
    for word in escape::line(text).split(' ') {
        let wide = indent.chars().count() + line.chars().count() + 1 + word.chars().count();
        if !line.is_empty() && wide > usize::from(sheet::PLAIN_WIDTH) {
            lines = lines + indent + &line + "\n";
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines + indent + &line + "\n"
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
    fn one_is_singular() {
        assert_eq!(counted(1, "pass", "passes"), "1 pass");
        assert_eq!(counted(0, "pass", "passes"), "0 passes");
    }
}
