//! Visits.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::journal::Relation;
use super::{Row, Snapshot, StoreError, Tx, Value};
use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::{CustomerId, LocationId, LotId, OperationId, VisitId};
use crate::domain::qty::PassQty;
use crate::domain::spend::Draw;
use crate::domain::visit::{CoveredBy, Status, Visit};

/// Which visits are meant; None and false mean all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// The first date.
    pub from: Option<Day>,
    /// The last date.
    pub until: Option<Day>,
    /// Whose, with the guests.
    pub member: Option<CustomerId>,
    /// Where.
    pub location: Option<LocationId>,
    /// Only who is inside.
    pub inside: bool,
    /// The newest so many, by id.
    pub limit: Option<u32>,
}

/// A visit with what it cost.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The visit.
    pub visit: Visit,
    /// The operation that recorded it.
    pub operation: OperationId,
    /// The passes that stand charged to it.
    pub charged: PassQty,
    /// The passes that were given back for it.
    pub refunded: PassQty,
}

/// What passes were taken and given back for a visit.
const WITH_PASSES: &str = "SELECT v.*, (SELECT CAST(COALESCE(-SUM(e.halves), 0) AS BIGINT) \
     FROM entry e WHERE e.visit = v.id AND e.type IN ('spend', 'refund')) AS charged_halves, \
     (SELECT CAST(COALESCE(SUM(e.halves), 0) AS BIGINT) \
     FROM entry e WHERE e.visit = v.id AND e.type = 'refund') AS refunded_halves FROM visit v";

fn from_row(row: &Row) -> Result<Visit, StoreError> {
    let damaged = |column: &str| StoreError::Damaged(format!("a visit's {column}"));
    let status: String = row.get("status")?;
    let covered_by: Option<String> = row.get("covered_by")?;
    let guest: String = row.get("guest")?;
    Ok(Visit {
        id: row.get("id")?,
        member: row.get("member")?,
        guest: Some(guest).filter(|guest| !guest.is_empty()),
        location: row.get("location")?,
        on: row.get("on_day")?,
        service: row.get("service")?,
        wanted: row.get("wanted")?,
        in_at: row.get("in_ms")?,
        out_at: row.get("out_ms")?,
        status: Status::read(&status).ok_or_else(|| damaged("status"))?,
        auto: row.get("auto")?,
        covered_by: covered_by
            .map(|word| CoveredBy::read(&word).ok_or_else(|| damaged("covered_by")))
            .transpose()?,
        kind: row.get("kind")?,
        valid_until: row.get("valid_until_ms")?,
        owed: row.get("owed_halves")?,
    })
}

fn listed(row: &Row) -> Result<Listed, StoreError> {
    Ok(Listed {
        visit: from_row(row)?,
        operation: row.get("operation")?,
        charged: row.get("charged_halves")?,
        refunded: row.get("refunded_halves")?,
    })
}

/// The visit with that id and what it cost, or None.
pub fn find(db: &Snapshot, id: VisitId) -> Result<Option<Listed>, StoreError> {
    db.one(
        &format!("{WITH_PASSES} WHERE v.id = $1"),
        &[id.into()],
        listed,
    )
}

/// The visits meant, in order of time.
pub fn list(db: &Snapshot, filter: &Filter) -> Result<Vec<Listed>, StoreError> {
    let mut chosen = String::from(" WHERE 1 = 1");
    let mut values = Vec::new();
    for (condition, value) in [
        ("v.on_day >= $", Value::from(filter.from)),
        ("v.on_day <= $", filter.until.into()),
        ("v.member = $", filter.member.into()),
        ("v.location = $", filter.location.into()),
    ] {
        if value != Value::Null {
            values.push(value);
            write!(chosen, " AND {condition}{}", values.len()).expect("a String takes everything");
        }
    }
    if filter.inside {
        chosen.push_str(" AND v.status = 'inside'");
    }
    if let Some(limit) = filter.limit {
        values.push(limit.into());
        chosen = format!(
            " WHERE v.id IN (SELECT v.id FROM visit v{chosen} ORDER BY v.id DESC LIMIT ${})",
            values.len()
        );
    }
    let sql = format!("{WITH_PASSES}{chosen} ORDER BY v.in_ms, v.id");
    db.rows(&sql, &values, listed)
}

/// The visits of one person (the member, or the guest of that name) on the days of a span, and the
/// one that is open, soonest first; those that were refused are none.
pub fn of_person(
    db: &Snapshot,
    member: CustomerId,
    guest: Option<&str>,
    span: DaySpan,
) -> Result<Vec<Visit>, StoreError> {
    db.rows(
        "SELECT * FROM visit WHERE member = $1 AND guest = $2 AND status <> 'refused' \
         AND (on_day BETWEEN $3 AND $4 OR status = 'inside') ORDER BY in_ms, id",
        &[
            member.into(),
            guest.unwrap_or_default().into(),
            span.from.into(),
            span.to.into(),
        ],
        from_row,
    )
}

/// The open visits of a member, with those of the guests, soonest first.
pub fn list_open(db: &Snapshot, member: CustomerId) -> Result<Vec<Visit>, StoreError> {
    db.rows(
        "SELECT * FROM visit WHERE member = $1 AND status = 'inside' ORDER BY in_ms, id",
        &[member.into()],
        from_row,
    )
}

/// The visits of a member and the guests for which something is owed, soonest first (D8).
pub fn list_owing(db: &Snapshot, member: CustomerId) -> Result<Vec<Visit>, StoreError> {
    db.rows(
        "SELECT * FROM visit WHERE member = $1 AND owed_halves > 0 ORDER BY on_day, in_ms, id",
        &[member.into()],
        from_row,
    )
}

/// Who of a unit, a company with its members or a customer without one, is inside, or has guests
/// who are; by id.
pub fn inside_of_unit(db: &Snapshot, unit: CustomerId) -> Result<Vec<CustomerId>, StoreError> {
    db.rows(
        "SELECT DISTINCT v.member FROM visit v JOIN customer c ON c.id = v.member \
         WHERE v.status = 'inside' AND (c.id = $1 OR c.company = $1) ORDER BY v.member",
        &[unit.into()],
        |row| row.get("member"),
    )
}

/// The units in which somebody is inside: companies, and people without one.
pub fn units_inside(db: &Snapshot) -> Result<BTreeSet<CustomerId>, StoreError> {
    let sql = "SELECT COALESCE(c.company, c.id) AS unit FROM visit v \
               JOIN customer c ON c.id = v.member WHERE v.status = 'inside'";
    Ok(db
        .rows(sql, &[], |row| row.get("unit"))?
        .into_iter()
        .collect())
}

/// A refused visit of that person at that moment there, or None.
pub fn find_refused(db: &Snapshot, like: &Visit) -> Result<Option<VisitId>, StoreError> {
    db.one(
        "SELECT id FROM visit WHERE member = $1 AND guest = $2 AND location = $3 AND in_ms = $4 \
         AND on_day = $5 AND status = 'refused' ORDER BY id",
        &[
            like.member.into(),
            like.guest.as_deref().unwrap_or_default().into(),
            like.location.into(),
            like.in_at.into(),
            like.on.into(),
        ],
        |row| row.get("id"),
    )
}

/// The first visit of the same person that a later operation recorded, with that operation.
pub fn find_later(
    db: &Snapshot,
    id: VisitId,
    operation: OperationId,
) -> Result<Option<(VisitId, OperationId)>, StoreError> {
    db.one(
        "SELECT v.id, v.operation FROM visit v JOIN visit o ON o.member = v.member \
         AND o.guest = v.guest WHERE o.id = $1 AND v.id <> o.id AND v.operation > $2 \
         AND v.status <> 'refused' ORDER BY v.id",
        &[id.into(), operation.into()],
        |row| Ok((row.get("id")?, row.get("operation")?)),
    )
}

/// What each lot pays for a visit, in the order they were first drawn from.
pub fn draws(db: &Snapshot, id: VisitId) -> Result<Vec<Draw>, StoreError> {
    db.rows(
        "SELECT lot, CAST(-SUM(halves) AS BIGINT) AS halves FROM entry \
         WHERE visit = $1 AND type IN ('spend', 'refund') \
         GROUP BY lot HAVING SUM(halves) < 0 ORDER BY MIN(id)",
        &[id.into()],
        |row| {
            Ok(Draw {
                lot: row.get::<LotId>("lot")?,
                passes: row.get("halves")?,
            })
        },
    )
}

/// The names of a member's guests who came on booked seats of a date at a location.
pub fn guests_on_seats(
    db: &Snapshot,
    member: CustomerId,
    location: LocationId,
    on: Day,
) -> Result<Vec<String>, StoreError> {
    db.rows(
        "SELECT DISTINCT guest FROM visit WHERE member = $1 AND on_day = $2 AND location = $3 \
         AND guest <> '' AND covered_by = 'booking' ORDER BY guest",
        &[member.into(), on.into(), location.into()],
        |row| row.get("guest"),
    )
}

/// What a member owes for visits, in `day` passes (C5, C7).
pub fn owed(db: &Snapshot, member: CustomerId) -> Result<PassQty, StoreError> {
    let sql = "SELECT CAST(COALESCE(SUM(owed_halves), 0) AS BIGINT) AS halves FROM visit \
               WHERE member = $1 AND owed_halves > 0";
    let owed = db.one(sql, &[member.into()], |row| row.get("halves"))?;
    Ok(owed.unwrap_or_default())
}

/// What each member who owes something for visits owes, in `day` passes.
pub fn list_owed(db: &Snapshot) -> Result<Vec<(CustomerId, PassQty)>, StoreError> {
    db.rows(
        "SELECT member, CAST(SUM(owed_halves) AS BIGINT) AS halves FROM visit \
         WHERE owed_halves > 0 GROUP BY member",
        &[],
        |row| Ok((row.get("member")?, row.get("halves")?)),
    )
}

fn columns(visit: &Visit) -> [(&'static str, Value<'_>); 14] {
    [
        ("member", visit.member.into()),
        ("guest", visit.guest.as_deref().unwrap_or_default().into()),
        ("location", visit.location.into()),
        ("on_day", visit.on.into()),
        ("service", (&visit.service).into()),
        ("wanted", visit.wanted.into()),
        ("in_ms", visit.in_at.into()),
        ("out_ms", visit.out_at.into()),
        ("status", visit.status.word().into()),
        ("auto", visit.auto.into()),
        ("covered_by", visit.covered_by.map(CoveredBy::word).into()),
        ("kind", visit.kind.into()),
        ("valid_until_ms", visit.valid_until.into()),
        ("owed_halves", visit.owed.into()),
    ]
}

/// Adds a visit; its id is not read.
pub fn add(tx: &Tx, new: &Visit) -> Result<VisitId, StoreError> {
    tx.insert(Relation::Visit, &columns(new)).map(VisitId)
}

/// Writes a visit as it is now.
pub fn set(tx: &Tx, visit: &Visit) -> Result<(), StoreError> {
    tx.amend(Relation::Visit, visit.id.0, &columns(visit))
}
