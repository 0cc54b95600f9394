//! The disk fails under each call, once or for good, is full, or takes half a write: exit 4 with
//! the cause and nothing changed, or done whole.

use crate::begun::{INIT, before};
use crate::desk::{LATER, Ran};
use crate::disk::{Call, Disk, Failing, Fault};
use crate::figures::{Size, Tally};
use crate::truth::Truth;
use crate::writes::WRITING;

/// What fails how.
const FAULTS: &[(Call, Failing)] = &[
    (Call::Write, Failing::Once),
    (Call::Write, Failing::Dead),
    (Call::Write, Failing::Full),
    (Call::Write, Failing::Short),
    (Call::Sync, Failing::Once),
    (Call::Sync, Failing::Dead),
    (Call::Truncate, Failing::Once),
    (Call::Truncate, Failing::Full),
    (Call::Open, Failing::Once),
    (Call::Open, Failing::Dead),
    (Call::Link, Failing::Once),
];

/// What is wrong with how a run under a failing disk ended, if anything.
fn judged(ran: &Ran, found: &[String], truth: &Truth) -> Result<(), String> {
    let done = found == truth.after();
    match ran.code {
        0 if done => Ok(()),
        0 => Err("said done, and was not".to_owned()),
        4 if done => Err("said not done, and was".to_owned()),
        4 if !ran.out.is_empty() => Err("answered and failed".to_owned()),
        4 if ran.err.contains("error: the disk refused: ")
            || ran.err.contains("error: the database is read-only") =>
        {
            Ok(())
        }
        code => Err(format!("exit {code}")),
    }
}

/// Fails each call of each sort while a command runs, and runs it again on a mended disk.
fn command(drive: &Disk, now: &str, words: &[&str], step: u32, tally: &mut Tally) {
    let truth = Truth::about(&before(words), now, words);
    for (call, failing) in FAULTS {
        let step = if *call == Call::Write { step } else { 1 };
        for nth in (1..).step_by(usize::try_from(step).expect("small")) {
            let (call, failing) = (*call, *failing);
            let desk = before(words);
            let fault = Fault { call, nth, failing };
            let (ran, came_to_it) = drive.fail(&desk, now, words, fault);
            if !came_to_it {
                break;
            }
            let ran = ran.expect("nothing is killed here");
            let outcome = truth.found(&desk).and_then(|found| {
                judged(&ran, found, &truth)?;
                if found != truth.after() {
                    desk.ok(now, words);
                    truth.found(&desk)?;
                }
                Ok(())
            });
            tally.count(outcome.map_err(|why| format!("{words:?}, {fault:?}: {why}: {ran:?}")));
        }
    }
}

/// Fails every call in turn while each writing command runs.
pub(crate) fn each_call(size: Size) -> Tally {
    const WHAT: &str = "EIO, ENOSPC, short writes: at the calls of each writing command";
    let Some(drive) = Disk::new() else {
        return Tally::skipped(WHAT, "needs Linux and cc");
    };
    let mut tally = Tally::new(WHAT);
    let renew = [(LATER, ["renew"].as_slice())];
    // A different write of each command, so that together they are many.
    for (nth, (now, words)) in INIT.iter().chain(&renew).chain(WRITING).enumerate() {
        match size {
            Size::Full => command(&drive, now, words, 4, &mut tally),
            Size::Bounded if nth % 10 == 0 || *words == ["renew"] => {
                command(&drive, now, words, 11, &mut tally);
            }
            Size::Bounded => {}
        }
    }
    tally
}
