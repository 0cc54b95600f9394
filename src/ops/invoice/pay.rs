//! `invoice pay`: that an invoice was paid is noted beside it (V3).

use super::{Shown, get, not_ahead, shown, void};
use crate::domain::day_word::DayWord;
use crate::domain::ids::InvoiceId;
use crate::domain::invoice::refusal::InvoiceRefusal;
use crate::ops::OpError;
use crate::ops::booking::money::follow_invoice;
use crate::ops::facts::Space;
use crate::store::{Tx, customers, invoices};

/// Notes that an invoice was paid on a day, by default today. Refused for one that is void, paid or
/// leaves nothing to be paid, for a credit note, and for a day still to come.
pub fn pay(tx: &Tx, id: InvoiceId, on: Option<DayWord>) -> Result<Shown, OpError> {
    let space = Space::read(tx)?;
    let known = shown(tx, get(tx, id)?)?;
    customers::touch(tx, &[known.customer.id])?;
    void::check(&known.invoice)?;
    if let Some(on) = known.invoice.paid_on {
        let invoice = id;
        return Err(InvoiceRefusal::Paid { invoice, on }.into());
    }
    if known.invoice.payable(&known.totals).minor == 0 {
        return Err(InvoiceRefusal::NothingPayable { invoice: id }.into());
    }
    let on = not_ahead(on, space.today(&known.customer, tx.at()))?;
    invoices::pay(tx, id, on)?;
    follow_invoice(tx, id)?;
    shown(tx, get(tx, id)?)
}
