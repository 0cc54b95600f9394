//! What passes of a kind cost: singles, packs, and the cheapest mix of them (K5).

use crate::domain::kind::Pack;
use crate::domain::money::{Money, MoneyError};

/// A number of equal parts of a price: packs of one size, or singles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Part {
    /// How many passes one of them holds; 1 for singles.
    pub size: u32,
    /// How many of them.
    pub times: u32,
    /// What one of them costs.
    pub price: Money,
}

/// The price of a number of passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// What all of them cost together.
    pub total: Money,
    /// What they are made of, the largest packs first.
    pub parts: Vec<Part>,
}

/// The cheapest mix of packs and singles for exactly so many passes (K5). At equal prices the one
/// of the fewest parts, and of those the one with the largest packs. Refused where it is more money
/// than the books hold.
pub fn cheapest(single: Money, packs: &[Pack], count: u32) -> Result<Quote, MoneyError> {
    let mut offers = vec![Pack {
        count: 1,
        price: single,
    }];
    offers.extend(packs.iter().filter(|pack| pack.count <= count));
    let total = usize::try_from(count).expect("a count fits");
    // For each number of passes: the price, the number of parts, and the last part.
    let mut best: Vec<(i64, u32, usize)> = Vec::with_capacity(total + 1);
    best.push((0, 0, 0));
    for passes in 1..=total {
        let ways = offers.iter().enumerate().filter_map(|(at, offer)| {
            let size = usize::try_from(offer.count).expect("a count fits");
            let (price, parts, _) = best[passes.checked_sub(size)?];
            Some((price.saturating_add(offer.price.minor), parts + 1, at))
        });
        let way = ways.min_by_key(|(price, parts, at)| (*price, *parts, usize::MAX - at));
        best.push(way.expect("singles always do"));
    }
    let price = best[total].0;
    let quote = Quote {
        total: Money::new(price, single.currency),
        parts: parts(&offers, &best),
    };
    quote.total.within_books()?;
    Ok(quote)
}

fn parts(offers: &[Pack], best: &[(i64, u32, usize)]) -> Vec<Part> {
    let mut times = vec![0; offers.len()];
    let mut left = best.len() - 1;
    while left > 0 {
        let at = best[left].2;
        times[at] += 1;
        left -= usize::try_from(offers[at].count).expect("a count fits");
    }
    let parts = offers.iter().zip(times).map(|(offer, times)| Part {
        size: offer.count,
        times,
        price: offer.price,
    });
    parts.rev().filter(|part| part.times > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    fn euro(minor: i64) -> Money {
        Money::new(minor, Currency::read("EUR").unwrap())
    }

    fn quote(packs: &[(u32, i64)], count: u32) -> (i64, Vec<(u32, u32)>) {
        let packs = packs.iter().map(|(count, price)| Pack {
            count: *count,
            price: euro(*price),
        });
        let packs: Vec<Pack> = packs.collect();
        let quote = cheapest(euro(2200), &packs, count).unwrap();
        let parts = quote.parts.iter().map(|part| (part.size, part.times));
        (quote.total.minor, parts.collect())
    }

    #[test]
    fn k5_golden_11_the_cheapest_mix_of_packs_and_singles() {
        let packs = [(5, 10_000), (10, 18_000)];
        for (count, total, parts) in [
            (1, 2_200, vec![(1, 1)]),
            (4, 8_800, vec![(1, 4)]),
            (5, 10_000, vec![(5, 1)]),
            (7, 14_400, vec![(5, 1), (1, 2)]),
            (10, 18_000, vec![(10, 1)]),
            (12, 22_400, vec![(10, 1), (1, 2)]),
            (17, 32_400, vec![(10, 1), (5, 1), (1, 2)]),
            (20, 36_000, vec![(10, 2)]),
        ] {
            assert_eq!(quote(&packs, count), (total, parts), "{count}");
        }
        assert_eq!(quote(&packs[..1], 7).0, 14_400);
    }

    #[test]
    fn k5_the_mix_is_exact_where_the_largest_pack_first_is_not() {
        let packs = [(3, 5_000), (4, 6_000), (6, 12_500)];
        assert_eq!(quote(&packs, 6), (10_000, vec![(3, 2)]));
        assert_eq!(quote(&packs, 7), (11_000, vec![(4, 1), (3, 1)]));
    }

    #[test]
    fn k5_a_pack_that_is_dearer_than_singles_is_not_taken() {
        assert_eq!(quote(&[(5, 20_000)], 5), (11_000, vec![(1, 5)]));
        assert_eq!(quote(&[(5, 11_000)], 5), (11_000, vec![(5, 1)]));
    }

    #[test]
    fn k5_the_best_of_every_mix_is_found() {
        let packs = [(2, 4_300), (5, 9_900), (7, 14_100)];
        for count in 1..40 {
            let mut best = i64::MAX;
            for sevens in 0..=count / 7 {
                for fives in 0..=(count - sevens * 7) / 5 {
                    let left = count - sevens * 7 - fives * 5;
                    for twos in 0..=left / 2 {
                        let singles = left - twos * 2;
                        let price = i64::from(sevens) * 14_100
                            + i64::from(fives) * 9_900
                            + i64::from(twos) * 4_300
                            + i64::from(singles) * 2_200;
                        best = best.min(price);
                    }
                }
            }
            assert_eq!(quote(&packs, count).0, best, "{count}");
        }
    }

    #[test]
    fn q2_more_than_the_books_hold_is_refused() {
        let refused = cheapest(euro(1_000_000_000), &[], 1_000_000);
        assert!(matches!(refused, Err(MoneyError::TooMuch(_))));
    }
}
