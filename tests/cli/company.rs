//! `company`: adding, listing, changing and showing companies (P1, P4).

use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};

use crate::space::Space;

fn space() -> Space {
    let space = Space::new();
    space.ok(&[
        "company",
        "add",
        "Acme Ltd",
        "--handle",
        "acme",
        "--email",
        "bills@acme.example",
    ]);
    space.ok(&["member", "add", "Ada", "--company", "acme"]);
    space.ok(&["member", "add", "Bob", "--company", "acme"]);
    space.ok(&["grant", "acme", "4", "--expires", "2026-06-30"]);
    space.ok(&["grant", "bob", "0.5"]);
    space
}

#[test]
fn p1_a_company_is_added_and_listed() {
    let space = space();
    assert_data_eq!(
        space.ok(&["company", "add", "Zenith"]),
        str![[r#"
added zenith (co-2), at home at hq

"#]]
    );
    assert_data_eq!(
        space.ok(&["company", "list"]),
        str![[r#"
id    handle  name      location  status   passes
co-1  acme    Acme Ltd  hq        drop-in     4.5
co-2  zenith  Zenith    hq        drop-in       0

"#]]
    );
    let told = space.refused(1, &["company", "add", "Acme", "--handle", "acme"]);
    assert!(
        told.contains("the handle `acme` belongs to Acme Ltd"),
        "{told}"
    );
    let told = space.refused(2, &["company", "add"]);
    assert!(told.contains("NAME is missing"), "{told}");
}

#[test]
fn scripts_find_a_company_under_company_wherever_a_customer_is_named() {
    let space = space();
    let pack = [
        "plan",
        "add",
        "Pack",
        "--package",
        "--passes",
        "5",
        "--price",
        "50",
        "--holdable",
    ];
    space.ok(&pack);
    space.ok(&["promo", "add", "TENTH", "--percent", "10"]);
    space.ok(&["sell", "acme", "pack", "--promo", "tenth"]);
    space.ok(&["voucher", "add", "WELCOME", "--passes", "1"]);
    space.ok(&["redeem", "welcome", "acme"]);
    let held = space.json(&["hold", "add", "acme", "--lot", "lt-3"]);
    let listed = &space.json(&["hold", "list"])[0];
    let redeemed = &space.json(&["voucher", "show", "welcome"])["redemptions"][0];
    let used = &space.json(&["promo", "show", "tenth"])["redemptions"][0];
    for told in [&held, listed, redeemed, used] {
        assert_eq!(
            (&told["member"], &told["company"]),
            (&json!(null), &json!("acme")),
            "{told}"
        );
    }
}

#[test]
fn p4_a_pooled_company_shows_the_lots_of_its_members_too() {
    let space = space();
    assert_data_eq!(
        space.ok(&["company", "show", "acme"]),
        str![[r#"
acme      Acme Ltd (co-1), drop-in
balance   4.5 on 2026-06-03
e-mail    bills@acme.example
members   ada, bob
location  hq

lot   left   of  kind  from        expires     source  owner
lt-1     4    4  day   2026-06-03  2026-06-30  grant   acme
lt-2   0.5  0.5  day   2026-06-03  never       grant   bob

"#]]
    );
    let answer = space.json(&["company", "show", "co-1"]);
    assert_eq!(answer["balance"], "4.5");
    assert_eq!(answer["company"], "acme");
    assert_eq!(answer["members"], json!(["ada", "bob"]));
}

#[test]
fn p4_an_own_first_company_shows_its_own_lots() {
    let space = space();
    space.edit(
        "company_passes = \"pooled\"",
        "company_passes = \"own-first\"",
    );
    space.ok(&["apply"]);
    assert_eq!(space.json(&["company", "show", "acme"])["balance"], "4");
    let bob = space.json(&["member", "show", "bob"]);
    assert_eq!(bob["balance"], "4.5");
    assert_eq!(bob["lots"][0]["owner"], "bob");
}

#[test]
fn a_company_is_changed() {
    let space = space();
    let set = [
        "company",
        "set",
        "acme",
        "--name",
        "Acme GmbH",
        "--note",
        "to Bea",
        "--handle",
        "acme-de",
        "--tag",
        "big",
    ];
    assert_data_eq!(
        space.ok(&set),
        str![[r#"
acme-de (co-1): name was Acme Ltd, is Acme GmbH
acme-de (co-1): handle was acme, is acme-de
acme-de (co-1): tags was none, is big
acme-de (co-1): note was none, is to Bea

"#]]
    );
    let told = space.refused(1, &["company", "set", "ada", "--name", "X"]);
    assert!(told.contains("ada is a member, not a company"), "{told}");
    let told = space.refused(3, &["company", "set", "nobody", "--name", "X"]);
    assert!(told.contains("daypass company list"), "{told}");
}

#[test]
fn where_a_company_stands_its_handle_is_there() {
    let space = Space::new();
    space.ok(&["company", "add", "Acme Ltd", "--handle", "acme"]);
    assert_eq!(space.json(&["company", "show", "acme"])["company"], "acme");
    assert_eq!(space.json(&["company", "list"])[0]["company"], "acme");
    assert!(!space.ok(&["company", "show", "acme"]).contains("company"));
}

#[test]
fn what_a_company_booked_is_told_of_it_under_company() {
    let space = Space::new();
    space.ok(&["company", "add", "Acme"]);
    space.ok(&["plan", "add", "Two", "--passes", "2", "--price", "30"]);
    space.ok(&["subscription", "start", "acme", "two"]);
    space.ok(&["book", "acme", "--on", "2026-06-26"]);
    space.ok(&["book", "acme", "--on", "2026-07-10", "--seats", "5"]);
    let cancel =
        |when: &str| space.json(&["subscription", "cancel", "sb-1", "--on", when, "--dry-run"]);
    let pause = "subscription pause sb-1 --from 2026-07-03 --until 2026-08-02 --dry-run";
    let pause: Vec<&str> = pause.split(' ').collect();
    let forecast = space.json(&["report", "forecast", "--until", "2026-07-31"]);
    for told in [
        &space.json(&["history"])["scheduled"][0],
        &cancel("2026-06-20")["failed"][0],
        &cancel("2026-06-20")["charged"][0],
        &space.json(&pause)["failed"][0],
        &space.json(&["report", "usage", "--to", "2026-06-30"])["members"][0],
        &forecast["failing"][0],
    ] {
        assert_eq!(
            (&told["member"], &told["company"]),
            (&Value::Null, &json!("acme")),
            "{told}"
        );
    }
    let table = space.ok(&["history"]);
    assert!(table.contains("acme  hot"), "{table}");
}
