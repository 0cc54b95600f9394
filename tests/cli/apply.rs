//! `apply`: the difference, applied once; what vanished is retired; the warning in between.

use snapbox::{assert_data_eq, str};

use crate::space::Space;

#[test]
fn apply_prints_the_difference_and_a_second_time_changes_nothing() {
    let space = Space::new();
    space.edit("seats = 12", "seats = 8");
    space.edit("closed = []", "closed = [\"2026-12-25\"]");
    let difference = str![[r#"
~ location hq
    closed: nothing -> 2026-12-25
~ desk hq/hot
    seats: 12 -> 8
    closed: nothing -> 2026-12-25

"#]];
    assert_data_eq!(space.ok(&["apply", "--dry-run"]), difference.clone());
    assert_data_eq!(space.ok(&["apply"]), difference);
    let again = space.run(&["apply"]);
    assert_eq!((again.code, again.out.as_str()), (0, ""));
    assert_eq!(again.told(), "nothing to change\n");
}

#[test]
fn what_vanished_is_retired_and_comes_back() {
    let space = Space::new();
    space.edit("handle = \"hot\"", "handle = \"warm\"");
    let changed = space.json(&["apply"]);
    assert_eq!(changed["operation"], "op-2");
    let retired = &changed["changes"][1];
    assert_eq!(retired["handle"], "hot");
    assert_eq!(
        (&retired["location"], &retired["change"]),
        (&"hq".into(), &"retire".into())
    );
    space.edit("handle = \"warm\"", "handle = \"hot\"");
    assert_data_eq!(
        space.ok(&["apply"]),
        str![[r#"
+ desk hq/hot (again)
- desk hq/warm (retired)

"#]]
    );
}

#[test]
fn every_command_warns_of_what_was_not_applied() {
    let space = Space::new();
    space.edit("seats = 12", "seats = 8");
    for args in [["pass", "list"].as_slice(), &["--quiet", "pass", "list"]] {
        let told = space.run(args).told();
        let warning = "warning: config.toml says what was not applied: desk hq/hot\n";
        assert!(told.starts_with(warning), "{told}");
    }
    assert!(!space.run(&["apply"]).err.contains("warning"));
    assert_eq!(space.run(&["pass", "list"]).told(), "");
}

#[test]
fn another_file_can_be_applied() {
    let space = Space::new();
    let text = space.read("config.toml").replace("hot", "cold");
    space.write(
        "next.toml",
        &text.replace("[[pass]]", "[[pass]]\nhandle=\"x\"\n[[pass]]"),
    );
    let changed = space.json(&["apply", "next.toml", "--dry-run"]);
    assert_eq!(changed["changes"].as_array().unwrap().len(), 3);
    assert_eq!(changed["dry_run"], true);
    let told = space.refused(5, &["apply", "nowhere.toml"]);
    assert!(
        told.starts_with("error: nowhere.toml: cannot be read"),
        "{told}"
    );
}

#[test]
fn a_key_makes_a_second_apply_answer_as_the_first() {
    let space = Space::new();
    space.edit("seats = 12", "seats = 8");
    let first = space.json(&["apply", "--key", "k"]);
    let again = space.json(&["apply", "--key", "k"]);
    assert_eq!(first["changes"], again["changes"]);
    assert_eq!(again["replayed"], true);
}

#[test]
fn a_wrong_config_is_refused_by_every_command() {
    let space = Space::new();
    space.edit("checkin_mode = \"full-day\"", "checkin_mode = \"half\"");
    for args in [["apply"].as_slice(), &["pass", "list"]] {
        assert_data_eq!(
            space.refused(5, args),
            str![[r#"
error: config.toml:43: checkin_mode: `half` is none of full-day, half-day

"#]]
        );
    }
    space.edit("checkin_mode", "checkinmode");
    assert_data_eq!(
        space.refused(5, &["--json", "apply"]),
        str![[r#"
{"error":{"code":"config","message":"config.toml:43: unknown key `checkinmode`","hint":"did you mean `checkin_mode`?","file":"config.toml","line":"43"}}

"#]]
    );
}

#[test]
fn a_config_without_a_space_has_nothing_to_apply() {
    let space = Space::new();
    space.write("config.toml", "database = \"daypass.db\"\n");
    assert_eq!(space.run(&["pass", "list"]).told(), "");
    let told = space.refused(5, &["apply"]);
    assert!(
        told.starts_with("error: config.toml: declares no space"),
        "{told}"
    );
}

#[test]
fn without_a_database_apply_says_how_to_make_one() {
    let space = Space::new();
    let told = space.refused(4, &["apply", "--db", "nowhere.db"]);
    assert!(told.contains("no database at nowhere.db"), "{told}");
    assert!(told.contains("daypass init"), "{told}");
}

#[test]
fn a_dash_is_standard_input() {
    let space = Space::new();
    let config = space
        .read("config.toml")
        .replace("seats = 12", "seats = 14");
    let ran = space.run_reading(&["apply", "-"], &config);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("seats: 12 -> 14"), "{ran:?}");
    let ran = space.run_reading(&["apply", "-"], "currenzy = 1\n");
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(
        ran.told()
            .starts_with("error: stdin:1: unknown key `currenzy`"),
        "{ran:?}"
    );
}
