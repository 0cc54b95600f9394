//! A disk that is watched and that fails when it is told to: disk.c, compiled once and loaded into
//! the program that is tried.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::desk::{Desk, Ran};

/// Which calls fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    Write,
    Sync,
    Truncate,
    Open,
    Link,
}

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failing {
    /// EIO, that once.
    Once,
    /// EIO, from then on.
    Dead,
    /// ENOSPC, from then on.
    Full,
    /// Half of it is written, that once.
    Short,
    /// The process is killed before it.
    Killed,
    /// The process is killed when half of it is written.
    Torn,
}

/// The call that fails: the n-th of its sort.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) call: Call,
    pub(crate) nth: u32,
    pub(crate) failing: Failing,
}

impl Fault {
    fn told(self) -> String {
        let call = match self.call {
            Call::Write => "write",
            Call::Sync => "sync",
            Call::Truncate => "truncate",
            Call::Open => "open",
            Call::Link => "link",
        };
        let (errno, on) = match self.failing {
            Failing::Once => (5, 0),
            Failing::Dead => (5, 1),
            Failing::Full => (28, 1),
            Failing::Short => (0, 0),
            Failing::Killed => (-1, 0),
            Failing::Torn => (-2, 0),
        };
        format!("{call} {} {errno} {on}", self.nth)
    }
}

/// What the files were told, in order.
#[derive(Debug)]
pub(crate) enum Event {
    /// Bytes were written there.
    Written(PathBuf, usize, Vec<u8>),
    /// The file was cut or grown to that length.
    Truncated(PathBuf, usize),
    /// A file or folder was synced.
    Synced(PathBuf),
    /// A name appeared.
    Created(PathBuf),
    /// A name appeared, the second, for the file that has the first.
    Linked(PathBuf, PathBuf),
    /// A name went away.
    Unlinked(PathBuf),
    /// Something was answered on standard output.
    Answered,
}

/// The compiled disk.c, among what cargo built; None where it cannot be made.
fn library() -> Option<&'static Path> {
    static LIBRARY: OnceLock<Option<PathBuf>> = OnceLock::new();
    let made = LIBRARY.get_or_init(|| {
        if !cfg!(target_os = "linux") {
            return None;
        }
        let built = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let library = built.join("disk.so");
        let draft = built.join(format!("disk-{}.so", std::process::id()));
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trust/disk.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-O1", "-shared", "-fPIC", "-o"]);
        let made = compiler.arg(&draft).arg(source).output().ok()?;
        let told = String::from_utf8_lossy(&made.stderr).into_owned();
        assert!(made.status.success(), "disk.c: {told}");
        // Others may have it in use.
        fs::rename(draft, &library).expect("the same folder");
        Some(library)
    });
    made.as_deref()
}

/// A disk for the files of one desk; None where there cannot be one.
pub(crate) struct Disk {
    library: &'static Path,
    /// Its own files.
    folder: TempDir,
}

impl Disk {
    pub(crate) fn new() -> Option<Self> {
        Some(Self {
            library: library()?,
            folder: TempDir::new().expect("a folder"),
        })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program, about to be run on this disk.
    fn command(&self, desk: &Desk, now: &str, words: &[&str]) -> Command {
        let mut command = desk.command(now, words);
        command.env("LD_PRELOAD", self.library);
        command
    }

    /// Runs the program and tells what the files were told.
    pub(crate) fn watch(&self, desk: &Desk, now: &str, words: &[&str]) -> (Ran, Vec<Event>) {
        let log = self.path("log");
        drop(fs::remove_file(&log));
        let mut command = self.command(desk, now, words);
        let ran = command.env("DISK_LOG", &log).output();
        let ran = Ran::from(ran.expect("the program runs"));
        let log = fs::read(log).expect("a log");
        (ran, events(&log))
    }

    /// Runs the program with a fault; None where it was killed. And whether it came to the fault.
    pub(crate) fn fail(
        &self,
        desk: &Desk,
        now: &str,
        words: &[&str],
        fault: Fault,
    ) -> (Option<Ran>, bool) {
        let count = self.path("count");
        drop(fs::remove_file(&count));
        let mut command = self.command(desk, now, words);
        command.env("DISK_FAIL", fault.told());
        let ran = command.env("DISK_COUNT", &count).output();
        let ran = ran.expect("the program runs");
        if ran.status.code().is_none() {
            return (None, true);
        }
        let calls: u32 = fs::read_to_string(count)
            .expect("a count")
            .parse()
            .expect("a number");
        (Some(Ran::from(ran)), calls >= fault.nth)
    }
}

/// Reads the log that disk.c writes.
fn events(mut log: &[u8]) -> Vec<Event> {
    let mut events = Vec::new();
    while let Some((head, rest)) = log.split_at_checked(17) {
        let number = |bytes: &[u8]| {
            let wide = bytes.iter().rev();
            let wide = wide.fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
            usize::try_from(wide).expect("a small file")
        };
        let (name, rest) = rest.split_at(number(&head[1..5]));
        let place = number(&head[5..13]);
        let len = if matches!(head[0], b'w' | b'l') {
            number(&head[13..17])
        } else {
            0
        };
        let (bytes, rest) = rest.split_at(len);
        log = rest;
        let name = PathBuf::from(std::str::from_utf8(name).expect("a temporary name"));
        events.push(match head[0] {
            b'w' => Event::Written(name, place, bytes.to_vec()),
            b't' => Event::Truncated(name, place),
            b's' => Event::Synced(name),
            b'c' => Event::Created(name),
            b'l' => {
                let other = std::str::from_utf8(bytes).expect("a temporary name");
                Event::Linked(PathBuf::from(other), name)
            }
            b'u' => Event::Unlinked(name),
            b'a' => Event::Answered,
            other => panic!("`{other}` in the log"),
        });
    }
    assert!(log.is_empty(), "the log is cut");
    events
}
