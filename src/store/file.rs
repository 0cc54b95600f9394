//! The database as a file: created private, and looked at before any lock is taken.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use super::{StoreError, schema};

/// Creates an empty file that only its owner may read (0600), in a folder made 0700 where it is
/// missing. Refused where anything, a dangling link included, is already there.
pub(super) fn create_private(path: &Path) -> Result<(), StoreError> {
    make_folder(path)?;
    new_private(path).map(drop)
}

/// Makes the folder of a file, for its owner only, where it is missing.
fn make_folder(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent();
    let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|error| StoreError::Disk(error.to_string()))
}

/// Writes a new file that only its owner may read, whole or not at all.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    make_folder(path)?;
    let written = new_private(path)?
        .write_all(bytes)
        .map_err(|error| StoreError::Disk(error.to_string()));
    if written.is_err() {
        drop(fs::remove_file(path));
    }
    written
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
pub(super) fn schema_version(path: &Path) -> Result<i64, StoreError> {
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
