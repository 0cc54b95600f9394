//! Kinds of pass: which one is meant, and which there are.

use super::OpError;
use super::facts::Space;
use crate::domain::kind::Kind;
use crate::store::{Snapshot, kinds};

/// Every kind, retired ones too, in the order they were first declared.
pub fn list(db: &Snapshot) -> Result<Vec<Kind>, OpError> {
    Ok(kinds::list(db)?)
}

/// The kind of that handle, retired or not.
pub fn find(db: &Snapshot, given: &str) -> Result<Kind, OpError> {
    Ok(Space::read(db)?.kind_named(given)?.clone())
}
