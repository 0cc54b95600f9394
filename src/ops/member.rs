//! The people of the space (P1, P3, P8).

use super::OpError;
use crate::domain::customer::Customer;
use crate::store::Snapshot;
use crate::store::customers::{self, Sort};

/// Members and visitors that were not removed, by number.
pub fn list(db: &Snapshot) -> Result<Vec<Customer>, OpError> {
    Ok(customers::list(db, Sort::Person, false)?)
}
