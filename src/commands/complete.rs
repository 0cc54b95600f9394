//! Words under the TAB key: the grammar's own, and the names in the database. A shell asks with
//! `COMPLETE` set; whatever fails is silent, and nothing is ever written.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
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
    /// Whom the words before name.
    of: Option<String>,
    /// The shell puts a word on the line as it is given.
    bare: bool,
}

/// Answers the shell of that name, which asks for words.
pub(crate) fn answer(grammar: &Command, args: &[OsString], shell: &str) {
    let typed = args.iter().skip_while(|arg| *arg != "--").skip(1);
    let lenient = grammar.clone().ignore_errors(true);
    let matches = lenient.try_get_matches_from(typed).ok();
    let asked = Asked {
        database: matches.as_ref().and_then(database),
        of: matches.as_ref().and_then(whom),
        bare: shell.ends_with("bash"),
    };
    let here = std::env::current_dir().ok();
    let answered = CompleteEnv::with_factory(|| completing(grammar.clone(), "", &asked))
        .var(VARIABLE)
        .try_complete(args.to_vec(), here.as_deref());
    drop(answered);
}

/// The database that is meant by the words typed so far.
fn database(matches: &ArgMatches) -> Option<PathBuf> {
    let file = |id| matches.get_one::<PathBuf>(id);
    let place = Place::config(file("config").map(PathBuf::as_path), matches);
    let config = Config::load(&place.path, false).ok()?;
    let named = file("db").map(PathBuf::as_path);
    Some(Place::database(named, matches, &place, &config).path)
}

/// Whom the words typed so far name.
fn whom(matches: &ArgMatches) -> Option<String> {
    let mut level = matches;
    while let Some((_, inner)) = level.subcommand() {
        level = inner;
    }
    let named = |id| level.try_get_one::<String>(id).ok().flatten();
    named("who").or_else(|| named("member")).cloned()
}

/// The grammar, each of whose values that are names in the database knows where to look.
fn completing(command: Command, noun: &str, asked: &Asked) -> Command {
    let verb = command.get_name().to_owned();
    let command = command.mut_args(|arg| match named(noun, &verb, &arg) {
        Some((what, end)) => {
            let asked = asked.clone();
            arg.add(ArgValueCompleter::new(move |begun: &OsStr| {
                asked.names(what, begun, end).unwrap_or_default()
            }))
        }
        None => arg,
    });
    command.mut_subcommands(|inner| completing(inner, &verb, asked))
}

/// What the value of an argument of a command names, and what stands behind the name; `noun` is
/// the word before the command.
fn named(noun: &str, verb: &str, arg: &Arg) -> Option<(Named, &'static str)> {
    let name = arg.get_value_names()?.first()?.as_str();
    let id = arg.get_id().as_str();
    let what = match (name, noun, id) {
        ("WHO", "company", _) | ("WHO", _, "company") => Named::Company,
        ("WHO", "member", _) | ("MEMBER", ..) => Named::Person,
        ("WHO", ..) => Named::Customer,
        ("TAG", ..) => Named::Tag,
        ("PLAN", "plan", _) => Named::Plan,
        ("PLAN", ..) => Named::Renewing,
        ("ITEM" | "ITEM=N", ..) => Named::Item,
        ("DESK", ..) => Named::Desk,
        ("LOCATION", ..) => Named::Location,
        ("KIND" | "PASS", ..) => Named::Kind,
        ("KIND=COUNT[/CADENCE]", ..) => return Some((Named::Kind, "=")),
        ("SERVICE", ..) => Named::Service,
        ("CODE", ..) if verb == "add" => return None,
        ("CODE", "promo", _) | ("CODE", _, "promo") => Named::Promo,
        ("CODE", ..) => Named::Voucher,
        ("SUB", ..) | ("ID", "subscription", _) => Named::Subscription,
        ("ID", "booking", _) => Named::Booking,
        ("ID", "visit", _) => Named::Visit,
        ("ID", "desk", _) => Named::Assignment,
        ("ID", "grant", _) => Named::Recurring,
        ("ID", "invoice", _) => Named::Invoice,
        ("ID", "notify", _) => Named::Notification,
        ("LOT", ..) => Named::Lot,
        ("HOLD", ..) => Named::Hold,
        ("LINE", ..) => Named::Line,
        ("OPERATION", ..) => Named::Operation,
        ("ENTRY", ..) => Named::Entry,
        _ => return None,
    };
    Some((what, ""))
}

impl Asked {
    fn names(&self, what: Named, begun: &OsStr, end: &str) -> Option<Vec<CompletionCandidate>> {
        let begun = begun.to_str()?.trim_start_matches(['"', '\'']);
        let begun = begun.replace('\\', "");
        let store = Store::glance(self.database.as_deref()?).ok()?;
        let names = store.read(|db| names::list(db, what, &begun, self.of.as_deref()));
        let candidates = names.ok()?.into_iter().enumerate();
        let candidates = candidates.map(|(at, (name, told))| {
            let word = if self.bare { bare(&name) } else { name };
            let told = (!told.is_empty()).then(|| escape::line(&told).into());
            CompletionCandidate::new(word + end)
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
    use clap::CommandFactory;

    use super::*;
    use crate::commands::Cli;

    /// What a value is called that is no name in the database. Forms such as `NAME=PRICE` are none
    /// either.
    const OTHERS: &str = "A COUNT CURRENCY CYCLE DATE DIR EMAIL FILE FILES HANDLE KEY LENGTH LIST \
        N NAME P PASSES PRICE STATUS TEXT TIME ZONE none";

    fn left_out(command: &Command, noun: &str, found: &mut Vec<String>) {
        for arg in command.get_arguments().filter(|arg| !arg.is_global_set()) {
            let free = arg.get_action().takes_values() && arg.get_possible_values().is_empty();
            let name = arg.get_value_names().and_then(|names| names.first());
            if !free || named(noun, command.get_name(), arg).is_some() {
                continue;
            }
            let name = name.map_or("", |name| name.as_str());
            let is_new = (name, command.get_name()) == ("CODE", "add");
            let is_form = name.contains(['=', '|']);
            if !is_new && !is_form && !OTHERS.split(' ').any(|other| other == name) {
                found.push(format!(
                    "{noun} {} {name} {}",
                    command.get_name(),
                    arg.get_id()
                ));
            }
        }
        for inner in command.get_subcommands() {
            left_out(inner, command.get_name(), found);
        }
    }

    #[test]
    fn every_value_that_names_a_record_is_completed() {
        let mut grammar = Cli::command();
        grammar.build();
        let mut found = Vec::new();
        left_out(&grammar, "", &mut found);
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn a_name_with_blanks_is_one_word_for_bash() {
        assert_eq!(bare("Ten a month (old)"), r"Ten\ a\ month\ \(old\)");
        assert_eq!(bare("hq/hot"), "hq/hot");
        assert_eq!(bare("$(x)'"), r"\$\(x\)\'");
    }
}
