//! Whose turn it is: customers for whom something is due (R4).

use super::{Snapshot, StoreError};
use crate::domain::day::Day;
use crate::domain::ids::{CustomerId, LocationId};

/// The units for which something is due up to a day at a location, the home of their customers or
/// where they are inside: companies, and customers without one. Not in order, and some of them twice.
pub fn units(
    db: &Snapshot,
    location: LocationId,
    as_of: Day,
) -> Result<Vec<CustomerId>, StoreError> {
    let mut units = Vec::new();
    for sql in [
        "SELECT COALESCE(c.company, c.id) FROM subscription s \
         JOIN customer c ON c.id = s.customer \
         WHERE s.due_day IS NOT NULL AND s.due_day <= $1 AND c.location = $2",
        "SELECT COALESCE(c.company, c.id) FROM recurring r \
         JOIN customer c ON c.id = r.customer \
         WHERE r.due_day IS NOT NULL AND r.due_day <= $1 AND c.location = $2",
        "SELECT COALESCE(c.company, c.id) FROM visit v \
         JOIN customer c ON c.id = v.member \
         WHERE v.status = 'inside' AND v.on_day <= $1 AND v.location = $2",
        "SELECT COALESCE(c.company, c.id) FROM lot l \
         JOIN customer c ON c.id = l.owner \
         WHERE l.left_halves > 0 AND l.expires_day < $1 AND c.location = $2",
        "SELECT COALESCE(c.company, c.id) FROM booking b \
         JOIN subscription s ON s.id = b.subscription JOIN customer c ON c.id = s.customer \
         WHERE b.pay_status = 'pending' AND b.charges_day <= $1 AND c.location = $2",
        "SELECT COALESCE(c.company, c.id) FROM purchase p \
         JOIN customer c ON c.id = p.customer \
         WHERE p.open = 1 AND NOT EXISTS (SELECT 1 FROM lot l WHERE l.purchase = p.id \
         AND l.left_halves > 0 AND l.expires_day >= $1) \
         AND c.location = $2 AND c.removed_day IS NULL",
    ] {
        db.each(sql, &[as_of.into(), location.into()], |row| {
            units.push(row.at(0)?);
            Ok::<(), StoreError>(())
        })?;
    }
    Ok(units)
}
