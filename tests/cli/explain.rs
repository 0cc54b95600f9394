//! `explain`: the life of each pass, in sentences (A5).

use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::space::Space;

/// Ada of Acme with two grants, a deduction and one that was taken back.
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
    space.ok(&[
        "grant",
        "ada",
        "2",
        "--expires",
        "2026-06-30",
        "--memo",
        "sorry for the noise!",
    ]);
    space.ok(&["deduct", "ada", "1.5", "--memo", "a guest"]);
    let operation = space.json(&["deduct", "ada", "2"])["operation"].clone();
    space.ok(&["undo", operation.as_str().expect("an id")]);
    space
}

#[test]
fn a5_each_lot_is_told_from_grant_to_what_is_left() {
    let space = busy();
    assert_data_eq!(
        space.ok(&["explain", "ada"]),
        str![[r#"
lt-2: day passes of ada, 0.5 of 2 left
  2 day passes were given to ada on 2026-06-03 (op-5 by tester): sorry for the
  noise! Good from 2026-06-03 through 2026-06-30. 1.5 were taken away on
  2026-06-03 (op-6 by tester): a guest. 0.5 was taken away on 2026-06-03 (op-7
  by tester), taken back since by op-8. 0.5 came back on 2026-06-03, when op-7
  was taken back (op-8 by tester). 0.5 is left and can be used today and through
  2026-06-30. The next day pass that ada spends comes from here, before lt-1: it
  expires earlier.

lt-1: day passes of acme, 10 of 10 left
  10 day passes were given to acme on 2026-06-03 (op-4 by tester). Good from
  2026-06-03 on, without an end. 1.5 were taken away from ada on 2026-06-03
  (op-7 by tester), taken back since by op-8. 1.5 came back on 2026-06-03, when
  op-7 was taken back (op-8 by tester). 10 are left and can be used today. They
  are spent after lt-2: that expires earlier.

"#]]
    );
}

#[test]
fn a5_one_lot_as_json_has_sentences_and_figures() {
    let space = busy();
    space.ok(&[
        "grant",
        "ada",
        "1",
        "--from",
        "2026-07-01",
        "--expires",
        "2026-07-01",
    ]);
    assert_eq!(
        space.json(&["explain", "ada", "--lot", "lt-3"]),
        json!([{
            "lot": "lt-3",
            "kind": "day",
            "source": "grant",
            "owner": "ada",
            "count": "1",
            "left": "1",
            "valid_from": "2026-07-01",
            "expires_on": "2026-07-01",
            "usable": false,
            "sentences": [
                "1 day pass was given to ada on 2026-06-03 (op-9 by tester).",
                "Good on 2026-07-01 only.",
                "1 is left and can be used from 2026-07-01 on, not today.",
            ],
        }])
    );
}

#[test]
fn a5_a_spreadsheet_gets_a_row_for_each_lot() {
    let text = busy().ok(&["explain", "acme", "--format", "csv"]);
    let mut lines = text.lines();
    let header = "lot,kind,source,owner,count,left,valid_from,expires_on,usable,sentences";
    assert_eq!(lines.next(), Some(header));
    let row = lines.next().expect("a row");
    assert!(
        row.starts_with("lt-1,day,grant,acme,10,10,2026-06-03,,true,"),
        "{row}"
    );
    assert_eq!(lines.next(), None);
}

#[test]
fn a5_who_never_had_passes_is_told_so() {
    let space = Space::new();
    space.ok(&["member", "add", "Ben"]);
    let ran = space.run(&["explain", "ben"]);
    assert_eq!(
        (ran.out.as_str(), ran.told().as_str()),
        ("", "ben never had passes\n")
    );
    assert_eq!(space.json(&["explain", "ben"]), json!([]));
}

#[test]
fn a5_lots_that_are_not_theirs_are_refused() {
    let space = busy();
    space.ok(&["member", "add", "Ben"]);
    let told = space.refused(1, &["explain", "ben", "--lot", "lt-2"]);
    assert!(
        told.starts_with("error: lt-2 belongs to somebody else\n"),
        "{told}"
    );
    let told = space.refused(3, &["explain", "ben", "--lot", "lt-9"]);
    assert!(told.starts_with("error: no lot `lt-9`\n"), "{told}");
    let told = space.refused(2, &["explain", "ben", "--lot", "bk-1"]);
    assert!(told.contains("`bk-1` is not a lot"), "{told}");
}

#[test]
fn a5_a_plans_passes_are_told_with_their_bookings_until_they_lapse() {
    let mut space = Space::new();
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
    space.ok(&["book", "ada", "--on", "2026-06-04", "--seats", "2"]);
    space.ok(&["book", "ada", "--on", "2026-06-05"]);
    space.ok(&["booking", "cancel", "bk-2"]);
    space.at("2026-07-02T06:00:00Z");
    assert_data_eq!(
        space.ok(&["explain", "ada"]),
        str![[r#"
lt-1: day passes of ada, 8 of 10 left
  10 day passes came to ada on 2026-06-03 with the plan Ten a month, sb-1 (op-4
  by tester). Good from 2026-06-03 through 2026-07-02. 2 were spent on
  2026-06-03 for bk-1, hot on 2026-06-04 (op-5 by tester). 1 was spent on
  2026-06-03 for bk-2, hot on 2026-06-05 (op-6 by tester). 1 came back on
  2026-06-03 from bk-2, hot on 2026-06-05 (op-7 by tester). 8 are left and can
  be used today, which is the last day. The next day pass that ada spends comes
  from here.

"#]]
    );
    space.at("2026-07-03T06:00:00Z");
    let lapsed = "8 were left when 2026-07-02 was over: they can no longer be used.";
    let unwritten = space.json(&["explain", "ada"]);
    let life = &unwritten[0];
    assert_eq!(
        (&life["left"], &life["usable"]),
        (&json!("0"), &json!(false))
    );
    let told = life["sentences"].as_array().expect("a list");
    assert_eq!(told.last(), Some(&json!(lapsed)));
    space.ok(&["renew"]);
    assert_data_eq!(
        space.ok(&["explain", "ada"]),
        str![[r#"
lt-2: day passes of ada, 10 of 10 left
  10 day passes came to ada on 2026-07-03 with the plan Ten a month, sb-1 (op-8
  by tester). Good from 2026-07-03 through 2026-08-02. 10 are left and can be
  used today and through 2026-08-02. The next day pass that ada spends comes
  from here.

lt-1: day passes of ada, 0 of 10 left
  10 day passes came to ada on 2026-06-03 with the plan Ten a month, sb-1 (op-4
  by tester). Good from 2026-06-03 through 2026-07-02. 2 were spent on
  2026-06-03 for bk-1, hot on 2026-06-04 (op-5 by tester). 1 was spent on
  2026-06-03 for bk-2, hot on 2026-06-05 (op-6 by tester). 1 came back on
  2026-06-03 from bk-2, hot on 2026-06-05 (op-7 by tester). 8 lapsed on
  2026-07-03 (op-8 by tester). Nothing is left.

"#]]
    );
}

#[test]
fn a5_what_a_kind_is_limited_to_and_what_expires_first_is_told() {
    let space = Space::new();
    let config = space.read("config.toml");
    let boxing = "[[pass]]\nhandle = \"boxing\"\nname = \"Boxing\"\ncovers = \"visit\"\n\
                  price = \"20\"\nservices = [\"boxing\"]\n";
    space.write("config.toml", &format!("{config}\n{boxing}"));
    space.ok(&["apply"]);
    space.ok(&["member", "add", "Ada"]);
    space.ok(&["grant", "ada", "1", "--kind", "boxing"]);
    space.ok(&["grant", "ada", "1", "--kind", "boxing", "--priority", "5"]);
    assert_data_eq!(
        space.ok(&["explain", "ada"]),
        str![[r#"
lt-2: boxing passes of ada, 1 of 1 left
  1 boxing pass was given to ada on 2026-06-03 (op-5 by tester). Good from
  2026-06-03 on, without an end. A boxing pass pays only for boxing. 1 is left
  and can be used today. The next boxing pass that ada spends comes from here,
  before lt-1: it comes with a higher priority.

lt-1: boxing passes of ada, 1 of 1 left
  1 boxing pass was given to ada on 2026-06-03 (op-4 by tester). Good from
  2026-06-03 on, without an end. A boxing pass pays only for boxing. 1 is left
  and can be used today. It is spent after lt-2: that comes with a higher
  priority.

"#]]
    );
    assert_data_eq!(
        space.ok(&["history", "ada"]),
        str![[r#"
on          type   passes  balance  kind    lot   status  by
2026-06-03  grant       1        1  boxing  lt-1  done    op-4
2026-06-03  grant       1        2  boxing  lt-2  done    op-5

"#]]
    );
}
