//! A ledger that somebody edited by hand: `check` names the operation.

use crate::desk::{Desk, LATER, NOW};

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
            "op-9",
        ),
        (
            "DROP TRIGGER issued_line_is_never_changed; UPDATE line SET paid = 1 WHERE id = 1",
            "op-9",
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

#[test]
fn a2_d7_a_booking_paid_with_money_that_its_lines_do_not_bear_out_is_named() {
    let paid = "SELECT id FROM booking WHERE pay_status = 'paid'";
    let unpaid = "SELECT id FROM booking WHERE pay_status = 'unpaid' AND pay_by = 'money'";
    for (sql, booking) in [
        (
            "UPDATE booking SET pay_status = 'paid' WHERE id = BK",
            unpaid,
        ),
        (
            "UPDATE booking SET pay_status = 'removed' WHERE id = BK",
            unpaid,
        ),
        (
            "UPDATE booking SET pay_status = 'charged' WHERE id = BK",
            unpaid,
        ),
        ("UPDATE booking SET pay_by = 'passes' WHERE id = BK", unpaid),
        ("UPDATE line SET paid = 1 WHERE booking = BK", unpaid),
        ("UPDATE line SET removed = 1 WHERE booking = BK", unpaid),
        (
            "UPDATE booking SET pay_status = 'unpaid' WHERE id = BK",
            paid,
        ),
        (
            "UPDATE booking SET pay_status = 'refunded' WHERE id = BK",
            paid,
        ),
        ("UPDATE line SET paid = 0 WHERE booking = BK", paid),
    ] {
        let desk = Desk::new();
        let behind = desk.behind();
        let number: i64 = behind
            .query_row(booking, [], |row| row.get(0))
            .expect(booking);
        let edit = sql.replace("BK", &number.to_string());
        behind.execute_batch(&edit).expect(sql);
        let ran = desk.run(NOW, &["check"]);
        assert_eq!(ran.code, 70, "{sql}: {ran:?}");
        let told = format!("bk-{number} is not paid as it says");
        assert!(
            ran.out.contains(&told) || ran.err.contains(&told),
            "{sql}: {ran:?}"
        );
    }
}

#[test]
fn a2_d7_a_payment_that_was_taken_away_by_hand_leaves_its_booking_unpaid() {
    let desk = Desk::new();
    desk.ok(LATER, &["invoice", "issue", "vera"]);
    desk.ok(LATER, &["invoice", "pay", "iv-2"]);
    desk.ok(LATER, &["check"]);
    let behind = desk.behind();
    let sql = "SELECT booking FROM line WHERE invoice = 2 AND booking IS NOT NULL AND paid = 0";
    let number: i64 = behind.query_row(sql, [], |row| row.get(0)).expect(sql);
    behind
        .execute_batch("UPDATE payment SET undone = 1")
        .expect("an edit");
    let ran = desk.run(LATER, &["check"]);
    assert_eq!(ran.code, 70, "{ran:?}");
    let told = format!("bk-{number} is not paid as it says");
    assert!(
        ran.out.contains(&told) || ran.err.contains(&told),
        "{ran:?}"
    );
}
