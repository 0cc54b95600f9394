//! Words under the TAB key: the grammar's own, and the names in the database. A shell asks with
//! `COMPLETE` set; whatever fails is silent, and nothing is ever written.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::{Arg, Command};
use clap_complete::CompleteEnv;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use super::places::Place;
use crate::config::Config;
use crate::output::escape;
use crate::store::Store;
use crate::store::names::{self, Named};

/// The variable with which a shell asks for words; its value is the shell's name.
pub(crate) const VARIABLE: &str = "COMPLETE";

/// Where names are looked for, and how the shell takes them.
#[derive(Debug, Clone)]
struct Asked {
    database: Option<PathBuf>,
    /// The shell puts a word on the line as it is given.
    bare: bool,
}

/// Answers the shell of that name, which asks for words.
pub(crate) fn answer(grammar: &Command, args: &[OsString], shell: &str) {
    let typed = args.iter().skip_while(|arg| *arg != "--").skip(1);
    let asked = Asked {
        database: database(grammar, typed.cloned().collect()),
        bare: shell.ends_with("bash"),
    };
    let here = std::env::current_dir().ok();
    let answered = CompleteEnv::with_factory(|| completing(grammar.clone(), "", &asked))
        .var(VARIABLE)
        .try_complete(args.to_vec(), here.as_deref());
    drop(answered);
}

/// The database that is meant by the words typed so far.
fn database(grammar: &Command, typed: Vec<OsString>) -> Option<PathBuf> {
    let lenient = grammar.clone().ignore_errors(true);
    let matches = lenient.try_get_matches_from(typed).ok()?;
    let file = |id| matches.get_one::<PathBuf>(id);
    let place = Place::config(file("config").map(PathBuf::as_path), &matches);
    let config = Config::load(&place.path, false).ok()?;
    let named = file("db").map(PathBuf::as_path);
    Some(Place::database(named, &matches, &place, &config).path)
}

/// The grammar, each of whose values that are names in the database knows where to look.
fn completing(command: Command, noun: &str, asked: &Asked) -> Command {
    let command = command.mut_args(|arg| match named(noun, &arg) {
        Some(what) => {
            let asked = asked.clone();
            arg.add(ArgValueCompleter::new(move |begun: &OsStr| {
                asked.names(what, begun).unwrap_or_default()
            }))
        }
        None => arg,
    });
    let noun = command.get_name().to_owned();
    command.mut_subcommands(|inner| completing(inner, &noun, asked))
}

/// What the value of an argument names; `noun` is the word before its command.
fn named(noun: &str, arg: &Arg) -> Option<Named> {
    let name = arg.get_value_names()?.first()?.as_str();
    match (name, noun, arg.get_id().as_str()) {
        ("WHO", "company", _) | ("WHO", _, "company") => Some(Named::Company),
        ("WHO", "member", _) | ("MEMBER", ..) => Some(Named::Person),
        ("WHO", ..) => Some(Named::Customer),
        ("PLAN", ..) => Some(Named::Plan),
        ("ITEM", ..) => Some(Named::Item),
        ("DESK", ..) => Some(Named::Desk),
        ("LOCATION", ..) => Some(Named::Location),
        ("KIND" | "PASS", ..) => Some(Named::Kind),
        ("SUB", ..) | ("ID", "subscription", _) => Some(Named::Subscription),
        ("ID", "booking", _) => Some(Named::Booking),
        ("ID", "visit", _) => Some(Named::Visit),
        ("ID", "desk", _) => Some(Named::Assignment),
        ("ID", "grant", _) => Some(Named::Recurring),
        ("LOT", ..) => Some(Named::Lot),
        ("OPERATION", ..) => Some(Named::Operation),
        _ => None,
    }
}

impl Asked {
    fn names(&self, what: Named, begun: &OsStr) -> Option<Vec<CompletionCandidate>> {
        let begun = begun.to_str()?.trim_start_matches(['"', '\'']);
        let begun = begun.replace('\\', "");
        let store = Store::glance(self.database.as_deref()?).ok()?;
        let names = store.read(|db| names::list(db, what, &begun));
        let candidates = names.ok()?.into_iter().enumerate();
        let candidates = candidates.map(|(at, (name, told))| {
            let word = if self.bare { bare(&name) } else { name };
            let told = (!told.is_empty()).then(|| escape::line(&told).into());
            CompletionCandidate::new(word)
                .help(told)
                .display_order(Some(at))
        });
        Some(candidates.collect())
    }
}

/// A name as bash takes it from the line.
fn bare(name: &str) -> String {
    let mut word = String::new();
    for c in name.chars() {
        if !(c.is_alphanumeric() || "-_./:,@+%=".contains(c)) {
            word.push('\\');
        }
        word.push(c);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_blanks_is_one_word_for_bash() {
        assert_eq!(bare("Ten a month (old)"), r"Ten\ a\ month\ \(old\)");
        assert_eq!(bare("hq/hot"), "hq/hot");
        assert_eq!(bare("$(x)'"), r"\$\(x\)\'");
    }
}
