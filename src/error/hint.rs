//! What can be pasted after a failure: a whole command, or the line that was typed, mended.

/// What a failure suggests.
#[derive(Debug, Clone)]
pub(crate) enum Hint {
    /// As it stands; WHO in it is the name that was typed.
    Paste(String),
    /// With WHO in it as the name that was typed; another command where none was.
    Whom {
        /// The command.
        text: String,
        /// The other one.
        otherwise: &'static str,
    },
    /// The line that was typed, with these changes.
    Again(Vec<Mend>),
    /// The line that was typed with one word changed; another command where it has no such word.
    Instead(Box<Nearest>),
}

/// A word for another.
#[derive(Debug, Clone)]
pub(crate) struct Nearest {
    /// The word that was typed.
    pub(crate) given: String,
    /// What to type.
    pub(crate) with: String,
    /// What to paste where the word came from a file.
    pub(crate) otherwise: &'static str,
}

/// A change of the line that was typed.
#[derive(Debug, Clone)]
pub(crate) enum Mend {
    /// With this switch.
    On(&'static str),
    /// Without this switch.
    Off(&'static str),
    /// With this value of a flag, whatever it had.
    Set(&'static str, String),
    /// Without this flag and its value.
    Unset(&'static str),
}

/// A word as a shell takes it.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_=./:,@+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// The check-out of a member, or of that guest of theirs.
pub(super) fn checkout(member: &str, guest: Option<&str>) -> String {
    let guest = guest.map_or_else(String::new, |guest| format!(" --guest {}", quoted(guest)));
    format!("daypass checkout {member}{guest}")
}

impl From<&str> for Hint {
    fn from(text: &str) -> Self {
        Self::Paste(text.to_owned())
    }
}

impl From<String> for Hint {
    fn from(text: String) -> Self {
        Self::Paste(text)
    }
}

impl From<Mend> for Hint {
    fn from(mend: Mend) -> Self {
        Self::Again(vec![mend])
    }
}
