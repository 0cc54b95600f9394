//! Why the store could not answer.

use std::path::PathBuf;

use thiserror::Error;

use super::Holder;

/// Why the store could not answer.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A row that was named is not there.
    #[error("no {relation} {id}")]
    NotFound {
        /// What was looked for.
        relation: &'static str,
        /// Its number.
        id: i64,
    },
    /// No database file there.
    #[error("no database at {}", .0.display())]
    Missing(PathBuf),
    /// Something is already where a database was to be created.
    #[error("{} already exists", .0.display())]
    Exists(PathBuf),
    /// Another process held the lock for longer than the wait: which, where that can be known.
    #[error("the database is locked by another process{}", named(.0.as_ref()))]
    Busy(Option<Holder>),
    /// The file or its folder cannot be written.
    #[error("the database is read-only")]
    ReadOnly,
    /// The disk is full or failed.
    #[error("the disk refused: {0}")]
    Disk(String),
    /// Written by a newer program.
    #[error("the database has schema {found}, this program knows up to {known}")]
    TooNew {
        /// The schema version in the file.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// Written by an older program, and not to be brought up to date.
    #[error("the database has schema {found} and cannot be brought up to {known}: {why}")]
    TooOld {
        /// The schema version in the file.
        found: i64,
        /// The newest this program knows.
        known: i64,
        /// What stands in the way.
        why: Box<StoreError>,
    },
    /// An SQLite file that is not daypass's, or no SQLite file.
    #[error("{} is not a daypass database", .0.display())]
    Foreign(PathBuf),
    /// What is stored contradicts itself.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// The database refused a statement; a bug when it reaches a user.
    #[error("the database refused: {0}")]
    Sql(String),
}

fn named(holder: Option<&Holder>) -> String {
    holder.map_or_else(String::new, |holder| format!(" ({holder})"))
}

/// Why rows are read no further.
#[derive(Debug)]
pub enum Stop {
    /// Those to come are not wanted.
    Enough,
    /// They cannot be read.
    Failed(StoreError),
}

impl Stop {
    /// Whether all rows were read, of a reading that ended so.
    pub fn came_to_the_end(read: Result<(), Self>) -> Result<bool, StoreError> {
        match read {
            Ok(()) => Ok(true),
            Err(Self::Enough) => Ok(false),
            Err(Self::Failed(error)) => Err(error),
        }
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}
