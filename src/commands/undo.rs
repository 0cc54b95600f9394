//! `undo`: take back an operation (A3).

use clap::Args;

use super::context::{Ctx, Writing};
use crate::domain::ids::OperationId;
use crate::error::CliError;
use crate::ops::undo;
use crate::output::views::undone::Undone;
use crate::store::Tx;

/// Take back an operation
///
/// Example: daypass undo op-12
#[derive(Debug, Args)]
pub(crate) struct Undo {
    /// The operation: op-12
    operation: OperationId,
    #[command(flatten)]
    writing: Writing,
}

pub(crate) fn run(args: &Undo, ctx: &mut Ctx) -> Result<(), CliError> {
    let undo = |tx: &Tx| undo::undo(tx, args.operation);
    ctx.agree(&args.writing, undo, Undone::of, "Take it back?")?;
    let progress = ctx.progress();
    let taken_back = ctx.perform(&args.writing, undo, Undone::of)?;
    drop(progress);
    Ok(ctx.out.say(&taken_back)?)
}
