//! Promo codes, what they are for, and who used them (V2).

use super::journal::Relation;
use super::vouchers::terms_from_row;
use super::{Row, Snapshot, StoreError, Tx, Value};
use crate::domain::day::Day;
use crate::domain::ids::{
    BookingId, CustomerId, DeskId, KindId, PlanId, PromoId, PromoUseId, PurchaseId,
};
use crate::domain::money::{Money, Percent};
use crate::domain::promo::{Discount, For, Item, Promo, Use};

/// A promo code as the books know it.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its number in the books.
    pub id: PromoId,
    /// What it takes off, and of what.
    pub promo: Promo,
}

fn from_row(row: &Row) -> Result<Known, StoreError> {
    let percent: Option<i64> = row.get("percent_hundredths")?;
    let discount = match percent {
        Some(hundredths) => Discount::Percent(Percent::from_hundredths(hundredths)),
        None => Discount::Amount(Money::new(row.get("amount_minor")?, row.get("currency")?)),
    };
    Ok(Known {
        id: row.get("id")?,
        promo: Promo {
            code: row.get("code")?,
            discount,
            scope: Vec::new(),
            first_purchase: row.get("first_purchase")?,
            terms: terms_from_row(row)?,
        },
    })
}

fn with_scope(db: &Snapshot, mut known: Known) -> Result<Known, StoreError> {
    let sql = "SELECT * FROM promo_scope WHERE promo = $1 AND removed = 0 ORDER BY id";
    known.promo.scope = db.rows(sql, &[known.id.into()], item_from_row)?;
    Ok(known)
}

fn item_from_row(row: &Row) -> Result<Item, StoreError> {
    let (desk, kind, package): (Option<DeskId>, Option<KindId>, Option<PlanId>) =
        (row.get("desk")?, row.get("kind")?, row.get("plan")?);
    let item = desk.map(Item::Desk).or(kind.map(Item::Kind));
    item.or(package.map(Item::Package))
        .ok_or_else(|| StoreError::Damaged("a promo code's scope".to_owned()))
}

/// Every promo code, retired ones too, by id.
pub fn list(db: &Snapshot) -> Result<Vec<Known>, StoreError> {
    let sql = "SELECT * FROM promo WHERE undone = 0 ORDER BY id";
    let all = db.rows(sql, &[], from_row)?;
    all.into_iter().map(|known| with_scope(db, known)).collect()
}

/// The promo code that is written like that, in whatever case, or None.
pub fn find(db: &Snapshot, code: &str) -> Result<Option<Known>, StoreError> {
    let key = super::customers::folded(code);
    let sql = "SELECT * FROM promo WHERE code_key = $1 AND undone = 0";
    let known = db.one(sql, &[key.as_str().into()], from_row)?;
    known.map(|known| with_scope(db, known)).transpose()
}

/// The promo code with that number.
pub fn get(db: &Snapshot, id: PromoId) -> Result<Known, StoreError> {
    let sql = "SELECT * FROM promo WHERE id = $1";
    let known = db.one(sql, &[id.into()], from_row)?;
    let known = known.ok_or(StoreError::NotFound {
        relation: "promo",
        id: id.0,
    })?;
    with_scope(db, known)
}

/// The uses of a code that count, oldest first: neither undone nor given back.
pub fn uses(db: &Snapshot, id: PromoId) -> Result<Vec<Use>, StoreError> {
    let sql = "SELECT * FROM promo_use WHERE promo = $1 AND undone = 0 AND given_back = 0 \
               ORDER BY id";
    db.rows(sql, &[id.into()], use_from_row)
}

/// The code that stands used for a booking, or None.
pub fn of_booking(db: &Snapshot, booking: BookingId) -> Result<Option<Use>, StoreError> {
    let sql = "SELECT * FROM promo_use WHERE booking = $1 AND undone = 0 AND given_back = 0";
    db.one(sql, &[booking.into()], use_from_row)
}

/// The code that stands used for a purchase, or None.
pub fn of_purchase(db: &Snapshot, purchase: PurchaseId) -> Result<Option<Use>, StoreError> {
    let sql = "SELECT * FROM promo_use WHERE purchase = $1 AND undone = 0 AND given_back = 0";
    db.one(sql, &[purchase.into()], use_from_row)
}

fn use_from_row(row: &Row) -> Result<Use, StoreError> {
    let booking: Option<BookingId> = row.get("booking")?;
    let purchase: Option<PurchaseId> = row.get("purchase")?;
    let of = booking.map(For::Booking).or(purchase.map(For::Purchase));
    Ok(Use {
        id: row.get("id")?,
        promo: row.get("promo")?,
        operation: row.get("operation")?,
        customer: row.get("customer")?,
        of: of.ok_or_else(|| StoreError::Damaged("the use of a promo code".to_owned()))?,
        on: row.get("on_day")?,
        discount: Money::new(row.get("discount_minor")?, row.get("currency")?),
    })
}

/// Whether a customer has bought anything: a line stands for it that was not given back.
pub fn bought_before(db: &Snapshot, customer: CustomerId) -> Result<bool, StoreError> {
    let found = db.one(
        "SELECT l.id FROM line l LEFT JOIN booking b ON b.id = l.booking \
         WHERE l.customer = $1 AND l.undone = 0 AND l.removed = 0 AND l.amount_minor > 0 \
             AND COALESCE(b.pay_status, 'paid') <> 'refunded' LIMIT 1",
        &[customer.into()],
        |row| row.get::<i64>("id"),
    )?;
    Ok(found.is_some())
}

fn columns<'a>(promo: &'a Promo, key: &'a str) -> [(&'static str, Value<'a>); 9] {
    let (percent, amount) = match promo.discount {
        Discount::Percent(percent) => (Some(percent.hundredths()), None),
        Discount::Amount(amount) => (None, Some(amount)),
    };
    [
        ("code", (&promo.code).into()),
        ("code_key", key.into()),
        ("percent_hundredths", percent.into()),
        ("amount_minor", amount.map(|amount| amount.minor).into()),
        ("currency", amount.map(|amount| amount.currency).into()),
        ("first_purchase", promo.first_purchase.into()),
        ("until_day", promo.terms.until.into()),
        ("uses", promo.terms.uses.into()),
        ("retired", promo.terms.retired.into()),
    ]
}

/// Adds a promo code.
pub fn add(tx: &Tx, promo: &Promo) -> Result<PromoId, StoreError> {
    let key = super::customers::folded(&promo.code);
    let id = PromoId(tx.insert(Relation::Promo, &columns(promo, &key))?);
    set_scope(tx, id, &promo.scope)?;
    Ok(id)
}

/// Writes a promo code as it is from now on; what it took off stays.
pub fn set(tx: &Tx, id: PromoId, promo: &Promo) -> Result<(), StoreError> {
    let key = super::customers::folded(&promo.code);
    tx.amend(Relation::Promo, id.0, &columns(promo, &key))?;
    set_scope(tx, id, &promo.scope)
}

/// What it is no longer for stays as a row that is removed.
fn set_scope(tx: &Tx, promo: PromoId, scope: &[Item]) -> Result<(), StoreError> {
    let sql = "SELECT * FROM promo_scope WHERE promo = $1";
    let known = tx.rows(sql, &[promo.into()], |row| {
        Ok((row.get::<i64>("id")?, item_from_row(row)?))
    })?;
    for (id, item) in &known {
        let removed = [("removed", (!scope.contains(item)).into())];
        tx.amend(Relation::PromoScope, *id, &removed)?;
    }
    for item in scope {
        if known.iter().any(|(_, known)| known == item) {
            continue;
        }
        let of = match *item {
            Item::Desk(desk) => ("desk", desk.into()),
            Item::Kind(kind) => ("kind", kind.into()),
            Item::Package(plan) => ("plan", plan.into()),
        };
        tx.insert(Relation::PromoScope, &[("promo", promo.into()), of])?;
    }
    Ok(())
}

/// Notes that a code was used.
pub fn use_for(
    tx: &Tx,
    promo: PromoId,
    customer: CustomerId,
    of: For,
    on: Day,
    discount: Money,
) -> Result<(), StoreError> {
    let of = match of {
        For::Booking(booking) => ("booking", booking.into()),
        For::Purchase(purchase) => ("purchase", purchase.into()),
    };
    let row = [
        ("promo", promo.into()),
        ("customer", customer.into()),
        of,
        ("on_day", on.into()),
        ("discount_minor", discount.minor.into()),
        ("currency", discount.currency.into()),
    ];
    tx.insert(Relation::PromoUse, &row).map(drop)
}

/// Writes what a use takes off now, or that it is given back.
pub fn set_use(
    tx: &Tx,
    id: PromoUseId,
    discount: Money,
    given_back: bool,
) -> Result<(), StoreError> {
    let row = [
        ("discount_minor", discount.minor.into()),
        ("currency", discount.currency.into()),
        ("given_back", given_back.into()),
    ];
    tx.amend(Relation::PromoUse, id.0, &row)
}
