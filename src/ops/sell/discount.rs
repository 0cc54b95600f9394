//! What a promo code takes off a sale (V2).

use super::Deal;
use crate::domain::customer::Customer;
use crate::domain::promo::Item as For;
use crate::domain::purchase::Item;
use crate::ops::facts::Space;
use crate::ops::{OpError, promo};
use crate::store::Tx;

/// Takes off the price what a promo code does; extras keep theirs (V2).
pub(super) fn apply(
    tx: &Tx,
    space: &Space,
    customer: &Customer,
    deal: &mut Deal,
    code: &str,
) -> Result<(), OpError> {
    let purchase = &deal.purchase;
    let item = match purchase.item {
        Item::Package(package) => For::Package(package),
        Item::Kind(kind) => For::Kind(kind),
    };
    let item = (item, purchase.name.as_str());
    let price = purchase.total();
    let applied = promo::apply(tx, space, code, customer, item, price)?;
    let (text, amount, _) = &mut deal.lines[0];
    amount.minor -= applied.discount.minor;
    text.push_str(", ");
    text.push_str(&applied.known.promo.code);
    deal.promo = Some(applied);
    Ok(())
}
