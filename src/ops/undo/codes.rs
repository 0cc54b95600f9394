//! Uses of vouchers and promo codes that count again when an undo is taken back: refused where the
//! code was used up since.

use serde_json::Value as Json;

use crate::domain::ids::{CustomerId, OperationId, PromoId, VoucherId};
use crate::domain::refusal::Refusal;
use crate::ops::OpError;
use crate::store::journal::{self, Relation};
use crate::store::taken_back::Net;
use crate::store::{Tx, promos, vouchers};

/// Refuses to let a use count again of a code whose last use was taken since (A3, V2).
pub(super) fn check(tx: &Tx, id: OperationId, net: &Net) -> Result<(), OpError> {
    let of_code = matches!(net.relation, Relation::VoucherUse | Relation::PromoUse);
    let was = |column: &str| net.before.get(column) == Some(&Json::from(0));
    if !of_code || net.added || !(was("undone") || was("given_back")) {
        return Ok(());
    }
    let field = |column: &str| {
        let row = journal::present(tx, net.relation, net.row, &[column])?.unwrap_or_default();
        let number = row.get(column).and_then(Json::as_i64);
        Ok::<_, OpError>(number.unwrap_or_default())
    };
    let taken = if net.relation == Relation::VoucherUse {
        let voucher = VoucherId(field("voucher")?);
        let known = vouchers::get(tx, voucher)?.voucher;
        let uses = vouchers::redemptions(tx, voucher)?;
        let customer = CustomerId(field("customer")?);
        let own = uses.iter().find(|one| one.customer == customer);
        let own = own.filter(|_| known.once_per_member);
        let by = own.or(uses.last()).map(|one| one.operation);
        let full = own.is_some() || is_full(uses.len(), known.terms.uses);
        by.filter(|_| full).map(|by| (known.code, by))
    } else {
        let promo = PromoId(field("promo")?);
        let known = promos::get(tx, promo)?.promo;
        let uses = promos::uses(tx, promo)?;
        let full = is_full(uses.len(), known.terms.uses);
        let by = uses.last().map(|one| one.operation);
        by.filter(|_| full).map(|by| (known.code, by))
    };
    let Some((code, by)) = taken else {
        return Ok(());
    };
    Err(Refusal::TakenSince {
        operation: id,
        what: format!("the last use of `{code}`"),
        by,
    }
    .into())
}

/// Whether a code that may be used so often was.
fn is_full(used: usize, most: Option<u32>) -> bool {
    let used = u32::try_from(used).unwrap_or(u32::MAX);
    most.is_some_and(|most| used >= most)
}
