//! Seats that are assigned to a member (D9).

use super::journal::Relation;
use super::{Row, Snapshot, StoreError, Tx};
use crate::domain::assignment::Assignment;
use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::{AssignmentId, CustomerId, DeskId, LocationId};

/// Assignments as they hold: with a subscription until its last day at most.
const HOLDING: &str = "SELECT a.id, a.desk, a.member, a.from_day, a.subscription, \
     CASE WHEN s.until_day < a.until_day THEN s.until_day ELSE a.until_day END AS until_day \
     FROM assignment a LEFT JOIN subscription s ON s.id = a.subscription";

fn from_row(row: &Row) -> Result<Assignment, StoreError> {
    Ok(Assignment {
        id: row.get("id")?,
        desk: row.get("desk")?,
        member: row.get("member")?,
        from: row.get("from_day")?,
        until: row.get("until_day")?,
        subscription: row.get("subscription")?,
    })
}

/// The assignment with that id, or None.
pub fn find(db: &Snapshot, id: AssignmentId) -> Result<Option<Assignment>, StoreError> {
    let sql = format!("{HOLDING} WHERE a.id = $1");
    db.one(&sql, &[id.into()], from_row)
}

/// Every assignment, in the order they were made.
pub fn list(db: &Snapshot) -> Result<Vec<Assignment>, StoreError> {
    db.rows(&format!("{HOLDING} ORDER BY a.id"), &[], from_row)
}

/// The assignments of a desk that hold a seat on a day of the span, in the order they were made.
pub fn of_desk(db: &Snapshot, desk: DeskId, span: DaySpan) -> Result<Vec<Assignment>, StoreError> {
    let sql = format!("{HOLDING} WHERE a.desk = $1 AND a.from_day <= $2 ORDER BY a.id");
    let all = db.rows(&sql, &[desk.into(), span.to.into()], from_row)?;
    Ok(all
        .into_iter()
        .filter(|one| one.until >= span.from)
        .collect())
}

/// Whether a seat at a location is assigned to a member on a day.
pub fn covers(
    db: &Snapshot,
    member: CustomerId,
    location: LocationId,
    on: Day,
) -> Result<bool, StoreError> {
    let sql = format!(
        "{HOLDING} JOIN desk d ON d.id = a.desk WHERE a.member = $1 AND d.location = $2 \
         AND a.from_day <= $3"
    );
    let all = db.rows(&sql, &[member.into(), location.into(), on.into()], from_row)?;
    Ok(all.iter().any(|one| one.until >= on))
}

/// Adds an assignment; its id is not read.
pub fn add(tx: &Tx, new: &Assignment) -> Result<AssignmentId, StoreError> {
    let row = [
        ("desk", new.desk.into()),
        ("member", new.member.into()),
        ("from_day", new.from.into()),
        ("until_day", new.until.into()),
        ("subscription", new.subscription.into()),
    ];
    tx.insert(Relation::Assignment, &row).map(AssignmentId)
}

/// Sets the last day; the day before the first is none at all.
pub fn set_until(tx: &Tx, id: AssignmentId, until: Day) -> Result<(), StoreError> {
    tx.amend(Relation::Assignment, id.0, &[("until_day", until.into())])
}
