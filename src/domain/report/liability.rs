//! What the space still owes for passes that were paid for, and what it never had to give
//! (breakage): passes at what was paid for each, else at the price of their kind.

use std::collections::BTreeMap;

use crate::domain::day::Day;
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

/// What is owed, or was paid, for a period of a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodLine {
    /// The day that it is dated.
    pub on: Day,
    /// How much.
    pub amount: Money,
}

/// What is paid for lots of a subscription, each with the day on which it was granted and how many
/// passes it had: a period's lines are for all lots that were granted from their day until the next
/// period's, so that one that was started late has those of the day of the start, whatever its first
/// day of use is. `lines` are in the order of their days; None for what was granted before the first.
#[must_use]
pub fn paid_for_periods(
    lines: &[PeriodLine],
    granted: &[(Day, PassQty)],
) -> Vec<Option<(Money, PassQty)>> {
    let line_of = |on: Day| {
        let begun = lines.partition_point(|line| line.on <= on);
        lines[..begun].last()
    };
    let mut over: BTreeMap<Day, PassQty> = BTreeMap::new();
    for (on, passes) in granted {
        if let Some(line) = line_of(*on) {
            *over.entry(line.on).or_default() += *passes;
        }
    }
    let paid = granted.iter().map(|(on, _)| {
        let line = line_of(*on)?;
        let begun = lines.partition_point(|one| one.on < line.on);
        let same = lines[begun..].iter().take_while(|one| one.on == line.on);
        let minor = same.map(|one| one.amount.minor).sum();
        Some((Money::new(minor, line.amount.currency), over[&line.on]))
    });
    paid.collect()
}

/// Passes summed by what they were sold as, where they came from, basis and currency (Q2), however
/// many they are.
#[derive(Debug, Clone, Default)]
pub struct Groups(BTreeMap<(Basis, String, Source, &'static str), Group>);

impl Groups {
    /// Adds some.
    pub fn add(&mut self, worth: Worth) {
        let (basis, value) = worth.value();
        let code = value.currency.code();
        let key = (basis, worth.what, worth.source, code);
        let group = self.0.entry(key).or_insert_with_key(|(_, what, ..)| Group {
            what: what.clone(),
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

    /// The sums.
    #[must_use]
    pub fn told(self) -> Vec<Group> {
        self.0.into_values().collect()
    }
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
        let mut groups = Groups::default();
        for one in all {
            groups.add(one);
        }
        let groups = groups.told();
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

    #[test]
    fn a_period_s_lines_are_for_all_that_was_granted_until_the_next() {
        let day = |text: &str| Day::read(text).unwrap();
        let line = |on: &str, amount| PeriodLine {
            on: day(on),
            amount: euro(amount),
        };
        let lines = [
            line("2026-01-10", "150"),
            line("2026-02-10", "100"),
            line("2026-02-10", "20"),
        ];
        let passes = PassQty::from_halves;
        let granted = [
            (day("2026-02-10"), passes(20)),
            (day("2026-01-09"), passes(2)),
            (day("2026-01-10"), passes(20)),
            (day("2026-02-09"), passes(4)),
            (day("2026-06-01"), passes(8)),
        ];
        let (first, second) = ((euro("150"), passes(24)), (euro("120"), passes(28)));
        assert_eq!(
            paid_for_periods(&lines, &granted),
            [Some(second), None, Some(first), Some(first), Some(second)]
        );
        assert_eq!(paid_for_periods(&[], &granted[..1]), [None]);
    }
}
