//! A command of the space's own that gets each notification as JSON on standard input.

use std::io::Write;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use super::Trouble;

/// How often the command is looked at, and how many times, before it is stopped: 30 seconds.
const GLANCE: Duration = Duration::from_millis(20);
const GLANCES: u32 = 1_500;

/// Runs a command line in the shell and gives it the text on standard input. What it prints goes to
/// standard error. It has 30 seconds.
pub(crate) fn run(line: &str, text: &str) -> Result<(), Trouble> {
    let child = Command::new("sh")
        .args(["-c", line])
        .stdin(Stdio::piped())
        .stdout(Stdio::from(std::io::stderr()))
        .spawn();
    let mut child = child.map_err(|error| Trouble::Down(format!("command: {error}")))?;
    let mut stdin = child.stdin.take().expect("it was asked for");
    let text = text.to_owned();
    // A command that does not read must not hold the program up; nor need it read.
    thread::spawn(move || drop(stdin.write_all(text.as_bytes())));
    match wait(&mut child) {
        Ok(Some(status)) if status.success() => Ok(()),
        Ok(Some(status)) => Err(Trouble::Later(format!("command: {status}"))),
        Ok(None) => Err(Trouble::Later(
            "command: stopped after 30 seconds".to_owned(),
        )),
        Err(error) => Err(Trouble::Later(format!("command: {error}"))),
    }
}

/// Waits for the end; None where it had to be stopped.
fn wait(child: &mut Child) -> std::io::Result<Option<ExitStatus>> {
    for _ in 0..GLANCES {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(GLANCE);
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a6_a_command_reads_the_notification() {
        assert_eq!(run("grep -q ana", "{\"member\":\"ana\"}"), Ok(()));
        assert_eq!(run("true", &"x".repeat(1 << 20)), Ok(()));
    }

    #[test]
    fn a6_a_command_that_fails_is_tried_later() {
        let failed = run("exit 3", "{}");
        assert!(matches!(failed, Err(Trouble::Later(why)) if why.contains('3')));
    }
}
