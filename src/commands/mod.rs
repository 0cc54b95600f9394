//! The grammar: global flags, verbs and nouns, and the way from a typed word to the file of that
//! name.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::error::CliError;
use crate::output::{Colour, Format};

mod access;
mod apply;
mod ask;
mod backup;
mod book;
mod booking;
mod check;
mod checkin;
mod checkout;
mod company;
pub(crate) mod complete;
mod completions;
mod config;
pub(crate) mod context;
mod csv_in;
mod deduct;
mod desk;
pub(crate) mod examples;
mod explain;
mod export;
pub(crate) mod grammar;
pub(crate) mod grant;
mod history;
mod hold;
pub(crate) mod html;
mod import;
mod init;
mod interrupt;
mod invoice;
mod location;
mod man;
mod member;
mod newest;
mod notify;
mod pass;
mod pick;
pub(crate) mod places;
mod plan;
mod promo;
mod records;
mod redeem;
mod renew;
mod report;
mod restore;
mod sample;
#[cfg(test)]
mod scale;
mod sell;
mod subscription;
mod undo;
mod values;
mod visit;
mod voucher;
pub(crate) mod words;

use context::Ctx;

/// Administer day passes of a coworking space on a local SQLite file.
#[derive(Debug, Parser)]
#[command(
    name = "daypass",
    version,
    max_term_width = 100,
    subcommand_required = true
)]
#[command(arg_required_else_help = true, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Global {
    /// The database
    #[arg(
        long,
        global = true,
        env = "DAYPASS_DB",
        value_name = "FILE",
        hide_env_values = true
    )]
    pub(crate) db: Option<PathBuf>,
    /// The configuration
    #[arg(
        long,
        global = true,
        env = "DAYPASS_CONFIG",
        value_name = "FILE",
        hide_env_values = true
    )]
    pub(crate) config: Option<PathBuf>,
    /// How to print the answer
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "FORMAT"
    )]
    pub(crate) format: Format,
    /// Short for --format json
    #[arg(long, global = true, conflicts_with = "format")]
    pub(crate) json: bool,
    /// No notes and no hints
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Answer every question with yes
    #[arg(long, short, global = true)]
    pub(crate) yes: bool,
    /// Print long answers as they are
    #[arg(long, global = true)]
    pub(crate) no_pager: bool,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: Colour,
    /// Who is doing it [default: the login name]
    #[arg(
        long,
        global = true,
        env = "DAYPASS_ACTOR",
        value_name = "NAME",
        hide_env_values = true
    )]
    pub(crate) actor: Option<String>,
}

/// Verbs and nouns.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(init::Init),
    Apply(apply::Apply),
    Grant(grant::Grant),
    Deduct(deduct::Deduct),
    Sell(sell::Sell),
    Redeem(redeem::Redeem),
    Book(book::Book),
    #[command(subcommand)]
    Booking(booking::Booking),
    Renew(renew::Renew),
    #[command(subcommand)]
    Report(report::Report),
    Undo(undo::Undo),
    History(history::History),
    Explain(explain::Explain),
    Check(check::Check),
    Backup(backup::Backup),
    Export(export::Export),
    Import(Box<import::Import>),
    Restore(restore::Restore),
    Completions(completions::Completions),
    Man(man::ManPages),
    Checkin(checkin::Checkin),
    Checkout(checkout::Checkout),
    Access(access::Access),
    #[command(subcommand)]
    Visit(visit::Visit),
    #[command(subcommand)]
    Hold(hold::Hold),
    #[command(subcommand)]
    Member(member::Member),
    #[command(subcommand)]
    Location(location::Location),
    #[command(subcommand)]
    Desk(desk::Desk),
    #[command(subcommand)]
    Pass(pass::Pass),
    Config(config::Config),
    #[command(subcommand)]
    Company(company::Company),
    #[command(subcommand)]
    Plan(plan::Plan),
    #[command(subcommand)]
    Invoice(invoice::Invoice),
    #[command(subcommand)]
    Subscription(subscription::Subscription),
    #[command(subcommand)]
    Notify(notify::Notify),
    #[command(subcommand)]
    Voucher(voucher::Voucher),
    #[command(subcommand)]
    Promo(promo::Promo),
}

impl Command {
    /// Whether the command makes a config: then there is none to be read yet.
    pub(crate) const fn makes_config(&self) -> bool {
        matches!(self, Self::Init(_))
    }

    /// Whether the command wants to know first that the config says what was not applied.
    pub(crate) const fn heeds_config(&self) -> bool {
        !matches!(
            self,
            Self::Init(_) | Self::Apply(_) | Self::Restore(_) | Self::Completions(_) | Self::Man(_)
        )
    }
}

/// Runs the command that was typed.
pub(crate) fn run(command: Command, ctx: &mut Ctx) -> Result<(), CliError> {
    match command {
        Command::Init(args) => init::run(&args, ctx),
        Command::Apply(args) => apply::run(&args, ctx),
        Command::Grant(args) => grant::run(args, ctx),
        Command::Deduct(args) => deduct::run(args, ctx),
        Command::Sell(args) => sell::run(&args, ctx),
        Command::Redeem(args) => redeem::run(args, ctx),
        Command::Book(args) => book::run(args, ctx),
        Command::Booking(noun) => booking::run(noun, ctx),
        Command::Renew(args) => renew::run(&args, ctx),
        Command::Report(noun) => report::run(noun, ctx),
        Command::Undo(args) => undo::run(&args, ctx),
        Command::History(args) => history::run(args, ctx),
        Command::Explain(args) => explain::run(&args, ctx),
        Command::Check(args) => check::run(&args, ctx),
        Command::Backup(args) => backup::run(&args, ctx),
        Command::Export(args) => export::run(&args, ctx),
        Command::Import(args) => import::run(*args, ctx),
        Command::Restore(args) => restore::run(&args, ctx),
        Command::Completions(args) => completions::run(&args, ctx),
        Command::Man(args) => man::run(&args, ctx),
        Command::Checkin(args) => checkin::run(args, ctx),
        Command::Checkout(args) => checkout::run(args, ctx),
        Command::Access(args) => access::run(&args, ctx),
        Command::Visit(noun) => visit::run(noun, ctx),
        Command::Hold(noun) => hold::run(noun, ctx),
        Command::Member(noun) => member::run(noun, ctx),
        Command::Location(noun) => location::run(&noun, ctx),
        Command::Desk(noun) => desk::run(&noun, ctx),
        Command::Pass(noun) => pass::run(&noun, ctx),
        Command::Config(_) => config::run(ctx),
        Command::Company(noun) => company::run(noun, ctx),
        Command::Plan(noun) => plan::run(noun, ctx),
        Command::Invoice(noun) => invoice::run(noun, ctx),
        Command::Subscription(noun) => subscription::run(noun, ctx),
        Command::Notify(noun) => notify::run(&noun, ctx),
        Command::Voucher(noun) => voucher::run(noun, ctx),
        Command::Promo(noun) => promo::run(noun, ctx),
    }
}
