//! The files of an export: each written beside its name, and all of them named when all are whole.

use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use crate::error::{CliError, Mend};
use crate::ops::OpError;
use crate::output::Stream;
use crate::store::StoreError;

/// A folder that files are written into. They have their names only after [`Folder::show`].
pub(super) struct Folder {
    path: PathBuf,
    written: std::cell::RefCell<Vec<(TempPath, PathBuf)>>,
}

impl Folder {
    /// The folder, made for its owner only where it is missing. Refused where one of the files is
    /// there, unless it may be written over.
    pub(super) fn make(path: &Path, names: &[String], force: bool) -> Result<Self, CliError> {
        let taken = names.iter().map(|name| path.join(name));
        let mut taken = taken.filter(|file| fs::symlink_metadata(file).is_ok());
        if let Some(file) = taken.next().filter(|_| !force) {
            return Err(exists(file));
        }
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path).map_err(|error| failed(path, error))?;
        Ok(Self {
            path: path.to_owned(),
            written: std::cell::RefCell::default(),
        })
    }

    /// Writes one file, readable by its owner only, and waits until the disk has it.
    pub(super) fn write(
        &self,
        name: &str,
        fill: impl FnOnce(Box<Stream>) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        let path = self.path.join(name);
        let failed = |error| failed(&path, error);
        let draft = NamedTempFile::new_in(&self.path).map_err(failed)?;
        let stream = draft.as_file().try_clone().map_err(failed)?;
        fill(Box::new(stream)).map_err(|error| match error {
            CliError::Output(error) => failed(error),
            other @ (CliError::Usage { .. }
            | CliError::Clock(_)
            | CliError::Config(_)
            | CliError::Op(_)
            | CliError::Advised { .. }
            | CliError::File(_)
            | CliError::Declined
            | CliError::Unsound(_)
            | CliError::Stopped
            | CliError::Partly) => other,
        })?;
        draft.as_file().sync_all().map_err(failed)?;
        let named = (draft.into_temp_path(), path.clone());
        self.written.borrow_mut().push(named);
        Ok(())
    }

    /// Gives all files their names.
    pub(super) fn show(self, force: bool) -> Result<(), CliError> {
        for (written, path) in self.written.into_inner() {
            let shown = if force {
                written.persist(&path)
            } else {
                written.persist_noclobber(&path)
            };
            shown.map_err(|error| {
                if error.error.kind() == ErrorKind::AlreadyExists {
                    return exists(path);
                }
                failed(&path, error.error)
            })?;
        }
        Ok(())
    }
}

fn failed(path: &Path, error: io::Error) -> CliError {
    CliError::file(&path.display().to_string(), error)
}

fn exists(path: PathBuf) -> CliError {
    CliError::Advised {
        error: Box::new(OpError::from(StoreError::Exists(path))),
        hint: Mend::On("--force").into(),
    }
}
