//! Limits in the books: each refusal beside what is let through.

use crate::domain::booking::refusal::BookingRefusal;
use crate::domain::day::{Day, TimeOfDay, Zone};
use crate::domain::day_word::DayWord;
use crate::domain::handle::Handle;
use crate::domain::ids::{BookingId, LotId};
use crate::domain::length::Length;
use crate::domain::limit::Limit;
use crate::domain::location::CheckinCharge::{PerDay, PerVisit};
use crate::domain::location::CheckinMode::{FullDay, HalfDay};
use crate::domain::money::{Currency, Percent};
use crate::domain::plan::IncludeText;
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::domain::space::SpaceDeclaration;
use crate::domain::spend::Draw;
use crate::domain::visit::refusal::{Lack, VisitRefusal};
use crate::ops::booking::{cancel, change};
use crate::ops::subscription::start;
use crate::ops::testing::Bench;
use crate::ops::undo::undo;
use crate::ops::visit::Seen;
use crate::ops::visit::desk::{
    come, declared, give, kind, leave, member, now, open, sound, told, try_in,
};
use crate::ops::{OpError, book, checkin, plan};
use crate::store::{bookings, lots};

/// The desk with a limit of passes at `hq` and, beside it, the mill in New York.
fn two(limit: &str) -> SpaceDeclaration {
    let mut declared = declared(PerDay, FullDay);
    declared.locations[0].terms.usage_limit = Limit::read(limit).unwrap();
    let mut mill = declared.locations[0].clone();
    mill.terms.handle = Handle::read("mill").unwrap();
    mill.terms.zone = Zone::read("America/New_York").unwrap();
    mill.terms.currency = Currency::read("USD").unwrap();
    mill.terms.usage_limit = Limit::None;
    declared.locations.push(mill);
    declared
}

/// Two locations and so many percent that may be used away from home (D11).
fn across(percent: &str) -> SpaceDeclaration {
    let mut declared = two("none");
    declared.settings.cross_location = Percent::read(percent).unwrap();
    declared
}

fn seats<'a>(on: &str, location: &'a str, seats: u32) -> book::Request<'a> {
    book::Request {
        on: Some(DayWord::read(on).unwrap()),
        desk: None,
        location: Some(location),
        seats,
        ..book::Request::of("ana")
    }
}

/// What lots pay for a booking.
fn draws(bench: &Bench, id: i64) -> Vec<Draw> {
    bench.see(|db| {
        let booking = bookings::find(db, BookingId(id))?.unwrap();
        Ok(bookings::draws(db, &booking)?)
    })
}

fn booked(bench: &Bench, request: &book::Request) -> Result<BookingId, OpError> {
    let done = bench.act(|tx| book::book(tx, request));
    sound(bench);
    done.map(|booked| booked.shown.booking.id)
}

fn refusal<T: std::fmt::Debug>(done: Result<T, OpError>) -> BookingRefusal {
    let error = done.unwrap_err();
    let OpError::Refused(Refusal::Booking(refusal)) = error else {
        panic!("{error:?}")
    };
    refusal
}

fn lack(done: Result<Seen, OpError>) -> Lack {
    let error = done.unwrap_err();
    let OpError::Refused(Refusal::Visit(VisitRefusal::NotCovered { lack, .. })) = error else {
        panic!("{error:?}")
    };
    *lack
}

fn cancelled(bench: &Bench, id: BookingId) {
    let request = cancel::Request {
        id,
        wish: None,
        new_lot: None,
    };
    bench.act(|tx| cancel::cancel(tx, &request)).unwrap();
}

fn moved(bench: &Bench, id: BookingId, on: &str, desk: Option<&str>) -> Result<(), OpError> {
    let request = change::Move {
        id,
        on: Some(DayWord::read(on).unwrap()),
        desk,
        overridden: false,
    };
    let done = bench.act(|tx| change::move_to(tx, &request));
    sound(bench);
    done.map(drop)
}

/// Flex of so many days a month, from the first of June.
fn flex(bench: &Bench, passes: &str) {
    let includes = [IncludeText::read(passes).unwrap()];
    let new = plan::New {
        name: "Flex",
        includes: &includes,
        every: Length::read("1month").unwrap(),
        price: "150",
        currency: None,
        prorate: false,
    };
    bench.act(|tx| plan::add(tx, &new)).unwrap();
    let request = start::Request::of("Flex");
    bench.act(|tx| start::start(tx, "ana", &request)).unwrap();
}

#[test]
fn d10_bookings_beyond_a_locations_limit_are_refused_with_the_next_date() {
    let bench = open(&two("2/week"));
    give(&bench, "ana", "9", "day");
    booked(&bench, &seats("2026-06-02", "hq", 1)).unwrap();
    let second = booked(&bench, &seats("2026-06-03", "hq", 1)).unwrap();
    let third = refusal(booked(&bench, &seats("2026-06-07", "hq", 1)));
    assert_eq!(
        third.to_string(),
        "hq allows 2/week: 2 used from 2026-06-01 to 2026-06-07, 1 more wanted; \
         there is room on 2026-06-08"
    );
    booked(&bench, &seats("2026-06-08", "hq", 2)).unwrap();
    let later = refusal(booked(&bench, &seats("2026-06-04", "hq", 1)));
    let BookingRefusal::UsageLimit { excess, .. } = later else {
        panic!("{later:?}")
    };
    assert_eq!(excess.next, Some(Day::read("2026-06-15").unwrap()));
    booked(&bench, &seats("2026-06-07", "mill", 3)).unwrap();
    cancelled(&bench, second);
    booked(&bench, &seats("2026-06-07", "hq", 1)).unwrap();
}

#[test]
fn d10_the_limit_is_set_aside_where_that_is_wanted() {
    let bench = open(&two("1/day"));
    give(&bench, "ana", "9", "day");
    booked(&bench, &seats("2026-06-02", "hq", 1)).unwrap();
    let again = seats("2026-06-02", "hq", 1);
    refusal(booked(&bench, &again));
    let overridden = book::Request {
        overridden: true,
        ..again
    };
    booked(&bench, &overridden).unwrap();
}

#[test]
fn d10_what_waits_for_its_charge_counts() {
    let bench = open(&two("2/week"));
    flex(&bench, "day=10");
    let first = booked(&bench, &seats("2026-07-07", "hq", 1)).unwrap();
    booked(&bench, &seats("2026-07-08", "hq", 1)).unwrap();
    let third = refusal(booked(&bench, &seats("2026-07-09", "hq", 1)));
    assert!(matches!(third, BookingRefusal::UsageLimit { .. }));
    cancelled(&bench, first);
    booked(&bench, &seats("2026-07-09", "hq", 1)).unwrap();
    bench.set("2026-07-02");
    assert_eq!(bench.renew().happened.failed, 0);
    sound(&bench);
}

#[test]
fn d10_a_booking_that_is_moved_or_gets_seats_counts_once() {
    let bench = open(&two("2/week"));
    give(&bench, "ana", "9", "day");
    let id = booked(&bench, &seats("2026-06-02", "hq", 2)).unwrap();
    moved(&bench, id, "2026-06-04", None).unwrap();
    booked(&bench, &seats("2026-06-09", "hq", 1)).unwrap();
    let there = refusal(moved(&bench, id, "2026-06-10", None));
    assert!(matches!(there, BookingRefusal::UsageLimit { .. }));
    let more = change::Seats {
        id,
        seats: 3,
        wish: None,
    };
    let more = refusal(bench.act(|tx| change::set_seats(tx, &more)));
    let BookingRefusal::UsageLimit { excess, .. } = more else {
        panic!("{more:?}")
    };
    assert_eq!((excess.used, excess.next), (PassQty::ZERO, None));
}

#[test]
fn d10_active_passes_are_those_of_bookings_not_yet_past() {
    let bench = open(&two("2 active"));
    give(&bench, "ana", "9", "day");
    booked(&bench, &seats("2026-06-02", "hq", 1)).unwrap();
    booked(&bench, &seats("2026-06-20", "hq", 1)).unwrap();
    let third = refusal(booked(&bench, &seats("2026-06-10", "hq", 1)));
    assert_eq!(
        third.to_string(),
        "hq allows 2 active: 2 used from 2026-06-01 on, 1 more wanted; there is room on 2026-06-03"
    );
    bench.set("2026-06-03");
    booked(&bench, &seats("2026-06-10", "hq", 1)).unwrap();
}

#[test]
fn d10_a_check_in_beyond_the_limit_is_refused_and_on_record() {
    let bench = open(&two("1/day"));
    give(&bench, "ana", "9", "day");
    come(&bench, "ana", "09:00");
    leave(&bench, "ana", "10:00");
    let again = come(&bench, "ana", "11:00");
    assert_eq!(told(&again), "running day 0, owed 0, balance 8");
    let tom = checkin::Request {
        guest: Some("Tom"),
        ..now("ana")
    };
    let refused = lack(try_in(&bench, &tom));
    assert_eq!(
        refused.to_string(),
        "hq allows 1/day: 1 used on 2026-06-02, 1 more wanted; there is room on 2026-06-03"
    );
    let unpaid = checkin::Request {
        unpaid: true,
        ..tom
    };
    assert!(matches!(lack(try_in(&bench, &unpaid)), Lack::Usage { .. }));
    let overridden = checkin::Request {
        overridden: true,
        ..tom
    };
    assert_eq!(
        told(&try_in(&bench, &overridden).unwrap()),
        "pass day 1, owed 0, balance 7"
    );
}

#[test]
fn d10_bookings_and_visits_count_together_and_what_is_given_back_does_not() {
    let mut declared = two("2/week");
    declared.locations[0].terms.checkin_charge = PerVisit;
    declared.locations[0].terms.checkin_mode = HalfDay;
    let bench = open(&declared);
    give(&bench, "ana", "9", "day");
    booked(&bench, &seats("2026-06-05", "hq", 1)).unwrap();
    come(&bench, "ana", "09:00");
    leave(&bench, "ana", "10:00");
    bench.clock("2026-06-02 11:00");
    let whole = lack(try_in(&bench, &now("ana")));
    let Lack::Usage { excess, .. } = whole else {
        panic!("{whole:?}")
    };
    assert_eq!(excess.used, PassQty::from_halves(2));
    assert_eq!(excess.wanted, PassQty::from_halves(3));
}

#[test]
fn k4_bookings_beyond_a_kinds_limit_are_refused_with_the_next_date() {
    let mut declared = two("none");
    kind(&mut declared, "day").limit = Limit::read("2/week").unwrap();
    let bench = open(&declared);
    give(&bench, "ana", "9", "day");
    booked(&bench, &seats("2026-06-02", "hq", 1)).unwrap();
    let mill = booked(&bench, &seats("2026-06-03", "mill", 1)).unwrap();
    let third = refusal(booked(&bench, &seats("2026-06-04", "hq", 1)));
    assert_eq!(
        third.to_string(),
        "`day` allows 2/week: 2 used from 2026-06-01 to 2026-06-07, 1 more wanted; \
         there is room on 2026-06-08"
    );
    assert!(matches!(
        lack(try_in(&bench, &now("ana"))),
        Lack::Limit { .. }
    ));
    booked(&bench, &seats("2026-06-08", "hq", 2)).unwrap();
    moved(&bench, mill, "2026-06-15", None).unwrap();
    booked(&bench, &seats("2026-06-05", "hq", 1)).unwrap();
}

#[test]
fn k4_what_waits_for_its_charge_counts_and_is_charged_within_the_limit() {
    let mut declared = two("none");
    kind(&mut declared, "day").limit = Limit::read("2/month").unwrap();
    let bench = open(&declared);
    flex(&bench, "day=10");
    booked(&bench, &seats("2026-07-07", "hq", 2)).unwrap();
    let third = refusal(booked(&bench, &seats("2026-07-09", "hq", 1)));
    assert!(matches!(third, BookingRefusal::KindLimit { .. }));
    bench.set("2026-07-01");
    bench.renew();
    sound(&bench);
    let charged = draws(&bench, 1);
    assert_eq!(charged.len(), 1);
}

#[test]
fn k4_a_charge_beyond_the_limit_of_that_day_fails() {
    let mut declared = two("none");
    let bench = open(&declared);
    flex(&bench, "day=10");
    booked(&bench, &seats("2026-07-07", "hq", 2)).unwrap();
    booked(&bench, &seats("2026-07-08", "hq", 1)).unwrap();
    kind(&mut declared, "day").limit = Limit::read("2/month").unwrap();
    bench
        .act(|tx| crate::ops::apply::apply(tx, &declared))
        .unwrap();
    bench.set("2026-07-01");
    let renewed = bench.renew();
    assert_eq!(renewed.happened.failed, 1);
    sound(&bench);
}

#[test]
fn d11_so_many_percent_of_a_lot_may_be_used_away_from_home() {
    for (percent, away) in [("50", 2), ("0", 0), ("100", 5)] {
        let bench = open(&across(percent));
        give(&bench, "ana", "5", "day");
        let mut made = 0;
        for day in 10..16 {
            let on = format!("2026-06-{day}");
            made += i64::from(booked(&bench, &seats(&on, "mill", 1)).is_ok());
        }
        assert_eq!(made, away, "{percent} %");
        if away < 5 {
            let refused = refusal(booked(&bench, &seats("2026-06-20", "mill", 1)));
            assert!(
                matches!(refused, BookingRefusal::Away { .. }),
                "{refused:?}"
            );
        }
        for day in 1..=5 - away {
            booked(&bench, &seats(&format!("2026-06-2{day}"), "hq", 1)).unwrap();
        }
        let nothing = booked(&bench, &seats("2026-06-30", "hq", 1)).unwrap_err();
        assert!(nothing.to_string().contains("have 0"), "{nothing}");
    }
}

#[test]
fn d11_a_refund_gives_the_allowance_back() {
    let bench = open(&across("50"));
    give(&bench, "ana", "5", "day");
    let first = booked(&bench, &seats("2026-06-10", "mill", 2)).unwrap();
    refusal(booked(&bench, &seats("2026-06-11", "mill", 1)));
    cancelled(&bench, first);
    let second = booked(&bench, &seats("2026-06-11", "mill", 1)).unwrap();
    let third = booked(&bench, &seats("2026-06-12", "mill", 1)).unwrap();
    moved(&bench, second, "2026-06-13", None).unwrap();
    moved(&bench, third, "2026-06-12", Some("hq/hot")).unwrap();
    booked(&bench, &seats("2026-06-14", "mill", 1)).unwrap();
    refusal(moved(&bench, third, "2026-06-12", Some("mill/hot")));
    let (operation, _) = bench
        .operate(|tx| book::book(tx, &seats("2026-06-15", "hq", 1)))
        .unwrap();
    bench.act(|tx| undo(tx, operation.unwrap())).unwrap();
    sound(&bench);
}

#[test]
fn d11_two_lots_share_what_may_be_used_of_each() {
    let bench = open(&across("50"));
    give(&bench, "ana", "2", "day");
    give(&bench, "ana", "5", "day");
    booked(&bench, &seats("2026-06-10", "mill", 3)).unwrap();
    let draws = draws(&bench, 1);
    let taken: Vec<_> = draws.iter().map(|draw| (draw.lot, draw.passes)).collect();
    let wanted = [(LotId(1), PassQty::ONE), (LotId(2), PassQty::whole(2))];
    assert_eq!(taken, wanted);
    let refused = refusal(booked(&bench, &seats("2026-06-11", "mill", 1)));
    assert_eq!(
        refused.to_string(),
        "need 1 pass at mill on 2026-06-11, have 0: no more of those left may be used away from home"
    );
}

#[test]
fn d11_a_scheduled_charge_keeps_to_it() {
    let bench = open(&across("50"));
    flex(&bench, "day=5");
    booked(&bench, &seats("2026-07-10", "mill", 2)).unwrap();
    booked(&bench, &seats("2026-07-11", "mill", 1)).unwrap();
    booked(&bench, &seats("2026-07-12", "hq", 3)).unwrap();
    bench.set("2026-07-01");
    let renewed = bench.renew();
    assert_eq!(renewed.happened.failed, 1);
    let of = |id| draws(&bench, id).len();
    assert_eq!([of(1), of(2), of(3)], [1, 0, 1]);
    sound(&bench);
}

#[test]
fn d11_a_check_in_away_from_home_keeps_to_it() {
    let bench = open(&across("50"));
    give(&bench, "ana", "3", "day");
    let away = |time: &str| {
        bench.clock(time);
        let request = checkin::Request {
            location: Some("mill"),
            ..now("ana")
        };
        try_in(&bench, &request)
    };
    let first = away("2026-06-02 18:00").unwrap();
    assert_eq!(told(&first), "pass day 1, owed 0, balance 2");
    leave(&bench, "ana", "19:00");
    let again = away("2026-06-02 20:00").unwrap();
    assert_eq!(told(&again), "running day 0, owed 0, balance 2");
    leave(&bench, "ana", "21:00");
    let next = lack(away("2026-06-03 18:00"));
    assert_eq!(
        next.to_string(),
        "need 1 pass at mill on 2026-06-03, have 0: 2 left, but no more of them may be used \
         away from home"
    );
    bench.clock("2026-06-03 19:00");
    assert_eq!(
        told(&try_in(&bench, &now("ana")).unwrap()),
        "pass day 1, owed 0, balance 1"
    );
}

#[test]
fn k4_a_kind_of_one_location_opens_no_other() {
    let mut declared = across("100");
    let mill = declared.locations[1].terms.handle.clone();
    let day = declared
        .kinds
        .iter_mut()
        .find(|kind| kind.handle.as_str() == "day");
    day.expect("there is always a kind `day`").locations = vec![mill];
    let bench = open(&declared);
    give(&bench, "ana", "2", "day");
    bench.clock("2026-06-02 09:00");
    let of_kind = checkin::Request {
        kind: Some("day"),
        ..now("ana")
    };
    let lack = lack(try_in(&bench, &of_kind));
    assert_eq!(lack.to_string(), "the passes of `day` are not for hq");
    let there = checkin::Request {
        location: Some("mill"),
        ..of_kind
    };
    let came = try_in(&bench, &there).unwrap();
    assert_eq!(told(&came), "pass day 1, owed 0, balance 1");
}

#[test]
fn d11_half_passes_count_as_halves() {
    let mut declared = across("50");
    declared.locations[1].terms.checkin_mode = HalfDay;
    let bench = open(&declared);
    give(&bench, "ana", "2", "day");
    for day in ["2026-06-02", "2026-06-03", "2026-06-04"] {
        bench.clock(&format!("{day} 18:00"));
        let request = checkin::Request {
            location: Some("mill"),
            ..now("ana")
        };
        let came = try_in(&bench, &request);
        if day == "2026-06-04" {
            assert!(matches!(lack(came), Lack::Away { .. }));
            continue;
        }
        came.unwrap();
        bench.clock(&format!("{day} 20:00"));
        let out = crate::ops::checkout::Request {
            who: "ana",
            at: None,
            guest: None,
        };
        let left = bench
            .act(|tx| crate::ops::checkout::checkout(tx, &out))
            .unwrap();
        assert_eq!(left.charged, PassQty::HALF);
        sound(&bench);
    }
    let lot = bench.see(|db| Ok(lots::find(db, LotId(1))?)).unwrap();
    assert_eq!(lot.left, PassQty::ONE);
}

#[test]
fn q3_each_location_has_its_own_date_and_currency() {
    let mut declared = two("none");
    declared.locations[1].terms.day_starts_at = TimeOfDay::at(0, 0).unwrap();
    let bench = open(&declared);
    member(&bench, "ben", None);
    give(&bench, "ana", "3", "day");
    // 03:00 on 3 June in Kyiv is 20:00 on 2 June in New York.
    bench.clock("2026-06-03 03:00");
    let request = checkin::Request {
        location: Some("mill"),
        ..now("ana")
    };
    let there = try_in(&bench, &request).unwrap();
    assert_eq!(there.visit.on, Day::read("2026-06-02").unwrap());
    let past = refusal(booked(&bench, &seats("2026-06-02", "hq", 1)));
    assert!(matches!(past, BookingRefusal::PastDay { .. }));
    booked(&bench, &seats("2026-06-02", "mill", 1)).unwrap();
    let guest = checkin::Request {
        guest: Some("Tom"),
        ..now("ana")
    };
    let here = try_in(&bench, &guest).unwrap();
    assert_eq!(here.visit.on, Day::read("2026-06-03").unwrap());
}
