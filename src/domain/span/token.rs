//! Words, numbers and dashes: the pieces that time spans are read from (K2).

use std::fmt;

/// A piece of the text, and the column at which it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Counted in characters, from 1.
    pub(super) column: usize,
    /// What it is.
    pub(super) piece: Piece,
}

/// What a span is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Digits.
    Number(String),
    /// Letters in lower case; the dots of `a.m.` are dropped.
    Word(String),
    /// `-`, `–` and `—` are the same.
    Dash,
    /// Between spans, and between weekdays.
    Comma,
    /// Between hours and minutes.
    Colon,
    /// Anything that no span has.
    Other(char),
    /// Behind the last character.
    End,
}

/// The pieces of a text, without its blanks; the last is always [`Piece::End`].
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut letters = text.chars().enumerate().peekable();
    while let Some((at, letter)) = letters.next() {
        let mut run = String::from(letter);
        let piece = match letter {
            '0'..='9' => {
                while let Some((_, digit)) = letters.next_if(|(_, next)| next.is_ascii_digit()) {
                    run.push(digit);
                }
                Piece::Number(run)
            }
            '-' | '–' | '—' => Piece::Dash,
            ',' => Piece::Comma,
            ':' => Piece::Colon,
            _ if letter.is_alphabetic() => {
                let in_word = |(_, next): &(usize, char)| next.is_alphabetic() || *next == '.';
                while let Some((_, next)) = letters.next_if(in_word) {
                    run.push(next);
                }
                Piece::Word(run.replace('.', "").to_lowercase())
            }
            _ if letter.is_whitespace() => continue,
            _ => Piece::Other(letter),
        };
        let column = at + 1;
        tokens.push(Token { column, piece });
    }
    let column = text.chars().count() + 1;
    let piece = Piece::End;
    tokens.push(Token { column, piece });
    tokens
}

impl Piece {
    /// The word, where it is one.
    pub(super) fn word(&self) -> Option<&str> {
        if let Self::Word(word) = self {
            Some(word)
        } else {
            None
        }
    }
}

/// As a message shows it.
impl fmt::Display for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(text) | Self::Word(text) => write!(f, "`{text}`"),
            Self::Dash => f.write_str("`-`"),
            Self::Comma => f.write_str("`,`"),
            Self::Colon => f.write_str("`:`"),
            Self::Other(letter) => write!(f, "{letter:?}"),
            Self::End => f.write_str("the end"),
        }
    }
}
