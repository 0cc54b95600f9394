//! `history`: what happened to passes, and what is to happen (A5).

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::context::Ctx;
use super::html::Html;
use super::values;
use crate::domain::booking::PaymentStatus;
use crate::domain::day_word::DayWord;
use crate::domain::entry::{EntryStatus, EntryType};
use crate::domain::ids::EntryId;
use crate::error::{CliError, Mend};
use crate::ops::history::{self, Request};
use crate::ops::statement;
use crate::output::Format;
use crate::output::views::{history as views, statement as paper};

/// Show what happened to passes, scheduled transactions first, then entries, newest last
///
/// The balance is what the owner of the lot had after the entry, whatever is filtered out.
///
/// With --html a statement to be mailed: balance, lots, what is scheduled, and the entries.
///
/// Example: daypass history ada --from 2026-06-01 --type spend,refund
#[derive(Debug, Args)]
pub(crate) struct History {
    /// Member or company: theirs, and what was done with their lots [default: everybody]
    who: Option<String>,
    /// First date
    #[arg(long, value_name = "DATE", value_parser = values::day, allow_hyphen_values = true)]
    from: Option<DayWord>,
    /// Last date
    #[arg(long, value_name = "DATE", value_parser = values::day, allow_hyphen_values = true)]
    to: Option<DayWord>,
    /// Only these types of entry
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',', value_parser = types())]
    types: Vec<EntryType>,
    /// Only what has become this: of scheduled transactions and entries alike
    #[arg(long = "status", value_name = "STATUS", value_delimiter = ',', value_parser = statuses())]
    statuses: Vec<EntryStatus>,
    /// Only that kind of pass
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Only that company and its members
    #[arg(long, value_name = "WHO")]
    company: Option<String>,
    /// Only there: where the booking is, else where the lot is at home
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
    /// Only the newest entries
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// Only entries before that one, to page back; without scheduled transactions
    #[arg(long, value_name = "ENTRY")]
    before: Option<EntryId>,
    #[command(flatten)]
    html: Html,
}

fn types() -> impl TypedValueParser<Value = EntryType> {
    PossibleValuesParser::new(EntryType::WORDS)
        .map(|word| EntryType::read(&word).expect("it is one of the words"))
}

fn statuses() -> impl TypedValueParser<Value = EntryStatus> {
    let words = ["done", "undone"].iter().chain(PaymentStatus::WORDS);
    PossibleValuesParser::new(words.copied())
        .map(|word| EntryStatus::read(&word).expect("it is one of the words"))
}

pub(crate) fn run(args: History, ctx: &mut Ctx) -> Result<(), CliError> {
    let request = Request {
        who: args.who.as_deref(),
        company: args.company.as_deref(),
        from: args.from,
        to: args.to,
        types: args.types,
        statuses: args.statuses,
        kind: args.kind.as_deref(),
        location: args.location.as_deref(),
        before: args.before,
        limit: args.limit,
    };
    let now = ctx.now();
    if args.html.html.is_some() {
        let who = args.who.as_deref().ok_or_else(|| CliError::Usage {
            message: "whose statement? --html wants WHO".to_owned(),
            hint: Some("daypass history WHO --html statement.html".into()),
        })?;
        let statement = ctx
            .store()?
            .read(|db| statement::statement(db, who, &request, now))?;
        return ctx.save(&args.html, &paper::html(&statement));
    }
    ctx.page();
    let (store, out) = ctx.reading()?;
    let (scheduled, entries, more) = store.read(|db| {
        let asked = history::ask(db, &request, now)?;
        let mut answer = out.sections();
        let scheduled = answer.list(views::SCHEDULED_SECTION, |list| {
            history::scheduled(db, &asked, |one| {
                Ok::<(), CliError>(list.push(&views::Scheduled::from(&one))?)
            })
        })?;
        let mut more = None;
        let columns = views::columns(&asked);
        let entries = answer.list(views::entries_section(&columns), |list| {
            more = history::entries(db, &asked, |one| {
                Ok::<(), CliError>(list.push(&views::Entry::from(&one))?)
            })?;
            Ok::<(), CliError>(())
        })?;
        answer.end()?;
        Ok::<_, CliError>((scheduled, entries, more))
    })?;
    if entries == 0 {
        out.note("no entries");
    }
    if out.format() == Format::Csv && scheduled > 0 {
        out.note("scheduled transactions are not in the CSV: see --json");
    }
    if let Some(first) = more {
        ctx.hint_again(Mend::Set("--before", first.to_string()));
    }
    Ok(())
}
