//! `undo`: an operation taken back by a new one (A3).

use std::collections::BTreeMap;

use super::facts::Space;
use super::{OpError, ReferenceError};
use crate::domain::customer::Customer;
use crate::domain::entry::EntryType;
use crate::domain::ids::{CustomerId, LotId, OperationId};
use crate::domain::lot::Lot;
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::store::chain::Header;
use crate::store::journal::{Change, Relation};
use crate::store::ledger::{Entry, NewEntry};
use crate::store::{StoreError, Tx, Value, customers, journal, ledger, lots, operations};

/// What was taken back.
#[derive(Debug, Clone)]
pub struct Undone {
    /// The operation that was taken back.
    pub undone: Header,
    /// The lots whose passes were moved back, with whose they are and how many, signed.
    pub lots: Vec<(LotId, Customer, PassQty)>,
    /// How many other rows were set back.
    pub rows: usize,
}

/// Takes back an operation: its passes are moved back lot by lot, the rows that it changed become
/// what they were. Refused when it was taken back before, when passes it granted are spent, when a
/// later operation changed the same rows, and where it did what cannot be taken back.
pub fn undo(tx: &Tx, id: OperationId) -> Result<Undone, OpError> {
    let unknown = || ReferenceError::Unknown {
        what: "operation",
        given: id.to_string(),
        nearest: Vec::new(),
    };
    let operation = operations::find(tx, id)?.ok_or_else(unknown)?;
    if let Some(by) = operations::undone_by(tx, id)? {
        return Err(Refusal::AlreadyUndone { operation: id, by }.into());
    }
    let entries = ledger::of_operation(tx, id)?;
    let changes = journal::of_operation(tx, id)?;
    touch_owners(tx, &entries)?;
    tx.undoes(id);
    let space = Space::read(tx)?;
    for change in changes.iter().rev() {
        set_back(tx, id, change)?;
    }
    let moved = move_back(tx, &space, id, &entries)?;
    Ok(Undone {
        undone: operation.header,
        lots: moved,
        rows: changes.len(),
    })
}

fn lot(tx: &Tx, id: LotId) -> Result<Lot, OpError> {
    let missing = StoreError::NotFound {
        relation: "lot",
        id: id.0,
    };
    Ok(lots::find(tx, id)?.ok_or(missing)?)
}

fn touch_owners(tx: &Tx, entries: &[Entry]) -> Result<(), OpError> {
    let mut owners: Vec<CustomerId> = Vec::new();
    for entry in entries {
        owners.push(lot(tx, entry.of.lot)?.owner);
    }
    Ok(customers::touch(tx, &owners)?)
}

/// Moves the passes of each lot back by what the operation moved them in all.
fn move_back(
    tx: &Tx,
    space: &Space,
    id: OperationId,
    entries: &[Entry],
) -> Result<Vec<(LotId, Customer, PassQty)>, OpError> {
    let mut moved: BTreeMap<LotId, (PassQty, bool)> = BTreeMap::new();
    for entry in entries {
        let (sum, added) = moved.entry(entry.of.lot).or_default();
        *sum += entry.of.passes;
        *added |= entry.of.kind == EntryType::Grant;
    }
    let mut back = Vec::with_capacity(moved.len());
    for (lot_id, (sum, added)) in moved {
        let lot = lot(tx, lot_id)?;
        if lot.left < sum {
            return Err(Refusal::SpentSince {
                operation: id,
                lot: lot_id,
                granted: sum,
                left: lot.left,
            }
            .into());
        }
        let owner = customers::get(tx, lot.owner)?;
        if !sum.is_zero() {
            let kind = if sum.is_positive() {
                EntryType::Deduct
            } else {
                EntryType::Refund
            };
            let mut entry = NewEntry {
                lot: lot_id,
                kind,
                passes: -sum,
                on: space.today(&owner, tx.at()),
                member: lot.owner,
                booking: None,
                visit: None,
            };
            if let Some(moved) = entries.iter().find(|entry| entry.of.lot == lot_id) {
                entry.member = moved.of.member;
                entry.booking = moved.of.booking;
                entry.visit = moved.of.visit;
            }
            tx.append(&entry)?;
            back.push((lot_id, owner, -sum));
        }
        if added {
            tx.amend(Relation::Lot, lot_id.0, &[("undone", Value::Int(1))])?;
        }
    }
    Ok(back)
}

/// Sets one row back. A row that the operation added stays, in the state of one that has ended.
fn set_back(tx: &Tx, id: OperationId, change: &Change) -> Result<(), OpError> {
    if change.before.is_some() {
        let columns: Vec<&str> = change.after.keys().map(String::as_str).collect();
        let now = journal::present(tx, change.relation, change.row, &columns)?;
        if now.as_ref() != Some(&change.after) {
            let row = format!("{} {}", change.relation.table(), change.row);
            return Err(Refusal::ChangedSince { operation: id, row }.into());
        }
        return Ok(tx.restore(change)?);
    }
    match change.relation {
        Relation::Recurring => {
            Ok(tx.amend(Relation::Recurring, change.row, &[("due_day", Value::Null)])?)
        }
        Relation::Setting
        | Relation::Location
        | Relation::Desk
        | Relation::Kind
        | Relation::Customer
        | Relation::Plan
        | Relation::PlanInclude
        | Relation::Subscription
        | Relation::Term
        | Relation::TermInclude
        | Relation::Pause
        | Relation::Lot
        | Relation::Booking
        | Relation::Line => {
            let what = change.relation.table();
            Err(Refusal::NotUndoable {
                operation: id,
                what,
            }
            .into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::RecurringId;
    use crate::ops::deduct::{self, Amount};
    use crate::ops::grant::{self, Monthly};
    use crate::ops::testing::Bench;
    use crate::ops::{check, facts};
    use crate::store::recurring;

    fn give(bench: &Bench, monthly: Option<Monthly>) -> OperationId {
        let request = grant::Request {
            who: "ana",
            passes: PassQty::whole(4),
            kind: "day",
            from: None,
            expires: None,
            monthly,
            location: None,
            priority: 0,
            memo: None,
        };
        bench
            .operate(|tx| grant::grant(tx, &request))
            .unwrap()
            .0
            .unwrap()
    }

    fn take(bench: &Bench, passes: i64) -> OperationId {
        let amount = Amount::Passes(PassQty::whole(passes));
        let request = deduct::Request {
            who: "ana",
            amount,
            kind: None,
            lot: None,
        };
        bench
            .operate(|tx| deduct::deduct(tx, &request))
            .unwrap()
            .0
            .unwrap()
    }

    fn back(bench: &Bench, id: OperationId) -> Result<OperationId, OpError> {
        bench.operate(|tx| undo(tx, id)).map(|(id, _)| id.unwrap())
    }

    fn balance(bench: &Bench, ana: CustomerId) -> String {
        bench.see(|db| {
            assert_eq!(check::check(db, false)?.problems, Vec::<String>::new());
            let space = Space::read(db)?;
            let ana = customers::get(db, ana)?;
            let open = facts::open_lots(db, space.settings.company_passes, &ana)?;
            Ok(open.iter().map(|lot| lot.left).sum::<PassQty>().to_string())
        })
    }

    #[test]
    fn a3_a_grant_and_a_deduction_are_taken_back_and_given_again() {
        let bench = Bench::on("2026-06-03");
        let ana = bench.member("ana");
        give(&bench, None);
        let deducted = take(&bench, 3);
        let undone = back(&bench, deducted).unwrap();
        assert_eq!(balance(&bench, ana), "4");
        let again = back(&bench, undone).unwrap();
        assert_eq!(balance(&bench, ana), "1");
        back(&bench, again).unwrap();
        assert_eq!(balance(&bench, ana), "4");
    }

    #[test]
    fn a3_an_operation_is_undone_once() {
        let bench = Bench::on("2026-06-03");
        bench.member("ana");
        let granted = give(&bench, None);
        let by = back(&bench, granted).unwrap();
        let again = back(&bench, granted).unwrap_err();
        let expected = Refusal::AlreadyUndone {
            operation: granted,
            by,
        };
        assert!(matches!(again, OpError::Refused(refusal) if refusal == expected));
    }

    #[test]
    fn a3_passes_that_are_spent_cannot_be_taken_back() {
        let bench = Bench::on("2026-06-03");
        let ana = bench.member("ana");
        let granted = give(&bench, None);
        take(&bench, 1);
        let refused = back(&bench, granted).unwrap_err();
        assert!(
            matches!(refused, OpError::Refused(Refusal::SpentSince { .. })),
            "{refused}"
        );
        assert_eq!(balance(&bench, ana), "3");
    }

    #[test]
    fn a3_a_monthly_grant_ends_when_undone_and_goes_on_when_that_is_undone() {
        let bench = Bench::on("2026-06-03");
        let ana = bench.member("ana");
        let granted = give(&bench, Some(Monthly { until: None }));
        let due = || {
            bench
                .see(|db| Ok(recurring::find(db, RecurringId(1))?))
                .unwrap()
                .due_on
        };
        let next = due();
        assert!(next.is_some());
        let undone = back(&bench, granted).unwrap();
        assert_eq!((due(), balance(&bench, ana)), (None, "0".to_owned()));
        back(&bench, undone).unwrap();
        assert_eq!((due(), balance(&bench, ana)), (next, "4".to_owned()));
    }

    #[test]
    fn a3_an_unknown_operation_is_named() {
        let bench = Bench::on("2026-06-03");
        let unknown = back(&bench, OperationId(99)).unwrap_err();
        assert_eq!(unknown.to_string(), "no operation `op-99`");
    }
}
