//! Customers: members, visitors and companies (P1).

use super::day::Day;
use super::ids::{CustomerId, CustomerRef, LocationId};

/// What sort of customer someone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A person who can hold passes.
    Member,
    /// A nonmember: books and pays with money only.
    Visitor,
    /// Has members and a pool of its own.
    Company,
}

/// A member, visitor or company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// The database's number.
    pub id: CustomerId,
    /// The number people see.
    pub shown: CustomerRef,
    /// What sort of customer.
    pub standing: Standing,
    /// Unique over members, visitors and companies; lower case.
    pub handle: String,
    /// As people write it.
    pub name: String,
    /// Unique without regard to case.
    pub email: Option<String>,
    /// Home location: its calendar is the customer's.
    pub location: LocationId,
    /// The company a member belongs to.
    pub company: Option<CustomerId>,
    /// Whether check-ins consume passes (P3).
    pub use_passes: bool,
    /// Separated by commas.
    pub tags: String,
    /// For the desk.
    pub note: Option<String>,
    /// A payment method on file (V1).
    pub payment_method: Option<String>,
    /// The day the customer was removed (P8), if so.
    pub removed_on: Option<Day>,
}
