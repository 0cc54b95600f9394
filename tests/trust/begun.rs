//! `init` in trouble: a space is there whole, or it is not and the next `init` makes it.

use crate::desk::{Desk, NOW};
use crate::disk::{Call, Disk, Failing, Fault};
use crate::figures::{Size, Tally};
use crate::truth::{Truth, sound};
use crate::writes::with_files;

/// What makes a space.
pub(crate) const INIT: [(&str, &[&str]); 2] = [
    (NOW, &["init", "--timezone", "Europe/Kyiv"]),
    (NOW, &["init", "--sample"]),
];

/// The desk that a command is tried on.
pub(crate) fn before(words: &[&str]) -> Desk {
    if words[0] == "init" {
        Desk::empty()
    } else {
        with_files()
    }
}

/// Kills `init` before and within each call on the disk.
pub(crate) fn killed_at_each_call(size: Size) -> Tally {
    const WHAT: &str = "SIGKILL before and within writes and syncs of init";
    let Some(drive) = Disk::new() else {
        return Tally::skipped(WHAT, "needs Linux and cc");
    };
    let mut tally = Tally::new(WHAT);
    for (now, words) in &INIT[..size.of(1, 2)] {
        let truth = Truth::about(&Desk::empty(), now, words);
        for (call, failing) in [
            (Call::Sync, Failing::Killed),
            (Call::Write, Failing::Killed),
            (Call::Write, Failing::Torn),
            (Call::Open, Failing::Killed),
            (Call::Link, Failing::Killed),
        ] {
            let step = if call == Call::Write {
                size.of(25, 1)
            } else {
                1
            };
            for nth in (1..).step_by(step) {
                let desk = Desk::empty();
                let fault = Fault { call, nth, failing };
                let (ran, came_to_it) = drive.fail(&desk, now, words, fault);
                if !came_to_it {
                    break;
                }
                assert!(ran.is_none(), "{words:?}, {fault:?}: was not killed");
                let outcome = completed(&desk, &truth);
                tally.count(outcome.map_err(|why| format!("{words:?}, {fault:?}: {why}")));
            }
        }
    }
    tally
}

/// All of the space is there, or no database, and what the message of the next `init` advises
/// makes one.
fn completed(desk: &Desk, truth: &Truth) -> Result<(), String> {
    if truth.found(desk)? == truth.after() {
        return Ok(());
    }
    let ran = desk.run(NOW, &["init"]);
    if ran.code == 1 && ran.err.contains("daypass init --keep-config") {
        desk.ok(NOW, &["init", "--keep-config"]);
    } else if ran.code != 0 {
        return Err(format!("{ran:?}"));
    }
    sound(desk)
}
