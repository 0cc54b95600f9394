//! The shape of a file: a heading, at most 400 lines of which tests do not count, nothing put off.

use std::ops::Range;

use crate::Complaint;
use crate::source::Source;

/// Past this a file wants a second noun.
const MOST_LINES: usize = 400;

/// What is wrong with the shape of a file.
pub(crate) fn complaints(name: &str, source: &Source) -> Vec<Complaint> {
    let mut found = Vec::new();
    let mut complain = |line, what: String| found.push(Complaint { line, what });
    if !source.text.starts_with("//! ") {
        complain(1, "a file begins with `//!` and what it is for".to_owned());
    }
    let lines = source.text.lines().count() - lines_of_tests(&source.code);
    if lines > MOST_LINES && !name.ends_with("/tests.rs") {
        let what =
            format!("{lines} lines besides its tests: past {MOST_LINES} it wants a second noun");
        complain(MOST_LINES + 1, what);
    }
    let text_and_code = source.text.lines().zip(source.code.lines());
    for (at, (text, code)) in text_and_code.enumerate() {
        let packed: String = code.split_whitespace().collect();
        if packed.contains("#[allow(") || packed.contains("#![allow(") {
            complain(at + 1, "`expect` with a reason, never `allow`".to_owned());
        }
        let put_off = ["TODO", "FIXME", "XXX"]
            .iter()
            .any(|word| text.contains(word));
        if put_off
            || ["todo!(", "unimplemented!("]
                .iter()
                .any(|word| packed.contains(word))
        {
            complain(at + 1, "nothing is put off".to_owned());
        }
    }
    found
}

/// How many lines the `#[cfg(test)]` modules take.
fn lines_of_tests(code: &str) -> usize {
    test_lines(code).iter().map(Range::len).sum()
}

/// The lines, from 1, that the `#[cfg(test)]` modules take.
pub(crate) fn test_lines(code: &str) -> Vec<Range<usize>> {
    let lines: Vec<_> = code.lines().collect();
    let mut modules = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let opens = lines[at].trim() == "#[cfg(test)]"
            && lines
                .get(at + 1)
                .is_some_and(|line| line.trim_start().starts_with("mod "));
        if !opens {
            at += 1;
            continue;
        }
        let begins = at;
        let mut depth = 0;
        for line in &lines[begins..] {
            at += 1;
            depth += line.matches('{').count();
            depth -= line.matches('}').count();
            if depth == 0 && (line.contains('}') || line.trim_end().ends_with(';')) {
                break;
            }
        }
        modules.push(begins + 1..at + 1);
    }
    modules
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<usize> {
        let complaints = complaints("src/x.rs", &Source::read(text));
        complaints.into_iter().map(|one| one.line).collect()
    }

    #[test]
    fn a_planted_fault_is_found_with_its_line() {
        for line in [
            "#[allow(dead_code)]",
            "# [ allow (dead_code)]",
            "// TODO later",
            "let x = todo!();",
            "    unimplemented!()",
        ] {
            assert_eq!(found(&format!("//! A file.\n\n{line}\n")), [3], "{line}");
        }
        assert_eq!(found("fn f() {}\n"), [1]);
        assert_eq!(found(&format!("//! A file.\n{}", "\n".repeat(400))), [401]);
    }

    #[test]
    fn tests_do_not_count_as_lines() {
        let tests = format!(
            "#[cfg(test)]\nmod tests {{\n{}}}\n",
            "    f({});\n".repeat(500)
        );
        assert_eq!(found(&format!("//! A file.\n{tests}")), [0; 0]);
        let more = "\n".repeat(400);
        assert_eq!(found(&format!("//! A file.\n{tests}{more}")), [401]);
        assert_eq!(found("//! A file.\n#[cfg(test)]\nmod tests;\n"), [0; 0]);
        assert_eq!(found("//! A file.\nlet x = \"#[allow(y)]\";\n"), [0; 0]);
    }
}
