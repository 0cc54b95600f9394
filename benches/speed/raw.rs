//! The raw reference: the same durable work on the same rows with bare rusqlite, statements prepared
//! once. This binary runs it as a process of its own, so that starting counts for both.

use std::fs;
use std::io::{BufWriter, Write as _, stdout};
use std::path::Path;

use rusqlite::{CachedStatement, Connection, Result, Transaction, TransactionBehavior, params};

/// The raw database's word for "never".
pub(crate) const NEVER: i64 = 2_932_896;
const BATCH: i64 = 10_000;

/// Runs the work with that name on a database.
pub(crate) fn run(words: &[String]) -> Result<()> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let [work, rest @ ..] = words.as_slice() else {
        return Ok(());
    };
    let Some((file, rest)) = rest.split_first() else {
        return Ok(());
    };
    let mut db = open(Path::new(file))?;
    let number = |at: usize| rest[at].parse::<i64>().expect("a number");
    match *work {
        "open" => db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())),
        "fill" => fill(&mut db, number(0)),
        "balance" => balance(&db, rest[0], number(1)),
        "grant" => within(&mut db, |tx, op| grant(tx, op, rest[0], 2, number(1))),
        "bulk" => bulk(&mut db, rest[0], number(1), true),
        "deduct" => bulk(&mut db, rest[0], number(1), false),
        "renew" => renew(&mut db, number(0), number(1)),
        "book" => within(&mut db, |tx, op| book(tx, op, rest[0], number(1))),
        "checkin" => within(&mut db, |tx, op| checkin(tx, op, rest[0], number(1))),
        "checkout" => within(&mut db, |tx, _| checkout(tx, rest[0])),
        "schedule" => within(&mut db, |tx, op| schedule(tx, op, number(0), number(1))),
        "page" => page(&db, rest[0]),
        "day" => entries(&db, "WHERE on_day = ?1 ORDER BY id", &rest[0]),
        "all" => all(&db, number(0)),
        "export" => export(&db),
        "check" => check(&db),
        other => panic!("no work is called {other}"),
    }
}

/// Makes an empty database.
pub(crate) fn create(file: &Path) -> Result<()> {
    let db = Connection::open(file)?;
    db.execute_batch(&format!(
        "PRAGMA journal_mode = WAL; {}",
        include_str!("raw.sql")
    ))
}

pub(crate) fn open(file: &Path) -> Result<Connection> {
    let db = Connection::open(file)?;
    db.set_prepared_statement_cache_capacity(32);
    db.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; \
         PRAGMA cache_size = -12288;",
    )?;
    Ok(db)
}

/// One operation in one transaction.
fn within(db: &mut Connection, work: impl FnOnce(&Transaction, i64) -> Result<()>) -> Result<()> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let sql = "INSERT INTO operation (at_ms, command) VALUES (?1, 'raw')";
    tx.prepare_cached(sql)?.insert([0])?;
    work(&tx, tx.last_insert_rowid())?;
    tx.commit()
}

fn fill(db: &mut Connection, members: i64) -> Result<()> {
    within(db, |tx, op| {
        let mut people =
            tx.prepare("INSERT INTO customer (handle, name, email) VALUES (?1, ?2, ?3)")?;
        let mut plans = tx.prepare(
            "INSERT INTO subscription (customer, halves, price_minor, due_day) VALUES (?1, 20, 15000, ?2)",
        )?;
        let first = crate::spaces::FIRST_DAY;
        for at in 1..=members {
            let (name, mail) = (format!("Member {at}"), format!("m{at}@example.org"));
            let id = people.insert(params![format!("m{at}"), name, mail])?;
            let plan = plans.insert([id, crate::spaces::month(1)])?;
            period(tx, op, (id, plan), (first, crate::spaces::month(1)))?;
        }
        Ok(())
    })
}

/// The lot, entry and line of one period.
fn period(tx: &Transaction, op: i64, whose: (i64, i64), days: (i64, i64)) -> Result<()> {
    let lot = tx
        .prepare_cached(
            "INSERT INTO lot (operation, owner, granted_halves, left_halves, valid_from_day, \
             expires_day, source, subscription) VALUES (?1, ?2, 20, 20, ?3, ?4, 'plan', ?5)",
        )?
        .insert(params![op, whose.0, days.0, days.1 - 1, whose.1])?;
    enter(tx, op, "grant", (lot, whose.0), 20, days.0)?;
    let sql = "INSERT INTO line (operation, customer, on_day, text, amount_minor) \
               VALUES (?1, ?2, ?3, 'Ten, a month', 15000)";
    tx.prepare_cached(sql)?
        .insert([op, whose.0, days.0])
        .map(drop)
}

fn enter(
    tx: &Transaction,
    op: i64,
    kind: &str,
    (lot, member): (i64, i64),
    halves: i64,
    on: i64,
) -> Result<()> {
    let sql = "INSERT INTO entry (operation, lot, type, halves, on_day, member) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let row = params![op, lot, kind, halves, on, member];
    tx.prepare_cached(sql)?.insert(row).map(drop)
}

fn customer(db: &Connection, handle: &str) -> Result<i64> {
    let sql = "SELECT id FROM customer WHERE handle = ?1";
    db.prepare_cached(sql)?
        .query_row([handle], |row| row.get(0))
}

fn usable(db: &Connection) -> Result<CachedStatement<'_>> {
    db.prepare_cached(
        "SELECT id, left_halves, valid_from_day, expires_day, source FROM lot \
         WHERE owner = ?1 AND expires_day >= ?2 AND left_halves > 0 ORDER BY expires_day, id",
    )
}

fn balance(db: &Connection, handle: &str, on: i64) -> Result<()> {
    let id = customer(db, handle)?;
    let mut out = BufWriter::new(stdout().lock());
    let mut statement = usable(db)?;
    let mut rows = statement.query([id, on])?;
    while let Some(row) = rows.next()? {
        let (lot, left): (i64, i64) = (row.get(0)?, row.get(1)?);
        writeln!(out, "{lot} {left}").expect("standard output");
    }
    for sql in [
        "SELECT id, due_day FROM subscription WHERE customer = ?1",
        "SELECT id, on_day FROM booking WHERE member = ?1 AND on_day >= 0",
    ] {
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query([id])?;
        while let Some(row) = rows.next()? {
            let (id, day): (i64, Option<i64>) = (row.get(0)?, row.get(1)?);
            writeln!(out, "{id} {day:?}").expect("standard output");
        }
    }
    Ok(())
}

fn grant(tx: &Transaction, op: i64, handle: &str, halves: i64, on: i64) -> Result<()> {
    let owner = customer(tx, handle)?;
    let sql = "INSERT INTO lot (operation, owner, granted_halves, left_halves, valid_from_day, \
               expires_day, source) VALUES (?1, ?2, ?3, ?3, ?4, ?5, 'grant')";
    let row = params![op, owner, halves, on, NEVER];
    let lot = tx.prepare_cached(sql)?.insert(row)?;
    enter(tx, op, "grant", (lot, owner), halves, on)
}

/// Takes halves from the lots of a member, earliest expiry first.
fn spend(tx: &Transaction, op: i64, kind: &str, owner: i64, halves: i64, on: i64) -> Result<()> {
    let mut missing = halves;
    let lots: Vec<(i64, i64)> = usable(tx)?
        .query_map([owner, on], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_>>()?;
    for (lot, left) in lots {
        let taken = left.min(missing);
        if taken > 0 {
            missing -= taken;
            let sql = "UPDATE lot SET left_halves = left_halves - ?1 WHERE id = ?2";
            tx.prepare_cached(sql)?.execute([taken, lot])?;
            enter(tx, op, kind, (lot, owner), -taken, on)?;
        }
    }
    Ok(())
}

/// The rows of a CSV `member,passes`, granted or deducted.
fn bulk(db: &mut Connection, file: &str, on: i64, give: bool) -> Result<()> {
    let text = fs::read_to_string(file).expect("a CSV");
    within(db, |tx, op| {
        for (handle, halves) in named(&text) {
            if give {
                grant(tx, op, handle, halves, on)?;
            } else {
                spend(tx, op, "deduct", customer(tx, handle)?, halves, on)?;
            }
        }
        Ok(())
    })
}

/// The subscriptions of a batch whose period begins, and whose they are.
pub(crate) fn due(db: &Connection, today: i64) -> Result<Vec<(i64, i64)>> {
    let sql = "SELECT id, customer FROM subscription WHERE due_day <= ?1 LIMIT ?2";
    let mut statement = db.prepare_cached(sql)?;
    let due = statement.query_map([today, BATCH], |row| Ok((row.get(0)?, row.get(1)?)))?;
    due.collect()
}

/// The members and halves that a CSV `member,passes` names.
pub(crate) fn named(text: &str) -> impl Iterator<Item = (&str, i64)> {
    text.lines().skip(1).map(|line| {
        let (handle, passes) = line.split_once(',').expect("two cells");
        (handle, passes.parse::<i64>().expect("a number") * 2)
    })
}

/// Expires, invoices, grants and charges for whom a period begins, a commit every so many.
fn renew(db: &mut Connection, today: i64, next: i64) -> Result<()> {
    loop {
        let due = due(db, today)?;
        if due.is_empty() {
            return Ok(());
        }
        within(db, |tx, op| {
            for (plan, owner) in due {
                lapse(tx, op, owner, today)?;
                period(tx, op, (owner, plan), (today, next))?;
                let sql = "UPDATE subscription SET due_day = ?1 WHERE id = ?2";
                tx.prepare_cached(sql)?.execute([next, plan])?;
                let sql = "SELECT id FROM booking WHERE subscription = ?1 AND charges_day <= ?2 \
                           AND status = 'pending'";
                let waiting: Vec<i64> = tx
                    .prepare_cached(sql)?
                    .query_map([plan, today], |row| row.get(0))?
                    .collect::<Result<_>>()?;
                for booking in waiting {
                    spend(tx, op, "spend", owner, 2, today)?;
                    let sql = "UPDATE booking SET status = 'charged' WHERE id = ?1";
                    tx.prepare_cached(sql)?.execute([booking])?;
                }
            }
            Ok(())
        })?;
    }
}

fn lapse(tx: &Transaction, op: i64, owner: i64, today: i64) -> Result<()> {
    let sql = "SELECT id, left_halves FROM lot \
               WHERE owner = ?1 AND expires_day < ?2 AND left_halves > 0";
    let lots: Vec<(i64, i64)> = tx
        .prepare_cached(sql)?
        .query_map([owner, today], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_>>()?;
    for (lot, left) in lots {
        let sql = "UPDATE lot SET left_halves = 0 WHERE id = ?1";
        tx.prepare_cached(sql)?.execute([lot])?;
        enter(tx, op, "expire", (lot, owner), -left, today)?;
    }
    Ok(())
}

fn book(tx: &Transaction, op: i64, handle: &str, on: i64) -> Result<()> {
    let member = customer(tx, handle)?;
    let sql = "SELECT count(*) FROM booking WHERE on_day = ?1";
    let taken: i64 = tx.prepare_cached(sql)?.query_row([on], |row| row.get(0))?;
    assert!(taken < 1_000_000, "a seat is free");
    let sql =
        "INSERT INTO booking (operation, member, on_day, status) VALUES (?1, ?2, ?3, 'charged')";
    tx.prepare_cached(sql)?.insert([op, member, on])?;
    spend(tx, op, "spend", member, 2, on)
}

/// Bookings of the first so many members that wait for the period that begins then.
fn schedule(tx: &Transaction, op: i64, members: i64, charges: i64) -> Result<()> {
    for member in 1..=members {
        let sql = "INSERT INTO booking (operation, member, on_day, status, subscription, charges_day) \
                   VALUES (?1, ?2, ?3, 'pending', ?2, ?4)";
        tx.prepare_cached(sql)?
            .insert([op, member, charges + 2, charges])?;
    }
    Ok(())
}

fn checkin(tx: &Transaction, op: i64, handle: &str, on: i64) -> Result<()> {
    let member = customer(tx, handle)?;
    let sql = "INSERT INTO visit (operation, member, on_day, in_ms) VALUES (?1, ?2, ?3, 0)";
    tx.prepare_cached(sql)?.insert([op, member, on])?;
    spend(tx, op, "spend", member, 2, on)
}

fn checkout(tx: &Transaction, handle: &str) -> Result<()> {
    let member = customer(tx, handle)?;
    let sql = "UPDATE visit SET out_ms = 1 WHERE member = ?1 AND out_ms IS NULL";
    tx.prepare_cached(sql)?.execute([member]).map(drop)
}

fn entries(db: &Connection, which: &str, key: &dyn rusqlite::ToSql) -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    let mut statement = db.prepare(&format!(
        "SELECT id, type, halves, on_day, member FROM entry {which}"
    ))?;
    let mut rows = statement.query([key])?;
    while let Some(row) = rows.next()? {
        let (id, halves, day): (i64, i64, i64) = (row.get(0)?, row.get(2)?, row.get(3)?);
        let kind = row.get_ref(1)?.as_str()?;
        writeln!(out, "{id} {kind} {halves} {day}").expect("standard output");
    }
    Ok(())
}

fn page(db: &Connection, handle: &str) -> Result<()> {
    let id = customer(db, handle)?;
    entries(db, "WHERE member = ?1 ORDER BY id DESC LIMIT 50", &id)
}

fn all(db: &Connection, on: i64) -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    let mut statement = db.prepare(
        "SELECT c.handle, c.name, (SELECT sum(left_halves) FROM lot WHERE owner = c.id \
         AND left_halves > 0 AND valid_from_day <= ?1 AND expires_day >= ?1) FROM customer c",
    )?;
    let mut rows = statement.query([on])?;
    while let Some(row) = rows.next()? {
        let (handle, name) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
        let left: Option<i64> = row.get(2)?;
        writeln!(out, "{handle},{name},{}", left.unwrap_or(0)).expect("standard output");
    }
    Ok(())
}

/// Every entry as CSV, with the instant of its operation and the handle of whom it is for.
fn export(db: &Connection) -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    let mut statement = db.prepare(
        "SELECT e.id, e.operation, o.at_ms, e.on_day, c.handle, e.type, e.halves, e.lot \
         FROM entry e JOIN operation o ON o.id = e.operation JOIN customer c ON c.id = e.member \
         ORDER BY e.id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let [id, operation, at, day]: [i64; 4] =
            [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
        let (handle, kind) = (row.get_ref(4)?.as_str()?, row.get_ref(5)?.as_str()?);
        let (halves, lot): (i64, i64) = (row.get(6)?, row.get(7)?);
        writeln!(
            out,
            "{id},{operation},{at},{day},{handle},{kind},{halves},{lot}"
        )
        .expect("standard output");
    }
    Ok(())
}

/// The engine's own check, and the sums of the ledger in two scans.
pub(crate) fn check(db: &Connection) -> Result<()> {
    let sound: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    assert_eq!(sound, "ok");
    let mut sums: Vec<i64> = Vec::new();
    let mut statement = db.prepare("SELECT lot, halves FROM entry ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let lot = usize::try_from(row.get::<_, i64>(0)?).expect("a row");
        sums.resize(sums.len().max(lot + 1), 0);
        sums[lot] += row.get::<_, i64>(1)?;
    }
    let mut statement = db.prepare("SELECT id, left_halves FROM lot ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let lot = usize::try_from(row.get::<_, i64>(0)?).expect("a row");
        assert_eq!(sums[lot], row.get::<_, i64>(1)?);
    }
    Ok(())
}

/// How many entries a database has.
pub(crate) fn count_entries(file: &Path) -> Result<u64> {
    let count: i64 = open(file)?.query_row("SELECT count(*) FROM entry", [], |row| row.get(0))?;
    Ok(u64::try_from(count).expect("a count"))
}
