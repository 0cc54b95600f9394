//! `grant`: give passes by hand, once, each month, or from a CSV (B4).

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::context::{Ctx, Writing};
use super::csv_in::{Columns, CsvFile, Row, TakingIn};
use super::newest::Newest;
use super::values::{self, Until};
use crate::domain::day_word::DayWord;
use crate::domain::ids::RecurringId;
use crate::domain::qty::PassQty;
use crate::error::CliError;
use crate::ops::grant::{self, Monthly, Request};
use crate::ops::grant_rows::{self, GrantRow};
use crate::ops::recurring;
use crate::ops::rows::BadRow;
use crate::ops::watch::Watch;
use crate::output::views::granted::{Granted, RowsGranted};
use crate::output::views::recurring as view;

/// The columns of the files that `grant --csv` takes.
const COLUMNS: Columns = Columns {
    required: &["member", "passes"],
    optional: &["kind", "expires", "from", "memo", "key"],
};

/// Give passes to a member or company
///
/// Example: daypass grant ada 10 --expires 2026-12-31 --memo "sorry for the noise"
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Grant {
    #[command(subcommand)]
    noun: Option<Noun>,
    /// Member or company: handle, e-mail, id, or the beginning of handle or name
    who: Option<String>,
    /// How many: 1, 0.5, 2.5
    #[arg(value_parser = values::passes, allow_negative_numbers = true)]
    passes: Option<PassQty>,
    /// Kind of pass
    #[arg(long, default_value = "day", value_name = "KIND")]
    kind: String,
    /// First day they are valid [default: today]
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    from: Option<DayWord>,
    /// Last day they are valid, or never [default: never]
    #[arg(long, value_name = "DATE", value_parser = values::until, conflicts_with = "monthly")]
    expires: Option<Until>,
    /// Again at the start of each month, valid in that month only
    #[arg(long)]
    monthly: bool,
    /// Last day of a monthly grant
    #[arg(long, value_name = "DATE", value_parser = values::day, requires = "monthly")]
    until: Option<DayWord>,
    /// Their home location [default: the customer's]
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
    /// Higher is spent first
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        allow_negative_numbers = true
    )]
    priority: i32,
    /// Grant the rows of a CSV (member,passes and optional kind,expires,from,memo,key); - is
    /// standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["who", "passes", "monthly", "expires",
        "from"])]
    csv: Option<PathBuf>,
    #[command(flatten)]
    taking: TakingIn,
    #[command(flatten)]
    writing: Writing,
}

#[derive(Debug, Subcommand)]
enum Noun {
    /// List monthly grants
    List(Newest),
    /// End a monthly grant; the running month's passes stay
    Stop {
        /// The monthly grant: rg-1
        id: RecurringId,
        #[command(flatten)]
        writing: Writing,
    },
}

pub(crate) fn run(args: Grant, ctx: &mut Ctx) -> Result<(), CliError> {
    match (args.noun, args.csv) {
        (Some(Noun::List(newest)), _) => {
            let all = ctx.store()?.read(recurring::list)?;
            let rows: Vec<_> = newest.of(&all).iter().map(view::Row::from).collect();
            Ok(ctx.out.list(&rows, view::COLUMNS)?)
        }
        (Some(Noun::Stop { id, writing }), _) => {
            ctx.write(&writing, |tx| recurring::stop(tx, id), view::Stopped::of)
        }
        (None, Some(file)) => from_file(&file, args.taking, args.writing, ctx),
        (None, None) => {
            let who = ctx.required(args.who, "WHO", "Grant to whom?")?;
            let passes = ctx.required_as(args.passes, "PASSES", "How many?", values::passes)?;
            let expires = args.expires.and_then(Until::day);
            let request = Request {
                who: &who,
                passes,
                kind: &args.kind,
                from: args.from,
                expires,
                monthly: args.monthly.then_some(Monthly { until: args.until }),
                location: args.location.as_deref(),
                priority: i64::from(args.priority),
                memo: args.writing.memo.as_deref(),
            };
            ctx.write(&args.writing, |tx| grant::grant(tx, &request), Granted::of)
        }
    }
}

fn from_file(
    file: &std::path::Path,
    taking: TakingIn,
    mut writing: Writing,
    ctx: &mut Ctx,
) -> Result<(), CliError> {
    let file = CsvFile::read(file, COLUMNS)?;
    if !file.every_row_has("key") {
        file.guard(ctx, &mut writing, taking);
    }
    let rows = file.rows(taking, ctx.watch(), row);
    let answer = Granted::json;
    ctx.take_in(
        &writing,
        taking,
        |tx| grant_rows::grant(tx, &rows, answer),
        RowsGranted::of,
        RowsGranted::bad,
    )
}

/// How many rows of a file of grants say something that could be granted, or None where the file
/// is refused whole.
pub(crate) fn readable(bytes: &[u8]) -> Option<usize> {
    let file = CsvFile::parse(String::new(), bytes.to_vec(), COLUMNS).ok()?;
    let rows = file.rows(TakingIn::default(), Watch::default(), row);
    Some((rows.read)().flatten().count())
}

fn row(row: &Row) -> Result<GrantRow, BadRow> {
    Ok(GrantRow {
        who: row.required("member")?.to_owned(),
        passes: values::passes(row.required("passes")?)
            .map_err(|why| BadRow::new(row.line, "passes", why))?,
        words: row.words("grant"),
        kind: row.text("kind").unwrap_or("day").to_owned(),
        from: row.value("from", values::day)?,
        expires: row.value("expires", values::until)?.and_then(Until::day),
        memo: row.text("memo").map(ToOwned::to_owned),
        key: row.text("key").map(ToOwned::to_owned),
    })
}
