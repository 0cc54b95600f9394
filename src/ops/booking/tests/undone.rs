//! Bookings whose operations are taken back (A3).

use super::*;
use crate::domain::desk::CancelRule;
use crate::domain::ids::OperationId;
use crate::ops::booking::bulk;
use crate::ops::booking::change::{Move, Seats};
use crate::ops::undo;
use crate::store::Tx;

/// Ana with three passes a month from 2 June and one that never expires; one seat more than that.
fn bench() -> Bench {
    let declared = space(|declared| {
        declared.locations[0].desks[0].cancel = CancelRule::Never;
        declared.locations[0].desks[0].seats = 4;
    });
    let bench = Bench::with("2026-06-02", &declared);
    let ana = bench.member("ana");
    subscribe(&bench, ana, "2026-06-02", "day=3", None);
    renew(&bench);
    give(&bench, "ana", 1, "never");
    bench
}

/// Does something, takes it back, takes that back, and takes that back again: the books are as
/// before, as after, and as before, and sound each time.
fn there_and_back(bench: &Bench, id: BookingId, work: impl FnOnce(&Tx) -> Result<(), OpError>) {
    let state = || (told(bench, id), left(bench, CustomerId(1)));
    let before = state();
    let (operation, ()) = bench.operate(work).unwrap();
    let after = state();
    assert_ne!(before, after);
    let mut last = operation.unwrap();
    for expected in [&before, &after, &before] {
        last = take_back(bench, last);
        assert_eq!(&state(), expected);
        sound(bench);
    }
}

fn take_back(bench: &Bench, operation: OperationId) -> OperationId {
    let (undone, _) = bench.operate(|tx| undo::undo(tx, operation)).unwrap();
    undone.unwrap()
}

#[test]
fn a3_a_booking_taken_back_is_cancelled_and_refunded() {
    let bench = bench();
    let four = book::Request {
        seats: 4,
        ..a_seat("ana", "2026-06-05")
    };
    let (operation, booked) = bench.operate(|tx| book::book(tx, &four)).unwrap();
    let id = booked.shown.booking.id;
    let undone = take_back(&bench, operation.unwrap());
    assert_eq!(told(&bench, id), "cancelled refunded 4 on 2026-06-05");
    assert_eq!(left(&bench, CustomerId(1)), ["3", "1"]);
    sound(&bench);
    take_back(&bench, undone);
    assert_eq!(told(&bench, id), "confirmed charged 4 on 2026-06-05");
    sound(&bench);
}

#[test]
fn a3_a_scheduled_booking_taken_back_is_never_charged() {
    let bench = bench();
    let request = a_seat("ana", "2026-07-05");
    let (operation, booked) = bench.operate(|tx| book::book(tx, &request)).unwrap();
    take_back(&bench, operation.unwrap());
    bench.set("2026-07-02");
    renew(&bench);
    let told = told(&bench, booked.shown.booking.id);
    assert!(told.starts_with("cancelled removed 1"), "{told}");
    assert_eq!(left(&bench, CustomerId(1)), ["0", "1", "3"]);
    sound(&bench);
}

#[test]
fn a3_moves_seats_and_cancellations_are_taken_back_and_forth() {
    let bench = bench();
    let id = booked(&bench, &a_seat("ana", "2026-06-05")).booking.id;
    there_and_back(&bench, id, |tx| {
        let request = Move {
            id,
            on: word("2026-07-05"),
            desk: None,
            overridden: true,
        };
        change::move_to(tx, &request).map(drop)
    });
    there_and_back(&bench, id, |tx| {
        let request = Seats {
            id,
            seats: 4,
            wish: None,
        };
        change::set_seats(tx, &request).map(drop)
    });
    let refund = Some(crate::domain::booking::change::Override::Refund);
    let cancel = cancel::Request {
        id,
        wish: refund,
        new_lot: None,
    };
    there_and_back(&bench, id, |tx| cancel::cancel(tx, &cancel).map(drop));
    let goodwill = cancel::Request {
        new_lot: Some(cancel::Goodwill {
            expires: None,
            memo: None,
        }),
        ..cancel
    };
    let (operation, _) = bench.operate(|tx| cancel::cancel(tx, &goodwill)).unwrap();
    take_back(&bench, operation.unwrap());
    assert_eq!(told(&bench, id), "confirmed charged 1 on 2026-06-05");
    sound(&bench);
    let wanted = Wanted {
        member: Some("ana"),
        from: word("2026-06-01"),
        until: word("2026-06-30"),
        ..Wanted::default()
    };
    there_and_back(&bench, id, |tx| bulk::cancel(tx, &wanted, true).map(drop));
}

#[test]
fn a3_a_refund_that_lapsed_is_taken_back() {
    let bench = bench();
    let id = booked(&bench, &a_seat("ana", "2026-06-30")).booking.id;
    bench.set("2026-07-02");
    let cancel = cancel::Request {
        id,
        wish: Some(crate::domain::booking::change::Override::Refund),
        new_lot: None,
    };
    let (operation, done) = bench.operate(|tx| cancel::cancel(tx, &cancel)).unwrap();
    assert_eq!(drawn(&done.lapsed), ["lt-1: 1"]);
    take_back(&bench, operation.unwrap());
    assert_eq!(told(&bench, id), "confirmed charged 1 on 2026-06-30");
    sound(&bench);
}

#[test]
fn a3_a_cancellation_is_not_taken_back_where_the_seat_was_sold() {
    let bench = bench();
    let four = book::Request {
        seats: 4,
        ..a_seat("ana", "2026-06-05")
    };
    let id = booked(&bench, &four).booking.id;
    let cancel = cancel::Request {
        id,
        wish: None,
        new_lot: None,
    };
    let (operation, _) = bench.operate(|tx| cancel::cancel(tx, &cancel)).unwrap();
    bench.member("ben");
    give(&bench, "ben", 1, "never");
    booked(&bench, &a_seat("ben", "2026-06-05"));
    let refused = bench.act(|tx| undo::undo(tx, operation.unwrap()));
    assert!(matches!(
        refused.unwrap_err(),
        OpError::Refused(Refusal::SeatsTaken { .. })
    ));
    sound(&bench);
}
