//! Members and visitors, or companies, of whom there may be very many: one by one.

use super::customers::{Sort, read_as};
use super::{Row, Snapshot, StoreError};
use crate::domain::customer::Customer;
use crate::domain::ids::{CustomerId, LocationId};

/// Which customers are listed.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Members and visitors, or companies.
    pub sort: Sort,
    /// Those that were removed, or the others.
    pub removed: bool,
    /// How many of them, in which order.
    pub part: Part,
}

/// Which part of all customers of a sort is read, in which order.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// Those with that number and after it, by number.
    From(i64),
    /// All, the newest first.
    Backwards,
}

/// Calls `each` with those wanted, and with what `reckon` makes of their number of the database and
/// their home, for which it may ask that.
pub fn each<T: Send, E: From<StoreError> + Send>(
    db: &Snapshot,
    wanted: &Wanted,
    mut reckon: impl FnMut(CustomerId, LocationId) -> Result<T, StoreError>,
    mut each: impl FnMut(&Customer<&str>, T) -> Result<(), E> + Send,
) -> Result<(), E> {
    let (compared, first, order) = match wanted.part {
        Part::From(number) => (">=", number, ""),
        Part::Backwards => ("<=", i64::MAX, " DESC"),
    };
    let sql = format!(
        "SELECT id, number, visitor, handle, name, email, location, company, use_passes, tags, \
         removed_day, note, payment_method FROM customer WHERE kind = $1 AND (removed_day IS NOT NULL) = $2 \
         AND number {compared} $3 ORDER BY number{order}"
    );
    let sort = wanted.sort;
    let values = [sort.kind().into(), wanted.removed.into(), first.into()];
    let reckon = |row: &Row| reckon(row.at(0)?, row.at(6)?);
    db.each_reckoned_ahead(&sql, &values, reckon, |row, reckoned| {
        each(&read_as(sort, row)?, reckoned)
    })
}
