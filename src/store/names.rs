//! What things are called, with a word or two about each: what a shell offers under the TAB key.

use super::customers::Sort;
use super::{Row, Snapshot, StoreError, Value};
use crate::domain::day::Day;
use crate::domain::ids::{
    AssignmentId, BookingId, LotId, OperationId, PlanId, RecurringId, SubscriptionId, VisitId,
};
use crate::domain::qty::PassQty;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// Members, visitors and companies.
    Customer,
    /// Members and visitors.
    Person,
    /// Companies.
    Company,
    /// Plans that are sold.
    Plan,
    /// Plans and kinds that are sold.
    Item,
    /// Desks that are not retired: `LOCATION/DESK`.
    Desk,
    /// Locations that are not retired.
    Location,
    /// Kinds of pass that are not retired.
    Kind,
    /// Subscriptions that go on.
    Subscription,
    /// Bookings that stand, the newest.
    Booking,
    /// Visits, the newest.
    Visit,
    /// Lots with something left, the newest.
    Lot,
    /// Operations, the newest.
    Operation,
    /// Assigned seats, the newest.
    Assignment,
    /// Monthly grants that go on.
    Recurring,
}

/// A name to type, and what it is.
pub type Name = (String, String);

/// How many of what there may be very many of.
const MOST: i64 = 100;

/// The names that begin with a text, in order; what people see of each may be empty. Ids come
/// newest first.
pub fn list(db: &Snapshot, what: Named, begun: &str) -> Result<Vec<Name>, StoreError> {
    let mut names = match what {
        Named::Customer => customers(db, &[Sort::Person, Sort::Company], begun)?,
        Named::Person => customers(db, &[Sort::Person], begun)?,
        Named::Company => customers(db, &[Sort::Company], begun)?,
        Named::Plan => plans(db)?,
        Named::Item => [plans(db)?, kinds(db)?].concat(),
        Named::Desk => desks(db)?,
        Named::Location => plain(
            db,
            "SELECT handle, name FROM location WHERE retired = 0 ORDER BY handle",
        )?,
        Named::Kind => kinds(db)?,
        Named::Subscription => subscriptions(db)?,
        Named::Booking => bookings(db)?,
        Named::Visit => visits(db)?,
        Named::Lot => lots(db)?,
        Named::Operation => operations(db)?,
        Named::Assignment => assignments(db)?,
        Named::Recurring => recurring(db)?,
    };
    let begun = begun.to_lowercase();
    names.retain(|(name, _)| name.to_lowercase().starts_with(&begun));
    Ok(names)
}

fn plain(db: &Snapshot, sql: &str) -> Result<Vec<Name>, StoreError> {
    db.rows(sql, &[], |row| Ok((row.at(0)?, row.at(1)?)))
}

fn newest(
    db: &Snapshot,
    sql: &str,
    name: impl Fn(&Row) -> Result<Name, StoreError>,
) -> Result<Vec<Name>, StoreError> {
    db.rows(sql, &[Value::Int(MOST)], name)
}

fn customers(db: &Snapshot, sorts: &[Sort], begun: &str) -> Result<Vec<Name>, StoreError> {
    let from = begun.to_lowercase();
    let until = format!("{from}\u{10ffff}");
    let mut names = Vec::new();
    for sort in sorts {
        let mut found = db.rows(
            "SELECT handle, name FROM customer WHERE undone = 0 AND handle >= $1 AND handle < $2 \
             AND kind = $3 AND removed_day IS NULL ORDER BY handle",
            &[
                from.as_str().into(),
                until.as_str().into(),
                sort.kind().into(),
            ],
            |row| Ok((row.at(0)?, row.at(1)?)),
        )?;
        names.append(&mut found);
    }
    Ok(names)
}

fn plans(db: &Snapshot) -> Result<Vec<Name>, StoreError> {
    let sql = "SELECT name, id FROM plan WHERE undone = 0 AND retired = 0 ORDER BY name_key";
    db.rows(sql, &[], |row| {
        Ok((row.at(0)?, row.at::<PlanId>(1)?.to_string()))
    })
}

fn kinds(db: &Snapshot) -> Result<Vec<Name>, StoreError> {
    plain(
        db,
        "SELECT handle, name FROM kind WHERE retired = 0 ORDER BY handle",
    )
}

fn desks(db: &Snapshot) -> Result<Vec<Name>, StoreError> {
    db.rows(
        "SELECT l.handle, d.handle, d.name FROM desk d JOIN location l ON l.id = d.location \
         WHERE d.retired = 0 AND l.retired = 0 ORDER BY l.handle, d.handle",
        &[],
        |row| {
            let (location, desk): (String, String) = (row.at(0)?, row.at(1)?);
            Ok((format!("{location}/{desk}"), row.at(2)?))
        },
    )
}

fn subscriptions(db: &Snapshot) -> Result<Vec<Name>, StoreError> {
    let sql = "SELECT s.id, c.handle, (SELECT t.plan_name FROM term t \
         WHERE t.subscription = s.id AND t.replaced = 0 ORDER BY t.from_day DESC LIMIT 1) \
         FROM subscription s JOIN customer c ON c.id = s.customer \
         WHERE s.due_day IS NOT NULL ORDER BY s.id DESC LIMIT $1";
    newest(db, sql, |row| {
        let (who, plan): (String, Option<String>) = (row.at(1)?, row.at(2)?);
        let told = format!("{who}, {}", plan.unwrap_or_default());
        Ok((row.at::<SubscriptionId>(0)?.to_string(), told))
    })
}

fn bookings(db: &Snapshot) -> Result<Vec<Name>, StoreError> {
    let sql = "SELECT b.id, c.handle, d.handle, b.on_day FROM booking b \
         JOIN customer c ON c.id = b.member JOIN desk d ON d.id = b.desk \
         WHERE b.status <> 'cancelled' ORDER BY b.id DESC LIMIT $1";
    newest(db, sql, |row| {
        let (who, desk): (String, String) = (row.at(1)?, row.at(2)?);
        let told = format!("{who}, {desk} on {}", row.at::<Day>(3)?);
        Ok((row.at::<BookingId>(0)?.to_string(), told))
    })
}

fn visits(db: &Snapshot) -> Result<Vec<Name>, StoreError> {
    let sql = "SELECT v.id, c.handle, v.status, v.on_day FROM visit v \
         JOIN customer c ON c.id = v.member ORDER BY v.id DESC LIMIT $1";
    newest(db, sql, |row| {
        let (who, status): (String, String) = (row.at(1)?, row.at(2)?);
        let told = format!("{who}, {status}, {}", row.at::<Day>(3)?);
        Ok((row.at::<VisitId>(0)?.to_string(), told))
    })
}

fn lots(db: &Snapshot) -> Result<Vec<Name>, StoreError> {
    let sql = "SELECT l.id, c.handle, k.handle, l.left_halves FROM lot l \
         JOIN customer c ON c.id = l.owner JOIN kind k ON k.id = l.kind \
         WHERE l.left_halves > 0 AND l.undone = 0 ORDER BY l.id DESC LIMIT $1";
    newest(db, sql, |row| {
        let (who, kind): (String, String) = (row.at(1)?, row.at(2)?);
        let told = format!("{who}, {} {kind} left", row.at::<PassQty>(3)?);
        Ok((row.at::<LotId>(0)?.to_string(), told))
    })
}

fn operations(db: &Snapshot) -> Result<Vec<Name>, StoreError> {
    let sql = "SELECT id, command FROM operation ORDER BY id DESC LIMIT $1";
    newest(db, sql, |row| {
        Ok((row.at::<OperationId>(0)?.to_string(), row.at(1)?))
    })
}

fn assignments(db: &Snapshot) -> Result<Vec<Name>, StoreError> {
    let sql = "SELECT a.id, c.handle, d.handle FROM assignment a \
         JOIN customer c ON c.id = a.member JOIN desk d ON d.id = a.desk \
         WHERE a.until_day >= a.from_day ORDER BY a.id DESC LIMIT $1";
    newest(db, sql, |row| {
        let (who, desk): (String, String) = (row.at(1)?, row.at(2)?);
        Ok((
            row.at::<AssignmentId>(0)?.to_string(),
            format!("{who}, {desk}"),
        ))
    })
}

fn recurring(db: &Snapshot) -> Result<Vec<Name>, StoreError> {
    let sql = "SELECT r.id, c.handle, r.passes_halves FROM recurring r \
         JOIN customer c ON c.id = r.customer \
         WHERE r.due_day IS NOT NULL ORDER BY r.id DESC LIMIT $1";
    newest(db, sql, |row| {
        let who: String = row.at(1)?;
        let told = format!("{who}, {} a month", row.at::<PassQty>(2)?);
        Ok((row.at::<RecurringId>(0)?.to_string(), told))
    })
}
