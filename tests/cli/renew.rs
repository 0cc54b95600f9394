//! `renew` as cron and scripts see it.

use crate::space::Space;

#[test]
fn nothing_due_is_told_in_full_and_with_quiet_not_at_all() {
    let space = Space::new();
    let nothing = space.json(&["renew"]);
    assert_eq!(nothing["invoiced"], "0.00");
    assert_eq!(nothing["currency"], "EUR");
    assert_eq!(
        (&nothing["customers"], &nothing["failed"]),
        (&0.into(), &0.into())
    );
    assert_eq!(
        (&nothing["expired"], &nothing["granted"]),
        (&"0".into(), &"0".into())
    );
    assert_eq!(space.ok(&["renew", "--quiet"]), "");
    assert_eq!(space.ok(&["renew"]), "nothing was due\n");
}

#[test]
fn r4_with_quiet_nothing_due_says_nothing() {
    let mut space = Space::new();
    space.ok(&["plan", "add", "Ten", "--passes", "10", "--price", "150"]);
    space.ok(&["member", "add", "Ana", "--plan", "ten"]);
    let silent = space.run(&["renew", "--quiet"]);
    assert_eq!(
        (silent.code, silent.out.as_str(), silent.err.as_str()),
        (0, "", "")
    );
    space.at("2026-07-03T06:00:00Z");
    assert!(space.ok(&["renew", "--quiet"]).contains("10 granted"));
    assert_eq!(space.ok(&["renew", "--quiet"]), "");
}
