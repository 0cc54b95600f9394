//! Tests of `renew`: what is due is brought about once, in order, in batches, or previewed.

use std::collections::BTreeMap;

use super::*;
use crate::domain::customer::Standing;
use crate::domain::day::{Day, Length, Zone};
use crate::domain::ids::{CustomerId, LocationId, SubscriptionId};
use crate::domain::money::{Currency, Money};
use crate::domain::period::Anchor;
use crate::domain::plan::{Cadence, Include, PlanTerms, Validity};
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::domain::subscription::{Subscription, Term};
use crate::ops::check::check;
use crate::ops::testing::Bench;
use crate::store::customers::NewCustomer;
use crate::store::{lots, plans, subscriptions};

fn day(text: &str) -> Day {
    Day::read(text).unwrap()
}

/// Ten passes a month from that day, nothing granted yet.
fn subscribe(bench: &Bench, customer: CustomerId, start: &str) {
    bench
        .act(|tx| {
            let price = Money::new(15_000, Currency::read("EUR").unwrap());
            let kind = Space::read(tx)?.kind_named("day")?.id;
            let include = Include {
                kind,
                passes: PassQty::whole(10),
                cadence: Cadence::Period,
                validity: Validity::Window,
            };
            let terms = PlanTerms {
                name: format!("Ten from {start} for {}", customer.0),
                every: Length::MONTH,
                includes: vec![include],
                price,
                prorate: false,
            };
            let plan = plans::add(tx, &terms)?;
            let term = Term {
                from: day(start),
                plan,
                plan_name: terms.name,
                quantity: 1,
                price,
                includes: terms.includes,
                prorate: false,
            };
            let new = Subscription {
                id: SubscriptionId(0),
                customer,
                start: day(start),
                cycle: Length::MONTH,
                anchor: Anchor::Start,
                until: None,
                cancelled: false,
                terms: vec![term],
                pauses: Vec::new(),
                due_on: Some(day(start)),
            };
            subscriptions::add(tx, &new)?;
            Ok(())
        })
        .unwrap();
}

fn stamp(at: &str, dry_run: bool, yes: bool) -> Stamp {
    Stamp {
        now: Instant::read(at).unwrap(),
        actor: "cron".to_owned(),
        command: "daypass renew".to_owned(),
        memo: None,
        key: None,
        words: BTreeMap::new(),
        yes,
        dry_run,
    }
}

fn run(bench: &Bench, stamp: &Stamp, as_of: Option<&str>) -> Result<Renewed, OpError> {
    let as_of = as_of.map(|word| DayWord::read(word).unwrap());
    let request = Request {
        as_of,
        keep: Keep::Everything,
    };
    match renew(&bench.store, stamp, &request, &Watch::default(), |_| {
        String::new()
    })? {
        Done::Now(_, renewed) => Ok(renewed),
        Done::Before(answer) => panic!("replayed {answer}"),
    }
}

fn told(renewed: &Renewed) -> Vec<String> {
    let item = |item: &crate::ops::happened::Occurrence| {
        let passes = item
            .passes
            .map_or_else(String::new, |passes| format!(" {passes}"));
        format!("{} {} {}{passes}", item.on, item.customer.handle, item.what)
    };
    renewed.happened.items.iter().map(item).collect()
}

#[test]
fn r5_missed_months_are_caught_up_each_dated_as_it_should_have_been() {
    let bench = Bench::on("2026-01-31");
    let ana = bench.member("ana");
    subscribe(&bench, ana, "2026-01-31");
    let renewed = run(&bench, &stamp("2026-04-02T06:00:00Z", false, true), None).unwrap();
    assert_eq!(
        told(&renewed),
        [
            "2026-01-31 ana invoice",
            "2026-01-31 ana grant 10",
            "2026-02-28 ana expire 10",
            "2026-02-28 ana invoice",
            "2026-02-28 ana grant 10",
            "2026-03-31 ana expire 10",
            "2026-03-31 ana invoice",
            "2026-03-31 ana grant 10",
        ]
    );
    let lots = bench.see(|db| Ok(lots::list(db, ana)?));
    let left: Vec<String> = lots.iter().map(|lot| lot.left.to_string()).collect();
    assert_eq!(left, ["0", "0", "10"]);
    assert_eq!(
        bench.see(|db| check(db, false)).problems,
        Vec::<String>::new()
    );
}

#[test]
fn r5_running_it_twice_changes_nothing() {
    let bench = Bench::on("2026-06-01");
    let ana = bench.member("ana");
    subscribe(&bench, ana, "2026-06-01");
    let now = stamp("2026-06-03T06:00:00Z", false, false);
    assert_eq!(run(&bench, &now, None).unwrap().operations.len(), 1);
    let again = run(&bench, &now, None).unwrap();
    assert_eq!((again.happened.customers, again.operations.len()), (0, 0));
}

#[test]
fn r5_a_preview_is_what_happens_then_and_writes_nothing() {
    let bench = Bench::on("2026-06-01");
    let ana = bench.member("ana");
    subscribe(&bench, ana, "2026-06-02");
    let preview = run(
        &bench,
        &stamp("2026-06-01T06:00:00Z", true, false),
        Some("2026-07-02"),
    )
    .unwrap();
    assert_eq!(preview.operations, []);
    assert!(bench.see(|db| Ok(lots::list(db, ana)?)).is_empty());
    let real = run(&bench, &stamp("2026-07-02T06:00:00Z", false, true), None).unwrap();
    assert_eq!(told(&preview), told(&real));
}

#[test]
fn r5_only_a_preview_looks_ahead() {
    let bench = Bench::on("2026-06-01");
    let refused = run(
        &bench,
        &stamp("2026-06-01T06:00:00Z", false, false),
        Some("2026-06-02"),
    )
    .unwrap_err();
    let expected = Refusal::AsOfAhead {
        as_of: day("2026-06-02"),
        today: day("2026-06-01"),
    };
    assert!(matches!(refused, OpError::Refused(refusal) if refusal == expected));
}

#[test]
fn r5_a_clock_that_leapt_ahead_is_refused_unless_yes_or_as_of() {
    let bench = Bench::on("2026-06-01");
    let ana = bench.member("ana");
    subscribe(&bench, ana, "2026-06-01");
    let at = "2026-07-03T06:00:00Z";
    let refused = run(&bench, &stamp(at, false, false), None).unwrap_err();
    assert!(matches!(
        refused,
        OpError::Refused(Refusal::IdleTooLong { days: 32, .. })
    ));
    let some = run(&bench, &stamp(at, false, false), Some("2026-06-30")).unwrap();
    assert_eq!(told(&some).len(), 2);
    let rest = run(&bench, &stamp(at, false, true), None).unwrap();
    assert_eq!(told(&rest).len(), 3);
}

#[test]
fn q7_a_clock_that_is_behind_is_refused_even_where_nothing_is_due() {
    let bench = Bench::on("2026-06-01");
    let behind = "2026-05-20T06:00:00Z";
    let refused = run(&bench, &stamp(behind, false, false), None).unwrap_err();
    assert!(matches!(refused, OpError::Stamp(_)), "{refused}");
    run(&bench, &stamp(behind, true, false), None).unwrap();
    run(&bench, &stamp(behind, false, true), None).unwrap();
}

#[test]
fn r5_within_31_days_no_question_is_asked() {
    let bench = Bench::on("2026-06-01");
    run(&bench, &stamp("2026-07-02T06:00:00Z", false, false), None).unwrap();
}

#[test]
fn r4_each_location_has_its_own_today() {
    let mut declared = crate::domain::space::sample("Pacific/Tongatapu");
    let mut west = declared.locations[0].clone();
    west.terms.handle = crate::domain::handle::Handle::read("west").unwrap();
    west.terms.zone = Zone::read("Pacific/Honolulu").unwrap();
    declared.locations.push(west);
    let bench = Bench::with("2026-05-20", &declared);
    let east = bench.member("east");
    let west = bench
        .act(|tx| {
            let new = NewCustomer {
                standing: Standing::Member,
                handle: "west",
                name: "west",
                email: None,
                location: LocationId(2),
                company: None,
                use_passes: false,
                tags: "",
                note: None,
                payment_method: None,
            };
            Ok(customers::add(tx, &new)?)
        })
        .unwrap();
    subscribe(&bench, east, "2026-06-02");
    subscribe(&bench, west, "2026-06-02");
    let noon = run(&bench, &stamp("2026-06-01T12:00:00Z", false, false), None).unwrap();
    assert_eq!(
        told(&noon),
        ["2026-06-02 east invoice", "2026-06-02 east grant 10"]
    );
    let later = run(&bench, &stamp("2026-06-02T10:00:00Z", false, false), None).unwrap();
    assert_eq!(
        told(&later),
        ["2026-06-02 west invoice", "2026-06-02 west grant 10"]
    );
}

#[test]
fn r4_a_failing_customer_does_not_stop_the_rest() {
    let bench = Bench::on("2026-06-01");
    let (ana, ben) = (bench.member("ana"), bench.member("ben"));
    subscribe(&bench, ana, "2026-06-01");
    subscribe(&bench, ben, "2026-06-01");
    bench.store.tamper(
        "CREATE TRIGGER planted BEFORE INSERT ON lot WHEN NEW.owner = 1 \
         BEGIN SELECT RAISE(ABORT, 'planted'); END",
    );
    let renewed = run(&bench, &stamp("2026-06-01T06:00:00Z", false, false), None).unwrap();
    assert_eq!(renewed.failures.len(), 1);
    assert_eq!(renewed.failures[0].unit, "ana");
    assert_eq!(
        told(&renewed),
        ["2026-06-01 ben invoice", "2026-06-01 ben grant 10"]
    );
    bench.store.tamper("DROP TRIGGER planted");
    let rest = run(&bench, &stamp("2026-06-01T06:01:00Z", false, false), None).unwrap();
    assert_eq!(
        told(&rest),
        ["2026-06-01 ana invoice", "2026-06-01 ana grant 10"]
    );
    assert_eq!(
        bench.see(|db| check(db, false)).problems,
        Vec::<String>::new()
    );
}

#[test]
fn b8_a_lapsed_lot_expires_the_day_after_its_last() {
    let bench = Bench::on("2026-06-01");
    let ana = bench.member("ana");
    bench
        .act(|tx| {
            let request = crate::ops::grant::Request {
                who: "ana",
                passes: PassQty::HALF,
                kind: "day",
                from: None,
                expires: Some(DayWord::read("2026-06-03").unwrap()),
                monthly: None,
                location: None,
                priority: 0,
                memo: None,
            };
            crate::ops::grant::grant(tx, &request)
        })
        .unwrap();
    let last = run(&bench, &stamp("2026-06-03T20:59:00Z", false, false), None).unwrap();
    assert_eq!(told(&last), Vec::<String>::new());
    let over = run(&bench, &stamp("2026-06-03T21:00:00Z", false, false), None).unwrap();
    assert_eq!(told(&over), ["2026-06-04 ana expire 0.5"]);
    assert!(bench.see(|db| Ok(lots::list_left(db, ana)?)).is_empty());
}

#[test]
fn r4_who_is_stopped_before_a_batch_changes_nothing_more_and_says_what_is_left() {
    let bench = Bench::on("2026-01-31");
    let ana = bench.member("ana");
    subscribe(&bench, ana, "2026-01-31");
    let mut stamp = stamp("2026-02-01T06:00:00Z", false, false);
    stamp.key = Some("tonight".to_owned());
    let request = Request {
        as_of: None,
        keep: Keep::Everything,
    };
    let stopped = Watch::new(|_, _| (), || true);
    let done = renew(&bench.store, &stamp, &request, &stopped, |_| String::new());
    let Ok(Done::Now(None, renewed)) = done else {
        panic!("{done:?}")
    };
    assert_eq!((renewed.left, renewed.operations.len()), (1, 0));
    let done = renew(&bench.store, &stamp, &request, &Watch::default(), |_| {
        String::new()
    });
    let Ok(Done::Now(_, renewed)) = done else {
        panic!("the key was taken: {done:?}")
    };
    assert_eq!((renewed.left, renewed.operations.len()), (0, 1));
}
