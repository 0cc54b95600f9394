//! What was tried, what was survived and what was lost, as a table.

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

/// A line of the table that the README shows.
pub(crate) fn row(tally: &Tally) -> String {
    let Tally { what, tried, .. } = tally;
    if let Some(why) = tally.skipped {
        return format!("| {what} | {why} | | |");
    }
    let lost = u64::try_from(tally.lost.len()).expect("a length");
    format!("| {what} | {tried} | {} | {lost} |", tried - lost)
}

/// The table that the README shows.
pub(crate) fn table(tallies: &[Tally]) -> String {
    let heading = "| trouble | tried | survived | lost |\n|---|--:|--:|--:|";
    let rows = tallies.iter().map(row);
    let lines: Vec<String> = [heading.to_owned()].into_iter().chain(rows).collect();
    lines.join("\n")
}

/// Tells whoever runs the tests.
#[expect(
    clippy::print_stderr,
    reason = "figures are for whoever runs the tests"
)]
pub(crate) fn say(text: &str) {
    eprintln!("{text}");
}
