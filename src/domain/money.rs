//! Money: integer minor units of one ISO 4217 currency (Q2).

use std::fmt;

use thiserror::Error;

use super::brief::Brief;

/// An ISO 4217 currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

/// An amount in the minor units of its currency (cents, yen, fils).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// Minor units; negative in credit notes only.
    pub minor: i64,
    /// What the units are of.
    pub currency: Currency,
}

/// A percentage with at most two decimals, held in hundredths of a percent (19 % is 1900).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(i64);

/// Why a text is not money, a currency or a percentage.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MoneyError {
    /// No currency has that code.
    #[error("`{0}` is not an ISO 4217 currency code such as EUR")]
    UnknownCurrency(String),
    /// Not a decimal number.
    #[error("`{0}` is not an amount: write 15 or 15.00")]
    NotAnAmount(String),
    /// More decimals than the currency has.
    #[error("`{text}` has more decimals than {currency} ({exponent})")]
    TooFine {
        /// The text as given.
        text: String,
        /// The currency's code.
        currency: &'static str,
        /// The number of decimals it has.
        exponent: u32,
    },
    /// Below zero.
    #[error("`{0}`: an amount cannot be negative")]
    Negative(String),
    /// Beyond what the books hold.
    #[error("`{0}` is more than the books hold")]
    TooMuch(String),
    /// Not a percentage from 0 to 100.
    #[error("`{0}` is not a percentage from 0 to 100")]
    NotAPercentage(String),
    /// Two currencies in one sum (Q2).
    #[error("{0} and {1} cannot be mixed")]
    Mixed(&'static str, &'static str),
}

impl Currency {
    /// The currency with that code, in capitals or not.
    pub fn read(code: &str) -> Result<Self, MoneyError> {
        iso_currency::Currency::from_code(&code.to_ascii_uppercase())
            .map(Self)
            .ok_or_else(|| MoneyError::UnknownCurrency(code.to_owned()))
    }

    /// Its three letters.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// The number of decimals: JPY 0, EUR 2, KWD 3. Zero where ISO names none.
    #[must_use]
    pub fn exponent(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }

    /// No money in this currency.
    #[must_use]
    pub const fn zero(self) -> Money {
        Money {
            minor: 0,
            currency: self,
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// The most minor units one amount may have: a sum over a million customers still fits.
const MOST_MINOR: i64 = 1_000_000_000_000;

impl Money {
    /// So many minor units.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Reads an amount in major units (`15`, `15.00`), zero or more, with no more decimals than
    /// the currency has.
    pub fn read(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let negative = text.starts_with('-');
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let dangling = digits.ends_with('.');
        if whole.is_empty() || dangling || !all_digits(whole) || !all_digits(fraction) {
            return Err(MoneyError::NotAnAmount(text.to_owned()));
        }
        if negative {
            return Err(MoneyError::Negative(text.to_owned()));
        }
        let exponent = currency.exponent();
        let places = usize::try_from(exponent).expect("an exponent is small");
        if fraction.len() > places {
            let code = currency.code();
            return Err(MoneyError::TooFine {
                text: text.to_owned(),
                currency: code,
                exponent,
            });
        }
        format!("{whole}{fraction:0<places$}")
            .parse()
            .ok()
            .filter(|minor| *minor <= MOST_MINOR)
            .map(|minor| Self { minor, currency })
            .ok_or_else(|| MoneyError::TooMuch(text.to_owned()))
    }

    /// The sum. Refused across currencies (Q2).
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Mixed(
                self.currency.code(),
                other.currency.code(),
            ));
        }
        Ok(Self {
            minor: self.minor + other.minor,
            currency: self.currency,
        })
    }

    /// Refuses a sum beyond what the books hold.
    pub fn within_books(self) -> Result<Self, MoneyError> {
        if self.minor.abs() > MOST_MINOR {
            return Err(MoneyError::TooMuch(self.to_string()));
        }
        Ok(self)
    }

    /// So many times as much.
    #[must_use]
    pub const fn times(self, factor: i64) -> Self {
        Self {
            minor: self.minor * factor,
            currency: self.currency,
        }
    }

    /// The part `numerator / denominator` of it, rounded half up, once (Q2, R3).
    #[must_use]
    pub fn part_half_up(self, numerator: i64, denominator: i64) -> Self {
        let twice = i128::from(self.minor) * i128::from(numerator) * 2 + i128::from(denominator);
        let minor = twice.div_euclid(2 * i128::from(denominator));
        Self {
            minor: i64::try_from(minor).expect("a part of a bounded amount"),
            ..self
        }
    }

    /// That percentage of it, rounded half up, once (Q2).
    #[must_use]
    pub fn percent_half_up(self, percent: Percent) -> Self {
        self.part_half_up(percent.hundredths(), 10_000)
    }
}

impl Money {
    /// Major units with the currency: `15.00 EUR`.
    #[must_use]
    pub fn with_currency(self) -> String {
        format!("{self} {}", self.currency)
    }
}

/// Major units without the currency: `15.00`, `1500` (JPY).
impl From<Money> for Brief {
    fn from(money: Money) -> Self {
        let exponent = money.currency.exponent();
        let scale = 10_u64.pow(exponent);
        let units = money.minor.unsigned_abs();
        let mut written = Self::EMPTY;
        if exponent > 0 {
            let places = usize::try_from(exponent).expect("an exponent is small");
            written.behind_digits(units % scale, places).behind(".");
        }
        written
            .behind_digits(units / scale, 1)
            .behind_sign(money.minor);
        written
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(Brief::from(*self).as_str())
    }
}

impl Percent {
    /// All of it.
    pub const HUNDRED: Self = Self(10_000);

    /// Reads `19`, `19.5` or `19.25`, from 0 to 100.
    pub fn read(text: &str) -> Result<Self, MoneyError> {
        let euro = Currency::read("EUR").expect("EUR is a currency");
        Money::read(text.strip_suffix('%').unwrap_or(text).trim_end(), euro)
            .ok()
            .map(|amount| Self(amount.minor))
            .filter(|percent| *percent <= Self::HUNDRED)
            .ok_or_else(|| MoneyError::NotAPercentage(text.to_owned()))
    }

    /// From hundredths of a percent.
    #[must_use]
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// In hundredths of a percent.
    #[must_use]
    pub const fn hundredths(self) -> i64 {
        self.0
    }
}

/// Without the sign: `19`, `19.5`.
impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = format!("{}.{:02}", self.0 / 100, self.0 % 100);
        f.pad(decimals.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str, code: &str) -> Money {
        Money::read(text, Currency::read(code).unwrap()).unwrap()
    }

    #[test]
    fn q2_each_currency_has_its_own_exponent() {
        for (text, code, minor, shown) in [
            ("15", "EUR", 1500, "15.00"),
            ("15.5", "EUR", 1550, "15.50"),
            ("1500", "JPY", 1500, "1500"),
            ("1.25", "KWD", 1250, "1.250"),
        ] {
            let amount = money(text, code);
            assert_eq!((amount.minor, amount.to_string().as_str()), (minor, shown));
        }
    }

    #[test]
    fn q2_what_is_no_amount_is_refused() {
        let yen = Currency::read("JPY").unwrap();
        assert!(matches!(
            Money::read("1.5", yen),
            Err(MoneyError::TooFine { .. })
        ));
        assert!(matches!(
            Money::read("-1", yen),
            Err(MoneyError::Negative(_))
        ));
        for text in ["", ".", "1.", "x", "1e3", "+1", "NaN"] {
            assert!(
                matches!(Money::read(text, yen), Err(MoneyError::NotAnAmount(_))),
                "{text}"
            );
        }
        assert!(matches!(
            Money::read("9999999999999", yen),
            Err(MoneyError::TooMuch(_))
        ));
        assert!(matches!(
            Currency::read("XYZ"),
            Err(MoneyError::UnknownCurrency(_))
        ));
    }

    #[test]
    fn q2_percentages_round_half_up_once() {
        assert_eq!(
            money("0.50", "EUR")
                .percent_half_up(Percent::read("19").unwrap())
                .minor,
            10
        );
        assert_eq!(
            money("0.05", "EUR")
                .percent_half_up(Percent::read("50").unwrap())
                .minor,
            3
        );
        assert_eq!(
            money("100.00", "EUR").part_half_up(2, 3).to_string(),
            "66.67"
        );
    }

    #[test]
    fn q2_currencies_do_not_mix() {
        assert!(matches!(
            money("1", "EUR").plus(money("1", "USD")),
            Err(MoneyError::Mixed(..))
        ));
    }

    #[test]
    fn percentages_are_read_and_shown() {
        for (text, shown) in [("19", "19"), ("19.50", "19.5"), ("0", "0"), ("100%", "100")] {
            assert_eq!(Percent::read(text).unwrap().to_string(), shown);
        }
        for text in ["101", "-1", "x", "19.123", ""] {
            assert!(Percent::read(text).is_err(), "{text}");
        }
    }
}
