//! `voucher`: codes that give passes (V2).

use super::facts::{self, Space};
use super::{OpError, ReferenceError};
use crate::domain::code::{CodeRefusal, Terms, Voucher};
use crate::domain::customer::Customer;
use crate::domain::day::Day;
use crate::domain::day_word::DayWord;
use crate::domain::handle::Handle;
use crate::domain::ids::{KindId, LotId, OperationId};
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::store::vouchers::{self, Known};
use crate::store::{Snapshot, Tx, customers, promos};

/// A voucher to be added.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// Unique, whatever its case.
    pub code: &'a str,
    /// The kind of its passes, by handle.
    pub kind: &'a str,
    /// How many passes.
    pub passes: PassQty,
    /// The last day of the passes; None is never.
    pub expires: Option<DayWord>,
    /// The last day on which it is redeemed; None is none.
    pub until: Option<DayWord>,
    /// How often in all; None is as often as they come.
    pub uses: Option<u32>,
    /// Whether each member may redeem it once only.
    pub once_per_member: bool,
}

/// What is to change of a voucher; None stays as it is, an inner None is no limit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Change {
    /// How many passes.
    pub passes: Option<PassQty>,
    /// The last day of the passes.
    pub expires: Option<Option<DayWord>>,
    /// The last day on which it is redeemed.
    pub until: Option<Option<DayWord>>,
    /// How often in all.
    pub uses: Option<Option<u32>>,
    /// Whether each member may redeem it once only.
    pub once_per_member: Option<bool>,
}

/// A voucher as it is told.
#[derive(Debug, Clone)]
pub struct Card {
    /// What it gives.
    pub voucher: Voucher,
    /// The kind's handle.
    pub kind: Handle,
    /// Whether its passes are counted.
    pub counted: bool,
    /// Who redeemed it, oldest first.
    pub redeemed: Vec<Redeemed>,
}

/// That a voucher was redeemed.
#[derive(Debug, Clone)]
pub struct Redeemed {
    /// The operation that did it.
    pub operation: OperationId,
    /// By whom.
    pub customer: Customer,
    /// The lot that it gave.
    pub lot: LotId,
    /// When.
    pub on: Day,
}

/// Adds a voucher. Refused where the code is taken, for a retired kind, and for halves where they do
/// not exist (Q1). Days count from today at the default location.
pub fn add(tx: &Tx, new: &New) -> Result<Card, OpError> {
    let space = Space::read(tx)?;
    if let Some(known) = vouchers::find(tx, new.code)? {
        let code = known.voucher.code;
        let what = "voucher";
        return Err(CodeRefusal::Taken { what, code }.into());
    }
    let kind = space.kind_named(new.kind)?;
    if kind.retired {
        let kind = kind.terms.handle.to_string();
        return Err(Refusal::KindRetired { kind }.into());
    }
    let today = today(&space, tx)?;
    let voucher = Voucher {
        code: new.code.to_owned(),
        kind: kind.id,
        passes: new.passes,
        expires_on: new.expires.map(|day| day.on(today)),
        once_per_member: new.once_per_member,
        terms: Terms {
            until: new.until.map(|day| day.on(today)),
            uses: new.uses,
            retired: false,
        },
    };
    check_passes(&space, voucher.kind, voucher.passes)?;
    vouchers::add(tx, &voucher)?;
    show(tx, &voucher.code)
}

/// Changes a voucher, and answers it as it was and as it is. What it gave stays.
pub fn set(tx: &Tx, code: &str, change: &Change) -> Result<(Card, Card), OpError> {
    let space = Space::read(tx)?;
    let Known { id, mut voucher } = find(tx, code)?;
    let was = show(tx, code)?;
    let today = today(&space, tx)?;
    let day = |word: Option<DayWord>| word.map(|word| word.on(today));
    voucher.passes = change.passes.unwrap_or(voucher.passes);
    voucher.expires_on = change.expires.map_or(voucher.expires_on, day);
    voucher.terms.until = change.until.map_or(voucher.terms.until, day);
    voucher.terms.uses = change.uses.unwrap_or(voucher.terms.uses);
    voucher.once_per_member = change.once_per_member.unwrap_or(voucher.once_per_member);
    check_passes(&space, voucher.kind, voucher.passes)?;
    vouchers::set(tx, id, &voucher)?;
    Ok((was, show(tx, code)?))
}

/// Retires a voucher: it is not redeemed any more, what it gave stays.
pub fn retire(tx: &Tx, code: &str) -> Result<Card, OpError> {
    let Known { id, mut voucher } = find(tx, code)?;
    voucher.terms.retired = true;
    vouchers::set(tx, id, &voucher)?;
    show(tx, code)
}

/// Every voucher, retired ones too, by id.
pub fn list(db: &Snapshot) -> Result<Vec<Card>, OpError> {
    let space = Space::read(db)?;
    let all = vouchers::list(db)?;
    all.into_iter()
        .map(|known| card(db, &space, known))
        .collect()
}

/// One voucher.
pub fn show(db: &Snapshot, code: &str) -> Result<Card, OpError> {
    card(db, &Space::read(db)?, find(db, code)?)
}

/// The voucher with that code, in whatever case. A promo code is none.
pub fn find(db: &Snapshot, code: &str) -> Result<Known, OpError> {
    if let Some(known) = vouchers::find(db, code)? {
        return Ok(known);
    }
    if let Some(promo) = promos::find(db, code)? {
        return Err(ReferenceError::WrongSort {
            handle: promo.promo.code,
            is: "promo code",
            wanted: "voucher",
        }
        .into());
    }
    let all = vouchers::list(db)?;
    let codes: Vec<String> = all.into_iter().map(|known| known.voucher.code).collect();
    Err(facts::unknown("voucher", code, &codes).into())
}

/// Today at the default location, from which day words count.
pub(super) fn today(space: &Space, tx: &Tx) -> Result<Day, OpError> {
    let home = space.settings.default_location.as_str();
    Ok(space.location_named(home)?.terms.today(tx.at()))
}

/// Refuses halves where they do not exist, and more than one of what is not counted (Q1, T2).
fn check_passes(space: &Space, kind: KindId, passes: PassQty) -> Result<(), Refusal> {
    let kind = space.kind(kind);
    if !kind.terms.is_counted() && passes != PassQty::ONE {
        let kind = kind.terms.handle.to_string();
        return Err(Refusal::NotCounted { kind });
    }
    facts::check_halves(kind, passes)
}

fn card(db: &Snapshot, space: &Space, known: Known) -> Result<Card, OpError> {
    let mut redeemed = Vec::new();
    for one in vouchers::redemptions(db, known.id)? {
        redeemed.push(Redeemed {
            operation: one.operation,
            customer: customers::get(db, one.customer)?,
            lot: one.lot,
            on: one.on,
        });
    }
    let kind = &space.kind(known.voucher.kind).terms;
    Ok(Card {
        kind: kind.handle.clone(),
        counted: kind.is_counted(),
        voucher: known.voucher,
        redeemed,
    })
}
