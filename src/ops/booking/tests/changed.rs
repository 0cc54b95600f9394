//! Moving, and other seats (D6).

use super::*;
use crate::domain::booking::change::Override;
use crate::domain::customer::Standing;
use crate::domain::desk::CancelRule;
use crate::domain::handle::Handle;
use crate::ops::booking::change::{Changed, Move, Seats, move_to, set_seats};
use crate::ops::member;

/// Ana with ten passes a month from 2 June, at desks `hot` (until the day starts) and `strict`
/// (never).
fn bench() -> Bench {
    let declared = space(|declared| {
        let mut strict = declared.locations[0].desks[0].clone();
        strict.handle = Handle::read("strict").unwrap();
        strict.cancel = CancelRule::Never;
        strict.seats = 3;
        declared.locations[0].desks.push(strict);
    });
    let bench = Bench::with("2026-06-02", &declared);
    let ana = bench.member("ana");
    subscribe(&bench, ana, "2026-06-02", "day=3", None);
    renew(&bench);
    bench
}

fn to(id: BookingId, on: &str) -> Move<'static> {
    Move {
        id,
        on: word(on),
        desk: None,
        overridden: false,
    }
}

fn moved(bench: &Bench, request: &Move) -> Result<Changed, OpError> {
    bench.act(|tx| move_to(tx, request))
}

fn seats(bench: &Bench, id: BookingId, seats: u32) -> Result<Changed, OpError> {
    let request = Seats {
        id,
        seats,
        wish: None,
    };
    bench.act(|tx| set_seats(tx, &request))
}

fn at(desk: &'static str, on: &str) -> book::Request<'static> {
    book::Request {
        desk: Some(desk),
        ..a_seat("ana", on)
    }
}

#[test]
fn d6_a_move_into_the_current_period_is_charged_now() {
    let bench = bench();
    let id = booked(&bench, &a_seat("ana", "2026-07-05")).booking.id;
    let done = moved(&bench, &to(id, "2026-06-05")).unwrap();
    assert_eq!(done.taken, PassQty::ONE);
    assert_eq!(told(&bench, id), "confirmed charged 1 on 2026-06-05");
    assert_eq!(left(&bench, CustomerId(1)), ["2"]);
    sound(&bench);
}

#[test]
fn d6_a_move_that_cannot_be_charged_changes_nothing() {
    let bench = bench();
    let id = booked(&bench, &a_seat("ana", "2026-07-05")).booking.id;
    let three = book::Request {
        seats: 3,
        ..a_seat("ana", "2026-06-05")
    };
    booked(&bench, &three);
    let refused = moved(&bench, &to(id, "2026-06-05")).unwrap_err();
    assert_eq!(refused.to_string(), "need 1 pass on 2026-06-05, have 0");
    assert!(told(&bench, id).starts_with("tentative pending 1 on 2026-07-05"));
    sound(&bench);
}

#[test]
fn d6_a_move_into_a_future_period_refunds_and_schedules() {
    let bench = bench();
    let id = booked(&bench, &a_seat("ana", "2026-06-05")).booking.id;
    let done = moved(&bench, &to(id, "2026-08-05")).unwrap();
    assert_eq!((done.refunded, done.taken), (PassQty::ONE, PassQty::ZERO));
    assert_eq!(
        told(&bench, id),
        "tentative pending 1 on 2026-08-05, charges on 2026-08-02"
    );
    assert_eq!(left(&bench, CustomerId(1)), ["3"]);
    moved(&bench, &to(id, "2026-07-05")).unwrap();
    assert!(told(&bench, id).ends_with("charges on 2026-07-02"));
    sound(&bench);
}

#[test]
fn d6_within_the_period_nothing_is_paid_twice() {
    let bench = bench();
    let three = book::Request {
        seats: 3,
        ..a_seat("ana", "2026-06-05")
    };
    let id = booked(&bench, &three).booking.id;
    let done = moved(&bench, &to(id, "2026-06-06")).unwrap();
    assert_eq!((done.refunded, done.taken), (PassQty::ZERO, PassQty::ZERO));
    let same = moved(&bench, &to(id, "2026-06-06")).unwrap();
    assert_eq!(same.shown.booking.on, day("2026-06-06"));
    assert_eq!(left(&bench, CustomerId(1)), ["0"]);
    sound(&bench);
}

#[test]
fn d6_a_late_move_is_refused_unless_overridden() {
    let bench = bench();
    let id = booked(&bench, &at("strict", "2026-06-05")).booking.id;
    let late = refused(moved(&bench, &to(id, "2026-06-06")));
    assert_eq!(late, BookingRefusal::TooLate { until: None });
    let other_desk = Move {
        on: None,
        desk: Some("hot"),
        overridden: true,
        ..to(id, "today")
    };
    let done = moved(&bench, &other_desk).unwrap();
    assert_eq!(done.shown.desk.to_string(), "hot");
    assert_eq!(done.shown.booking.on, day("2026-06-05"));
    bench.set("2026-06-05");
    bench.at("2026-06-05T06:00:00.001Z");
    let late = refused(moved(&bench, &to(id, "2026-06-06")));
    assert!(matches!(late, BookingRefusal::TooLate { until: Some(_) }));
    sound(&bench);
}

#[test]
fn d6_a_move_needs_room_a_day_that_is_not_past_and_a_booking_that_stands() {
    let bench = bench();
    let id = booked(&bench, &a_seat("ana", "2026-06-05")).booking.id;
    let past = refused(moved(&bench, &to(id, "2026-06-01")));
    assert!(matches!(past, BookingRefusal::PastDay { .. }));
    bench.member("ben");
    give(&bench, "ben", 3, "never");
    let all = book::Request {
        who: "ben",
        seats: 3,
        ..at("strict", "2026-06-05")
    };
    booked(&bench, &all);
    let full = Move {
        desk: Some("strict"),
        ..to(id, "2026-06-05")
    };
    let full = refused(moved(&bench, &full));
    assert!(matches!(full, BookingRefusal::Full { free: 0, .. }));
    let cancel = cancel::Request {
        id,
        wish: None,
        new_lot: None,
    };
    bench.act(|tx| cancel::cancel(tx, &cancel)).unwrap();
    let gone = refused(moved(&bench, &to(id, "2026-06-06")));
    assert_eq!(gone, BookingRefusal::AlreadyCancelled { booking: id });
    let gone = refused(seats(&bench, id, 2));
    assert_eq!(gone, BookingRefusal::AlreadyCancelled { booking: id });
}

#[test]
fn d6_other_seats_settle_the_difference() {
    let bench = bench();
    give(&bench, "ana", 1, "never");
    let id = booked(&bench, &a_seat("ana", "2026-06-05")).booking.id;
    let more = seats(&bench, id, 4).unwrap();
    assert_eq!(more.taken, PassQty::whole(3));
    assert_eq!(drawn(&more.shown.lots), ["lt-1: 3", "lt-2: 1"]);
    let short = seats(&bench, id, 5).unwrap_err().to_string();
    assert_eq!(short, "need 1 pass on 2026-06-05, have 0");
    let full = refused(seats(&bench, id, 13));
    assert!(matches!(full, BookingRefusal::Full { wanted: 13, .. }));
    let fewer = seats(&bench, id, 2).unwrap();
    assert_eq!(fewer.refunded, PassQty::whole(2));
    assert_eq!(drawn(&fewer.shown.lots), ["lt-1: 2"]);
    assert_eq!(left(&bench, CustomerId(1)), ["1", "1"]);
    assert_eq!(refused(seats(&bench, id, 0)), BookingRefusal::NoSeats);
    sound(&bench);
}

#[test]
fn d6_seats_given_up_late_are_free_and_stay_paid() {
    let bench = bench();
    let two = book::Request {
        seats: 2,
        ..at("strict", "2026-06-05")
    };
    let id = booked(&bench, &two).booking.id;
    let fewer = seats(&bench, id, 1).unwrap();
    assert!(fewer.late && fewer.refunded.is_zero());
    assert_eq!(told(&bench, id), "confirmed charged 2 on 2026-06-05");
    assert_eq!(seats(&bench, id, 2).unwrap().taken, PassQty::ZERO);
    let overridden = Seats {
        id,
        seats: 1,
        wish: Some(Override::Refund),
    };
    let back = bench.act(|tx| set_seats(tx, &overridden)).unwrap();
    assert_eq!(back.refunded, PassQty::ONE);
    sound(&bench);
}

#[test]
fn d6_a_pending_charge_is_for_the_seats_there_are_then() {
    let bench = bench();
    let id = booked(&bench, &a_seat("ana", "2026-07-05")).booking.id;
    seats(&bench, id, 3).unwrap();
    bench.set("2026-07-02");
    renew(&bench);
    assert!(told(&bench, id).starts_with("confirmed charged 3"));
    assert_eq!(left(&bench, CustomerId(1)), ["0", "0"]);
    let strict = book::Request {
        seats: 2,
        ..at("strict", "2026-08-05")
    };
    let id = booked(&bench, &strict).booking.id;
    let late = refused(seats(&bench, id, 1));
    assert_eq!(late, BookingRefusal::TooLate { until: None });
    sound(&bench);
}

#[test]
fn p5_a_move_takes_nothing_from_the_lot_of_who_has_left_the_company() {
    let bench = Bench::on("2026-06-02");
    let acme = bench.company("acme");
    for member in ["ana", "ben"] {
        bench.customer(member, Standing::Member, Some(acme));
    }
    let lot = give(&bench, "ben", 1, "never");
    let id = booked(&bench, &a_seat("ana", "2026-06-03")).booking.id;
    let leave = member::Change {
        leave_company: true,
        ..member::Change::default()
    };
    bench.act(|tx| member::set(tx, "ben", &leave)).unwrap();
    let short = moved(&bench, &to(id, "2026-06-04")).unwrap_err();
    assert!(
        matches!(short, OpError::Refused(Refusal::NotEnoughPasses { .. })),
        "{short}"
    );
    give(&bench, "ana", 1, "never");
    let done = moved(&bench, &to(id, "2026-06-04")).unwrap();
    assert_eq!((done.refunded, done.taken), (PassQty::ONE, PassQty::ONE));
    let back = bench.see(|db| Ok(lots::find(db, lot)?)).unwrap();
    assert_eq!(back.left, PassQty::ONE);
}
