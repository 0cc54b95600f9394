//! Sums over many rows at once, for reports.

use std::collections::BTreeMap;

use super::{Snapshot, StoreError, Value, ledger};
use crate::domain::day::{Day, DaySpan, Instant};
use crate::domain::ids::{CustomerId, DeskId, KindId, LocationId, LotId, OperationId};
use crate::domain::lot::Source;
use crate::domain::qty::PassQty;

/// A lot that is about to expire.
#[derive(Debug, Clone)]
pub struct Expiring {
    /// The lot.
    pub lot: LotId,
    /// The owner's handle.
    pub owner: String,
    /// The owner's name.
    pub name: String,
    /// The owner's address, for whoever wants to write to them.
    pub email: Option<String>,
    /// Its kind.
    pub kind: KindId,
    /// What is left of it.
    pub left: PassQty,
    /// Its last day.
    pub expires_on: Day,
}

/// How much a member, or a company for itself, used.
#[derive(Debug, Clone)]
pub struct OfMember {
    /// The handle.
    pub handle: String,
    /// Whether it is a company.
    pub is_company: bool,
    /// The name.
    pub name: String,
    /// Bookings that stand.
    pub bookings: i64,
    /// Visits, without refused ones.
    pub visits: i64,
    /// Passes that paid for them.
    pub passes: PassQty,
}

/// How much was used of what came from one place.
#[derive(Debug, Clone)]
pub struct OfPlan {
    /// The plan's name when it was sold; None where the passes are of none.
    pub plan: Option<String>,
    /// Where the passes came from.
    pub source: Source,
    /// How many were used.
    pub passes: PassQty,
}

/// How much a desk was used.
#[derive(Debug, Clone)]
pub struct OfDesk {
    /// The desk.
    pub desk: DeskId,
    /// Bookings that stand.
    pub bookings: i64,
    /// Their seats.
    pub seats: i64,
    /// Passes that paid for them.
    pub passes: PassQty,
}

/// How many people came to a location on each day without a booking or a seat of their own.
pub fn walk_ins(
    db: &Snapshot,
    location: LocationId,
    span: DaySpan,
) -> Result<BTreeMap<Day, i64>, StoreError> {
    let rows = db.rows(
        "SELECT on_day, CAST(COUNT(*) AS BIGINT) FROM \
         (SELECT DISTINCT on_day, member, guest FROM visit WHERE on_day BETWEEN $1 AND $2 \
          AND location = $3 AND status <> 'refused' \
          AND covered_by NOT IN ('booking', 'assignment')) AS came GROUP BY on_day",
        &[span.from.into(), span.to.into(), location.into()],
        |row| Ok((row.at(0)?, row.at(1)?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// The lots of customers at home there of which something is left and whose last day is in the
/// span, soonest first.
pub fn expiring(
    db: &Snapshot,
    home: LocationId,
    span: DaySpan,
) -> Result<Vec<Expiring>, StoreError> {
    db.rows(
        "SELECT l.id, c.handle, c.name, c.email, l.kind, l.left_halves, l.expires_day FROM lot l \
         JOIN customer c ON c.id = l.owner \
         WHERE l.left_halves > 0 AND l.expires_day BETWEEN $1 AND $2 AND c.location = $3 \
         ORDER BY l.expires_day, c.handle, l.id",
        &[span.from.into(), span.to.into(), home.into()],
        |row| {
            Ok(Expiring {
                lot: row.at(0)?,
                owner: row.at(1)?,
                name: row.at(2)?,
                email: row.at(3)?,
                kind: row.at(4)?,
                left: row.at(5)?,
                expires_on: row.at(6)?,
            })
        },
    )
}

/// Passes by whose they are and kind.
pub type Held = BTreeMap<(CustomerId, KindId), PassQty>;

/// What customers at home there have that can be used on a day; with `pooled` what their companies
/// have together (P4).
pub fn held(db: &Snapshot, home: LocationId, on: Day, pooled: bool) -> Result<Held, StoreError> {
    let rows = db.rows(
        "SELECT COALESCE(CASE WHEN $1 = 1 THEN c.company END, c.id) AS holder, l.kind, \
             CAST(SUM(l.left_halves) AS BIGINT) FROM lot l JOIN customer c ON c.id = l.owner \
         WHERE l.left_halves > 0 AND l.valid_from_day <= $2 AND l.expires_day >= $2 \
             AND c.location = $3 GROUP BY holder, l.kind",
        &[pooled.into(), on.into(), home.into()],
        |row| Ok(((row.at(0)?, row.at(1)?), row.at(2)?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// What was spent of whose lots since an instant, without what came back; `pooled` as in [`held`].
pub fn spent_since(db: &Snapshot, since: Instant, pooled: bool) -> Result<Held, StoreError> {
    let sql = "SELECT MIN(id) FROM operation WHERE at_ms >= $1";
    let from = db.one(sql, &[since.into()], |row| row.at::<Option<OperationId>>(0))?;
    let Some(from) = from.flatten() else {
        return Ok(Held::new());
    };
    let rows = db.rows(
        "SELECT COALESCE(CASE WHEN $1 = 1 THEN c.company END, c.id) AS holder, l.kind, \
             CAST(SUM(-e.halves) AS BIGINT) FROM entry e JOIN operation o ON o.id = e.operation \
         JOIN lot l ON l.id = e.lot JOIN customer c ON c.id = l.owner \
         WHERE e.id >= $2 AND o.at_ms >= $3 AND e.type IN ('spend', 'refund') \
         GROUP BY holder, l.kind",
        &[
            pooled.into(),
            ledger::first_since(db, from)?.into(),
            since.into(),
        ],
        |row| Ok(((row.at(0)?, row.at(1)?), row.at(2)?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// Which uses are meant: the date of use, and where; None is everywhere.
#[derive(Debug, Clone, Copy)]
pub struct Uses {
    /// The dates of use.
    pub span: DaySpan,
    /// The location.
    pub location: Option<LocationId>,
}

impl Uses {
    fn values(self) -> [Value<'static>; 3] {
        let location = self.location.map_or(Value::Null, Value::from);
        [self.span.from.into(), self.span.to.into(), location]
    }
}

/// What members used, the most first. A booking that was cancelled too late is none any more, but
/// its passes are gone.
pub fn used_by_member(db: &Snapshot, uses: Uses) -> Result<Vec<OfMember>, StoreError> {
    db.rows(
        "SELECT c.handle, c.kind, c.name, CAST(SUM(u.bookings) AS BIGINT), CAST(SUM(u.visits) AS BIGINT), \
             CAST(SUM(u.halves) AS BIGINT) AS used FROM \
         (SELECT b.member, CASE b.status WHEN 'cancelled' THEN 0 ELSE 1 END AS bookings, \
              0 AS visits, COALESCE((SELECT -SUM(e.halves) FROM entry e WHERE e.booking = b.id \
                  AND e.type IN ('spend', 'refund')), 0) AS halves \
          FROM booking b JOIN desk d ON d.id = b.desk WHERE b.on_day BETWEEN $1 AND $2 \
              AND ($3 IS NULL OR d.location = $3) \
          UNION ALL SELECT v.member, 0, 1, COALESCE((SELECT -SUM(e.halves) FROM entry e \
                  WHERE e.visit = v.id AND e.type IN ('spend', 'refund')), 0) \
          FROM visit v WHERE v.on_day BETWEEN $1 AND $2 AND v.status <> 'refused' \
              AND ($3 IS NULL OR v.location = $3)) AS u \
         JOIN customer c ON c.id = u.member GROUP BY c.id, c.handle, c.kind, c.name \
         HAVING SUM(u.bookings) + SUM(u.visits) + SUM(u.halves) > 0 \
         ORDER BY used DESC, c.handle",
        &uses.values(),
        |row| {
            Ok(OfMember {
                handle: row.at(0)?,
                is_company: row.text(1)? == "company",
                name: row.at(2)?,
                bookings: row.at(3)?,
                visits: row.at(4)?,
                passes: row.at(5)?,
            })
        },
    )
}

/// Where the passes came from that were used, the most first.
pub fn used_by_plan(db: &Snapshot, uses: Uses) -> Result<Vec<OfPlan>, StoreError> {
    db.rows(
        "SELECT u.plan, u.source, CAST(SUM(u.halves) AS BIGINT) AS used FROM \
         (SELECT l.source, -e.halves AS halves, COALESCE((SELECT t.plan_name FROM term t \
                  WHERE t.subscription = l.subscription AND t.replaced = 0 \
                  AND t.from_day <= l.valid_from_day ORDER BY t.from_day DESC LIMIT 1), \
              (SELECT p.name FROM purchase q JOIN plan p ON p.id = q.plan \
                  WHERE q.id = l.purchase)) AS plan \
          FROM entry e JOIN lot l ON l.id = e.lot \
          WHERE e.type IN ('spend', 'refund') AND e.id IN \
              (SELECT x.id FROM booking b JOIN desk d ON d.id = b.desk \
                   JOIN entry x ON x.booking = b.id WHERE b.on_day BETWEEN $1 AND $2 \
                   AND ($3 IS NULL OR d.location = $3) \
               UNION SELECT x.id FROM visit v JOIN entry x ON x.visit = v.id \
                   WHERE v.on_day BETWEEN $1 AND $2 AND ($3 IS NULL OR v.location = $3))) AS u \
         GROUP BY u.plan, u.source HAVING SUM(u.halves) > 0 ORDER BY used DESC, u.plan, u.source",
        &uses.values(),
        |row| {
            let source: String = row.at(1)?;
            Ok(OfPlan {
                plan: row.at(0)?,
                source: Source::read(&source).ok_or_else(|| {
                    StoreError::Damaged(format!("a lot that comes from `{source}`"))
                })?,
                passes: row.at(2)?,
            })
        },
    )
}

/// How much desks were booked, the most first.
pub fn used_by_desk(db: &Snapshot, uses: Uses) -> Result<Vec<OfDesk>, StoreError> {
    db.rows(
        "SELECT b.desk, CAST(SUM(CASE b.status WHEN 'cancelled' THEN 0 ELSE 1 END) AS BIGINT), \
             CAST(SUM(CASE b.status WHEN 'cancelled' THEN 0 ELSE b.seats END) AS BIGINT) AS taken, \
             CAST(SUM(COALESCE((SELECT -SUM(e.halves) FROM entry e WHERE e.booking = b.id \
                 AND e.type IN ('spend', 'refund')), 0)) AS BIGINT) \
         FROM booking b JOIN desk d ON d.id = b.desk \
         WHERE b.on_day BETWEEN $1 AND $2 AND ($3 IS NULL OR d.location = $3) \
         GROUP BY b.desk ORDER BY taken DESC, b.desk",
        &uses.values(),
        |row| {
            Ok(OfDesk {
                desk: row.at(0)?,
                bookings: row.at(1)?,
                seats: row.at(2)?,
                passes: row.at(3)?,
            })
        },
    )
}
