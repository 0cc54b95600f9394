//! How wide each column of a table is, and where the text of a cell is broken.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::output::Align;

/// The blanks between two columns.
pub(super) const GAP: usize = 2;

/// The least that a column of texts is made narrower to: a date or a short handle.
const LEAST: usize = 10;

/// A part of a word up to this length is kept whole before a column gives way for it.
const WHOLE: usize = 16;

/// A text narrower than this is no pleasure to read: it goes below its row instead.
const READABLE: usize = 24;

/// What is known of a column before its width is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs {
    align: Align,
    /// Of its heading, which is never broken.
    title: usize,
    /// Of its heading and its widest cell.
    natural: usize,
    /// Of its longest word.
    word: usize,
    /// Of its longest part of a word that may be broken after a hyphen and the like.
    part: usize,
    /// It is shown, for now.
    pub(super) shown: bool,
    /// It may give way.
    pub(super) roomy: bool,
    /// The same stands in all of its cells.
    uniform: bool,
}

/// What a column is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// A place in the table, of that width.
    Wide(usize),
    /// Lines of its own below each row.
    Below,
    /// Nothing.
    Hidden,
}

/// How far texts are broken to make room.
#[derive(Clone, Copy)]
enum Breaking {
    Words,
    Parts,
    Anywhere,
}

/// How many columns of a terminal a text takes.
pub(super) fn wide(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

impl Needs {
    /// Of a column with that heading and these cells.
    pub(super) fn of<'t>(
        title: &str,
        align: Align,
        cells: &(impl Iterator<Item = &'t str> + Clone),
    ) -> Self {
        let most = |of: fn(&str) -> usize| {
            let cells = cells.clone().map(of);
            cells.max().unwrap_or_default().max(wide(title))
        };
        let mut rest = cells.clone();
        let first = rest.next();
        Self {
            align,
            title: wide(title),
            natural: most(wide),
            word: most(|cell| cell.split(' ').map(wide).max().unwrap_or_default()),
            part: most(|cell| parts(cell).map(wide).max().unwrap_or_default()),
            shown: true,
            roomy: false,
            uniform: rest.all(|cell| Some(cell) == first),
        }
    }

    /// The width it has where texts are no wider than the cap, if that can be helped.
    fn width(&self, cap: usize, breaking: Breaking) -> usize {
        match self.align {
            Align::Fixed | Align::Right | Align::Bar => self.natural,
            Align::Left | Align::Below => {
                let least = match breaking {
                    Breaking::Words => self.word,
                    Breaking::Parts => self.part.min(WHOLE),
                    Breaking::Anywhere => LEAST,
                };
                self.natural.min(cap.max(least).max(self.title))
            }
        }
    }
}

fn needed(columns: &[Needs], cap: usize, breaking: Breaking) -> usize {
    let shown = columns.iter().filter(|column| column.shown);
    let widths = shown.map(|column| column.width(cap, breaking) + GAP);
    widths.sum::<usize>().saturating_sub(GAP)
}

/// Fits the columns into the width. A text to stand below goes there unless it can be read beside
/// the others; then those that may give way are hidden, first such that say the same in every row,
/// from the right; then the widest texts are broken over lines: between words, else within.
pub(super) fn fit(columns: &mut [Needs], width: usize) -> Vec<Given> {
    let mut below = vec![false; columns.len()];
    for at in 0..columns.len() {
        let column = columns[at];
        if column.align != Align::Below || !column.shown {
            continue;
        }
        columns[at].shown = false;
        let beside = needed(columns, LEAST, Breaking::Words) + GAP + column.natural.min(READABLE);
        below[at] = beside > width;
        columns[at].shown = !below[at];
    }
    let reading = |columns: &[Needs]| {
        let read = columns.iter().filter(|one| one.shown);
        let memo = read.filter(|one| one.align == Align::Below);
        memo.map(|one| one.natural.min(READABLE))
            .max()
            .unwrap_or(LEAST)
    };
    while needed(columns, reading(columns), Breaking::Parts) > width {
        let gives = |uniform: bool| {
            columns
                .iter()
                .rposition(|one| one.shown && one.roomy && (one.uniform || !uniform))
        };
        let Some(at) = gives(true).or_else(|| gives(false)) else {
            break;
        };
        columns[at].shown = false;
    }
    let breaking = [Breaking::Words, Breaking::Parts]
        .into_iter()
        .find(|breaking| needed(columns, LEAST, *breaking) <= width)
        .unwrap_or(Breaking::Anywhere);
    let widest = columns.iter().map(|column| column.natural).max();
    let mut cap = widest.unwrap_or_default().max(LEAST);
    while cap > LEAST && needed(columns, cap, breaking) > width {
        cap -= 1;
    }
    let given = columns.iter().zip(below).map(|(column, below)| {
        if below {
            Given::Below
        } else if column.shown {
            Given::Wide(column.width(cap, breaking))
        } else {
            Given::Hidden
        }
    });
    given.collect()
}

/// Whether a long word may go on in the next line after this character.
const fn ends_part(letter: char) -> bool {
    matches!(letter, '-' | '/' | '@' | '.' | '_' | ',' | ':' | ' ')
}

/// The parts of a text, each with what ends it.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(ends_part).map(str::trim_end)
}

/// The text on lines of at most that width: broken between words, a longer word after a hyphen or
/// the like, else anywhere.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 && wide(&line) + 1 + wide(word) <= width {
            line.push(' ');
        } else if at > 0 {
            lines.push(std::mem::take(&mut line));
        }
        if wide(&line) + wide(word) <= width {
            line.push_str(word);
            continue;
        }
        for part in word.split_inclusive(ends_part) {
            if !line.is_empty() && wide(&line) + wide(part) > width {
                lines.push(std::mem::take(&mut line));
            }
            for letter in part.chars() {
                if !line.is_empty() && wide(&line) + letter.width().unwrap_or_default() > width {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(letter);
            }
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_broken_between_words_then_after_hyphens_then_anywhere() {
        for (text, width, lines) in [
            ("", 10, &[""][..]),
            ("sorry for the noise", 10, &["sorry for", "the noise"]),
            ("greta-lind", 10, &["greta-lind"]),
            ("dmytro-bondar", 10, &["dmytro-", "bondar"]),
            ("ana@example.org", 10, &["ana@", "example.", "org"]),
            (
                "a wolfeschlegelstein b",
                8,
                &["a", "wolfesch", "legelste", "in b"],
            ),
            ("日本語の名前", 6, &["日本語", "の名前"]),
            ("two  blanks", 5, &["two ", "blank", "s"]),
        ] {
            assert_eq!(wrap(text, width), lines, "{text}");
        }
    }

    /// The columns given to a table of one row, whose texts have these alignments.
    fn given(row: &[(&str, Align, bool)], width: usize) -> Vec<Given> {
        let mut needs: Vec<_> = row
            .iter()
            .map(|(cell, align, roomy)| Needs {
                roomy: *roomy,
                uniform: false,
                ..Needs::of("", *align, &std::iter::once(*cell))
            })
            .collect();
        fit(&mut needs, width)
    }

    #[test]
    fn texts_give_way_and_ids_do_not() {
        let long = "many words that go on and on";
        let row = [
            ("2026-06-03", Align::Fixed, false),
            (long, Align::Left, false),
            ("1234567", Align::Right, false),
        ];
        assert_eq!(given(&row, 80)[1], Given::Wide(28));
        assert_eq!(given(&row, 40)[1], Given::Wide(19));
        let wide = [Given::Wide(10), Given::Wide(10), Given::Wide(7)];
        assert_eq!(
            given(&row, 5),
            wide,
            "no column is narrower than can be read"
        );
    }

    #[test]
    fn what_may_give_way_does_before_a_word_is_broken() {
        let row = [
            ("maximiliana", Align::Left, false),
            ("quiet", Align::Left, true),
            ("2026-06-03", Align::Fixed, true),
        ];
        let wide = Given::Wide;
        assert_eq!(given(&row, 30), [wide(11), wide(5), wide(10)]);
        assert_eq!(given(&row, 29), [wide(11), wide(5), Given::Hidden]);
        assert_eq!(given(&row, 12), [wide(11), Given::Hidden, Given::Hidden]);
    }

    #[test]
    fn a_memo_stands_beside_where_it_can_be_read_and_below_where_not() {
        let memo = "an apology for the noise of the renovation";
        let row = [
            ("2026-06-03", Align::Fixed, false),
            (memo, Align::Below, false),
        ];
        assert_eq!(given(&row, 80)[1], Given::Wide(42));
        assert_eq!(given(&row, 36)[1], Given::Wide(24));
        assert_eq!(given(&row, 35)[1], Given::Below);
        let short = [
            ("2026-06-03", Align::Fixed, false),
            ("gift", Align::Below, false),
        ];
        assert_eq!(given(&short, 16)[1], Given::Wide(4));
    }
}
