//! `backup`: a verified copy of the database, made while others go on.

use std::path::PathBuf;

use clap::Args;

use super::context::Ctx;
use crate::error::CliError;
use crate::ops::backup;
use crate::output::views::copied::Copied;

/// Copy the database to a new file, and check the copy
///
/// Others may go on writing. Never over anything.
///
/// Example: daypass backup /srv/backup/daypass-2026-06-03.db
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The new file
    file: PathBuf,
}

pub(crate) fn run(args: &Backup, ctx: &mut Ctx) -> Result<(), CliError> {
    let progress = ctx.progress();
    let copied = backup::backup(ctx.store()?, &args.file)?;
    drop(progress);
    Ok(ctx.out.say(&Copied::from(&copied))?)
}
