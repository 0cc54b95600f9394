//! `subscription`: who has which plan (R1, R7, R8).

use clap::{ArgGroup, Args, Subcommand, ValueEnum};

use super::context::{Ctx, Writing};
use super::values::{self, Until};
use crate::domain::day_word::DayWord;
use crate::domain::ids::SubscriptionId;
use crate::domain::period::Anchor;
use crate::domain::subscription::Status;
use crate::error::CliError;
use crate::ops::subscription::cancel::{self, When};
use crate::ops::subscription::change::{self, Change};
use crate::ops::subscription::start::{self, Request};
use crate::ops::subscription::{self, Filter};
use crate::output::views::subscription as view;
use crate::output::views::subscription::changed::Changed;
use crate::output::views::subscription::started::Started;
use crate::store::{Snapshot, Tx};

/// Plans that members and companies have
#[derive(Debug, Subcommand)]
pub(crate) enum Subscription {
    /// Start a plan for a member or company
    Start(Start),
    /// End it: what is left of its passes expires then, bookings that wait for it are cancelled
    Cancel(Cancel),
    /// No passes and no price for whole periods to come
    Pause(Pause),
    /// Change plan, quantity or price at the next renewal, or the last day at once
    Set(Set),
    /// List subscriptions
    List(List),
    /// Show a subscription with its terms
    Show {
        /// The subscription: sb-1
        id: SubscriptionId,
    },
}

/// What the periods are counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Anchored {
    /// The first day
    Start,
    /// The 1st of a month
    Month,
}

/// Example: daypass subscription start ada "Flex 10" --from 2026-06-02
#[derive(Debug, Args)]
pub(crate) struct Start {
    /// Member or company: handle, e-mail, id, or the beginning of handle or name
    who: Option<String>,
    /// Plan: name, id, or the beginning of the name
    plan: Option<String>,
    /// First day [default: today]
    #[arg(long, value_name = "DATE", value_parser = values::day, allow_hyphen_values = true)]
    from: Option<DayWord>,
    /// How many of the plan
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        allow_negative_numbers = true
    )]
    quantity: i64,
    /// What the periods are counted from
    #[arg(long, value_enum, default_value = "start")]
    anchor: Anchored,
    /// Last day [default: none]
    #[arg(long, value_name = "DATE", value_parser = values::until)]
    until: Option<Until>,
    /// The passes and lines of past periods too, not only of the running one
    #[arg(long)]
    backfill: bool,
    #[command(flatten)]
    writing: Writing,
}

/// Example: daypass subscription cancel sb-1 --at-period-end
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("when").required(true).args(["now", "at_period_end", "on"])))]
pub(crate) struct Cancel {
    /// The subscription: sb-1
    id: SubscriptionId,
    /// At once
    #[arg(long)]
    now: bool,
    /// With the running period
    #[arg(long)]
    at_period_end: bool,
    /// That day is the last
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    on: Option<DayWord>,
    #[command(flatten)]
    writing: Writing,
}

/// Example: daypass subscription pause sb-1 --from 2026-08-02 --until 2026-09-01
#[derive(Debug, Args)]
pub(crate) struct Pause {
    /// The subscription: sb-1
    id: SubscriptionId,
    /// First day of a period
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    from: DayWord,
    /// Last day of a period
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    until: DayWord,
    #[command(flatten)]
    writing: Writing,
}

/// Example: daypass subscription set sb-1 --plan "Flex 20"
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).multiple(true)
    .args(["plan", "quantity", "price", "until"])))]
pub(crate) struct Set {
    /// The subscription: sb-1
    id: SubscriptionId,
    /// Plan of the same cycle, with its terms of today, at the next renewal
    #[arg(long)]
    plan: Option<String>,
    /// How many of the plan, at the next renewal
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    quantity: Option<i64>,
    /// Price of one period, at the next renewal
    #[arg(long, allow_negative_numbers = true)]
    price: Option<String>,
    /// Last day, or never; at once
    #[arg(long, value_name = "DATE", value_parser = values::until)]
    until: Option<Until>,
    #[command(flatten)]
    writing: Writing,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only with that status today: upcoming, running, paused, ended, cancelled
    #[arg(long, value_parser = status)]
    status: Option<Status>,
    /// Only of that plan today
    #[arg(long)]
    plan: Option<String>,
    /// Only of that member
    #[arg(long, value_name = "WHO")]
    member: Option<String>,
    /// Only of that company itself
    #[arg(long, value_name = "WHO", conflicts_with = "member")]
    company: Option<String>,
    /// Only the newest
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

fn status(word: &str) -> Result<Status, String> {
    Status::read(word).ok_or_else(|| format!("write one of {}", Status::WORDS.join(", ")))
}

impl Anchored {
    const fn anchor(self) -> Anchor {
        match self {
            Self::Start => Anchor::Start,
            Self::Month => Anchor::Month,
        }
    }
}

pub(crate) fn run(noun: Subscription, ctx: &mut Ctx) -> Result<(), CliError> {
    match noun {
        Subscription::Start(args) => start(args, ctx),
        Subscription::Cancel(args) => cancel(&args, ctx),
        Subscription::Pause(args) => ctx.write(
            &args.writing,
            |tx| change::pause(tx, args.id, args.from, args.until),
            Changed::paused,
        ),
        Subscription::Set(args) => set(&args, ctx),
        Subscription::List(args) => list(&args, ctx),
        Subscription::Show { id } => {
            let now = ctx.now();
            let card = ctx.store()?.read(|db| subscription::show(db, id, now))?;
            Ok(ctx.out.say(&view::Shown::from(&card))?)
        }
    }
}

fn start(args: Start, ctx: &mut Ctx) -> Result<(), CliError> {
    let who = ctx.required(args.who, "WHO", "For whom?")?;
    let plan = ctx.required(args.plan, "PLAN", "Which plan?")?;
    let request = Request {
        plan: &plan,
        from: args.from,
        quantity: args.quantity,
        anchor: args.anchor.anchor(),
        until: args.until.and_then(Until::day),
        backfill: args.backfill,
    };
    let answer = ctx.perform(
        &args.writing,
        |tx| start::start(tx, &who, &request),
        Started::of,
    )?;
    ctx.out.say(&answer)?;
    if let Some(who) = answer.view().stays_off() {
        ctx.out
            .hint(&format!("daypass member set {who} --use-passes on"));
    }
    Ok(())
}

fn cancel(args: &Cancel, ctx: &mut Ctx) -> Result<(), CliError> {
    let when = match args.on {
        Some(day) => When::On(day),
        None if args.now => When::Now,
        None => When::PeriodEnd,
    };
    let cancel = |tx: &Tx| cancel::cancel(tx, args.id, when);
    ctx.agree(&args.writing, cancel, Changed::cancelled, "Cancel it?")?;
    ctx.write(&args.writing, cancel, Changed::cancelled)
}

fn set(args: &Set, ctx: &mut Ctx) -> Result<(), CliError> {
    let change = Change {
        plan: args.plan.as_deref(),
        quantity: args.quantity,
        price: args.price.as_deref(),
        until: args.until.map(Until::day),
    };
    ctx.write(
        &args.writing,
        |tx| change::set(tx, args.id, &change),
        Changed::set,
    )
}

fn list(args: &List, ctx: &mut Ctx) -> Result<(), CliError> {
    let filter = Filter {
        status: args.status,
        plan: args.plan.as_deref(),
        member: args.member.as_deref(),
        company: args.company.as_deref(),
        limit: args.limit,
    };
    let now = ctx.now();
    let ask = |db: &Snapshot| subscription::ask(db, now, &filter);
    let count = ctx.list(view::COLUMNS, ask, |db, asked, list| {
        subscription::each(db, asked, |card| Ok(list.push(&view::Row::from(&card))?))
    })?;
    if count == 0 {
        ctx.out.note("no subscriptions");
    }
    Ok(())
}
