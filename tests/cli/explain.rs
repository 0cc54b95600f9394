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
  was taken back (op-8 by tester). 0.5 is left and can be used today. The next
  pass that ada spends comes from here, before lt-1: it expires earlier.

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
