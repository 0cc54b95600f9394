//! Faults planted in a database: its n-th write fails, or the commit.

use std::fmt::Write;

use rusqlite::Connection;

/// Plants both faults, asleep: see [`fail_at`] and [`fail_commit`].
pub(crate) fn plant(db: &Connection) {
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    let mut tables = db.prepare(tables).expect("SQL");
    let names = tables.query_map([], |row| row.get(0)).expect("rows");
    let names: Vec<String> = names.collect::<Result<_, _>>().expect("names");
    let mut sql = "CREATE TABLE planted (n INTEGER NOT NULL, last INTEGER NOT NULL); \
                   INSERT INTO planted VALUES (0, 0); \
                   CREATE TABLE planted_last (row INTEGER REFERENCES location (id) \
                       DEFERRABLE INITIALLY DEFERRED); \
                   CREATE TRIGGER planted_commit AFTER INSERT ON operation \
                       WHEN (SELECT last FROM planted) BEGIN \
                       INSERT INTO planted_last VALUES (999); END;"
        .to_owned();
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

/// Of all that is written to any table from here on, the n-th write fails; with 0, none.
pub(crate) fn fail_at(db: &Connection, n: i64) {
    let set = db.execute("UPDATE planted SET n = ?1", [n]);
    set.expect("planted before");
}

/// Every commit of an operation fails from here on, or no more.
pub(crate) fn fail_commit(db: &Connection, fails: bool) {
    let set = db.execute("UPDATE planted SET last = ?1", [fails]);
    set.expect("planted before");
}

/// How many writes there were since [`fail_at`].
pub(crate) fn written_since(db: &Connection, n: i64) -> i64 {
    let left = db.query_row("SELECT n FROM planted", [], |row| row.get::<_, i64>(0));
    n - left.expect("planted before")
}
