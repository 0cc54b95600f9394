//! Invoices: what is due, issued, paid and void (V3, V4).

pub mod issue;
pub mod pay;
pub mod preview;
pub mod remove;
pub mod unpaid;
pub mod void;

use super::facts::Space;
use super::{OpError, ReferenceError, newest, who};
use crate::domain::customer::Customer;
use crate::domain::day::{Day, Instant};
use crate::domain::day_word::DayWord;
use crate::domain::ids::InvoiceId;
use crate::domain::invoice::refusal::InvoiceRefusal;
use crate::domain::invoice::{Invoice, Item, Status, Totals};
use crate::domain::money::Currency;
use crate::store::invoices::{self, Filter};
use crate::store::{Snapshot, StoreError, Tx, customers};

/// An invoice or credit note with all that is told of it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The invoice.
    pub invoice: Invoice,
    /// Who is billed.
    pub customer: Customer,
    /// What it says, line by line.
    pub items: Vec<Item>,
    /// What that comes to.
    pub totals: Totals,
}

/// Which invoices are wanted; None is all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// What became of them.
    pub status: Option<Status>,
    /// Of that member or company, as typed (P2).
    pub member: Option<&'a str>,
    /// Issued on that day or later; day words count from today at the default location.
    pub from: Option<DayWord>,
    /// Issued on that day or earlier.
    pub to: Option<DayWord>,
    /// The newest so many.
    pub limit: Option<usize>,
}

/// What was asked, with all that it names found.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    filter: Filter,
    status: Option<Status>,
    limit: Option<usize>,
}

impl Shown {
    /// What became of it.
    #[must_use]
    pub const fn status(&self) -> Status {
        self.invoice.status(&self.totals)
    }
}

/// The invoice or credit note with that number.
pub fn get(db: &Snapshot, id: InvoiceId) -> Result<Invoice, OpError> {
    invoices::find(db, id)?.ok_or_else(|| {
        OpError::Reference(ReferenceError::Unknown {
            what: "invoice",
            given: id.to_string(),
            nearest: Vec::new(),
        })
    })
}

/// One invoice or credit note.
pub fn show(db: &Snapshot, id: InvoiceId) -> Result<Shown, OpError> {
    shown(db, get(db, id)?)
}

/// Finds what a list names.
pub fn ask(db: &Snapshot, wanted: &Wanted, now: Instant) -> Result<Asked, OpError> {
    let space = Space::read(db)?;
    let default = space.settings.default_location.as_str();
    let today = space.location_named(default)?.terms.today(now);
    let member = wanted.member.map(|given| who::find(db, given));
    Ok(Asked {
        filter: Filter {
            customer: member.transpose()?.map(|member| member.id),
            from: wanted.from.map(|word| word.on(today)),
            to: wanted.to.map(|word| word.on(today)),
        },
        status: wanted.status,
        limit: wanted.limit,
    })
}

/// Calls `each` with the invoices and credit notes asked for, by number, without holding all of them
/// in memory.
pub fn each<E: From<OpError> + From<StoreError>>(
    db: &Snapshot,
    asked: &Asked,
    each: impl FnMut(Shown) -> Result<(), E>,
) -> Result<(), E> {
    newest(asked.limit, each, |each| {
        invoices::each(db, &asked.filter, |one| {
            let one = shown(db, one)?;
            if asked.status.is_none_or(|status| one.status() == status) {
                return each(one);
            }
            Ok(())
        })
    })
}

/// An invoice with all that is told of it.
fn shown(db: &Snapshot, invoice: Invoice) -> Result<Shown, OpError> {
    let items = invoices::items(db, &invoice)?;
    Ok(Shown {
        customer: customers::get(db, invoice.customer)?,
        totals: Totals::of(invoice.currency, items.iter().map(|item| item.charge)),
        invoice,
        items,
    })
}

/// The next invoice of a customer, with who and where they are now.
fn next(
    tx: &Tx,
    space: &Space,
    customer: &Customer,
    currency: Currency,
    issued_on: Day,
) -> Result<Invoice, OpError> {
    let company = match customer.company {
        Some(id) => Some(customers::get(tx, id)?.name),
        None => None,
    };
    Ok(Invoice {
        id: invoices::next(tx)?,
        customer: customer.id,
        currency,
        issued_on,
        name: customer.name.clone(),
        email: customer.email.clone(),
        company,
        location: space.location(customer.location).terms.name.clone(),
        credits: None,
        replaces: None,
        credited_by: None,
        paid_on: None,
    })
}

/// The day that was said, by default today; refused when it is still to come (V4).
fn not_ahead(on: Option<DayWord>, today: Day) -> Result<Day, InvoiceRefusal> {
    let on = on.map_or(today, |word| word.on(today));
    if on > today {
        return Err(InvoiceRefusal::Ahead { on, today });
    }
    Ok(on)
}

#[cfg(test)]
mod tests;
