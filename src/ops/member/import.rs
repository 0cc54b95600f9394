//! Members from a file: all rows in one operation, or none.

use super::{Added, New, Plan, add_in};
use crate::domain::customer::CustomerRefusal;
use crate::domain::day_word::DayWord;
use crate::domain::handle::Handle;
use crate::ops::facts::Space;
use crate::ops::rows::{BadCell, BadRow, Rows};
use crate::ops::{OpError, ReferenceError};
use crate::store::Tx;

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
    /// Who was added, in the order of the rows.
    pub members: Vec<Added>,
    /// The rows that were passed over.
    pub bad: Vec<BadRow>,
}

/// Adds a member for each row.
pub fn import(tx: &Tx, rows: &Rows<Row>) -> Result<Imported, OpError> {
    let space = Space::read(tx)?;
    let taken = rows.take_in(tx, |row| {
        let new = New {
            name: &row.name,
            email: Some(&row.email),
            handle: row.handle.as_ref(),
            company: row.company.as_deref(),
            location: row.location.as_deref(),
            plan: row.plan.as_deref().map(|plan| Plan {
                plan,
                from: row.from,
            }),
            ..New::default()
        };
        add_in(tx, &space, &new).map_err(|why| BadCell {
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
