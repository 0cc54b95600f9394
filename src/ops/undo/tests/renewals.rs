//! `renew`: expiries, grants, charges, failures, invoice lines and due dates.

use super::*;
use crate::domain::ids::SubscriptionId;
use crate::store::{bookings, lines, subscriptions};

fn told(bench: &Bench, id: BookingId) -> String {
    let one = bench.see(|db| Ok(bookings::find(db, id)?)).unwrap();
    format!("{} {}", one.status.word(), one.pay_status.word())
}

/// Ana's subscription of two passes a month from 3 June, with one left and three bookings for July.
fn bench() -> (Bench, CustomerId, [BookingId; 3]) {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    sell_plan(&bench, "Flex", 2);
    subscribe(&bench, "ana", "Flex");
    book(&bench, "ana", "2026-06-05", 1);
    let later = ["2026-07-05", "2026-07-06", "2026-07-07"];
    let waits = later.map(|on| book(&bench, "ana", on, 1).1);
    (bench, ana, waits)
}

#[test]
fn a3_a_run_of_renew_is_taken_back_and_comes_to_the_same_again() {
    let (bench, ana, waits) = bench();
    let sb = SubscriptionId(1);
    let state = || {
        let due = bench
            .see(|db| Ok(subscriptions::find(db, sb)?))
            .unwrap()
            .due_on;
        let lines = bench.see(|db| Ok(lines::list_subscription(db, sb)?)).len();
        (
            balance(&bench, ana),
            due,
            lines,
            waits.map(|id| told(&bench, id)),
        )
    };
    let before = state();
    assert_eq!((before.0.as_str(), before.2), ("1", 1));
    let renewed = renew_on(&bench, "2026-07-03");
    let after = state();
    assert_eq!((after.0.as_str(), after.2), ("0", 2));
    let statuses = ["confirmed charged", "confirmed charged", "cancelled failed"];
    assert_eq!(after.3, statuses);
    let undone = back(&bench, renewed).unwrap();
    assert_eq!(state(), before);
    back(&bench, undone).unwrap();
    assert_eq!(state(), after);
    let undone = back(
        &bench,
        bench.see(|db| Ok(operations::last(db)?)).unwrap().header.id,
    )
    .unwrap();
    assert_eq!(state(), before);
    let again = renew_on(&bench, "2026-07-03");
    assert_eq!(state(), after);
    let why = refusal(&bench, undone);
    let spent = format!("{undone} cannot be undone: it put 1 pass into lt-1, {again} left 0");
    assert_eq!(why, spent);
}

#[test]
fn a3_a_run_of_renew_stands_once_its_passes_are_spent() {
    let bench = Bench::on("2026-06-03");
    bench.member("ana");
    sell_plan(&bench, "Flex", 2);
    subscribe(&bench, "ana", "Flex");
    let renewed = renew_on(&bench, "2026-07-03");
    let (booked, _) = book(&bench, "ana", "2026-07-05", 1);
    let why = refusal(&bench, renewed);
    assert_eq!(
        why,
        format!("{renewed} cannot be undone: it put 2 passes into lt-2, {booked} left 1")
    );
}

#[test]
fn a3_passes_that_lapsed_lapse_again_with_the_next_run() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    let granted = give(&bench, Some(Monthly { until: None }));
    let renewed = renew_on(&bench, "2026-07-01");
    assert_eq!(balance(&bench, ana), "4");
    let why = refusal(&bench, granted);
    assert_eq!(
        why,
        format!("{granted} cannot be undone: it put 4 passes into lt-1, {renewed} left 0")
    );
    back(&bench, renewed).unwrap();
    let lots = bench.see(|db| Ok(lots::list(db, ana)?));
    let left: Vec<String> = lots.iter().map(|lot| lot.left.to_string()).collect();
    assert_eq!(left, ["4", "0"]);
    renew_on(&bench, "2026-07-01");
    assert_eq!(balance(&bench, ana), "4");
}
