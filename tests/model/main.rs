//! Random acts beside a model that only counts: after each of them the program's sums, states and
//! seats are the model's. `DAYPASS_MODEL=SEEDS` runs so many seeds of each space, `=seed:N` that one.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "each function does some of the acts"
)]

mod acts;
mod calendar;
mod compare;
mod dice;
mod oracle;
mod program;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use daypass::ops::OpError;

use acts::Act;
use dice::Dice;
use oracle::{Oracle, Rules};
use program::Program;

/// How many acts a seed has.
const ACTS: usize = 260;
/// How many seeds of each space are run where nothing else is said.
const SEEDS: u64 = 8;
/// After so many acts the ledger proves itself.
const PROVEN: usize = 16;
const DAY_MS: i64 = 86_400_000;

/// A seed's space begins on some day of 2026, at some time of it.
fn begin(dice: &mut Dice, pooled: bool) -> (Program, Oracle) {
    let rules = Rules {
        pooled,
        all_passes: dice.percent(30),
        any_ahead: [dice.percent(75), dice.percent(75)],
    };
    let first = i64::from(calendar::day_of(2026, 1, 1));
    let now = (first + dice.between(0, 200)) * DAY_MS + dice.between(0, DAY_MS);
    (Program::new(rules, now), Oracle::new(rules, now))
}

/// One act on both sides.
fn step(program: &mut Program, oracle: &mut Oracle, act: &Act, proven: bool) {
    let counted = oracle.after(act);
    let done = program.act(act);
    if let Err(OpError::Store(error)) = &done {
        panic!("the store failed: {error}");
    }
    match (done, counted) {
        (Ok(operation), Some(next)) => {
            let mut before = std::mem::replace(oracle, next);
            before.forget();
            oracle.written_as(operation, before);
        }
        (Err(_), None) => {}
        (Ok(_), None) => panic!("the program did what the model refuses"),
        (Err(why), Some(_)) => panic!("the program refuses what the model does: {why}"),
    }
    compare::agree(program, oracle, proven);
}

/// Runs a seed; one that fails prints its acts.
fn run(seed: u64, pooled: bool) {
    let mut dice = Dice::new(seed);
    let (mut program, mut oracle) = begin(&mut dice, pooled);
    let mut acts: Vec<Act> = Vec::new();
    let whole = catch_unwind(AssertUnwindSafe(|| {
        for number in 1..=ACTS {
            let act = Act::choose(&mut dice, &oracle);
            acts.push(act.clone());
            let proven = number % PROVEN == 0 || number == ACTS;
            step(&mut program, &mut oracle, &act, proven);
        }
    }));
    if let Err(panic) = whole {
        let listed = acts.iter().enumerate();
        let listed = listed.map(|(at, act)| format!("{:>4} {act:?}\n", at + 1));
        let rules = oracle.rules;
        report(&format!(
            "seed {seed}, {rules:?}:\n{}",
            listed.collect::<String>()
        ));
        resume_unwind(panic);
    }
}

#[expect(clippy::print_stderr, reason = "a failing seed tells its acts")]
fn report(text: &str) {
    eprintln!("{text}");
}

#[expect(clippy::disallowed_methods, reason = "how many seeds to run")]
fn seeds() -> Vec<u64> {
    let given = std::env::var("DAYPASS_MODEL").unwrap_or_default();
    if let Some(seed) = given.strip_prefix("seed:") {
        return vec![seed.parse().expect("the number of a seed")];
    }
    let seeds = given.parse().unwrap_or(SEEDS);
    (1..=seeds).collect()
}

#[test]
fn random_acts_agree_with_a_model_where_companies_pool_their_passes() {
    for seed in seeds() {
        run(seed, true);
    }
}

#[test]
fn random_acts_agree_with_a_model_where_members_spend_their_own_first() {
    for seed in seeds() {
        run(seed, false);
    }
}
