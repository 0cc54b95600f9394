//! What follows purchases, in the books: each as it should have been, once, and taken back.

use crate::domain::day::Day;
use crate::domain::day_word::DayWord;
use crate::domain::ids::{CustomerId, LotId, OperationId, PurchaseId, SubscriptionId};
use crate::domain::location::CheckinCharge::PerDay;
use crate::domain::location::CheckinMode::FullDay;
use crate::domain::package::{StartsText, ThenText, Validity};
use crate::domain::plan::IncludeText;
use crate::domain::policy::Payment;
use crate::domain::subscription::SubscriptionEnd;
use crate::ops::plan::{self, package};
use crate::ops::renew::Renewed;
use crate::ops::sell::{self, sell};
use crate::ops::subscription::{cancel, start};
use crate::ops::testing::Bench;
use crate::ops::visit::desk::{declared, open, sound};
use crate::ops::{OpError, book, deduct, hold, undo};
use crate::store::{outbox, purchases, subscriptions};

/// Ana on 1 June with a package of two days for a month at 40, followed by that, and a plan of ten
/// days a month at 100.
fn bench(then: &str) -> Bench {
    let bench = open(&declared(PerDay, FullDay));
    start(&bench, then);
    bench
}

fn start(bench: &Bench, then: &str) {
    bench.set("2026-06-01");
    let includes = |text: &str| [IncludeText::read(text).unwrap()];
    let (of_plan, of_package) = (includes("day=10"), includes("day=2"));
    let flex = plan::New {
        name: "Flex",
        includes: &of_plan,
        every: crate::domain::day::Length::MONTH,
        price: "100",
        currency: None,
        prorate: false,
    };
    bench.act(|tx| plan::add(tx, &flex)).unwrap();
    let then = ThenText::read(then).unwrap();
    let new = package::New {
        name: "Two",
        includes: &of_package,
        price: "40",
        currency: None,
        valid: Validity::read("1month").unwrap(),
        starts: StartsText::Purchase,
        then: &then,
        active_status: false,
        holdable: true,
        new_clients_only: false,
        extras: &[],
    };
    bench.act(|tx| package::add(tx, &new)).unwrap();
    let request = sell::Request::of("Two", 1);
    bench.act(|tx| sell(tx, "ana", &request)).unwrap();
    sound(bench);
}

fn on(text: &str) -> DayWord {
    DayWord::read(text).unwrap()
}

fn book_two(bench: &Bench) -> OperationId {
    let request = book::Request {
        on: Some(on("2026-06-05")),
        seats: 2,
        ..book::Request::of("ana")
    };
    let done = bench.operate(|tx| book::book(tx, &request)).unwrap();
    done.0.unwrap()
}

fn told(renewed: &Renewed) -> Vec<String> {
    let items = renewed.happened.items.iter().map(|item| {
        let passes = item
            .passes
            .map_or(String::new(), |passes| format!(" {passes}"));
        let amount = item.amount.map_or(String::new(), |sum| format!(" {sum}"));
        format!("{} {}{passes}{amount}", item.on, item.what)
    });
    items.collect()
}

fn renewed(bench: &Bench) -> (Vec<String>, Option<OperationId>) {
    let done = bench.renew();
    sound(bench);
    assert!(done.failures.is_empty(), "{:?}", done.failures);
    (told(&done), done.operations.first().copied())
}

fn nothing(bench: &Bench) {
    let (told, operation) = renewed(bench);
    assert_eq!((told, operation), (Vec::new(), None));
}

#[test]
fn t5_a_package_that_expired_is_sold_again_once_and_taken_back() {
    let bench = bench("renew");
    bench.set("2026-06-30");
    nothing(&bench);
    bench.set("2026-08-02");
    let catches_up = [
        "2026-07-01 expire 2",
        "2026-07-01 invoice 40.00",
        "2026-07-01 grant 2",
        "2026-08-01 expire 2",
        "2026-08-01 invoice 40.00",
        "2026-08-01 grant 2",
    ];
    let (first, operation) = renewed(&bench);
    assert_eq!(first, catches_up);
    nothing(&bench);
    let undone = bench
        .operate(|tx| undo::undo(tx, operation.unwrap()))
        .unwrap();
    sound(&bench);
    let (again, second) = renewed(&bench);
    assert_eq!(again, catches_up);
    let refused = bench.act(|tx| undo::undo(tx, undone.0.unwrap()));
    assert!(refused.is_err());
    bench.act(|tx| undo::undo(tx, second.unwrap())).unwrap();
    sound(&bench);
}

#[test]
fn t5_a_package_that_is_used_up_is_sold_again_on_that_day() {
    let bench = bench("renew");
    bench.set("2026-06-03");
    book_two(&bench);
    let (told, _) = renewed(&bench);
    assert_eq!(told, ["2026-06-03 invoice 40.00", "2026-06-03 grant 2"]);
    let live = bench.see(|db| Ok(purchases::list_live(db, CustomerId(1))?));
    let live: Vec<_> = live.iter().map(|one| (one.id, one.on)).collect();
    assert_eq!(live, [(PurchaseId(2), Day::read("2026-06-03").unwrap())]);
    nothing(&bench);
}

#[test]
fn t5_a_package_is_converted_to_a_plan_with_every_period_since() {
    let bench = bench("convert:Flex");
    bench.set("2026-06-03");
    book_two(&bench);
    bench.set("2026-07-10");
    let (told, operation) = renewed(&bench);
    assert_eq!(
        told,
        [
            "2026-06-03 convert",
            "2026-06-03 invoice 100.00",
            "2026-06-03 grant 10",
            "2026-07-03 expire 10",
            "2026-07-03 invoice 100.00",
            "2026-07-03 grant 10",
        ]
    );
    nothing(&bench);
    let begun = bench.see(|db| Ok(subscriptions::list_customer(db, CustomerId(1))?));
    assert_eq!(begun.len(), 1);
    bench.act(|tx| undo::undo(tx, operation.unwrap())).unwrap();
    sound(&bench);
    let (again, _) = renewed(&bench);
    assert_eq!(again, told);
}

#[test]
fn l4_what_is_retired_is_not_sold_again_and_the_customer_is_told() {
    for (then, name) in [("renew", "Two"), ("convert:Flex", "Flex")] {
        let bench = bench(then);
        bench.act(|tx| plan::retire(tx, name)).unwrap();
        bench.set("2026-07-01");
        let (told, _) = renewed(&bench);
        assert_eq!(told, ["2026-07-01 expire 2", "2026-07-01 end"]);
        let topics = bench.see(|db| {
            let mut topics = Vec::new();
            outbox::each(db, &outbox::Filter::default(), |one| {
                topics.push(one.topic.word());
                Ok::<(), OpError>(())
            })?;
            Ok(topics)
        });
        assert!(topics.contains(&"nothing-follows"), "{topics:?}");
        nothing(&bench);
    }
}

#[test]
fn r7_t5_what_ends_with_the_pool_of_a_subscription_is_not_sold_again() {
    for then in ["renew", "convert:Flex"] {
        let mut declared = declared(PerDay, FullDay);
        declared.settings.subscription_end = SubscriptionEnd::AllPasses;
        let bench = open(&declared);
        start(&bench, then);
        let request = start::Request::of("Flex");
        bench.act(|tx| start::start(tx, "ana", &request)).unwrap();
        bench.set("2026-06-10");
        let (first, now) = (SubscriptionId(1), cancel::When::Now);
        let cancel = bench.operate(|tx| cancel::cancel(tx, first, now));
        let (operation, cancelled) = cancel.unwrap();
        assert_eq!(cancelled.leftovers.len(), 2);
        let purchased = || bench.see(|db| Ok(purchases::list_live(db, CustomerId(1))?));
        assert!(purchased().iter().all(|one| one.id.0 == 1 && !one.open));
        sound(&bench);
        bench.set("2026-08-02");
        nothing(&bench);
        bench.act(|tx| undo::undo(tx, operation.unwrap())).unwrap();
        sound(&bench);
        assert!(purchased()[0].open);
    }
}

#[test]
fn v1_in_advance_nothing_is_sold_again_without_a_payment_method() {
    let mut declared = declared(PerDay, FullDay);
    declared.settings.payment = Payment::Invoice;
    let bench = open(&declared);
    start(&bench, "renew");
    declared.settings.payment = Payment::Advance;
    bench
        .act(|tx| crate::ops::apply::apply(tx, &declared))
        .unwrap();
    bench.set("2026-07-01");
    let (told, _) = renewed(&bench);
    assert_eq!(told, ["2026-07-01 expire 2", "2026-07-01 end"]);
}

#[test]
fn t5_nothing_follows_while_it_is_on_hold() {
    let bench = bench("renew");
    let request = hold::Request {
        who: "ana",
        lot: LotId(1),
        from: Some(on("2026-06-20")),
        until: None,
    };
    bench.act(|tx| hold::add(tx, &request)).unwrap();
    bench.set("2026-08-01");
    nothing(&bench);
}

#[test]
fn t5_a_plan_begins_also_where_a_cancellation_brings_the_books_up_to_date() {
    let bench = bench("convert:Flex");
    let request = start::Request::of("Flex");
    bench.act(|tx| start::start(tx, "ana", &request)).unwrap();
    let all = deduct::Request {
        who: "ana",
        amount: deduct::Amount::All,
        kind: None,
        lot: Some(LotId(1)),
    };
    bench.act(|tx| deduct::deduct(tx, &all)).unwrap();
    bench.set("2026-06-10");
    let now = cancel::When::Now;
    let first = SubscriptionId(1);
    bench.act(|tx| cancel::cancel(tx, first, now)).unwrap();
    sound(&bench);
    let all = bench.see(|db| Ok(subscriptions::list_customer(db, CustomerId(1))?));
    let told: Vec<String> = all.iter().map(|one| one.start.to_string()).collect();
    assert_eq!(told, ["2026-06-01", "2026-06-01"]);
    assert_eq!(all[1].until, None);
    bench.renew();
    let after = bench.see(|db| Ok(subscriptions::list_customer(db, CustomerId(1))?));
    assert_eq!(after, all);
}
