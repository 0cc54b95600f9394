//! `checkout`: somebody leaves (C5, C7).

use clap::Args;

use super::context::{Ctx, Writing};
use super::values;
use crate::domain::day_word::TimeWord;
use crate::error::CliError;
use crate::ops::checkout::{self, Request};
use crate::output::views::visit::Visit;

/// Check somebody out; what the date costs is settled
///
/// Example: daypass checkout ada --at 13:00
#[derive(Debug, Args)]
pub(crate) struct Checkout {
    /// Member or visitor: handle, e-mail, id, or the beginning of handle or name
    who: Option<String>,
    /// When: 13:00, 2026-06-03 13:00, or RFC 3339 [default: now]
    #[arg(long, value_name = "TIME", value_parser = values::time)]
    at: Option<TimeWord>,
    /// The guest of theirs who leaves, by name
    #[arg(long, value_name = "NAME", value_parser = crate::domain::name::read)]
    guest: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(crate) fn run(args: Checkout, ctx: &mut Ctx) -> Result<(), CliError> {
    let who = ctx.required(args.who, "WHO", "Who leaves?")?;
    let request = Request {
        who: &who,
        at: args.at,
        guest: args.guest.as_deref(),
    };
    ctx.write(
        &args.writing,
        |tx| checkout::checkout(tx, &request),
        Visit::of,
    )
}
