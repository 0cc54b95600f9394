//! `promo`: codes that take something off a price (V2).

use super::facts::{self, Space};
use super::{OpError, ReferenceError, desk, voucher, which};
use crate::domain::code::{CodeRefusal, Terms};
use crate::domain::customer::Customer;
use crate::domain::day_word::DayWord;
use crate::domain::desk::Desk;
use crate::domain::money::{Currency, Money, Percent};
use crate::domain::promo::{Discount, For, Item, Promo, Use, Wanted};
use crate::domain::sale::SaleRefusal;
use crate::store::promos::{self, Known};
use crate::store::{Snapshot, Tx, customers, desks, vouchers};

/// What a promo code is to take off.
#[derive(Debug, Clone, Copy)]
pub enum Off<'a> {
    /// So much of the price.
    Percent(Percent),
    /// An amount in major units; without a currency in the space's.
    Amount(&'a str, Option<Currency>),
}

/// A promo code to be added.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// Unique, whatever its case.
    pub code: &'a str,
    /// What it takes off.
    pub off: Off<'a>,
    /// The packages and kinds it is for, as typed.
    pub items: &'a [String],
    /// The desks it is for: handles, or `LOCATION/DESK`.
    pub desks: &'a [String],
    /// Only for who has bought nothing before.
    pub first_purchase: bool,
    /// The last day on which it is taken; None is none.
    pub until: Option<DayWord>,
    /// How often in all; None is as often as they come.
    pub uses: Option<u32>,
}

/// What is to change of a promo code; None stays as it is, an inner None is no limit.
#[derive(Debug, Clone, Default)]
pub struct Change<'a> {
    /// What it takes off.
    pub off: Option<Off<'a>>,
    /// All that it is for: the packages and kinds, and the desks; none at all is everything.
    pub scope: Option<(&'a [String], &'a [String])>,
    /// Only for who has bought nothing before.
    pub first_purchase: Option<bool>,
    /// The last day on which it is taken.
    pub until: Option<Option<DayWord>>,
    /// How often in all.
    pub uses: Option<Option<u32>>,
}

/// A promo code as it is told.
#[derive(Debug, Clone)]
pub struct Card {
    /// What it takes off.
    pub promo: Promo,
    /// The packages and kinds it is for, by name.
    pub items: Vec<String>,
    /// The desks it is for, as `LOCATION/DESK`.
    pub desks: Vec<String>,
    /// What it was used for, oldest first, with who used it.
    pub uses: Vec<(Use, Customer)>,
}

/// A promo code that is to be used, and what it takes off.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The code.
    pub known: Known,
    /// What it takes off.
    pub discount: Money,
}

/// Adds a promo code. Refused where the code is taken, and for a discount of nothing. Days count
/// from today at the default location.
pub fn add(tx: &Tx, new: &New) -> Result<Card, OpError> {
    let space = Space::read(tx)?;
    if let Some(known) = promos::find(tx, new.code)? {
        let code = known.promo.code;
        let what = "promo code";
        return Err(CodeRefusal::Taken { what, code }.into());
    }
    let today = voucher::today(&space, tx)?;
    let promo = Promo {
        code: new.code.to_owned(),
        discount: discount(&space, new.off)?,
        scope: scope(tx, &space, new.items, new.desks)?,
        first_purchase: new.first_purchase,
        terms: Terms {
            until: new.until.map(|day| day.on(today)),
            uses: new.uses,
            retired: false,
        },
    };
    promos::add(tx, &promo)?;
    show(tx, &promo.code)
}

/// Changes a promo code, and answers it as it was and as it is. What it took off stays.
pub fn set(tx: &Tx, code: &str, change: &Change) -> Result<(Card, Card), OpError> {
    let space = Space::read(tx)?;
    let Known { id, mut promo } = find(tx, code)?;
    let was = show(tx, code)?;
    let today = voucher::today(&space, tx)?;
    if let Some(off) = change.off {
        promo.discount = discount(&space, off)?;
    }
    if let Some((items, desks)) = change.scope {
        promo.scope = scope(tx, &space, items, desks)?;
    }
    promo.first_purchase = change.first_purchase.unwrap_or(promo.first_purchase);
    promo.terms.uses = change.uses.unwrap_or(promo.terms.uses);
    if let Some(until) = change.until {
        promo.terms.until = until.map(|day| day.on(today));
    }
    promos::set(tx, id, &promo)?;
    Ok((was, show(tx, code)?))
}

/// Retires a promo code: it is not taken any more, what it took off stays.
pub fn retire(tx: &Tx, code: &str) -> Result<Card, OpError> {
    let Known { id, mut promo } = find(tx, code)?;
    promo.terms.retired = true;
    promos::set(tx, id, &promo)?;
    show(tx, code)
}

/// Every promo code, retired ones too, by id.
pub fn list(db: &Snapshot) -> Result<Vec<Card>, OpError> {
    let space = Space::read(db)?;
    let all = promos::list(db)?;
    all.into_iter()
        .map(|known| card(db, &space, known))
        .collect()
}

/// One promo code.
pub fn show(db: &Snapshot, code: &str) -> Result<Card, OpError> {
    card(db, &Space::read(db)?, find(db, code)?)
}

/// What a code takes off a price for that customer (V2): bookings of a desk, passes of a kind, or a
/// package. `name` is what people call the item.
pub fn apply(
    tx: &Tx,
    space: &Space,
    code: &str,
    customer: &Customer,
    (item, name): (Item, &str),
    price: Money,
) -> Result<Applied, OpError> {
    let known = find(tx, code)?;
    let used = promos::uses(tx, known.id)?.len();
    let discount = known.promo.apply(&Wanted {
        item,
        name,
        price,
        used: u32::try_from(used).unwrap_or(u32::MAX),
        bought_before: promos::bought_before(tx, customer.id)?,
        member: &customer.handle,
        today: space.today(customer, tx.at()),
    })?;
    Ok(Applied { known, discount })
}

impl Applied {
    /// Notes that the code was used for that.
    pub fn note(
        &self,
        tx: &Tx,
        space: &Space,
        customer: &Customer,
        of: For,
    ) -> Result<(), OpError> {
        let today = space.today(customer, tx.at());
        let promo = self.known.id;
        Ok(promos::use_for(
            tx,
            promo,
            customer.id,
            of,
            today,
            self.discount,
        )?)
    }
}

/// The promo code that is written like that, in whatever case. A voucher is none.
pub fn find(db: &Snapshot, code: &str) -> Result<Known, OpError> {
    if let Some(known) = promos::find(db, code)? {
        return Ok(known);
    }
    if let Some(known) = vouchers::find(db, code)? {
        return Err(ReferenceError::WrongSort {
            handle: known.voucher.code,
            is: "voucher",
            wanted: "promo code",
        }
        .into());
    }
    let all = promos::list(db)?;
    let codes: Vec<String> = all.into_iter().map(|known| known.promo.code).collect();
    Err(facts::unknown("promo code", code, &codes).into())
}

/// A desk as people name it: `LOCATION/DESK`.
#[must_use]
pub fn desk_name(space: &Space, desk: &Desk) -> String {
    let location = &space.location(desk.location).terms.handle;
    format!("{location}/{}", desk.terms.handle)
}

fn discount(space: &Space, off: Off) -> Result<Discount, OpError> {
    let (discount, nothing) = match off {
        Off::Percent(percent) => (Discount::Percent(percent), percent.hundredths() == 0),
        Off::Amount(text, currency) => {
            let currency = currency.unwrap_or(space.settings.currency);
            let amount = Money::read(text, currency).map_err(SaleRefusal::from)?;
            (Discount::Amount(amount), amount.minor == 0)
        }
    };
    if nothing {
        return Err(CodeRefusal::NoDiscount.into());
    }
    Ok(discount)
}

/// What was named: a kind by its handle, else a package; desks.
fn scope(
    db: &Snapshot,
    space: &Space,
    items: &[String],
    named: &[String],
) -> Result<Vec<Item>, OpError> {
    let mut scope = Vec::new();
    for item in items {
        let kind = space
            .kinds
            .iter()
            .find(|kind| kind.terms.handle.as_str() == customers::folded(item));
        scope.push(match kind {
            Some(kind) => Item::Kind(kind.id),
            None => Item::Package(which::package(db, item)?.id),
        });
    }
    for given in named {
        scope.push(Item::Desk(desk::find(db, given, None)?.desk.id));
    }
    scope.sort_unstable();
    scope.dedup();
    Ok(scope)
}

fn card(db: &Snapshot, space: &Space, known: Known) -> Result<Card, OpError> {
    let (mut items, mut desks_named) = (Vec::new(), Vec::new());
    for item in &known.promo.scope {
        match *item {
            Item::Desk(id) => desks_named.push(desk_name(space, &desks::get(db, id)?)),
            Item::Kind(id) => items.push(space.kind(id).terms.handle.to_string()),
            Item::Package(id) => {
                items.extend(which::find(db, id)?.map(|offer| offer.name().to_owned()));
            }
        }
    }
    let mut uses = Vec::new();
    for one in promos::uses(db, known.id)? {
        uses.push((one, customers::get(db, one.customer)?));
    }
    Ok(Card {
        promo: known.promo,
        items,
        desks: desks_named,
        uses,
    })
}

#[cfg(test)]
mod tests;
