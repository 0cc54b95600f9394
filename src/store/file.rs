//! The database as a file: created private, and looked at before any lock is taken.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use super::{StoreError, schema};

/// Makes the folder of a file, for its owner only (0700), where it is missing.
pub(super) fn make_folder(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent();
    let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    let missing: Vec<&Path> = folder
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        .collect();
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|error| StoreError::Disk(error.to_string()))?;
    missing.into_iter().try_for_each(sync_folder)
}

/// Writes a new file that only its owner may read, whole or not at all, in a folder that is made
/// where it is missing. Refused where anything, a dangling link included, is already there.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    make_folder(path)?;
    write_whole(path, bytes, false).map_err(|error| refused(&error, path))
}

/// Writes what is read to a new file that only its owner may read, whole or not at all, and waits
/// until the disk has it. Refused where anything is; a link is not followed.
pub(super) fn copy_new(from: &mut impl Read, path: &Path) -> Result<(), StoreError> {
    let mut file = new_private(path)?;
    let written = io::copy(from, &mut file).and_then(|_| file.sync_all());
    written.map_err(|error| {
        drop(fs::remove_file(path));
        StoreError::Disk(error.to_string())
    })
}

/// Waits until the disk has the name of a new file or folder.
pub(super) fn sync_folder(of: &Path) -> Result<(), StoreError> {
    let folder = File::open(folder_of(of));
    let synced = folder.and_then(|folder| folder.sync_all());
    synced.map_err(|error| StoreError::Disk(error.to_string()))
}

/// Writes a file that only its owner may read, whole or not at all: beside first, then under its
/// name. Refused where anything is, unless it is a file and `over` says to replace it.
pub fn write_whole(path: &Path, bytes: &[u8], over: bool) -> io::Result<()> {
    let path = match fs::metadata(path) {
        Ok(there) if over && !there.is_file() => {
            return Err(io::Error::other("is there and is not a file"));
        }
        Ok(_) if over => path.canonicalize()?,
        Ok(_) | Err(_) => path.to_owned(),
    };
    let mut draft = tempfile::Builder::new()
        .prefix(".daypass-")
        .tempfile_in(folder_of(&path))?;
    draft.write_all(bytes)?;
    draft.as_file().sync_all()?;
    let named = if over {
        draft.persist(&path)
    } else {
        draft.persist_noclobber(&path)
    };
    named?;
    let synced = File::open(folder_of(&path)).and_then(|folder| folder.sync_all());
    if synced.is_err() && !over {
        drop(fs::remove_file(&path));
    }
    synced
}

/// The folder that a file is in, or is to be.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    }
}

fn new_private(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| refused(&error, path))
}

/// The schema version in the file's header, read without a lock. Refused unless the file is an
/// SQLite database that carries daypass's application id.
fn schema_version(path: &Path) -> Result<i64, StoreError> {
    let mut file = File::open(path).map_err(|error| refused(&error, path))?;
    let mut header = [0_u8; 100];
    file.read_exact(&mut header)
        .map_err(|error| refused(&error, path))?;
    let number = |at: usize| {
        let bytes = [header[at], header[at + 1], header[at + 2], header[at + 3]];
        i64::from(i32::from_be_bytes(bytes))
    };
    if !header.starts_with(b"SQLite format 3\0") || number(68) != schema::APPLICATION_ID {
        return Err(StoreError::Foreign(path.to_owned()));
    }
    Ok(number(60))
}

/// [`schema_version`], refused where only a newer program knows it.
pub(super) fn known_version(path: &Path) -> Result<i64, StoreError> {
    let found = schema_version(path)?;
    let known = schema::newest();
    if found > known {
        return Err(StoreError::TooNew { found, known });
    }
    Ok(found)
}

/// Whether a database that this user cannot write can be read as it is, without a file being made beside
/// it: its log and the log's index are there, or there is no log and nobody makes one, since nobody may
/// write the file or its disk is read-only.
pub(super) fn can_be_glanced_at(path: &Path) -> bool {
    if named_like(path, "-wal").exists() {
        return named_like(path, "-shm").exists();
    }
    let may_nobody = fs::metadata(path).is_ok_and(|file| file.permissions().readonly());
    let refused = || OpenOptions::new().write(true).open(path).err();
    may_nobody || refused().is_some_and(|error| error.kind() == ErrorKind::ReadOnlyFilesystem)
}

/// How SQLite is told to look at a database and to make no file beside it. What is not in the file
/// itself yet is in its write-ahead log; without one the file holds everything.
pub(super) fn glanced(path: &Path) -> Result<String, StoreError> {
    let missing = || StoreError::Missing(path.to_owned());
    let mut uri = "file:".to_owned();
    for c in path.to_str().ok_or_else(missing)?.chars() {
        match c {
            '?' => uri.push_str("%3f"),
            '#' => uri.push_str("%23"),
            '%' => uri.push_str("%25"),
            c => uri.push(c),
        }
    }
    if !(named_like(path, "-wal").exists() && named_like(path, "-shm").exists()) {
        uri.push_str("?immutable=1");
    }
    Ok(uri)
}

/// The file beside a file whose name is the same with a suffix.
#[must_use]
pub fn named_like(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// What an error of the file system means for a database there.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the kinds of I/O errors are open-ended"
)]
fn refused(error: &io::Error, path: &Path) -> StoreError {
    match error.kind() {
        ErrorKind::AlreadyExists => StoreError::Exists(path.to_owned()),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly,
        ErrorKind::NotFound | ErrorKind::NotADirectory => StoreError::Missing(path.to_owned()),
        ErrorKind::UnexpectedEof => StoreError::Foreign(path.to_owned()),
        _ => StoreError::Disk(error.to_string()),
    }
}

/// Lets only its owner read a file (0600).
pub(super) fn make_private(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        fs::set_permissions(path, mode).map_err(|error| refused(&error, path))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_may_write_can_be_glanced_at_with_its_log_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("daypass.db");
        assert!(!can_be_glanced_at(&path), "missing");
        write_new(&path, b"").unwrap();
        assert!(!can_be_glanced_at(&path), "its owner may write it");
        let mut sealed = fs::metadata(&path).unwrap().permissions();
        sealed.set_readonly(true);
        fs::set_permissions(&path, sealed).unwrap();
        assert!(can_be_glanced_at(&path));
        for (beside, can) in [("-wal", false), ("-shm", true)] {
            write_new(&named_like(&path, beside), b"").unwrap();
            assert_eq!(can_be_glanced_at(&path), can, "with {beside}");
        }
    }
}
