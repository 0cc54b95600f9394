//! `checkin`, `checkout`, `visit`, `access`: words, codes and formats.

use serde_json::json;

use crate::space::Space;

/// A space with ana, who uses passes and has two.
fn space() -> Space {
    let space = Space::new();
    space.ok(&["member", "add", "Ana", "--handle", "ana"]);
    space.ok(&["member", "set", "ana", "--use-passes", "on"]);
    space.ok(&["grant", "ana", "2"]);
    space
}

/// Runs at a time of the day.
fn at(space: &Space, time: &str, args: &[&str]) -> crate::space::Ran {
    let now = format!("2026-06-03T{time}:00+03:00");
    space.run_with(args, &[("DAYPASS_NOW", &now)])
}

#[test]
fn checkin_and_checkout_answer_as_scripts_expect() {
    let space = space();
    let seen = space.json(&["checkin", "ana"]);
    assert_eq!(
        seen,
        json!({
            "operation": "op-5", "visit": "vs-1", "member": "ana", "guest": null,
            "location": "hq", "on": "2026-06-03", "in_at": "2026-06-03T06:00:00Z",
            "out_at": null, "auto": false, "status": "inside", "covered_by": "pass",
            "service": null, "kind": "day", "charged": "1", "refunded": "0", "owed": "0",
            "valid_until": "2026-06-03T21:00:00Z", "in_local": "09:00", "out_local": null,
            "until_local": "2026-06-04 00:00", "balance": "1",
        })
    );
    let left = at(&space, "13:00", &["--json", "checkout", "ana"]);
    let left: serde_json::Value = serde_json::from_str(&left.out).unwrap();
    assert_eq!(left["status"], "left");
    assert_eq!(left["out_at"], "2026-06-03T10:00:00Z");
    let shown = space.json(&["visit", "show", "vs-1"]);
    assert_eq!(
        (&shown["operation"], &shown["charged"], &shown["balance"]),
        (&json!("op-5"), &json!("1"), &json!("1"))
    );
    let listed = space.json(&["visit", "list", "--member", "ana", "--on", "today"]);
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
    assert_eq!(listed[0]["operation"], "op-5");
}

#[test]
fn people_read_who_is_inside_and_what_it_cost() {
    let space = space();
    snapbox::assert_data_eq!(
        space.ok(&["checkin", "ana"]),
        snapbox::str![[r#"
ana is inside at hq (vs-1)
check-in  2026-06-03 09:00
cost      1 day
until     2026-06-04 00:00
balance   1

"#]]
    );
    let inside = space.ok(&["visit", "list", "--inside"]);
    assert!(
        inside.contains("vs-1") && inside.contains("ana"),
        "{inside}"
    );
    let again = space.refused(1, &["checkin", "ana"]);
    snapbox::assert_data_eq!(
        again,
        snapbox::str![[r#"
error: ana is inside already: vs-1, since 2026-06-03 09:00
hint: daypass checkout ana

"#]]
    );
}

#[test]
fn c8_who_is_told_to_check_a_guest_out_does_not_check_out_the_host() {
    let space = space();
    for name in ["Tom", "Jo O'Hara"] {
        space.ok(&["checkin", "ana", "--guest", name]);
        let told = space.refused(1, &["checkin", "ana", "--guest", name]);
        let hint = match name {
            "Tom" => "hint: daypass checkout ana --guest Tom\n",
            _ => "hint: daypass checkout ana --guest 'Jo O'\\''Hara'\n",
        };
        assert!(told.ends_with(hint), "{told}");
    }
    let told = space.refused(1, &["member", "remove", "ana"]);
    assert!(
        told.ends_with("hint: daypass checkout ana --guest Tom\n"),
        "{told}"
    );
}

#[test]
fn c10_member_show_tells_who_of_them_is_inside_now() {
    let space = space();
    assert_eq!(space.json(&["member", "show", "ana"])["inside"], json!([]));
    space.ok(&["checkin", "ana", "--at", "08:30"]);
    space.ok(&["checkin", "ana", "--guest", "Tom"]);
    let shown = space.json(&["member", "show", "ana"]);
    let inside = json!([
        {"visit": "vs-1", "guest": null, "location": "hq", "since": "2026-06-03T05:30:00Z"},
        {"visit": "vs-2", "guest": "Tom", "location": "hq", "since": "2026-06-03T06:00:00Z"},
    ]);
    assert_eq!(shown["inside"], inside);
    let told = space.ok(&["member", "show", "ana"]);
    let line = "inside      at hq since 08:30 (vs-1), guest Tom at hq since 09:00 (vs-2)\n";
    assert!(told.contains(line), "{told}");
    for day in ["2026-06-02", "2026-06-04"] {
        let shown = space.run(&["--json", "member", "show", "ana", "--on", day]);
        assert!(!shown.out.contains("vs-1"), "{shown:?}");
    }
    at(&space, "10:00", &["checkout", "ana"]);
    let left = space.json(&["member", "show", "ana"]);
    assert_eq!(left["inside"][0]["guest"], "Tom");
    let night = at(&space, "23:59", &["--json", "member", "show", "ana"]);
    assert!(night.out.contains("vs-2"), "{night:?}");
    let next = [("DAYPASS_NOW", "2026-06-04T00:00:00+03:00")];
    let next = space.run_with(&["--json", "member", "show", "ana"], &next);
    assert!(!next.out.contains("vs-2"), "{next:?}");
}

#[test]
fn c3_a_refused_check_in_exits_1_and_is_on_record() {
    let space = space();
    space.ok(&["member", "add", "Ben", "--handle", "ben"]);
    space.ok(&["member", "set", "ben", "--use-passes", "on"]);
    snapbox::assert_data_eq!(
        space.refused(1, &["checkin", "ben"]),
        snapbox::str![[r#"
error: need 1 pass on 2026-06-03, have 0
hint: daypass grant ben 1 --kind day

"#]]
    );
    let told = space.refused(1, &["--json", "checkin", "ben"]);
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["error"]["code"], "not_enough_passes");
    assert_eq!(told["error"]["visit"], "vs-1");
    assert_eq!(told["error"]["buy"], "day");
    let shown = space.json(&["visit", "show", "vs-1"]);
    assert_eq!(
        (&shown["status"], &shown["covered_by"]),
        (&json!("refused"), &json!(null))
    );
    space.ok(&["check"]);
    let owed = space.json(&["checkin", "ben", "--unpaid"]);
    assert_eq!(
        (&owed["covered_by"], &owed["owed"]),
        (&json!("owed"), &json!("1"))
    );
}

#[test]
fn a4_a_refused_check_in_does_not_use_its_key_up() {
    let space = space();
    space.ok(&["member", "add", "Ben", "--handle", "ben"]);
    space.ok(&["member", "set", "ben", "--use-passes", "on"]);
    space.refused(1, &["checkin", "ben", "--key", "k"]);
    space.ok(&["grant", "ben", "1"]);
    let first = space.json(&["checkin", "ben", "--key", "k"]);
    let again = space.json(&["checkin", "ben", "--key", "k"]);
    assert_eq!(first["visit"], again["visit"]);
    assert_eq!(again["replayed"], json!(true));
}

#[test]
fn a_dry_run_keeps_nothing() {
    let space = space();
    let seen = space.json(&["checkin", "ana", "--dry-run"]);
    assert_eq!(
        (&seen["dry_run"], &seen["balance"]),
        (&json!(true), &json!("1"))
    );
    assert_eq!(space.json(&["visit", "list"]), json!([]));
}

#[test]
fn c10_access_exits_0_or_1_and_says_until_when() {
    let space = space();
    assert_eq!(
        space.ok(&["access", "ana"]),
        "ana: yes, until 2026-06-04 00:00\n"
    );
    space.ok(&["deduct", "ana", "2"]);
    let no = space.run(&["access", "ana"]);
    let why = "ana: no, need 1 pass on 2026-06-03, have 0\n";
    assert_eq!((no.code, no.out.as_str()), (1, why));
    assert_eq!(space.run(&["access", "nobody"]).code, 3);
    let told: serde_json::Value =
        serde_json::from_str(&space.run(&["--json", "access", "ana"]).out).unwrap();
    assert_eq!(
        (&told["allowed"], &told["inside"]),
        (&json!(false), &json!(false))
    );
}

#[test]
fn visit_set_corrects_and_unknown_visits_exit_3() {
    let space = space();
    space.ok(&["checkin", "ana", "--at", "08:00"]);
    let set = space.json(&["visit", "set", "vs-1", "--in", "08:30", "--out", "08:45"]);
    assert_eq!(set["in_at"], "2026-06-03T05:30:00Z");
    assert_eq!(set["out_at"], "2026-06-03T05:45:00Z");
    let unknown = space.refused(3, &["visit", "show", "vs-9"]);
    assert_eq!(
        unknown,
        "error: no visit `vs-9`\nhint: daypass visit list\n"
    );
    let late = space.refused(1, &["checkin", "ana", "--at", "23:00"]);
    assert!(late.contains("is still to come"), "{late}");
    let late = space.refused(1, &["visit", "set", "vs-1", "--out", "23:00"]);
    assert!(!late.contains("hint"), "what was typed is no hint: {late}");
    space.refused(2, &["checkin", "ana", "--at", "noon"]);
}

const LIST: &str = "member,in_at,out_at,location
ana,2026-06-03 08:00,2026-06-03 08:30,hq
ana,2026-06-02 10:00,2026-06-02T11:00,
ana,2026-06-03 07:00,2026-06-03 07:30,hq
";

#[test]
fn an_offline_list_is_taken_in_once_whatever_its_order() {
    let space = space();
    space.run_with(&["grant", "ana", "5", "--from", "2026-06-01"], &[]);
    space.write("door.csv", LIST);
    let first = space.json(&["checkin", "--csv", "door.csv"]);
    assert_eq!(
        (&first["rows"], &first["charged"]),
        (&json!(3), &json!("2"))
    );
    let again = space.json(&["checkin", "--csv", "door.csv"]);
    assert_eq!(again["replayed"], json!(true));
    let other = format!("{LIST}ana,2026-06-03 08:40,2026-06-03 08:50,hq\n");
    space.write("more.csv", &other);
    let more = space.json(&["checkin", "--csv", "more.csv"]);
    assert_eq!((&more["rows"], &more["known_rows"]), (&json!(1), &json!(3)));
    assert_eq!(
        space.json(&["visit", "list"]).as_array().map(Vec::len),
        Some(4)
    );
    space.ok(&["check"]);
}

#[test]
fn bad_rows_are_told_by_line_and_none_is_taken_in() {
    let space = space();
    let list = "member,in_at,out_at,location
ana,2026-06-03 08:00,2026-06-03 08:30,hq
nobody,2026-06-03 08:00,,hq
ana,soon,,hq
ana,2026-06-03 08:10,2026-06-03 08:20,hq
ana,2026-06-03 23:00,,hq
ana,2026-06-03 08:40,2026-06-03 08:35,hq
ana,2020-06-03 08:00,2020-06-03 09:00,hq
ana,2026-06-03 08:50,,moon
";
    space.write("door.csv", list);
    let told = space.refused(2, &["checkin", "--csv", "door.csv"]);
    for line in [
        "door.csv:3: member: no member `nobody`",
        "door.csv:4: in_at: `soon` is not a time",
        "door.csv:5: in_at: ana was inside then: vs-1",
        "door.csv:6: in_at: 2026-06-03 23:00 is still to come",
        "door.csv:7: out_at: the check-out",
        "door.csv:8: member: need 1 pass on 2020-06-03, have 0",
        "door.csv:9: location: no location `moon`",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert_eq!(space.json(&["visit", "list"]), json!([]));
    let some = space.run(&["--json", "checkin", "--csv", "door.csv", "--skip-bad"]);
    assert_eq!(some.code, 1);
    let some: serde_json::Value = serde_json::from_str(&some.out).unwrap();
    assert_eq!(
        (&some["rows"], &some["refused_rows"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(some["bad"].as_array().map(Vec::len), Some(7));
    let again = space.run(&[
        "--json",
        "checkin",
        "--csv",
        "door.csv",
        "--skip-bad",
        "--force",
    ]);
    let again: serde_json::Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!(again["bad"], some["bad"]);
    assert_eq!(
        space.json(&["visit", "list"]).as_array().map(Vec::len),
        Some(2)
    );
    space.ok(&["check"]);
}

#[test]
fn d9_a_seat_is_assigned_listed_and_ended() {
    let space = space();
    let made = space.json(&["desk", "assign", "hot", "ana", "--until", "2026-06-30"]);
    assert_eq!(
        (&made["assignment"], &made["member"]),
        (&json!("as-1"), &json!("ana"))
    );
    assert_eq!(
        (&made["from"], &made["until"]),
        (&json!("2026-06-03"), &json!("2026-06-30"))
    );
    let seen = space.json(&["checkin", "ana"]);
    assert_eq!(
        (&seen["covered_by"], &seen["charged"]),
        (&json!("assignment"), &json!("0"))
    );
    space.ok(&["desk", "unassign", "as-1"]);
    let all = space.json(&["desk", "assignments", "--all"]);
    assert_eq!(all[0]["until"], "2026-06-03");
    space.refused(1, &["desk", "unassign", "as-1"]);
    space.refused(3, &["desk", "unassign", "as-9"]);
    let left = space.refused(1, &["member", "remove", "ana", "--yes"]);
    assert!(left.contains("vs-1, which is open"), "{left}");
}

/// A space in which ana came twice without a pass, on 1 and 2 June.
fn owing() -> Space {
    let space = Space::new();
    space.ok(&["member", "add", "Ana", "--handle", "ana"]);
    space.ok(&["member", "set", "ana", "--use-passes", "on"]);
    for day in ["01", "02"] {
        let now = format!("2026-06-{day}T10:00:00+03:00");
        let came = space.run_with(
            &["checkin", "ana", "--unpaid", "--yes"],
            &[("DAYPASS_NOW", &now)],
        );
        assert_eq!(came.code, 0, "{}", came.err);
        let later = format!("2026-06-{day}T11:00:00+03:00");
        space.run_with(&["checkout", "ana", "--yes"], &[("DAYPASS_NOW", &later)]);
    }
    space
}

#[test]
fn d8_what_visits_owe_is_paid_oldest_first() {
    let space = owing();
    assert_eq!(space.json(&["member", "show", "ana"])["owed"], json!("2"));
    let refused = space.refused(1, &["visit", "settle", "ana"]);
    snapbox::assert_data_eq!(
        refused,
        snapbox::str![[r#"
error: need 1 pass on 2026-06-03, have 0
hint: daypass grant ana 1 --kind day

"#]]
    );
    space.ok(&["grant", "ana", "1"]);
    let before = space.ok(&["visit", "settle", "ana", "--dry-run"]);
    snapbox::assert_data_eq!(
        before,
        snapbox::str![[r#"
ana: 1 visit settled with 1 pass, 1 pass still owed
visit  on          member  location  cost           owed
vs-1   2026-06-01  ana     hq        1 day             0
vs-2   2026-06-02  ana     hq        nothing taken     1

"#]]
    );
    let done = space.run(&["visit", "settle", "ana"]);
    snapbox::assert_data_eq!(
        done.err,
        snapbox::str![[r#"
rehearsal: DAYPASS_NOW says 2026-06-03T06:00:00Z
vs-2 stays owed: need 1 pass on 2026-06-03, have 0

"#]]
    );
    assert_eq!(space.json(&["member", "show", "ana"])["owed"], json!("1"));
    let removed = space.refused(1, &["member", "remove", "ana", "--yes"]);
    assert!(removed.contains("daypass visit settle ana"), "{removed}");
    let told = space.ok(&["explain", "ana"]);
    assert!(told.contains("vs-1"), "{told}");
    space.ok(&["check"]);
}

#[test]
fn d8_settling_answers_as_scripts_expect() {
    let space = owing();
    space.refused(3, &["visit", "settle", "ana", "--lot", "lt-9"]);
    space.refused(3, &["visit", "settle", "nobody"]);
    space.refused(2, &["visit", "settle"]);
    space.ok(&["grant", "ana", "1"]);
    space.ok(&["grant", "ana", "1"]);
    let done = space.json(&["visit", "settle", "ana", "--lot", "lt-2", "--key", "k"]);
    for (field, value) in [
        ("operation", json!("op-10")),
        ("member", json!("ana")),
        ("passes", json!("1")),
        ("refunded", json!("0")),
        ("owed", json!("1")),
    ] {
        assert_eq!(done[field], value, "{field}");
    }
    assert_eq!(
        (&done["settled"][0]["visit"], &done["settled"][0]["owed"]),
        (&json!("vs-1"), &json!("0"))
    );
    assert_eq!(
        (&done["unpaid"][0]["visit"], &done["unpaid"][0]["why"]),
        (&json!("vs-2"), &json!("need 1 pass on 2026-06-03, have 0"))
    );
    let again = space.json(&["visit", "settle", "ana", "--lot", "lt-2", "--key", "k"]);
    assert_eq!(again["replayed"], json!(true));
    let rest = space.ok(&["visit", "settle", "ana", "--format", "csv"]);
    snapbox::assert_data_eq!(
        rest,
        snapbox::str![[r#"
operation,member,passes,refunded,lapsed,owed
op-11,ana,1,0,0,0

"#]]
    );
    space.ok(&["undo", "op-11", "--yes"]);
    assert_eq!(space.json(&["member", "show", "ana"])["owed"], json!("1"));
    space.ok(&["check"]);
}

#[test]
fn a_list_of_visits_says_what_each_visit_shows() {
    let mut space = Space::new();
    space.ok(&["company", "add", "Acme"]);
    for name in ["Ana", "Ben", "Cy"] {
        space.ok(&["member", "add", name]);
        space.ok(&["grant", name, "3", "--expires", "2026-06-03"]);
        space.ok(&["grant", name, "1"]);
    }
    space.ok(&["member", "set", "ana", "--company", "acme"]);
    space.ok(&["member", "set", "ben", "--company", "acme"]);
    for now in ["2026-06-03T06:00:00Z", "2026-06-04T06:00:00Z"] {
        space.at(now);
        for who in ["ana", "ben", "cy"] {
            space.ok(&["member", "set", who, "--use-passes", "on"]);
            space.ok(&["checkin", who]);
        }
        space.ok(&["renew"]);
        for who in ["ana", "ben", "cy"] {
            space.ok(&["checkout", who]);
        }
    }
    let listed = space.json(&["visit", "list"]);
    let listed = listed.as_array().expect("a list");
    assert_eq!(listed.len(), 6);
    for one in listed {
        let id = one["visit"].as_str().expect("an id");
        assert_eq!(*one, space.json(&["visit", "show", id]), "{id}");
    }
    let csv = space.ok(&["visit", "list", "--format", "csv"]);
    assert!(
        csv.starts_with("visit,") && csv.contains(",balance,"),
        "{csv}"
    );
    let table = space.ok(&["visit", "list"]);
    assert!(!table.contains("balance"), "{table}");
}

#[test]
fn c4_t3_each_visit_takes_a_day_pass_but_days_of_a_package_and_other_kinds_last_the_date() {
    for (given, left) in [
        (&["grant", "ana", "3"][..], "1"),
        (&["sell", "ana", "day", "3"], "1"),
        (&["sell", "ana", "three"], "2"),
        (&["grant", "ana", "3", "--kind", "multi"], "2"),
    ] {
        let space = Space::new();
        let config = space.read("config.toml");
        let config = config.replace("per-day", "per-visit");
        let multi = "[[pass]]\nhandle = \"multi\"\ncovers = \"day\"\nprice = \"20.00\"\n";
        space.write("config.toml", &format!("{config}\n{multi}"));
        space.ok(&["apply", "--yes"]);
        space.ok(&["member", "add", "Ana", "--handle", "ana"]);
        space.ok(&["member", "set", "ana", "--use-passes", "on"]);
        let three = [
            "plan",
            "add",
            "Three",
            "--package",
            "--passes",
            "3",
            "--price",
            "60",
        ];
        space.ok(&three);
        space.ok(given);
        let visits = "member,in_at,out_at\nana,2026-06-03 07:00,2026-06-03 07:30\n\
                      ana,2026-06-03 08:00,2026-06-03 08:30\n";
        space.write("visits.csv", visits);
        space.ok(&["checkin", "--csv", "visits.csv"]);
        let lots = &space.json(&["member", "show", "ana"])["lots"];
        assert_eq!(lots[0]["left"], *left, "{given:?}");
    }
}
