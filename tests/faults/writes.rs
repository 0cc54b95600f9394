//! Every writing command fails at its first write, at its second and so on, and at the commit: the
//! database is then as it was before, until nothing fails and all of it is there.

use std::fmt::Write;

use rusqlite::Connection;

use crate::desk::{Desk, LATER, NOW, Ran};

/// The evening of the first day.
const EVENING: &str = "2026-06-03T15:00:00Z";

/// Every command that writes, on the space as it begins.
const WRITING: &[(&str, &[&str])] = &[
    (NOW, &["apply"]),
    (
        NOW,
        &["grant", "ana", "2", "--memo", "sorry", "--key", "k1"],
    ),
    (NOW, &["grant", "cleo", "2", "--monthly"]),
    (NOW, &["grant", "--csv", "grants.csv"]),
    (NOW, &["grant", "stop", "rg-1"]),
    (NOW, &["deduct", "ana", "3.5"]),
    (NOW, &["deduct", "ben", "all", "--lot", "lt-5"]),
    (NOW, &["deduct", "--csv", "deductions.csv"]),
    (
        NOW,
        &[
            "plan", "add", "Ten", "--passes", "10", "--every", "1month", "--price", "9",
        ],
    ),
    (
        NOW,
        &[
            "plan",
            "set",
            "Flex",
            "--include",
            "day=12",
            "--price",
            "170",
        ],
    ),
    (NOW, &["plan", "retire", "Week"]),
    (
        NOW,
        &[
            "plan",
            "add",
            "Fit",
            "--package",
            "--passes",
            "10",
            "--price",
            "90",
            "--extra",
            "Gloves=9",
        ],
    ),
    (NOW, &["sell", "cleo", "day", "7"]),
    (NOW, &["member", "add", "Dora", "--plan", "Flex"]),
    (NOW, &["member", "set", "ben", "--leave-company"]),
    (NOW, &["member", "convert", "vera"]),
    (NOW, &["member", "remove", "cleo", "--yes"]),
    (NOW, &["member", "import", "people.csv"]),
    (NOW, &["import", "officernd", "foreign.csv", "foreign.json"]),
    (NOW, &["company", "add", "Zeta"]),
    (NOW, &["company", "set", "acme", "--name", "Acme Ltd"]),
    (
        NOW,
        &["subscription", "start", "cleo", "Flex", "--quantity", "3"],
    ),
    (
        NOW,
        &[
            "subscription",
            "set",
            "sb-1",
            "--quantity",
            "2",
            "--until",
            "2026-09-02",
        ],
    ),
    (
        NOW,
        &[
            "subscription",
            "pause",
            "sb-1",
            "--from",
            "2026-07-03",
            "--until",
            "2026-08-02",
        ],
    ),
    (NOW, &["subscription", "cancel", "sb-1", "--now", "--yes"]),
    (NOW, &["book", "ana", "--on", "2026-06-09", "--seats", "2"]),
    (NOW, &["book", "ana", "--on", "2026-07-09"]),
    (NOW, &["booking", "move", "bk-1", "--on", "2026-07-20"]),
    (NOW, &["booking", "move", "bk-2", "--on", "2026-06-11"]),
    (NOW, &["booking", "set", "bk-1", "--seats", "3"]),
    (NOW, &["booking", "cancel", "bk-1", "--yes"]),
    (
        NOW,
        &[
            "booking",
            "cancel",
            "bk-1",
            "--new-lot",
            "--expires",
            "2026-12-31",
            "--yes",
        ],
    ),
    (
        NOW,
        &[
            "booking",
            "cancel",
            "--desk",
            "hot",
            "--from",
            "2026-06-01",
            "--until",
            "2026-12-31",
            "--yes",
        ],
    ),
    (NOW, &["book", "cleo", "--pay", "money", "--paid"]),
    (NOW, &["booking", "set", "bk-4", "--seats", "2"]),
    (NOW, &["booking", "set", "bk-5", "--paid"]),
    (NOW, &["booking", "move", "bk-5", "--on", "2026-06-13"]),
    (NOW, &["booking", "cancel", "bk-4", "--yes"]),
    (NOW, &["booking", "settle", "ana"]),
    (NOW, &["checkin", "cleo", "--unpaid"]),
    (NOW, &["checkin", "ana"]),
    (NOW, &["checkout", "ben"]),
    (EVENING, &["visit", "set", "vs-1", "--out", "12:00"]),
    (
        NOW,
        &["desk", "assign", "hot", "ben", "--until", "2026-07-31"],
    ),
    (NOW, &["desk", "unassign", "as-1", "--yes"]),
    (NOW, &["undo", "op-15", "--yes"]),
    (LATER, &["subscription", "cancel", "sb-1", "--now", "--yes"]),
];

/// Files for the commands that read some.
fn with_files() -> Desk {
    let desk = Desk::new();
    desk.write(
        "grants.csv",
        "member,passes,memo\nana,1,x\nben,2,y\ncleo,0.5,z\n",
    );
    desk.write("deductions.csv", "member,passes\nana,1\nben,2\n");
    desk.write(
        "people.csv",
        "name,email\nEva,eva@example.org\nFay,fay@example.org\n",
    );
    desk.write(
        "foreign.csv",
        "Member Name,Plan Name,Price,Company Name\nGil,Desk,90,Zeta\nana,Flex,,\n",
    );
    desk.write(
        "foreign.json",
        r#"[{"member": "ana", "validFrom": "2026-06-01", "validTo": "2026-07-01", "count": 3},
            {"team": "Zeta", "validFrom": "2026-06-01", "validTo": "2026-07-01", "count": 2}]"#,
    );
    let config = std::fs::read_to_string(desk.path("config.toml")).expect("a config");
    assert!(config.contains("seats = 12"), "{config}");
    desk.write("config.toml", config.replace("seats = 12", "seats = 9"));
    desk
}

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
