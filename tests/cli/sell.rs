//! `sell` and packages: their words, JSON and exit codes.

use snapbox::{assert_data_eq, str};

use crate::space::Space;

/// Days at 22, five for 100, ten for 180, and boxing classes.
const CONFIG: &str = r#"
[[location]]
handle = "hq"
timezone = "Europe/Kyiv"

[[location.desk]]
handle = "hot"
seats = 4

[[pass]]
handle = "day"
price = "22.00"
expires_after = "30 days"
volume = [{ count = 5, price = "100.00" }, { count = 10, price = "180.00" }]
tax = "19"

[[pass]]
handle = "boxing"
name = "Boxing class"
covers = "visit"
price = "15.00"
"#;

fn with_prices() -> Space {
    let space = Space::new();
    space.write("config.toml", CONFIG);
    space.ok(&["apply"]);
    space.ok(&["member", "add", "Ana", "--handle", "ana"]);
    space
}

fn with_boxing() -> Space {
    let space = with_prices();
    let told = space.ok(&[
        "plan",
        "add",
        "Fit",
        "--package",
        "--valid",
        "3months",
        "--include",
        "boxing=10",
        "--include",
        "day=1",
        "--price",
        "140",
        "--holdable",
        "--extra",
        "Gloves=15",
    ]);
    let expected =
        "added Fit (pl-1): 3months from purchase on, 140.00 EUR, includes boxing=10,\n  day=1\n";
    assert_eq!(told, expected);
    space
}

#[test]
fn k5_golden_11_passes_of_a_kind_are_sold_with_their_split() {
    let space = with_prices();
    assert_data_eq!(
        space.ok(&["sell", "ana", "day", "17"]),
        str![[r#"
pu-1: ana has 17 × Day pass, 324.00 EUR: 10 for 180.00, 5 for 100.00, 2 at 22.00
lot   kind  passes  expires     balance
lt-1  day       17  2026-07-02       17
ln-1: 324.00 EUR and 61.56 tax, 17 × Day pass
use_passes: turned on

"#]]
    );
    let sold = space.json(&["sell", "ana", "day", "7", "--paid"]);
    let expected = serde_json::json!({
        "operation": "op-5", "member": "ana", "purchase": "pu-2", "item": "Day pass", "count": 7,
        "charge": "paid", "passes": "7", "kind": "day", "balance": "24",
        "lots": [{"id": "lt-2", "kind": "day", "passes": "7", "expires_on": "2026-07-02",
            "balance": "24"}],
        "price": "144.00", "amount": "144.00", "tax": "27.36", "total": "171.36",
        "currency": "EUR",
        "split": [{"size": 5, "times": 1, "price": "100.00"},
            {"size": 1, "times": 2, "price": "22.00"}],
        "line": "ln-2",
        "lines": [{"id": "ln-2", "text": "7 × Day pass", "amount": "144.00", "tax": "27.36",
            "total": "171.36", "currency": "EUR", "paid": true}],
        "use_passes": {"decided": "already-on", "because_of": null},
    });
    assert_eq!(sold, expected);
}

#[test]
fn l3_a_package_is_sold_with_its_extras() {
    let space = with_boxing();
    assert_data_eq!(
        space.ok(&["sell", "ana", "fit", "2"]),
        str![[r#"
pu-1: ana has 2 × Fit, 280.00 EUR
lot   kind    passes  expires     balance
lt-1  boxing      20  2026-09-02       20
lt-2  day          2  2026-09-02        2
ln-1: 280.00 EUR, 2 × Fit
ln-2: 30.00 EUR, 2 × Gloves
use_passes: turned on

"#]]
    );
    let free = space.json(&["sell", "ana", "pl-1", "--free"]);
    assert_eq!(free["kind"], serde_json::Value::Null);
    assert_eq!(free["passes"], "11");
    assert_eq!(free["line"], serde_json::Value::Null);
    assert_eq!(free["lots"][0]["expires_on"], "2026-09-02");
    assert_data_eq!(
        space.ok(&["plan", "show", "fit"]),
        str![[r#"
package           Fit (pl-1)
valid             3months
starts            purchase
price             140.00 EUR
includes          boxing=10, day=1
extras            Gloves=15.00
then              none
active status     no
holdable          yes
new clients only  no
retired           no

"#]]
    );
    assert_data_eq!(
        space.ok(&["plan", "list"]),
        str![[r#"
id    name  valid     price  currency  includes
pl-1  Fit   3months  140.00  EUR       boxing=10, day=1

"#]]
    );
}

#[test]
fn a4_a_sale_with_a_key_is_made_once() {
    let space = with_prices();
    let sell = ["sell", "ana", "day", "--key", "till-7"];
    let first = space.json(&sell);
    let again = space.json(&sell);
    assert_eq!(again["replayed"], true);
    assert_eq!(again["operation"], first["operation"]);
    assert_eq!(space.json(&["member", "show", "ana"])["balance"], "1");
    let told = space.refused(1, &["sell", "ana", "day", "2", "--key", "till-7"]);
    assert!(told.contains("count: was not given, is `2`"), "{told}");
}

#[test]
fn l3_what_only_packages_have_needs_package_and_what_renews_goes_without() {
    let space = with_prices();
    let plan = ["plan", "add", "X", "--passes", "1", "--price", "1"];
    for flag in [
        &["--valid", "3months"][..],
        &["--starts", "2026-07-01"],
        &["--then", "none"],
        &["--active-status"],
        &["--holdable"],
        &["--new-clients-only"],
        &["--extra", "Gloves=1"],
    ] {
        let told = space.refused(2, &[&plan[..], flag].concat());
        assert!(told.contains("--package"), "{flag:?}: {told}");
        space.ok(&[&plan[..], flag, &["--package", "--dry-run"]].concat());
    }
    let told = space.refused(2, &[&plan[..], &["--then", "again", "--package"]].concat());
    assert!(told.contains("write none, renew or convert:PLAN"), "{told}");
    let told = space.refused(
        3,
        &[&plan[..], &["--then", "convert:Y", "--package"]].concat(),
    );
    assert!(told.contains("no plan `Y`"), "{told}");
    for flag in [&["--every", "1month"][..], &["--prorate"]] {
        let told = space.refused(2, &[&plan[..], flag, &["--package"]].concat());
        assert!(told.contains("cannot be used with"), "{flag:?}: {told}");
    }
    for valid in ["0months", "13months", "x"] {
        let told = space.refused(2, &[&plan[..], &["--package", "--valid", valid]].concat());
        assert!(told.contains("is not how long a package lasts"), "{told}");
    }
}

#[test]
fn what_cannot_be_sold_is_refused_with_its_code() {
    let space = with_boxing();
    space.ok(&["member", "add", "Vic", "--visitor", "--handle", "vic"]);
    space.ok(&["plan", "add", "Flex", "--passes", "2", "--price", "9"]);
    let code = |exit, args: &[&str]| {
        let told = space.refused(exit, &[&["--json"], args].concat());
        let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
        let text = |name: &str| told["error"][name].as_str().unwrap_or_default().to_owned();
        (text("code"), text("hint"))
    };
    for (exit, args, error, hint) in [
        (
            1,
            &["sell", "vic", "day"][..],
            "visitor_holds_no_passes",
            "daypass member convert vic",
        ),
        (
            3,
            &["sell", "ana", "boxign"],
            "unknown_item",
            "daypass --json sell ana boxing",
        ),
        (
            1,
            &["sell", "ana", "flex"],
            "wrong_sort",
            "daypass subscription start ana Flex",
        ),
        (
            1,
            &["subscription", "start", "ana", "fit"],
            "wrong_sort",
            "daypass sell ana Fit",
        ),
        (2, &["sell", "ana", "day", "0"], "bad_count", ""),
        (
            1,
            &["sell", "ana", "fit", "--expires", "+9d"],
            "lasts_as_it_says",
            "",
        ),
        (
            1,
            &["plan", "set", "flex", "--holdable", "on"],
            "other_sort",
            "daypass plan list",
        ),
        (
            1,
            &["plan", "set", "fit", "--every", "1month"],
            "other_sort",
            "daypass plan list",
        ),
        (
            2,
            &["plan", "set", "fit", "--include", "day=1/week"],
            "recurs_in_package",
            "",
        ),
    ] {
        let told = code(exit, args);
        assert_eq!(told.0, error, "{args:?}");
        assert!(
            hint.is_empty() || told.1.replace('\'', "") == hint,
            "{args:?}: {told:?}"
        );
    }
    let both = space.refused(2, &["sell", "ana", "day", "--free", "--paid"]);
    assert!(both.contains("cannot be used with"), "{both}");
    assert_eq!(space.json(&["member", "show", "ana"])["balance"], "0");
}

#[test]
fn v1_a_space_that_is_paid_in_advance_wants_money_or_a_payment_method() {
    let space = with_prices();
    let text = space.read("config.toml");
    space.write("config.toml", &format!("payment = \"advance\"\n{text}"));
    space.ok(&["apply"]);
    let told = space.refused(1, &["sell", "ana", "day"]);
    assert_data_eq!(
        told,
        str![[r#"
error: sales are paid in advance, and ana has no payment method on file
hint: daypass sell ana day --paid

"#]]
    );
    space.ok(&["sell", "ana", "day", "--paid"]);
    space.ok(&["member", "set", "ana", "--payment-method", "card 4242"]);
    space.ok(&["sell", "ana", "day"]);
}

#[test]
fn v3_a_purchase_is_taken_off_the_upcoming_invoice_with_its_passes_or_not_at_all() {
    let space = with_boxing();
    space.ok(&["sell", "ana", "fit"]);
    space.ok(&["sell", "ana", "day", "2"]);
    let day = space.json(&["invoice", "preview", "ana"])["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .find(|line| line["net"] == "44.00")
        .expect("the days")["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let removed = space.json(&["invoice", "remove", &day]);
    assert_eq!(removed["lots"][0]["passes"], "2");
    assert_eq!(removed["lines"][0]["gross"], "52.36");
    let operation = removed["operation"].as_str().expect("an operation");
    assert_eq!(space.json(&["member", "show", "ana"])["balance"], "1");
    let due = space.json(&["invoice", "preview", "ana"]);
    assert!(!due.to_string().contains(&day));
    space.ok(&["undo", operation]);
    assert_eq!(space.json(&["member", "show", "ana"])["balance"], "3");
    let sold = space.json(&["sell", "ana", "day", "--free"]);
    let operation = sold["operation"].as_str().expect("an operation");
    let undone = space.ok(&["undo", operation]);
    let purchase = sold["purchase"].as_str().expect("a purchase");
    assert!(undone.contains(purchase), "{undone}");
    assert!(
        space
            .json(&["invoice", "preview", "ana"])
            .to_string()
            .contains(&day)
    );
    space.ok(&["book", "ana", "--on", "2026-06-05", "--seats", "2"]);
    let before = space.json(&["invoice", "preview", "ana"]);
    let told = space.refused(1, &["--json", "invoice", "remove", &day]);
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(told["error"]["code"], "passes_used");
    assert_eq!(space.json(&["invoice", "preview", "ana"]), before);
    space.ok(&["invoice", "issue", "ana"]);
    let told = space.refused(1, &["invoice", "remove", &day]);
    assert!(told.contains("hint: daypass invoice void iv-1"), "{told}");
    space.ok(&["check"]);
}

#[test]
fn v1_what_was_given_away_has_no_line_and_what_was_paid_is_on_the_invoice_with_nothing_to_pay() {
    let space = with_prices();
    space.ok(&["sell", "ana", "day", "--free"]);
    assert_eq!(
        space.json(&["invoice", "preview", "ana"])["lines"],
        serde_json::json!([])
    );
    space.ok(&["sell", "ana", "day", "--paid"]);
    space.ok(&["invoice", "issue", "ana"]);
    let shown = space.json(&["invoice", "show", "iv-1"]);
    assert_eq!(shown["gross"], "26.18");
    assert_eq!(shown["prepaid"], "26.18");
    assert_eq!(shown["payable"], "0.00");
    assert_eq!(shown["status"], "paid");
    assert_eq!(
        space.json(&["member", "show", "ana"])["unpaid"],
        serde_json::json!([])
    );
}

#[test]
fn l3_a_package_begins_with_its_first_visit_and_is_told_so_everywhere() {
    let space = with_prices();
    let told = space.ok(&[
        "plan",
        "add",
        "Fit",
        "--package",
        "--passes",
        "3",
        "--valid",
        "1month",
        "--starts",
        "first-visit",
        "--price",
        "60",
    ]);
    assert!(told.contains("1month from its first visit on"), "{told}");
    let told = space.ok(&["sell", "ana", "Fit"]);
    assert!(told.contains("1month from 1st visit"), "{told}");
    let lot = |on: &str| {
        let shown = space.json(&["member", "show", "ana", "--on", on]);
        let lot = &shown["lots"][0];
        (lot["from_first_visit"].clone(), lot["expires_on"].clone())
    };
    assert_eq!(lot("today"), ("1month".into(), serde_json::Value::Null));
    let told = space.ok(&["member", "show", "ana"]);
    assert!(told.contains("1month from 1st visit"), "{told}");
    let told = space.ok(&["explain", "ana"]);
    assert!(
        told.contains("for 1month from the first visit on"),
        "{told}"
    );
    let booked = space.json(&["book", "ana", "--on", "2026-06-10"]);
    let begun = (serde_json::Value::Null, "2026-07-09".into());
    assert_eq!(lot("today"), begun);
    let told = space.ok(&["explain", "ana"]).replace("\n  ", " ");
    assert!(
        told.contains("It began on 2026-06-10, with its first visit."),
        "{told}"
    );
    let operation = booked["operation"].as_str().expect("an operation");
    space.ok(&["undo", operation, "--yes"]);
    assert_eq!(lot("today"), ("1month".into(), serde_json::Value::Null));
    space.ok(&["check"]);
}

#[test]
fn k4_a_kind_costs_members_on_a_plan_what_the_plan_says_and_is_sold_to_nobody_else() {
    let space = Space::new();
    let only = r#"plans = ["Flex", { plan = "Team", price = 12 }]"#;
    space.write("config.toml", &format!("{CONFIG}{only}\n"));
    space.ok(&["apply"]);
    assert_eq!(space.run(&["apply"]).out, "");
    space.ok(&["member", "add", "Ana", "--handle", "ana"]);
    for plan in ["Flex", "Team"] {
        space.ok(&["plan", "add", plan, "--price", "50"]);
    }
    let shown = space.json(&["pass", "show", "boxing"]);
    assert_eq!(shown["plans"], serde_json::json!(["Flex", "Team"]));
    assert_eq!(shown["plan_prices"][0]["plan"], "Team");
    assert_eq!(shown["plan_prices"][0]["price"], "12.00");
    assert!(
        space
            .ok(&["pass", "show", "boxing"])
            .contains("12.00 on Team")
    );
    assert_data_eq!(
        space.refused(1, &["sell", "ana", "boxing"]),
        str![[r#"
error: passes of `boxing` are only for members on Flex, Team
hint: daypass subscription start ana Flex

"#]]
    );
    space.ok(&["subscription", "start", "ana", "Flex"]);
    let sold = space.json(&["sell", "ana", "boxing", "2"]);
    assert_eq!(sold["price"], "30.00");
    space.ok(&["subscription", "start", "ana", "Team"]);
    let sold = space.json(&["sell", "ana", "boxing", "2"]);
    assert_eq!(sold["price"], "24.00");
}

#[test]
fn t5_renew_sells_again_or_converts_as_its_preview_said() {
    let mut space = with_prices();
    space.ok(&["plan", "add", "Flex", "--passes", "2", "--price", "50"]);
    for (name, then) in [("Again", "renew"), ("Trial", "convert:Flex")] {
        space.ok(&[
            "plan",
            "add",
            name,
            "--package",
            "--passes",
            "1",
            "--valid",
            "7days",
            "--price",
            "9",
            "--then",
            then,
        ]);
        space.ok(&["sell", "ana", name]);
    }
    let told = space.ok(&["plan", "show", "Trial"]);
    assert!(told.contains("convert:Flex"), "{told}");
    let items = |answer: &serde_json::Value| {
        let items = answer["items"].as_array().expect("items").iter();
        let told = items.map(|item| {
            let text = |name: &str| item[name].as_str().unwrap_or("-").to_owned();
            format!("{} {} {}", text("on"), text("what"), text("amount"))
        });
        told.collect::<Vec<_>>()
    };
    let preview = space.json(&["renew", "--as-of", "2026-06-10", "--dry-run"]);
    let told = [
        "2026-06-10 expire -",
        "2026-06-10 expire -",
        "2026-06-10 invoice 9.00",
        "2026-06-10 grant -",
        "2026-06-10 convert -",
        "2026-06-10 invoice 50.00",
        "2026-06-10 grant -",
    ];
    assert_eq!(items(&preview), told);
    assert_eq!(preview["items"][5]["subscription"], serde_json::Value::Null);
    space.at("2026-06-10T08:00:00Z");
    assert_eq!(items(&space.json(&["renew"])), told);
    assert_eq!(items(&space.json(&["renew"])), [""; 0]);
    space.ok(&["check"]);
}
