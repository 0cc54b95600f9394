//! A ledger that somebody edited by hand: `check` names the operation.

use crate::desk::{Desk, NOW};

#[test]
fn a2_what_was_edited_by_hand_is_named_to_the_operation() {
    for (sql, operation) in [
        (
            "DROP TRIGGER entry_is_never_changed; UPDATE entry SET halves = -1 WHERE type = 'deduct'",
            "op-14",
        ),
        (
            "DROP TRIGGER entry_is_never_deleted; DELETE FROM entry WHERE type = 'deduct'",
            "op-14",
        ),
        (
            "DROP TRIGGER lot_is_never_changed; UPDATE lot SET memo = 'x' WHERE memo = 'welcome'",
            "op-13",
        ),
        (
            "UPDATE lot SET left_halves = left_halves - 1 WHERE memo = 'welcome'",
            "op-13",
        ),
        (
            "UPDATE lot SET expires_day = expires_day + 100 WHERE memo = 'welcome'",
            "op-13",
        ),
        (
            "UPDATE customer SET name = 'Eve' WHERE handle = 'cleo'",
            "op-5",
        ),
        (
            "UPDATE booking SET on_day = on_day + 1 WHERE id = 2",
            "op-16",
        ),
        (
            "UPDATE subscription SET due_day = due_day + 1 WHERE id = 1",
            "op-9",
        ),
        (
            "UPDATE customer SET undone = 1 WHERE handle = 'cleo'",
            "op-5",
        ),
        (
            "UPDATE customer SET operation = 2 WHERE handle = 'cleo'",
            "op-5",
        ),
        (
            "DROP TRIGGER issued_line_is_never_changed; UPDATE line SET undone = 1 WHERE id = 1",
            "op-20",
        ),
        (
            "DROP TRIGGER issued_line_is_never_changed; UPDATE line SET paid = 1 WHERE id = 1",
            "op-20",
        ),
        ("UPDATE plan SET package = 1 WHERE id = 1", "op-7"),
        ("UPDATE lot SET undone = 1 WHERE memo = 'welcome'", "op-13"),
        (
            "DROP TRIGGER operation_is_never_changed; \
             UPDATE operation SET actor = 'nobody' WHERE id = 7",
            "op-7",
        ),
    ] {
        let desk = Desk::new();
        desk.ok(NOW, &["check"]);
        desk.behind().execute_batch(sql).expect(sql);
        let ran = desk.run(NOW, &["check"]);
        assert_eq!(ran.code, 70, "{sql}: {ran:?}");
        assert!(
            ran.out.contains(operation) || ran.err.contains(operation),
            "{sql}: {ran:?}"
        );
    }
}
