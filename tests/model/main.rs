//! Random acts beside a model that only counts: after each of them the program's sums, states and
//! seats are the model's. `DAYPASS_MODEL=SEEDS` runs so many seeds of each space, `=seed:N` that one.
//! In full, with faults: `cargo test --release --test model -- --ignored --nocapture`.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "each function does some of the acts"
)]

mod acts;
mod calendar;
mod compare;
mod dice;
mod faults;
mod oracle;
#[path = "../faults/planted.rs"]
#[expect(dead_code, reason = "writes are not counted here")]
mod planted;
mod program;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use daypass::ops::OpError;
use daypass::store::Store;

use acts::Act;
use dice::Dice;
use faults::Faults;
use oracle::{Id, Oracle, Rules};
use program::Program;

/// How many acts a seed has.
const ACTS: usize = 260;
/// How many seeds of each space are run where nothing else is said.
const SEEDS: u64 = 8;
/// As many, where faults are planted.
const FAULTY_SEEDS: u64 = 3;
/// As many, where everything is undone in the end.
const BACK_SEEDS: u64 = 3;
/// After so many acts the ledger proves itself.
const PROVEN: usize = 16;
const DAY_MS: i64 = 86_400_000;

/// What a run is made of.
#[derive(Debug, Clone, Copy)]
struct Run {
    seed: u64,
    /// Whether companies pool their passes.
    pooled: bool,
    acts: usize,
    /// Whether faults are planted.
    faulty: bool,
    /// Whether everything is taken back in the end.
    back: bool,
}

/// A space, its model, and what breaks it.
struct World {
    program: Program,
    oracle: Oracle,
    faults: Option<Faults>,
    /// Every operation but those that added somebody, and the books before it.
    done: Vec<(Id, Oracle)>,
}

impl World {
    /// A seed's space begins on some day of 2026, at some time of it.
    fn begin(run: Run, dice: &mut Dice) -> Self {
        let rules = Rules {
            pooled: run.pooled,
            all_passes: dice.percent(30),
            any_ahead: [dice.percent(75), dice.percent(75)],
            per_visit: [dice.percent(40), dice.percent(40)],
            half_day: [dice.percent(50), dice.percent(50)],
        };
        let first = i64::from(calendar::day_of(2026, 1, 1));
        let now = (first + dice.between(0, 200)) * DAY_MS + dice.between(0, DAY_MS);
        let (store, faults) = if run.faulty {
            let (store, faults) = Faults::new(run.seed);
            (store, Some(faults))
        } else {
            (Store::in_memory().expect("memory"), None)
        };
        Self {
            program: Program::new(store, rules, now),
            oracle: Oracle::new(rules, now),
            faults,
            done: Vec::new(),
        }
    }

    /// One act on both sides.
    fn step(&mut self, act: &Act, proven: bool) {
        let counted = self.oracle.after(act);
        let done = match &mut self.faults {
            Some(faults) => faults.act(&mut self.program, &self.oracle, act),
            None => self.program.act(act),
        };
        if let Err(OpError::Store(error)) = &done {
            panic!("the store failed: {error}");
        }
        match (done, counted) {
            (Ok(operation), Some(next)) => {
                let mut before = std::mem::replace(&mut self.oracle, next);
                before.forget();
                let added = self.oracle.customers.len() > before.customers.len();
                let taken_back = operation.filter(|_| !added);
                self.done
                    .extend(taken_back.map(|operation| (operation, before.clone())));
                self.oracle.written_as(operation, before);
            }
            (Err(_), None) => {}
            (Ok(_), None) => panic!("the program did what the model refuses"),
            (Err(why), Some(_)) => panic!("the program refuses what the model does: {why}"),
        }
        compare::agree(&self.program, &self.oracle, proven);
    }
}

impl World {
    /// Every operation is taken back, the last one first, but for the customers, who may have been
    /// refused at the door: after each of them the books are as they were before it (A3).
    fn take_all_back(&mut self) {
        for (operation, before) in std::mem::take(&mut self.done).into_iter().rev() {
            self.program.take_back(operation);
            self.oracle.back_to(&before);
            let proven = operation % 16 == 0;
            compare::agree(&self.program, &self.oracle, proven);
        }
        assert!(self.oracle.is_empty(), "nothing is left");
        compare::agree(&self.program, &self.oracle, true);
    }
}

/// Runs a seed, and answers how many acts a fault ended; one that fails prints its acts.
fn run(run: Run) -> u64 {
    let mut dice = Dice::new(run.seed);
    let mut world = World::begin(run, &mut dice);
    let mut acts: Vec<Act> = Vec::new();
    let whole = catch_unwind(AssertUnwindSafe(|| {
        for number in 1..=run.acts {
            let act = Act::choose(&mut dice, &world.oracle);
            acts.push(act.clone());
            let proven = number % PROVEN == 0 || number == run.acts;
            world.step(&act, proven);
        }
        if run.back {
            world.take_all_back();
        }
    }));
    if let Err(panic) = whole {
        let listed = acts.iter().enumerate();
        let listed = listed.map(|(at, act)| format!("{:>4} {act:?}\n", at + 1));
        let rules = world.oracle.rules;
        report(&format!(
            "{run:?}, {rules:?}:\n{}",
            listed.collect::<String>()
        ));
        resume_unwind(panic);
    }
    world.faults.map_or(0, |faults| faults.struck)
}

#[expect(clippy::print_stderr, reason = "a failing seed tells its acts")]
fn report(text: &str) {
    eprintln!("{text}");
}

#[expect(clippy::disallowed_methods, reason = "how many seeds to run")]
fn seeds(usual: u64) -> Vec<u64> {
    let given = std::env::var("DAYPASS_MODEL").unwrap_or_default();
    if let Some(seed) = given.strip_prefix("seed:") {
        return vec![seed.parse().expect("the number of a seed")];
    }
    let seeds = given.parse().unwrap_or(usual);
    (1..=seeds).collect()
}

#[test]
fn random_acts_agree_with_a_model_where_companies_pool_their_passes() {
    for seed in seeds(SEEDS) {
        run(Run {
            seed,
            pooled: true,
            acts: ACTS,
            faulty: false,
            back: false,
        });
    }
}

#[test]
fn random_acts_agree_with_a_model_where_members_spend_their_own_first() {
    for seed in seeds(SEEDS) {
        run(Run {
            seed,
            pooled: false,
            acts: ACTS,
            faulty: false,
            back: false,
        });
    }
}

#[test]
fn a3_after_undoing_everything_in_reverse_order_the_books_are_as_at_the_start() {
    for seed in seeds(BACK_SEEDS) {
        run(Run {
            seed,
            pooled: seed % 2 == 0,
            acts: ACTS,
            faulty: false,
            back: true,
        });
    }
}

#[test]
fn a2_random_acts_that_fail_at_a_write_or_the_commit_leave_nothing_and_are_done_when_tried_again() {
    let struck = seeds(FAULTY_SEEDS).into_iter().map(|seed| {
        run(Run {
            seed,
            pooled: seed % 2 == 0,
            acts: ACTS,
            faulty: true,
            back: false,
        })
    });
    assert!(struck.sum::<u64>() > 10, "few faults");
}

#[test]
#[ignore = "takes minutes; prints the figures"]
fn random_acts_with_faults_in_full() {
    let mut tried = 0;
    let mut struck = 0;
    for pooled in [true, false] {
        for seed in seeds(20) {
            let acts = 1_000;
            struck += run(Run {
                seed,
                pooled,
                acts,
                faulty: true,
                back: false,
            });
            tried += acts;
        }
    }
    report(&format!(
        "| random acts beside a model that counts, {struck} of them ended by a fault and tried again \
         | {tried} | {tried} | 0 |"
    ));
}
