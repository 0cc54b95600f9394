//! What was measured: a line as soon as it is known, and all of it as the table that the README shows.

use std::fmt::Write as _;

use crate::measure::Cost;

/// The figures of several sizes, work by work.
#[derive(Debug)]
pub(crate) struct Figures {
    sizes: Vec<i64>,
    rows: Vec<(String, Vec<(Cost, Cost)>)>,
}

impl Figures {
    pub(crate) fn begin() -> Self {
        println!(
            "{:<34} {:>9} {:>9} {:>6} {:>9} {:>9} {:>6} {:>8} {:>8}",
            "", "daypass", "raw", "ratio", "CPU", "raw", "ratio", "peak", "raw"
        );
        Self {
            sizes: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// What is told from now on is of a space of that size.
    pub(crate) fn size(&mut self, members: i64, months: i64) {
        println!("{members} members, {months} months");
        self.sizes.push(members);
    }

    /// Tells what a work cost: the program, and raw.
    pub(crate) fn tell(&mut self, what: &str, (program, raw): (Cost, Cost)) {
        println!(
            "{what:<34} {:>9} {:>9} {:>6} {:>9} {:>9} {:>6} {:>5} MB {:>5} MB",
            ms(program.wall_us),
            ms(raw.wall_us),
            ratio(program.wall_us, raw.wall_us),
            ms(program.cpu_us),
            ms(raw.cpu_us),
            ratio(program.cpu_us, raw.cpu_us),
            program.peak_kb / 1024,
            raw.peak_kb / 1024,
        );
        let costs = (program, raw);
        match self.rows.iter_mut().find(|(known, _)| known == what) {
            Some((_, row)) => row.push(costs),
            None => self.rows.push((what.to_owned(), vec![costs])),
        }
    }

    /// How many times as long as raw the program takes, at each size: by the clock, and of the
    /// processor's time.
    pub(crate) fn table(&self) -> String {
        let mut table = "| members |".to_owned();
        for size in &self.sizes {
            write!(table, " {size} | CPU |").expect("a String takes everything");
        }
        table.push_str("\n|---|");
        table.push_str(&"--:|--:|".repeat(self.sizes.len()));
        for (what, costs) in &self.rows {
            write!(table, "\n| {what} |").expect("a String takes everything");
            for (program, raw) in costs {
                let wall = ratio(program.wall_us, raw.wall_us);
                let cpu = ratio(program.cpu_us, raw.cpu_us);
                write!(table, " {wall} | {cpu} |").expect("a String takes everything");
            }
        }
        table
    }
}

fn ms(us: u64) -> String {
    format!("{}.{} ms", us / 1_000, us % 1_000 / 100)
}

/// How many times as much, to two digits.
pub(crate) fn ratio(program: u64, raw: u64) -> String {
    let hundredths = program * 100 / raw.max(1);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
