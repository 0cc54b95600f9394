//! `desk`: what config.toml declares to be booked.

use clap::Subcommand;

use super::context::Ctx;
use crate::error::CliError;
use crate::ops::desk;
use crate::output::views::desk as view;

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
    }
}
