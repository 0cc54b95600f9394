//! Names: what people call members, locations, desks, kinds and services.

use thiserror::Error;

/// The most characters a name may have.
pub const LONGEST: usize = 200;

/// Why a text is not a name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NameError {
    /// Nothing but blanks.
    #[error("a name cannot be empty")]
    Empty,
    /// More than [`LONGEST`] characters.
    #[error("`{0}…` is too long for a name: at most 200 characters")]
    TooLong(String),
    /// A line break, an escape or another character that does not print.
    #[error("a name cannot have the control character {0:?}")]
    Control(char),
}

/// Reads a name: the blanks around it are dropped, control characters refused.
pub fn read(text: &str) -> Result<String, NameError> {
    let name = text.trim();
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    if let Some(control) = name.chars().find(|letter| letter.is_control()) {
        return Err(NameError::Control(control));
    }
    if name.chars().count() > LONGEST {
        return Err(NameError::TooLong(name.chars().take(20).collect()));
    }
    Ok(name.to_owned())
}

/// The names as one text, `boxing, "yoga, hot"`; empty for none.
#[must_use]
pub fn list(names: &[String]) -> String {
    let shown = names.iter().map(|name| {
        if name.contains([',', '"']) {
            format!("{name:?}")
        } else {
            name.clone()
        }
    });
    shown.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_words_and_lose_the_blanks_around_them() {
        assert_eq!(
            read("  Ada King, Countess  ").unwrap(),
            "Ada King, Countess"
        );
        assert_eq!(read("  "), Err(NameError::Empty));
        assert_eq!(read("a\u{1b}[2J"), Err(NameError::Control('\u{1b}')));
        assert_eq!(read("a\nb"), Err(NameError::Control('\n')));
        assert_eq!(
            read(&"a".repeat(201)),
            Err(NameError::TooLong("a".repeat(20)))
        );
    }

    #[test]
    fn names_in_a_list_are_told_apart() {
        let list = |names: &[&str]| {
            list(
                &names
                    .iter()
                    .map(|name| (*name).to_owned())
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(list(&["boxing", "hot yoga"]), "boxing, hot yoga");
        assert_eq!(list(&["boxing, hot yoga"]), r#""boxing, hot yoga""#);
        assert_eq!(list(&[]), "");
    }
}
