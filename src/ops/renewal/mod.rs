//! One unit brought up to date: its facts gathered, what `domain::renewal` decides written (R4).

mod ending;
mod settings;

use std::sync::Arc;

pub use self::ending::convert;
pub use self::settings::{Settings, settings, settings_for_many};
use super::facts::Space;
use super::visit::date::Moved;
use super::{OpError, beginning, limits};
use crate::domain::booking::{Booking, PaymentStatus, Status};
use crate::domain::customer::{Customer, Standing};
use crate::domain::day::Day;
use crate::domain::entry::EntryType;
use crate::domain::ids::{BookingId, CustomerId, LocationId, LotId, PurchaseId, SubscriptionId};
use crate::domain::lot::Lot;
use crate::domain::purchase::Purchase;
use crate::domain::qty::PassQty;
use crate::domain::recurring::Recurring;
use crate::domain::renewal::{
    self, Ending, Item, KindUse, LotRef, NewLot, Renewal, Scheduled, Unit, What,
};
use crate::domain::subscription::Subscription;
use crate::domain::subscription::change::Rescheduled;
use crate::store::bookings::Filter;
use crate::store::ledger::{self, NewEntry};
use crate::store::lines::{self, NewLine};
use crate::store::{Snapshot, Tx, bookings, customers, lots, recurring, subscriptions};

/// The facts of one unit.
#[derive(Debug, Clone)]
pub struct Facts {
    company: Option<CustomerId>,
    people: Vec<Arc<Customer>>,
    customers: Vec<renewal::Customer>,
    lots: Vec<Lot>,
    subscriptions: Vec<Subscription>,
    recurring: Vec<Recurring>,
    begun_by_use: Vec<Purchase>,
    endings: Vec<Ending>,
    bookings: Vec<Booking>,
    uses: Vec<KindUse>,
}

/// Reads the facts of a unit, named by its company or by the customer without one. `as_of` is the
/// day up to which things are brought for a customer with that home location.
pub fn gather(
    db: &Snapshot,
    settings: &Settings,
    unit: CustomerId,
    as_of: impl Fn(LocationId) -> Day,
) -> Result<Facts, OpError> {
    let first = customers::get(db, unit)?;
    let company = (first.standing == Standing::Company).then_some(unit);
    let mut people = vec![Arc::new(first)];
    if company.is_some() {
        let members = customers::list_company(db, unit)?;
        people.extend(members.into_iter().map(Arc::new));
    }
    people.sort_unstable_by_key(|customer| customer.id);
    let mut facts = Facts {
        company,
        customers: Vec::with_capacity(people.len()),
        lots: Vec::new(),
        subscriptions: Vec::new(),
        recurring: Vec::new(),
        begun_by_use: Vec::new(),
        endings: Vec::new(),
        bookings: Vec::new(),
        uses: Vec::new(),
        people,
    };
    for customer in &facts.people {
        let (id, home) = (customer.id, customer.location);
        facts.customers.push(renewal::Customer {
            id,
            home,
            as_of: as_of(home),
        });
        facts.lots.extend(if settings.may_hold(id) {
            lots::list_left(db, id)?
        } else {
            lots::list_left_not_held(db, id)?
        });
        if settings.may_be_monthly(id) {
            facts.recurring.extend(recurring::list_customer(db, id)?);
        }
        for subscription in subscriptions::list_customer(db, id)? {
            let pending = Filter {
                pay_status: Some(PaymentStatus::Pending),
                subscription: Some(subscription.id),
                ..Filter::default()
            };
            if settings.may_be_waited_for(subscription.id) {
                facts.bookings.extend(bookings::list(db, &pending)?);
            }
            facts.subscriptions.push(subscription);
        }
    }
    ending::gather(db, settings, &mut facts)?;
    limits::allow_away(db, &settings.space, &mut facts.lots)?;
    facts.uses = settings.uses(db, &facts.bookings)?;
    Ok(facts)
}

/// The facts of one subscription alone, as though its customer had nothing else.
#[must_use]
pub fn alone(customer: &Customer, subscription: &Subscription, as_of: Day) -> Facts {
    Facts {
        company: None,
        people: vec![Arc::new(customer.clone())],
        customers: vec![renewal::Customer {
            id: customer.id,
            home: customer.location,
            as_of,
        }],
        lots: Vec::new(),
        subscriptions: vec![subscription.clone()],
        recurring: Vec::new(),
        begun_by_use: Vec::new(),
        endings: Vec::new(),
        bookings: Vec::new(),
        uses: Vec::new(),
    }
}

/// What is due for a unit.
#[must_use]
pub fn due(settings: &Settings, facts: &Facts) -> Renewal {
    let scheduled: Vec<Scheduled> = facts
        .bookings
        .iter()
        .filter_map(|booking| facts.scheduled(settings, booking))
        .collect();
    let unit = Unit {
        company: facts.company,
        customers: &facts.customers,
        lots: &facts.lots,
        subscriptions: &facts.subscriptions,
        recurring: &facts.recurring,
        begun_by_use: &facts.begun_by_use,
        endings: &facts.endings,
        scheduled: &scheduled,
        uses: &facts.uses,
    };
    renewal::renew(&unit, &settings.rules)
}

/// What a subscription that has begun brings at once, its `due_on` too (R2). Its customer is in
/// the unit.
#[must_use]
pub fn open(settings: &Settings, facts: &Facts, subscription: &Subscription) -> Renewal {
    let customer = facts
        .customers
        .iter()
        .find(|customer| customer.id == subscription.customer);
    let customer = customer.expect("a subscription's customer is in its unit");
    renewal::open(subscription, customer, &settings.rules)
}

impl Facts {
    /// A pending booking as the rules see it; None when its payer has left the unit.
    fn scheduled(&self, settings: &Settings, booking: &Booking) -> Option<Scheduled> {
        let subscription = self.subscription(booking.subscription?)?;
        let mut people = self.people.iter();
        people.find(|customer| customer.id == booking.member)?;
        settings.scheduled(booking, subscription.customer)
    }

    /// Reckons with passes that visits give back and take, as if they had moved.
    pub fn move_passes(
        &mut self,
        db: &Snapshot,
        settings: &Settings,
        moved: &Moved,
    ) -> Result<(), OpError> {
        let back = moved.back.iter().map(|draw| (draw.lot, draw.passes));
        let taken = moved.taken.iter().map(|draw| (draw.lot, -draw.passes));
        for (id, passes) in back.chain(taken) {
            if let Some(lot) = self.lots.iter_mut().find(|lot| lot.id == id) {
                lot.left += passes;
            } else if let Some(mut lot) = lots::find(db, id)? {
                lot.left += passes;
                self.lots.push(lot);
            }
        }
        limits::allow_away(db, &settings.space, &mut self.lots)?;
        self.lots.retain(|lot| lot.left.is_positive());
        Ok(())
    }

    /// A customer of the unit.
    pub(super) fn customer(&self, id: CustomerId) -> &Arc<Customer> {
        let found = self.people.iter().find(|customer| customer.id == id);
        found.expect("a renewal speaks of the unit's customers")
    }

    /// A subscription of the unit, or None.
    pub(super) fn subscription(&self, id: SubscriptionId) -> Option<&Subscription> {
        let mut subscriptions = self.subscriptions.iter();
        subscriptions.find(|subscription| subscription.id == id)
    }
}

/// What becomes of the bookings that wait for a subscription after it was changed (R7, R8); those
/// that stay as they are are left out.
#[must_use]
pub fn reschedule(
    settings: &Settings,
    changed: &Subscription,
    waiting: &[Booking],
) -> Vec<(Booking, Rescheduled)> {
    let pending: Vec<Scheduled> = waiting
        .iter()
        .filter_map(|booking| settings.scheduled(booking, changed.customer))
        .collect();
    let became = changed.reschedule(&pending, &settings.rules.fits);
    let of = |id: BookingId| waiting.iter().find(|booking| booking.id == id).copied();
    became
        .into_iter()
        .filter_map(|(id, became)| Some((of(id)?, became)))
        .collect()
}

/// Writes what was decided, item by item, and answers the lots that were granted, in order.
pub fn write(tx: &Tx, space: &Space, facts: &Facts, due: &Renewal) -> Result<Vec<LotId>, OpError> {
    let ids: Vec<CustomerId> = due.items.iter().map(|item| item.customer).collect();
    customers::touch(tx, &ids)?;
    let mut granted = Vec::new();
    let mut sold = Vec::new();
    for item in &due.items {
        match &item.what {
            What::Expire { lot, passes, .. } => {
                let lot = lot_id(&granted, *lot);
                append(tx, facts, item, EntryType::Expire, (lot, *passes), None)?;
            }
            What::End { .. } => {}
            What::Invoice { .. } => invoice(tx, space, facts, item)?,
            What::Sell { .. } | What::Convert { .. } | What::Unsold { .. } => {
                ending::write(tx, space, facts, item, &mut sold)?;
            }
            What::Grant(lot) => {
                let purchase = lot.purchase.map(|of| ending::id_of(&sold, of));
                granted.push(grant(tx, item, lot, purchase)?);
            }
            What::Charge { booking, draws } => {
                let mut covers = None;
                for draw in draws {
                    let lot = lot_id(&granted, draw.lot);
                    if draw.passes.is_zero() {
                        covers = Some(lot);
                    } else {
                        let drawn = (lot, draw.passes);
                        append(tx, facts, item, EntryType::Spend, drawn, Some(*booking))?;
                    }
                }
                settle(tx, facts, *booking, PaymentStatus::Charged, covers)?;
                if !facts.begun_by_use.is_empty() || !sold.is_empty() {
                    let drawn = draws.iter().map(|draw| lot_id(&granted, draw.lot));
                    beginning::follow(tx, space, drawn)?;
                }
            }
            What::Fail { booking, .. } => {
                settle(tx, facts, *booking, PaymentStatus::Failed, None)?;
            }
        }
    }
    for (id, due_on) in &due.subscriptions {
        match facts.subscription(*id) {
            Some(known) => subscriptions::move_due(tx, known, *due_on)?,
            None => subscriptions::set_due(tx, *id, *due_on)?,
        }
    }
    for (id, due_on) in &due.recurring {
        recurring::set_due(tx, *id, *due_on)?;
    }
    Ok(granted)
}

fn lot_id(granted: &[LotId], lot: LotRef) -> LotId {
    match lot {
        LotRef::Existing(id) => id,
        LotRef::New(at) => granted[at],
    }
}

fn append(
    tx: &Tx,
    facts: &Facts,
    item: &Item,
    kind: EntryType,
    (lot, passes): (LotId, PassQty),
    booking: Option<BookingId>,
) -> Result<(), OpError> {
    let entry = NewEntry {
        lot,
        kind,
        passes: -passes,
        on: item.on,
        member: item.customer,
        booking,
        visit: None,
    };
    let known = facts.lots.iter().find(|known| known.id == lot);
    let appended = known.map_or_else(|| tx.append(&entry), |known| tx.append_of(known, &entry));
    Ok(appended.map(drop)?)
}

fn grant(
    tx: &Tx,
    item: &Item,
    lot: &NewLot,
    purchase: Option<PurchaseId>,
) -> Result<LotId, OpError> {
    let memo = match lot.recurring {
        Some(id) => recurring::memo(tx, id)?,
        None => None,
    };
    Ok(tx.add_lot(&ledger::NewLot {
        owner: lot.owner,
        kind: lot.kind,
        passes: lot.passes,
        valid_from: lot.valid_from,
        expires_on: lot.expires_on,
        source: lot.source,
        subscription: lot.subscription,
        recurring: lot.recurring,
        purchase,
        location: lot.location,
        priority: lot.priority,
        memo: memo.as_deref(),
        on: item.on,
    })?)
}

/// Adds the line of a period that begins.
fn invoice(tx: &Tx, space: &Space, facts: &Facts, item: &Item) -> Result<(), OpError> {
    let What::Invoice {
        subscription,
        amount,
        quantity,
        period,
        ..
    } = &item.what
    else {
        return Ok(());
    };
    let known = facts.subscription(*subscription);
    let name = known.map_or("", |known| known.term_on(period.from).plan_name.as_str());
    let times = if *quantity == 1 {
        String::new()
    } else {
        format!("{quantity} × ")
    };
    let text = format!("{times}{name}, {period}");
    let home = facts.customer(item.customer).location;
    lines::add(
        tx,
        &NewLine {
            customer: item.customer,
            subscription: Some(*subscription),
            purchase: None,
            paid: false,
            on: item.on,
            text: &text,
            amount: *amount,
            tax: space.location(home).terms.tax,
        },
    )?;
    Ok(())
}

/// What becomes of a scheduled booking: charged it is confirmed, failed it is cancelled; one that
/// was cancelled late stays cancelled (D5). `lot` covers it without a count (T2).
fn settle(
    tx: &Tx,
    facts: &Facts,
    booking: BookingId,
    pay_status: PaymentStatus,
    lot: Option<LotId>,
) -> Result<(), OpError> {
    let known = facts.bookings.iter().find(|one| one.id == booking);
    let known = known.expect("a renewal speaks of the unit's bookings");
    let status = match (known.status, pay_status) {
        (Status::Tentative, PaymentStatus::Charged) => Status::Confirmed,
        (Status::Tentative, PaymentStatus::Failed) => Status::Cancelled,
        (status, _) => status,
    };
    Ok(bookings::set(
        tx,
        &Booking {
            status,
            pay_status,
            lot,
            ..*known
        },
    )?)
}
