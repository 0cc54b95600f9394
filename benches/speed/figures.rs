//! What was measured: a line as soon as it is known, and all of it as the table that the README shows.

use std::fmt::Write as _;

use crate::measure::Cost;

/// What a work cost: the program, bare SQLite with a schema for just that, and bare SQLite with the
/// program's own rows where that was measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Costs {
    pub(crate) program: Cost,
    pub(crate) raw: Cost,
    pub(crate) same: Option<Cost>,
}

impl Costs {
    /// How many times as long as raw the program takes; of the processor's time; and how many times
    /// as long as bare SQLite with the same rows.
    fn ratios(&self) -> [String; 3] {
        let Self { program, raw, same } = self;
        let same = same.map(|same| ratio(program.wall_us, same.wall_us));
        [
            ratio(program.wall_us, raw.wall_us),
            ratio(program.cpu_us, raw.cpu_us),
            same.unwrap_or_else(|| "–".to_owned()),
        ]
    }
}

/// The figures of several sizes, work by work.
#[derive(Debug)]
pub(crate) struct Figures {
    sizes: Vec<i64>,
    rows: Vec<(String, Vec<Costs>)>,
}

impl Figures {
    pub(crate) fn begin() -> Self {
        println!(
            "{:<34} {:>9} {:>9} {:>6} {:>6} {:>9} {:>6} {:>8} {:>8}",
            "", "daypass", "raw", "ratio", "CPU", "own rows", "ratio", "peak", "raw"
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

    /// Tells what a work cost.
    pub(crate) fn tell(&mut self, what: &str, costs: Costs) {
        let Costs { program, raw, same } = costs;
        let [wall, cpu, own] = costs.ratios();
        println!(
            "{what:<34} {:>9} {:>9} {wall:>6} {cpu:>6} {:>9} {own:>6} {:>5} MB {:>5} MB",
            ms(program.wall_us),
            ms(raw.wall_us),
            same.map_or_else(|| "–".to_owned(), |same| ms(same.wall_us)),
            program.peak_kb / 1024,
            raw.peak_kb / 1024,
        );
        match self.rows.iter_mut().find(|(known, _)| known == what) {
            Some((_, row)) => row.push(costs),
            None => self.rows.push((what.to_owned(), vec![costs])),
        }
    }

    /// How many times as long as raw the program takes, at each size: by the clock, and of the
    /// processor's time; and as long as bare SQLite with the same rows.
    pub(crate) fn table(&self) -> String {
        let mut table = "| members |".to_owned();
        for size in &self.sizes {
            write!(table, " {size} | CPU | own rows |").expect("a String takes everything");
        }
        table.push_str("\n|---|");
        table.push_str(&"--:|--:|--:|".repeat(self.sizes.len()));
        for (what, costs) in &self.rows {
            write!(table, "\n| {what} |").expect("a String takes everything");
            for one in costs {
                let ratios = one.ratios().join(" | ");
                write!(table, " {ratios} |").expect("a String takes everything");
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
