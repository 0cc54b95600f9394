//! `plan`: what is sold again and again, or once (L1, L3).

use clap::{Args, Subcommand};

use super::context::{Ctx, Writing};
use super::values::{self, Switch};
use crate::domain::kind;
use crate::domain::length::Length;
use crate::domain::money::Currency;
use crate::domain::name;
use crate::domain::package::{ExtraText, StartsText, ThenText, Validity as Lasting};
use crate::domain::period::Cycle;
use crate::domain::plan::{Cadence, IncludeText, Validity};
use crate::domain::qty::PassQty;
use crate::error::CliError;
use crate::ops::plan::{self, Change, New, package};
use crate::output::views::plan as view;
use crate::store::Tx;

/// Plans that renew, and packages that are sold once
#[derive(Debug, Subcommand)]
pub(crate) enum Plan {
    /// Add a plan, or a package with --package
    Add(Box<Add>),
    /// List plans and packages
    List(List),
    /// Show a plan or package
    Show {
        /// Plan: name, id, or the beginning of the name
        plan: String,
    },
    /// Change a plan or package; what was sold keeps its terms
    Set(Box<Set>),
    /// Sell a plan or package no more; what was sold goes on
    Retire {
        /// Plan: name, id, or the beginning of the name
        plan: String,
        #[command(flatten)]
        writing: Writing,
    },
}

/// Example: daypass plan add "Flex 10" --include day=10 --every 1month --price 150
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// Unique, whatever its case
    #[arg(value_parser = name::read)]
    name: Option<String>,
    #[command(flatten)]
    included: Included,
    /// Billing cycle: 1month, 3months, 2weeks, 1year
    #[arg(long, value_name = "CYCLE", value_parser = Length::read, default_value = "1month")]
    every: Cycle,
    /// Price of one cycle or package; 0 for none
    #[arg(long, allow_negative_numbers = true)]
    price: Option<String>,
    /// Of the price [default: the space's]
    #[arg(long, value_parser = Currency::read)]
    currency: Option<Currency>,
    /// Less passes and money for a first cycle, week or month that is not whole
    #[arg(long)]
    prorate: bool,
    /// A package: sold once, with `sell`
    #[arg(long, conflicts_with_all = ["every", "prorate"])]
    package: bool,
    #[command(flatten)]
    sold_once: SoldOnce,
    #[command(flatten)]
    writing: Writing,
}

/// What a package has besides.
#[derive(Debug, Args)]
#[command(next_help_heading = "Packages")]
struct SoldOnce {
    /// How long it lasts: 1month to 12months, 30days, never
    #[arg(long, value_name = "LENGTH", value_parser = Lasting::read, requires = "package",
        default_value = "never")]
    valid: Lasting,
    /// When that begins
    #[arg(long, value_name = "purchase|first-visit|DATE", value_parser = StartsText::read,
        requires = "package", default_value = "purchase")]
    starts: StartsText,
    /// What happens when it is used up or expired
    #[arg(long, value_name = "none|renew|convert:PLAN", value_parser = ThenText::read,
        requires = "package", default_value = "none")]
    then: ThenText,
    /// Whoever has some of it left is active
    #[arg(long, requires = "package")]
    active_status: bool,
    /// It may be put on hold
    #[arg(long, requires = "package")]
    holdable: bool,
    /// Only for who never had passes
    #[arg(long, requires = "package")]
    new_clients_only: bool,
    /// Sold with it, at its own price; may be repeated
    #[arg(long, value_name = "NAME=PRICE", value_parser = ExtraText::read, requires = "package")]
    extra: Vec<ExtraText>,
}

/// What is to change of a package.
#[derive(Debug, Args)]
#[command(next_help_heading = "Packages")]
struct Repackaged {
    /// How long it lasts: 1month to 12months, 30days, never
    #[arg(long, value_name = "LENGTH", value_parser = Lasting::read)]
    valid: Option<Lasting>,
    /// When that begins
    #[arg(long, value_name = "purchase|first-visit|DATE", value_parser = StartsText::read)]
    starts: Option<StartsText>,
    /// What happens when it is used up or expired
    #[arg(long, value_name = "none|renew|convert:PLAN", value_parser = ThenText::read)]
    then: Option<ThenText>,
    /// Whoever has some of it left is active
    #[arg(long, value_name = "on|off")]
    active_status: Option<Switch>,
    /// It may be put on hold
    #[arg(long, value_name = "on|off")]
    holdable: Option<Switch>,
    /// Only for who never had passes
    #[arg(long, value_name = "on|off")]
    new_clients_only: Option<Switch>,
    /// Sold with it, at its own price, instead of what was; may be repeated
    #[arg(long, value_name = "NAME=PRICE", value_parser = ExtraText::read)]
    extra: Vec<ExtraText>,
    /// Sold without anything else
    #[arg(long, conflicts_with = "extra")]
    no_extras: bool,
}

/// What a plan includes.
#[derive(Debug, Args)]
struct Included {
    /// Passes: day=10, half=2/week, day=10/month,valid=3months; may be repeated
    #[arg(long, value_name = "KIND=COUNT[/CADENCE]", value_parser = IncludeText::read)]
    include: Vec<IncludeText>,
    /// Short for --include day=N
    #[arg(long, value_name = "N", value_parser = values::passes, allow_negative_numbers = true)]
    passes: Option<PassQty>,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only the newest
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// Example: daypass plan set "Flex 10" --price 160
#[derive(Debug, Args)]
pub(crate) struct Set {
    /// Plan: name, id, or the beginning of the name
    plan: String,
    /// Unique, whatever its case
    #[arg(long, value_parser = name::read)]
    name: Option<String>,
    #[command(flatten)]
    included: Included,
    /// Include no passes: access without counting
    #[arg(long, conflicts_with_all = ["include", "passes"])]
    no_passes: bool,
    /// Billing cycle: 1month, 3months, 2weeks, 1year
    #[arg(long, value_name = "CYCLE", value_parser = Length::read)]
    every: Option<Cycle>,
    /// Price of one cycle; 0 for none
    #[arg(long, allow_negative_numbers = true)]
    price: Option<String>,
    /// Of the price
    #[arg(long, value_parser = Currency::read, requires = "price")]
    currency: Option<Currency>,
    /// Less passes and money for a first cycle, week or month that is not whole
    #[arg(long, value_name = "on|off")]
    prorate: Option<Switch>,
    #[command(flatten)]
    repackaged: Repackaged,
    #[command(flatten)]
    writing: Writing,
}

impl Repackaged {
    fn change(&self) -> package::Change<'_> {
        package::Change {
            valid: self.valid,
            starts: self.starts,
            then: self.then.as_ref(),
            active_status: self.active_status.map(Switch::is_on),
            holdable: self.holdable.map(Switch::is_on),
            new_clients_only: self.new_clients_only.map(Switch::is_on),
            extras: (self.no_extras || !self.extra.is_empty()).then_some(&self.extra),
        }
    }
}

impl Included {
    fn texts(self) -> Vec<IncludeText> {
        let days = self.passes.map(|passes| IncludeText {
            kind: kind::DAY.to_owned(),
            passes,
            cadence: Cadence::Period,
            validity: Validity::Window,
        });
        days.into_iter().chain(self.include).collect()
    }
}

pub(crate) fn run(noun: Plan, ctx: &mut Ctx) -> Result<(), CliError> {
    match noun {
        Plan::Add(args) => add(*args, ctx),
        Plan::List(args) => list(&args, ctx),
        Plan::Show { plan } => {
            let card = ctx.store()?.read(|db| plan::show(db, &plan))?;
            Ok(ctx.out.say(&view::Plan::from(&card))?)
        }
        Plan::Set(args) => set(*args, ctx),
        Plan::Retire { plan, writing } => ctx.write(
            &writing,
            |tx| plan::retire(tx, &plan),
            view::Written::retired,
        ),
    }
}

fn add(args: Add, ctx: &mut Ctx) -> Result<(), CliError> {
    let name = ctx.required_as(args.name, "NAME", "Name?", name::read)?;
    let price = ctx.required(args.price, "--price", "Price of one cycle?")?;
    let includes = args.included.texts();
    if args.package {
        let sold_once = &args.sold_once;
        let new = package::New {
            name: &name,
            includes: &includes,
            price: &price,
            currency: args.currency,
            valid: sold_once.valid,
            starts: sold_once.starts,
            then: &sold_once.then,
            active_status: sold_once.active_status,
            holdable: sold_once.holdable,
            new_clients_only: sold_once.new_clients_only,
            extras: &sold_once.extra,
        };
        let work = |tx: &Tx| package::add(tx, &new);
        return ctx.write(&args.writing, work, view::Written::added);
    }
    let new = New {
        name: &name,
        includes: &includes,
        every: args.every,
        price: &price,
        currency: args.currency,
        prorate: args.prorate,
    };
    ctx.write(
        &args.writing,
        |tx| plan::add(tx, &new),
        view::Written::added,
    )
}

fn list(args: &List, ctx: &mut Ctx) -> Result<(), CliError> {
    let all = ctx.store()?.read(plan::list)?;
    let from = all.len() - all.len().min(args.limit.unwrap_or(all.len()));
    let rows: Vec<_> = all[from..].iter().map(view::Row::from).collect();
    ctx.out.list(&rows, view::COLUMNS)?;
    if rows.is_empty() {
        ctx.out.note("no plans");
    }
    Ok(())
}

fn set(args: Set, ctx: &mut Ctx) -> Result<(), CliError> {
    let includes = args.included.texts();
    let change = Change {
        name: args.name.as_deref(),
        includes: (args.no_passes || !includes.is_empty()).then_some(includes.as_slice()),
        every: args.every,
        price: args.price.as_deref(),
        currency: args.currency,
        prorate: args.prorate.map(Switch::is_on),
        package: args.repackaged.change(),
    };
    let answer = ctx.perform(
        &args.writing,
        |tx| plan::set(tx, &args.plan, &change),
        view::Written::changed,
    )?;
    ctx.out.say(&answer)?;
    let changed = answer.view();
    if changed.has_changed() && changed.is_package() {
        ctx.out.note("what was sold keeps its terms");
    } else if changed.has_changed() {
        ctx.out.note(
            "what was sold keeps its terms; `daypass subscription set SUB --plan` takes these over",
        );
    }
    Ok(())
}
