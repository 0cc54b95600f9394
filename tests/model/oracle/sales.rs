//! Sales: passes of a kind, what they cost, and the lines that wait for an invoice.

use super::kinds::KINDS;
use super::{DAY, Id, Lot, Operation, Oracle, Source, at};
use crate::calendar::NEVER;

/// Five of the kind `day` cost this instead of five times 20.00, in minor units.
pub(crate) const FIVE_DAYS: i64 = 8_000;

/// Passes of a kind that were sold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sale {
    pub(crate) who: Id,
    /// What its line says, in minor units; None for one that is free.
    pub(crate) amount: Option<i64>,
    /// The line is on an invoice.
    issued: bool,
    /// It was undone.
    pub(crate) gone: bool,
}

/// The cheapest way to that many: packs of five where they are cheaper (K5).
fn cost(kind: Id, count: i64) -> i64 {
    if kind == DAY {
        count / 5 * FIVE_DAYS + count % 5 * KINDS[at(kind)].price
    } else {
        count * KINDS[at(kind)].price
    }
}

impl Oracle {
    pub(super) fn sell(&mut self, who: Id, kind: Id, count: i64, free: bool) {
        let halves = 2 * count;
        let lot = self.add_lot(Lot {
            owner: who,
            kind,
            granted: halves,
            left: halves,
            from: self.today(who),
            to: NEVER,
            natural: NEVER,
            windowed: false,
            gone: false,
            source: Source::Package,
            sub: None,
            home: self.customer(who).home,
            priority: 0,
        });
        self.sales.push(Sale {
            who,
            amount: (!free).then(|| cost(kind, count)),
            issued: false,
            gone: false,
        });
        self.undoable = Some(Operation {
            id: 0,
            moves: vec![(lot, halves)],
            monthly: None,
            sale: Some(self.sales.len() - 1),
            use_passes: self.turn_on(who),
            subs: self.subs.len(),
            undone: false,
        });
    }

    /// What waits for an invoice is on one now; which number it has is the program's to say.
    pub(super) fn issue(&mut self, who: Id) {
        for sale in self.sales.iter_mut().filter(|sale| sale.who == who) {
            sale.issued |= sale.amount.is_some() && !sale.gone;
        }
        self.issues += 1;
    }

    /// A sale is taken back, or brought back; refused once it is on an invoice (V4).
    pub(super) fn undo_sale(&mut self, sale: usize) -> Option<()> {
        let sale = &mut self.sales[sale];
        if sale.issued {
            return None;
        }
        sale.gone = !sale.gone;
        Some(())
    }
}
