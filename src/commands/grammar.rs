//! The grammar of the one command that was typed: building that of all of them takes longer than
//! most commands do.

use std::ffi::OsString;

use clap::{Args, Command, CommandFactory, Subcommand};

use super::examples::with_examples;
use super::{
    Cli, Global, access, apply, backup, book, booking, check, checkin, checkout, company,
    completions, config, deduct, desk, explain, export, grant, history, hold, import, init,
    invoice, location, man, member, notify, pass, plan, promo, redeem, renew, report, restore,
    sell, subscription, undo, visit, voucher,
};

type Grow = fn(Command) -> Command;

const VERBS: &[(&str, Grow)] = &[
    ("init", init::Init::augment_args),
    ("apply", apply::Apply::augment_args),
    ("grant", grant::Grant::augment_args),
    ("deduct", deduct::Deduct::augment_args),
    ("sell", sell::Sell::augment_args),
    ("redeem", redeem::Redeem::augment_args),
    ("book", book::Book::augment_args),
    ("renew", renew::Renew::augment_args),
    ("undo", undo::Undo::augment_args),
    ("history", history::History::augment_args),
    ("explain", explain::Explain::augment_args),
    ("check", check::Check::augment_args),
    ("backup", backup::Backup::augment_args),
    ("export", export::Export::augment_args),
    ("import", import::Import::augment_args),
    ("restore", restore::Restore::augment_args),
    ("completions", completions::Completions::augment_args),
    ("man", man::ManPages::augment_args),
    ("checkin", checkin::Checkin::augment_args),
    ("checkout", checkout::Checkout::augment_args),
    ("access", access::Access::augment_args),
    ("config", config::Config::augment_args),
];

const NOUNS: &[(&str, Grow)] = &[
    ("booking", booking::Booking::augment_subcommands),
    ("report", report::Report::augment_subcommands),
    ("visit", visit::Visit::augment_subcommands),
    ("hold", hold::Hold::augment_subcommands),
    ("member", member::Member::augment_subcommands),
    ("location", location::Location::augment_subcommands),
    ("desk", desk::Desk::augment_subcommands),
    ("pass", pass::Pass::augment_subcommands),
    ("company", company::Company::augment_subcommands),
    ("plan", plan::Plan::augment_subcommands),
    ("invoice", invoice::Invoice::augment_subcommands),
    (
        "subscription",
        subscription::Subscription::augment_subcommands,
    ),
    ("notify", notify::Notify::augment_subcommands),
    ("voucher", voucher::Voucher::augment_subcommands),
    ("promo", promo::Promo::augment_subcommands),
];

/// The grammar of every command, with examples.
pub(crate) fn whole() -> Command {
    without_empty(with_examples(Cli::command()))
}

/// The grammar of the first word that is a command's, and of no other. A line that it understands
/// means the same in the whole grammar; one that it does not understand may be right there.
pub(crate) fn of(args: &[OsString]) -> Command {
    let global = Global::augment_args(Command::new("daypass").version(env!("CARGO_PKG_VERSION")));
    let global = without_empty(global)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true);
    match args.iter().skip(1).find_map(|arg| one(arg.to_str()?)) {
        Some(command) => global.subcommand(command),
        None => global,
    }
}

/// Without the variables of the environment that are set to nothing: they name no file and nobody,
/// while the same said by a flag is a mistake.
#[expect(
    clippy::disallowed_methods,
    reason = "clap takes a variable that is empty for a value"
)]
fn without_empty(global: Command) -> Command {
    global.mut_args(|arg| {
        let variable = arg.get_env().and_then(std::env::var_os);
        if variable.is_some_and(|value| value.is_empty()) {
            arg.env(None)
        } else {
            arg
        }
    })
}

/// The grammar of the command of that name.
fn one(word: &str) -> Option<Command> {
    let named = |(name, _): &&(&'static str, Grow)| *name == word;
    if let Some((name, grow)) = VERBS.iter().find(named) {
        return Some(grow(Command::new(*name)));
    }
    let (name, grow) = NOUNS.iter().find(named)?;
    let noun = Command::new(*name).subcommand_required(true);
    Some(grow(noun.arg_required_else_help(true)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every command and argument below one, by its path. The help is the whole grammar's business.
    fn told(command: &Command, path: &str, found: &mut Vec<String>) {
        let path = format!("{path} {}", command.get_name());
        let args = command.get_arguments().filter(|arg| arg.get_id() != "help");
        found.extend(args.map(|arg| format!("{path} {arg:?}")));
        for inner in command.get_subcommands() {
            told(inner, &path, found);
        }
        let required = command.is_subcommand_required_set();
        let else_help = command.is_arg_required_else_help_set();
        found.push(format!("{path} {required} {else_help}"));
    }

    #[test]
    fn each_command_has_alone_the_grammar_that_it_has_among_all() {
        let mut all = whole();
        all.build();
        for among in all.get_subcommands() {
            let name = among.get_name();
            let mut alone = of(&["daypass".into(), "--quiet".into(), name.into()]);
            alone.build();
            let alone = alone.find_subcommand(name);
            let alone = alone.unwrap_or_else(|| panic!("grammar.rs does not list `{name}`"));
            let (mut here, mut there) = (Vec::new(), Vec::new());
            told(alone, "", &mut here);
            told(among, "", &mut there);
            here.sort_unstable();
            there.sort_unstable();
            let differ = here.iter().zip(&there).find(|(here, there)| here != there);
            assert_eq!(differ, None);
            assert_eq!(here.len(), there.len());
        }
    }

    #[test]
    fn a_word_that_is_a_commands_and_was_meant_otherwise_is_not_understood() {
        let args = ["daypass", "--actor", "grant", "member", "list"].map(OsString::from);
        assert!(of(&args).try_get_matches_from(&args).is_err());
        assert!(whole().try_get_matches_from(&args).is_ok());
    }
}
