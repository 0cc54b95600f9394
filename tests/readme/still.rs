//! The picture at the top of the README: what the program prints about somebody of the sample.

use std::fmt::Write as _;
use std::path::Path;

use snapbox::assert::{Action, Assert};

use crate::{NOW, said};

/// What is typed in the picture.
const TYPED: &str = "daypass member show greta-lind";

/// The width of a character, and the height of a line.
const CELL: (usize, usize) = (9, 20);

/// The margin around the text, and the height of the bar above it.
const MARGIN: usize = 20;
const BAR: usize = 32;

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// A terminal with these lines, the first of which was typed.
fn drawn(lines: &[&str]) -> String {
    let longest = lines.iter().map(|line| line.chars().count()).max();
    let width = longest.unwrap_or_default().max(80) * CELL.0 + 2 * MARGIN;
    let height = lines.len() * CELL.1 + 2 * MARGIN + BAR;
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">
<title>{}</title>
<style>text {{ font: 15px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #d8dee9; white-space: pre }} .typed {{ fill: #ffffff; font-weight: bold }}</style>
<rect width="{width}" height="{height}" rx="10" fill="#1f2430"/>
<circle cx="22" cy="20" r="6" fill="#e06c75"/><circle cx="42" cy="20" r="6" fill="#e5c07b"/><circle cx="62" cy="20" r="6" fill="#98c379"/>
"##,
        escaped(TYPED)
    );
    for (at, line) in lines.iter().enumerate() {
        if line.is_empty() {
            continue;
        }
        let typed = if at == 0 { r#" class="typed""# } else { "" };
        let base = BAR + MARGIN + at * CELL.1 + 12;
        // The length is told, so that columns stay under their headings in any font.
        let length = line.chars().count() * CELL.0;
        let line = escaped(line);
        writeln!(
            svg,
            r#"<text x="{MARGIN}" y="{base}" textLength="{length}" xml:space="preserve"{typed}>{line}</text>"#
        )
        .expect("a String takes everything");
    }
    svg + "</svg>\n"
}

#[test]
fn the_picture_of_the_readme_is_what_the_program_prints() {
    let folder = tempfile::tempdir().expect("a new folder");
    said("daypass init --sample", NOW, folder.path());
    let told = said(TYPED, NOW, folder.path());
    assert!(told.starts_with("greta-lind  Greta Lind"), "{told}");
    let typed = format!("$ {TYPED}");
    let lines: Vec<&str> = std::iter::once(typed.as_str())
        .chain(told.lines())
        .collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/show.svg");
    Assert::new()
        .action(Action::Verify)
        .action_env("SNAPSHOTS")
        .eq(drawn(&lines), snapbox::Data::read_from(&path, None).raw());
}
