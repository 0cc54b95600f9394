//! What operations tell the owners of lots (A6). What one tells many of them alike is a circular: one
//! row of the outbox, until it is sent. Whom it tells follows from the entries that the operation
//! wrote, which never change; each has a notification, numbered by their first entry in it, that is a
//! row of its own from when it is first handed over.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::notifications::{Notification, Told, from_row};
use super::{Snapshot, StoreError, Tx, Value, numbered};
use crate::domain::day::{Day, Instant};
use crate::domain::entry::EntryType;
use crate::domain::ids::{CustomerId, EntryId, KindId, LotId, NotificationId, OperationId};
use crate::domain::lot::Source;
use crate::domain::notice::{self, Topic};
use crate::domain::qty::PassQty;

/// How many owners are told by one statement; more are told by a circular.
const OWNERS_AT_ONCE: usize = 64;

/// A sort of entries: their type, the source of their lots, whether a booking or visit is theirs.
pub type EntrySort = (EntryType, Source, bool);

/// What an operation moved of one lot.
#[derive(Debug, Clone, Copy)]
pub struct Moved {
    /// The lot.
    pub lot: LotId,
    /// The lot's kind.
    pub kind: KindId,
    /// How many passes, signed.
    pub passes: PassQty,
    /// The lot's last day, [`Day::NEVER`] for none.
    pub expires_on: Day,
}

/// A row that tells many customers the same.
#[derive(Debug, Clone)]
pub(super) struct Circular {
    /// What it tells; its id is the last of the numbers that are kept for those whom it tells.
    pub(super) tells: Notification,
    /// The first entry of its operation.
    pub(super) first: EntryId,
    /// How many entries the operation wrote, which is how many numbers are kept.
    pub(super) entries: i64,
}

impl Circular {
    /// The number kept for the owner of the lot of an entry.
    fn number(&self, entry: EntryId) -> NotificationId {
        NotificationId(self.tells.id.0 - self.entries + 1 + entry.0 - self.first.0)
    }

    /// The notification of a customer, whose first entry in it that is.
    fn to(&self, customer: CustomerId, entry: EntryId) -> Notification {
        Notification {
            id: self.number(entry),
            customer: Some(customer),
            ..self.tells.clone()
        }
    }

    /// Calls `each` with the notifications of all whom it tells, by id.
    pub(super) fn each<E: From<StoreError>>(
        &self,
        db: &Snapshot,
        mut each: impl FnMut(Notification) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut told = BTreeSet::new();
        let until = EntryId(self.first.0 + self.entries);
        each_owner(db, (self.first, until), |entry, sort, owner| {
            if topic(sort) == Some(self.tells.topic) && told.insert(owner) {
                return each(self.to(owner, entry));
            }
            Ok(())
        })
    }

    /// The notifications of all whom it tells, by id.
    pub(super) fn all(&self, db: &Snapshot) -> Result<Vec<Notification>, StoreError> {
        let mut all = Vec::new();
        self.each(db, |one| {
            all.push(one);
            Ok::<(), StoreError>(())
        })?;
        Ok(all)
    }

    /// The notification that has one of its numbers, or None.
    pub(super) fn find(
        &self,
        db: &Snapshot,
        id: NotificationId,
    ) -> Result<Option<Notification>, StoreError> {
        let entry = self.first.0 + self.entries - 1 - (self.tells.id.0 - id.0);
        if entry < self.first.0 {
            return Ok(None);
        }
        let sql = "SELECT l.owner FROM entry e JOIN lot l ON l.id = e.lot WHERE e.id = $1";
        let Some(owner) = db.one(sql, &[entry.into()], |row| row.at(0))? else {
            return Ok(None);
        };
        let all = of_customer(db, owner)?;
        Ok(all.into_iter().find(|one| one.id == id))
    }
}

fn topic((kind, source, paid): EntrySort) -> Option<Topic> {
    notice::of_entries(kind, source, paid)
}

/// Calls `each` with every entry from the first to before the second, its sort, and the owner of its
/// lot.
pub fn each_owner<E: From<StoreError>>(
    db: &Snapshot,
    (from, until): (EntryId, EntryId),
    mut each: impl FnMut(EntryId, EntrySort, CustomerId) -> Result<(), E>,
) -> Result<(), E> {
    db.each(
        "SELECT e.id, e.type, l.source, (e.booking IS NOT NULL OR e.visit IS NOT NULL), l.owner \
         FROM entry e CROSS JOIN lot l ON l.id = e.lot WHERE e.id >= $1 AND e.id < $2 \
         ORDER BY e.id",
        &[from.into(), until.into()],
        |row| {
            let sort = (row.at(1)?, row.at(2)?, row.at(3)?);
            each(row.at(0)?, sort, row.at(4)?)
        },
    )
}

/// What circulars tell a customer, by id.
pub(super) fn of_customer(
    db: &Snapshot,
    customer: CustomerId,
) -> Result<Vec<Notification>, StoreError> {
    let mut firsts: BTreeMap<(OperationId, &str), EntryId> = BTreeMap::new();
    db.each(ENTRIES, &[customer.into()], |row| {
        if let Some(topic) = topic((row.at(1)?, row.at(2)?, row.at(3)?)) {
            let entry: EntryId = row.at(4)?;
            let first = firsts.entry((row.at(0)?, topic.word())).or_insert(entry);
            *first = entry.min(*first);
        }
        Ok::<(), StoreError>(())
    })?;
    let sql = "SELECT * FROM notification \
               WHERE operation = $1 AND topic = $2 AND customers IS NOT NULL";
    let mut all = Vec::new();
    for ((operation, topic), entry) in firsts {
        let rows = db.rows(sql, &[operation.into(), topic.into()], from_row)?;
        let circulars = rows.into_iter().filter_map(Told::circular);
        all.extend(circulars.map(|circular| circular.to(customer, entry)));
    }
    all.sort_unstable_by_key(|one| one.id);
    Ok(all)
}

const ENTRIES: &str = "\
    SELECT e.operation, e.type, l.source, (e.booking IS NOT NULL OR e.visit IS NOT NULL) AS paid, \
        MIN(e.id) AS entry \
    FROM lot l JOIN entry e ON e.lot = l.id WHERE l.owner = $1 \
    GROUP BY e.operation, e.type, l.source, paid";

/// What an operation moved of one owner's lots, by the sort of the entries and by lot.
pub fn moved(
    db: &Snapshot,
    operation: OperationId,
    owner: CustomerId,
) -> Result<Vec<(EntrySort, Moved)>, StoreError> {
    db.rows(MOVED, &[owner.into(), operation.into()], |row| {
        let sort = (row.get("type")?, row.get("source")?, row.get("paid")?);
        let moved = Moved {
            lot: row.get("id")?,
            kind: row.get("kind")?,
            passes: row.get("halves")?,
            expires_on: row.get("expires_day")?,
        };
        Ok((sort, moved))
    })
}

const MOVED: &str = "\
    SELECT l.id, l.kind, CAST(SUM(e.halves) AS BIGINT) AS halves, l.expires_day, \
        e.type, l.source, (e.booking IS NOT NULL OR e.visit IS NOT NULL) AS paid \
    FROM lot l JOIN entry e ON e.lot = l.id WHERE l.owner = $1 AND e.operation = $2 \
    GROUP BY e.type, l.source, paid, l.id, l.kind, l.expires_day \
    ORDER BY e.type, l.source, paid, l.id";

impl Tx<'_> {
    /// Tells the owners of lots of the entries of that topic that the open operation wrote in them:
    /// all of them, each named once. No entry may be appended to it afterwards.
    pub fn notify_owners(&self, topic: Topic, owners: &[CustomerId]) -> Result<(), StoreError> {
        if owners.is_empty() {
            return Ok(());
        }
        let last = numbered::last(self, "notification")?;
        if owners.len() <= OWNERS_AT_ONCE {
            let numbers = (last + 1..).map(NotificationId);
            let rows: Vec<_> = numbers.zip(owners.iter().copied()).collect();
            let at = self.at();
            return self.notify_each((Some(self.operation()), topic, at, Some(at)), &rows);
        }
        let Some(first) = self.first_entry() else {
            return Ok(());
        };
        let entries = numbered::last(self, "entry")? - first.0 + 1;
        self.exec(
            "INSERT INTO notification \
                 (id, operation, topic, written_ms, due_ms, first_entry, entries, customers) \
             VALUES ($1, $2, $3, $4, $4, $5, $6, $7)",
            &[
                (last + entries).into(),
                self.operation().into(),
                topic.word().into(),
                self.at().into(),
                first.into(),
                entries.into(),
                i64::try_from(owners.len()).unwrap_or(i64::MAX).into(),
            ],
        )?;
        Ok(())
    }

    /// Makes a row of each notification of a circular.
    pub(super) fn unfold(&self, circular: &Circular) -> Result<(), StoreError> {
        let all = circular.all(self)?;
        let tells = &circular.tells;
        self.exec("DELETE FROM notification WHERE id = $1", &[tells.id.into()])?;
        let rows = all.iter().filter_map(|one| Some((one.id, one.customer?)));
        let rows: Vec<_> = rows.collect();
        let alike = (tells.operation, tells.topic, tells.written_at, tells.due_at);
        self.notify_each(alike, &rows)
    }

    /// Writes notifications of one operation: many rows at once cost half of what they cost one by one.
    fn notify_each(
        &self,
        (operation, topic, written_at, due_at): Alike,
        rows: &[(NotificationId, CustomerId)],
    ) -> Result<(), StoreError> {
        for rows in rows.chunks(OWNERS_AT_ONCE) {
            let mut sql = "INSERT INTO notification \
                           (operation, topic, written_ms, due_ms, id, customer) VALUES"
                .to_owned();
            let mut values = vec![
                operation.into(),
                topic.word().into(),
                written_at.into(),
                due_at.into(),
            ];
            for (id, owner) in rows {
                let comma = if values.len() == 4 { "" } else { "," };
                values.extend([Value::from(*id), Value::from(*owner)]);
                let (id, owner) = (values.len() - 1, values.len());
                write!(sql, "{comma} ($1, $2, $3, $4, ${id}, ${owner})")
                    .expect("a String takes everything");
            }
            self.exec(&sql, &values)?;
        }
        Ok(())
    }
}

/// What notifications have in common: the operation, the topic, when they were written and when they
/// are due.
type Alike = (Option<OperationId>, Topic, Instant, Option<Instant>);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::scans::plan;

    #[test]
    fn a6_what_a_renewal_moved_is_found_by_the_owner_and_not_by_the_operation() {
        let steps = plan(MOVED, &[1_i64.into(), 1_i64.into()]);
        assert!(steps[0].contains("lot_owner"), "{steps:?}");
        assert!(steps[1].contains("entry_lot"), "{steps:?}");
    }
}
