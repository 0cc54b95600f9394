//! `invoice issue`: what is due becomes invoices, numbered without gaps (V4).

use super::preview::{self, Due, preview};
use super::{Shown, next, not_ahead, shown};
use crate::domain::day_word::DayWord;
use crate::domain::ids::CustomerId;
use crate::domain::invoice::Item;
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

/// What was issued.
#[derive(Debug, Clone, Default)]
pub struct Issued {
    /// The invoices, by number.
    pub invoices: Vec<Shown>,
    /// Whose credits outweigh what they owe: nothing was issued to them.
    pub held_back: Vec<Due>,
    /// How many lines are for later days.
    pub later: usize,
}

/// Issues an invoice for each customer and currency with something due. Nothing due is no error.
pub fn issue(tx: &Tx, request: &Request) -> Result<Issued, OpError> {
    let space = Space::read(tx)?;
    let found = preview(tx, &request.due, tx.at())?;
    let ids: Vec<CustomerId> = found.due.iter().map(|due| due.customer.id).collect();
    customers::touch(tx, &ids)?;
    let mut issued = Issued {
        later: found.later,
        ..Issued::default()
    };
    for due in found.due {
        if due.is_held_back() {
            issued.held_back.push(due);
        } else {
            issued.invoices.push(one(tx, &space, due, request.on)?);
        }
    }
    Ok(issued)
}

fn one(tx: &Tx, space: &Space, due: Due, on: Option<DayWord>) -> Result<Shown, OpError> {
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
    shown(tx, invoice)
}
