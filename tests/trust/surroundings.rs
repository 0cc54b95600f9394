//! Hostile surroundings: links where files are to be made, an open umask, a config of a stranger.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use crate::desk::{Desk, LATER, NOW};
use crate::hostile::below;
use crate::writes::{WRITING, with_files};

fn mode(path: &Path) -> u32 {
    let mode = fs::metadata(path)
        .expect("it is there")
        .permissions()
        .mode();
    mode & 0o777
}

/// Commands that make a file, each with its name.
const MAKING: &[(&[&str], &str)] = &[
    (&["backup", "made"], "made"),
    (&["init", "--config", "made", "--db", "other.db"], "made"),
    (&["init", "--config", "other.toml", "--db", "made"], "made"),
    (&["restore", "sound.db", "--db", "made"], "made"),
    (&["history", "ana", "--html", "made"], "made"),
];

#[test]
fn what_is_made_is_for_its_owner_only_whatever_the_umask() {
    for (words, made) in MAKING {
        let desk = Desk::new();
        desk.ok(NOW, &["backup", "sound.db"]);
        let program = desk.command(NOW, words);
        let mut shell = Command::new("sh");
        shell.current_dir(desk.path(""));
        shell.args(["-c", "umask 000; exec \"$@\"", "sh"]);
        shell.arg(program.get_program()).args(program.get_args());
        shell.env("DAYPASS_NOW", NOW);
        let ran = shell.output().expect("a shell");
        assert!(ran.status.success(), "{words:?}: {ran:?}");
        assert_eq!(mode(&desk.path(made)), 0o600, "{words:?}");
    }
    let desk = Desk::new();
    desk.ok(NOW, &["init", "new/folder", "--timezone", "UTC"]);
    assert_eq!(mode(&desk.path("new")), 0o700);
    assert_eq!(mode(&desk.path("new/folder")), 0o700);
    assert_eq!(mode(&desk.path("new/folder/daypass.db")), 0o600);
    assert_eq!(mode(&desk.path("new/folder/config.toml")), 0o600);
}

#[test]
fn a_link_where_a_file_is_to_be_made_is_not_followed() {
    for (words, made) in MAKING {
        for dangling in [true, false] {
            let desk = Desk::new();
            desk.ok(NOW, &["backup", "sound.db"]);
            if !dangling {
                desk.write("victim", "precious");
            }
            symlink("victim", desk.path(made)).expect("a link");
            let ran = desk.run(NOW, words);
            assert_ne!(ran.code, 0, "{words:?}: {ran:?}");
            assert!(ran.code < 70, "{words:?}: {ran:?}");
            let victim = fs::read_to_string(desk.path("victim")).ok();
            let was = (!dangling).then(|| "precious".to_owned());
            assert_eq!(victim, was, "{words:?}");
            assert!(desk.path(made).is_symlink(), "{words:?}");
        }
    }
}

#[test]
fn nothing_is_written_but_the_database_whatever_the_config_declares() {
    let desk = with_files();
    let config = fs::read_to_string(desk.path("config.toml")).expect("a config");
    let hostile = config
        .replace(
            "name = \"",
            "name = \"../../up $(touch made) `touch made` \\u0000; touch made \\n",
        )
        .replace("seats = 9", "seats = 9\nservice = \"../made\"");
    desk.write("config.toml", &hostile);
    let before = below(&desk.path(""));
    let outside = below_names(desk.path("").parent().expect("a folder above"));
    let ran = desk.run(NOW, &["apply"]);
    assert!(matches!(ran.code, 0 | 5), "{ran:?}");
    desk.write("config.toml", &config);
    desk.ok(NOW, &["apply"]);
    for (now, words) in WRITING.iter().chain(&[(LATER, ["renew"].as_slice())]) {
        let ran = desk.run(now, words);
        assert!(ran.code < 5, "{words:?}: {ran:?}");
    }
    assert_eq!(below(&desk.path("")), before);
    let now_outside = below_names(desk.path("").parent().expect("a folder above"));
    assert!(
        !now_outside
            .iter()
            .any(|name| name.contains("made") && !outside.contains(name))
    );
}

/// The names in a folder.
fn below_names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let names = entries
        .filter_map(Result::ok)
        .map(|entry| entry.file_name());
    names
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}
