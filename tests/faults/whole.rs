//! Every writing command fails at its first write, at its second and so on, and at the commit: the
//! database is then as it was before, until nothing fails and all of it is there.

use crate::desk::{Desk, LATER, Ran};
use crate::planted::{fail_at, fail_commit, plant, written_since};
use crate::writes::{WRITING, with_files};

fn failed_whole(desk: &Desk, before: &[String], ran: &Ran, what: &str) {
    assert_ne!(ran.code, 0, "{what}: {ran:?}");
    assert_eq!(ran.out, "", "{what}: nothing is printed before the commit");
    assert!(ran.err.contains("error: "), "{what}: {ran:?}");
    assert_eq!(desk.dump(), before, "{what}: {ran:?}");
}

#[test]
fn a2_a_command_whose_nth_write_fails_changes_nothing_whichever_n() {
    let mut tried = 0;
    for (now, words) in WRITING {
        let desk = with_files();
        plant(&desk.behind());
        let before = desk.dump();
        let mut n = 0;
        loop {
            n += 1;
            fail_at(&desk.behind(), n);
            let ran = desk.run(now, words);
            if written_since(&desk.behind(), n) < n && ran.code == 0 {
                break;
            }
            failed_whole(&desk, &before, &ran, &format!("{words:?}, write {n}"));
            assert!(
                ran.err.contains("nothing was changed"),
                "{words:?}: {ran:?}"
            );
            assert!(n < 200, "{words:?} writes for ever");
        }
        assert!(n > 1, "{words:?} writes nothing");
        assert_ne!(desk.dump(), before, "{words:?}");
        desk.ok(now, &["check"]);
        tried += n - 1;
    }
    assert!(tried > 200, "only {tried} writes failed");
}

#[test]
fn a2_a_command_whose_commit_fails_changes_nothing() {
    for (now, words) in WRITING.iter().chain(&[(LATER, ["renew"].as_slice())]) {
        let desk = with_files();
        plant(&desk.behind());
        fail_commit(&desk.behind(), true);
        let before = desk.dump();
        let ran = desk.run(now, words);
        failed_whole(&desk, &before, &ran, &format!("{words:?}, the commit"));
        fail_commit(&desk.behind(), false);
        desk.ok(now, &["check"]);
        desk.ok(now, words);
    }
}

#[test]
fn r4_a_renewal_with_a_failing_customer_is_done_for_the_others_and_completed_by_the_next() {
    let whole = {
        let desk = Desk::new();
        desk.ok(LATER, &["renew"]);
        standing(&desk)
    };
    let mut n = 0;
    loop {
        n += 1;
        let desk = Desk::new();
        plant(&desk.behind());
        let before = desk.dump();
        fail_at(&desk.behind(), n);
        let ran = desk.run(LATER, &["renew"]);
        if ran.code == 0 {
            assert_eq!(standing(&desk), whole);
            break;
        }
        let part = desk.dump() != before;
        assert_eq!(
            ran.code,
            if part { 1 } else { ran.code },
            "write {n}: {ran:?}"
        );
        fail_at(&desk.behind(), 0);
        desk.ok(LATER, &["check"]);
        desk.ok(LATER, &["renew"]);
        assert_eq!(standing(&desk), whole, "after write {n}: {ran:?}");
        desk.ok(LATER, &["check"]);
        assert!(n < 400, "renew writes for ever");
    }
    assert!(n > 20, "renew writes {n} times only");
}

/// What everybody has, whatever the numbers of lots and operations.
fn standing(desk: &Desk) -> Vec<String> {
    let db = desk.behind();
    let mut all = Vec::new();
    for sql in [
        "SELECT owner || ' ' || valid_from_day || ' ' || expires_day || ' ' || left_halves || '/' \
         || granted_halves FROM lot",
        "SELECT id || ' ' || status || ' ' || pay_status FROM booking",
        "SELECT id || ' ' || COALESCE(due_day, 0) FROM subscription",
        "SELECT customer || ' ' || on_day || ' ' || amount_minor FROM line",
    ] {
        let mut rows = db.prepare(sql).expect("SQL");
        let rows = rows.query_map([], |row| row.get(0)).expect("rows");
        all.extend(rows.collect::<Result<Vec<String>, _>>().expect("texts"));
    }
    all.sort_unstable();
    all
}
