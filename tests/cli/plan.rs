//! `plan`: its words, JSON and exit codes.

use snapbox::{assert_data_eq, str};

use crate::space::Space;

fn with_flex() -> Space {
    let space = Space::new();
    let flex = ["plan", "add", "Flex 10", "--passes", "10", "--price", "150"];
    assert_data_eq!(
        space.ok(&flex),
        str![[r#"
added Flex 10 (pl-1): every 1month, 150.00 EUR, includes day=10

"#]]
    );
    space
}

#[test]
fn l1_a_plan_is_added_listed_and_shown() {
    let space = with_flex();
    space.ok(&[
        "plan",
        "add",
        "Office",
        "--every",
        "3months",
        "--price",
        "0",
        "--include",
        "day=2/week,valid=3months",
    ]);
    assert_data_eq!(
        space.ok(&["plan", "list"]),
        str![[r#"
id    name     every     price  currency  includes
pl-1  Flex 10  1month   150.00  EUR       day=10
pl-2  Office   3months    0.00  EUR       day=2/week,valid=3months

"#]]
    );
    let shown = space.json(&["plan", "show", "off"]);
    let expected = serde_json::json!({
        "id": "pl-2", "name": "Office", "every": "3months", "price": "0.00", "currency": "EUR",
        "prorate": false, "retired": false, "included": "day=2/week,valid=3months",
        "includes": [{"kind": "day", "passes": "2", "cadence": "week", "valid": "3months"}],
        "package": false, "valid": null, "starts": null, "then": null, "active_status": null,
        "holdable": null, "new_clients_only": null, "extras": [],
    });
    assert_eq!(shown, expected);
    let csv = space.ok(&["plan", "list", "--limit", "1", "--format", "csv"]);
    assert_eq!(
        csv,
        "id,name,every,valid,price,currency,included,prorate,retired,package,starts,then,\
         active_status,holdable,new_clients_only\n\
         pl-2,Office,3months,,0.00,EUR,\"day=2/week,valid=3months\",false,false,false,,,,,\n"
    );
}

#[test]
fn l2_a_change_is_told_with_what_becomes_of_what_was_sold() {
    let space = with_flex();
    let ran = space.run(&["plan", "set", "flex", "--price", "160", "--no-passes"]);
    assert_data_eq!(
        ran.out.as_str(),
        str![[r#"
Flex 10 (pl-1): includes was day=10, is nothing: access without passes
Flex 10 (pl-1): price was 150.00 EUR, is 160.00 EUR

"#]]
    );
    assert!(
        ran.told().contains("what was sold keeps its terms"),
        "{ran:?}"
    );
    let same = space.run(&["plan", "set", "flex", "--price", "160"]);
    assert_eq!(same.out, "Flex 10 (pl-1): nothing to change\n");
    assert_eq!(same.told(), "");
    let written = space.json(&["plan", "set", "flex", "--name", "Fix"]);
    assert_eq!(written["did"], "changed");
    assert_eq!(written["name"], "Fix");
    assert_eq!(written["changed"][0]["was"], "Flex 10");
    let package = ["plan", "add", "Pack", "--package", "--passes", "1"];
    space.ok(&[&package[..], &["--price", "5"]].concat());
    let packed = space.run(&["plan", "set", "pack", "--price", "6"]);
    assert_eq!(packed.told(), "what was sold keeps its terms\n");
}

#[test]
fn l4_a_plan_is_retired() {
    let space = with_flex();
    let told = space.ok(&["plan", "retire", "flex"]);
    assert_eq!(told, "retired Flex 10 (pl-1): what was sold goes on\n");
    assert_eq!(space.json(&["plan", "show", "pl-1"])["retired"], true);
}

#[test]
fn a_plan_without_a_price_names_the_flag() {
    let space = Space::new();
    let told = space.refused(2, &["plan", "add", "Flex"]);
    assert!(told.starts_with("error: --price is missing\n"), "{told}");
    let none = space.run(&["plan", "list"]);
    assert_eq!(
        (none.out.as_str(), none.told().as_str()),
        ("", "no plans\n")
    );
}

#[test]
fn what_cannot_be_a_plan_is_refused_with_its_code() {
    let space = with_flex();
    for (code, exit, args) in [
        (
            "plan_name_taken",
            1,
            ["flex 10", "--price", "1", "--passes", "1"],
        ),
        (
            "plan_name_like_an_id",
            2,
            ["pl-1", "--price", "1", "--passes", "1"],
        ),
        ("bad_amount", 2, ["X", "--price", "-1", "--passes", "1"]),
        ("bad_amount", 2, ["X", "--price", "1.555", "--passes", "1"]),
        (
            "unknown_kind",
            3,
            ["X", "--price", "1", "--include", "dya=1"],
        ),
    ] {
        let mut words = vec!["--json", "plan", "add"];
        words.extend(args);
        let told = space.refused(exit, &words);
        let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
        assert_eq!(told["error"]["code"], code, "{args:?}");
    }
    let twice = [
        "plan",
        "add",
        "X",
        "--price",
        "1",
        "--passes",
        "1",
        "--include",
        "day=2",
    ];
    let told = space.refused(1, &twice);
    assert!(told.contains("one kind of pass twice"), "{told}");
    let told = space.refused(3, &["plan", "show", "fex 10"]);
    assert_eq!(
        told,
        "error: no plan `fex 10`: did you mean Flex 10?\nhint: daypass plan show 'Flex 10'\n"
    );
}

#[test]
fn golden_9_a_validity_of_0_or_13_months_is_refused() {
    let space = Space::new();
    for valid in ["0months", "13months"] {
        let include = format!("day=10,valid={valid}");
        let told = space.refused(
            2,
            &["plan", "add", "X", "--price", "1", "--include", &include],
        );
        assert!(
            told.contains("write 1month to 12months, or never"),
            "{told}"
        );
    }
    space.ok(&[
        "plan",
        "add",
        "X",
        "--price",
        "1",
        "--include",
        "day=10,valid=12months",
    ]);
}
