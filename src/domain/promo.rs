//! Promo codes: a discount on a booking or sale, and what it is for (V2).

use crate::domain::code::{CodeRefusal, Terms};
use crate::domain::day::Day;
use crate::domain::ids::{
    BookingId, CustomerId, DeskId, KindId, OperationId, PlanId, PromoId, PromoUseId, PurchaseId,
};
use crate::domain::money::{Money, Percent};

/// What a promo code takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discount {
    /// So much of the price.
    Percent(Percent),
    /// An amount, but never more than the price.
    Amount(Money),
}

/// What a promo code can be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// Bookings of a desk, paid with money.
    Desk(DeskId),
    /// Passes of a kind.
    Kind(KindId),
    /// A package.
    Package(PlanId),
}

/// A promo code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promo {
    /// As it is written; unique, whatever its case.
    pub code: String,
    /// What it takes off.
    pub discount: Discount,
    /// What it is for; empty for everything.
    pub scope: Vec<Item>,
    /// Only for who has bought nothing before.
    pub first_purchase: bool,
    /// Until when and how often it may be used.
    pub terms: Terms,
}

/// What a promo code was used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// A booking paid with money.
    Booking(BookingId),
    /// A sale.
    Purchase(PurchaseId),
}

/// That a promo code was used.
#[derive(Debug, Clone, Copy)]
pub struct Use {
    /// Its number in the books.
    pub id: PromoUseId,
    /// Which code.
    pub promo: PromoId,
    /// The operation that used it.
    pub operation: OperationId,
    /// Who did.
    pub customer: CustomerId,
    /// For what.
    pub of: For,
    /// When, where the customer is at home.
    pub on: Day,
    /// What it took off.
    pub discount: Money,
}

/// Who wants to use a code, and what for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// What is to be paid.
    pub item: Item,
    /// How people name it.
    pub name: &'a str,
    /// What it costs.
    pub price: Money,
    /// How often the code was used.
    pub used: u32,
    /// Whether the customer has bought anything before.
    pub bought_before: bool,
    /// The customer's handle.
    pub member: &'a str,
    /// The customer's business date.
    pub today: Day,
}

impl Discount {
    /// What it takes off a price: percentages round half up, once; never more than the price (Q2,
    /// V2). Nothing where the currencies differ.
    #[must_use]
    pub fn off(self, price: Money) -> Money {
        let off = match self {
            Self::Percent(percent) => price.percent_half_up(percent).minor,
            Self::Amount(amount) if amount.currency == price.currency => amount.minor,
            Self::Amount(_) => 0,
        };
        Money {
            minor: off.min(price.minor),
            ..price
        }
    }
}

impl Promo {
    /// Whether it is for that.
    #[must_use]
    pub fn covers(&self, item: Item) -> bool {
        self.scope.is_empty() || self.scope.contains(&item)
    }

    /// What it takes off (V2). Refused where it is retired, expired, used up, for something else,
    /// for a first purchase only, or an amount in another currency (Q2).
    pub fn apply(&self, wanted: &Wanted<'_>) -> Result<Money, CodeRefusal> {
        let code = || self.code.clone();
        let member = || wanted.member.to_owned();
        self.terms.check(&self.code, wanted.used, wanted.today)?;
        if !self.covers(wanted.item) {
            return Err(CodeRefusal::WrongItem {
                code: code(),
                item: wanted.name.to_owned(),
            });
        }
        if self.first_purchase && wanted.bought_before {
            return Err(CodeRefusal::NotFirstPurchase {
                code: code(),
                member: member(),
            });
        }
        match self.discount {
            Discount::Amount(amount) if amount.currency != wanted.price.currency => {
                Err(CodeRefusal::OtherCurrency {
                    code: code(),
                    has: amount.currency,
                    wants: wanted.price.currency,
                })
            }
            Discount::Amount(_) | Discount::Percent(_) => Ok(self.discount.off(wanted.price)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    fn money(text: &str, code: &str) -> Money {
        Money::read(text, Currency::read(code).unwrap()).unwrap()
    }

    fn promo(discount: Discount) -> Promo {
        Promo {
            code: "Spring".to_owned(),
            discount,
            scope: Vec::new(),
            first_purchase: false,
            terms: Terms {
                until: Some(Day::read("2026-06-30").unwrap()),
                uses: Some(2),
                retired: false,
            },
        }
    }

    fn wanted(price: Money) -> Wanted<'static> {
        Wanted {
            item: Item::Desk(DeskId(1)),
            name: "hq/hot",
            price,
            used: 0,
            bought_before: false,
            member: "ada",
            today: Day::read("2026-06-03").unwrap(),
        }
    }

    fn percent(text: &str) -> Discount {
        Discount::Percent(Percent::read(text).unwrap())
    }

    fn told(promo: &Promo, wanted: &Wanted<'_>) -> String {
        let applied = promo.apply(wanted);
        applied.map_or_else(|refusal| refusal.to_string(), |off| off.to_string())
    }

    #[test]
    fn v2_percentages_round_half_up_once_and_amounts_stop_at_the_price() {
        for (discount, price, off) in [
            (percent("10"), money("15.25", "EUR"), "1.53"),
            (percent("10"), money("15.24", "EUR"), "1.52"),
            (percent("100"), money("15.25", "EUR"), "15.25"),
            (percent("33.33"), money("100", "JPY"), "33"),
            (percent("50"), money("5", "JPY"), "3"),
            (
                Discount::Amount(money("5", "EUR")),
                money("15", "EUR"),
                "5.00",
            ),
            (
                Discount::Amount(money("20", "EUR")),
                money("15", "EUR"),
                "15.00",
            ),
        ] {
            assert_eq!(told(&promo(discount), &wanted(price)), off);
        }
    }

    #[test]
    fn v2_a_code_is_refused_for_the_wrong_item_and_after_a_first_purchase() {
        let mut spring = promo(percent("10"));
        let price = money("10", "EUR");
        let asked = wanted(price);
        spring.scope = vec![Item::Kind(KindId(1)), Item::Desk(DeskId(2))];
        assert_eq!(told(&spring, &asked), "`Spring` is not for hq/hot");
        spring.scope.push(Item::Desk(DeskId(1)));
        assert_eq!(told(&spring, &asked), "1.00");
        spring.first_purchase = true;
        assert_eq!(told(&spring, &asked), "1.00");
        let again = Wanted {
            bought_before: true,
            ..asked
        };
        assert_eq!(
            told(&spring, &again),
            "`Spring` is for a first purchase, and ada has bought before"
        );
    }

    #[test]
    fn v2_a_code_is_refused_used_up_expired_and_in_another_currency() {
        let mut spring = promo(percent("10"));
        let asked = wanted(money("10", "EUR"));
        let twice = Wanted { used: 2, ..asked };
        assert_eq!(
            told(&spring, &twice),
            "`Spring` is used up: it was for 2 uses"
        );
        let late = Wanted {
            today: Day::read("2026-07-01").unwrap(),
            ..asked
        };
        assert_eq!(told(&spring, &late), "`Spring` expired on 2026-06-30");
        spring.discount = Discount::Amount(money("5", "USD"));
        assert_eq!(
            told(&spring, &asked),
            "`Spring` is in USD, and the price in EUR"
        );
    }
}
