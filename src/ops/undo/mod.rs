//! `undo`: an operation taken back by a new one (A3).

mod beginnings;
mod codes;
mod covered;
mod invoices;
mod named;
mod passes;
mod rows;
mod seats;
#[cfg(test)]
mod tests;
mod use_passes;

use std::collections::BTreeSet;

use super::facts::Space;
use super::{OpError, ReferenceError, beginning};
use crate::domain::customer::Customer;
use crate::domain::ids::{CustomerId, LotId, OperationId};
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::store::chain::Header;
use crate::store::journal::{self, Relation};
use crate::store::ledger::Entry;
use crate::store::taken_back::Net;
use crate::store::{StoreError, Tx, customers, ledger, lots, operations, taken_back};

/// What was taken back.
#[derive(Debug, Clone)]
pub struct Undone {
    /// The operation that was taken back.
    pub undone: Header,
    /// The lots whose passes were moved back, with whose they are and how many, signed.
    pub lots: Vec<(LotId, Customer, PassQty)>,
    /// What else it had added or changed, and what became of it: what has ended first.
    pub things: Vec<Thing>,
    /// How many rows were set back.
    pub rows: usize,
}

/// A thing that an operation had added or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// Its handle, id or name.
    pub what: String,
    /// What it is now: `as before`, or the word for what has ended.
    pub becomes: &'static str,
}

/// Takes back an operation: its passes are moved back entry by entry, the rows that it changed
/// become what they were, those that it added end as their sort ends. Refused when it was taken
/// back before, when passes it granted are spent, when a later operation changed or uses what it
/// did, and when what it freed was taken since. Visits that a booking or an assignment let in are
/// settled again without it (C2).
pub fn undo(tx: &Tx, id: OperationId) -> Result<Undone, OpError> {
    let unknown = || ReferenceError::Unknown {
        what: "operation",
        given: id.to_string(),
        nearest: Vec::new(),
    };
    let operation = operations::find(tx, id)?.ok_or_else(unknown)?;
    if let Some(by) = operations::undone_by(tx, id)? {
        let (last, _) = operations::outcome(tx, by)?;
        return Err(Refusal::AlreadyUndone {
            operation: id,
            by,
            last,
        }
        .into());
    }
    let entries = ledger::of_operation(tx, id)?;
    let mut nets = taken_back::of_operation(tx, id)?;
    let used = beginnings::set_aside(tx, &mut nets, &entries)?;
    let again = use_passes::done_again(tx, id, &nets)?;
    touch(
        tx,
        &entries,
        nets.iter().chain(again.iter().map(|(_, net)| net)),
    )?;
    let space = Space::read(tx)?;
    passes::check(tx, id, &entries)?;
    passes::check_not_counted(tx, &space, id, &entries)?;
    for net in &nets {
        rows::check(tx, id, net)?;
        codes::check(tx, id, net)?;
    }
    invoices::check(tx, id, &nets)?;
    tx.undoes(id);
    let let_in = covered::let_in(tx, &nets)?;
    let mut moved = passes::move_back(tx, &space, &entries)?;
    let issued = invoices::take_back(tx, &space, &nets)?;
    let mut things = Vec::new();
    let mut told = BTreeSet::new();
    let added = nets.iter().filter(|net| net.added);
    let added: BTreeSet<_> = added.map(|net| (net.relation, net.row)).collect();
    let own = nets.iter().rev().map(|net| (id, net));
    for (by, net) in own.chain(again.iter().map(|(by, net)| (*by, net))) {
        let becomes = rows::set_back(tx, &space, (by, &added), net)?;
        let Some(becomes) = becomes else {
            continue;
        };
        let what = named::named(tx, net.relation, net.row)?;
        if told.insert(what.clone()) {
            things.push(Thing { what, becomes });
        }
    }
    seats::hold(tx, &space, id, &nets)?;
    beginning::restore(tx, &space, used)?;
    let settled = covered::settle_again(tx, &space, &let_in, &mut moved)?;
    if tx.written() == 0 {
        return Err(Refusal::NothingToUndo { operation: id }.into());
    }
    things.reverse();
    things.sort_by_key(|thing| thing.becomes == rows::AS_BEFORE);
    things.extend(settled);
    things.extend(issued);
    Ok(Undone {
        undone: operation.header,
        lots: moved,
        things,
        rows: nets.len(),
    })
}

/// Locks the customers that the operation was about.
fn touch<'a>(
    tx: &Tx,
    entries: &[Entry],
    nets: impl Iterator<Item = &'a Net>,
) -> Result<(), OpError> {
    let mut about = Vec::new();
    for entry in entries {
        let missing = StoreError::NotFound {
            relation: "lot",
            id: entry.of.lot.0,
        };
        about.push(lots::find(tx, entry.of.lot)?.ok_or(missing)?.owner);
    }
    for net in nets {
        let column = match net.relation {
            Relation::Customer => "id",
            Relation::Booking | Relation::Visit | Relation::Assignment => "member",
            Relation::Hold
            | Relation::Subscription
            | Relation::Recurring
            | Relation::Purchase
            | Relation::Line
            | Relation::Invoice
            | Relation::Imported
            | Relation::VoucherUse
            | Relation::PromoUse => "customer",
            Relation::Setting
            | Relation::Location
            | Relation::Desk
            | Relation::Kind
            | Relation::Plan
            | Relation::PlanInclude
            | Relation::PlanExtra
            | Relation::Term
            | Relation::TermInclude
            | Relation::Pause
            | Relation::Lot
            | Relation::Voucher
            | Relation::Promo
            | Relation::PromoScope
            | Relation::InvoiceLine
            | Relation::Payment => continue,
        };
        let row = journal::present(tx, net.relation, net.row, &[column])?.unwrap_or_default();
        let customer = row.get(column).and_then(serde_json::Value::as_i64);
        about.extend(customer.map(CustomerId));
    }
    Ok(customers::touch(tx, &about)?)
}
