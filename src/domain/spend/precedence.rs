//! Why one lot is spent before another: the order of spending, told.

use crate::domain::lot::Lot;
use crate::domain::spend::Spend;

/// The first thing that tells two lots apart in the order of spending (B3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Precedence {
    /// Its kind is cheaper.
    Cheaper,
    /// Its owner comes first (P4).
    Owner,
    /// Its priority is higher.
    Priority,
    /// It expires earlier.
    Expiry,
    /// Its source comes first.
    Source,
    /// It was granted earlier.
    Age,
}

impl Spend<'_> {
    /// Why `first` is spent before `second`; None where it is not, or where one of them cannot pay.
    #[must_use]
    pub fn precedence(&self, first: &Lot, second: &Lot) -> Option<Precedence> {
        let (one, other) = (self.place(first.traits())?, self.place(second.traits())?);
        if (one, first.id) >= (other, second.id) {
            return None;
        }
        Some(if one.price_minor != other.price_minor {
            Precedence::Cheaper
        } else if one.owner != other.owner {
            Precedence::Owner
        } else if one.priority != other.priority {
            Precedence::Priority
        } else if one.expires_on != other.expires_on {
            Precedence::Expiry
        } else if one.source != other.source {
            Precedence::Source
        } else {
            Precedence::Age
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::day::Day;
    use crate::domain::ids::{CustomerId, KindId, LocationId, LotId};
    use crate::domain::lot::Source;
    use crate::domain::pool::{CompanyPasses, Purse, Spender};
    use crate::domain::qty::PassQty;
    use crate::domain::spend::Fit;
    use Precedence::{Age, Cheaper, Expiry, Owner, Priority, Source as From};

    fn lot(id: i64) -> Lot {
        Lot {
            id: LotId(id),
            owner: CustomerId(1),
            kind: KindId(1),
            left: PassQty::ONE,
            granted: PassQty::ONE,
            valid_from: Day::from_number(0),
            expires_on: Day::NEVER,
            source: Source::Grant,
            subscription: None,
            purchase: None,
            location: LocationId(1),
            priority: 0,
            memo: None,
            away_left: None,
            held: Vec::new(),
            waits: None,
        }
    }

    #[test]
    fn b3_what_tells_two_lots_apart_is_the_first_difference() {
        let [day, hour] = [(1, 2_000), (2, 500)].map(|(kind, price_minor)| Fit {
            kind: KindId(kind),
            price_minor,
            most: None,
            counted: true,
        });
        let spend = Spend {
            passes: PassQty::ONE,
            on: Day::from_number(5),
            at: None,
            fits: &[day, hour],
            spender: Spender {
                customer: CustomerId(1),
                company: Some(CustomerId(2)),
            },
            purse: Purse::Usual,
            company_passes: CompanyPasses::OwnFirst,
        };
        let plain = lot(2);
        let with = |change: fn(&mut Lot)| {
            let mut other = lot(3);
            change(&mut other);
            let forth = spend.precedence(&plain, &other);
            let back = spend.precedence(&other, &plain);
            assert!(forth.is_none() != back.is_none());
            (forth, back)
        };
        assert_eq!(with(|_| ()), (Some(Age), None));
        assert_eq!(with(|lot| lot.source = Source::Plan), (None, Some(From)));
        assert_eq!(
            with(|lot| lot.expires_on = Day::from_number(9)),
            (None, Some(Expiry))
        );
        assert_eq!(with(|lot| lot.priority = 1), (None, Some(Priority)));
        assert_eq!(with(|lot| lot.priority = -1), (Some(Priority), None));
        assert_eq!(with(|lot| lot.owner = CustomerId(2)), (Some(Owner), None));
        assert_eq!(with(|lot| lot.kind = KindId(2)), (None, Some(Cheaper)));
    }

    #[test]
    fn b3_a_lot_that_cannot_pay_comes_neither_before_nor_after() {
        let spend = Spend {
            passes: PassQty::ONE,
            on: Day::from_number(5),
            at: None,
            fits: &[],
            spender: Spender {
                customer: CustomerId(1),
                company: None,
            },
            purse: Purse::Usual,
            company_passes: CompanyPasses::Pooled,
        };
        assert_eq!(spend.precedence(&lot(1), &lot(2)), None);
    }
}
