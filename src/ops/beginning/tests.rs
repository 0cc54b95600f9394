//! Packages that begin with their first visit, in the books.

use super::*;
use crate::domain::booking::change::Override;
use crate::domain::day_word::{DayWord, TimeWord};
use crate::domain::ids::{BookingId, HoldId, OperationId};
use crate::domain::location::CheckinCharge::PerDay;
use crate::domain::location::CheckinMode::FullDay;
use crate::domain::package::{StartsText, ThenText, Validity};
use crate::domain::plan::IncludeText;
use crate::domain::qty::PassQty;
use crate::ops::booking::{cancel, change};
use crate::ops::plan::package;
use crate::ops::sell::{self, sell};
use crate::ops::testing::Bench;
use crate::ops::visit::desk::{at, declared, now, open, sound, try_in};
use crate::ops::visit::settle;
use crate::ops::{book, hold, undo};

/// Ana on 1 June with a package for a month from its first visit on, of these passes.
fn bench(includes: &[&str]) -> Bench {
    let bench = open(&declared(PerDay, FullDay));
    bench.set("2026-06-01");
    let includes: Vec<_> = includes.iter().map(|text| read(text)).collect();
    let new = package::New {
        name: "Ten",
        includes: &includes,
        price: "90",
        currency: None,
        valid: Validity::read("1month").unwrap(),
        starts: StartsText::FirstVisit,
        then: &ThenText::Nothing,
        active_status: false,
        holdable: true,
        new_clients_only: false,
        extras: &[],
    };
    bench.act(|tx| package::add(tx, &new)).unwrap();
    buy(&bench);
    bench
}

fn read(text: &str) -> IncludeText {
    IncludeText::read(text).unwrap()
}

fn buy(bench: &Bench) {
    let request = sell::Request::of("Ten", 1);
    bench.act(|tx| sell(tx, "ana", &request)).unwrap();
    sound(bench);
}

fn on(text: &str) -> DayWord {
    DayWord::read(text).unwrap()
}

fn booked(bench: &Bench, day: &str) -> Result<(OperationId, BookingId), OpError> {
    let request = book::Request {
        on: Some(on(day)),
        ..book::Request::of("ana")
    };
    let done = bench.operate(|tx| book::book(tx, &request));
    sound(bench);
    done.map(|(operation, booked)| (operation.unwrap(), booked.shown.booking.id))
}

fn came(bench: &Bench, day: &str) -> OperationId {
    bench.clock(&format!("{day} 09:00"));
    let done = bench.operate(|tx| crate::ops::checkin::checkin(tx, &now("ana")));
    sound(bench);
    let (operation, seen) = done.unwrap();
    seen.unwrap();
    operation.unwrap()
}

fn undone(bench: &Bench, operation: OperationId) -> OperationId {
    let done = bench.operate(|tx| undo::undo(tx, operation)).unwrap();
    sound(bench);
    done.0.unwrap()
}

/// When the purchase began, and the last days of the lots: `2026-06-10: 2026-07-09`.
fn told(bench: &Bench) -> Vec<String> {
    let told = |db: &Snapshot| {
        let mut told = Vec::new();
        for purchase in purchases::list_begun_by_use(db)? {
            let begun = purchase.begun_on.map(|day| day.to_string());
            let mut until = Vec::new();
            for id in upcoming::lots_of(db, purchase.id)? {
                let lot = lots::find(db, id)?.unwrap();
                let waits = lot.waits.map(|valid| valid.to_string());
                until.push(waits.unwrap_or_else(|| lot.expires_on.to_string()));
            }
            let begun = begun.unwrap_or_else(|| "waits".to_owned());
            told.push(format!("{begun}: {}", until.join(" ")));
        }
        Ok(told)
    };
    bench.see(told)
}

#[test]
fn l3_the_first_visit_begins_it_and_the_last_day_counts_from_there() {
    let bench = bench(&["day=10"]);
    assert_eq!(told(&bench), ["waits: 1month"]);
    bench.set("2026-08-20");
    bench.renew();
    assert_eq!(told(&bench), ["waits: 1month"]);
    let first = came(&bench, "2026-08-20");
    assert_eq!(told(&bench), ["2026-08-20: 2026-09-19"]);
    booked(&bench, "2026-09-19").unwrap();
    let late = booked(&bench, "2026-09-20").unwrap_err().to_string();
    assert_eq!(late, "need 1 pass on 2026-09-20, have 0");
    let back = undone(&bench, first);
    assert_eq!(told(&bench), ["2026-09-19: 2026-10-18"]);
    undone(&bench, back);
    assert_eq!(told(&bench), ["2026-08-20: 2026-09-19"]);
    bench.set("2026-09-20");
    assert_eq!(bench.renew().happened.expired, PassQty::whole(8));
    sound(&bench);
}

#[test]
fn l3_a_booking_begins_it_on_its_day_and_gives_that_back_with_the_last_use() {
    let bench = bench(&["day=10"]);
    let (_, later) = booked(&bench, "2026-06-20").unwrap();
    assert_eq!(told(&bench), ["2026-06-20: 2026-07-19"]);
    let (operation, earlier) = booked(&bench, "2026-06-10").unwrap();
    assert_eq!(told(&bench), ["2026-06-10: 2026-07-09"]);
    let to = change::Move {
        id: earlier,
        on: Some(on("2026-06-12")),
        desk: None,
        overridden: false,
    };
    bench.act(|tx| change::move_to(tx, &to)).unwrap();
    sound(&bench);
    assert_eq!(told(&bench), ["2026-06-12: 2026-07-11"]);
    for id in [earlier, later] {
        let request = cancel::Request {
            id,
            wish: None,
            new_lot: None,
        };
        bench.act(|tx| cancel::cancel(tx, &request)).unwrap();
        sound(&bench);
    }
    assert_eq!(told(&bench), ["waits: 1month"]);
    let refused = bench.act(|tx| undo::undo(tx, operation)).unwrap_err();
    assert!(refused.to_string().contains("changed"), "{refused}");
}

#[test]
fn t2_all_of_a_bundle_begins_together_and_days_held_before_do_not_count() {
    let bench = bench(&["day=2", "entry=5"]);
    let held = |lot: i64, from: &str, until: &str| {
        let request = hold::Request {
            who: "ana",
            lot: LotId(lot),
            from: Some(on(from)),
            until: Some(on(until)),
        };
        let done = bench.operate(|tx| hold::add(tx, &request)).unwrap();
        sound(&bench);
        (done.0.unwrap(), done.1.hold.id)
    };
    held(1, "2026-06-03", "2026-06-05");
    assert_eq!(told(&bench), ["waits: 1month 1month"]);
    booked(&bench, "2026-06-10").unwrap();
    assert_eq!(told(&bench), ["2026-06-10: 2026-07-09 2026-07-09"]);
    let (operation, id): (OperationId, HoldId) = held(2, "2026-06-20", "2026-06-21");
    assert_eq!(told(&bench), ["2026-06-10: 2026-07-09 2026-07-11"]);
    booked(&bench, "2026-06-08").unwrap();
    assert_eq!(told(&bench), ["2026-06-08: 2026-07-07 2026-07-09"]);
    undone(&bench, operation);
    assert_eq!(told(&bench), ["2026-06-08: 2026-07-07 2026-07-07"]);
    assert!(bench.act(|tx| hold::delete(tx, id)).is_err());
}

#[test]
fn t2_access_without_a_count_begins_with_the_first_visit_that_nothing_else_covers() {
    let bench = bench(&["all=1"]);
    buy(&bench);
    let first = came(&bench, "2026-06-05");
    assert_eq!(told(&bench), ["2026-06-05: 2026-07-04", "waits: 1month"]);
    came(&bench, "2026-07-04");
    assert_eq!(told(&bench), ["2026-06-05: 2026-07-04", "waits: 1month"]);
    let again = came(&bench, "2026-07-05");
    assert_eq!(
        told(&bench),
        ["2026-06-05: 2026-07-04", "2026-07-05: 2026-08-04"]
    );
    undone(&bench, again);
    assert_eq!(told(&bench), ["2026-06-05: 2026-07-04", "waits: 1month"]);
    let refused = bench.act(|tx| undo::undo(tx, first)).unwrap_err();
    assert!(refused.to_string().contains("vs-"), "{refused}");
    bench.set("2026-07-20");
    bench.renew();
    assert_eq!(told(&bench), ["2026-06-05: 2026-07-04", "waits: 1month"]);
    sound(&bench);
}

#[test]
fn r6_a_scheduled_booking_that_it_pays_begins_it_as_the_preview_said() {
    use crate::ops::subscription::start;
    let bench = bench(&["day=10"]);
    let includes = [read("day=1")];
    let plan = crate::ops::plan::New {
        name: "Flex",
        includes: &includes,
        every: crate::domain::day::Length::MONTH,
        price: "10",
        currency: None,
        prorate: false,
    };
    bench.act(|tx| crate::ops::plan::add(tx, &plan)).unwrap();
    let request = start::Request::of("Flex");
    bench.act(|tx| start::start(tx, "ana", &request)).unwrap();
    for day in ["2026-07-10", "2026-07-20"] {
        booked(&bench, day).unwrap();
    }
    assert_eq!(told(&bench), ["waits: 1month"]);
    bench.set("2026-09-01");
    let renewed = bench.renew();
    assert_eq!(renewed.happened.charged, PassQty::whole(2));
    assert_eq!(renewed.happened.expired, PassQty::whole(11));
    assert_eq!(told(&bench), ["2026-07-20: 2026-08-19"]);
    sound(&bench);
    undone(&bench, renewed.operations[0]);
    assert_eq!(told(&bench), ["waits: 1month"]);
}

#[test]
fn a2_a_beginning_that_is_not_the_first_use_is_found() {
    let bench = bench(&["day=10"]);
    booked(&bench, "2026-06-10").unwrap();
    let sql = "UPDATE purchase SET begun_day = begun_day + 1";
    bench.store.tamper(sql);
    let problems = bench.see(|db| Ok(crate::ops::check::check(db, false)?.problems));
    let found = problems
        .iter()
        .any(|one| one.starts_with("pu-1 does not begin"));
    assert!(found, "{problems:?}");
}

#[test]
fn c3_a_refused_visit_begins_nothing() {
    let bench = bench(&["entry=1"]);
    bench.clock("2026-06-02 09:00");
    let request = crate::ops::checkin::Request {
        kind: Some("day"),
        ..now("ana")
    };
    try_in(&bench, &request).unwrap_err();
    assert_eq!(told(&bench), ["waits: 1month"]);
}

#[test]
fn l3_d8_a_visit_owed_from_before_begins_it_on_the_first_day_that_it_is_good_for() {
    let bench = bench(&["day=10"]);
    bench.clock("2026-06-02 12:00");
    let long_ago = crate::ops::checkin::Request {
        unpaid: true,
        out: Some(TimeWord::read("2026-04-10T11:00").unwrap()),
        ..at("ana", "2026-04-10T09:00")
    };
    try_in(&bench, &long_ago).unwrap();
    assert_eq!(told(&bench), ["waits: 1month"]);
    let all = settle::Request {
        who: "ana",
        lot: None,
    };
    bench.act(|tx| settle::settle(tx, &all)).unwrap();
    sound(&bench);
    assert_eq!(told(&bench), ["2026-06-01: 2026-06-30"]);
}

#[test]
fn l3_b8_what_has_lapsed_does_not_come_back_with_the_use_that_began_it() {
    for renewed in [false, true] {
        let bench = bench(&["day=10"]);
        let (_, id) = booked(&bench, "2026-06-10").unwrap();
        assert_eq!(told(&bench), ["2026-06-10: 2026-07-09"]);
        bench.set("2026-07-20");
        if renewed {
            bench.renew();
        }
        let request = cancel::Request {
            id,
            wish: Some(Override::Refund),
            new_lot: None,
        };
        let (operation, _) = bench.operate(|tx| cancel::cancel(tx, &request)).unwrap();
        sound(&bench);
        assert_eq!(told(&bench), ["waits: 1month"]);
        assert!(booked(&bench, "2026-07-21").is_err());
        undone(&bench, operation.unwrap());
        assert_eq!(told(&bench), ["2026-06-10: 2026-07-09"]);
    }
}
