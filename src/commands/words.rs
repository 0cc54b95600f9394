//! The words of a command: the line as it was typed, and each value by its name, which is what an
//! idempotency key stands for (A4).

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::ArgMatches;
use clap::parser::ValueSource;

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

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_=./:,@+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Each value that was typed, by the name of its argument, and the command's own name.
pub(crate) fn values(matches: &ArgMatches) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    let mut name = Vec::new();
    let mut level = Some(matches);
    while let Some(matches) = level {
        for id in matches.ids().map(clap::Id::as_str) {
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
        level = matches.subcommand().map(|(word, matches)| {
            name.push(word);
            matches
        });
    }
    words.insert("command".to_owned(), name.join(" "));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

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
