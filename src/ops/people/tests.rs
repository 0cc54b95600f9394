//! What is listed and shown of people, on rows (B8, P4, P6).

use super::account::{self, Account, Tense};
use super::list::{self, Filter, Listed, Sort};
use crate::domain::customer::{CustomerRefusal, Standing};
use crate::domain::day::{Day, Instant, Length, Zone};
use crate::domain::day_word::DayWord;
use crate::domain::handle::Handle;
use crate::domain::ids::{CustomerId, SubscriptionId};
use crate::domain::money::{Currency, Money};
use crate::domain::period::Anchor;
use crate::domain::plan::PlanTerms;
use crate::domain::pool::CompanyPasses;
use crate::domain::qty::PassQty;
use crate::domain::space::sample;
use crate::domain::subscription::{Subscription, Term};
use crate::ops::OpError;
use crate::ops::book;
use crate::ops::booking::cancel;
use crate::ops::deduct;
use crate::ops::grant::{self, Request};
use crate::ops::member::{self, Change};
use crate::ops::testing::Bench;
use crate::store::Snapshot;
use crate::store::{plans, subscriptions};

/// A member as listed.
struct Told {
    handle: String,
    status: String,
    balance: String,
}

fn told(one: &Listed) -> Told {
    Told {
        handle: one.customer.handle.to_owned(),
        status: one.status.to_owned(),
        balance: one.balances[0].1.unwrap().to_string(),
    }
}

fn people(db: &Snapshot, now: Instant, filter: &Filter<'_>) -> Result<Vec<Told>, OpError> {
    let asked = list::ask(db, now, Sort::Person, filter)?;
    let mut all = Vec::new();
    list::each(db, &asked, |one| {
        all.push(told(one));
        Ok::<(), OpError>(())
    })?;
    Ok(all)
}

fn word(text: &str) -> DayWord {
    DayWord::read(text).unwrap()
}

fn grant(bench: &Bench, who: &str, passes: i64, from: &str, expires: Option<&str>) {
    let request = Request {
        who,
        passes: PassQty::whole(passes),
        kind: "day",
        from: Some(word(from)),
        expires: expires.map(word),
        monthly: None,
        location: None,
        priority: 0,
        memo: None,
    };
    bench.act(|tx| grant::grant(tx, &request)).unwrap();
}

fn deduct(bench: &Bench, who: &str, passes: i64) {
    let request = deduct::Request {
        who,
        amount: deduct::Amount::Passes(PassQty::whole(passes)),
        kind: None,
        lot: None,
    };
    bench.act(|tx| deduct::deduct(tx, &request)).unwrap();
}

/// Starts a subscription to ten passes a month, which come with the next `renew`.
fn subscribe(bench: &Bench, customer: CustomerId, start: &str) -> SubscriptionId {
    let start = Day::read(start).unwrap();
    let price = Money::new(15_000, Currency::read("EUR").unwrap());
    let added = bench.act(|tx| {
        let term = Term {
            from: start,
            plan: plans::add(
                tx,
                &PlanTerms {
                    name: format!("Ten for {}", customer.0),
                    every: Length::MONTH,
                    includes: Vec::new(),
                    price,
                    prorate: false,
                },
            )?,
            plan_name: "Ten".to_owned(),
            quantity: 2,
            price,
            includes: Vec::new(),
            prorate: false,
        };
        let new = Subscription {
            id: SubscriptionId(0),
            customer,
            start,
            cycle: Length::MONTH,
            anchor: Anchor::Start,
            until: None,
            cancelled: false,
            terms: vec![term],
            pauses: Vec::new(),
            due_on: Some(start),
        };
        subscriptions::add(tx, &new).map_err(OpError::from)
    });
    added.unwrap()
}

/// Whether a command may be given on that date: nine in the morning in Kyiv.
fn nine(date: &str) -> Instant {
    Instant::read(&format!("{date}T06:00:00Z")).unwrap()
}

fn shown(bench: &Bench, who: &str, today: &str, on: Option<&str>) -> Account {
    bench.see(|db| account::member(db, nine(today), who, on.map(word)))
}

/// `lt-1 3/5` for each lot, in the order shown.
fn lots(account: &Account) -> Vec<String> {
    let lots = account.lots.iter();
    lots.map(|line| format!("{} {}/{}", line.lot.id, line.left, line.lot.granted))
        .collect()
}

fn balance(account: &Account) -> String {
    account.summary.balances[0].1.unwrap().to_string()
}

#[test]
fn b8_lots_are_shown_in_the_order_they_are_spent_then_to_come_then_over() {
    let bench = Bench::on("2026-06-03");
    bench.member("ana");
    grant(&bench, "ana", 5, "today", None);
    grant(&bench, "ana", 4, "2026-07-01", Some("2026-07-31"));
    grant(&bench, "ana", 2, "today", Some("2026-06-04"));
    grant(&bench, "ana", 3, "today", Some("2026-06-30"));
    bench.set("2026-06-05");
    let ana = shown(&bench, "ana", "2026-06-05", None);
    assert_eq!(lots(&ana), ["lt-4 3/3", "lt-1 5/5", "lt-2 4/4", "lt-3 0/2"]);
    assert_eq!(balance(&ana), "8");
    assert_eq!(ana.tense, Tense::Today);
}

#[test]
fn b8_a_past_day_is_shown_as_the_books_stood_at_its_end() {
    let bench = Bench::on("2026-06-01");
    let acme = bench.company("acme");
    let join = Change {
        company: Some("acme"),
        ..Change::default()
    };
    bench.member("ana");
    grant(&bench, "ana", 5, "today", None);
    bench.set("2026-06-02");
    deduct(&bench, "ana", 2);
    bench.act(|tx| member::set(tx, "ana", &join)).unwrap();
    bench.set("2026-06-03");
    grant(&bench, "ana", 4, "today", None);
    let leave = Change {
        leave_company: true,
        ..Change::default()
    };
    bench.act(|tx| member::set(tx, "ana", &leave)).unwrap();

    let at = |on| shown(&bench, "ana", "2026-06-03", Some(on));
    let first = at("2026-06-01");
    assert_eq!(lots(&first), ["lt-1 5/5"]);
    assert_eq!(first.summary.card.company, None);
    assert_eq!(first.tense, Tense::Past);
    let second = at("2026-06-02");
    assert_eq!(lots(&second), ["lt-1 3/5"]);
    assert_eq!(second.summary.card.company.as_deref(), Some("acme"));
    assert_eq!(second.summary.card.customer.company, Some(acme));
    let today = at("2026-06-03");
    assert_eq!(lots(&today), ["lt-1 3/5", "lt-2 4/4"]);
    assert_eq!(today.summary.card.company, None);
}

#[test]
fn b8_a_past_day_ends_at_the_home_locations_midnight() {
    let bench = Bench::on("2026-06-01");
    bench.member("ana");
    bench.set("2026-06-02");
    grant(&bench, "ana", 5, "today", None);
    let at = |on| shown(&bench, "ana", "2026-06-04", Some(on));
    assert_eq!(balance(&at("2026-06-01")), "0");
    assert_eq!(balance(&at("2026-06-02")), "5");
}

#[test]
fn b8_one_instant_is_of_two_days_at_homes_around_the_world() {
    let mut declared = sample("Pacific/Apia");
    let mut far = declared.locations[0].clone();
    far.terms.handle = Handle::read("oahu").unwrap();
    far.terms.zone = Zone::read("Pacific/Honolulu").unwrap();
    declared.locations.push(far);
    let bench = Bench::with("2026-06-01", &declared);
    for (name, location) in [("ana", "hq"), ("ben", "oahu")] {
        let new = member::New {
            name,
            location: Some(location),
            ..member::New::default()
        };
        bench.act(|tx| member::add(tx, &new)).unwrap();
    }
    // Half an hour into 3 June in Apia, half past one on 2 June in Honolulu.
    bench.at("2026-06-02T11:30:00Z");
    grant(&bench, "ana", 5, "today", None);
    grant(&bench, "ben", 5, "today", None);
    let at = |who: &str| balance(&shown(&bench, who, "2026-06-05", Some("2026-06-02")));
    assert_eq!((at("ana"), at("ben")), ("0".to_owned(), "5".to_owned()));
}

#[test]
fn b8_a_lapsed_lot_shows_nothing_left_and_a_day_to_come_shows_what_is_usable_then() {
    let bench = Bench::on("2026-06-01");
    bench.member("ana");
    grant(&bench, "ana", 5, "today", Some("2026-06-10"));
    grant(&bench, "ana", 4, "2026-07-01", None);
    let at = |on| shown(&bench, "ana", "2026-06-11", Some(on));
    assert_eq!(lots(&at("2026-06-10")), ["lt-1 5/5", "lt-2 4/4"]);
    assert_eq!(lots(&at("2026-06-11")), ["lt-2 4/4", "lt-1 0/5"]);
    let july = at("2026-07-01");
    assert_eq!(july.tense, Tense::Future);
    assert_eq!(balance(&july), "4");
    assert_eq!(balance(&at("2026-06-12")), "0");
}

#[test]
fn b8_nothing_is_known_of_who_was_added_later() {
    let bench = Bench::on("2026-06-01");
    bench.set("2026-06-03");
    bench.member("ana");
    for on in ["2026-06-02", "2026-05-01"] {
        let shown = bench
            .store
            .read(|db| account::member(db, nine("2026-06-04"), "ana", Some(word(on))));
        let Err(OpError::People(CustomerRefusal::NotThereYet { handle, .. })) = shown else {
            panic!("{shown:?}")
        };
        assert_eq!(handle, "ana");
    }
}

#[test]
fn p4_a_pooled_company_and_its_members_see_one_pool() {
    let bench = Bench::on("2026-06-01");
    let acme = bench.company("acme");
    for handle in ["ana", "ben"] {
        bench.customer(handle, Standing::Member, Some(acme));
    }
    bench.member("eve");
    grant(&bench, "acme", 1, "today", None);
    grant(&bench, "ana", 2, "today", None);
    grant(&bench, "ben", 4, "today", None);
    grant(&bench, "eve", 8, "today", None);
    let ana = shown(&bench, "ana", "2026-06-01", None);
    assert_eq!(balance(&ana), "7");
    let owners: Vec<_> = ana.lots.iter().map(|line| line.owner.as_str()).collect();
    assert_eq!(owners, ["acme", "ana", "ben"]);
    let acme = bench.see(|db| account::company(db, nine("2026-06-01"), "acme", None));
    assert_eq!(balance(&acme), "7");
    let members: Vec<_> = acme.members.iter().map(|one| one.handle.as_str()).collect();
    assert_eq!(members, ["ana", "ben"]);
    let listed = bench.see(|db| people(db, nine("2026-06-01"), &Filter::default()));
    let listed: Vec<_> = listed.iter().map(|one| one.balance.as_str()).collect();
    assert_eq!(listed, ["7", "7", "8"]);
}

#[test]
fn p4_own_first_opens_the_own_and_the_companys_lots() {
    let mut declared = sample("Europe/Kyiv");
    declared.settings.company_passes = CompanyPasses::OwnFirst;
    let bench = Bench::with("2026-06-01", &declared);
    let acme = bench.company("acme");
    for handle in ["ana", "ben"] {
        bench.customer(handle, Standing::Member, Some(acme));
    }
    grant(&bench, "acme", 1, "today", None);
    grant(&bench, "ana", 2, "today", None);
    grant(&bench, "ben", 4, "today", None);
    let ana = shown(&bench, "ana", "2026-06-01", None);
    assert_eq!(lots(&ana), ["lt-2 2/2", "lt-1 1/1"]);
    let acme = bench.see(|db| account::company(db, nine("2026-06-01"), "acme", None));
    assert_eq!(balance(&acme), "1");
    let listed = bench.see(|db| people(db, nine("2026-06-01"), &Filter::default()));
    let listed: Vec<_> = listed.iter().map(|one| one.balance.as_str()).collect();
    assert_eq!(listed, ["3", "5"]);
}

#[test]
fn p5_who_leaves_a_company_takes_the_lots_that_are_theirs() {
    let bench = Bench::on("2026-06-01");
    let acme = bench.company("acme");
    bench.customer("ana", Standing::Member, Some(acme));
    grant(&bench, "acme", 1, "today", None);
    grant(&bench, "ana", 2, "today", None);
    let leave = Change {
        leave_company: true,
        ..Change::default()
    };
    bench.act(|tx| member::set(tx, "ana", &leave)).unwrap();
    assert_eq!(
        lots(&shown(&bench, "ana", "2026-06-01", None)),
        ["lt-2 2/2"]
    );
    let acme = bench.see(|db| account::company(db, nine("2026-06-01"), "acme", None));
    assert_eq!(lots(&acme), ["lt-1 1/1"]);
}

#[test]
fn members_are_listed_by_company_tag_status_and_removal() {
    let bench = Bench::on("2026-06-01");
    let acme = bench.company("acme");
    bench.customer("ana", Standing::Member, Some(acme));
    bench.customer("vera", Standing::Visitor, None);
    bench.member("ben");
    bench.member("gone");
    let tags = ["vip".to_owned()];
    let mut tag = Change::default();
    tag.edit.tag = &tags;
    bench.act(|tx| member::set(tx, "ben", &tag)).unwrap();
    bench.act(|tx| member::remove::remove(tx, "gone")).unwrap();
    let handles = |filter: &Filter<'_>| -> Vec<String> {
        let listed = bench.see(|db| people(db, nine("2026-06-01"), filter));
        let listed = listed.into_iter();
        listed.map(|one| one.handle).collect()
    };
    let all = Filter::default();
    assert_eq!(handles(&all), ["ana", "vera", "ben"]);
    let company = Some("acme");
    assert_eq!(
        handles(&Filter {
            company,
            ..all.clone()
        }),
        ["ana"]
    );
    let tag = Some("VIP");
    assert_eq!(handles(&Filter { tag, ..all.clone() }), ["ben"]);
    let status = Some("visitor");
    assert_eq!(
        handles(&Filter {
            status,
            ..all.clone()
        }),
        ["vera"]
    );
    let status = Some("drop-in");
    assert_eq!(
        handles(&Filter {
            status,
            ..all.clone()
        }),
        ["ana", "ben"]
    );
    let removed = true;
    assert_eq!(handles(&Filter { removed, ..all }), ["gone"]);
}

#[test]
fn p6_who_has_a_running_subscription_or_whose_company_has_is_active() {
    let bench = Bench::on("2026-06-01");
    let acme = bench.company("acme");
    let ana = bench.member("ana");
    bench.customer("ben", Standing::Member, Some(acme));
    bench.member("eve");
    subscribe(&bench, ana, "2026-06-02");
    subscribe(&bench, acme, "2026-06-01");
    let listed = |today: &str| -> Vec<String> {
        let listed = bench.see(|db| people(db, nine(today), &Filter::default()));
        listed.into_iter().map(|one| one.status).collect()
    };
    assert_eq!(listed("2026-06-01"), ["drop-in", "active", "drop-in"]);
    assert_eq!(listed("2026-06-02"), ["active", "active", "drop-in"]);
    for (today, status) in [("2026-06-01", "drop-in"), ("2026-06-02", "active")] {
        assert_eq!(shown(&bench, "ana", today, None).summary.status, status);
    }
    let ben = shown(&bench, "ben", "2026-06-02", None);
    assert_eq!(ben.summary.status, "active");
    assert!(ben.subscriptions.is_empty());
}

#[test]
fn b8_a_subscription_is_shown_as_it_stood() {
    let bench = Bench::on("2026-06-01");
    let ana = bench.member("ana");
    let id = subscribe(&bench, ana, "2026-06-01");
    bench.set("2026-06-03");
    let end = Some(Day::read("2026-06-03").unwrap());
    let cancelled = bench.act(|tx| subscriptions::set_end(tx, id, end, true).map_err(Into::into));
    cancelled.unwrap();
    let at = |on: &str| {
        let ana = shown(&bench, "ana", "2026-06-05", Some(on));
        let one = &ana.subscriptions[0];
        (ana.summary.status, one.until, one.cancelled)
    };
    assert_eq!(at("2026-06-02"), ("active".to_owned(), None, false));
    assert_eq!(at("2026-06-03"), ("active".to_owned(), end, true));
    assert_eq!(at("2026-06-05"), ("drop-in".to_owned(), end, true));
}

#[test]
fn b8_bookings_from_the_day_on_are_shown_as_they_stood() {
    let bench = Bench::on("2026-06-01");
    bench.member("ana");
    grant(&bench, "ana", 5, "today", None);
    let request = book::Request {
        on: Some(word("2026-06-05")),
        seats: 2,
        ..book::Request::of("ana")
    };
    let booked = bench.act(|tx| book::book(tx, &request)).unwrap();
    let id = booked.shown.booking.id;
    bench.set("2026-06-03");
    let no = cancel::Request {
        id,
        wish: None,
        new_lot: None,
    };
    bench.act(|tx| cancel::cancel(tx, &no)).unwrap();
    let at = |on: &str| {
        let ana = shown(&bench, "ana", "2026-06-03", Some(on));
        let bookings = ana.bookings.iter();
        let bookings: Vec<_> = bookings
            .map(|one| (one.booking.id, one.passes.to_string(), one.lots.len()))
            .collect();
        (balance(&ana), bookings)
    };
    assert_eq!(
        at("2026-06-02"),
        ("3".to_owned(), vec![(id, "2".to_owned(), 1)])
    );
    assert_eq!(at("2026-06-03"), ("5".to_owned(), Vec::new()));
}

#[test]
fn p8_a_member_with_a_booking_to_come_or_a_subscription_is_not_removed() {
    let bench = Bench::on("2026-06-01");
    let ana = bench.member("ana");
    grant(&bench, "ana", 1, "today", None);
    let request = book::Request {
        on: Some(word("2026-06-05")),
        ..book::Request::of("ana")
    };
    bench.act(|tx| book::book(tx, &request)).unwrap();
    let refused = || {
        let removed = bench.act(|tx| member::remove::remove(tx, "ana"));
        removed.unwrap_err().to_string()
    };
    assert_eq!(refused(), "ana has bk-1 on 2026-06-05");
    bench.set("2026-06-05");
    assert_eq!(refused(), "ana has bk-1 on 2026-06-05");
    bench.set("2026-06-06");
    let id = subscribe(&bench, ana, "2026-06-07");
    assert_eq!(refused(), "ana has sb-1, which is upcoming");
    bench.set("2026-06-07");
    assert_eq!(refused(), "ana has sb-1, which is running");
    let end = Day::read("2026-06-06").ok();
    let ended = bench.act(|tx| subscriptions::set_end(tx, id, end, true).map_err(Into::into));
    ended.unwrap();
    bench.act(|tx| member::remove::remove(tx, "ana")).unwrap();
}
