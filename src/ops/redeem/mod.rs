//! `redeem`: the passes that a voucher gives (V2).

use super::facts::{self, Space};
use super::grant::{Granted, Moved};
use super::{OpError, voucher, who};
use crate::domain::customer::Standing;
use crate::domain::day::Day;
use crate::domain::lot::Source;
use crate::domain::refusal::Refusal;
use crate::store::ledger::NewLot;
use crate::store::{Tx, customers, vouchers};

/// What was redeemed.
#[derive(Debug, Clone)]
pub struct Redeemed {
    /// The code as it is written.
    pub code: String,
    /// What it gave.
    pub granted: Granted,
}

/// Gives a customer the passes of a voucher: they never expire unless it says so (K4). Refused where
/// the code is unknown, retired, expired, used up or redeemed before, for visitors (P1), for a retired
/// kind, and for members who are not on the kind's plans.
pub fn redeem(tx: &Tx, code: &str, given: &str) -> Result<Redeemed, OpError> {
    let space = Space::read(tx)?;
    let known = voucher::find(tx, code)?;
    let customer = who::customer(tx, given)?;
    customers::touch(tx, &[customer.id])?;
    if customer.standing == Standing::Visitor {
        let visitor = customer.handle;
        return Err(Refusal::VisitorHoldsNoPasses { visitor }.into());
    }
    let today = space.today(&customer, tx.at());
    let voucher = known.voucher;
    let redeemed = vouchers::redemptions(tx, known.id)?;
    let by: Vec<_> = redeemed.iter().map(|one| one.customer).collect();
    voucher.check(&by, customer.id, &customer.handle, today)?;
    let kind = space.kind(voucher.kind);
    if kind.retired {
        let kind = kind.terms.handle.to_string();
        return Err(Refusal::KindRetired { kind }.into());
    }
    facts::check_plans(tx, kind, &customer, today)?;
    let expires_on = voucher.expires_on.unwrap_or(Day::NEVER);
    let lot = tx.add_lot(&NewLot {
        owner: customer.id,
        kind: kind.id,
        passes: voucher.passes,
        valid_from: today,
        expires_on,
        source: Source::Voucher,
        subscription: None,
        recurring: None,
        purchase: None,
        location: customer.location,
        priority: i64::from(kind.terms.priority),
        memo: Some(&voucher.code),
        on: today,
    })?;
    vouchers::redeem(tx, known.id, customer.id, lot, today)?;
    let open = facts::open_lots(tx, &space.settings, &customer)?;
    let moved = Moved {
        lot,
        passes: voucher.passes,
        expires_on,
    };
    Ok(Redeemed {
        granted: Granted {
            passes: voucher.passes,
            kind: kind.terms.handle.to_string(),
            balance: facts::balance(&space, &open, &customer, kind, today),
            unlimited: !kind.terms.is_counted(),
            lots: vec![moved],
            recurring: None,
            customer,
        },
        code: voucher.code,
    })
}

#[cfg(test)]
mod tests;
