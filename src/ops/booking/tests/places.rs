//! Where bookings go: desks, seats, closed dates, locations (D1, D2).

use super::*;
use crate::domain::day::{DaySpan, Zone};
use crate::domain::desk::DeskKind;
use crate::domain::handle::Handle;
use crate::domain::hours::ClosedDates;
use crate::domain::kind::Covers;
use crate::ops::desk_free;
use crate::store::seats;

fn handle(text: &str) -> Handle {
    Handle::read(text).unwrap()
}

/// Ana with ten passes in a space.
fn bench(change: impl FnOnce(&mut SpaceDeclaration)) -> Bench {
    let bench = Bench::with("2026-06-03", &space(change));
    bench.member("ana");
    give(&bench, "ana", 10, "never");
    bench
}

fn at<'a>(desk: &'a str, on: &str) -> book::Request<'a> {
    book::Request {
        desk: Some(desk),
        ..a_seat("ana", on)
    }
}

/// Adds a desk like the hot one.
fn add_desk(declared: &mut SpaceDeclaration, name: &str, seats: u32) {
    let mut desk = declared.locations[0].desks[0].clone();
    desk.handle = handle(name);
    desk.seats = seats;
    desk.closed = ClosedDates::default();
    declared.locations[0].desks.push(desk);
}

#[test]
fn d1_a_location_and_a_desk_may_take_no_passes_and_the_refusals_differ() {
    let closed_to_passes = bench(|declared| declared.locations[0].terms.passes = false);
    for request in [a_seat("ana", "today"), at("hot", "today")] {
        let refused = refused(book(&closed_to_passes, &request));
        assert_eq!(refused, BookingRefusal::NoPassesAtLocation);
    }
    let bench = bench(|declared| {
        add_desk(declared, "window", 2);
        declared.locations[0].desks[1].passes = false;
        add_desk(declared, "fixed", 1);
        declared.locations[0].desks[2].kind = DeskKind::Dedicated;
    });
    let window = refused(book(&bench, &at("window", "today")));
    assert_eq!(window, BookingRefusal::NoPassesOnDesk);
    let fixed = refused(book(&bench, &at("fixed", "today")));
    assert_eq!(fixed, BookingRefusal::NotHot);
    booked(&bench, &at("hot", "today"));
}

#[test]
fn d1_a_space_without_hot_desks_has_nothing_for_passes() {
    let bench = bench(|declared| {
        declared.locations[0].desks[0].kind = DeskKind::Dedicated;
    });
    let location = handle("hq");
    assert_eq!(
        refused(book(&bench, &a_seat("ana", "today"))),
        BookingRefusal::NoDesk {
            location,
            money: false
        }
    );
}

#[test]
fn d1_golden_12_a_class_is_paid_with_passes_for_its_service_only() {
    let bench = bench(|declared| {
        add_desk(declared, "ring", 20);
        declared.locations[0].desks[1].kind = DeskKind::Class;
        declared.locations[0].desks[1].service = "boxing".to_owned();
        let mut boxing = declared.kinds[0].clone();
        boxing.handle = handle("boxing");
        boxing.covers = Covers::Visit;
        boxing.services = vec!["boxing".to_owned()];
        declared.kinds.push(boxing);
    });
    let short = book(&bench, &at("ring", "today")).unwrap_err().to_string();
    assert_eq!(short, "need 1 pass on 2026-06-03, have 0");
    let classes = grant::Request {
        who: "ana",
        passes: PassQty::whole(10),
        kind: "boxing",
        from: None,
        expires: None,
        monthly: None,
        location: None,
        priority: 0,
        memo: None,
    };
    bench.act(|tx| grant::grant(tx, &classes)).unwrap();
    for date in 3..13 {
        let on = format!("2026-06-{date:02}");
        assert_eq!(drawn(&booked(&bench, &at("ring", &on)).lots), ["lt-2: 1"]);
    }
    assert!(book(&bench, &at("ring", "2026-06-13")).is_err());
    assert_eq!(
        drawn(&booked(&bench, &at("hot", "today")).lots),
        ["lt-1: 1"]
    );
    sound(&bench);
}

#[test]
fn d2_the_first_hot_desk_with_room_is_taken() {
    let bench = bench(|declared| {
        declared.locations[0].desks[0].seats = 1;
        add_desk(declared, "hall", 3);
    });
    let desk = |request: &book::Request| booked(&bench, request).desk.to_string();
    assert_eq!(desk(&a_seat("ana", "2026-06-05")), "hot");
    assert_eq!(desk(&a_seat("ana", "2026-06-05")), "hall");
    let three = book::Request {
        seats: 3,
        ..a_seat("ana", "2026-06-05")
    };
    let full = BookingRefusal::Full {
        on: day("2026-06-05"),
        wanted: 3,
        free: 2,
        next: Some(day("2026-06-06")),
    };
    assert_eq!(refused(book(&bench, &three)), full);
    let four = book::Request { seats: 4, ..three };
    let never = refused(book(&bench, &four));
    assert!(matches!(never, BookingRefusal::Full { next: None, .. }));
}

#[test]
fn d2_closed_past_and_retired_are_refused_by_name() {
    let bench = bench(|declared| {
        let location = &mut declared.locations[0];
        location.terms.closed = ClosedDates::read("2026-06-05").unwrap();
        location.desks[0].closed = ClosedDates::read("2026-06-06..2026-06-07").unwrap();
        add_desk(declared, "hall", 1);
    });
    let closed = |desk: &str, on: &str, next: &str| {
        let expected = BookingRefusal::Closed {
            on: day(on),
            next: Some(day(next)),
        };
        assert_eq!(refused(book(&bench, &at(desk, on))), expected);
    };
    closed("hot", "2026-06-05", "2026-06-08");
    closed("hall", "2026-06-05", "2026-06-06");
    closed("hot", "2026-06-06", "2026-06-08");
    let past = BookingRefusal::PastDay {
        on: day("2026-06-02"),
        today: day("2026-06-03"),
        next: Some(day("2026-06-03")),
    };
    assert_eq!(refused(book(&bench, &at("hot", "2026-06-02"))), past);
    assert_eq!(refused(book(&bench, &a_seat("ana", "yesterday"))), past);
    let without = space(|declared| add_desk(declared, "new", 1));
    bench
        .act(|tx| crate::ops::apply::apply(tx, &without))
        .unwrap();
    let retired = refused(book(&bench, &at("hall", "2026-06-08")));
    assert_eq!(retired, BookingRefusal::DeskRetired);
}

#[test]
fn d2_a_weekday_without_hours_can_be_booked() {
    let bench = bench(|_| {});
    booked(&bench, &a_seat("ana", "sun"));
}

#[test]
fn d2_a_retired_location_takes_no_bookings() {
    let bench = bench(|_| {});
    let elsewhere = space(|declared| declared.locations[0].terms.handle = handle("south"));
    bench
        .act(|tx| crate::ops::apply::apply(tx, &elsewhere))
        .unwrap();
    let location = handle("hq");
    assert_eq!(
        refused(book(&bench, &a_seat("ana", "today"))),
        BookingRefusal::LocationRetired { location }
    );
    let south = book::Request {
        location: Some("south"),
        ..a_seat("ana", "today")
    };
    assert_eq!(booked(&bench, &south).location, handle("south"));
}

#[test]
fn d2_a_seat_is_never_sold_twice() {
    let bench = bench(|declared| declared.locations[0].desks[0].seats = 3);
    for _ in 0..3 {
        booked(&bench, &a_seat("ana", "2026-06-05"));
    }
    let full = refused(book(&bench, &a_seat("ana", "2026-06-05")));
    assert!(matches!(full, BookingRefusal::Full { free: 0, .. }));
    let span = DaySpan {
        from: day("2026-06-01"),
        to: day("2026-06-30"),
    };
    let held = bench.see(|db| Ok(seats::held(db, DeskId(1), span)?));
    assert_eq!(held, [(day("2026-06-05"), 3)]);
    sound(&bench);
}

#[test]
fn a2_a_seat_that_went_astray_is_found() {
    let bench = bench(|_| {});
    booked(&bench, &a_seat("ana", "2026-06-05"));
    bench.store.tamper("UPDATE seat SET on_day = on_day + 1");
    let found = bench.see(|db| check::check(db, false));
    assert_eq!(found.problems, ["bk-1 does not hold its seats"]);
}

#[test]
fn d2_a_desk_that_shrank_keeps_its_bookings_and_takes_no_more() {
    let bench = bench(|_| {});
    for _ in 0..3 {
        booked(&bench, &a_seat("ana", "2026-06-05"));
    }
    let smaller = space(|declared| declared.locations[0].desks[0].seats = 2);
    bench
        .act(|tx| crate::ops::apply::apply(tx, &smaller))
        .unwrap();
    let full = refused(book(&bench, &a_seat("ana", "2026-06-05")));
    assert!(matches!(full, BookingRefusal::Full { free: 0, .. }));
    booked(&bench, &a_seat("ana", "2026-06-06"));
    sound(&bench);
}

/// `east` at UTC+13 and `west` at UTC-10, each with a member.
fn around_the_world() -> Bench {
    let declared = space(|declared| {
        let mut west = declared.locations[0].clone();
        declared.locations[0].terms.handle = handle("east");
        declared.locations[0].terms.zone = Zone::read("Pacific/Tongatapu").unwrap();
        west.terms.handle = handle("west");
        west.terms.zone = Zone::read("Pacific/Honolulu").unwrap();
        declared.locations.push(west);
        declared.settings.default_location = handle("east");
    });
    let bench = Bench::with("2026-06-01", &declared);
    bench.member("ana");
    bench
}

#[test]
fn q3_today_is_the_business_date_of_the_desks_location() {
    let bench = around_the_world();
    give(&bench, "ana", 10, "never");
    bench.at("2026-06-03T12:00:00Z");
    let east = booked(&bench, &a_seat("ana", "today")).booking;
    assert_eq!(east.on, day("2026-06-04"));
    let past = book::Request {
        desk: Some("east/hot"),
        ..a_seat("ana", "2026-06-03")
    };
    assert!(matches!(
        refused(book(&bench, &past)),
        BookingRefusal::PastDay { .. }
    ));
    let west = book::Request {
        location: Some("west"),
        ..a_seat("ana", "2026-06-03")
    };
    assert_eq!(booked(&bench, &west).booking.on, day("2026-06-03"));
    let today = book::Request { on: None, ..west };
    assert_eq!(booked(&bench, &today).booking.on, day("2026-06-03"));
}

#[test]
fn q3_windows_begin_in_the_members_calendar_wherever_the_desk_is() {
    let bench = around_the_world();
    bench.at("2026-06-03T12:00:00Z");
    subscribe(&bench, CustomerId(1), "2026-06-04", "day=10", None);
    renew(&bench);
    let west = book::Request {
        desk: Some("west/hot"),
        ..a_seat("ana", "2026-06-04")
    };
    let charged = booked(&bench, &west).booking;
    assert_eq!(charged.pay_status, PaymentStatus::Charged);
    let before = book::Request {
        on: word("2026-06-03"),
        ..west
    };
    let none = book(&bench, &before).unwrap_err().to_string();
    assert_eq!(none, "need 1 pass on 2026-06-03, have 0");
}

#[test]
fn b8_what_has_lapsed_at_home_pays_nowhere() {
    let bench = around_the_world();
    give(&bench, "ana", 5, "2026-06-03");
    bench.at("2026-06-03T12:00:00Z");
    let west = book::Request {
        location: Some("west"),
        ..a_seat("ana", "2026-06-03")
    };
    let lapsed = book(&bench, &west).unwrap_err().to_string();
    assert_eq!(lapsed, "need 1 pass on 2026-06-03, have 0");
}

#[test]
fn free_seats_are_told_by_location_date_and_desk() {
    let bench = bench(|declared| {
        declared.locations[0].desks[0].closed = ClosedDates::read("2026-06-06").unwrap();
        add_desk(declared, "hall", 3);
    });
    booked(&bench, &at("hall", "2026-06-05"));
    let request = desk_free::Request {
        from: word("2026-06-05"),
        until: word("2026-06-06"),
        location: None,
    };
    let free = bench.see(|db| desk_free::free(db, &request, bench.now()));
    let told: Vec<String> = free
        .iter()
        .map(|one| {
            let closed = if one.day.closed { " closed" } else { "" };
            format!(
                "{} {} {}{closed}",
                one.on,
                one.desk.terms.handle,
                one.day.free()
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "2026-06-05 hot 12",
            "2026-06-05 hall 2",
            "2026-06-06 hot 12 closed",
            "2026-06-06 hall 3",
        ]
    );
    let backwards = desk_free::Request {
        until: word("2026-06-04"),
        ..request
    };
    let refused = bench
        .store
        .read(|db| desk_free::free(db, &backwards, bench.now()));
    assert!(matches!(
        refused.unwrap_err(),
        OpError::Refused(Refusal::EndsBeforeStart { .. })
    ));
}
