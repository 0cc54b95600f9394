//! The same questions for what a user would pick instead: sqlite3 and a script with SQLAlchemy on
//! the raw database, hledger and ledger on the exported journal. What is not installed is left out.

use std::fs;
use std::process::{Command, Stdio};

use crate::figures::ratio;
use crate::measure::{run, typical};
use crate::raw::NEVER;
use crate::spaces::{Space, month};

const ROUNDS: usize = 5;
const MONTHS: i64 = 12;

/// One who answers, and the words for each question; None where it has no such thing.
struct Peer {
    name: &'static str,
    program: &'static str,
    asked: [Option<Vec<String>>; 4],
}

const QUESTIONS: [&str; 4] = [
    "one balance",
    "all balances",
    "a member's last 50 entries",
    "one durable grant",
];

/// Asks everybody and prints how many times as long as daypass they take.
pub(crate) fn run_all(sizes: &str) {
    for size in sizes.split(',') {
        let members = size.parse().expect("a number of members");
        let space = Space::make(members, MONTHS);
        run(space
            .program(MONTHS - 1, 12)
            .args(["export", "ledger", "books"]));
        let peers: Vec<Peer> = peers(&space).into_iter().filter(is_there).collect();
        let names: Vec<&str> = peers.iter().map(|peer| peer.name).collect();
        println!("| {members} members | {} |", names.join(" | "));
        println!("|---|{}", "--:|".repeat(names.len()));
        for (at, question) in QUESTIONS.iter().enumerate() {
            let own = typical_us(|| {
                let mut command = space.program(MONTHS - 1, 12);
                command.args(OURS[at]);
                command
            });
            let times = peers.iter().map(|peer| match &peer.asked[at] {
                None => "–".to_owned(),
                Some(words) => ratio(typical_us(|| asked(&space, peer.program, words)), own),
            });
            let times: Vec<String> = times.collect();
            println!("| {question} | {} |", times.join(" | "));
        }
    }
}

/// How daypass is asked each question.
const OURS: [&[&str]; 4] = [
    &["member", "show", "m17"],
    &["member", "list", "--format", "csv"],
    &["history", "m17", "--limit", "50", "--format", "csv"],
    &["grant", "m17", "1"],
];

/// How a peer is asked.
fn asked(space: &Space, program: &str, words: &[String]) -> Command {
    let mut command = Command::new(program);
    command.args(words).current_dir(space.file(""));
    command
}

/// The median wall time of a command.
fn typical_us(command: impl Fn() -> Command) -> u64 {
    let costs = (0..ROUNDS).map(|_| run(&mut command()));
    typical(costs.collect()).wall_us
}

/// Whether a peer's program is installed and runs.
fn is_there(peer: &Peer) -> bool {
    let mut probe = Command::new(peer.program);
    if peer.program == "python3" {
        probe.args(["-c", "import sqlalchemy"]);
    } else {
        probe.arg("--version");
    }
    let ran = probe
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    ran.status().is_ok_and(|status| status.success())
}

fn peers(space: &Space) -> Vec<Peer> {
    let today = month(MONTHS - 1).to_string();
    let owned = |words: &[&str]| Some(words.iter().map(ToString::to_string).collect());
    let usable =
        format!("left_halves > 0 AND valid_from_day <= {today} AND expires_day >= {today}");
    let m17 = "(SELECT id FROM customer WHERE handle = 'm17')";
    let sql = |text: String| owned(&["raw.db", &text]);
    let script = space.file("peers.py");
    fs::write(&script, include_str!("peers.py")).expect("a script");
    let python = |words: &[&str]| owned(&[&[script.as_str()], words].concat());
    let books = |words: &[&str]| owned(&[&["-f", "books/daypass.journal"], words].concat());
    vec![
        Peer {
            name: "sqlite3",
            program: "sqlite3",
            asked: [
                sql(format!(
                    "SELECT sum(left_halves) FROM lot WHERE owner = {m17} AND {usable}"
                )),
                sql(format!(
                    "SELECT c.handle, c.name, (SELECT sum(left_halves) FROM lot \
                     WHERE owner = c.id AND {usable}) FROM customer c"
                )),
                sql(format!(
                    "SELECT id, type, halves, on_day FROM entry WHERE member = {m17} \
                     ORDER BY id DESC LIMIT 50"
                )),
                sql(format!(
                    "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; BEGIN IMMEDIATE; \
                     INSERT INTO operation (at_ms, command) VALUES (0, 'grant'); \
                     INSERT INTO lot (operation, owner, granted_halves, left_halves, \
                     valid_from_day, expires_day, source) SELECT max(id), {m17}, 2, 2, {today}, \
                     {NEVER}, 'grant' FROM operation; \
                     INSERT INTO entry (operation, lot, type, halves, on_day, member) \
                     SELECT operation, id, 'grant', 2, {today}, owner FROM lot \
                     ORDER BY id DESC LIMIT 1; COMMIT"
                )),
            ],
        },
        Peer {
            name: "SQLAlchemy",
            program: "python3",
            asked: [
                python(&["balance", "raw.db", "m17", &today]),
                python(&["all", "raw.db", &today]),
                python(&["page", "raw.db", "m17"]),
                python(&["grant", "raw.db", "m17", &today]),
            ],
        },
        Peer {
            name: "hledger",
            program: "hledger",
            asked: [
                books(&["balance", "passes:m17$"]),
                books(&["balance", "passes"]),
                books(&["register", "passes:m17$"]),
                None,
            ],
        },
        Peer {
            name: "ledger",
            program: "ledger",
            asked: [
                books(&["balance", "passes:m17$"]),
                books(&["balance", "passes"]),
                books(&["register", "passes:m17$", "--tail", "50"]),
                None,
            ],
        },
    ]
}
