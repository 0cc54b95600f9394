//! The words of a command: the line as it was typed, and each value by its name, which is what an
//! idempotency key stands for (A4).

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

use super::grammar;
pub(crate) use crate::error::quoted;
use crate::error::{Hint, Mend};

/// Flags that say how, not what: a repeated key may differ in them.
const MANNERS: [&str; 10] = [
    "db", "config", "format", "json", "quiet", "yes", "color", "actor", "key", "no_pager",
];

/// The command line, quoted so that it can be pasted into a shell.
pub(crate) fn line(args: &[OsString]) -> String {
    let words = args
        .iter()
        .skip(1)
        .map(|arg| quoted(&arg.to_string_lossy()));
    std::iter::once("daypass".to_owned())
        .chain(words)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A command with the flags that name these files, where they are to be named.
pub(crate) fn with_files(line: &str, files: [(&str, Option<&Path>); 2]) -> String {
    let mut line = line.to_owned();
    for (flag, path) in files {
        if let Some(path) = path {
            line = format!("{line} {flag} {}", quoted(&path.to_string_lossy()));
        }
    }
    line
}

/// What to paste after a failure. None where it would be what was typed, or a flag that this command
/// does not take.
pub(crate) fn hint(hint: &Hint, args: &[OsString], who: Option<&str>) -> Option<String> {
    let told = match hint {
        Hint::Paste(text) if text.contains("WHO") => whom(text, who, "daypass member list"),
        Hint::Paste(text) => text.clone(),
        Hint::Whom { text, otherwise } => whom(text, who, otherwise),
        Hint::Again(mends) => {
            let mut args = args.to_vec();
            for mend in mends {
                args = mended(&args, mend);
            }
            grammar::whole().try_get_matches_from(&args).ok()?;
            line(&args)
        }
        Hint::Instead(nearest) => {
            let other = replaced(args, &nearest.given, &nearest.with);
            other.map_or_else(|| nearest.otherwise.to_owned(), |args| line(&args))
        }
    };
    Some(told).filter(|told| *told != line(args))
}

/// A command with the name that was typed in it, another where none was.
fn whom(text: &str, who: Option<&str>, otherwise: &str) -> String {
    who.map_or_else(
        || otherwise.to_owned(),
        |who| text.replace("WHO", &quoted(who)),
    )
}

/// The words with one of them changed; None where it is not among them.
pub(crate) fn replaced(args: &[OsString], given: &str, with: &str) -> Option<Vec<OsString>> {
    let behind = |arg: &OsString| {
        let (flag, value) = arg.to_str()?.split_once('=')?;
        (flag.starts_with("--") && value == given).then(|| OsString::from(format!("{flag}={with}")))
    };
    let other = |arg: &OsString| {
        if arg == given {
            Some(OsString::from(with))
        } else {
            behind(arg)
        }
    };
    let at = (1..args.len())
        .rev()
        .find(|at| other(&args[*at]).is_some())?;
    let mut args = args.to_vec();
    args[at] = other(&args[at])?;
    Some(args)
}

/// The words with a flag set, changed or left out; what stands behind `--` is no flag.
fn mended(args: &[OsString], mend: &Mend) -> Vec<OsString> {
    let (flag, valued, value) = match mend {
        Mend::On(flag) => (*flag, false, Some(None)),
        Mend::Off(flag) => (*flag, false, None),
        Mend::Set(flag, value) => (*flag, true, Some(Some(value))),
        Mend::Unset(flag) => (*flag, true, None),
    };
    let end = args.iter().position(|arg| arg == "--");
    let (flags, rest) = args.split_at(end.unwrap_or(args.len()));
    let mut mended = Vec::new();
    let mut words = flags.iter();
    while let Some(word) = words.next() {
        let text = word.to_string_lossy();
        let joined = text.strip_prefix(flag);
        if joined.is_some_and(|rest| rest.starts_with('=')) {
            continue;
        }
        if joined == Some("") {
            if valued {
                words.next();
            }
            continue;
        }
        mended.push(word.clone());
    }
    if let Some(value) = value {
        mended.push(flag.into());
        mended.extend(value.map(OsString::from));
    }
    mended.extend_from_slice(rest);
    mended
}

/// Why a command line is not understood, in one line or a few, and what to paste: the help of the
/// command, or the line with the word that was meant.
pub(crate) fn not_understood(
    error: &clap::Error,
    grammar: &Command,
    args: &[OsString],
) -> (String, String) {
    let text = error.render().to_string();
    let text = text.trim_start_matches("error: ");
    let lines = text.lines().map(str::trim);
    let lines =
        lines.take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"));
    let mut message = String::new();
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with("tip:")) {
        if !message.is_empty() {
            message.push(' ');
        }
        message.push_str(line);
    }
    let meant = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg];
    let given = [ContextKind::InvalidSubcommand, ContextKind::InvalidArg];
    let all = |kind| match error.get(kind) {
        Some(ContextValue::Strings(words)) => words.clone(),
        Some(value) => vec![value.to_string()],
        None => Vec::new(),
    };
    let given = given.into_iter().flat_map(all).next();
    let mended = given.and_then(|given| {
        let meant = nearest(&given, meant.into_iter().flat_map(all))?;
        replaced(args, &given, &meant)
    });
    let hint = mended.map_or_else(
        || format!("{} --help", path(grammar, args)),
        |args| line(&args),
    );
    for (said, meant) in NUMBERS {
        message = message.replace(said, meant);
    }
    (message, hint)
}

/// The word that was meant, where one is so near that it was mistyped: what clap suggests may be
/// another word altogether.
fn nearest(given: &str, suggested: impl Iterator<Item = String>) -> Option<String> {
    let most = match given.trim_start_matches('-').chars().count() {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    };
    let distances = suggested.map(|word| (strsim::osa_distance(given, &word), word));
    let near = distances.filter(|(distance, _)| *distance <= most).min();
    near.map(|(_, word)| word)
}

/// What the standard library says of a text that is no number of the wanted type, and what people
/// understand.
const NUMBERS: [(&str, &str); 3] = [
    ("invalid digit found in string", "not a whole number"),
    ("number too large to fit in target type", "too large"),
    ("number too small to fit in target type", "too small"),
];

/// The command that was typed, as far as there is one of that name.
fn path(grammar: &Command, args: &[OsString]) -> String {
    let mut level = grammar;
    let mut path = "daypass".to_owned();
    for arg in args.iter().skip(1) {
        if let Some(inner) = level.find_subcommand(arg) {
            level = inner;
            path = format!("{path} {}", inner.get_name());
        }
    }
    path
}

/// Each value that was typed, by the name of its argument, and the command's own name.
pub(crate) fn values(grammar: &Command, matches: &ArgMatches) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    let mut name = Vec::new();
    let mut level = Some((grammar, matches));
    while let Some((grammar, matches)) = level {
        // Not `matches.ids()`: it has the groups of arguments too.
        for id in grammar.get_arguments().map(|arg| arg.get_id().as_str()) {
            let typed = matches.value_source(id) == Some(ValueSource::CommandLine);
            if !typed || MANNERS.contains(&id) || id == "dry_run" {
                continue;
            }
            let Ok(Some(raw)) = matches.try_get_raw(id) else {
                continue;
            };
            let raw: Vec<_> = raw
                .map(|word| word.to_string_lossy().into_owned())
                .collect();
            words.insert(id.to_owned(), raw.join(" "));
        }
        level = matches.subcommand().and_then(|(word, matches)| {
            name.push(word);
            Some((grammar.find_subcommand(word)?, matches))
        });
    }
    words.insert("command".to_owned(), name.join(" "));
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Nearest;

    #[test]
    fn a4_the_words_are_what_was_typed_and_not_how_it_is_to_be_printed() {
        use clap::CommandFactory;
        let read = |line: &str| {
            let mut grammar = super::super::Cli::command();
            let matches = grammar.try_get_matches_from_mut(line.split(' '));
            values(&grammar, &matches.unwrap())
        };
        let words = read("daypass --json grant ada 4 --key k --memo thanks --yes");
        assert_eq!(words, read("daypass grant ada 4 --memo thanks"));
        let wanted = [
            ("command", "grant"),
            ("memo", "thanks"),
            ("passes", "4"),
            ("who", "ada"),
        ];
        let wanted = wanted.map(|(name, word)| (name.to_owned(), word.to_owned()));
        assert_eq!(words, BTreeMap::from(wanted));
    }

    fn typed(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn a_hint_is_the_line_that_was_typed_mended() {
        let mended = |mend: Mend, line: &str| hint(&mend.into(), &typed(line), None);
        let told = |mend: Mend, line: &str| mended(mend, line).expect("a hint");
        let on = || Mend::Set("--on", "2026-06-03".to_owned());
        let wanted = "daypass book ada --seats 2 --on 2026-06-03";
        assert_eq!(told(on(), "dp book ada --on mon --seats 2"), wanted);
        assert_eq!(told(on(), "dp book ada --on=mon --seats 2"), wanted);
        assert_eq!(told(on(), "dp book ada --seats 2"), wanted);
        let behind = "daypass book --yes -- --yes";
        assert_eq!(told(Mend::On("--yes"), "dp book -- --yes"), behind);
        let without = "daypass deduct ada 1";
        assert_eq!(
            told(Mend::Unset("--lot"), "dp deduct ada --lot lt-1 1"),
            without
        );
        let switched = told(Mend::Off("--visitor"), "dp member add Zed --visitor");
        assert_eq!(switched, "daypass member add Zed");
        assert_eq!(mended(Mend::Unset("--lot"), "dp deduct ada 1"), None);
        let money = Mend::Set("--pay", "money".to_owned());
        assert_eq!(mended(money, "dp booking set bk-1 --paid"), None);
    }

    #[test]
    fn a_word_that_names_nothing_is_changed_for_the_nearest() {
        let nearest = Hint::Instead(Box::new(Nearest {
            given: "hlf".to_owned(),
            with: "half".to_owned(),
            otherwise: "daypass pass list",
        }));
        let told = |line: &str| hint(&nearest, &typed(line), None).expect("a hint");
        assert_eq!(
            told("dp grant ada 1 --kind hlf"),
            "daypass grant ada 1 --kind half"
        );
        assert_eq!(
            told("dp grant ada 1 --kind=hlf"),
            "daypass grant ada 1 --kind=half"
        );
        assert_eq!(told("dp grant --csv rows.csv"), "daypass pass list");
    }

    #[test]
    fn a_hint_names_whom_the_command_named() {
        let told = |who| hint(&"daypass member show WHO".into(), &[], who).expect("a hint");
        assert_eq!(told(Some("Ana Maria")), "daypass member show 'Ana Maria'");
        assert_eq!(told(None), "daypass member list");
        let sold = Hint::Whom {
            text: "daypass sell WHO 'Ten visits'".to_owned(),
            otherwise: "daypass plan list",
        };
        let told = |who| hint(&sold, &[], who).expect("a hint");
        assert_eq!(told(Some("ana")), "daypass sell ana 'Ten visits'");
        assert_eq!(told(None), "daypass plan list");
    }

    #[test]
    fn a_line_can_be_pasted() {
        let args = [
            "/usr/bin/daypass",
            "grant",
            "Ana Maria",
            "4",
            "--memo",
            "it's",
        ];
        let args: Vec<OsString> = args.iter().map(OsString::from).collect();
        assert_eq!(line(&args), r"daypass grant 'Ana Maria' 4 --memo 'it'\''s'");
    }
}
