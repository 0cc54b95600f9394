//! Cancelling: in time, late, overridden, in bulk (D5, D12, B7).

use super::*;
use crate::domain::booking::change::Override;
use crate::domain::desk::CancelRule;
use crate::ops::booking::bulk;
use crate::ops::booking::cancel::{self, Cancelled, Goodwill, Request};
use crate::store::bookings::Filter;
use crate::store::{bookings, ledger};

fn plain(id: BookingId) -> Request<'static> {
    Request {
        id,
        wish: None,
        new_lot: None,
    }
}

fn cancel(bench: &Bench, request: &Request) -> Result<Cancelled, OpError> {
    bench.act(|tx| cancel::cancel(tx, request))
}

/// Ana with passes that expire at the end of June, in a space with that rule.
fn bench(rule: &str) -> Bench {
    let rule = CancelRule::read(rule).unwrap();
    let declared = space(|declared| declared.locations[0].desks[0].cancel = rule);
    let bench = Bench::with("2026-06-03", &declared);
    bench.member("ana");
    give(&bench, "ana", 1, "2026-06-30");
    give(&bench, "ana", 5, "never");
    bench
}

fn two_seats(bench: &Bench, on: &str) -> BookingId {
    let two = book::Request {
        seats: 2,
        ..a_seat("ana", on)
    };
    booked(bench, &two).booking.id
}

#[test]
fn d5_in_time_each_lot_gets_back_what_it_paid_and_the_seats_are_free() {
    let bench = bench("start");
    let id = two_seats(&bench, "2026-06-03");
    assert_eq!(left(&bench, CustomerId(1)), ["0", "4"]);
    let done = cancel(&bench, &plain(id)).unwrap();
    assert_eq!((done.late, done.refunded), (false, PassQty::whole(2)));
    assert_eq!(drawn(&done.shown.lots), ["lt-1: 1", "lt-2: 1"]);
    assert_eq!(left(&bench, CustomerId(1)), ["1", "5"]);
    assert_eq!(told(&bench, id), "cancelled refunded 2 on 2026-06-03");
    sound(&bench);
}

#[test]
fn d5_late_nothing_is_given_back_and_the_seat_is_free() {
    let bench = bench("24h");
    let id = two_seats(&bench, "2026-06-04");
    bench.at("2026-06-03T06:00:00.001Z");
    let done = cancel(&bench, &plain(id)).unwrap();
    assert_eq!((done.late, done.refunded), (true, PassQty::ZERO));
    assert_eq!(told(&bench, id), "cancelled charged 2 on 2026-06-04");
    assert_eq!(left(&bench, CustomerId(1)), ["0", "4"]);
    sound(&bench);
}

#[test]
fn d5_exactly_at_the_deadline_is_in_time() {
    let bench = bench("24h");
    let id = two_seats(&bench, "2026-06-04");
    bench.at("2026-06-03T06:00:00Z");
    assert!(!cancel(&bench, &plain(id)).unwrap().late);
}

#[test]
fn d5_the_rule_can_be_overridden_both_ways() {
    let bench = bench("never");
    let id = two_seats(&bench, "2026-06-05");
    let refund = Request {
        wish: Some(Override::Refund),
        ..plain(id)
    };
    cancel(&bench, &refund).unwrap();
    assert_eq!(left(&bench, CustomerId(1)), ["1", "5"]);
    let bench = self::bench("start");
    let id = two_seats(&bench, "2026-06-05");
    let keep = Request {
        wish: Some(Override::NoRefund),
        ..plain(id)
    };
    assert!(cancel(&bench, &keep).unwrap().late);
    assert_eq!(left(&bench, CustomerId(1)), ["0", "4"]);
}

#[test]
fn d5_a_cancelled_booking_is_not_cancelled_again() {
    let bench = bench("start");
    let id = two_seats(&bench, "2026-06-05");
    cancel(&bench, &plain(id)).unwrap();
    let again = refused(cancel(&bench, &plain(id)));
    assert_eq!(again, BookingRefusal::AlreadyCancelled { booking: id });
    let unknown = cancel(&bench, &plain(BookingId(9))).unwrap_err();
    assert_eq!(unknown.to_string(), "no booking `bk-9`");
}

#[test]
fn b7_a_refund_to_a_lot_that_lapsed_lapses_at_once() {
    let bench = bench("never");
    let id = two_seats(&bench, "2026-06-29");
    bench.set("2026-07-01");
    let refund = Request {
        wish: Some(Override::Refund),
        ..plain(id)
    };
    let done = cancel(&bench, &refund).unwrap();
    assert_eq!(done.refunded, PassQty::whole(2));
    assert_eq!(drawn(&done.lapsed), ["lt-1: 1"]);
    assert_eq!(left(&bench, CustomerId(1)), ["0", "5"]);
    let entries = bench.see(|db| Ok(ledger::of_booking(db, id)?));
    let types: Vec<&str> = entries.iter().map(|entry| entry.of.kind.word()).collect();
    assert_eq!(types, ["spend", "spend", "refund", "expire", "refund"]);
    sound(&bench);
}

#[test]
fn b7_goodwill_is_a_new_lot_in_the_place_of_the_refund() {
    let bench = bench("never");
    let id = two_seats(&bench, "2026-06-29");
    bench.set("2026-07-01");
    let goodwill = Request {
        wish: Some(Override::Refund),
        new_lot: Some(Goodwill {
            expires: word("2026-08-31"),
            memo: Some("the heating was out"),
        }),
        ..plain(id)
    };
    let done = cancel(&bench, &goodwill).unwrap();
    assert_eq!((done.refunded, done.new_lots.len()), (PassQty::whole(2), 1));
    assert_eq!(left(&bench, CustomerId(1)), ["0", "4", "2"]);
    assert_eq!(done.new_lots[0].expires_on, day("2026-08-31"));
    assert_eq!(told(&bench, id), "cancelled refunded 2 on 2026-06-29");
    sound(&bench);
}

#[test]
fn b7_goodwill_needs_something_to_give_back_and_a_day_to_use_it() {
    let bench = bench("never");
    let id = two_seats(&bench, "2026-06-29");
    let new_lot = |expires| Request {
        new_lot: Some(Goodwill {
            expires: word(expires),
            memo: None,
        }),
        ..plain(id)
    };
    let late = refused(cancel(&bench, &new_lot("2026-08-31")));
    assert_eq!(late, BookingRefusal::NothingBack { booking: id });
    let yesterday = Request {
        wish: Some(Override::Refund),
        ..new_lot("2026-06-02")
    };
    assert!(matches!(
        cancel(&bench, &yesterday).unwrap_err(),
        OpError::Refused(Refusal::ExpiresTooSoon { .. })
    ));
    assert!(told(&bench, id).starts_with("confirmed charged"));
}

/// A booking of Ana's that waits for her subscription, which starts on 1 July.
fn pending(bench: &Bench) -> BookingId {
    subscribe(bench, CustomerId(1), "2026-07-01", "day=3", None);
    booked(bench, &a_seat("ana", "2026-07-06")).booking.id
}

#[test]
fn d5_a_pending_charge_is_removed_in_time() {
    let bench = bench("start");
    let id = pending(&bench);
    cancel(&bench, &plain(id)).unwrap();
    let removed = "cancelled removed 1 on 2026-07-06, charges on 2026-07-01";
    assert_eq!(told(&bench, id), removed);
    bench.set("2026-07-01");
    renew(&bench);
    assert_eq!(told(&bench, id), removed);
    assert_eq!(left(&bench, CustomerId(1)), ["0", "5", "3"]);
    sound(&bench);
}

#[test]
fn d5_a_late_pending_charge_is_made_at_its_period_and_the_seat_is_free() {
    let bench = bench("never");
    let id = pending(&bench);
    assert!(cancel(&bench, &plain(id)).unwrap().late);
    assert!(told(&bench, id).starts_with("cancelled pending 1"));
    sound(&bench);
    bench.set("2026-07-01");
    renew(&bench);
    assert!(told(&bench, id).starts_with("cancelled charged 1"));
    assert_eq!(left(&bench, CustomerId(1)), ["0", "5", "2"]);
    sound(&bench);
}

#[test]
fn a2_a_payment_that_the_ledger_does_not_know_is_found() {
    for tampered in ["pay_status = 'refunded'", "seats = 3"] {
        let bench = bench("start");
        two_seats(&bench, "2026-06-05");
        bench
            .store
            .tamper(&format!("UPDATE booking SET {tampered}"));
        let found = bench.see(|db| check::check(db, false)).problems;
        let told = "bk-1 is not paid as it says".to_owned();
        assert!(found.contains(&told), "{found:?}");
    }
}

#[test]
fn d12_a_closure_cancels_what_a_desk_has_and_refunds_all_of_it() {
    let bench = bench("never");
    let kept = two_seats(&bench, "2026-06-04");
    for on in ["2026-06-05", "2026-06-06"] {
        two_seats(&bench, on);
    }
    let wanted = Wanted {
        desk: Some("hot"),
        from: word("2026-06-05"),
        until: word("2026-06-30"),
        ..Wanted::default()
    };
    let closed = bench.act(|tx| bulk::cancel(tx, &wanted, true)).unwrap();
    assert_eq!(closed.cancelled.len(), 2);
    assert_eq!(closed.refunded, PassQty::whole(4));
    assert!(told(&bench, kept).starts_with("confirmed"));
    assert_eq!(left(&bench, CustomerId(1)), ["0", "4"]);
    let again = bench.act(|tx| bulk::cancel(tx, &wanted, true)).unwrap();
    assert!(again.cancelled.is_empty());
    sound(&bench);
}

#[test]
fn d12_the_bookings_of_a_member_can_be_cancelled_without_refund() {
    let bench = bench("start");
    bench.member("ben");
    give(&bench, "ben", 5, "never");
    two_seats(&bench, "2026-06-05");
    booked(&bench, &a_seat("ben", "2026-06-05"));
    let wanted = Wanted {
        member: Some("ana"),
        from: word("2026-06-01"),
        until: word("2026-06-30"),
        ..Wanted::default()
    };
    bench.act(|tx| bulk::cancel(tx, &wanted, false)).unwrap();
    assert_eq!(left(&bench, CustomerId(1)), ["0", "4"]);
    let standing = Filter {
        standing: true,
        ..Filter::default()
    };
    let standing = bench.see(|db| Ok(bookings::list(db, &standing)?));
    assert_eq!(standing.len(), 1);
    sound(&bench);
}

#[test]
fn bookings_are_listed_by_date_and_filtered() {
    let bench = bench("start");
    let late = two_seats(&bench, "2026-06-09");
    let soon = booked(&bench, &a_seat("ana", "2026-06-05")).booking.id;
    cancel(&bench, &plain(soon)).unwrap();
    let ids = |wanted: &Wanted| {
        let all = bench.see(|db| list(db, wanted, bench.now()));
        all.iter().map(|one| one.booking.id).collect::<Vec<_>>()
    };
    let all = Wanted::default();
    assert_eq!(ids(&all), [soon, late]);
    for (wanted, found) in [
        (
            Wanted {
                status: Some(Status::Cancelled),
                ..all
            },
            soon,
        ),
        (
            Wanted {
                from: word("+5d"),
                ..all
            },
            late,
        ),
        (
            Wanted {
                until: word("2026-06-08"),
                ..all
            },
            soon,
        ),
        (
            Wanted {
                limit: Some(1),
                member: Some("ana"),
                desk: Some("hq/hot"),
                location: Some("hq"),
                ..all
            },
            soon,
        ),
    ] {
        assert_eq!(ids(&wanted), [found], "{wanted:?}");
    }
    let passes = bench.see(|db| list(db, &all, bench.now()));
    let passes: Vec<PassQty> = passes.iter().map(|one| one.passes).collect();
    assert_eq!(passes, [PassQty::ONE, PassQty::whole(2)]);
}
