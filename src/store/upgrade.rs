//! The schema made in a new database, and brought up to date in one of an older program: there
//! never without a copy of it as it was.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::backup::Draft;
use super::{Store, StoreError, audit, file, integrity, schema};

/// What was done to a database that an older program wrote.
#[derive(Debug, Clone)]
pub struct Upgraded {
    /// The schema version that it had.
    pub from: i64,
    /// The schema version that it has now.
    pub to: i64,
    /// The copy of it as it was.
    pub kept: PathBuf,
}

/// Where a copy of a database is kept: beside it, under the first such name that is free.
fn beside(path: &Path, version: i64) -> impl Iterator<Item = PathBuf> {
    (1_u32..).map(move |nth| {
        let more = if nth > 1 {
            format!("-{nth}")
        } else {
            String::new()
        };
        file::named_like(path, &format!(".v{version}-backup{more}"))
    })
}

impl Store {
    /// What the database was before it was opened and brought up to date; None where it was.
    #[must_use]
    pub const fn upgraded(&self) -> Option<&Upgraded> {
        self.upgraded.as_ref()
    }

    /// Opens a database with schema `found` and brings it up to date in one transaction, which
    /// begins with a sound copy of it. When anything fails the database is as it was, and the copy
    /// is gone.
    pub(super) fn open_older(path: &Path, wait: Duration, found: i64) -> Result<Self, StoreError> {
        let opened = Self::connect(path, wait).and_then(|mut store| {
            store.upgraded = store.upgrade(path, wait)?;
            Ok(store)
        });
        opened.map_err(|error| not_upgraded(error, found))
    }

    /// None when somebody else was faster.
    fn upgrade(&self, path: &Path, wait: Duration) -> Result<Option<Upgraded>, StoreError> {
        let mut upgraded = None;
        let done = self.within("BEGIN IMMEDIATE", "COMMIT", || {
            let (from, to) = (self.version()?, schema::newest());
            if from == to {
                return Ok(());
            }
            // What this connection has locked another one may still read.
            let kept = Self::connect(path, wait)?.keep(path, from)?;
            upgraded = Some(Upgraded { from, to, kept });
            self.step_from(from)
        });
        let Err(error) = done else {
            return Ok(upgraded);
        };
        // A commit may fail and yet be found done.
        let as_before = self.version().is_ok_and(|now| now < schema::newest());
        if let Some(upgraded) = upgraded.filter(|_| as_before) {
            drop(std::fs::remove_file(upgraded.kept));
        }
        Err(error)
    }

    /// Brings up to date what is nobody's database yet: without a copy.
    pub(super) fn bring_up_to_date(&self) -> Result<(), StoreError> {
        self.within("BEGIN IMMEDIATE", "COMMIT", || {
            self.step_from(self.version()?)
        })
    }

    fn version(&self) -> Result<i64, StoreError> {
        let sql = "PRAGMA user_version";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    fn step_from(&self, version: i64) -> Result<(), StoreError> {
        if version >= schema::newest() {
            return Ok(());
        }
        // A step may reword the statement that a table was made by.
        self.guard_schema(false)?;
        let steps = schema::steps_from(version);
        let done = self.connection.execute_batch(&steps);
        self.guard_schema(true)?;
        Ok(done?)
    }

    /// Keeps a copy of the database beside itself, once it is found sound.
    fn keep(&self, path: &Path, version: i64) -> Result<PathBuf, StoreError> {
        let draft = self.copy(path)?;
        sound(&draft)?;
        let free = beside(path, version).find(|name| std::fs::symlink_metadata(name).is_err());
        let kept = free.expect("there are names without end");
        draft.place(&kept)?;
        Ok(kept)
    }
}

fn sound(draft: &Draft) -> Result<(), StoreError> {
    let found = draft.as_it_is()?.read(|db| {
        let mut found = integrity::whole(db, false)?;
        found.extend(audit::dangling(db, true)?);
        Ok::<_, StoreError>(found)
    })?;
    match found.into_iter().next() {
        None => Ok(()),
        Some(problem) => Err(StoreError::Damaged(problem)),
    }
}

/// What cannot be written is told as what it prevents.
fn not_upgraded(error: StoreError, found: i64) -> StoreError {
    match error {
        why @ (StoreError::ReadOnly | StoreError::Disk(_)) => StoreError::TooOld {
            found,
            known: schema::newest(),
            why: Box::new(why),
        },
        other @ (StoreError::NotFound { .. }
        | StoreError::Missing(_)
        | StoreError::Exists(_)
        | StoreError::Busy(_)
        | StoreError::TooNew { .. }
        | StoreError::TooOld { .. }
        | StoreError::Foreign(_)
        | StoreError::Damaged(_)
        | StoreError::Sql(_)) => other,
    }
}
