//! What did it: the operations of entries, each read once where several entries in a row are of it,
//! and kept once in memory however many are.

use std::sync::Arc;

use super::{Snapshot, StoreError};
use crate::domain::day::Instant;
use crate::domain::ids::OperationId;

/// An operation, as far as it is told of its entries.
#[derive(Debug)]
pub struct Did {
    /// When it was.
    pub at: Instant,
    /// Who did it.
    pub actor: String,
    /// What for.
    pub memo: Option<String>,
    /// The operation that it takes back, where it does.
    pub undoes: Option<OperationId>,
    /// The operation that took it back.
    pub undone_by: Option<OperationId>,
}

/// Operations that were asked for last. Where they are asked for in their order, as by entries in
/// theirs, more and more of those to come are read at once.
#[derive(Debug, Default)]
pub(super) struct Dids {
    /// In the order of their numbers.
    found: Vec<(OperationId, Arc<Did>)>,
    /// Where the last answer stands in it.
    at: usize,
    /// How many were read at once.
    limit: u32,
}

/// How many operations are read at once at most.
const MOST: u32 = 256;

impl Dids {
    /// The operation of that number.
    pub(super) fn get(&mut self, db: &Snapshot, id: OperationId) -> Result<Arc<Did>, StoreError> {
        if self.found.get(self.at).is_none_or(|(at, _)| *at != id) {
            self.at = match self.position(id) {
                Some(at) => at,
                None => self.read(db, id)?,
            };
        }
        Ok(Arc::clone(&self.found[self.at].1))
    }

    /// The operation of that number, or None where the last one that was asked for is the same: where
    /// one thread reads and another one tells, what both count costs more than either.
    pub(super) fn next(
        &mut self,
        db: &Snapshot,
        id: OperationId,
    ) -> Result<Option<Arc<Did>>, StoreError> {
        if self.found.get(self.at).is_some_and(|(at, _)| *at == id) {
            return Ok(None);
        }
        self.get(db, id).map(Some)
    }

    fn position(&self, id: OperationId) -> Option<usize> {
        self.found.binary_search_by_key(&id, |(id, _)| *id).ok()
    }

    /// Reads that operation, with those after it where it stands near behind the last ones that
    /// were read.
    fn read(&mut self, db: &Snapshot, id: OperationId) -> Result<usize, StoreError> {
        let more = (4 * self.limit).min(MOST);
        let near = |(last, _): &(OperationId, _)| (1..=more.into()).contains(&(id.0 - last.0));
        self.limit = if self.found.last().is_some_and(near) {
            more
        } else {
            1
        };
        self.found.clear();
        db.each(
            "SELECT o.id, o.at_ms, o.actor, o.memo, o.undoes, \
             (SELECT u.id FROM operation u WHERE u.undoes = o.id) AS undone_by \
             FROM operation o WHERE o.id >= $1 ORDER BY o.id LIMIT $2",
            &[id.into(), self.limit.into()],
            |row| {
                let did = Did {
                    at: row.at(1)?,
                    actor: row.at(2)?,
                    memo: row.at(3)?,
                    undoes: row.at(4)?,
                    undone_by: row.at(5)?,
                };
                self.found.push((row.at(0)?, Arc::new(did)));
                Ok::<(), StoreError>(())
            },
        )?;
        let missing = || StoreError::Damaged(format!("there is no {id}, which an entry is of"));
        self.position(id).ok_or_else(missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    /// A store whose operations have these numbers; each has its number for its instant.
    fn with_operations(numbers: impl Iterator<Item = i64>) -> Store {
        let store = Store::in_memory().unwrap();
        let hash = "0".repeat(64);
        let rows = numbers.map(|id| format!("({id}, {id}, 'ada', 'grant', '{hash}')"));
        let rows = rows.collect::<Vec<_>>().join(", ");
        store.tamper(&format!(
            "INSERT INTO operation (id, at_ms, actor, command, hash) VALUES {rows}"
        ));
        store
    }

    fn asked(store: &Store, numbers: impl Iterator<Item = i64>) -> Dids {
        let mut dids = Dids::default();
        for id in numbers {
            let did = store.read(|db| dids.get(db, OperationId(id))).unwrap();
            assert_eq!(did.at, Instant::from_ms(id));
        }
        dids
    }

    #[test]
    fn operations_are_read_many_at_once_where_they_follow() {
        let store = with_operations((1..=1_000).map(|at| 3 * at));
        let asked_one_by_one = asked(&store, [900, 300, 303, 3_000, 600].into_iter());
        assert_eq!(asked_one_by_one.limit, 1);
        let in_order = asked(&store, (1..=1_000).flat_map(|at| [3 * at; 2]));
        assert_eq!(in_order.limit, MOST);
    }

    #[test]
    fn a_missing_operation_is_damage() {
        let store = with_operations([1, 2, 3, 5].into_iter());
        let mut dids = asked(&store, 1..=3);
        let missing = store.read(|db| dids.get(db, OperationId(4)).map(|_| ()));
        assert!(
            matches!(missing, Err(StoreError::Damaged(_))),
            "{missing:?}"
        );
        let there = store.read(|db| dids.get(db, OperationId(5))).unwrap();
        assert_eq!(there.at, Instant::from_ms(5));
    }

    #[test]
    fn the_same_operation_is_told_once() {
        let store = with_operations(1..=2);
        let mut dids = Dids::default();
        let told = [1, 1, 2, 2, 1].map(|id| {
            let next = store.read(|db| dids.next(db, OperationId(id))).unwrap();
            next.map(|did| did.at)
        });
        let of = |id| Some(Instant::from_ms(id));
        assert_eq!(told, [of(1), None, of(2), None, of(1)]);
    }
}
