//! How fast daypass is, as ratios to a raw reference that does the same durable work in the same run:
//! `cargo bench --bench speed`, or `cargo bench --bench speed -- --members 1000000 --months 12`.
//! Program and reference take turns; figures are medians. Several sizes: `--members 1000,100000`.
//! `cargo bench --bench speed -- --counts` counts instructions and system calls instead, and
//! `-- --peers` asks other programs the same.

#![expect(
    clippy::disallowed_methods,
    reason = "a benchmark reads the clock and its arguments"
)]
#![expect(clippy::print_stdout, reason = "a benchmark prints what it found")]

mod counts;
mod figures;
mod measure;
mod peers;
mod raw;
mod same;
mod spaces;

use std::process::Command;

use figures::{Costs, Figures, ratio};
use measure::{Cost, run, typical};
use spaces::{Space, month, nothing, version};

const ROUNDS: usize = 21;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.first().map(String::as_str) {
        Some("raw") => return raw::run(&words[1..]).expect("the raw work can be done"),
        Some("same") => return same::run(&words[1..]).expect("the same work can be done"),
        Some(_) | None => {}
    }
    if words.iter().any(|word| word == "--counts") {
        return counts::run();
    }
    let named = |name: &str| {
        let at = words.iter().position(|word| word == name)?;
        words.get(at + 1).cloned()
    };
    let months = named("--months").map_or(12, |text| text.parse().expect("months"));
    let sizes = named("--members");
    if words.iter().any(|word| word == "--peers") {
        return peers::run_all(sizes.as_deref().unwrap_or("1000,10000"));
    }
    let sizes = sizes.unwrap_or_else(|| "1000,100000".to_owned());
    let mut figures = Figures::begin();
    for size in sizes.split(',') {
        let members = size.parse().expect("a number of members");
        let space = Space::make(members, months);
        figures.size(members, months);
        let filled = space.filled.expect("it was filled");
        figures.tell("import of all members, on a plan", filled);
        starts(&space, &mut figures);
        looks(&space, &mut figures);
        writes(&space, &mut figures);
        bulk(&space, &mut figures);
        let (program, raw, entries) = space.sizes();
        println!(
            "{:<34} {:>7} B {:>7} B {:>6}",
            "file, for each entry",
            program / entries,
            raw / entries,
            ratio(program, raw)
        );
    }
    println!("\n{}", figures.table());
}

fn starts(space: &Space, figures: &mut Figures) {
    let nobody: Option<fn(usize) -> Command> = None;
    figures.tell(
        "--version",
        turns(ROUNDS, |_| version(), |_| nothing(), nobody),
    );
    let open = turns(
        ROUNDS,
        |_| said(space, &["pass", "list"]),
        |_| space.raw(&["open"]),
        Some(|_| space.same(&["open"])),
    );
    figures.tell("start and open", open);
}

/// The program at noon of the last month's first day.
fn said(space: &Space, words: &[&str]) -> Command {
    let mut command = space.program(space.months - 1, 12);
    command.args(words);
    command
}

fn looks(space: &Space, figures: &mut Figures) {
    let today = month(space.months - 1).to_string();
    let who = |round: usize| format!("m{}", 1 + round * 17 % 900);
    let mut look = |what: &str, rounds: usize, program: &[&str], raw: &[&str]| {
        let filled = |words: &[&str], round: usize| -> Vec<String> {
            let fill = |word: &&str| match *word {
                "WHO" => who(round),
                "TODAY" => today.clone(),
                word => word.to_owned(),
            };
            words.iter().map(fill).collect()
        };
        let program = |round| said(space, &borrowed(&filled(program, round)));
        let by_raw = |round| space.raw(&borrowed(&filled(raw, round)));
        let same = |round| space.same(&borrowed(&filled(raw, round)));
        figures.tell(what, turns(rounds, program, by_raw, Some(same)));
    };
    let day = date_of_first_deduction();
    let first = month(0).to_string();
    look(
        "one balance",
        ROUNDS,
        &["member", "show", "WHO"],
        &["balance", "WHO", "TODAY"],
    );
    look(
        "a member's last 50 entries",
        ROUNDS,
        &["history", "WHO", "--limit", "50"],
        &["page", "WHO"],
    );
    look(
        "all balances",
        3,
        &["member", "list", "--format", "csv"],
        &["all", "TODAY"],
    );
    let of_a_day = ["history", "--from", day, "--to", day, "--format", "csv"];
    look("history of a day", 3, &of_a_day, &["day", &first]);
    let of_all = ["export", "csv", "-", "--table", "entries"];
    look("export of all entries", 3, &of_all, &["export"]);
    look("check", 1, &["check"], &["check"]);
}

const fn date_of_first_deduction() -> &'static str {
    "2025-06-01"
}

fn borrowed(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

fn writes(space: &Space, figures: &mut Figures) {
    let today = month(space.months - 1);
    let who = |round: usize| format!("m{}", 1 + round * 31 % 900);
    let on = today.to_string();
    let mut act = |what: &str, rounds: usize, verb: &str, rest: &[&str], raw: &str| {
        let program = |round| {
            let mut command = said(space, &[verb, &who(round)]);
            command.args(rest);
            command
        };
        let by_raw = |round| space.raw(&[raw, &who(round), &on]);
        let same = |round| space.same(&[raw, &who(round), &on]);
        figures.tell(what, turns(rounds, program, by_raw, Some(same)));
    };
    act("one grant", ROUNDS, "grant", &["1"], "grant");
    act("a booking", ROUNDS, "book", &[], "book");
    act("check-in", ROUNDS, "checkin", &[], "checkin");
    act("check-out", ROUNDS, "checkout", &[], "checkout");
    let one = turns(
        200,
        |_| said(space, &["grant", "m1", "1"]),
        |_| space.raw(&["grant", "m1", &on]),
        Some(|_| space.same(&["grant", "m1", &on])),
    );
    let many = Costs {
        program: times(one.program, 200),
        raw: times(one.raw, 200),
        same: one.same.map(|same| times(same, 200)),
    };
    figures.tell("200 grants in a loop", many);
}

fn times(cost: Cost, n: u64) -> Cost {
    Cost {
        wall_us: cost.wall_us * n,
        cpu_us: cost.cpu_us * n,
        ..cost
    }
}

fn bulk(space: &Space, figures: &mut Figures) {
    let today = month(space.months - 1).to_string();
    let file = space.file("two.csv");
    let grants = turns(
        3,
        |_| said(space, &["grant", "--csv", "two.csv", "--force"]),
        |_| space.raw(&["bulk", &file, &today]),
        Some(|_| space.same(&["bulk", &file, &today])),
    );
    figures.tell("grants from CSV, one for each", grants);
    figures.tell("renew all", space.renew());
}

/// Program and references in turn: what is typical of each.
fn turns(
    rounds: usize,
    program: impl Fn(usize) -> Command,
    raw: impl Fn(usize) -> Command,
    same: Option<impl Fn(usize) -> Command>,
) -> Costs {
    let mut costs = <[Vec<Cost>; 3]>::default();
    for round in 0..rounds {
        costs[0].push(run(&mut program(round)));
        costs[1].push(run(&mut raw(round)));
        costs[2].extend(same.as_ref().map(|same| run(&mut same(round))));
    }
    let [program, raw, bare] = costs;
    Costs {
        program: typical(program),
        raw: typical(raw),
        same: same.map(|_| typical(bare)),
    }
}
