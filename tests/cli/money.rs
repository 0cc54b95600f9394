//! Money at the desk: words, codes, formats (D7, D8).

use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::space::Space;

/// Hot desks for 15.00; Ada the member without passes, Vera the visitor.
fn space() -> Space {
    let space = Space::new();
    space.edit("price = \"0.00\"", "price = \"15.00\"");
    space.ok(&["apply"]);
    space.ok(&["member", "add", "Ada Lovelace", "--handle", "ada"]);
    space.ok(&["member", "add", "Vera", "--visitor"]);
    space
}

#[test]
fn d7_a_visitor_books_with_money_and_pays_at_the_desk() {
    let space = space();
    assert_data_eq!(
        space.ok(&["book", "vera", "--on", "fri", "--seats", "2"]),
        str![[r#"
bk-1: 2 seats of hq/hot on 2026-06-05 for vera, confirmed
30.00 EUR unpaid: ln-1

"#]]
    );
    let paid = space.json(&["booking", "set", "bk-1", "--paid"]);
    let expected = json!({
        "operation": "op-6", "booking": "bk-1", "member": "vera", "desk": "hot",
        "location": "hq", "on": "2026-06-05", "seats": 2, "status": "confirmed",
        "payment": {
            "by": "money", "status": "paid", "passes": "0", "charges_on": null, "lots": [],
            "amount": "30.00", "currency": "EUR", "lines": ["ln-1"],
        },
    });
    assert_eq!(paid, expected);
    let at_once = space.json(&["book", "vera", "--on", "mon", "--paid"]);
    assert_eq!(at_once["payment"]["status"], "paid");
    assert_data_eq!(
        space.ok(&["booking", "list"]),
        str![[r#"
booking  on          who   desk  seats  status     passes  amount  payment
bk-1     2026-06-05  vera  hot       2  confirmed       0   30.00  paid
bk-2     2026-06-08  vera  hot       1  confirmed       0   15.00  paid

"#]]
    );
    assert_data_eq!(
        space.refused(1, &["booking", "set", "bk-1", "--paid"]),
        str![[r#"
error: bk-1 owes nothing: it is paid
hint: daypass booking show bk-1

"#]]
    );
}

#[test]
fn d7_a_member_who_runs_out_is_told_the_price_and_what_to_type() {
    let space = space();
    assert_data_eq!(
        space.refused(1, &["book", "ada", "--on", "fri"]),
        str![[r#"
error: need 1 pass on 2026-06-05, have 0 (15.00 EUR with --pay money)
hint: daypass book ada --on fri --pay money

"#]]
    );
    let told = space.refused(1, &["--json", "book", "ada", "--seats", "2"]);
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    let error = &told["error"];
    assert_eq!(
        (&error["code"], &error["need"], &error["price"]),
        (&json!("not_enough_passes"), &json!("2"), &json!("30.00"))
    );
    let booked = space.json(&["book", "ada", "--on", "fri", "--pay", "money"]);
    assert_eq!(booked["payment"]["status"], "unpaid");
    assert_data_eq!(
        space.refused(1, &["book", "ada", "--paid"]),
        str![[r#"
error: --paid is for what is paid with money
hint: daypass book ada --paid --pay money

"#]]
    );
}

#[test]
fn p1_a_visitor_who_is_to_pay_with_passes_is_told_to_pay_with_money() {
    let space = space();
    assert_data_eq!(
        space.refused(1, &["book", "vera", "--pay", "passes"]),
        str![[r#"
error: vera is a visitor and cannot pay with passes
hint: daypass book vera --pay money

"#]]
    );
}

#[test]
fn d5_a_cancelled_booking_says_what_became_of_the_money() {
    let space = space();
    space.ok(&["book", "vera", "--on", "fri"]);
    assert_data_eq!(
        space.ok(&["booking", "cancel", "bk-1"]),
        str![[r#"
bk-1: 1 seat of hq/hot on 2026-06-05 for vera, cancelled
nothing is owed any more

"#]]
    );
    space.ok(&["book", "vera", "--on", "fri", "--paid"]);
    assert_data_eq!(
        space.ok(&["booking", "cancel", "bk-2"]),
        str![[r#"
bk-2: 1 seat of hq/hot on 2026-06-05 for vera, cancelled
15.00 EUR refunded: ln-2, ln-3

"#]]
    );
    space.ok(&["book", "vera", "--on", "fri"]);
    let cancel = ["booking", "cancel", "bk-3", "--no-refund", "--memo", "late"];
    let late = space.run(&cancel);
    assert_eq!(late.told(), "no refund: what is owed stays owed\n");
    let told = space.refused(1, &["member", "remove", "vera", "--yes"]);
    assert_data_eq!(
        told,
        str![[r#"
error: vera has not paid bk-3
hint: daypass booking show bk-3

"#]]
    );
}

#[test]
fn d8_what_was_booked_to_be_paid_later_is_settled() {
    let space = space();
    space.ok(&["book", "ada", "--on", "fri", "--pay", "later"]);
    space.ok(&[
        "book", "ada", "--on", "mon", "--pay", "later", "--seats", "2",
    ]);
    let shown = space.json(&["booking", "show", "bk-2"]);
    assert_eq!(
        shown["payment"],
        json!({
            "by": "passes", "status": "unpaid", "passes": "2", "charges_on": null, "lots": [],
        })
    );
    let short = space.refused(1, &["booking", "settle", "ada"]);
    assert!(short.contains("need 1 pass on 2026-06-05"), "{short}");
    space.ok(&["grant", "ada", "2"]);
    let settled = space.run(&["booking", "settle", "ada"]);
    assert_eq!(settled.code, 0);
    assert_data_eq!(
        settled.out.clone(),
        str![[r#"
ada: 1 booking settled with 1 pass, 1 stays unpaid
booking  on          member  desk    seats  payment
bk-1     2026-06-05  ada     hq/hot      1  1 pass charged: lt-1 1
bk-2     2026-06-08  ada     hq/hot      2  2 passes unpaid

"#]]
    );
    assert_eq!(
        settled.told(),
        "bk-2 stays unpaid: need 2 passes on 2026-06-08, have 1\n"
    );
    space.ok(&["grant", "ada", "1"]);
    let done = space.json(&["booking", "settle", "ada"]);
    assert_eq!(
        (&done["passes"], &done["unpaid"]),
        (&json!("2"), &json!([]))
    );
    let none = space.ok(&["booking", "settle", "ada"]);
    assert_eq!(none, "ada has no booking to be settled\n");
}
