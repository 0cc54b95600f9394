//! Who holds the lock of a database, where the system tells: Linux lists locks in /proc/locks.

use std::fmt;
use std::fs;
use std::path::Path;

use super::{Store, StoreError, file};

/// The byte of the log's index that a writer locks, as SQLite's file format says.
const WRITER: &str = "120";

/// A process that holds the lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its number.
    pub pid: u32,
    /// What it runs; empty where that is not told.
    pub program: String,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.program {
            "" => write!(f, "process {}", self.pid),
            program => write!(f, "{program}, process {}", self.pid),
        }
    }
}

impl Store {
    /// Names who holds the lock, where that can be known.
    pub(super) fn name_holder(&self, error: StoreError) -> StoreError {
        match (error, self.connection.path()) {
            (StoreError::Busy(None), Some(path)) => StoreError::Busy(of(path.as_ref())),
            (error, _) => error,
        }
    }
}

/// The process that is writing to a database; None where that cannot be known.
fn of(database: &Path) -> Option<Holder> {
    let index = file::named_like(database, "-shm");
    let pid = writer(&fs::read_to_string("/proc/locks").ok()?, inode(&index)?)?;
    let program = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
    let program = program.trim_end().to_owned();
    Some(Holder { pid, program })
}

#[cfg(unix)]
fn inode(file: &Path) -> Option<u64> {
    let file = fs::metadata(file).ok()?;
    Some(std::os::unix::fs::MetadataExt::ino(&file))
}

#[cfg(not(unix))]
const fn inode(_: &Path) -> Option<u64> {
    None
}

/// The process that has locked the writer's byte of a file: lines read
/// `7: POSIX  ADVISORY  WRITE 24986 fe:00:10567697 120 120`; who waits has an arrow after the colon.
fn writer(locks: &str, inode: u64) -> Option<u32> {
    locks.lines().find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, "POSIX", _, "WRITE", pid, file, WRITER, WRITER] = words[..] else {
            return None;
        };
        let (_, number) = file.rsplit_once(':')?;
        // A process of another container is told as 0, or less.
        let pid = pid.parse().ok().filter(|pid| *pid > 0)?;
        (number.parse() == Ok(inode)).then_some(pid)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCKS: &str = "\
1: FLOCK  ADVISORY  WRITE 24313 fe:00:7 0 EOF
2: POSIX  ADVISORY  READ 11 fe:00:7 120 120
3: POSIX  ADVISORY  WRITE 12 fe:00:7 124 124
4: POSIX  ADVISORY  WRITE 13 fe:00:8 120 120
4: -> POSIX  ADVISORY  WRITE 14 fe:00:7 120 120
5: POSIX  ADVISORY  WRITE 0 fe:00:9 120 120
6: POSIX  ADVISORY  WRITE 15 fe:00:7 120 120
";

    #[test]
    fn the_writer_is_who_has_its_byte_of_that_file() {
        assert_eq!(writer(LOCKS, 7), Some(15));
        assert_eq!(writer(LOCKS, 8), Some(13));
        assert_eq!(writer(LOCKS, 9), None, "of another container");
        assert_eq!(writer(LOCKS, 10), None);
        assert_eq!(writer("", 7), None);
    }
}
