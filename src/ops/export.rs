//! `export`: every table, row by row.

pub use crate::store::everything::{Cell, Field, Table, each, tables};
