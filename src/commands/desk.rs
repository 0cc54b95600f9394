//! `desk`: what config.toml declares to be booked.

use clap::{Args, Subcommand};

use super::context::Ctx;
use super::values;
use crate::domain::day_word::DayWord;
use crate::error::CliError;
use crate::ops::desk;
use crate::ops::desk_free::{self, Request};
use crate::output::views::desk as view;
use crate::output::views::desk_free as free_view;

/// Desks, as declared in config.toml
#[derive(Debug, Subcommand)]
pub(crate) enum Desk {
    /// List desks, retired ones too
    List {
        /// Only those of one location
        #[arg(long, value_name = "LOCATION")]
        location: Option<String>,
    },
    /// Show a desk
    ///
    /// Example: daypass desk show hq/hot
    Show {
        /// Its handle, or LOCATION/DESK
        desk: String,
        /// Where it stands
        #[arg(long, value_name = "LOCATION")]
        location: Option<String>,
    },
    /// List how many seats of each desk are free
    Free(Free),
}

/// Example: daypass desk free --on tomorrow
#[derive(Debug, Args)]
pub(crate) struct Free {
    /// On that date [default: today at each location]
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    #[arg(conflicts_with_all = ["from", "until"])]
    on: Option<DayWord>,
    /// First date
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    from: Option<DayWord>,
    /// Last date
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    until: Option<DayWord>,
    /// Only there
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
}

pub(crate) fn run(noun: &Desk, ctx: &mut Ctx) -> Result<(), CliError> {
    match noun {
        Desk::List { location } => {
            let all = ctx
                .store()?
                .read(|db| desk::list(db, location.as_deref()))?;
            let rows = all.iter();
            let rows = rows.map(|one| view::Desk::row(&one.desk, &one.location.terms.handle));
            let rows: Vec<_> = rows.collect();
            Ok(ctx.out.list(&rows, &view::columns(&rows))?)
        }
        Desk::Show { desk, location } => {
            let read = |db: &crate::store::Snapshot| desk::find(db, desk, location.as_deref());
            let one = ctx.store()?.read(read)?;
            Ok(ctx.out.say(&view::Desk::shown(&one))?)
        }
        Desk::Free(args) => free(args, ctx),
    }
}

fn free(args: &Free, ctx: &mut Ctx) -> Result<(), CliError> {
    let request = Request {
        from: args.on.or(args.from),
        until: args.on.or(args.until),
        location: args.location.as_deref(),
    };
    let now = ctx.now();
    let all = ctx.store()?.read(|db| desk_free::free(db, &request, now))?;
    let rows: Vec<_> = all.iter().map(free_view::Row::from).collect();
    Ok(ctx.out.list(&rows, &free_view::columns(&rows))?)
}
