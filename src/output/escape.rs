//! What people wrote, made safe to look at: control characters and those that reorder text are
//! shown, not obeyed.

use std::borrow::Cow;
use std::fmt::Write;

/// True for what a terminal could obey: C0, DEL, C1, line and paragraph separators, and the
/// characters that override the direction of text.
const fn is_obeyed(c: char) -> bool {
    c.is_ascii_control()
        || matches!(c, '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// One line: everything a terminal could obey is shown as `\n`, `\t`, `\x1b` or `\u{202e}`.
#[must_use]
pub fn line(text: &str) -> String {
    escaped(text, false)
}

/// Several lines: like [`line`], but line feeds stay.
#[must_use]
pub fn lines(text: &str) -> String {
    escaped(text, true)
}

/// JSON text: what a terminal could obey stands in strings only, and is written there as JSON
/// itself may write it, `\u009b` or `\u202e`. Line feeds stay.
#[must_use]
pub fn json(text: &str) -> Cow<'_, str> {
    let bad = |c: char| c != '\n' && is_obeyed(c);
    if is_plain(text, b"\n") || !text.contains(bad) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if bad(c) {
            write!(shown, "\\u{:04x}", u32::from(c)).expect("a string takes everything");
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Whether there is nothing but printable ASCII, as nearly everywhere, and those bytes: it is seen
/// sooner than what is in the characters.
fn is_plain(text: &str, and: &[u8]) -> bool {
    let is_printable = |byte: &u8| (b' '..=b'~').contains(byte);
    text.as_bytes()
        .iter()
        .all(|byte| is_printable(byte) || and.contains(byte))
}

fn escaped(text: &str, keep_line_feeds: bool) -> String {
    if is_plain(text, if keep_line_feeds { b"\n" } else { b"" }) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' if keep_line_feeds => shown.push(c),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if !is_obeyed(c) => shown.push(c),
            c => {
                let code = u32::from(c);
                let written = if code < 0x100 {
                    write!(shown, "\\x{code:02x}")
                } else {
                    write!(shown, "\\u{{{code:x}}}")
                };
                written.expect("a string takes everything");
            }
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        for (text, shown) in [
            ("\u{1b}[31mred\u{1b}[0m", "\\x1b[31mred\\x1b[0m"),
            ("a\0b\u{7}", "a\\x00b\\x07"),
            ("del\u{7f}", "del\\x7f"),
            ("c1 \u{9b}2J", "c1 \\x9b2J"),
            ("evil\u{202e}gpj.exe", "evil\\u{202e}gpj.exe"),
            ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
            ("one\ntwo\r\n\tthree", "one\\ntwo\\r\\n\\tthree"),
            ("sep\u{2028}", "sep\\u{2028}"),
            ("Zoë Łuk 日本 👩‍🚀 שלום", "Zoë Łuk 日本 👩‍🚀 שלום"),
        ] {
            assert_eq!(line(text), shown);
        }
    }

    #[test]
    fn json_says_the_same_with_nothing_to_obey() {
        for text in ["c1 \u{9b}2J", "del\u{7f}", "a\n\u{202e}b", "Zoë 日本"] {
            let written = json(&serde_json::to_string_pretty(&[text]).unwrap()).into_owned();
            assert!(
                !written.contains(|c| c != '\n' && is_obeyed(c)),
                "{written:?}"
            );
            let read: Vec<String> = serde_json::from_str(&written).unwrap();
            assert_eq!(read, [text]);
        }
    }

    #[test]
    fn lines_keep_their_ends_and_nothing_else() {
        assert_eq!(lines("a\nb\r\n\u{1b}c"), "a\nb\\r\n\\x1bc");
    }
}
