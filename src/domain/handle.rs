//! Handles: the short names that people type for members, companies, locations, desks and kinds.

use std::fmt;

use thiserror::Error;

use crate::domain::ids;

/// A handle: lower-case letters, digits, `-`, `_` and `.`, beginning and ending with a letter or
/// digit, never only digits and never shaped like an id (`mb-1`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(String);

/// The handles of many, in order, in one text: a million of them need no memory of their own each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Handles {
    /// Each with a blank behind it, which no handle has.
    text: String,
    count: usize,
}

impl Handles {
    /// Adds one behind the others.
    pub fn push(&mut self, handle: &str) {
        self.text.push_str(handle);
        self.text.push(' ');
        self.count += 1;
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.text.split_terminator(' ')
    }

    /// How many there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }
}

/// Why a text is not a handle.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HandleError {
    /// No characters.
    #[error("a handle cannot be empty")]
    Empty,
    /// More than [`Handle::LONGEST`] characters.
    #[error("`{0}…` is too long for a handle: at most 64 characters")]
    TooLong(String),
    /// A character that handles do not have.
    #[error("`{text}` is not a handle: {found:?} is not a lower-case letter, digit, -, _ or .")]
    Character {
        /// The text as given.
        text: String,
        /// The first character that does not fit.
        found: char,
    },
    /// Begins or ends with a dash, underscore or dot.
    #[error("`{0}` is not a handle: it must begin and end with a letter or digit")]
    Edge(String),
    /// A bare number could be mistaken for a count.
    #[error("`{0}` is not a handle: it has only digits")]
    OnlyDigits(String),
    /// Could be mistaken for the id of a record.
    #[error("`{0}` is not a handle: it looks like an id")]
    LikeAnId(String),
}

/// The prefixes that ids are shown with.
const ID_PREFIXES: [&str; 15] = [
    "mb",
    "co",
    ids::PlanId::PREFIX,
    ids::SubscriptionId::PREFIX,
    ids::LotId::PREFIX,
    ids::BookingId::PREFIX,
    ids::VisitId::PREFIX,
    ids::HoldId::PREFIX,
    ids::RecurringId::PREFIX,
    ids::AssignmentId::PREFIX,
    ids::LineId::PREFIX,
    ids::InvoiceId::PREFIX,
    ids::NotificationId::PREFIX,
    ids::OperationId::PREFIX,
    ids::EntryId::PREFIX,
];

fn is_lower_case(letter: char) -> bool {
    letter.is_alphanumeric() && letter.to_lowercase().eq([letter])
}

/// Whether a text could be mistaken for the id of a record.
#[must_use]
pub fn like_an_id(text: &str) -> bool {
    text.split_once('-').is_some_and(|(prefix, number)| {
        ID_PREFIXES.contains(&prefix) && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

impl Handle {
    /// The most characters a handle may have.
    pub const LONGEST: usize = 64;

    /// Reads a handle as it is; nothing is folded or trimmed.
    pub fn read(text: &str) -> Result<Self, HandleError> {
        let owned = || text.to_owned();
        if text.is_empty() {
            return Err(HandleError::Empty);
        }
        if text.chars().count() > Self::LONGEST {
            return Err(HandleError::TooLong(text.chars().take(20).collect()));
        }
        let fits = |letter: char| is_lower_case(letter) || matches!(letter, '-' | '_' | '.');
        if let Some(found) = text.chars().find(|letter| !fits(*letter)) {
            let text = owned();
            return Err(HandleError::Character { text, found });
        }
        let loose = |letter: char| matches!(letter, '-' | '_' | '.');
        if text.starts_with(loose) || text.ends_with(loose) {
            return Err(HandleError::Edge(owned()));
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(HandleError::OnlyDigits(owned()));
        }
        if like_an_id(text) {
            return Err(HandleError::LikeAnId(owned()));
        }
        Ok(Self(text.to_owned()))
    }

    /// The handle that a name suggests: `Ada Lovelace` gives `ada-lovelace`. Latin letters lose
    /// their accents, other scripts are kept; where nothing usable is left it is `member`. Whether
    /// somebody else has it already is for the caller to see.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        let mut slug = String::new();
        for letter in name.chars().flat_map(char::to_lowercase) {
            match plain(letter) {
                Some(letters) => slug.push_str(letters),
                None if is_lower_case(letter) => slug.push(letter),
                None if is_joined(letter) => {}
                None if slug.ends_with('-') || slug.is_empty() => {}
                None => slug.push('-'),
            }
        }
        let short: String = slug.chars().take(Self::LONGEST - 8).collect();
        let short = short.trim_matches('-');
        Self::read(short)
            .or_else(|_| Self::read(&format!("member-{short}")))
            .unwrap_or_else(|_| Self("member".to_owned()))
    }

    /// The handle with `-2`, `-3` … behind it, for a name that somebody else has already; `_2`
    /// where that would look like an id.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        let short: String = self.0.chars().take(Self::LONGEST - 11).collect();
        Self::read(&format!("{short}-{number}"))
            .unwrap_or_else(|_| Self(format!("{short}_{number}")))
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Apostrophes and combining accents leave no gap in a word.
fn is_joined(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '\u{300}'..='\u{36f}')
}

/// The plain letters for an accented Latin one, in lower case.
fn plain(letter: char) -> Option<&'static str> {
    let letters = match letter {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' | 'ċ' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ģ' | 'ġ' => "g",
        'ħ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ł' | 'ļ' | 'ľ' | 'ĺ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ō' | 'ő' => "o",
        'ö' | 'ø' | 'œ' => "oe",
        'ŕ' | 'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' => "t",
        'þ' => "th",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ž' | 'ż' => "z",
        _ => return None,
    };
    Some(letters)
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn handles_are_read_as_they_are() {
        for text in ["ada", "hq", "hot-1", "a.b_c", "3d", "олена", "mb-x", "hq-2"] {
            assert_eq!(Handle::read(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn many_are_told_one_after_the_other() {
        let mut handles = Handles::default();
        assert_eq!(handles.iter().next(), None);
        for handle in ["ada", "ben-2"] {
            handles.push(handle);
        }
        assert_eq!(handles.iter().collect::<Vec<_>>(), ["ada", "ben-2"]);
        assert_eq!(handles.count(), 2);
    }

    #[test]
    fn what_is_no_handle_is_refused_by_name() {
        let long = "a".repeat(65);
        for (text, error) in [
            ("", HandleError::Empty),
            (long.as_str(), HandleError::TooLong("a".repeat(20))),
            ("-ada", HandleError::Edge("-ada".to_owned())),
            ("ada.", HandleError::Edge("ada.".to_owned())),
            ("42", HandleError::OnlyDigits("42".to_owned())),
            ("mb-1", HandleError::LikeAnId("mb-1".to_owned())),
            ("op-12", HandleError::LikeAnId("op-12".to_owned())),
        ] {
            assert_eq!(Handle::read(text), Err(error), "{text}");
        }
        for (text, found) in [
            ("Ada", 'A'),
            ("a b", ' '),
            ("a@b", '@'),
            ("a\u{1b}", '\u{1b}'),
        ] {
            let text = text.to_owned();
            assert_eq!(
                Handle::read(&text),
                Err(HandleError::Character { text, found })
            );
        }
    }

    #[test]
    fn a_name_suggests_a_handle() {
        for (name, handle) in [
            ("Ada Lovelace", "ada-lovelace"),
            ("  José  Álvarez-Núñez ", "jose-alvarez-nunez"),
            ("Jose\u{301} O'Neill", "jose-oneill"),
            ("Zoë Müller & Co.", "zoe-mueller-co"),
            ("Олена Шевченко", "олена-шевченко"),
            ("42", "member-42"),
            ("MB 1", "member-mb-1"),
            ("***", "member"),
            ("", "member"),
        ] {
            assert_eq!(Handle::from_name(name).as_str(), handle, "{name}");
        }
        assert_eq!(Handle::from_name("Ada").numbered(2).as_str(), "ada-2");
        assert_eq!(Handle::from_name("Co").numbered(2).as_str(), "co_2");
    }

    proptest! {
        #[test]
        fn every_name_gives_a_handle_that_reads_back(name in any::<String>(), n in 2_u32..) {
            let handle = Handle::from_name(&name);
            prop_assert_eq!(Handle::read(handle.as_str()), Ok(handle.clone()));
            let numbered = handle.numbered(n);
            prop_assert_eq!(Handle::read(numbered.as_str()), Ok(numbered));
        }
    }
}
