//! Dates that are settled again, and what passes that lapsed meanwhile pay then.

use super::desk::{
    add_kind, at, come, declared, give, give_until, leave, member, now, open, sound, told, try_in,
};
use super::tests::{all, correct, lack};
use crate::domain::day::{Day, Instant, TimeOfDay, Zone};
use crate::domain::day_word::{DayWord, TimeWord};
use crate::domain::handle::Handle;
use crate::domain::location::CheckinCharge::{PerDay, PerVisit};
use crate::domain::location::CheckinMode::FullDay;
use crate::domain::qty::PassQty;
use crate::domain::visit::CoveredBy;
use crate::domain::visit::refusal::Lack;
use crate::ops::access::access;
use crate::ops::checkin::Request;
use crate::ops::checkout::{self, checkout};
use crate::ops::grant;
use crate::ops::member::{Change, set};
use crate::ops::testing::Bench;
use crate::store::visits;

/// A check-in and a check-out of an offline list.
fn listed<'a>(who: &'a str, from: &str, to: &str) -> Request<'a> {
    Request {
        out: Some(TimeWord::read(to).unwrap()),
        ..at(who, from)
    }
}

#[test]
fn b8_a_lot_that_has_lapsed_pays_for_no_visit_of_its_days_that_is_told_later() {
    for renewed in [false, true] {
        let bench = open(&declared(PerDay, FullDay));
        give_until(&bench, "ana", "2", "day", Some("2026-06-02"));
        bench.clock("2026-06-03 10:00");
        if renewed {
            bench.renew();
        }
        let late = listed("ana", "2026-06-02 09:00", "2026-06-02 17:00");
        let lack = lack(try_in(&bench, &late));
        assert!(matches!(lack, Lack::Passes { have, .. } if have == PassQty::ZERO));
    }
}

#[test]
fn b8_a_lapsed_lot_goes_on_paying_what_it_paid() {
    let bench = open(&declared(PerVisit, FullDay));
    give_until(&bench, "ana", "2", "day", Some("2026-06-02"));
    come(&bench, "ana", "09:00");
    leave(&bench, "ana", "12:00");
    bench.clock("2026-06-03 10:00");
    let more = listed("ana", "2026-06-02 14:00", "2026-06-02 15:00");
    assert!(matches!(lack(try_in(&bench, &more)), Lack::Passes { .. }));
    let more = Request {
        unpaid: true,
        ..more
    };
    let seen = try_in(&bench, &more).unwrap();
    assert_eq!(told(&seen), "owed - 0, owed 1, balance 1");
    assert_eq!(told(&all(&bench)[0]), "pass day 1, owed 0, balance 1");
}

#[test]
fn p5_what_a_former_colleague_paid_stays_and_no_more_of_it_is_taken() {
    let bench = open(&declared(PerVisit, FullDay));
    let acme = bench.company("acme");
    for handle in ["bea", "cem"] {
        member(&bench, handle, Some(acme));
    }
    give(&bench, "cem", "3", "day");
    let visit = come(&bench, "bea", "09:00").visit;
    leave(&bench, "bea", "12:00");
    let paid = || bench.see(|db| Ok(visits::draws(db, visit.id)?));
    let before = paid();
    let change = Change {
        leave_company: true,
        ..Change::default()
    };
    bench.act(|tx| set(tx, "bea", &change)).unwrap();
    give(&bench, "bea", "1", "day");
    bench.clock("2026-06-02 13:30");
    correct(&bench, visit.id, None, Some("13:00"));
    assert_eq!(paid(), before);
    bench.clock("2026-06-02 16:00");
    come(&bench, "bea", "14:00");
    leave(&bench, "bea", "15:00");
    assert_eq!(paid(), before);
    assert!(matches!(
        lack(try_in(&bench, &now("bea"))),
        Lack::Passes { .. }
    ));
}

#[test]
fn c9_who_should_have_left_is_settled_as_of_that_date_whoever_notices() {
    let leaves_late: [fn(&Bench); 3] = [
        |bench| {
            let request = checkout::Request {
                who: "ana",
                at: None,
                guest: None,
            };
            bench.act(|tx| checkout(tx, &request)).unwrap();
        },
        |bench| {
            try_in(bench, &now("ana")).unwrap_err();
        },
        |bench| {
            bench.renew();
        },
    ];
    for leave_late in leaves_late {
        let bench = open(&declared(PerDay, FullDay));
        give_until(&bench, "ana", "1", "day", Some("2026-06-02"));
        give_until(&bench, "ana", "1", "hour", Some("2026-06-02"));
        let seen = come(&bench, "ana", "09:00");
        assert_eq!(told(&seen), "pass hour 1, owed 0, balance 1");
        bench.clock("2026-06-03 12:00");
        leave_late(&bench);
        sound(&bench);
        let left = bench.see(|db| super::show(db, seen.visit.id));
        assert!(left.visit.auto);
        assert_eq!(told(&left), "pass day 1, owed 0, balance 0");
    }
}

#[test]
fn c2_c9_a_pass_that_comes_to_run_over_the_date_covers_the_next_and_no_longer_when_it_does_not() {
    let mut declared = declared(PerDay, FullDay);
    add_kind(&mut declared, "four", "4h", 1000);
    let bench = open(&declared);
    give(&bench, "ana", "2", "day");
    bench.clock("2026-06-03 12:00");
    let next = listed("ana", "00:30", "02:00");
    let next = try_in(&bench, &next).unwrap().visit.id;
    let shown = || told(&bench.see(|db| super::show(db, next)));
    assert_eq!(shown(), "pass day 1, owed 0, balance 1");
    let four = grant::Request {
        who: "ana",
        passes: PassQty::ONE,
        kind: "four",
        from: Some(DayWord::read("2026-06-01").unwrap()),
        expires: None,
        monthly: None,
        location: None,
        priority: 0,
        memo: None,
    };
    bench.act(|tx| grant::grant(tx, &four)).unwrap();
    let before = listed("ana", "2026-06-02 22:30", "2026-06-03 00:00");
    let before = try_in(&bench, &before).unwrap();
    assert_eq!(told(&before), "pass four 1, owed 0, balance 2");
    assert_eq!(before.moved.back.len(), 1);
    assert_eq!(shown(), "running four 0, owed 0, balance 2");
    let earlier = correct(
        &bench,
        before.visit.id,
        Some("2026-06-02 18:00"),
        Some("2026-06-02 19:00"),
    );
    assert_eq!(told(&earlier), "pass four 1, owed 0, balance 1");
    assert_eq!(shown(), "pass day 1, owed 0, balance 1");
}

#[test]
fn c1_c2_a_visit_corrected_to_the_next_date_is_not_covered_by_what_paid_for_it_before() {
    let mut declared = declared(PerDay, FullDay);
    add_kind(&mut declared, "four", "4h", 1000);
    let bench = open(&declared);
    give(&bench, "ana", "1", "four");
    bench.clock("2026-06-03 12:00");
    let late = listed("ana", "2026-06-02 22:30", "2026-06-03 01:00");
    let late = try_in(&bench, &late).unwrap();
    assert_eq!(told(&late), "pass four 1, owed 0, balance 0");
    let seen = correct(&bench, late.visit.id, Some("2026-06-03 00:30"), None);
    assert_eq!(told(&seen), "pass four 1, owed 0, balance 0");
    sound(&bench);
}

#[test]
fn r4_renew_checks_out_who_is_away_from_home_where_the_date_is_over() {
    let mut declared = declared(PerDay, FullDay);
    let zone = |name| Zone::read(name).unwrap();
    declared.locations[0].terms.zone = zone("Pacific/Honolulu");
    declared.locations[0].terms.day_starts_at = TimeOfDay::at(4, 0).unwrap();
    let mut east = declared.locations[0].clone();
    east.terms.handle = Handle::read("east").unwrap();
    east.terms.zone = zone("Pacific/Auckland");
    east.terms.day_starts_at = TimeOfDay::default();
    declared.locations.push(east);
    let bench = open(&declared);
    give(&bench, "ana", "1", "day");
    bench.at("2026-06-02T05:00:00Z");
    let there = Request {
        location: Some("east"),
        ..now("ana")
    };
    let seen = try_in(&bench, &there).unwrap();
    assert_eq!(seen.visit.on, Day::read("2026-06-02").unwrap());
    // Midnight in Auckland; at home it is the first of June still.
    bench.at("2026-06-02T12:00:00Z");
    assert_eq!(bench.renew().happened.checked_out, 1);
    assert!(all(&bench)[0].visit.auto);
    sound(&bench);
}

/// ana and bo with a night pass (22–3:30) at 15 and an hour at 5; ana came in on 2 June at 23:00
/// with the one that is dearer. The clock stands at 2 in the night.
fn at_night() -> Bench {
    let mut declared = declared(PerDay, FullDay);
    add_kind(&mut declared, "night", "22-3:30", 1500);
    let bench = open(&declared);
    member(&bench, "bo", None);
    for who in ["ana", "bo"] {
        give(&bench, who, "1", "night");
        give(&bench, who, "1", "hour");
    }
    bench.clock("2026-06-02 23:00");
    let night = Request {
        kind: Some("night"),
        ..now("ana")
    };
    try_in(&bench, &night).unwrap();
    bench.clock("2026-06-03 02:00");
    bench
}

#[test]
fn c7_the_pass_that_covers_the_night_is_not_given_back_for_one_that_ends_with_the_date() {
    let bench = at_night();
    let out = checkout::Request {
        who: "ana",
        at: None,
        guest: None,
    };
    let seen = bench.act(|tx| checkout(tx, &out)).unwrap();
    assert_eq!(told(&seen), "pass night 1, owed 0, balance 0");
    let until = Instant::read("2026-06-03T03:30:00+03:00").unwrap();
    assert_eq!(seen.visit.valid_until, Some(until));
    let visit = seen.visit.id;
    let same = correct(&bench, visit, None, Some("2026-06-03 02:00"));
    assert_eq!(told(&same), "pass night 1, owed 0, balance 0");
    let earlier = correct(&bench, visit, None, Some("2026-06-02 23:45"));
    assert_eq!(told(&earlier), "pass hour 1, owed 0, balance 0");
    let again = correct(&bench, visit, None, Some("2026-06-03 01:00"));
    assert_eq!(told(&again), "pass night 1, owed 0, balance 0");
}

#[test]
fn c7_c9_a_list_tells_of_a_night_as_the_desk_does() {
    let bench = at_night();
    let late = listed("bo", "2026-06-02 23:00", "2026-06-03 02:00");
    let seen = try_in(&bench, &late).unwrap();
    assert_eq!(told(&seen), "pass night 1, owed 0, balance 0");
    bench.clock("2026-06-03 05:00");
    let beyond = Request {
        out: Some(TimeWord::read("2026-06-03 04:00").unwrap()),
        ..at("ana", "2026-06-02 22:00")
    };
    assert!(try_in(&bench, &beyond).is_err());
}

#[test]
fn c9_who_is_checked_out_at_the_end_of_a_night_pass_keeps_it() {
    let bench = at_night();
    bench.clock("2026-06-03 09:00");
    bench.renew();
    let seen = &all(&bench)[0];
    assert_eq!(told(seen), "pass night 1, owed 0, balance 0");
    assert!(seen.visit.auto);
}

#[test]
fn c10_who_is_inside_on_a_night_pass_may_be_until_it_ends() {
    let bench = at_night();
    let now = Instant::read("2026-06-03T02:00:00+03:00").unwrap();
    let until = Instant::read("2026-06-03T03:30:00+03:00").unwrap();
    let seen = bench.see(|db| access(db, &self::now("ana"), now));
    assert_eq!(seen.allowed.unwrap(), (CoveredBy::Pass, until));
}
