//! `export`: everything in the database, out of it, row by row.

mod files;

use std::io;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum, ValueHint};

use super::context::Ctx;
use crate::domain::day::Instant;
use crate::error::CliError;
use crate::ops::export::{self, Table};
use crate::ops::history;
use crate::output::journal::Journal;
use crate::output::views::exported;
use crate::output::views::saved::Exported;
use crate::output::{Colour, Format, Listing, Out, Section, Settings, Stream};
use crate::store::{Snapshot, Store};
use files::Folder;

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
    #[arg(long, value_parser = PossibleValuesParser::new(names()))]
    table: Option<String>,
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
    let wanted = wanted(args.table.as_deref());
    let names: Vec<String> = match args.what {
        What::Json => vec!["daypass.json".to_owned()],
        What::Csv => wanted
            .iter()
            .map(|table| format!("{}.csv", table.name))
            .collect(),
        What::Ledger => vec!["daypass.journal".to_owned()],
    };
    let folder = Folder::make(&args.to, &names, args.force)?;
    let progress = ctx.progress();
    let store = ctx.store()?;
    store.read(|db| {
        for (at, name) in names.iter().enumerate() {
            folder.write(name, |stream| match args.what {
                What::Json => json(db, &wanted, stream),
                What::Csv => csv(db, wanted[at], stream),
                What::Ledger => ledger(db, now, stream),
            })?;
        }
        Ok::<_, CliError>(())
    })?;
    folder.show(args.force)?;
    drop(progress);
    Ok(ctx.out.say(&Exported {
        folder: args.to.display().to_string(),
        files: names,
    })?)
}

fn names() -> impl Iterator<Item = &'static str> {
    export::tables().into_iter().map(|table| table.name)
}

/// That table, or all.
fn wanted(table: Option<&str>) -> Vec<&'static Table> {
    let mut tables = export::tables();
    tables.retain(|one| table.is_none_or(|name| one.name == name));
    tables
}

/// Of CSV, which has room for one table only, the entries where none is named.
fn to_stdout(args: &Export, ctx: &mut Ctx) -> Result<(), CliError> {
    let now = ctx.now();
    if args.what == What::Csv && args.table.is_none() {
        ctx.out
            .warn("a stream has room for one table: these are the entries, --table names another");
    }
    let one = args.table.as_deref();
    let store: &Store = ctx.store()?;
    let stream: Box<Stream> = Box::new(io::stdout());
    store.read(|db| match args.what {
        What::Json => json(db, &wanted(one), stream),
        What::Csv => csv(db, wanted(one.or(Some("entries")))[0], stream),
        What::Ledger => ledger(db, now, stream),
    })
}

/// An answer of that format to a stream of its own.
fn out(format: Format, stream: Box<Stream>) -> Out {
    let settings = Settings {
        format,
        colour: Colour::Never,
        quiet: true,
        columns: None,
    };
    let stream = Box::new(io::BufWriter::with_capacity(1 << 16, stream));
    Out::to(settings, stream, Box::new(io::sink()))
}

fn json(db: &Snapshot, tables: &[&Table], stream: Box<Stream>) -> Result<(), CliError> {
    let mut out = out(Format::Json, stream);
    let mut answer = out.sections();
    for table in tables {
        let columns = exported::columns(table);
        let section = Section {
            name: table.name,
            heading: "",
            in_csv: true,
            columns: &columns,
        };
        answer.list(section, |list| fill(db, table, list))?;
    }
    Ok(answer.end()?)
}

fn csv(db: &Snapshot, table: &Table, stream: Box<Stream>) -> Result<(), CliError> {
    let mut out = out(Format::Csv, stream);
    let columns = exported::columns(table);
    let mut list = out.listing(&columns)?;
    fill(db, table, &mut list)?;
    list.end()?;
    Ok(())
}

fn fill(db: &Snapshot, table: &Table, list: &mut Listing<'_>) -> Result<(), CliError> {
    export::each(db, table, |cells| {
        Ok(list.push(&exported::Row { table, cells })?)
    })
}

fn ledger(db: &Snapshot, now: Instant, stream: Box<Stream>) -> Result<(), CliError> {
    let mut stream = io::BufWriter::with_capacity(1 << 16, stream);
    let asked = history::ask(db, &history::Request::default(), now)?;
    let kinds = crate::ops::pass::list(db)?;
    let handles = kinds.iter().map(|kind| kind.terms.handle.as_str());
    let mut journal = Journal::begin(&mut stream, handles)?;
    history::entries(db, &asked, |told| Ok::<(), CliError>(journal.push(&told)?))?;
    Ok(journal.end()?)
}
