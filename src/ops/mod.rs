//! Use cases: each is one transaction that gathers facts, asks the domain, writes what was decided
//! and returns it.

pub mod member;
pub mod operation;
pub mod who;

use thiserror::Error;

use crate::domain::refusal::Refusal;
use crate::store::StoreError;

pub use operation::StampError;
pub use who::ReferenceError;

/// Why a use case did not happen. Nothing was changed.
#[derive(Debug, Error)]
pub enum OpError {
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// What was named is not there, or is several.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// The operation could not be begun: clock or key.
    #[error(transparent)]
    Stamp(#[from] StampError),
    /// The database said no.
    #[error(transparent)]
    Store(#[from] StoreError),
}
