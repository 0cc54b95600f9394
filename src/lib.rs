//! daypass: day passes for coworking spaces, on a local SQLite file.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{ArgMatches, Command, FromArgMatches};

mod clock;
mod commands;
pub mod config;
mod deliver;
pub mod domain;
mod error;
pub mod ops;
pub mod output;
pub mod store;

use commands::context::Ctx;
use commands::places::{Place, Source};
use commands::{Cli, complete, grammar, words};
use config::Config;
use error::{CliError, exit, failure};
use output::{Format, Out, Settings};

/// Runs the program with these arguments, the first of which is its own name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    if let Some(shell) = environment(complete::VARIABLE).filter(|shell| shell != "0") {
        complete::answer(&grammar::whole(), &args, &shell);
        return ExitCode::SUCCESS;
    }
    let mut grammar = grammar::of(&args);
    let mut read = grammar.try_get_matches_from_mut(&args);
    let final_word = |error: &clap::Error| error.kind() == ErrorKind::DisplayVersion;
    if read.as_ref().is_err_and(|error| !final_word(error)) {
        grammar = grammar::whole();
        read = grammar.try_get_matches_from_mut(&args);
    }
    let matches = match read {
        Ok(matches) => matches,
        Err(error) => return ExitCode::from(not_understood(&error, &grammar, &args)),
    };
    let cli = Cli::from_arg_matches(&matches).expect("the grammar is the one that matched");
    let format = if cli.global.json {
        Format::Json
    } else {
        cli.global.format
    };
    let settings = Settings {
        format,
        colour: cli.global.color,
        quiet: cli.global.quiet,
        columns: environment("COLUMNS").and_then(|columns| columns.parse().ok()),
    };
    let out = Out::real(settings);
    let mut ctx = match context(&cli, &matches, out) {
        Ok(ctx) => ctx,
        Err((mut out, error)) => return ExitCode::from(tell(&mut out, &error, &args, None)),
    };
    ctx.args.clone_from(&args);
    ctx.words = words::values(&grammar, &matches);
    // What they took of memory serves the database from here on.
    drop((grammar, matches));
    if ctx.clock.rehearsed {
        let now = ctx.now();
        ctx.out.note(&format!("rehearsal: DAYPASS_NOW says {now}"));
    }
    if cli.command.heeds_config() {
        ctx.heed_config();
    }
    match commands::run(cli.command, &mut ctx) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let error = match ctx.pick(&error) {
                Some(Ok(args)) => {
                    drop(ctx);
                    return run(args);
                }
                Some(Err(declined)) => declined,
                None => error,
            };
            let who = ctx.words.get("who").cloned();
            ExitCode::from(tell(&mut ctx.out, &error, &args, who.as_deref()))
        }
    }
}

/// Whether these arguments are understood; nothing is done with them. What tests/fuzz tries.
#[must_use]
pub fn understands(args: Vec<OsString>) -> bool {
    grammar::whole().try_get_matches_from(args).is_ok()
}

/// How many rows of a CSV of grants can be read, or None where the file is refused whole; nothing
/// is granted. What tests/fuzz tries.
#[must_use]
pub fn grants_in(file: &[u8]) -> Option<usize> {
    commands::grant::readable(file)
}

fn context(cli: &Cli, matches: &ArgMatches, out: Out) -> Result<Ctx, (Out, CliError)> {
    let clock = match clock::read() {
        Ok(clock) => clock,
        Err(error) => return Err((out, CliError::Clock(error))),
    };
    let global = &cli.global;
    let place = Place::config(global.config.as_deref(), matches);
    let config = if cli.command.makes_config() {
        Config::none(&place.path)
    } else {
        match Config::load(&place.path, place.is_named()) {
            Ok(config) => config,
            Err(error) => return Err((out, error.into())),
        }
    };
    let db = Place::database(global.db.as_deref(), matches, &place, &config);
    let mut ctx = Ctx::new(clock, out, place, config, db);
    ctx.yes = global.yes;
    ctx.paged = !global.no_pager;
    ctx.pager = environment("DAYPASS_PAGER").or_else(|| environment("PAGER"));
    let actor = Source::of_argument(matches, "actor", "--actor", "DAYPASS_ACTOR");
    let given = global.actor.clone().zip(actor);
    let login = |name| environment(name).map(|actor| (actor, Source::Environment(name)));
    if let Some((actor, from)) = given.or_else(|| login("LOGNAME")).or_else(|| login("USER")) {
        (ctx.actor, ctx.actor_from) = (actor, from);
    }
    Ok(ctx)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the terminal's width, the login name, the pager, the shell that asks for words"
)]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Tells a failure and answers the exit code. A reader that closed the pipe is no failure.
fn tell(out: &mut Out, error: &CliError, args: &[OsString], who: Option<&str>) -> u8 {
    if let CliError::Partly = error {
        return exit::REFUSED;
    }
    if let CliError::Stopped = error {
        return exit::STOPPED;
    }
    if let CliError::Output(error) = error
        && output::reader_left(error)
    {
        return 0;
    }
    let failure = failure(error);
    let hint = failure.hint.and_then(|hint| words::hint(&hint, args, who));
    out.fail(
        failure.code,
        &failure.message,
        hint.as_deref(),
        &failure.values,
    );
    failure.exit
}

/// Answers `--help` and `--version`; anything else is a command line that is not understood.
fn not_understood(error: &clap::Error, grammar: &Command, args: &[OsString]) -> u8 {
    if !error.use_stderr() {
        return match error.print() {
            Ok(()) => 0,
            Err(error) if output::reader_left(&error) => 0,
            Err(_) => exit::STORE,
        };
    }
    let json = args
        .iter()
        .any(|arg| arg == "--json" || arg == "--format=json")
        || args
            .windows(2)
            .any(|pair| pair[0] == "--format" && pair[1] == "json");
    let settings = Settings {
        format: if json { Format::Json } else { Format::Table },
        ..Settings::default()
    };
    let (message, hint) = words::not_understood(error, grammar, args);
    Out::real(settings).fail("usage", &message, Some(&hint), &[]);
    exit::USAGE
}
