//! Packages: passes that are sold once, together, for a time (L1, L3).

use std::fmt;

use thiserror::Error;

use crate::domain::day::{Day, Length, Unit};
use crate::domain::day_word::DayWord;
use crate::domain::ids::{KindId, PlanId};
use crate::domain::money::Money;
use crate::domain::name;
use crate::domain::plan::{Cadence, IncludeText, Validity as IncludeValidity};
use crate::domain::qty::PassQty;
use crate::domain::sale::SaleRefusal;

/// How long what was bought lasts from its first day (L3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Validity {
    /// So many days, or 1 to 12 months.
    For(Length),
    /// Until it is used up.
    Never,
}

/// When the validity begins (L3, T2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Starts {
    /// On the day of the sale.
    Purchase,
    /// On the first day that a pass of it is used for.
    FirstVisit,
    /// On that day.
    On(Day),
}

/// What happens when it is used up or expired (L3, T5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Then {
    /// Nothing.
    Nothing,
    /// It is sold again.
    Renew,
    /// A subscription to that plan begins.
    Convert(PlanId),
}

/// Passes of one kind in a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Content {
    /// What one pass buys.
    pub kind: KindId,
    /// How many.
    pub passes: PassQty,
}

/// Something else that is sold with a package, at its own price (L3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// What it is called on the invoice.
    pub name: String,
    /// The price of one.
    pub price: Money,
}

/// What a package promises. Copied when it is sold (L2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageTerms {
    /// The package's name.
    pub name: String,
    /// What is in it, each kind once; at least one.
    pub contents: Vec<Content>,
    /// The price of one, extras aside.
    pub price: Money,
    /// How long it lasts.
    pub valid: Validity,
    /// From when on.
    pub starts: Starts,
    /// What happens after that.
    pub then: Then,
    /// Whether who has some of it left is active (P7).
    pub active_status: bool,
    /// Whether it may be put on hold (T4).
    pub holdable: bool,
    /// Only for who never had passes (S4).
    pub new_clients_only: bool,
    /// What is sold with it.
    pub extras: Vec<Extra>,
}

/// A package (L1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Its id.
    pub id: PlanId,
    /// What it promises now.
    pub terms: PackageTerms,
    /// Retired packages cannot be sold (L4).
    pub retired: bool,
}

/// [`Starts`] as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartsText {
    /// On the day of the sale.
    Purchase,
    /// On the first day of use.
    FirstVisit,
    /// On a day.
    On(DayWord),
}

/// [`Then`] as it is typed, its plan still a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ThenText {
    /// Nothing.
    Nothing,
    /// It is sold again.
    Renew,
    /// A subscription to the plan that the text refers to begins.
    Convert(String),
}

/// [`Extra`] as it is typed, its price still a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraText {
    /// What it is called.
    pub name: String,
    /// In major units.
    pub price: String,
}

/// Why a text says nothing of a package.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PackageError {
    /// Not a validity (L3).
    #[error("`{0}` is not how long a package lasts: write 1month to 12months, 30days or never")]
    Validity(String),
    /// Not a beginning (L3).
    #[error("`{0}` is not when a package starts: write purchase, first-visit or a date")]
    Starts(String),
    /// Not what follows (L3).
    #[error("`{0}` is not what follows a package: write none, renew or convert:PLAN")]
    Then(String),
    /// Not an extra (L3).
    #[error("`{0}` is not an extra: write NAME=PRICE")]
    Extra(String),
}

impl Validity {
    /// Reads `never`, a length of 1 to 12 months, or one of days or weeks (L3).
    pub fn read(text: &str) -> Result<Self, PackageError> {
        let error = || PackageError::Validity(text.to_owned());
        if text == "never" {
            return Ok(Self::Never);
        }
        let length = Length::read(text).map_err(|_| error())?;
        let (count, unit) = match length.unit {
            Unit::Day => (length.count, Unit::Day),
            Unit::Week => (length.count * 7, Unit::Day),
            Unit::Month => (length.count, Unit::Month),
            Unit::Year => (length.count * 12, Unit::Month),
        };
        let fits = match unit {
            Unit::Month | Unit::Year => count <= 12,
            Unit::Day | Unit::Week => count <= Length::MOST,
        };
        fits.then_some(Self::For(Length { count, unit }))
            .ok_or_else(error)
    }

    /// The last day of what begins on that day, [`Day::NEVER`] for none (Q4).
    #[must_use]
    pub fn through(self, from: Day) -> Day {
        match self {
            Self::For(length) => from.valid_through(length),
            Self::Never => Day::NEVER,
        }
    }
}

/// As it is read: `30days`, `3months`, `never`.
impl fmt::Display for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::For(length) => length.fmt(f),
            Self::Never => f.pad("never"),
        }
    }
}

impl StartsText {
    /// Reads `purchase`, `first-visit` or a day.
    pub fn read(text: &str) -> Result<Self, PackageError> {
        match text {
            "purchase" => Ok(Self::Purchase),
            "first-visit" => Ok(Self::FirstVisit),
            _ => DayWord::read(text)
                .map(Self::On)
                .map_err(|_| PackageError::Starts(text.to_owned())),
        }
    }

    /// What is meant when it is said on `today`.
    #[must_use]
    pub fn on(self, today: Day) -> Starts {
        match self {
            Self::Purchase => Starts::Purchase,
            Self::FirstVisit => Starts::FirstVisit,
            Self::On(word) => Starts::On(word.on(today)),
        }
    }
}

impl Starts {
    /// Reads what it is shown as: `purchase`, `first-visit`, `2026-09-01`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "purchase" => Some(Self::Purchase),
            "first-visit" => Some(Self::FirstVisit),
            _ => Day::read(text).map(Self::On).ok(),
        }
    }
}

/// As it is read.
impl fmt::Display for Starts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Purchase => f.pad("purchase"),
            Self::FirstVisit => f.pad("first-visit"),
            Self::On(day) => day.fmt(f),
        }
    }
}

impl ThenText {
    /// Reads `none`, `renew` or `convert:PLAN`.
    pub fn read(text: &str) -> Result<Self, PackageError> {
        let plan = text.strip_prefix("convert:").map(str::trim);
        match (text, plan) {
            ("none", _) => Ok(Self::Nothing),
            ("renew", _) => Ok(Self::Renew),
            (_, Some(plan)) if !plan.is_empty() => Ok(Self::Convert(plan.to_owned())),
            _ => Err(PackageError::Then(text.to_owned())),
        }
    }
}

impl ExtraText {
    /// Reads `NAME=PRICE`.
    pub fn read(text: &str) -> Result<Self, PackageError> {
        let error = || PackageError::Extra(text.to_owned());
        let (called, price) = text.rsplit_once('=').ok_or_else(error)?;
        Ok(Self {
            name: name::read(called).map_err(|_| error())?,
            price: price.trim().to_owned(),
        })
    }
}

impl Content {
    /// What an include says of a package. Refused where it says how often or how long: a package
    /// is sold once, and lasts as a whole (L1).
    pub fn of(include: &IncludeText, kind: KindId) -> Result<Self, SaleRefusal> {
        match (include.cadence, include.validity) {
            (Cadence::Period, IncludeValidity::Window) => Ok(Self {
                kind,
                passes: include.passes,
            }),
            (Cadence::Period | Cadence::Week | Cadence::Month, _) => {
                let include = include.to_string();
                Err(SaleRefusal::RecursInPackage { include })
            }
        }
    }
}

impl PackageTerms {
    /// The first day that what is sold on that day can be used for: with `--from` that day (T2).
    #[must_use]
    pub fn first_day(&self, sold_on: Day, from: Option<Day>) -> Day {
        from.unwrap_or(match self.starts {
            Starts::Purchase | Starts::FirstVisit => sold_on,
            Starts::On(day) => day,
        })
    }

    /// The last day of what can be used from that day on; [`Day::NEVER`] for none, and as long as
    /// it waits for its first visit (L3, Q4).
    #[must_use]
    pub fn last_day(&self, first: Day) -> Day {
        match self.starts {
            Starts::Purchase | Starts::On(_) => self.valid.through(first),
            Starts::FirstVisit => Day::NEVER,
        }
    }
}

impl Package {
    /// Refuses to sell a retired package (L4).
    pub fn sellable(&self) -> Result<(), SaleRefusal> {
        if self.retired {
            let name = self.terms.name.clone();
            return Err(SaleRefusal::PackageRetired { name });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_9_a_package_lasts_1_to_12_months_or_days_or_for_ever() {
        for (text, shown) in [
            ("3months", "3months"),
            ("1year", "12months"),
            ("30days", "30days"),
            ("2weeks", "14days"),
            ("never", "never"),
        ] {
            let valid = Validity::read(text).unwrap();
            assert_eq!(valid.to_string(), shown);
            assert_eq!(Validity::read(shown), Ok(valid));
        }
        for text in [
            "0months", "13months", "2years", "0days", "1001days", "", "x",
        ] {
            assert_eq!(
                Validity::read(text),
                Err(PackageError::Validity(text.to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn l3_when_it_starts_and_what_follows_is_read() {
        let today = Day::read("2026-06-03").unwrap();
        for (text, shown) in [
            ("purchase", "purchase"),
            ("first-visit", "first-visit"),
            ("2026-09-01", "2026-09-01"),
            ("tomorrow", "2026-06-04"),
        ] {
            let starts = StartsText::read(text).unwrap().on(today);
            assert_eq!(starts.to_string(), shown);
            assert_eq!(Starts::read(shown), Some(starts));
        }
        assert!(StartsText::read("later").is_err());
        assert_eq!(ThenText::read("renew"), Ok(ThenText::Renew));
        let flex = ThenText::Convert("Flex 10".to_owned());
        assert_eq!(ThenText::read("convert:Flex 10"), Ok(flex));
        for text in ["", "convert:", "convert", "again"] {
            assert_eq!(
                ThenText::read(text),
                Err(PackageError::Then(text.to_owned()))
            );
        }
    }

    #[test]
    fn l3_an_extra_is_a_name_and_a_price() {
        let gloves = ExtraText::read("Gloves = 15.00").unwrap();
        assert_eq!(
            (gloves.name.as_str(), gloves.price.as_str()),
            ("Gloves", "15.00")
        );
        for text in ["Gloves", "=5", " =5"] {
            assert_eq!(
                ExtraText::read(text),
                Err(PackageError::Extra(text.to_owned()))
            );
        }
    }

    #[test]
    fn l1_what_recurs_is_in_no_package() {
        let read = |text| IncludeText::read(text).unwrap();
        assert!(Content::of(&read("day=10"), KindId(1)).is_ok());
        for text in ["day=2/week", "day=10,valid=3months"] {
            let refused = Content::of(&read(text), KindId(1));
            let include = text.to_owned();
            assert_eq!(refused, Err(SaleRefusal::RecursInPackage { include }));
        }
    }
}
