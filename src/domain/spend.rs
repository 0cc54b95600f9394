//! The order of spending: which lots pay, and how much each of them.

use crate::domain::ids::{KindId, LotId};
use crate::domain::qty::PassQty;

/// A kind of pass that fits a use, and its price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fit {
    /// The kind.
    pub kind: KindId,
    /// Its price in minor units; zero for unlimited kinds. Cheaper kinds are spent first (B3).
    pub price_minor: i64,
}

/// The part of a spend taken from one lot. In a [`crate::domain::renewal::Renewal`] the lot may be
/// one that the renewal itself grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Draw<L = LotId> {
    /// The lot.
    pub lot: L,
    /// How much is taken from it, more than zero.
    pub passes: PassQty,
}

/// The lots do not cover the spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shortage {
    /// What was asked for.
    pub need: PassQty,
    /// What is there.
    pub have: PassQty,
}
