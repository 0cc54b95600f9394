//! Tests of bookings over rows: booked, charged by `renew`, cancelled, moved, settled.

mod booked;
mod cancelled;
mod changed;
mod later;
mod let_in;
mod money;
mod places;
mod undone;
mod unlimited;

use std::collections::BTreeMap;

use super::*;
use crate::domain::booking::refusal::BookingRefusal;
use crate::domain::day::{Day, Length};
use crate::domain::ids::{LotId, SubscriptionId};
use crate::domain::money::{Currency, Money};
use crate::domain::period::Anchor;
use crate::domain::plan::{IncludeText, PlanTerms};
use crate::domain::refusal::Refusal;
use crate::domain::space::{SpaceDeclaration, sample};
use crate::domain::subscription::{Subscription, Term};
use crate::ops::book::{self, Booked};
use crate::ops::happened::Keep;
use crate::ops::operation::Stamp;
use crate::ops::testing::Bench;
use crate::ops::watch::Watch;
use crate::ops::{check, grant, renew};
use crate::store::{lots, plans, subscriptions};

fn day(text: &str) -> Day {
    Day::read(text).unwrap()
}

#[expect(clippy::unnecessary_wraps, reason = "requests take it like that")]
fn word(text: &str) -> Option<DayWord> {
    Some(DayWord::read(text).unwrap())
}

/// A seat at the first hot desk, with passes.
fn a_seat<'a>(who: &'a str, on: &str) -> book::Request<'a> {
    book::Request {
        on: word(on),
        ..book::Request::of(who)
    }
}

fn book(bench: &Bench, request: &book::Request) -> Result<Booked, OpError> {
    bench.act(|tx| book::book(tx, request))
}

fn booked(bench: &Bench, request: &book::Request) -> Shown {
    book(bench, request).unwrap().shown
}

/// Why a use case about bookings was refused.
fn refused<T: std::fmt::Debug>(done: Result<T, OpError>) -> BookingRefusal {
    let error = done.unwrap_err();
    let OpError::Refused(Refusal::Booking(refusal)) = error else {
        panic!("{error:?}")
    };
    refusal
}

/// Gives passes that are valid from today until that day or `never`.
fn give(bench: &Bench, who: &str, passes: i64, expires: &str) -> LotId {
    let request = grant::Request {
        who,
        passes: PassQty::whole(passes),
        kind: "day",
        from: None,
        expires: (expires != "never").then(|| DayWord::read(expires).unwrap()),
        monthly: None,
        location: None,
        priority: 0,
        memo: None,
    };
    bench.act(|tx| grant::grant(tx, &request)).unwrap().lots[0].lot
}

/// Starts a monthly subscription whose passes come with the next `renew`.
fn subscribe(
    bench: &Bench,
    customer: CustomerId,
    start: &str,
    include: &str,
    until: Option<&str>,
) -> SubscriptionId {
    let added = bench.act(|tx| {
        let price = Money::new(15_000, Currency::read("EUR").unwrap());
        let include = IncludeText::read(include).unwrap();
        let kind = Space::read(tx)?.kind_named(&include.kind)?.id;
        let terms = PlanTerms {
            name: format!("Flex from {start} for {}", customer.0),
            every: Length::MONTH,
            includes: vec![include.of(kind)],
            price,
            prorate: false,
        };
        let term = Term {
            from: day(start),
            plan: plans::add(tx, &terms)?,
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
            until: until.map(day),
            cancelled: false,
            terms: vec![term],
            pauses: Vec::new(),
            due_on: Some(day(start)),
        };
        Ok(subscriptions::add(tx, &new)?)
    });
    added.unwrap()
}

/// `renew` at the bench's time.
fn renew(bench: &Bench) {
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
    renew::renew(&bench.store, &stamp, &request, &Watch::default(), |_| {
        String::new()
    })
    .unwrap();
}

/// A booking in words: `confirmed charged 2 on 2026-06-10`.
fn told(bench: &Bench, id: BookingId) -> String {
    let Shown {
        booking, passes, ..
    } = bench.see(|db| show(db, id));
    let (status, paid) = (booking.status.word(), booking.pay_status.word());
    let charges = booking.charges_on;
    let charges = charges.map_or_else(String::new, |day| format!(", charges on {day}"));
    format!("{status} {paid} {passes} on {}{charges}", booking.on)
}

/// What is left of the customer's lots, by id.
fn left(bench: &Bench, customer: CustomerId) -> Vec<String> {
    let lots = bench.see(|db| Ok(lots::list(db, customer)?));
    lots.iter().map(|lot| lot.left.to_string()).collect()
}

/// The lots of an answer, as `lot: passes`.
fn drawn(draws: &[Draw]) -> Vec<String> {
    let one = |draw: &Draw| format!("{}: {}", draw.lot, draw.passes);
    draws.iter().map(one).collect()
}

/// `check` finds nothing.
fn sound(bench: &Bench) {
    let found = bench.see(|db| check::check(db, false));
    assert_eq!(found.problems, Vec::<String>::new());
}

/// The sample space with that rule of cancellation, or otherwise changed.
fn space(change: impl FnOnce(&mut SpaceDeclaration)) -> SpaceDeclaration {
    let mut declared = sample("Europe/Kyiv");
    change(&mut declared);
    declared
}
