//! `import`: people, plans, passes and check-ins from the exports of another system.

mod cobot;
mod fields;
mod nexudus;
mod officernd;
mod source;
mod spacebring;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sha2::{Digest, Sha256};

use super::context::{Ctx, Writing};
use super::csv_in::{TakingIn, hexadecimal};
use super::words::quoted;
use crate::domain::foreign_day::DateOrder;
use crate::error::CliError;
use crate::ops::import::{self, Request, Words};
use crate::output::Format;
use crate::output::views::imported::{self as view, Imported};
use source::{Found, Reading, Shape};

/// Take in people, plans, passes and check-ins from another system
///
/// Files are CSV or JSON as the system exports them, in any number and order; which is which is
/// told by their fields. What is not used is reported. Passes are taken in as they are left; a plan
/// goes on with its next period. Check-ins become visits, for which nothing more is taken. The same files again change nothing, newer ones add what is new;
/// what each customer has is compared with what the source says.
///
/// Example: daypass import cobot memberships.json passes.json --kind "Day Pass=day" --dry-run
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The other system
    source: Source,
    /// Its files; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What a kind of pass of theirs is here; may be repeated
    #[arg(long, value_name = "THEIRS=KIND", value_parser = pair)]
    kind: Vec<(String, String)>,
    /// What a plan of theirs is here; may be repeated
    #[arg(long, value_name = "THEIRS=PLAN", value_parser = pair)]
    plan: Vec<(String, String)>,
    /// Who an id, e-mail or name of theirs is here, may be repeated; or whose everything is that
    /// names nobody
    #[arg(long, value_name = "[THEIRS=]WHO")]
    who: Vec<String>,
    /// What a location of theirs is here, may be repeated; or where everybody is at home
    #[arg(long, value_name = "[THEIRS=]LOCATION")]
    location: Vec<String>,
    /// Which field a header of a CSV is; may be repeated
    #[arg(long, value_name = "HEADER=FIELD", value_parser = pair)]
    map: Vec<(String, String)>,
    /// The order of day, month and year [default: found out from each file]
    #[arg(long, value_name = "ORDER")]
    dates: Option<Dates>,
    /// Take in what is good although there is bad, and exit 1
    #[arg(long)]
    skip_bad: bool,
    #[command(flatten)]
    writing: Writing,
}

/// The systems that are known.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Source {
    Cobot,
    #[value(name = "officernd")]
    OfficeRnd,
    Nexudus,
    Spacebring,
}

/// The orders of day, month and year.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Dates {
    /// 31/12/2026
    Dmy,
    /// 12/31/2026
    Mdy,
    /// 2026-12-31
    Ymd,
}

impl Source {
    const fn word(self) -> &'static str {
        match self {
            Self::Cobot => "cobot",
            Self::OfficeRnd => "officernd",
            Self::Nexudus => "nexudus",
            Self::Spacebring => "spacebring",
        }
    }

    const fn shapes(self) -> &'static [Shape] {
        match self {
            Self::Cobot => cobot::SHAPES,
            Self::OfficeRnd => officernd::SHAPES,
            Self::Nexudus => nexudus::SHAPES,
            Self::Spacebring => spacebring::SHAPES,
        }
    }
}

impl Dates {
    const fn order(self) -> DateOrder {
        match self {
            Self::Dmy => DateOrder::Dmy,
            Self::Mdy => DateOrder::Mdy,
            Self::Ymd => DateOrder::Ymd,
        }
    }
}

/// Theirs and ours, at the last `=`.
fn pair(text: &str) -> Result<(String, String), String> {
    let (theirs, ours) = text
        .rsplit_once('=')
        .ok_or_else(|| format!("`{text}` has no `=` between their word and ours"))?;
    Ok((theirs.trim().to_owned(), ours.trim().to_owned()))
}

/// The pairs among the texts, and the last that is none.
fn pairs_and_one(texts: &[String]) -> (Vec<(String, String)>, Option<String>) {
    let one = texts.iter().rfind(|text| !text.contains('=')).cloned();
    (
        texts.iter().filter_map(|text| pair(text).ok()).collect(),
        one,
    )
}

pub(crate) fn run(args: Import, ctx: &mut Ctx) -> Result<(), CliError> {
    let reading = Reading {
        dates: args.dates.map(Dates::order),
        map: &args.map,
    };
    let mut found = Found::default();
    for file in &args.files {
        source::read(file, args.source.shapes(), reading, &mut found)?;
    }
    ctx.words.remove("files");
    let content = hexadecimal(&Sha256::digest(&found.content));
    ctx.words.insert("content".to_owned(), content);
    let (who, nobody) = pairs_and_one(&args.who);
    let (locations, everywhere) = pairs_and_one(&args.location);
    let words = Words {
        kinds: args.kind,
        plans: args.plan,
        who,
        nobody,
        locations,
        everywhere,
    };
    let request = Request {
        source: args.source.word(),
        told: &found.told,
        bad: &found.bad,
        skip_bad: args.skip_bad,
        words: &words,
    };
    let taking = TakingIn {
        skip_bad: args.skip_bad,
        force: false,
    };
    let ignored = &found.ignored;
    let mut unknown = Vec::new();
    let progress = ctx.progress();
    ctx.take_in_and(
        &args.writing,
        taking,
        |tx| {
            let imported = import::import(tx, &request);
            drop(progress);
            imported
        },
        |id, done| Imported::of(id, request.source, ignored, done),
        Imported::bad,
        |out, answer| {
            unknown = answer.view().unknown_plans();
            match out.format() {
                Format::Csv => out.list(answer.view().compared(), view::COLUMNS),
                Format::Table | Format::Json => out.say(answer),
            }
        },
    )?;
    for plan in unknown {
        let plan = quoted(&plan);
        ctx.out
            .hint(&format!("daypass plan add {plan} --every 1month --price 0"));
    }
    Ok(())
}
