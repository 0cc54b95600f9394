//! The process is killed: at random moments, at each call on the disk, and by the signals that end
//! a program. Before, or whole batches; and the same command again completes it.

use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::desk::{Desk, LATER, NOW};
use crate::dice::Dice;
use crate::disk::{Call, Disk, Failing, Fault};
use crate::figures::{Size, Tally};
use crate::truth::{Truth, sound};
use crate::writes::{WRITING, with_files};

/// What is interrupted.
const INTERRUPTED: &[(&str, &[&str])] = &[
    (NOW, &["grant", "--csv", "many.csv"]),
    (NOW, &["member", "import", "newcomers.csv"]),
    (LATER, &["renew"]),
    (NOW, &["grant", "ana", "2", "--key", "k1"]),
];

/// A desk with long lists to take in.
fn busy_desk(rows: u64) -> Desk {
    let desk = with_files();
    let grants = (0..rows).map(|row| format!("{},1\n", ["ana", "ben", "cleo", "acme"][at(row)]));
    desk.write(
        "many.csv",
        format!("member,passes\n{}", grants.collect::<String>()),
    );
    let people = (0..rows).map(|row| format!("N{row},n{row}@example.org\n"));
    desk.write(
        "newcomers.csv",
        format!("name,email\n{}", people.collect::<String>()),
    );
    desk
}

fn at(row: u64) -> usize {
    usize::try_from(row % 4).expect("small")
}

/// How long a command takes here.
#[expect(clippy::disallowed_methods, reason = "a stopwatch, not a clock")]
fn time_of(run: impl FnOnce()) -> Duration {
    let begun = std::time::Instant::now();
    run();
    begun.elapsed()
}

/// Ends a process some way.
type End = fn(&mut Child);

fn kill(child: &mut Child) {
    // It may have ended by itself.
    drop(child.kill());
}

fn send(signal: &str, child: &Child) {
    let pid = child.id().to_string();
    let mut kill = Command::new("kill");
    // It may have ended by itself.
    drop(kill.args([signal, &pid]).stderr(Stdio::null()).status());
}

fn interrupt(child: &mut Child) {
    send("-INT", child);
}

fn terminate(child: &mut Child) {
    send("-TERM", child);
}

/// Interrupts each command at random moments.
fn at_random(what: &'static str, rounds: u64, rows: u64, ends: &[End]) -> Tally {
    let mut tally = Tally::new(what);
    let mut dice = Dice::new(11);
    for (now, words) in INTERRUPTED {
        let desk = busy_desk(rows);
        let before = desk.dump();
        let time = time_of(|| drop(desk.ok(now, words)));
        let truth = Truth::of(before, desk.dump());
        let most = i64::try_from(time.as_micros()).expect("short");
        for round in 0..rounds {
            let desk = busy_desk(rows);
            let mut command = desk.command(now, words);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().expect("the program runs");
            let moment = dice.between(0, most + most / 5);
            sleep(Duration::from_micros(moment.unsigned_abs()));
            ends[usize::try_from(round).expect("small") % ends.len()](&mut child);
            child.wait().expect("it ended");
            tally.count(completed(&desk, &truth, now, words));
        }
    }
    tally
}

/// What is found is before or whole, and the same command again completes it.
fn completed(desk: &Desk, truth: &Truth, now: &str, words: &[&str]) -> Result<(), String> {
    let found = truth.found(desk);
    let completed = found.and_then(|found| {
        if found != truth.after() || words.contains(&"--key") {
            desk.ok(now, words);
        }
        truth.found(desk)
    });
    match completed {
        Ok(found) if found == truth.after() => Ok(()),
        Ok(_) => Err(format!("{words:?}: again did not complete it")),
        Err(why) => Err(format!("{words:?}: {why}")),
    }
}

/// How many rows the lists have in a long run: more than are read by one connection.
const LONG: u64 = 1_100;

/// SIGKILL at random moments.
pub(crate) fn killed(size: Size) -> Tally {
    const WHAT: &str =
        "SIGKILL at a random moment of bulk grants, imports, renewals, single grants";
    at_random(WHAT, size.of(50, 500), size.of(200, LONG), &[kill])
}

/// SIGINT and SIGTERM at random moments.
pub(crate) fn signalled(size: Size) -> Tally {
    const WHAT: &str = "SIGINT or SIGTERM at a random moment of the same";
    let ends: &[End] = &[interrupt, terminate];
    at_random(WHAT, size.of(6, 50), size.of(200, LONG), ends)
}

/// More customers than one batch of `renew` takes (R4).
const CROWD: u64 = 10_500;

/// SIGKILL at a random moment of a renewal of several batches: none, the first, or all of them are
/// found, and the next run does what is left.
pub(crate) fn between_batches(rounds: u64) -> Tally {
    let mut tally = Tally::new("SIGKILL at a random moment of a renewal of several batches");
    let mut dice = Dice::new(12);
    let desk = with_files();
    let crowd = (0..CROWD).map(|row| format!("N{row},n{row}@example.org,Flex\n"));
    let crowd = format!("name,email,plan\n{}", crowd.collect::<String>());
    desk.write("crowd.csv", crowd);
    desk.ok(NOW, &["member", "import", "crowd.csv"]);
    let begun = std::fs::read(desk.database()).expect("a database");
    let time = time_of(|| drop(desk.ok(LATER, &["renew"])));
    let whole = desk.dump();
    let most = i64::try_from(time.as_micros()).expect("short");
    for _ in 0..rounds {
        let desk = with_files();
        desk.write("daypass.db", &begun);
        let mut command = desk.command(LATER, &["renew"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program runs");
        sleep(Duration::from_micros(dice.between(0, most).unsigned_abs()));
        kill(&mut child);
        child.wait().expect("it ended");
        let found = sound(&desk).and_then(|()| {
            desk.ok(LATER, &["renew"]);
            sound(&desk)
        });
        tally.count(found.and_then(|()| {
            let same = desk.dump() == whole;
            same.then_some(())
                .ok_or_else(|| "again did not complete it".to_owned())
        }));
    }
    tally
}

/// Killed before and within each call on the disk, in each writing command.
pub(crate) fn at_each_call(size: Size) -> Tally {
    const WHAT: &str = "SIGKILL before and within writes and syncs of each writing command";
    let Some(drive) = Disk::new() else {
        return Tally::skipped(WHAT, "needs Linux and cc");
    };
    let mut tally = Tally::new(WHAT);
    let renew = [(LATER, ["renew"].as_slice())];
    let some = size.of(14, 1);
    for (now, words) in renew.iter().chain(WRITING).step_by(some) {
        let truth = Truth::about(&with_files(), now, words);
        for (call, failing, step) in [
            (Call::Sync, Failing::Killed, 1),
            (Call::Write, Failing::Killed, size.of(5, 2)),
            (Call::Write, Failing::Torn, size.of(4, 3)),
            (Call::Truncate, Failing::Killed, 1),
        ] {
            for nth in (1..).step_by(step) {
                let desk = with_files();
                let fault = Fault { call, nth, failing };
                let (ran, came_to_it) = drive.fail(&desk, now, words, fault);
                if !came_to_it {
                    break;
                }
                assert!(ran.is_none(), "{words:?}, {fault:?}: was not killed");
                tally.count(completed(&desk, &truth, now, words));
            }
        }
    }
    tally
}
