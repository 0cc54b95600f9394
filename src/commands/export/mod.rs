//! `export`: everything in the database, out of it, row by row.

mod files;
mod tables;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, ValueHint};

use super::context::Ctx;
use crate::domain::day::Instant;
use crate::error::CliError;
use crate::ops::history;
use crate::output::journal::Journal;
use crate::output::views::saved::Exported;
use crate::output::{Colour, Format, Out, Section, Settings};
use crate::store::{Snapshot, Store};
use files::Folder;
use tables::Table;

/// Write everything out: as JSON, as a CSV for each table, or as a plain-text ledger
///
/// `json` is one document of all tables. `csv` is a file for each table. `ledger` is a journal that
/// hledger reads, with an account for each customer and a commodity for each kind; it ends with the
/// balances, so that hledger proves them. Files are readable by their owner only.
///
/// Example: daypass export csv /srv/backup/tables
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// What to write
    what: What,
    /// The folder, made where it is missing; - is standard output
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    to: PathBuf,
    /// Only that table
    #[arg(long)]
    table: Option<Table>,
    /// Write over files that are there
    #[arg(long)]
    force: bool,
}

/// What can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// One document of all tables
    Json,
    /// A file for each table
    Csv,
    /// A journal for hledger
    Ledger,
}

pub(crate) fn run(args: &Export, ctx: &mut Ctx) -> Result<(), CliError> {
    if args.what == What::Ledger && args.table.is_some() {
        return Err(CliError::Usage {
            message: "a ledger has no tables".to_owned(),
            hint: Some(crate::error::Mend::Unset("--table").into()),
        });
    }
    let now = ctx.now();
    if args.to == Path::new("-") {
        return to_stdout(args, ctx);
    }
    let wanted = wanted(args.table);
    let names: Vec<String> = match args.what {
        What::Json => vec!["daypass.json".to_owned()],
        What::Csv => wanted
            .iter()
            .map(|table| format!("{}.csv", table.name()))
            .collect(),
        What::Ledger => vec!["daypass.journal".to_owned()],
    };
    let folder = Folder::make(&args.to, &names, args.force)?;
    let store = ctx.store()?;
    store.read(|db| {
        for (at, name) in names.iter().enumerate() {
            folder.write(name, |stream| match args.what {
                What::Json => json(db, now, &wanted, stream),
                What::Csv => csv(db, now, wanted[at], stream),
                What::Ledger => ledger(db, now, stream),
            })?;
        }
        Ok::<_, CliError>(())
    })?;
    folder.show(args.force)?;
    Ok(ctx.out.say(&Exported {
        folder: args.to.display().to_string(),
        files: names,
    })?)
}

fn wanted(table: Option<Table>) -> Vec<Table> {
    table.map_or_else(|| Table::value_variants().to_vec(), |one| vec![one])
}

/// Of CSV, which has room for one table only, the entries where none is named.
fn to_stdout(args: &Export, ctx: &mut Ctx) -> Result<(), CliError> {
    let now = ctx.now();
    if args.what == What::Csv && args.table.is_none() {
        ctx.out
            .warn("a stream has room for one table: these are the entries, --table names another");
    }
    let store: &Store = ctx.store()?;
    let stream: Box<dyn Write> = Box::new(io::stdout());
    store.read(|db| match args.what {
        What::Json => json(db, now, &wanted(args.table), stream),
        What::Csv => csv(db, now, args.table.unwrap_or(Table::Entries), stream),
        What::Ledger => ledger(db, now, stream),
    })
}

/// An answer of that format to a stream of its own.
fn out(format: Format, stream: Box<dyn Write>) -> Out {
    let settings = Settings {
        format,
        colour: Colour::Never,
        quiet: true,
        columns: None,
    };
    let stream = Box::new(io::BufWriter::with_capacity(1 << 16, stream));
    Out::to(settings, stream, Box::new(io::sink()))
}

fn json(
    db: &Snapshot,
    now: Instant,
    tables: &[Table],
    stream: Box<dyn Write>,
) -> Result<(), CliError> {
    let mut out = out(Format::Json, stream);
    let mut answer = out.sections();
    for table in tables {
        let columns = table.columns();
        let section = Section {
            name: table.name(),
            heading: "",
            in_csv: true,
            columns: &columns,
        };
        answer.list(section, |list| table.fill(db, now, list))?;
    }
    Ok(answer.end()?)
}

fn csv(db: &Snapshot, now: Instant, table: Table, stream: Box<dyn Write>) -> Result<(), CliError> {
    let mut out = out(Format::Csv, stream);
    let columns = table.columns();
    let mut list = out.listing(&columns)?;
    table.fill(db, now, &mut list)?;
    list.end()?;
    Ok(())
}

fn ledger(db: &Snapshot, now: Instant, stream: Box<dyn Write>) -> Result<(), CliError> {
    let mut stream = io::BufWriter::with_capacity(1 << 16, stream);
    let asked = history::ask(db, &history::Request::default(), now)?;
    let kinds = crate::ops::pass::list(db)?;
    let handles = kinds.iter().map(|kind| kind.terms.handle.as_str());
    let mut journal = Journal::begin(&mut stream, handles)?;
    history::entries(db, &asked, |told| Ok::<(), CliError>(journal.push(&told)?))?;
    Ok(journal.end()?)
}
