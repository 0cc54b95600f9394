//! The outbox of notifications (A6): rows beside the books, written in the transaction of what they
//! tell, and what became of their delivery.

use std::fmt::Write as _;

use super::{Row, Snapshot, StoreError, Tx, Value};
use crate::domain::day::{Day, Instant};
use crate::domain::entry::EntryType;
use crate::domain::ids::{
    BookingId, CustomerId, EntryId, KindId, LocationId, LotId, NotificationId, OperationId,
    PurchaseId, SubscriptionId,
};
use crate::domain::lot::Source;
use crate::domain::notice::{Delivery, Topic};
use crate::domain::qty::PassQty;

/// A notification as it stands in the outbox.
#[derive(Debug, Clone)]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// The operation that it tells of; None where it tells of the calendar.
    pub operation: Option<OperationId>,
    /// Whom it is for; None is the admin.
    pub customer: Option<CustomerId>,
    /// What it is about.
    pub topic: Topic,
    /// The booking it tells of.
    pub booking: Option<BookingId>,
    /// The lot that ends.
    pub lot: Option<LotId>,
    /// The subscription that ends.
    pub subscription: Option<SubscriptionId>,
    /// The last day of what ends, inclusive.
    pub on: Option<Day>,
    /// When it was written.
    pub written_at: Instant,
    /// How often its delivery was begun.
    pub attempts: i64,
    /// When it is to be tried next; None once it was sent or given up.
    pub due_at: Option<Instant>,
    /// When it was handed over.
    pub sent_at: Option<Instant>,
    /// What went wrong at the last try.
    pub trouble: Option<String>,
}

impl Notification {
    /// What became of it.
    #[must_use]
    pub const fn delivery(&self) -> Delivery {
        match (self.sent_at, self.due_at) {
            (Some(_), _) => Delivery::Sent,
            (None, Some(_)) => Delivery::Waiting,
            (None, None) => Delivery::Failed,
        }
    }
}

/// Which notifications to list; None means all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// For that customer.
    pub customer: Option<CustomerId>,
    /// With that delivery.
    pub status: Option<Delivery>,
    /// The newest so many.
    pub limit: Option<u32>,
}

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

/// How many owners are told by one statement.
const OWNERS_AT_ONCE: usize = 64;

fn from_row(row: &Row) -> Result<Notification, StoreError> {
    let topic: String = row.get("topic")?;
    Ok(Notification {
        id: row.get("id")?,
        operation: row.get("operation")?,
        customer: row.get("customer")?,
        topic: Topic::read(&topic)
            .ok_or_else(|| StoreError::Damaged(format!("a notification about `{topic}`")))?,
        booking: row.get("booking")?,
        lot: row.get("lot")?,
        subscription: row.get("subscription")?,
        on: row.get("on_day")?,
        written_at: row.get("written_ms")?,
        attempts: row.get("attempts")?,
        due_at: row.get("due_ms")?,
        sent_at: row.get("sent_ms")?,
        trouble: row.get("trouble")?,
    })
}

/// Calls `each` with the sort of every entry from `first` on, and the owner of its lot.
pub fn each_owner(
    db: &Snapshot,
    first: EntryId,
    mut each: impl FnMut(EntrySort, CustomerId),
) -> Result<(), StoreError> {
    db.each(
        "SELECT e.type, l.source, (e.booking IS NOT NULL OR e.visit IS NOT NULL), l.owner \
         FROM entry e CROSS JOIN lot l ON l.id = e.lot WHERE e.id >= $1",
        &[first.into()],
        |row| {
            each((row.at(0)?, row.at(1)?, row.at(2)?), row.at(3)?);
            Ok(())
        },
    )
}

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

/// The notification with that id, or None.
pub fn find(db: &Snapshot, id: NotificationId) -> Result<Option<Notification>, StoreError> {
    let sql = "SELECT * FROM notification WHERE id = $1";
    db.one(sql, &[id.into()], from_row)
}

/// The notifications of a filter, oldest first.
pub fn list(db: &Snapshot, filter: &Filter) -> Result<Vec<Notification>, StoreError> {
    let mut wanted = "SELECT id FROM notification WHERE 1 = 1".to_owned();
    let mut values: Vec<Value> = Vec::new();
    if let Some(customer) = filter.customer {
        values.push(customer.into());
        wanted.push_str(" AND customer = $1");
    }
    wanted.push_str(match filter.status {
        None => "",
        Some(Delivery::Waiting) => " AND due_ms IS NOT NULL",
        Some(Delivery::Sent) => " AND sent_ms IS NOT NULL",
        Some(Delivery::Failed) => " AND due_ms IS NULL AND sent_ms IS NULL",
    });
    if let Some(limit) = filter.limit {
        values.push(limit.into());
        let place = values.len();
        wanted = format!("{wanted} ORDER BY id DESC LIMIT ${place}");
    }
    let sql = format!("SELECT * FROM notification WHERE id IN ({wanted}) ORDER BY id");
    db.rows(&sql, &values, from_row)
}

/// Up to `most` notifications that are due by that instant, the longest due first.
pub fn list_due(db: &Snapshot, by: Instant, most: u32) -> Result<Vec<Notification>, StoreError> {
    let sql = "SELECT * FROM notification WHERE due_ms IS NOT NULL AND due_ms <= $1 \
               ORDER BY due_ms, id LIMIT $2";
    db.rows(sql, &[by.into(), most.into()], from_row)
}

/// How many notifications wait to be sent, due or not.
pub fn count_waiting(db: &Snapshot) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) AS waiting FROM notification WHERE due_ms IS NOT NULL";
    let waiting = db.one(sql, &[], |row| row.get("waiting"))?;
    Ok(waiting.unwrap_or_default())
}

/// Whether something of a customer at home there has its last day then and was not told yet: a lot
/// with something left, or a subscription.
pub fn is_untold(db: &Snapshot, home: LocationId, last_day: Day) -> Result<bool, StoreError> {
    let lots = "SELECT 1 AS untold FROM lot l JOIN customer c ON c.id = l.owner \
                WHERE l.left_halves > 0 AND c.location = $1 AND l.expires_day = $2 \
                    AND NOT EXISTS (SELECT 1 FROM notification n \
                        WHERE n.lot = l.id AND n.on_day = $2) LIMIT 1";
    let subscriptions = "SELECT 1 AS untold FROM subscription s \
                         JOIN customer c ON c.id = s.customer \
                         WHERE c.location = $1 AND s.until_day = $2 AND s.start_day <= $2 \
                             AND NOT EXISTS (SELECT 1 FROM notification n \
                                 WHERE n.subscription = s.id AND n.on_day = $2) LIMIT 1";
    for sql in [lots, subscriptions] {
        let found = db.one(sql, &[home.into(), last_day.into()], |row| {
            row.get::<i64>("untold")
        })?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Tx<'_> {
    /// Tells customers of entries that the open operation wrote in their lots: many rows at once cost
    /// half of what they cost one by one.
    pub fn notify_owners(&self, topic: Topic, owners: &[CustomerId]) -> Result<(), StoreError> {
        for owners in owners.chunks(OWNERS_AT_ONCE) {
            let mut sql = "INSERT INTO notification \
                           (operation, topic, written_ms, due_ms, customer) VALUES"
                .to_owned();
            let mut values = vec![
                self.operation().into(),
                topic.word().into(),
                self.at().into(),
            ];
            for owner in owners {
                values.push((*owner).into());
                let (comma, place) = (if values.len() == 4 { "" } else { "," }, values.len());
                write!(sql, "{comma} ($1, $2, $3, $3, ${place})")
                    .expect("a String takes everything");
            }
            self.exec(&sql, &values)?;
        }
        Ok(())
    }

    /// Tells somebody, or the admin, of what the open operation did to a booking.
    pub fn notify_of_booking(
        &self,
        topic: Topic,
        customer: Option<CustomerId>,
        booking: BookingId,
    ) -> Result<(), StoreError> {
        self.exec(
            "INSERT INTO notification (operation, customer, topic, booking, written_ms, due_ms) \
             VALUES ($1, $2, $3, $4, $5, $5)",
            &[
                self.operation().into(),
                customer.into(),
                topic.word().into(),
                booking.into(),
                self.at().into(),
            ],
        )?;
        Ok(())
    }

    /// Tells who bought something that what was to follow it is not sold any more, by the first lot of
    /// it.
    pub fn notify_of_purchase(&self, id: PurchaseId) -> Result<(), StoreError> {
        self.exec(
            "INSERT INTO notification (operation, customer, topic, lot, written_ms, due_ms) \
             SELECT $1, owner, $2, id, $3, $3 FROM lot WHERE purchase = $4 AND undone = 0 \
             ORDER BY id LIMIT 1",
            &[
                self.operation().into(),
                Topic::NothingFollows.word().into(),
                self.at().into(),
                id.into(),
            ],
        )?;
        Ok(())
    }

    /// Tells the customers at home there whose lots with something left, or whose subscriptions,
    /// have their last day then; each once. No operation need be open.
    pub fn notify_of_ends(
        &self,
        home: LocationId,
        last_day: Day,
        now: Instant,
    ) -> Result<(), StoreError> {
        let lots = "INSERT INTO notification (customer, topic, lot, on_day, written_ms, due_ms) \
                    SELECT l.owner, $1, l.id, $2, $3, $3 FROM lot l \
                    JOIN customer c ON c.id = l.owner \
                    WHERE l.left_halves > 0 AND l.expires_day = $2 AND c.location = $4 \
                    ORDER BY l.id ON CONFLICT DO NOTHING";
        let subscriptions = "INSERT INTO notification \
                                 (customer, topic, subscription, on_day, written_ms, due_ms) \
                             SELECT s.customer, $1, s.id, $2, $3, $3 FROM subscription s \
                             JOIN customer c ON c.id = s.customer \
                             WHERE s.until_day = $2 AND s.start_day <= $2 AND c.location = $4 \
                             ORDER BY s.id ON CONFLICT DO NOTHING";
        for sql in [lots, subscriptions] {
            self.exec(
                sql,
                &[
                    Topic::EndsTomorrow.word().into(),
                    last_day.into(),
                    now.into(),
                    home.into(),
                ],
            )?;
        }
        Ok(())
    }

    /// Begins a delivery: nobody else tries it until `until`.
    pub fn claim_notification(&self, id: NotificationId, until: Instant) -> Result<(), StoreError> {
        let sql = "UPDATE notification SET attempts = attempts + 1, due_ms = $1 WHERE id = $2";
        self.exec(sql, &[until.into(), id.into()]).map(drop)
    }

    /// Notes that a notification was handed over.
    pub fn set_notification_sent(&self, id: NotificationId, at: Instant) -> Result<(), StoreError> {
        let sql = "UPDATE notification SET sent_ms = $1, due_ms = NULL, trouble = NULL \
                   WHERE id = $2";
        self.exec(sql, &[at.into(), id.into()]).map(drop)
    }

    /// Notes that a delivery failed, and when it is to be tried again; None: not again.
    pub fn set_notification_failed(
        &self,
        id: NotificationId,
        trouble: &str,
        again_at: Option<Instant>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE notification SET trouble = $1, due_ms = $2 WHERE id = $3";
        self.exec(sql, &[trouble.into(), again_at.into(), id.into()])
            .map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn a6_what_a_renewal_moved_is_found_by_the_owner_and_not_by_the_operation() {
        let store = Store::in_memory().unwrap();
        let sql = format!("EXPLAIN QUERY PLAN {MOVED}");
        let values = [1_i64.into(), 1_i64.into()];
        let steps = store.read(|db| db.rows(&sql, &values, |row| row.get::<String>("detail")));
        let steps = steps.unwrap();
        assert!(steps[0].contains("lot_owner"), "{steps:?}");
        assert!(steps[1].contains("entry_lot"), "{steps:?}");
    }
}
