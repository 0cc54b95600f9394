//! `backup` and `restore`: a verified copy, and the way back.

use std::fs;

use crate::space::Space;

fn with_a_grant() -> Space {
    let space = Space::new();
    space.ok(&["member", "add", "Ana", "--handle", "ana"]);
    space.ok(&["grant", "ana", "3"]);
    space
}

fn balance(space: &Space) -> String {
    space.json(&["member", "show", "ana"])["balance"]
        .as_str()
        .expect("a text")
        .to_owned()
}

#[test]
fn a_backup_is_one_private_sound_file_and_is_restored_with_the_old_one_kept() {
    let space = with_a_grant();
    let copy = space.json(&["backup", "copy.db"]);
    assert_eq!(copy["lots"], 1);
    assert!(!space.path("copy.db-wal").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(space.path("copy.db"))
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    space.ok(&["grant", "ana", "4"]);
    let restored = space.json(&["restore", "copy.db", "--force"]);
    assert_eq!(balance(&space), "3");
    let kept = restored["kept"].as_str().expect("the old one");
    fs::copy(space.path(kept), space.path("other.db")).expect("a copy");
    let old = space.json(&["member", "show", "ana", "--db", "other.db"]);
    assert_eq!(old["balance"], "7");
}

#[test]
fn nothing_is_overwritten_unasked() {
    let space = with_a_grant();
    space.ok(&["backup", "copy.db"]);
    let again = space.run(&["backup", "copy.db"]);
    assert_eq!(
        (again.code, again.err.contains("already exists")),
        (1, true)
    );
    let over = space.run(&["restore", "copy.db"]);
    assert_eq!(
        (over.code, over.err.contains("--force")),
        (1, true),
        "{}",
        over.err
    );
}

#[test]
fn a_database_that_is_gone_or_garbage_is_restored() {
    let space = with_a_grant();
    space.ok(&["backup", "copy.db"]);
    fs::remove_file(space.path("daypass.db")).expect("a file");
    space.ok(&["restore", "copy.db"]);
    assert_eq!(balance(&space), "3");
    space.write("daypass.db", "garbage");
    space.ok(&["restore", "copy.db", "--force"]);
    assert_eq!(balance(&space), "3");
}

#[test]
fn a_copy_that_is_not_sound_is_refused_and_nothing_changes() {
    let space = with_a_grant();
    space.write("bad.db", "garbage");
    assert_eq!(space.run(&["restore", "bad.db", "--force"]).code, 70);
    space.ok(&["backup", "copy.db"]);
    let mut bytes = fs::read(space.path("copy.db")).expect("a file");
    let half = bytes.len() / 2;
    bytes[half..].fill(0x5a);
    fs::write(space.path("copy.db"), bytes).expect("a file");
    assert_eq!(space.run(&["restore", "copy.db", "--force"]).code, 70);
    assert_eq!(balance(&space), "3");
}

#[test]
fn a_copy_that_is_not_there_is_looked_for_in_its_folder() {
    let space = with_a_grant();
    for (copy, hint) in [
        ("none.db", "hint: ls -l .\n"),
        ("old copies/none.db", "hint: ls -l 'old copies'\n"),
    ] {
        let told = space.refused(4, &["restore", copy, "--force"]);
        assert!(told.ends_with(hint), "{told}");
    }
}

#[test]
fn what_was_restored_is_compared_with_the_config() {
    let mut space = with_a_grant();
    space.ok(&["backup", "copy.db"]);
    let quiet = space.run(&["restore", "copy.db", "--force"]).told();
    assert!(!quiet.contains("warning"), "{quiet}");
    space.edit("seats = 12", "seats = 13");
    space.ok(&["apply", "--yes"]);
    space.at("2026-06-03T07:00:00Z");
    let ran = space.run(&["restore", "copy.db", "--force"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.told()
            .contains("config.toml says what was not applied: desk hq/hot"),
        "{ran:?}"
    );
}
