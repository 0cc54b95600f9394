//! What a process costs: wall time, processor time and the peak of its memory.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant as Clock};

/// How often a running process is asked for its memory.
const POLL: Duration = Duration::from_millis(2);
/// A clock tick of /proc, on every Linux that daypass runs on.
const TICK_US: u64 = 10_000;

/// What one run cost.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cost {
    /// From start to exit.
    pub(crate) wall_us: u64,
    /// User and system, as finely as the kernel counts it: look at sums.
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
    let mut errors = child.stderr.take().expect("it is piped");
    let told = thread::spawn(move || {
        let mut text = String::new();
        errors.read_to_string(&mut text).map(|_| text)
    });
    let mut peak_kb = 0;
    let mut wait = Duration::from_micros(100);
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            break status;
        }
        peak_kb = peak_of(child.id()).unwrap_or(peak_kb);
        thread::sleep(wait);
        wait = (wait * 2).min(POLL);
    };
    let wall = begun.elapsed();
    let told = told.join().expect("reading does not panic");
    assert!(status.success(), "{command:?}: {status}: {told:?}");
    Cost {
        wall_us: u64::try_from(wall.as_micros()).expect("not so long"),
        cpu_us: children_us() - cpu_before,
        peak_kb,
    }
}

/// The processor time of all children that have ended.
fn children_us() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let fields: Vec<&str> = after.split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<u64>().ok());
    (ticks(13).unwrap_or(0) + ticks(14).unwrap_or(0)) * TICK_US
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
