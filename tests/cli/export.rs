//! `export` and `booking list --ics`: everything out of the database, in forms others read.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};

use crate::space::Space;

/// Two customers with passes of two kinds, halves, expiries and bookings.
fn busy() -> Space {
    let mut space = Space::new();
    let half = "\n[[pass]]\nhandle = \"half-day\"\nname = \"Half\"\ncovers = \"10:00-15:00\"\nprice = \"9.00\"\n";
    let config = space.read("config.toml");
    space.write("config.toml", &format!("{config}{half}"));
    space.ok(&["apply"]);
    space.ok(&["company", "add", "Acme"]);
    space.ok(&[
        "member",
        "add",
        "=Ana",
        "--handle",
        "ana",
        "--company",
        "acme",
    ]);
    space.ok(&["member", "add", "Ben", "--handle", "ben"]);
    space.ok(&[
        "grant",
        "ana",
        "10",
        "--memo",
        "date: a;b\nc",
        "--expires",
        "2026-06-30",
    ]);
    space.ok(&["grant", "acme", "2.5"]);
    space.ok(&["grant", "ben", "3", "--kind", "half-day"]);
    space.ok(&["deduct", "ana", "1.5"]);
    space.ok(&["book", "ana", "--on", "2026-06-10", "--seats", "2"]);
    space.ok(&["book", "ana", "--on", "2026-06-11"]);
    space.ok(&["booking", "cancel", "bk-2", "--yes"]);
    space.at("2026-07-01T06:00:00Z");
    space.ok(&["renew"]);
    space
}

/// What the journal's entries come to in half passes, by account and commodity: read by hand.
fn summed(journal: &str) -> BTreeMap<(String, String), i64> {
    let mut sums = BTreeMap::new();
    for line in journal
        .lines()
        .filter(|line| line.starts_with("    passes:"))
    {
        let mut words = line.split_whitespace();
        let account = words.next().expect("an account").to_owned();
        let number = words.next().expect("a number");
        let whole = number.strip_suffix(".5").unwrap_or(number);
        let whole: i64 = whole.parse().expect("a number");
        let half = i64::from(number.ends_with(".5"));
        let sign = if number.starts_with('-') { -1 } else { 1 };
        let kind = words.next().expect("a kind").trim_matches('"').to_owned();
        *sums.entry((account, kind)).or_default() += 2 * whole + sign * half;
    }
    sums
}

#[test]
fn the_ledger_comes_to_what_everybody_has() {
    let space = busy();
    let journal = space.ok(&["export", "ledger", "-"]);
    let sums = summed(&journal);
    for (who, kind, halves) in [
        ("ana", "day", 0),
        ("acme", "day", 5),
        ("ben", "half-day", 6),
    ] {
        let sum = sums[&(format!("passes:{who}"), kind.to_owned())];
        assert_eq!(sum, halves, "{who}\n{journal}");
    }
    let noun = |who: &str| if who == "acme" { "company" } else { "member" };
    assert_eq!(
        space.json(&[noun("acme"), "show", "acme"])["balances"]["day"],
        "2.5"
    );
    assert_eq!(
        space.json(&[noun("ben"), "show", "ben"])["balances"]["half-day"],
        "3"
    );
    let head: Vec<&str> = journal.lines().take(8).collect();
    assert_data_eq!(
        head.join("\n"),
        str![[r#"
; passes of a daypass ledger; hledger reads it
decimal-mark .
commodity 1000.0 "day"
commodity 1000.0 "half-day"

2026-06-03 (en-1) grant lt-1: date: a,b/nc
    passes:ana  10 "day"
    granted  -10 "day"
"#]]
    );
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn hledger_accepts_the_ledger_and_its_balances() {
    let space = busy();
    space.ok(&["export", "ledger", "out"]);
    let file = space.path("out/daypass.journal");
    let hledger = |words: &[&str]| {
        let mut command = Command::new("hledger");
        command.arg("-f").arg(&file).args(words).output()
    };
    let Ok(checked) = hledger(&["check"]) else {
        eprintln!("skipped: there is no hledger here");
        return;
    };
    assert!(checked.status.success(), "{checked:?}");
    let words = [
        "balance",
        "passes",
        "--output-format",
        "csv",
        "--no-total",
        "--empty",
    ];
    let balances = hledger(&words).expect("it ran before").stdout;
    assert_data_eq!(
        String::from_utf8(balances).expect("UTF-8"),
        str![[r#"
"account","balance"
"passes:acme","2.5 day"
"passes:ana","0"
"passes:ben","3.0 ""half-day"""

"#]]
    );
}

#[test]
fn json_is_one_document_of_every_table_and_the_same_each_time() {
    let space = busy();
    let text = space.ok(&["export", "json", "-"]);
    assert_eq!(text, space.ok(&["export", "json", "-"]));
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let count = |table: &str| all[table].as_array().map_or(0, Vec::len);
    assert_eq!(count("members"), 2);
    assert_eq!(count("companies"), 1);
    assert_eq!(count("lots"), 3);
    assert_eq!(count("bookings"), 2);
    assert_eq!(count("operations"), 13);
    assert_eq!(all["entries"].as_array().expect("a list").len(), 8);
    assert_eq!(all["lots"][0]["left"], "0");
    space.ok(&["export", "json", "out", "--table", "lots"]);
    let lots: Value = serde_json::from_str(&space.read("out/daypass.json")).expect("JSON");
    assert_eq!(lots, json!({"lots": all["lots"]}));
}

#[test]
fn what_was_sold_given_and_noted_is_exported_as_people_know_it() {
    let space = busy();
    space.ok(&["member", "set", "ben", "--note", "two lines\nof it"]);
    space.ok(&["sell", "ben", "half-day", "2", "--paid", "--key", "once"]);
    space.ok(&["voucher", "add", "HELLO", "--passes", "1.5"]);
    space.ok(&["redeem", "HELLO", "ana"]);
    space.ok(&[
        "promo",
        "add",
        "TEN",
        "--percent",
        "10",
        "--desks",
        "hq/hot",
    ]);
    space.ok(&["invoice", "issue", "ben"]);
    let all: Value = serde_json::from_str(&space.ok(&["export", "json", "-"])).expect("JSON");
    assert_eq!(all["members"][1]["note"], "two lines\nof it");
    assert_eq!(all["purchases"][0]["member"], "ben");
    assert_eq!(all["purchases"][0]["charge"], "paid");
    assert_eq!(all["vouchers"][0]["passes"], "1.5");
    assert_eq!(all["voucher_uses"][0]["voucher"], "HELLO");
    assert_eq!(all["voucher_uses"][0]["member"], "ana");
    assert_eq!(all["promo_scopes"][0]["desk"], "hq/hot");
    assert_eq!(all["lines"][0]["invoice"], all["invoices"][0]["id"]);
    assert_eq!(all["invoices"][0]["net"], "18.00");
    assert_eq!(all["keys"][0]["key"], "once");
    assert_eq!(all["entries"][0]["kind"], "day");
    let of_acme = &all["lots"][1];
    assert_eq!(
        (&of_acme["member"], &of_acme["company"]),
        (&Value::Null, &json!("acme"))
    );
    assert_eq!(of_acme["expires_on"], Value::Null);
}

#[test]
fn csv_is_a_file_for_each_table_without_formulas_and_never_over_another() {
    let space = busy();
    let told = space.json(&["export", "csv", "out/tables"]);
    assert_eq!(told["folder"], "out/tables");
    let members = space.read("out/tables/members.csv");
    assert!(members.contains(",'=Ana,"), "{members}");
    let entries = space.read("out/tables/entries.csv");
    assert_eq!(entries.lines().count(), 10, "a memo has two lines");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name: &str| {
            let found = std::fs::metadata(space.path(name)).expect("it is there");
            found.permissions().mode() & 0o777
        };
        assert_eq!(mode("out/tables"), 0o700);
        assert_eq!(mode("out/tables/members.csv"), 0o600);
    }
    let told = space.refused(1, &["export", "csv", "out/tables"]);
    assert!(
        told.contains("hint: daypass export csv out/tables --force"),
        "{told}"
    );
    space.ok(&["export", "csv", "out/tables", "--force"]);
    let left = std::fs::read_dir(space.path("out/tables"))
        .expect("a folder")
        .count();
    assert_eq!(left, 35, "nothing but the tables");
}

#[test]
fn csv_on_standard_output_is_one_table() {
    let space = busy();
    let ran = space.run(&["export", "csv", "-"]);
    assert!(
        ran.told().contains("a stream has room for one table"),
        "{ran:?}"
    );
    assert_eq!(
        ran.out,
        space.ok(&["export", "csv", "-", "--table", "entries", "--quiet"])
    );
    let kinds = space.ok(&["export", "csv", "-", "--table", "kinds"]);
    assert!(kinds.starts_with("handle,name,covers"), "{kinds}");
    let told = space.refused(2, &["export", "csv", "-", "--table", "holdz"]);
    assert!(told.contains("holds"), "{told}");
}

#[test]
fn bookings_are_days_in_a_calendar() {
    let space = busy();
    let calendar = space.ok(&["booking", "list", "--ics", "--member", "ana"]);
    let uid = calendar
        .lines()
        .find(|line| line.starts_with("UID:"))
        .expect("a UID");
    assert!(
        uid.starts_with("UID:bk-1@") && uid.trim().ends_with(".daypass"),
        "{uid}"
    );
    let steady = calendar.lines().filter(|line| !line.starts_with("UID:"));
    let steady: Vec<&str> = steady.map(|line| line.trim_end_matches('\r')).collect();
    assert_data_eq!(
        steady.join("\n"),
        str![[r#"
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//daypass//daypass//EN
CALSCALE:GREGORIAN
BEGIN:VEVENT
DTSTAMP:20260701T060000Z
DTSTART;VALUE=DATE:20260610
DTEND;VALUE=DATE:20260611
SUMMARY:=Ana: hq/hot/, 2 seats
DESCRIPTION:bk-1 of ana: 2 passes charged
LOCATION:hq
STATUS:CONFIRMED
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
DTSTAMP:20260701T060000Z
DTSTART;VALUE=DATE:20260611
DTEND;VALUE=DATE:20260612
SUMMARY:=Ana: hq/hot/, 1 seat
DESCRIPTION:bk-2 of ana: 1 pass refunded
LOCATION:hq
STATUS:CANCELLED
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
"#]]
    );
    assert_eq!(
        calendar,
        space.ok(&["booking", "list", "--ics", "--member", "ana"])
    );
    let none = space.ok(&["booking", "list", "--ics", "--status", "tentative"]);
    assert!(!none.contains("VEVENT"), "{none}");
}
