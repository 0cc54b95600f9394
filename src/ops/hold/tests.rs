//! Holds in the books: each refusal beside its success.

use super::*;
use crate::domain::ids::{BookingId, CustomerId, KindId, LocationId, OperationId, PurchaseId};
use crate::domain::length::Length;
use crate::domain::location::CheckinCharge::PerDay;
use crate::domain::location::CheckinMode::FullDay;
use crate::domain::plan::IncludeText;
use crate::domain::visit::refusal::{Lack, VisitRefusal};
use crate::ops::booking::cancel;
use crate::ops::deduct::{self, Amount};
use crate::ops::explain::{self, Today};
use crate::ops::people::account;
use crate::ops::subscription::start;
use crate::ops::testing::Bench;
use crate::ops::undo::undo;
use crate::ops::visit::Seen;
use crate::ops::visit::desk::{declared, leave, member, now, open as desk, sound, told, try_in};
use crate::ops::{book, plan};
use crate::store::Value;
use crate::store::journal::Relation;
use crate::store::ledger::NewLot;

fn day(text: &str) -> Day {
    Day::read(text).unwrap()
}

/// Ana and ten days of a package that may be put on hold, through 30 June, on the first of May.
fn bench() -> Bench {
    let bench = desk(&declared(PerDay, FullDay));
    bench.set("2026-06-01");
    bench
}

/// A lot of days sold to ana, through a day of 2026.
fn sold(bench: &Bench, passes: i64, until: &str, holdable: bool) -> LotId {
    sold_of(bench, KindId(1), passes, until, holdable)
}

/// A lot of a kind sold to ana, through a day of 2026.
fn sold_of(bench: &Bench, kind: KindId, passes: i64, until: &str, holdable: bool) -> LotId {
    let (from, until) = (day("2026-06-01"), day(until));
    bench
        .act(|tx| {
            let row = [
                ("customer", Value::Int(1)),
                ("kind", Value::Int(1)),
                ("name", Value::Text("Ten")),
                ("count", Value::Int(1)),
                ("price_minor", Value::Int(0)),
                ("currency", Value::Text("EUR")),
                ("on_day", from.into()),
                ("charge", Value::Text("free")),
                ("valid", Value::Text("1month")),
                ("starts", Value::Text("purchase")),
                ("open", Value::Int(0)),
                ("then_do", Value::Text("none")),
                ("active_status", Value::Int(0)),
                ("holdable", Value::Int(i64::from(holdable))),
                ("begun_day", from.into()),
            ];
            let purchase = tx.insert(Relation::Purchase, &row)?;
            Ok(tx.add_lot(&NewLot {
                owner: CustomerId(1),
                kind,
                passes: PassQty::whole(passes),
                valid_from: from,
                expires_on: until,
                source: Source::Package,
                subscription: None,
                recurring: None,
                purchase: Some(PurchaseId(purchase)),
                location: LocationId(1),
                priority: 0,
                memo: None,
                on: from,
            })?)
        })
        .unwrap()
}

fn hold(
    bench: &Bench,
    lot: LotId,
    from: &str,
    until: Option<&str>,
) -> Result<(OperationId, Held), OpError> {
    let word = |text: &str| DayWord::read(text).unwrap();
    let request = Request {
        who: "ana",
        lot,
        from: Some(word(from)),
        until: until.map(word),
    };
    let done = bench.operate(|tx| add(tx, &request));
    sound(bench);
    done.map(|(operation, held)| (operation.unwrap(), held))
}

fn ended(bench: &Bench, id: HoldId, on: &str) -> Result<Held, OpError> {
    let word = Some(DayWord::read(on).unwrap());
    let done = bench.act(|tx| end(tx, id, word));
    sound(bench);
    done
}

fn deleted(bench: &Bench, id: HoldId) -> Result<Held, OpError> {
    let done = bench.act(|tx| delete(tx, id));
    sound(bench);
    done
}

fn refused<T: std::fmt::Debug>(done: Result<T, OpError>) -> String {
    done.unwrap_err().to_string()
}

fn expires(bench: &Bench, lot: LotId) -> Day {
    let found = bench.see(|db| Ok(lots::find(db, lot)?));
    found.unwrap().expires_on
}

fn booked(bench: &Bench, on: &str) -> Result<BookingId, OpError> {
    let request = book::Request {
        on: Some(DayWord::read(on).unwrap()),
        ..book::Request::of("ana")
    };
    let done = bench.act(|tx| book::book(tx, &request));
    sound(bench);
    done.map(|booked| booked.shown.booking.id)
}

fn come(bench: &Bench, time: &str) -> Result<Seen, OpError> {
    bench.clock(time);
    try_in(bench, &now("ana"))
}

#[test]
fn t4_example_7_a_hold_moves_the_last_day_by_the_days_held() {
    let bench = bench();
    let lot = sold(&bench, 10, "2026-06-30", true);
    let (operation, held) = hold(&bench, lot, "2026-06-03", Some("2026-06-05")).unwrap();
    assert_eq!(held.expires_on, day("2026-07-03"));
    bench.act(|tx| undo(tx, operation)).unwrap();
    assert_eq!(expires(&bench, lot), day("2026-06-30"));
    assert!(bench.see(|db| list(db, None, bench.now())).is_empty());
    sound(&bench);
}

#[test]
fn t4_while_held_it_pays_for_nothing() {
    let bench = bench();
    let lot = sold(&bench, 10, "2026-06-30", true);
    hold(&bench, lot, "2026-06-03", Some("2026-06-05")).unwrap();
    let nothing = "need 1 pass on 2026-06-04, have 0";
    assert_eq!(refused(booked(&bench, "2026-06-04")), nothing);
    booked(&bench, "2026-06-02").unwrap();
    booked(&bench, "2026-07-03").unwrap();
    let past = "need 1 pass on 2026-07-04, have 0";
    assert_eq!(refused(booked(&bench, "2026-07-04")), past);
    let came = come(&bench, "2026-06-04 09:00").unwrap_err();
    assert_eq!(came.to_string(), nothing);
    let OpError::Refused(Refusal::Visit(VisitRefusal::NotCovered { lack, .. })) = came else {
        panic!("{came:?}")
    };
    assert!(matches!(*lack, Lack::Passes { .. }));
    let one = deduct::Request {
        who: "ana",
        amount: Amount::Passes(PassQty::ONE),
        kind: None,
        lot: None,
    };
    assert!(bench.act(|tx| deduct::deduct(tx, &one)).is_err());
    let of_lot = deduct::Request {
        lot: Some(lot),
        ..one
    };
    bench.act(|tx| deduct::deduct(tx, &of_lot)).unwrap();
    let seen = come(&bench, "2026-06-06 09:00").unwrap();
    assert_eq!(told(&seen), "pass day 1, owed 0, balance 6");
}

#[test]
fn t4_an_open_hold_keeps_it_from_lapsing_and_moves_it_when_it_ends() {
    let bench = bench();
    let lot = sold(&bench, 10, "2026-06-30", true);
    let (_, held) = hold(&bench, lot, "2026-06-21", None).unwrap();
    assert_eq!(
        (held.hold.span.to, held.expires_on),
        (Day::NEVER, Day::NEVER)
    );
    bench.set("2026-07-10");
    assert_eq!(bench.renew().happened.expired, PassQty::ZERO);
    assert!(booked(&bench, "2026-07-11").is_err());
    let held = ended(&bench, held.hold.id, "2026-07-10").unwrap();
    assert_eq!(held.expires_on, day("2026-07-20"));
    booked(&bench, "2026-07-20").unwrap();
    bench.set("2026-07-21");
    assert_eq!(bench.renew().happened.expired, PassQty::whole(9));
    sound(&bench);
}

#[test]
fn t4_a_hold_ends_sooner_or_later_by_changing_its_end() {
    let bench = bench();
    let lot = sold(&bench, 10, "2026-06-30", true);
    let (_, held) = hold(&bench, lot, "2026-06-03", Some("2026-06-12")).unwrap();
    assert_eq!(held.expires_on, day("2026-07-10"));
    let id = held.hold.id;
    assert_eq!(
        ended(&bench, id, "2026-06-04").unwrap().expires_on,
        day("2026-07-02")
    );
    booked(&bench, "2026-06-08").unwrap();
    assert_eq!(
        ended(&bench, id, "2026-06-07").unwrap().expires_on,
        day("2026-07-05")
    );
    let paid = "lt-1 pays bk-1 on 2026-06-08";
    assert_eq!(refused(ended(&bench, id, "2026-06-08")), paid);
    let then = "hd-1 ends on 2026-06-07 already";
    assert_eq!(refused(ended(&bench, id, "2026-06-07")), then);
    let before = "the last day 2026-06-02 is before the first day 2026-06-03";
    assert_eq!(refused(ended(&bench, id, "2026-06-02")), before);
    assert_eq!(
        refused(ended(&bench, HoldId(9), "2026-06-02")),
        "no hold `hd-9`"
    );
}

#[test]
fn t4_a_hold_that_is_deleted_never_was() {
    let bench = bench();
    let lot = sold(&bench, 10, "2026-06-30", true);
    let (_, first) = hold(&bench, lot, "2026-06-03", Some("2026-06-05")).unwrap();
    let (_, second) = hold(&bench, lot, "2026-06-10", Some("2026-06-11")).unwrap();
    assert_eq!(second.expires_on, day("2026-07-05"));
    let booking = booked(&bench, "2026-07-05").unwrap();
    let paid = "lt-1 pays bk-1 on 2026-07-05, and would end on 2026-07-02";
    assert_eq!(refused(deleted(&bench, first.hold.id)), paid);
    let request = cancel::Request {
        id: booking,
        wish: None,
        new_lot: None,
    };
    bench.act(|tx| cancel::cancel(tx, &request)).unwrap();
    deleted(&bench, first.hold.id).unwrap();
    assert_eq!(expires(&bench, lot), day("2026-07-02"));
    booked(&bench, "2026-06-04").unwrap();
    assert_eq!(refused(deleted(&bench, first.hold.id)), "no hold `hd-1`");
    let (operation, _) = bench.operate(|tx| delete(tx, second.hold.id)).unwrap();
    assert_eq!(expires(&bench, lot), day("2026-06-30"));
    bench.act(|tx| undo(tx, operation.unwrap())).unwrap();
    assert_eq!(expires(&bench, lot), day("2026-07-02"));
    assert_eq!(bench.see(|db| list(db, Some("ana"), bench.now())).len(), 1);
    sound(&bench);
}

#[test]
fn t4_b8_a_lot_that_has_lapsed_is_not_brought_back_by_a_longer_hold() {
    let bench = bench();
    let lot = sold(&bench, 10, "2026-06-30", true);
    let (_, held) = hold(&bench, lot, "2026-06-03", Some("2026-06-05")).unwrap();
    bench.set("2026-07-04");
    let lapsed = "lt-1 expired after 2026-07-03";
    assert_eq!(refused(ended(&bench, held.hold.id, "2026-06-20")), lapsed);
    let sooner = ended(&bench, held.hold.id, "2026-06-04").unwrap();
    assert_eq!(sooner.expires_on, day("2026-07-02"));
    assert!(booked(&bench, "2026-07-04").is_err());
}

#[test]
fn t4_a3_a_hold_stands_only_while_the_sale_of_its_lot_does() {
    let bench = bench();
    let lot = sold(&bench, 10, "2026-06-30", true);
    let (operation, held) = hold(&bench, lot, "2026-06-03", Some("2026-06-05")).unwrap();
    let sale = OperationId(operation.0 - 1);
    let (undone, _) = bench.operate(|tx| undo(tx, sale)).unwrap();
    assert!(bench.see(|db| list(db, None, bench.now())).is_empty());
    assert_eq!(refused(deleted(&bench, held.hold.id)), "no hold `hd-1`");
    let (again, _) = bench.operate(|tx| undo(tx, undone.unwrap())).unwrap();
    assert_eq!(bench.see(|db| list(db, None, bench.now())).len(), 1);
    assert_eq!(expires(&bench, lot), day("2026-07-03"));
    deleted(&bench, held.hold.id).unwrap();
    bench.act(|tx| undo(tx, again.unwrap())).unwrap();
    assert!(booked(&bench, "2026-06-10").is_err());
}

#[test]
fn t4_a_deletion_is_not_undone_once_the_lot_was_used() {
    let bench = bench();
    let lot = sold(&bench, 10, "2026-06-30", true);
    let (_, held) = hold(&bench, lot, "2026-06-03", Some("2026-06-05")).unwrap();
    let (operation, _) = bench.operate(|tx| delete(tx, held.hold.id)).unwrap();
    booked(&bench, "2026-06-04").unwrap();
    let refused = refused(bench.act(|tx| undo(tx, operation.unwrap())));
    assert!(
        refused.contains("lt-1") || refused.contains("hd-1"),
        "{refused}"
    );
}

#[test]
fn t4_no_overlap_with_another_hold_a_visit_or_a_booking() {
    let bench = bench();
    let lot = sold(&bench, 10, "2026-06-30", true);
    hold(&bench, lot, "2026-06-10", Some("2026-06-12")).unwrap();
    let there = "lt-1 is on hold then: hd-1, 2026-06-10 to 2026-06-12";
    assert_eq!(refused(hold(&bench, lot, "2026-06-12", None)), there);
    booked(&bench, "2026-06-20").unwrap();
    let paid = "lt-1 pays bk-1 on 2026-06-20";
    assert_eq!(
        refused(hold(&bench, lot, "2026-06-19", Some("2026-06-21"))),
        paid
    );
    assert_eq!(refused(hold(&bench, lot, "2026-06-13", None)), paid);
    come(&bench, "2026-06-02 09:00").unwrap();
    leave(&bench, "ana", "10:00");
    let visit = "lt-1 pays vs-1 on 2026-06-02";
    assert_eq!(
        refused(hold(&bench, lot, "2026-06-02", Some("2026-06-03"))),
        visit
    );
    hold(&bench, lot, "2026-06-03", Some("2026-06-03")).unwrap();
    let open = "lt-1 is on hold then: hd-2, 2026-06-03 to 2026-06-03";
    assert_eq!(refused(hold(&bench, lot, "2026-06-03", None)), open);
}

#[test]
fn t4_only_lots_sold_as_holdable_with_something_left() {
    let bench = bench();
    member(&bench, "ben", None);
    let fixed = sold(&bench, 10, "2026-06-30", false);
    let not = "lt-1 was not sold with a package that may be put on hold";
    assert_eq!(refused(hold(&bench, fixed, "2026-06-03", None)), not);
    let includes = [IncludeText::read("day=10").unwrap()];
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
    let plan = "lt-2 came with a plan, whose passes are not put on hold";
    assert_eq!(refused(hold(&bench, LotId(2), "2026-06-03", None)), plan);
    let lot = sold(&bench, 1, "2026-06-30", true);
    let backwards = "the last day 2026-06-02 is before the first day 2026-06-03";
    assert_eq!(
        refused(hold(&bench, lot, "2026-06-03", Some("2026-06-02"))),
        backwards
    );
    let outside = "2026-07-01 is not among the days of lt-3, 2026-06-01 to 2026-06-30";
    assert_eq!(refused(hold(&bench, lot, "2026-07-01", None)), outside);
    let others = Request {
        who: "ben",
        lot,
        from: None,
        until: None,
    };
    assert_eq!(
        refused(bench.act(|tx| add(tx, &others))),
        "lt-3 belongs to somebody else"
    );
    assert_eq!(
        refused(hold(&bench, LotId(9), "2026-06-03", None)),
        "no lot `lt-9`"
    );
    let all = deduct::Request {
        who: "ana",
        amount: Amount::All,
        kind: None,
        lot: Some(lot),
    };
    bench.act(|tx| deduct::deduct(tx, &all)).unwrap();
    assert_eq!(
        refused(hold(&bench, lot, "2026-06-03", None)),
        "nothing is left of lt-3"
    );
    let lapsed = sold(&bench, 1, "2026-06-10", true);
    bench.set("2026-06-11");
    let over = "lt-4 expired after 2026-06-10";
    assert_eq!(refused(hold(&bench, lapsed, "2026-06-05", None)), over);
}

#[test]
fn t4_t2_no_hold_has_a_day_on_which_the_lot_covers_a_booking() {
    let bench = bench();
    let all = bench.see(|db| Ok(Space::read(db)?.kind_named("all")?.id));
    let lot = sold_of(&bench, all, 1, "2026-06-30", true);
    let on = booked(&bench, "2026-06-10").unwrap();
    assert_eq!(
        refused(hold(&bench, lot, "2026-06-09", Some("2026-06-11"))),
        format!("{lot} pays {on} on 2026-06-10")
    );
    let (_, held) = hold(&bench, lot, "2026-06-11", Some("2026-06-20")).unwrap();
    assert_eq!(held.expires_on, day("2026-07-10"));
    assert!(booked(&bench, "2026-06-11").is_err());
    booked(&bench, "2026-07-10").unwrap();
    assert!(deleted(&bench, held.hold.id).is_err());
    sound(&bench);
}

#[test]
fn t4_a_charge_is_not_made_from_a_lot_on_hold() {
    let bench = bench();
    let includes = [IncludeText::read("day=1").unwrap()];
    let new = plan::New {
        name: "One",
        includes: &includes,
        every: Length::read("1month").unwrap(),
        price: "15",
        currency: None,
        prorate: false,
    };
    bench.act(|tx| plan::add(tx, &new)).unwrap();
    let request = start::Request::of("One");
    bench.act(|tx| start::start(tx, "ana", &request)).unwrap();
    let lot = sold(&bench, 10, "2026-08-31", true);
    booked(&bench, "2026-07-07").unwrap();
    booked(&bench, "2026-07-08").unwrap();
    hold(&bench, lot, "2026-07-06", Some("2026-07-10")).unwrap();
    bench.set("2026-07-01");
    let renewed = bench.renew();
    assert_eq!(renewed.happened.failed, 1);
    sound(&bench);
}

#[test]
fn b8_a_hold_is_shown_on_its_days_as_it_stood() {
    let bench = bench();
    let lot = sold(&bench, 10, "2026-06-30", true);
    bench.set("2026-06-02");
    let (_, held) = hold(&bench, lot, "2026-06-03", Some("2026-06-05")).unwrap();
    let shown = |on: &str| {
        let on = Some(DayWord::read(on).unwrap());
        let seen = bench.see(|db| account::member(db, bench.now(), "ana", on));
        let line = &seen.lots[0];
        (
            line.usable,
            line.hold.is_some(),
            line.lot.expires_on.to_string(),
        )
    };
    assert_eq!(shown("2026-06-01"), (true, false, "2026-06-30".to_owned()));
    assert_eq!(shown("2026-06-02"), (true, true, "2026-07-03".to_owned()));
    assert_eq!(shown("2026-06-04"), (false, true, "2026-07-03".to_owned()));
    assert_eq!(shown("2026-06-06"), (true, false, "2026-07-03".to_owned()));
    bench.set("2026-06-04");
    deleted(&bench, held.hold.id).unwrap();
    assert_eq!(shown("2026-06-03"), (false, true, "2026-07-03".to_owned()));
    assert_eq!(shown("2026-06-04"), (true, false, "2026-06-30".to_owned()));
}

#[test]
fn a5_explain_tells_of_holds() {
    let bench = bench();
    let lot = sold(&bench, 10, "2026-06-30", true);
    hold(&bench, lot, "2026-06-03", Some("2026-06-05")).unwrap();
    bench.set("2026-06-04");
    let request = explain::Request {
        who: "ana",
        lot: Some(lot),
    };
    let explained = bench.see(|db| explain::explain(db, request, bench.now()));
    let days = DaySpan {
        from: day("2026-06-03"),
        to: day("2026-06-05"),
    };
    assert_eq!(explained.lives[0].today, Today::OnHold(days));
}
