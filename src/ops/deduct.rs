//! `deduct`: passes taken away by hand (B5).

use super::facts::{self, Space};
use super::grant::{Granted, Moved};
use super::{OpError, ReferenceError, who};
use crate::domain::customer::Customer;
use crate::domain::day::Day;
use crate::domain::entry::EntryType;
use crate::domain::ids::{CustomerId, LotId};
use crate::domain::kind::Kind;
use crate::domain::lot::Lot;
use crate::domain::pool::Purse;
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::domain::spend::{self, Draw, Spend};
use crate::store::ledger::NewEntry;
use crate::store::{Tx, customers, lots};

/// How much to deduct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// So many.
    Passes(PassQty),
    /// What is left in the lot.
    All,
}

/// What to deduct.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// From whom, as typed (P2).
    pub who: &'a str,
    /// How many.
    pub amount: Amount,
    /// Of which kind, by handle; None is `day`, or the lot's.
    pub kind: Option<&'a str>,
    /// From that lot only, also before it is valid.
    pub lot: Option<LotId>,
}

/// Deducts passes: whole, or not at all (B5).
pub fn deduct(tx: &Tx, request: &Request) -> Result<Granted, OpError> {
    let space = Space::read(tx)?;
    let customer = who::customer(tx, request.who)?;
    deduct_in(tx, &space, customer, request, true)
}

/// [`deduct`] from a customer and in a space that were read before; the balance is only counted where
/// it is wanted.
pub fn deduct_in(
    tx: &Tx,
    space: &Space,
    customer: Customer,
    request: &Request,
    count: bool,
) -> Result<Granted, OpError> {
    let rule = space.settings.company_passes;
    let owners = facts::owners(tx, rule, &customer)?;
    customers::touch(tx, &owners)?;
    let today = space.today(&customer, tx.at());
    let (kind, open, draws) = match request.lot {
        Some(id) => {
            let lot = own_lot(tx, id, &owners)?;
            from_lot(space, request, &customer, lot, today)?
        }
        None => in_order(tx, space, request, &customer, today)?,
    };
    let mut moved = Vec::with_capacity(draws.len());
    for draw in &draws {
        let lot = open
            .iter()
            .find(|lot| lot.id == draw.lot)
            .expect("a draw is from an open lot");
        let entry = NewEntry {
            lot: draw.lot,
            kind: EntryType::Deduct,
            passes: -draw.passes,
            on: today,
            member: customer.id,
            booking: None,
            visit: None,
        };
        tx.append_of(lot, &entry)?;
        moved.push(Moved {
            lot: draw.lot,
            passes: draw.passes,
            expires_on: lot.expires_on,
        });
    }
    let balance = if count {
        let open = facts::open_lots(tx, &space.settings, &customer)?;
        facts::balance(space, &open, &customer, kind, today)
    } else {
        PassQty::ZERO
    };
    Ok(Granted {
        passes: draws.iter().map(|draw| draw.passes).sum(),
        kind: kind.terms.handle.to_string(),
        balance,
        unlimited: !kind.terms.is_counted(),
        lots: moved,
        recurring: None,
        customer,
    })
}

type Chosen<'a> = (&'a Kind, Vec<Lot>, Vec<Draw>);

fn in_order<'a>(
    tx: &Tx,
    space: &'a Space,
    request: &Request,
    customer: &Customer,
    today: Day,
) -> Result<Chosen<'a>, OpError> {
    let kind = space.kind_named(request.kind.unwrap_or("day"))?;
    let Amount::Passes(passes) = request.amount else {
        return Err(Refusal::AllNeedsLot.into());
    };
    facts::check_halves(kind, passes)?;
    let open = facts::open_lots(tx, &space.settings, customer)?;
    let fits = [Space::fit(kind)];
    let draws = spend::deduct(&open, &spending(space, customer, passes, today, &fits))?;
    Ok((kind, open, draws))
}

/// The lot with that id, refused where its owner's lots are not open.
pub(super) fn own_lot(tx: &Tx, id: LotId, owners: &[CustomerId]) -> Result<Lot, OpError> {
    let unknown = || ReferenceError::Unknown {
        what: "lot",
        given: id.to_string(),
        nearest: Vec::new(),
    };
    let lot = lots::find(tx, id)?.ok_or_else(unknown)?;
    if owners.contains(&lot.owner) {
        Ok(lot)
    } else {
        Err(Refusal::LotOfOthers { lot: id }.into())
    }
}

fn from_lot<'a>(
    space: &'a Space,
    request: &Request,
    customer: &Customer,
    lot: Lot,
    today: Day,
) -> Result<Chosen<'a>, OpError> {
    let kind = space.kind(lot.kind);
    if let Some(named) = request.kind {
        let named = space.kind_named(named)?;
        if named.id != kind.id {
            return Err(Refusal::LotOfOtherKind {
                lot: lot.id,
                kind: kind.terms.handle.to_string(),
                wanted: named.terms.handle.to_string(),
            }
            .into());
        }
    }
    let passes = match request.amount {
        Amount::All => None,
        Amount::Passes(passes) => {
            facts::check_halves(kind, passes)?;
            Some(passes)
        }
    };
    let fits = [Space::fit(kind)];
    let spend = spending(space, customer, passes.unwrap_or_default(), today, &fits);
    let draw = spend::deduct_from(&lot, passes, &spend)?;
    Ok((kind, vec![lot], vec![draw]))
}

fn spending<'a>(
    space: &Space,
    customer: &Customer,
    passes: PassQty,
    on: Day,
    fits: &'a [spend::Fit],
) -> Spend<'a> {
    Spend {
        passes,
        on,
        at: None,
        fits,
        spender: facts::spender(customer),
        purse: Purse::Usual,
        company_passes: space.settings.company_passes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::customer::Standing;
    use crate::domain::day_word::DayWord;
    use crate::ops::grant;
    use crate::ops::testing::Bench;
    use crate::store::operations;

    fn give(bench: &Bench, passes: &str, from: Option<&str>, expires: Option<&str>) {
        let day = |word: &str| DayWord::read(word).unwrap();
        let request = grant::Request {
            who: "ana",
            passes: PassQty::read(passes).unwrap(),
            kind: "day",
            from: from.map(day),
            expires: expires.map(day),
            monthly: None,
            location: None,
            priority: 0,
            memo: None,
        };
        bench.act(|tx| grant::grant(tx, &request)).unwrap();
    }

    fn take(bench: &Bench, amount: Amount, lot: Option<i64>) -> Result<Granted, OpError> {
        let request = Request {
            who: "ana",
            amount,
            kind: None,
            lot: lot.map(LotId),
        };
        bench.act(|tx| deduct(tx, &request))
    }

    fn passes(count: i64) -> Amount {
        Amount::Passes(PassQty::whole(count))
    }

    #[test]
    fn s0_example_3_deducts_the_earliest_expiry_first() {
        let bench = Bench::on("2026-03-01");
        bench.member("ana");
        give(&bench, "2", None, Some("2026-03-31"));
        give(&bench, "5", None, None);
        give(&bench, "1", None, Some("2026-03-15"));
        let deducted = take(&bench, passes(4), None).unwrap();
        let moved = |lot: &Moved| (lot.lot.0, lot.passes.to_string());
        let taken: Vec<_> = deducted.lots.iter().map(moved).collect();
        let expected = [(3, "1"), (1, "2"), (2, "1")].map(|(lot, all)| (lot, all.to_owned()));
        assert_eq!(taken, expected);
        assert_eq!(deducted.balance.to_string(), "4");
    }

    #[test]
    fn b5_more_than_the_balance_writes_nothing() {
        let bench = Bench::on("2026-03-01");
        bench.member("ana");
        give(&bench, "2", None, None);
        let before = bench.see(|db| Ok(operations::last(db)?)).unwrap().header.id;
        let refused = take(&bench, passes(3), None).unwrap_err();
        assert_eq!(refused.to_string(), "need 3 passes on 2026-03-01, have 2");
        let after = bench.see(|db| Ok(operations::last(db)?)).unwrap().header.id;
        assert_eq!(before, after);
    }

    #[test]
    fn b5_a_named_lot_is_deducted_also_before_it_is_valid() {
        let bench = Bench::on("2026-03-01");
        bench.member("ana");
        give(&bench, "2", Some("2026-04-01"), None);
        assert!(take(&bench, passes(1), None).is_err());
        let deducted = take(&bench, Amount::All, Some(1)).unwrap();
        assert_eq!(deducted.passes.to_string(), "2");
        let empty = take(&bench, Amount::All, Some(1)).unwrap_err();
        assert!(
            matches!(empty, OpError::Refused(Refusal::LotEmpty { .. })),
            "{empty}"
        );
    }

    #[test]
    fn b5_a_lapsed_lot_is_refused() {
        let bench = Bench::on("2026-03-01");
        bench.member("ana");
        give(&bench, "2", None, Some("2026-03-02"));
        bench.set("2026-03-03");
        let lapsed = take(&bench, Amount::All, Some(1)).unwrap_err();
        assert!(
            matches!(lapsed, OpError::Refused(Refusal::LotLapsed { .. })),
            "{lapsed}"
        );
    }

    #[test]
    fn p4_a_pooled_company_is_deducted_as_one() {
        let bench = Bench::on("2026-03-01");
        let acme = bench.company("acme");
        bench.customer("ana", Standing::Member, Some(acme));
        give(&bench, "2", None, None);
        let request = Request {
            who: "acme",
            amount: passes(2),
            kind: None,
            lot: None,
        };
        let deducted = bench.act(|tx| deduct(tx, &request)).unwrap();
        assert_eq!(deducted.balance, PassQty::ZERO);
    }

    #[test]
    fn p4_a_lot_outside_the_pool_is_refused_also_for_members_of_companies() {
        let bench = Bench::on("2026-03-01");
        bench.member("ana");
        let acme = bench.company("acme");
        bench.customer("ben", Standing::Member, Some(acme));
        give(&bench, "2", None, None);
        for who in ["ben", "acme"] {
            let request = Request {
                who,
                amount: Amount::All,
                kind: None,
                lot: Some(LotId(1)),
            };
            let refused = bench.act(|tx| deduct(tx, &request)).unwrap_err();
            let others = Refusal::LotOfOthers { lot: LotId(1) };
            assert!(matches!(refused, OpError::Refused(refusal) if refusal == others));
        }
    }

    #[test]
    fn b5_all_needs_a_lot_and_other_peoples_lots_are_refused() {
        let bench = Bench::on("2026-03-01");
        bench.member("ana");
        bench.member("ben");
        give(&bench, "2", None, None);
        let all = take(&bench, Amount::All, None).unwrap_err();
        assert!(
            matches!(all, OpError::Refused(Refusal::AllNeedsLot)),
            "{all}"
        );
        let request = Request {
            who: "ben",
            amount: passes(1),
            kind: None,
            lot: Some(LotId(1)),
        };
        let others = bench.act(|tx| deduct(tx, &request)).unwrap_err();
        assert!(
            matches!(others, OpError::Refused(Refusal::LotOfOthers { .. })),
            "{others}"
        );
    }
}
