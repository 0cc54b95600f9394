//! Files that are not a database of this program, or may not be written.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::desk::{Desk, NOW, Ran, dump, open};

const GRANT: &[&str] = &["grant", "ana", "1"];
const LOOK: &[&str] = &["member", "show", "ana"];
/// What the engine may make beside a database.
const BESIDE: [&str; 3] = ["daypass.db-wal", "daypass.db-shm", "daypass.db-journal"];

/// What has to be refused with that exit code for reading and writing, the file left as it was.
fn untouched(desk: &Desk, code: i32, says: &str) {
    let before = fs::read(desk.database()).ok();
    for words in [GRANT, LOOK, &["check"], &["renew"]] {
        let ran = desk.run(NOW, words);
        assert_eq!(ran.code, code, "{words:?}: {ran:?}");
        assert!(ran.err.contains(says), "{words:?}: {ran:?}");
        assert_eq!(fs::read(desk.database()).ok(), before, "{words:?}");
        for beside in BESIDE {
            assert!(!desk.path(beside).exists(), "{words:?} made {beside}");
        }
    }
}

#[test]
fn a_missing_database_is_told_and_not_created() {
    let desk = Desk::new();
    fs::remove_file(desk.database()).expect("removed");
    untouched(&desk, 4, "no database");
}

#[test]
fn a_newer_database_is_refused_untouched() {
    let desk = Desk::new();
    let db = desk.behind();
    db.execute_batch("PRAGMA user_version = 99").expect("SQL");
    drop(db);
    untouched(&desk, 4, "99");
}

#[test]
fn a_foreign_or_empty_file_is_refused_untouched() {
    let desk = Desk::new();
    for bytes in [b"".as_slice(), b"Dear diary", &[b'x'; 5000], &[0; 200]] {
        desk.write("daypass.db", bytes);
        untouched(&desk, 70, "is not a daypass database");
    }
    fs::remove_file(desk.database()).expect("removed");
    let foreign = open(&desk.database());
    foreign
        .execute_batch("CREATE TABLE recipe (id INTEGER PRIMARY KEY, name TEXT)")
        .expect("SQL");
    drop(foreign);
    untouched(&desk, 70, "is not a daypass database");
}

/// Whether permissions stop this user: they do not stop root.
fn permissions_matter(desk: &Desk) -> bool {
    desk.write("probe", "");
    let probe = desk.path("probe");
    fs::set_permissions(&probe, Permissions::from_mode(0o444)).expect("changed");
    File::options().append(true).open(&probe).is_err()
}

#[test]
fn a_read_only_file_or_folder_is_told_and_nothing_changes() {
    let desk = Desk::new();
    if !permissions_matter(&desk) {
        skipped("permissions do not stop this user");
        return;
    }
    let folder = desk.path("");
    for (path, locked, free) in [(desk.database(), 0o444, 0o600), (folder, 0o555, 0o700)] {
        let before = desk.dump();
        fs::set_permissions(&path, Permissions::from_mode(locked)).expect("changed");
        let ran = desk.run(NOW, GRANT);
        let looked = desk.run(NOW, LOOK);
        fs::set_permissions(&path, Permissions::from_mode(free)).expect("changed");
        assert_eq!(
            looked.code,
            if path.is_file() { 0 } else { 4 },
            "{looked:?}"
        );
        let left = BESIDE.iter().filter(|name| desk.path(name).exists());
        assert_eq!(left.count(), 0);
        assert_eq!(ran.code, 4, "{ran:?}");
        assert!(ran.err.contains("read-only"), "{ran:?}");
        assert_eq!(desk.dump(), before);
    }
}

/// A command in a mount namespace of its own, where the folder that it is run in is on a read-only disk.
fn on_a_read_only_disk(command: &Command) -> Command {
    const MOUNTED: &str =
        "mount --bind . . && mount -o remount,bind,ro . && cd \"$PWD\" && exec \"$@\"";
    let mut unshare = Command::new("unshare");
    unshare.args(["--map-root-user", "--mount", "sh", "-c", MOUNTED, "sh"]);
    unshare.arg(command.get_program()).args(command.get_args());
    unshare.current_dir(command.get_current_dir().expect("a folder"));
    for (name, value) in command.get_envs() {
        unshare.env(name, value.expect("a value"));
    }
    unshare
}

#[test]
fn a_read_only_disk_is_read_and_not_written() {
    let desk = Desk::new();
    let probe = on_a_read_only_disk(Command::new("true").current_dir(desk.path(""))).output();
    if !probe.is_ok_and(|ran| ran.status.success()) {
        skipped("this user may not mount");
        return;
    }
    let before = desk.dump();
    for (words, code, says) in [
        (LOOK, 0, ""),
        (&["check"], 0, ""),
        (GRANT, 4, "the database is read-only"),
    ] {
        let ran = on_a_read_only_disk(&desk.command(NOW, words)).output();
        let ran = Ran::from(ran.expect("it runs as the probe did"));
        assert_eq!(ran.code, code, "{words:?}: {ran:?}");
        assert!(ran.err.contains(says), "{words:?}: {ran:?}");
    }
    assert_eq!(desk.dump(), before);
}

#[test]
fn init_leaves_what_is_there_as_it_is() {
    let desk = Desk::new();
    let before = (
        desk.dump(),
        fs::read(desk.path("config.toml")).expect("a config"),
    );
    let ran = desk.run(NOW, &["init", "--timezone", "Europe/Kyiv"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let after = dump(&desk.behind()).expect("a sound database");
    assert_eq!(
        (after, fs::read(desk.path("config.toml")).expect("a config")),
        before
    );
}

#[expect(clippy::print_stderr, reason = "a test that was skipped says so")]
fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}
