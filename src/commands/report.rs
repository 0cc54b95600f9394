//! `report`: what the space wants to know, as tables, JSON, CSV, or a page to be printed.

use clap::{Args, Subcommand};

use super::context::{Ctx, Writing};
use super::html::Html;
use super::values;
use crate::domain::day::DayError;
use crate::domain::day_word::DayWord;
use crate::error::CliError;
use crate::ops::report::{Range, expiring, forecast, liability, occupancy, usage};
use crate::output::report::Report as Told;
use crate::output::views::report as views;

/// Reports, as tables with bars, JSON, CSV, or a page with charts
#[derive(Debug, Subcommand)]
pub(crate) enum Report {
    /// How full each location was, is and will be: by day, weekday and desk
    Occupancy(OfDays),
    /// Passes that lapse soon unless they are used
    Expiring(Expiring),
    /// Who will run out, and which scheduled bookings will fail at the next renewals
    Forecast(Forecast),
    /// Unused passes and what they are worth, and what lapsed unused
    Liability(OfDays),
    /// Who used what: by member, plan and desk
    Usage(OfDays),
}

/// The flags of a report about days.
#[derive(Debug, Args)]
pub(crate) struct OfDays {
    /// First day
    #[arg(long, value_name = "DATE", value_parser = values::day, allow_hyphen_values = true)]
    from: Option<DayWord>,
    /// Last day
    #[arg(long, value_name = "DATE", value_parser = values::day, allow_hyphen_values = true)]
    to: Option<DayWord>,
    /// Only there
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
    #[command(flatten)]
    shown: Shown,
}

#[derive(Debug, Args)]
pub(crate) struct Expiring {
    /// How soon: 14d, 2weeks, 1month
    #[arg(long, value_name = "LENGTH", default_value = "14d", value_parser = ahead)]
    within: DayWord,
    /// Only of those at home there
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
    #[command(flatten)]
    shown: Shown,
}

#[derive(Debug, Args)]
pub(crate) struct Forecast {
    /// Up to which day
    #[arg(long, value_name = "DATE", default_value = "+31d", value_parser = values::day)]
    until: DayWord,
    #[command(flatten)]
    shown: Shown,
}

/// How a report is shown.
#[derive(Debug, Args)]
pub(crate) struct Shown {
    /// Only that list of it, named as in JSON; it is also the one that CSV has
    #[arg(long, value_name = "LIST")]
    only: Option<String>,
    #[command(flatten)]
    html: Html,
}

impl OfDays {
    fn range(&self) -> Range<'_> {
        Range {
            from: self.from,
            to: self.to,
            location: self.location.as_deref(),
        }
    }
}

fn ahead(text: &str) -> Result<DayWord, DayError> {
    DayWord::read(&format!("+{text}")).map_err(|_| DayError::NotADay(text.to_owned()))
}

pub(crate) fn run(noun: Report, ctx: &mut Ctx) -> Result<(), CliError> {
    let now = ctx.now();
    match noun {
        Report::Occupancy(args) => {
            let found = ctx
                .store()?
                .read(|db| occupancy::occupancy(db, &args.range(), now))?;
            tell(ctx, views::occupancy::report(&found), &args.shown)
        }
        Report::Expiring(args) => {
            let location = args.location.as_deref();
            let found = ctx
                .store()?
                .read(|db| expiring::expiring(db, args.within, location, now))?;
            tell(ctx, views::expiring::report(&found), &args.shown)
        }
        Report::Forecast(args) => {
            let stamp = ctx.stamp(&Writing::default());
            let found = forecast::forecast(ctx.store()?, args.until, &stamp)?;
            tell(ctx, views::forecast::report(&found), &args.shown)
        }
        Report::Liability(args) => {
            let range = args.range();
            let found = ctx
                .store()?
                .read(|db| liability::liability(db, &range, now))?;
            tell(ctx, views::liability::report(&found), &args.shown)
        }
        Report::Usage(args) => {
            let found = ctx
                .store()?
                .read(|db| usage::usage(db, &args.range(), now))?;
            tell(ctx, views::usage::report(&found), &args.shown)
        }
    }
}

fn tell(ctx: &mut Ctx, report: Told, shown: &Shown) -> Result<(), CliError> {
    let report = match &shown.only {
        None => report,
        Some(name) => {
            let names: Vec<_> = report.lists.iter().map(|list| list.name).collect();
            let message = format!("no list `{name}` in it: {}", names.join(", "));
            let hint = Some(crate::error::Mend::Set("--only", names[0].to_owned()).into());
            report.only(name).ok_or(CliError::Usage { message, hint })?
        }
    };
    if shown.html.html.is_some() {
        return ctx.save(&shown.html, &report.html());
    }
    ctx.page();
    if ctx.out.report(&report)? == 0 {
        ctx.out.note("nothing to report");
    }
    Ok(())
}
