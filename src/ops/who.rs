//! References to customers (P2): handle, e-mail, id, or a unique prefix of handle or name.

use thiserror::Error;

use super::OpError;
use crate::domain::customer::{Customer, Standing};
use crate::domain::ids::CustomerRef;
use crate::store::{Snapshot, customers};

/// Why a reference names nothing, or too much.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReferenceError {
    /// Nothing is called that.
    #[error("no {what} `{given}`")]
    Unknown {
        /// What was looked for: `member`, `plan`, `desk` …
        what: &'static str,
        /// The text as given.
        given: String,
        /// The nearest names there are, nearest first; may be none.
        nearest: Vec<String>,
    },
    /// Several are called that.
    #[error("`{given}` may be {}", candidates.join(", "))]
    Ambiguous {
        /// What was looked for.
        what: &'static str,
        /// The text as given.
        given: String,
        /// Whom or what it may mean, by handle.
        candidates: Vec<String>,
    },
    /// A removed customer (P8).
    #[error("{handle} was removed on {on}")]
    Removed {
        /// The customer's handle.
        handle: String,
        /// Since when.
        on: crate::domain::day::Day,
    },
    /// A company where a person is meant, or the other way round.
    #[error("{handle} is a {is}, not a {wanted}")]
    WrongSort {
        /// The customer's handle.
        handle: String,
        /// What it is.
        is: &'static str,
        /// What was meant.
        wanted: &'static str,
    },
}

const MOST_CANDIDATES: i64 = 20;
const MOST_SUGGESTIONS: usize = 3;

/// The customer that a text refers to, whether removed or not.
pub fn find(db: &Snapshot, given: &str) -> Result<Customer, OpError> {
    resolve(db, given, "customer")
}

/// The customer that a text refers to; refused when removed.
pub fn customer(db: &Snapshot, given: &str) -> Result<Customer, OpError> {
    standing(resolve(db, given, "customer")?)
}

/// The person (member or visitor) that a text refers to; refused when removed.
pub fn person(db: &Snapshot, given: &str) -> Result<Customer, OpError> {
    let found = standing(resolve(db, given, "member")?)?;
    if found.standing == Standing::Company {
        let handle = found.handle;
        return Err(ReferenceError::WrongSort {
            handle,
            is: "company",
            wanted: "member",
        }
        .into());
    }
    Ok(found)
}

/// The company that a text refers to; refused when removed.
pub fn company(db: &Snapshot, given: &str) -> Result<Customer, OpError> {
    let found = standing(resolve(db, given, "company")?)?;
    if found.standing != Standing::Company {
        let handle = found.handle;
        return Err(ReferenceError::WrongSort {
            handle,
            is: "member",
            wanted: "company",
        }
        .into());
    }
    Ok(found)
}

fn standing(found: Customer) -> Result<Customer, OpError> {
    match found.removed_on {
        Some(on) => Err(ReferenceError::Removed {
            handle: found.handle,
            on,
        }
        .into()),
        None => Ok(found),
    }
}

fn resolve(db: &Snapshot, given: &str, what: &'static str) -> Result<Customer, OpError> {
    let text = given.trim();
    let unknown = |nearest| ReferenceError::Unknown {
        what,
        given: given.to_owned(),
        nearest,
    };
    if text.is_empty() {
        return Err(unknown(Vec::new()).into());
    }
    if let Some(shown) = CustomerRef::read(text) {
        return customers::find_shown(db, shown)?.ok_or_else(|| unknown(Vec::new()).into());
    }
    if let Some(found) = customers::find_handle(db, text)? {
        return Ok(found);
    }
    if let Some(found) = customers::find_email(db, text)? {
        return Ok(found);
    }
    let mut found = customers::list_prefix(db, text, MOST_CANDIDATES)?;
    let whole = customers::folded(text);
    let named: Vec<usize> = (0..found.len())
        .filter(|at| customers::folded(&found[*at].name) == whole)
        .collect();
    match (found.len(), named.as_slice()) {
        (0, _) => {
            let names = customers::list_names(db)?;
            let names = names
                .iter()
                .flat_map(|(handle, name)| [(handle, handle), (name, handle)]);
            Err(unknown(nearest(&whole, names)).into())
        }
        (1, _) => Ok(found.swap_remove(0)),
        (_, [one]) => Ok(found.swap_remove(*one)),
        _ => Err(ReferenceError::Ambiguous {
            what,
            given: given.to_owned(),
            candidates: found.into_iter().map(|customer| customer.handle).collect(),
        }
        .into()),
    }
}

/// The names nearest to a text, nearest first. Each candidate is what is compared and what is
/// suggested for it.
pub fn nearest<'a>(
    text: &str,
    candidates: impl Iterator<Item = (&'a String, &'a String)>,
) -> Vec<String> {
    let mut close: Vec<(usize, &String)> = candidates
        .map(|(compared, suggested)| (strsim::damerau_levenshtein(text, compared), suggested))
        .filter(|(distance, compared)| *distance <= 1 + compared.chars().count() / 4)
        .collect();
    close.sort_unstable();
    let mut names: Vec<String> = Vec::new();
    for (_, name) in close {
        if names.len() < MOST_SUGGESTIONS && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}
