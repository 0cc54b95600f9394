//! `checkin`: somebody comes in, or a whole offline list (C1–C5).

use std::path::{Path, PathBuf};

use clap::Args;

use super::booking::reason;
use super::context::{Ctx, Writing};
use super::csv_in::{Columns, CsvFile, Row, TakingIn};
use super::values;
use crate::domain::day_word::TimeWord;
use crate::error::CliError;
use crate::ops::checkin::{self, Request};
use crate::ops::checkin_rows::{self, CheckinRow, Manner};
use crate::ops::rows::BadRow;
use crate::output::views::visit::{RowsIn, Visit};

/// Check somebody in; a pass is taken where nothing else covers the visit
///
/// Example: daypass checkin ada --guest "Tom Hill"
#[derive(Debug, Args)]
pub(crate) struct Checkin {
    /// Member or visitor: handle, e-mail, id, or the beginning of handle or name
    who: Option<String>,
    /// When: 09:30, 2026-06-03 09:30, or RFC 3339 [default: now]
    #[arg(long, value_name = "TIME", value_parser = values::time)]
    at: Option<TimeWord>,
    /// Where [default: the home location]
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
    /// The service that is used
    #[arg(
        long,
        value_name = "SERVICE",
        default_value = "",
        hide_default_value = true
    )]
    service: String,
    /// The kind of pass to take [default: the cheapest]
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// A guest of theirs, by name
    #[arg(long, value_name = "NAME", value_parser = crate::domain::name::read)]
    guest: Option<String>,
    /// Let them in also where nothing covers it, and record what is owed
    #[arg(long)]
    unpaid: bool,
    /// Let them in also beyond the location's limit of passes; the reason goes into --memo
    #[arg(long = "override")]
    overridden: bool,
    /// Take in an offline list (member,in_at and optional out_at,location), in any order of time;
    /// - is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["who", "at", "location", "guest"])]
    csv: Option<PathBuf>,
    #[command(flatten)]
    taking: TakingIn,
    #[command(flatten)]
    writing: Writing,
}

pub(crate) fn run(mut args: Checkin, ctx: &mut Ctx) -> Result<(), CliError> {
    reason(args.overridden, &mut args.writing, ctx)?;
    if let Some(file) = args.csv.take() {
        return from_file(&file, args, ctx);
    }
    let who = ctx.required(args.who, "WHO", "Who comes in?")?;
    let request = Request {
        who: &who,
        at: args.at,
        out: None,
        location: args.location.as_deref(),
        service: &args.service,
        kind: args.kind.as_deref(),
        guest: args.guest.as_deref(),
        unpaid: args.unpaid,
        overridden: args.overridden,
    };
    ctx.write_recorded(
        &args.writing,
        |tx| checkin::checkin(tx, &request),
        Visit::of,
    )
}

fn from_file(file: &Path, mut args: Checkin, ctx: &mut Ctx) -> Result<(), CliError> {
    let columns = Columns {
        required: &["member", "in_at"],
        optional: &["out_at", "location"],
    };
    let file = CsvFile::read(file, columns)?;
    file.guard(ctx, &mut args.writing, args.taking);
    let rows = file.rows(args.taking, ctx.watch(), row);
    let manner = Manner {
        service: &args.service,
        kind: args.kind.as_deref(),
        unpaid: args.unpaid,
        overridden: args.overridden,
    };
    ctx.take_in(
        &args.writing,
        args.taking,
        |tx| checkin_rows::take_in(tx, &rows, manner),
        RowsIn::of,
        RowsIn::bad,
    )
}

fn row(row: &Row) -> Result<CheckinRow, BadRow> {
    let in_at = row.required("in_at")?;
    let in_at = values::time(in_at).map_err(|why| BadRow::new(row.line, "in_at", why))?;
    Ok(CheckinRow {
        line: row.line,
        who: row.required("member")?.to_owned(),
        in_at,
        out: row.value("out_at", values::time)?,
        location: row.text("location").map(ToOwned::to_owned),
    })
}
