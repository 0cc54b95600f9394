//! The rules about people, on rows.

use super::*;
use crate::domain::booking::Status;
use crate::domain::customer::Open;
use crate::domain::day_word::DayWord;
use crate::domain::period::Cycle;
use crate::domain::plan::IncludeText;
use crate::domain::qty::PassQty;
use crate::domain::space::{SpaceDeclaration, sample};
use crate::ops::subscription::start;
use crate::ops::testing::Bench;
use crate::ops::{book, company, plan};

fn two_locations() -> SpaceDeclaration {
    let mut declared = sample("Europe/Kyiv");
    let mut second = declared.locations[0].clone();
    second.terms.handle = Handle::read("port").unwrap();
    second.desks.clear();
    declared.locations.push(second);
    declared
}

fn add_to(bench: &Bench, new: &New<'_>) -> Result<Card, OpError> {
    bench.act(|tx| add(tx, new)).map(|added| added.card)
}

fn named(bench: &Bench, name: &str) -> Card {
    let new = New {
        name,
        ..New::default()
    };
    add_to(bench, &new).unwrap()
}

fn refused<T: std::fmt::Debug>(done: Result<T, OpError>) -> CustomerRefusal {
    match done {
        Err(OpError::People(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn acme(bench: &Bench) -> Card {
    let new = company::New {
        name: "Acme",
        ..company::New::default()
    };
    bench.act(|tx| company::add(tx, &new)).unwrap()
}

#[test]
fn p1_a_member_is_at_home_in_the_only_location_and_uses_no_passes_yet() {
    let bench = Bench::on("2026-06-03");
    let ada = named(&bench, "Ada Lovelace");
    assert_eq!(ada.customer.shown.to_string(), "mb-1");
    assert_eq!(ada.customer.handle, "ada-lovelace");
    assert_eq!(ada.location.as_str(), "hq");
    assert_eq!(ada.customer.standing, Standing::Member);
    assert!(!ada.customer.use_passes);
}

#[test]
fn p2_a_handle_made_of_the_name_is_numbered_when_taken_over_members_and_companies() {
    let bench = Bench::on("2026-06-03");
    assert_eq!(acme(&bench).customer.handle, "acme");
    for number in 2..40 {
        let handle = format!("acme-{number}");
        assert_eq!(named(&bench, "ACME").customer.handle, handle);
    }
}

#[test]
fn p2_a_handle_that_is_asked_for_is_refused_when_taken() {
    let bench = Bench::on("2026-06-03");
    named(&bench, "Ada");
    let handle = Handle::read("ada").unwrap();
    let new = New {
        name: "Ada Byron",
        handle: Some(&handle),
        ..New::default()
    };
    let holder = "Ada".to_owned();
    assert_eq!(
        refused(add_to(&bench, &new)),
        CustomerRefusal::HandleTaken { handle, holder }
    );
}

#[test]
fn p1_an_e_mail_belongs_to_one_whatever_its_case() {
    let bench = Bench::on("2026-06-03");
    let mut new = New {
        name: "Ada",
        email: Some("Ada@Example.org"),
        ..New::default()
    };
    add_to(&bench, &new).unwrap();
    new.name = "Bob";
    new.email = Some("ada@example.ORG");
    let taken = CustomerRefusal::EmailTaken {
        email: "ada@example.ORG".to_owned(),
        holder: "ada".to_owned(),
    };
    assert_eq!(refused(add_to(&bench, &new)), taken);
    named(&bench, "Bob");
    let mut change = Change::default();
    change.edit.email = new.email;
    assert_eq!(refused(bench.act(|tx| set(tx, "bob", &change))), taken);
    bench.act(|tx| set(tx, "ada", &change)).unwrap();
}

#[test]
fn home_is_the_default_location_or_the_one_named() {
    let bench = Bench::with("2026-06-03", &two_locations());
    assert_eq!(named(&bench, "Ada").location.as_str(), "hq");
    let mut new = New {
        name: "Bob",
        location: Some("PORT"),
        ..New::default()
    };
    assert_eq!(add_to(&bench, &new).unwrap().location.as_str(), "port");
    new.location = Some("prot");
    let Err(OpError::Reference(error)) = add_to(&bench, &new) else {
        panic!("there is no such location")
    };
    assert!(error.to_string().contains("no location `prot`"), "{error}");
}

#[test]
fn home_has_to_be_named_where_none_is_the_default() {
    let mut declared = two_locations();
    declared.settings.default_location = Handle::read("gone").unwrap();
    let bench = Bench::with("2026-06-03", &declared);
    let new = New {
        name: "Ada",
        ..New::default()
    };
    let names = vec!["hq".to_owned(), "port".to_owned()];
    assert_eq!(
        refused(add_to(&bench, &new)),
        CustomerRefusal::WhichLocation { names }
    );
}

#[test]
fn nobody_is_at_home_at_a_retired_location() {
    let mut declared = two_locations();
    let bench = Bench::with("2026-06-03", &declared);
    declared.locations.pop();
    bench
        .act(|tx| crate::ops::apply::apply(tx, &declared))
        .unwrap();
    let new = New {
        name: "Ada",
        location: Some("port"),
        ..New::default()
    };
    let location = "port".to_owned();
    assert_eq!(
        refused(add_to(&bench, &new)),
        CustomerRefusal::LocationRetired { location }
    );
    assert_eq!(named(&bench, "Ada").location.as_str(), "hq");
}

#[test]
fn p1_a_visitor_is_of_no_company_and_uses_no_passes_until_converted() {
    let bench = Bench::on("2026-06-03");
    acme(&bench);
    let mut new = New {
        name: "Vera",
        visitor: true,
        company: Some("acme"),
        ..New::default()
    };
    assert_eq!(
        refused(add_to(&bench, &new)),
        CustomerRefusal::VisitorInCompany
    );
    new.company = None;
    let vera = add_to(&bench, &new).unwrap();
    assert_eq!(vera.customer.standing, Standing::Visitor);
    let join = Change {
        company: Some("acme"),
        ..Change::default()
    };
    let using = Change {
        use_passes: Some(true),
        ..Change::default()
    };
    let act = |change| bench.act(|tx| set(tx, "vera", change));
    assert_eq!(refused(act(&join)), CustomerRefusal::VisitorInCompany);
    let handle = "vera".to_owned();
    assert_eq!(
        refused(act(&using)),
        CustomerRefusal::VisitorUsesPasses { handle }
    );
    let converted = bench.act(|tx| convert(tx, "vera")).unwrap();
    assert_eq!(converted.customer.standing, Standing::Member);
    act(&join).unwrap();
    let Edited { was, is, .. } = act(&using).unwrap();
    assert!(!was.customer.use_passes && is.customer.use_passes);
    let handle = "vera".to_owned();
    assert_eq!(
        refused(bench.act(|tx| convert(tx, "vera"))),
        CustomerRefusal::AlreadyMember { handle }
    );
}

#[test]
fn p5_who_leaves_a_company_is_of_none_and_cannot_leave_twice() {
    let bench = Bench::on("2026-06-03");
    acme(&bench);
    let new = New {
        name: "Ada",
        company: Some("acme"),
        ..New::default()
    };
    assert_eq!(
        add_to(&bench, &new).unwrap().company.as_deref(),
        Some("acme")
    );
    let leave = Change {
        leave_company: true,
        ..Change::default()
    };
    let Edited { was, is, .. } = bench.act(|tx| set(tx, "ada", &leave)).unwrap();
    assert_eq!(was.company.as_deref(), Some("acme"));
    assert_eq!(is.company, None);
    let handle = "ada".to_owned();
    assert_eq!(
        refused(bench.act(|tx| set(tx, "ada", &leave))),
        CustomerRefusal::NoCompany { handle }
    );
}

#[test]
fn what_is_said_already_is_no_change_and_an_empty_text_takes_away() {
    let bench = Bench::on("2026-06-03");
    named(&bench, "Ada");
    let tags = ["vip".to_owned(), "VIP".to_owned(), "founder".to_owned()];
    let mut change = Change {
        edit: Edit {
            name: Some("Ada King"),
            email: Some("ada@example.org"),
            note: Some("likes the window"),
            tag: &tags,
            ..Edit::default()
        },
        ..Change::default()
    };
    let first = bench.operate(|tx| set(tx, "ada", &change)).unwrap();
    assert!(first.0.is_some());
    assert_eq!(first.1.is.customer.tags, "vip, founder");
    assert_eq!(bench.operate(|tx| set(tx, "ada", &change)).unwrap().0, None);
    let untag = ["Vip".to_owned()];
    change.edit = Edit {
        email: Some(""),
        note: Some(""),
        untag: &untag,
        ..Edit::default()
    };
    let after = bench.act(|tx| set(tx, "ada king", &change)).unwrap().is;
    assert_eq!(after.customer.email, None);
    assert_eq!(after.customer.note, None);
    assert_eq!(after.customer.tags, "founder");
}

#[test]
fn p8_a_member_of_whom_nothing_is_open_is_removed() {
    let bench = Bench::on("2026-06-03");
    named(&bench, "Ada");
    let ada = bench.act(|tx| remove::remove(tx, "ada")).unwrap();
    assert_eq!(ada.customer.removed_on.unwrap().to_string(), "2026-06-03");
}

#[test]
fn p8_a_member_with_passes_that_can_still_be_used_is_not_removed() {
    let bench = Bench::on("2026-06-03");
    named(&bench, "Ada");
    let grant = |from: &str, expires: &str| {
        let word = |text: &str| DayWord::read(text).ok();
        let request = crate::ops::grant::Request {
            who: "ada",
            passes: PassQty::whole(2),
            kind: "day",
            from: word(from),
            expires: word(expires),
            monthly: None,
            location: None,
            priority: 0,
            memo: None,
        };
        bench
            .act(|tx| crate::ops::grant::grant(tx, &request))
            .unwrap()
            .lots[0]
            .lot
    };
    grant("today", "2026-06-09");
    let lot = grant("2026-07-01", "2026-07-31");
    let open = |left| CustomerRefusal::StillOpen {
        handle: "ada".to_owned(),
        what: Open::Balance {
            left: PassQty::whole(left),
            lot,
        },
    };
    let removed = || bench.act(|tx| remove::remove(tx, "ada"));
    assert_eq!(refused(removed()), open(4));
    bench.set("2026-06-10");
    assert_eq!(refused(removed()), open(2));
    bench.set("2026-08-01");
    removed().unwrap();
}

#[test]
fn p8_a_member_with_a_monthly_grant_is_not_removed() {
    let bench = Bench::on("2026-06-03");
    named(&bench, "Ada");
    let request = crate::ops::grant::Request {
        who: "ada",
        passes: PassQty::whole(2),
        kind: "day",
        from: None,
        expires: None,
        monthly: Some(crate::ops::grant::Monthly { until: None }),
        location: None,
        priority: 0,
        memo: None,
    };
    bench
        .act(|tx| crate::ops::grant::grant(tx, &request))
        .unwrap();
    let refusal = refused(bench.act(|tx| remove::remove(tx, "ada")));
    assert_eq!(
        refusal.to_string(),
        "ada is granted passes every month by rg-1"
    );
}

#[test]
fn p5_what_waits_for_the_companys_plan_fails_for_who_leaves_it() {
    let bench = Bench::on("2026-06-03");
    acme(&bench);
    let new = New {
        name: "Ada",
        company: Some("acme"),
        ..New::default()
    };
    add_to(&bench, &new).unwrap();
    let plan = plan::New {
        name: "Team",
        includes: &[IncludeText::read("day=10").unwrap()],
        every: Cycle::MONTH,
        price: "100",
        currency: None,
        prorate: false,
    };
    bench.act(|tx| plan::add(tx, &plan)).unwrap();
    let team = start::Request::of("Team");
    bench.act(|tx| start::start(tx, "acme", &team)).unwrap();
    let book_on = |date| {
        let request = book::Request {
            on: Some(DayWord::read(date).unwrap()),
            ..book::Request::of("ada")
        };
        bench.act(|tx| book::book(tx, &request)).unwrap().shown
    };
    let charged = book_on("2026-06-10").booking;
    let waiting = book_on("2026-07-10").booking;
    assert_eq!(waiting.pay_status, PaymentStatus::Pending);
    let leave = Change {
        leave_company: true,
        ..Change::default()
    };
    let edited = bench.act(|tx| set(tx, "ada", &leave)).unwrap();
    assert_eq!(edited.failed, [waiting.failed()]);
    let now = |id| bench.see(|db| Ok(bookings::find(db, id)?)).unwrap();
    assert_eq!(now(charged.id), charged);
    assert_eq!(now(waiting.id).status, Status::Cancelled);
}
