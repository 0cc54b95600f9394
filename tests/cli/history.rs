//! `history`: scheduled transactions, then entries, newest last (A5).

use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};

use crate::space::Space;

/// Ada of Acme, with a grant, a deduction from Acme's lot, and one that was taken back.
fn busy() -> Space {
    let space = Space::new();
    space.ok(&["company", "add", "Acme"]);
    space.ok(&[
        "member",
        "add",
        "Ada Lovelace",
        "--handle",
        "ada",
        "--company",
        "acme",
    ]);
    space.ok(&["grant", "acme", "10"]);
    space.ok(&["deduct", "ada", "1.5", "--memo", "a guest, \"Max\""]);
    let operation = space.json(&["deduct", "ada", "2"])["operation"].clone();
    space.ok(&["undo", operation.as_str().expect("an id")]);
    space
}

fn ids(answer: &Value) -> Vec<&str> {
    let entries = answer["entries"].as_array().expect("a list");
    let ids = entries.iter().map(|entry| entry["id"].as_str());
    ids.map(|id| id.expect("an id")).collect()
}

#[test]
fn a5_json_has_every_promised_field() {
    let answer = busy().json(&["history", "acme"]);
    assert_eq!(answer["scheduled"], json!([]));
    assert_eq!(
        answer["entries"][1],
        json!({
            "id": "en-2",
            "operation": "op-5",
            "at": "2026-06-03T06:00:00Z",
            "on": "2026-06-03",
            "who": "ada",
            "member": "ada",
            "company": null,
            "type": "deduct",
            "passes": "-1.5",
            "balance": "8.5",
            "owner": "acme",
            "kind": "day",
            "lot": "lt-1",
            "booking": null,
            "visit": null,
            "used_on": null,
            "location": "hq",
            "status": "done",
            "actor": "tester",
            "memo": "a guest, \"Max\"",
        })
    );
    let grant = &answer["entries"][0];
    assert_eq!(
        (&grant["member"], &grant["company"]),
        (&Value::Null, &json!("acme"))
    );
    assert_eq!(answer["entries"][2]["status"], "undone");
}

#[test]
fn a5_a_table_is_read_top_down_and_fits_a_terminal() {
    let space = busy();
    let memo = "told at length why this was given, and to whom, and by whom";
    space.ok(&[
        "member",
        "add",
        "Bartholomew Featherstonehaugh",
        "--visitor",
    ]);
    space.ok(&["grant", "ada", "1000000", "--memo", memo]);
    assert_eq!(
        space.ok(&["history", "ada", "--limit", "2"]),
        "\
on          type     passes  balance  lot   status  by
2026-06-03  refund        2      8.5  lt-1  done    op-7
2026-06-03  grant   1000000  1000000  lt-2  done    op-9
            told at length why this was given, and to whom, and by whom
"
    );
    let everybody = space.ok(&["history"]);
    assert!(
        everybody.lines().all(|line| line.chars().count() <= 80),
        "{everybody}"
    );
    assert!(
        everybody.starts_with("on          who   type "),
        "{everybody}"
    );
}

#[test]
fn a5_csv_has_a_header_and_a_row_for_each_entry() {
    let space = busy();
    let text = space.ok(&["history", "--format", "csv", "--type", "deduct"]);
    assert_eq!(
        text,
        "id,at,on,who,member,company,type,passes,balance,owner,kind,lot,booking,visit,used_on,location,\
         status,operation,actor,memo\n\
         en-2,2026-06-03T06:00:00Z,2026-06-03,ada,ada,,deduct,-1.5,8.5,acme,day,lt-1,,,,hq,\
         done,op-5,tester,\"a guest, \"\"Max\"\"\"\n\
         en-3,2026-06-03T06:00:00Z,2026-06-03,ada,ada,,deduct,-2,6.5,acme,day,lt-1,,,,hq,\
         undone,op-6,tester,\n"
    );
}

#[test]
fn a5_a_limit_keeps_the_newest_and_says_how_to_go_on() {
    let space = busy();
    let ran = space.run(&["--json", "history", "--limit", "3"]);
    let page: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(ids(&page), ["en-2", "en-3", "en-4"]);
    assert_eq!(
        ran.told(),
        "hint: daypass --json history --limit 3 --before en-2\n"
    );
    let ran = space.run(&["--json", "history", "--limit", "1", "--before", "en-2"]);
    let older: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((ids(&older), ran.told().as_str()), (vec!["en-1"], ""));
}

#[test]
fn a5_filters_can_be_put_together() {
    let space = busy();
    let found = |words: &[&str]| {
        let mut args = vec!["history"];
        args.extend(words);
        let answer = space.json(&args);
        ids(&answer).join(" ")
    };
    assert_eq!(found(&["ada"]), "en-2 en-3 en-4");
    assert_eq!(found(&["--company", "acme"]), "en-1 en-2 en-3 en-4");
    assert_eq!(found(&["--type", "grant,refund"]), "en-1 en-4");
    assert_eq!(
        found(&["ada", "--type", "deduct", "--status", "done"]),
        "en-2"
    );
    assert_eq!(found(&["--from", "2026-06-03", "--to", "today"]).len(), 19);
    assert_eq!(found(&["--to", "-1d"]), "");
    assert_eq!(
        found(&["--kind", "day", "--location", "hq", "--type", "grant"]),
        "en-1"
    );
}

#[test]
fn a5_an_empty_history_is_empty_in_every_format() {
    let space = Space::new();
    let ran = space.run(&["history"]);
    assert_eq!(
        (ran.out.as_str(), ran.told().as_str()),
        ("", "no entries\n")
    );
    let answer = space.json(&["history"]);
    assert_eq!(answer, json!({"scheduled": [], "entries": []}));
    let text = space.ok(&["history", "--format", "csv"]);
    assert_eq!(text.lines().count(), 1);
}

#[test]
fn a5_what_is_asked_wrongly_is_refused() {
    let space = busy();
    for (words, code, said) in [
        (
            ["history", "nobody"].as_slice(),
            3,
            "no member or company `nobody`",
        ),
        (
            &["history", "--company", "ada"],
            1,
            "ada is a member, not a company",
        ),
        (&["history", "--kind", "week"], 3, "no kind `week`"),
        (&["history", "--location", "moon"], 3, "no location `moon`"),
        (&["history", "--type", "gift"], 2, "gift"),
        (&["history", "--status", "lost"], 2, "lost"),
        (&["history", "--before", "lt-1"], 2, "expected en-NUMBER"),
        (&["history", "--limit", "0"], 2, "0 is not in 1.."),
        (
            &["history", "--from", "today", "--to", "yesterday"],
            1,
            "the last day 2026-06-02 is before the first day 2026-06-03",
        ),
    ] {
        let told = space.refused(code, words);
        assert!(told.contains(said), "{words:?}: {told}");
    }
}

#[test]
fn b4_monthly_grants_are_listed_for_members_and_companies() {
    let space = busy();
    space.ok(&["grant", "ada", "3", "--monthly"]);
    space.ok(&["grant", "acme", "5", "--monthly", "--until", "2026-12-31"]);
    let over = ["grant", "ada", "3", "--monthly", "--until", "2026-05-31"];
    let over = space.refused(1, &over);
    let hint = "hint: daypass grant ada 3 --monthly --until 2026-06-03\n";
    assert!(over.ends_with(hint), "{over}");
    assert_eq!(
        space.ok(&["grant", "list"]),
        "\
id    who   passes  kind  from        until       next
rg-1  ada        3  day   2026-06-03              2026-07-01
rg-2  acme       5  day   2026-06-03  2026-12-31  2026-07-01
"
    );
}

/// Ada with ten passes a month from 2 June, and on the tenth a booking for 13 August (S2).
fn scheduled() -> Space {
    let mut space = Space::empty();
    space.at("2026-06-02T06:00:00Z");
    space.ok(&["init", "--timezone", "Europe/Kyiv"]);
    space.ok(&["member", "add", "Ada"]);
    space.ok(&[
        "plan",
        "add",
        "Ten a month",
        "--passes",
        "10",
        "--every",
        "1month",
        "--price",
        "150",
    ]);
    space.ok(&["subscription", "start", "ada", "ten"]);
    space.at("2026-06-10T06:00:00Z");
    space.ok(&["book", "ada", "--on", "2026-08-13"]);
    space.ok(&["book", "ada", "--on", "2026-06-11", "--seats", "2"]);
    space
}

#[test]
fn a5_golden_1_a_scheduled_transaction_comes_first_and_becomes_an_entry() {
    let mut space = scheduled();
    assert_data_eq!(
        space.ok(&["history", "ada"]),
        str![[r#"
Scheduled: booked, and charged when the day of the charge comes
booking  on          charged on  who  desk  location  passes  status
bk-1     2026-08-13  2026-08-02  ada  hot   hq             1  pending

on          type   passes  balance  lot   for   status   by
2026-06-02  grant      10       10  lt-1        done     op-4
2026-06-10  spend      -2        8  lt-1  bk-2  charged  op-6

"#]]
    );
    let answer = space.json(&["history", "ada", "--kind", "day"]);
    assert_eq!(
        answer["scheduled"],
        json!([{
            "booking": "bk-1",
            "on": "2026-08-13",
            "charges_on": "2026-08-02",
            "member": "ada",
            "company": null,
            "desk": "hot",
            "location": "hq",
            "passes": "1",
            "status": "pending",
        }])
    );
    space.at("2026-07-02T06:00:00Z");
    space.ok(&["renew"]);
    assert_eq!(
        space.json(&["history"])["scheduled"][0]["status"],
        "pending"
    );
    space.at("2026-08-02T06:00:00Z");
    space.ok(&["renew"]);
    assert_data_eq!(
        space.ok(&["history", "ada"]),
        str![[r#"
on          type    passes  balance  lot   for   status   by
2026-06-02  grant       10       10  lt-1        done     op-4
2026-06-10  spend       -2        8  lt-1  bk-2  charged  op-6
2026-07-02  expire      -8        0  lt-1        done     op-7
2026-07-02  grant       10       10  lt-2        done     op-7
2026-08-02  expire     -10        0  lt-2        done     op-8
2026-08-02  grant       10       10  lt-3        done     op-8
2026-08-02  spend       -1        9  lt-3  bk-1  charged  op-8

"#]]
    );
}

#[test]
fn a5_a_cancelled_booking_leaves_what_was_removed_and_what_was_refunded() {
    let space = scheduled();
    space.ok(&["booking", "cancel", "bk-1"]);
    space.ok(&["booking", "cancel", "bk-2"]);
    let removed = space.json(&["history", "ada", "--status", "removed"]);
    assert_eq!(removed["scheduled"][0]["booking"], "bk-1");
    assert_eq!(removed["entries"], json!([]));
    let refunded = space.json(&["history", "ada", "--status", "refunded"]);
    assert_eq!(refunded["scheduled"], json!([]));
    assert_eq!(ids(&refunded), ["en-2", "en-3"]);
}

#[test]
fn a5_csv_says_that_it_has_no_scheduled_transactions() {
    let ran = scheduled().run(&["history", "--format", "csv"]);
    assert_eq!(ran.out.lines().count(), 3);
    assert_eq!(
        ran.told(),
        "scheduled transactions are not in the CSV: see --json\n"
    );
}

#[test]
fn a5_an_entry_is_where_its_booking_or_visit_is() {
    let space = Space::new();
    let config = space.read("config.toml");
    let mill = "[[location]]\nhandle = \"mill\"\nname = \"Mill\"\ntimezone = \"Europe/Kyiv\"\n\
                [[location.desk]]\nhandle = \"loft\"\nname = \"Loft\"\nkind = \"hot\"\nseats = 3\n";
    space.write("config.toml", &format!("{config}\n{mill}"));
    space.ok(&["apply"]);
    space.ok(&["member", "add", "Ada", "--location", "hq"]);
    space.ok(&["member", "set", "ada", "--use-passes", "on"]);
    space.ok(&["grant", "ada", "5"]);
    space.ok(&["checkin", "ada", "--location", "mill"]);
    space.ok(&["book", "ada", "--desk", "mill/loft", "--on", "2026-06-05"]);
    space.ok(&["book", "ada", "--on", "2026-06-06"]);
    assert_data_eq!(
        space.ok(&["history", "ada", "--location", "mill"]),
        str![[r#"
on          type   passes  balance  lot   for   status   by
2026-06-03  spend      -1        4  lt-1  vs-1  done     op-6
2026-06-03  spend      -1        3  lt-1  bk-1  charged  op-7

"#]]
    );
    let there = space.json(&["history", "ada", "--location", "mill"]);
    assert_eq!(there["entries"][0]["location"], "mill");
    assert_eq!(there["entries"][1]["used_on"], "2026-06-05");
    let home = space.json(&["history", "ada", "--location", "hq"]);
    assert_eq!(ids(&home), ["en-1", "en-4"]);
    assert_data_eq!(
        space.ok(&["explain", "ada"]),
        str![[r#"
lt-1: day passes of ada, 2 of 5 left
  5 day passes were given to ada on 2026-06-03 (op-5 by tester). Good from
  2026-06-03 on, without an end, at home at hq. 1 was spent on 2026-06-03 for
  vs-1 on 2026-06-03 (op-6 by tester). 1 was spent on 2026-06-03 for bk-1, loft
  on 2026-06-05 (op-7 by tester). 1 was spent on 2026-06-03 for bk-2, hot on
  2026-06-06 (op-8 by tester). 2 are left and can be used today. The next day
  pass that ada spends comes from here.

"#]]
    );
}

#[test]
fn a5_a_pass_that_came_back_does_not_wait_where_its_booking_does() {
    let space = Space::new();
    space.ok(&["member", "add", "Ada"]);
    space.ok(&["plan", "add", "Flex", "--passes", "10", "--price", "150"]);
    space.ok(&["subscription", "start", "ada", "flex"]);
    space.ok(&["book", "ada", "--on", "2026-06-10"]);
    space.ok(&["booking", "move", "bk-1", "--on", "2026-07-10"]);
    let all = space.json(&["history", "ada"]);
    assert_eq!(all["scheduled"][0]["status"], "pending");
    let told = |answer: &Value| {
        let entries = answer["entries"].as_array().expect("a list").iter();
        let told = entries.map(|one| format!("{} {}", one["type"], one["status"]).replace('"', ""));
        told.collect::<Vec<_>>()
    };
    assert_eq!(
        told(&all),
        ["grant done", "spend refunded", "refund refunded"]
    );
    let waiting = space.json(&["history", "ada", "--status", "pending"]);
    assert_eq!(told(&waiting), Vec::<String>::new());
    assert_eq!(waiting["scheduled"][0]["booking"], "bk-1");
    let back = space.json(&["history", "ada", "--status", "refunded"]);
    assert_eq!(told(&back), ["spend refunded", "refund refunded"]);
    let life = space.ok(&["explain", "ada"]).replace("\n ", "");
    assert!(life.contains("for bk-1, hot on 2026-06-10"), "{life}");
    assert!(!life.contains("2026-07-10"), "{life}");
}
