//! Tests of what a booking costs and when, and of its changes: D1 to D6.

use super::change::{
    Cancellation, Override, Paid, Refund, Settled, cancel, move_to, refunds, set_seats,
};
use super::pay::{cost, pay};
use super::refusal::BookingRefusal;
use super::*;
use crate::domain::day::{DaySpan, Length};
use crate::domain::ids::{CustomerId, KindId, LocationId, LotId, PlanId};
use crate::domain::lot::Source;
use crate::domain::money::{Currency, Money};
use crate::domain::period::Anchor;
use crate::domain::plan::IncludeText;
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::domain::subscription::{Pause, Term};

const ANA: CustomerId = CustomerId(1);
const ACME: CustomerId = CustomerId(2);
const BEN: CustomerId = CustomerId(3);
const DAY: Fit = Fit {
    kind: KindId(1),
    price_minor: 0,
    most: None,
    counted: true,
};

fn day(text: &str) -> Day {
    Day::read(text).unwrap()
}

fn subscription(id: i64, start: &str, include: &str) -> Subscription {
    Subscription {
        id: SubscriptionId(id),
        customer: ANA,
        start: day(start),
        cycle: Length::MONTH,
        anchor: Anchor::Start,
        until: None,
        cancelled: false,
        terms: vec![Term {
            from: day(start),
            plan: PlanId(1),
            plan_name: "Flex".to_owned(),
            quantity: 1,
            price: Money::new(15_000, Currency::read("EUR").unwrap()),
            includes: vec![IncludeText::read(include).unwrap().of(KindId(1))],
            prorate: false,
        }],
        pauses: Vec::new(),
        due_on: None,
    }
}

fn lot(id: i64, passes: i64, from: &str, expires_on: &str) -> Lot {
    Lot {
        id: LotId(id),
        owner: ANA,
        kind: KindId(1),
        left: PassQty::whole(passes),
        granted: PassQty::whole(passes),
        valid_from: day(from),
        expires_on: day(expires_on),
        source: Source::Plan,
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

fn means<'a>(today: &str, lots: &'a [Lot], subscriptions: &'a [Subscription]) -> Means<'a> {
    Means {
        today: day(today),
        at: LocationId(1),
        spender: Spender {
            customer: ANA,
            company: Some(ACME),
        },
        purse: Purse::Usual,
        company_passes: CompanyPasses::Pooled,
        book_ahead: BookAhead::Any,
        fits: &[DAY],
        lots,
        subscriptions,
    }
}

fn one(on: &str, means: &Means<'_>) -> Result<Payment, Refusal> {
    pay(cost(1), day(on), means)
}

fn draw(lot: i64, passes: i64) -> Draw {
    Draw {
        lot: LotId(lot),
        passes: PassQty::whole(passes),
    }
}

fn charged(lot: i64) -> Payment {
    Payment::Charged(vec![draw(lot, 1)])
}

fn scheduled(subscription: i64, charges_on: &str) -> Payment {
    Payment::Scheduled {
        subscription: SubscriptionId(subscription),
        charges_on: day(charges_on),
    }
}

#[test]
fn d1_the_refusals_of_location_desk_kind_and_desk_differ() {
    let all = Accepts {
        at_location: true,
        hot: true,
        at_desk: true,
    };
    assert_eq!(all.check(), Ok(()));
    let nowhere = Accepts {
        at_location: false,
        ..all
    };
    assert_eq!(nowhere.check(), Err(BookingRefusal::NoPassesAtLocation));
    assert_eq!(
        Accepts { hot: false, ..all }.check(),
        Err(BookingRefusal::NotHot)
    );
    let not_here = Accepts {
        at_desk: false,
        ..all
    };
    assert_eq!(not_here.check(), Err(BookingRefusal::NoPassesOnDesk));
}

#[test]
fn d2_each_seat_costs_one_pass() {
    let lots = [lot(1, 3, "2026-06-02", "2026-07-01")];
    let means = means("2026-06-10", &lots, &[]);
    assert!(pay(cost(3), day("2026-06-10"), &means).is_ok());
    assert!(matches!(
        pay(cost(4), day("2026-06-10"), &means),
        Err(Refusal::NotEnoughPasses { .. })
    ));
}

#[test]
fn d3_golden_1_the_current_window_is_charged_now_and_a_future_one_is_scheduled() {
    let monthly = [subscription(1, "2026-06-02", "day=10")];
    let lots = [lot(1, 10, "2026-06-02", "2026-07-01")];
    let means = means("2026-06-10", &lots, &monthly);
    assert_eq!(one("2026-07-01", &means), Ok(charged(1)));
    assert_eq!(one("2026-07-02", &means), Ok(scheduled(1, "2026-07-02")));
    assert_eq!(one("2026-08-13", &means), Ok(scheduled(1, "2026-08-02")));
}

#[test]
fn d3_a_future_week_is_scheduled_for_its_monday() {
    let weekly = [subscription(1, "2026-06-03", "day=2/week")];
    let lots = [lot(1, 2, "2026-06-08", "2026-06-14")];
    let means = means("2026-06-10", &lots, &weekly);
    assert_eq!(one("2026-06-14", &means), Ok(charged(1)));
    assert_eq!(one("2026-06-18", &means), Ok(scheduled(1, "2026-06-15")));
}

#[test]
fn d3_in_the_current_window_too_few_passes_are_refused() {
    let monthly = [subscription(1, "2026-06-02", "day=10")];
    let lots = [lot(1, 0, "2026-06-02", "2026-07-01")];
    assert_eq!(
        one("2026-06-20", &means("2026-06-10", &lots, &monthly)),
        Err(Refusal::NotEnoughPasses {
            need: PassQty::ONE,
            have: PassQty::ZERO,
            on: day("2026-06-20"),
            kind: Some(KindId(1)),
        })
    );
}

#[test]
fn d3_before_a_subscription_starts_its_days_can_be_booked() {
    let upcoming = [subscription(1, "2026-07-15", "day=10")];
    let means = means("2026-06-10", &[], &upcoming);
    assert_eq!(one("2026-07-15", &means), Ok(scheduled(1, "2026-07-15")));
    assert!(matches!(
        one("2026-07-14", &means),
        Err(Refusal::NotEnoughPasses { .. })
    ));
}

#[test]
fn d3_without_a_subscription_the_lots_of_the_day_pay_at_once() {
    let lots = [lot(1, 1, "2026-01-01", "2026-12-31")];
    let alone = means("2026-06-10", &lots, &[]);
    assert_eq!(one("2026-12-31", &alone), Ok(charged(1)));
    assert!(one("2027-01-01", &alone).is_err());
    let without_passes = [subscription(1, "2026-06-02", "day=10")].map(|mut subscription| {
        subscription.terms[0].includes.clear();
        subscription
    });
    let means = means("2026-06-10", &lots, &without_passes);
    assert_eq!(one("2026-08-13", &means), Ok(charged(1)));
}

#[test]
fn d3_another_kinds_window_does_not_count() {
    let mut half = subscription(1, "2026-06-02", "half=10");
    half.terms[0].includes[0].kind = KindId(2);
    let lots = [lot(1, 1, "2026-01-01", "2026-12-31")];
    let subscriptions = [half];
    let means = means("2026-06-10", &lots, &subscriptions);
    assert_eq!(one("2026-08-13", &means), Ok(charged(1)));
}

#[test]
fn d3_beyond_the_end_other_lots_pay_or_it_is_refused() {
    let mut ending = subscription(1, "2026-06-02", "day=10");
    ending.until = Some(day("2026-08-01"));
    let subscriptions = [ending];
    let granted = [lot(1, 1, "2026-01-01", "2026-12-31")];
    let with_lot = means("2026-06-10", &granted, &subscriptions);
    assert_eq!(one("2026-08-02", &with_lot), Ok(charged(1)));
    let without = means("2026-06-10", &[], &subscriptions);
    assert_eq!(
        one("2026-08-02", &without),
        Err(Refusal::Booking(BookingRefusal::BeyondEnd {
            on: day("2026-08-02"),
            until: day("2026-08-01"),
        }))
    );
}

#[test]
fn d3_r8_a_pause_has_no_window() {
    let mut paused = subscription(1, "2026-06-02", "day=10");
    let july = DaySpan::new(day("2026-07-02"), day("2026-08-01"));
    paused.pauses = vec![Pause(july.unwrap())];
    let subscriptions = [paused];
    let means = means("2026-06-10", &[], &subscriptions);
    assert!(matches!(
        one("2026-07-20", &means),
        Err(Refusal::NotEnoughPasses { .. })
    ));
    assert_eq!(one("2026-08-02", &means), Ok(scheduled(1, "2026-08-02")));
}

#[test]
fn d3_the_companys_subscription_counts_and_a_colleagues_does_not() {
    let mut of_company = subscription(1, "2026-06-02", "day=10");
    of_company.customer = ACME;
    let mut of_colleague = subscription(2, "2026-06-02", "day=10");
    of_colleague.customer = BEN;
    let own = subscription(3, "2026-06-09", "day=10");
    let subscriptions = [of_company, of_colleague, own];
    let all = means("2026-06-10", &[], &subscriptions);
    assert_eq!(one("2026-08-13", &all), Ok(scheduled(3, "2026-08-09")));
    let company_pays = Means {
        purse: Purse::Company,
        ..all
    };
    assert_eq!(
        one("2026-08-13", &company_pays),
        Ok(scheduled(1, "2026-08-02"))
    );
    let only_colleague = means("2026-06-10", &[], &subscriptions[1..2]);
    assert!(one("2026-08-13", &only_colleague).is_err());
}

#[test]
fn d3_an_empty_current_window_leaves_it_to_a_future_one() {
    let mut mixed = subscription(1, "2026-06-02", "half=1");
    let weekly = IncludeText::read("day=2/week").unwrap();
    mixed.terms[0].includes.push(weekly.of(KindId(2)));
    let subscriptions = [mixed];
    let half_or_day = [
        DAY,
        Fit {
            kind: KindId(2),
            price_minor: 1,
            most: None,
            counted: true,
        },
    ];
    let lots = [lot(1, 1, "2026-06-02", "2026-07-01")];
    let with_half = Means {
        fits: &half_or_day,
        ..means("2026-06-10", &lots, &subscriptions)
    };
    assert_eq!(one("2026-06-18", &with_half), Ok(charged(1)));
    let without = Means {
        lots: &[],
        ..with_half
    };
    assert_eq!(one("2026-06-18", &without), Ok(scheduled(1, "2026-06-15")));
}

/// Any number of uses while it is valid.
const ALL: Fit = Fit {
    kind: KindId(9),
    price_minor: 0,
    most: None,
    counted: false,
};

fn unlimited(id: i64, from: &str, expires_on: &str) -> Lot {
    Lot {
        kind: ALL.kind,
        ..lot(id, 1, from, expires_on)
    }
}

fn covered(lot: i64) -> Payment {
    Payment::Charged(vec![draw(lot, 0)])
}

#[test]
fn t2_a_lot_that_is_not_counted_covers_before_any_pass_is_taken() {
    let lots = [
        lot(1, 5, "2026-06-01", "2026-06-11"),
        unlimited(2, "2026-06-01", "2026-06-30"),
    ];
    let both = Means {
        fits: &[DAY, ALL],
        ..means("2026-06-10", &lots, &[])
    };
    assert_eq!(one("2026-06-10", &both), Ok(covered(2)));
    assert_eq!(pay(cost(3), day("2026-06-10"), &both), Ok(covered(2)));
    assert_eq!(one("2026-06-30", &both), Ok(covered(2)));
    assert!(one("2026-07-01", &both).is_err());
    let only_days = Means {
        fits: &[DAY],
        ..both
    };
    assert_eq!(one("2026-06-10", &only_days), Ok(charged(1)));
    let mut held = lots.clone();
    held[1].held = vec![DaySpan {
        from: day("2026-06-10"),
        to: day("2026-06-10"),
    }];
    let held = Means {
        lots: &held,
        ..both
    };
    assert_eq!(one("2026-06-10", &held), Ok(charged(1)));
}

#[test]
fn k4_the_limit_of_a_kind_that_is_not_counted_counts_its_uses() {
    let lots = [
        lot(1, 5, "2026-06-01", "2026-06-30"),
        unlimited(2, "2026-06-01", "2026-06-30"),
    ];
    let limited = |most| Fit {
        most: Some(PassQty::whole(most)),
        ..ALL
    };
    let fits = [limited(1), DAY];
    let once = Means {
        fits: &fits,
        ..means("2026-06-10", &lots, &[])
    };
    assert_eq!(one("2026-06-10", &once), Ok(covered(2)));
    let two = pay(cost(2), day("2026-06-10"), &once);
    assert_eq!(two, Ok(Payment::Charged(vec![draw(1, 2)])));
    let fits = [limited(0)];
    let used = Means {
        fits: &fits,
        ..once
    };
    assert!(one("2026-06-10", &used).is_err());
}

#[test]
fn d3_t2_a_lot_that_is_not_counted_covers_now_what_a_window_to_come_would_pay() {
    let monthly = [subscription(1, "2026-06-02", "day=10")];
    let lots = [unlimited(2, "2026-06-01", "2026-12-31")];
    let both = Means {
        fits: &[DAY, ALL],
        ..means("2026-06-10", &lots, &monthly)
    };
    assert_eq!(one("2026-08-13", &both), Ok(covered(2)));
    let without = Means { lots: &[], ..both };
    assert_eq!(one("2026-08-13", &without), Ok(scheduled(1, "2026-08-02")));
}

#[test]
fn d6_t2_a_covered_booking_moves_and_grows_without_taking_passes() {
    let lots = [
        lot(1, 5, "2026-06-01", "2026-07-31"),
        unlimited(2, "2026-06-01", "2026-06-30"),
    ];
    let both = Means {
        fits: &[DAY, ALL],
        ..means("2026-06-10", &lots, &[])
    };
    let was = [draw(2, 0)];
    let paid = Paid::Charged(&was);
    let to = |on| move_to(day(on), 2, paid, LocationId(1), &both).unwrap();
    let nothing = (Vec::new(), Vec::new());
    let settled = to("2026-06-20");
    assert_eq!(settled.payment, covered(2));
    assert_eq!((settled.refund, settled.draw), nothing);
    let settled = to("2026-07-01");
    assert_eq!(
        (settled.refund, settled.draw),
        (Vec::new(), vec![draw(1, 2)])
    );
    let back = [draw(1, 2)];
    let back = move_to(
        day("2026-06-20"),
        2,
        Paid::Charged(&back),
        LocationId(1),
        &both,
    );
    let back = back.unwrap();
    assert_eq!(back.payment, covered(2));
    assert_eq!((back.refund, back.draw), (vec![draw(1, 2)], Vec::new()));
    let more = set_seats(day("2026-06-20"), 3, &was, true, &both).unwrap();
    assert_eq!(more.payment, covered(2));
    assert_eq!((more.refund, more.draw), (Vec::new(), Vec::new()));
    let more = set_seats(day("2026-06-20"), 3, &[draw(1, 2)], true, &both).unwrap();
    assert_eq!(more.draw, [draw(1, 1)]);
    assert_eq!(
        cancel(paid, true, None),
        Cancellation::Refunded(vec![draw(2, 0)])
    );
}

#[test]
fn d4_golden_10_the_legacy_setting_ends_with_the_current_period() {
    let monthly = [subscription(1, "2026-06-02", "day=10")];
    let lots = [
        lot(1, 10, "2026-06-02", "2026-07-01"),
        lot(2, 1, "2026-06-02", "2026-12-31"),
    ];
    let legacy = Means {
        book_ahead: BookAhead::CurrentPeriod,
        ..means("2026-06-10", &lots, &monthly)
    };
    assert_eq!(one("2026-07-01", &legacy), Ok(charged(1)));
    assert_eq!(
        one("2026-07-02", &legacy),
        Err(Refusal::Booking(BookingRefusal::BeyondPeriod {
            on: day("2026-07-02"),
            period_end: day("2026-07-01"),
        }))
    );
}

#[test]
fn d4_the_legacy_setting_waits_for_the_start() {
    let upcoming = [subscription(1, "2026-07-15", "day=10")];
    let legacy = Means {
        book_ahead: BookAhead::CurrentPeriod,
        ..means("2026-06-10", &[], &upcoming)
    };
    assert_eq!(
        one("2026-07-15", &legacy),
        Err(Refusal::Booking(BookingRefusal::NotStarted {
            start: day("2026-07-15")
        }))
    );
}

#[test]
fn d4_the_legacy_setting_leaves_members_without_a_subscription_alone() {
    let lots = [lot(1, 1, "2026-01-01", "2026-12-31")];
    let legacy = Means {
        book_ahead: BookAhead::CurrentPeriod,
        ..means("2026-06-10", &lots, &[])
    };
    assert_eq!(one("2026-12-31", &legacy), Ok(charged(1)));
}

#[test]
fn d5_in_time_the_passes_come_back_and_late_they_do_not() {
    let draws = [draw(1, 1), draw(2, 2)];
    let paid = Paid::Charged(&draws);
    assert_eq!(
        cancel(paid, true, None),
        Cancellation::Refunded(draws.to_vec())
    );
    assert_eq!(cancel(paid, false, None), Cancellation::Kept);
    assert_eq!(
        cancel(paid, false, Some(Override::Refund)),
        Cancellation::Refunded(draws.to_vec())
    );
    assert_eq!(
        cancel(paid, true, Some(Override::NoRefund)),
        Cancellation::Kept
    );
}

#[test]
fn d5_in_time_a_pending_charge_is_removed_and_late_it_stays() {
    let pending = |in_time, wish| cancel(Paid::Pending, in_time, wish);
    assert_eq!(pending(true, None), Cancellation::Removed);
    assert_eq!(pending(false, None), Cancellation::StaysPending);
    assert_eq!(
        pending(false, Some(Override::Refund)),
        Cancellation::Removed
    );
    assert_eq!(
        pending(true, Some(Override::NoRefund)),
        Cancellation::StaysPending
    );
}

#[test]
fn b7_a_refund_to_a_lapsed_lot_lapses_with_it() {
    let lots = [
        lot(1, 0, "2026-06-02", "2026-07-01"),
        lot(2, 0, "2026-06-02", "2026-07-02"),
    ];
    let back = refunds(&[draw(1, 1), draw(2, 2)], &lots, day("2026-07-02"));
    let expected = [(1, 1, true), (2, 2, false)].map(|(lot, passes, lapses)| Refund {
        lot: LotId(lot),
        passes: PassQty::whole(passes),
        lapses,
    });
    assert_eq!(back, expected);
}

fn moved(
    on: &str,
    paid: Paid<'_>,
    lots: &[Lot],
    subscriptions: &[Subscription],
) -> Result<Settled, Refusal> {
    let means = means("2026-06-10", lots, subscriptions);
    move_to(day(on), 1, paid, LocationId(1), &means)
}

#[test]
fn d6_a_move_within_the_period_keeps_what_was_drawn() {
    let monthly = [subscription(1, "2026-06-02", "day=10")];
    let lots = [lot(1, 0, "2026-06-02", "2026-07-01")];
    let paid = [draw(1, 1)];
    assert_eq!(
        moved("2026-06-20", Paid::Charged(&paid), &lots, &monthly),
        Ok(Settled {
            refund: Vec::new(),
            draw: Vec::new(),
            payment: charged(1),
        })
    );
}

#[test]
fn d6_from_charged_to_a_future_period_refunds_and_schedules() {
    let monthly = [subscription(1, "2026-06-02", "day=10")];
    let lots = [lot(1, 9, "2026-06-02", "2026-07-01")];
    let paid = [draw(1, 1)];
    assert_eq!(
        moved("2026-08-13", Paid::Charged(&paid), &lots, &monthly),
        Ok(Settled {
            refund: paid.to_vec(),
            draw: Vec::new(),
            payment: scheduled(1, "2026-08-02"),
        })
    );
}

#[test]
fn d6_from_scheduled_into_the_current_period_charges_now_or_is_refused() {
    let monthly = [subscription(1, "2026-06-02", "day=10")];
    let lots = [lot(1, 9, "2026-06-02", "2026-07-01")];
    assert_eq!(
        moved("2026-06-13", Paid::Pending, &lots, &monthly),
        Ok(Settled {
            refund: Vec::new(),
            draw: vec![draw(1, 1)],
            payment: charged(1),
        })
    );
    assert!(matches!(
        moved("2026-06-13", Paid::Pending, &[], &monthly),
        Err(Refusal::NotEnoughPasses { .. })
    ));
    assert_eq!(
        moved("2026-09-13", Paid::Pending, &lots, &monthly)
            .unwrap()
            .payment,
        scheduled(1, "2026-09-02")
    );
}

#[test]
fn d6_where_the_lot_is_not_valid_another_one_pays() {
    let lots = [
        lot(1, 0, "2026-06-01", "2026-06-30"),
        lot(2, 1, "2026-07-01", "2026-07-31"),
    ];
    let paid = [draw(1, 1)];
    assert_eq!(
        moved("2026-07-05", Paid::Charged(&paid), &lots, &[]),
        Ok(Settled {
            refund: vec![draw(1, 1)],
            draw: vec![draw(2, 1)],
            payment: charged(2),
        })
    );
}

#[test]
fn d6_other_seats_settle_the_difference_lot_by_lot() {
    let lots = [
        lot(1, 0, "2026-06-02", "2026-07-01"),
        lot(2, 2, "2026-06-02", "2026-07-02"),
    ];
    let means = means("2026-06-10", &lots, &[]);
    let paid = [draw(1, 2), draw(2, 1)];
    let set = |seats, in_time| set_seats(day("2026-06-20"), seats, &paid, in_time, &means);
    assert_eq!(
        set(5, true),
        Ok(Settled {
            refund: Vec::new(),
            draw: vec![draw(2, 2)],
            payment: Payment::Charged(vec![draw(1, 2), draw(2, 3)]),
        })
    );
    assert!(matches!(set(6, true), Err(Refusal::NotEnoughPasses { .. })));
    assert_eq!(
        set(1, true),
        Ok(Settled {
            refund: vec![draw(2, 1), draw(1, 1)],
            draw: Vec::new(),
            payment: charged(1),
        })
    );
    assert_eq!(set(1, false).unwrap().refund, []);
    assert_eq!(set(0, true), Err(BookingRefusal::NoSeats.into()));
}

#[test]
fn d4_the_legacy_setting_still_waits_for_a_week_of_the_current_period() {
    let weekly = [subscription(1, "2026-06-02", "day=2/week")];
    let legacy = Means {
        book_ahead: BookAhead::CurrentPeriod,
        ..means("2026-06-10", &[], &weekly)
    };
    assert_eq!(one("2026-06-18", &legacy), Ok(scheduled(1, "2026-06-15")));
    assert!(matches!(
        one("2026-07-02", &legacy),
        Err(Refusal::Booking(BookingRefusal::BeyondPeriod { .. }))
    ));
}
