//! Bookings that a lot covers without a count (T2): nothing is taken, all else is as ever.

use super::*;
use crate::domain::booking::change::Override;
use crate::domain::limit::Limit;
use crate::domain::location::CheckinCharge::PerDay;
use crate::domain::location::CheckinMode::FullDay;
use crate::ops::booking::{cancel, change, settle};
use crate::ops::undo::undo;
use crate::ops::visit::desk::{at, declared as desk, kind, member, try_in};
use crate::ops::{checkin, deduct, invoice, sell};

/// Ana, on Monday, 1 June 2026, in a space with the kind `all` and six seats.
fn bench(change: impl FnOnce(&mut SpaceDeclaration)) -> Bench {
    let mut declared = desk(PerDay, FullDay);
    change(&mut declared);
    let bench = Bench::with("2026-06-01", &declared);
    member(&bench, "ana", None);
    bench
}

/// Gives any number of uses through a day.
fn all(bench: &Bench, until: &str) -> LotId {
    let request = grant::Request {
        who: "ana",
        passes: PassQty::ONE,
        kind: "all",
        from: None,
        expires: word(until),
        monthly: None,
        location: None,
        priority: 0,
        memo: None,
    };
    bench.act(|tx| grant::grant(tx, &request)).unwrap().lots[0].lot
}

fn cancelled(bench: &Bench, id: BookingId, wish: Option<Override>) -> cancel::Cancelled {
    let request = cancel::Request {
        id,
        wish,
        new_lot: None,
    };
    bench.act(|tx| cancel::cancel(tx, &request)).unwrap()
}

fn moved(bench: &Bench, id: BookingId, on: &str) -> Result<change::Changed, OpError> {
    let request = change::Move {
        id,
        on: word(on),
        desk: None,
        overridden: false,
    };
    bench.act(|tx| change::move_to(tx, &request))
}

fn resized(bench: &Bench, id: BookingId, seats: u32) -> Result<change::Changed, OpError> {
    let request = change::Seats {
        id,
        seats,
        wish: None,
    };
    bench.act(|tx| change::set_seats(tx, &request))
}

#[test]
fn t2_a_booking_is_covered_and_takes_nothing() {
    let bench = bench(|_| {});
    give(&bench, "ana", 2, "never");
    let lot = all(&bench, "2026-06-30");
    let one = booked(&bench, &a_seat("ana", "2026-06-10"));
    assert_eq!(drawn(&one.lots), [format!("{lot}: 0")]);
    let id = one.booking.id;
    assert_eq!(told(&bench, id), "confirmed charged 0 on 2026-06-10");
    assert_eq!(left(&bench, CustomerId(1)), ["2", "1"]);
    let listed = bench.see(|db| list(db, &Wanted::default(), bench.now()));
    assert_eq!(listed[0].passes, PassQty::ZERO);
    let behind = booked(&bench, &a_seat("ana", "2026-07-01"));
    assert_eq!(drawn(&behind.lots), ["lt-1: 1"]);
    sound(&bench);
}

#[test]
fn t2_a_covered_booking_is_cancelled_moved_and_resized_without_passes() {
    let bench = bench(|_| {});
    let lot = all(&bench, "2026-06-30");
    let id = booked(&bench, &a_seat("ana", "2026-06-10")).booking.id;
    resized(&bench, id, 3).unwrap();
    moved(&bench, id, "2026-06-12").unwrap();
    assert_eq!(told(&bench, id), "confirmed charged 0 on 2026-06-12");
    let beyond = moved(&bench, id, "2026-07-01").unwrap_err();
    assert_eq!(beyond.to_string(), "need 3 passes on 2026-07-01, have 0");
    give(&bench, "ana", 4, "never");
    let done = moved(&bench, id, "2026-07-01").unwrap();
    assert_eq!(drawn(&done.shown.lots), ["lt-2: 3"]);
    let done = moved(&bench, id, "2026-06-12").unwrap();
    assert_eq!(
        (done.refunded, done.taken),
        (PassQty::whole(3), PassQty::ZERO)
    );
    assert_eq!(drawn(&done.shown.lots), [format!("{lot}: 0")]);
    let fewer = resized(&bench, id, 1).unwrap();
    assert_eq!(fewer.refunded, PassQty::ZERO);
    let gone = cancelled(&bench, id, None);
    assert_eq!((gone.late, gone.refunded), (false, PassQty::ZERO));
    assert_eq!(told(&bench, id), "cancelled refunded 0 on 2026-06-12");
    assert_eq!(left(&bench, CustomerId(1)), ["1", "4"]);
    sound(&bench);
}

#[test]
fn b5_a_deduction_takes_the_lot_that_expires_first_and_it_covers_nothing_more() {
    let bench = bench(|_| {});
    let (later, sooner) = (all(&bench, "2026-07-31"), all(&bench, "2026-06-30"));
    let take = || {
        let request = deduct::Request {
            who: "ana",
            amount: deduct::Amount::Passes(PassQty::ONE),
            kind: Some("all"),
            lot: None,
        };
        bench.act(|tx| deduct::deduct(tx, &request))
    };
    let taken = take().unwrap();
    assert_eq!((taken.lots[0].lot, taken.balance), (sooner, PassQty::ONE));
    let covered = booked(&bench, &a_seat("ana", "2026-06-10"));
    assert_eq!(drawn(&covered.lots), [format!("{later}: 0")]);
    assert_eq!(take().unwrap().balance, PassQty::ZERO);
    assert!(book(&bench, &a_seat("ana", "2026-06-11")).is_err());
    let none = take().unwrap_err();
    assert_eq!(none.to_string(), "need 1 pass on 2026-06-01, have 0");
    sound(&bench);
}

#[test]
fn v3_a_purchase_that_covers_a_booking_or_a_visit_stays_on_the_invoice() {
    let bench = bench(|_| {});
    let sold = bench.act(|tx| sell::sell(tx, "ana", &sell::Request::of("all", 1)));
    let line = sold.unwrap().lines[0].id;
    let remove = || bench.act(|tx| invoice::remove::remove(tx, line));
    let refused_by = |made: Option<OperationId>| {
        let told = format!("{line} is for lt-1, which is used by {}", made.unwrap());
        assert_eq!(remove().unwrap_err().to_string(), told);
    };
    let made = bench.operate(|tx| book::book(tx, &a_seat("ana", "2026-06-10")));
    refused_by(made.unwrap().0);
    cancelled(&bench, BookingId(1), None);
    let came = bench.operate(|tx| checkin::checkin(tx, &at("ana", "00:30")));
    let came = came.unwrap().0;
    refused_by(came);
    bench.act(|tx| undo(tx, came.unwrap())).unwrap();
    assert_eq!(remove().unwrap().lots, [(LotId(1), None)]);
    sound(&bench);
}

#[test]
fn b7_nothing_that_was_taken_becomes_no_new_lot() {
    let bench = bench(|_| {});
    all(&bench, "2026-06-30");
    let id = booked(&bench, &a_seat("ana", "2026-06-10")).booking.id;
    let request = cancel::Request {
        id,
        wish: None,
        new_lot: Some(cancel::Goodwill {
            expires: None,
            memo: None,
        }),
    };
    let refusal = refused(bench.act(|tx| cancel::cancel(tx, &request)));
    assert_eq!(refusal, BookingRefusal::NothingBack { booking: id });
}

#[test]
fn k4_a_limit_counts_the_seats_and_the_dates_with_visits() {
    let bench = bench(|declared| kind(declared, "all").limit = Limit::read("2/week").unwrap());
    all(&bench, "2026-06-30");
    try_in(&bench, &at("ana", "00:30")).unwrap();
    booked(&bench, &a_seat("ana", "2026-06-03"));
    let third = book(&bench, &a_seat("ana", "2026-06-04")).unwrap_err();
    assert_eq!(
        third.to_string(),
        "`all` allows 2/week: 2 used from 2026-06-01 to 2026-06-07, 1 more wanted; there is room on 2026-06-08"
    );
    booked(&bench, &a_seat("ana", "2026-06-08"));
    cancelled(&bench, BookingId(1), Some(Override::NoRefund));
    assert!(book(&bench, &a_seat("ana", "2026-06-04")).is_err());
    let seats = change::Seats {
        id: BookingId(2),
        seats: 3,
        wish: None,
    };
    assert!(bench.act(|tx| change::set_seats(tx, &seats)).is_err());
    give(&bench, "ana", 5, "never");
    let more = resized(&bench, BookingId(2), 3).unwrap();
    assert_eq!(drawn(&more.shown.lots), ["lt-2: 3"]);
    let day = booked(&bench, &a_seat("ana", "2026-06-04"));
    assert_eq!(drawn(&day.lots), ["lt-2: 1"]);
    sound(&bench);
}

#[test]
fn d10_a_use_that_is_not_counted_takes_none_of_the_locations_limit() {
    let bench = bench(|declared| {
        declared.locations[0].terms.usage_limit = Limit::read("1/week").unwrap();
    });
    give(&bench, "ana", 5, "never");
    all(&bench, "2026-06-30");
    for on in ["2026-06-02", "2026-06-03", "2026-06-03"] {
        booked(&bench, &a_seat("ana", on));
    }
    moved(&bench, BookingId(3), "2026-06-05").unwrap();
    moved(&bench, BookingId(3), "2026-07-01").unwrap();
    let second = book(&bench, &a_seat("ana", "2026-07-02")).unwrap_err();
    assert_eq!(
        second.to_string(),
        "hq allows 1/week: 1 used from 2026-06-29 to 2026-07-05, 1 more wanted; there is room on 2026-07-06"
    );
    assert!(moved(&bench, BookingId(2), "2026-07-02").is_err());
}

#[test]
fn d3_r6_a_scheduled_booking_is_covered_when_its_window_brings_the_lot() {
    let bench = bench(|_| {});
    let lots = subscribe(&bench, CustomerId(1), "2026-06-01", "all=1", None);
    renew(&bench);
    let id = booked(&bench, &a_seat("ana", "2026-07-09")).booking.id;
    assert_eq!(
        told(&bench, id),
        "tentative pending 1 on 2026-07-09, charges on 2026-07-01"
    );
    bench.set("2026-07-01");
    renew(&bench);
    let shown = bench.see(|db| show(db, id));
    assert_eq!(drawn(&shown.lots), ["lt-2: 0"]);
    assert_eq!(
        told(&bench, id),
        "confirmed charged 0 on 2026-07-09, charges on 2026-07-01"
    );
    assert_eq!(shown.booking.subscription, Some(lots));
    sound(&bench);
}

#[test]
fn d8_what_was_to_be_paid_later_is_covered_when_it_is_settled() {
    let bench = bench(|_| {});
    let later = book::Request {
        pay: Some(crate::domain::booking::PayWith::Later),
        ..a_seat("ana", "2026-06-10")
    };
    let id = booked(&bench, &later).booking.id;
    all(&bench, "2026-06-30");
    let done = bench.act(|tx| settle::settle(tx, "ana")).unwrap();
    assert_eq!(done.passes, PassQty::ZERO);
    assert_eq!(told(&bench, id), "confirmed charged 0 on 2026-06-10");
    sound(&bench);
}

#[test]
fn a3_what_covers_a_booking_is_not_taken_back_and_a_booking_is() {
    let bench = bench(|_| {});
    let granted = bench.operate(|tx| {
        let request = grant::Request {
            who: "ana",
            passes: PassQty::ONE,
            kind: "all",
            from: None,
            expires: word("2026-06-30"),
            monthly: None,
            location: None,
            priority: 0,
            memo: None,
        };
        grant::grant(tx, &request)
    });
    let granted = granted.unwrap().0.unwrap();
    let made = bench.operate(|tx| book::book(tx, &a_seat("ana", "2026-06-10")));
    let made = made.unwrap().0.unwrap();
    let refusal = bench.act(|tx| undo(tx, granted)).unwrap_err();
    let expected = format!("{granted} cannot be undone: lt-1 is used by {made}");
    assert_eq!(refusal.to_string(), expected);
    let undone = bench.operate(|tx| undo(tx, made)).unwrap().0.unwrap();
    assert_eq!(
        told(&bench, BookingId(1)),
        "cancelled refunded 0 on 2026-06-10"
    );
    let again = bench.operate(|tx| undo(tx, undone)).unwrap().0.unwrap();
    assert_eq!(
        told(&bench, BookingId(1)),
        "confirmed charged 0 on 2026-06-10"
    );
    bench.act(|tx| undo(tx, again)).unwrap();
    bench.act(|tx| undo(tx, granted)).unwrap();
    sound(&bench);
}

#[test]
fn a3_what_covered_a_visit_is_not_taken_back_unless_another_lot_could() {
    let bench = bench(|_| {});
    let give = |bench: &Bench| {
        let request = grant::Request {
            who: "ana",
            passes: PassQty::ONE,
            kind: "all",
            from: None,
            expires: None,
            monthly: None,
            location: None,
            priority: 0,
            memo: None,
        };
        let given = bench.operate(|tx| grant::grant(tx, &request)).unwrap();
        given.0.unwrap()
    };
    let first = give(&bench);
    try_in(&bench, &at("ana", "00:30")).unwrap();
    assert!(bench.act(|tx| undo(tx, first)).is_err());
    give(&bench);
    bench.act(|tx| undo(tx, first)).unwrap();
    sound(&bench);
}
