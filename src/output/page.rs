//! A page of HTML in one file, to be mailed, opened or printed: without scripts, and with nothing
//! from elsewhere. What people wrote is escaped by `maud`, control characters as everywhere.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::output::{Align, escape};

/// How pages look: on a screen of any width, and on paper, where the heading of a table is repeated
/// and no row, chart or group is torn.
const STYLE: &str = include_str!("page.css");

/// A whole page. `title` names it in the window too, `under` stands below the title, `foot` at the
/// end in small print; the last two may be empty.
#[must_use]
pub fn page(title: &str, under: &str, body: &Markup, foot: &str) -> String {
    let (title, under, foot) = (escape::line(title), escape::line(under), escape::line(foot));
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="generator" content="daypass";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    @if !under.is_empty() { p { (under) } }
                }
                main { (body) }
                @if !foot.is_empty() { footer { p { (foot) } } }
            }
        }
    };
    page.into_string() + "\n"
}

/// Names and values, one below the other; an empty value leaves its line out.
#[must_use]
pub fn facts(pairs: &[(&str, String)]) -> Markup {
    let told = pairs.iter().filter(|(_, value)| !value.is_empty());
    html! {
        dl {
            @for (name, value) in told {
                div { dt { (name) } dd { (escape::line(value)) } }
            }
        }
    }
}

/// A table, with rows of totals below it; nothing where there are no rows. A column in which
/// nothing stands is left out.
#[must_use]
pub fn table(heading: &[(&str, Align)], rows: &[Vec<String>], totals: &[Vec<String>]) -> Markup {
    let is_told = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at));
        cells.into_iter().any(|cell| !cell.is_empty())
    };
    let told: Vec<bool> = (0..heading.len()).map(is_told).collect();
    html! {
        @if !rows.is_empty() {
            div.wide {
                table {
                    thead { tr {
                        @for ((title, align), _) in heading.iter().zip(&told).filter(|(_, told)| **told) {
                            th scope="col" class=[class(*align, title)] { (title) }
                        }
                    } }
                    tbody { @for row in rows { (cells(heading, &told, row)) } }
                    @if !totals.is_empty() {
                        tfoot { @for row in totals { (cells(heading, &told, row)) } }
                    }
                }
            }
        }
    }
}

fn cells(heading: &[(&str, Align)], told: &[bool], row: &[String]) -> Markup {
    let cells = heading.iter().zip(row).zip(told);
    html! {
        tr {
            @for (((_, align), cell), _) in cells.filter(|(_, told)| **told) {
                td class=[class(*align, cell)] { (escape::line(cell)) }
            }
        }
    }
}

/// A word longer than this may be broken anywhere, or it would push the page apart.
const LONG_WORD: usize = 20;

fn class(align: Align, cell: &str) -> Option<&'static str> {
    let long = |word: &str| word.chars().count() > LONG_WORD;
    match align {
        Align::Left | Align::Below if cell.split_whitespace().any(long) => Some("long"),
        Align::Left | Align::Below => None,
        Align::Fixed => Some("fixed"),
        Align::Right | Align::Bar => Some("number"),
    }
}

/// A part of a page under its own heading; nothing where it has no body.
#[must_use]
pub fn section(heading: &str, body: &Markup) -> Markup {
    html! {
        @if !body.0.is_empty() {
            section {
                h2 { (escape::line(heading)) }
                (body)
            }
        }
    }
}

/// A sentence or a few.
#[must_use]
pub fn paragraph(text: &str) -> Markup {
    html! { p { (escape::line(text)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_stands_alone_and_obeys_nobody() {
        let evil = "<script>alert('x')</script>\u{1b}[2J\u{202e}\"&";
        let heading = [("who", Align::Left), ("passes", Align::Right)];
        let rows = vec![vec![evil.to_owned(), "1.5".to_owned()]];
        let body = html! {
            (facts(&[("name", evil.to_owned()), ("note", String::new())]))
            (section(evil, &table(&heading, &rows, &rows)))
            (paragraph(evil))
        };
        let page = page(evil, evil, &body, evil);
        assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"));
        for forbidden in [
            "<script", "\u{1b}", "\u{202e}", "http:", "https:", "url(", "note",
        ] {
            assert!(!page.contains(forbidden), "{forbidden} in {page}");
        }
        assert_eq!(page.matches("&lt;script&gt;").count(), 9);
    }

    #[test]
    fn what_has_nothing_to_say_is_left_out() {
        let nothing = table(&[("who", Align::Left)], &[], &[vec!["total".to_owned()]]);
        assert_eq!(nothing.0, "");
        assert_eq!(section("Lots", &nothing).0, "");
        let page = page("Statement", "", &html! {}, "");
        assert!(!page.contains("<footer>") && !page.contains("<p>"));
        let heading = [
            ("who", Align::Left),
            ("memo", Align::Left),
            ("left", Align::Right),
        ];
        let row = |who: &str| vec![who.to_owned(), String::new(), "2".to_owned()];
        let table = table(&heading, &[row("ana"), row("")], &[row("in all")]).0;
        assert!(
            !table.contains("memo") && table.matches("</td>").count() == 6,
            "{table}"
        );
    }

    #[test]
    fn only_a_very_long_word_is_broken() {
        let rows = [
            "a sentence of many short words",
            "maximiliana-wolfeschlegel",
        ];
        let rows = rows.map(|text| vec![text.to_owned()]);
        let table = table(&[("who", Align::Left)], &rows, &[]).0;
        assert!(table.contains("<td>a sentence"), "{table}");
        assert!(table.contains(r#"<td class="long">maximiliana"#), "{table}");
    }

    #[test]
    fn numbers_stand_to_the_right_and_dates_in_one_piece() {
        let heading = [
            ("on", Align::Fixed),
            ("left", Align::Right),
            ("memo", Align::Left),
        ];
        let row = ["2026-06-03", "2", "x"].map(str::to_owned).to_vec();
        let table = table(&heading, &[row], &[]).0;
        assert!(
            table.contains(
                r#"<td class="fixed">2026-06-03</td><td class="number">2</td><td>x</td>"#
            )
        );
    }
}
