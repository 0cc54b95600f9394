//! The README's transcripts are true: every `console` block is run, top to bottom, in one new
//! folder, and must print what it says. `SNAPSHOTS=overwrite cargo test --test readme` writes what
//! the program says now.

mod still;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use snapbox::assert::{Action, Assert};

/// The clock of the first transcripts; one that sets its own sets it for those after it.
const NOW: &str = "2026-06-03T09:00:00Z";

/// Runs one line of a transcript and answers what both streams say.
fn said(line: &str, now: &str, folder: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_daypass"));
    let programs = program.parent().expect("a program is in a folder");
    let script = format!("PATH='{}':$PATH; {{ {line}\n}} 2>&1", programs.display());
    let output = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder)
        .env("HOME", folder)
        .env("DAYPASS_NOW", now)
        .env("DAYPASS_ACTOR", "desk")
        .env("TZ", "Europe/Kyiv")
        .env_remove("DAYPASS_DB")
        .env_remove("DAYPASS_CONFIG")
        .env_remove("RUST_BACKTRACE")
        .output()
        .expect("a shell");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines()
        .filter(|line| !line.starts_with("rehearsal: "))
        .fold(String::new(), |mut kept, line| {
            writeln!(kept, "{line}").expect("a String takes everything");
            kept
        })
}

/// The README with its transcripts replaced by what the program says.
fn played(readme: &str, folder: &Path) -> String {
    let mut told = String::new();
    let mut in_console = false;
    let mut now = NOW;
    for line in readme.lines() {
        if line.starts_with("```") {
            in_console = line == "```console";
        } else if in_console && !line.starts_with("$ ") {
            continue;
        }
        writeln!(told, "{line}").expect("a String takes everything");
        if let Some(command) = line.strip_prefix("$ ").filter(|_| in_console) {
            if let Some(set) = command.strip_prefix("DAYPASS_NOW=") {
                now = set.split(' ').next().unwrap_or(now);
            }
            told.push_str(&said(command, now, folder));
        }
    }
    told
}

#[test]
fn every_transcript_of_the_readme_is_what_the_program_says() {
    let folder = tempfile::tempdir().expect("a new folder");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).expect("a README");
    let told = played(&readme, folder.path());
    Assert::new()
        .action(Action::Verify)
        .action_env("SNAPSHOTS")
        .eq(told, snapbox::Data::read_from(&path, None).raw());
}

/// The error codes that the program may answer: the literals that src/error hands to its tellers.
fn codes() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/error");
    let mut codes = Vec::new();
    for file in std::fs::read_dir(folder).expect("a folder") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("a text");
        let parts: Vec<&str> = text.split('"').collect();
        for at in (1..parts.len()).step_by(2) {
            let (before, literal) = (parts[at - 1].trim_end(), parts[at]);
            let line = before.rsplit('\n').next().unwrap_or_default();
            let told = before.ends_with("no(")
                || (line.contains("exit::") && before.ends_with(','))
                || (before.ends_with("=>") && literal.starts_with("unknown"));
            if told {
                codes.push(literal.to_owned());
            }
        }
    }
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[test]
fn the_readme_lists_every_error_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(path).expect("a README");
    let codes = codes();
    assert!(codes.len() > 60, "{codes:?}");
    let missing: Vec<_> = codes
        .iter()
        .filter(|code| !readme.contains(&format!("`{code}`")))
        .collect();
    assert!(missing.is_empty(), "not in the README: {missing:?}");
}
