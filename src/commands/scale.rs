//! What a single command reads does not grow with the members or the years: no statement of it
//! walks over a table.

use std::fmt::Write as _;
use std::fs;
use std::io::sink;
use std::path::{Path, PathBuf};

use super::context::{Ctx, Writing};
use super::places::{Place, Source};
use super::sample;
use crate::clock::Reading;
use crate::config::{self, Config};
use crate::domain::day::{Instant, Zone};
use crate::ops::apply;
use crate::output::views::applied::Applied;
use crate::output::{Out, Settings};
use crate::store::{Store, scans};

const MEMBERS: usize = 300;
/// More rows than this are a walk over a table that grows; the tables of what is declared are short.
const MOST: i32 = 100;

/// A space in memory, and whoever types at it.
struct Terminal {
    ctx: Ctx,
}

impl Terminal {
    fn new() -> Self {
        let place = || Place {
            path: PathBuf::new(),
            from: Source::Default,
        };
        let out = Out::to(Settings::default(), Box::new(sink()), Box::new(sink()));
        let clock = Reading {
            now: Instant::read("2026-06-03T09:00:00Z").expect("an instant"),
            rehearsed: true,
        };
        let text = config::starter(Zone::UTC, "daypass.db");
        let config = Config::read(Path::new("config.toml"), &text).expect("the starter is right");
        let declared = config.declared().expect("the starter has a space").clone();
        let mut ctx = Ctx::new(clock, out, place(), config, place());
        ctx.use_store(Store::in_memory().expect("memory"));
        ctx.yes = true;
        let applied = ctx.perform(
            &Writing::default(),
            |tx| apply::apply(tx, &declared),
            Applied::of,
        );
        applied.expect("the starter can be applied");
        Self { ctx }
    }

    fn types(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        let done = sample::run(&words, &mut self.ctx);
        assert!(done.is_ok(), "{line}: {done:?}");
    }

    /// Members on a plan, each with a booking now, one later, a visit, and passes from a file.
    fn fill(&mut self) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("rows.csv");
        let take_in = |terminal: &mut Self, command: &str, header: &str, row: &str| {
            let mut text = header.to_owned();
            for at in 1..=MEMBERS {
                write!(text, "\n{}", row.replace('#', &at.to_string())).expect("a String");
            }
            fs::write(&file, text).expect("a file");
            let file = file.to_str().expect("UTF-8");
            terminal.types(&format!("{command} {file}"));
        };
        self.types("plan add Ten --passes 10 --every 1month --price 150");
        let header = "name,email,handle,plan";
        take_in(self, "member import", header, "M #,m#@example.org,m#,Ten");
        take_in(self, "grant --csv", "member,passes", "m#,2");
        take_in(self, "deduct --csv", "member,passes", "m#,1");
        let header = "member,in_at,out_at";
        let visit = "m#,2026-06-03T08:00:00Z,2026-06-03T08:30:00Z";
        take_in(self, "checkin --csv", header, visit);
        for at in 1..=200 {
            self.types(&format!("book m{at} --on 2026-06-{:02}", 4 + at % 26));
        }
        for at in 201..=250 {
            self.types(&format!("book m{at} --on 2026-08-{:02}", 1 + at % 28));
        }
    }
}

#[test]
fn no_statement_of_a_single_command_walks_over_a_table() {
    let mut terminal = Terminal::new();
    terminal.fill();
    for line in [
        "member show m7",
        "member show m7 --on 2026-06-03",
        "member add Ada --email ada@example.org --plan Ten",
        "member set ada --note hello",
        "grant ada 3 --key once",
        "grant ada 3 --key once",
        "grant ada 1 --monthly",
        "deduct ada 1",
        "book ada --on 2026-06-10",
        "book ada --on 2026-08-10",
        "booking list --member ada",
        "booking show bk-251",
        "booking move bk-251 --on 2026-06-11",
        "booking cancel bk-251 --refund --memo sorry",
        "checkin ada",
        "access ada",
        "visit list --inside",
        "visit list --member ada",
        "checkout ada",
        "visit show vs-301",
        "visit set vs-301 --out 09:00",
        "desk free --on 2026-07-02",
        "history ada --limit 50",
        "history --limit 50",
        "history --from 2026-06-03 --to 2026-06-03 --limit 50",
        "explain ada",
        "subscription pause sb-301 --from 2026-07-03 --until 2026-08-02",
        "subscription set sb-301 --quantity 2",
        "subscription cancel sb-301 --at-period-end",
        "subscription show sb-301",
        "undo op-258",
    ] {
        scans::beyond(0);
        terminal.types(line);
        assert_eq!(scans::beyond(MOST), Vec::<String>::new(), "{line}");
    }
}
