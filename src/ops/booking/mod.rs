//! `booking`: what is booked, listed and shown.

pub mod bulk;
pub mod cancel;
pub mod change;
pub mod money;
pub mod settle;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use self::money::Bill;
use super::facts::Space;
use super::history::in_order;
use super::{OpError, ReferenceError, desk, who};
use crate::domain::booking::{Booking, PaymentStatus, Status};
use crate::domain::customer::Customer;
use crate::domain::day::Instant;
use crate::domain::day_word::DayWord;
use crate::domain::desk::Desk;
use crate::domain::handle::Handle;
use crate::domain::ids::{BookingId, CustomerId, DeskId, OperationId};
use crate::domain::qty::PassQty;
use crate::domain::spend::Draw;
use crate::store::bookings::{self, Filter};
use crate::store::{Snapshot, StoreError, customers, desks, operations};

/// A booking as it is told.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The booking.
    pub booking: Booking,
    /// The operation that made it.
    pub operation: OperationId,
    /// Whose it is.
    pub customer: Customer,
    /// The desk.
    pub desk: Handle,
    /// The desk's location.
    pub location: Handle,
    /// What lots paid for it; what it costs where none did, nothing where money pays.
    pub passes: PassQty,
    /// What it costs where it is paid with money (D7).
    pub bill: Option<Bill>,
    /// The lots that paid, or that got back what they had paid.
    pub lots: Vec<Draw>,
}

/// Which bookings to list; None means all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// The first date.
    pub from: Option<DayWord>,
    /// The last date.
    pub until: Option<DayWord>,
    /// Whose, as typed (P2).
    pub member: Option<&'a str>,
    /// Of which desk: its handle, or `LOCATION/DESK`.
    pub desk: Option<&'a str>,
    /// Of which location, by handle.
    pub location: Option<&'a str>,
    /// What they are.
    pub status: Option<Status>,
    /// The newest so many.
    pub limit: Option<u32>,
}

/// The booking with that id.
pub fn get(db: &Snapshot, id: BookingId) -> Result<Booking, OpError> {
    bookings::find(db, id)?.ok_or_else(|| {
        OpError::Reference(ReferenceError::Unknown {
            what: "booking",
            given: id.to_string(),
            nearest: Vec::new(),
        })
    })
}

/// One booking.
pub fn show(db: &Snapshot, id: BookingId) -> Result<Shown, OpError> {
    shown(db, &Space::read(db)?, &get(db, id)?)
}

/// A booking with all that is told of it.
pub fn shown(db: &Snapshot, space: &Space, booking: &Booking) -> Result<Shown, OpError> {
    let desk = desks::get(db, booking.desk)?;
    let (passes, lots) = match booking.pay_status {
        PaymentStatus::Charged => {
            let draws = bookings::draws(db, booking)?;
            (draws.iter().map(|draw| draw.passes).sum(), draws)
        }
        PaymentStatus::Refunded => {
            let taken = if booking.lot.is_some() {
                PassQty::ZERO
            } else {
                booking.cost()
            };
            (taken, bookings::refunds(db, booking)?)
        }
        PaymentStatus::Pending
        | PaymentStatus::Failed
        | PaymentStatus::Removed
        | PaymentStatus::Unpaid
        | PaymentStatus::Paid => (booking.cost(), Vec::new()),
    };
    Ok(Shown {
        operation: bookings::made_by(db, booking.id)?,
        customer: customers::get(db, booking.member)?,
        location: space.location(desk.location).terms.handle.clone(),
        bill: Bill::of(db, booking, &desk)?,
        desk: desk.terms.handle,
        booking: *booking,
        passes,
        lots,
    })
}

/// The bookings wanted, by date; without their lots.
pub fn list(db: &Snapshot, wanted: &Wanted, now: Instant) -> Result<Vec<Shown>, OpError> {
    let space = Space::read(db)?;
    list_filtered(db, &space, &filter(db, &space, wanted, now)?)
}

/// The bookings of a filter, by date; without their lots.
pub fn list_filtered(db: &Snapshot, space: &Space, filter: &Filter) -> Result<Vec<Shown>, OpError> {
    let mut all = Vec::new();
    each_filtered(db, space, filter, |shown| {
        all.push(shown);
        Ok::<(), OpError>(())
    })?;
    Ok(all)
}

/// Calls `each` with the bookings wanted, by date; without their lots, and without holding them in
/// memory.
pub fn each<E: From<OpError> + From<StoreError>>(
    db: &Snapshot,
    wanted: &Wanted,
    now: Instant,
    each: impl FnMut(Shown) -> Result<(), E>,
) -> Result<(), E> {
    let space = Space::read(db)?;
    let filter = filter(db, &space, wanted, now)?;
    each_filtered(db, &space, &filter, each)
}

fn each_filtered<E: From<OpError> + From<StoreError>>(
    db: &Snapshot,
    space: &Space,
    filter: &Filter,
    mut each: impl FnMut(Shown) -> Result<(), E>,
) -> Result<(), E> {
    let desks: BTreeMap<DeskId, Desk> = desks::list(db)?
        .into_iter()
        .map(|desk| (desk.id, desk))
        .collect();
    let mut known: BTreeMap<CustomerId, Customer> = BTreeMap::new();
    bookings::each_paid(db, filter, |listed| {
        let booking = listed.booking;
        let customer = match known.entry(booking.member) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(customers::get(db, booking.member)?),
        };
        let desk = &desks[&booking.desk];
        let charged = booking.pay_status == PaymentStatus::Charged || booking.lot.is_some();
        each(Shown {
            operation: listed.operation,
            customer: customer.clone(),
            location: space.location(desk.location).terms.handle.clone(),
            desk: desk.terms.handle.clone(),
            bill: Bill::of(db, &booking, desk)?,
            passes: if charged { listed.paid } else { booking.cost() },
            lots: Vec::new(),
            booking,
        })
    })
}

/// What tells this database from any other: the beginning of its first operation's hash; empty in a
/// new one.
pub fn database(db: &Snapshot) -> Result<String, OpError> {
    let first = operations::find(db, OperationId(1))?;
    Ok(first.map_or_else(String::new, |first| first.hash.chars().take(12).collect()))
}

/// What is wanted, as the store reads it. Day words count from today at the location named, else
/// at the default one.
pub(super) fn filter(
    db: &Snapshot,
    space: &Space,
    wanted: &Wanted,
    now: Instant,
) -> Result<Filter, OpError> {
    let default = space.settings.default_location.as_str();
    let location = space.location_named(wanted.location.unwrap_or(default))?;
    let today = location.terms.today(now);
    let member = wanted
        .member
        .map(|given| who::find(db, given))
        .transpose()?;
    let desk = wanted
        .desk
        .map(|given| desk::find(db, given, wanted.location));
    let [from, until] = [wanted.from, wanted.until].map(|day| day.map(|word| word.on(today)));
    in_order(from, until)?;
    Ok(Filter {
        from,
        until,
        member: member.map(|member| member.id),
        desk: desk.transpose()?.map(|placed| placed.desk.id),
        location: wanted.location.map(|_| location.id),
        status: wanted.status,
        limit: wanted.limit,
        ..Filter::default()
    })
}

#[cfg(test)]
mod tests;
