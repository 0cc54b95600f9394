//! How long settling a busy date takes (C7): `cargo bench --bench settle`. Prints the median and
//! the slowest of many runs; the goal is less than a millisecond for twelve visits, six kinds of
//! pass and two hundred lots.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![expect(clippy::print_stdout, reason = "a benchmark prints what it found")]

use std::hint::black_box;
use std::time::Instant as Clock;

use daypass::domain::day::{Day, Instant};
use daypass::domain::ids::{KindId, LotId};
use daypass::domain::location::{CheckinCharge, CheckinMode};
use daypass::domain::qty::PassQty;
use daypass::domain::settle::{Available, Cover, Facts, Offer, Stay, Stretch, settle};

const RUNS: usize = 2_000;

fn minute(minutes: i64) -> Instant {
    Instant::from_ms(minutes * 60_000)
}

fn stretch(from: i64, to: i64) -> Stretch {
    Stretch {
        from: minute(from),
        to: minute(to),
    }
}

/// A day, two halves, an hour, a visit, an evening span and three hours, each with its price.
fn offers(visits: usize) -> Vec<Offer> {
    let covers = [
        (Cover::Day, 2_500),
        (
            Cover::Spans(vec![stretch(480, 720), stretch(720, 960)]),
            1_500,
        ),
        (Cover::Minutes(60), 400),
        (Cover::Visit, 900),
        (Cover::Spans(vec![stretch(960, 1_320)]), 1_100),
        (Cover::Minutes(180), 1_000),
    ];
    let offer = |(at, (cover, price_minor)): (i64, (Cover, i64))| Offer {
        kind: KindId(at),
        cover,
        price_minor,
        most: None,
        fits: vec![true; visits],
    };
    (1..).zip(covers).map(offer).collect()
}

/// Lots of every kind in turn, each with a little left.
fn lots(count: i64) -> Vec<Available> {
    let day = Day::read("2026-06-03").expect("a date");
    let lot = |id: i64| Available {
        lot: LotId(id),
        kind: KindId(1 + id % 6),
        left: PassQty::whole(1 + id % 3),
        expires_on: day.plus(i32::try_from(id % 40).expect("small")),
        per_day: false,
    };
    (1..=count).map(lot).collect()
}

fn main() {
    let visits: Vec<Stay> = (0..12)
        .map(|at| Stay {
            from: minute(480 + at * 65),
            to: minute(520 + at * 65),
            open: false,
        })
        .collect();
    let (offers, lots) = (offers(visits.len()), lots(200));
    let facts = Facts {
        visits: &visits,
        running: &[],
        offers: &offers,
        lots: &lots,
        ends: minute(1_440),
        charge: CheckinCharge::PerDay,
        mode: CheckinMode::FullDay,
        business_seconds: 8 * 3_600,
    };
    let mut micros: Vec<u128> = (0..RUNS)
        .map(|_| {
            let begun = Clock::now();
            black_box(settle(black_box(&facts)));
            begun.elapsed().as_micros()
        })
        .collect();
    micros.sort_unstable();
    let (median, slowest) = (micros[RUNS / 2], micros[RUNS - 1]);
    println!("settle 12 visits, 6 kinds, 200 lots: median {median} µs, slowest {slowest} µs");
}
