//! A pager between a long answer and the terminal that it is for.

use std::io::{self, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

/// What is run where nobody says otherwise: it ends by itself when all fits on the screen.
const USUAL: &str = "less -FRX";

/// A pager that is running; dropped, it is waited for.
#[derive(Debug)]
pub(super) struct Pager {
    child: Child,
    /// None once everything was written.
    stdin: Option<ChildStdin>,
}

impl Pager {
    /// Runs a command line as a pager. None where there is none of that name.
    pub(super) fn run(line: Option<&str>) -> Option<Self> {
        let mut words = line.unwrap_or(USUAL).split_whitespace();
        let mut command = Command::new(words.next()?);
        command.args(words).stdin(Stdio::piped());
        let mut child = command.spawn().ok()?;
        let stdin = child.stdin.take();
        Some(Self { child, stdin })
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.stdin {
            Some(stdin) => stdin.write(bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stdin.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Pager {
    fn drop(&mut self) {
        drop(self.stdin.take());
        drop(self.child.wait());
    }
}
