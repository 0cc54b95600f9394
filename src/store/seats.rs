//! The seats that bookings hold: one row a seat, with a number that no other booking of the desk
//! has on that date, so that the database itself refuses to sell a seat twice. They follow from the
//! bookings and are not journaled.

use super::{Snapshot, StoreError, Tx};
use crate::domain::booking::Booking;
use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::{BookingId, DeskId};

/// How many seats of a desk bookings hold, for each day of the span that has any, by day (D2).
pub fn held(db: &Snapshot, desk: DeskId, span: DaySpan) -> Result<Vec<(Day, i64)>, StoreError> {
    db.rows(
        "SELECT on_day, CAST(COUNT(*) AS BIGINT) AS held FROM seat \
         WHERE desk = $1 AND on_day BETWEEN $2 AND $3 GROUP BY on_day ORDER BY on_day",
        &[desk.into(), span.from.into(), span.to.into()],
        |row| Ok((row.get("on_day")?, row.get("held")?)),
    )
}

/// Gives up the seats that a booking holds and that are not its own by its row, and answers how
/// many it has too few.
pub fn release(tx: &Tx, booking: &Booking) -> Result<i64, StoreError> {
    let (id, desk, on) = (booking.id.into(), booking.desk.into(), booking.on.into());
    tx.exec(
        "DELETE FROM seat WHERE booking = $1 AND (desk <> $2 OR on_day <> $3)",
        &[id, desk, on],
    )?;
    let number = |row: &super::Row| row.get::<i64>("number");
    let sql = "SELECT number FROM seat WHERE booking = $1 ORDER BY number DESC";
    let mut have = tx.rows(sql, &[id], number)?;
    let mut missing = booking.holds() - i64::try_from(have.len()).expect("fewer than seats");
    while missing < 0 {
        let highest = have.pop().expect("it holds more than it should").into();
        tx.exec(
            "DELETE FROM seat WHERE desk = $1 AND on_day = $2 AND number = $3",
            &[desk, on, highest],
        )?;
        missing += 1;
    }
    Ok(missing)
}

/// Makes the seats that a booking holds what its row says. New ones have the lowest free numbers of
/// the desk; refused where it has none left.
pub fn hold(tx: &Tx, booking: &Booking) -> Result<(), StoreError> {
    let mut missing = release(tx, booking)?;
    if missing == 0 {
        return Ok(());
    }
    let (id, desk, on) = (booking.id.into(), booking.desk.into(), booking.on.into());
    let sql = "SELECT number FROM seat WHERE desk = $1 AND on_day = $2 ORDER BY number";
    let taken = tx.rows(sql, &[desk, on], |row| row.get::<i64>("number"))?;
    let seats = tx.one("SELECT seats FROM desk WHERE id = $1", &[desk], |row| {
        row.get("seats")
    })?;
    let numbers = 1..=seats.unwrap_or(0);
    for number in numbers.filter(|number| taken.binary_search(number).is_err()) {
        tx.exec(
            "INSERT INTO seat (desk, on_day, number, booking) VALUES ($1, $2, $3, $4)",
            &[desk, on, number.into(), id],
        )?;
        missing -= 1;
        if missing == 0 {
            return Ok(());
        }
    }
    Err(StoreError::Sql(format!(
        "no seat is left for {}",
        booking.id
    )))
}

/// Bookings that do not hold the seats they should, on the desk and the date they are for, by id;
/// none in books that are whole.
pub fn misseated(db: &Snapshot) -> Result<Vec<BookingId>, StoreError> {
    db.rows(
        "SELECT b.id FROM booking b LEFT JOIN (SELECT booking, COUNT(*) AS seats, \
             MIN(desk) AS desk, MAX(desk) AS last_desk, MIN(on_day) AS on_day, \
             MAX(on_day) AS last_day FROM seat GROUP BY booking) s ON s.booking = b.id \
         WHERE COALESCE(s.seats, 0) <> CASE b.status WHEN 'cancelled' THEN 0 ELSE b.seats END \
             OR s.desk <> b.desk OR s.last_desk <> b.desk \
             OR s.on_day <> b.on_day OR s.last_day <> b.on_day \
         ORDER BY b.id LIMIT 5",
        &[],
        |row| row.get("id"),
    )
}
