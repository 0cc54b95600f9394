//! `grant list`, `grant stop`: monthly grants (B4).

use super::facts::Space;
use super::{OpError, ReferenceError};
use crate::domain::customer::Customer;
use crate::domain::day::Day;
use crate::domain::ids::RecurringId;
use crate::domain::recurring::Recurring;
use crate::domain::refusal::Refusal;
use crate::store::{Snapshot, Tx, customers, recurring};

/// A monthly grant as it is listed.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The grant.
    pub recurring: Recurring,
    /// To whom.
    pub customer: Customer,
    /// The kind's handle.
    pub kind: String,
    /// Whether its passes are counted.
    pub counted: bool,
    /// What for.
    pub memo: Option<String>,
}

/// Every monthly grant, ended ones too, by id.
pub fn list(db: &Snapshot) -> Result<Vec<Listed>, OpError> {
    let space = Space::read(db)?;
    recurring::list(db)?
        .into_iter()
        .map(|recurring| listed(db, &space, recurring))
        .collect()
}

fn listed(db: &Snapshot, space: &Space, recurring: Recurring) -> Result<Listed, OpError> {
    let kind = &space.kind(recurring.kind).terms;
    Ok(Listed {
        customer: customers::get(db, recurring.owner)?,
        kind: kind.handle.to_string(),
        counted: kind.is_counted(),
        memo: recurring::memo(db, recurring.id)?,
        recurring,
    })
}

/// Ends a monthly grant: nothing comes any more, the lots that came stay.
pub fn stop(tx: &Tx, id: RecurringId) -> Result<(Listed, Day), OpError> {
    let unknown = || ReferenceError::Unknown {
        what: "recurring grant",
        given: id.to_string(),
        nearest: Vec::new(),
    };
    let found = recurring::find(tx, id)?.ok_or_else(unknown)?;
    let space = Space::read(tx)?;
    let customer = customers::get(tx, found.owner)?;
    customers::touch(tx, &[customer.id])?;
    if found.due_on.is_none() {
        return Err(Refusal::RecurringOver { recurring: id }.into());
    }
    let today = space.today(&customer, tx.at());
    recurring::set_due(tx, id, None)?;
    recurring::set_until(tx, id, today.max(found.from))?;
    let stopped = recurring::find(tx, id)?.ok_or_else(unknown)?;
    Ok((listed(tx, &space, stopped)?, today))
}
