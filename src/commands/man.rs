//! `man`: a man page for every command.

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;

use super::Cli;
use super::context::Ctx;
use super::examples::with_examples;
use crate::error::CliError;
use crate::output::views::saved::Pages;

/// Write the man pages of this program and of each of its commands
///
/// Example: daypass man ~/.local/share/man/man1
#[derive(Debug, Args)]
pub(crate) struct ManPages {
    /// The folder; made where it is missing, pages that are there are written anew
    dir: PathBuf,
}

pub(crate) fn run(args: &ManPages, ctx: &mut Ctx) -> Result<(), CliError> {
    let folder = args.dir.display().to_string();
    let unwritten = |error| CliError::file(&folder, error);
    fs::create_dir_all(&args.dir).map_err(unwritten)?;
    let mut grammar = with_examples(Cli::command());
    grammar.build();
    let pages = write(&args.dir, grammar).map_err(unwritten)?;
    Ok(ctx.out.say(&Pages { folder, pages })?)
}

/// The page of a command and those of the commands below it; how many.
fn write(folder: &Path, command: Command) -> io::Result<usize> {
    let mut pages = 1;
    for inner in command.get_subcommands() {
        pages += write(folder, inner.clone())?;
    }
    let source = concat!("daypass ", env!("CARGO_PKG_VERSION"));
    Man::new(command).source(source).generate_to(folder)?;
    Ok(pages)
}
