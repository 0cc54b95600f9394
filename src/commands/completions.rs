//! `completions`: what a shell runs to know the words of this program.

use clap::{Args, ValueEnum};
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};

use super::complete;
use super::context::Ctx;
use crate::error::CliError;

/// Print what a shell needs to complete words with the TAB key, names in the database too
///
/// bash: source <(daypass completions bash) in ~/.bashrc. zsh: the same after compinit in ~/.zshrc.
/// fish: daypass completions fish > ~/.config/fish/completions/daypass.fish.
///
/// Example: source <(daypass completions bash)
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

/// A shell that can be told.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

pub(crate) fn run(args: &Completions, ctx: &mut Ctx) -> Result<(), CliError> {
    let shell: &dyn EnvCompleter = match args.shell {
        Shell::Bash => &Bash,
        Shell::Elvish => &Elvish,
        Shell::Fish => &Fish,
        Shell::Powershell => &Powershell,
        Shell::Zsh => &Zsh,
    };
    let name = env!("CARGO_PKG_NAME");
    let out = ctx.out.raw();
    shell.write_registration(complete::VARIABLE, name, name, name, out)?;
    Ok(out.flush()?)
}
