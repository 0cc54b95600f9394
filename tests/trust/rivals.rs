//! Sixteen processes at once: they grant, take the last seats, come in on the last passes, empty a
//! lot and renew. Every sum is exact, nothing is sold twice, and nobody waits for ever.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use crate::desk::{Desk, LATER};
use crate::dice::Dice;
use crate::figures::{Size, Tally};
use crate::truth::sound;

const RIVALS: u64 = 16;
/// Who may come in, on the few passes of their company.
const COMERS: [&str; 8] = ["x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8"];
const LAST_PASSES: i64 = 3;
const DRAINED: i64 = 40;
const SEATS: i64 = 12;
const DATES: [&str; 4] = ["2026-07-20", "2026-07-21", "2026-07-22", "2026-07-23"];

/// What was said to be done, by what was tried.
type Done = BTreeMap<&'static str, i64>;

/// A desk on which there is something to fight for.
fn contested() -> Desk {
    let desk = Desk::new();
    let config = std::fs::read_to_string(desk.path("config.toml")).expect("a config");
    desk.write("config.toml", config.replace("\"5s\"", "\"120s\""));
    let do_it = |words: &[&str]| drop(desk.ok(LATER, words));
    do_it(&["desk", "unassign", "as-1", "--yes"]);
    do_it(&["company", "add", "Last"]);
    for who in COMERS {
        do_it(&["member", "add", who, "--company", "last"]);
        do_it(&["member", "set", who, "--use-passes", "on"]);
    }
    do_it(&["grant", "last", &LAST_PASSES.to_string()]);
    for (who, passes) in [("Drain", DRAINED), ("Rich", 10_000), ("Poor", 1)] {
        do_it(&["member", "add", who]);
        do_it(&["grant", who, &passes.to_string()]);
    }
    desk
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch, not a clock")]
fn stopwatch() -> impl Fn() -> Duration {
    let begun = std::time::Instant::now();
    move || begun.elapsed()
}

/// One process after the other, until the time is over.
fn rival(desk: &Desk, seed: u64, time: Duration) -> (Done, u64, Vec<String>) {
    let mut dice = Dice::new(seed);
    let (mut done, mut tried, mut wrong) = (Done::new(), 0, Vec::new());
    let elapsed = stopwatch();
    while elapsed() < time {
        let date = *dice.one_of(&DATES).expect("some");
        let comer = *dice.one_of(&COMERS).expect("some");
        let (what, words): (_, &[&str]) = match dice.between(0, 5) {
            0 => ("grant", &["grant", "poor", "1"]),
            1 => (date, &["book", "rich", "--on", date]),
            2 => ("checkin", &["checkin", comer]),
            3 => ("deduct", &["deduct", "drain", "1"]),
            4 => ("renew", &["renew"]),
            _ => ("look", &["member", "list"]),
        };
        let ran = desk.run(LATER, words);
        tried += 1;
        match ran.code {
            0 => *done.entry(what).or_default() += 1,
            1 if matches!(what, "checkin" | "deduct") || what == date => {}
            _ => wrong.push(format!("{words:?}: {ran:?}")),
        }
    }
    (done, tried, wrong)
}

fn number(desk: &Desk, sql: &str) -> i64 {
    let number = desk.behind().query_row(sql, [], |row| row.get(0));
    number.expect(sql)
}

fn left_of(desk: &Desk, handle: &str) -> i64 {
    let sql = format!(
        "SELECT SUM(left_halves) FROM lot JOIN customer c ON c.id = owner WHERE handle = '{handle}'"
    );
    number(desk, &sql) / 2
}

/// What subscriptions and monthly grants brought.
fn renewed(desk: &Desk) -> i64 {
    let sql = "SELECT SUM(granted_halves * 1000 + valid_from_day) FROM lot WHERE source <> 'grant'";
    number(desk, sql)
}

/// Lets them fight, and counts.
pub(crate) fn at_once(size: Size) -> Tally {
    let mut tally = Tally::new("commands of 16 processes at once: each counted, none twice");
    let time = Duration::from_millis(size.of(3_000, 30_000));
    let desk = contested();
    let alone = contested();
    alone.ok(LATER, &["renew"]);
    let mut done = Done::new();
    thread::scope(|scope| {
        let rivals: Vec<_> = (1..=RIVALS)
            .map(|seed| {
                let desk = &desk;
                scope.spawn(move || rival(desk, seed, time))
            })
            .collect();
        for rival in rivals {
            let (some, tried, wrong) = rival.join().expect("no panic");
            for (what, count) in some {
                *done.entry(what).or_default() += count;
            }
            let wrongs = u64::try_from(wrong.len()).expect("few");
            tally.all_right(tried - wrongs);
            for why in wrong {
                tally.count(Err(why));
            }
        }
    });
    let of = |what: &str| done.get(what).copied().unwrap_or_default();
    let mut same = |what: &str, found: i64, told: i64| {
        if found != told {
            tally.count(Err(format!("{what}: {found} found, {told} told")));
        }
    };
    let taken: i64 = DATES.iter().map(|date| of(date)).sum();
    for date in DATES {
        let sql = format!(
            "SELECT COALESCE(SUM(seats), 0) FROM booking WHERE status = 'confirmed' \
             AND on_day = CAST(julianday('{date}') - 2440587.5 AS INTEGER)"
        );
        same("seats", number(&desk, &sql), of(date));
        same("oversold seats", (of(date) - SEATS).max(0), 0);
    }
    same("left of rich", left_of(&desk, "rich"), 10_000 - taken);
    same("left of poor", left_of(&desk, "poor"), 1 + of("grant"));
    same(
        "left of drain",
        left_of(&desk, "drain"),
        DRAINED - of("deduct"),
    );
    same(
        "left of last",
        left_of(&desk, "last"),
        LAST_PASSES - of("checkin"),
    );
    if of("renew") > 0 {
        same("renewed", renewed(&desk), renewed(&alone));
    }
    if let Err(why) = sound(&desk) {
        tally.count(Err(why));
    }
    tally
}
