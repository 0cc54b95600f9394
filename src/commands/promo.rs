//! `promo`: codes that take something off a price (V2).

use clap::{Args, Subcommand};

use super::context::{Ctx, Writing};
use super::newest::Newest;
use super::values::{self, Switch, Times, Until};
use crate::domain::code;
use crate::domain::day_word::DayWord;
use crate::domain::money::{Currency, Percent};
use crate::error::CliError;
use crate::ops::promo::{self, Change, New, Off};
use crate::output::views::promo as view;
use crate::store::Tx;

/// Promo codes: something off the price of a booking or sale
#[derive(Debug, Subcommand)]
pub(crate) enum Promo {
    /// Add a promo code
    Add(Add),
    /// List promo codes
    List(Newest),
    /// Show a promo code, and what it was used for
    Show {
        /// The code, in whatever case
        code: String,
    },
    /// Change a promo code; what it took off stays
    Set(Set),
    /// Take a promo code no more; what it took off stays
    Retire {
        /// The code, in whatever case
        code: String,
        #[command(flatten)]
        writing: Writing,
    },
}

/// What is taken off.
#[derive(Debug, Args)]
struct Discount {
    /// So much of the price
    #[arg(long, value_name = "P", value_parser = Percent::read, conflicts_with = "amount")]
    percent: Option<Percent>,
    /// An amount, but never more than the price
    #[arg(long, value_name = "A", allow_negative_numbers = true)]
    amount: Option<String>,
    /// Of the amount [default: the space's]
    #[arg(long, value_parser = Currency::read, requires = "amount")]
    currency: Option<Currency>,
}

/// What it is for.
#[derive(Debug, Args)]
struct Scope {
    /// Only for these packages and kinds of pass, separated by commas
    #[arg(long, value_name = "ITEM", value_delimiter = ',')]
    items: Vec<String>,
    /// Only for these desks, separated by commas: handles, or LOCATION/DESK
    #[arg(long, value_name = "DESK", value_delimiter = ',')]
    desks: Vec<String>,
}

/// Example: daypass promo add SPRING --percent 20 --desks hot --until 2027-05-31
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// Letters, digits, - and _; unique, whatever its case
    #[arg(value_parser = code::read)]
    code: Option<String>,
    #[command(flatten)]
    discount: Discount,
    #[command(flatten)]
    scope: Scope,
    /// Only for who has bought nothing before
    #[arg(long)]
    first_purchase: bool,
    /// Last day on which it is taken
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    until: Option<DayWord>,
    /// How often in all [default: as often as they come]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    uses: Option<u32>,
    #[command(flatten)]
    writing: Writing,
}

/// Example: daypass promo set SPRING --percent 15
#[derive(Debug, Args)]
pub(crate) struct Set {
    /// The code, in whatever case
    code: String,
    #[command(flatten)]
    discount: Discount,
    #[command(flatten)]
    scope: Scope,
    /// For everything
    #[arg(long, conflicts_with_all = ["items", "desks"])]
    everything: bool,
    /// Only for who has bought nothing before
    #[arg(long, value_name = "on|off")]
    first_purchase: Option<Switch>,
    /// Last day on which it is taken, or never
    #[arg(long, value_name = "DATE", value_parser = values::until)]
    until: Option<Until>,
    /// How often in all, or any
    #[arg(long, value_name = "N", value_parser = values::times)]
    uses: Option<Times>,
    #[command(flatten)]
    writing: Writing,
}

impl Discount {
    fn off(&self) -> Option<Off<'_>> {
        let amount = self.amount.as_deref();
        let amount = amount.map(|amount| Off::Amount(amount, self.currency));
        self.percent.map(Off::Percent).or(amount)
    }
}

pub(crate) fn run(noun: Promo, ctx: &mut Ctx) -> Result<(), CliError> {
    match noun {
        Promo::Add(args) => add(args, ctx),
        Promo::List(newest) => {
            let all = ctx.store()?.read(promo::list)?;
            let rows: Vec<_> = newest.of(&all).iter().map(view::Listed::from).collect();
            Ok(ctx.out.list(&rows, view::COLUMNS)?)
        }
        Promo::Show { code } => {
            let card = ctx.store()?.read(|db| promo::show(db, &code))?;
            Ok(ctx.out.say(&view::Promo::from(&card))?)
        }
        Promo::Set(args) => {
            let Scope { items, desks } = &args.scope;
            let named = !items.is_empty() || !desks.is_empty();
            let scope = (items.as_slice(), desks.as_slice());
            let change = Change {
                off: args.discount.off(),
                scope: (named || args.everything).then_some(scope),
                first_purchase: args.first_purchase.map(Switch::is_on),
                until: args.until.map(Until::day),
                uses: args.uses.map(Times::most),
            };
            let set = |tx: &Tx| promo::set(tx, &args.code, &change);
            ctx.write(&args.writing, set, view::Written::changed)
        }
        Promo::Retire { code, writing } => ctx.write(
            &writing,
            |tx| promo::retire(tx, &code),
            view::Written::retired,
        ),
    }
}

fn add(mut args: Add, ctx: &mut Ctx) -> Result<(), CliError> {
    let code = ctx.required_as(args.code.take(), "CODE", "Code?", code::read)?;
    if args.discount.off().is_none() {
        let percent = ctx.required_as(None, "--percent", "How many percent off?", Percent::read)?;
        args.discount.percent = Some(percent);
    }
    let new = New {
        code: &code,
        off: args.discount.off().expect("asked for above"),
        items: &args.scope.items,
        desks: &args.scope.desks,
        first_purchase: args.first_purchase,
        until: args.until,
        uses: args.uses,
    };
    ctx.write(
        &args.writing,
        |tx| promo::add(tx, &new),
        view::Written::added,
    )
}
