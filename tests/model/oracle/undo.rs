//! Grants and deductions taken back, and taken back again (A3).

use super::{Booking, Id, Operation, Oracle, Pay, at};

/// What an operation did to a monthly grant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MonthlyChange {
    monthly: usize,
    /// Its `next` before; None for one that was begun.
    before: Option<i32>,
    /// How often it had been changed when the operation was over.
    changes: u32,
}

impl MonthlyChange {
    pub(super) fn begun(monthly: usize, changes: u32) -> Self {
        Self {
            monthly,
            before: None,
            changes,
        }
    }
}

impl Oracle {
    /// Refused where it was undone, where passes it brought are spent, and where a monthly grant
    /// went on meanwhile.
    pub(super) fn undo(&mut self, id: Id) -> Option<()> {
        let place = self.operations.iter().position(|one| one.id == id)?;
        let Operation {
            moves,
            monthly,
            sale,
            mut use_passes,
            subs,
            lots,
            undone,
            ..
        } = self.operations[place].clone();
        let spent = |(lot, halves): &(Id, i64)| self.lots[at(*lot)].left < *halves;
        if undone || moves.iter().any(spent) {
            return None;
        }
        let monthly = match monthly {
            Some(change) => Some(self.undo_monthly(change)?),
            None => None,
        };
        if let Some(sale) = sale {
            self.undo_sale(sale, &moves)?;
        }
        self.undo_use_passes(&mut use_passes, (subs, lots))?;
        let back: Vec<(Id, i64)> = moves.iter().map(|(lot, halves)| (*lot, -halves)).collect();
        for (lot, halves) in &back {
            self.lots[at(*lot)].left += halves;
            if *halves < 0 {
                self.taken(*lot, self.today(self.lots[at(*lot)].owner));
            }
        }
        self.operations[place].undone = true;
        self.undoable = Some(Operation {
            id: 0,
            moves: back,
            monthly,
            sale,
            use_passes,
            subs: self.subs.len(),
            lots: self.lots.len(),
            undone: false,
        });
        Some(())
    }

    /// The last operation that can be undone whatever it did: it added no customer and issued no
    /// invoice, which is credited and not taken back (V4).
    pub(crate) fn undoable_last(&self) -> Option<Id> {
        let (id, before) = self.last.as_ref()?;
        let same = (before.customers.len(), before.issues);
        let taken = same == (self.customers.len(), self.issues) && !self.noted;
        taken.then_some(*id)
    }

    /// The books are as they were before the last operation; what it added has ended.
    pub(super) fn undo_last(&mut self, id: Id) -> Option<()> {
        let (last, before) = self.last.take()?;
        if last != id {
            return None;
        }
        self.back_to(&before);
        for operation in &mut self.operations {
            operation.undone |= operation.id == id;
        }
        Some(())
    }

    /// The books are as they were then; what was added since has ended.
    pub(crate) fn back_to(&mut self, before: &Self) {
        for place in 0..self.lots.len() {
            let left = before.lots.get(place).map_or(0, |lot| lot.left);
            if left < self.lots[place].left {
                let lot = super::id(place);
                self.taken(lot, self.today(self.lots[place].owner));
            }
        }
        for at in 0..before.customers.len() {
            self.customers[at] = before.customers[at].clone();
        }
        for (at, visit) in self.visits.iter_mut().enumerate() {
            visit.set_back(before.visits.get(at));
        }
        self.charged.clone_from(&before.charged);
        for (at, lot) in self.lots.iter_mut().enumerate() {
            if let Some(before) = before.lots.get(at) {
                *lot = before.clone();
            } else {
                (lot.left, lot.gone) = (0, true);
            }
        }
        for (at, sub) in self.subs.iter_mut().enumerate() {
            if let Some(before) = before.subs.get(at) {
                *sub = before.clone();
            } else {
                (sub.until, sub.next) = (sub.start - 1, None);
            }
        }
        for (at, monthly) in self.monthly.iter_mut().enumerate() {
            if let Some(before) = before.monthly.get(at) {
                *monthly = before.clone();
            } else {
                monthly.next = None;
            }
        }
        for (at, sale) in self.sales.iter_mut().enumerate() {
            let taken = sale.taken;
            match before.sales.get(at) {
                Some(before) => *sale = *before,
                None => sale.gone = true,
            }
            sale.taken = sale.taken.max(taken);
        }
        for (at, hold) in self.holds.iter_mut().enumerate() {
            match before.holds.get(at) {
                Some(before) => *hold = *before,
                None => hold.gone = true,
            }
        }
        for (at, booking) in self.bookings.iter_mut().enumerate() {
            booking.set_back(before.bookings.get(at));
        }
    }

    fn undo_monthly(&mut self, change: MonthlyChange) -> Option<MonthlyChange> {
        let held = &mut self.monthly[change.monthly];
        if change.changes != held.changes {
            return None;
        }
        let now = held.next;
        held.next = change.before;
        held.changes += 1;
        Some(MonthlyChange {
            before: now,
            changes: held.changes,
            ..change
        })
    }
}

impl Booking {
    /// As it was before; one that was not there is given up. Which lots were drawn from first stays
    /// as it is.
    fn set_back(&mut self, before: Option<&Self>) {
        let drawn: Vec<Id> = self.paid.iter().map(|(lot, _)| *lot).collect();
        if let Some(before) = before {
            *self = before.clone();
        } else {
            self.standing = false;
            self.paid.clear();
            self.pay = match self.pay {
                Pay::Charged => Pay::Refunded,
                Pay::Pending => Pay::Removed,
                other @ (Pay::Failed | Pay::Removed | Pay::Refunded) => other,
            };
        }
        for lot in drawn {
            self.adds(lot, 0);
        }
    }
}
