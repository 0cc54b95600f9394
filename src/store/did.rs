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

/// The operation that was asked for last.
#[derive(Debug, Default)]
pub(super) struct LastDid(Option<(OperationId, Arc<Did>)>);

impl LastDid {
    /// The operation of that number.
    pub(super) fn get(&mut self, db: &Snapshot, id: OperationId) -> Result<Arc<Did>, StoreError> {
        if let Some((last, did)) = &self.0
            && *last == id
        {
            return Ok(Arc::clone(did));
        }
        let did = db.one(
            "SELECT at_ms, actor, memo, undoes, \
             (SELECT u.id FROM operation u WHERE u.undoes = o.id) AS undone_by \
             FROM operation o WHERE o.id = $1",
            &[id.into()],
            |row| {
                Ok(Did {
                    at: row.at(0)?,
                    actor: row.at(1)?,
                    memo: row.at(2)?,
                    undoes: row.at(3)?,
                    undone_by: row.at(4)?,
                })
            },
        )?;
        let missing = || StoreError::Damaged(format!("there is no {id}, which an entry is of"));
        let did = Arc::new(did.ok_or_else(missing)?);
        self.0 = Some((id, Arc::clone(&did)));
        Ok(did)
    }
}
