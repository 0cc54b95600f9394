//! What was tried, what was survived and what was lost, as a table.

use std::fmt::Write;

/// How much is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// What every `cargo test` can afford.
    Bounded,
    /// What is run on demand.
    Full,
}

impl Size {
    /// One number or the other.
    pub(crate) const fn of<T: Copy>(self, bounded: T, full: T) -> T {
        match self {
            Self::Bounded => bounded,
            Self::Full => full,
        }
    }
}

/// The figures of one kind of trouble.
#[derive(Debug)]
pub(crate) struct Tally {
    what: &'static str,
    tried: u64,
    lost: Vec<String>,
    skipped: Option<&'static str>,
}

impl Tally {
    pub(crate) const fn new(what: &'static str) -> Self {
        Self {
            what,
            tried: 0,
            lost: Vec::new(),
            skipped: None,
        }
    }

    /// What this machine cannot try, and why.
    pub(crate) fn skipped(what: &'static str, why: &'static str) -> Self {
        Self {
            skipped: Some(why),
            ..Self::new(what)
        }
    }

    /// One more try: what went wrong, if anything.
    pub(crate) fn count(&mut self, outcome: Result<(), String>) {
        self.tried += 1;
        self.lost.extend(outcome.err());
    }

    /// So many more tries, with nothing wrong.
    pub(crate) const fn all_right(&mut self, tries: u64) {
        self.tried += tries;
    }

    /// Fails where anything was lost, or less was tried than there should be.
    pub(crate) fn hold(&self, at_least: u64) {
        if let Some(why) = self.skipped {
            say(&format!("skipped: {}: {why}", self.what));
            return;
        }
        let some: Vec<&str> = self.lost.iter().take(5).map(String::as_str).collect();
        assert!(
            self.lost.is_empty(),
            "{}: {} of {} lost:\n{}",
            self.what,
            self.lost.len(),
            self.tried,
            some.join("\n")
        );
        let tried = self.tried;
        assert!(tried >= at_least, "{}: only {tried} tried", self.what);
    }
}

/// The table that the README shows.
pub(crate) fn table(tallies: &[Tally]) -> String {
    let mut table = "| trouble | tried | survived | lost |\n|---|--:|--:|--:|\n".to_owned();
    for tally in tallies {
        let lost = u64::try_from(tally.lost.len()).expect("a length");
        let line = match tally.skipped {
            Some(why) => format!("| {} | {why} | | |", tally.what),
            None => format!(
                "| {} | {} | {} | {lost} |",
                tally.what,
                tally.tried,
                tally.tried - lost
            ),
        };
        writeln!(table, "{line}").expect("a String takes everything");
    }
    table
}

/// Tells whoever runs the tests.
#[expect(
    clippy::print_stderr,
    reason = "figures are for whoever runs the tests"
)]
pub(crate) fn say(text: &str) {
    eprintln!("{text}");
}
