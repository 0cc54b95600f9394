//! What a process costs: wall time, processor time and the peak of its memory.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant as Clock};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

/// How often a running process is asked for its memory, at most.
const POLL: Duration = Duration::from_millis(50);

/// What one run cost.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cost {
    /// From start to exit.
    pub(crate) wall_us: u64,
    /// User and system.
    pub(crate) cpu_us: u64,
    /// The peak of the resident memory; 0 where the process was gone before it was asked.
    pub(crate) peak_kb: u64,
}

/// Runs a command to its end and answers what it cost. Whatever it prints is thrown away, unless it
/// fails.
pub(crate) fn run(command: &mut Command) -> Cost {
    let cpu_before = children_us();
    let begun = Clock::now();
    let spawned = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = spawned.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let id = child.id();
    let (ended, waits) = mpsc::channel();
    let peak = thread::spawn(move || peak_until(id, &waits));
    // Ends when the process does: nothing else has its standard error.
    let mut told = String::new();
    let mut errors = child.stderr.take().expect("it is piped");
    let read = errors.read_to_string(&mut told);
    let status = child.wait().expect("a child can be waited for");
    let wall = begun.elapsed();
    ended.send(()).expect("it is waited for");
    let peak_kb = peak.join().expect("asking does not panic");
    read.expect("an error is text");
    assert!(status.success(), "{command:?}: {status}: {told:?}");
    Cost {
        wall_us: u64::try_from(wall.as_micros()).expect("not so long"),
        cpu_us: children_us() - cpu_before,
        peak_kb,
    }
}

/// The processor time of all children that have ended.
fn children_us() -> u64 {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("a process may ask for its own");
    let us = |time: TimeVal| time.tv_sec() * 1_000_000 + time.tv_usec();
    u64::try_from(us(usage.user_time()) + us(usage.system_time())).expect("no time is negative")
}

/// The peak of a process's memory until its end is told.
fn peak_until(id: u32, ended: &mpsc::Receiver<()>) -> u64 {
    let mut peak_kb = 0;
    let mut wait = Duration::from_millis(1);
    while ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
        peak_kb = peak_of(id).unwrap_or(peak_kb);
        wait = (wait * 2).min(POLL);
    }
    peak_kb
}

fn peak_of(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// The median wall time, the mean processor time and the highest peak of several runs.
pub(crate) fn typical(mut costs: Vec<Cost>) -> Cost {
    costs.sort_unstable_by_key(|cost| cost.wall_us);
    let runs = u64::try_from(costs.len()).expect("few runs");
    Cost {
        wall_us: costs[costs.len() / 2].wall_us,
        cpu_us: costs.iter().map(|cost| cost.cpu_us).sum::<u64>() / runs,
        peak_kb: costs.iter().map(|cost| cost.peak_kb).max().unwrap_or(0),
    }
}
