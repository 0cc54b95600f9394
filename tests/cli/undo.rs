//! `undo`: its words, JSON and exit codes.

use snapbox::{assert_data_eq, str};

use crate::space::Space;

/// Ana has ten passes a month since 3 June: op-4.
fn with_ana() -> Space {
    let space = Space::new();
    space.ok(&["member", "add", "Ana", "--email", "ana@example.com"]);
    space.ok(&["plan", "add", "Flex", "--passes", "10", "--price", "150"]);
    space.ok(&["subscription", "start", "ana", "Flex"]);
    space
}

#[test]
fn a3_what_is_taken_back_is_told_thing_by_thing() {
    let space = with_ana();
    let rehearsed = space.ok(&["undo", "op-4", "--dry-run"]);
    let undone = space.ok(&["undo", "op-4"]);
    assert_eq!(rehearsed, undone);
    assert_data_eq!(
        undone,
        str![[r#"
takes back op-4 of 2026-06-03T06:00:00Z by tester: daypass subscription start
  ana Flex
lot   of   passes
lt-1  ana     -10
what  becomes
sb-1  cancelled
ln-1  void
ana   as before

"#]]
    );
    let shown = space.json(&["member", "show", "ana"]);
    assert_eq!(shown["balance"], "0");
    space.ok(&["check"]);
}

#[test]
fn a3_an_undo_is_undone_once_and_answers_a_script() {
    let space = with_ana();
    space.ok(&["undo", "op-4"]);
    let again = space.json(&["undo", "op-5"]);
    let expected = serde_json::json!({
        "operation": "op-6", "undoes": "op-5", "command": "daypass undo op-4",
        "at": "2026-06-03T06:00:00Z", "actor": "tester",
        "lots": [{"id": "lt-1", "member": "ana", "passes": "10"}],
        "things": [
            {"what": "ana", "becomes": "as before"},
            {"what": "ln-1", "becomes": "as before"},
            {"what": "sb-1", "becomes": "as before"},
        ],
        "rows": 4,
    });
    let mut told = again;
    if let Some(things) = told["things"].as_array_mut() {
        things.sort_by_key(|thing| thing["what"].as_str().map(ToOwned::to_owned));
    }
    assert_eq!(told, expected);
    assert_data_eq!(
        space.refused(1, &["undo", "op-5"]),
        str![[r#"
error: op-5 was undone by op-6
hint: daypass undo op-6

"#]]
    );
    space.ok(&["check"]);
}

#[test]
fn a3_a_refusal_names_what_is_in_the_way() {
    let space = with_ana();
    assert_data_eq!(
        space.refused(1, &["undo", "op-3"]),
        str![[r#"
error: op-3 cannot be undone: plan Flex is used by op-4
hint: daypass undo op-4

"#]]
    );
    space.ok(&["book", "ana", "--on", "2026-06-05"]);
    assert_data_eq!(
        space.refused(1, &["undo", "op-4"]),
        str![[r#"
error: op-4 cannot be undone: it put 10 passes into lt-1, op-5 left 9
hint: daypass undo op-5

"#]]
    );
    let told = space.refused(1, &["--json", "undo", "op-2"]);
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(told["error"]["code"], "changed_since");
    assert_eq!(told["error"]["what"], "ana");
    assert_eq!(told["error"]["by"], "op-4");
    space.refused(3, &["undo", "op-99"]);
    space.refused(2, &["undo", "bk-1"]);
}
