//! The passes that an operation moved, moved back.

use std::collections::BTreeMap;

use crate::domain::customer::Customer;
use crate::domain::day::{Day, DaySpan};
use crate::domain::entry::EntryType;
use crate::domain::ids::{LotId, OperationId};
use crate::domain::lot::Lot;
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::journal::Relation;
use crate::store::ledger::{self, Entry, NewEntry};
use crate::store::{StoreError, Tx, Value, customers, lots, operations, uses, visits};

fn lot(tx: &Tx, id: LotId) -> Result<Lot, OpError> {
    let missing = StoreError::NotFound {
        relation: "lot",
        id: id.0,
    };
    Ok(lots::find(tx, id)?.ok_or(missing)?)
}

/// What the entries moved in all, lot by lot.
fn sums(entries: &[Entry]) -> BTreeMap<LotId, PassQty> {
    let mut sums: BTreeMap<LotId, PassQty> = BTreeMap::new();
    for entry in entries {
        *sums.entry(entry.of.lot).or_default() += entry.of.passes;
    }
    sums
}

/// Refuses to take passes back that are not there any more, naming the lot and what took them (A3).
pub(super) fn check(tx: &Tx, id: OperationId, entries: &[Entry]) -> Result<(), OpError> {
    for (lot_id, granted) in sums(entries) {
        let left = lot(tx, lot_id)?.left;
        if left >= granted {
            continue;
        }
        let mut by = id;
        for taker in ledger::takers(tx, lot_id, id)? {
            if operations::outcome(tx, taker)?.1 {
                by = taker;
                break;
            }
        }
        return Err(Refusal::SpentSince {
            operation: id,
            lot: lot_id,
            granted,
            left,
            by,
        }
        .into());
    }
    Ok(())
}

/// Refuses to take back a lot that is not counted where it covered a booking or a visit since, and
/// nothing else like it could have: of such a lot nothing is missing (A3, T2).
pub(super) fn check_not_counted(
    tx: &Tx,
    space: &Space,
    id: OperationId,
    entries: &[Entry],
) -> Result<(), OpError> {
    for entry in entries
        .iter()
        .filter(|entry| entry.of.kind == EntryType::Grant)
    {
        let lot = lot(tx, entry.of.lot)?;
        if space.kind(lot.kind).terms.is_counted() {
            continue;
        }
        let booked = uses::covered_by(tx, lot.id)?;
        let by = match booked.first() {
            Some((_, _, by)) => Some(*by),
            None => visited(tx, &lot)?,
        };
        if let Some(by) = by {
            let what = lot.id.to_string();
            return Err(Refusal::UsedSince {
                operation: id,
                what,
                by,
            }
            .into());
        }
    }
    Ok(())
}

/// The operation that recorded a visit of the owner that only this lot, which is not counted, can
/// have covered.
fn visited(tx: &Tx, lot: &Lot) -> Result<Option<OperationId>, OpError> {
    let days = DaySpan {
        from: lot.valid_from,
        to: lot.expires_on,
    };
    let others = lots::list_left(tx, lot.owner)?;
    let covers = |on: Day| {
        let mut others = others.iter().filter(|other| other.id != lot.id);
        others.any(|other| other.kind == lot.kind && other.usable_on(on))
    };
    for (visit, on) in uses::not_counted(tx, lot.owner, lot.kind, days)? {
        if !covers(on) {
            return Ok(visits::find(tx, visit)?.map(|listed| listed.operation));
        }
    }
    Ok(None)
}

/// What takes an entry of that type back. Passes that a booking or visit got back are spent on it
/// again; only its own spends and refunds count for what it paid.
fn reverse(entry: &NewEntry) -> NewEntry {
    let paid = entry.booking.is_some() || entry.visit.is_some();
    let kind = match entry.kind {
        EntryType::Refund if paid => EntryType::Spend,
        EntryType::Grant | EntryType::Refund => EntryType::Deduct,
        EntryType::Spend | EntryType::Deduct | EntryType::Expire => EntryType::Refund,
        EntryType::Transfer => EntryType::Transfer,
    };
    let counts = match entry.kind {
        EntryType::Spend | EntryType::Refund | EntryType::Transfer => true,
        EntryType::Grant | EntryType::Deduct | EntryType::Expire => false,
    };
    NewEntry {
        kind,
        passes: -entry.passes,
        booking: entry.booking.filter(|_| counts),
        visit: entry.visit.filter(|_| counts),
        ..*entry
    }
}

/// Moves the passes of each entry back: first what returns to lots, then what leaves them. Lots that
/// the operation added are marked as undone.
pub(super) fn move_back(
    tx: &Tx,
    space: &Space,
    entries: &[Entry],
) -> Result<Vec<(LotId, Customer, PassQty)>, OpError> {
    let mut owners: BTreeMap<LotId, Customer> = BTreeMap::new();
    let (takes, gives): (Vec<&Entry>, Vec<&Entry>) = entries
        .iter()
        .rev()
        .partition(|entry| entry.of.passes.is_positive());
    for entry in gives.into_iter().chain(takes) {
        let lot_id = entry.of.lot;
        let owner = customers::get(tx, lot(tx, lot_id)?.owner)?;
        tx.append(&NewEntry {
            on: space.today(&owner, tx.at()),
            ..reverse(&entry.of)
        })?;
        if entry.of.kind == EntryType::Grant {
            tx.amend(Relation::Lot, lot_id.0, &[("undone", Value::Int(1))])?;
        }
        owners.insert(lot_id, owner);
    }
    let mut back = Vec::new();
    for (lot_id, sum) in sums(entries) {
        if !sum.is_zero() {
            back.extend(owners.remove(&lot_id).map(|owner| (lot_id, owner, -sum)));
        }
    }
    Ok(back)
}
