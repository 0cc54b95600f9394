//! `restore`: a backup brought back as the database.

use std::path::{Path, PathBuf};

use clap::Args;

use super::context::Ctx;
use super::words;
use crate::error::{CliError, Mend};
use crate::ops::{OpError, backup};
use crate::output::views::copied::Copied;
use crate::store::StoreError;

/// Bring a backup back as the database, once it is checked
///
/// With --force over a database that is there: that one is kept beside it.
///
/// Example: daypass restore /srv/backup/daypass-2026-06-03.db --force
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup
    file: PathBuf,
    /// Replace the database that is there
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(args: &Restore, ctx: &mut Ctx) -> Result<(), CliError> {
    let database = ctx.db.path.clone();
    if args.force {
        ctx.confirm(&format!("Replace {}?", database.display()))?;
    }
    let suffix = format!(".before-{}", ctx.now().ms());
    let wait = ctx.config.lock_wait;
    let progress = ctx.progress();
    let copied = backup::restore(&args.file, &database, args.force, wait, &suffix);
    drop(progress);
    let copied = copied.map_err(|error| {
        let OpError::Store(no) = &error else {
            return error.into();
        };
        let hint = if matches!(no, StoreError::Exists(_)) {
            Mend::On("--force").into()
        } else if matches!(no, StoreError::Missing(path) if *path == args.file) {
            beside(&args.file).into()
        } else {
            return error.into();
        };
        CliError::Advised {
            error: Box::new(error),
            hint,
        }
    })?;
    ctx.out.say(&Copied::from(&copied))?;
    // The database that is there only now is the one that the config is compared with.
    ctx.heed_config();
    Ok(())
}

/// What shows which backups there are where that one is not.
fn beside(backup: &Path) -> String {
    let folder = backup.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new("."));
    format!("ls -l {}", words::quoted(&folder.to_string_lossy()))
}
