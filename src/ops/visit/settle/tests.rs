//! What visits owe, paid later (D8, C3, C5, C7).

use super::{Request, Settled, settle};
use crate::domain::customer::Standing;
use crate::domain::day_word::{DayWord, TimeWord};
use crate::domain::handle::Handle;
use crate::domain::ids::{LotId, OperationId, VisitId};
use crate::domain::location::CheckinCharge::{PerDay, PerVisit};
use crate::domain::location::CheckinMode::{FullDay, HalfDay};
use crate::domain::qty::PassQty;
use crate::ops::testing::Bench;
use crate::ops::undo::undo;
use crate::ops::visit::desk::{
    at, come, declared, give, give_until, kind, leave, member, now, open, sound, try_in,
};
use crate::ops::visit::set::{self, set};
use crate::ops::{OpError, checkin, grant};

/// Somebody who came at a time, stayed an hour and paid nothing.
fn owing(bench: &Bench, who: &str, time: &str) {
    let (day, clock) = time.split_once(' ').unwrap();
    let hour: u32 = clock[..2].parse().unwrap();
    let out = TimeWord::read(&format!("{day} {:02}:00", hour + 1)).unwrap();
    let request = checkin::Request {
        out: Some(out),
        unpaid: true,
        ..at(who, time)
    };
    try_in(bench, &request).unwrap();
}

fn try_settle(bench: &Bench, lot: Option<i64>) -> Result<Settled, OpError> {
    let request = Request {
        who: "ana",
        lot: lot.map(LotId),
    };
    let done = bench.act(|tx| settle(tx, &request));
    sound(bench);
    done
}

/// What was taken, the visits that are paid, and those that owe, with how much.
fn told(done: &Settled) -> String {
    let total: PassQty = done.moved.taken.iter().map(|draw| draw.passes).sum();
    let settled: Vec<String> = done
        .settled
        .iter()
        .map(|seen| seen.visit.id.to_string())
        .collect();
    let owing = done.owing.iter();
    let owing: Vec<String> = owing
        .map(|(seen, _)| format!("{} {}", seen.visit.id, seen.visit.owed))
        .collect();
    format!("{total}; {}; {}", settled.join(" "), owing.join(" "))
}

#[test]
fn d8_the_oldest_visits_are_paid_first_until_the_passes_run_out() {
    let bench = open(&declared(PerDay, FullDay));
    bench.clock("2026-06-06 09:00");
    owing(&bench, "ana", "2026-06-04 10:00");
    owing(&bench, "ana", "2026-06-02 10:00");
    owing(&bench, "ana", "2026-06-03 10:00");
    give(&bench, "ana", "2", "day");
    let done = try_settle(&bench, None).unwrap();
    assert_eq!(told(&done), "2; vs-2 vs-3; vs-1 1");
    assert_eq!(
        done.owing[0].1.to_string(),
        "need 1 pass on 2026-06-06, have 0"
    );
    give(&bench, "ana", "1", "day");
    assert_eq!(told(&try_settle(&bench, None).unwrap()), "1; vs-1; ");
    assert_eq!(told(&try_settle(&bench, None).unwrap()), "0; ; ");
}

#[test]
fn d8_where_nothing_can_be_paid_it_is_refused() {
    let bench = open(&declared(PerDay, FullDay));
    bench.clock("2026-06-03 09:00");
    owing(&bench, "ana", "2026-06-02 10:00");
    let refused = try_settle(&bench, None).unwrap_err();
    assert_eq!(refused.to_string(), "need 1 pass on 2026-06-03, have 0");
    bench.customer("vera", Standing::Visitor, None);
    let request = Request {
        who: "vera",
        lot: None,
    };
    let refused = bench.act(|tx| settle(tx, &request)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "vera is a visitor and can hold no passes"
    );
}

#[test]
fn d8_c5_half_a_pass_pays_half_of_what_is_owed() {
    let bench = open(&declared(PerDay, HalfDay));
    give(&bench, "ana", "0.5", "day");
    come(&bench, "ana", "09:00");
    assert_eq!(
        leave(&bench, "ana", "16:00").visit.owed,
        PassQty::from_halves(1)
    );
    give(&bench, "ana", "0.5", "day");
    let done = try_settle(&bench, None).unwrap();
    assert_eq!(told(&done), "0.5; vs-1; ");
    assert_eq!(done.settled[0].charged, PassQty::ONE);
    bench.clock("2026-06-04 09:00");
    let long = checkin::Request {
        out: Some(TimeWord::read("2026-06-03 17:00").unwrap()),
        unpaid: true,
        ..at("ana", "2026-06-03 09:00")
    };
    try_in(&bench, &long).unwrap();
    give(&bench, "ana", "0.5", "day");
    assert_eq!(told(&try_settle(&bench, None).unwrap()), "0.5; ; vs-2 0.5");
}

#[test]
fn d8_c7_what_is_owed_is_paid_with_the_cheapest_set() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, "ana", "1", "half");
    come(&bench, "ana", "10:30");
    let left = leave(&bench, "ana", "16:00");
    assert_eq!(
        (left.charged, left.visit.owed),
        (PassQty::ZERO, PassQty::ONE)
    );
    give(&bench, "ana", "1", "half");
    give(&bench, "ana", "1", "day");
    let done = try_settle(&bench, None).unwrap();
    assert_eq!(told(&done), "1; vs-1; ");
    let kind = done.settled[0].kind.as_ref().map(Handle::as_str);
    assert_eq!(kind, Some("day"));
}

#[test]
fn d8_b2_what_has_lapsed_since_stays_paid_and_pays_no_more() {
    let bench = open(&declared(PerVisit, FullDay));
    give_until(&bench, "ana", "1", "day", Some("2026-06-02"));
    come(&bench, "ana", "09:00");
    leave(&bench, "ana", "10:00");
    bench.clock("2026-06-02 11:00");
    let unpaid = checkin::Request {
        unpaid: true,
        ..now("ana")
    };
    try_in(&bench, &unpaid).unwrap();
    leave(&bench, "ana", "12:00");
    bench.clock("2026-06-05 09:00");
    let done = try_settle(&bench, None).unwrap_err();
    assert_eq!(done.to_string(), "need 1 pass on 2026-06-05, have 0");
    give(&bench, "ana", "2", "day");
    let done = try_settle(&bench, None).unwrap();
    assert_eq!(told(&done), "1; vs-2; ");
    assert_eq!(done.moved.back, []);
}

#[test]
fn d8_passes_of_later_pay_and_go_on_paying_when_the_visit_is_corrected() {
    let bench = open(&declared(PerDay, FullDay));
    bench.clock("2026-06-05 09:00");
    owing(&bench, "ana", "2026-06-02 10:00");
    let request = grant::Request {
        from: Some(DayWord::read("2026-06-04").unwrap()),
        ..granting("1")
    };
    bench.act(|tx| grant::grant(tx, &request)).unwrap();
    assert_eq!(told(&try_settle(&bench, None).unwrap()), "1; vs-1; ");
    let corrected = bench.act(|tx| {
        let request = set::Request {
            visit: VisitId(1),
            in_at: None,
            out: Some(TimeWord::read("12:00").unwrap()),
            location: None,
            service: None,
        };
        set(tx, &request)
    });
    let corrected = corrected.unwrap();
    assert_eq!(
        (corrected.charged, corrected.visit.owed),
        (PassQty::ONE, PassQty::ZERO)
    );
    sound(&bench);
}

fn granting(passes: &str) -> grant::Request<'static> {
    grant::Request {
        who: "ana",
        passes: PassQty::read(passes).unwrap(),
        kind: "day",
        from: None,
        expires: None,
        monthly: None,
        location: None,
        priority: 0,
        memo: None,
    }
}

#[test]
fn d8_only_the_lot_that_is_named_pays() {
    let bench = open(&declared(PerVisit, FullDay));
    give(&bench, "ana", "1", "day");
    come(&bench, "ana", "09:00");
    leave(&bench, "ana", "10:00");
    bench.clock("2026-06-03 09:00");
    owing(&bench, "ana", "2026-06-02 11:00");
    owing(&bench, "ana", "2026-06-02 13:00");
    give_until(&bench, "ana", "5", "day", Some("2026-06-10"));
    give(&bench, "ana", "1", "day");
    let done = try_settle(&bench, Some(3)).unwrap();
    assert_eq!(told(&done), "1; vs-2; vs-3 1");
    let taken: Vec<LotId> = done.moved.taken.iter().map(|draw| draw.lot).collect();
    assert_eq!((taken, done.moved.back), (vec![LotId(3)], Vec::new()));
    let refused = try_settle(&bench, Some(3)).unwrap_err();
    assert_eq!(refused.to_string(), "nothing is left of lt-3");
    member(&bench, "ben", None);
    give(&bench, "ben", "1", "day");
    let refused = try_settle(&bench, Some(4)).unwrap_err();
    assert_eq!(refused.to_string(), "lt-4 belongs to somebody else");
    bench.clock("2026-06-11 09:00");
    let refused = try_settle(&bench, Some(2)).unwrap_err();
    assert_eq!(refused.to_string(), "lt-2 expired after 2026-06-10");
    let refused = try_settle(&bench, Some(9)).unwrap_err();
    assert_eq!(refused.to_string(), "no lot `lt-9`");
}

#[test]
fn d8_k4_passes_for_other_services_or_not_counted_then_do_not_pay() {
    let mut declared = declared(PerDay, FullDay);
    kind(&mut declared, "entry").services = vec!["gym".to_owned()];
    let bench = open(&declared);
    bench.clock("2026-06-05 09:00");
    owing(&bench, "ana", "2026-06-02 10:00");
    give(&bench, "ana", "3", "entry");
    give(&bench, "ana", "1", "all");
    let refused = try_settle(&bench, None).unwrap_err();
    let told = refused.to_string();
    assert!(
        told.starts_with("the passes of `entry` are not for"),
        "{told}"
    );
}

#[test]
fn d8_c8_guests_visits_are_their_hosts() {
    let bench = open(&declared(PerDay, FullDay));
    bench.clock("2026-06-03 09:00");
    let guest = checkin::Request {
        guest: Some("Zoe"),
        unpaid: true,
        out: Some(TimeWord::read("2026-06-02 12:00").unwrap()),
        ..at("ana", "2026-06-02 09:00")
    };
    try_in(&bench, &guest).unwrap();
    owing(&bench, "ana", "2026-06-02 10:00");
    give(&bench, "ana", "2", "day");
    assert_eq!(told(&try_settle(&bench, None).unwrap()), "2; vs-1 vs-2; ");
}

#[test]
fn d8_a3_a_settlement_is_taken_back() {
    let bench = open(&declared(PerDay, FullDay));
    bench.clock("2026-06-03 09:00");
    owing(&bench, "ana", "2026-06-02 10:00");
    give(&bench, "ana", "1", "day");
    let request = Request {
        who: "ana",
        lot: None,
    };
    let (operation, _) = bench.operate(|tx| settle(tx, &request)).unwrap();
    let operation: OperationId = operation.unwrap();
    bench.act(|tx| undo(tx, operation)).unwrap();
    sound(&bench);
    assert_eq!(told(&try_settle(&bench, None).unwrap()), "1; vs-1; ");
}
