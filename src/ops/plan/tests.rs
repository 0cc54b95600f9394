//! Plans in the books: each refusal beside its success.

use super::{Card, Change, New, OpError, Shown, which};
use crate::domain::day::Length;
use crate::domain::handle;
use crate::domain::ids::KindId;
use crate::domain::ids::PlanId;
use crate::domain::money::Currency;
use crate::domain::plan::IncludeText;
use crate::domain::refusal::Refusal;
use crate::domain::space::{SpaceDeclaration, sample};
use crate::ops::ReferenceError;
use crate::ops::apply::apply;
use crate::ops::testing::Bench;
use crate::store::{Snapshot, Tx};

/// A plan that renews.
fn card(shown: Shown) -> Card {
    match shown {
        Shown::Plan(card) => card,
        Shown::Package(card) => panic!("{card:?}"),
    }
}

fn add(tx: &Tx, new: &New) -> Result<Card, OpError> {
    super::add(tx, new).map(card)
}

fn set(tx: &Tx, given: &str, change: &Change) -> Result<(Card, Card), OpError> {
    super::set(tx, given, change).map(|(was, is)| (card(was), card(is)))
}

fn retire(tx: &Tx, given: &str) -> Result<Card, OpError> {
    super::retire(tx, given).map(card)
}

fn list(db: &Snapshot) -> Result<Vec<Card>, OpError> {
    Ok(super::list(db)?.into_iter().map(card).collect())
}

fn show(db: &Snapshot, given: &str) -> Result<Card, OpError> {
    super::show(db, given).map(card)
}

fn texts(includes: &[&str]) -> Vec<IncludeText> {
    let read = |text: &&str| IncludeText::read(text).unwrap();
    includes.iter().map(read).collect()
}

fn new<'a>(name: &'a str, includes: &'a [IncludeText]) -> New<'a> {
    New {
        name,
        includes,
        every: Length::MONTH,
        price: "150",
        currency: None,
        prorate: false,
    }
}

/// A space with the kind `hour` besides `day`, which has no halves.
fn with_hours() -> SpaceDeclaration {
    let mut declared = sample("Europe/Kyiv");
    let mut hour = declared.kinds[0].clone();
    hour.handle = handle::Handle::read("hour").unwrap();
    hour.covers = crate::domain::kind::Covers::Duration(60);
    declared.kinds.push(hour);
    declared
}

fn refusal(refused: Result<Card, OpError>) -> String {
    refused.unwrap_err().to_string()
}

#[test]
fn l1_a_plan_includes_several_kinds_each_at_its_cadence() {
    let bench = Bench::with("2026-06-03", &with_hours());
    let wanted = texts(&["day=10", "hour=3/week,valid=2months"]);
    let added = bench.act(|tx| add(tx, &new("Flex 10", &wanted))).unwrap();
    assert_eq!(added.includes, wanted);
    assert_eq!(added.plan.terms.price.to_string(), "150.00");
    let listed = bench.see(list);
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].plan, added.plan);
}

#[test]
fn l1_a_plan_may_include_nothing() {
    let bench = Bench::on("2026-06-03");
    let added = bench.act(|tx| add(tx, &new("Unlimited", &[]))).unwrap();
    assert!(!added.plan.grants_passes());
}

#[test]
fn golden_9_twenty_in_three_months_and_a_day_for_each_of_the_year() {
    let bench = Bench::on("2026-06-03");
    for (name, every, include) in [
        ("Ten a month", "1month", "day=10"),
        ("Twenty a quarter", "3months", "day=20"),
        ("Flexible access", "1year", "day=365"),
    ] {
        let wanted = texts(&[include]);
        let plan = New {
            every: Length::read(every).unwrap(),
            ..new(name, &wanted)
        };
        let added = bench.act(|tx| add(tx, &plan)).unwrap();
        assert_eq!(added.plan.terms.every.to_string(), every);
        assert_eq!(added.includes[0].to_string(), include);
    }
}

#[test]
fn l1_one_kind_twice_a_retired_kind_and_an_unknown_one_are_refused() {
    let bench = Bench::with("2026-06-03", &with_hours());
    let twice = texts(&["day=10", "day=2/week"]);
    let refused = bench.act(|tx| add(tx, &new("Flex", &twice))).unwrap_err();
    let expected = Refusal::IncludedTwice { kind: KindId(1) };
    assert!(matches!(refused, OpError::Refused(refusal) if refusal == expected));
    let unknown = texts(&["dya=10"]);
    let refused = bench.act(|tx| add(tx, &new("Flex", &unknown)));
    let expected = matches!(refused, Err(OpError::Reference(ReferenceError::Unknown { nearest, .. }))
        if nearest == ["day"]);
    assert!(expected);
    let hours = texts(&["hour=10"]);
    bench.act(|tx| add(tx, &new("Hours", &hours))).unwrap();
    bench.act(|tx| apply(tx, &sample("Europe/Kyiv"))).unwrap();
    let refused = bench.act(|tx| add(tx, &new("More hours", &hours)));
    assert_eq!(refusal(refused), "the kind `hour` is retired");
    assert_eq!(bench.see(list).len(), 1);
}

#[test]
fn q1_half_passes_are_included_only_where_they_exist() {
    let bench = Bench::with("2026-06-03", &with_hours());
    let days = texts(&["day=2.5"]);
    bench.act(|tx| add(tx, &new("Days", &days))).unwrap();
    let hours = texts(&["hour=2.5"]);
    let refused = bench.act(|tx| add(tx, &new("Hours", &hours)));
    let told = refusal(refused);
    assert_eq!(told, "2.5 passes of `hour`: there are no half passes of it");
}

#[test]
fn plans_names_are_unique_whatever_their_case() {
    let bench = Bench::on("2026-06-03");
    bench.act(|tx| add(tx, &new("Flex", &[]))).unwrap();
    let refused = bench.act(|tx| add(tx, &new("FLEX", &[])));
    assert_eq!(refusal(refused), "the plan `Flex` is there already: pl-1");
    bench.act(|tx| add(tx, &new("Fix", &[]))).unwrap();
    let rename = |name| Change {
        name: Some(name),
        ..Change::default()
    };
    let refused = bench.act(|tx| set(tx, "fix", &rename("flex")));
    assert!(refused.is_err());
    let (_, is) = bench.act(|tx| set(tx, "flex", &rename("FLEX"))).unwrap();
    assert_eq!(is.plan.terms.name, "FLEX");
    let refused = bench.act(|tx| add(tx, &new("pl-7", &[])));
    assert!(refusal(refused).contains("looks like an id"));
}

#[test]
fn q2_a_price_is_an_amount_of_the_plans_currency() {
    let bench = Bench::on("2026-06-03");
    let yen = Some(Currency::read("JPY").unwrap());
    let priced = |price, currency| New {
        price,
        currency,
        ..new("Flex", &[])
    };
    let refused = bench.act(|tx| add(tx, &priced("1.5", yen)));
    assert_eq!(refusal(refused), "`1.5` has more decimals than JPY (0)");
    for price in ["-1", "free", ""] {
        assert!(
            bench.act(|tx| add(tx, &priced(price, None))).is_err(),
            "{price}"
        );
    }
    let added = bench.act(|tx| add(tx, &priced("1500", yen))).unwrap();
    assert_eq!(added.plan.terms.price.to_string(), "1500");
}

#[test]
fn l2_a_change_says_what_was_and_what_is() {
    let bench = Bench::on("2026-06-03");
    let ten = texts(&["day=10"]);
    bench.act(|tx| add(tx, &new("Flex", &ten))).unwrap();
    let twelve = texts(&["day=12/month"]);
    let change = Change {
        includes: Some(&twelve),
        every: Some(Length::read("3months").unwrap()),
        price: Some("180"),
        prorate: Some(true),
        ..Change::default()
    };
    let (was, is) = bench.act(|tx| set(tx, "flex", &change)).unwrap();
    assert_eq!(was.includes, ten);
    assert_eq!(is.includes, twelve);
    assert_eq!(is.plan.terms.price.to_string(), "180.00");
    assert!(is.plan.terms.prorate);
    let none = Change {
        includes: Some(&[]),
        ..Change::default()
    };
    let (_, is) = bench.act(|tx| set(tx, "flex", &none)).unwrap();
    assert!(is.includes.is_empty());
    let (operation, _) = bench
        .operate(|tx| set(tx, "flex", &Change::default()))
        .unwrap();
    assert_eq!(operation, None);
}

#[test]
fn l4_a_retired_plan_stays_listed() {
    let bench = Bench::on("2026-06-03");
    bench.act(|tx| add(tx, &new("Flex", &[]))).unwrap();
    let retired = bench.act(|tx| retire(tx, "flex")).unwrap();
    assert!(retired.plan.retired);
    assert!(bench.see(|db| show(db, "pl-1")).plan.retired);
    let (operation, _) = bench.operate(|tx| retire(tx, "flex")).unwrap();
    assert_eq!(operation, None);
}

#[test]
fn plans_are_named_by_id_name_or_its_beginning() {
    let bench = Bench::on("2026-06-03");
    for name in ["Flex", "Flex Plus", "Night owl", "Office"] {
        bench.act(|tx| add(tx, &new(name, &[]))).unwrap();
    }
    let named = |given: &str| bench.store.read(|db| which::plan(db, given));
    for (given, id) in [
        ("pl-2", 2),
        ("flex", 1),
        ("FLEX PLUS", 2),
        ("flex p", 2),
        (" night ", 3),
        ("of", 4),
    ] {
        assert_eq!(named(given).unwrap().id, PlanId(id), "{given}");
    }
    let several = named("fle").unwrap_err().to_string();
    assert_eq!(several, "`fle` may be Flex, Flex Plus");
    for (given, near) in [("flez", vec!["Flex"]), ("pl-9", vec![]), ("", vec![])] {
        let Err(OpError::Reference(ReferenceError::Unknown { nearest, .. })) = named(given) else {
            panic!("{given}")
        };
        assert_eq!(nearest, near, "{given}");
    }
    bench.act(|tx| retire(tx, "flex plus")).unwrap();
    assert_eq!(named("fle").unwrap().id, PlanId(1));
    assert_eq!(named("flex pl").unwrap().id, PlanId(2));
}

mod packages {
    use super::*;
    use crate::domain::package::{ExtraText, StartsText, Then, ThenText, Validity};
    use crate::domain::qty::PassQty;
    use crate::ops::plan::package;

    fn boxing<'a>(includes: &'a [IncludeText], extras: &'a [ExtraText]) -> package::New<'a> {
        package::New {
            name: "Boxing",
            includes,
            price: "140",
            currency: None,
            valid: Validity::read("3months").unwrap(),
            starts: StartsText::FirstVisit,
            then: &ThenText::Renew,
            active_status: true,
            holdable: true,
            new_clients_only: true,
            extras,
        }
    }

    fn package(shown: Shown) -> package::Card {
        match shown {
            Shown::Package(card) => card,
            Shown::Plan(card) => panic!("{card:?}"),
        }
    }

    #[test]
    fn l3_a_package_keeps_all_that_is_said_of_it() {
        let bench = Bench::with("2026-06-03", &with_hours());
        let wanted = texts(&["day=10", "hour=2"]);
        let gloves = [ExtraText::read("Gloves=15").unwrap()];
        let added = bench.act(|tx| package::add(tx, &boxing(&wanted, &gloves)));
        let added = package(added.unwrap());
        let listed = package(bench.see(super::super::list).remove(0));
        assert_eq!(listed.package, added.package);
        assert_eq!(listed.includes, wanted);
        let terms = listed.package.terms;
        assert_eq!(terms.contents[1].passes, PassQty::whole(2));
        assert_eq!(terms.extras[0].price.to_string(), "15.00");
        assert_eq!(
            (terms.valid.to_string(), terms.then),
            ("3months".to_owned(), Then::Renew)
        );
        assert!(terms.active_status && terms.holdable && terms.new_clients_only);
    }

    #[test]
    fn l3_a_package_without_passes_or_with_what_recurs_is_refused() {
        let bench = Bench::with("2026-06-03", &with_hours());
        let twice = [
            ExtraText::read("Gloves=15").unwrap(),
            ExtraText::read("Gloves=1").unwrap(),
        ];
        for (includes, extras, told) in [
            (vec![], &[][..], "a package includes passes of some kind"),
            (
                vec!["day=2/week"],
                &[],
                "a package is sold once and lasts as a whole: `day=2/week` says more",
            ),
            (
                vec!["day=1", "day=2"],
                &[],
                "the plan includes one kind of pass twice",
            ),
            (
                vec!["hour=0.5"],
                &[],
                "0.5 passes of `hour`: there are no half passes of it",
            ),
            (vec!["day=1"], &twice, "the extra `Gloves` is there twice"),
        ] {
            let includes = texts(&includes);
            let refused = bench.act(|tx| package::add(tx, &boxing(&includes, extras)));
            assert_eq!(refused.unwrap_err().to_string(), told);
        }
    }

    #[test]
    fn l1_what_only_the_other_sort_has_is_refused() {
        let bench = Bench::on("2026-06-03");
        let ten = texts(&["day=10"]);
        bench.act(|tx| add(tx, &new("Flex", &ten))).unwrap();
        bench
            .act(|tx| package::add(tx, &boxing(&ten, &[])))
            .unwrap();
        let every = Change {
            every: Some(Length::MONTH),
            ..Change::default()
        };
        let holdable = Change {
            package: package::Change {
                holdable: Some(false),
                ..package::Change::default()
            },
            ..Change::default()
        };
        let set = |given, change| bench.act(|tx| super::super::set(tx, given, change));
        let told = set("boxing", &every).unwrap_err().to_string();
        assert_eq!(told, "--every is for plans, and `Boxing` is a package");
        let told = set("flex", &holdable).unwrap_err().to_string();
        assert_eq!(told, "--holdable is for packages, and `Flex` is a plan");
        let (_, is) = set("boxing", &holdable).unwrap();
        assert!(!package(is).package.terms.holdable);
        let taken = bench.act(|tx| add(tx, &new("BOXING", &ten))).unwrap_err();
        assert_eq!(
            taken.to_string(),
            "the plan `Boxing` is there already: pl-2"
        );
    }

    #[test]
    fn l1_a_package_is_not_subscribed_to_and_a_plan_not_sold() {
        let bench = Bench::on("2026-06-03");
        let ten = texts(&["day=10"]);
        bench.act(|tx| add(tx, &new("Box", &ten))).unwrap();
        bench
            .act(|tx| package::add(tx, &boxing(&ten, &[])))
            .unwrap();
        let plan = |given: &str| bench.store.read(|db| which::plan(db, given));
        let sold = |given: &str| bench.store.read(|db| which::package(db, given));
        assert_eq!(plan("bo").unwrap().id, PlanId(1));
        assert_eq!(sold("bo").unwrap().id, PlanId(2));
        let told = plan("boxing").unwrap_err().to_string();
        assert_eq!(told, "`Boxing` is a package, not a plan");
        let told = sold("pl-1").unwrap_err().to_string();
        assert_eq!(told, "`Box` is a plan, not a package");
    }
}
