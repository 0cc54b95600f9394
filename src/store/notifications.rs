//! The outbox of notifications (A6): rows beside the books, written in the transaction of what they
//! tell, and what became of their delivery.

use super::circulars::Circular;
use super::{Row, Snapshot, StoreError, Tx, Value};
use crate::domain::day::{Day, Instant};
use crate::domain::ids::{
    BookingId, CustomerId, EntryId, LocationId, LotId, NotificationId, OperationId, PurchaseId,
    SubscriptionId,
};
use crate::domain::notice::{Delivery, Topic};

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

/// A row of the outbox.
#[derive(Debug)]
pub(super) enum Told {
    /// One notification.
    One(Notification),
    /// One for each of many customers.
    Many(Circular),
}

impl Told {
    /// The circular that it is, or None.
    pub(super) fn circular(self) -> Option<Circular> {
        match self {
            Self::One(_) => None,
            Self::Many(circular) => Some(circular),
        }
    }

    /// The notifications that it stands for, by id.
    pub(super) fn unfolded(self, db: &Snapshot) -> Result<Vec<Notification>, StoreError> {
        match self {
            Self::One(notification) => Ok(vec![notification]),
            Self::Many(circular) => circular.all(db),
        }
    }
}

pub(super) fn from_row(row: &Row) -> Result<Told, StoreError> {
    let topic: String = row.get("topic")?;
    let tells = Notification {
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
    };
    let first: Option<EntryId> = row.get("first_entry")?;
    let entries: Option<i64> = row.get("entries")?;
    Ok(match first.zip(entries) {
        None => Told::One(tells),
        Some((first, entries)) => Told::Many(Circular {
            tells,
            first,
            entries,
        }),
    })
}

/// The notification with that id, or None.
pub fn find(db: &Snapshot, id: NotificationId) -> Result<Option<Notification>, StoreError> {
    let sql = "SELECT * FROM notification WHERE id >= $1 ORDER BY id LIMIT 1";
    match db.one(sql, &[id.into()], from_row)? {
        None => Ok(None),
        Some(Told::One(found)) => Ok((found.id == id).then_some(found)),
        Some(Told::Many(circular)) => circular.find(db, id),
    }
}

/// Up to `most` notifications that are due by `now` and were written at `since` or later, the longest
/// due first.
pub fn list_due(
    db: &Snapshot,
    now: Instant,
    since: Instant,
    most: u32,
) -> Result<Vec<Notification>, StoreError> {
    let rows = rows_due(db, now, since, most)?;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut all = Vec::new();
    for row in rows {
        if all.len() >= most {
            break;
        }
        all.extend(row.unfolded(db)?);
    }
    all.truncate(most);
    Ok(all)
}

/// Whether [`list_due`] has any.
pub fn is_due(db: &Snapshot, now: Instant, since: Instant) -> Result<bool, StoreError> {
    Ok(!rows_due(db, now, since, 1)?.is_empty())
}

fn rows_due(
    db: &Snapshot,
    now: Instant,
    since: Instant,
    most: u32,
) -> Result<Vec<Told>, StoreError> {
    let sql = "SELECT * FROM notification WHERE due_ms <= $1 AND written_ms >= $2 \
               ORDER BY due_ms, id LIMIT $3";
    db.rows(sql, &[now.into(), since.into(), most.into()], from_row)
}

/// How many notifications wait to be sent, due or not.
pub fn count_waiting(db: &Snapshot) -> Result<i64, StoreError> {
    count(db, "due_ms IS NOT NULL", &[])
}

/// How many notifications are due by `now` and were written before `since`.
pub fn count_old(db: &Snapshot, now: Instant, since: Instant) -> Result<i64, StoreError> {
    let values = [now.into(), since.into()];
    count(db, "due_ms <= $1 AND written_ms < $2", &values)
}

fn count(db: &Snapshot, which: &str, values: &[Value]) -> Result<i64, StoreError> {
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(COALESCE(customers, 1)), 0) AS BIGINT) AS notifications \
         FROM notification WHERE {which}"
    );
    let found = db.one(&sql, values, |row| row.get("notifications"))?;
    Ok(found.unwrap_or_default())
}

/// Whether something of a customer at home there has its last day then and was not told yet: a lot
/// with something left, or a subscription.
pub fn is_untold(db: &Snapshot, home: LocationId, last_day: Day) -> Result<bool, StoreError> {
    let lots = "SELECT 1 AS untold FROM lot l JOIN customer c ON c.id = l.owner \
                WHERE l.left_halves > 0 AND l.expires_day < 2932896 \
                    AND c.location = $1 AND l.expires_day = $2 \
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

    /// Tells who bought something that what was to follow it does not, by the first lot of it.
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
                    WHERE l.left_halves > 0 AND l.expires_day < 2932896 \
                        AND l.expires_day = $2 AND c.location = $4 \
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

    /// Begins the delivery of the longest due of [`list_due`]: nobody else tries it until `until`. A
    /// circular ends with its first one. None when nothing is due.
    pub fn claim_due(
        &self,
        now: Instant,
        since: Instant,
        until: Instant,
    ) -> Result<Option<Notification>, StoreError> {
        loop {
            match rows_due(self, now, since, 1)?.pop() {
                None => return Ok(None),
                Some(Told::Many(circular)) => self.unfold(&circular)?,
                Some(Told::One(due)) => {
                    let sql = "UPDATE notification SET attempts = attempts + 1, due_ms = $1 \
                               WHERE id = $2";
                    self.exec(sql, &[until.into(), due.id.into()])?;
                    return Ok(Some(due));
                }
            }
        }
    }

    /// Gives up what is due by `now` and was written before `since`, a circular as a whole, and answers
    /// how many notifications that were.
    pub fn give_up_notifications(
        &self,
        now: Instant,
        since: Instant,
        trouble: &str,
    ) -> Result<i64, StoreError> {
        let old = count_old(self, now, since)?;
        let sql = "UPDATE notification SET trouble = $1, due_ms = NULL \
                   WHERE due_ms <= $2 AND written_ms < $3";
        self.exec(sql, &[trouble.into(), now.into(), since.into()])?;
        Ok(old)
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
