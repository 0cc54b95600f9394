//! `deduct`: take passes away by hand, or by a CSV (B5).

use std::path::PathBuf;

use clap::Args;

use super::context::{Ctx, Writing};
use super::csv_in::{Columns, CsvFile, Row, TakingIn};
use super::{values, words};
use crate::domain::ids::LotId;
use crate::domain::refusal::Refusal;
use crate::error::CliError;
use crate::ops::OpError;
use crate::ops::deduct::{self, Amount, Request};
use crate::ops::grant_rows::{self, DeductRow};
use crate::ops::rows::BadRow;
use crate::output::views::granted::{Granted, RowsGranted};
use crate::store::Tx;

/// Take passes away, those that expire soonest first
///
/// Example: daypass deduct ada 2 --memo "double booking"
#[derive(Debug, Args)]
pub(crate) struct Deduct {
    /// Member or company: handle, e-mail, id, or the beginning of handle or name
    who: Option<String>,
    /// How many: 1, 0.5, 2.5; `all` with --lot
    #[arg(value_parser = values::amount, allow_negative_numbers = true)]
    passes: Option<Amount>,
    /// Kind of pass [default: day, or the lot's]
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// From this lot only, also before it is valid: lt-1
    #[arg(long, value_name = "LOT")]
    lot: Option<LotId>,
    /// Deduct the rows of a CSV (member,passes and optional kind,expires,from,memo,key, of which
    /// expires and from say nothing here); - is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["who", "passes", "lot", "kind"])]
    csv: Option<PathBuf>,
    #[command(flatten)]
    taking: TakingIn,
    #[command(flatten)]
    writing: Writing,
}

pub(crate) fn run(mut args: Deduct, ctx: &mut Ctx) -> Result<(), CliError> {
    if let Some(file) = args.csv.take() {
        return from_file(&file, args.taking, args.writing, ctx);
    }
    let who = ctx.required(args.who, "WHO", "Deduct from whom?")?;
    let amount = ctx.required_as(args.passes, "PASSES", "How many?", values::amount)?;
    let request = Request {
        who: &who,
        amount,
        kind: args.kind.as_deref(),
        lot: args.lot,
    };
    let work = |tx: &Tx| deduct::deduct(tx, &request);
    let done = ctx.perform(&args.writing, work, Granted::of);
    let answer = done.map_err(|error| advised(error, &who))?;
    Ok(ctx.out.say(&answer)?)
}

/// Who has too little is not to be given more first.
fn advised(error: CliError, who: &str) -> CliError {
    let CliError::Op(error) = error else {
        return error;
    };
    if !matches!(error, OpError::Refused(Refusal::NotEnoughPasses { .. })) {
        return error.into();
    }
    CliError::Advised {
        error: Box::new(error),
        hint: format!("daypass member show {}", words::quoted(who)).into(),
    }
}

fn from_file(
    file: &std::path::Path,
    taking: TakingIn,
    mut writing: Writing,
    ctx: &mut Ctx,
) -> Result<(), CliError> {
    let columns = Columns {
        required: &["member", "passes"],
        optional: &["kind", "expires", "from", "memo", "key"],
    };
    let file = CsvFile::read(file, columns)?;
    if !file.every_row_has("key") {
        file.guard(ctx, &mut writing, taking);
    }
    let rows = file.rows(taking, ctx.watch(), row);
    ctx.take_in(
        &writing,
        taking,
        |tx| grant_rows::deduct(tx, &rows, Granted::json),
        RowsGranted::of,
        RowsGranted::bad,
    )
}

fn row(row: &Row) -> Result<DeductRow, BadRow> {
    Ok(DeductRow {
        who: row.required("member")?.to_owned(),
        passes: values::passes(row.required("passes")?)
            .map_err(|why| BadRow::new(row.line, "passes", why))?,
        words: row.words("deduct"),
        kind: row.text("kind").map(ToOwned::to_owned),
        key: row.text("key").map(ToOwned::to_owned),
    })
}
