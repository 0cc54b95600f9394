//! The people, plans and bookings of `init --sample`: commands as anyone may type them, run one
//! after another, so that the sample's history reads like a real one.

use std::ffi::OsString;
use std::io::sink;
use std::mem;

use clap::{CommandFactory, FromArgMatches};
use serde::Deserialize;

use super::context::Ctx;
use super::{Cli, words};
use crate::error::CliError;
use crate::output::{Out, Settings};

/// The commands, each as its words.
#[derive(Deserialize)]
struct Sample {
    commands: Vec<Vec<String>>,
}

/// Runs them without a word, and answers how many they were.
pub(super) fn fill(ctx: &mut Ctx) -> Result<usize, CliError> {
    let sample: Sample =
        toml::from_str(include_str!("../../fixtures/sample.toml")).expect("a test reads it");
    let typed = (mem::take(&mut ctx.args), mem::take(&mut ctx.words));
    let quiet = Out::to(Settings::default(), Box::new(sink()), Box::new(sink()));
    let out = mem::replace(&mut ctx.out, quiet);
    let done = sample
        .commands
        .iter()
        .try_for_each(|command| run(command, ctx));
    ctx.out = out;
    (ctx.args, ctx.words) = typed;
    done.map(|()| sample.commands.len())
}

/// Runs one command, typed as these words.
pub(super) fn run(command: &[impl AsRef<str>], ctx: &mut Ctx) -> Result<(), CliError> {
    let mut grammar = Cli::command();
    let args: Vec<OsString> = std::iter::once("daypass")
        .chain(command.iter().map(AsRef::as_ref))
        .map(OsString::from)
        .collect();
    let matches = grammar
        .try_get_matches_from_mut(&args)
        .expect("a test types it");
    let cli = Cli::from_arg_matches(&matches).expect("the grammar is the one that matched");
    ctx.args.clone_from(&args);
    ctx.words = words::values(&grammar, &matches);
    super::run(cli.command, ctx)
}
