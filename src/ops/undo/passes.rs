//! The passes that an operation moved, moved back.

use std::collections::BTreeMap;

use crate::domain::customer::Customer;
use crate::domain::entry::EntryType;
use crate::domain::ids::{LotId, OperationId};
use crate::domain::lot::Lot;
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::journal::Relation;
use crate::store::ledger::{self, Entry, NewEntry};
use crate::store::{StoreError, Tx, Value, customers, lots, operations};

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
