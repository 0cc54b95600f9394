//! The history of passes (A5): ledger entries with all that is told of them, and the scheduled
//! transactions that have none yet. Ordered and paged by entry number.

mod condition;

use std::fmt::Write as _;
use std::sync::Arc;

use super::balances::Running;
use super::did::{Did, Dids};
use super::few_days::FewDays;
use super::ledger::{Entry, entry_from_row};
use super::{Row, Snapshot, StoreError, Value, few_days};
use crate::domain::booking::PaymentStatus;
use crate::domain::day::Day;
use crate::domain::entry::{EntryStatus, EntryType};
use crate::domain::ids::{BookingId, CustomerId, DeskId, EntryId, KindId, LocationId, LotId};
use crate::domain::qty::PassQty;
use condition::{Condition, PLACE};

/// Which part of the history is meant; None and empty mean all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this customer: theirs, or of their lots.
    pub who: Option<CustomerId>,
    /// Of this company and all its members.
    pub company: Option<CustomerId>,
    /// The first date.
    pub from: Option<Day>,
    /// The last date.
    pub to: Option<Day>,
    /// Of one of these types.
    pub types: Vec<EntryType>,
    /// Of which one of these became.
    pub statuses: Vec<EntryStatus>,
    /// Of that lot.
    pub lot: Option<LotId>,
    /// Of that kind of pass.
    pub kind: Option<KindId>,
    /// There.
    pub location: Option<LocationId>,
    /// Only entries with a lower number.
    pub before: Option<EntryId>,
    /// Only the newest so many entries.
    pub limit: Option<u32>,
}

/// An entry with all that is told of it.
#[derive(Debug, Clone)]
pub struct Line {
    /// The entry.
    pub entry: Entry,
    /// Its operation.
    pub did: Arc<Did>,
    /// What its lot is for, where it is the grant of that.
    granted_for: Option<String>,
    /// The handle of whom it is for.
    pub member: String,
    /// Whether that is a company.
    pub of_company: bool,
    /// Whose lot it is.
    pub owner: CustomerId,
    /// The owner's handle, where that is somebody else.
    other_owner: Option<String>,
    /// The lot's kind.
    pub kind: KindId,
    /// The date of its booking or visit.
    pub used_on: Option<Day>,
    /// The handle of its booking's desk.
    pub desk: Option<String>,
    /// Where its booking or visit is, else the lot's home.
    pub location: LocationId,
    /// What became of it.
    pub status: EntryStatus,
}

/// A booking whose charge is scheduled, failed, or was taken back.
#[derive(Debug, Clone)]
pub struct Scheduled {
    /// The booking.
    pub booking: BookingId,
    /// The handle of who booked.
    pub member: String,
    /// Whether that is a company.
    pub of_company: bool,
    /// The desk.
    pub desk: DeskId,
    /// The date booked.
    pub on: Day,
    /// How many seats.
    pub seats: i64,
    /// The day of the charge, where one was set.
    pub charges_on: Option<Day>,
    /// What became of the charge.
    pub status: PaymentStatus,
}

/// The columns that [`line_from_row`] reads, in its order; [`PLACE`] follows.
const COLUMNS: &str = "e.id, e.operation, e.lot, e.type, e.halves, e.on_day, e.member, e.booking, \
    e.visit, l.owner, l.kind AS lot_kind, CASE e.type WHEN 'grant' THEN l.memo END AS granted_for, \
    m.handle AS member_handle, m.kind AS member_sort, w.handle AS other_owner, \
    COALESCE(b.on_day, v.on_day) AS used_day, d.handle AS desk_handle, b.pay_status";
const TABLES: &str = "FROM entry e JOIN lot l ON l.id = e.lot JOIN customer m ON m.id = e.member \
    LEFT JOIN customer w ON w.id = CASE WHEN l.owner <> e.member THEN l.owner END \
    LEFT JOIN booking b ON b.id = e.booking LEFT JOIN desk d ON d.id = b.desk \
    LEFT JOIN visit v ON v.id = e.visit";
/// What became of an entry: whether its operation was taken back, else what its booking says.
fn status(did: &Did, row: &Row) -> Result<EntryStatus, StoreError> {
    if did.undone_by.is_some() {
        return Ok(EntryStatus::Undone);
    }
    let Value::Text(word) = row.value(17)? else {
        return Ok(EntryStatus::Done);
    };
    let status = PaymentStatus::read(word).map(EntryStatus::of_booking);
    status.ok_or_else(|| StoreError::Damaged(format!("an entry that is `{word}`")))
}

fn line_from_row(row: &Row, did: Arc<Did>) -> Result<Line, StoreError> {
    Ok(Line {
        entry: entry_from_row(row)?,
        owner: row.at(9)?,
        kind: row.at(10)?,
        granted_for: row.at(11)?,
        member: row.at(12)?,
        of_company: row.text(13)? == "company",
        other_owner: row.at(14)?,
        used_on: row.at(15)?,
        desk: row.at(16)?,
        status: status(&did, row)?,
        location: row.at(18)?,
        did,
    })
}

/// The statement for the entries meant, oldest first where there is no limit.
fn page_sql(condition: &mut Condition, filter: &Filter) -> String {
    condition.and_if("e.id < ?", filter.before);
    let order = filter.limit.map_or("", |_| " DESC");
    let mut sql = format!(
        "SELECT {COLUMNS}, {PLACE} AS place {TABLES} WHERE {} ORDER BY e.id{order}",
        condition.sql
    );
    if let Some(limit) = filter.limit {
        condition.values.push(limit.into());
        write!(sql, " LIMIT ${}", condition.values.len()).expect("a String takes everything");
    }
    sql
}

impl Line {
    /// What for: of a grant the lot's memo, else the operation's.
    #[must_use]
    pub fn memo(&self) -> Option<&str> {
        let memo = self.granted_for.as_ref().or(self.did.memo.as_ref());
        memo.map(String::as_str)
    }

    /// The owner's handle.
    #[must_use]
    pub fn owner_handle(&self) -> &str {
        self.other_owner.as_ref().unwrap_or(&self.member)
    }
}

impl Filter {
    /// Whether all that is meant is of one day.
    pub(super) fn is_of_one_day(&self) -> bool {
        self.from.is_some() && self.from == self.to
    }

    /// Whether nothing but whose entries, how many and before which is asked.
    fn is_plain(&self) -> bool {
        let days = self.from.is_some() || self.to.is_some();
        let which = self.lot.is_some() || self.kind.is_some() || self.location.is_some();
        let sorts = self.types.len() + self.statuses.len();
        !days && !which && sorts == 0 && self.company.is_none()
    }
}

/// The entry with which a customer's own newest page begins: none of the page is older. None where
/// there is no such entry.
fn page_begins(db: &Snapshot, filter: &Filter) -> Result<Option<EntryId>, StoreError> {
    let (Some(who), Some(limit)) = (filter.who, filter.limit) else {
        return Ok(None);
    };
    if !filter.is_plain() {
        return Ok(None);
    }
    let before = filter.before.unwrap_or(EntryId(i64::MAX));
    db.one(
        "SELECT id FROM entry WHERE member = $1 AND id < $2 ORDER BY id DESC LIMIT 1 OFFSET $3",
        &[who.into(), before.into(), limit.saturating_sub(1).into()],
        |row| row.get("id"),
    )
}

/// The entries meant, oldest first: all of them in memory, the newest where there is a limit.
pub fn page(db: &Snapshot, filter: &Filter) -> Result<Vec<Line>, StoreError> {
    let of_all = filter.who.is_none() && filter.company.is_none();
    let days = of_all && few_days::find(db, filter)?.is_some();
    let mut condition = Condition::of_entries(filter, days, page_begins(db, filter)?);
    let sql = page_sql(&mut condition, filter);
    let mut dids = Dids::default();
    let mut lines = Vec::new();
    db.each(&sql, &condition.values, |row| {
        lines.push(line_from_row(row, dids.get(db, row.at(1)?)?)?);
        Ok::<(), StoreError>(())
    })?;
    if filter.limit.is_some() {
        lines.reverse();
    }
    Ok(lines)
}

/// Calls `each` with the entries of the days meant, oldest first. The filter's limit is not looked
/// at.
pub fn of_days<E: From<StoreError>>(
    db: &Snapshot,
    filter: &Filter,
    mut each: impl FnMut(Line) -> Result<(), E>,
) -> Result<(), E> {
    let (sql, values) = whole_sql(filter, true, None);
    let mut dids = Dids::default();
    db.each(&sql, &values, |row| {
        each(line_from_row(row, dids.get(db, row.at(1)?)?)?)
    })
}

/// Calls `each` with the entries meant, oldest first, and what the owner of the lot had of its kind
/// after each: in one pass over all entries, or over those around `days`, where they are known to be
/// of these. The filter's limit is not looked at.
pub fn each<E: From<StoreError> + Send>(
    db: &Snapshot,
    filter: &Filter,
    days: Option<&FewDays>,
    mut each: impl FnMut(Line, PassQty) -> Result<(), E> + Send,
) -> Result<(), E> {
    let (sql, values) = whole_sql(filter, false, days);
    let mut running = Running::before(db, days)?;
    let mut dids = Dids::default();
    let reckon = |row: &Row| {
        let whose = (row.at(9)?, row.at(10)?);
        let balance = running.after(db, row.at(0)?, whose, row.at(4)?)?;
        Ok((dids.next(db, row.at(1)?)?, balance))
    };
    let mut did = None;
    db.each_reckoned_ahead(&sql, &values, reckon, |row, (next, balance)| {
        did = next.or(did.take());
        each(
            line_from_row(row, did.clone().expect("a first one"))?,
            balance,
        )
    })
}

/// The statement for all entries meant: found by their days, or in the order of all of them between
/// the first and the last of `days`.
fn whole_sql(
    filter: &Filter,
    by_day: bool,
    days: Option<&FewDays>,
) -> (String, Vec<Value<'static>>) {
    let whole = Filter {
        limit: None,
        ..filter.clone()
    };
    let mut condition = Condition::of_entries(&whole, by_day, None);
    condition.and_if("e.id >= ?", days.map(|days| days.first));
    condition.and_if("e.id <= ?", days.map(|days| days.last));
    (page_sql(&mut condition, &whole), condition.values)
}

fn scheduled_sql(condition: &Condition) -> String {
    format!(
        "SELECT b.*, m.handle AS member_handle, m.kind AS member_sort FROM booking b JOIN customer m ON m.id = b.member \
         JOIN desk d ON d.id = b.desk WHERE {} ORDER BY b.on_day, b.id",
        condition.sql
    )
}

/// Calls `each` with the scheduled transactions meant, soonest date first. Types, lot, kind, limit
/// and the entry to begin before are not looked at.
pub fn scheduled<E: From<StoreError>>(
    db: &Snapshot,
    filter: &Filter,
    mut each: impl FnMut(Scheduled) -> Result<(), E>,
) -> Result<(), E> {
    let condition = Condition::of_scheduled(filter);
    db.each(&scheduled_sql(&condition), &condition.values, |row| {
        let status: String = row.get("pay_status")?;
        each(Scheduled {
            booking: row.get("id")?,
            member: row.get("member_handle")?,
            of_company: row.get::<String>("member_sort")? == "company",
            desk: row.get("desk")?,
            on: row.get("on_day")?,
            seats: row.get("seats")?,
            charges_on: row.get("charges_day")?,
            status: PaymentStatus::read(&status)
                .ok_or_else(|| StoreError::Damaged(format!("a payment that is `{status}`")))?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use crate::store::scans::plan;

    fn scanned(condition: &Condition, sql: &str) -> Vec<String> {
        let mut steps = plan(sql, &condition.values);
        steps.retain(|step| step.starts_with("SCAN"));
        steps
    }

    #[test]
    fn a5_the_page_of_a_member_or_company_is_found_by_indices() {
        let who = Filter {
            who: Some(CustomerId(1)),
            limit: Some(50),
            ..Filter::default()
        };
        let whole = Filter {
            limit: None,
            ..who.clone()
        };
        let company = Filter {
            company: Some(CustomerId(2)),
            ..Filter::default()
        };
        let lot = Filter {
            lot: Some(LotId(1)),
            ..Filter::default()
        };
        let mut condition = Condition::of_entries(&lot, false, None);
        let sql = page_sql(&mut condition, &lot);
        assert_eq!(scanned(&condition, &sql), Vec::<String>::new());
        for filter in [who, whole, company] {
            let mut condition = Condition::of_entries(&filter, false, None);
            let sql = page_sql(&mut condition, &filter);
            assert_eq!(scanned(&condition, &sql), Vec::<String>::new());
            let condition = Condition::of_scheduled(&filter);
            let sql = scheduled_sql(&condition);
            assert_eq!(scanned(&condition, &sql), Vec::<String>::new());
        }
    }

    #[test]
    fn a5_the_entries_of_a_day_are_found_by_their_day() {
        let filter = Filter {
            from: Some(Day::NEVER),
            to: Some(Day::NEVER),
            ..Filter::default()
        };
        let mut condition = Condition::of_entries(&filter, true, None);
        let sql = page_sql(&mut condition, &filter);
        assert_eq!(scanned(&condition, &sql), Vec::<String>::new());
        let steps = plan(&sql, &condition.values);
        assert!(!steps.iter().any(|step| step.contains("TEMP")), "{steps:?}");
    }

    #[test]
    fn a5_busy_days_are_read_in_the_order_of_their_entries() {
        let filter = Filter {
            from: Some(Day::NEVER),
            to: Some(Day::NEVER),
            statuses: vec![EntryStatus::Undone],
            ..Filter::default()
        };
        let store = Store::in_memory().unwrap();
        let days = store.read(|db| few_days::find(db, &filter)).unwrap();
        let (sql, values) = whole_sql(&filter, false, days.as_ref());
        let steps = plan(&sql, &values);
        assert!(
            steps[0].starts_with("SEARCH e USING INTEGER PRIMARY KEY"),
            "{steps:?}"
        );
        let long = |step: &String| step.contains("TEMP") || step.starts_with("SCAN");
        assert!(!steps.iter().any(long), "{steps:?}");
    }

    #[test]
    fn a5_the_newest_entries_of_all_are_read_from_the_end() {
        let filter = Filter {
            limit: Some(50),
            ..Filter::default()
        };
        let mut condition = Condition::of_entries(&filter, false, None);
        let sql = page_sql(&mut condition, &filter);
        let steps = plan(&sql, &condition.values);
        assert_eq!(steps[0], "SCAN e");
        assert!(!steps.iter().any(|step| step.contains("TEMP")), "{steps:?}");
    }
}
