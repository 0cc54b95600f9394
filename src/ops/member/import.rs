//! Members from a file: all rows in one operation, or none.

use std::collections::BTreeMap;

use super::{New, enter};
use crate::domain::customer::CustomerRefusal;
use crate::domain::day_word::DayWord;
use crate::domain::handle::{Handle, Handles};
use crate::domain::plan::Plan;
use crate::ops::facts::Space;
use crate::ops::rows::{BadCell, BadRow, Rows};
use crate::ops::subscription::start;
use crate::ops::{OpError, ReferenceError, renewal, which};
use crate::store::{Tx, customers};

/// A row of the file.
#[derive(Debug, Clone)]
pub struct Row {
    /// As people write it.
    pub name: String,
    /// Unique, whatever its case.
    pub email: String,
    /// None makes one of the name.
    pub handle: Option<Handle>,
    /// The company, as written (P2).
    pub company: Option<String>,
    /// The home location, by handle; None is the space's.
    pub location: Option<String>,
    /// The plan to start on, as written.
    pub plan: Option<String>,
    /// The plan's first day; None is today.
    pub from: Option<DayWord>,
}

/// What became of the file.
#[derive(Debug)]
pub struct Imported {
    /// How the file is named.
    pub file: String,
    /// The handles of who was added, in the order of the rows.
    pub members: Handles,
    /// The rows that were passed over.
    pub bad: Vec<BadRow>,
}

/// Adds a member for each row. What every row needs alike is read once: nothing here changes it.
pub fn import(tx: &Tx, rows: &Rows<Row>) -> Result<Imported, OpError> {
    let space = Space::read(tx)?;
    let settings = renewal::settings(tx, &space)?;
    let mut plans = BTreeMap::new();
    let mut members = Handles::default();
    let taken = rows.take_in(tx, |row| {
        let plan = row.plan.as_deref();
        let plan = plan.map(|given| plan_named(tx, &mut plans, given));
        match add(tx, &space, &settings, row, plan) {
            Ok(handle) => {
                members.push(&handle);
                Ok(())
            }
            Err(why) => Err(BadCell {
                column: blame(&why),
                why,
            }),
        }
    })?;
    Ok(Imported {
        file: rows.file.clone(),
        members,
        bad: taken.bad,
    })
}

/// Adds one member, on a plan where one was named, and answers the handle. A plan that cannot be
/// meant is refused after everything else.
fn add(
    tx: &Tx,
    space: &Space,
    settings: &renewal::Settings,
    row: &Row,
    plan: Option<Result<&Plan, OpError>>,
) -> Result<String, OpError> {
    // Nobody who is new has a plan without passes (P3): written at once, it is written once.
    let use_passes = matches!(&plan, Some(Ok(plan)) if plan.grants_passes());
    let new = New {
        name: &row.name,
        email: Some(&row.email),
        handle: row.handle.as_ref(),
        company: row.company.as_deref(),
        location: row.location.as_deref(),
        ..New::default()
    };
    let id = enter(tx, space, &new, use_passes)?;
    let member = customers::get(tx, id)?;
    if let Some(plan) = plan.transpose()? {
        let request = start::Request {
            from: row.from,
            ..start::Request::of(&plan.terms.name)
        };
        start::begin(tx, space, settings, &member, plan, &request)?;
    }
    Ok(member.handle)
}

/// The plan that a text refers to, looked for once.
fn plan_named<'k>(
    tx: &Tx,
    known: &'k mut BTreeMap<String, Plan>,
    given: &str,
) -> Result<&'k Plan, OpError> {
    if !known.contains_key(given) {
        known.insert(given.to_owned(), which::plan(tx, given)?);
    }
    Ok(&known[given])
}

/// The column that a failure of a row belongs to.
fn blame(why: &OpError) -> &'static str {
    match why {
        OpError::Reference(
            ReferenceError::Unknown { what, .. } | ReferenceError::Ambiguous { what, .. },
        ) => what,
        OpError::Reference(ReferenceError::Removed { .. } | ReferenceError::WrongSort { .. }) => {
            "company"
        }
        OpError::People(CustomerRefusal::EmailTaken { .. }) => "email",
        OpError::People(CustomerRefusal::HandleTaken { .. }) => "handle",
        OpError::People(
            CustomerRefusal::WhichLocation { .. } | CustomerRefusal::LocationRetired { .. },
        ) => "location",
        OpError::Refused(_) | OpError::Sale(_) | OpError::Code(_) => "plan",
        OpError::People(_)
        | OpError::Stamp(_)
        | OpError::Rows { .. }
        | OpError::Stopped
        | OpError::Store(_) => "row",
    }
}
