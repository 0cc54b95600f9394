//! Sales: each refusal beside its success.

use super::{Request, Sold, sell};
use crate::domain::customer::Standing;
use crate::domain::day::Length;
use crate::domain::day_word::DayWord;
use crate::domain::ids::CustomerId;
use crate::domain::kind::{OnPlan, Pack};
use crate::domain::money::{Currency, Money, Percent};
use crate::domain::package::{ExtraText, StartsText, ThenText, Validity};
use crate::domain::plan::IncludeText;
use crate::domain::policy::Payment;
use crate::domain::purchase::Charge;
use crate::domain::sale::UsePasses;
use crate::domain::space::{SpaceDeclaration, sample};
use crate::ops::OpError;
use crate::ops::apply::apply;
use crate::ops::check;
use crate::ops::invoice::remove;
use crate::ops::plan::{self, package};
use crate::ops::promo;
use crate::ops::subscription::start;
use crate::ops::testing::Bench;
use crate::ops::undo;
use crate::ops::visit::desk::{add_kind, kind, sound};
use crate::store::{customers, lots};

/// Days at 22 each, five for 100, ten for 180, good for 30 days; hours for members on Flex only; an
/// entry without a count.
fn declared() -> SpaceDeclaration {
    let mut declared = sample("Europe/Kyiv");
    let euro = declared.settings.currency;
    let day = kind(&mut declared, "day");
    day.price = Money::new(2_200, euro);
    day.volume = [(5, 10_000), (10, 18_000)]
        .map(|(count, price)| Pack {
            count,
            price: Money::new(price, euro),
        })
        .to_vec();
    day.expires_after = Some(Length::read("30days").unwrap());
    add_kind(&mut declared, "hour", "1h", 500);
    kind(&mut declared, "hour").plans = vec![OnPlan::at_the_price("Flex".to_owned())];
    add_kind(&mut declared, "all", "unlimited", 9_900);
    add_kind(&mut declared, "boxing", "visit", 1_500);
    kind(&mut declared, "all").expires_after = Some(Length::MONTH);
    declared.locations[0].terms.tax = Percent::read("19").unwrap();
    declared
}

fn open() -> Bench {
    let bench = Bench::with("2026-06-03", &declared());
    bench.member("ana");
    bench
}

fn new<'a>(name: &'a str, includes: &'a [IncludeText]) -> package::New<'a> {
    package::New {
        name,
        includes,
        price: "140",
        currency: None,
        valid: Validity::read("1month").unwrap(),
        starts: StartsText::Purchase,
        then: &ThenText::Nothing,
        active_status: false,
        holdable: false,
        new_clients_only: false,
        extras: &[],
    }
}

fn texts(includes: &[&str]) -> Vec<IncludeText> {
    let read = |text: &&str| IncludeText::read(text).unwrap();
    includes.iter().map(read).collect()
}

fn add(bench: &Bench, new: &package::New) {
    bench.act(|tx| package::add(tx, new)).unwrap();
}

fn subscribe(bench: &Bench, who: &str, name: &str, includes: &[&str]) {
    let includes = texts(includes);
    let plan = plan::New {
        name,
        includes: &includes,
        every: Length::MONTH,
        price: "10",
        currency: None,
        prorate: false,
    };
    bench.act(|tx| plan::add(tx, &plan)).unwrap();
    let request = start::Request::of(name);
    bench.act(|tx| start::start(tx, who, &request)).unwrap();
}

fn sold(bench: &Bench, request: &Request) -> Result<Sold, OpError> {
    let done = bench.act(|tx| sell(tx, "ana", request));
    sound(bench);
    done
}

fn refused(bench: &Bench, request: &Request) -> String {
    sold(bench, request).unwrap_err().to_string()
}

/// What was sold, in one line: `day 7 until 2026-07-02`.
fn lots_of(sold: &Sold) -> Vec<String> {
    let lots = sold.passes.iter();
    let told = lots.map(|one| {
        let (passes, until) = (one.lot.passes, one.lot.expires_on);
        format!("{} {passes} until {until}", one.kind)
    });
    told.collect()
}

fn on(text: &str) -> DayWord {
    DayWord::read(text).unwrap()
}

#[test]
fn k5_golden_11_passes_cost_the_cheapest_mix_with_tax_on_the_line() {
    let bench = open();
    for (count, price, tax) in [
        (1, "22.00", "4.18"),
        (7, "144.00", "27.36"),
        (10, "180.00", "34.20"),
        (12, "224.00", "42.56"),
        (17, "324.00", "61.56"),
    ] {
        let sold = sold(&bench, &Request::of("day", count)).unwrap();
        assert_eq!(sold.purchase.total().to_string(), price);
        assert_eq!(
            (sold.lines.len(), sold.sum.tax.to_string().as_str()),
            (1, tax)
        );
        assert!(!sold.lines[0].paid);
        assert_eq!(lots_of(&sold), [format!("day {count} until 2026-07-02")]);
    }
}

#[test]
fn k4_what_is_bought_expires_and_what_is_given_does_not_unless_it_is_said() {
    let bench = open();
    let until = |charge, from, expires| {
        let request = Request {
            charge,
            from,
            expires,
            ..Request::of("day", 2)
        };
        lots_of(&sold(&bench, &request).unwrap()).remove(0)
    };
    assert_eq!(until(Charge::Paid, None, None), "day 2 until 2026-07-02");
    assert_eq!(until(Charge::Free, None, None), "day 2 until never");
    let said = until(Charge::Free, None, Some(on("2026-08-01")));
    assert_eq!(said, "day 2 until 2026-08-01");
    let later = until(Charge::Charge, Some(on("2026-07-01")), None);
    assert_eq!(later, "day 2 until 2026-07-30");
    let over = Request {
        from: Some(on("2026-05-01")),
        ..Request::of("day", 1)
    };
    assert!(refused(&bench, &over).contains("they would expire on 2026-05-30"));
}

#[test]
fn v1_a_line_is_charged_paid_or_not_there() {
    let bench = open();
    let lines = |charge| {
        let request = Request {
            charge,
            ..Request::of("day", 2)
        };
        let sold = sold(&bench, &request).unwrap();
        sold.lines.iter().map(|line| line.paid).collect::<Vec<_>>()
    };
    assert_eq!(lines(Charge::Charge), [false]);
    assert_eq!(lines(Charge::Paid), [true]);
    assert_eq!(lines(Charge::Free), [false; 0]);
}

#[test]
fn v1_in_advance_takes_money_or_a_payment_method() {
    let mut declared = declared();
    declared.settings.payment = Payment::Advance;
    let bench = Bench::with("2026-06-03", &declared);
    let ana = bench.member("ana");
    let request = Request::of("day", 1);
    let told = "sales are paid in advance, and ana has no payment method on file";
    assert_eq!(refused(&bench, &request), told);
    for charge in [Charge::Paid, Charge::Free] {
        sold(&bench, &Request { charge, ..request }).unwrap();
    }
    bench
        .act(|tx| {
            let mut member = customers::get(tx, ana)?;
            member.payment_method = Some("card 4242".to_owned());
            Ok(customers::set(tx, &member)?)
        })
        .unwrap();
    sold(&bench, &request).unwrap();
}

#[test]
fn k4_a_kind_for_members_on_a_plan_is_sold_to_nobody_else() {
    let bench = open();
    let told = "passes of `hour` are only for members on Flex";
    assert_eq!(refused(&bench, &Request::of("hour", 1)), told);
    let hours = texts(&["hour=2"]);
    add(&bench, &new("Hours", &hours));
    assert_eq!(refused(&bench, &Request::of("hours", 1)), told);
    subscribe(&bench, "ana", "Flex", &["day=1"]);
    sold(&bench, &Request::of("hour", 1)).unwrap();
    sold(&bench, &Request::of("hours", 1)).unwrap();
}

#[test]
fn k4_members_on_a_plan_pay_its_price_and_packs_where_those_are_less() {
    let mut declared = declared();
    let euro = declared.settings.currency;
    kind(&mut declared, "day").plans = vec![
        OnPlan::at_the_price("Flex".to_owned()),
        OnPlan {
            plan: "team".to_owned(),
            price: Some(Money::new(1_900, euro)),
        },
    ];
    let bench = Bench::with("2026-06-03", &declared);
    bench.member("ana");
    subscribe(&bench, "ana", "Flex", &["day=1"]);
    let total = |count| {
        let sale = sold(&bench, &Request::of("day", count)).unwrap();
        sale.purchase.price.minor
    };
    assert_eq!((total(1), total(4), total(10)), (2_200, 8_800, 18_000));
    subscribe(&bench, "ana", "Team", &["day=1"]);
    // Ten for 180 are less than ten at 19; five for 100 are not.
    assert_eq!((total(1), total(5), total(10)), (1_900, 9_500, 18_000));
}

#[test]
fn p1_l4_visitors_retired_things_and_impossible_counts_are_refused() {
    let bench = open();
    bench.customer("vic", Standing::Visitor, None);
    let request = Request::of("day", 1);
    let refused_for_vic = bench.act(|tx| sell(tx, "vic", &request)).unwrap_err();
    assert!(refused_for_vic.to_string().contains("is a visitor"));
    for count in [0, -1, 1_000_001] {
        let told = refused(&bench, &Request::of("day", count));
        assert_eq!(told, format!("a count is 1 to 1000000, not {count}"));
    }
    let two = Request::of("all", 2);
    assert_eq!(
        refused(&bench, &two),
        "passes of `all` are not counted: one is sold at a time"
    );
    let nothing = refused(&bench, &Request::of("boxen", 1));
    assert!(nothing.contains("no package or kind `boxen`"), "{nothing}");
    let ten = texts(&["boxing=10"]);
    add(&bench, &new("Ten", &ten));
    bench.act(|tx| plan::retire(tx, "ten")).unwrap();
    assert_eq!(
        refused(&bench, &Request::of("Ten", 1)),
        "the package `Ten` is retired"
    );
    add(&bench, &new("Box", &ten));
    let mut fewer = declared();
    fewer.kinds.retain(|kind| kind.handle.as_str() != "boxing");
    bench.act(|tx| apply(tx, &fewer)).unwrap();
    for item in ["boxing", "Box"] {
        assert_eq!(
            refused(&bench, &Request::of(item, 1)),
            "the kind `boxing` is retired"
        );
    }
}

#[test]
fn q1_more_than_are_counted_at_once_are_told_in_passes() {
    let bench = open();
    let most = texts(&["boxing=1000000"]);
    add(&bench, &new("Most", &most));
    assert_eq!(
        refused(&bench, &Request::of("Most", 2)),
        "2 times 1000000 passes is more than 1000000 passes"
    );
}

#[test]
fn q2_what_is_priced_in_another_currency_than_home_is_refused() {
    let bench = open();
    let days = texts(&["day=1"]);
    let dollars = package::New {
        currency: Some(Currency::read("USD").unwrap()),
        ..new("Dollars", &days)
    };
    add(&bench, &dollars);
    assert_eq!(
        refused(&bench, &Request::of("dollars", 1)),
        "`Dollars` is sold in USD, and ana is at home at hq in EUR"
    );
}

#[test]
fn l3_a_package_brings_all_its_kinds_and_its_extras_as_often_as_it_is_sold() {
    let bench = open();
    let includes = texts(&["day=5", "boxing=10"]);
    let extras = [ExtraText::read("Gloves=15").unwrap()];
    let package = package::New {
        extras: &extras,
        ..new("Fit", &includes)
    };
    add(&bench, &package);
    let done = sold(&bench, &Request::of("fit", 2)).unwrap();
    assert_eq!(
        lots_of(&done),
        ["day 10 until 2026-07-02", "boxing 20 until 2026-07-02"]
    );
    let lines: Vec<_> = done
        .lines
        .iter()
        .map(|line| format!("{} {}", line.text, line.amount))
        .collect();
    assert_eq!(lines, ["2 × Fit 280.00", "2 × Gloves 30.00"]);
    assert_eq!(done.sum.gross().to_string(), "368.90");
    let free = Request {
        charge: Charge::Free,
        ..Request::of("fit", 1)
    };
    let free = sold(&bench, &free).unwrap();
    assert!(free.lines.is_empty());
    assert_eq!(lots_of(&free)[0], "day 5 until 2026-07-02");
    let expires = Request {
        expires: Some(on("2026-12-31")),
        ..Request::of("fit", 1)
    };
    assert_eq!(
        refused(&bench, &expires),
        "how long `Fit` lasts is in its terms"
    );
}

#[test]
fn t2_a_package_starts_with_the_sale_on_a_date_or_with_the_first_visit() {
    let bench = open();
    let days = texts(&["day=5"]);
    for (name, starts) in [("A", "purchase"), ("B", "2026-07-01"), ("C", "first-visit")] {
        let starts = StartsText::read(starts).unwrap();
        add(
            &bench,
            &package::New {
                starts,
                ..new(name, &days)
            },
        );
    }
    let span = |item, from| {
        let request = Request {
            from,
            ..Request::of(item, 1)
        };
        let lot = sold(&bench, &request).unwrap().passes[0].lot.lot;
        let lot = bench.see(|db| Ok(lots::find(db, lot)?)).unwrap();
        format!("{} {}", lot.valid_from, lot.expires_on)
    };
    assert_eq!(span("A", None), "2026-06-03 2026-07-02");
    assert_eq!(span("B", None), "2026-07-01 2026-07-31");
    assert_eq!(span("C", None), "2026-06-03 never");
    assert_eq!(span("A", Some(on("2026-06-10"))), "2026-06-10 2026-07-09");
    bench.set("2026-08-01");
    let late = Request::of("B", 1);
    assert_eq!(
        refused(&bench, &late),
        "`B` would be over on 2026-07-31: today is 2026-08-01"
    );
}

#[test]
fn s4_a_package_for_new_clients_is_sold_to_who_never_had_passes() {
    let bench = open();
    let days = texts(&["day=1"]);
    let intro = package::New {
        new_clients_only: true,
        price: "0",
        ..new("Hello", &days)
    };
    add(&bench, &intro);
    let done = sold(&bench, &Request::of("hello", 1)).unwrap();
    assert!(done.lines.is_empty());
    let told = "`Hello` is for new clients only, and ana had passes before";
    assert_eq!(refused(&bench, &Request::of("hello", 1)), told);
}

#[test]
fn p3_a_sale_turns_use_passes_on_unless_a_subscription_has_none() {
    let bench = open();
    let request = Request::of("day", 1);
    assert_eq!(
        sold(&bench, &request).unwrap().use_passes,
        UsePasses::TurnedOn
    );
    assert_eq!(
        sold(&bench, &request).unwrap().use_passes,
        UsePasses::AlreadyOn
    );
    bench.member("ben");
    subscribe(&bench, "ben", "Unlimited", &[]);
    let to_ben = bench.act(|tx| sell(tx, "ben", &request)).unwrap();
    assert!(matches!(to_ben.use_passes, UsePasses::LeftOff(_)));
    bench.company("acme");
    let to_acme = bench.act(|tx| sell(tx, "acme", &request)).unwrap();
    assert_eq!(to_acme.use_passes, UsePasses::Company);
}

#[test]
fn a3_a_sale_is_taken_back_with_its_passes_and_its_line() {
    let bench = open();
    let days = texts(&["day=5"]);
    add(&bench, &new("Fit", &days));
    for item in ["day", "fit"] {
        let (operation, done) = bench
            .operate(|tx| sell(tx, "ana", &Request::of(item, 1)))
            .unwrap();
        let operation = operation.unwrap();
        let back = |id| {
            let undone = bench.operate(|tx| undo::undo(tx, id)).unwrap();
            sound(&bench);
            undone.0.unwrap()
        };
        let left = || {
            let left = bench.see(|db| Ok(lots::list_left(db, CustomerId(1))?));
            left.iter().map(|lot| lot.id).collect::<Vec<_>>()
        };
        let undone = back(operation);
        assert_eq!(left(), []);
        let redone = back(undone);
        assert_eq!(left(), [done.passes[0].lot.lot]);
        back(redone);
    }
}

/// A promo code of ten percent.
fn spring<'a>(code: &'a str, items: &'a [String]) -> promo::New<'a> {
    promo::New {
        code,
        off: promo::Off::Percent(Percent::read("10").unwrap()),
        items,
        desks: &[],
        first_purchase: false,
        until: None,
        uses: None,
    }
}

#[test]
fn v2_a_promo_code_takes_something_off_the_item_and_not_off_its_extras() {
    let bench = open();
    let days = texts(&["day=5"]);
    let extras = [ExtraText::read("Gloves=15").unwrap()];
    let package = package::New {
        extras: &extras,
        ..new("Fit", &days)
    };
    add(&bench, &package);
    let items = ["Fit".to_owned(), "day".to_owned()];
    let code = spring("SPRING", &items);
    bench.act(|tx| promo::add(tx, &code)).unwrap();
    let with = |item, count| Request {
        promo: Some("spring"),
        ..Request::of(item, count)
    };
    let done = sold(&bench, &with("Fit", 2)).unwrap();
    let lines = |sold: &Sold| {
        let told = sold.lines.iter();
        told.map(|line| format!("{} {}", line.text, line.amount))
            .collect::<Vec<_>>()
    };
    let told = ["2 × Fit, SPRING 252.00", "2 × Gloves 30.00"];
    assert_eq!(lines(&done), told);
    assert_eq!(done.sum.tax.to_string(), "53.58");
    let (operation, days) = bench
        .operate(|tx| sell(tx, "ana", &with("day", 7)))
        .unwrap();
    assert_eq!(lines(&days), ["7 × Day pass, SPRING 129.60"]);
    let used = |what| {
        let card = bench.see(|db| promo::show(db, "SPRING"));
        assert_eq!(card.uses.len(), what);
    };
    used(2);
    bench
        .act(|tx| remove::remove(tx, done.lines[0].id))
        .unwrap();
    sound(&bench);
    used(1);
    let (undone, _) = bench
        .operate(|tx| undo::undo(tx, operation.unwrap()))
        .unwrap();
    used(0);
    bench.act(|tx| undo::undo(tx, undone.unwrap())).unwrap();
    used(1);
    sound(&bench);
}

#[test]
fn v2_a_promo_code_that_does_not_fit_is_refused_and_nothing_is_sold() {
    let bench = open();
    let boxing = ["boxing".to_owned()];
    let new = |code, items| spring(code, items);
    let codes = [
        new("BOX", &boxing),
        promo::New {
            first_purchase: true,
            ..new("HELLO", &[])
        },
        promo::New {
            uses: Some(1),
            ..new("ONCE", &[])
        },
        promo::New {
            until: Some(on("2026-06-03")),
            ..new("TODAY", &[])
        },
        promo::New {
            off: promo::Off::Amount("5", Some(Currency::read("USD").unwrap())),
            ..new("DOLLARS", &[])
        },
    ];
    for code in &codes {
        bench.act(|tx| promo::add(tx, code)).unwrap();
    }
    let with = |code| Request {
        promo: Some(code),
        ..Request::of("day", 1)
    };
    sold(&bench, &with("HELLO")).unwrap();
    sold(&bench, &with("ONCE")).unwrap();
    sold(&bench, &with("TODAY")).unwrap();
    bench.set("2026-06-04");
    let lots = || bench.see(|db| Ok(lots::list(db, CustomerId(1))?.len()));
    assert_eq!(lots(), 3);
    for (code, why) in [
        ("BOX", "is not for"),
        ("HELLO", "first purchase"),
        ("ONCE", "used"),
        ("TODAY", "2026-06-03"),
        ("DOLLARS", "USD"),
        ("NOTHING", "no promo code `NOTHING`"),
    ] {
        let told = refused(&bench, &with(code));
        assert!(told.contains(why), "{code}: {told}");
    }
    assert_eq!(lots(), 3);
}

#[test]
fn p3_use_passes_stays_on_for_what_was_bought_besides_what_is_taken_back() {
    for (sales, stays) in [(1, false), (2, true)] {
        let bench = open();
        let sell_one = |_| {
            let done = bench.operate(|tx| sell(tx, "ana", &Request::of("day", 1)));
            done.unwrap().0.unwrap()
        };
        let sold: Vec<_> = (0..sales).map(sell_one).collect();
        bench.act(|tx| undo::undo(tx, sold[0])).unwrap();
        let ana = bench.see(|db| Ok(customers::get(db, CustomerId(1))?));
        assert_eq!(ana.use_passes, stays);
        sound(&bench);
    }
}

#[test]
fn a2_a_purchase_that_its_lines_or_passes_do_not_bear_out_is_found() {
    for sql in [
        "UPDATE line SET amount_minor = amount_minor - 1",
        "UPDATE line SET paid = 1",
        "UPDATE purchase SET charge = 'free'",
        "UPDATE purchase SET undone = 1",
        "UPDATE purchase SET price_minor = price_minor + 1",
        "UPDATE lot SET undone = 1",
    ] {
        let bench = open();
        sold(&bench, &Request::of("day", 2)).unwrap();
        bench.store.tamper(sql);
        let problems = bench.see(|db| Ok(check::check(db, false)?.problems));
        let wanted = "pu-1 is not as its lines and passes say";
        assert!(
            problems.iter().any(|one| one == wanted),
            "{sql}: {problems:?}"
        );
    }
}
