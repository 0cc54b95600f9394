//! Invoices that an operation issued or made void, taken back. What was issued never changes (V4):
//! an invoice is made void by a credit note, and for one that was void the next number is issued.

use serde_json::Value as Json;

use super::Thing;
use crate::domain::ids::{InvoiceId, OperationId};
use crate::domain::invoice::Invoice;
use crate::domain::refusal::Refusal;
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::ops::invoice::{self, void};
use crate::store::journal::{self, Relation};
use crate::store::taken_back::{self, Net};
use crate::store::{Tx, invoices, upcoming};

/// Whether the row is an invoice, or a line's place on one.
pub(super) fn owns(net: &Net) -> bool {
    let moved = net.relation == Relation::Line && net.before.contains_key("invoice");
    moved || matches!(net.relation, Relation::Invoice | Relation::InvoiceLine)
}

/// The invoices and credit notes that the operation issued.
fn issued(tx: &Tx, nets: &[Net]) -> Result<Vec<Invoice>, OpError> {
    let rows = nets.iter().filter(|net| net.relation == Relation::Invoice);
    rows.map(|net| invoice::get(tx, InvoiceId(net.row)))
        .collect()
}

/// Refuses to take back an invoice that was paid or made void since, the voiding of one whose lines
/// were issued again or removed, and to bring a payment back beside another (A3).
pub(super) fn check(tx: &Tx, id: OperationId, nets: &[Net]) -> Result<(), OpError> {
    let used = |what: InvoiceId, by| {
        let what = what.to_string();
        Refusal::UsedSince {
            operation: id,
            what,
            by,
        }
    };
    for one in issued(tx, nets)? {
        match one.credits {
            None => {
                let standing = invoices::latest(tx, one.id)?;
                if let Some(by) = occupied(tx, standing)? {
                    return Err(used(standing, by).into());
                }
            }
            Some(void) => check_lines(tx, id, void)?,
        }
    }
    for net in nets.iter().filter(|net| comes_back(net)) {
        let invoice = paid_invoice(tx, net)?;
        if let Some(by) = invoices::paid_by(tx, invoice)? {
            return Err(used(invoice, by).into());
        }
    }
    Ok(())
}

/// Whether the row is a payment that an operation had taken back.
fn comes_back(net: &Net) -> bool {
    let was_there = net.before.get("undone").and_then(Json::as_i64) == Some(0);
    net.relation == Relation::Payment && was_there
}

/// The invoice that a payment is for.
fn paid_invoice(tx: &Tx, net: &Net) -> Result<InvoiceId, OpError> {
    let row = journal::present(tx, Relation::Payment, net.row, &["invoice"])?;
    let invoice = row.and_then(|row| row.get("invoice").and_then(Json::as_i64));
    Ok(InvoiceId(invoice.unwrap_or_default()))
}

/// The operation that paid an invoice or made it void, or None.
fn occupied(tx: &Tx, id: InvoiceId) -> Result<Option<OperationId>, OpError> {
    if let Some(by) = invoices::paid_by(tx, id)? {
        return Ok(Some(by));
    }
    match invoice::get(tx, id)?.credited_by {
        Some(note) => Ok(invoices::issued_by(tx, note)?),
        None => Ok(None),
    }
}

/// Refuses to issue a void invoice again whose lines are not on the upcoming one any more.
fn check_lines(tx: &Tx, id: OperationId, void: InvoiceId) -> Result<(), OpError> {
    for item in invoices::items(tx, &invoice::get(tx, void)?)? {
        let known = upcoming::find(tx, item.line)?;
        if known.is_some_and(|known| known.invoice.is_none() && !known.gone) {
            continue;
        }
        let by = taken_back::changed_since(tx, Relation::Line, item.line.0, id, None)?;
        return Err(Refusal::ChangedSince {
            operation: id,
            what: item.line.to_string(),
            by: by.unwrap_or(id),
        }
        .into());
    }
    Ok(())
}

/// Makes void what the operation issued, and issues again what it made void. A payment that it noted
/// is taken off the invoice that was issued again, too.
pub(super) fn take_back(tx: &Tx, space: &Space, nets: &[Net]) -> Result<Vec<Thing>, OpError> {
    let mut things = Vec::new();
    let mut tell = |id: InvoiceId, becomes| {
        let what = id.to_string();
        things.push(Thing { what, becomes });
    };
    for one in issued(tx, nets)? {
        match one.credits {
            None => {
                let standing = invoice::get(tx, invoices::latest(tx, one.id)?)?;
                let note = void::credit(tx, space, &standing)?;
                tell(standing.id, "void");
                tell(note.id, "credit note");
            }
            Some(void) => {
                let again = void::issue_again(tx, space, &invoice::get(tx, void)?)?;
                tell(again.id, "issued");
            }
        }
    }
    let added = |net: &&Net| net.relation == Relation::Payment && net.added;
    for net in nets.iter().filter(added) {
        let standing = invoices::latest(tx, paid_invoice(tx, net)?)?;
        invoices::unpay(tx, standing)?;
    }
    Ok(things)
}
