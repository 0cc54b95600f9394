//! Companies: customers that have members and a pool of their own (P1).

use super::facts::Space;
use super::people::{self, Card, Edit};
use super::{OpError, who};
use crate::domain::customer::Standing;
use crate::domain::handle::Handle;
use crate::domain::tag;
use crate::store::Tx;
use crate::store::customers::{self, NewCustomer};

/// A company to be added.
#[derive(Debug, Clone, Default)]
pub struct New<'a> {
    /// As people write it.
    pub name: &'a str,
    /// For invoices; unique, whatever its case.
    pub email: Option<&'a str>,
    /// None makes one of the name.
    pub handle: Option<&'a Handle>,
    /// The home location, by handle; None is the space's.
    pub location: Option<&'a str>,
    /// Tags.
    pub tags: &'a [String],
    /// For the desk.
    pub note: Option<&'a str>,
    /// A payment method on file (V1).
    pub payment_method: Option<&'a str>,
}

/// Adds a company.
pub fn add(tx: &Tx, new: &New<'_>) -> Result<Card, OpError> {
    let space = Space::read(tx)?;
    if let Some(email) = new.email {
        people::free_email(tx, email, None)?;
    }
    let handle = people::new_handle(tx, new.name, new.handle)?;
    let id = customers::add(
        tx,
        &NewCustomer {
            standing: Standing::Company,
            handle: handle.as_str(),
            name: new.name,
            email: new.email,
            location: people::home(&space, new.location)?,
            company: None,
            use_passes: false,
            tags: &tag::edited("", new.tags, &[]),
            note: new.note,
            payment_method: new.payment_method,
        },
    )?;
    Card::of(tx, &space, customers::get(tx, id)?)
}

/// Changes a company, and answers how it was and how it is now.
pub fn set(tx: &Tx, given: &str, edit: &Edit<'_>) -> Result<(Card, Card), OpError> {
    let space = Space::read(tx)?;
    let mut company = who::company(tx, given)?;
    let before = Card::of(tx, &space, company.clone())?;
    customers::touch(tx, &[company.id])?;
    people::edit(tx, &space, &mut company, edit)?;
    customers::set(tx, &company)?;
    Ok((before, Card::of(tx, &space, company)?))
}
