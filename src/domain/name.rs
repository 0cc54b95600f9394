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
    /// A comma, where names stand in a list.
    #[error("`{0}` cannot have a comma")]
    Comma(String),
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

/// Reads a name that may stand in a list: it has no comma.
pub fn read_listed(text: &str) -> Result<String, NameError> {
    let name = read(text)?;
    if name.contains(',') {
        return Err(NameError::Comma(name));
    }
    Ok(name)
}

/// The names as one text, `boxing, yoga`; empty for none.
#[must_use]
pub fn list(names: &[String]) -> String {
    names.join(", ")
}

/// The names of a text that [`list`] wrote.
#[must_use]
pub fn read_list(text: &str) -> Vec<String> {
    let names = text.split(',').map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
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
    fn names_in_a_list_have_no_comma() {
        assert_eq!(
            read_listed("a, b"),
            Err(NameError::Comma("a, b".to_owned()))
        );
        let names = vec!["boxing".to_owned(), "hot yoga".to_owned()];
        assert_eq!(read_list(&list(&names)), names);
        assert!(read_list("").is_empty());
    }
}
