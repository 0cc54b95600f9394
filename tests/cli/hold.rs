//! `hold`: words, codes, formats (T4).

use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::space::Space;

/// Ada with a package of ten that may be held (lt-1), one that may not (lt-2), and a plan's passes
/// (lt-3).
fn space() -> Space {
    let space = Space::new();
    space.ok(&["member", "add", "Ada Lovelace", "--handle", "ada"]);
    for (name, more) in [("Ten", "--holdable"), ("Five", "--active-status")] {
        space.ok(&[
            "plan",
            "add",
            name,
            "--package",
            "--passes",
            "10",
            "--valid",
            "1month",
            "--price",
            "90",
            more,
        ]);
        space.ok(&["sell", "ada", name]);
    }
    space.ok(&[
        "plan", "add", "Flex", "--passes", "10", "--every", "1month", "--price", "150",
    ]);
    space.ok(&["subscription", "start", "ada", "Flex"]);
    space
}

#[test]
fn t4_a_hold_is_added_listed_ended_and_taken_away() {
    let space = space();
    let add = [
        "hold",
        "add",
        "ada",
        "--lot",
        "lt-1",
        "--from",
        "2026-06-10",
    ];
    assert_data_eq!(
        space.ok(&[&add[..], &["--until", "2026-06-12", "--dry-run"]].concat()),
        str![[r#"
lt-1 of ada is on hold from 2026-06-10 to 2026-06-12, 3 days (hd-1): it expires
  on 2026-07-05

"#]]
    );
    let none = space.run(&["hold", "list"]);
    assert_data_eq!(none.told(), str![""]);
    assert_data_eq!(
        space.ok(&add),
        str![[r#"
lt-1 of ada is on hold from 2026-06-10 on, until it is ended (hd-1): it does not
  expire meanwhile

"#]]
    );
    assert_data_eq!(
        space.ok(&["hold", "end", "hd-1", "--on", "2026-06-12"]),
        str![[r#"
lt-1 of ada is on hold from 2026-06-10 to 2026-06-12, 3 days (hd-1): it expires
  on 2026-07-05

"#]]
    );
    assert_data_eq!(
        space.ok(&["hold", "list"]),
        str![[r#"
hold  who  lot   kind  left  from        until       days  status    expires
hd-1  ada  lt-1  day     10  2026-06-10  2026-06-12     3  upcoming  2026-07-05

"#]]
    );
    assert_data_eq!(
        space.ok(&["hold", "list", "ada", "--format", "csv"]),
        str![[r#"
hold,member,company,lot,kind,left,from,until,days,status,expires_on
hd-1,ada,,lt-1,day,10,2026-06-10,2026-06-12,3,upcoming,2026-07-05

"#]]
    );
    assert_data_eq!(
        space.ok(&["hold", "delete", "hd-1"]),
        str![[r#"
hd-1 is taken away: lt-1 of ada expires on 2026-07-02

"#]]
    );
    assert_eq!(space.json(&["hold", "list"]), json!([]));
    space.ok(&["undo", "op-11", "--yes"]);
    assert_eq!(space.json(&["hold", "list"])[0]["hold"], json!("hd-1"));
    space.ok(&["check"]);
}

#[test]
fn t4_scripts_are_answered_with_every_field() {
    let space = space();
    let add = [
        "hold",
        "add",
        "ada",
        "--lot",
        "lt-1",
        "--until",
        "2026-06-05",
        "--key",
        "k",
    ];
    let held = json!({
        "operation": "op-9", "hold": "hd-1", "member": "ada", "company": null, "lot": "lt-1",
        "kind": "day", "left": "10", "from": "2026-06-03", "until": "2026-06-05", "days": 3, "status": "held",
        "expires_on": "2026-07-05",
    });
    assert_eq!(space.json(&add), held);
    assert_eq!(space.json(&add)["replayed"], json!(true));
    let ended = space.json(&["hold", "end", "hd-1"]);
    assert_eq!(
        (&ended["until"], &ended["days"], &ended["expires_on"]),
        (&json!("2026-06-03"), &json!(1), &json!("2026-07-03"))
    );
    let deleted = space.json(&["hold", "delete", "hd-1"]);
    assert_eq!(
        (&deleted["status"], &deleted["expires_on"]),
        (&json!("deleted"), &json!("2026-07-02"))
    );
}

#[test]
fn t4_what_is_held_pays_for_nothing() {
    let space = space();
    space.ok(&["hold", "add", "ada", "--lot", "lt-1", "--until", "+5d"]);
    space.ok(&["hold", "list", "ada"]);
    let shown = space.json(&["member", "show", "ada"]);
    assert_eq!(shown["balance"], json!("20"));
    space.ok(&["book", "ada", "--on", "2026-06-05"]);
    let used = space.json(&["booking", "show", "bk-1"]);
    assert_ne!(used["payment"]["lots"][0]["id"], json!("lt-1"));
}

#[test]
fn t4_only_packages_sold_so_are_held() {
    let space = space();
    let add = |lot: &str| space.refused(1, &["hold", "add", "ada", "--lot", lot]);
    assert_data_eq!(
        add("lt-2"),
        str![[r#"
error: lt-2 was not sold with a package that may be put on hold
hint: daypass member show ada

"#]]
    );
    assert_data_eq!(
        add("lt-3"),
        str![[r#"
error: lt-3 came with a plan, whose passes are not put on hold
hint: daypass member show ada

"#]]
    );
    space.ok(&["deduct", "ada", "all", "--lot", "lt-1"]);
    assert_data_eq!(
        add("lt-1"),
        str![[r#"
error: nothing is left of lt-1
hint: daypass member show ada

"#]]
    );
    space.ok(&["member", "add", "Ben"]);
    space.ok(&["sell", "ben", "Ten"]);
    assert_data_eq!(
        add("lt-4"),
        str![[r#"
error: lt-4 belongs to somebody else
hint: daypass member show ada

"#]]
    );
    assert_data_eq!(
        space.refused(3, &["hold", "add", "ada", "--lot", "lt-9"]),
        str![[r#"
error: no lot `lt-9`
hint: daypass history

"#]]
    );
    assert_data_eq!(
        space.refused(3, &["hold", "add", "nobody", "--lot", "lt-1"]),
        str![[r#"
error: no member or company `nobody`
hint: daypass member list

"#]]
    );
    let lapsed = space.run_with(
        &["hold", "add", "ben", "--lot", "lt-4"],
        &[("DAYPASS_NOW", "2026-08-01T06:00:00Z")],
    );
    assert_eq!(lapsed.code, 1);
    assert_data_eq!(
        lapsed.told(),
        str![[r#"
error: lt-4 expired after 2026-07-02
hint: daypass member show ben

"#]]
    );
}

#[test]
fn t4_days_that_cannot_be_held_are_refused() {
    let space = space();
    let add = |from: &str, until: &str| {
        space.refused(
            1,
            &[
                "hold", "add", "ada", "--lot", "lt-1", "--from", from, "--until", until,
            ],
        )
    };
    assert_data_eq!(
        add("2026-06-12", "2026-06-10"),
        str![[r#"
error: the last day 2026-06-10 is before the first day 2026-06-12
hint: daypass hold list

"#]]
    );
    assert_data_eq!(
        add("2026-07-10", "2026-07-12"),
        str![[r#"
error: 2026-07-10 is not among the days of lt-1, 2026-06-03 to 2026-07-02
hint: daypass hold add ada --lot lt-1 --until 2026-07-12 --from 2026-06-03

"#]]
    );
    assert_data_eq!(
        add("2026-06-01", "2026-06-12"),
        str![[r#"
error: 2026-06-01 is not among the days of lt-1, 2026-06-03 to 2026-07-02
hint: daypass hold add ada --lot lt-1 --until 2026-06-12 --from 2026-06-03

"#]]
    );
    space.ok(&[
        "hold",
        "add",
        "ada",
        "--lot",
        "lt-1",
        "--from",
        "2026-06-10",
        "--until",
        "2026-06-12",
    ]);
    assert_data_eq!(
        add("2026-06-12", "2026-06-14"),
        str![[r#"
error: lt-1 is on hold then: hd-1, 2026-06-10 to 2026-06-12
hint: daypass hold list

"#]]
    );
    space.ok(&["subscription", "cancel", "sb-1", "--now", "--yes"]);
    space.ok(&["deduct", "ada", "all", "--lot", "lt-2"]);
    space.ok(&["book", "ada", "--on", "2026-06-16"]);
    space.ok(&["checkin", "ada"]);
    let paid = |shown: serde_json::Value| shown["payment"]["lots"][0]["id"].clone();
    assert_eq!(
        paid(space.json(&["booking", "show", "bk-1"])),
        json!("lt-1")
    );
    assert_data_eq!(
        add("2026-06-15", "2026-06-16"),
        str![[r#"
error: lt-1 pays bk-1 on 2026-06-16
hint: daypass booking show bk-1

"#]]
    );
    assert_data_eq!(
        add("2026-06-03", "2026-06-04"),
        str![[r#"
error: lt-1 pays vs-1 on 2026-06-03
hint: daypass visit show vs-1

"#]]
    );
}

#[test]
fn t4_a_hold_ends_within_reason() {
    let space = space();
    space.ok(&[
        "hold",
        "add",
        "ada",
        "--lot",
        "lt-1",
        "--from",
        "2026-06-10",
        "--until",
        "2026-06-12",
    ]);
    let end = |on: &str| space.refused(1, &["hold", "end", "hd-1", "--on", on]);
    assert_data_eq!(
        end("2026-06-12"),
        str![[r#"
error: hd-1 ends on 2026-06-12 already
hint: daypass hold list

"#]]
    );
    assert_data_eq!(
        end("2026-06-09"),
        str![[r#"
error: the last day 2026-06-09 is before the first day 2026-06-10
hint: daypass hold list

"#]]
    );
    assert_data_eq!(
        space.refused(1, &["hold", "end", "hd-1"]),
        str![[r#"
error: the last day 2026-06-03 is before the first day 2026-06-10
hint: daypass hold list

"#]]
    );
    assert_data_eq!(
        space.refused(3, &["hold", "end", "hd-9"]),
        str![[r#"
error: no hold `hd-9`
hint: daypass hold list

"#]]
    );
    assert_data_eq!(
        space.refused(3, &["hold", "delete", "hd-9"]),
        str![[r#"
error: no hold `hd-9`
hint: daypass hold list

"#]]
    );
    space.ok(&["subscription", "cancel", "sb-1", "--now", "--yes"]);
    space.ok(&["deduct", "ada", "all", "--lot", "lt-2"]);
    space.ok(&["book", "ada", "--on", "2026-07-05"]);
    assert_data_eq!(
        end("2026-06-11"),
        str![[r#"
error: lt-1 pays bk-1 on 2026-07-05, and would end on 2026-07-04
hint: daypass booking show bk-1

"#]]
    );
    assert_data_eq!(
        space.refused(1, &["hold", "delete", "hd-1"]),
        str![[r#"
error: lt-1 pays bk-1 on 2026-07-05, and would end on 2026-07-02
hint: daypass booking show bk-1

"#]]
    );
    space.refused(2, &["hold", "add", "ada", "--lot", "hd-1"]);
    space.refused(2, &["hold", "end", "lt-1"]);
    space.refused(2, &["hold", "add", "ada"]);
}
