//! `renew`: bring about everything that is due (R4–R6).

use clap::Args;

use super::context::{Ctx, Writing};
use super::values;
use crate::domain::day_word::DayWord;
use crate::error::CliError;
use crate::ops::happened::Keep;
use crate::ops::operation::Done;
use crate::ops::renew::{self, Request};
use crate::output::views::renewed::Renewed;
use crate::output::{Format, counted};

/// Bring about everything that is due: expiries, new periods, grants, scheduled charges
///
/// For cron, daily or oftener: what was missed is caught up, what was done is not done again.
///
/// Example: daypass renew --quiet
#[derive(Debug, Args)]
pub(crate) struct Renew {
    /// Only up to this day; with --dry-run it may lie ahead
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    as_of: Option<DayWord>,
    #[command(flatten)]
    writing: Writing,
}

pub(crate) fn run(args: &Renew, ctx: &mut Ctx) -> Result<(), CliError> {
    let stamp = ctx.stamp(&args.writing);
    let quiet = ctx.out.is_quiet();
    let request = Request {
        as_of: args.as_of,
        keep: match ctx.out.format() {
            Format::Table if args.writing.dry_run => Keep::Everything,
            Format::Json => Keep::Everything,
            // A CSV has no room for a list.
            Format::Table | Format::Csv => Keep::Nothing,
        },
    };
    let watch = ctx.watch();
    let store = ctx.store()?;
    let done = renew::renew(store, &stamp, &request, &watch, |done| {
        serde_json::to_string(&Renewed::of(done, stamp.dry_run)).expect("a view can be serialized")
    })?;
    drop(watch);
    let left = match &done {
        Done::Now(_, renewed) => renewed.left,
        Done::Before(_) => 0,
    };
    let answer = ctx
        .answered(&args.writing, done, |_, done| {
            Renewed::of_owned(done, stamp.dry_run)
        })?
        .unmarked();
    if !(quiet && answer.view().is_nothing()) {
        ctx.out.say(&answer)?;
    }
    for failure in answer.view().failures() {
        ctx.out.warn(&failure);
    }
    if left > 0 {
        let left = counted(left, "customer", "customers");
        ctx.out
            .warn(&format!("stopped: {left} left; what was done is kept"));
        return Err(CliError::Stopped);
    }
    if answer.view().failures().is_empty() {
        Ok(())
    } else {
        Err(CliError::Partly)
    }
}
