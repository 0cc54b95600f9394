//! `invoice remove`: a line taken off the upcoming invoice; a purchase goes with its passes (V3).

use crate::domain::customer::Customer;
use crate::domain::entry::EntryType;
use crate::domain::ids::{LineId, LotId, PurchaseId};
use crate::domain::invoice::Upcoming;
use crate::domain::invoice::refusal::InvoiceRefusal;
use crate::domain::invoice::remove::{Brought, Moved, check_unused};
use crate::domain::qty::PassQty;
use crate::ops::facts::Space;
use crate::ops::{OpError, ReferenceError, uncounted};
use crate::store::journal::Relation;
use crate::store::ledger::{self, NewEntry};
use crate::store::upcoming::Known;
use crate::store::{StoreError, Tx, Value, customers, lots, promos, upcoming};

/// What was taken off.
#[derive(Debug, Clone)]
pub struct Removed {
    /// Who owed it.
    pub customer: Customer,
    /// The lines: of a purchase all.
    pub lines: Vec<Upcoming>,
    /// The passes that went with them, lot by lot; None where there is no count.
    pub lots: Vec<(LotId, Option<PassQty>)>,
}

/// Takes a line off the upcoming invoice. With one of a purchase all of them go, and its passes;
/// with one of a subscription only the line, which waives the fee. Refused on an issued invoice, for
/// what a booking owes, and where passes are used in part.
pub fn remove(tx: &Tx, id: LineId) -> Result<Removed, OpError> {
    let space = Space::read(tx)?;
    let unknown = || ReferenceError::Unknown {
        what: "invoice line",
        given: id.to_string(),
        nearest: Vec::new(),
    };
    let known = upcoming::find(tx, id)?.ok_or_else(unknown)?;
    let customer = customers::get(tx, known.line.customer)?;
    customers::touch(tx, &[customer.id])?;
    check(&known)?;
    let (lines, lots) = match known.line.purchase {
        Some(purchase) => (
            lines_of(tx, purchase)?,
            take_passes(tx, &space, &customer, id, purchase)?,
        ),
        None => (vec![known.line], Vec::new()),
    };
    for line in &lines {
        upcoming::remove(tx, line.id)?;
    }
    Ok(Removed {
        customer,
        lines,
        lots,
    })
}

fn check(known: &Known) -> Result<(), InvoiceRefusal> {
    let line = known.line.id;
    if known.gone {
        return Err(InvoiceRefusal::LineRemoved { line });
    }
    if let Some(invoice) = known.invoice {
        return Err(InvoiceRefusal::LineIssued { line, invoice });
    }
    match known.line.booking {
        Some(booking) => Err(InvoiceRefusal::LineOfBooking { line, booking }),
        None => Ok(()),
    }
}

/// The lines of a purchase, refused where one of them is issued.
fn lines_of(tx: &Tx, purchase: PurchaseId) -> Result<Vec<Upcoming>, OpError> {
    let all = upcoming::list_purchase(tx, purchase)?;
    for known in &all {
        check(known)?;
    }
    Ok(all.into_iter().map(|known| known.line).collect())
}

/// Takes what is left of a purchase's lots, and ends the purchase; its promo code can be used again.
fn take_passes(
    tx: &Tx,
    space: &Space,
    customer: &Customer,
    line: LineId,
    purchase: PurchaseId,
) -> Result<Vec<(LotId, Option<PassQty>)>, OpError> {
    let mut taken = Vec::new();
    for id in upcoming::lots_of(tx, purchase)? {
        let missing = StoreError::NotFound {
            relation: "lot",
            id: id.0,
        };
        let lot = lots::find(tx, id)?.ok_or(missing)?;
        let entries = ledger::of_lot(tx, id)?;
        let moved = entries.iter().map(|entry| &entry.of);
        let moved = moved.filter(|entry| entry.kind != EntryType::Grant);
        let moved = moved.map(|entry| Moved {
            for_use: entry.booking.is_some() || entry.visit.is_some(),
            passes: entry.passes,
        });
        let brought = Brought {
            lot: id,
            owner: &customer.handle,
            granted: lot.granted,
            left: lot.left,
            covered: uncounted::used_by(tx, space, &lot)?,
        };
        check_unused(line, &brought, moved)?;
        if !lot.left.is_zero() {
            tx.append(&NewEntry {
                lot: id,
                kind: EntryType::Deduct,
                passes: -lot.left,
                on: space.today(customer, tx.at()),
                member: lot.owner,
                booking: None,
                visit: None,
            })?;
            let counted = space.kind(lot.kind).terms.is_counted();
            taken.push((id, counted.then_some(lot.left)));
        }
    }
    if let Some(used) = promos::of_purchase(tx, purchase)? {
        promos::set_use(tx, used.id, used.discount, true)?;
    }
    let removed = [("removed", Value::Int(1)), ("open", Value::Int(0))];
    tx.amend(Relation::Purchase, purchase.0, &removed)?;
    Ok(taken)
}
