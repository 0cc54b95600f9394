//! `backup` and `restore`: a verified copy, and the way back.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::OpError;
use super::check::{self, Checked};
use crate::store::backup::{self, Draft};
use crate::store::{Store, StoreError, named_like};

/// A copy that was made and found sound.
#[derive(Debug)]
pub struct Copied {
    /// Where it is.
    pub to: PathBuf,
    /// What it holds.
    pub checked: Checked,
    /// Where the database that was replaced is kept.
    pub kept: Option<PathBuf>,
}

/// Copies the database to a new file while others go on writing, and checks the copy before it
/// gets its name.
pub fn backup(store: &Store, to: &Path) -> Result<Copied, OpError> {
    if std::fs::symlink_metadata(to).is_ok() {
        return Err(StoreError::Exists(to.to_owned()).into());
    }
    let draft = store.copy(to)?;
    let checked = sound(&draft.open()?)?;
    draft.place(to)?;
    Ok(Copied {
        to: to.to_owned(),
        checked,
        kept: None,
    })
}

/// Brings a copy back as the database, once it is found sound. A database that is there is refused
/// unless `force`; then it is kept beside, under a name with `suffix`, even when it cannot be read.
pub fn restore(
    from: &Path,
    database: &Path,
    force: bool,
    wait: Duration,
    suffix: &str,
) -> Result<Copied, OpError> {
    let there = std::fs::symlink_metadata(database).is_ok();
    if there && !force {
        return Err(StoreError::Exists(database.to_owned()).into());
    }
    let draft = Draft::of_file(from, database)?;
    let copy = draft.open()?;
    let checked = sound(&copy)?;
    let to = database.to_owned();
    if !there {
        drop(copy);
        draft.place_as_database(database)?;
        return Ok(Copied {
            to,
            checked,
            kept: None,
        });
    }
    let kept = named_like(database, suffix);
    match Store::open(database, wait) {
        Ok(mut old) => {
            old.copy(&kept)?.place(&kept)?;
            old.replace_by(&copy)?;
        }
        Err(StoreError::Damaged(_) | StoreError::Foreign(_)) => {
            drop(copy);
            backup::set_aside(database, &kept)?;
            draft.place_as_database(database)?;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(Copied {
        to,
        checked,
        kept: Some(kept),
    })
}

fn sound(store: &Store) -> Result<Checked, OpError> {
    let checked = store.read(|db| check::check(db, false))?;
    match checked.problems.first() {
        None => Ok(checked),
        Some(problem) => Err(StoreError::Damaged(problem.clone()).into()),
    }
}
