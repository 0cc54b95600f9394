//! A clock that is wrong: backwards, far ahead, or in an hour that does not exist or is there twice.

use crate::desk::{Desk, NOW, Ran};

/// Everything that is there, where a command must not touch it.
fn refused(desk: &Desk, now: &str, words: &[&str], says: &[&str]) {
    let before = desk.dump();
    let ran = desk.run(now, words);
    assert_eq!(ran.code, 1, "{now}, {words:?}: {ran:?}");
    for says in says {
        assert!(ran.err.contains(says), "{now}, {words:?}: {ran:?}");
    }
    assert_eq!(desk.dump(), before, "{now}, {words:?}");
}

fn last_instant(desk: &Desk) -> i64 {
    let sql = "SELECT MAX(at_ms) FROM operation";
    let last = desk.behind().query_row(sql, [], |row| row.get(0));
    last.expect("an operation")
}

#[test]
fn q7_a_clock_that_goes_backwards_writes_nothing_and_reads_all() {
    let desk = Desk::new();
    for back in [
        "2026-06-03T04:59:59Z",
        "2025-06-03T06:00:00Z",
        "1970-01-01T00:00:00Z",
    ] {
        for words in [
            ["grant", "ana", "1"].as_slice(),
            &["book", "ana", "--on", "2026-06-09"],
            &["checkin", "cleo", "--unpaid"],
            &["renew"],
        ] {
            refused(&desk, back, words, &[back, NOW]);
        }
        desk.ok(back, &["member", "show", "ana"]);
        desk.ok(back, &["history"]);
        desk.ok(back, &["check"]);
    }
    let before = last_instant(&desk);
    desk.ok("2026-06-03T05:00:00Z", &["grant", "ana", "1"]);
    assert_eq!(
        last_instant(&desk),
        before,
        "stamped like the last operation"
    );
    desk.ok("2026-06-03T04:59:59Z", &["grant", "ana", "1", "--yes"]);
    desk.ok(NOW, &["check"]);
}

#[test]
fn r5_a_clock_that_is_far_ahead_expires_nothing_unasked() {
    let desk = Desk::new();
    for ahead in [
        "2026-07-04T06:00:01Z",
        "2027-06-03T06:00:00Z",
        "2999-01-01T00:00:00Z",
    ] {
        refused(&desk, ahead, &["renew"], &[ahead, "--yes"]);
        desk.ok(ahead, &["renew", "--dry-run"]);
        desk.ok(ahead, &["member", "show", "ana"]);
    }
    desk.ok("2027-06-03T06:00:00Z", &["renew", "--as-of", "2026-06-03"]);
    desk.ok("2027-06-03T06:00:00Z", &["check"]);
}

/// What one command answers at a time.
fn told(desk: &Desk, now: &str, words: &[&str]) -> Ran {
    let ran = desk.run(now, words);
    assert_eq!(ran.code, 0, "{now}, {words:?}: {ran:?}");
    ran
}

#[test]
fn q3_q6_the_hour_that_is_missing_and_the_hour_that_is_there_twice() {
    // In Kyiv 03:00 became 04:00 on 28 March 2027, and 04:00 became 03:00 on 31 October 2027.
    for (before, inside, after, on) in [
        (
            "2027-03-28T00:30:00Z",
            "2027-03-28T00:59:59Z",
            "2027-03-28T01:00:01Z",
            "2027-03-28",
        ),
        (
            "2027-10-31T00:30:00Z",
            "2027-10-31T00:59:59Z",
            "2027-10-31T01:30:00Z",
            "2027-10-31",
        ),
    ] {
        let desk = Desk::new();
        told(&desk, before, &["renew", "--yes"]);
        told(&desk, before, &["grant", "cleo", "3"]);
        told(
            &desk,
            before,
            &["member", "set", "cleo", "--use-passes", "on"],
        );
        told(&desk, inside, &["checkin", "cleo"]);
        told(&desk, after, &["checkout", "cleo"]);
        let shown = told(&desk, after, &["member", "show", "cleo", "--json"]).out;
        assert!(shown.contains(&format!("\"on\": \"{on}\"")), "{shown}");
        assert!(
            shown.contains("\"balance\": \"2\""),
            "one date, one pass: {shown}"
        );
        told(&desk, after, &["check"]);
    }
}

#[test]
fn q4_q5_a_leap_day_is_a_day_like_others() {
    let desk = Desk::new();
    let (eve, leap) = ("2028-01-31T10:00:00Z", "2028-02-29T10:00:00Z");
    told(&desk, eve, &["renew", "--yes"]);
    told(&desk, eve, &["subscription", "start", "cleo", "flex"]);
    told(
        &desk,
        eve,
        &["grant", "cleo", "1", "--expires", "2028-02-29"],
    );
    told(&desk, leap, &["renew"]);
    let shown = told(&desk, leap, &["member", "show", "cleo", "--json"]).out;
    assert!(
        shown.contains("\"from\": \"2028-02-29\""),
        "the second period: {shown}"
    );
    assert!(
        shown.contains("\"balance\": \"11\""),
        "ten, and the one that ends today: {shown}"
    );
    told(&desk, leap, &["book", "cleo", "--on", "2028-02-29"]);
    let ran = desk.run(leap, &["book", "cleo", "--on", "2027-02-29"]);
    assert_eq!(ran.code, 2, "no such day: {ran:?}");
    told(&desk, "2028-03-01T10:00:00Z", &["renew"]);
    told(&desk, "2028-03-01T10:00:00Z", &["check"]);
}
