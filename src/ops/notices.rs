//! Notifications, written with what they tell (A6): of an operation in its own transaction, of the
//! calendar when `renew` has brought everything up to date.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::OpError;
use super::facts::Space;
use crate::domain::booking::{PaymentStatus, Status};
use crate::domain::day::Instant;
use crate::domain::ids::{BookingId, CustomerId, EntryId};
use crate::domain::notice::{self, BookingState, Topic};
use crate::store::circulars::{self, EntrySort};
use crate::store::journal::{self, Relation};
use crate::store::{Snapshot, StoreError, Tx, bookings, notifications};

/// Writes what customers and the admin are to be told of the open operation.
pub fn write(tx: &Tx) -> Result<(), OpError> {
    tell_owners(tx)?;
    let mut told = BTreeSet::new();
    if let Some(first) = tx.first_booking() {
        for id in bookings::list_since(tx, first)? {
            told.insert(id);
            tell_booking(tx, id, None)?;
        }
    }
    if tx.rebooks() {
        for change in journal::of_relation(tx, tx.operation(), Relation::Booking)? {
            let id = BookingId(change.row);
            if told.insert(id) {
                tell_booking(tx, id, Some(&change.before))?;
            }
        }
    }
    Ok(())
}

/// Tells the owners of the lots in which the open operation wrote entries, each once for a topic: in
/// the order of the entries' types and sources, and of the owners.
fn tell_owners(tx: &Tx) -> Result<(), OpError> {
    let mut of_sort: BTreeMap<_, (Topic, Vec<CustomerId>)> = BTreeMap::new();
    let told = |(kind, source, paid): EntrySort| {
        let topic = notice::of_entries(kind, source, paid)?;
        Some(((kind.word(), source.word(), paid), topic))
    };
    for (sort, owners) in tx.take_owners() {
        if let Some((sort, topic)) = told(sort) {
            of_sort.insert(sort, (topic, owners));
        }
    }
    if let Some(first) = tx.first_unknown() {
        // Who is told by both is told once.
        let all = (first, EntryId(i64::MAX));
        circulars::each_owner(tx, all, |_, sort, owner| {
            if let Some((sort, topic)) = told(sort) {
                let (_, owners) = of_sort.entry(sort).or_insert_with(|| (topic, Vec::new()));
                owners.push(owner);
            }
            Ok::<(), OpError>(())
        })?;
    }
    let mut of_topic: Vec<(Topic, Vec<CustomerId>)> = Vec::new();
    for (topic, mut owners) in of_sort.into_values() {
        owners.sort_unstable();
        owners.dedup();
        match of_topic.iter_mut().find(|(known, _)| *known == topic) {
            None => of_topic.push((topic, owners)),
            Some((_, told)) => {
                let known: BTreeSet<_> = told.iter().copied().collect();
                told.extend(owners.into_iter().filter(|owner| !known.contains(owner)));
            }
        }
    }
    for (topic, owners) in of_topic {
        tx.notify_owners(topic, &owners)?;
    }
    Ok(())
}

/// Tells what became of a booking; `before` is what the operation's first change of it found in the
/// columns that it changed, None for a new booking.
fn tell_booking(tx: &Tx, id: BookingId, before: Option<&Map<String, Json>>) -> Result<(), OpError> {
    let missing = StoreError::NotFound {
        relation: "booking",
        id: id.0,
    };
    let booking = bookings::find(tx, id)?.ok_or(missing)?;
    let after = (booking.status, booking.pay_status);
    let before = before.map(|before| state(before, after));
    let (customer, admin) = notice::of_booking(before, after);
    if let Some(topic) = customer {
        tx.notify_of_booking(topic, Some(booking.member), id)?;
    }
    if let Some(topic) = admin {
        tx.notify_of_booking(topic, None, id)?;
    }
    Ok(())
}

/// What the booking was; a column that was not changed is as it is after.
fn state(before: &Map<String, Json>, after: BookingState) -> BookingState {
    let word = |column: &str| before.get(column).and_then(Json::as_str);
    let status = word("status").and_then(Status::read);
    let payment = word("pay_status").and_then(PaymentStatus::read);
    (status.unwrap_or(after.0), payment.unwrap_or(after.1))
}

/// Whether somebody has passes or a subscription whose last day is tomorrow and was not told.
pub fn ends_untold(db: &Snapshot, space: &Space, now: Instant) -> Result<bool, OpError> {
    for location in &space.locations {
        let tomorrow = location.terms.today(now).next();
        if notifications::is_untold(db, location.id, tomorrow)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Tells whoever has passes or a subscription whose last day is tomorrow at their home location,
/// once (A6).
pub fn write_ends(tx: &Tx, space: &Space, now: Instant) -> Result<(), OpError> {
    for location in &space.locations {
        let tomorrow = location.terms.today(now).next();
        tx.notify_of_ends(location.id, tomorrow, now)?;
    }
    Ok(())
}
