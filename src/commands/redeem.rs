//! `redeem`: the passes of a voucher (V2).

use clap::Args;

use super::context::{Ctx, Writing};
use crate::error::CliError;
use crate::ops::redeem;
use crate::output::views::voucher::Redeemed;

/// Give a member the passes of a voucher
///
/// Example: daypass redeem WELCOME ada
#[derive(Debug, Args)]
pub(crate) struct Redeem {
    /// The voucher's code, in whatever case
    code: Option<String>,
    /// Member or company: handle, e-mail, id, or the beginning of handle or name
    who: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(crate) fn run(args: Redeem, ctx: &mut Ctx) -> Result<(), CliError> {
    let code = ctx.required(args.code, "CODE", "Which voucher?")?;
    let who = ctx.required(args.who, "WHO", "Redeem it for whom?")?;
    ctx.write(
        &args.writing,
        |tx| redeem::redeem(tx, &code, &who),
        Redeemed::of,
    )
}
