//! `invoice void`: a credit note takes an issued invoice back, and its lines return to the upcoming
//! one, to be issued again or removed (V4).

use super::{Shown, get, next, shown};
use crate::domain::ids::{InvoiceId, LineId};
use crate::domain::invoice::refusal::InvoiceRefusal;
use crate::domain::invoice::{Invoice, Item};
use crate::ops::OpError;
use crate::ops::booking::money::follow_invoice;
use crate::ops::facts::Space;
use crate::store::{Tx, customers, invoices, upcoming};

/// An invoice that was made void.
#[derive(Debug, Clone)]
pub struct Voided {
    /// The invoice.
    pub invoice: Shown,
    /// Its credit note.
    pub note: Shown,
    /// The lines that are on the upcoming invoice again.
    pub lines: Vec<LineId>,
}

/// Makes an invoice void, paid or not. Refused for one that is void and for a credit note.
pub fn void(tx: &Tx, id: InvoiceId) -> Result<Voided, OpError> {
    let space = Space::read(tx)?;
    let invoice = get(tx, id)?;
    check(&invoice)?;
    let note = credit(tx, &space, &invoice)?;
    let invoice = shown(tx, get(tx, id)?)?;
    Ok(Voided {
        lines: invoice.items.iter().map(|item| item.line).collect(),
        invoice,
        note: shown(tx, note)?,
    })
}

/// Refuses what is no invoice that stands.
pub(super) const fn check(invoice: &Invoice) -> Result<(), InvoiceRefusal> {
    if let Some(credits) = invoice.credits {
        let note = invoice.id;
        return Err(InvoiceRefusal::CreditNote { note, credits });
    }
    if let Some(by) = invoice.credited_by {
        let invoice = invoice.id;
        return Err(InvoiceRefusal::Void { invoice, by });
    }
    Ok(())
}

/// Issues the credit note of an invoice that stands, and frees its lines.
pub(in crate::ops) fn credit(tx: &Tx, space: &Space, of: &Invoice) -> Result<Invoice, OpError> {
    let credited = |item: Item| Item {
        charge: item.charge.credited(),
        ..item
    };
    let items: Vec<Item> = invoices::items(tx, of)?.into_iter().map(credited).collect();
    let note = Invoice {
        credits: Some(of.id),
        ..copy(tx, space, of)?
    };
    invoices::add(tx, &note, &items)?;
    for item in &items {
        upcoming::set_invoice(tx, item.line, None)?;
    }
    follow_invoice(tx, of.id)?;
    Ok(note)
}

/// Issues a void invoice again, under the next number, for its lines; paid where it was.
pub(in crate::ops) fn issue_again(
    tx: &Tx,
    space: &Space,
    of: &Invoice,
) -> Result<Invoice, OpError> {
    let items = invoices::items(tx, of)?;
    let again = Invoice {
        replaces: Some(of.id),
        ..copy(tx, space, of)?
    };
    invoices::add(tx, &again, &items)?;
    for item in &items {
        upcoming::set_invoice(tx, item.line, Some(again.id))?;
    }
    if let Some(on) = of.paid_on {
        invoices::pay(tx, again.id, on)?;
    }
    Ok(again)
}

/// The same customer's next invoice, of today.
fn copy(tx: &Tx, space: &Space, of: &Invoice) -> Result<Invoice, OpError> {
    let customer = customers::get(tx, of.customer)?;
    customers::touch(tx, &[customer.id])?;
    let today = space.today(&customer, tx.at());
    Ok(Invoice {
        name: of.name.clone(),
        email: of.email.clone(),
        company: of.company.clone(),
        location: of.location.clone(),
        ..next(tx, space, &customer, of.currency, today)?
    })
}
