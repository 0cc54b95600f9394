//! A sale that was decided, written: the purchase, its lots and its lines.

use super::{Deal, Passes, Sold};
use crate::domain::customer::Customer;
use crate::domain::day::Day;
use crate::domain::ids::{KindId, LocationId};
use crate::domain::invoice::{self, Totals};
use crate::domain::lot::Source;
use crate::domain::promo::For;
use crate::domain::purchase::Charge;
use crate::domain::sale::UsePasses;
use crate::ops::OpError;
use crate::ops::facts::{self, Space};
use crate::ops::grant::Moved;
use crate::store::ledger::NewLot;
use crate::store::lines::{self, NewLine};
use crate::store::{Snapshot, Tx, customers, purchases};

/// Writes a sale that was decided: the purchase, its lots, and its lines unless it is free (V1).
pub(super) fn write(
    tx: &Tx,
    space: &Space,
    customer: &Customer,
    deal: Deal,
    (location, memo): (LocationId, Option<&str>),
    use_passes: UsePasses,
) -> Result<Sold, OpError> {
    let id = purchases::add(tx, &deal.purchase)?;
    let on = deal.purchase.on;
    let mut lots = Vec::with_capacity(deal.contents.len());
    for content in &deal.contents {
        let lot = tx.add_lot(&NewLot {
            owner: customer.id,
            kind: content.kind,
            passes: content.passes,
            valid_from: deal.first,
            expires_on: deal.last,
            source: Source::Package,
            subscription: None,
            recurring: None,
            purchase: Some(id),
            location,
            priority: i64::from(space.kind(content.kind).terms.priority),
            memo,
            on,
        })?;
        lots.push(Moved {
            lot,
            passes: content.passes,
            expires_on: deal.last,
        });
    }
    if let Some(applied) = &deal.promo {
        applied.note(tx, space, customer, For::Purchase(id))?;
    }
    let charge = deal.purchase.charge;
    let owed = deal.lines.iter().filter(|(_, amount, _)| amount.minor > 0);
    for (text, amount, tax) in owed.filter(|_| charge != Charge::Free) {
        lines::add(
            tx,
            &NewLine {
                customer: customer.id,
                subscription: None,
                purchase: Some(id),
                paid: charge == Charge::Paid,
                on,
                text,
                amount: *amount,
                tax: *tax,
            },
        )?;
    }
    let kinds: Vec<KindId> = deal.contents.iter().map(|content| content.kind).collect();
    let lines = lines::list_purchase(tx, id)?;
    let currency = deal.purchase.price.currency;
    let charges = lines
        .iter()
        .map(|line| invoice::Charge::of(line.amount, line.tax, line.paid));
    Ok(Sold {
        passes: passes(tx, space, customer, &kinds, lots, on)?,
        sum: Totals::of(currency, charges),
        lines,
        customer: customers::get(tx, customer.id)?,
        purchase: deal.purchase,
        quote: deal.quote,
        promo: deal.promo.map(|one| (one.known.promo.code, one.discount)),
        use_passes,
        id,
    })
}

/// What was sold of each kind, and what the customer can use of it today.
fn passes(
    db: &Snapshot,
    space: &Space,
    customer: &Customer,
    kinds: &[KindId],
    lots: Vec<Moved>,
    today: Day,
) -> Result<Vec<Passes>, OpError> {
    let open = facts::open_lots(db, &space.settings, customer)?;
    let of = |(id, lot): (&KindId, Moved)| {
        let kind = space.kind(*id);
        Passes {
            kind: kind.terms.handle.to_string(),
            unlimited: !kind.terms.is_counted(),
            balance: facts::balance(space, &open, customer, kind, today),
            lot,
        }
    };
    Ok(kinds.iter().zip(lots).map(of).collect())
}
