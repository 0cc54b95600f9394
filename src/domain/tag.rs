//! Tags: words that people put on members and companies to find them by (P1).

use thiserror::Error;

use crate::domain::name::{self, NameError};

/// Why a text is not a tag.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TagError {
    /// Not a name either.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Tags stand in a list with commas.
    #[error("`{0}` cannot be a tag: it has a comma")]
    Comma(String),
}

/// Reads a tag: a name without a comma.
pub fn read(text: &str) -> Result<String, TagError> {
    let tag = name::read(text)?;
    if tag.contains(',') {
        return Err(TagError::Comma(tag));
    }
    Ok(tag)
}

/// Whether two tags are the same: case is no difference.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// Tags as one text, `founder, vip`; empty for none.
#[must_use]
pub fn list(tags: &[String]) -> String {
    tags.join(", ")
}

/// The tags of a text that [`list`] wrote.
#[must_use]
pub fn read_list(text: &str) -> Vec<String> {
    let tags = text.split(',').map(str::trim);
    tags.filter(|tag| !tag.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

/// The tags of a text with some added and some taken away, each once.
#[must_use]
pub fn edited(tags: &str, add: &[String], take: &[String]) -> String {
    let mut all = read_list(tags);
    for tag in add {
        if !all.iter().any(|known| same(known, tag)) {
            all.push(tag.clone());
        }
    }
    all.retain(|known| !take.iter().any(|tag| same(known, tag)));
    list(&all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p1_a_tag_has_no_comma() {
        assert_eq!(read(" hot desk ").unwrap(), "hot desk");
        assert_eq!(read("a, b"), Err(TagError::Comma("a, b".to_owned())));
        assert_eq!(read(" "), Err(TagError::Name(NameError::Empty)));
    }

    #[test]
    fn p1_each_tag_is_there_once_whatever_its_case() {
        let tags = |text: &str| read_list(text);
        assert_eq!(edited("vip", &tags("VIP, founder"), &[]), "vip, founder");
        assert_eq!(edited("vip, founder", &[], &tags("Vip, gone")), "founder");
        assert_eq!(edited("", &[], &[]), "");
    }
}
