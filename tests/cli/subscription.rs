//! `subscription`: its words, JSON and exit codes.

use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};

use crate::space::Space;

/// A space with the members ada and bob, the company acme, and two plans.
fn with_plans() -> Space {
    let space = Space::new();
    for name in ["Ada", "Bob"] {
        space.ok(&["member", "add", name]);
    }
    space.ok(&["company", "add", "Acme"]);
    space.ok(&["plan", "add", "Flex 10", "--passes", "10", "--price", "150"]);
    space.ok(&["plan", "add", "Office", "--price", "200"]);
    space
}

fn code(told: &str) -> String {
    let told: Value = serde_json::from_str(told).expect("JSON");
    told["error"]["code"].as_str().expect("a code").to_owned()
}

#[test]
fn r2_a_start_says_what_it_brought() {
    let space = with_plans();
    assert_data_eq!(
        space.ok(&["subscription", "start", "ada", "flex"]),
        str![[r#"
sb-1: ada has Flex 10 from 2026-06-03, renews on 2026-07-03
lot   passes  expires
lt-1      10  2026-07-02
ln-1: 150.00 EUR, Flex 10, 2026-06-03 to 2026-07-02
use_passes: turned on

"#]]
    );
    let later = [
        "subscription",
        "start",
        "acme",
        "office",
        "--quantity",
        "2",
        "--from",
        "2026-07-01",
        "--until",
        "2026-12-31",
    ];
    assert_data_eq!(
        space.ok(&later),
        str![[r#"
sb-2: acme will have 2 × Office from 2026-07-01 until 2026-12-31

"#]]
    );
}

#[test]
fn r2_a_start_answers_scripts_with_everything() {
    let space = with_plans();
    let started = space.json(&["subscription", "start", "ada", "flex"]);
    let operation = started["operation"].clone();
    let expected = json!({
        "operation": operation, "id": "sb-1", "plan": "Flex 10", "status": "running",
        "quantity": 1, "from": "2026-06-03", "until": null,
        "period": {"from": "2026-06-03", "to": "2026-07-02"}, "renews_on": "2026-07-03",
        "member": "ada", "company": null, "price": "150.00", "currency": "EUR",
        "every": "1month", "anchor": "start",
        "lots": [{"id": "lt-1", "passes": "10", "expires_on": "2026-07-02"}],
        "lines": [{"id": "ln-1", "on": "2026-06-03", "amount": "150.00", "currency": "EUR",
            "text": "Flex 10, 2026-06-03 to 2026-07-02"}],
        "use_passes": {"decided": "turned-on", "because_of": null},
    });
    assert_eq!(started, expected);
    assert!(operation.as_str().expect("an operation").starts_with("op-"));
}

#[test]
fn a4_a_start_with_the_same_key_answers_as_the_first_time() {
    let space = with_plans();
    let words = ["subscription", "start", "ada", "flex", "--key", "k"];
    let first = space.json(&words);
    let mut again = space.json(&words);
    assert_eq!(again["replayed"], true);
    again.as_object_mut().expect("an object").remove("replayed");
    assert_eq!(first, again);
    assert_eq!(
        space
            .json(&["subscription", "list"])
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

#[test]
fn p3_what_was_decided_of_use_passes_is_told() {
    let space = with_plans();
    space.ok(&["subscription", "start", "bob", "office"]);
    let ran = space.run(&["subscription", "start", "bob", "flex", "--anchor", "month"]);
    assert_data_eq!(
        ran.out.as_str(),
        str![[r#"
sb-2: bob has Flex 10 from 2026-06-03, renews on 2026-07-01
lot   passes  expires
lt-1      10  2026-06-30
ln-2: 150.00 EUR, Flex 10, 2026-06-03 to 2026-06-30
use_passes: stays off, sb-1 is an active subscription without passes

"#]]
    );
    assert_eq!(ran.told(), "hint: daypass member set bob --use-passes on\n");
}

#[test]
fn r7_a_cancellation_wants_to_know_when() {
    let space = with_plans();
    space.ok(&["subscription", "start", "ada", "flex"]);
    let none = space.refused(2, &["subscription", "cancel", "sb-1"]);
    assert!(none.contains("--now|--at-period-end|--on <DATE>"), "{none}");
    let both = ["subscription", "cancel", "sb-1", "--now", "--at-period-end"];
    space.refused(2, &both);
    let preview = ["subscription", "cancel", "sb-1", "--now", "--dry-run"];
    assert_data_eq!(
        space.ok(&preview),
        str![[r#"
sb-1: ada's Flex 10 cancelled, last day 2026-06-02
what is left expires with it
lot   passes  expires
lt-1      10  2026-06-03

"#]]
    );
    let done = space.json(&["subscription", "cancel", "sb-1", "--at-period-end"]);
    assert_eq!(done["did"], "cancelled");
    assert_eq!(done["until"], "2026-07-02");
    assert_eq!(done["status"], "running");
    assert_eq!(done["lots"][0]["passes"], "10");
    for list in ["failed", "rescheduled", "charged"] {
        assert_eq!(done[list], json!([]), "{list}");
    }
}

#[test]
fn r7_a_cancellation_lists_the_bookings_that_fail_and_those_that_stay() {
    let space = with_plans();
    space.ok(&["subscription", "start", "ada", "flex"]);
    space.ok(&["book", "ada", "--on", "2026-06-26"]);
    space.ok(&["book", "ada", "--on", "2026-07-10"]);
    assert_data_eq!(
        space.ok(&["subscription", "cancel", "sb-1", "--on", "2026-06-20"]),
        str![[r#"
sb-1: ada's Flex 10 cancelled, last day 2026-06-20
what is left expires with it
lot   passes  expires
lt-1       9  2026-06-20
1 booking cancelled, its payment failed
booking  of   on          passes  charge due
bk-2     ada  2026-07-10       1  2026-07-03
1 booking beyond the last day, charged already: these stay
booking  of   on          passes
bk-1     ada  2026-06-26       1

"#]]
    );
}

#[test]
fn r8_a_change_tells_when_it_takes_effect() {
    let space = with_plans();
    space.ok(&["subscription", "start", "ada", "flex"]);
    let more = [
        "subscription",
        "set",
        "sb-1",
        "--quantity",
        "2",
        "--price",
        "99",
    ];
    assert_eq!(
        space.ok(&more),
        "sb-1: ada's Flex 10 from 2026-07-03 on: 2 × Flex 10 at 99.00 EUR\n"
    );
    let pause = [
        "subscription",
        "pause",
        "sb-1",
        "--from",
        "2026-08-03",
        "--until",
        "2026-09-02",
    ];
    let told = space.ok(&pause);
    assert_eq!(
        told,
        "sb-1: ada's Flex 10 paused 2026-08-03 to 2026-09-02\n"
    );
    let until = ["subscription", "set", "sb-1", "--until", "2026-12-31"];
    let told = space.ok(&until);
    assert_eq!(told, "sb-1: ada's Flex 10 last day 2026-12-31\n");
    assert_data_eq!(
        space.ok(&["subscription", "show", "sb-1"]),
        str![[r#"
subscription  sb-1
of            ada
plan          Flex 10
status        running
price         150.00 EUR
every         1month
from          2026-06-03
until         2026-12-31
period        2026-06-03 to 2026-07-02
renews on     2026-07-03

terms from  plan          price  includes
2026-06-03  Flex 10      150.00  day=10
2026-07-03  2 × Flex 10   99.00  day=10

paused from  until
2026-08-03   2026-09-02

"#]]
    );
    let nothing = space.refused(2, &["subscription", "set", "sb-1"]);
    assert!(
        nothing.contains("--plan <PLAN>|--quantity <N>"),
        "{nothing}"
    );
}

#[test]
fn subscriptions_are_listed_in_every_format() {
    let space = with_plans();
    space.ok(&["subscription", "start", "ada", "flex"]);
    space.ok(&[
        "subscription",
        "start",
        "acme",
        "office",
        "--from",
        "2026-07-01",
    ]);
    assert_data_eq!(
        space.ok(&["subscription", "list"]),
        str![[r#"
id    who   plan     quantity  status    from        renews on
sb-1  ada   Flex 10         1  running   2026-06-03  2026-07-03
sb-2  acme  Office          1  upcoming  2026-07-01  2026-07-01

"#]]
    );
    let csv = space.ok(&[
        "subscription",
        "list",
        "--company",
        "acme",
        "--format",
        "csv",
    ]);
    assert_eq!(
        csv,
        "id,member,company,plan,quantity,status,from,until,renews_on,period_from,period_to,price,\
         currency,every,anchor\n\
         sb-2,,acme,Office,1,upcoming,2026-07-01,,2026-07-01,,,200.00,EUR,1month,start\n"
    );
    let upcoming = space.json(&["subscription", "list", "--status", "upcoming"]);
    assert_eq!(upcoming[0]["company"], "acme");
    assert_eq!(upcoming[0]["member"], Value::Null);
    let none = space.run(&["subscription", "list", "--status", "paused"]);
    assert_eq!(none.told(), "no subscriptions\n");
    space.refused(2, &["subscription", "list", "--status", "asleep"]);
}

#[test]
fn refusals_have_their_codes_and_nothing_is_changed() {
    let space = with_plans();
    space.ok(&["member", "add", "Vic", "--visitor"]);
    space.ok(&[
        "plan", "add", "Weekly", "--every", "2weeks", "--passes", "2", "--price", "30",
    ]);
    space.ok(&[
        "plan",
        "add",
        "Dollars",
        "--currency",
        "USD",
        "--price",
        "30",
    ]);
    space.ok(&["subscription", "start", "ada", "flex"]);
    space.ok(&["plan", "retire", "office"]);
    let before = space.ok(&["subscription", "list", "--json"]);
    for (expected, exit, words) in [
        ("plan_retired", 1, "start ada office"),
        ("visitor_holds_no_passes", 1, "start vic flex"),
        ("other_currency", 1, "start ada dollars"),
        ("month_anchor", 1, "start ada weekly --anchor month"),
        ("bad_quantity", 2, "start ada flex --quantity 0"),
        ("bad_quantity", 2, "start ada flex --quantity -2"),
        (
            "ends_before_start",
            1,
            "start ada flex --from 2026-07-01 --until 2026-06-30",
        ),
        (
            "ends_in_the_past",
            1,
            "start ada flex --from 2026-05-01 --until 2026-05-31",
        ),
        ("unknown_plan", 3, "start ada flix"),
        ("unknown_member", 3, "start adda flex"),
        ("unknown_subscription", 3, "cancel sb-9 --now"),
        ("ends_before_start", 1, "cancel sb-1 --on 2026-06-02"),
        ("other_cycle", 1, "set sb-1 --plan weekly"),
        ("bad_amount", 2, "set sb-1 --price -5"),
        (
            "pause_not_whole",
            1,
            "pause sb-1 --from 2026-07-05 --until 2026-08-10",
        ),
        (
            "pause_begun",
            1,
            "pause sb-1 --from 2026-06-03 --until 2026-07-02",
        ),
    ] {
        let mut all = vec!["--json", "subscription"];
        all.extend(words.split(' '));
        assert_eq!(code(&space.refused(exit, &all)), expected, "{words}");
    }
    assert_eq!(space.ok(&["subscription", "list", "--json"]), before);
    let whole = "pause sb-1 --from 2026-07-05 --until 2026-08-10";
    let mut words = vec!["subscription"];
    words.extend(whole.split(' '));
    let told = space.refused(1, &words);
    assert!(
        told.contains("hint: daypass subscription pause sb-1 --from 2026-07-03 --until 2026-09-02"),
        "{told}"
    );
}

#[test]
fn a_start_without_words_names_what_is_missing() {
    let space = with_plans();
    let told = space.refused(2, &["subscription", "start"]);
    assert!(told.starts_with("error: WHO is missing\n"), "{told}");
    let told = space.refused(2, &["subscription", "start", "ada"]);
    assert!(told.starts_with("error: PLAN is missing\n"), "{told}");
}
