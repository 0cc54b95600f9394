//! `apply`: bring what config.toml declares of the space into the database.

use std::path::{Path, PathBuf};

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
    /// Another file than the config in force; - is standard input
    file: Option<PathBuf>,
    #[command(flatten)]
    writing: Writing,
}

pub(crate) fn run(args: &Apply, ctx: &mut Ctx) -> Result<(), CliError> {
    let declared = match &args.file {
        Some(file) if file.as_os_str() == "-" => {
            let text = std::io::read_to_string(std::io::stdin());
            let text = text.map_err(|error| CliError::file("stdin", error))?;
            Config::read(Path::new("stdin"), &text)?.declared()?.clone()
        }
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
