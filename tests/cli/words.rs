//! What is common to all commands: how a failure is told, and what can be pasted after it.

use serde_json::Value;

use crate::space::Space;

fn usage(space: &Space, args: &[&str]) -> (String, String) {
    let mut all = vec!["--json"];
    all.extend(args);
    let told = space.refused(2, &all);
    let told: Value = serde_json::from_str(&told).expect("one object");
    assert_eq!(told["error"]["code"], "usage", "{args:?}");
    let text = |name: &str| told["error"][name].as_str().expect("text").to_owned();
    (text("message"), text("hint"))
}

/// The command behind `hint:`, as a shell would split it.
fn hinted(told: &str) -> Vec<&str> {
    let hint = told.lines().find_map(|line| line.strip_prefix("hint: "));
    let hint = hint.unwrap_or_else(|| panic!("no hint: {told}"));
    let command = hint.strip_prefix("daypass ");
    let command = command.unwrap_or_else(|| panic!("no command: {hint}"));
    command.split(' ').collect()
}

#[test]
fn what_is_not_understood_is_an_error_and_a_hint_too() {
    let space = Space::new();
    let told = space.refused(2, &["member", "show"]);
    assert_eq!(
        told,
        "error: the following required arguments were not provided: <WHO>\n\
         hint: daypass member show --help\n"
    );
    let told = space.refused(2, &["memebr", "list"]);
    assert_eq!(hinted(&told), ["member", "list"]);
    for (typed, meant) in [
        ("book ada --seat 2", "daypass --json book ada --seats 2"),
        ("bookings list", "daypass --json booking list"),
        ("checkins ada", "daypass --json checkin ada"),
        ("invoice issue --member ada", "daypass invoice issue --help"),
        ("desk free --desk hot", "daypass desk free --help"),
        ("book ada --day fri", "daypass book --help"),
        ("list", "daypass --help"),
    ] {
        let typed: Vec<&str> = typed.split(' ').collect();
        assert_eq!(usage(&space, &typed).1, meant, "{typed:?}");
    }
    let (message, hint) = usage(&space, &["book", "ada", "--pay", "gold"]);
    assert!(
        message.contains("possible values: passes, company"),
        "{message}"
    );
    assert_eq!(hint, "daypass book --help");
    let (message, _) = usage(&space, &["sell", "ada", "day", "0.5"]);
    assert!(
        message.ends_with("'[COUNT]': not a whole number"),
        "{message}"
    );
    let (message, hint) = usage(&space, &["grant"]);
    assert_eq!(
        (&*message, &*hint),
        ("WHO is missing", "daypass grant --help")
    );
}

#[test]
fn a_hint_can_be_pasted_and_helps() {
    let space = Space::new();
    space.ok(&["member", "add", "Ada", "--handle", "ada"]);
    for (code, args) in [
        (1, &["book", "ada", "--seats", "3"][..]),
        (1, &["book", "ada", "--seats", "50"]),
        (1, &["init"]),
        (1, &["deduct", "ada", "100"]),
        (1, &["deduct", "ada", "all"]),
        (1, &["grant", "ada", "1", "--expires", "2026-01-01"]),
        (2, &["grant", "ada"]),
        (3, &["grant", "adda", "1"]),
        (3, &["grant", "ada", "1", "--kind", "dya"]),
        (3, &["plan", "show", "nothing"]),
        (3, &["booking", "show", "bk-99"]),
        (1, &["renew", "--as-of", "2026-12-01"]),
    ] {
        let told = space.refused(code, args);
        space.ok(&hinted(&told));
    }
    let nowhere = Space::empty();
    let told = nowhere.refused(4, &["member", "list"]);
    nowhere.ok(&hinted(&told));
    std::fs::remove_file(nowhere.path("daypass.db")).expect("a database");
    let told = nowhere.refused(4, &["member", "list"]);
    nowhere.ok(&hinted(&told));
}

#[test]
fn one_csv_may_be_granted_and_deducted() {
    let space = Space::new();
    space.ok(&["member", "add", "Ada", "--handle", "ada"]);
    let rows = "member,passes,kind,expires,from,memo,key\nada,2,day,2026-12-31,2026-06-01,x,\n";
    space.write("rows.csv", rows);
    space.ok(&["grant", "--csv", "rows.csv"]);
    space.ok(&["deduct", "--csv", "rows.csv"]);
    assert_eq!(space.json(&["member", "show", "ada"])["balance"], "0");
}

#[test]
fn r5_a_rehearsed_renewal_says_so_once() {
    let space = Space::new();
    for (args, expected) in [
        (&["--json", "renew", "--dry-run"][..], r#""dry_run": true"#),
        (&["--json", "renew"], r#""dry_run": false"#),
    ] {
        let told = space.ok(args);
        assert_eq!(told.matches("dry_run").count(), 1, "{told}");
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn an_answer_of_what_writes_has_its_operation_and_a_dry_run_null() {
    let mut space = Space::new();
    for line in [
        "member add Ada",
        "grant ada 3",
        "plan add Ten --package --passes 10 --valid 1month --price 90 --holdable",
        "sell ada ten",
        "subscription start ada office",
        "invoice issue",
    ] {
        if line.contains("office") {
            space.ok(&["plan", "add", "Office", "--price", "9"]);
        }
        space.ok(&line.split(' ').collect::<Vec<_>>());
    }
    for line in [
        "desk assign hot ada",
        "desk unassign as-1",
        "checkin ada",
        "visit set vs-1 --in 08:00",
        "checkout ada",
        "hold add ada --lot lt-2 --from 2026-06-10",
        "hold end hd-1 --on 2026-06-12",
        "hold delete hd-1",
        "invoice pay iv-1",
    ] {
        let words: Vec<_> = line.split(' ').collect();
        let dry = space.json(&[&words[..], &["--dry-run"]].concat());
        assert_eq!(dry.get("operation"), Some(&Value::Null), "{line}: {dry}");
        let done = space.json(&[&words[..], &["--key", line]].concat());
        assert!(done["operation"].is_string(), "{line}: {done}");
        let again = space.json(&[&words[..], &["--key", line]].concat());
        assert_eq!(done["operation"], again["operation"], "{line}");
        if line == "checkin ada" {
            space.at("2026-06-03T07:00:00Z");
        }
    }
    assert_eq!(space.json(&["hold", "list"])[0].get("operation"), None);
    let shown = space.json(&["invoice", "show", "iv-1"]);
    assert_eq!(shown.get("operation"), None);
}

#[test]
fn a_limit_keeps_the_newest_of_every_list_that_grows() {
    let space = Space::new();
    space.ok(&["member", "add", "Ada"]);
    space.ok(&[
        "plan",
        "add",
        "Ten",
        "--package",
        "--passes",
        "10",
        "--price",
        "90",
        "--holdable",
    ]);
    for line in [
        "sell ada ten",
        "sell ada ten",
        "voucher add ONE --passes 1",
        "voucher add TWO --passes 1",
        "promo add UN --percent 1",
        "promo add DEUX --percent 2",
        "hold add ada --lot lt-1",
        "hold add ada --lot lt-2",
        "grant ada 1 --monthly",
        "grant ada 2 --monthly",
        "desk assign hot ada",
        "desk assign hot ada --from 2026-07-01",
    ] {
        space.ok(&line.split(' ').collect::<Vec<_>>());
    }
    for (list, field, newest) in [
        ("voucher list", "voucher", "TWO"),
        ("promo list", "promo", "DEUX"),
        ("hold list", "hold", "hd-2"),
        ("hold list ada", "hold", "hd-2"),
        ("grant list", "id", "rg-2"),
        ("desk assignments --all", "assignment", "as-2"),
    ] {
        let words: Vec<_> = list.split(' ').collect();
        for (limit, count) in [("0", 0), ("1", 1), ("9", 2)] {
            let listed = space.json(&[&words[..], &["--limit", limit]].concat());
            let listed = listed.as_array().expect("a list");
            assert_eq!(listed.len(), count, "{list}");
            assert!(
                listed.last().is_none_or(|one| one[field] == newest),
                "{listed:?}"
            );
        }
    }
}
