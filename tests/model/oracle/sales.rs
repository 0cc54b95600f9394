//! Sales: passes of a kind, what they cost, and the lines that wait for an invoice.

use super::kinds::KINDS;
use super::packages::PACKAGES;
use super::{DAY, Id, Lot, Operation, Oracle, Source, at};
use crate::acts::Act;
use crate::calendar::{NEVER, Span};

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
        let contents = [(kind, 2 * count)];
        let amount = (!free).then(|| cost(kind, count));
        self.sold(who, amount, &contents, (self.today(who), NEVER), false);
    }

    /// Refused where it would be over already.
    pub(super) fn sell_package(&mut self, act: &Act) -> Option<()> {
        let Act::SellPackage {
            who,
            package,
            count,
            free,
            from,
        } = *act
        else {
            return None;
        };
        let package = &PACKAGES[at(package)];
        let today = self.today(who);
        let from = from.unwrap_or(today);
        let to = package.lasts.through(from);
        if to < today {
            return None;
        }
        let contents = package.contents.iter();
        let contents: Vec<(Id, i64)> = contents
            .map(|(kind, halves, _)| (*kind, halves * count))
            .collect();
        let amount = (!free && package.price > 0).then_some(package.price * count);
        self.sold(who, amount, &contents, (from, to), package.holdable);
        Some(())
    }

    fn sold(
        &mut self,
        who: Id,
        amount: Option<i64>,
        contents: &[(Id, i64)],
        (from, to): Span,
        holdable: bool,
    ) {
        let mut moves = Vec::new();
        for (kind, halves) in contents {
            let lot = self.add_lot(Lot {
                owner: who,
                kind: *kind,
                granted: *halves,
                left: *halves,
                from,
                to,
                natural: to,
                own: to,
                holdable,
                windowed: false,
                gone: false,
                source: Source::Package,
                sub: None,
                home: self.customer(who).home,
                priority: 0,
            });
            moves.push((lot, *halves));
        }
        self.sales.push(Sale {
            who,
            amount,
            issued: false,
            gone: false,
        });
        self.undoable = Some(Operation {
            id: 0,
            moves,
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
    pub(super) fn undo_sale(&mut self, sale: usize, lots: &[(Id, i64)]) -> Option<()> {
        let sale = &mut self.sales[sale];
        if sale.issued {
            return None;
        }
        sale.gone = !sale.gone;
        for (lot, _) in lots {
            self.lots[at(*lot)].gone = sale.gone;
        }
        Some(())
    }
}
