//! What is told of passes, packages and subscriptions that end.

use super::{News, Passes, kind_name};
use crate::domain::ids::{LotId, SubscriptionId};
use crate::domain::lot::Lot;
use crate::domain::notice::Topic;
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::{Snapshot, StoreError, lots, purchases, subscriptions};

/// The last day of a lot, or that nothing follows the package it came with.
pub(super) fn of_lot(
    db: &Snapshot,
    space: &Space,
    topic: Topic,
    id: LotId,
) -> Result<News, OpError> {
    let missing = StoreError::NotFound {
        relation: "lot",
        id: id.0,
    };
    let lot = lots::find(db, id)?.ok_or(missing)?;
    if topic == Topic::NothingFollows {
        return nothing_follows(db, &lot);
    }
    Ok(News::LotEnds(ends(space, &lot)))
}

/// What is left of a lot that ends.
fn ends(space: &Space, lot: &Lot) -> Passes {
    Passes {
        lot: lot.id,
        kind: kind_name(space, lot.kind),
        passes: lot.left,
        came: false,
        expires_on: lot.expires_on.unless_never(),
    }
}

fn nothing_follows(db: &Snapshot, lot: &Lot) -> Result<News, OpError> {
    let purchase = match lot.purchase {
        Some(id) => purchases::find(db, id)?,
        None => None,
    };
    let package = purchase.map_or_else(|| lot.id.to_string(), |known| known.name);
    Ok(News::NothingFollows { package })
}

/// The last day of a subscription.
pub(super) fn of_subscription(db: &Snapshot, id: SubscriptionId) -> Result<News, OpError> {
    let missing = StoreError::NotFound {
        relation: "subscription",
        id: id.0,
    };
    let subscription = subscriptions::find(db, id)?.ok_or(missing)?;
    let term = subscription.term_on(subscription.last_day());
    Ok(News::SubscriptionEnds {
        subscription: id,
        plan: term.plan_name.clone(),
    })
}
