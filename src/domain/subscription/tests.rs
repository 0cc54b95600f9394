//! Tests of subscriptions: windows, proration, pauses and changes.

use super::change::{CancelFor, Rescheduled};
use super::window::Grant;
use super::*;
use crate::domain::day::DaySpan;
use crate::domain::ids::{BookingId, KindId, LocationId, LotId};
use crate::domain::length::Length;
use crate::domain::lot::{Lot, Source};
use crate::domain::money::Currency;
use crate::domain::plan::{Include, IncludeText};
use crate::domain::pool::Purse;
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::domain::renewal::Scheduled;
use crate::domain::spend::Fit;

fn day(text: &str) -> Day {
    Day::read(text).unwrap()
}

fn span(from: &str, to: &str) -> DaySpan {
    DaySpan::new(day(from), day(to)).unwrap()
}

fn includes(texts: &[&str]) -> Vec<Include> {
    let kinds = (1..).map(KindId);
    let read = texts.iter().map(|text| IncludeText::read(text).unwrap());
    read.zip(kinds).map(|(text, kind)| text.of(kind)).collect()
}

fn term(from: &str, texts: &[&str]) -> Term {
    Term {
        from: day(from),
        plan: PlanId(1),
        plan_name: "Flex".to_owned(),
        quantity: 1,
        price: Money::new(15_000, Currency::read("EUR").unwrap()),
        includes: includes(texts),
        prorate: false,
    }
}

/// A subscription with a cycle of one month, counted from its start.
fn monthly(start: &str, texts: &[&str]) -> Subscription {
    Subscription {
        id: SubscriptionId(1),
        customer: CustomerId(1),
        start: day(start),
        cycle: Length::MONTH,
        anchor: Anchor::Start,
        until: None,
        cancelled: false,
        terms: vec![term(start, texts)],
        pauses: Vec::new(),
        due_on: Some(day(start)),
    }
}

fn prorated(mut subscription: Subscription) -> Subscription {
    subscription.terms[0].prorate = true;
    subscription
}

/// The first grants, as `PASSES: FIRST to LAST`.
fn grants(subscription: &Subscription, how_many: usize) -> Vec<String> {
    let mut next = Some(subscription.start);
    let mut grants = Vec::new();
    while let Some(on) = next
        && grants.len() < how_many
    {
        grants.extend(subscription.grants_on(on).map(|grant| {
            let Grant {
                passes,
                window,
                expires_on,
                ..
            } = grant;
            format!("{passes}: {} to {expires_on}", window.from)
        }));
        next = subscription.next_event_after(on);
    }
    grants
}

#[test]
fn r1_the_status_is_derived_from_the_day() {
    let mut subscription = monthly("2026-06-02", &["day=10"]);
    subscription.pauses = vec![Pause(span("2026-07-02", "2026-08-01"))];
    subscription.until = Some(day("2026-09-01"));
    for (on, status) in [
        ("2026-06-01", Status::Upcoming),
        ("2026-06-02", Status::Running),
        ("2026-07-01", Status::Running),
        ("2026-07-02", Status::Paused),
        ("2026-08-02", Status::Running),
        ("2026-09-01", Status::Running),
        ("2026-09-02", Status::Ended),
    ] {
        assert_eq!(subscription.status_on(day(on)), status, "{on}");
        assert_eq!(Status::read(status.word()), Some(status));
    }
    subscription.cancelled = true;
    let after = subscription.status_on(day("2026-09-02"));
    assert_eq!(after, Status::Cancelled);
}

#[test]
fn r7_one_cancelled_before_it_began_is_cancelled_at_once() {
    let mut subscription = monthly("2026-06-02", &["day=10"]);
    let until = subscription.cancelled_until(CancelFor::Now, day("2026-05-20"));
    subscription.until = Some(until.unwrap());
    subscription.cancelled = true;
    assert_eq!(subscription.status_on(day("2026-05-20")), Status::Cancelled);
    assert_eq!(
        subscription.due_after_change(day("2026-05-20")),
        Some(day("2026-05-20"))
    );
    assert_eq!(subscription.next_event_after(day("2026-05-20")), None);
    assert_eq!(subscription.period_on(day("2026-06-02")), None);
}

#[test]
fn b6_a_lot_lasts_its_period() {
    assert_eq!(
        grants(&monthly("2028-01-31", &["day=10"]), 3),
        [
            "10: 2028-01-31 to 2028-02-28",
            "10: 2028-02-29 to 2028-03-30",
            "10: 2028-03-31 to 2028-04-29",
        ]
    );
}

#[test]
fn b6_a_week_and_a_month_are_windows_of_their_own() {
    let weekly = monthly("2026-06-03", &["day=5/week"]);
    assert_eq!(
        grants(&weekly, 3),
        [
            "5: 2026-06-03 to 2026-06-07",
            "5: 2026-06-08 to 2026-06-14",
            "5: 2026-06-15 to 2026-06-21",
        ]
    );
    let mut by_month = monthly("2026-06-20", &["day=5/month"]);
    by_month.until = Some(day("2026-08-10"));
    assert_eq!(
        grants(&by_month, 9),
        [
            "5: 2026-06-20 to 2026-06-30",
            "5: 2026-07-01 to 2026-07-31",
            "5: 2026-08-01 to 2026-08-10",
        ]
    );
}

#[test]
fn b6_a_week_goes_on_over_the_end_of_a_period() {
    let weekly = monthly("2026-06-03", &["day=5/week"]);
    let include = &weekly.terms[0].includes[0];
    let around_renewal = weekly.window_on(include, day("2026-07-03"));
    assert_eq!(around_renewal, Some(span("2026-06-29", "2026-07-05")));
    assert_eq!(weekly.grants_on(day("2026-07-03")).count(), 0);
}

#[test]
fn b6_an_include_may_carry_its_own_validity() {
    let longer = monthly(
        "2026-01-31",
        &["day=10,valid=3months", "half=2,valid=never"],
    );
    assert_eq!(
        grants(&longer, 2),
        ["10: 2026-01-31 to 2026-04-29", "2: 2026-01-31 to never",]
    );
    let mut ends = longer;
    ends.until = Some(day("2026-03-15"));
    assert_eq!(
        grants(&ends, 2),
        [
            "10: 2026-01-31 to 2026-03-15",
            "2: 2026-01-31 to 2026-03-15",
        ]
    );
}

#[test]
fn r1_the_quantity_multiplies_passes_and_price() {
    let mut three = monthly("2026-06-02", &["day=10"]);
    three.terms[0].quantity = 3;
    assert_eq!(grants(&three, 1), ["30: 2026-06-02 to 2026-07-01"]);
    let bill = three.bill_on(day("2026-06-20")).unwrap();
    assert_eq!(bill.amount.to_string(), "450.00");
    assert_eq!(bill.period, span("2026-06-02", "2026-07-01"));
}

#[test]
fn r1_the_shorter_first_period_is_in_full_unless_the_plan_prorates() {
    let mut from_the_first = monthly("2026-06-11", &["day=12"]);
    from_the_first.anchor = Anchor::Month;
    assert_eq!(grants(&from_the_first, 1), ["12: 2026-06-11 to 2026-06-30"]);
    let bill = from_the_first.bill_on(day("2026-06-11")).unwrap();
    assert_eq!(bill.amount.to_string(), "150.00");
}

#[test]
fn r3_twelve_a_month_from_the_11th_of_a_30_day_month_are_8() {
    let mut subscription = prorated(monthly("2026-06-11", &["day=12"]));
    subscription.anchor = Anchor::Month;
    assert_eq!(
        grants(&subscription, 2),
        [
            "8: 2026-06-11 to 2026-06-30",
            "12: 2026-07-01 to 2026-07-31",
        ]
    );
    let bill = subscription.bill_on(day("2026-06-11")).unwrap();
    assert_eq!(bill.amount.to_string(), "100.00");
}

#[test]
fn example_11_one_third_of_the_month_gone_leaves_two_thirds_of_the_fee_and_of_the_passes() {
    for (code, price, part) in [
        ("EUR", 15_000, "100.00"),
        ("EUR", 10_001, "66.67"),
        ("EUR", 10_002, "66.68"),
        ("JPY", 10_000, "6667"),
        ("JPY", 10_001, "6667"),
        ("KWD", 100_000, "66.667"),
        ("KWD", 1, "0.001"),
    ] {
        let mut subscription = prorated(monthly("2026-06-11", &["day=12"]));
        subscription.anchor = Anchor::Month;
        subscription.terms[0].price = Money::new(price, Currency::read(code).unwrap());
        let bill = subscription.bill_on(day("2026-06-11")).unwrap();
        assert_eq!(
            bill.amount.to_string(),
            part,
            "two thirds of {price} {code}"
        );
        assert_eq!(bill.period, span("2026-06-11", "2026-06-30"));
        assert_eq!(grants(&subscription, 1), ["8: 2026-06-11 to 2026-06-30"]);
        let next = subscription.bill_on(day("2026-07-01")).unwrap();
        assert_eq!(next.amount.minor, price, "the next month is whole");
    }
}

#[test]
fn r3_five_a_week_from_a_wednesday_are_3() {
    let weekly = prorated(monthly("2026-06-03", &["day=5/week"]));
    assert_eq!(
        grants(&weekly, 2),
        ["3: 2026-06-03 to 2026-06-07", "5: 2026-06-08 to 2026-06-14",]
    );
}

#[test]
fn r3_the_price_is_prorated_alike_half_up_and_once() {
    let mut subscription = prorated(monthly("2026-06-30", &["day=12"]));
    subscription.anchor = Anchor::Month;
    subscription.terms[0].quantity = 2;
    subscription.terms[0].price.minor = 10_025;
    let bill = subscription.bill_on(day("2026-06-30")).unwrap();
    assert_eq!(bill.amount.minor, 668);
    assert_eq!(subscription.grants_on(day("2026-06-30")).count(), 0);
}

#[test]
fn r3_one_third_of_a_quarter_gone_leaves_two_thirds() {
    let mut quarterly = prorated(monthly("2026-05-02", &["day=12"]));
    quarterly.cycle = Length::read("3months").unwrap();
    quarterly.anchor = Anchor::Month;
    let stub = quarterly.bill_on(day("2026-05-02")).unwrap();
    assert_eq!(stub.period, span("2026-05-02", "2026-05-31"));
    let full = i64::from(day("2026-05-31").days_since(day("2026-02-28")));
    assert_eq!(stub.amount.minor, (15_000 * 30 * 2 + full) / (2 * full));
}

#[test]
fn r8_a_pause_brings_neither_grant_nor_line() {
    let mut paused = monthly("2026-06-02", &["day=10"]);
    paused.pauses = vec![Pause(span("2026-07-02", "2026-09-01"))];
    assert_eq!(
        grants(&paused, 2),
        [
            "10: 2026-06-02 to 2026-07-01",
            "10: 2026-09-02 to 2026-10-01",
        ]
    );
    assert_eq!(paused.bill_on(day("2026-08-15")), None);
    let include = &paused.terms[0].includes[0];
    assert_eq!(paused.window_on(include, day("2026-07-02")), None);
    assert_eq!(
        paused.next_event_after(day("2026-06-02")),
        Some(day("2026-09-02"))
    );
    assert_eq!(
        paused.renews_after(day("2026-06-20")),
        Some(day("2026-09-02"))
    );
}

#[test]
fn r8_windows_of_a_week_stop_at_a_pause_and_begin_after_it() {
    let mut paused = prorated(monthly("2026-06-01", &["day=7/week"]));
    paused.pauses = vec![Pause(span("2026-07-01", "2026-07-31"))];
    let grants = grants(&paused, 8);
    assert_eq!(
        grants[4..7],
        [
            "7: 2026-06-29 to 2026-06-30",
            "2: 2026-08-01 to 2026-08-02",
            "7: 2026-08-03 to 2026-08-09",
        ]
    );
}

#[test]
fn l2_r8_a_change_of_plan_holds_from_its_period() {
    let mut changed = monthly("2026-06-02", &["day=10"]);
    changed.terms.push(term("2026-07-02", &["day=20"]));
    assert_eq!(
        grants(&changed, 2),
        [
            "10: 2026-06-02 to 2026-07-01",
            "20: 2026-07-02 to 2026-08-01",
        ]
    );
}

#[test]
fn r8_more_a_week_comes_with_the_next_week() {
    let mut changed = monthly("2026-06-03", &["day=5/week"]);
    changed.terms.push(term("2026-07-03", &["day=7/week"]));
    assert_eq!(
        grants(&changed, 6)[4..],
        ["5: 2026-06-29 to 2026-07-05", "7: 2026-07-06 to 2026-07-12",]
    );
}

#[test]
fn r8_another_cadence_begins_with_the_period() {
    let mut changed = monthly("2026-06-03", &["day=10"]);
    changed.terms.push(term("2026-07-03", &["day=5/week"]));
    assert_eq!(
        grants(&changed, 3),
        [
            "10: 2026-06-03 to 2026-07-02",
            "5: 2026-07-03 to 2026-07-05",
            "5: 2026-07-06 to 2026-07-12",
        ]
    );
}

#[test]
fn r8_changes_take_effect_at_the_next_renewal() {
    let mut subscription = monthly("2026-01-31", &["day=10"]);
    let on =
        |subscription: &Subscription, today| subscription.changes_on(Length::MONTH, day(today));
    assert_eq!(on(&subscription, "2026-01-31"), Ok(day("2026-02-28")));
    assert_eq!(on(&subscription, "2026-01-10"), Ok(day("2026-01-31")));
    assert!(matches!(
        subscription.changes_on(Length::read("3months").unwrap(), day("2026-02-01")),
        Err(Refusal::OtherCycle { .. })
    ));
    subscription.until = Some(day("2026-02-27"));
    assert!(matches!(
        on(&subscription, "2026-02-01"),
        Err(Refusal::NoRenewal { .. })
    ));
    assert!(matches!(
        on(&subscription, "2026-03-01"),
        Err(Refusal::SubscriptionOver { .. })
    ));
}

#[test]
fn r8_a_pause_covers_whole_periods_to_come() {
    let mut subscription = monthly("2026-06-02", &["day=10"]);
    let today = day("2026-06-10");
    let refused = |subscription: &Subscription, from, to| {
        subscription.pauses_on(span(from, to), today).unwrap_err()
    };
    let whole = subscription.pauses_on(span("2026-07-02", "2026-09-01"), today);
    assert_eq!(whole, Ok(()));
    assert_eq!(
        refused(&subscription, "2026-07-05", "2026-08-05"),
        Refusal::PauseNotWhole {
            nearest: span("2026-07-02", "2026-09-01")
        }
    );
    assert!(matches!(
        refused(&subscription, "2026-06-02", "2026-07-01"),
        Refusal::PauseBegun { .. }
    ));
    subscription.pauses = vec![Pause(span("2026-08-02", "2026-09-01"))];
    assert!(matches!(
        refused(&subscription, "2026-07-02", "2026-09-01"),
        Refusal::PauseOverlaps { .. }
    ));
    subscription.until = Some(day("2026-07-31"));
    assert!(matches!(
        refused(&subscription, "2026-07-02", "2026-08-01"),
        Refusal::PauseBeyondEnd { .. }
    ));
}

#[test]
fn r7_a_cancellation_says_its_last_day() {
    let mut subscription = monthly("2026-06-02", &["day=10"]);
    let today = day("2026-06-10");
    let until = |subscription: &Subscription, cancel| subscription.cancelled_until(cancel, today);
    assert_eq!(until(&subscription, CancelFor::Now), Ok(day("2026-06-09")));
    assert_eq!(
        until(&subscription, CancelFor::PeriodEnd),
        Ok(day("2026-07-01"))
    );
    let on = CancelFor::On(day("2026-06-10"));
    assert_eq!(until(&subscription, on), Ok(today));
    let past = CancelFor::On(day("2026-06-09"));
    assert!(matches!(
        until(&subscription, past),
        Err(Refusal::EndsInThePast { .. })
    ));
    let before = CancelFor::On(day("2026-06-01"));
    assert!(matches!(
        until(&subscription, before),
        Err(Refusal::EndsBeforeStart { .. })
    ));
    subscription.until = Some(day("2026-06-09"));
    assert!(matches!(
        until(&subscription, CancelFor::Now),
        Err(Refusal::SubscriptionOver { .. })
    ));
}

#[test]
fn r7_cancelling_makes_no_subscription_longer() {
    let today = day("2026-06-10");
    let mut subscription = monthly("2026-06-02", &["day=10"]);
    subscription.until = Some(day("2026-06-20"));
    let until = |on| subscription.cancelled_until(CancelFor::On(day(on)), today);
    assert_eq!(until("2026-06-19"), Ok(day("2026-06-19")));
    assert_eq!(until("2026-06-20"), Ok(day("2026-06-20")));
    let refusal = until("2026-06-21").unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "sb-1 ends on 2026-06-20: cancelling it does not make it last until 2026-06-21"
    );
    assert_eq!(
        subscription.cancelled_until(CancelFor::PeriodEnd, today),
        Ok(day("2026-06-20"))
    );
}

#[test]
fn r8_a_changed_end_moves_what_is_due() {
    let mut subscription = monthly("2026-06-02", &["day=10"]);
    subscription.due_on = Some(day("2026-07-02"));
    let today = day("2026-06-10");
    assert_eq!(
        subscription.due_after_change(today),
        Some(day("2026-07-02"))
    );
    subscription.until = Some(day("2026-06-20"));
    assert_eq!(
        subscription.due_after_change(today),
        Some(day("2026-06-21"))
    );
    subscription.until = Some(day("2026-06-09"));
    assert_eq!(subscription.due_after_change(today), Some(today));
    subscription.until = None;
    subscription.due_on = Some(day("2026-06-02"));
    assert_eq!(
        subscription.due_after_change(today),
        Some(day("2026-06-02"))
    );
    subscription.due_on = None;
    assert_eq!(subscription.due_after_change(today), None);
}

#[test]
fn r7_a_new_end_shortens_the_lots_and_a_later_one_gives_back() {
    let mut subscription = monthly("2026-06-02", &["day=10"]);
    let lot = Lot {
        id: LotId(1),
        owner: CustomerId(1),
        kind: KindId(1),
        left: PassQty::whole(4),
        granted: PassQty::whole(10),
        valid_from: day("2026-06-02"),
        expires_on: day("2026-07-01"),
        source: Source::Plan,
        subscription: Some(SubscriptionId(1)),
        purchase: None,
        location: LocationId(1),
        priority: 0,
        memo: None,
        away_left: None,
        held: Vec::new(),
        waits: None,
    };
    for (until, expires_on) in [
        (None, "2026-07-01"),
        (Some("2026-06-20"), "2026-06-20"),
        (Some("2026-06-01"), "2026-06-02"),
        (Some("2026-12-31"), "2026-07-01"),
    ] {
        subscription.until = until.map(day);
        let shortened = Lot {
            expires_on: day("2026-06-15"),
            ..lot.clone()
        };
        assert_eq!(subscription.expiry_of(&lot), day(expires_on), "{until:?}");
        assert_eq!(subscription.expiry_of(&shortened), day(expires_on));
    }
}

#[test]
fn r7_r8_pending_charges_follow_the_change_or_fail() {
    let fits = vec![vec![Fit {
        kind: KindId(1),
        price_minor: 0,
        most: None,
        counted: true,
    }]];
    let pending = ["2026-07-20", "2026-08-20", "2026-09-20"].map(|on| Scheduled {
        booking: BookingId(i64::from(day(on).number())),
        customer: CustomerId(1),
        purse: Purse::Usual,
        passes: PassQty::ONE,
        on: day(on),
        at: LocationId(1),
        charges_on: day(on).plus(-18),
        subscriber: CustomerId(1),
        fits: 0,
    });
    let ids = pending.map(|booking| booking.booking);
    let mut subscription = monthly("2026-06-02", &["day=10"]);
    assert_eq!(subscription.reschedule(&pending, &fits), []);
    subscription.pauses = vec![Pause(span("2026-08-02", "2026-09-01"))];
    assert_eq!(
        subscription.reschedule(&pending, &fits),
        [(ids[1], Rescheduled::Failed)]
    );
    subscription.until = Some(day("2026-08-01"));
    assert_eq!(
        subscription.reschedule(&pending, &fits),
        [(ids[1], Rescheduled::Failed), (ids[2], Rescheduled::Failed)]
    );
    subscription.until = None;
    subscription.pauses.clear();
    subscription.terms.push(term("2026-08-02", &["day=5/week"]));
    assert_eq!(
        subscription.reschedule(&pending, &fits),
        [
            (ids[1], Rescheduled::To(day("2026-08-17"))),
            (ids[2], Rescheduled::To(day("2026-09-14"))),
        ]
    );
}

#[test]
fn an_unlimited_plan_renews_without_passes() {
    let unlimited = monthly("2026-06-02", &[]);
    assert_eq!(unlimited.grants_on(day("2026-06-02")).count(), 0);
    assert!(unlimited.bill_on(day("2026-06-02")).is_some());
    assert_eq!(
        unlimited.next_event_after(day("2026-06-02")),
        Some(day("2026-07-02"))
    );
}
