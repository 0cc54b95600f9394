//! What the space still owes for passes that were paid for, and what it never had to give
//! (breakage): passes at what was paid for each, else at the price of their kind.

use std::collections::BTreeMap;

use crate::domain::lot::Source;
use crate::domain::money::{Currency, Money};
use crate::domain::qty::PassQty;
use crate::domain::words::words;

words! {
    /// What passes are valued at.
    #[derive(PartialOrd, Ord)]
    Basis {
        /// What was paid, or is owed, for them.
        Paid "paid",
        /// The price of their kind: nothing says what they cost.
        Price "price",
    }
}

/// Some passes of one lot, and what is known of their worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worth {
    /// The plan, package or kind that they were sold as.
    pub what: String,
    /// Where they came from.
    pub source: Source,
    /// How many.
    pub passes: PassQty,
    /// How many of the lot were used.
    pub used: PassQty,
    /// What is paid for so many passes, these among them; None where no invoice line says it.
    pub paid: Option<(Money, PassQty)>,
    /// The price of one pass of the kind.
    pub price: Money,
}

/// Passes that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The plan, package or kind that they were sold as.
    pub what: String,
    /// Where they came from.
    pub source: Source,
    /// What they are valued at.
    pub basis: Basis,
    /// How many.
    pub passes: PassQty,
    /// How many of their lots were used.
    pub used: PassQty,
    /// What they are worth.
    pub value: Money,
}

impl Worth {
    /// What they are worth, half up, and on which basis.
    #[must_use]
    pub fn value(&self) -> (Basis, Money) {
        let halves = self.passes.halves();
        match self.paid {
            Some((amount, over)) if over.is_positive() => {
                (Basis::Paid, amount.part_half_up(halves, over.halves()))
            }
            Some(_) | None => (Basis::Price, self.price.part_half_up(halves, 2)),
        }
    }
}

/// Passes by what they were sold as, where they came from, basis and currency (Q2).
#[must_use]
pub fn groups(all: impl IntoIterator<Item = Worth>) -> Vec<Group> {
    let mut groups: BTreeMap<(Basis, String, Source, &'static str), Group> = BTreeMap::new();
    for worth in all {
        let (basis, value) = worth.value();
        let key = (
            basis,
            worth.what.clone(),
            worth.source,
            value.currency.code(),
        );
        let group = groups.entry(key).or_insert_with(|| Group {
            what: worth.what,
            source: worth.source,
            basis,
            passes: PassQty::ZERO,
            used: PassQty::ZERO,
            value: value.currency.zero(),
        });
        group.passes += worth.passes;
        group.used += worth.used;
        group.value.minor += value.minor;
    }
    groups.into_values().collect()
}

/// What groups on one basis are worth together, by currency (Q2).
#[must_use]
pub fn total(groups: &[Group], basis: Basis) -> Vec<Money> {
    let mut totals: BTreeMap<&'static str, (Currency, i64)> = BTreeMap::new();
    for group in groups.iter().filter(|group| group.basis == basis) {
        let currency = group.value.currency;
        let total = totals.entry(currency.code()).or_insert((currency, 0));
        total.1 += group.value.minor;
    }
    let totals = totals.into_values();
    totals
        .map(|(currency, minor)| Money::new(minor, currency))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euro(text: &str) -> Money {
        Money::read(text, Currency::read("EUR").unwrap()).unwrap()
    }

    fn worth(what: &str, passes: i64, paid: Option<(&str, i64)>) -> Worth {
        Worth {
            what: what.to_owned(),
            source: Source::Plan,
            passes: PassQty::from_halves(passes),
            used: PassQty::ONE,
            paid: paid.map(|(amount, over)| (euro(amount), PassQty::from_halves(over))),
            price: euro("22.00"),
        }
    }

    #[test]
    fn passes_are_worth_what_was_paid_for_them_else_the_price_of_their_kind() {
        assert_eq!(
            worth("Ten", 7, Some(("150", 20))).value(),
            (Basis::Paid, euro("52.50"))
        );
        assert_eq!(
            worth("Ten", 1, Some(("10", 3))).value(),
            (Basis::Paid, euro("3.33"))
        );
        assert_eq!(
            worth("Free", 2, Some(("0", 2))).value(),
            (Basis::Paid, euro("0"))
        );
        assert_eq!(worth("day", 3, None).value(), (Basis::Price, euro("33.00")));
        assert_eq!(
            worth("odd", 2, Some(("5", 0))).value(),
            (Basis::Price, euro("22.00"))
        );
    }

    #[test]
    fn q2_what_is_alike_is_summed_and_currencies_are_not_mixed() {
        let yen = Money::new(1500, Currency::read("JPY").unwrap());
        let abroad = Worth {
            price: yen,
            ..worth("day", 2, None)
        };
        let all = [
            worth("Ten", 2, Some(("150", 20))),
            worth("Ten", 4, Some(("150", 20))),
            worth("day", 2, None),
            abroad,
        ];
        let groups = groups(all);
        let told: Vec<_> = groups
            .iter()
            .map(|one| {
                format!(
                    "{} {} {} {}",
                    one.what,
                    one.basis,
                    one.passes,
                    one.value.with_currency()
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "Ten paid 3 45.00 EUR",
                "day price 1 22.00 EUR",
                "day price 1 1500 JPY"
            ]
        );
        assert_eq!(total(&groups, Basis::Paid), [euro("45.00")]);
        assert_eq!(total(&groups, Basis::Price), [euro("22.00"), yen]);
    }
}
