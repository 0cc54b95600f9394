//! Bits flipped and pages cut in many copies of a database: a right answer or exit 70, and what
//! `check` lets pass is what was written.

use std::fmt::Write;
use std::fs;

use crate::desk::{Desk, NOW, dump, open};

const COPIES: u64 = 100;

const READING: &[&[&str]] = &[
    &["member", "show", "ana"],
    &["member", "list"],
    &["company", "show", "acme"],
    &["history"],
    &["history", "ben", "--json"],
    &["explain", "ana"],
    &["booking", "list"],
    &["booking", "show", "bk-2"],
    &["subscription", "list"],
    &["plan", "list"],
    &["desk", "free", "--on", "2026-06-05"],
    &["renew", "--dry-run"],
    &["check", "--quick"],
];

/// The next of a row of random numbers.
fn random(state: &mut u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

fn place(state: &mut u64, len: usize) -> usize {
    let len = u64::try_from(len).expect("a small file");
    usize::try_from(random(state) % len).expect("a small file")
}

/// A copy with a few bits flipped, or cut short.
fn damaged(sound: &[u8], seed: u64) -> (String, Vec<u8>) {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut bytes = sound.to_vec();
    if seed.is_multiple_of(8) {
        let pages = sound.len() / 4096;
        let crooked = if seed.is_multiple_of(16) {
            place(&mut state, 4096)
        } else {
            0
        };
        let end = place(&mut state, pages) * 4096 + crooked;
        bytes.truncate(end);
        return (format!("cut after {end} bytes"), bytes);
    }
    let mut told = "flipped".to_owned();
    for _ in 0..=random(&mut state) % 4 {
        let at = place(&mut state, bytes.len());
        let bit = random(&mut state) % 8;
        bytes[at] ^= 1 << bit;
        write!(told, " bit {bit} of byte {at}").expect("a String takes everything");
    }
    (told, bytes)
}

#[test]
fn a2_damage_is_told_and_never_a_panic_and_check_lets_no_other_content_pass() {
    let desk = Desk::new();
    let sound = fs::read(desk.database()).expect("a database");
    let truth = desk.dump();
    let answers: Vec<String> = READING.iter().map(|words| desk.ok(NOW, words)).collect();
    let mut found = 0;
    for seed in 1..=COPIES {
        let (what, bytes) = damaged(&sound, seed);
        desk.write("daypass.db", &bytes);
        let checked = desk.run(NOW, &["check"]);
        assert!(matches!(checked.code, 0 | 4 | 70), "{what}: {checked:?}");
        if checked.code == 0 {
            let db = open(&desk.database());
            assert_eq!(dump(&db).expect("check read it"), truth, "{what}");
        } else {
            found += 1;
            assert!(checked.err.contains("error: "), "{what}: {checked:?}");
        }
        let mut state = seed;
        for _ in 0..3 {
            desk.write("daypass.db", &bytes);
            let at = place(&mut state, READING.len());
            let ran = desk.run(NOW, READING[at]);
            assert_ne!(ran.code, 101, "{what}, {:?}: {ran:?}", READING[at]);
            if checked.code == 0 {
                assert_eq!(
                    (ran.code, &ran.out),
                    (0, &answers[at]),
                    "{what}, {:?}",
                    READING[at]
                );
            }
        }
        for beside in ["daypass.db-wal", "daypass.db-shm", "daypass.db-journal"] {
            drop(fs::remove_file(desk.path(beside)));
        }
    }
    assert!(found > COPIES / 4, "check found {found} of {COPIES}");
}
