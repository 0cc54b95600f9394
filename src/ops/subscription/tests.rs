//! Subscriptions in the books: each refusal beside its success.

use super::cancel::{Cancelled, When, cancel};
use super::change::{Change, Changed, pause, set};
use super::effects::Touched;
use super::start::{Request, Started, start};
use super::*;
use crate::domain::customer::Standing;
use crate::domain::day_word::DayWord;
use crate::domain::desk::CancelRule;
use crate::domain::ids::{BookingId, CustomerId};
use crate::domain::length::Length;
use crate::domain::money::Currency;
use crate::domain::period::Anchor;
use crate::domain::plan::IncludeText;
use crate::domain::pool::CompanyPasses;
use crate::domain::refusal::Refusal;
use crate::domain::sale::{SaleRefusal, UsePasses};
use crate::domain::space::{SpaceDeclaration, sample};
use crate::domain::subscription::SubscriptionEnd;
use crate::ops::apply::apply;
use crate::ops::check::check;
use crate::ops::grant::{self, grant};
use crate::ops::testing::Bench;
use crate::ops::undo::undo;
use crate::ops::{book, booking, plan};
use crate::store::{Tx, lines, lots};

const SB: SubscriptionId = SubscriptionId(1);

fn word(text: &str) -> DayWord {
    DayWord::read(text).unwrap()
}

fn day(text: &str) -> Day {
    Day::read(text).unwrap()
}

/// Adds a plan of 150.00 a cycle.
fn plan(bench: &Bench, name: &str, every: &str, includes: &[&str]) {
    let includes: Vec<IncludeText> = includes
        .iter()
        .map(|text| IncludeText::read(text).unwrap())
        .collect();
    let new = plan::New {
        name,
        includes: &includes,
        every: Length::read(every).unwrap(),
        price: "150",
        currency: None,
        prorate: false,
    };
    bench.act(|tx| plan::add(tx, &new)).unwrap();
}

/// A bench with a member `ana` and the plan `Flex` of ten days a month.
fn with_flex(today: &str) -> (Bench, CustomerId) {
    let bench = Bench::on(today);
    let ana = bench.member("ana");
    plan(&bench, "Flex", "1month", &["day=10"]);
    (bench, ana)
}

fn from<'a>(plan: &'a str, date: &str) -> Request<'a> {
    Request {
        from: Some(word(date)),
        ..Request::of(plan)
    }
}

fn started(bench: &Bench, who: &str, request: &Request) -> Started {
    bench.act(|tx| start(tx, who, request)).unwrap()
}

fn refused<T: std::fmt::Debug>(done: Result<T, OpError>) -> Refusal {
    let error = done.unwrap_err();
    let OpError::Refused(refusal) = error else {
        panic!("{error:?}")
    };
    refusal
}

fn not_sold<T: std::fmt::Debug>(done: Result<T, OpError>) -> SaleRefusal {
    let error = done.unwrap_err();
    let OpError::Sale(refusal) = error else {
        panic!("{error:?}")
    };
    refusal
}

/// Every lot a customer ever had: `granted/left, from to expires`.
fn lots_of(bench: &Bench, customer: CustomerId) -> Vec<String> {
    let all = bench.see(|db| Ok(lots::list(db, customer)?));
    let told = |lot: &crate::domain::lot::Lot| {
        let (granted, left) = (lot.granted, lot.left);
        format!("{left}/{granted}, {} to {}", lot.valid_from, lot.expires_on)
    };
    all.iter().map(told).collect()
}

fn lines_of(bench: &Bench) -> Vec<String> {
    let all = bench.see(|db| Ok(lines::list_subscription(db, SB)?));
    let told = |line: &lines::Line| format!("{}: {}, {}", line.on, line.amount, line.text);
    all.iter().map(told).collect()
}

fn shown(bench: &Bench) -> Card {
    let now = bench.now();
    bench.see(|db| show(db, SB, now))
}

fn status(bench: &Bench) -> Status {
    let card = shown(bench);
    card.subscription.status_on(card.on)
}

fn book(bench: &Bench, who: &str, on: &str) -> BookingId {
    let request = book::Request {
        on: Some(word(on)),
        ..book::Request::of(who)
    };
    let booked = bench.act(|tx| book::book(tx, &request)).unwrap();
    booked.shown.booking.id
}

fn booking(bench: &Bench, id: BookingId) -> String {
    let booking = bench.see(|db| booking::show(db, id)).booking;
    format!("{} {}", booking.status, booking.pay_status)
}

fn give(bench: &Bench, who: &str, passes: &str) {
    let request = grant::Request {
        who,
        passes: crate::domain::qty::PassQty::read(passes).unwrap(),
        kind: "day",
        from: None,
        expires: None,
        monthly: None,
        location: None,
        priority: 0,
        memo: None,
    };
    bench.act(|tx| grant(tx, &request)).unwrap();
}

fn ids(touched: &[Touched]) -> Vec<i64> {
    touched.iter().map(|one| one.booking.id.0).collect()
}

fn ended(bench: &Bench, when: When) -> Cancelled {
    bench.act(|tx| cancel(tx, SB, when)).unwrap()
}

fn changed(bench: &Bench, change: &Change) -> Result<Changed, OpError> {
    bench.act(|tx| set(tx, SB, change))
}

fn paused(bench: &Bench, from: &str, until: &str) -> Result<Changed, OpError> {
    bench.act(|tx| pause(tx, SB, word(from), word(until)))
}

fn until(date: &str) -> Change<'static> {
    Change {
        until: Some(Some(word(date))),
        ..Change::default()
    }
}

/// `check` finds nothing, and `renew` nothing to do.
fn sound(bench: &Bench) {
    let found = bench.see(|db| check(db, false));
    assert_eq!(found.problems, Vec::<String>::new());
    assert!(bench.renew().happened.items.is_empty());
}

fn declared(change: impl FnOnce(&mut SpaceDeclaration)) -> SpaceDeclaration {
    let mut declared = sample("Europe/Kyiv");
    change(&mut declared);
    declared
}

#[test]
fn r2_one_that_starts_today_brings_its_passes_and_line_at_once() {
    let (bench, ana) = with_flex("2026-06-02");
    let started = started(&bench, "ana", &Request::of("flex"));
    assert_eq!(started.card.subscription.id, SB);
    assert_eq!(started.lots.len(), 1);
    assert_eq!(lots_of(&bench, ana), ["10/10, 2026-06-02 to 2026-07-01"]);
    assert_eq!(
        lines_of(&bench),
        ["2026-06-02: 150.00, Flex, 2026-06-02 to 2026-07-01"]
    );
    assert_eq!(status(&bench), Status::Running);
    sound(&bench);
}

#[test]
fn r2_one_that_started_earlier_brings_the_running_period_only() {
    let (bench, ana) = with_flex("2026-06-10");
    started(&bench, "ana", &from("flex", "2026-01-31"));
    assert_eq!(lots_of(&bench, ana), ["10/10, 2026-05-31 to 2026-06-29"]);
    assert_eq!(lines_of(&bench).len(), 1);
    sound(&bench);
    bench.set("2026-06-30");
    assert_eq!(bench.renew().happened.granted.to_string(), "10");
}

#[test]
fn r2_backfill_brings_every_period_dated_as_it_should_have_been() {
    let (bench, ana) = with_flex("2026-04-10");
    let request = Request {
        backfill: true,
        ..from("flex", "2026-01-31")
    };
    started(&bench, "ana", &request);
    assert_eq!(
        lots_of(&bench, ana),
        [
            "0/10, 2026-01-31 to 2026-02-27",
            "0/10, 2026-02-28 to 2026-03-30",
            "10/10, 2026-03-31 to 2026-04-29",
        ]
    );
    assert_eq!(lines_of(&bench).len(), 3);
    sound(&bench);
}

#[test]
fn r2_one_that_starts_later_waits_for_renew() {
    let (bench, ana) = with_flex("2026-06-02");
    let request = from("flex", "2026-07-01");
    let brought = started(&bench, "ana", &request);
    assert!(brought.lots.is_empty() && brought.lines.is_empty());
    assert_eq!(status(&bench), Status::Upcoming);
    sound(&bench);
    bench.set("2026-07-01");
    bench.renew();
    assert_eq!(lots_of(&bench, ana), ["10/10, 2026-07-01 to 2026-07-31"]);
}

#[test]
fn r1_the_quantity_multiplies_price_and_passes() {
    let (bench, ana) = with_flex("2026-06-02");
    let request = Request {
        quantity: 3,
        ..Request::of("flex")
    };
    started(&bench, "ana", &request);
    assert_eq!(lots_of(&bench, ana), ["30/30, 2026-06-02 to 2026-07-01"]);
    assert!(lines_of(&bench)[0].contains("450.00, 3 × Flex"));
    for quantity in [0, -1, 10_001] {
        let none = Request {
            quantity,
            ..Request::of("flex")
        };
        let told = not_sold(bench.act(|tx| start(tx, "ana", &none)));
        assert_eq!(told, SaleRefusal::Quantity { quantity });
    }
    plan(&bench, "Huge", "1month", &["day=1000000"]);
    let twice = Request {
        quantity: 2,
        ..Request::of("huge")
    };
    let told = not_sold(bench.act(|tx| start(tx, "ana", &twice)));
    assert!(matches!(
        told,
        SaleRefusal::TooManyPasses { quantity: 2, .. }
    ));
}

#[test]
fn r1_the_anchor_month_counts_from_the_1st_and_is_refused_for_weeks() {
    let (bench, ana) = with_flex("2026-06-11");
    plan(&bench, "Weekly", "2weeks", &["day=2"]);
    let month = |plan| Request {
        anchor: Anchor::Month,
        ..Request::of(plan)
    };
    started(&bench, "ana", &month("flex"));
    assert_eq!(lots_of(&bench, ana), ["10/10, 2026-06-11 to 2026-06-30"]);
    let refusal = refused(bench.act(|tx| start(tx, "ana", &month("weekly"))));
    let cycle = Length::read("2weeks").unwrap();
    assert_eq!(refusal, Refusal::MonthAnchor { cycle });
    started(&bench, "ana", &Request::of("weekly"));
}

#[test]
fn r3_a_plan_that_prorates_gives_the_rest_of_the_first_period() {
    let bench = Bench::on("2026-06-11");
    let ana = bench.member("ana");
    let includes = [IncludeText::read("day=12").unwrap()];
    let new = plan::New {
        name: "Twelve",
        includes: &includes,
        every: Length::MONTH,
        price: "150",
        currency: None,
        prorate: true,
    };
    bench.act(|tx| plan::add(tx, &new)).unwrap();
    let request = Request {
        anchor: Anchor::Month,
        ..Request::of("twelve")
    };
    started(&bench, "ana", &request);
    assert_eq!(lots_of(&bench, ana), ["8/8, 2026-06-11 to 2026-06-30"]);
    assert!(lines_of(&bench)[0].contains("100.00"));
}

#[test]
fn r1_an_end_before_the_start_or_past_is_refused() {
    let (bench, _) = with_flex("2026-06-10");
    let ends = |start, last| Request {
        until: Some(word(last)),
        ..from("flex", start)
    };
    let told = |start, last| refused(bench.act(|tx| start::start(tx, "ana", &ends(start, last))));
    assert_eq!(
        told("2026-07-01", "2026-06-30"),
        Refusal::EndsBeforeStart {
            start: day("2026-07-01"),
            until: day("2026-06-30"),
        }
    );
    assert_eq!(
        told("2026-05-01", "2026-06-09"),
        Refusal::EndsInThePast {
            until: day("2026-06-09"),
            today: day("2026-06-10"),
        }
    );
    let last = started(&bench, "ana", &ends("2026-05-01", "2026-06-10"));
    assert_eq!(last.lots[0].expires_on, day("2026-06-10"));
    sound(&bench);
    bench.set("2026-06-11");
    bench.renew();
    assert_eq!(status(&bench), Status::Ended);
}

#[test]
fn p1_visitors_are_refused_and_members_are_not() {
    let (bench, _) = with_flex("2026-06-02");
    bench.customer("vic", Standing::Visitor, None);
    let refusal = refused(bench.act(|tx| start(tx, "vic", &Request::of("flex"))));
    let visitor = "vic".to_owned();
    assert_eq!(refusal, Refusal::VisitorHoldsNoPasses { visitor });
}

#[test]
fn l4_a_retired_plan_or_kind_is_not_sold_and_what_was_sold_goes_on() {
    let hours = declared(|space| {
        let mut hour = space.kinds[0].clone();
        hour.handle = crate::domain::handle::Handle::read("hour").unwrap();
        space.kinds.push(hour);
    });
    let bench = Bench::with("2026-06-02", &hours);
    let ana = bench.member("ana");
    plan(&bench, "Flex", "1month", &["day=10"]);
    plan(&bench, "Hours", "1month", &["hour=10"]);
    started(&bench, "ana", &Request::of("flex"));
    bench.act(|tx| plan::retire(tx, "flex")).unwrap();
    let refusal = refused(bench.act(|tx| start(tx, "ana", &Request::of("flex"))));
    let name = "Flex".to_owned();
    assert_eq!(refusal, Refusal::PlanRetired { name });
    bench.act(|tx| apply(tx, &sample("Europe/Kyiv"))).unwrap();
    let refusal = refused(bench.act(|tx| start(tx, "ana", &Request::of("hours"))));
    let kind = "hour".to_owned();
    assert_eq!(refusal, Refusal::KindRetired { kind });
    bench.set("2026-07-02");
    bench.renew();
    assert_eq!(lots_of(&bench, ana).len(), 2);
}

#[test]
fn l2_a_change_of_the_plan_never_touches_what_was_sold() {
    let (bench, ana) = with_flex("2026-06-02");
    started(&bench, "ana", &Request::of("flex"));
    let twenty = [IncludeText::read("day=20").unwrap()];
    let dearer = plan::Change {
        includes: Some(&twenty),
        price: Some("300"),
        ..plan::Change::default()
    };
    bench.act(|tx| plan::set(tx, "flex", &dearer)).unwrap();
    bench.set("2026-07-02");
    bench.renew();
    assert_eq!(lots_of(&bench, ana)[1], "10/10, 2026-07-02 to 2026-08-01");
    assert!(lines_of(&bench)[1].contains("150.00"));
    let same = Change {
        plan: Some("flex"),
        ..Change::default()
    };
    let on = changed(&bench, &same).unwrap().takes_effect_on;
    assert_eq!(on, Some(day("2026-08-02")));
    bench.set("2026-08-02");
    bench.renew();
    assert_eq!(lots_of(&bench, ana)[2], "20/20, 2026-08-02 to 2026-09-01");
    assert!(lines_of(&bench)[2].contains("300.00"));
}

#[test]
fn q2_a_plan_in_another_currency_than_the_home_location_is_refused() {
    let (bench, _) = with_flex("2026-06-02");
    let dollars = plan::New {
        name: "Dollars",
        includes: &[],
        every: Length::MONTH,
        price: "150",
        currency: Some(Currency::read("USD").unwrap()),
        prorate: false,
    };
    bench.act(|tx| plan::add(tx, &dollars)).unwrap();
    let told = not_sold(bench.act(|tx| start(tx, "ana", &Request::of("dollars"))));
    assert_eq!(
        told.to_string(),
        "`Dollars` is sold in USD, and ana is at home at hq in EUR"
    );
}

#[test]
fn p3_a_plan_with_passes_turns_use_passes_on() {
    let (bench, ana) = with_flex("2026-06-02");
    plan(&bench, "Unlimited", "1month", &[]);
    let on = |bench: &Bench| bench.see(|db| Ok(customers::get(db, ana)?)).use_passes;
    let first = started(&bench, "ana", &from("unlimited", "2026-07-01"));
    assert_eq!(first.use_passes, UsePasses::NoPasses);
    assert!(!on(&bench));
    let second = started(&bench, "ana", &Request::of("flex"));
    assert_eq!(second.use_passes, UsePasses::TurnedOn);
    assert!(on(&bench) && second.card.customer.use_passes);
    let third = started(&bench, "ana", &Request::of("flex"));
    assert_eq!(third.use_passes, UsePasses::AlreadyOn);
}

#[test]
fn p3_it_stays_off_beside_an_active_subscription_without_passes() {
    let (bench, ana) = with_flex("2026-06-02");
    plan(&bench, "Unlimited", "1month", &[]);
    started(&bench, "ana", &Request::of("unlimited"));
    let flex = started(&bench, "ana", &Request::of("flex"));
    assert_eq!(flex.use_passes, UsePasses::LeftOff(SB));
    assert!(!bench.see(|db| Ok(customers::get(db, ana)?)).use_passes);
    bench.company("acme");
    let company = started(&bench, "acme", &Request::of("flex"));
    assert_eq!(company.use_passes, UsePasses::Company);
}

#[test]
fn golden_8_started_on_the_31st_of_january() {
    let (bench, ana) = with_flex("2028-01-31");
    started(&bench, "ana", &Request::of("flex"));
    for date in ["2028-02-29", "2028-03-31"] {
        bench.set(date);
        bench.renew();
    }
    assert_eq!(
        lots_of(&bench, ana),
        [
            "0/10, 2028-01-31 to 2028-02-28",
            "0/10, 2028-02-29 to 2028-03-30",
            "10/10, 2028-03-31 to 2028-04-29",
        ]
    );
}

#[test]
fn golden_9_ten_a_month_twenty_in_three_months_and_365_a_year() {
    for (every, include, granted) in [
        ("1month", "day=10", "10/10, 2026-06-02 to 2026-07-01"),
        ("3months", "day=20", "20/20, 2026-06-02 to 2026-09-01"),
        ("1year", "day=365", "365/365, 2026-06-02 to 2027-06-01"),
    ] {
        let bench = Bench::on("2026-06-02");
        let ana = bench.member("ana");
        plan(&bench, "Plan", every, &[include]);
        started(&bench, "ana", &Request::of("plan"));
        assert_eq!(lots_of(&bench, ana), [granted]);
    }
}

#[test]
fn r7_cancelled_now_everything_of_the_plan_expires_and_the_rest_stays() {
    let (bench, ana) = with_flex("2026-06-02");
    started(&bench, "ana", &Request::of("flex"));
    give(&bench, "ana", "3");
    bench.set("2026-06-10");
    let today = book(&bench, "ana", "2026-06-12");
    let later = book(&bench, "ana", "2026-07-10");
    let done = ended(&bench, When::Now);
    assert_eq!(done.until, day("2026-06-09"));
    assert_eq!(ids(&done.effects.failed), [later.0]);
    assert_eq!(ids(&done.effects.staying), [today.0]);
    assert_eq!(done.leftovers.len(), 1);
    assert_eq!(booking(&bench, today), "confirmed charged");
    assert_eq!(booking(&bench, later), "cancelled failed");
    assert_eq!(
        lots_of(&bench, ana),
        ["0/10, 2026-06-02 to 2026-06-09", "3/3, 2026-06-02 to never"]
    );
    assert_eq!(status(&bench), Status::Cancelled);
    assert_eq!(shown(&bench).subscription.due_on, None);
    sound(&bench);
}

#[test]
fn r7_cancelled_at_the_periods_end_its_passes_last_until_then() {
    let (bench, ana) = with_flex("2026-06-02");
    started(&bench, "ana", &Request::of("flex"));
    bench.set("2026-06-10");
    let done = ended(&bench, When::PeriodEnd);
    assert_eq!(done.until, day("2026-07-01"));
    assert_eq!(status(&bench), Status::Running);
    assert_eq!(lots_of(&bench, ana), ["10/10, 2026-06-02 to 2026-07-01"]);
    bench.set("2026-07-02");
    let renewed = bench.renew().happened;
    assert_eq!(renewed.expired.to_string(), "10");
    assert_eq!(renewed.granted.to_string(), "0");
    assert_eq!(status(&bench), Status::Cancelled);
    sound(&bench);
}

#[test]
fn r7_cancelled_for_a_day_the_lots_last_until_that_day() {
    let bench = Bench::on("2026-06-02");
    let ana = bench.member("ana");
    plan(&bench, "Long", "1month", &["day=10,valid=3months"]);
    started(&bench, "ana", &Request::of("long"));
    let done = ended(&bench, When::On(word("2026-06-20")));
    assert_eq!(done.until, day("2026-06-20"));
    assert_eq!(lots_of(&bench, ana), ["10/10, 2026-06-02 to 2026-06-20"]);
    let refusal = refused(bench.act(|tx| cancel(tx, SB, When::On(word("2026-06-01")))));
    assert!(matches!(refusal, Refusal::EndsBeforeStart { .. }));
    bench.set("2026-06-10");
    let refusal = refused(bench.act(|tx| cancel(tx, SB, When::On(word("2026-06-09")))));
    assert!(matches!(refusal, Refusal::EndsInThePast { .. }));
    bench.set("2026-06-21");
    bench.renew();
    let refusal = refused(bench.act(|tx| cancel(tx, SB, When::Now)));
    assert!(matches!(refusal, Refusal::SubscriptionOver { .. }));
    sound(&bench);
}

#[test]
fn r7_what_expires_is_told_with_the_last_day_that_it_has() {
    let (bench, ana) = with_flex("2026-06-02");
    let request = Request {
        until: Some(word("2026-06-10")),
        ..Request::of("flex")
    };
    started(&bench, "ana", &request);
    let later = When::On(word("2026-06-20"));
    let refusal = refused(bench.act(|tx| cancel(tx, SB, later)));
    assert!(matches!(refusal, Refusal::EndsSooner { .. }));
    let done = ended(&bench, When::On(word("2026-06-10")));
    assert_eq!(done.leftovers[0].expires_on, day("2026-06-10"));
    assert_eq!(lots_of(&bench, ana), ["10/10, 2026-06-02 to 2026-06-10"]);
    let done = ended(&bench, When::Now);
    assert_eq!(done.until, day("2026-06-01"));
    assert_eq!(done.leftovers[0].expires_on, day("2026-06-02"));
    assert_eq!(lots_of(&bench, ana), ["0/10, 2026-06-02 to 2026-06-02"]);
    sound(&bench);
}

#[test]
fn r7_a_booking_cancelled_late_loses_its_pending_charge_too() {
    let declared = declared(|space| {
        space.locations[0].desks[0].cancel = CancelRule::read("never").unwrap();
    });
    let bench = Bench::with("2026-06-02", &declared);
    bench.member("ana");
    plan(&bench, "Flex", "1month", &["day=10"]);
    started(&bench, "ana", &Request::of("flex"));
    let late = book(&bench, "ana", "2026-07-10");
    let request = booking::cancel::Request {
        id: late,
        wish: None,
        new_lot: None,
    };
    bench
        .act(|tx| booking::cancel::cancel(tx, &request))
        .unwrap();
    assert_eq!(booking(&bench, late), "cancelled pending");
    let done = ended(&bench, When::PeriodEnd);
    assert_eq!(ids(&done.effects.failed), [late.0]);
    assert_eq!(booking(&bench, late), "cancelled failed");
    sound(&bench);
}

#[test]
fn r7_all_passes_takes_the_whole_pool_with_it() {
    let declared = declared(|space| {
        space.settings.subscription_end = SubscriptionEnd::AllPasses;
    });
    let bench = Bench::with("2026-06-02", &declared);
    let acme = bench.company("acme");
    let ana = bench.customer("ana", Standing::Member, Some(acme));
    plan(&bench, "Flex", "1month", &["day=10"]);
    started(&bench, "acme", &Request::of("flex"));
    give(&bench, "ana", "3");
    bench.set("2026-06-10");
    let done = ended(&bench, When::Now);
    assert_eq!(done.leftovers.len(), 2);
    assert_eq!(lots_of(&bench, acme), ["0/10, 2026-06-02 to 2026-06-09"]);
    assert_eq!(lots_of(&bench, ana), ["0/3, 2026-06-02 to never"]);
    sound(&bench);
}

#[test]
fn r7_with_own_first_all_passes_are_the_companys_own() {
    let declared = declared(|space| {
        space.settings.subscription_end = SubscriptionEnd::AllPasses;
        space.settings.company_passes = CompanyPasses::OwnFirst;
    });
    let bench = Bench::with("2026-06-02", &declared);
    let acme = bench.company("acme");
    let ana = bench.customer("ana", Standing::Member, Some(acme));
    plan(&bench, "Flex", "1month", &["day=10"]);
    started(&bench, "acme", &Request::of("flex"));
    give(&bench, "ana", "3");
    let done = ended(&bench, When::Now);
    assert_eq!(done.leftovers.len(), 1);
    assert_eq!(lots_of(&bench, ana), ["3/3, 2026-06-02 to never"]);
    sound(&bench);
}

#[test]
fn r7_what_was_due_before_is_brought_about_before_it_ends_now() {
    let (bench, ana) = with_flex("2026-06-02");
    started(&bench, "ana", &Request::of("flex"));
    let due = book(&bench, "ana", "2026-07-20");
    bench.set("2026-07-10");
    let done = ended(&bench, When::Now);
    assert!(done.effects.failed.is_empty());
    assert_eq!(ids(&done.effects.staying), [due.0]);
    assert_eq!(
        lots_of(&bench, ana),
        [
            "0/10, 2026-06-02 to 2026-07-01",
            "0/10, 2026-07-02 to 2026-07-09"
        ]
    );
    assert_eq!(lines_of(&bench).len(), 2);
    sound(&bench);
}

#[test]
fn r7_cancelled_on_the_day_it_renews_no_new_period_is_paid_for() {
    let (bench, ana) = with_flex("2026-06-02");
    started(&bench, "ana", &Request::of("flex"));
    bench.set("2026-07-02");
    ended(&bench, When::Now);
    assert_eq!(lots_of(&bench, ana), ["0/10, 2026-06-02 to 2026-07-01"]);
    assert_eq!(lines_of(&bench).len(), 1);
    sound(&bench);
}

#[test]
fn r7_one_that_has_not_begun_is_cancelled_without_a_trace_in_the_ledger() {
    let (bench, ana) = with_flex("2026-06-02");
    started(&bench, "ana", &from("flex", "2026-07-01"));
    let waiting = book(&bench, "ana", "2026-07-05");
    let done = ended(&bench, When::Now);
    assert_eq!(ids(&done.effects.failed), [waiting.0]);
    assert_eq!(status(&bench), Status::Cancelled);
    assert!(lots_of(&bench, ana).is_empty());
    sound(&bench);
}

#[test]
fn r8_plan_quantity_and_price_change_at_the_next_renewal() {
    let (bench, ana) = with_flex("2026-06-02");
    plan(&bench, "Big", "1month", &["day=30"]);
    plan(&bench, "Quarter", "3months", &["day=30"]);
    started(&bench, "ana", &Request::of("flex"));
    let change = Change {
        plan: Some("big"),
        ..Change::default()
    };
    let done = changed(&bench, &change).unwrap();
    assert_eq!(done.takes_effect_on, Some(day("2026-07-02")));
    assert_eq!(done.use_passes, Some(UsePasses::AlreadyOn));
    let more = Change {
        quantity: Some(2),
        price: Some("99.50"),
        ..Change::default()
    };
    changed(&bench, &more).unwrap();
    assert_eq!(lots_of(&bench, ana), ["10/10, 2026-06-02 to 2026-07-01"]);
    bench.set("2026-07-02");
    bench.renew();
    assert_eq!(lots_of(&bench, ana)[1], "60/60, 2026-07-02 to 2026-08-01");
    assert!(lines_of(&bench)[1].contains("199.00, 2 × Big"));
    let other = Change {
        plan: Some("quarter"),
        ..Change::default()
    };
    let refusal = refused(changed(&bench, &other));
    assert!(matches!(refusal, Refusal::OtherCycle { .. }));
    let none = Change {
        quantity: Some(0),
        ..Change::default()
    };
    let told = not_sold(changed(&bench, &none));
    assert_eq!(told, SaleRefusal::Quantity { quantity: 0 });
    let free = Change {
        price: Some("x"),
        ..Change::default()
    };
    assert!(matches!(
        not_sold(changed(&bench, &free)),
        SaleRefusal::Amount(_)
    ));
    bench.act(|tx| plan::retire(tx, "big")).unwrap();
    let refusal = refused(changed(&bench, &change));
    assert!(matches!(refusal, Refusal::PlanRetired { .. }));
    changed(&bench, &more).unwrap();
    sound(&bench);
}

#[test]
fn r8_one_that_has_not_begun_changes_from_its_start() {
    let (bench, ana) = with_flex("2026-06-02");
    plan(&bench, "Big", "1month", &["day=30"]);
    started(&bench, "ana", &from("flex", "2026-07-01"));
    let change = Change {
        plan: Some("big"),
        ..Change::default()
    };
    let done = changed(&bench, &change).unwrap();
    assert_eq!(done.takes_effect_on, Some(day("2026-07-01")));
    assert_eq!(done.card.subscription.terms.len(), 1);
    bench.set("2026-07-01");
    bench.renew();
    assert_eq!(lots_of(&bench, ana), ["30/30, 2026-07-01 to 2026-07-31"]);
    sound(&bench);
}

#[test]
fn r8_bookings_wait_for_the_windows_of_the_new_plan() {
    let (bench, ana) = with_flex("2026-06-02");
    plan(&bench, "Weekly", "1month", &["day=2/week"]);
    started(&bench, "ana", &Request::of("flex"));
    let waiting = book(&bench, "ana", "2026-07-15");
    let change = Change {
        plan: Some("weekly"),
        ..Change::default()
    };
    let done = changed(&bench, &change).unwrap();
    assert_eq!(ids(&done.effects.moved), [waiting.0]);
    let charges_on = done.effects.moved[0].booking.charges_on;
    assert_eq!(charges_on, Some(day("2026-07-13")));
    bench.set("2026-07-13");
    bench.renew();
    assert_eq!(booking(&bench, waiting), "confirmed charged");
    assert_eq!(lots_of(&bench, ana)[3], "1/2, 2026-07-13 to 2026-07-19");
    sound(&bench);
}

#[test]
fn r8_a_plan_without_passes_fails_the_bookings_that_wait() {
    let (bench, _) = with_flex("2026-06-02");
    plan(&bench, "Unlimited", "1month", &[]);
    started(&bench, "ana", &Request::of("flex"));
    let waiting = book(&bench, "ana", "2026-07-05");
    let change = Change {
        plan: Some("unlimited"),
        ..Change::default()
    };
    let done = changed(&bench, &change).unwrap();
    assert_eq!(ids(&done.effects.failed), [waiting.0]);
    assert_eq!(done.use_passes, Some(UsePasses::NoPasses));
    sound(&bench);
}

#[test]
fn r8_the_last_day_changes_at_once_and_may_be_taken_back() {
    let (bench, ana) = with_flex("2026-06-02");
    started(&bench, "ana", &Request::of("flex"));
    let kept = book(&bench, "ana", "2026-06-25");
    let lost = book(&bench, "ana", "2026-07-05");
    let done = changed(&bench, &until("2026-06-20")).unwrap();
    assert_eq!(ids(&done.effects.failed), [lost.0]);
    assert_eq!(ids(&done.effects.staying), [kept.0]);
    assert_eq!(lots_of(&bench, ana), ["9/10, 2026-06-02 to 2026-06-20"]);
    let more = Change {
        quantity: Some(2),
        ..Change::default()
    };
    let refusal = refused(changed(&bench, &more));
    assert!(matches!(refusal, Refusal::NoRenewal { .. }));
    let open = Change {
        until: Some(None),
        ..Change::default()
    };
    changed(&bench, &open).unwrap();
    assert_eq!(lots_of(&bench, ana), ["9/10, 2026-06-02 to 2026-07-01"]);
    changed(&bench, &more).unwrap();
    bench.set("2026-06-10");
    let refusal = refused(changed(&bench, &until("2026-06-09")));
    assert!(matches!(refusal, Refusal::EndsInThePast { .. }));
    sound(&bench);
    bench.set("2026-07-02");
    bench.renew();
    assert_eq!(lots_of(&bench, ana)[1], "20/20, 2026-07-02 to 2026-08-01");
}

#[test]
fn r8_an_end_by_agreement_is_no_cancellation() {
    let (bench, _) = with_flex("2026-06-02");
    started(&bench, "ana", &Request::of("flex"));
    ended(&bench, When::PeriodEnd);
    changed(&bench, &until("2026-06-20")).unwrap();
    bench.set("2026-06-21");
    bench.renew();
    assert_eq!(status(&bench), Status::Ended);
}

#[test]
fn r8_a_pause_of_whole_periods_brings_no_passes_and_fails_the_bookings_within() {
    let (bench, ana) = with_flex("2026-06-02");
    started(&bench, "ana", &Request::of("flex"));
    let within = book(&bench, "ana", "2026-07-15");
    let after = book(&bench, "ana", "2026-08-15");
    let done = paused(&bench, "2026-07-02", "2026-08-01").unwrap();
    assert_eq!(ids(&done.effects.failed), [within.0]);
    bench.set("2026-07-10");
    bench.renew();
    assert_eq!(status(&bench), Status::Paused);
    assert_eq!(lots_of(&bench, ana), ["0/10, 2026-06-02 to 2026-07-01"]);
    assert_eq!(lines_of(&bench).len(), 1);
    bench.set("2026-08-02");
    bench.renew();
    assert_eq!(booking(&bench, after), "confirmed charged");
    assert_eq!(lots_of(&bench, ana)[1], "9/10, 2026-08-02 to 2026-09-01");
    sound(&bench);
}

#[test]
fn r8_a_pause_cuts_the_lots_of_weeks_and_months_and_an_end_moved_later_leaves_it_so() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    plan(&bench, "Tens", "10days", &["day=4/month"]);
    started(&bench, "ana", &Request::of("Tens"));
    assert_eq!(lots_of(&bench, ana), ["4/4, 2026-06-03 to 2026-06-30"]);
    paused(&bench, "2026-06-13", "2026-06-22").unwrap();
    assert_eq!(lots_of(&bench, ana), ["4/4, 2026-06-03 to 2026-06-12"]);
    changed(&bench, &until("2026-06-10")).unwrap();
    assert_eq!(lots_of(&bench, ana), ["4/4, 2026-06-03 to 2026-06-10"]);
    changed(&bench, &until("2026-08-31")).unwrap();
    assert_eq!(lots_of(&bench, ana), ["4/4, 2026-06-03 to 2026-06-12"]);
    sound(&bench);
}

#[test]
fn r8_a_pause_that_is_not_whole_has_begun_overlaps_or_goes_beyond_is_refused() {
    let (bench, _) = with_flex("2026-06-02");
    started(&bench, "ana", &Request::of("flex"));
    let refusal = refused(paused(&bench, "2026-07-05", "2026-08-10"));
    let nearest = DaySpanText("2026-07-02", "2026-09-01");
    assert!(matches!(refusal, Refusal::PauseNotWhole { nearest: found } if nearest.is(found)));
    let refusal = refused(paused(&bench, "2026-06-02", "2026-07-01"));
    assert!(matches!(refusal, Refusal::PauseBegun { .. }));
    let refusal = refused(paused(&bench, "2026-08-01", "2026-07-02"));
    assert!(matches!(refusal, Refusal::EndsBeforeStart { .. }));
    paused(&bench, "2026-07-02", "2026-08-01").unwrap();
    let refusal = refused(paused(&bench, "2026-07-02", "2026-09-01"));
    assert!(matches!(refusal, Refusal::PauseOverlaps { .. }));
    changed(&bench, &until("2026-09-15")).unwrap();
    let refusal = refused(paused(&bench, "2026-09-02", "2026-10-01"));
    assert!(matches!(refusal, Refusal::PauseBeyondEnd { .. }));
    sound(&bench);
}

struct DaySpanText(&'static str, &'static str);

impl DaySpanText {
    fn is(&self, span: crate::domain::day::DaySpan) -> bool {
        (span.from, span.to) == (day(self.0), day(self.1))
    }
}

#[test]
fn r7_bookings_of_members_that_wait_for_the_company_fail_with_its_subscription() {
    let bench = Bench::on("2026-06-02");
    let acme = bench.company("acme");
    let ana = bench.customer("ana", Standing::Member, Some(acme));
    plan(&bench, "Flex", "1month", &["day=10"]);
    started(&bench, "acme", &Request::of("flex"));
    let now = book(&bench, "ana", "2026-06-25");
    let later = book(&bench, "ana", "2026-07-15");
    let done = ended(&bench, When::On(word("2026-06-20")));
    assert_eq!(ids(&done.effects.failed), [later.0]);
    assert_eq!(ids(&done.effects.staying), [now.0]);
    assert_eq!(done.effects.staying[0].member.handle, "ana");
    assert!(lots_of(&bench, ana).is_empty());
    assert_eq!(lots_of(&bench, acme), ["9/10, 2026-06-02 to 2026-06-20"]);
    sound(&bench);
}

#[test]
fn r7_what_comes_back_after_the_end_lapses_with_it() {
    let (bench, ana) = with_flex("2026-06-02");
    started(&bench, "ana", &Request::of("flex"));
    let kept = book(&bench, "ana", "2026-06-25");
    bench.set("2026-06-10");
    ended(&bench, When::Now);
    let request = booking::cancel::Request {
        id: kept,
        wish: None,
        new_lot: None,
    };
    bench
        .act(|tx| booking::cancel::cancel(tx, &request))
        .unwrap();
    assert_eq!(lots_of(&bench, ana), ["0/10, 2026-06-02 to 2026-06-09"]);
    sound(&bench);
}

#[test]
fn r9_starting_again_is_a_new_subscription_and_lapsed_passes_stay_lapsed() {
    let (bench, ana) = with_flex("2026-06-02");
    started(&bench, "ana", &Request::of("flex"));
    bench.set("2026-06-10");
    ended(&bench, When::Now);
    let again = started(&bench, "ana", &Request::of("flex"));
    assert_eq!(again.card.subscription.id, SubscriptionId(2));
    assert_eq!(
        lots_of(&bench, ana),
        [
            "0/10, 2026-06-02 to 2026-06-09",
            "10/10, 2026-06-10 to 2026-07-09"
        ]
    );
    sound(&bench);
}

#[test]
fn subscriptions_are_listed_by_status_plan_and_whose_they_are() {
    let (bench, _) = with_flex("2026-06-02");
    bench.company("acme");
    plan(&bench, "Big", "1month", &["day=30"]);
    started(&bench, "ana", &Request::of("flex"));
    started(&bench, "ana", &from("big", "2026-07-01"));
    started(&bench, "acme", &Request::of("big"));
    let now = bench.now();
    let found = |filter: &Filter| -> Vec<i64> {
        let mut found = Vec::new();
        bench.see(|db| {
            let asked = ask(db, now, filter)?;
            each(db, &asked, |card| {
                found.push(card.subscription.id.0);
                Ok::<(), OpError>(())
            })
        });
        found
    };
    assert_eq!(found(&Filter::default()), [1, 2, 3]);
    let status = |status| Filter {
        status: Some(status),
        ..Filter::default()
    };
    assert_eq!(found(&status(Status::Upcoming)), [2]);
    assert_eq!(found(&status(Status::Running)), [1, 3]);
    let big = Filter {
        plan: Some("big"),
        ..Filter::default()
    };
    assert_eq!(found(&big), [2, 3]);
    let ana = Filter {
        member: Some("ana"),
        ..Filter::default()
    };
    assert_eq!(found(&ana), [1, 2]);
    let acme = Filter {
        company: Some("acme"),
        ..big
    };
    assert_eq!(found(&acme), [3]);
    let newest = |limit| Filter {
        limit: Some(limit),
        ..big
    };
    assert_eq!(found(&newest(1)), [3]);
    assert_eq!(found(&newest(3)), [2, 3]);
    let missing = bench.act(|tx: &Tx| cancel(tx, SubscriptionId(9), When::Now));
    assert!(matches!(missing, Err(OpError::Reference(_))));
}

#[test]
fn subscriptions_are_handed_over_while_the_next_ones_are_still_to_be_read() {
    let (bench, _) = with_flex("2026-06-02");
    started(&bench, "ana", &Request::of("flex"));
    started(&bench, "ana", &from("flex", "2026-07-01"));
    let spoil = "UPDATE subscription SET every = 'spoilt' WHERE id = 2 RETURNING id";
    let spoilt = bench.act(|tx| Ok(tx.one(spoil, &[], |row| row.at::<i64>(0))?));
    assert!(spoilt.unwrap().is_some());
    let mut told = Vec::new();
    let read = bench.store.read(|db| {
        let asked = ask(db, bench.now(), &Filter::default())?;
        each(db, &asked, |card| {
            told.push(card.subscription.id);
            Ok::<(), OpError>(())
        })
    });
    assert!(read.unwrap_err().to_string().contains("spoilt"));
    assert_eq!(told, [SubscriptionId(1)]);
}

#[test]
fn a3_one_whose_start_was_undone_before_it_began_is_cancelled_and_stays_so() {
    let (bench, _) = with_flex("2026-06-02");
    let request = from("flex", "2026-07-01");
    let (operation, _) = bench.operate(|tx| start(tx, "ana", &request)).unwrap();
    bench.act(|tx| undo(tx, operation.unwrap())).unwrap();
    assert_eq!(status(&bench), Status::Cancelled);
    let over = Refusal::SubscriptionOver {
        subscription: SB,
        until: day("2026-06-30"),
    };
    assert_eq!(refused(changed(&bench, &until("2026-08-31"))), over);
    let again = bench.act(|tx| cancel(tx, SB, When::PeriodEnd));
    assert_eq!(refused(again), over);
    sound(&bench);
}
