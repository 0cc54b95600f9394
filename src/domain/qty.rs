//! Quantities of passes, counted in half passes (Q1).

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use thiserror::Error;

use super::brief::Brief;

/// A number of passes, held as whole half passes. Signed, because ledger entries are; what people
/// type is read by [`PassQty::read`] and is always positive (Q1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassQty(i64);

/// Why a text is not a number of passes (Q1).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QtyError {
    /// Not a decimal number at all.
    #[error("`{0}` is not a number of passes: write 1, 0.5 or 2.5")]
    NotANumber(String),
    /// Finer than half a pass.
    #[error("`{0}` passes cannot be counted: the smallest part is half a pass (0.5)")]
    FinerThanHalf(String),
    /// Zero or negative.
    #[error("`{0}` passes: the number must be more than zero")]
    NotPositive(String),
    /// More than [`PassQty::MOST`].
    #[error("`{0}` passes is more than 1000000")]
    TooMany(String),
}

impl PassQty {
    /// No pass.
    pub const ZERO: Self = Self(0);
    /// Half a pass.
    pub const HALF: Self = Self(1);
    /// One pass.
    pub const ONE: Self = Self(2);
    /// The most that one command may name: 1,000,000 passes (Q1).
    pub const MOST: Self = Self(2_000_000);

    /// So many half passes.
    #[must_use]
    pub const fn from_halves(halves: i64) -> Self {
        Self(halves)
    }

    /// So many whole passes.
    #[must_use]
    pub const fn whole(passes: i64) -> Self {
        Self(passes * 2)
    }

    /// The number of half passes.
    #[must_use]
    pub const fn halves(self) -> i64 {
        self.0
    }

    /// With its noun: `1 pass`, `2.5 passes`.
    #[must_use]
    pub fn in_words(self) -> String {
        let noun = if self == Self::ONE { "pass" } else { "passes" };
        format!("{self} {noun}")
    }

    /// True when no half pass is in it.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        self.0 % 2 == 0
    }

    /// The whole passes that it takes where there are no halves.
    #[must_use]
    pub const fn in_whole(self) -> Self {
        Self(self.0 + self.0 % 2)
    }

    /// True for none.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// True for more than none.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// So many times as many.
    #[must_use]
    pub const fn times(self, factor: i64) -> Self {
        Self(self.0 * factor)
    }

    /// Whole passes for the part `numerator / denominator` of it, rounded down (R3).
    #[must_use]
    pub fn prorate_floor(self, numerator: i64, denominator: i64) -> Self {
        let halves = i128::from(self.0) * i128::from(numerator);
        let whole = halves / (2 * i128::from(denominator));
        Self::whole(i64::try_from(whole).expect("a part is not more than the whole"))
    }

    /// Reads what a person typed: positive, in halves, at most 1,000,000 (Q1).
    pub fn read(text: &str) -> Result<Self, QtyError> {
        let unsigned = text.strip_prefix('-');
        let digits = unsigned.unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !is_number(whole) || !is_number(fraction) {
            return Err(QtyError::NotANumber(text.to_owned()));
        }
        let half = match fraction.trim_end_matches('0') {
            "" => 0,
            "5" => 1,
            _ => return Err(QtyError::FinerThanHalf(text.to_owned())),
        };
        let too_many = || QtyError::TooMany(text.to_owned());
        let whole = whole.trim_start_matches('0');
        let passes: i64 = if whole.is_empty() {
            0
        } else if whole.len() > 7 {
            return Err(too_many());
        } else {
            whole.parse().map_err(|_| too_many())?
        };
        let qty = Self(passes * 2 + half);
        if unsigned.is_some() || qty == Self::ZERO {
            return Err(QtyError::NotPositive(text.to_owned()));
        }
        if qty > Self::MOST {
            return Err(too_many());
        }
        Ok(qty)
    }
}

impl From<PassQty> for Brief {
    fn from(PassQty(halves): PassQty) -> Self {
        let half = if halves % 2 == 0 { "" } else { ".5" };
        let mut written = Self::of(half);
        let passes = written.behind_digits(halves.unsigned_abs() / 2, 1);
        passes.behind_sign(halves);
        written
    }
}

impl fmt::Display for PassQty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(Brief::from(*self).as_str())
    }
}

impl Add for PassQty {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for PassQty {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for PassQty {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl SubAssign for PassQty {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Neg for PassQty {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for PassQty {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q1_half_passes_are_read_and_shown() {
        for (text, halves, shown) in [
            ("1", 2, "1"),
            ("0.5", 1, "0.5"),
            ("2.5", 5, "2.5"),
            ("4.0", 8, "4"),
            ("007", 14, "7"),
        ] {
            let qty = PassQty::read(text).unwrap();
            assert_eq!((qty.halves(), qty.to_string().as_str()), (halves, shown));
        }
        assert_eq!(PassQty::read("1000000"), Ok(PassQty::MOST));
        assert_eq!(PassQty::from_halves(-3).to_string(), "-1.5");
    }

    #[test]
    fn q1_what_is_no_number_of_passes_is_refused() {
        for text in [
            "", ".", "1.", ".5", "NaN", "inf", "1e3", "+1", "one", "1,5", " 1", "1 ",
        ] {
            assert_eq!(
                PassQty::read(text),
                Err(QtyError::NotANumber(text.to_owned())),
                "{text}"
            );
        }
        assert!(matches!(
            PassQty::read("0.25"),
            Err(QtyError::FinerThanHalf(_))
        ));
        for text in ["0", "-1", "0.0", "-0.5"] {
            assert!(
                matches!(PassQty::read(text), Err(QtyError::NotPositive(_))),
                "{text}"
            );
        }
        for text in ["1000000.5", "1000001", "99999999999999999999999"] {
            assert!(
                matches!(PassQty::read(text), Err(QtyError::TooMany(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn r3_a_part_is_rounded_down_to_whole_passes() {
        assert_eq!(PassQty::whole(12).prorate_floor(20, 30), PassQty::whole(8));
        assert_eq!(PassQty::whole(5).prorate_floor(5, 7), PassQty::whole(3));
    }
}
