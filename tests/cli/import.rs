//! `member import`: a CSV, all rows or none, once.

use std::fmt::Write as _;

use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::space::Space;

fn space() -> Space {
    let space = Space::new();
    space.ok(&["company", "add", "Acme"]);
    space
}

fn count(space: &Space) -> usize {
    let members = space.json(&["member", "list"]);
    members.as_array().expect("a list").len()
}

const GOOD: &str = "\u{feff}email,Name,company,handle,location\r\n\
                    ada@example.org,Ada Lovelace,acme,,\r\n\
                    bob@example.org,\"Hill, Bob\",,bobby,hq\r\n";

#[test]
fn a_file_is_taken_in_as_one_operation() {
    let space = space();
    space.write("members.csv", GOOD);
    let preview = space.run(&["member", "import", "members.csv", "--dry-run"]);
    assert_data_eq!(
        preview.out.as_str(),
        str![[r#"
imported 2 members

"#]]
    );
    assert_eq!(count(&space), 0);
    assert_eq!(
        space.json(&["member", "import", "members.csv"]),
        json!({"operation": "op-3", "members": ["ada-lovelace", "bobby"], "bad": []})
    );
    assert_eq!(
        space.json(&["member", "show", "bobby"])["name"],
        "Hill, Bob"
    );
    assert_eq!(space.json(&["member", "show", "ada"])["company"], "acme");
}

#[test]
fn the_same_content_again_changes_nothing_whatever_the_file_is_called() {
    let space = space();
    space.write("members.csv", GOOD);
    space.ok(&["member", "import", "members.csv"]);
    space.write("again.csv", GOOD);
    let ran = space.run(&["member", "import", "again.csv"]);
    assert_eq!(ran.code, 0);
    assert_data_eq!(
        ran.out.as_str(),
        str![[r#"
imported 2 members

"#]]
    );
    assert_data_eq!(
        ran.told(),
        str![[r#"
this key was used before: nothing was changed
hint: daypass member import again.csv --force

"#]]
    );
    assert_eq!(count(&space), 2);
    let told = space.refused(2, &["member", "import", "again.csv", "--force"]);
    assert!(
        told.contains("again.csv:2: email: the e-mail `ada@example.org` belongs to ada-lovelace"),
        "{told}"
    );
}

#[test]
fn every_bad_row_is_told_by_its_line_and_none_is_written() {
    let space = space();
    space.write(
        "members.csv",
        "name,email,handle,company,location\n\
         Ada,ada@example.org,,,\n\
         \"Two\nlines\",two@example.org,,,\n\
         ,nobody@example.org,,,\n\
         Bob,bob,,,\n\
         Cid,,,,\n\
         Dora,ADA@example.org,,,\n\
         Eve,eve@example.org,ada,,\n\
         Fay,fay@example.org,Fay,,\n\
         Gus,gus@example.org,,acmee,\n\
         Hal,hal@example.org,,,port\n\
         Ivy,ivy@example.org\n",
    );
    assert_data_eq!(
        space.refused(2, &["member", "import", "members.csv"]),
        str![[r#"
error: members.csv:3: name: a name cannot have the control character '/n'
members.csv:5: name: is empty
members.csv:6: email: `bob` is not an e-mail address such as ada@example.org
members.csv:7: email: is empty
members.csv:8: email: the e-mail `ADA@example.org` belongs to ada
members.csv:9: handle: the handle `ada` belongs to Ada
members.csv:10: handle: `Fay` is not a handle: 'F' is not a lower-case letter, digit, -, _ or .
members.csv:11: company: no company `acmee`
members.csv:12: location: no location `port`
members.csv:13: row: the header has 5 cells, this row 2
hint: daypass member import members.csv --skip-bad

"#]]
    );
    assert_eq!(count(&space), 0);
}

#[test]
fn skip_bad_writes_the_good_rows_and_exits_1() {
    let space = space();
    space.write(
        "members.csv",
        "name,email\nAda,ada@example.org\nBob,bob\nEve,ada@example.org\n",
    );
    let ran = space.run(&["member", "import", "members.csv", "--skip-bad"]);
    assert_eq!(ran.code, 1);
    assert_data_eq!(
        ran.out.as_str(),
        str![[r#"
imported 1 member

"#]]
    );
    assert_data_eq!(
        ran.told(),
        str![[r#"
warning: members.csv:3: email: `bob` is not an e-mail address such as ada@example.org
warning: members.csv:4: email: the e-mail `ada@example.org` belongs to ada

"#]]
    );
    assert_eq!(count(&space), 1);
    space.write("bad.csv", "name,email\nBob,bob\n");
    let told = space.refused(1, &["member", "import", "bad.csv", "--skip-bad"]);
    assert!(told.contains("bad.csv:2: email:"), "{told}");
    space.write("bad.csv", "name,email\nBob,bob@example.org\n");
    space.ok(&["member", "import", "bad.csv"]);
}

#[test]
fn a_file_that_cannot_be_taken_in_is_not_understood() {
    let space = space();
    let refused = |text: &str| {
        space.write("members.csv", text);
        space.refused(2, &["member", "import", "members.csv"])
    };
    assert_data_eq!(
        refused("name,email,phone\n"),
        str![[r#"
error: members.csv:1: unknown column `phone`: the columns are name, email and, where wanted, handle, company, location, plan, from

"#]]
    );
    assert_data_eq!(
        refused("name\n"),
        str![[r#"
error: members.csv:1: no column `email`: the columns are name, email and, where wanted, handle, company, location, plan, from

"#]]
    );
    let told = space.refused(2, &["member", "import", "gone.csv"]);
    assert!(told.starts_with("error: gone.csv: "), "{told}");
}

#[test]
fn a_key_stands_for_the_files_content() {
    let space = space();
    space.write("members.csv", GOOD);
    let import = ["member", "import", "members.csv", "--key", "june"];
    space.ok(&import);
    assert_eq!(space.json(&import)["replayed"], true);
    space.write("members.csv", "name,email\nZed,zed@example.org\n");
    let told = space.refused(1, &import);
    assert!(told.contains("key `june` belongs to op-3"), "{told}");
}

#[test]
fn standard_input_is_read() {
    let space = space();
    let rows: String = (0..1500).fold("name,email\n".to_owned(), |mut text, n| {
        writeln!(text, "Sam Hill,sam{n}@example.org").unwrap();
        text
    });
    let ran = space.run_reading(&["member", "import", "-"], &rows);
    assert_eq!((ran.code, ran.out.as_str()), (0, "imported 1500 members\n"));
    assert_eq!(
        space.json(&["member", "show", "mb-1500"])["handle"],
        "sam-hill-1500"
    );
    let ran = space.run_reading(&["member", "import", "-"], "name,email\n,x@y\n");
    assert!(ran.told().contains("stdin:2: name: is empty"), "{ran:?}");
}

#[test]
fn r2_a_row_may_start_a_plan() {
    let space = space();
    space.ok(&[
        "plan", "add", "Ten", "--passes", "10", "--every", "1month", "--price", "150",
    ]);
    space.write(
        "members.csv",
        "name,email,plan,from\n\
         Ada,ada@example.org,ten,2026-05-20\n\
         Bob,bob@example.org,Ten,\n\
         Cid,cid@example.org,,\n",
    );
    space.ok(&["member", "import", "members.csv"]);
    let ada = space.json(&["member", "show", "ada"]);
    assert_eq!(ada["use_passes"], true);
    assert_eq!(ada["lots"][0]["valid_from"], "2026-05-20");
    assert_eq!(ada["subscriptions"][0]["renews_on"], "2026-06-20");
    assert_eq!(space.json(&["member", "show", "bob"])["balance"], "10");
    assert_eq!(
        space.json(&["member", "show", "cid"])["subscriptions"],
        json!([])
    );
    space.ok(&["check"]);
    space.write(
        "bad.csv",
        "name,email,plan,from\n\
         Dee,dee@example.org,twenty,\n\
         Eve,eve@example.org,,today\n\
         Fay,fay@example.org,ten,soon\n",
    );
    assert_data_eq!(
        space.refused(2, &["member", "import", "bad.csv"]),
        str![[r#"
error: bad.csv:2: plan: no plan `twenty`
bad.csv:3: from: is of no plan
bad.csv:4: from: `soon` is not a date: write 2026-12-31, today, tomorrow, +3d or mon
hint: daypass member import bad.csv --skip-bad

"#]]
    );
    assert_eq!(count(&space), 3);
}
