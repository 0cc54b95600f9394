//! Tests of the order of spending.

use proptest::prelude::*;

use super::*;
use crate::domain::ids::LocationId;

const ANA: CustomerId = CustomerId(1);
const ACME: CustomerId = CustomerId(2);
const DAY: KindId = KindId(1);
const HALF: KindId = KindId(2);
const ANY_DAY: Fit = Fit {
    kind: DAY,
    price_minor: 2_500,
    most: None,
    counted: true,
};

fn day(text: &str) -> Day {
    Day::read(text).unwrap()
}

fn lot(id: i64, passes: i64, expires_on: &str) -> Lot {
    Lot {
        id: LotId(id),
        owner: ANA,
        kind: DAY,
        left: PassQty::whole(passes),
        granted: PassQty::whole(passes),
        valid_from: day("2026-01-01"),
        expires_on: if expires_on == "never" {
            Day::NEVER
        } else {
            day(expires_on)
        },
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

fn spend(passes: i64, fits: &[Fit]) -> Spend<'_> {
    Spend {
        passes: PassQty::whole(passes),
        on: day("2026-03-01"),
        at: None,
        fits,
        spender: Spender {
            customer: ANA,
            company: Some(ACME),
        },
        purse: Purse::Usual,
        company_passes: CompanyPasses::OwnFirst,
    }
}

fn ids(lots: &[Lot], fits: &[Fit]) -> Vec<i64> {
    let ordered = order(lots, &spend(1, fits));
    ordered.iter().map(|lot| lot.id.0).collect()
}

fn taken(draws: &[Draw]) -> Vec<(i64, String)> {
    draws
        .iter()
        .map(|draw| (draw.lot.0, draw.passes.to_string()))
        .collect()
}

fn pairs(draws: &[(i64, &str)]) -> Vec<(i64, String)> {
    draws
        .iter()
        .map(|(lot, passes)| (*lot, (*passes).to_owned()))
        .collect()
}

#[test]
fn b3_golden_3_the_earliest_expiry_is_spent_first_and_never_last() {
    let lots = [
        lot(1, 2, "2026-03-31"),
        lot(2, 5, "never"),
        lot(3, 1, "2026-03-15"),
    ];
    let draws = deduct(&lots, &spend(4, &[ANY_DAY])).unwrap();
    assert_eq!(taken(&draws), pairs(&[(3, "1"), (1, "2"), (2, "1")]));
}

#[test]
fn b3_the_cheapest_kind_is_spent_first() {
    let half = Lot {
        kind: HALF,
        ..lot(2, 1, "never")
    };
    let fits = [
        ANY_DAY,
        Fit {
            kind: HALF,
            price_minor: 1_500,
            most: None,
            counted: true,
        },
    ];
    let lots = [lot(1, 1, "2026-03-02"), half];
    assert_eq!(ids(&lots, &fits), [2, 1]);
    assert_eq!(ids(&lots, &[ANY_DAY]), [1]);
}

#[test]
fn b3_then_owner_then_priority_then_expiry_then_source_then_id() {
    let of_company = Lot {
        owner: ACME,
        priority: 9,
        ..lot(1, 1, "2026-03-01")
    };
    let plain = lot(6, 1, "2026-03-09");
    let same_but_later = lot(7, 1, "2026-03-09");
    let of_plan = Lot {
        source: Source::Plan,
        ..lot(8, 1, "2026-03-09")
    };
    let expires_sooner = Lot {
        source: Source::Import,
        ..lot(9, 1, "2026-03-08")
    };
    let important = Lot {
        priority: 1,
        ..lot(10, 1, "never")
    };
    let lots = [
        of_company,
        same_but_later,
        plain,
        of_plan,
        expires_sooner,
        important,
    ];
    assert_eq!(ids(&lots, &[ANY_DAY]), [10, 9, 8, 6, 7, 1]);
}

#[test]
fn b2_only_lots_valid_on_the_day_of_use_can_pay() {
    let later = Lot {
        valid_from: day("2026-03-02"),
        ..lot(1, 1, "never")
    };
    let first_day = Lot {
        valid_from: day("2026-03-01"),
        ..lot(2, 1, "never")
    };
    let lots = [
        later,
        first_day,
        lot(3, 1, "2026-03-01"),
        lot(4, 1, "2026-02-28"),
        lot(5, 0, "never"),
    ];
    assert_eq!(ids(&lots, &[ANY_DAY]), [3, 2]);
}

#[test]
fn b5_more_than_the_balance_is_refused_whole() {
    let refused = deduct(&[lot(1, 2, "never")], &spend(3, &[ANY_DAY]));
    assert_eq!(
        refused,
        Err(Refusal::NotEnoughPasses {
            need: PassQty::whole(3),
            have: PassQty::whole(2),
            on: day("2026-03-01"),
            kind: Some(DAY),
        })
    );
    let message = refused.unwrap_err().to_string();
    assert_eq!(message, "need 3 passes on 2026-03-01, have 2");
}

#[test]
fn b5_a_named_lot_pays_alone_and_before_it_is_valid() {
    let later = Lot {
        valid_from: day("2026-04-01"),
        ..lot(1, 4, "never")
    };
    let spend = spend(3, &[ANY_DAY]);
    let some = deduct_from(&later, Some(PassQty::whole(3)), &spend);
    assert_eq!(some.unwrap().passes, PassQty::whole(3));
    let all = deduct_from(&later, None, &spend);
    assert_eq!(all.unwrap().passes, PassQty::whole(4));
}

#[test]
fn b5_lots_that_are_not_counted_are_taken_away_whole_in_the_usual_order() {
    let fits = [Fit {
        counted: false,
        price_minor: 0,
        ..ANY_DAY
    }];
    let lots = [lot(1, 1, "never"), lot(2, 1, "2026-03-15")];
    let taken_of = |passes| deduct(&lots, &spend(passes, &fits)).map(|draws| taken(&draws));
    assert_eq!(taken_of(1).unwrap(), pairs(&[(2, "1")]));
    assert_eq!(taken_of(2).unwrap(), pairs(&[(2, "1"), (1, "1")]));
    assert!(matches!(
        taken_of(3).unwrap_err(),
        Refusal::NotEnoughPasses { .. }
    ));
}

#[test]
fn b5_a_named_lot_that_cannot_pay_is_refused() {
    let spend = spend(1, &[ANY_DAY]);
    let three = Some(PassQty::whole(3));
    let refused = |lot: &Lot| deduct_from(lot, three, &spend).unwrap_err();
    assert!(matches!(
        refused(&lot(1, 4, "2026-02-28")),
        Refusal::LotLapsed { .. }
    ));
    assert!(matches!(
        refused(&lot(1, 0, "never")),
        Refusal::LotEmpty { .. }
    ));
    assert!(matches!(
        refused(&lot(1, 2, "never")),
        Refusal::LotTooSmall { .. }
    ));
    let of_others = Lot {
        owner: CustomerId(9),
        ..lot(1, 4, "never")
    };
    assert!(matches!(refused(&of_others), Refusal::LotOfOthers { .. }));
}

#[test]
fn b8_nothing_is_left_of_a_lapsed_lot() {
    let lapsing = lot(1, 4, "2026-03-01");
    assert_eq!(lapsing.left_on(day("2026-03-01")), PassQty::whole(4));
    assert_eq!(lapsing.left_on(day("2026-03-02")), PassQty::ZERO);
}

#[test]
fn b1_sources_are_read_back_and_spent_in_their_order() {
    let sources = Source::WORDS.iter().map(|word| Source::read(word).unwrap());
    assert!(sources.is_sorted());
    assert_eq!(Source::read("gift"), None);
}

prop_compose! {
    fn any_lot()(
        halves in 0_i64..8,
        kind in 1_i64..4,
        owner in 1_i64..4,
        from in 20_500_i32..20_520,
        days in 0_i32..30,
        priority in 0_i64..2,
        source in prop::sample::select(Source::WORDS.to_vec()),
    ) -> Lot {
        Lot {
            owner: CustomerId(owner),
            kind: KindId(kind),
            left: PassQty::from_halves(halves),
            valid_from: Day::from_number(from),
            expires_on: Day::from_number(from + days),
            source: Source::read(source).unwrap(),
            priority,
            ..lot(1, 0, "never")
        }
    }
}

proptest! {
    #[test]
    fn b3_draws_sum_up_stay_within_the_lots_and_leave_nothing_behind(
        mut lots in prop::collection::vec(any_lot(), 0..12),
        halves in 1_i64..20,
        on in 20_500_i32..20_550,
        pooled in any::<bool>(),
    ) {
        for (id, lot) in (1..).zip(&mut lots) {
            lot.id = LotId(id);
        }
        let fits = [ANY_DAY, Fit { kind: HALF, price_minor: 1_500, most: None, counted: true }];
        let spend = Spend {
            passes: PassQty::from_halves(halves),
            on: Day::from_number(on),
            at: None,
            company_passes: if pooled { CompanyPasses::Pooled } else { CompanyPasses::OwnFirst },
            ..spend(1, &fits)
        };
        let ordered = order(&lots, &spend);
        let balance: PassQty = ordered.iter().map(|lot| lot.left).sum();
        match draw(&lots, &spend) {
            Ok(draws) => {
                prop_assert_eq!(draws.iter().map(|draw| draw.passes).sum::<PassQty>(), spend.passes);
                for (at, (draw, lot)) in draws.iter().zip(&ordered).enumerate() {
                    prop_assert_eq!(draw.lot, lot.id);
                    prop_assert!(draw.passes.is_positive() && draw.passes <= lot.left);
                    prop_assert!(draw.passes == lot.left || at + 1 == draws.len());
                }
            }
            Err(short) => {
                prop_assert!(balance < spend.passes);
                prop_assert_eq!(short, Shortage { need: spend.passes, have: balance });
            }
        }
        let mut shuffled = lots.clone();
        shuffled.reverse();
        prop_assert_eq!(draw(&shuffled, &spend), draw(&lots, &spend));
    }
}
