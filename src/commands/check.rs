//! `check`: the ledger proves itself (A2).

use clap::Args;

use super::context::Ctx;
use crate::error::CliError;
use crate::ops::check;
use crate::output::views::checked::Checked;

/// Check the file, the chain of operations, every sum and every state
///
/// Exits 0 when all is well and 70 when anything is not.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Leave out the slower half of the file's own check
    #[arg(long)]
    quick: bool,
}

pub(crate) fn run(args: &Check, ctx: &mut Ctx) -> Result<(), CliError> {
    let quick = args.quick;
    let progress = ctx.progress();
    let checked = ctx.store()?.read(|db| check::check(db, quick))?;
    drop(progress);
    ctx.out.say(&Checked::from(&checked))?;
    match checked.problems.into_iter().next() {
        None => Ok(()),
        Some(first) => Err(CliError::Unsound(first)),
    }
}
