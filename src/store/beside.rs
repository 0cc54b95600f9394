//! Two readings of a database at once, each on a connection of its own.

use std::panic::resume_unwind;
use std::path::Path;
use std::thread::{Builder, scope};
use std::time::Duration;

use super::{Snapshot, Store, StoreError};

/// What is read once from end to end is not wanted again: to keep more of it takes room and saves
/// no time.
const SMALL_CACHE: &str = "PRAGMA cache_size = -4096;";

impl Snapshot<'_> {
    /// Does `work` while a thread beside it reads by another connection, and answers what both
    /// found. The other view is as consistent as this one, but what others commit between the two
    /// may be seen in one of them only. What cannot be read there is read here, once the work is
    /// done: of a database in memory, or that is only to be looked at, there is one connection.
    pub fn beside<T, B: Send>(
        &self,
        beside: impl Fn(&Snapshot) -> Result<B, StoreError> + Sync,
        work: impl FnOnce() -> T,
    ) -> Result<(T, B), StoreError> {
        let Some(place) = self.place()? else {
            let read = beside(self)?;
            return Ok((work(), read));
        };
        let there = || place.read(&beside);
        scope(|scope| {
            let reading = Builder::new().spawn_scoped(scope, there);
            let done = work();
            let read =
                reading.map(|reading| reading.join().unwrap_or_else(|panic| resume_unwind(panic)));
            let read = match read {
                Ok(Ok(read)) => read,
                Ok(Err(_)) | Err(_) => beside(self)?,
            };
            Ok((done, read))
        })
    }
}

impl<'a> Snapshot<'a> {
    /// Where another connection reads the same; None where none is to be made. Once it is answered
    /// this view is begun, and the write-ahead log of a file that was left behind is taken in.
    pub(super) fn place(&self) -> Result<Option<Place<'a>>, StoreError> {
        let path = self.connection.path().filter(|path| !path.is_empty());
        let wait = self
            .connection
            .query_row("PRAGMA busy_timeout", [], |row| row.get::<_, u32>(0))?;
        self.connection
            .query_row("PRAGMA schema_version", [], |_| Ok(()))?;
        let only_looked_at = self.connection.is_readonly("main")?;
        let wait = Duration::from_millis(u64::from(wait));
        let path = path.filter(|_| !only_looked_at).map(Path::new);
        Ok(path.map(|path| Place { path, wait }))
    }
}

/// The file that another connection reads, and how long others are waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    path: &'a Path,
    wait: Duration,
}

impl Place<'_> {
    /// Another connection.
    pub(super) fn connect(self) -> Result<Store, StoreError> {
        Store::connect(self.path, self.wait)
    }

    /// Runs `work` on a view of another connection.
    pub(super) fn read<T>(
        self,
        work: impl FnOnce(&Snapshot) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let store = self.connect()?;
        store.connection.execute_batch(SMALL_CACHE)?;
        store.read(work)
    }
}

/// Databases for the tests of whoever makes another connection.
#[cfg(test)]
pub(super) mod testing {
    use super::*;

    pub(in crate::store) const WAIT: Duration = Duration::from_secs(5);

    /// A new one, whose rows may refer to what is not there.
    pub(in crate::store) fn unbound(path: &Path) -> Store {
        let store = Store::create(path, WAIT).unwrap();
        store.tamper("PRAGMA foreign_keys = OFF");
        store
    }

    /// Those that have one connection and no more: one in memory, and one whose file is gone.
    pub(in crate::store) fn alone(path: &Path) -> [Store; 2] {
        let gone = unbound(path);
        std::fs::remove_file(path).unwrap();
        let memory = Store::in_memory().unwrap();
        memory.tamper("PRAGMA foreign_keys = OFF");
        [memory, gone]
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{WAIT, alone, unbound};
    use super::*;

    fn add(store: &Store) {
        store.tamper("INSERT INTO setting VALUES (1, 1, 'extra', 'x')");
    }

    fn settings(db: &Snapshot) -> Result<i64, StoreError> {
        let count = "SELECT COUNT(*) AS count FROM setting";
        Ok(db.one(count, &[], |row| row.get("count"))?.unwrap_or(-1))
    }

    #[test]
    fn two_views_are_read_at_once_and_neither_changes_while_it_lasts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("daypass.db");
        let store = unbound(&path);
        let rival = Store::open(&path, WAIT).unwrap();
        rival.tamper("PRAGMA foreign_keys = OFF");
        let here = std::thread::current().id();
        let seen = store.read(|db| {
            db.beside(
                |db| Ok((std::thread::current().id(), settings(db)?)),
                || {
                    add(&rival);
                    settings(db)
                },
            )
        });
        let (done, (there, read)) = seen.unwrap();
        assert_eq!(done.unwrap(), 0);
        assert!(there != here && (0..=1).contains(&read), "{read}");
    }

    #[test]
    fn what_no_other_connection_can_read_is_read_by_the_one_there_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("daypass.db");
        for store in alone(&path) {
            add(&store);
            let seen = store.read(|db| db.beside(settings, || settings(db)));
            let (done, read) = seen.unwrap();
            assert_eq!((done.unwrap(), read), (1, 1));
        }
        assert!(!path.exists());
    }
}
