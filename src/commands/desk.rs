//! `desk`: what config.toml declares to be booked.

use clap::{Args, Subcommand};

use super::context::{Ctx, Writing};
use super::newest::Newest;
use super::values;
use crate::domain::day_word::DayWord;
use crate::domain::ids::{AssignmentId, SubscriptionId};
use crate::error::CliError;
use crate::ops::assign;
use crate::ops::desk;
use crate::ops::desk_free::{self, Request};
use crate::output::views::assignment;
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
    Assign(Assign),
    /// List assigned seats
    Assignments {
        /// Also those that are over
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        newest: Newest,
    },
    /// End the assignment of a seat
    Unassign {
        /// The assignment: as-1
        id: AssignmentId,
        /// Its last day [default: today]
        #[arg(long, value_name = "DATE", value_parser = values::day)]
        on: Option<DayWord>,
        #[command(flatten)]
        writing: Writing,
    },
}

/// Make a seat one member's every day: out of availability, and no pass at check-in
///
/// Example: daypass desk assign fixed ada --from mon --subscription sb-3
#[derive(Debug, Args)]
pub(crate) struct Assign {
    /// The desk: its handle, or LOCATION/DESK
    desk: String,
    /// Whose the seat becomes
    member: String,
    /// First day [default: today]
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    from: Option<DayWord>,
    /// Last day [default: open]
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    until: Option<DayWord>,
    /// Ends with that subscription: sb-1
    #[arg(long, value_name = "SUB")]
    subscription: Option<SubscriptionId>,
    /// Where the desk stands
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
    #[command(flatten)]
    writing: Writing,
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
            Ok(ctx.out.list(&rows, view::COLUMNS)?)
        }
        Desk::Show { desk, location } => {
            let read = |db: &crate::store::Snapshot| desk::find(db, desk, location.as_deref());
            let one = ctx.store()?.read(read)?;
            Ok(ctx.out.say(&view::Desk::shown(&one))?)
        }
        Desk::Free(args) => free(args, ctx),
        Desk::Assign(args) => assign(args, ctx),
        Desk::Assignments { all, newest } => {
            let now = ctx.now();
            let listed = ctx.store()?.read(|db| assign::list(db, *all, now))?;
            let listed = newest.of(&listed).iter();
            let rows: Vec<_> = listed.map(assignment::Assignment::from).collect();
            Ok(ctx.out.list(&rows, assignment::COLUMNS)?)
        }
        Desk::Unassign { id, on, writing } => ctx.write(
            writing,
            |tx| assign::end(tx, *id, *on),
            assignment::Assignment::of,
        ),
    }
}

fn assign(args: &Assign, ctx: &mut Ctx) -> Result<(), CliError> {
    let request = assign::Request {
        desk: &args.desk,
        location: args.location.as_deref(),
        member: &args.member,
        from: args.from,
        until: args.until,
        subscription: args.subscription,
    };
    ctx.write(
        &args.writing,
        |tx| assign::assign(tx, &request),
        assignment::Assignment::of,
    )
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
