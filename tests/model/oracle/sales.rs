//! Sales: packages and passes of a kind, what they cost, and the lines that wait for an invoice.

use super::kinds::KINDS;
use super::packages::{PACKAGES, Then};
use super::{DAY, Id, Lot, Operation, Oracle, Source, at};
use crate::acts::Act;
use crate::calendar::NEVER;

/// Five of the kind `day` cost this instead of five times 20.00, in minor units.
pub(crate) const FIVE_DAYS: i64 = 8_000;

/// A package, or passes of a kind, that was sold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sale {
    pub(crate) who: Id,
    /// What its line says, in minor units; None for one that is free.
    pub(crate) amount: Option<i64>,
    /// The line is on an invoice.
    pub(super) issued: bool,
    pub(super) package: Option<usize>,
    pub(super) count: i64,
    /// The day of the sale, and the first day that it can be used for.
    pub(super) on: i32,
    pub(super) first: i32,
    /// The last day on which passes of it were taken or lapsed.
    pub(super) taken: Option<i32>,
    /// Something is to follow it (T5).
    pub(crate) open: bool,
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

impl Sale {
    /// Something that is sold on a day, and used from then on.
    fn to(who: Id, on: i32, count: i64) -> Self {
        Self {
            who,
            amount: None,
            issued: false,
            package: None,
            count,
            on,
            first: on,
            taken: None,
            open: false,
            gone: false,
        }
    }
}

impl Oracle {
    pub(super) fn sell(&mut self, who: Id, kind: Id, count: i64, free: bool) {
        let today = self.today(who);
        let sale = Sale {
            amount: (!free).then(|| cost(kind, count)),
            ..Sale::to(who, today, count)
        };
        self.sold(sale, &[(kind, 2 * count)], NEVER, false);
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
        let number = at(package);
        let package = &PACKAGES[number];
        let today = self.today(who);
        let first = from.unwrap_or(today);
        let to = if package.by_use {
            NEVER
        } else {
            package.lasts.through(first)
        };
        if to < today {
            return None;
        }
        let contents = package.contents.iter();
        let contents: Vec<(Id, i64)> = contents
            .map(|(kind, halves, _)| (*kind, halves * count))
            .collect();
        let sale = Sale {
            amount: (!free && package.price > 0).then_some(package.price * count),
            package: Some(number),
            first,
            open: package.then != Then::Nothing,
            ..Sale::to(who, today, count)
        };
        self.sold(sale, &contents, to, package.holdable);
        Some(())
    }

    fn sold(&mut self, sale: Sale, contents: &[(Id, i64)], to: i32, holdable: bool) {
        let who = sale.who;
        let number = self.sales.len();
        self.sales.push(sale);
        let mut moves = Vec::new();
        for (kind, halves) in contents {
            let lot = self.add_lot(Lot {
                owner: who,
                kind: *kind,
                granted: *halves,
                left: *halves,
                from: sale.first,
                to,
                natural: to,
                bought: Some(number),
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
        self.undoable = Some(Operation {
            id: 0,
            moves,
            monthly: None,
            sale: Some(number),
            use_passes: self.turn_on(who),
            subs: self.subs.len(),
            lots: self.lots.len(),
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
