//! What members used of passes, or are to use: at a location (D10), of a kind (K4), and of a lot
//! away from its home (D11).

use super::{Row, Snapshot, StoreError};
use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::{BookingId, CustomerId, KindId, LocationId, LotId, OperationId, VisitId};
use crate::domain::limit::Use;
use crate::domain::qty::PassQty;

/// Passes that stand charged to a booking or a visit, or that a booking will be charged.
#[derive(Debug, Clone, Copy)]
pub struct Used {
    /// The date of use, and how many.
    pub of: Use,
    /// The booking that they pay.
    pub booking: Option<BookingId>,
    /// The visit that they pay.
    pub visit: Option<VisitId>,
}

fn from_row(row: &Row) -> Result<Used, StoreError> {
    Ok(Used {
        of: Use {
            on: row.get("on_day")?,
            passes: row.get("halves")?,
        },
        booking: row.get("booking")?,
        visit: row.get("visit")?,
    })
}

/// What a member uses at a location on the days of a span: what visits and bookings were charged and
/// not given back, and what bookings wait to be charged (D10).
pub fn at_location(
    db: &Snapshot,
    member: CustomerId,
    location: LocationId,
    span: DaySpan,
) -> Result<Vec<Used>, StoreError> {
    db.rows(
        "SELECT v.on_day, NULL AS booking, v.id AS visit, -e.halves AS halves \
         FROM visit v JOIN entry e ON e.visit = v.id WHERE v.member = $1 AND v.location = $2 \
         AND v.on_day BETWEEN $3 AND $4 AND e.type IN ('spend', 'refund') \
         UNION ALL SELECT b.on_day, b.id, NULL, -e.halves \
         FROM booking b JOIN desk d ON d.id = b.desk JOIN entry e ON e.booking = b.id \
         WHERE b.member = $1 AND d.location = $2 \
         AND b.on_day BETWEEN $3 AND $4 AND e.type IN ('spend', 'refund') \
         UNION ALL SELECT b.on_day, b.id, NULL, 2 * b.seats \
         FROM booking b JOIN desk d ON d.id = b.desk WHERE b.member = $1 AND d.location = $2 \
         AND b.on_day BETWEEN $3 AND $4 AND (b.pay_status = 'pending' \
         OR (b.pay_status = 'unpaid' AND b.pay_by <> 'money'))",
        &[
            member.into(),
            location.into(),
            span.from.into(),
            span.to.into(),
        ],
        from_row,
    )
}

/// What a member uses of a kind on the days of a span: what visits and bookings were charged and not
/// given back (K4).
pub fn of_kind(
    db: &Snapshot,
    member: CustomerId,
    kind: KindId,
    span: DaySpan,
) -> Result<Vec<Used>, StoreError> {
    db.rows(
        "SELECT v.on_day, NULL AS booking, v.id AS visit, -e.halves AS halves \
         FROM visit v JOIN entry e ON e.visit = v.id JOIN lot l ON l.id = e.lot \
         WHERE v.member = $1 AND l.kind = $2 \
         AND v.on_day BETWEEN $3 AND $4 AND e.type IN ('spend', 'refund') \
         UNION ALL SELECT b.on_day, b.id, NULL, -e.halves \
         FROM booking b JOIN entry e ON e.booking = b.id JOIN lot l ON l.id = e.lot \
         WHERE b.member = $1 AND l.kind = $2 \
         AND b.on_day BETWEEN $3 AND $4 AND e.type IN ('spend', 'refund')",
        &[member.into(), kind.into(), span.from.into(), span.to.into()],
        from_row,
    )
}

/// The bookings of a member on the days of a span that lots of a kind which is not counted cover, a
/// use for each seat (K4, T2).
pub fn covered(
    db: &Snapshot,
    member: CustomerId,
    kind: KindId,
    span: DaySpan,
) -> Result<Vec<Used>, StoreError> {
    db.rows(
        "SELECT b.on_day, b.id AS booking, NULL AS visit, 2 * b.seats AS halves \
         FROM booking b JOIN lot l ON l.id = b.lot WHERE b.member = $1 AND l.kind = $2 \
         AND b.on_day BETWEEN $3 AND $4 AND b.pay_status = 'charged'",
        &[member.into(), kind.into(), span.from.into(), span.to.into()],
        from_row,
    )
}

/// The bookings that a lot covers without a count (T2), by date, with the operations that made them.
pub fn covered_by(
    db: &Snapshot,
    lot: LotId,
) -> Result<Vec<(BookingId, Day, OperationId)>, StoreError> {
    db.rows(
        "SELECT id, on_day, operation FROM booking WHERE lot = $1 AND pay_status = 'charged' \
         ORDER BY on_day, id",
        &[lot.into()],
        |row| Ok((row.get("id")?, row.get("on_day")?, row.get("operation")?)),
    )
}

/// The visits of a member on the days of a span that a kind which is not counted covered (K4), a use
/// each.
pub fn not_counted(
    db: &Snapshot,
    member: CustomerId,
    kind: KindId,
    span: DaySpan,
) -> Result<Vec<(VisitId, Day)>, StoreError> {
    db.rows(
        "SELECT id, on_day FROM visit WHERE member = $1 AND kind = $2 \
         AND on_day BETWEEN $3 AND $4 AND covered_by = 'unlimited' ORDER BY on_day",
        &[member.into(), kind.into(), span.from.into(), span.to.into()],
        |row| Ok((row.get("id")?, row.get("on_day")?)),
    )
}

/// The dates of the visits of an owner and, of a company, of its members, that a kind which is not
/// counted covered from a day on, soonest first (T2).
pub fn not_counted_of(
    db: &Snapshot,
    owner: CustomerId,
    kind: KindId,
    from: Day,
) -> Result<Vec<Day>, StoreError> {
    db.rows(
        "SELECT on_day FROM visit WHERE kind = $1 AND on_day >= $2 AND covered_by = 'unlimited' \
         AND member IN (SELECT id FROM customer WHERE id = $3 OR company = $3) ORDER BY on_day",
        &[kind.into(), from.into(), owner.into()],
        |row| row.get("on_day"),
    )
}

/// The dates of the visits and bookings that a lot pays for, or of the bookings that it covers
/// without a count (T2), with their ids.
pub fn of_lot(db: &Snapshot, lot: LotId) -> Result<Vec<(Day, String)>, StoreError> {
    db.rows(
        "SELECT COALESCE(b.on_day, v.on_day) AS on_day, e.booking, e.visit FROM entry e \
         LEFT JOIN booking b ON b.id = e.booking LEFT JOIN visit v ON v.id = e.visit \
         WHERE e.lot = $1 AND e.type IN ('spend', 'refund') \
         AND (e.booking IS NOT NULL OR e.visit IS NOT NULL) \
         GROUP BY e.booking, e.visit, COALESCE(b.on_day, v.on_day) HAVING SUM(e.halves) < 0 \
         UNION ALL SELECT on_day, id, NULL FROM booking WHERE lot = $1 AND pay_status = 'charged'",
        &[lot.into()],
        |row| {
            let booking: Option<BookingId> = row.get("booking")?;
            let visit: Option<VisitId> = row.get("visit")?;
            let booking = booking.map(|booking| booking.to_string());
            let by = booking.or_else(|| visit.map(|visit| visit.to_string()));
            Ok((row.get("on_day")?, by.unwrap_or_default()))
        },
    )
}

/// How much of a lot stands charged to bookings and visits away from its home (D11).
pub fn away(db: &Snapshot, lot: LotId, home: LocationId) -> Result<PassQty, StoreError> {
    let sql = "SELECT CAST(COALESCE(-SUM(e.halves), 0) AS BIGINT) AS halves FROM entry e \
               LEFT JOIN booking b ON b.id = e.booking LEFT JOIN desk d ON d.id = b.desk \
               LEFT JOIN visit v ON v.id = e.visit WHERE e.lot = $1 \
               AND e.type IN ('spend', 'refund') AND COALESCE(d.location, v.location, $2) <> $2";
    let away = db.one(sql, &[lot.into(), home.into()], |row| row.get("halves"))?;
    Ok(away.unwrap_or_default())
}
