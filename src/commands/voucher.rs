//! `voucher`: codes that give passes (V2).

use clap::{Args, Subcommand};

use super::context::{Ctx, Writing};
use super::newest::Newest;
use super::values::{self, Switch, Times, Until};
use crate::domain::code;
use crate::domain::day_word::DayWord;
use crate::domain::qty::PassQty;
use crate::error::CliError;
use crate::ops::voucher::{self, Change, New};
use crate::output::views::voucher as view;
use crate::store::Tx;

/// Vouchers: codes that give passes
#[derive(Debug, Subcommand)]
pub(crate) enum Voucher {
    /// Add a voucher
    Add(Add),
    /// List vouchers
    List(Newest),
    /// Show a voucher, and who redeemed it
    Show {
        /// The code, in whatever case
        code: String,
    },
    /// Change a voucher; what it gave stays
    Set(Set),
    /// Take a voucher no more; what it gave stays
    Retire {
        /// The code, in whatever case
        code: String,
        #[command(flatten)]
        writing: Writing,
    },
}

/// Example: daypass voucher add WELCOME --passes 1 --until 2026-12-31 --once-per-member
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// Letters, digits, - and _; unique, whatever its case
    #[arg(value_parser = code::read)]
    code: Option<String>,
    /// Kind of pass
    #[arg(long, default_value = "day", value_name = "KIND")]
    kind: String,
    /// How many passes it gives
    #[arg(long, value_name = "N", value_parser = values::passes, allow_negative_numbers = true)]
    passes: Option<PassQty>,
    /// Last day of the passes, or never [default: never]
    #[arg(long, value_name = "DATE", value_parser = values::until)]
    expires: Option<Until>,
    /// Last day on which it can be redeemed
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    until: Option<DayWord>,
    /// How often it can be redeemed in all [default: as often as they come]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    uses: Option<u32>,
    /// Each member can redeem it once only
    #[arg(long)]
    once_per_member: bool,
    #[command(flatten)]
    writing: Writing,
}

/// Example: daypass voucher set WELCOME --until never --uses 100
#[derive(Debug, Args)]
pub(crate) struct Set {
    /// The code, in whatever case
    code: String,
    /// How many passes it gives
    #[arg(long, value_name = "N", value_parser = values::passes, allow_negative_numbers = true)]
    passes: Option<PassQty>,
    /// Last day of the passes, or never
    #[arg(long, value_name = "DATE", value_parser = values::until)]
    expires: Option<Until>,
    /// Last day on which it can be redeemed, or never
    #[arg(long, value_name = "DATE", value_parser = values::until)]
    until: Option<Until>,
    /// How often it can be redeemed in all, or any
    #[arg(long, value_name = "N", value_parser = values::times)]
    uses: Option<Times>,
    /// Whether each member can redeem it once only
    #[arg(long, value_name = "on|off")]
    once_per_member: Option<Switch>,
    #[command(flatten)]
    writing: Writing,
}

pub(crate) fn run(noun: Voucher, ctx: &mut Ctx) -> Result<(), CliError> {
    match noun {
        Voucher::Add(args) => add(args, ctx),
        Voucher::List(newest) => {
            let all = ctx.store()?.read(voucher::list)?;
            let rows: Vec<_> = newest.of(&all).iter().map(view::Row::from).collect();
            Ok(ctx.out.list(&rows, view::COLUMNS)?)
        }
        Voucher::Show { code } => {
            let card = ctx.store()?.read(|db| voucher::show(db, &code))?;
            Ok(ctx.out.say(&view::Voucher::from(&card))?)
        }
        Voucher::Set(args) => {
            let change = Change {
                passes: args.passes,
                expires: args.expires.map(Until::day),
                until: args.until.map(Until::day),
                uses: args.uses.map(Times::most),
                once_per_member: args.once_per_member.map(Switch::is_on),
            };
            let set = |tx: &Tx| voucher::set(tx, &args.code, &change);
            ctx.write(&args.writing, set, view::Written::changed)
        }
        Voucher::Retire { code, writing } => ctx.write(
            &writing,
            |tx| voucher::retire(tx, &code),
            view::Written::retired,
        ),
    }
}

fn add(args: Add, ctx: &mut Ctx) -> Result<(), CliError> {
    let code = ctx.required_as(args.code, "CODE", "Code?", code::read)?;
    let passes = ctx.required_as(args.passes, "--passes", "How many passes?", values::passes)?;
    let new = New {
        code: &code,
        kind: &args.kind,
        passes,
        expires: args.expires.and_then(Until::day),
        until: args.until,
        uses: args.uses,
        once_per_member: args.once_per_member,
    };
    ctx.write(
        &args.writing,
        |tx| voucher::add(tx, &new),
        view::Written::added,
    )
}
