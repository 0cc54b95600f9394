//! A folder with a config and a database of its own, and the program run in it.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A folder to run in; the clock says 2026-06-03 09:00 in Kyiv unless told otherwise.
pub(crate) struct Space {
    folder: TempDir,
    now: String,
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Space {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        Self {
            folder: TempDir::new().expect("a folder"),
            now: "2026-06-03T06:00:00Z".to_owned(),
        }
    }

    /// As `daypass init --timezone Europe/Kyiv` makes it.
    pub(crate) fn new() -> Self {
        let space = Self::empty();
        space.ok(&["init", "--timezone", "Europe/Kyiv"]);
        space
    }

    /// Sets the clock.
    pub(crate) fn at(&mut self, now: &str) {
        now.clone_into(&mut self.now);
    }

    /// The name of a file in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What a file in the folder says.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a file")
    }

    /// Writes a file in the folder.
    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a folder that can be written");
    }

    /// Changes words of config.toml.
    pub(crate) fn edit(&self, from: &str, to: &str) {
        let text = self.read("config.toml");
        assert!(text.contains(from), "no `{from}` in config.toml");
        self.write("config.toml", &text.replace(from, to));
    }

    /// Runs the program with an environment of its own.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, &[])
    }

    /// [`Space::run`], with more variables.
    pub(crate) fn run_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Ran {
        let mut command = self.command(args);
        command.envs(variables.iter().copied());
        command.output().expect("the program runs").into()
    }

    /// [`Space::run`], with a text on standard input.
    pub(crate) fn run_reading(&self, args: &[&str], text: &str) -> Ran {
        let mut command = self.command(args);
        command.stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = command.spawn().expect("the program runs");
        let mut stdin = running.stdin.take().expect("piped");
        stdin.write_all(text.as_bytes()).expect("the program reads");
        drop(stdin);
        running.wait_with_output().expect("the program ends").into()
    }

    /// The program with its words, to be run.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_daypass"));
        command.current_dir(&self.folder).env_clear().args(args);
        command.env("HOME", self.folder.path());
        command.env("DAYPASS_NOW", &self.now);
        command.env("DAYPASS_ACTOR", "tester");
        command
    }

    /// Runs what has to succeed, and answers its standard output.
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
        ran.out
    }

    /// Runs what has to succeed with `--json`, and answers what it said.
    pub(crate) fn json(&self, args: &[&str]) -> serde_json::Value {
        let mut all = vec!["--json"];
        all.extend(args);
        serde_json::from_str(&self.ok(&all)).expect("JSON")
    }

    /// Runs what has to be refused with that exit code, and answers its standard error without the
    /// note of the rehearsal.
    pub(crate) fn refused(&self, code: i32, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, code, "{args:?}: {ran:?}");
        assert_eq!(ran.out, "", "{args:?}");
        ran.told()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("no signal"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

impl Ran {
    /// Standard error without the note of the rehearsal.
    pub(crate) fn told(&self) -> String {
        let lines = self.err.split_inclusive('\n');
        let lines = lines.filter(|line| !line.starts_with("rehearsal: "));
        lines.collect()
    }
}
