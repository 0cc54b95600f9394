//! What members and companies have in common: a handle, an e-mail, a home, and how they are shown.

pub mod account;
mod books;
pub mod list;
pub mod summary;
#[cfg(test)]
mod tests;

use super::OpError;
use super::facts::Space;
use crate::domain::customer::{Customer, CustomerRefusal};
use crate::domain::handle::Handle;
use crate::domain::ids::{CustomerId, LocationId};
use crate::domain::tag;
use crate::store::{Snapshot, Tx, customers};

/// A customer with the handles of what it points to.
#[derive(Debug, Clone)]
pub struct Card {
    /// The customer.
    pub customer: Customer,
    /// The handle of the member's company.
    pub company: Option<String>,
    /// The handle of the home location.
    pub location: Handle,
}

/// What is to change of a customer; None stays as it is, an empty text takes away.
#[derive(Debug, Clone, Default)]
pub struct Edit<'a> {
    /// As people write it; never empty.
    pub name: Option<&'a str>,
    /// Unique, whatever its case (P1).
    pub email: Option<&'a str>,
    /// Unique over members and companies (P2).
    pub handle: Option<&'a Handle>,
    /// The home location, by handle.
    pub location: Option<&'a str>,
    /// A payment method on file (V1).
    pub payment_method: Option<&'a str>,
    /// For the desk.
    pub note: Option<&'a str>,
    /// Tags to add.
    pub tag: &'a [String],
    /// Tags to take away.
    pub untag: &'a [String],
}

impl Card {
    /// The card of a customer.
    pub fn of(db: &Snapshot, space: &Space, customer: Customer) -> Result<Self, OpError> {
        let company = customer.company.map(|id| customers::get(db, id));
        Ok(Self {
            company: company.transpose()?.map(|company| company.handle),
            location: space.location(customer.location).terms.handle.clone(),
            customer,
        })
    }
}

/// The home location: the one that is named, else the only one, else the space's default one.
pub fn home(space: &Space, given: Option<&str>) -> Result<LocationId, OpError> {
    if let Some(given) = given {
        let location = space.location_named(given)?;
        if location.retired {
            let location = location.terms.handle.to_string();
            return Err(CustomerRefusal::LocationRetired { location }.into());
        }
        return Ok(location.id);
    }
    let open: Vec<_> = space.locations.iter().filter(|one| !one.retired).collect();
    let default = open
        .iter()
        .find(|one| one.terms.handle == space.settings.default_location);
    match (open.as_slice(), default) {
        ([only], _) => Ok(only.id),
        (_, Some(default)) => Ok(default.id),
        (several, None) => {
            let names = several.iter().map(|one| one.terms.handle.to_string());
            let names = names.collect();
            Err(CustomerRefusal::WhichLocation { names }.into())
        }
    }
}

/// The handle of somebody new: as asked for, which is refused when it is taken, else made of the
/// name, with `-2`, `-3` … behind it when that is taken.
pub fn new_handle(db: &Snapshot, name: &str, asked: Option<&Handle>) -> Result<Handle, OpError> {
    if let Some(asked) = asked {
        free_handle(db, asked, None)?;
        return Ok(asked.clone());
    }
    let plain = Handle::from_name(name);
    let taken = |handle: &Handle| customers::find_handle(db, handle.as_str());
    if taken(&plain)?.is_none() {
        return Ok(plain);
    }
    // Doubling and halving: a file may have thousands of one name.
    let (mut last_taken, mut free) = (1, 2);
    while taken(&plain.numbered(free))?.is_some() {
        last_taken = free;
        free *= 2;
    }
    while free - last_taken > 1 {
        let middle = last_taken + (free - last_taken) / 2;
        if taken(&plain.numbered(middle))?.is_some() {
            last_taken = middle;
        } else {
            free = middle;
        }
    }
    Ok(plain.numbered(free))
}

/// Refuses a handle that somebody else has.
fn free_handle(db: &Snapshot, handle: &Handle, of: Option<CustomerId>) -> Result<(), OpError> {
    match customers::find_handle(db, handle.as_str())? {
        Some(holder) if Some(holder.id) != of => Err(CustomerRefusal::HandleTaken {
            handle: handle.clone(),
            holder: holder.name,
        }
        .into()),
        Some(_) | None => Ok(()),
    }
}

/// Refuses an e-mail that somebody else has (P1).
pub fn free_email(db: &Snapshot, email: &str, of: Option<CustomerId>) -> Result<(), OpError> {
    match customers::find_email(db, email)? {
        Some(holder) if Some(holder.id) != of => Err(CustomerRefusal::EmailTaken {
            email: email.to_owned(),
            holder: holder.handle,
        }
        .into()),
        Some(_) | None => Ok(()),
    }
}

/// Brings an edit to a customer that is about to be written. Refused where handle or e-mail is
/// somebody else's.
pub fn edit(
    tx: &Tx,
    space: &Space,
    customer: &mut Customer,
    edit: &Edit<'_>,
) -> Result<(), OpError> {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    if let Some(handle) = edit.handle {
        free_handle(tx, handle, Some(customer.id))?;
        customer.handle = handle.to_string();
    }
    if let Some(email) = edit.email {
        customer.email = text(email);
        if customer.email.is_some() {
            free_email(tx, email, Some(customer.id))?;
        }
    }
    if let Some(name) = edit.name {
        name.clone_into(&mut customer.name);
    }
    if edit.location.is_some() {
        customer.location = home(space, edit.location)?;
    }
    if let Some(method) = edit.payment_method {
        customer.payment_method = text(method);
    }
    if let Some(note) = edit.note {
        customer.note = text(note);
    }
    customer.tags = tag::edited(&customer.tags, edit.tag, edit.untag);
    Ok(())
}
