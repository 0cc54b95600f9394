//! `invoice issue`: what is due becomes invoices, numbered without gaps (V4).

use super::preview::{self, Due};
use super::{next, not_ahead};
use crate::domain::customer::Standing;
use crate::domain::day_word::DayWord;
use crate::domain::invoice::{Invoice, Item, Totals};
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::{Tx, customers, invoices, upcoming};

/// What to issue.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// For whom, and up to which day.
    pub due: preview::Request<'a>,
    /// The day of the invoices; None is today, where the customer is at home.
    pub on: Option<DayWord>,
}

/// An invoice that was issued: as much of it as a list says, for there may be very many.
#[derive(Debug, Clone)]
pub struct One {
    /// The invoice.
    pub invoice: Invoice,
    /// The handle of who is billed.
    pub handle: String,
    /// Whether that is a company.
    pub standing: Standing,
    /// What its lines come to.
    pub totals: Totals,
}

/// What was issued.
#[derive(Debug, Clone, Default)]
pub struct Issued {
    /// The invoices, by number.
    pub invoices: Vec<One>,
    /// Whose credits outweigh what they owe: nothing was issued to them.
    pub held_back: Vec<Due>,
    /// How many lines are for later days.
    pub later: usize,
}

/// Issues an invoice for each customer and currency with something due. Nothing due is no error.
pub fn issue(tx: &Tx, request: &Request) -> Result<Issued, OpError> {
    let space = Space::read(tx)?;
    let mut issued = Issued::default();
    let asked = preview::ask(tx, &request.due)?;
    issued.later = preview::each(tx, &asked, tx.at(), |due| {
        customers::touch(tx, &[due.customer.id])?;
        if due.is_held_back() {
            issued.held_back.push(due);
        } else {
            issued.invoices.push(one(tx, &space, due, request.on)?);
        }
        Ok::<(), OpError>(())
    })?;
    Ok(issued)
}

fn one(tx: &Tx, space: &Space, due: Due, on: Option<DayWord>) -> Result<One, OpError> {
    let on = not_ahead(on, space.today(&due.customer, tx.at()))?;
    let invoice = next(tx, space, &due.customer, due.totals.net.currency, on)?;
    let items = due.lines.into_iter().map(|line| Item {
        line: line.id,
        on: line.on,
        text: line.text,
        charge: line.charge,
    });
    let items: Vec<Item> = items.collect();
    invoices::add(tx, &invoice, &items)?;
    for item in &items {
        upcoming::set_invoice(tx, item.line, Some(invoice.id))?;
    }
    Ok(One {
        invoice,
        handle: due.customer.handle,
        standing: due.customer.standing,
        totals: due.totals,
    })
}
