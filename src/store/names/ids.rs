//! Ids under the TAB key: the newest that begin with what was typed, each with a word about it.

use super::{MOST, Name};
use crate::domain::day::Day;
use crate::domain::ids::{
    AssignmentId, BookingId, CustomerId, EntryId, HoldId, InvoiceId, LineId, LotId, NotificationId,
    OperationId, RecurringId, SubscriptionId, VisitId,
};
use crate::domain::qty::PassQty;
use crate::store::{Row, Snapshot, StoreError, Value};

/// The longest number of an id that is looked for.
const HIGHEST: i64 = 10_000_000_000;

/// Ids of one sort.
struct Ids<'a> {
    prefix: &'static str,
    /// Answers numbers between `$1` and `$2`, newest first, and what `told` reads; the last
    /// placeholder is how many at most.
    sql: &'static str,
    /// What stands between them.
    only: &'a [Value<'a>],
    /// A word or two about the one in a row.
    told: fn(&Row) -> Result<String, StoreError>,
}

/// The numbers that begin with the digits of an id that was begun, highest first, as first and
/// last; none where it is no id of that sort.
fn ranges(prefix: &str, begun: &str) -> Vec<(i64, i64)> {
    let whole = format!("{prefix}-");
    let begun = begun.to_lowercase();
    if whole.starts_with(&begun) {
        return vec![(1, HIGHEST)];
    }
    let digits = begun.strip_prefix(&whole).unwrap_or_default();
    let plain = !digits.starts_with('0') && digits.chars().all(|c| c.is_ascii_digit());
    let Some(number) = digits.parse().ok().filter(|_| plain) else {
        return Vec::new();
    };
    let mut ranges = Vec::new();
    let (mut first, mut last): (i64, i64) = (number, number);
    while last < HIGHEST {
        ranges.insert(0, (first, last));
        (first, last) = (first * 10, last * 10 + 9);
    }
    ranges
}

fn list(db: &Snapshot, ids: &Ids, begun: &str) -> Result<Vec<Name>, StoreError> {
    let mut names = Vec::new();
    for (first, last) in ranges(ids.prefix, begun) {
        let room = MOST.saturating_sub(names.len());
        if room == 0 {
            break;
        }
        let mut values = vec![Value::Int(first), Value::Int(last)];
        values.extend_from_slice(ids.only);
        values.push(Value::Int(i64::try_from(room).expect("a small number")));
        names.extend(db.rows(ids.sql, &values, |row| {
            let number: i64 = row.at(0)?;
            Ok((format!("{}-{number}", ids.prefix), (ids.told)(row)?))
        })?);
    }
    Ok(names)
}

/// `WHO, WHAT`, of two columns.
fn who_what(row: &Row) -> Result<String, StoreError> {
    let (who, what): (String, Option<String>) = (row.at(1)?, row.at(2)?);
    Ok(format!("{who}, {}", what.unwrap_or_default()))
}

/// Subscriptions that go on; `of` somebody only.
pub(super) fn subscriptions(
    db: &Snapshot,
    begun: &str,
    of: Option<CustomerId>,
) -> Result<Vec<Name>, StoreError> {
    let ids = Ids {
        prefix: SubscriptionId::PREFIX,
        sql: "SELECT s.id, c.handle, (SELECT t.plan_name FROM term t \
             WHERE t.subscription = s.id AND t.replaced = 0 ORDER BY t.from_day DESC LIMIT 1) \
             FROM subscription s JOIN customer c ON c.id = s.customer \
             WHERE s.id BETWEEN $1 AND $2 AND s.due_day IS NOT NULL \
             AND ($3 IS NULL OR s.customer = $3) ORDER BY s.id DESC LIMIT $4",
        only: &[of.into()],
        told: who_what,
    };
    list(db, &ids, begun)
}

/// Bookings that stand.
pub(super) fn bookings(db: &Snapshot, begun: &str) -> Result<Vec<Name>, StoreError> {
    let ids = Ids {
        prefix: BookingId::PREFIX,
        sql: "SELECT b.id, c.handle, d.handle, b.on_day FROM booking b \
             JOIN customer c ON c.id = b.member JOIN desk d ON d.id = b.desk \
             WHERE b.id BETWEEN $1 AND $2 AND b.status <> 'cancelled' \
             ORDER BY b.id DESC LIMIT $3",
        only: &[],
        told: |row| Ok(format!("{} on {}", who_what(row)?, row.at::<Day>(3)?)),
    };
    list(db, &ids, begun)
}

/// Visits, with how they stand.
pub(super) fn visits(db: &Snapshot, begun: &str) -> Result<Vec<Name>, StoreError> {
    let ids = Ids {
        prefix: VisitId::PREFIX,
        sql: "SELECT v.id, c.handle, v.status, v.on_day FROM visit v \
             JOIN customer c ON c.id = v.member WHERE v.id BETWEEN $1 AND $2 \
             ORDER BY v.id DESC LIMIT $3",
        only: &[],
        told: |row| Ok(format!("{}, {}", who_what(row)?, row.at::<Day>(3)?)),
    };
    list(db, &ids, begun)
}

/// Lots with something left; those open to somebody only: theirs, and their company's.
pub(super) fn lots(
    db: &Snapshot,
    begun: &str,
    of: Option<CustomerId>,
) -> Result<Vec<Name>, StoreError> {
    let told: fn(&Row) -> Result<String, StoreError> = |row| {
        let (who, kind): (String, String) = (row.at(1)?, row.at(2)?);
        Ok(format!("{who}, {} {kind} left", row.at::<PassQty>(3)?))
    };
    let Some(of) = of else {
        let ids = Ids {
            prefix: LotId::PREFIX,
            sql: "SELECT l.id, c.handle, k.handle, l.left_halves FROM lot l \
                 JOIN customer c ON c.id = l.owner JOIN kind k ON k.id = l.kind \
                 WHERE l.id BETWEEN $1 AND $2 AND l.left_halves > 0 AND l.undone = 0 \
                 ORDER BY l.id DESC LIMIT $3",
            only: &[],
            told,
        };
        return list(db, &ids, begun);
    };
    let ids = Ids {
        prefix: LotId::PREFIX,
        sql: "SELECT l.id, c.handle, k.handle, l.left_halves FROM lot l \
             JOIN customer c ON c.id = l.owner JOIN kind k ON k.id = l.kind \
             WHERE l.id BETWEEN $1 AND $2 AND l.left_halves > 0 AND l.undone = 0 \
             AND l.owner IN (SELECT $3 UNION SELECT company FROM customer WHERE id = $3) \
             ORDER BY l.id DESC LIMIT $4",
        only: &[of.into()],
        told,
    };
    list(db, &ids, begun)
}

/// Operations that were not taken back, with the command of each.
pub(super) fn operations(db: &Snapshot, begun: &str) -> Result<Vec<Name>, StoreError> {
    let ids = Ids {
        prefix: OperationId::PREFIX,
        sql: "SELECT o.id, o.command FROM operation o WHERE o.id BETWEEN $1 AND $2 \
             AND NOT EXISTS (SELECT 1 FROM operation u WHERE u.undoes = o.id) \
             ORDER BY o.id DESC LIMIT $3",
        only: &[],
        told: |row| row.at(1),
    };
    list(db, &ids, begun)
}

/// Assigned seats.
pub(super) fn assignments(db: &Snapshot, begun: &str) -> Result<Vec<Name>, StoreError> {
    let ids = Ids {
        prefix: AssignmentId::PREFIX,
        sql: "SELECT a.id, c.handle, d.handle FROM assignment a \
             JOIN customer c ON c.id = a.member JOIN desk d ON d.id = a.desk \
             WHERE a.id BETWEEN $1 AND $2 AND a.until_day >= a.from_day \
             ORDER BY a.id DESC LIMIT $3",
        only: &[],
        told: who_what,
    };
    list(db, &ids, begun)
}

/// Monthly grants that go on.
pub(super) fn recurring(db: &Snapshot, begun: &str) -> Result<Vec<Name>, StoreError> {
    let ids = Ids {
        prefix: RecurringId::PREFIX,
        sql: "SELECT r.id, c.handle, r.passes_halves FROM recurring r \
             JOIN customer c ON c.id = r.customer \
             WHERE r.id BETWEEN $1 AND $2 AND r.due_day IS NOT NULL ORDER BY r.id DESC LIMIT $3",
        only: &[],
        told: |row| {
            let who: String = row.at(1)?;
            Ok(format!("{who}, {} a month", row.at::<PassQty>(2)?))
        },
    };
    list(db, &ids, begun)
}

/// Holds, with whose lot it is.
pub(super) fn holds(db: &Snapshot, begun: &str) -> Result<Vec<Name>, StoreError> {
    let ids = Ids {
        prefix: HoldId::PREFIX,
        sql: "SELECT h.id, c.handle, h.lot, h.from_day FROM hold h \
             JOIN customer c ON c.id = h.customer \
             WHERE h.id BETWEEN $1 AND $2 AND h.removed = 0 ORDER BY h.id DESC LIMIT $3",
        only: &[],
        told: |row| {
            let (who, lot): (String, LotId) = (row.at(1)?, row.at(2)?);
            Ok(format!("{who}, {lot} from {}", row.at::<Day>(3)?))
        },
    };
    list(db, &ids, begun)
}

/// Issued invoices and credit notes.
pub(super) fn invoices(db: &Snapshot, begun: &str) -> Result<Vec<Name>, StoreError> {
    let ids = Ids {
        prefix: InvoiceId::PREFIX,
        sql: "SELECT i.id, c.handle, i.issued_day FROM invoice i \
             JOIN customer c ON c.id = i.customer \
             WHERE i.id BETWEEN $1 AND $2 ORDER BY i.id DESC LIMIT $3",
        only: &[],
        told: |row| Ok(format!("{}, {}", row.at::<String>(1)?, row.at::<Day>(2)?)),
    };
    list(db, &ids, begun)
}

/// Lines of upcoming invoices.
pub(super) fn lines(db: &Snapshot, begun: &str) -> Result<Vec<Name>, StoreError> {
    let ids = Ids {
        prefix: LineId::PREFIX,
        sql: "SELECT l.id, c.handle, l.text FROM line l JOIN customer c ON c.id = l.customer \
             WHERE l.id BETWEEN $1 AND $2 AND l.invoice IS NULL AND l.removed = 0 \
             AND l.undone = 0 ORDER BY l.id DESC LIMIT $3",
        only: &[],
        told: who_what,
    };
    list(db, &ids, begun)
}

/// Notifications, for customers and for the admin; circulars aside.
pub(super) fn notifications(db: &Snapshot, begun: &str) -> Result<Vec<Name>, StoreError> {
    let ids = Ids {
        prefix: NotificationId::PREFIX,
        sql: "SELECT n.id, COALESCE(c.handle, 'admin'), n.topic FROM notification n \
             LEFT JOIN customer c ON c.id = n.customer \
             WHERE n.id BETWEEN $1 AND $2 AND n.customers IS NULL ORDER BY n.id DESC LIMIT $3",
        only: &[],
        told: who_what,
    };
    list(db, &ids, begun)
}

/// Entries of the ledger.
pub(super) fn entries(db: &Snapshot, begun: &str) -> Result<Vec<Name>, StoreError> {
    let ids = Ids {
        prefix: EntryId::PREFIX,
        sql: "SELECT e.id, c.handle, e.type, e.on_day FROM entry e \
             JOIN customer c ON c.id = e.member \
             WHERE e.id BETWEEN $1 AND $2 ORDER BY e.id DESC LIMIT $3",
        only: &[],
        told: |row| Ok(format!("{} on {}", who_what(row)?, row.at::<Day>(3)?)),
    };
    list(db, &ids, begun)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_was_begun_is_ranges_of_numbers() {
        for begun in ["", "b", "BK", "bk-"] {
            assert_eq!(ranges("bk", begun), [(1, HIGHEST)], "{begun}");
        }
        let found = ranges("bk", "bk-12");
        assert_eq!(found.len(), 9);
        assert_eq!(found[7..], [(120, 129), (12, 12)]);
        assert_eq!(
            ranges("bk", "BK-9999999999"),
            [(9_999_999_999, 9_999_999_999)]
        );
        for begun in ["bk-0", "bk-1x", "lt-1", "x", "bk--1", "bk-99999999999"] {
            assert_eq!(ranges("bk", begun), [], "{begun}");
        }
    }
}
