//! `location`: the places that config.toml declares.

use clap::Subcommand;

use super::context::Ctx;
use crate::error::CliError;
use crate::ops::location;
use crate::output::views::location as view;

/// Locations, as declared in config.toml
#[derive(Debug, Subcommand)]
pub(crate) enum Location {
    /// List locations, retired ones too
    List,
    /// Show a location with its desks
    ///
    /// Example: daypass location show hq
    Show {
        /// Its handle
        location: String,
    },
}

pub(crate) fn run(noun: &Location, ctx: &mut Ctx) -> Result<(), CliError> {
    let now = ctx.now();
    match noun {
        Location::List => {
            let all = ctx.store()?.read(location::list)?;
            let rows: Vec<_> = all
                .iter()
                .map(|one| view::Location::row(one, now))
                .collect();
            Ok(ctx.out.list(&rows, &view::columns(&rows))?)
        }
        Location::Show { location } => {
            let one = ctx.store()?.read(|db| location::find(db, location))?;
            Ok(ctx.out.say(&view::Location::shown(&one, now))?)
        }
    }
}
