//! Use cases: each is one transaction that gathers facts, asks the domain, writes what was decided
//! and returns it.

pub mod access;
pub mod apply;
pub mod assign;
pub mod backup;
pub mod beginning;
pub mod book;
pub mod booking;
pub mod check;
pub mod checkin;
pub mod checkin_rows;
pub mod checkout;
pub mod company;
pub mod deduct;
pub mod desk;
pub mod desk_free;
pub mod explain;
pub mod export;
pub mod facts;
pub mod grant;
pub mod grant_rows;
pub mod happened;
pub mod history;
pub mod hold;
pub mod import;
pub mod invoice;
pub mod limits;
pub mod location;
pub mod member;
mod newest;
pub mod notices;
pub mod notify;
pub mod operation;
pub mod pass;
pub mod people;
pub mod place;
pub mod plan;
pub mod promo;
pub mod recurring;
pub mod redeem;
pub mod renew;
pub mod renewal;
pub mod report;
pub mod rows;
pub mod sell;
pub mod statement;
pub mod subscription;
#[cfg(test)]
pub(crate) mod testing;
pub mod uncounted;
pub mod undo;
pub mod visit;
pub mod voucher;
pub mod wallet;
pub mod watch;
pub mod which;
pub mod who;

use thiserror::Error;

use crate::domain::booking::refusal::BookingRefusal;
use crate::domain::code::CodeRefusal;
use crate::domain::customer::CustomerRefusal;
use crate::domain::hold::HoldRefusal;
use crate::domain::invoice::refusal::InvoiceRefusal;
use crate::domain::refusal::Refusal;
use crate::domain::sale::SaleRefusal;
use crate::domain::visit::refusal::VisitRefusal;
use crate::store::StoreError;

use newest::newest;
pub use operation::StampError;
pub use rows::BadRow;
pub use who::ReferenceError;

/// Why a use case did not happen. Nothing was changed.
#[derive(Debug, Error)]
pub enum OpError {
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A rule about people said no.
    #[error(transparent)]
    People(#[from] CustomerRefusal),
    /// A rule about plans and their sale said no.
    #[error(transparent)]
    Sale(#[from] SaleRefusal),
    /// A rule about vouchers and promo codes said no.
    #[error(transparent)]
    Code(#[from] CodeRefusal),
    /// What was named is not there, or is several.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// The operation could not be begun: clock or key.
    #[error(transparent)]
    Stamp(#[from] StampError),
    /// Rows of a file are bad; none was written.
    #[error("{}", bad.iter().map(|row| row.told(file)).collect::<Vec<_>>().join("\n"))]
    Rows {
        /// How people name the file.
        file: String,
        /// The bad rows, by line.
        bad: Vec<BadRow>,
    },
    /// Somebody asked the run to end.
    #[error("stopped: nothing was changed")]
    Stopped,
    /// The database said no.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<HoldRefusal> for OpError {
    fn from(refusal: HoldRefusal) -> Self {
        Self::Refused(refusal.into())
    }
}

impl From<VisitRefusal> for OpError {
    fn from(refusal: VisitRefusal) -> Self {
        Self::Refused(refusal.into())
    }
}

impl From<InvoiceRefusal> for OpError {
    fn from(refusal: InvoiceRefusal) -> Self {
        Self::Refused(refusal.into())
    }
}

impl From<BookingRefusal> for OpError {
    fn from(refusal: BookingRefusal) -> Self {
        Self::Refused(refusal.into())
    }
}
