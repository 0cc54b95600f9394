//! A reader that went away, and a standard output that is full: what was done is kept.

use std::fs::File;
use std::io::pipe;
use std::process::Stdio;

use crate::desk::{Desk, NOW, Ran};

fn run_into(desk: &Desk, words: &[&str], out: impl Into<Stdio>) -> Ran {
    let mut command = desk.command(NOW, words);
    command.stdout(out).stderr(Stdio::piped());
    let running = command.spawn().expect("the program runs");
    drop(command);
    let ran = Ran::from(running.wait_with_output().expect("the program ends"));
    assert!(!ran.err.contains("panicked"), "{words:?}: {ran:?}");
    ran
}

const READING: &[&[&str]] = &[
    &["member", "list"],
    &["member", "show", "ana", "--json"],
    &["history", "--format", "csv"],
    &["history"],
    &["booking", "list"],
    &["check"],
    &["config"],
    &["--help"],
    &["--version"],
];

#[test]
fn a_reader_that_went_away_is_no_failure() {
    let desk = Desk::new();
    for words in READING.iter().chain(&[["grant", "ana", "1"].as_slice()]) {
        let (reader, writer) = pipe().expect("a pipe");
        drop(reader);
        let ran = run_into(&desk, words, writer);
        assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
    }
    assert!(desk.ok(NOW, &["history", "ana"]).contains("grant"));
}

#[test]
fn a_full_standard_output_is_told_and_the_work_is_kept() {
    let desk = Desk::new();
    let before = desk.dump();
    for words in READING {
        let full = File::options()
            .write(true)
            .open("/dev/full")
            .expect("a full device");
        let ran = run_into(&desk, words, full);
        assert_eq!(ran.code, 4, "{words:?}: {ran:?}");
    }
    assert_eq!(desk.dump(), before);
    let full = File::options()
        .write(true)
        .open("/dev/full")
        .expect("a full device");
    let ran = run_into(&desk, &["grant", "ana", "1"], full);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.err.contains("is kept"), "{ran:?}");
    assert_ne!(desk.dump(), before);
    desk.ok(NOW, &["check"]);
}
