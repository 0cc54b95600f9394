//! Copies of the whole database: SQLite's own online backup, apart from the portable store.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::{Store, StoreError, file};

/// A copy in a folder of its own beside where it is wanted; gone when dropped.
#[derive(Debug)]
pub struct Draft {
    folder: tempfile::TempDir,
}

fn disk(error: impl std::fmt::Display) -> StoreError {
    StoreError::Disk(error.to_string())
}

impl Draft {
    fn beside(wanted: &Path) -> Result<Self, StoreError> {
        let folder = tempfile::Builder::new()
            .prefix(".daypass-")
            .tempdir_in(file::folder_of(wanted));
        Ok(Self {
            folder: folder.map_err(disk)?,
        })
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("copy.db")
    }

    /// Its write-ahead log, while it is open.
    fn log(&self) -> PathBuf {
        file::named_like(&self.path(), "-wal")
    }

    /// A copy of a database file that is left as it is, its write-ahead log included, to be
    /// restored at `wanted`. Refused unless the file is a daypass database that this program knows.
    pub fn of_file(source: &Path, wanted: &Path) -> Result<Self, StoreError> {
        file::known_version(source)?;
        let draft = Self::beside(wanted)?;
        copy_of_file(source, &draft.path())?;
        let log = file::named_like(source, "-wal");
        if log.exists() {
            copy_of_file(&log, &draft.log())?;
        }
        Ok(draft)
    }

    /// Opens the copy, brought up to date where it is older: what it was copied from is kept.
    pub fn open(&self) -> Result<Store, StoreError> {
        let store = self.as_it_is()?;
        store.bring_up_to_date()?;
        Ok(store)
    }

    /// Opens the copy, whatever version of the schema it has.
    pub(super) fn as_it_is(&self) -> Result<Store, StoreError> {
        file::known_version(&self.path())?;
        Store::connect(&self.path(), Duration::ZERO)
    }

    /// Puts the copy where it is wanted, whole or not at all, to be the database: with the
    /// write-ahead log that a copy lacks. Refused where something is.
    pub fn place_as_database(self, wanted: &Path) -> Result<(), StoreError> {
        let store = self.as_it_is()?;
        let log = "PRAGMA journal_mode = WAL;";
        store.connection.execute_batch(log)?;
        drop(store);
        self.place(wanted)
    }

    /// Puts the copy where it is wanted, whole or not at all. Refused where something is.
    pub fn place(self, wanted: &Path) -> Result<(), StoreError> {
        if self.log().exists() {
            return Err(disk(
                "what was written to the copy could not be brought into it",
            ));
        }
        let mut file = fs::File::open(self.path()).map_err(disk)?;
        file.sync_all().map_err(disk)?;
        file::make_private(&self.path())?;
        if fs::hard_link(self.path(), wanted).is_err() {
            // Something is there, or the file system has no links, as on most memory sticks.
            file::copy_new(&mut file, wanted)?;
        }
        let synced = file::sync_folder(wanted);
        if synced.is_err() {
            drop(fs::remove_file(wanted));
        }
        synced
    }
}

/// Gives a file that is no sound database another name, its write-ahead log too.
pub fn set_aside(database: &Path, kept: &Path) -> Result<(), StoreError> {
    for suffix in ["", "-wal", "-shm"] {
        let from = file::named_like(database, suffix);
        if from.exists() {
            fs::rename(from, file::named_like(kept, suffix)).map_err(disk)?;
        }
    }
    Ok(())
}

/// Copies a file to one that its owner may write, also where nobody may write what it is a copy of.
fn copy_of_file(from: &Path, to: &Path) -> Result<(), StoreError> {
    fs::copy(from, to).map_err(disk)?;
    file::make_private(to)
}

fn copy(from: &Connection, to: &mut Connection) -> Result<(), StoreError> {
    match Backup::new(from, to)?.step(-1)? {
        StepResult::Done => Ok(()),
        StepResult::Busy | StepResult::Locked | StepResult::More => Err(StoreError::Busy(None)),
        _ => Err(StoreError::Disk("the copy did not end".to_owned())),
    }
}

impl Store {
    /// A copy of everything that is committed, in one step, while others go on writing. It is one
    /// file without a write-ahead log, to be placed at `wanted`.
    pub fn copy(&self, wanted: &Path) -> Result<Draft, StoreError> {
        let draft = Draft::beside(wanted)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut to = Connection::open_with_flags(draft.path(), flags)?;
        copy(&self.connection, &mut to)?;
        to.execute_batch("PRAGMA journal_mode = DELETE;")?;
        to.close().map_err(|(_, error)| error)?;
        Ok(draft)
    }

    /// Replaces everything by what the other database holds, in one transaction: others see all of
    /// the old or all of the new.
    pub fn replace_by(&mut self, other: &Self) -> Result<(), StoreError> {
        copy(&other.connection, &mut self.connection)
    }

    /// Makes a new database of this one, whole or not at all, readable by its owner only, in a
    /// folder that is made where it is missing. Refused where something is.
    pub fn place(&self, path: &Path) -> Result<(), StoreError> {
        file::make_folder(path)?;
        self.copy(path)?.place_as_database(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_can_be_written_where_nobody_may_write_what_it_is_a_copy_of() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("backup.db");
        drop(Store::create(&source, Duration::ZERO).unwrap());
        let log = folder.path().join("backup.db-wal");
        fs::write(&log, "").unwrap();
        for file in [&source, &log] {
            let mut sealed = fs::metadata(file).unwrap().permissions();
            sealed.set_readonly(true);
            fs::set_permissions(file, sealed).unwrap();
        }
        let draft = Draft::of_file(&source, &folder.path().join("daypass.db")).unwrap();
        for file in [draft.path(), draft.log()] {
            assert!(!fs::metadata(&file).unwrap().permissions().readonly());
        }
    }
}
