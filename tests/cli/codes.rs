//! `voucher`, `promo` and `redeem`: words, codes, formats (V2).

use serde_json::{Value, json};

use crate::space::Space;

/// Hot desks for 15.00; Ada the member, Vera the visitor.
fn space() -> Space {
    let space = Space::new();
    space.edit("price = \"0.00\"", "price = \"15.00\"");
    space.ok(&["apply"]);
    space.ok(&["member", "add", "Ada Lovelace", "--handle", "ada"]);
    space.ok(&["member", "add", "Vera", "--visitor"]);
    space
}

/// The code of a refusal with `--json`.
fn code(space: &Space, exit: i32, args: &[&str]) -> Value {
    let mut all = vec!["--json"];
    all.extend(args);
    let told = space.refused(exit, &all);
    let mut error: Value = serde_json::from_str(&told).expect("JSON");
    error["error"]["code"].take()
}

#[test]
fn v2_redeem_answers_like_a_grant() {
    let space = space();
    let add = ["voucher", "add", "WELCOME", "--passes", "2", "--uses", "1"];
    assert_eq!(space.ok(&add), "added WELCOME: gives 2 day\n");
    let redeemed = space.json(&["redeem", "welcome", "ada"]);
    let expected = json!({
        "operation": "op-6", "member": "ada", "passes": "2", "kind": "day", "balance": "2",
        "lots": [{"id": "lt-1", "passes": "2", "expires_on": null}], "voucher": "WELCOME",
    });
    assert_eq!(redeemed, expected);
    let lots = space.json(&["member", "show", "ada"]);
    assert_eq!(lots["lots"][0]["source"], "voucher");
    let shown = space.json(&["voucher", "show", "welcome"]);
    assert_eq!(
        (&shown["used"], &shown["redemptions"][0]["member"]),
        (&json!(1), &json!("ada"))
    );
    assert_eq!(space.json(&["voucher", "list"])[0]["voucher"], "WELCOME");
}

#[test]
fn v2_each_refusal_of_a_voucher_has_its_code() {
    let space = space();
    let once = [
        "voucher",
        "add",
        "ONCE",
        "--passes",
        "1",
        "--once-per-member",
    ];
    space.ok(&once);
    space.ok(&["voucher", "add", "ONE", "--passes", "1", "--uses", "1"]);
    space.ok(&[
        "voucher",
        "add",
        "OLD",
        "--passes",
        "1",
        "--until",
        "2026-06-02",
    ]);
    space.ok(&["voucher", "add", "GONE", "--passes", "1"]);
    space.ok(&["voucher", "retire", "gone"]);
    space.ok(&["promo", "add", "SPRING", "--percent", "10"]);
    space.ok(&["redeem", "once", "ada"]);
    space.ok(&["redeem", "one", "ada"]);
    for (exit, expected, given) in [
        (1, "already_redeemed", "once"),
        (1, "code_used_up", "one"),
        (1, "code_expired", "old"),
        (1, "code_retired", "gone"),
        (1, "wrong_sort", "spring"),
        (3, "unknown_voucher", "two"),
    ] {
        assert_eq!(code(&space, exit, &["redeem", given, "ada"]), expected);
    }
    let visitor = code(&space, 1, &["redeem", "once", "vera"]);
    assert_eq!(visitor, "visitor_holds_no_passes");
    assert_eq!(code(&space, 1, &once), "code_taken");
}

#[test]
fn v2_a_promo_code_takes_something_off_a_booking() {
    let space = space();
    let add = [
        "promo",
        "add",
        "SPRING",
        "--percent",
        "20",
        "--desks",
        "hot",
    ];
    assert_eq!(space.ok(&add), "added SPRING: 20 % off hq/hot\n");
    let book = ["book", "vera", "--on", "fri", "--promo", "spring"];
    let payment = &space.json(&book)["payment"];
    let expected = json!({
        "by": "money", "status": "unpaid", "passes": "0", "charges_on": null, "lots": [],
        "amount": "12.00", "currency": "EUR", "promo": "SPRING", "discount": "3.00",
        "lines": ["ln-1"],
    });
    assert_eq!(payment, &expected);
    let listed = &space.json(&["booking", "list"])[0]["payment"];
    assert_eq!(
        (&listed["promo"], &listed["discount"]),
        (&json!("SPRING"), &json!("3.00"))
    );
    let shown = space.json(&["promo", "show", "spring"]);
    assert_eq!(
        (&shown["used"], &shown["redemptions"][0]["booking"]),
        (&json!(1), &json!("bk-1"))
    );
    let set = [
        "promo",
        "set",
        "spring",
        "--items",
        "day",
        "--first-purchase",
        "on",
    ];
    space.ok(&set);
    assert_eq!(code(&space, 1, &book), "code_not_for_item");
    space.ok(&["promo", "set", "spring", "--everything"]);
    assert_eq!(code(&space, 1, &book), "not_first_purchase");
    let nothing = ["promo", "add", "NOTHING", "--percent", "0"];
    assert_eq!(code(&space, 2, &nothing), "no_discount");
}
