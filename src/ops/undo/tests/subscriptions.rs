//! `subscription start`, `cancel`, `set` and `pause`: lots, lines, and bookings that wait.

use super::*;
use crate::domain::day::Day;
use crate::domain::ids::SubscriptionId;
use crate::domain::subscription::Subscription;
use crate::ops::member;
use crate::ops::subscription::cancel::{self, When};
use crate::ops::subscription::change::{self, Change};
use crate::store::{bookings, lines, subscriptions};

const SB: SubscriptionId = SubscriptionId(1);

fn subscription(bench: &Bench) -> Subscription {
    bench.see(|db| Ok(subscriptions::find(db, SB)?)).unwrap()
}

fn lines_of(bench: &Bench) -> usize {
    bench.see(|db| Ok(lines::list_subscription(db, SB)?)).len()
}

/// A booking in words: `tentative pending`.
fn told(bench: &Bench, id: BookingId) -> String {
    let one = bench.see(|db| Ok(bookings::find(db, id)?)).unwrap();
    format!("{} {}", one.status.word(), one.pay_status.word())
}

/// Ana with ten passes a month from 3 June, and the operation that started it.
fn bench() -> (Bench, CustomerId, OperationId) {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    sell_plan(&bench, "Flex", 10);
    let started = subscribe(&bench, "ana", "Flex");
    (bench, ana, started)
}

#[test]
fn a3_a_subscription_that_was_started_is_cancelled_before_its_start() {
    let (bench, ana, started) = bench();
    let before = subscription(&bench);
    assert_eq!((balance(&bench, ana).as_str(), lines_of(&bench)), ("10", 1));
    let undone = back(&bench, started).unwrap();
    let gone = subscription(&bench);
    let until = Some(Day::read("2026-06-02").unwrap());
    assert_eq!(
        (gone.until, gone.cancelled, gone.due_on),
        (until, true, None)
    );
    assert_eq!((balance(&bench, ana).as_str(), lines_of(&bench)), ("0", 0));
    let uses = || bench.see(|db| Ok(customers::get(db, ana)?)).use_passes;
    assert!(!uses());
    back(&bench, undone).unwrap();
    assert_eq!(subscription(&bench), before);
    assert_eq!((balance(&bench, ana).as_str(), lines_of(&bench)), ("10", 1));
    assert!(uses());
}

#[test]
fn a3_a_subscription_is_not_taken_back_once_its_passes_are_spent_or_waited_for() {
    let (bench, _, started) = bench();
    let (now, _) = book(&bench, "ana", "2026-06-05", 1);
    let why = refusal(&bench, started);
    let spent = format!("{started} cannot be undone: it put 10 passes into lt-1, {now} left 9");
    assert_eq!(why, spent);
    back(&bench, now).unwrap();
    let (later, _) = book(&bench, "ana", "2026-07-10", 1);
    let why = refusal(&bench, started);
    assert_eq!(
        why,
        format!("{started} cannot be undone: sb-1 is used by {later}")
    );
    back(&bench, later).unwrap();
    back(&bench, started).unwrap();
}

#[test]
fn a3_use_passes_stays_on_while_another_subscription_wants_it() {
    let (bench, ana, started) = bench();
    subscribe(&bench, "ana", "Flex");
    back(&bench, started).unwrap();
    assert!(bench.see(|db| Ok(customers::get(db, ana)?)).use_passes);
}

#[test]
fn a3_use_passes_that_stayed_on_is_off_once_what_wanted_it_and_what_turned_it_on_are_taken_back() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    let set = |on| {
        did(&bench, |tx| {
            let change = member::Change {
                use_passes: Some(on),
                ..member::Change::default()
            };
            member::set(tx, "ana", &change)
        })
    };
    set(true);
    let turned_off = set(false);
    sell_plan(&bench, "Flex", 10);
    let started = subscribe(&bench, "ana", "Flex");
    let later = subscribe(&bench, "ana", "Flex");
    let on = || bench.see(|db| Ok(customers::get(db, ana)?)).use_passes;
    let undone = back(&bench, started).unwrap();
    let again = back(&bench, undone).unwrap();
    back(&bench, later).unwrap();
    assert!(on());
    let undone = back(&bench, again).unwrap();
    assert!(!on());
    let again = back(&bench, undone).unwrap();
    assert!(on());
    back(&bench, again).unwrap();
    assert!(!on());
    back(&bench, turned_off).unwrap();
    assert!(on());
}

#[test]
fn a3_use_passes_stays_on_each_time_while_another_subscription_wants_it() {
    let (bench, ana, started) = bench();
    subscribe(&bench, "ana", "Flex");
    let undone = back(&bench, started).unwrap();
    let again = back(&bench, undone).unwrap();
    back(&bench, again).unwrap();
    assert!(bench.see(|db| Ok(customers::get(db, ana)?)).use_passes);
}

#[test]
fn a3_use_passes_does_not_stay_on_for_a_subscription_that_was_taken_back_before_its_start() {
    let (bench, ana, started) = bench();
    let (later, _) = bench
        .operate(|tx| {
            let request = start::Request {
                from: Some(DayWord::read("2026-12-01").unwrap()),
                ..start::Request::of("Flex")
            };
            start::start(tx, "ana", &request)
        })
        .unwrap();
    back(&bench, later.expect("an operation")).unwrap();
    back(&bench, started).unwrap();
    assert!(!bench.see(|db| Ok(customers::get(db, ana)?)).use_passes);
}

#[test]
fn a3_use_passes_that_was_turned_off_by_hand_is_off_again_whatever_ran_then() {
    let (bench, ana, _) = bench();
    bench
        .act(|tx| Ok(customers::set_use_passes(tx, ana, false)?))
        .unwrap();
    let (again, _) = bench
        .operate(|tx| {
            let request = start::Request::of("Flex");
            start::start(tx, "ana", &request)
        })
        .unwrap();
    let on = || bench.see(|db| Ok(customers::get(db, ana)?)).use_passes;
    assert!(on());
    back(&bench, again.expect("an operation")).unwrap();
    assert!(!on());
}

#[test]
fn a3_a_plan_that_was_sold_is_not_taken_back() {
    let (bench, _, started) = bench();
    let added = OperationId(started.0 - 1);
    let why = refusal(&bench, added);
    assert_eq!(
        why,
        format!("{added} cannot be undone: plan Flex is used by {started}")
    );
}

#[test]
fn a3_a_cancelled_subscription_runs_again_with_its_passes_and_bookings() {
    let (bench, ana, started) = bench();
    let (_, waits) = book(&bench, "ana", "2026-07-10", 1);
    let before = subscription(&bench);
    let cancelled = did(&bench, |tx| cancel::cancel(tx, SB, When::Now));
    assert_eq!(told(&bench, waits), "cancelled failed");
    assert_eq!(balance(&bench, ana), "0");
    let why = refusal(&bench, started);
    assert!(why.contains("cannot be undone"), "{why}");
    let undone = back(&bench, cancelled).unwrap();
    assert_eq!(subscription(&bench), before);
    assert_eq!(told(&bench, waits), "tentative pending");
    assert_eq!(balance(&bench, ana), "10");
    let (later, _) = book(&bench, "ana", "2026-07-11", 1);
    let why = refusal(&bench, undone);
    assert_eq!(
        why,
        format!("{undone} cannot be undone: sb-1 is used by {later}")
    );
    back(&bench, later).unwrap();
    back(&bench, undone).unwrap();
    assert_eq!(told(&bench, waits), "cancelled failed");
    assert_eq!(balance(&bench, ana), "0");
}

#[test]
fn a3_a_cancellation_stands_where_its_bookings_seats_are_taken() {
    let (bench, _, _) = bench();
    bench.member("bo");
    give_to(&bench, "bo", 50, None);
    let seats = bench.see(|db| Ok(crate::store::desks::list(db)?))[0]
        .terms
        .seats;
    book(&bench, "ana", "2026-07-10", 1);
    let cancelled = did(&bench, |tx| cancel::cancel(tx, SB, When::Now));
    book(&bench, "bo", "2026-07-10", seats);
    let why = refusal(&bench, cancelled);
    assert!(why.contains("bk-1 needs 1 seat of "), "{why}");
}

#[test]
fn a3_changed_terms_go_back_until_they_took_effect() {
    let (bench, _, _) = bench();
    let before = subscription(&bench);
    let change = Change {
        quantity: Some(2),
        price: Some("120"),
        ..Change::default()
    };
    let changed = did(&bench, |tx| change::set(tx, SB, &change));
    let after = subscription(&bench);
    let undone = back(&bench, changed).unwrap();
    assert_eq!(subscription(&bench), before);
    let again = back(&bench, undone).unwrap();
    assert_eq!(subscription(&bench), after);
    let renewed = renew_on(&bench, "2026-07-03");
    let why = refusal(&bench, again);
    assert_eq!(
        why,
        format!("{again} cannot be undone: sb-1 was changed by {renewed}")
    );
}

#[test]
fn a3_an_end_that_was_set_goes_back() {
    let (bench, _, _) = bench();
    let before = subscription(&bench);
    let change = Change {
        until: Some(word("2026-06-20")),
        ..Change::default()
    };
    let changed = did(&bench, |tx| change::set(tx, SB, &change));
    let ends = || bench.see(|db| Ok(lots::list(db, CustomerId(1))?))[0].expires_on;
    let shortened = ends();
    let undone = back(&bench, changed).unwrap();
    assert_eq!(subscription(&bench), before);
    assert_eq!(ends().to_string(), "2026-07-02");
    let (booked, _) = book(&bench, "ana", "2026-06-25", 1);
    let why = refusal(&bench, undone);
    assert_eq!(
        why,
        format!("{undone} cannot be undone: lt-1 is used by {booked}")
    );
    back(&bench, booked).unwrap();
    back(&bench, undone).unwrap();
    assert_eq!(ends(), shortened);
}

#[test]
fn a3_a_pause_is_void_and_its_bookings_wait_again() {
    let (bench, _, _) = bench();
    let (_, waits) = book(&bench, "ana", "2026-07-10", 1);
    let before = subscription(&bench);
    let (from, until) = (word("2026-07-03").unwrap(), word("2026-08-02").unwrap());
    let paused = did(&bench, |tx| change::pause(tx, SB, from, until));
    let after = subscription(&bench);
    assert_eq!(told(&bench, waits), "cancelled failed");
    let undone = back(&bench, paused).unwrap();
    assert_eq!(subscription(&bench), before);
    assert_eq!(told(&bench, waits), "tentative pending");
    back(&bench, undone).unwrap();
    assert_eq!(subscription(&bench), after);
    assert_eq!(told(&bench, waits), "cancelled failed");
}
