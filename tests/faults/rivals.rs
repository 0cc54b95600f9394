//! Two at once, and one that holds the lock.

use std::process::Stdio;

use crate::desk::{Desk, LATER, NOW, Ran};

/// So many processes renew at once; each of them ends well.
fn renew_at_once(desk: &Desk, processes: usize) {
    let renewing: Vec<_> = (0..processes)
        .map(|_| {
            let mut command = desk.command(LATER, &["renew"]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().expect("the program runs")
        })
        .collect();
    for running in renewing {
        let ran = Ran::from(running.wait_with_output().expect("the program ends"));
        assert_eq!(ran.code, 0, "{ran:?}");
    }
}

#[test]
fn r5_two_renewals_at_once_bring_everything_once() {
    let alone = Desk::new();
    alone.ok(LATER, &["renew"]);
    let lots = |desk: &Desk| {
        let sql = "SELECT COUNT(*) || ' lots, ' || SUM(granted_halves) || ' halves, ' \
                   || SUM(left_halves) || ' left' FROM lot";
        let told: String = desk
            .behind()
            .query_row(sql, [], |row| row.get(0))
            .expect("a row");
        told
    };
    for _ in 0..5 {
        let desk = Desk::new();
        renew_at_once(&desk, 3);
        assert_eq!(lots(&desk), lots(&alone));
        desk.ok(LATER, &["check"]);
    }
}

/// Packages that are sold again every week or become a plan, of members who use none of them.
fn with_packages() -> Desk {
    let desk = Desk::new();
    let package = |name: &str, then: &str| {
        let words = [
            "plan",
            "add",
            name,
            "--package",
            "--passes",
            "2",
            "--valid",
            "7days",
            "--price",
            "20",
            "--then",
            then,
        ];
        desk.ok(NOW, &words);
    };
    package("Again", "renew");
    package("Once", "convert:Flex");
    for (who, what) in [
        ("Ida", "again=1"),
        ("Jim", "again=2"),
        ("Kai", "again=1"),
        ("Lea", "once=1"),
        ("Max", "once=1"),
        ("Nia", "once=1"),
    ] {
        desk.ok(NOW, &["member", "add", who, "--buy", what]);
    }
    desk
}

/// What followed the packages, and what all that was bought, granted, billed and begun comes to.
fn followed(desk: &Desk) -> String {
    let sql = "SELECT (SELECT COUNT(*) FROM purchase WHERE name = 'Again') || ' times again, ' \
               || (SELECT COUNT(*) FROM subscription s JOIN customer c ON c.id = s.customer \
                   WHERE c.handle IN ('lea', 'max', 'nia')) || ' begun' \
               || (SELECT ', ' || COUNT(*) || ' bought, ' || SUM(open) || ' open' FROM purchase) \
               || (SELECT ', ' || COUNT(*) || ' lots, ' || SUM(left_halves) || ' left' FROM lot) \
               || (SELECT ', ' || COUNT(*) || ' lines, ' || SUM(amount_minor) FROM line) \
               || (SELECT ', ' || COUNT(*) || ' subscriptions' FROM subscription)";
    let told = desk.behind().query_row(sql, [], |row| row.get(0));
    told.expect("a row")
}

#[test]
fn t5_r5_two_renewals_at_once_sell_packages_again_and_convert_them_once() {
    let begun = with_packages();
    let copy = || {
        let desk = Desk::empty();
        for name in ["config.toml", "daypass.db"] {
            std::fs::copy(begun.path(name), desk.path(name)).expect("copied");
        }
        desk
    };
    let alone = copy();
    alone.ok(LATER, &["renew"]);
    let books = followed(&alone);
    // Bought on 3 June by three, and again by each on the 10th, 17th, 24th and on 1 July.
    assert!(books.starts_with("15 times again, 3 begun"), "{books}");
    for _ in 0..5 {
        let desk = copy();
        renew_at_once(&desk, 2);
        assert_eq!(followed(&desk), books);
        desk.ok(LATER, &["check"]);
        desk.ok(LATER, &["renew"]);
        assert_eq!(followed(&desk), books);
    }
}

#[test]
fn c3_of_two_processes_checking_in_for_the_last_pass_exactly_one_gets_it() {
    for _ in 0..3 {
        let desk = Desk::new();
        desk.ok(NOW, &["company", "add", "Last"]);
        for who in ["Dan", "Eva"] {
            desk.ok(NOW, &["member", "add", who, "--company", "last"]);
            desk.ok(NOW, &["member", "set", who, "--use-passes", "on"]);
        }
        desk.ok(NOW, &["grant", "last", "1"]);
        let coming: Vec<_> = ["dan", "eva"]
            .iter()
            .map(|who| {
                let mut command = desk.command(NOW, &["checkin", who]);
                command.stdout(Stdio::piped()).stderr(Stdio::piped());
                command.spawn().expect("the program runs")
            })
            .collect();
        let came = coming.into_iter().map(|running| {
            let ran = Ran::from(running.wait_with_output().expect("the program ends"));
            ran.code
        });
        let mut came: Vec<_> = came.collect();
        came.sort_unstable();
        assert_eq!(came, [0, 1]);
        let sql = "SELECT COUNT(*) || ' ' || SUM(status = 'refused') FROM visit v \
                   JOIN customer c ON c.id = v.member WHERE c.handle IN ('dan', 'eva')";
        let told: String = desk
            .behind()
            .query_row(sql, [], |row| row.get(0))
            .expect("a row");
        assert_eq!(told, "2 1");
        desk.ok(NOW, &["check"]);
    }
}

#[test]
fn v4_invoices_issued_by_two_at_once_have_numbers_without_gaps() {
    let desk = Desk::new();
    for name in ["Eve", "Fay", "Gus", "Hal"] {
        desk.ok(NOW, &["member", "add", name, "--plan", "Flex"]);
    }
    let issuing: Vec<_> = ["acme", "eve", "fay", "gus", "hal", "acme", "eve"]
        .iter()
        .map(|who| {
            let mut command = desk.command(NOW, &["invoice", "issue", who]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().expect("the program runs")
        })
        .collect();
    for running in issuing {
        let ran = Ran::from(running.wait_with_output().expect("the program ends"));
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    let sql = "SELECT COUNT(*) || ' invoices of ' || COUNT(DISTINCT customer) || ', from ' \
               || MIN(id) || ' to ' || MAX(id) FROM invoice";
    let told: String = desk
        .behind()
        .query_row(sql, [], |row| row.get(0))
        .expect("a row");
    assert_eq!(told, "6 invoices of 6, from 1 to 6");
    desk.ok(NOW, &["check"]);
}

#[test]
fn a_lock_held_for_longer_than_the_wait_is_told() {
    let desk = Desk::new();
    let config = std::fs::read_to_string(desk.path("config.toml")).expect("a config");
    assert!(config.contains("lock_wait = \"5s\""), "{config}");
    desk.write("config.toml", config.replace("\"5s\"", "\"100ms\""));
    let before = desk.dump();
    let holder = desk.behind();
    holder.execute_batch("BEGIN IMMEDIATE").expect("the lock");
    let ran = desk.run(NOW, &["grant", "ana", "1"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.err.contains("locked by another process"), "{ran:?}");
    if cfg!(target_os = "linux") && std::path::Path::new("/proc/locks").exists() {
        let me = format!("process {})", std::process::id());
        assert!(ran.err.contains(&me), "who holds it is named: {ran:?}");
    }
    desk.ok(NOW, &["member", "show", "ana"]);
    holder.execute_batch("ROLLBACK").expect("let go");
    assert_eq!(desk.dump(), before);
    desk.ok(NOW, &["grant", "ana", "1"]);
}

#[test]
fn v2_of_two_who_redeem_the_last_use_of_a_voucher_at_once_exactly_one_gets_it() {
    for _ in 0..5 {
        let desk = Desk::new();
        let redeeming: Vec<_> = ["ana", "cleo"]
            .iter()
            .map(|who| {
                let mut command = desk.command(NOW, &["redeem", "WELCOME", who]);
                command.stdout(Stdio::piped()).stderr(Stdio::piped());
                command.spawn().expect("the program runs")
            })
            .collect();
        let mut codes: Vec<i32> = redeeming
            .into_iter()
            .map(|running| Ran::from(running.wait_with_output().expect("the program ends")).code)
            .collect();
        codes.sort_unstable();
        assert_eq!(codes, [0, 1]);
        desk.ok(NOW, &["check"]);
    }
}
