//! `pass`: the kinds of pass that config.toml declares.

use clap::Subcommand;

use super::context::Ctx;
use crate::error::CliError;
use crate::ops::pass;
use crate::output::views::pass as view;

/// Kinds of pass, as declared in config.toml
#[derive(Debug, Subcommand)]
pub(crate) enum Pass {
    /// List kinds of pass, retired ones too
    List,
    /// Show a kind of pass
    ///
    /// Example: daypass pass show day
    Show {
        /// Its handle
        pass: String,
    },
}

pub(crate) fn run(noun: &Pass, ctx: &mut Ctx) -> Result<(), CliError> {
    match noun {
        Pass::List => {
            let all = ctx.store()?.read(pass::list)?;
            let rows: Vec<_> = all.iter().map(view::Pass::row).collect();
            Ok(ctx.out.list(&rows, view::COLUMNS)?)
        }
        Pass::Show { pass } => {
            let one = ctx.store()?.read(|db| pass::find(db, pass))?;
            Ok(ctx.out.say(&view::Pass::shown(&one))?)
        }
    }
}
