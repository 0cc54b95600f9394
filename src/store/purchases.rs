//! Purchases: what was sold, with its terms as they were then (V1, L2).

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::journal::Relation;
use super::packages::{follows, starts, then, valid};
use super::{Row, Snapshot, StoreError, Tx};
use crate::domain::day::Day;
use crate::domain::ids::{CustomerId, LotId, OperationId, PurchaseId};
use crate::domain::money::Money;
use crate::domain::package::{Content, Validity};
use crate::domain::purchase::{Brought, Charge, Item, Purchase};

fn from_row(row: &Row) -> Result<Purchase, StoreError> {
    let charge: String = row.get("charge")?;
    let item = match (row.get("plan")?, row.get("kind")?) {
        (Some(package), None) => Item::Package(package),
        (None, Some(kind)) => Item::Kind(kind),
        (None, None) | (Some(_), Some(_)) => {
            return Err(StoreError::Damaged("a purchase of no one thing".to_owned()));
        }
    };
    Ok(Purchase {
        id: row.get("id")?,
        customer: row.get("customer")?,
        item,
        name: row.get("name")?,
        count: row.get("count")?,
        price: Money::new(row.get("price_minor")?, row.get("currency")?),
        charge: Charge::read(&charge)
            .ok_or_else(|| StoreError::Damaged(format!("a purchase charged `{charge}`")))?,
        on: row.get("on_day")?,
        valid: valid(row)?,
        starts: starts(row)?,
        begun_on: row.get("begun_day")?,
        then: then(row)?,
        active_status: row.get("active_status")?,
        holdable: row.get("holdable")?,
        open: row.get("open")?,
    })
}

/// The purchase with that id, or None.
pub fn find(db: &Snapshot, id: PurchaseId) -> Result<Option<Purchase>, StoreError> {
    let sql = "SELECT * FROM purchase WHERE id = $1";
    db.one(sql, &[id.into()], from_row)
}

/// Those of these purchases that are of packages.
pub fn of_packages(
    db: &Snapshot,
    of: impl IntoIterator<Item = PurchaseId>,
) -> Result<Vec<PurchaseId>, StoreError> {
    let mut packages = Vec::new();
    for id in of {
        let is_package = |one: &Purchase| matches!(one.item, Item::Package(_));
        if find(db, id)?.as_ref().is_some_and(is_package) {
            packages.push(id);
        }
    }
    Ok(packages)
}

/// The purchase that a lot came with, where it begins with its first use; or None (L3, T2).
pub fn find_begun_by_use(db: &Snapshot, lot: LotId) -> Result<Option<Purchase>, StoreError> {
    let sql = "SELECT p.* FROM lot l JOIN purchase p ON p.id = l.purchase \
               WHERE l.id = $1 AND p.starts = 'first-visit'";
    db.one(sql, &[lot.into()], from_row)
}

/// The purchases that stand and begin with their first use, by id (T2).
pub fn list_begun_by_use(db: &Snapshot) -> Result<Vec<Purchase>, StoreError> {
    let sql = "SELECT * FROM purchase WHERE starts = 'first-visit' AND removed = 0 AND undone = 0 \
               ORDER BY id";
    db.rows(sql, &[], from_row)
}

/// Who of these bought something.
pub fn buyers(
    db: &Snapshot,
    of: &RangeInclusive<CustomerId>,
) -> Result<BTreeSet<CustomerId>, StoreError> {
    db.customers_in("purchase", of)
}

/// The purchases of a customer that stand and of which something is still to come: that they begin
/// with a use, or what follows them (T2, T5); by id.
pub fn list_live(db: &Snapshot, customer: CustomerId) -> Result<Vec<Purchase>, StoreError> {
    let sql = "SELECT * FROM purchase WHERE customer = $1 AND (open = 1 OR starts = 'first-visit') \
               AND removed = 0 AND undone = 0 ORDER BY id";
    db.rows(sql, &[customer.into()], from_row)
}

/// How long a purchase lasts from its first use on, where it begins with that and has an end.
pub(super) fn lasts_from_use(
    db: &Snapshot,
    id: PurchaseId,
) -> Result<Option<Validity>, StoreError> {
    let sql = "SELECT valid FROM purchase \
               WHERE id = $1 AND starts = 'first-visit' AND valid <> 'never'";
    db.one(sql, &[id.into()], valid)
}

/// Purchases of which the lines or the lots say otherwise: one that stands has passes of its own, and
/// lines of its price less what a promo code took off, paid or not as it says; one that is free or
/// was taken back has no lines, and of one that was taken back nothing is left. By id, at most five.
pub fn misbilled(db: &Snapshot) -> Result<Vec<PurchaseId>, StoreError> {
    let sql = "SELECT p.id FROM purchase p WHERE (p.undone = 0 AND p.removed = 0 AND (NOT EXISTS \
            (SELECT 1 FROM lot l WHERE l.purchase = p.id AND l.undone = 0 AND l.owner = p.customer) \
        OR (p.charge <> 'free' AND p.price_minor * CASE WHEN p.kind IS NULL THEN p.count ELSE 1 END \
            > COALESCE((SELECT SUM(n.amount_minor) FROM line n WHERE n.purchase = p.id \
                AND n.undone = 0 AND n.removed = 0), 0) \
            + COALESCE((SELECT SUM(u.discount_minor) FROM promo_use u WHERE u.purchase = p.id \
                AND u.undone = 0 AND u.given_back = 0), 0)))) \
        OR EXISTS (SELECT 1 FROM line n WHERE n.purchase = p.id AND n.undone = 0 \
            AND n.removed = 0 AND (p.undone = 1 OR p.removed = 1 OR p.charge = 'free' \
                OR n.paid <> CASE p.charge WHEN 'paid' THEN 1 ELSE 0 END)) \
        OR ((p.undone = 1 OR p.removed = 1) AND EXISTS \
            (SELECT 1 FROM lot l WHERE l.purchase = p.id AND l.left_halves > 0)) \
        ORDER BY p.id LIMIT 5";
    db.rows(sql, &[], |row| row.get("id"))
}

/// What came with a purchase, lot by lot.
pub fn brought(db: &Snapshot, id: PurchaseId) -> Result<Vec<Brought>, StoreError> {
    let sql = "SELECT kind, granted_halves, location, priority FROM lot \
               WHERE purchase = $1 AND undone = 0 ORDER BY id";
    db.rows(sql, &[id.into()], |row| {
        Ok(Brought {
            content: Content {
                kind: row.get("kind")?,
                passes: row.get("granted_halves")?,
            },
            location: row.get("location")?,
            priority: row.get("priority")?,
        })
    })
}

/// The last day on which passes of a purchase were taken or expired, or None.
pub fn last_taken(db: &Snapshot, id: PurchaseId) -> Result<Option<Day>, StoreError> {
    let sql = "SELECT MAX(e.on_day) AS on_day FROM lot l JOIN entry e ON e.lot = l.id \
               WHERE l.purchase = $1 AND e.halves < 0";
    Ok(db
        .one(sql, &[id.into()], |row| row.get("on_day"))?
        .flatten())
}

/// What was to follow a purchase has, or never will (T5).
pub fn close(tx: &Tx, id: PurchaseId) -> Result<(), StoreError> {
    tx.amend(Relation::Purchase, id.0, &[("open", false.into())])
}

/// Sets the day on which a purchase began; None while it waits for its first use.
pub fn set_begun(tx: &Tx, id: PurchaseId, begun_on: Option<Day>) -> Result<(), StoreError> {
    tx.amend(Relation::Purchase, id.0, &[("begun_day", begun_on.into())])
}

/// The purchases whose passes make people active (P7).
pub fn list_active(db: &Snapshot) -> Result<BTreeSet<PurchaseId>, StoreError> {
    let sql = "SELECT id FROM purchase WHERE active_status = 1";
    let ids = db.rows(sql, &[], |row| row.get("id"))?;
    Ok(ids.into_iter().collect())
}

/// Adds a purchase.
pub fn add(tx: &Tx, purchase: &Purchase) -> Result<PurchaseId, StoreError> {
    let (valid, starts) = (purchase.valid.to_string(), purchase.starts.to_string());
    let (plan, kind) = match purchase.item {
        Item::Package(package) => (Some(package), None),
        Item::Kind(kind) => (None, Some(kind)),
    };
    let row = [
        ("customer", purchase.customer.into()),
        ("plan", plan.into()),
        ("kind", kind.into()),
        ("name", (&purchase.name).into()),
        ("count", purchase.count.into()),
        ("price_minor", purchase.price.minor.into()),
        ("currency", purchase.price.currency.into()),
        ("charge", purchase.charge.word().into()),
        ("on_day", purchase.on.into()),
        ("valid", (&valid).into()),
        ("starts", (&starts).into()),
        ("begun_day", purchase.begun_on.into()),
        ("active_status", purchase.active_status.into()),
        ("holdable", purchase.holdable.into()),
        ("open", purchase.open.into()),
    ];
    let row = [row.as_slice(), &follows(purchase.then)].concat();
    tx.insert(Relation::Purchase, &row).map(PurchaseId)
}

/// Whether a customer has passes left that they bought after an operation and that have not lapsed
/// by that day.
pub fn has_left_since(
    db: &Snapshot,
    customer: CustomerId,
    operation: OperationId,
    today: Day,
) -> Result<bool, StoreError> {
    let sql = "SELECT id FROM lot WHERE owner = $1 AND operation > $2 AND expires_day >= $3 \
               AND purchase IS NOT NULL AND left_halves > 0 LIMIT 1";
    let key = [customer.into(), operation.into(), today.into()];
    let found = db.one(sql, &key, |row| row.get::<i64>("id"))?;
    Ok(found.is_some())
}

/// Whether a customer had any lot before the open operation, lapsed and used up ones too; those
/// whose grant was taken back do not count (S4).
pub fn had_passes(tx: &Tx, customer: CustomerId) -> Result<bool, StoreError> {
    let sql = "SELECT id FROM lot WHERE owner = $1 AND operation < $2 AND undone = 0 LIMIT 1";
    let key = [customer.into(), tx.operation().into()];
    Ok(tx.one(sql, &key, |row| row.get::<LotId>("id"))?.is_some())
}
