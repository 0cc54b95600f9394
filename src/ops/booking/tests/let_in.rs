//! Visits that a booking let in which is gone, or has fewer seats (C2, C8).

use super::*;
use crate::domain::booking::change::Override;
use crate::domain::ids::VisitId;
use crate::domain::location::CheckinCharge::PerDay;
use crate::domain::location::CheckinMode::FullDay;
use crate::ops::booking::bulk;
use crate::ops::booking::change::{Move, Seats};
use crate::ops::checkin;
use crate::ops::undo;
use crate::ops::visit::desk::{come, declared, give, now, open, sound, told, try_in};
use crate::ops::visit::{self, Seen};

/// Ana with four passes and a booking of so many seats of 2 June, in before it opens at nine.
fn early(seats: u32) -> (Bench, BookingId) {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, "ana", "4", "day");
    let request = book::Request {
        seats,
        ..a_seat("ana", "2026-06-02")
    };
    let id = booked(&bench, &request).booking.id;
    assert_eq!(told(&come(&bench, "ana", "08:30")), came(seats));
    (bench, id)
}

fn came(seats: u32) -> String {
    format!("booking - 0, owed 0, balance {}", 4 - seats)
}

fn guest(bench: &Bench, name: &str) -> VisitId {
    let guest = checkin::Request {
        guest: Some(name),
        ..now("ana")
    };
    try_in(bench, &guest).unwrap().visit.id
}

fn seen(bench: &Bench, id: i64) -> String {
    told(&bench.see(|db| visit::show(db, VisitId(id))))
}

fn ids(settled: &[Seen]) -> Vec<i64> {
    settled.iter().map(|seen| seen.visit.id.0).collect()
}

const fn plain(id: BookingId, wish: Option<Override>) -> cancel::Request<'static> {
    cancel::Request {
        id,
        wish,
        new_lot: None,
    }
}

#[test]
fn c2_d5_who_came_on_a_booking_that_is_cancelled_in_time_takes_a_pass() {
    let (bench, id) = early(1);
    let request = plain(id, None);
    let (operation, done) = bench.operate(|tx| cancel::cancel(tx, &request)).unwrap();
    assert_eq!((ids(&done.settled), done.late), (vec![1], false));
    assert_eq!(seen(&bench, 1), "pass day 1, owed 0, balance 3");
    sound(&bench);
    bench
        .act(|tx| undo::undo(tx, operation.unwrap()))
        .expect("it can be taken back");
    assert_eq!(seen(&bench, 1), came(1));
    sound(&bench);
}

#[test]
fn c2_d5_a_late_refund_leaves_the_visit_free_and_so_does_what_stays_paid() {
    let (bench, id) = early(1);
    bench.clock("2026-06-02 09:30");
    let refund = plain(id, Some(Override::Refund));
    let done = bench.act(|tx| cancel::cancel(tx, &refund)).unwrap();
    assert_eq!(ids(&done.settled), [0; 0]);
    assert_eq!(seen(&bench, 1), came(0));
    let (bench, id) = early(1);
    let kept = plain(id, Some(Override::NoRefund));
    bench.act(|tx| cancel::cancel(tx, &kept)).unwrap();
    assert_eq!(seen(&bench, 1), came(1));
}

#[test]
fn c2_d12_a_closure_settles_who_came_on_what_it_refunds() {
    for refund in [true, false] {
        let (bench, _) = early(1);
        bench.clock("2026-06-02 09:30");
        let wanted = Wanted {
            desk: Some("hot"),
            from: word("2026-06-02"),
            until: word("2026-06-02"),
            ..Wanted::default()
        };
        let done = bench.act(|tx| bulk::cancel(tx, &wanted, refund)).unwrap();
        let settled: &[i64] = if refund { &[1] } else { &[] };
        assert_eq!(ids(&done.cancelled[0].settled), settled);
        let costs = if refund {
            "pass day 1, owed 0, balance 3".to_owned()
        } else {
            came(1)
        };
        assert_eq!(seen(&bench, 1), costs);
        sound(&bench);
    }
}

#[test]
fn c2_d6_who_came_on_a_booking_that_is_moved_away_takes_a_pass() {
    let (bench, id) = early(1);
    let request = Move {
        id,
        on: word("2026-06-03"),
        desk: None,
        overridden: false,
    };
    let done = bench.act(|tx| change::move_to(tx, &request)).unwrap();
    assert_eq!(ids(&done.settled), [1]);
    assert_eq!(seen(&bench, 1), "pass day 1, owed 0, balance 2");
    sound(&bench);
}

#[test]
fn c2_c8_d6_of_guests_on_seats_that_are_given_up_the_last_takes_a_pass() {
    let (bench, id) = early(3);
    guest(&bench, "Tom");
    bench.clock("2026-06-02 08:40");
    guest(&bench, "Ida");
    let two = Seats {
        id,
        seats: 2,
        wish: None,
    };
    let done = bench.act(|tx| change::set_seats(tx, &two)).unwrap();
    assert_eq!(ids(&done.settled), [3]);
    assert_eq!(seen(&bench, 2), came(3));
    assert_eq!(seen(&bench, 3), "pass day 1, owed 0, balance 1");
    sound(&bench);
    bench.clock("2026-06-02 09:30");
    let one = Seats { seats: 1, ..two };
    let late = bench.act(|tx| change::set_seats(tx, &one)).unwrap();
    assert_eq!((ids(&late.settled), late.late), (vec![], true));
}

#[test]
fn c2_b7_what_became_goodwill_pays_for_who_came_on_the_booking() {
    let (bench, id) = early(4);
    let goodwill = cancel::Request {
        new_lot: Some(cancel::Goodwill {
            expires: word("2026-06-30"),
            memo: None,
        }),
        ..plain(id, None)
    };
    bench.act(|tx| cancel::cancel(tx, &goodwill)).unwrap();
    assert_eq!(seen(&bench, 1), "pass day 1, owed 0, balance 3");
    sound(&bench);
}
