//! Short texts written digit by digit: lists tell very many ids, days and quantities, and what a
//! format can do besides costs more than they do.

use std::str;

/// A text of digits and marks that needs no memory of its own, written from its end.
#[derive(Debug, Clone, Copy)]
pub struct Brief {
    bytes: [u8; Self::ROOM],
    from: usize,
}

impl Brief {
    /// The longest number with its sign, a fraction and a prefix, and the longest instant fit.
    const ROOM: usize = 32;
    /// What every text begins as, and ends with.
    pub const EMPTY: Self = Self {
        bytes: [0; Self::ROOM],
        from: Self::ROOM,
    };

    /// A short text as it is.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut written = Self::EMPTY;
        written.behind(text);
        written
    }

    /// A number behind a prefix: `bk-17`.
    #[must_use]
    pub fn id(prefix: &str, number: i64) -> Self {
        let mut written = Self::EMPTY;
        written.behind_number(number).behind("-").behind(prefix);
        written
    }

    /// Puts what was written behind a text.
    pub fn behind(&mut self, text: &str) -> &mut Self {
        let to = self.from;
        self.from -= text.len();
        self.bytes[self.from..to].copy_from_slice(text.as_bytes());
        self
    }

    /// Puts what was written behind a number of at least so many digits.
    pub fn behind_digits(&mut self, mut number: u64, least: usize) -> &mut Self {
        let to = self.from;
        while number > 0 || to - self.from < least {
            self.from -= 1;
            self.bytes[self.from] = b'0' + u8::try_from(number % 10).expect("a digit");
            number /= 10;
        }
        self
    }

    /// Puts what was written behind a number.
    pub fn behind_number(&mut self, number: i64) -> &mut Self {
        self.behind_digits(number.unsigned_abs(), 1)
            .behind_sign(number)
    }

    /// Puts what was written behind a minus where that number has one.
    pub fn behind_sign(&mut self, number: i64) -> &mut Self {
        if number < 0 { self.behind("-") } else { self }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.bytes[self.from..]).expect("it was made of texts")
    }
}

impl From<i64> for Brief {
    fn from(number: i64) -> Self {
        let mut written = Self::EMPTY;
        written.behind_number(number);
        written
    }
}

impl From<u64> for Brief {
    fn from(number: u64) -> Self {
        let mut written = Self::EMPTY;
        written.behind_digits(number, 1);
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_formats_write_them() {
        for number in [0, 1, -1, 9, 10, 1_234_567_890, i64::MAX, i64::MIN] {
            assert_eq!(Brief::from(number).as_str(), number.to_string());
            assert_eq!(Brief::id("op", number).as_str(), format!("op-{number}"));
        }
        assert_eq!(Brief::from(u64::MAX).as_str(), u64::MAX.to_string());
        assert_eq!(Brief::of(".").behind_digits(7, 3).as_str(), "007.");
        assert_eq!(Brief::of("never").as_str(), "never");
        assert_eq!(Brief::EMPTY.as_str(), "");
    }
}
