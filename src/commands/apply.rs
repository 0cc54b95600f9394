//! `apply`: bring what config.toml declares of the space into the database.

use std::path::PathBuf;

use clap::Args;

use super::context::{Ctx, Writing};
use crate::config::Config;
use crate::error::CliError;
use crate::ops::apply;
use crate::output::views::applied::Applied;

/// Bring the space that config.toml declares into the database
///
/// Prints the difference like a plan; a second time changes nothing. What vanished from the file is
/// retired, never deleted.
///
/// Example: daypass apply --dry-run
#[derive(Debug, Args)]
pub(crate) struct Apply {
    /// Another file than the config in force
    file: Option<PathBuf>,
    #[command(flatten)]
    writing: Writing,
}

pub(crate) fn run(args: &Apply, ctx: &mut Ctx) -> Result<(), CliError> {
    let declared = match &args.file {
        Some(file) => Config::load(file, true)?.declared()?.clone(),
        None => ctx.config.declared()?.clone(),
    };
    let work = |tx: &crate::store::Tx| apply::apply(tx, &declared);
    let answer = ctx.perform(&args.writing, work, Applied::of)?;
    for affected in answer.view().affected() {
        ctx.out.warn(&affected.told());
    }
    if answer.view().is_empty() {
        ctx.out.note("nothing to change");
    }
    Ok(ctx.out.say(&answer)?)
}
