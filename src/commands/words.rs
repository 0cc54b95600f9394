//! The words of a command: the line as it was typed, and each value by its name, which is what an
//! idempotency key stands for (A4).

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

/// Flags that say how, not what: a repeated key may differ in them.
const MANNERS: [&str; 9] = [
    "db", "config", "format", "json", "quiet", "yes", "color", "actor", "key",
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

/// A word as a shell takes it.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_=./:,@+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
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
