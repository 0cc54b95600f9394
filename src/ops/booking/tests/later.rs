//! Bookings to be paid later, and settled (D8).

use super::*;
use crate::domain::booking::PayWith;
use crate::domain::desk::CancelRule;
use crate::ops::booking::cancel;
use crate::ops::booking::change::{Move, Seats};
use crate::ops::booking::settle::{Settled, settle};
use crate::ops::undo;

fn bench() -> Bench {
    let declared = space(|declared| {
        declared.locations[0].desks[0].cancel = CancelRule::Hours(24);
    });
    let bench = Bench::with("2026-06-03", &declared);
    bench.member("ana");
    bench
}

fn later(bench: &Bench, on: &str, seats: u32) -> BookingId {
    let request = book::Request {
        pay: Some(PayWith::Later),
        seats,
        ..a_seat("ana", on)
    };
    booked(bench, &request).booking.id
}

fn settled(bench: &Bench) -> Result<Settled, OpError> {
    bench.act(|tx| settle(tx, "ana"))
}

/// The ids of what was settled, and of what stays unpaid with why.
fn outcome(done: &Settled) -> (Vec<String>, Vec<String>) {
    let settled = done.settled.iter().map(|one| one.booking.id.to_string());
    let unpaid = done.unpaid.iter();
    let unpaid = unpaid.map(|(one, why)| format!("{}: {why}", one.booking.id));
    (settled.collect(), unpaid.collect())
}

#[test]
fn d8_the_oldest_are_paid_first_until_the_passes_run_out_and_each_whole() {
    let bench = bench();
    let three = later(&bench, "2026-06-12", 3);
    let two = later(&bench, "2026-06-11", 2);
    let one = later(&bench, "2026-06-13", 1);
    assert_eq!(told(&bench, three), "confirmed unpaid 3 on 2026-06-12");
    give(&bench, "ana", 3, "never");
    let done = settled(&bench).unwrap();
    assert_eq!(done.passes, PassQty::whole(3));
    let three_stays = "bk-1: need 3 passes on 2026-06-12, have 1".to_owned();
    assert_eq!(
        outcome(&done),
        (vec![two.to_string(), one.to_string()], vec![three_stays])
    );
    assert_eq!(told(&bench, two), "confirmed charged 2 on 2026-06-11");
    assert_eq!(told(&bench, three), "confirmed unpaid 3 on 2026-06-12");
    sound(&bench);
}

#[test]
fn d8_nothing_to_settle_changes_nothing_and_nothing_to_settle_it_with_is_refused() {
    let bench = bench();
    let none = settled(&bench).unwrap();
    assert_eq!(outcome(&none), (vec![], vec![]));
    later(&bench, "2026-06-12", 1);
    let short = settled(&bench).unwrap_err().to_string();
    assert_eq!(short, "need 1 pass on 2026-06-12, have 0");
}

#[test]
fn d8_a_booking_of_a_past_date_is_paid_with_what_can_be_used_today() {
    let bench = bench();
    let id = later(&bench, "2026-06-03", 1);
    give(&bench, "ana", 1, "2026-06-04");
    bench.set("2026-06-08");
    assert!(settled(&bench).is_err());
    give(&bench, "ana", 1, "2026-06-30");
    settled(&bench).unwrap();
    assert_eq!(told(&bench, id), "confirmed charged 1 on 2026-06-03");
    assert_eq!(left(&bench, CustomerId(1)), ["1", "0"]);
}

#[test]
fn d8_a_booking_of_a_future_window_waits_for_it_when_it_is_settled() {
    let bench = bench();
    subscribe(&bench, CustomerId(1), "2026-06-02", "day=3", None);
    renew(&bench);
    let id = later(&bench, "2026-07-10", 1);
    settled(&bench).unwrap();
    assert_eq!(
        told(&bench, id),
        "tentative pending 1 on 2026-07-10, charges on 2026-07-02"
    );
    sound(&bench);
}

#[test]
fn d5_what_is_to_be_paid_later_is_given_up_in_time_and_stays_owed_late() {
    let bench = bench();
    let cancel = |id| {
        let request = cancel::Request {
            id,
            wish: None,
            new_lot: None,
        };
        bench.act(|tx| cancel::cancel(tx, &request)).unwrap()
    };
    let in_time = later(&bench, "2026-06-10", 1);
    cancel(in_time);
    assert_eq!(told(&bench, in_time), "cancelled removed 1 on 2026-06-10");
    let late = later(&bench, "2026-06-03", 1);
    cancel(late);
    assert_eq!(told(&bench, late), "cancelled unpaid 1 on 2026-06-03");
    give(&bench, "ana", 1, "never");
    settled(&bench).unwrap();
    assert_eq!(told(&bench, late), "cancelled charged 1 on 2026-06-03");
    sound(&bench);
}

#[test]
fn d6_what_is_to_be_paid_later_is_moved_and_given_seats_unpaid() {
    let bench = bench();
    let id = later(&bench, "2026-06-10", 1);
    let to = Move {
        id,
        on: word("2026-06-12"),
        desk: None,
        overridden: false,
    };
    bench.act(|tx| change::move_to(tx, &to)).unwrap();
    let seats = |seats| Seats {
        id,
        seats,
        wish: None,
    };
    bench.act(|tx| change::set_seats(tx, &seats(2))).unwrap();
    assert_eq!(told(&bench, id), "confirmed unpaid 2 on 2026-06-12");
    bench.set("2026-06-12");
    let late = refused(bench.act(|tx| change::set_seats(tx, &seats(1))));
    assert!(matches!(late, BookingRefusal::TooLate { .. }), "{late:?}");
    sound(&bench);
}

#[test]
fn a3_settling_is_taken_back() {
    let bench = bench();
    let id = later(&bench, "2026-06-10", 2);
    give(&bench, "ana", 2, "never");
    let (operation, _) = bench.operate(|tx| settle(tx, "ana")).unwrap();
    assert_eq!(told(&bench, id), "confirmed charged 2 on 2026-06-10");
    bench.act(|tx| undo::undo(tx, operation.unwrap())).unwrap();
    assert_eq!(told(&bench, id), "confirmed unpaid 2 on 2026-06-10");
    assert_eq!(left(&bench, CustomerId(1)), ["2"]);
    sound(&bench);
}
