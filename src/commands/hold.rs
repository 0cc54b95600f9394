//! `hold`: passes of a package kept out of use for a while (T4).

use clap::{Args, Subcommand};

use super::context::{Ctx, Writing};
use super::newest::Newest;
use super::values;
use crate::domain::day_word::DayWord;
use crate::domain::ids::{HoldId, LotId};
use crate::error::CliError;
use crate::ops::hold;
use crate::output::views::hold as view;

/// Passes of packages kept out of use for a while, which last that much longer
#[derive(Debug, Subcommand)]
pub(crate) enum Hold {
    Add(Add),
    /// Change the last day of a hold: sooner, later, or known at last
    End {
        /// The hold: hd-1
        hold: HoldId,
        /// Its last day [default: today]
        #[arg(long, value_name = "DATE", value_parser = values::day)]
        on: Option<DayWord>,
        #[command(flatten)]
        writing: Writing,
    },
    /// Take a hold away, as though it had never been
    Delete {
        /// The hold: hd-1
        hold: HoldId,
        #[command(flatten)]
        writing: Writing,
    },
    /// List holds
    List {
        /// Only of that member's or company's passes
        who: Option<String>,
        #[command(flatten)]
        newest: Newest,
    },
}

/// Put a lot on hold: it is not used meanwhile, and expires as many days later
///
/// Example: daypass hold add ada --lot lt-7 --from 2026-05-01 --until 2026-05-03
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// Member or company: handle, e-mail, id, or the beginning of handle or name
    who: Option<String>,
    /// The lot: lt-7
    #[arg(long, value_name = "LOT")]
    lot: Option<LotId>,
    /// First day [default: today]
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    from: Option<DayWord>,
    /// Last day [default: not known yet]
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    until: Option<DayWord>,
    #[command(flatten)]
    writing: Writing,
}

pub(crate) fn run(noun: Hold, ctx: &mut Ctx) -> Result<(), CliError> {
    match noun {
        Hold::Add(args) => add(args, ctx),
        Hold::End { hold, on, writing } => {
            ctx.write(&writing, |tx| hold::end(tx, hold, on), view::Hold::of)
        }
        Hold::Delete { hold, writing } => {
            ctx.write(&writing, |tx| hold::delete(tx, hold), view::Hold::deleted)
        }
        Hold::List { who, newest } => {
            let now = ctx.now();
            let listed = ctx
                .store()?
                .read(|db| hold::list(db, who.as_deref(), now))?;
            let rows: Vec<_> = newest.of(&listed).iter().map(view::Hold::from).collect();
            Ok(ctx.out.list(&rows, view::COLUMNS)?)
        }
    }
}

fn add(args: Add, ctx: &mut Ctx) -> Result<(), CliError> {
    let who = ctx.required(args.who, "WHO", "Whose passes?")?;
    let lot = ctx.required_as(args.lot, "--lot", "Which lot?", str::parse)?;
    let request = hold::Request {
        who: &who,
        lot,
        from: args.from,
        until: args.until,
    };
    ctx.write(&args.writing, |tx| hold::add(tx, &request), view::Hold::of)
}
