//! Booking: charged now, scheduled, or refused (D1–D4).

use super::*;
use crate::domain::booking::BookAhead;
use crate::domain::booking::PayWith;
use crate::domain::customer::Standing;
use crate::domain::hours::ClosedDates;
use crate::domain::pool::CompanyPasses;
use crate::ops::booking::change::Seats;

#[test]
fn d3_golden_1_a_booking_in_a_future_period_is_charged_when_it_begins() {
    let bench = Bench::on("2026-06-02");
    let ana = bench.member("ana");
    subscribe(&bench, ana, "2026-06-02", "day=10", None);
    renew(&bench);
    bench.set("2026-06-10");
    let id = booked(&bench, &a_seat("ana", "2026-08-13")).booking.id;
    let scheduled = "tentative pending 1 on 2026-08-13, charges on 2026-08-02";
    assert_eq!(told(&bench, id), scheduled);
    assert_eq!(left(&bench, ana), ["10"]);
    bench.set("2026-07-02");
    renew(&bench);
    assert_eq!(told(&bench, id), scheduled);
    assert_eq!(left(&bench, ana), ["0", "10"]);
    bench.set("2026-08-02");
    renew(&bench);
    let charged = "confirmed charged 1 on 2026-08-13, charges on 2026-08-02";
    assert_eq!(told(&bench, id), charged);
    assert_eq!(left(&bench, ana), ["0", "0", "9"]);
    sound(&bench);
}

#[test]
fn r6_golden_2_the_soonest_is_charged_first_and_what_is_not_covered_fails_whole() {
    let bench = Bench::on("2026-06-02");
    let ana = bench.member("ana");
    subscribe(&bench, ana, "2026-07-01", "day=3", None);
    let of_three = book::Request {
        seats: 3,
        ..a_seat("ana", "2026-07-06")
    };
    let last = booked(&bench, &a_seat("ana", "2026-07-07")).booking.id;
    let big = booked(&bench, &of_three).booking.id;
    let first = booked(&bench, &a_seat("ana", "2026-07-05")).booking.id;
    let two = Seats {
        id: last,
        seats: 2,
        wish: None,
    };
    bench.act(|tx| change::set_seats(tx, &two)).unwrap();
    bench.set("2026-07-01");
    renew(&bench);
    assert!(told(&bench, first).starts_with("confirmed charged 1"));
    assert!(told(&bench, big).starts_with("cancelled failed 3"));
    assert!(told(&bench, last).starts_with("confirmed charged 2"));
    assert_eq!(left(&bench, ana), ["0"]);
    sound(&bench);
}

#[test]
fn d4_golden_10_the_legacy_setting_ends_with_the_period() {
    let declared = space(|declared| {
        declared.locations[0].terms.book_ahead = BookAhead::CurrentPeriod;
    });
    let bench = Bench::with("2026-06-02", &declared);
    let ana = bench.member("ana");
    subscribe(&bench, ana, "2026-06-02", "day=10", None);
    renew(&bench);
    assert_eq!(booked(&bench, &a_seat("ana", "2026-07-01")).lots.len(), 1);
    assert_eq!(
        refused(book(&bench, &a_seat("ana", "2026-07-02"))),
        BookingRefusal::BeyondPeriod {
            on: day("2026-07-02"),
            period_end: day("2026-07-01"),
        }
    );
}

#[test]
fn d4_bookings_made_before_the_setting_changed_are_unaffected() {
    let bench = Bench::on("2026-06-02");
    let ana = bench.member("ana");
    subscribe(&bench, ana, "2026-06-02", "day=10", None);
    renew(&bench);
    let id = booked(&bench, &a_seat("ana", "2026-07-03")).booking.id;
    let declared = space(|declared| {
        declared.locations[0].terms.book_ahead = BookAhead::CurrentPeriod;
    });
    bench
        .act(|tx| crate::ops::apply::apply(tx, &declared))
        .unwrap();
    bench.set("2026-07-02");
    renew(&bench);
    assert!(told(&bench, id).starts_with("confirmed charged 1"));
}

#[test]
fn d4_before_a_legacy_subscription_starts_nothing_is_booked() {
    let declared = space(|declared| {
        declared.locations[0].terms.book_ahead = BookAhead::CurrentPeriod;
    });
    let bench = Bench::with("2026-06-02", &declared);
    let ana = bench.member("ana");
    subscribe(&bench, ana, "2026-06-10", "day=10", None);
    let start = day("2026-06-10");
    assert_eq!(
        refused(book(&bench, &a_seat("ana", "2026-06-11"))),
        BookingRefusal::NotStarted { start }
    );
}

#[test]
fn d3_granted_passes_pay_at_once_whatever_the_date() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    give(&bench, "ana", 2, "never");
    let soon = give(&bench, "ana", 1, "2026-12-31");
    let shown = booked(&bench, &a_seat("ana", "2026-11-30"));
    assert_eq!(drawn(&shown.lots), [format!("{soon}: 1")]);
    assert_eq!(left(&bench, ana), ["2", "0"]);
    sound(&bench);
}

#[test]
fn d3_what_is_not_usable_on_the_date_does_not_pay() {
    let bench = Bench::on("2026-06-03");
    bench.member("ana");
    give(&bench, "ana", 5, "2026-06-30");
    booked(&bench, &a_seat("ana", "2026-06-30"));
    let refused = book(&bench, &a_seat("ana", "2026-07-01")).unwrap_err();
    assert_eq!(refused.to_string(), "need 1 pass on 2026-07-01, have 0");
}

#[test]
fn d3_month_ends_are_counted_from_the_anchor() {
    let bench = Bench::on("2028-01-31");
    let ana = bench.member("ana");
    subscribe(&bench, ana, "2028-01-31", "day=1", None);
    for (on, charges_on) in [
        ("2028-02-29", "2028-02-29"),
        ("2028-03-30", "2028-02-29"),
        ("2028-03-31", "2028-03-31"),
        ("2028-04-29", "2028-03-31"),
        ("2028-04-30", "2028-04-30"),
    ] {
        let booking = booked(&bench, &a_seat("ana", on)).booking;
        assert_eq!(booking.charges_on, Some(day(charges_on)), "{on}");
    }
}

#[test]
fn d3_beyond_the_subscriptions_end_only_other_lots_pay() {
    let bench = Bench::on("2026-06-02");
    let ana = bench.member("ana");
    subscribe(&bench, ana, "2026-06-02", "day=10", Some("2026-07-20"));
    let end = BookingRefusal::BeyondEnd {
        on: day("2026-07-21"),
        until: day("2026-07-20"),
    };
    assert_eq!(refused(book(&bench, &a_seat("ana", "2026-07-21"))), end);
    give(&bench, "ana", 1, "never");
    let booking = booked(&bench, &a_seat("ana", "2026-07-21")).booking;
    assert_eq!(booking.pay_status, PaymentStatus::Charged);
}

#[test]
fn r4_passes_that_are_due_but_did_not_come_are_named() {
    let bench = Bench::on("2026-06-02");
    let ana = bench.member("ana");
    subscribe(&bench, ana, "2026-06-02", "day=10", None);
    assert_eq!(
        refused(book(&bench, &a_seat("ana", "2026-06-05"))),
        BookingRefusal::RenewalDue {
            need: PassQty::ONE,
            have: PassQty::ZERO,
            on: day("2026-06-05"),
            due_on: day("2026-06-02"),
        }
    );
    renew(&bench);
    booked(&bench, &a_seat("ana", "2026-06-05"));
}

#[test]
fn p5_the_company_pays_where_it_is_asked_to() {
    let declared = space(|declared| {
        declared.settings.company_passes = CompanyPasses::OwnFirst;
    });
    let bench = Bench::with("2026-06-03", &declared);
    let acme = bench.company("acme");
    let ana = bench.customer("ana", Standing::Member, Some(acme));
    bench.member("ben");
    give(&bench, "ana", 2, "never");
    give(&bench, "acme", 2, "never");
    booked(&bench, &a_seat("ana", "today"));
    let by_company = book::Request {
        pay: Some(PayWith::Company),
        ..a_seat("ana", "tomorrow")
    };
    booked(&bench, &by_company);
    assert_eq!(
        (left(&bench, ana), left(&bench, acme)),
        (vec!["1".into()], vec!["1".into()])
    );
    let alone = book::Request {
        who: "ben",
        ..by_company
    };
    let member = "ben".to_owned();
    assert_eq!(
        refused(book(&bench, &alone)),
        BookingRefusal::NoCompany { member }
    );
    booked(&bench, &a_seat("acme", "tomorrow"));
    assert_eq!(left(&bench, acme), ["0"]);
}

#[test]
fn p4_a_pooled_company_spends_what_expires_first() {
    let bench = Bench::on("2026-06-03");
    let acme = bench.company("acme");
    let ana = bench.customer("ana", Standing::Member, Some(acme));
    let ben = bench.customer("ben", Standing::Member, Some(acme));
    give(&bench, "acme", 1, "never");
    give(&bench, "ben", 1, "2026-06-30");
    booked(&bench, &a_seat("ana", "today"));
    assert_eq!(left(&bench, ben), ["0"]);
    booked(&bench, &a_seat("ana", "tomorrow"));
    assert_eq!(
        (left(&bench, acme), left(&bench, ana)),
        (vec!["0".into()], Vec::<String>::new())
    );
    sound(&bench);
}

#[test]
fn d2_a_second_booking_of_the_date_takes_its_own_pass_and_is_noted() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    give(&bench, "ana", 5, "never");
    let first = book(&bench, &a_seat("ana", "2026-06-05")).unwrap();
    assert!(first.also.is_empty());
    let second = book(&bench, &a_seat("ana", "2026-06-05")).unwrap();
    assert_eq!(second.also, [first.shown.booking.id]);
    assert_eq!(left(&bench, ana), ["3"]);
}

#[test]
fn d2_several_seats_take_a_pass_each_from_several_lots() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    give(&bench, "ana", 2, "never");
    give(&bench, "ana", 1, "2026-06-30");
    let three = book::Request {
        seats: 3,
        ..a_seat("ana", "2026-06-05")
    };
    let shown = booked(&bench, &three);
    assert_eq!(drawn(&shown.lots), ["lt-2: 1", "lt-1: 2"]);
    assert_eq!(shown.passes, PassQty::whole(3));
    let refused = book(&bench, &a_seat("ana", "2026-06-05")).unwrap_err();
    assert!(matches!(
        refused,
        OpError::Refused(Refusal::NotEnoughPasses { .. })
    ));
    assert_eq!(left(&bench, ana), ["0", "0"]);
}

#[test]
fn d2_no_seats_are_no_booking() {
    let bench = Bench::on("2026-06-03");
    bench.member("ana");
    give(&bench, "ana", 5, "never");
    let none = book::Request {
        seats: 0,
        ..a_seat("ana", "today")
    };
    assert_eq!(refused(book(&bench, &none)), BookingRefusal::NoSeats);
}

#[test]
fn d2_scheduled_bookings_hold_their_seats() {
    let declared = space(|declared| {
        declared.locations[0].desks[0].seats = 1;
        declared.locations[0].terms.closed = ClosedDates::read("2026-07-11").unwrap();
    });
    let bench = Bench::with("2026-06-02", &declared);
    let ana = bench.member("ana");
    bench.member("ben");
    give(&bench, "ben", 5, "never");
    subscribe(&bench, ana, "2026-07-02", "day=10", None);
    booked(&bench, &a_seat("ana", "2026-07-10"));
    let full = BookingRefusal::Full {
        on: day("2026-07-10"),
        wanted: 1,
        free: 0,
        next: Some(day("2026-07-12")),
    };
    assert_eq!(refused(book(&bench, &a_seat("ben", "2026-07-10"))), full);
}
