//! `company`: customers that have members and a pool of their own (P1).

use clap::{Args, Subcommand};

use super::context::{Ctx, Writing};
use super::member::{Editing, Show, list_customers};
use crate::domain::handle::Handle;
use crate::domain::{email, name, tag};
use crate::error::CliError;
use crate::ops::company::{self, New};
use crate::ops::people::account;
use crate::ops::people::list::{Filter, Sort};
use crate::output::views::account::Account;
use crate::output::views::member as listed;
use crate::output::views::written::Written;

/// Companies
#[derive(Debug, Subcommand)]
pub(crate) enum Company {
    /// Add a company
    Add(Box<Add>),
    /// List companies, with what they and their members can use today
    List(List),
    /// Show what a company has: balance, lots, subscriptions, bookings to come
    #[command(after_long_help = "Example: daypass company show acme --on 2026-06-30")]
    Show(Show),
    /// Change a company
    Set(Box<Set>),
}

#[derive(Debug, Args)]
#[command(after_long_help = "Example: daypass company add \"Acme Ltd\" --handle acme")]
pub(crate) struct Add {
    /// As people write it
    #[arg(value_parser = name::read)]
    name: Option<String>,
    /// For invoices; unique, whatever its case
    #[arg(long, value_parser = email::read)]
    email: Option<String>,
    /// Short name to type [default: made of the name]
    #[arg(long, value_parser = Handle::read)]
    handle: Option<Handle>,
    /// Home location [default: the only one, or the space's default]
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
    /// A tag; may be repeated
    #[arg(long, value_name = "TAG", value_parser = tag::read)]
    tag: Vec<String>,
    /// For the desk
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// A payment method on file
    #[arg(long, value_name = "TEXT")]
    payment_method: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

#[derive(Debug, Args)]
#[command(after_long_help = "Example: daypass company list --tag founder")]
pub(crate) struct List {
    /// Only those at home there
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
    /// Only those with that tag
    #[arg(long)]
    tag: Option<String>,
    /// Only the newest
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

#[derive(Debug, Args)]
#[command(after_long_help = "Example: daypass company set acme --note \"invoices to Bea\"")]
pub(crate) struct Set {
    /// Company: handle, e-mail, id, or the beginning of handle or name
    who: String,
    #[command(flatten)]
    editing: Editing,
    #[command(flatten)]
    writing: Writing,
}

pub(crate) fn run(noun: Company, ctx: &mut Ctx) -> Result<(), CliError> {
    match noun {
        Company::Add(args) => add(&args, ctx),
        Company::List(args) => list(&args, ctx),
        Company::Show(Show { who, on, all }) => {
            let now = ctx.now();
            let account = ctx
                .store()?
                .read(|db| account::company(db, now, &who, on))?;
            Ok(ctx.out.say(&Account::of(&account, all))?)
        }
        Company::Set(args) => {
            let edit = args.editing.edit();
            let who = &args.who;
            ctx.write(
                &args.writing,
                |tx| company::set(tx, who, &edit),
                Written::changed,
            )
        }
    }
}

fn add(args: &Add, ctx: &mut Ctx) -> Result<(), CliError> {
    let name = ctx.required_as(args.name.clone(), "NAME", "Name", name::read)?;
    let new = New {
        name: &name,
        email: args.email.as_deref(),
        handle: args.handle.as_ref(),
        location: args.location.as_deref(),
        tags: &args.tag,
        note: args.note.as_deref(),
        payment_method: args.payment_method.as_deref(),
    };
    ctx.write(&args.writing, |tx| company::add(tx, &new), Written::added)
}

fn list(args: &List, ctx: &mut Ctx) -> Result<(), CliError> {
    let filter = Filter {
        location: args.location.as_deref(),
        tag: args.tag.as_deref(),
        ..Filter::default()
    };
    let columns = listed::COMPANY_COLUMNS;
    let count = list_customers(ctx, Sort::Company, &filter, args.limit, columns)?;
    if count == 0 {
        ctx.out.note("no companies");
    }
    Ok(())
}
