//! Every schema that a program wrote before, as a dump in fixtures/schema with what it is known to hold:
//! today's program keeps a copy of such a database, brings it up to date, and loses nothing of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::Connection;
use serde::Deserialize;
use tempfile::TempDir;

use crate::{root, text_of};

/// What a dump is known to hold.
#[derive(Debug, Deserialize)]
struct Known {
    /// The clock at which it was looked at.
    now: String,
    /// What each customer can use, by kind.
    balances: BTreeMap<String, BTreeMap<String, String>>,
    /// Operations that can be undone, each by itself.
    undo: Vec<String>,
}

/// A database of an older program, in a folder of its own.
struct Old {
    folder: TempDir,
    version: i64,
    known: Known,
}

/// What a run left behind.
#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Every dump, oldest first: its version and the database made of it.
fn every() -> Vec<Old> {
    let folder = root().join("fixtures/schema");
    let all: Vec<Old> = (1..100)
        .map(|version| (version, folder.join(format!("v{version}.sql"))))
        .take_while(|(_, dump)| dump.exists())
        .map(|(version, dump)| Old::of(version, &dump))
        .collect();
    assert!(!all.is_empty(), "no dump of any version");
    all
}

/// Everything in a database, as text.
fn content(db: &Connection) -> Vec<String> {
    let sql = "SELECT name || ': ' || COALESCE(sql, '') FROM sqlite_schema ORDER BY name";
    let mut all = texts(db, sql);
    for table in texts(
        db,
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
    ) {
        let columns = format!("SELECT 'quote(' || name || ')' FROM pragma_table_info('{table}')");
        let columns = texts(db, &columns).join(" || ', ' || ");
        all.extend(texts(
            db,
            &format!("SELECT '{table} ' || {columns} FROM {table} ORDER BY 1"),
        ));
    }
    all
}

fn texts(db: &Connection, sql: &str) -> Vec<String> {
    let mut rows = db.prepare(sql).expect("SQL");
    let rows = rows.query_map([], |row| row.get(0)).expect("rows");
    rows.collect::<Result<_, _>>().expect("texts")
}

fn version_of(db: &Connection) -> i64 {
    db.query_row("PRAGMA user_version", [], |row| row.get(0))
        .expect("a version")
}

impl Old {
    fn of(version: i64, dump: &Path) -> Self {
        let folder = TempDir::new().expect("a folder");
        let db = Connection::open(folder.path().join("daypass.db")).expect("a file");
        db.execute_batch("PRAGMA journal_mode = WAL;")
            .expect("a log");
        db.execute_batch(&text_of(dump))
            .expect("the dump is an SQL script");
        assert_eq!(version_of(&db), version, "{}", dump.display());
        let known = text_of(&dump.with_extension("json"));
        Self {
            folder,
            version,
            known: serde_json::from_str(&known).expect("what is known of the dump"),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn open(&self, name: &str) -> Connection {
        Connection::open(self.path(name)).expect("a file")
    }

    /// The name of the copy that is kept.
    fn kept(&self) -> String {
        format!("daypass.db.v{}-backup", self.version)
    }

    /// Everything beside the database, but for what is there while it is open.
    fn beside(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).expect("a folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = names
            .map(|name| name.into_string().expect("UTF-8"))
            .filter(|name| !matches!(&**name, "daypass.db" | "daypass.db-wal" | "daypass.db-shm"))
            .collect();
        names.sort();
        names
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_daypass"));
        command.current_dir(&self.folder).env_clear().args(words);
        command
            .arg("--db=daypass.db")
            .env("HOME", self.folder.path());
        command.env("DAYPASS_NOW", &self.known.now);
        command
    }

    fn run(&self, words: &[&str]) -> Ran {
        let ran = self.command(words).output().expect("the program runs");
        Ran {
            code: ran.status.code(),
            out: String::from_utf8_lossy(&ran.stdout).into_owned(),
            err: String::from_utf8_lossy(&ran.stderr).into_owned(),
        }
    }

    fn ok(&self, words: &[&str]) -> Ran {
        let ran = self.run(words);
        assert_eq!(
            ran.code,
            Some(0),
            "version {}, {words:?}: {ran:?}",
            self.version
        );
        ran
    }

    /// What somebody can use, by kind.
    fn balances(&self, who: &str) -> BTreeMap<String, String> {
        #[derive(Deserialize)]
        struct Shown {
            balances: BTreeMap<String, String>,
        }
        let mut ran = self.run(&["member", "show", who, "--json"]);
        if ran.code != Some(0) {
            ran = self.ok(&["company", "show", who, "--json"]);
        }
        let shown: Shown = serde_json::from_str(&ran.out).expect("JSON");
        shown.balances
    }
}

#[test]
fn old_schemas_open_whole_and_keep_a_copy() {
    for old in every() {
        let before = content(&old.open("daypass.db"));
        let first = old.ok(&["check"]);
        let newest = version_of(&old.open("daypass.db"));
        if old.version < newest {
            assert!(first.err.contains(&old.kept()), "{first:?}");
            let kept = old.open(&old.kept());
            assert_eq!(version_of(&kept), old.version);
            assert_eq!(content(&kept), before, "the copy is the old database");
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                let mode = fs::metadata(old.path(&old.kept())).expect("a file");
                assert_eq!(mode.permissions().mode() & 0o777, 0o600);
            }
        }
        for (who, known) in &old.known.balances {
            let now = old.balances(who);
            for (kind, passes) in known {
                assert_eq!(now.get(kind), Some(passes), "{kind} of {who}");
            }
        }
        let again = old.ok(&["check"]);
        assert!(!again.err.contains("backup"), "once is enough: {again:?}");
        if old.version < newest {
            old.ok(&["restore", &old.kept(), "--force", "--yes"]);
            assert_eq!(version_of(&old.open(&old.kept())), old.version);
            old.ok(&["check"]);
        }
    }
}

#[test]
fn a3_what_an_old_program_did_is_still_undone() {
    for old in every() {
        old.ok(&["check"]);
        let sound = fs::read(old.path("daypass.db")).expect("a file");
        for operation in &old.known.undo {
            fs::write(old.path("daypass.db"), &sound).expect("a file");
            old.ok(&["undo", operation, "--yes"]);
            old.ok(&["check", "--quick"]);
        }
        old.ok(&["renew", "--yes"]);
        old.ok(&["check"]);
    }
}

#[test]
fn a_copy_that_is_there_is_never_overwritten() {
    for old in every() {
        if version_of(&old.open("daypass.db")) == newest() {
            continue;
        }
        fs::write(old.path(&old.kept()), "mine").expect("a file");
        let ran = old.ok(&["member", "list"]);
        let second = format!("{}-2", old.kept());
        assert!(ran.err.contains(&second), "{ran:?}");
        assert_eq!(old.beside(), [old.kept(), second.clone()]);
        assert_eq!(text_of(&old.path(&old.kept())), "mine");
        assert_eq!(version_of(&old.open(&second)), old.version);
    }
}

/// The version that the program writes.
fn newest() -> i64 {
    let folder = TempDir::new().expect("a folder");
    let made = Command::new(env!("CARGO_BIN_EXE_daypass"))
        .current_dir(&folder)
        .args([
            "init",
            "--timezone=UTC",
            "--db=daypass.db",
            "--config=c.toml",
        ])
        .output();
    assert!(made.expect("the program runs").status.success());
    version_of(&Connection::open(folder.path().join("daypass.db")).expect("a file"))
}

#[test]
fn an_upgrade_that_fails_midway_leaves_the_old_database_as_it_was() {
    for old in every() {
        if old.version == newest() {
            continue;
        }
        // What is done already cannot be done again.
        old.ok(&["check"]);
        fs::remove_file(old.path(&old.kept())).expect("the copy");
        old.open("daypass.db")
            .pragma_update(None, "user_version", old.version)
            .expect("SQL");
        let before = content(&old.open("daypass.db"));
        let ran = old.run(&["grant", "ana", "1"]);
        assert_eq!(ran.code, Some(70), "{ran:?}");
        assert!(ran.err.contains("nothing was changed"), "{ran:?}");
        assert_eq!(version_of(&old.open("daypass.db")), old.version);
        assert_eq!(content(&old.open("daypass.db")), before);
        assert_eq!(old.beside(), [""; 0], "no copy of what was not changed");
    }
}

#[test]
fn a_damaged_old_database_is_not_brought_up_to_date() {
    for old in every() {
        if old.version == newest() {
            continue;
        }
        let db = old.open("daypass.db");
        let sql = "PRAGMA foreign_keys = OFF; PRAGMA wal_checkpoint(TRUNCATE); \
                   UPDATE booking SET member = 9999 WHERE id = 1;";
        db.execute_batch(sql).expect("SQL");
        drop(db);
        let ran = old.run(&["grant", "ana", "1"]);
        assert_eq!(ran.code, Some(70), "{ran:?}");
        assert_eq!(version_of(&old.open("daypass.db")), old.version);
        assert_eq!(old.beside(), [""; 0]);
    }
}

#[cfg(unix)]
#[test]
fn where_nothing_can_be_written_an_old_database_is_refused_untouched() {
    use std::os::unix::fs::{PermissionsExt, chown};
    use std::os::unix::process::CommandExt;

    const NOBODY: u32 = 65534;
    for old in every() {
        if old.version == newest() {
            continue;
        }
        let before = content(&old.open("daypass.db"));
        let folder = old.path("");
        // Permissions do not stop root: then somebody else runs it.
        let root = chown(old.path("daypass.db"), Some(NOBODY), None).is_ok();
        let mode = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode));
        mode(0o555).expect("changed");
        for words in [
            ["grant", "ana", "1"].as_slice(),
            &["member", "list"],
            &["check"],
        ] {
            let mut command = old.command(words);
            if root {
                command.uid(NOBODY).gid(NOBODY);
            }
            let Ok(ran) = command.output() else {
                crate::skipped("nobody may run the program");
                continue;
            };
            let err = String::from_utf8_lossy(&ran.stderr);
            assert_eq!(ran.status.code(), Some(4), "{words:?}: {err}");
            assert!(err.contains("cannot be brought up to"), "{words:?}: {err}");
        }
        mode(0o755).expect("changed");
        assert_eq!(old.beside(), [""; 0]);
        assert_eq!(content(&old.open("daypass.db")), before);
    }
}
