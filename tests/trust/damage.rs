//! Bits flipped and pages cut in many copies of a database: a right answer or exit 70, and what
//! `check` lets pass is what was written.

use std::fmt::Write;
use std::fs;

use crate::desk::{Desk, NOW, dump, open};
use crate::dice::Dice;
use crate::figures::{Size, Tally};
use crate::writes::{WRITING, with_files};

/// Commands that only read, on the space as it begins.
pub(crate) const READING: &[&[&str]] = &[
    &["member", "show", "ana"],
    &["member", "show", "ben", "--on", "2026-06-20"],
    &["member", "list"],
    &["company", "show", "acme"],
    &["company", "list"],
    &["history"],
    &["history", "ben", "--json"],
    &["explain", "ana"],
    &["grant", "list"],
    &["booking", "list"],
    &["booking", "show", "bk-2"],
    &["visit", "list"],
    &["subscription", "list"],
    &["subscription", "show", "sb-1"],
    &["plan", "list"],
    &["plan", "show", "flex"],
    &["location", "show", "hq"],
    &["desk", "list"],
    &["desk", "free", "--on", "2026-06-05"],
    &["desk", "assignments"],
    &["pass", "list"],
    &["access", "ben"],
    &["renew", "--dry-run"],
    &["check", "--quick"],
];

fn place(dice: &mut Dice, len: usize) -> usize {
    let last = i64::try_from(len).expect("a small file") - 1;
    usize::try_from(dice.between(0, last)).expect("not negative")
}

/// A copy with a few bits flipped, or cut short.
fn damaged(sound: &[u8], seed: u64) -> (String, Vec<u8>) {
    let mut dice = Dice::new(seed);
    let mut bytes = sound.to_vec();
    if seed.is_multiple_of(8) {
        let pages = sound.len() / 4096;
        let crooked = if seed.is_multiple_of(16) {
            place(&mut dice, 4096)
        } else {
            0
        };
        let end = place(&mut dice, pages) * 4096 + crooked;
        bytes.truncate(end);
        return (format!("cut after {end} bytes"), bytes);
    }
    let mut told = "flipped".to_owned();
    for _ in 0..dice.between(1, 4) {
        let at = place(&mut dice, bytes.len());
        let bit = dice.between(0, 7);
        bytes[at] ^= 1 << bit;
        write!(told, " bit {bit} of byte {at}").expect("a String takes everything");
    }
    (told, bytes)
}

/// The books: everything but messages on their way, which no chain covers.
fn books(dump: &[String]) -> impl Iterator<Item = &String> {
    let is_message = |line: &&String| line.starts_with("notification|");
    dump.iter().filter(move |line| !is_message(line))
}

/// A database, what it holds, and what it answers.
struct Whole {
    sound: Vec<u8>,
    truth: Vec<String>,
    answers: Vec<String>,
}

impl Whole {
    /// Checks one damaged copy; whether the damage was found.
    fn checked(&self, desk: &Desk, bytes: &[u8]) -> Result<bool, String> {
        desk.write("daypass.db", bytes);
        let ran = desk.run(NOW, &["check"]);
        match ran.code {
            0 => {
                let found = dump(&open(&desk.database())).map_err(|error| error.to_string())?;
                if books(&found).eq(books(&self.truth)) {
                    return Ok(false);
                }
                Err("check let other content pass".to_owned())
            }
            4 | 70 if ran.err.contains("error: ") => Ok(true),
            _ => Err(format!("check: {ran:?}")),
        }
    }

    /// Runs a command that reads and one that writes. Where `check` found nothing they answer
    /// as ever or say damaged; else they may only fail in a way that is known.
    fn used(&self, bytes: &[u8], harmless: bool, dice: &mut Dice) -> Result<(), String> {
        let at = place(dice, READING.len());
        let desk = with_files();
        desk.write("daypass.db", bytes);
        let ran = desk.run(NOW, READING[at]);
        let right = ran.code == 70 || ran.code == 0 && ran.out == self.answers[at];
        if harmless && !right || !matches!(ran.code, 0..=4 | 70) {
            return Err(format!("{:?}: {ran:?}", READING[at]));
        }
        let (now, words) = dice.one_of(WRITING).expect("several");
        desk.write("daypass.db", bytes);
        let ran = desk.run(now, words);
        // 70 is where a trigger that guards the ledger has itself been hit, and refuses.
        if harmless && !matches!(ran.code, 0 | 70) || !matches!(ran.code, 0..=4 | 70) {
            return Err(format!("{words:?}: {ran:?}"));
        }
        if harmless && desk.run(now, &["check"]).code != 0 {
            return Err(format!("{words:?}: check fails afterwards"));
        }
        Ok(())
    }
}

/// Damages copies.
pub(crate) fn copies(size: Size) -> Tally {
    let mut tally = Tally::new("damaged copies (bits flipped, pages cut): found, or harmless");
    let desk = with_files();
    let whole = Whole {
        sound: fs::read(desk.database()).expect("a database"),
        truth: desk.dump(),
        answers: READING.iter().map(|words| desk.ok(NOW, words)).collect(),
    };
    let mut found = 0;
    for seed in 1..=size.of(100, 1_000) {
        let (what, bytes) = damaged(&whole.sound, seed);
        let mut dice = Dice::new(seed + 1_000_000);
        let outcome = whole.checked(&with_files(), &bytes).and_then(|is_found| {
            found += u64::from(is_found);
            whole.used(&bytes, !is_found, &mut dice)
        });
        tally.count(outcome.map_err(|why| format!("{what}: {why}")));
    }
    assert!(found > 25, "check found {found} only");
    tally
}
