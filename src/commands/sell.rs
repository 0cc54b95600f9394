//! `sell`: a package, or passes of a kind, to a member or company (V1).

use clap::Args;

use super::context::{Ctx, Writing};
use super::values;
use crate::domain::day_word::DayWord;
use crate::domain::purchase::Charge;
use crate::error::CliError;
use crate::ops::sell::{self, Request};
use crate::output::views::sold::Sold;
use crate::store::Tx;

/// Sell a package, or passes of a kind, to a member or company
///
/// Passes of a kind cost the cheapest mix of its packs and singles.
///
/// Example: daypass sell ada day 7
#[derive(Debug, Args)]
pub(crate) struct Sell {
    /// Member or company: handle, e-mail, id, or the beginning of handle or name
    who: String,
    /// Kind of pass by its handle, or package: name, id, or the beginning of the name
    item: String,
    /// How many
    #[arg(default_value_t = 1, allow_negative_numbers = true)]
    count: i64,
    #[command(flatten)]
    charging: Charging,
    /// First day it can be used for [default: as the package says, of a kind today]
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    from: Option<DayWord>,
    /// Last day of passes of a kind [default: as the kind says]
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    expires: Option<DayWord>,
    /// Home location of the passes [default: the customer's]
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
    /// A promo code that takes something off the price
    #[arg(long, value_name = "CODE", conflicts_with = "free")]
    promo: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

/// How a sale is paid.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Charging {
    /// On the next invoice [default]
    #[arg(long, conflicts_with_all = ["free", "paid"])]
    charge: bool,
    /// Given away: passes of a kind never expire
    #[arg(long, conflicts_with = "paid")]
    free: bool,
    /// On the next invoice, as paid
    #[arg(long)]
    paid: bool,
}

impl Charging {
    /// How it is paid.
    pub(crate) const fn charge(self) -> Charge {
        match (self.free, self.paid) {
            (true, _) => Charge::Free,
            (false, true) => Charge::Paid,
            (false, false) => Charge::Charge,
        }
    }
}

pub(crate) fn run(args: &Sell, ctx: &mut Ctx) -> Result<(), CliError> {
    let request = Request {
        item: &args.item,
        count: args.count,
        charge: args.charging.charge(),
        from: args.from,
        expires: args.expires,
        location: args.location.as_deref(),
        promo: args.promo.as_deref(),
        memo: args.writing.memo.as_deref(),
    };
    let work = |tx: &Tx| sell::sell(tx, &args.who, &request);
    let answer = ctx.perform(&args.writing, work, Sold::of)?;
    ctx.out.say(&answer)?;
    if let Some(who) = answer.view().stays_off() {
        ctx.out
            .hint(&format!("daypass member set {who} --use-passes on"));
    }
    Ok(())
}
