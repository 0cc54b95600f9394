//! A Rust file taken apart as far as the house needs: code without comments and literals, the
//! literals, the comments, and every path with its `use` groups unfolded.

/// One source file.
pub(crate) struct Source {
    /// The text as it is.
    pub(crate) text: String,
    /// The text with comments and the insides of literals blanked; every line stays where it is.
    pub(crate) code: String,
    /// The string literals, with the line each begins on.
    pub(crate) strings: Vec<(usize, String)>,
}

impl Source {
    pub(crate) fn read(text: &str) -> Self {
        let mut scan = Scan {
            chars: text.chars().collect(),
            at: 0,
            line: 1,
            code: String::with_capacity(text.len()),
            strings: Vec::new(),
        };
        scan.run();
        Self {
            text: text.to_owned(),
            code: scan.code,
            strings: scan.strings,
        }
    }

    /// Every path in the code, with its line: `use a::{b, c::d}` gives `a::b` and `a::c::d`.
    pub(crate) fn paths(&self) -> Vec<(usize, String)> {
        let tokens = tokens(&self.code);
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            at = path(&tokens, at, "", &mut found);
        }
        found
    }
}

struct Scan {
    chars: Vec<char>,
    at: usize,
    line: usize,
    code: String,
    strings: Vec<(usize, String)>,
}

impl Scan {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    /// Takes one character; into the code as it is, or as a blank.
    fn take(&mut self, keep: bool) -> char {
        let c = self.peek(0);
        self.at += 1;
        if c == '\n' {
            self.line += 1;
        }
        self.code.push(if keep || c == '\n' { c } else { ' ' });
        c
    }

    fn run(&mut self) {
        let mut in_word = false;
        while self.at < self.chars.len() {
            let c = self.peek(0);
            match (c, self.peek(1)) {
                ('/', '/') => self.until_line_end(),
                ('/', '*') => self.block_comment(),
                ('"', _) => self.string(0, false),
                ('r', '"' | '#') if !in_word && self.raw_hashes(1).is_some() => self.raw(1),
                ('b', 'r') if !in_word && self.raw_hashes(2).is_some() => self.raw(2),
                ('\'', _) => self.char_or_lifetime(),
                _ => {
                    self.take(true);
                }
            }
            in_word = c.is_alphanumeric() || c == '_';
        }
    }

    fn until_line_end(&mut self) {
        while self.at < self.chars.len() && self.peek(0) != '\n' {
            self.take(false);
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    self.take(false);
                    continue;
                }
            }
            self.take(false);
            self.take(false);
            if depth == 0 {
                return;
            }
        }
    }

    /// How many `#` stand before the quote of a raw string, or None where there is none.
    fn raw_hashes(&self, prefix: usize) -> Option<usize> {
        let rest = self.chars.iter().skip(self.at + prefix);
        let hashes = rest.take_while(|c| **c == '#').count();
        (self.peek(prefix + hashes) == '"').then_some(hashes)
    }

    fn raw(&mut self, prefix: usize) {
        let hashes = self.raw_hashes(prefix).expect("a raw string begins here");
        for _ in 0..prefix + hashes {
            self.take(false);
        }
        self.string(hashes, true);
    }

    fn string(&mut self, hashes: usize, raw: bool) {
        let line = self.line;
        let mut inside = String::new();
        self.take(true);
        while self.at < self.chars.len() {
            let closes = self.peek(0) == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == '#');
            if closes {
                break;
            }
            if !raw && self.peek(0) == '\\' {
                inside.push(self.take(false));
            }
            inside.push(self.take(false));
        }
        self.take(true);
        for _ in 0..hashes {
            self.take(false);
        }
        self.strings.push((line, inside));
    }

    fn char_or_lifetime(&mut self) {
        let escaped = self.peek(1) == '\\';
        if !escaped && self.peek(2) != '\'' {
            self.take(true);
            return;
        }
        self.take(true);
        if escaped {
            self.take(false);
        }
        self.take(false);
        while self.at < self.chars.len() && self.peek(0) != '\'' {
            self.take(false);
        }
        self.take(true);
    }
}

/// A word or a mark, with its line; `::` is one mark.
fn tokens(code: &str) -> Vec<(usize, String)> {
    let mut tokens: Vec<(usize, String)> = Vec::new();
    let mut line = 1;
    let mut in_word = false;
    for c in code.chars() {
        let wordly = c.is_alphanumeric() || c == '_';
        let last = tokens.last_mut();
        match last {
            Some((_, word)) if wordly && in_word => word.push(c),
            Some((_, mark)) if c == ':' && mark == ":" && !in_word => mark.push(c),
            _ if c.is_whitespace() => {}
            _ => tokens.push((line, c.to_string())),
        }
        in_word = wordly;
        if c == '\n' {
            line += 1;
        }
    }
    tokens
}

/// Reads the path at `at`, behind `before`, and gives where to go on.
fn path(
    tokens: &[(usize, String)],
    at: usize,
    before: &str,
    found: &mut Vec<(usize, String)>,
) -> usize {
    let (line, word) = &tokens[at];
    let mark = |at: usize| tokens.get(at).map_or("", |(_, token)| token.as_str());
    if !word.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return at + 1;
    }
    let whole = if before.is_empty() {
        word.clone()
    } else {
        format!("{before}::{word}")
    };
    match (mark(at + 1), mark(at + 2)) {
        ("::", "{") => {
            let mut inner = at + 3;
            while inner < tokens.len() && mark(inner) != "}" {
                inner = path(tokens, inner, &whole, found);
            }
            inner + 1
        }
        ("::", next) if next.starts_with(|c: char| c.is_alphabetic() || c == '_') => {
            path(tokens, at + 2, &whole, found)
        }
        _ => {
            found.push((*line, whole));
            at + 1
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        let found = Source::read(text).paths();
        found.into_iter().map(|(_, path)| path).collect()
    }

    #[test]
    fn comments_and_literals_are_not_code() {
        let text = "let a = \"x // y\"; // serde\n/* rusqlite /* b */ */ let c = '\"';\nr#\"q\"#;";
        let source = Source::read(text);
        assert_eq!(source.code.lines().count(), 3);
        for word in ["serde", "rusqlite", "x //", "q"] {
            assert!(!source.code.contains(word), "{}", source.code);
        }
        assert!(source.code.contains("let c = ' '"), "{}", source.code);
        let strings = [(1, "x // y".to_owned()), (3, "q".to_owned())];
        assert_eq!(source.strings, strings);
    }

    #[test]
    fn lifetimes_and_escapes_do_not_open_literals() {
        let source = Source::read("fn f<'a>(x: &'a str) { ('\\'', '\\u{1b}', b'x', 'y') } // z");
        assert!(source.code.contains("fn f<'a>(x: &'a str)"));
        assert!(source.code.ends_with(") }     "), "{:?}", source.code);
    }

    #[test]
    fn use_groups_are_unfolded() {
        assert_eq!(
            paths("use crate::{store::{self, lots}, domain::day::Day};\nstd::env::var(x)"),
            [
                "use",
                "crate::store::self",
                "crate::store::lots",
                "crate::domain::day::Day",
                "std::env::var",
                "x"
            ]
        );
    }
}
