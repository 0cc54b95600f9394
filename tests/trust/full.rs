//! The disk fills up: no file may grow past a limit that is lower each time. The process is told,
//! or ended; and the next run works.

use std::fs;
use std::process::Command;

use crate::desk::{Desk, LATER, NOW, Ran};
use crate::figures::{Size, Tally};
use crate::truth::Truth;
use crate::writes::with_files;

const GROWING: &[(&str, &[&str])] = &[
    (NOW, &["grant", "ana", "2"]),
    (NOW, &["grant", "--csv", "grants.csv"]),
    (NOW, &["member", "import", "people.csv"]),
    (LATER, &["renew"]),
    (NOW, &["book", "ana", "--on", "2026-06-09"]),
];

/// Runs the program where no file grows past so many blocks of 512 bytes.
fn limited(desk: &Desk, now: &str, words: &[&str], blocks: u64, told: bool) -> Option<Ran> {
    let program = desk.command(now, words);
    let mut shell = Command::new("sh");
    shell.current_dir(desk.path("")).env_clear();
    for (name, value) in program.get_envs() {
        shell.env(name, value.expect("a value"));
    }
    let ignored = if told { "trap '' XFSZ; " } else { "" };
    let script = format!("{ignored}ulimit -f {blocks}; exec \"$@\"");
    shell.args(["-c", &script, "sh"]);
    shell.arg(program.get_program()).args(program.get_args());
    let ran = shell.output().expect("a shell");
    ran.status.code().map(|_| Ran::from(ran))
}

/// Lets each command run against every limit up to what it needs.
pub(crate) fn full(size: Size) -> Tally {
    let mut tally = Tally::new("disk full (no file may grow past a limit)");
    for (now, words) in GROWING {
        let truth = Truth::about(&with_files(), now, words);
        let whole = fs::metadata(with_files().database()).expect("a file").len() / 512;
        let step = usize::try_from(whole / size.of(6, 40)).expect("small");
        for blocks in (0..whole + 64).step_by(step.max(1)) {
            for told in [true, false] {
                let desk = with_files();
                let ran = limited(&desk, now, words, blocks, told);
                let outcome = truth.found(&desk).and_then(|found| {
                    let done = found == truth.after();
                    match &ran {
                        Some(ran) if ran.code == 0 && !done => return Err("said done".to_owned()),
                        Some(ran) if ran.code == 4 && done => return Err("said no".to_owned()),
                        Some(ran) if !matches!(ran.code, 0 | 4) => {
                            return Err("another exit code".to_owned());
                        }
                        Some(_) | None => {}
                    }
                    if !done {
                        desk.ok(now, words);
                    }
                    truth.found(&desk).map(drop)
                });
                tally.count(
                    outcome.map_err(|why| format!("{words:?}, {blocks} blocks: {why}: {ran:?}")),
                );
            }
        }
    }
    tally
}
