//! Visits at the front desk: the rules C1–C9 with the rows they write.

use super::desk::{
    add_kind, at, come, declared, give, give_until, kind, leave, member, now, open, sound, told,
    try_in,
};
use crate::domain::booking::{Booking, PayBy, PaymentStatus, Status as Booked};
use crate::domain::customer::Standing;
use crate::domain::day::{Day, Instant, Zone};
use crate::domain::day_word::TimeWord;
use crate::domain::handle::Handle;
use crate::domain::ids::{BookingId, CustomerId, DeskId, VisitId};
use crate::domain::kind::OnPlan;
use crate::domain::limit::Limit;
use crate::domain::location::CheckinCharge::{PerDay, PerVisit};
use crate::domain::location::CheckinMode::{FullDay, HalfDay};
use crate::domain::pool::CompanyPasses;
use crate::domain::qty::PassQty;
use crate::domain::visit::refusal::{Lack, VisitRefusal};
use crate::domain::visit::{CoveredBy, Status};
use crate::ops::access::access;
use crate::ops::apply::apply;
use crate::ops::checkin::Request;
use crate::ops::checkout::{self, checkout};
use crate::ops::happened::Keep;
use crate::ops::member::remove::remove;
use crate::ops::operation::{Done, Stamp, perform_recorded};
use crate::ops::testing::Bench;
use crate::ops::undo::undo;
use crate::ops::visit::list::{self, list};
use crate::ops::visit::set::{self, set};
use crate::ops::visit::{Seen, overdue};
use crate::ops::watch::Watch;
use crate::ops::{OpError, checkin, facts, renew, who};
use crate::store::{bookings, ledger, visits};

fn refusal(done: Result<Seen, OpError>) -> VisitRefusal {
    match done {
        Err(OpError::Refused(crate::domain::refusal::Refusal::Visit(refusal))) => refusal,
        other => panic!("{other:?}"),
    }
}

pub(super) fn lack(done: Result<Seen, OpError>) -> Lack {
    let refusal = refusal(done);
    let VisitRefusal::NotCovered { lack, .. } = refusal else {
        panic!("{refusal:?}")
    };
    *lack
}

pub(super) fn correct(
    bench: &Bench,
    visit: VisitId,
    in_at: Option<&str>,
    out: Option<&str>,
) -> Seen {
    let word = |text| TimeWord::read(text).unwrap();
    let request = set::Request {
        visit,
        in_at: in_at.map(word),
        out: out.map(word),
        location: None,
        service: None,
    };
    let seen = bench.act(|tx| set(tx, &request)).unwrap();
    sound(bench);
    seen
}

fn book(bench: &Bench, who: CustomerId, seats: i64) {
    let booking = Booking {
        id: BookingId(0),
        member: who,
        desk: DeskId(1),
        on: Day::read("2026-06-02").unwrap(),
        seats,
        status: Booked::Confirmed,
        pay_by: PayBy::Passes,
        pay_status: PaymentStatus::Paid,
        charges_on: None,
        subscription: None,
        lot: None,
    };
    bench.act(|tx| Ok(bookings::add(tx, &booking)?)).unwrap();
}

fn id(bench: &Bench, handle: &str) -> CustomerId {
    bench.see(|db| who::find(db, handle)).id
}

pub(super) fn all(bench: &Bench) -> Vec<Seen> {
    bench.see(|db| list(db, &list::Request::default(), Instant::from_ms(0)))
}

#[test]
fn example_4_half_days_are_the_sum_of_the_date_or_of_each_visit() {
    for (charge, after) in [
        (
            PerDay,
            [
                "pass day 0.5, owed 0, balance 4.5",
                "running day 0, owed 0, balance 4",
            ],
        ),
        (
            PerVisit,
            [
                "pass day 0.5, owed 0, balance 4.5",
                "pass day 0.5, owed 0, balance 4",
            ],
        ),
    ] {
        let bench = open(&declared(charge, HalfDay));
        give(&bench, "ana", "5", "day");
        assert_eq!(
            told(&come(&bench, "ana", "09:00")),
            "pass day 1, owed 0, balance 4"
        );
        assert_eq!(told(&leave(&bench, "ana", "13:00")), after[0]);
        come(&bench, "ana", "14:00");
        assert_eq!(told(&leave(&bench, "ana", "15:00")), after[1]);
        let charged: PassQty = all(&bench).iter().map(|seen| seen.charged).sum();
        assert_eq!(charged, PassQty::ONE);
    }
}

#[test]
fn q1_what_is_missing_of_a_kind_without_halves_is_told_in_whole_passes() {
    let bench = open(&declared(PerDay, HalfDay));
    bench.clock("2026-06-02 09:00");
    let wanted = |kind| Request {
        kind: Some(kind),
        ..now("ana")
    };
    let told = |kind| try_in(&bench, &wanted(kind)).unwrap_err().to_string();
    assert_eq!(told("hour"), "need 1 pass on 2026-06-02, have 0");
    assert_eq!(told("day"), "need 0.5 passes on 2026-06-02, have 0");
}

#[test]
fn example_6_the_half_day_is_returned_and_a_day_taken() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, "ana", "2", "half");
    give(&bench, "ana", "1", "day");
    assert_eq!(
        told(&come(&bench, "ana", "10:30")),
        "pass half 1, owed 0, balance 1"
    );
    let left = leave(&bench, "ana", "16:00");
    assert_eq!(told(&left), "pass day 1, owed 0, balance 0");
    assert_eq!((left.moved.back.len(), left.moved.taken.len()), (1, 1));
    assert_eq!(left.refunded, PassQty::ONE);
}

#[test]
fn example_6_a_morning_costs_the_half_day_and_an_hour_runs_from_the_check_in() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, "ana", "2", "half");
    give(&bench, "ana", "1", "day");
    come(&bench, "ana", "10:30");
    assert_eq!(
        told(&leave(&bench, "ana", "14:59")),
        "pass half 1, owed 0, balance 1"
    );
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, "ana", "2", "hour");
    let visit = come(&bench, "ana", "11:35").visit;
    let until = Instant::read("2026-06-02T12:35:00+03:00").unwrap();
    assert_eq!(visit.valid_until, Some(until));
}

#[test]
fn c5_half_the_business_hours_to_the_second_cost_half() {
    for (out, charged) in [("13:00:00", "0.5"), ("13:00:01", "1")] {
        let bench = open(&declared(PerDay, HalfDay));
        give(&bench, "ana", "5", "day");
        come(&bench, "ana", "09:00");
        assert_eq!(leave(&bench, "ana", out).charged.to_string(), charged);
    }
}

#[test]
fn c5_with_half_a_pass_left_it_is_taken_and_an_overstay_is_owed() {
    let bench = open(&declared(PerDay, HalfDay));
    give(&bench, "ana", "0.5", "day");
    assert_eq!(
        told(&come(&bench, "ana", "09:00")),
        "pass day 0.5, owed 0, balance 0"
    );
    assert_eq!(
        told(&leave(&bench, "ana", "15:00")),
        "pass day 0.5, owed 0.5, balance 0"
    );
    let ana = id(&bench, "ana");
    let owed = bench.see(|db| Ok(visits::owed(db, ana)?));
    assert_eq!(owed, PassQty::HALF);
}

#[test]
fn c6_a_closed_weekday_uses_the_longest_day() {
    for (date, out, charged) in [
        ("2026-06-06", "12:00", "0.5"),
        ("2026-06-06", "12:01", "1"),
        ("2026-06-07", "14:00", "0.5"),
        ("2026-06-07", "14:01", "1"),
    ] {
        let bench = open(&declared(PerDay, HalfDay));
        give(&bench, "ana", "5", "day");
        bench.clock(&format!("{date} 10:00"));
        try_in(&bench, &now("ana")).unwrap();
        bench.clock(&format!("{date} {out}"));
        let request = checkout::Request {
            who: "ana",
            at: None,
            guest: None,
        };
        let left = bench.act(|tx| checkout(tx, &request)).unwrap();
        assert_eq!(left.charged.to_string(), charged, "{date} {out}");
    }
}

#[test]
fn c4_a_date_costs_one_day_pass_however_often_they_come() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, "ana", "3", "day");
    for (from, to) in [("09:00", "09:30"), ("10:00", "11:00"), ("12:00", "19:00")] {
        come(&bench, "ana", from);
        assert_eq!(leave(&bench, "ana", to).balance.to_string(), "2");
    }
    let bench = open(&declared(PerVisit, FullDay));
    give(&bench, "ana", "3", "day");
    for (from, to, left) in [
        ("09:00", "09:30", "2"),
        ("10:00", "11:00", "1"),
        ("12:00", "13:00", "0"),
    ] {
        come(&bench, "ana", from);
        assert_eq!(leave(&bench, "ana", to).balance.to_string(), left);
    }
    bench.clock("2026-06-02 14:00");
    assert!(matches!(
        lack(try_in(&bench, &now("ana"))),
        Lack::Passes { .. }
    ));
}

#[test]
fn c1_who_is_inside_is_refused_by_the_visit() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, "ana", "3", "day");
    let inside = come(&bench, "ana", "09:00").visit;
    bench.clock("2026-06-02 10:00");
    let refused = refusal(try_in(&bench, &now("ana")));
    let expected = VisitRefusal::AlreadyInside {
        who: "ana".to_owned(),
        guest: None,
        visit: inside.id,
        since: Zone::read("Europe/Kyiv").unwrap().moment(inside.in_at),
    };
    assert_eq!(refused, expected);
    leave(&bench, "ana", "11:00");
    let then = refusal(try_in(&bench, &at("ana", "10:30")));
    assert!(matches!(then, VisitRefusal::WasInside { visit, .. } if visit == inside.id));
    let request = checkout::Request {
        who: "ana",
        at: None,
        guest: None,
    };
    let nobody = refusal(bench.act(|tx| checkout(tx, &request)));
    assert!(matches!(nobody, VisitRefusal::NotInside { .. }));
}

#[test]
fn c1_times_come_out_of_order_and_the_date_is_settled_again() {
    let bench = open(&declared(PerDay, HalfDay));
    give(&bench, "ana", "5", "day");
    let stay = |from: &str, to: &str| {
        bench.clock("2026-06-02 20:00");
        let out = Some(TimeWord::read(to).unwrap());
        try_in(
            &bench,
            &Request {
                out,
                ..at("ana", from)
            },
        )
        .unwrap()
    };
    assert_eq!(
        told(&stay("14:00", "15:00")),
        "pass day 0.5, owed 0, balance 4.5"
    );
    assert_eq!(
        told(&stay("09:00", "12:01")),
        "pass day 1, owed 0, balance 4"
    );
    assert_eq!(told(&all(&bench)[1]), "running day 0, owed 0, balance 4");
}

#[test]
fn c2_off_takes_no_pass() {
    let bench = open(&declared(PerDay, FullDay));
    bench.member("ben");
    give(&bench, "ben", "3", "day");
    assert_eq!(
        told(&come(&bench, "ben", "09:00")),
        "off - 0, owed 0, balance 3"
    );
}

#[test]
fn c2_a_booking_covers_the_member_and_its_other_seats_guests() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, "ana", "1", "day");
    book(&bench, id(&bench, "ana"), 2);
    assert_eq!(
        told(&come(&bench, "ana", "09:00")),
        "booking - 0, owed 0, balance 1"
    );
    let tom = Request {
        guest: Some("Tom"),
        ..now("ana")
    };
    let first = try_in(&bench, &tom).unwrap();
    assert_eq!(told(&first), "booking - 0, owed 0, balance 1");
    let eve = Request {
        guest: Some("Eve"),
        ..now("ana")
    };
    let second = try_in(&bench, &eve).unwrap();
    assert_eq!(told(&second), "pass day 1, owed 0, balance 0");
    let sam = Request {
        guest: Some("Sam"),
        ..now("ana")
    };
    assert!(matches!(lack(try_in(&bench, &sam)), Lack::Passes { .. }));
}

#[test]
fn c8_a_guest_takes_a_pass_of_the_hosts_also_where_the_host_needs_none() {
    let bench = open(&declared(PerDay, FullDay));
    bench.member("ben");
    give(&bench, "ben", "2", "day");
    come(&bench, "ben", "09:00");
    let tom = Request {
        guest: Some("Tom"),
        ..now("ben")
    };
    assert_eq!(
        told(&try_in(&bench, &tom).unwrap()),
        "pass day 1, owed 0, balance 1"
    );
    let twice = refusal(try_in(&bench, &tom));
    assert_eq!(
        twice.to_string(),
        "Tom, guest of ben is inside already: vs-2, since 2026-06-02 09:00"
    );
}

#[test]
fn c2_k3_a_running_pass_is_resumed() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, "ana", "1", "hour");
    come(&bench, "ana", "11:35");
    leave(&bench, "ana", "11:50");
    assert_eq!(
        told(&come(&bench, "ana", "12:10")),
        "running hour 0, owed 0, balance 0"
    );
    assert_eq!(
        told(&leave(&bench, "ana", "12:35")),
        "running hour 0, owed 0, balance 0"
    );
    bench.clock("2026-06-02 12:36");
    assert!(matches!(
        lack(try_in(&bench, &now("ana"))),
        Lack::Short { .. }
    ));
}

#[test]
fn k3_outside_the_spans_nobody_is_let_in() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, "ana", "1", "half");
    bench.clock("2026-06-02 09:59");
    let refused = lack(try_in(&bench, &now("ana")));
    assert_eq!(
        refused.to_string(),
        "the passes of `half` are for 10:00-15:00, 15:00-20:00"
    );
    let visit = come(&bench, "ana", "14:50").visit;
    let until = Instant::read("2026-06-02T15:00:00+03:00").unwrap();
    assert_eq!(visit.valid_until, Some(until));
}

#[test]
fn c3_a_refused_visit_is_on_record_once_and_nothing_else_is() {
    let mut declared = declared(PerDay, FullDay);
    add_kind(&mut declared, "flex", "day", 100);
    kind(&mut declared, "flex").plans = vec![OnPlan {
        plan: "Flex".to_owned(),
        price: None,
    }];
    let bench = open(&declared);
    bench.clock("2026-06-02 09:00");
    let refused = refusal(try_in(&bench, &now("ana")));
    let VisitRefusal::NotCovered { lack, visit, buy } = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(lack.to_string(), "need 1 pass on 2026-06-02, have 0");
    assert_eq!(visit, Some(VisitId(1)));
    let buy: Vec<&str> = buy.iter().map(Handle::as_str).collect();
    assert_eq!(buy, ["hour", "entry", "day", "all"]);
    try_in(&bench, &now("ana")).unwrap_err();
    let on_record = all(&bench);
    assert_eq!(on_record.len(), 1);
    assert_eq!(on_record[0].visit.status, Status::Refused);
    let ana = id(&bench, "ana");
    assert_eq!(bench.see(|db| Ok(visits::list_open(db, ana)?)), []);
}

#[test]
fn c3_unpaid_lets_them_in_and_records_what_is_owed() {
    let bench = open(&declared(PerDay, FullDay));
    bench.clock("2026-06-02 09:00");
    let unpaid = Request {
        unpaid: true,
        ..now("ana")
    };
    assert_eq!(
        told(&try_in(&bench, &unpaid).unwrap()),
        "owed - 0, owed 1, balance 0"
    );
    give(&bench, "ana", "1", "day");
    assert_eq!(
        told(&leave(&bench, "ana", "17:00")),
        "pass day 1, owed 0, balance 0"
    );
}

#[test]
fn c3_who_asked_for_a_kind_is_told_to_buy_that() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, "ana", "1", "hour");
    bench.clock("2026-06-02 10:00");
    let half = Request {
        kind: Some("half"),
        ..now("ana")
    };
    let refused = refusal(try_in(&bench, &half));
    let VisitRefusal::NotCovered { buy, .. } = refused else {
        panic!("{refused:?}")
    };
    let buy: Vec<&str> = buy.iter().map(Handle::as_str).collect();
    assert_eq!(buy, ["half"]);
}

#[test]
fn c3_a_kind_that_is_named_is_taken_at_the_door() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, "ana", "1", "hour");
    give(&bench, "ana", "1", "day");
    bench.clock("2026-06-02 09:00");
    let day = Request {
        kind: Some("day"),
        ..now("ana")
    };
    assert_eq!(
        told(&try_in(&bench, &day).unwrap()),
        "pass day 1, owed 0, balance 0"
    );
    assert_eq!(
        told(&leave(&bench, "ana", "09:30")),
        "pass hour 1, owed 0, balance 1"
    );
    let half = Request {
        kind: Some("half"),
        ..at("ana", "09:40")
    };
    bench.clock("2026-06-02 10:40");
    assert!(matches!(lack(try_in(&bench, &half)), Lack::Passes { .. }));
}

#[test]
fn d1_a_location_without_passes_refuses_them() {
    let mut declared = declared(PerDay, FullDay);
    declared.locations[0].terms.passes = false;
    let bench = open(&declared);
    give(&bench, "ana", "3", "day");
    bench.clock("2026-06-02 09:00");
    let refused = lack(try_in(&bench, &now("ana")));
    assert_eq!(refused.to_string(), "no passes are taken at hq");
    bench.member("ben");
    assert_eq!(
        told(&come(&bench, "ben", "09:00")),
        "off - 0, owed 0, balance 0"
    );
}

#[test]
fn p1_a_visitor_is_let_in_with_a_booking_only() {
    let bench = open(&declared(PerDay, FullDay));
    let vic = bench.customer("vic", Standing::Visitor, None);
    bench.clock("2026-06-02 09:00");
    let refused = lack(try_in(&bench, &now("vic")));
    assert!(matches!(refused, Lack::Visitor { .. }));
    book(&bench, vic, 1);
    assert_eq!(
        told(&come(&bench, "vic", "09:00")),
        "booking - 0, owed 0, balance 0"
    );
}

#[test]
fn k4_services_locations_and_limits_are_kept() {
    let mut declared = declared(PerDay, FullDay);
    add_kind(&mut declared, "box", "visit", 1000);
    kind(&mut declared, "box").services = vec!["boxing".to_owned()];
    kind(&mut declared, "box").limit = Limit::read("2/week").unwrap();
    add_kind(&mut declared, "shore", "visit", 100);
    kind(&mut declared, "shore").locations = vec![Handle::read("shore").unwrap()];
    let bench = open(&declared);
    give(&bench, "ana", "5", "box");
    bench.clock("2026-06-02 09:00");
    let without = lack(try_in(&bench, &now("ana")));
    assert_eq!(
        without.to_string(),
        "the passes of `box` are not for use without a service"
    );
    let boxing = Request {
        service: "boxing",
        ..now("ana")
    };
    for time in ["09:00", "11:00"] {
        bench.clock(&format!("2026-06-02 {time}"));
        assert_eq!(
            told(&try_in(&bench, &boxing).unwrap()),
            "pass box 1, owed 0, balance 0"
        );
        leave(
            &bench,
            "ana",
            if time == "09:00" { "10:00" } else { "12:00" },
        );
    }
    bench.clock("2026-06-05 09:00");
    assert_eq!(
        lack(try_in(&bench, &boxing)).to_string(),
        "`box` allows 2/week: 2 used from 2026-06-01 to 2026-06-07, 1 more wanted; \
         there is room on 2026-06-08"
    );
    bench.clock("2026-06-08 09:00");
    try_in(&bench, &boxing).unwrap();
    member(&bench, "ben", None);
    give(&bench, "ben", "5", "shore");
    let elsewhere = lack(try_in(&bench, &now("ben")));
    assert_eq!(
        elsewhere.to_string(),
        "the passes of `shore` are not for hq"
    );
}

#[test]
fn t2_an_unlimited_pass_is_not_counted() {
    let bench = open(&declared(PerVisit, FullDay));
    give(&bench, "ana", "1", "all");
    give(&bench, "ana", "1", "day");
    for (from, to) in [("09:00", "10:00"), ("11:00", "18:00")] {
        assert_eq!(
            told(&come(&bench, "ana", from)),
            "unlimited all 0, owed 0, balance 1"
        );
        leave(&bench, "ana", to);
    }
}

#[test]
fn c9_who_stays_is_checked_out_at_the_end_of_the_date() {
    let bench = open(&declared(PerDay, HalfDay));
    give(&bench, "ana", "5", "day");
    let visit = come(&bench, "ana", "18:00").visit;
    bench.clock("2026-06-03 09:00");
    let again = try_in(&bench, &now("ana")).unwrap();
    assert_eq!(again.visit.on, Day::read("2026-06-03").unwrap());
    let first = bench.see(|db| super::show(db, visit.id));
    assert_eq!((first.visit.status, first.visit.auto), (Status::Left, true));
    let midnight = Instant::read("2026-06-03T00:00:00+03:00").unwrap();
    assert_eq!(first.visit.out_at, Some(midnight));
    assert_eq!(first.charged, PassQty::ONE);
    let corrected = correct(&bench, visit.id, None, Some("19:00"));
    assert!(!corrected.visit.auto);
    assert_eq!(corrected.charged, PassQty::HALF);
}

#[test]
fn c9_a_pass_that_runs_over_midnight_ends_the_visit_and_covers_the_next_date() {
    let mut declared = declared(PerDay, FullDay);
    add_kind(&mut declared, "night", "22-3", 1000);
    let bench = open(&declared);
    give(&bench, "ana", "1", "night");
    let visit = come(&bench, "ana", "23:00").visit;
    bench.clock("2026-06-03 02:59");
    let there = bench.see(|db| Ok(visits::list_open(db, visit.member)?));
    let at = |text| Instant::read(text).unwrap();
    let ended = |now| {
        let space = bench.see(facts::Space::read);
        bench.see(|db| overdue::end(db, &space, &there[0], at(now)))
    };
    assert_eq!(ended("2026-06-03T02:59:59+03:00"), None);
    let out = ended("2026-06-03T03:00:00+03:00").unwrap().out_at;
    assert_eq!(out, Some(at("2026-06-03T03:00:00+03:00")));
    let request = checkout::Request {
        who: "ana",
        at: Some(TimeWord::read("2026-06-03 01:00").unwrap()),
        guest: None,
    };
    bench.act(|tx| checkout(tx, &request)).unwrap();
    assert_eq!(
        told(&try_in(&bench, &now("ana")).unwrap()),
        "running night 0, owed 0, balance 0"
    );
}

#[test]
fn c9_a_check_out_beyond_the_date_is_refused() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, "ana", "5", "day");
    bench.clock("2026-06-04 12:00");
    let out = Some(TimeWord::read("2026-06-03 00:01").unwrap());
    let late = Request {
        out,
        ..at("ana", "2026-06-02 20:00")
    };
    assert!(matches!(
        refusal(try_in(&bench, &late)),
        VisitRefusal::Overnight { .. }
    ));
    let out = Some(TimeWord::read("2026-06-03 00:00").unwrap());
    try_in(&bench, &Request { out, ..late }).unwrap();
}

#[test]
fn q7_any_time_of_the_past_but_none_to_come() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, "ana", "5", "day");
    bench.clock("2026-06-02 09:00");
    let ahead = refusal(try_in(&bench, &at("ana", "09:01")));
    assert!(matches!(ahead, VisitRefusal::StillToCome { .. }));
    let out = Some(TimeWord::read("2026-06-01 18:00").unwrap());
    let before = Request {
        out,
        ..at("ana", "2026-06-01 10:00")
    };
    let seen = try_in(&bench, &before).unwrap();
    assert_eq!(seen.visit.on, Day::read("2026-06-01").unwrap());
    let long_ago = lack(try_in(&bench, &at("ana", "2024-01-01 10:00")));
    assert!(
        matches!(long_ago, Lack::Passes { .. }),
        "the lots are not valid then"
    );
}

#[test]
fn q3_q6_a_date_begins_at_its_cut_off_and_has_its_real_hours() {
    let mut declared = declared(PerDay, FullDay);
    declared.locations[0].terms.day_starts_at = crate::domain::day::TimeOfDay::at(4, 0).unwrap();
    let bench = open(&declared);
    give(&bench, "ana", "2", "day");
    bench.clock("2026-06-03 03:59");
    let late = try_in(&bench, &now("ana")).unwrap();
    assert_eq!(late.visit.on, Day::read("2026-06-02").unwrap());
    let until = Instant::read("2026-06-03T04:00:00+03:00").unwrap();
    assert_eq!(late.visit.valid_until, Some(until));
    // On 25 October 2026 the clocks in Kyiv go back at 04:00: the hour between is there twice.
    give(&bench, "ana", "2", "hour");
    bench.clock("2026-10-25 03:30");
    let hour = Request {
        kind: Some("hour"),
        ..now("ana")
    };
    let visit = try_in(&bench, &hour).unwrap().visit;
    assert_eq!(
        visit.valid_until.unwrap().ms() - visit.in_at.ms(),
        3_600_000
    );
}

#[test]
fn b7_what_comes_back_into_a_lapsed_lot_lapses_at_once() {
    let bench = open(&declared(PerDay, HalfDay));
    give_until(&bench, "ana", "1", "day", Some("2026-06-02"));
    let visit = come(&bench, "ana", "09:00").visit;
    leave(&bench, "ana", "17:00");
    bench.clock("2026-06-05 09:00");
    let corrected = correct(&bench, visit.id, None, Some("12:00"));
    assert_eq!(corrected.charged, PassQty::HALF);
    assert_eq!(corrected.moved.lapsed.len(), 1);
    let entries = bench.see(|db| Ok(ledger::of_lot(db, corrected.moved.lapsed[0].lot)?));
    let types: Vec<&str> = entries.iter().map(|entry| entry.of.kind.word()).collect();
    assert_eq!(types, ["grant", "spend", "refund", "expire"]);
}

#[test]
fn c1_a_corrected_visit_may_move_to_another_date() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, "ana", "5", "day");
    let visit = come(&bench, "ana", "09:00").visit;
    come_back_the_day_after(&bench);
    let moved = correct(
        &bench,
        visit.id,
        Some("2026-05-31 09:00"),
        Some("2026-05-31 12:00"),
    );
    assert_eq!(moved.visit.on, Day::read("2026-05-31").unwrap());
    assert_eq!(told(&moved), "owed - 0, owed 1, balance 0");
    let refused = VisitId(99);
    let request = set::Request {
        visit: refused,
        in_at: None,
        out: None,
        location: None,
        service: None,
    };
    assert!(bench.act(|tx| set(tx, &request)).is_err());
}

fn come_back_the_day_after(bench: &Bench) {
    leave(bench, "ana", "12:00");
    bench.clock("2026-06-03 12:00");
}

#[test]
fn c3_a_refused_visit_cannot_be_corrected() {
    let bench = open(&declared(PerDay, FullDay));
    bench.clock("2026-06-02 09:00");
    try_in(&bench, &now("ana")).unwrap_err();
    let request = set::Request {
        visit: VisitId(1),
        in_at: None,
        out: None,
        location: None,
        service: None,
    };
    let refused = refusal(bench.act(|tx| set(tx, &request)));
    assert_eq!(refused, VisitRefusal::WasRefused { visit: VisitId(1) });
}

#[test]
fn p4_of_a_companys_members_inside_one_gets_the_last_pass() {
    for rule in [CompanyPasses::Pooled, CompanyPasses::OwnFirst] {
        let mut declared = declared(PerDay, FullDay);
        declared.settings.company_passes = rule;
        let bench = open(&declared);
        let acme = bench.company("acme");
        for handle in ["bea", "cem", "dan"] {
            member(&bench, handle, Some(acme));
        }
        give(&bench, "acme", "2", "day");
        come(&bench, "bea", "09:00");
        assert_eq!(come(&bench, "cem", "09:01").balance, PassQty::ZERO);
        bench.clock("2026-06-02 09:02");
        let refused = lack(try_in(&bench, &now("dan")));
        assert!(matches!(refused, Lack::Passes { .. }), "{rule}");
    }
}

#[test]
fn c10_access_is_for_whom_something_covers_and_says_until_when() {
    let bench = open(&declared(PerDay, FullDay));
    let now_at = |text: &str| Instant::read(&format!("2026-06-02T{text}:00+03:00")).unwrap();
    let told = |who: &str, time: &str| {
        let told = bench.see(|db| access(db, &now(who), now_at(time)));
        let word = |(by, until): (CoveredBy, Instant)| format!("{by} {until}");
        (
            told.visit.is_some(),
            told.allowed.map(word).map_err(|why| why.to_string()),
        )
    };
    let nothing = "need 1 pass on 2026-06-02, have 0".to_owned();
    assert_eq!(told("ana", "11:00"), (false, Err(nothing)));
    let short = "the passes left do not cover it: 1 would be owed on 2026-06-02".to_owned();
    give(&bench, "ana", "1", "hour");
    let would = Ok("pass 2026-06-02T09:00:00Z".to_owned());
    assert_eq!(told("ana", "11:00"), (false, would));
    come(&bench, "ana", "11:35");
    let until = Ok("pass 2026-06-02T09:35:00Z".to_owned());
    assert_eq!(told("ana", "12:34"), (true, until));
    assert_eq!(told("ana", "12:35"), (true, Err(short)));
    give(&bench, "ana", "1", "day");
    let day = Ok("pass 2026-06-02T21:00:00Z".to_owned());
    assert_eq!(told("ana", "12:35"), (true, day));
    bench.member("ben");
    let off = Ok("off 2026-06-02T21:00:00Z".to_owned());
    assert_eq!(told("ben", "09:00"), (false, off));
}

#[test]
fn c10_inside_is_who_is_in_now() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, "ana", "5", "day");
    bench.member("ben");
    come(&bench, "ana", "09:00");
    come(&bench, "ben", "09:10");
    leave(&bench, "ana", "10:00");
    let request = list::Request {
        inside: true,
        ..list::Request::default()
    };
    let inside = |now: &str| {
        let seen = bench.see(|db| list(db, &request, Instant::read(now).unwrap()));
        seen.iter()
            .map(|one| one.member.handle.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(inside("2026-06-02T10:00:00+03:00"), ["ben"]);
    assert_eq!(inside("2026-06-03T00:00:00+03:00"), [""; 0]);
}

#[test]
fn a3_a_check_in_is_taken_back_with_its_pass_unless_they_came_again() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, "ana", "2", "day");
    bench.clock("2026-06-02 09:00");
    let (came, _) = bench
        .operate(|tx| checkin::checkin(tx, &now("ana")))
        .unwrap();
    let came = came.unwrap();
    bench.act(|tx| undo(tx, came)).unwrap();
    sound(&bench);
    let taken_back = bench.see(|db| super::show(db, VisitId(1)));
    assert_eq!(taken_back.visit.status, Status::Refused);
    assert_eq!(taken_back.balance, PassQty::whole(2));
    let (again, _) = bench
        .operate(|tx| checkin::checkin(tx, &now("ana")))
        .unwrap();
    leave(&bench, "ana", "10:00");
    come(&bench, "ana", "11:00");
    let refused = bench.act(|tx| undo(tx, again.unwrap())).unwrap_err();
    assert!(refused.to_string().contains("vs-2"), "{refused}");
    sound(&bench);
}

/// Renews at an instant of Kyiv; what is told of it.
fn renewed(bench: &Bench, time: &str, dry_run: bool) -> renew::Renewed {
    bench.clock(time);
    let stamp = Stamp {
        dry_run,
        ..bench.stamp()
    };
    let request = renew::Request {
        as_of: None,
        keep: Keep::Everything,
    };
    let done = renew::renew(&bench.store, &stamp, &request, &Watch::default(), |_| {
        String::new()
    })
    .unwrap();
    let Done::Now(_, renewed) = done else {
        unreachable!("no key was given")
    };
    renewed
}

#[test]
fn c9_r4_renew_checks_out_who_stayed_before_passes_expire() {
    let bench = open(&declared(PerDay, HalfDay));
    give_until(&bench, "ana", "1", "day", Some("2026-06-02"));
    come(&bench, "ana", "21:00");
    assert_eq!(
        renewed(&bench, "2026-06-02 23:59", false)
            .happened
            .checked_out,
        0
    );
    let foreseen = renewed(&bench, "2026-06-03 00:00", true);
    let done = renewed(&bench, "2026-06-03 00:00", false);
    for told in [&foreseen, &done] {
        let items: Vec<&str> = told.happened.items.iter().map(|item| item.what).collect();
        assert_eq!(items, ["checkout", "expire"]);
        assert_eq!(told.happened.checked_out, 1);
        assert_eq!(told.happened.customers, 1);
        assert_eq!(told.happened.expired, PassQty::HALF);
    }
    let again = renewed(&bench, "2026-06-03 00:00", false);
    assert_eq!((again.happened.checked_out, again.operations.len()), (0, 0));
    assert!(all(&bench)[0].visit.auto);
    sound(&bench);
}

#[test]
fn two_rivals_for_the_last_pass_and_exactly_one_gets_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("daypass.db");
    let wait = std::time::Duration::from_secs(30);
    let mut bench = Bench::with("2026-06-01", &declared(PerDay, FullDay));
    bench.store = crate::store::Store::create(&path, wait).unwrap();
    bench
        .act(|tx| apply(tx, &declared(PerDay, FullDay)))
        .unwrap();
    let acme = bench.company("acme");
    for handle in ["bea", "cem"] {
        member(&bench, handle, Some(acme));
    }
    give(&bench, "acme", "1", "day");
    bench.clock("2026-06-02 09:00");
    let stamp = bench.stamp();
    let come = |who: &'static str| {
        let (path, stamp) = (path.clone(), stamp.clone());
        move || {
            let store = crate::store::Store::open(&path, wait).unwrap();
            let work = |tx: &crate::store::Tx| checkin::checkin(tx, &now(who));
            let done = perform_recorded(&store, &stamp, work, |_, _| String::new()).unwrap();
            let Done::Now(_, done) = done else {
                unreachable!("no key was given")
            };
            done.is_ok()
        }
    };
    let rivals = ["bea", "cem"].map(|who| std::thread::spawn(come(who)));
    let mut got = rivals.map(|rival| rival.join().unwrap());
    got.sort_unstable();
    assert_eq!(got, [false, true]);
    sound(&bench);
}

#[test]
fn p8_who_is_inside_or_owes_is_not_removed() {
    let bench = open(&declared(PerDay, FullDay));
    bench.clock("2026-06-02 09:00");
    let unpaid = Request {
        unpaid: true,
        ..now("ana")
    };
    try_in(&bench, &unpaid).unwrap();
    let refused = bench.act(|tx| remove(tx, "ana")).unwrap_err();
    assert_eq!(refused.to_string(), "ana has vs-1, which is open");
    leave(&bench, "ana", "10:00");
    let refused = bench.act(|tx| remove(tx, "ana")).unwrap_err();
    assert_eq!(refused.to_string(), "ana owes 1 pass for visits");
}
