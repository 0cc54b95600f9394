//! The members whose `use_passes` an operation turned on: off again when it is taken back, unless
//! something later wants it on (P3, A3).

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::domain::ids::{CustomerId, OperationId};
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::journal::Relation;
use crate::store::taken_back::{self, Net};
use crate::store::{AsOf, StoreError, Tx, customers, operations, purchases, subscriptions};

/// What the operations that this one does again did to `use_passes`, where this one did not have to:
/// it may have stayed on when they were undone, for something that is gone by now. One of each
/// customer, with the last such operation that turned it on.
pub(super) fn done_again(
    tx: &Tx,
    id: OperationId,
    nets: &[Net],
) -> Result<Vec<(OperationId, Net)>, StoreError> {
    let mut found: Vec<(OperationId, Net)> = Vec::new();
    let known = nets.iter().filter(|net| turns_on(net));
    let mut known: BTreeSet<i64> = known.map(|net| net.row).collect();
    let mut last = id;
    while let Some(earlier) = does_again(tx, last)? {
        last = earlier;
        for mut net in taken_back::of_operation(tx, last)? {
            if !turns_on(&net) || !known.insert(net.row) {
                continue;
            }
            net.before.retain(|column, _| column == "use_passes");
            found.push((last, net));
        }
    }
    Ok(found)
}

/// The operation whose undoing an operation undoes.
fn does_again(tx: &Tx, id: OperationId) -> Result<Option<OperationId>, StoreError> {
    let undoes = |id| Ok(operations::find(tx, id)?.and_then(|known| known.header.undoes));
    undoes(id)?.map_or(Ok(None), undoes)
}

fn turns_on(net: &Net) -> bool {
    net.relation == Relation::Customer && net.before.get("use_passes") == Some(&Json::from(0))
}

/// What is set back of a row: `use_passes` stays on for a customer who has another subscription with
/// passes, or something left of what they bought, since the operation: that would have turned it on
/// too (P3). Nothing is set back where it is off already.
pub(super) fn kept_on(tx: &Tx, space: &Space, id: OperationId, net: &Net) -> Result<Net, OpError> {
    let mut net = net.clone();
    if !turns_on(&net) {
        return Ok(net);
    }
    let customer = customers::get(tx, CustomerId(net.row))?;
    if !customer.use_passes {
        net.before.remove("use_passes");
        return Ok(net);
    }
    let today = space.today(&customer, tx.at());
    let then = subscriptions::list_customer_as_of(tx, customer.id, AsOf::After(id))?;
    for other in subscriptions::list_customer(tx, customer.id)? {
        let later = then.iter().all(|one| one.id != other.id);
        let grants = other.terms.iter().any(|term| !term.includes.is_empty());
        if later && grants && !other.is_over(today) {
            net.before.remove("use_passes");
        }
    }
    if purchases::has_left_since(tx, customer.id, id, today)? {
        net.before.remove("use_passes");
    }
    Ok(net)
}
