//! `export`: the tables that no other use case lists, row by row.

pub use crate::store::everything::{LineNamed, LotNamed, lines, lots};
pub use crate::store::operations::{Operation, each as operations};
