//! What a customer owes: on the upcoming invoice, and on issued ones (P8, B8).

use std::collections::BTreeMap;

use crate::domain::customer::Open;
use crate::domain::ids::CustomerId;
use crate::domain::invoice::{Invoice, Totals};
use crate::domain::money::Money;
use crate::ops::OpError;
use crate::store::{AsOf, Snapshot, invoices, upcoming};

/// What they owe in each currency, with tax, as it stood then; negative where they are owed.
pub fn sums(db: &Snapshot, customer: CustomerId, as_of: AsOf) -> Result<Vec<Money>, OpError> {
    let lines = upcoming::list_customer(db, customer, as_of)?;
    let mut owed: Vec<Money> = lines.iter().map(|line| line.charge.payable()).collect();
    for invoice in invoices::list_open(db, customer, as_of)? {
        owed.push(payable(db, &invoice)?);
    }
    let mut sums: BTreeMap<&str, Money> = BTreeMap::new();
    for one in owed {
        let sum = sums.entry(one.currency.code());
        sum.or_insert(one.currency.zero()).minor += one.minor;
    }
    Ok(sums.into_values().filter(|sum| sum.minor != 0).collect())
}

/// The first line or invoice on which something is to be paid, or None (P8).
pub fn first(db: &Snapshot, customer: CustomerId) -> Result<Option<Open>, OpError> {
    for invoice in invoices::list_open(db, customer, AsOf::Now)? {
        let payable = payable(db, &invoice)?;
        if payable.minor != 0 {
            let invoice = invoice.id;
            return Ok(Some(Open::Invoice { invoice, payable }));
        }
    }
    let lines = upcoming::list_customer(db, customer, AsOf::Now)?;
    let mut lines = lines.iter();
    let unpaid = lines.find(|line| line.charge.payable().minor != 0);
    Ok(unpaid.map(|line| Open::Line {
        line: line.id,
        payable: line.charge.payable(),
        on: line.on,
    }))
}

fn payable(db: &Snapshot, invoice: &Invoice) -> Result<Money, OpError> {
    let items = invoices::items(db, invoice)?;
    let charges = items.iter().map(|item| item.charge);
    Ok(invoice.payable(&Totals::of(invoice.currency, charges)))
}
