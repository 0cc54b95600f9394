//! Grants and deductions taken back, and taken back again (A3).

use super::{Id, Operation, Oracle, at};

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
        let back: Vec<(Id, i64)> = moves.iter().map(|(lot, halves)| (*lot, -halves)).collect();
        for (lot, halves) in &back {
            self.lots[at(*lot)].left += halves;
        }
        self.operations[place].undone = true;
        self.undoable = Some(Operation {
            id: 0,
            moves: back,
            monthly,
            undone: false,
        });
        Some(())
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
