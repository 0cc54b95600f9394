//! Fuzz targets: what strangers write, given to the part of the program that reads it. Nothing may
//! panic, and what was understood is shown in a form that is understood the same.
//!
//! `cargo test` tries the corpus beside this file and some hundreds of random inputs each;
//! `cargo bolero test --engine libfuzzer arguments` (or another target) looks for more, guided by
//! coverage, and puts what it finds into the corpus.

use std::ffi::OsString;
use std::fmt::Display;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;

use bolero::check;
use daypass::config::Config;
use daypass::domain::day::{Day, Instant, TimeOfDay};
use daypass::domain::day_word::DayWord;
use daypass::domain::hours::{ClosedDates, Hours};
use daypass::domain::length::Length;
use daypass::domain::limit::Limit;
use daypass::domain::money::{Currency, Money, Percent};
use daypass::domain::qty::PassQty;
use daypass::domain::span::TimeSpans;

/// Reads each line; what can be read is shown, and read again as the same.
fn read_again<T: Display, E>(text: &str, read: impl Fn(&str) -> Result<T, E>) {
    for line in text.lines() {
        if let Ok(value) = read(line) {
            let shown = value.to_string();
            let again = read(&shown).map(|again| again.to_string());
            assert_eq!(again.ok().as_ref(), Some(&shown), "of {line:?}");
        }
    }
}

#[test]
fn dates() {
    check!().with_iterations(500).for_each(|bytes| {
        let text = String::from_utf8_lossy(bytes);
        read_again(&text, Day::read);
        read_again(&text, Instant::read);
        read_again(&text, TimeOfDay::read);
        read_again(&text, Length::read);
        let today = Day::of(2028, 2, 29).expect("a leap day");
        for line in text.lines() {
            let _ = DayWord::read(line).map(|word| word.on(today).to_string());
            let _ = ClosedDates::read_one(line);
        }
    });
}

#[test]
fn spans() {
    check!().with_iterations(500).for_each(|bytes| {
        let text = String::from_utf8_lossy(bytes);
        read_again(&text, TimeSpans::read);
        for line in text.lines() {
            let _ = Hours::read(line);
        }
    });
}

#[test]
fn quantities() {
    check!().with_iterations(500).for_each(|bytes| {
        let text = String::from_utf8_lossy(bytes);
        read_again(&text, PassQty::read);
        for line in text.lines() {
            let _ = Limit::read(line);
            let _ = Limit::read_of_kind(line);
        }
    });
}

#[test]
fn money() {
    let exponents = ["JPY", "EUR", "KWD"];
    let currencies = exponents.map(|code| Currency::read(code).expect("of ISO 4217"));
    check!().with_iterations(500).for_each(|bytes| {
        let text = String::from_utf8_lossy(bytes);
        read_again(&text, Percent::read);
        for currency in currencies {
            read_again(&text, |line| Money::read(line, currency));
        }
    });
}

#[test]
fn csv() {
    check!().with_iterations(500).for_each(|bytes: &[u8]| {
        let rows = daypass::grants_in(bytes);
        assert!(rows.is_none_or(|rows| rows <= bytes.len()));
    });
}

#[test]
fn config() {
    check!().with_iterations(500).for_each(|bytes| {
        let text = String::from_utf8_lossy(bytes);
        if let Err(wrong) = Config::read(Path::new("config.toml"), &text) {
            assert!(!wrong.to_string().is_empty());
        }
    });
}

#[test]
fn arguments() {
    check!().with_iterations(100).for_each(|bytes: &[u8]| {
        let words = bytes.split(|byte| matches!(byte, b' ' | b'\n' | 0));
        let words = words.map(|word| OsString::from_vec(word.to_vec()));
        let _ = daypass::understands(words.collect());
    });
}
