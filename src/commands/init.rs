//! `init`: a config to begin with, and the database for it.

use std::fs;
use std::path::{Path, PathBuf, absolute};

use clap::Args;

use super::context::{Answer, Ctx, Writing};
use super::places::{CONFIG_FILE, DB_FILE};
use super::{sample, words};
use crate::clock;
use crate::config::{self, Config};
use crate::domain::day::Zone;
use crate::domain::space::SpaceDeclaration;
use crate::error::{CliError, Mend};
use crate::ops::apply;
use crate::output::views::applied::Applied;
use crate::output::views::begun::Begun;
use crate::store::{self, Store, StoreError, Tx};

/// Write a config to begin with and create the database for it
///
/// Both go into DIR, or where --config and --db point, and never over anything.
///
/// Example: daypass init space --timezone Europe/Kyiv
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The folder [default: the working directory]
    dir: Option<PathBuf>,
    /// Fill it with a believable space
    #[arg(long)]
    sample: bool,
    /// Where the clocks of the first location are [default: this machine's zone]
    #[arg(long, value_name = "ZONE", value_parser = Zone::read, conflicts_with = "sample")]
    timezone: Option<Zone>,
    /// Leave the config that is there as it is, and create the database for it
    #[arg(long, conflicts_with_all = ["sample", "timezone"])]
    keep_config: bool,
    #[command(flatten)]
    writing: Writing,
}

/// What is about to be made.
struct Beginning {
    config: PathBuf,
    /// The config's text; None where it stays as it is.
    text: Option<String>,
    database: PathBuf,
    declared: SpaceDeclaration,
}

pub(crate) fn run(args: &Init, ctx: &mut Ctx) -> Result<(), CliError> {
    let beginning = beginning(args, ctx)?;
    let is_there = |path: &Path| fs::symlink_metadata(path).is_ok();
    if beginning.text.is_some() && is_there(&beginning.config) {
        let hint = if is_there(&beginning.database) {
            applying(args, ctx, &beginning.config).into()
        } else {
            Mend::On("--keep-config").into()
        };
        return Err(CliError::Advised {
            error: Box::new(StoreError::Exists(beginning.config).into()),
            hint,
        });
    }
    if is_there(&beginning.database) {
        return Err(StoreError::Exists(beginning.database).into());
    }
    ctx.db.path.clone_from(&beginning.database);
    ctx.use_store(Store::in_memory()?);
    let answer = begin(args, ctx, &beginning)?;
    if !args.writing.dry_run {
        make(&beginning, ctx.store()?)?;
    }
    if beginning.text.is_some() {
        let config = beginning.config.display();
        ctx.out
            .note(&format!("edit {config}, then run `daypass apply`"));
    }
    Ok(ctx.out.say(&answer)?)
}

/// The `apply` that shows what the config that is there already would change.
fn applying(args: &Init, ctx: &Ctx, config: &Path) -> String {
    let elsewhere = args.dir.is_some() || ctx.place.is_named();
    let database = ctx.db.is_named().then_some(ctx.db.path.as_path());
    let files = [
        ("--config", elsewhere.then_some(config)),
        ("--db", database),
    ];
    words::with_files("daypass apply --dry-run", files)
}

/// Writes the config, and last the database, in one step.
fn make(beginning: &Beginning, store: &Store) -> Result<(), StoreError> {
    if let Some(text) = &beginning.text {
        store::write_new(&beginning.config, text.as_bytes())?;
    }
    let made = store.place(&beginning.database);
    if made.is_err() && beginning.text.is_some() {
        drop(fs::remove_file(&beginning.config));
    }
    made
}

fn beginning(args: &Init, ctx: &mut Ctx) -> Result<Beginning, CliError> {
    let folder = args.dir.clone().unwrap_or_default();
    let config = if ctx.place.is_named() {
        ctx.place.path.clone()
    } else {
        folder.join(CONFIG_FILE)
    };
    let named = ctx.db.is_named().then(|| ctx.db.path.clone());
    let beside = config.with_file_name(DB_FILE);
    if args.keep_config {
        let kept = Config::load(&config, true)?;
        let declared = kept.declared()?.clone();
        let database = named.or_else(|| kept.database.clone()).unwrap_or(beside);
        ctx.config = kept;
        return Ok(Beginning {
            config,
            text: None,
            database,
            declared,
        });
    }
    let database = named.unwrap_or(beside);
    let seen = seen_from(&config, &database)?;
    let text = if args.sample {
        config::sample(&seen)
    } else {
        let zone = args.timezone.or_else(clock::zone).unwrap_or(Zone::UTC);
        config::starter(zone, &seen)
    };
    let declared = Config::read(&config, &text)?.declared()?.clone();
    let text = Some(text);
    Ok(Beginning {
        config,
        text,
        database,
        declared,
    })
}

/// How the config names the database: alone when they are in one folder, else with all folders.
fn seen_from(config: &Path, database: &Path) -> Result<String, CliError> {
    let name = database
        .file_name()
        .filter(|_| config.parent() == database.parent());
    let path = match name {
        Some(name) => PathBuf::from(name),
        None => absolute(database)?,
    };
    path.to_str()
        .map(ToOwned::to_owned)
        .ok_or_else(|| CliError::Usage {
            message: format!(
                "a config cannot name {}: it is not UTF-8",
                database.display()
            ),
            hint: None,
        })
}

/// Applies what is declared, and fills the sample.
fn begin(args: &Init, ctx: &mut Ctx, beginning: &Beginning) -> Result<Answer<Begun>, CliError> {
    let work = |tx: &Tx| apply::apply(tx, &beginning.declared);
    let (config, database) = (&beginning.config, &beginning.database);
    let view = |id, applied: &_| Begun::of(config, database, Applied::of(id, applied));
    let answer = ctx.perform(&args.writing, work, view)?;
    if args.sample && !args.writing.dry_run {
        sample::fill(ctx)?;
    }
    Ok(answer)
}
