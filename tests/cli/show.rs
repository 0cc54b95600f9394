//! `member show`: a member on a day (B8), in every format.

use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::space::Space;

/// Ada, who was granted passes on three days.
fn space() -> Space {
    let mut space = Space::new();
    space.ok(&["member", "add", "Ada Lovelace", "--handle", "ada"]);
    space.ok(&["grant", "ada", "10", "--memo", "welcome"]);
    space.at("2026-06-04T06:00:00Z");
    space.ok(&["deduct", "ada", "2.5"]);
    space.ok(&["grant", "ada", "4", "--expires", "2026-06-10"]);
    space.at("2026-06-05T06:00:00Z");
    space.ok(&[
        "grant",
        "ada",
        "3",
        "--from",
        "2026-07-01",
        "--expires",
        "2026-07-31",
    ]);
    space
}

#[test]
fn b8_member_show_has_every_promised_field() {
    let space = space();
    assert_eq!(
        space.json(&["member", "show", "ada"]),
        json!({
            "id": "mb-1",
            "handle": "ada",
            "name": "Ada Lovelace",
            "email": null,
            "company": null,
            "location": "hq",
            "status": "drop-in",
            "use_passes": false,
            "on": "2026-06-05",
            "balance": "11.5",
            "balances": {"day": "11.5"},
            "scheduled": "0",
            "owed": "0",
            "lots": [
                {
                    "id": "lt-2", "kind": "day", "source": "grant", "owner": "ada", "location": "hq",
                    "count": "4", "left": "4", "away": null, "valid_from": "2026-06-04", "expires_on": "2026-06-10",
                    "memo": null, "hold": null,
                },
                {
                    "id": "lt-1", "kind": "day", "source": "grant", "owner": "ada", "location": "hq",
                    "count": "10", "left": "7.5", "away": null, "valid_from": "2026-06-03", "expires_on": null,
                    "memo": "welcome", "hold": null,
                },
                {
                    "id": "lt-3", "kind": "day", "source": "grant", "owner": "ada", "location": "hq",
                    "count": "3", "left": "3", "away": null, "valid_from": "2026-07-01", "expires_on": "2026-07-31",
                    "memo": null, "hold": null,
                },
            ],
            "subscriptions": [],
            "bookings": [],
            "unpaid": [],
            "inside": [],
            "tags": [],
            "note": null,
            "payment_method": null,
            "removed_on": null,
        })
    );
}

#[test]
fn b8_people_see_a_table_that_fits() {
    let mut space = space();
    assert_data_eq!(
        space.ok(&["member", "show", "ada"]),
        str![[r#"
ada         Ada Lovelace (mb-1), drop-in
balance     11.5 on 2026-06-05
use_passes  off
location    hq

lot   left  of  kind  from        expires     source  memo
lt-2     4   4  day   2026-06-04  2026-06-10  grant
lt-1   7.5  10  day   2026-06-03  never       grant   welcome
lt-3     3   3  day   2026-07-01  2026-07-31  grant

"#]]
    );
    space.at("2026-06-11T06:00:00Z");
    assert_data_eq!(
        space.ok(&["member", "show", "ada"]),
        str![[r#"
ada         Ada Lovelace (mb-1), drop-in
balance     7.5 on 2026-06-11
use_passes  off
location    hq

lot   left  of  kind  from        expires     source  memo
lt-1   7.5  10  day   2026-06-03  never       grant   welcome
lt-3     3   3  day   2026-07-01  2026-07-31  grant
1 lot used up or lapsed: see them with --all

"#]]
    );
    let all = space.ok(&["member", "show", "ada", "--all"]);
    assert!(all.contains("lt-2     0   4"), "{all}");
    assert!(all.lines().all(|line| line.chars().count() <= 80), "{all}");
}

#[test]
fn b8_a_past_day_is_as_the_books_stood_and_one_to_come_as_far_as_known() {
    let space = space();
    let balance = |on: &str| {
        let shown = space.json(&["member", "show", "ada", "--on", on]);
        (
            shown["balance"].as_str().unwrap().to_owned(),
            shown["lots"].as_array().unwrap().len(),
        )
    };
    assert_eq!(balance("2026-06-03"), ("10".to_owned(), 1));
    assert_eq!(balance("yesterday"), ("11.5".to_owned(), 2));
    assert_eq!(balance("2026-06-10"), ("11.5".to_owned(), 3));
    assert_eq!(balance("2026-06-11"), ("7.5".to_owned(), 3));
    assert_eq!(balance("2026-07-01"), ("10.5".to_owned(), 3));
    let past = space.ok(&["member", "show", "ada", "--on", "-2d"]);
    assert!(
        past.contains(" 10 on 2026-06-03, as the books stood"),
        "{past}"
    );
    let future = space.ok(&["member", "show", "ada", "--on", "+1month"]);
    assert!(
        future.contains("10.5 on 2026-07-05, as far as known"),
        "{future}"
    );
    assert_data_eq!(
        space.refused(3, &["member", "show", "ada", "--on", "2026-06-02"]),
        str![[r#"
error: ada was not there yet on 2026-06-02
hint: daypass history ada

"#]]
    );
    let told = space.refused(2, &["member", "show", "ada", "--on", "soon"]);
    assert!(told.contains("`soon` is not a date"), "{told}");
}

#[test]
fn b8_csv_has_the_scalars_in_one_row() {
    let space = space();
    assert_data_eq!(
        space.ok(&["--format", "csv", "member", "show", "ada"]),
        str![[r#"
id,handle,name,email,company,location,status,use_passes,on,balance,balances_day,scheduled,owed,note,payment_method,removed_on
mb-1,ada,Ada Lovelace,,,hq,drop-in,false,2026-06-05,11.5,11.5,0,0,,,

"#]]
    );
}

#[test]
fn p6_subscriptions_and_bookings_to_come_are_shown() {
    let space = space();
    space.ok(&[
        "plan", "add", "Ten", "--passes", "10", "--every", "1month", "--price", "150",
    ]);
    space.ok(&["subscription", "start", "ada", "ten", "--quantity", "2"]);
    space.ok(&["book", "ada", "--on", "2026-06-08", "--seats", "2"]);
    space.ok(&["book", "ada", "--on", "2026-07-09"]);
    assert_data_eq!(
        space.ok(&["member", "show", "ada"]),
        str![[r#"
ada         Ada Lovelace (mb-1), active
balance     29.5 on 2026-06-05
scheduled   1
unpaid      300.00 EUR
use_passes  on
location    hq

lot   left  of  kind  from        expires     source  memo
lt-2     2   4  day   2026-06-04  2026-06-10  grant
lt-4    20  20  day   2026-06-05  2026-07-04  plan
lt-1   7.5  10  day   2026-06-03  never       grant   welcome
lt-3     3   3  day   2026-07-01  2026-07-31  grant

subscription  plan     status   from        renews on
sb-1          2 × Ten  running  2026-06-05  2026-07-05

booking  on          for  desk    seats  payment
bk-1     2026-06-08  ada  hq/hot      2  2 passes charged: lt-2 2
bk-2     2026-07-09  ada  hq/hot      1  1 pass pending, charged on 2026-07-05

"#]]
    );
    let answer = space.json(&["member", "show", "ada"]);
    assert_eq!(answer["status"], "active");
    assert_eq!(answer["scheduled"], "1");
    assert_eq!(
        answer["subscriptions"],
        json!([{
            "id": "sb-1", "plan": "Ten", "status": "running", "quantity": 2,
            "from": "2026-06-05", "until": null,
            "period": {"from": "2026-06-05", "to": "2026-07-04"}, "renews_on": "2026-07-05",
        }])
    );
    assert_eq!(
        answer["bookings"][1],
        json!({
            "operation": "op-10", "booking": "bk-2", "member": "ada", "desk": "hot",
            "location": "hq", "on": "2026-07-09", "seats": 1, "status": "tentative",
            "payment": {
                "by": "passes", "status": "pending", "passes": "1", "charges_on": "2026-07-05",
                "lots": [],
            },
        })
    );
    let past = space.json(&["member", "show", "ada", "--on", "2026-06-04"]);
    assert_eq!(past["status"], "drop-in");
    assert_eq!(past["subscriptions"], json!([]));
    assert_eq!(past["bookings"], json!([]));
}
