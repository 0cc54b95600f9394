//! The second reference: bare rusqlite on a copy of daypass's own database, writing the very rows
//! that daypass writes there (journal and notifications too, the chain's hashes aside) and reading
//! what it tells. What it needs beyond the raw reference is the price of what the rules want kept;
//! what daypass needs beyond it is daypass's own.

use std::fs;
use std::io::{self, BufWriter, stdout};
use std::path::Path;

use rusqlite::{Connection, Result, Row, Transaction, params};

use crate::raw::{self, NEVER};

const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Runs the work with that name on a database.
pub(crate) fn run(words: &[String]) -> Result<()> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let [work, file, rest @ ..] = words.as_slice() else {
        return Ok(());
    };
    let mut db = raw::open(Path::new(file))?;
    let number = |at: usize| rest[at].parse::<i64>().expect("a number");
    match *work {
        "open" => db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())),
        "balance" => balance(&db, rest[0], number(1)),
        "grant" => within(&mut db, |tx, op| grant(tx, op, rest[0], 2, number(1))),
        "bulk" => bulk(&mut db, rest[0], number(1)),
        "renew" => renew(&mut db, number(0), number(1)),
        "book" => within(&mut db, |tx, op| book(tx, op, rest[0], number(1))),
        "checkin" => within(&mut db, |tx, op| checkin(tx, op, rest[0], number(1))),
        "checkout" => within(&mut db, |tx, op| checkout(tx, op, rest[0])),
        "page" => page(&db, rest[0]),
        "day" => told(
            &db,
            &format!("{HISTORY} WHERE e.on_day = ?1 ORDER BY e.id"),
            [number(0)],
        ),
        "all" => told(&db, ALL, [number(0)]),
        "export" => told(&db, EXPORT, ()),
        "check" => raw::check(&db),
        other => panic!("no work is called {other}"),
    }
}

/// One operation in one transaction.
fn within(db: &mut Connection, work: impl FnOnce(&Transaction, i64) -> Result<()>) -> Result<()> {
    let tx = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let sql = "INSERT INTO operation (at_ms, actor, command, hash) VALUES (0, 'bench', 'raw', ?1)";
    tx.prepare_cached(sql)?.insert([NO_HASH])?;
    work(&tx, tx.last_insert_rowid())?;
    tx.commit()
}

fn changed(
    tx: &Transaction,
    (op, seq): (i64, i64),
    (relation, row): (&str, i64),
    (before, after): (&str, &str),
) -> Result<()> {
    let sql = "INSERT INTO change (operation, seq, relation, row, before, after) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let values = params![op, seq, relation, row, before, after];
    tx.prepare_cached(sql)?.execute(values).map(drop)
}

fn notify(
    tx: &Transaction,
    op: i64,
    whom: Option<i64>,
    topic: &str,
    booking: Option<i64>,
) -> Result<()> {
    let sql = "INSERT INTO notification (operation, customer, topic, booking, written_ms, due_ms) \
               VALUES (?1, ?2, ?3, ?4, 0, 0)";
    tx.prepare_cached(sql)?
        .execute(params![op, whom, topic, booking])
        .map(drop)
}

/// The row that tells many what the last entries were.
fn circular(tx: &Transaction, op: i64, topic: &str, entries: i64) -> Result<()> {
    let sql = "INSERT INTO notification \
                   (id, operation, topic, written_ms, due_ms, first_entry, entries, customers) \
               SELECT coalesce(max(id), 0) + ?3, ?1, ?2, 0, 0, \
                   (SELECT max(id) FROM entry) - ?3 + 1, ?3, ?3 FROM notification";
    tx.prepare_cached(sql)?
        .execute(params![op, topic, entries])
        .map(drop)
}

/// A lot with the entry that fills it, of the period of a subscription where one is named.
fn lot(
    tx: &Transaction,
    op: i64,
    (owner, halves): (i64, i64),
    (from, expires): (i64, i64),
    subscription: Option<i64>,
) -> Result<()> {
    let sql = "INSERT INTO lot (operation, owner, kind, granted_halves, left_halves, valid_from_day, \
               expires_day, source, subscription, location, priority) \
               VALUES (?1, ?2, 1, ?3, ?3, ?4, ?5, ?6, ?7, 1, 0)";
    let source = subscription.map_or("grant", |_| "plan");
    let row = params![op, owner, halves, from, expires, source, subscription];
    let lot = tx.prepare_cached(sql)?.insert(row)?;
    enter(tx, op, ("grant", halves, from), (lot, owner), (None, None))
}

fn enter(
    tx: &Transaction,
    op: i64,
    (kind, halves, on): (&str, i64, i64),
    (lot, member): (i64, i64),
    (booking, visit): (Option<i64>, Option<i64>),
) -> Result<()> {
    let sql = "INSERT INTO entry (operation, lot, type, halves, on_day, member, booking, visit) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let row = params![op, lot, kind, halves, on, member, booking, visit];
    tx.prepare_cached(sql)?.insert(row).map(drop)
}

fn customer(db: &Connection, handle: &str) -> Result<i64> {
    let sql = "SELECT id FROM customer WHERE handle = ?1 AND undone = 0";
    db.prepare_cached(sql)?
        .query_row([handle], |row| row.get(0))
}

fn grant(tx: &Transaction, op: i64, handle: &str, halves: i64, on: i64) -> Result<()> {
    let owner = customer(tx, handle)?;
    lot(tx, op, (owner, halves), (on, NEVER), None)?;
    notify(tx, op, Some(owner), "granted", None)
}

fn bulk(db: &mut Connection, file: &str, on: i64) -> Result<()> {
    let text = fs::read_to_string(file).expect("a CSV");
    within(db, |tx, op| {
        let mut granted = 0;
        for (handle, halves) in raw::named(&text) {
            let owner = customer(tx, handle)?;
            lot(tx, op, (owner, halves), (on, NEVER), None)?;
            granted += 1;
        }
        circular(tx, op, "granted", granted)
    })
}

/// The lots of a member with something left that lapsed before a day, or did not.
fn lots(tx: &Transaction, owner: i64, on: i64, lapsed: bool) -> Result<Vec<(i64, i64)>> {
    let sql = if lapsed {
        "SELECT id, left_halves FROM lot WHERE owner = ?1 AND expires_day < ?2 AND left_halves > 0"
    } else {
        "SELECT id, left_halves FROM lot WHERE owner = ?1 AND expires_day >= ?2 AND left_halves > 0 \
         ORDER BY expires_day, id"
    };
    let mut statement = tx.prepare_cached(sql)?;
    let found = statement.query_map([owner, on], |row| Ok((row.get(0)?, row.get(1)?)))?;
    found.collect()
}

/// Takes halves from the lots of a member, earliest expiry first, for a booking or a visit.
fn spend(
    tx: &Transaction,
    op: i64,
    (owner, halves, on): (i64, i64, i64),
    what: (Option<i64>, Option<i64>),
) -> Result<()> {
    let mut missing = halves;
    for (lot, left) in lots(tx, owner, on, false)? {
        let taken = left.min(missing);
        if taken > 0 {
            missing -= taken;
            take(tx, op, ("spend", taken, on), (lot, owner), what)?;
        }
    }
    Ok(())
}

fn take(
    tx: &Transaction,
    op: i64,
    (kind, halves, on): (&str, i64, i64),
    whose: (i64, i64),
    what: (Option<i64>, Option<i64>),
) -> Result<()> {
    let sql = "UPDATE lot SET left_halves = left_halves - ?1 WHERE id = ?2";
    tx.prepare_cached(sql)?.execute([halves, whose.0])?;
    enter(tx, op, (kind, -halves, on), whose, what)
}

fn renew(db: &mut Connection, today: i64, next: i64) -> Result<()> {
    loop {
        let due = raw::due(db, today)?;
        if due.is_empty() {
            return Ok(());
        }
        within(db, |tx, op| {
            let (mut seq, many) = (0, due.len());
            for (plan, owner) in due {
                for (lapsed, left) in lots(tx, owner, today, true)? {
                    take(
                        tx,
                        op,
                        ("expire", left, today),
                        (lapsed, owner),
                        (None, None),
                    )?;
                }
                lot(tx, op, (owner, 20), (today, next - 1), Some(plan))?;
                period(tx, (op, &mut seq), (owner, plan), (today, next))?;
                charge(tx, (op, &mut seq), (owner, plan), today)?;
            }
            let many = i64::try_from(many).expect("few are due at once");
            circular(tx, op, "renewed", many)
        })?;
    }
}

/// The line of one period, and the next one's day.
fn period(
    tx: &Transaction,
    (op, seq): (i64, &mut i64),
    (owner, plan): (i64, i64),
    (today, next): (i64, i64),
) -> Result<()> {
    let text = "Ten, 2025-08-01 to 2025-08-31";
    let sql = "INSERT INTO line (operation, customer, subscription, on_day, text, amount_minor, \
               currency, tax_hundredths, paid) VALUES (?1, ?2, ?3, ?4, ?5, 15000, 'EUR', 0, 0)";
    let row = params![op, owner, plan, today, text];
    tx.prepare_cached(sql)?.insert(row)?;
    let sql = "UPDATE subscription SET due_day = ?1 WHERE id = ?2";
    tx.prepare_cached(sql)?.execute([next, plan])?;
    let was = format!("{{\"due_day\":{today}}}");
    let is = format!("{{\"due_day\":{next}}}");
    changed(tx, (op, *seq), ("subscription", plan), (&was, &is))?;
    *seq += 1;
    Ok(())
}

/// Charges what waits for the period.
fn charge(
    tx: &Transaction,
    (op, seq): (i64, &mut i64),
    (owner, plan): (i64, i64),
    today: i64,
) -> Result<()> {
    let sql = "SELECT id FROM booking WHERE subscription = ?1 AND charges_day <= ?2 \
               AND pay_status = 'pending'";
    let waiting: Vec<i64> = tx
        .prepare_cached(sql)?
        .query_map([plan, today], |row| row.get(0))?
        .collect::<Result<_>>()?;
    for booking in waiting {
        spend(tx, op, (owner, 2, today), (Some(booking), None))?;
        let sql = "UPDATE booking SET status = 'confirmed', pay_status = 'charged' WHERE id = ?1";
        tx.prepare_cached(sql)?.execute([booking])?;
        let words = (
            "{\"status\":\"tentative\",\"pay_status\":\"pending\"}",
            "{\"status\":\"confirmed\",\"pay_status\":\"charged\"}",
        );
        changed(tx, (op, *seq), ("booking", booking), words)?;
        *seq += 1;
    }
    Ok(())
}

fn book(tx: &Transaction, op: i64, handle: &str, on: i64) -> Result<()> {
    let member = customer(tx, handle)?;
    let sql = "SELECT COALESCE(max(number), 0) + 1 FROM seat WHERE desk = 1 AND on_day = ?1";
    let seat: i64 = tx.prepare_cached(sql)?.query_row([on], |row| row.get(0))?;
    let sql = "INSERT INTO booking (operation, member, desk, on_day, seats, status, pay_by, pay_status) \
               VALUES (?1, ?2, 1, ?3, 1, 'confirmed', 'passes', 'charged')";
    let booking = tx.prepare_cached(sql)?.insert([op, member, on])?;
    let sql = "INSERT INTO seat (desk, on_day, number, booking) VALUES (1, ?1, ?2, ?3)";
    tx.prepare_cached(sql)?.execute([on, seat, booking])?;
    spend(tx, op, (member, 2, on), (Some(booking), None))?;
    notify(tx, op, None, "booked", Some(booking))
}

fn checkin(tx: &Transaction, op: i64, handle: &str, on: i64) -> Result<()> {
    let member = customer(tx, handle)?;
    let sql = "INSERT INTO visit (operation, member, guest, location, on_day, service, in_ms, status, \
               auto, covered_by, kind, valid_until_ms, owed_halves) \
               VALUES (?1, ?2, '', 1, ?3, '', 0, 'inside', 0, 'pass', 1, 0, 0)";
    let visit = tx.prepare_cached(sql)?.insert([op, member, on])?;
    spend(tx, op, (member, 2, on), (None, Some(visit)))
}

fn checkout(tx: &Transaction, op: i64, handle: &str) -> Result<()> {
    let member = customer(tx, handle)?;
    let sql = "SELECT id FROM visit WHERE member = ?1 AND guest = '' AND status = 'inside'";
    let visit: i64 = tx
        .prepare_cached(sql)?
        .query_row([member], |row| row.get(0))?;
    let sql = "UPDATE visit SET out_ms = 1, status = 'left' WHERE id = ?1";
    tx.prepare_cached(sql)?.execute([visit])?;
    let was = "{\"out_ms\":null,\"status\":\"inside\"}";
    let is = "{\"out_ms\":1751371200000,\"status\":\"left\"}";
    changed(tx, (op, 0), ("visit", visit), (was, is))
}

/// The account of a member: the questions that `member show` asks the tables about it.
fn balance(db: &Connection, handle: &str, on: i64) -> Result<()> {
    let id = customer(db, handle)?;
    for sql in [
        "SELECT * FROM customer WHERE id = ?1 AND ?2",
        "SELECT l.*, k.handle FROM lot l JOIN kind k ON k.id = l.kind \
         WHERE l.owner = ?1 AND l.left_halves > 0 AND l.expires_day >= ?2 ORDER BY l.expires_day, l.id",
        "SELECT s.*, t.* FROM subscription s JOIN term t ON t.subscription = s.id \
         WHERE s.customer = ?1 AND ?2",
        "SELECT * FROM booking WHERE member = ?1 AND on_day >= ?2",
        "SELECT * FROM hold WHERE customer = ?1 AND ?2 AND removed = 0",
        "SELECT * FROM visit WHERE member = ?1 AND ?2 AND owed_halves > 0",
        "SELECT currency, sum(amount_minor) FROM line WHERE customer = ?1 AND ?2 AND paid = 0 \
         AND removed = 0 AND undone = 0 GROUP BY currency",
    ] {
        told(db, sql, [id, on])?;
    }
    Ok(())
}

fn page(db: &Connection, handle: &str) -> Result<()> {
    let id = customer(db, handle)?;
    let sql = format!("{HISTORY} WHERE e.member = ?1 ORDER BY e.id DESC LIMIT 50");
    told(db, &sql, [id])
}

/// What a history tells of each entry.
const HISTORY: &str = "SELECT e.id, o.at_ms, e.on_day, c.handle, e.type, e.halves, w.handle, \
    k.handle, e.lot, e.booking, e.visit, p.handle, o.id, o.actor, o.memo FROM entry e \
    JOIN operation o ON o.id = e.operation JOIN customer c ON c.id = e.member \
    JOIN lot l ON l.id = e.lot JOIN customer w ON w.id = l.owner JOIN kind k ON k.id = l.kind \
    JOIN location p ON p.id = l.location";

/// What an export tells of each entry.
const EXPORT: &str = "SELECT e.id, e.operation, o.at_ms, e.on_day, c.kind, c.handle, e.type, e.halves, \
    k.handle, e.lot, e.booking, e.visit, o.actor, o.memo FROM entry e \
    JOIN operation o ON o.id = e.operation JOIN customer c ON c.id = e.member \
    JOIN lot l ON l.id = e.lot JOIN kind k ON k.id = l.kind ORDER BY e.id";

/// What the list of members tells of each.
const ALL: &str = "SELECT c.number, c.handle, c.name, c.email, m.handle, p.handle, c.use_passes, c.tags, \
    (SELECT sum(left_halves) FROM lot WHERE owner = c.id AND left_halves > 0 \
        AND valid_from_day <= ?1 AND expires_day >= ?1), \
    (SELECT count(*) FROM booking WHERE member = c.id AND on_day >= ?1), \
    (SELECT sum(owed_halves) FROM visit WHERE member = c.id AND owed_halves > 0), \
    (SELECT max(until_day IS NULL OR until_day >= ?1) FROM subscription WHERE customer = c.id) \
    FROM customer c JOIN location p ON p.id = c.location LEFT JOIN customer m ON m.id = c.company \
    WHERE c.kind = 'person' AND c.undone = 0 ORDER BY c.number";

/// Every row of an answer, as lines with commas.
fn told(db: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    let mut statement = db.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query(values)?;
    while let Some(row) = rows.next()? {
        line(&mut out, row, columns)?;
    }
    Ok(())
}

fn line(out: &mut impl io::Write, row: &Row, columns: usize) -> Result<()> {
    use rusqlite::types::ValueRef as Found;
    for at in 0..columns {
        let written = match row.get_ref(at)? {
            Found::Integer(number) => write!(out, "{number},"),
            Found::Text(text) => out.write_all(text).and_then(|()| out.write_all(b",")),
            Found::Null | Found::Real(_) | Found::Blob(_) => out.write_all(b","),
        };
        written.expect("standard output");
    }
    out.write_all(b"\n").expect("standard output");
    Ok(())
}
