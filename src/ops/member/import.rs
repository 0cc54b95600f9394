//! Members from a file: all rows in one operation, or none.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::{New, enter};
use crate::domain::customer::{Customer, CustomerRefusal};
use crate::domain::day_word::DayWord;
use crate::domain::handle::Handle;
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
    pub members: Vec<String>,
    /// The rows that were passed over.
    pub bad: Vec<BadRow>,
}

/// Adds a member for each row. What every row needs alike is read once: nothing here changes it.
pub fn import(tx: &Tx, rows: &Rows<Row>) -> Result<Imported, OpError> {
    let space = Space::read(tx)?;
    let settings = renewal::settings(tx, &space)?;
    let plans = RefCell::new(BTreeMap::new());
    let taken = rows.take_in(tx, |row| {
        let added = add(tx, &space, row).and_then(|member| {
            if let Some(given) = &row.plan {
                let plan = plan_named(tx, &plans, given)?;
                let request = start::Request {
                    from: row.from,
                    ..start::Request::of(given)
                };
                start::begin(tx, &space, &settings, &member, &plan, &request)?;
            }
            Ok(member.handle)
        });
        added.map_err(|why| BadCell {
            column: blame(&why),
            why,
        })
    })?;
    Ok(Imported {
        file: rows.file.clone(),
        members: taken.rows,
        bad: taken.bad,
    })
}

fn add(tx: &Tx, space: &Space, row: &Row) -> Result<Customer, OpError> {
    let new = New {
        name: &row.name,
        email: Some(&row.email),
        handle: row.handle.as_ref(),
        company: row.company.as_deref(),
        location: row.location.as_deref(),
        ..New::default()
    };
    let id = enter(tx, space, &new)?;
    Ok(customers::get(tx, id)?)
}

/// The plan that a text refers to, looked for once.
fn plan_named(
    tx: &Tx,
    known: &RefCell<BTreeMap<String, Rc<Plan>>>,
    given: &str,
) -> Result<Rc<Plan>, OpError> {
    if let Some(plan) = known.borrow().get(given) {
        return Ok(Rc::clone(plan));
    }
    let plan = Rc::new(which::plan(tx, given)?);
    let mut known = known.borrow_mut();
    known.insert(given.to_owned(), Rc::clone(&plan));
    Ok(plan)
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
