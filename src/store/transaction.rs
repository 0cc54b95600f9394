//! How work is done within a transaction.

use std::cell::RefCell;

use super::{Snapshot, Statements, Store, StoreError, Tx};

impl Store {
    /// Runs `work` on a consistent view of the database.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Snapshot) -> Result<T, E>,
    ) -> Result<T, E> {
        let snapshot = self.snapshot();
        self.within("BEGIN", "ROLLBACK", || work(&snapshot))
    }

    /// Runs `work` in one write transaction, locked before its first fact is read: all of it is
    /// committed when `work` answers, nothing of it otherwise.
    pub fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        self.within("BEGIN IMMEDIATE", "COMMIT", || work(&self.tx()))
    }

    /// Like [`Store::write`], but nothing is kept: the same code decides for a dry run.
    pub fn rehearse<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        self.within("BEGIN IMMEDIATE", "ROLLBACK", || work(&self.tx()))
    }

    /// What is seen now; within a transaction it stays the same.
    pub(super) fn snapshot(&self) -> Snapshot<'_> {
        Snapshot {
            connection: &self.connection,
            statements: Statements::of(&self.connection),
        }
    }

    fn tx(&self) -> Tx<'_> {
        Tx {
            snapshot: self.snapshot(),
            recorder: RefCell::new(None),
            owners: RefCell::default(),
        }
    }

    pub(super) fn within<T, E: From<StoreError>>(
        &self,
        begin: &str,
        end: &str,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let run = |sql: &str| self.connection.execute_batch(sql).map_err(StoreError::from);
        run(begin).map_err(|error| self.name_holder(error))?;
        let answer = work();
        let ended = if answer.is_ok() { run(end) } else { Ok(()) };
        if !self.connection.is_autocommit() {
            run("ROLLBACK")?;
        }
        ended?;
        answer
    }
}
