//! Tests of what is taken back, what is not, and that the books stay whole.

mod bookings;
mod month;
mod people;
mod plans;
mod renewals;
mod space;
mod subscriptions;
mod visits;

use std::collections::BTreeMap;

use super::*;
use crate::domain::day_word::DayWord;
use crate::domain::ids::{BookingId, RecurringId};
use crate::domain::plan::IncludeText;
use crate::ops::book;
use crate::ops::deduct::{self, Amount};
use crate::ops::grant::{self, Monthly};
use crate::ops::happened::Keep;
use crate::ops::operation::Stamp;
use crate::ops::subscription::start;
use crate::ops::testing::Bench;
use crate::ops::watch::Watch;
use crate::ops::{check, facts, plan, renew};
use crate::store::recurring;

/// Does something, as that operation.
fn did<T>(bench: &Bench, work: impl FnOnce(&Tx) -> Result<T, OpError>) -> OperationId {
    bench.operate(work).unwrap().0.unwrap()
}

#[expect(clippy::unnecessary_wraps, reason = "requests take it like that")]
fn word(text: &str) -> Option<DayWord> {
    Some(DayWord::read(text).unwrap())
}

fn give_to(bench: &Bench, who: &str, passes: i64, monthly: Option<Monthly>) -> OperationId {
    let request = grant::Request {
        who,
        passes: PassQty::whole(passes),
        kind: "day",
        from: None,
        expires: None,
        monthly,
        location: None,
        priority: 0,
        memo: None,
    };
    did(bench, |tx| grant::grant(tx, &request))
}

fn give(bench: &Bench, monthly: Option<Monthly>) -> OperationId {
    give_to(bench, "ana", 4, monthly)
}

fn take(bench: &Bench, passes: i64) -> OperationId {
    let amount = Amount::Passes(PassQty::whole(passes));
    let request = deduct::Request {
        who: "ana",
        amount,
        kind: None,
        lot: None,
    };
    did(bench, |tx| deduct::deduct(tx, &request))
}

/// Adds a monthly plan with that many passes.
fn sell_plan(bench: &Bench, name: &str, passes: i64) -> OperationId {
    let include = IncludeText::read(&format!("day={passes}")).unwrap();
    let new = plan::New {
        name,
        includes: &[include],
        every: crate::domain::day::Length::MONTH,
        price: "150",
        currency: None,
        prorate: false,
    };
    did(bench, |tx| plan::add(tx, &new))
}

/// Starts a subscription from today.
fn subscribe(bench: &Bench, who: &str, plan: &str) -> OperationId {
    let request = start::Request::of(plan);
    did(bench, |tx| start::start(tx, who, &request))
}

fn book(bench: &Bench, who: &str, on: &str, seats: u32) -> (OperationId, BookingId) {
    let request = book::Request {
        on: word(on),
        seats,
        ..book::Request::of(who)
    };
    let (operation, booked) = bench.operate(|tx| book::book(tx, &request)).unwrap();
    (operation.unwrap(), booked.shown.booking.id)
}

/// `renew` at nine in the morning of that date.
fn renew_on(bench: &Bench, date: &str) -> OperationId {
    bench.set(date);
    let stamp = Stamp {
        now: bench.now(),
        actor: "cron".to_owned(),
        command: "daypass renew".to_owned(),
        memo: None,
        key: None,
        words: BTreeMap::new(),
        yes: true,
        dry_run: false,
    };
    let request = renew::Request {
        as_of: None,
        keep: Keep::Nothing,
    };
    let done = renew::renew(&bench.store, &stamp, &request, &Watch::default(), |_| {
        String::new()
    })
    .unwrap();
    let crate::ops::operation::Done::Now(_, renewed) = done else {
        panic!("replayed")
    };
    assert_eq!(renewed.failures.len(), 0);
    renewed.operations[0]
}

fn back(bench: &Bench, id: OperationId) -> Result<OperationId, OpError> {
    let undone = bench.operate(|tx| undo(tx, id)).map(|(id, _)| id.unwrap());
    sound(bench);
    undone
}

/// Why it is not taken back.
fn refusal(bench: &Bench, id: OperationId) -> String {
    back(bench, id).unwrap_err().to_string()
}

/// `check` finds nothing.
fn sound(bench: &Bench) {
    let found = bench.see(|db| check::check(db, false));
    assert_eq!(found.problems, Vec::<String>::new());
}

fn balance(bench: &Bench, ana: CustomerId) -> String {
    bench.see(|db| {
        let space = Space::read(db)?;
        let ana = customers::get(db, ana)?;
        let open = facts::open_lots(db, &space.settings, &ana)?;
        Ok(open.iter().map(|lot| lot.left).sum::<PassQty>().to_string())
    })
}

#[test]
fn a3_a_grant_and_a_deduction_are_taken_back_and_given_again() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    give(&bench, None);
    let deducted = take(&bench, 3);
    let undone = back(&bench, deducted).unwrap();
    assert_eq!(balance(&bench, ana), "4");
    let again = back(&bench, undone).unwrap();
    assert_eq!(balance(&bench, ana), "1");
    back(&bench, again).unwrap();
    assert_eq!(balance(&bench, ana), "4");
}

#[test]
fn a3_an_operation_is_undone_once() {
    let bench = Bench::on("2026-06-03");
    bench.member("ana");
    let granted = give(&bench, None);
    let by = back(&bench, granted).unwrap();
    let refused = |last| {
        let again = back(&bench, granted).unwrap_err();
        let expected = Refusal::AlreadyUndone {
            operation: granted,
            by,
            last,
        };
        assert!(matches!(again, OpError::Refused(refusal) if refusal == expected));
    };
    refused(by);
    let brought_back = back(&bench, by).unwrap();
    refused(brought_back);
}

#[test]
fn a3_passes_that_are_spent_cannot_be_taken_back() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    let granted = give(&bench, None);
    take(&bench, 1);
    let refused = back(&bench, granted).unwrap_err();
    assert!(
        matches!(refused, OpError::Refused(Refusal::SpentSince { .. })),
        "{refused}"
    );
    assert_eq!(balance(&bench, ana), "3");
}

#[test]
fn a3_a_monthly_grant_ends_when_undone_and_goes_on_when_that_is_undone() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    let granted = give(&bench, Some(Monthly { until: None }));
    let due = || {
        bench
            .see(|db| Ok(recurring::find(db, RecurringId(1))?))
            .unwrap()
            .due_on
    };
    let next = due();
    assert!(next.is_some());
    let undone = back(&bench, granted).unwrap();
    assert_eq!((due(), balance(&bench, ana)), (None, "0".to_owned()));
    back(&bench, undone).unwrap();
    assert_eq!((due(), balance(&bench, ana)), (next, "4".to_owned()));
}

#[test]
fn a3_an_unknown_operation_is_named() {
    let bench = Bench::on("2026-06-03");
    let unknown = back(&bench, OperationId(99)).unwrap_err();
    assert_eq!(unknown.to_string(), "no operation `op-99`");
}
