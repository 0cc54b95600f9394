//! `book`, `booking cancel`, `move` and `set`: passes, states and seats.

use super::*;
use crate::ops::booking;
use crate::ops::booking::bulk;
use crate::ops::booking::cancel::{self, Goodwill};
use crate::ops::booking::change::{self, Move, Seats};

/// A booking in words: `confirmed charged 2`.
fn told(bench: &Bench, id: BookingId) -> String {
    let shown = bench.see(|db| booking::show(db, id));
    let one = shown.booking;
    format!(
        "{} {} {} on {}",
        one.status.word(),
        one.pay_status.word(),
        shown.passes,
        one.on
    )
}

fn cancel(bench: &Bench, id: BookingId, new_lot: bool) -> OperationId {
    let goodwill = Goodwill {
        expires: None,
        memo: None,
    };
    let request = cancel::Request {
        id,
        wish: None,
        new_lot: new_lot.then_some(goodwill),
    };
    did(bench, |tx| cancel::cancel(tx, &request))
}

/// A space in which ana has four passes.
fn bench() -> (Bench, CustomerId) {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    give(&bench, None);
    (bench, ana)
}

#[test]
fn a3_a_booking_is_cancelled_with_its_passes_back_and_comes_back() {
    let (bench, ana) = bench();
    let (booked, id) = book(&bench, "ana", "2026-06-05", 2);
    let undone = back(&bench, booked).unwrap();
    assert_eq!(told(&bench, id), "cancelled refunded 2 on 2026-06-05");
    assert_eq!(balance(&bench, ana), "4");
    let again = back(&bench, undone).unwrap();
    assert_eq!(told(&bench, id), "confirmed charged 2 on 2026-06-05");
    assert_eq!(balance(&bench, ana), "2");
    let cancelled = cancel(&bench, id, false);
    let why = refusal(&bench, again);
    assert_eq!(
        why,
        format!("{again} cannot be undone: bk-1 was changed by {cancelled}")
    );
    assert_eq!(balance(&bench, ana), "4");
}

#[test]
fn a3_a_cancelled_booking_stands_again_and_is_paid_as_before() {
    let (bench, ana) = bench();
    let (_, id) = book(&bench, "ana", "2026-06-05", 2);
    let cancelled = cancel(&bench, id, false);
    let undone = back(&bench, cancelled).unwrap();
    assert_eq!(told(&bench, id), "confirmed charged 2 on 2026-06-05");
    assert_eq!(balance(&bench, ana), "2");
    back(&bench, undone).unwrap();
    assert_eq!(told(&bench, id), "cancelled refunded 2 on 2026-06-05");
    assert_eq!(balance(&bench, ana), "4");
}

#[test]
fn a3_passes_given_back_and_spent_since_keep_a_booking_cancelled() {
    let (bench, _) = bench();
    let (_, id) = book(&bench, "ana", "2026-06-05", 2);
    let cancelled = cancel(&bench, id, false);
    let taken = take(&bench, 3);
    let why = refusal(&bench, cancelled);
    assert_eq!(
        why,
        format!("{cancelled} cannot be undone: it put 2 passes into lt-1, {taken} left 1")
    );
}

#[test]
fn a3_goodwill_is_taken_back_with_the_cancellation() {
    let (bench, ana) = bench();
    let (_, id) = book(&bench, "ana", "2026-06-05", 2);
    let cancelled = cancel(&bench, id, true);
    assert_eq!(balance(&bench, ana), "4");
    let undone = back(&bench, cancelled).unwrap();
    assert_eq!(told(&bench, id), "confirmed charged 2 on 2026-06-05");
    assert_eq!(balance(&bench, ana), "2");
    back(&bench, undone).unwrap();
    assert_eq!(balance(&bench, ana), "4");
}

#[test]
fn a3_a_booking_stands_again_only_while_its_seats_are_free() {
    let (bench, _) = bench();
    bench.member("bo");
    let seats = bench.see(|db| Ok(crate::store::desks::list(db)?))[0]
        .terms
        .seats;
    give_to(&bench, "bo", 50, None);
    let (_, id) = book(&bench, "ana", "2026-06-05", 2);
    let cancelled = cancel(&bench, id, false);
    let (other, _) = book(&bench, "bo", "2026-06-05", seats - 1);
    let why = refusal(&bench, cancelled);
    assert!(why.contains("bk-1 needs 2 seats of "), "{why}");
    assert!(why.ends_with(" on 2026-06-05, 1 free"), "{why}");
    back(&bench, other).unwrap();
    back(&bench, cancelled).unwrap();
    assert_eq!(told(&bench, id), "confirmed charged 2 on 2026-06-05");
    let why = refusal(&bench, OperationId(back_of(&bench, other)));
    assert!(why.contains("bk-2 needs"), "{why}");
}

/// The operation that took that one back.
fn back_of(bench: &Bench, id: OperationId) -> i64 {
    bench
        .see(|db| Ok(operations::undone_by(db, id)?))
        .unwrap()
        .0
}

#[test]
fn a3_a_booking_that_was_moved_goes_back_to_its_date_and_desk() {
    let (bench, ana) = bench();
    let (_, id) = book(&bench, "ana", "2026-06-05", 2);
    let request = Move {
        id,
        on: word("2026-06-09"),
        desk: None,
        overridden: false,
    };
    let moved = did(&bench, |tx| change::move_to(tx, &request));
    let undone = back(&bench, moved).unwrap();
    assert_eq!(told(&bench, id), "confirmed charged 2 on 2026-06-05");
    back(&bench, undone).unwrap();
    assert_eq!(told(&bench, id), "confirmed charged 2 on 2026-06-09");
    assert_eq!(balance(&bench, ana), "2");
}

#[test]
fn a3_seats_that_were_added_are_given_up_with_their_passes() {
    let (bench, ana) = bench();
    let (booked, id) = book(&bench, "ana", "2026-06-05", 1);
    let request = Seats {
        id,
        seats: 3,
        wish: None,
    };
    let more = did(&bench, |tx| change::set_seats(tx, &request));
    assert_eq!(balance(&bench, ana), "1");
    let why = refusal(&bench, booked);
    assert_eq!(
        why,
        format!("{booked} cannot be undone: bk-1 was changed by {more}")
    );
    let undone = back(&bench, more).unwrap();
    assert_eq!(told(&bench, id), "confirmed charged 1 on 2026-06-05");
    assert_eq!(balance(&bench, ana), "3");
    back(&bench, undone).unwrap();
    assert_eq!(told(&bench, id), "confirmed charged 3 on 2026-06-05");
    assert_eq!(balance(&bench, ana), "1");
}

#[test]
fn a3_a_closure_is_taken_back_whole() {
    let (bench, ana) = bench();
    let ids = ["2026-06-05", "2026-06-06", "2026-06-08"].map(|on| book(&bench, "ana", on, 1).1);
    let wanted = booking::Wanted {
        from: word("2026-06-05"),
        until: word("2026-06-06"),
        member: Some("ana"),
        ..booking::Wanted::default()
    };
    let closed = did(&bench, |tx| bulk::cancel(tx, &wanted, true));
    assert_eq!(balance(&bench, ana), "3");
    back(&bench, closed).unwrap();
    assert_eq!(balance(&bench, ana), "1");
    for id in ids {
        assert!(told(&bench, id).starts_with("confirmed charged 1"));
    }
}
