//! Every writing command fails at its first write, at its second and so on, and at the commit: the
//! database is then as it was before, until nothing fails and all of it is there.

use std::fmt::Write;

use rusqlite::Connection;

use crate::desk::{Desk, LATER, Ran};
use crate::writes::{WRITING, with_files};

/// Plants a fault: of all that is written to any table, the n-th write fails.
fn plant(db: &Connection) {
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    let mut tables = db.prepare(tables).expect("SQL");
    let names = tables.query_map([], |row| row.get(0)).expect("rows");
    let names: Vec<String> = names.collect::<Result<_, _>>().expect("names");
    let mut sql =
        "CREATE TABLE planted (n INTEGER NOT NULL); INSERT INTO planted VALUES (0);".to_owned();
    for name in names {
        for event in ["INSERT", "UPDATE", "DELETE"] {
            write!(
                sql,
                "CREATE TRIGGER planted_{name}_{event} BEFORE {event} ON {name} BEGIN \
                 UPDATE planted SET n = n - 1; \
                 SELECT RAISE(ABORT, 'a planted fault') FROM planted WHERE n = 0; END;"
            )
            .expect("a String takes everything");
        }
    }
    db.execute_batch(&sql).expect("planted");
}

fn fail_at(desk: &Desk, n: i64) {
    let set = desk.behind().execute("UPDATE planted SET n = ?1", [n]);
    set.expect("planted before");
}

/// How many writes there were since [`fail_at`].
fn written_since(desk: &Desk, n: i64) -> i64 {
    let left = desk
        .behind()
        .query_row("SELECT n FROM planted", [], |row| row.get::<_, i64>(0));
    n - left.expect("planted before")
}

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
            fail_at(&desk, n);
            let ran = desk.run(now, words);
            if written_since(&desk, n) < n && ran.code == 0 {
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
        let planted = "CREATE TABLE planted (row INTEGER REFERENCES location (id) \
                           DEFERRABLE INITIALLY DEFERRED); \
                       CREATE TRIGGER planted_last AFTER INSERT ON operation \
                           BEGIN INSERT INTO planted VALUES (999); END;";
        desk.behind().execute_batch(planted).expect("planted");
        let before = desk.dump();
        let ran = desk.run(now, words);
        failed_whole(&desk, &before, &ran, &format!("{words:?}, the commit"));
        let taken_away = "DROP TRIGGER planted_last; DROP TABLE planted;";
        desk.behind()
            .execute_batch(taken_away)
            .expect("planted before");
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
        fail_at(&desk, n);
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
        fail_at(&desk, 0);
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
