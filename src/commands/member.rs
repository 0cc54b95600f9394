//! `member`: the people of the space (P1).

use clap::Subcommand;

use super::context::Ctx;
use crate::error::CliError;
use crate::ops::member;
use crate::output::views;

/// Members and visitors
#[derive(Debug, Subcommand)]
pub(crate) enum Member {
    /// List members and visitors
    List,
}

pub(crate) fn run(noun: Member, ctx: &mut Ctx) -> Result<(), CliError> {
    match noun {
        Member::List => {
            let members = ctx.store()?.read(|db| member::list(db))?;
            let rows: Vec<_> = members.iter().map(views::member::Row::from).collect();
            Ok(ctx.out.list(&rows, views::member::COLUMNS)?)
        }
    }
}
