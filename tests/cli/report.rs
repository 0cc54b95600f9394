//! `report`: tables with bars, JSON, CSV, and pages with charts.

use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};

use crate::space::Space;

/// Ana with ten passes a month from 2 June, Ben with a grant; June as they booked it.
fn june() -> Space {
    let mut space = Space::new();
    space.ok(&["plan", "add", "Ten", "--passes", "10", "--price", "150"]);
    space.ok(&[
        "member", "add", "Ana <b>", "--handle", "ana", "--plan", "ten",
    ]);
    space.ok(&["member", "add", "Ben", "--email", "ben@example.org"]);
    space.ok(&["grant", "ben", "3", "--expires", "2026-06-12"]);
    space.ok(&["book", "ana", "--on", "2026-06-04", "--seats", "2"]);
    space.ok(&["book", "ana", "--on", "2026-07-20", "--seats", "8"]);
    space.ok(&["book", "ana", "--on", "2026-07-21", "--seats", "5"]);
    space.ok(&["member", "set", "ben", "--use-passes", "on"]);
    space.at("2026-06-05T06:00:00Z");
    space.ok(&["checkin", "ben"]);
    space.ok(&["checkout", "ben"]);
    space
}

#[test]
fn occupancy_tells_days_weekdays_and_desks_past_and_to_come() {
    let space = june();
    let week = [
        "report",
        "occupancy",
        "--from",
        "2026-06-04",
        "--to",
        "2026-06-06",
    ];
    assert_data_eq!(
        space.ok(&week),
        str![[r#"
days  2026-06-04 to 2026-06-06

Each day
on          day  seats  booked  walk-ins  taken  full
2026-06-04  thu     12       2         0      2   17 % ███▍
2026-06-05  fri     12       0         1      1    8 % █▌
2026-06-06  sat     12       0         0      0    0 %

Each weekday, all of them together
day  days  seats  booked  walk-ins  taken  full
thu     1     12       2         0      2   17 % ███▍
fri     1     12       0         1      1    8 % █▌
sat     1     12       0         0      0    0 %

Each desk, all days together
desk  seats  booked  taken  full
hot      36       2      2    6 % █▏

"#]]
    );
    let told = space.json(&["report", "occupancy"]);
    assert_eq!(
        (&told["from"], &told["to"]),
        (&json!("2026-05-22"), &json!("2026-06-19"))
    );
    assert_eq!(
        told["days"][13],
        json!({
            "location": "hq", "on": "2026-06-04", "weekday": "thu", "capacity": 12, "booked": 2,
            "assigned": 0, "walk_ins": 0, "taken": 2, "percent": 17,
        })
    );
    let mut desks = week.to_vec();
    desks.extend(["--only", "desks", "--format", "csv"]);
    assert_eq!(
        space.ok(&desks),
        "location,desk,capacity,booked,assigned,taken,percent\nhq,hot,36,2,0,2,6\n"
    );
}

#[test]
fn expiring_tells_what_lapses_within_a_time() {
    let space = june();
    let lots = |within: &str| {
        let told = space.json(&["report", "expiring", "--within", within]);
        told["lots"].as_array().expect("a list").clone()
    };
    assert_eq!(
        lots("7d"),
        [json!({
            "expires_on": "2026-06-12", "who": "ben", "name": "Ben", "email": "ben@example.org",
            "left": "2", "kind": "day", "lot": "lt-2",
        })]
    );
    assert_eq!((lots("6days").len(), lots("1month").len()), (0, 2));
    let none = space.run(&["report", "expiring", "--within", "1d"]);
    assert!(
        none.code == 0 && none.told() == "nothing to report\n",
        "{none:?}"
    );
    space.refused(2, &["report", "expiring", "--within", "soon"]);
}

#[test]
fn forecast_is_what_the_renewal_would_do_and_who_runs_out() {
    let space = june();
    let told = space.json(&["report", "forecast", "--until", "2026-07-31"]);
    let failing = told["failing"].as_array().expect("a list");
    let renewal = space.json(&["renew", "--dry-run", "--as-of", "2026-07-31"]);
    let failed: Vec<&Value> = renewal["items"]
        .as_array()
        .expect("a list")
        .iter()
        .collect();
    let failed = failed.into_iter().filter(|item| item["what"] == "fail");
    let failed: Vec<_> = failed.map(|item| item["booking"].clone()).collect();
    assert_eq!(
        failing
            .iter()
            .map(|one| one["booking"].clone())
            .collect::<Vec<_>>(),
        failed
    );
    assert_eq!(
        failing[0],
        json!({
            "booking": "bk-3", "on": "2026-07-21", "fails_on": "2026-07-03", "member": "ana",
            "company": null, "desk": "hq/hot", "passes": "5",
        })
    );
    let out = &told["running_out"];
    assert_eq!(
        (&out[0]["member"], &out[0]["runs_out_on"]),
        (&json!("ben"), &json!("2026-07-31"))
    );
    assert_eq!(out[1], Value::Null, "ana has more before hers are used up");
    assert_eq!(
        space.json(&["history"])["entries"]
            .as_array()
            .expect("a list")
            .len(),
        4
    );
}

#[test]
fn liability_is_what_was_invoiced_for_unused_passes_else_their_price() {
    let mut space = june();
    let told = space.json(&["report", "liability"]);
    let sum = |amount: &str| json!([{ "amount": amount, "currency": "EUR" }]);
    assert_eq!(
        (&told["owed"], &told["breakage"]),
        (&sum("120.00"), &json!([]))
    );
    let rows = told["unused"].as_array().expect("a list");
    assert_eq!(
        rows[0],
        json!({
            "what": "Ten", "source": "plan", "basis": "paid", "passes": "8", "value": "120.00",
            "currency": "EUR",
        })
    );
    assert_eq!(
        (&rows[1]["basis"], &rows[1]["passes"]),
        (&json!("price"), &json!("2"))
    );
    space.at("2026-07-04T06:00:00Z");
    let before = space.json(&["report", "liability"]);
    space.ok(&["renew"]);
    let after = space.json(&["report", "liability"]);
    assert_eq!(before["lapsed"], after["lapsed"], "written or not (B8)");
    assert_eq!(
        after["lapsed"][0],
        json!({
            "what": "Ten", "source": "plan", "basis": "paid", "passes": "8", "value": "120.00",
            "currency": "EUR", "used": "2", "percent": 80,
        })
    );
    assert_eq!(
        after["owed"],
        sum("30.00"),
        "eight of the next ten are spent"
    );
    space.ok(&[
        "subscription",
        "start",
        "ben",
        "ten",
        "--from",
        "2026-06-20",
    ]);
    let late = space.json(&["report", "liability"]);
    let told = "his ten are invoiced today and count from an earlier day";
    assert_eq!(late["owed"], sum("180.00"), "{told}");
}

#[test]
fn usage_tells_members_plans_and_desks() {
    let space = june();
    assert_data_eq!(
        space.ok(&["report", "usage"]),
        str![[r#"
days         2026-05-07 to 2026-06-05
passes used  3

By member
member  name     bookings  visits  passes  of all
ana     Ana <b>         1       0       2   67 % █████████████▍
ben     Ben             0       1       1   33 % ██████▌

By where the passes came from
plan  source  passes  of all
Ten   plan         2   67 % █████████████▍
      grant        1   33 % ██████▌

By desk
desk    bookings  seats  passes  of all seats
hq/hot         1      2       2  100 % ████████████████████

"#]]
    );
    let nothing = space.json(&["report", "usage", "--from", "2027-01-01"]);
    assert_eq!(
        (&nothing["passes"], &nothing["members"]),
        (&json!("0"), &json!([]))
    );
}

#[test]
fn every_report_has_a_page_that_stands_alone() {
    let space = june();
    for (report, charts) in [
        ("occupancy", 2),
        ("expiring", 1),
        ("forecast", 0),
        ("liability", 1),
        ("usage", 3),
    ] {
        let file = format!("{report}.html");
        space.ok(&["report", report, "--html", &file]);
        let page = space.read(&file);
        assert_eq!(page.matches("<svg").count(), charts, "{report}");
        for forbidden in ["<b>", "http:", "https:", "<script"] {
            assert!(!page.contains(forbidden), "{forbidden} in {report}");
        }
        space.refused(1, &["report", report, "--html", &file]);
    }
    let days = space.ok(&["report", "occupancy", "--only", "days", "--html", "-"]);
    assert_eq!(days.matches("<table>").count(), 1);
}

#[test]
fn what_is_not_understood_is_refused_with_what_there_is() {
    let space = june();
    assert_eq!(
        space.refused(2, &["report", "usage", "--only", "rooms"]),
        "error: no list `rooms` in it: members, plans, desks\n\
         hint: daypass report usage --only members\n"
    );
    let names = space.refused(2, &["report", "occupency"]);
    assert!(
        names.ends_with("hint: daypass report occupancy\n"),
        "{names}"
    );
    space.refused(3, &["report", "usage", "--location", "shore"]);
    space.refused(
        1,
        &["report", "usage", "--from", "today", "--to", "yesterday"],
    );
}
