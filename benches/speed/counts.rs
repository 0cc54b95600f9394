//! What does not depend on the machine's mood: instructions, as valgrind counts them, and system
//! calls and syncs, as strace does, each beside its bound. Where a tool is not installed or may not
//! trace, that is said.

use std::fs;
use std::process::{Command, Stdio};

use crate::spaces::Space;

const MEMBERS: i64 = 1_000;

/// What was counted, or why it could not be.
type Counted = Result<u64, &'static str>;

/// Counts all of it in a space of a thousand members.
pub(crate) fn run() {
    let space = Space::make(MEMBERS, 1);
    let rows = u64::try_from(MEMBERS).expect("a number of members");
    println!("{:<44} {:>11} {:>11}", "", "counted", "bound");
    let balance = || said(&space, 12, &["member", "show", "m17"]);
    tell(
        "instructions of a balance",
        instructions(&balance()),
        4_000_000,
    );
    let (_, syncs) = calls(&space, &balance());
    tell("syncs of a balance", syncs, 0);
    let (all, syncs) = calls(&space, &said(&space, 12, &["grant", "m17", "1"]));
    tell("syncs of a grant", syncs, 5);
    tell("system calls of a grant", all, 260);
    let each = |counted: Counted| counted.map(|all| all / rows);
    let bulk = said(&space, 13, &["grant", "--csv", "two.csv", "--force"]);
    tell(
        "instructions of a row of a CSV of grants",
        each(instructions(&bulk)),
        40_000,
    );
    let mut renew = space.program(space.months, 1);
    renew.args(["renew", "--yes"]);
    tell(
        "instructions of a member of a renewal",
        each(instructions(&renew)),
        100_000,
    );
}

fn said(space: &Space, hour: i64, words: &[&str]) -> Command {
    let mut command = space.program(space.months - 1, hour);
    command.args(words);
    command
}

fn tell(what: &str, counted: Counted, bound: u64) {
    match counted {
        Ok(count) => {
            let verdict = if count <= bound { "met" } else { "not met" };
            println!("{what:<44} {count:>11} {bound:>11} {verdict}");
        }
        Err(why) => println!("{what:<44} {why:>11} {bound:>11}"),
    }
}

/// The same command as a tool's.
fn under(tool: &str, flags: &[&str], command: &Command) -> Command {
    let mut whole = Command::new(tool);
    whole.args(flags).arg(command.get_program());
    whole.args(command.get_args());
    whole.current_dir(command.get_current_dir().expect("in the space's folder"));
    for (name, value) in command.get_envs() {
        whole.env(name, value.expect("set, not removed"));
    }
    whole.stdin(Stdio::null()).stdout(Stdio::null());
    whole
}

fn instructions(command: &Command) -> Counted {
    let flags = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
    let done = under("valgrind", &flags, command).output();
    let told = done.map_err(|_| "no valgrind")?.stderr;
    let told = String::from_utf8_lossy(&told);
    let count = told.lines().find_map(|line| {
        let (_, count) = line.split_once("Collected :")?;
        count.trim().parse().ok()
    });
    count.ok_or("no count")
}

/// All system calls, and those among them that sync.
fn calls(space: &Space, command: &Command) -> (Counted, Counted) {
    let log = space.file("calls");
    let done = under("strace", &["-f", "-o", &log], command).output();
    let traced = done.is_ok_and(|done| done.status.success());
    let Some(log) = fs::read_to_string(&log).ok().filter(|_| traced) else {
        return (Err("no strace"), Err("no strace"));
    };
    let call = |line: &&str| line.contains('(') && !line.contains("resumed>");
    let lines: Vec<&str> = log.lines().filter(call).collect();
    let syncs = lines.iter().filter(|line| line.contains("sync(")).count();
    let count = |many: usize| u64::try_from(many).map_err(|_| "too many");
    (count(lines.len()), count(syncs))
}
