//! `book`: seats for a date (D1–D4, D7).

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::booking::reason;
use super::context::{Ctx, Writing};
use super::values;
use crate::domain::booking::PayWith;
use crate::domain::day_word::DayWord;
use crate::error::CliError;
use crate::ops::book::{self, Request};
use crate::output::views::booking::Booked;

/// Book a seat for a date, paid with passes or money
///
/// A date in a period to come is charged when that period begins.
///
/// Example: daypass book ada --on 2026-12-01 --desk hot --seats 2
#[derive(Debug, Args)]
pub(crate) struct Book {
    /// Member, visitor or company: handle, e-mail, id, or the beginning of handle or name
    who: Option<String>,
    /// The date [default: today at the desk's location]
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    on: Option<DayWord>,
    /// Its handle, or LOCATION/DESK [default: the first hot desk with room]
    #[arg(long, value_name = "DESK")]
    desk: Option<String>,
    /// Where [default: the member's home location]
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
    /// How many seats, each a pass or the desk's price
    #[arg(long, value_name = "N", default_value_t = 1)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    seats: u32,
    /// With what: passes in their usual order, the company's only, the desk's price in money, or
    /// passes later, with `booking settle` [default: passes; money for visitors]
    #[arg(long, value_name = "WITH", value_parser = pay_with())]
    pay: Option<PayWith>,
    /// The money was paid at the desk
    #[arg(long)]
    paid: bool,
    /// A promo code that takes something off the price
    #[arg(long, value_name = "CODE")]
    promo: Option<String>,
    /// Also beyond the location's limit of passes; the reason goes into --memo
    #[arg(long = "override")]
    overridden: bool,
    #[command(flatten)]
    writing: Writing,
}

fn pay_with() -> impl TypedValueParser<Value = PayWith> {
    PossibleValuesParser::new(PayWith::WORDS)
        .map(|word| PayWith::read(&word).expect("it is one of the words"))
}

pub(crate) fn run(mut args: Book, ctx: &mut Ctx) -> Result<(), CliError> {
    let who = ctx.required(args.who.take(), "WHO", "Book for whom?")?;
    reason(args.overridden, &mut args.writing, ctx)?;
    let request = Request {
        who: &who,
        on: args.on,
        desk: args.desk.as_deref(),
        location: args.location.as_deref(),
        seats: args.seats,
        pay: args.pay,
        paid: args.paid,
        promo: args.promo.as_deref(),
        overridden: args.overridden,
    };
    let booked = ctx.perform(&args.writing, |tx| book::book(tx, &request), Booked::of)?;
    ctx.out.say(&booked)?;
    for note in booked.view().notes() {
        ctx.out.note(&note);
    }
    Ok(())
}
