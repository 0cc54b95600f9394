//! The passes that an operation moved, moved back.

use std::collections::BTreeMap;

use crate::domain::customer::Customer;
use crate::domain::entry::EntryType;
use crate::domain::ids::{LotId, OperationId};
use crate::domain::lot::Lot;
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::ops::facts::Space;
use crate::ops::{OpError, uncounted};
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
        let by = uncounted::used_by(tx, space, &lot)?;
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

/// What takes the entries back: first what returns to lots, then what leaves them. What a lot paid for
/// one booking or visit is moved back in one, since a lot never has more than was granted, not even
/// between two entries (A1).
fn reversals(entries: &[Entry]) -> Vec<NewEntry> {
    let mut back: Vec<NewEntry> = Vec::with_capacity(entries.len());
    let mut places = BTreeMap::new();
    for entry in entries.iter().rev() {
        let one = reverse(&entry.of);
        let paid = one.booking.is_some() || one.visit.is_some();
        let place = match one.kind {
            EntryType::Spend | EntryType::Refund if paid => *places
                .entry((one.lot, one.booking, one.visit))
                .or_insert(back.len()),
            EntryType::Grant
            | EntryType::Spend
            | EntryType::Refund
            | EntryType::Deduct
            | EntryType::Expire
            | EntryType::Transfer => back.len(),
        };
        let Some(sum) = back.get_mut(place) else {
            back.push(one);
            continue;
        };
        sum.passes += one.passes;
        sum.kind = if sum.passes.is_positive() {
            EntryType::Refund
        } else {
            EntryType::Spend
        };
    }
    back.retain(|one| !one.passes.is_zero());
    let (gives, takes): (Vec<NewEntry>, Vec<NewEntry>) =
        back.into_iter().partition(|one| one.passes.is_positive());
    [gives, takes].concat()
}

/// Moves the passes of the entries back. Lots that the operation added are marked as undone.
pub(super) fn move_back(
    tx: &Tx,
    space: &Space,
    entries: &[Entry],
) -> Result<Vec<(LotId, Customer, PassQty)>, OpError> {
    let mut owners: BTreeMap<LotId, Customer> = BTreeMap::new();
    for one in reversals(entries) {
        let owner = customers::get(tx, lot(tx, one.lot)?.owner)?;
        let on = space.today(&owner, tx.at());
        tx.append(&NewEntry { on, ..one })?;
        owners.insert(one.lot, owner);
    }
    let mut grants = entries.iter().rev().map(|entry| entry.of);
    while let Some(grant) = grants.find(|of| of.kind == EntryType::Grant) {
        tx.amend(Relation::Lot, grant.lot.0, &[("undone", Value::Int(1))])?;
    }
    let mut back = Vec::new();
    for (lot_id, sum) in sums(entries) {
        if !sum.is_zero() {
            back.extend(owners.remove(&lot_id).map(|owner| (lot_id, owner, -sum)));
        }
    }
    Ok(back)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::day::Day;
    use crate::domain::ids::{CustomerId, EntryId, VisitId};

    fn entries(moved: &[(EntryType, i64, Option<i64>)]) -> Vec<Entry> {
        let entry = |(kind, halves, visit): &(EntryType, i64, Option<i64>)| Entry {
            id: EntryId(1),
            operation: OperationId(1),
            of: NewEntry {
                lot: LotId(1),
                kind: *kind,
                passes: PassQty::from_halves(*halves),
                on: Day::from_number(20_600),
                member: CustomerId(1),
                booking: None,
                visit: visit.map(VisitId),
            },
        };
        moved.iter().map(entry).collect()
    }

    fn taken_back(moved: &[(EntryType, i64, Option<i64>)]) -> Vec<(EntryType, i64, Option<i64>)> {
        let told = |one: NewEntry| {
            let visit = one.visit.map(|visit| visit.0);
            (one.kind, one.passes.halves(), visit)
        };
        reversals(&entries(moved)).into_iter().map(told).collect()
    }

    #[test]
    fn a3_what_a_visit_was_charged_and_given_back_in_one_operation_is_not_moved() {
        use EntryType::{Deduct, Expire, Grant, Refund, Spend};
        let moved = [
            (Spend, -2, Some(14)),
            (Refund, 2, Some(14)),
            (Spend, -2, Some(16)),
        ];
        assert_eq!(taken_back(&moved), [(Refund, 2, Some(16))]);
        let less = [(Spend, -4, Some(14)), (Refund, 2, Some(14))];
        assert_eq!(taken_back(&less), [(Refund, 2, Some(14))]);
        let back = [(Refund, 2, Some(14)), (Spend, -1, Some(15))];
        assert_eq!(
            taken_back(&back),
            [(Refund, 1, Some(15)), (Spend, -2, Some(14))]
        );
        let lapsed = [(Refund, 2, Some(14)), (Expire, -2, None)];
        assert_eq!(
            taken_back(&lapsed),
            [(Refund, 2, None), (Spend, -2, Some(14))]
        );
        let granted = [(Grant, 4, None), (Deduct, -1, None), (Expire, -3, None)];
        assert_eq!(
            taken_back(&granted),
            [(Refund, 3, None), (Refund, 1, None), (Deduct, -4, None)]
        );
    }
}
