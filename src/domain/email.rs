//! E-mail addresses: read, kept as written, compared without case (P1).

use thiserror::Error;

/// The most characters an address may have.
pub const LONGEST: usize = 254;

/// Why a text is not an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not an e-mail address such as ada@example.org")]
pub struct EmailError(pub String);

/// Reads an address: something on both sides of one `@`, without blanks, control characters,
/// commas or angle brackets; the blanks around it are dropped.
pub fn read(text: &str) -> Result<String, EmailError> {
    let address = text.trim();
    let error = || EmailError(text.chars().take(LONGEST).collect());
    let (person, host) = address.split_once('@').ok_or_else(error)?;
    let odd = |letter: char| {
        letter.is_whitespace() || letter.is_control() || matches!(letter, '@' | ',' | '<' | '>')
    };
    let fits = |part: &str| !part.is_empty() && !part.contains(odd);
    if fits(person) && fits(host) && address.chars().count() <= LONGEST {
        Ok(address.to_owned())
    } else {
        Err(error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p1_addresses_keep_their_case_and_lose_the_blanks_around_them() {
        assert_eq!(read(" Ada@Example.org ").unwrap(), "Ada@Example.org");
        assert_eq!(read("олена@пошта.укр").unwrap(), "олена@пошта.укр");
    }

    #[test]
    fn p1_what_is_no_address_is_refused() {
        let long = format!("{}@example.org", "a".repeat(250));
        for text in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "a@b@c",
            "a b@c",
            "a\n@b",
            "<a@b>",
            &long,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
