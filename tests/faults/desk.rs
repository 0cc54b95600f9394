//! A space that has a little of everything, copied for each test, and the program run on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use tempfile::TempDir;

/// 2026-06-03 09:00 in Kyiv.
pub(crate) const NOW: &str = "2026-06-03T06:00:00Z";
/// Two periods later.
pub(crate) const LATER: &str = "2026-07-04T06:00:00Z";

/// What the space is made of: the clock, and the command.
const BEGINNING: &[(&str, &[&str])] = &[
    (NOW, &["init", "--timezone", "Europe/Kyiv"]),
    (NOW, &["company", "add", "Acme"]),
    (NOW, &["member", "add", "Ana", "--email", "ana@example.org"]),
    (NOW, &["member", "add", "Ben", "--company", "acme"]),
    (NOW, &["member", "add", "Cleo"]),
    (NOW, &["member", "add", "Vera", "--visitor"]),
    (
        NOW,
        &[
            "plan", "add", "Flex", "--passes", "10", "--every", "1month", "--price", "150",
        ],
    ),
    (
        NOW,
        &[
            "plan",
            "add",
            "Week",
            "--include",
            "day=2/week",
            "--every",
            "1month",
            "--price",
            "9",
        ],
    ),
    (NOW, &["subscription", "start", "ana", "Flex"]),
    (
        NOW,
        &["subscription", "start", "acme", "Week", "--quantity", "2"],
    ),
    (NOW, &["grant", "ana", "2.5", "--expires", "2026-06-20"]),
    (NOW, &["grant", "acme", "3", "--monthly"]),
    (
        NOW,
        &[
            "grant",
            "ben",
            "4",
            "--expires",
            "2026-06-10",
            "--memo",
            "welcome",
        ],
    ),
    (NOW, &["deduct", "ana", "1"]),
    (NOW, &["book", "ana", "--on", "2026-06-05"]),
    (NOW, &["book", "ana", "--on", "2026-07-08", "--seats", "2"]),
    (NOW, &["book", "ben", "--on", "2026-07-09"]),
    (NOW, &["checkin", "ben"]),
    (
        NOW,
        &["desk", "assign", "hot", "ana", "--from", "2026-06-10"],
    ),
    (NOW, &["invoice", "issue", "ana"]),
];

/// What is done once the desk has a price.
const PRICED: &[&[&str]] = &[
    &["apply"],
    &["book", "vera", "--on", "2026-06-10", "--paid"],
    &["book", "vera", "--on", "2026-06-11"],
    &["book", "ana", "--on", "2026-06-12", "--pay", "later"],
    &["voucher", "add", "WELCOME", "--passes", "1", "--uses", "1"],
    &[
        "promo",
        "add",
        "SPRING",
        "--percent",
        "10",
        "--desks",
        "hot",
    ],
    &[
        "plan",
        "add",
        "Pack",
        "--package",
        "--passes",
        "5",
        "--valid",
        "3months",
        "--price",
        "60",
        "--holdable",
    ],
    &["member", "add", "Fred", "--buy", "pack=1"],
    &[
        "hold",
        "add",
        "fred",
        "--lot",
        "lt-6",
        "--from",
        "2026-06-20",
        "--until",
        "2026-06-22",
    ],
    &["member", "add", "Uma"],
    &["member", "set", "uma", "--use-passes", "on"],
    &["checkin", "uma", "--unpaid"],
    &["grant", "uma", "2"],
    &[
        "plan",
        "add",
        "Month",
        "--package",
        "--passes",
        "5",
        "--valid",
        "1month",
        "--starts",
        "first-visit",
        "--price",
        "60",
    ],
    &["member", "add", "Gina", "--buy", "month=1"],
    &[
        "plan",
        "add",
        "Try",
        "--package",
        "--passes",
        "1",
        "--valid",
        "7days",
        "--price",
        "5",
        "--then",
        "convert:Week",
    ],
    &["member", "add", "Hugo", "--buy", "try=1"],
    &["promo", "add", "ALL", "--percent", "10"],
];

/// A folder with config.toml and daypass.db.
pub(crate) struct Desk {
    folder: TempDir,
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("no signal"),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// A folder in memory where there is such a thing: what is tried here does not wait for a disk.
fn folder() -> TempDir {
    TempDir::new_in("/dev/shm")
        .or_else(|_| TempDir::new())
        .expect("a folder")
}

/// The space that every test begins with.
fn beginning() -> &'static Desk {
    static BEGUN: OnceLock<Desk> = OnceLock::new();
    BEGUN.get_or_init(|| {
        let desk = Desk::empty();
        for (now, words) in BEGINNING {
            desk.ok(now, words);
        }
        let config = fs::read_to_string(desk.path("config.toml")).expect("a config");
        let priced = config.replacen("price = \"0.00\"", "price = \"15.00\"", 1);
        desk.write("config.toml", priced);
        for words in PRICED {
            desk.ok(NOW, words);
        }
        desk
    })
}

impl Desk {
    /// A copy of the space.
    pub(crate) fn new() -> Self {
        let begun = beginning();
        let desk = Self::empty();
        for name in ["config.toml", "daypass.db"] {
            fs::copy(begun.path(name), desk.path(name)).expect("copied");
        }
        desk
    }

    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { folder: folder() }
    }

    /// The name of a file in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The database.
    pub(crate) fn database(&self) -> PathBuf {
        self.path("daypass.db")
    }

    /// Writes a file in the folder.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).expect("a folder that can be written");
    }

    /// The program, about to be run in the folder at that time.
    pub(crate) fn command(&self, now: &str, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_daypass"));
        command.current_dir(&self.folder).env_clear().args(words);
        command.env("HOME", self.folder.path());
        command.env("DAYPASS_NOW", now);
        command.env("DAYPASS_ACTOR", "tester");
        command
    }

    /// Runs the program.
    pub(crate) fn run(&self, now: &str, words: &[&str]) -> Ran {
        let mut command = self.command(now, words);
        let ran = Ran::from(command.output().expect("the program runs"));
        assert!(!ran.err.contains("panicked"), "{words:?}: {ran:?}");
        ran
    }

    /// Runs what has to succeed.
    pub(crate) fn ok(&self, now: &str, words: &[&str]) -> String {
        let ran = self.run(now, words);
        assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
        ran.out
    }

    /// Opens the database behind the program's back.
    pub(crate) fn behind(&self) -> Connection {
        open(&self.database())
    }

    /// Everything in the database, row by row; nothing where there is none.
    pub(crate) fn dump(&self) -> Vec<String> {
        if !self.database().exists() {
            return Vec::new();
        }
        dump(&self.behind()).expect("a sound database")
    }
}

/// Opens a database without the program.
pub(crate) fn open(path: &Path) -> Connection {
    Connection::open(path).expect("an SQLite file")
}

/// Every row of every table that the program made.
pub(crate) fn dump(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' \
                  AND name NOT LIKE 'planted%' AND name NOT LIKE 'sqlite%' ORDER BY name";
    let mut tables = db.prepare(tables)?;
    let names = tables.query_map([], |row| row.get(0))?;
    let names: Vec<String> = names.collect::<Result<_, _>>()?;
    let mut lines = Vec::new();
    for name in names {
        let mut rows = db.prepare(&format!("SELECT * FROM {name} ORDER BY 1, 2, 3"))?;
        let columns = rows.column_count();
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            // SQLite does not mind the case of a name: a flipped bit there changes nothing.
            let mut line = name.to_lowercase();
            for column in 0..columns {
                line.push_str(&shown(row.get_ref(column)?));
            }
            lines.push(line);
        }
    }
    Ok(lines)
}

fn shown(value: ValueRef) -> String {
    match value {
        ValueRef::Null => "|null".to_owned(),
        ValueRef::Integer(number) => format!("|{number}"),
        ValueRef::Real(number) => format!("|{number}"),
        ValueRef::Text(bytes) => format!("|{:?}", String::from_utf8_lossy(bytes)),
        ValueRef::Blob(bytes) => format!("|{bytes:?}"),
    }
}
