//! Bookings. Each write also brings the seats they hold in line.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::journal::Relation;
use super::{AsOf, Row, Snapshot, StoreError, Tx, Value, seats};
use crate::domain::booking::{Booking, PayBy, PaymentStatus, Status};
use crate::domain::day::Day;
use crate::domain::ids::{
    BookingId, CustomerId, DeskId, LocationId, LotId, OperationId, SubscriptionId,
};
use crate::domain::qty::PassQty;
use crate::domain::spend::Draw;

/// Which bookings are meant; None and empty mean all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The first date.
    pub from: Option<Day>,
    /// The last date.
    pub until: Option<Day>,
    /// Whose.
    pub member: Option<CustomerId>,
    /// Of that desk.
    pub desk: Option<DeskId>,
    /// Of the desks of that location.
    pub location: Option<LocationId>,
    /// What they are.
    pub status: Option<Status>,
    /// What became of the payment.
    pub pay_status: Option<PaymentStatus>,
    /// Waiting for that subscription, now or before.
    pub subscription: Option<SubscriptionId>,
    /// Not those that were cancelled.
    pub standing: bool,
    /// The newest so many, by id.
    pub limit: Option<u32>,
}

/// A booking, who made it, and what its lots paid.
#[derive(Debug, Clone, Copy)]
pub struct Listed {
    /// The booking.
    pub booking: Booking,
    /// The operation that made it.
    pub operation: OperationId,
    /// What lots paid for it and did not get back.
    pub paid: PassQty,
}

fn from_row(row: &Row) -> Result<Booking, StoreError> {
    let word = |column: &str| row.get::<String>(column);
    let damaged = |column: &str| StoreError::Damaged(format!("a booking's {column}"));
    Ok(Booking {
        id: row.get("id")?,
        member: row.get("member")?,
        desk: row.get("desk")?,
        on: row.get("on_day")?,
        seats: row.get("seats")?,
        status: Status::read(&word("status")?).ok_or_else(|| damaged("status"))?,
        pay_by: PayBy::read(&word("pay_by")?).ok_or_else(|| damaged("pay_by"))?,
        pay_status: PaymentStatus::read(&word("pay_status")?)
            .ok_or_else(|| damaged("pay_status"))?,
        charges_on: row.get("charges_day")?,
        subscription: row.get("subscription")?,
        lot: row.get("lot")?,
    })
}

/// The booking with that id, or None.
pub fn find(db: &Snapshot, id: BookingId) -> Result<Option<Booking>, StoreError> {
    let sql = "SELECT * FROM booking WHERE id = $1";
    db.one(sql, &[id.into()], from_row)
}

/// The booking with that id as it stood then, or None where it was not made yet.
pub fn find_as_of(
    db: &Snapshot,
    id: BookingId,
    as_of: AsOf,
) -> Result<Option<Booking>, StoreError> {
    let sql = "SELECT * FROM booking WHERE id = $1 AND operation <= $2";
    let values = [id.into(), as_of.last().into()];
    let found = db.rows_as_of(as_of, Relation::Booking, sql, &values, from_row)?;
    Ok(found.into_iter().next())
}

/// The operation that made a booking.
pub fn made_by(db: &Snapshot, id: BookingId) -> Result<OperationId, StoreError> {
    let sql = "SELECT operation FROM booking WHERE id = $1";
    db.one(sql, &[id.into()], |row| row.get("operation"))?
        .ok_or(StoreError::NotFound {
            relation: "booking",
            id: id.0,
        })
}

/// The bookings meant, by date and id.
pub fn list(db: &Snapshot, filter: &Filter) -> Result<Vec<Booking>, StoreError> {
    let (chosen, values) = chosen(filter);
    let sql = format!("SELECT b.* {chosen} ORDER BY b.on_day, b.id");
    db.rows(&sql, &values, from_row)
}

/// The subscriptions that pending bookings wait for.
pub fn waited_for(db: &Snapshot) -> Result<BTreeSet<SubscriptionId>, StoreError> {
    let sql = "SELECT DISTINCT subscription FROM booking WHERE pay_status = 'pending'";
    let waited_for = db.rows(sql, &[], |row| row.get("subscription"))?;
    Ok(waited_for.into_iter().collect())
}

/// [`list`] with what each of them took from lots.
pub fn list_paid(db: &Snapshot, filter: &Filter) -> Result<Vec<Listed>, StoreError> {
    let mut all = Vec::new();
    each_paid(db, filter, |listed| {
        all.push(listed);
        Ok::<(), StoreError>(())
    })?;
    Ok(all)
}

/// [`list_paid`] without holding them in memory.
pub fn each_paid<E: From<StoreError>>(
    db: &Snapshot,
    filter: &Filter,
    mut each: impl FnMut(Listed) -> Result<(), E>,
) -> Result<(), E> {
    let (chosen, values) = chosen(filter);
    let sql = format!(
        "SELECT b.*, (SELECT CAST(COALESCE(-SUM(e.halves), 0) AS BIGINT) FROM entry e \
             WHERE e.booking = b.id AND e.type IN ('spend', 'refund')) AS paid_halves \
         {chosen} ORDER BY b.on_day, b.id"
    );
    db.each(&sql, &values, |row| {
        each(Listed {
            booking: from_row(row)?,
            operation: row.get("operation")?,
            paid: row.get("paid_halves")?,
        })
    })
}

/// The bookings that one customer had then, as they stood, by id (B8).
pub fn list_customer_as_of(
    db: &Snapshot,
    customer: CustomerId,
    as_of: AsOf,
) -> Result<Vec<Booking>, StoreError> {
    let sql = "SELECT * FROM booking WHERE member = $1 AND operation <= $2 ORDER BY id";
    let key = [customer.into(), as_of.last().into()];
    db.rows_as_of(as_of, Relation::Booking, sql, &key, from_row)
}

/// The FROM and WHERE of a filter, and its values.
fn chosen(filter: &Filter) -> (String, Vec<Value<'static>>) {
    let mut sql = String::from("FROM booking b WHERE 1 = 1");
    let mut values = Vec::new();
    for (condition, value) in [
        ("b.on_day >= $", Value::from(filter.from)),
        ("b.on_day <= $", filter.until.into()),
        ("b.member = $", filter.member.into()),
        ("b.desk = $", filter.desk.into()),
        ("b.status = $", filter.status.map(Status::word).into()),
        ("b.subscription = $", filter.subscription.into()),
    ] {
        if value != Value::Null {
            values.push(value);
            write!(sql, " AND {condition}{}", values.len()).expect("a String takes everything");
        }
    }
    if let Some(pay_status) = filter.pay_status {
        // Not a value: what is pending has an index of its own, which a placeholder cannot promise.
        let word = pay_status.word();
        write!(sql, " AND b.pay_status = '{word}'").expect("a String takes everything");
    }
    if let Some(location) = filter.location {
        values.push(location.into());
        let at = values.len();
        write!(
            sql,
            " AND b.desk IN (SELECT id FROM desk WHERE location = ${at})"
        )
        .expect("a String takes everything");
    }
    if filter.standing {
        sql.push_str(" AND b.status <> 'cancelled'");
    }
    if let Some(limit) = filter.limit {
        values.push(limit.into());
        let newest = format!(
            "SELECT b.id {sql} ORDER BY b.id DESC LIMIT ${}",
            values.len()
        );
        sql = format!("FROM booking b WHERE b.id IN ({newest})");
    }
    (sql, values)
}

/// What each lot paid for a booking and did not get back, in the order they were first drawn from;
/// nothing of the one that covers it without a count (T2).
pub fn draws(db: &Snapshot, booking: &Booking) -> Result<Vec<Draw>, StoreError> {
    draws_as_of(db, booking, AsOf::Now)
}

/// [`draws`] as the books stood then, when the booking was what it is said to be (B8).
pub fn draws_as_of(db: &Snapshot, booking: &Booking, as_of: AsOf) -> Result<Vec<Draw>, StoreError> {
    if let Some(lot) = booking.lot {
        return Ok(vec![Draw::covering(lot)]);
    }
    db.rows(
        "SELECT lot, CAST(-SUM(halves) AS BIGINT) AS halves FROM entry \
         WHERE booking = $1 AND operation <= $2 AND type IN ('spend', 'refund') \
         GROUP BY lot HAVING SUM(halves) < 0 ORDER BY MIN(id)",
        &[booking.id.into(), as_of.last().into()],
        draw_from_row,
    )
}

/// What each lot got back when a booking was last refunded; nothing the one that covered it (T2).
pub fn refunds(db: &Snapshot, booking: &Booking) -> Result<Vec<Draw>, StoreError> {
    if let Some(lot) = booking.lot {
        return Ok(vec![Draw::covering(lot)]);
    }
    db.rows(
        "SELECT lot, CAST(SUM(halves) AS BIGINT) AS halves FROM entry \
         WHERE booking = $1 AND type = 'refund' AND operation = \
             (SELECT MAX(operation) FROM entry WHERE booking = $1 AND type = 'refund') \
         GROUP BY lot ORDER BY MIN(id)",
        &[booking.id.into()],
        draw_from_row,
    )
}

fn draw_from_row(row: &Row) -> Result<Draw<LotId>, StoreError> {
    Ok(Draw {
        lot: row.get("lot")?,
        passes: row.get("halves")?,
    })
}

fn columns(booking: &Booking) -> [(&'static str, Value<'static>); 10] {
    [
        ("member", booking.member.into()),
        ("desk", booking.desk.into()),
        ("on_day", booking.on.into()),
        ("seats", booking.seats.into()),
        ("status", booking.status.word().into()),
        ("pay_by", booking.pay_by.word().into()),
        ("pay_status", booking.pay_status.word().into()),
        ("charges_day", booking.charges_on.into()),
        ("subscription", booking.subscription.into()),
        ("lot", booking.lot.into()),
    ]
}

/// Adds a booking with its seats; its id is not read.
pub fn add(tx: &Tx, new: &Booking) -> Result<BookingId, StoreError> {
    let id = BookingId(tx.insert(Relation::Booking, &columns(new))?);
    seats::hold(tx, &Booking { id, ..*new })?;
    Ok(id)
}

/// Writes a booking as it is now, and the seats it holds.
pub fn set(tx: &Tx, booking: &Booking) -> Result<(), StoreError> {
    tx.amend(Relation::Booking, booking.id.0, &columns(booking))?;
    seats::hold(tx, booking)
}

/// The bookings from that one on, by id.
pub fn list_since(db: &Snapshot, first: BookingId) -> Result<Vec<BookingId>, StoreError> {
    let sql = "SELECT id FROM booking WHERE id >= $1 ORDER BY id";
    db.rows(sql, &[first.into()], |row| row.get("id"))
}

/// Bookings of whose payment the ledger or the invoices say otherwise. With passes: charged ones that
/// took less than a pass a seat, and others, or those that a lot covers without a count (T2), that
/// took something and did not give it back. With money (D7): unpaid ones whose lines leave nothing to
/// be paid, paid ones whose lines leave something, and ones that were taken back whose lines come to
/// something; lines of others too. By id, at most five; the bookings, the entries and the lines are
/// each read once.
pub fn mispaid(db: &Snapshot) -> Result<Vec<BookingId>, StoreError> {
    db.rows(
        "SELECT b.id FROM booking b LEFT JOIN (SELECT booking, SUM(halves) AS halves FROM entry \
             WHERE booking IS NOT NULL AND type IN ('spend', 'refund') GROUP BY booking) e \
             ON e.booking = b.id \
         LEFT JOIN (SELECT l.booking, SUM(l.amount_minor) AS due_minor, \
                 SUM(CASE WHEN l.paid = 1 OR p.invoice IS NOT NULL THEN 0 ELSE l.amount_minor END) \
                     AS owed_minor \
             FROM line l LEFT JOIN (SELECT invoice FROM payment WHERE undone = 0) p \
                 ON p.invoice = l.invoice \
             WHERE l.booking IS NOT NULL AND l.undone = 0 AND l.removed = 0 GROUP BY l.booking) m \
             ON m.booking = b.id \
         WHERE (b.pay_status = 'charged' AND b.lot IS NULL \
                 AND COALESCE(-e.halves, 0) < 2 * b.seats) \
             OR ((b.pay_status <> 'charged' OR b.lot IS NOT NULL) AND COALESCE(e.halves, 0) <> 0) \
             OR (b.pay_by <> 'money' AND m.booking IS NOT NULL) \
             OR (b.pay_by = 'money' AND CASE b.pay_status \
                 WHEN 'paid' THEN COALESCE(m.owed_minor, 0) > 0 \
                 WHEN 'unpaid' THEN COALESCE(m.owed_minor, 0) <= 0 \
                 WHEN 'removed' THEN COALESCE(m.due_minor, 0) <> 0 \
                 WHEN 'refunded' THEN COALESCE(m.due_minor, 0) <> 0 \
                 ELSE 1 END) \
         ORDER BY b.id LIMIT 5",
        &[],
        |row| row.get("id"),
    )
}
