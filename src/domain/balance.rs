//! What somebody has on a day: how many passes of each kind, and their lots in the order in which
//! people want to see them.

use std::collections::BTreeMap;

use crate::domain::booking::{Booking, PayBy, PaymentStatus};
use crate::domain::customer::Customer;
use crate::domain::day::Day;
use crate::domain::ids::KindId;
use crate::domain::lot::Lot;
use crate::domain::pool::CompanyPasses;
use crate::domain::qty::PassQty;
use crate::domain::spend::{self, Spend};

/// How many passes of each kind are usable on that day (B2). The lots are those open to whoever
/// asks (P4); a kind of which nothing is usable is left out.
#[must_use]
pub fn usable<'a>(lots: impl IntoIterator<Item = &'a Lot>, on: Day) -> BTreeMap<KindId, PassQty> {
    let mut kinds = BTreeMap::new();
    for lot in lots.into_iter().filter(|lot| lot.usable_on(on)) {
        *kinds.entry(lot.kind).or_default() += lot.left;
    }
    kinds
}

/// How many passes a customer's bookings will be charged (D3): the bookings are those of the
/// customer and, for a company, of its members, of which only those count that the company's lots
/// will pay (P4, P5).
#[must_use]
pub fn scheduled<'a, T>(
    customer: &Customer<T>,
    rule: CompanyPasses,
    bookings: impl IntoIterator<Item = &'a Booking>,
) -> PassQty {
    let pays = |booking: &Booking| {
        booking.member == customer.id
            || booking.pay_by == PayBy::Company
            || rule == CompanyPasses::Pooled
    };
    let pending = bookings
        .into_iter()
        .filter(|booking| booking.pay_status == PaymentStatus::Pending && pays(booking));
    pending.map(|booking| PassQty::whole(booking.seats)).sum()
}

/// Lots in the order in which they are shown: those usable on the day of the spend in its order
/// (B3), then those not valid yet, then those used up or lapsed.
#[must_use]
pub fn shown<'a>(lots: &'a [Lot], spend: &Spend<'_>) -> Vec<&'a Lot> {
    let mut shown = spend::order(lots, spend);
    let mut rest: Vec<_> = lots.iter().filter(|lot| !lot.usable_on(spend.on)).collect();
    rest.sort_by_key(|lot| {
        let over = !lot.left_on(spend.on).is_positive();
        (over, lot.valid_from, lot.expires_on, lot.id)
    });
    shown.append(&mut rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{CustomerId, LocationId, LotId};
    use crate::domain::lot::Source;
    use crate::domain::pool::{Purse, Spender};
    use crate::domain::spend::Fit;

    fn day(text: &str) -> Day {
        Day::read(text).unwrap()
    }

    fn lot(id: i64, left: i64, valid_from: &str, expires_on: &str) -> Lot {
        Lot {
            id: LotId(id),
            owner: CustomerId(1),
            kind: KindId(id % 2),
            left: PassQty::whole(left),
            granted: PassQty::whole(5),
            valid_from: day(valid_from),
            expires_on: day(expires_on),
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
    fn b8_what_is_usable_comes_first_then_what_is_to_come_then_what_is_over() {
        let lots = [
            lot(1, 0, "2026-01-01", "2026-12-31"),
            lot(2, 5, "2026-01-01", "2026-05-31"),
            lot(3, 2, "2026-07-01", "2026-07-31"),
            lot(4, 3, "2026-01-01", "2026-12-31"),
            lot(5, 1, "2026-01-01", "2026-12-31"),
            lot(6, 1, "2026-01-01", "2026-06-30"),
        ];
        let spend = Spend {
            passes: PassQty::ZERO,
            on: day("2026-06-03"),
            at: None,
            fits: &[0, 1].map(|kind| Fit {
                kind: KindId(kind),
                price_minor: 10 * (1 - kind),
                most: None,
                counted: true,
            }),
            spender: Spender {
                customer: CustomerId(1),
                company: None,
            },
            purse: Purse::Usual,
            company_passes: CompanyPasses::Pooled,
        };
        let order: Vec<i64> = shown(&lots, &spend).iter().map(|lot| lot.id.0).collect();
        assert_eq!(order, [5, 6, 4, 3, 2, 1]);
        let kinds: Vec<_> = usable(&lots, spend.on).into_iter().collect();
        assert_eq!(
            kinds,
            [
                (KindId(0), PassQty::whole(4)),
                (KindId(1), PassQty::whole(1))
            ]
        );
    }
}
