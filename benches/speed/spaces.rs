//! Spaces of any size with a history: the program's own, made by its commands, and the raw one with
//! the same rows.

use std::env::current_exe;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use daypass::domain::day::Day;
use tempfile::TempDir;

use crate::figures::Costs;
use crate::measure::run;
use crate::raw;

/// The first day of the first month, as the database counts days.
pub(crate) const FIRST_DAY: i64 = 20_240;
/// How many bookings wait for the next period.
const WAITING: i64 = 200;

static PROGRAM: &str = env!("CARGO_BIN_EXE_daypass");
static THIS: LazyLock<PathBuf> = LazyLock::new(|| current_exe().expect("this binary is somewhere"));

/// The first day of month `k`, counted from 0.
pub(crate) fn month(k: i64) -> i64 {
    let day = Day::read(&date(k)).expect("a date");
    i64::from(day.number())
}

/// The same as it is typed.
fn date(k: i64) -> String {
    format!("{}-{:02}-01", 2025 + (k + 5) / 12, (k + 5) % 12 + 1)
}

/// A space, twice.
pub(crate) struct Space {
    folder: TempDir,
    /// How many members it has.
    pub(crate) members: i64,
    /// How many months have begun.
    pub(crate) months: i64,
    /// What adding the members cost.
    pub(crate) filled: Option<Costs>,
}

impl Space {
    /// Makes one: members on a plan, and each month a renewal and a deduction from everybody.
    pub(crate) fn make(members: i64, months: i64) -> Self {
        let mut space = Self {
            folder: tempfile::tempdir().expect("a folder"),
            members,
            months,
            filled: None,
        };
        space.begin();
        for k in 0..months {
            if k > 0 {
                run(&mut space.renewal(k));
                run(&mut space.raw(&Self::renewing(k).each_ref().map(String::as_str)));
            }
            run(space
                .program(k, 2)
                .args(["deduct", "--csv", "four.csv", "--force"]));
            run(&mut space.raw(&["deduct", &space.file("four.csv"), &month(k).to_string()]));
        }
        space.schedule();
        fs::copy(space.file("daypass.db"), space.file("same.db")).expect("a copy");
        space
    }

    fn begin(&mut self) {
        run(self.program(0, 0).args(["init", "--timezone", "UTC"]));
        let config = fs::read_to_string(self.file("config.toml")).expect("a config");
        let seats = |line: &str| line.trim_start().starts_with("seats = ");
        let lines = config
            .lines()
            .map(|line| if seats(line) { "seats = 100000" } else { line });
        let config = lines.collect::<Vec<_>>().join("\n");
        fs::write(self.file("config.toml"), config).expect("a config");
        run(self.program(0, 0).args(["apply", "--yes"]));
        let plan = [
            "plan", "add", "Ten", "--passes", "10", "--every", "1month", "--price", "150",
        ];
        run(self.program(0, 0).args(plan));
        self.csv(
            "members.csv",
            "name,email,handle,plan",
            "Member #,m#@example.org,m#,Ten",
        );
        self.csv("four.csv", "member,passes", "m#,4");
        self.csv("two.csv", "member,passes", "m#,2");
        raw::create(Path::new(&self.file("raw.db"))).expect("a raw database");
        let by_program = run(self.program(0, 1).args(["member", "import", "members.csv"]));
        let by_raw = run(&mut self.raw(&["fill", &self.members.to_string()]));
        self.filled = Some(Costs {
            program: by_program,
            raw: by_raw,
            same: None,
        });
    }

    /// Bookings of some members that wait for the month after the last.
    fn schedule(&self) {
        let waiting = WAITING.min(self.members);
        let on = format!("{}03", date(self.months).trim_end_matches("01"));
        for at in 1..=waiting {
            let who = format!("m{at}");
            run(self
                .program(self.months - 1, 3)
                .args(["book", &who, "--on", &on]));
        }
        let next = month(self.months).to_string();
        run(&mut self.raw(&["schedule", &waiting.to_string(), &next]));
    }

    /// Renews all of it for the month after the last.
    pub(crate) fn renew(&self) -> Costs {
        let words = Self::renewing(self.months);
        let words = words.each_ref().map(String::as_str);
        Costs {
            program: run(&mut self.renewal(self.months)),
            raw: run(&mut self.raw(&words)),
            same: Some(run(&mut self.same(&words))),
        }
    }

    /// The renewal of month `k`.
    fn renewal(&self, k: i64) -> Command {
        let mut renewal = self.program(k, 1);
        renewal.args(["renew", "--yes"]);
        renewal
    }

    /// The words of the same for bare SQLite.
    fn renewing(k: i64) -> [String; 3] {
        [
            "renew".to_owned(),
            month(k).to_string(),
            month(k + 1).to_string(),
        ]
    }

    /// A file of the space.
    pub(crate) fn file(&self, name: &str) -> String {
        let path = self.folder.path().join(name);
        path.to_str().expect("UTF-8").to_owned()
    }

    fn csv(&self, name: &str, header: &str, row: &str) {
        let mut text = header.to_owned();
        for at in 1..=self.members {
            write!(text, "\n{}", row.replace('#', &at.to_string())).expect("a String");
        }
        fs::write(self.file(name), text).expect("a file");
    }

    /// The program, at that hour of the first day of month `k`.
    pub(crate) fn program(&self, k: i64, hour: i64) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .current_dir(self.folder.path())
            .env_clear()
            .env("DAYPASS_NOW", format!("{}T{hour:02}:00:00Z", date(k)))
            .env("DAYPASS_ACTOR", "bench")
            .env("HOME", self.folder.path())
            .arg("--quiet");
        command
    }

    /// Raw work on rows that are as few and small as it needs.
    pub(crate) fn raw(&self, words: &[&str]) -> Command {
        self.bare("raw", words)
    }

    /// Bare work on the program's own rows.
    pub(crate) fn same(&self, words: &[&str]) -> Command {
        self.bare("same", words)
    }

    fn bare(&self, how: &str, words: &[&str]) -> Command {
        let (work, rest) = words.split_first().expect("a work");
        let mut command = Command::new(&*THIS);
        command
            .args([how, work, &self.file(&format!("{how}.db"))])
            .args(rest)
            .env_clear();
        command
    }

    /// Bytes of the program's database, of the raw one, and how many entries they have.
    pub(crate) fn sizes(&self) -> (u64, u64, u64) {
        let size = |name| fs::metadata(self.file(name)).map_or(0, |file| file.len());
        let entries = raw::count_entries(Path::new(&self.file("raw.db"))).expect("a raw database");
        (size("daypass.db"), size("raw.db"), entries)
    }
}

/// A process that does nothing.
pub(crate) fn nothing() -> Command {
    let mut command = Command::new(&*THIS);
    command.arg("raw").env_clear();
    command
}

/// `daypass --version`.
pub(crate) fn version() -> Command {
    let mut command = Command::new(PROGRAM);
    command.arg("--version").env_clear();
    command
}
