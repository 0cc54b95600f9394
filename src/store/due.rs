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
    // The index of lots by their last day leaves out those that have none, by that very condition.
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
         WHERE l.left_halves > 0 AND l.expires_day < 2932896 AND l.expires_day < $1 \
             AND c.location = $2",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use crate::store::scans::plan;

    #[test]
    fn r4_the_index_of_lots_by_their_last_day_has_what_it_is_asked_for() {
        let store = Store::in_memory().unwrap();
        let sql = "SELECT sql FROM sqlite_schema WHERE name = 'lot_lapsing'";
        let index = store.read(|db| db.one(sql, &[], |row| row.at::<String>(0)));
        let never = format!("expires_day < {}", Day::NEVER.number());
        assert!(index.unwrap().unwrap().ends_with(&never));
        let sql = "SELECT id FROM lot l \
                   WHERE l.left_halves > 0 AND l.expires_day < 2932896 AND l.expires_day < $1";
        assert!(plan(sql, &[1.into()])[0].contains("lot_lapsing"));
    }
}
