//! When packages begin that start with their first visit: no row to be set back, since it follows from
//! the uses that stand (L3, T2).

use serde_json::Value as Json;

use crate::domain::ids::{LotId, PurchaseId};
use crate::store::journal::{self, Relation};
use crate::store::ledger::Entry;
use crate::store::taken_back::Net;
use crate::store::{StoreError, Tx, purchases, upcoming};

/// Sets aside what follows from uses: the day on which such a purchase began, and the last day of
/// its lots. Answers the lots from which that is to be found again, once all else is set back.
pub(super) fn set_aside(
    tx: &Tx,
    nets: &mut Vec<Net>,
    entries: &[Entry],
) -> Result<Vec<LotId>, StoreError> {
    let mut used: Vec<LotId> = entries.iter().map(|entry| entry.of.lot).collect();
    for net in nets.iter_mut() {
        if let Relation::Hold | Relation::Booking = net.relation {
            used.extend(lots_of(tx, net)?);
        }
        if net.relation == Relation::Purchase && !net.added {
            used.extend(upcoming::lots_of(tx, PurchaseId(net.row))?);
            set_column_aside(net, "begun_day");
        }
        let lot = LotId(net.row);
        if net.relation == Relation::Lot && purchases::find_begun_by_use(tx, lot)?.is_some() {
            used.push(lot);
            set_column_aside(net, "expires_day");
        }
    }
    nets.retain(|net| net.added || !net.before.is_empty());
    Ok(used)
}

fn set_column_aside(net: &mut Net, column: &str) {
    net.before.remove(column);
    net.after.remove(column);
}

/// The lot that a hold is of, or that covers a booking, before or now.
fn lots_of(tx: &Tx, net: &Net) -> Result<Vec<LotId>, StoreError> {
    let now = journal::present(tx, net.relation, net.row, &["lot"])?.unwrap_or_default();
    let lots = [net.before.get("lot"), now.get("lot")];
    let ids = lots.into_iter().flatten().filter_map(Json::as_i64);
    Ok(ids.map(LotId).collect())
}
