//! `book`, `booking` and `desk free`: words, codes, formats.

use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};

use crate::space::Space;

/// Ada with five passes, Ben with none, and twelve hot seats.
fn space() -> Space {
    let space = Space::new();
    space.ok(&["member", "add", "Ada Lovelace", "--handle", "ada"]);
    space.ok(&["member", "add", "Ben Bit", "--handle", "ben"]);
    space.ok(&["grant", "ada", "5"]);
    space
}

/// The code and the values of a refusal with `--json`, without the words.
fn error(space: &Space, code: i32, args: &[&str]) -> Value {
    let mut all = vec!["--json"];
    all.extend(args);
    let told = space.refused(code, &all);
    let mut error: Value = serde_json::from_str(&told).expect("JSON");
    let error = error["error"].as_object_mut().expect("an error");
    error.remove("message");
    error.remove("hint");
    Value::Object(error.clone())
}

#[test]
fn book_answers_in_words_and_in_json() {
    let space = space();
    assert_data_eq!(
        space.ok(&["book", "ada", "--on", "fri"]),
        str![[r#"
bk-1: 1 seat of hq/hot on 2026-06-05 for ada, confirmed
1 pass charged: lt-1 1

"#]]
    );
    let booked = space.json(&["book", "ada", "--on", "2026-06-06", "--seats", "2"]);
    let expected = json!({
        "operation": "op-6", "booking": "bk-2", "member": "ada", "desk": "hot",
        "location": "hq", "on": "2026-06-06", "seats": 2, "status": "confirmed",
        "payment": {
            "by": "passes", "status": "charged", "passes": "2", "charges_on": null,
            "lots": [{"id": "lt-1", "passes": "2"}],
        },
    });
    assert_eq!(booked, expected);
    assert_eq!(space.json(&["booking", "show", "bk-2"]), expected);
}

#[test]
fn t2_a_kind_that_is_not_counted_covers_a_booking() {
    let space = space();
    let config = space.read("config.toml");
    let roam = "\n[[pass]]\nhandle = \"roam\"\nname = \"Roam\"\ncovers = \"unlimited\"\n";
    space.write("config.toml", &(config + roam));
    space.ok(&["apply"]);
    space.ok(&[
        "grant",
        "ada",
        "1",
        "--kind",
        "roam",
        "--expires",
        "2026-06-30",
    ]);
    assert_data_eq!(
        space.ok(&["book", "ada", "--on", "fri", "--seats", "2"]),
        str![[r#"
bk-1: 2 seats of hq/hot on 2026-06-05 for ada, confirmed
covered by lt-2, charged: no passes are taken

"#]]
    );
    let shown = space.json(&["booking", "show", "bk-1"]);
    let payment = json!({
        "by": "passes", "status": "charged", "passes": "0", "charges_on": null,
        "lots": [{"id": "lt-2", "passes": "0"}],
    });
    assert_eq!(shown["payment"], payment);
    let again = space.run(&["book", "ada", "--on", "fri"]);
    assert_eq!(
        again.told(),
        "ada has bk-1 on 2026-06-05 too: this booking takes no passes either\n"
    );
    let told = space.ok(&["explain", "ada", "--lot", "lt-2"]);
    assert!(told.contains("It covers bk-1 on 2026-06-05."), "{told}");
    let cancelled = space.json(&["booking", "cancel", "bk-1"]);
    assert_eq!(cancelled["payment"]["status"], "refunded");
    assert_eq!(space.json(&["member", "show", "ada"])["balance"], "5");
    space.ok(&["check"]);
}

#[test]
fn the_company_stands_where_it_books_or_pays() {
    let space = space();
    space.ok(&["company", "add", "Acme", "--handle", "acme"]);
    space.ok(&["member", "set", "ben", "--company", "acme"]);
    space.ok(&["grant", "acme", "5"]);
    let by_company = space.json(&["book", "ben", "--pay", "company"]);
    let payment = &by_company["payment"];
    assert_eq!(
        (&payment["by"], &payment["from"]),
        (&json!("passes"), &json!("company"))
    );
    let company = space.json(&["book", "acme", "--on", "tomorrow"]);
    assert_eq!(
        (&company["member"], &company["company"]),
        (&Value::Null, &json!("acme"))
    );
    let listed = space.json(&["booking", "list"]);
    assert_eq!(listed[1]["company"], "acme");
    assert_eq!(listed[0]["payment"].get("lots"), None);
    let told = space.refused(1, &["book", "ada", "--pay", "company"]);
    assert_data_eq!(
        told,
        str![[r#"
error: ada belongs to no company
hint: daypass book ada

"#]]
    );
}

#[test]
fn d2_a_second_booking_of_a_date_is_noted() {
    let space = space();
    space.ok(&["book", "ada"]);
    let again = space.run(&["book", "ada"]);
    assert_eq!(
        again.told(),
        "ada has bk-1 on 2026-06-03 too: this booking takes passes of its own\n"
    );
    assert_eq!(space.run(&["--quiet", "book", "ada"]).err, "");
}

#[test]
fn a4_a_repeated_key_answers_the_same_and_books_nothing() {
    let space = space();
    let first = space.json(&["book", "ada", "--key", "k"]);
    let again = space.json(&["book", "ada", "--key", "k"]);
    assert_eq!(
        (&again["booking"], &again["replayed"]),
        (&first["booking"], &json!(true))
    );
    let dry = space.json(&["book", "ada", "--dry-run"]);
    assert_eq!(
        (&dry["operation"], &dry["dry_run"]),
        (&Value::Null, &json!(true))
    );
    assert_eq!(
        space.json(&["booking", "list"]).as_array().unwrap().len(),
        1
    );
}

#[test]
fn d2_a_full_or_closed_date_is_refused_with_a_command_that_books_the_next() {
    let space = space();
    space.edit("seats = 12", "seats = 1");
    space.edit("closed = []", "closed = [\"2026-06-06\"]");
    space.ok(&["apply"]);
    space.ok(&["book", "ada", "--on", "2026-06-05"]);
    let told = space.refused(1, &["book", "ada", "--on", "fri", "--desk", "hot"]);
    assert_data_eq!(
        told,
        str![[r#"
error: full on 2026-06-05: 1 wanted, 0 free
hint: daypass book ada --desk hot --on 2026-06-07

"#]]
    );
    assert_eq!(
        error(&space, 1, &["book", "Ada Love", "--on", "2026-06-06"]),
        json!({"code": "closed", "on": "2026-06-06", "next_free": "2026-06-07"})
    );
    space.ok(&["book", "ada", "--on", "2026-06-07", "--desk", "hot"]);
}

#[test]
fn d2_many_at_once_never_get_more_seats_than_there_are() {
    let space = space();
    space.edit("seats = 12", "seats = 3");
    space.ok(&["apply"]);
    space.ok(&["grant", "ada", "5"]);
    let codes: Vec<i32> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| space.run(&["book", "ada", "--on", "fri"]).code))
            .collect();
        let ended = runs.into_iter().map(|run| run.join().expect("it ran"));
        ended.collect()
    });
    assert_eq!(
        codes.iter().filter(|code| **code == 0).count(),
        3,
        "{codes:?}"
    );
    assert_eq!(
        codes.iter().filter(|code| **code == 1).count(),
        5,
        "{codes:?}"
    );
    assert_eq!(space.json(&["desk", "free", "--on", "fri"])[0]["free"], 0);
    space.ok(&["check"]);
}

#[test]
fn refusals_have_stable_codes() {
    let space = space();
    space.ok(&["member", "add", "Vic", "--visitor"]);
    for (code, args, expected) in [
        (
            1,
            ["book", "vic", "--pay", "passes"].as_slice(),
            json!({"code": "visitor_holds_no_passes", "member": "vic"}),
        ),
        (
            1,
            &["book", "ben"],
            json!({"code": "not_enough_passes", "need": "1", "have": "0", "on": "2026-06-03"}),
        ),
        (
            1,
            &["book", "ada", "--on", "2026-06-02"],
            json!({"code": "past_day", "on": "2026-06-02", "today": "2026-06-03", "next_free": "2026-06-03"}),
        ),
        (
            1,
            &["book", "ada", "--seats", "13"],
            json!({"code": "full", "on": "2026-06-03", "wanted": "13", "free": "12"}),
        ),
        (
            3,
            &["book", "ada", "--desk", "hut"],
            json!({"code": "unknown_desk", "given": "hut", "nearest": "hot"}),
        ),
        (
            3,
            &["booking", "show", "bk-9"],
            json!({"code": "unknown_booking", "given": "bk-9", "nearest": ""}),
        ),
    ] {
        assert_eq!(error(&space, code, args), expected, "{args:?}");
    }
    let told = space.refused(2, &["booking", "show", "lt-1"]);
    assert!(told.contains("`lt-1` is not a booking"), "{told}");
    let told = space.refused(1, &["book", "ben"]);
    assert!(told.contains("hint: daypass grant ben 1\n"), "{told}");
}

#[test]
fn d5_cancelling_says_what_went_back() {
    let space = space();
    space.ok(&["book", "ada", "--on", "fri"]);
    let cancelled = space.json(&["booking", "cancel", "bk-1"]);
    assert_eq!(cancelled["status"], "cancelled");
    assert_eq!(cancelled["payment"]["status"], "refunded");
    assert_eq!(
        cancelled["payment"]["lots"],
        json!([{"id": "lt-1", "passes": "1"}])
    );
    assert_eq!(
        (&cancelled["refunded"], &cancelled["late"]),
        (&json!("1"), &json!(false))
    );
    assert_eq!(
        error(&space, 1, &["booking", "cancel", "bk-1"]),
        json!({"code": "already_cancelled", "booking": "bk-1"})
    );
}

#[test]
fn c2_giving_a_booking_up_says_which_visits_are_settled_again() {
    let space = space();
    space.ok(&["member", "set", "ada", "--use-passes", "on"]);
    space.ok(&["book", "ada", "--seats", "2"]);
    space.ok(&["checkin", "ada"]);
    space.ok(&["checkin", "ada", "--guest", "Tom"]);
    let fewer = space.json(&["booking", "set", "bk-1", "--seats", "1"]);
    assert_eq!(
        fewer["visits"],
        json!([{"visit": "vs-2", "charged": "1", "owed": "0"}])
    );
    let cancel = ["booking", "cancel", "bk-1"];
    let preview = space.ok(&[&cancel[..], &["--dry-run"]].concat());
    assert_eq!(space.ok(&cancel), preview);
    assert_data_eq!(
        preview,
        str![[r#"
bk-1: 1 seat of hq/hot on 2026-06-03 for ada, cancelled
1 pass refunded: lt-1 1
vs-1 came on it and is settled again: it costs 1 pass

"#]]
    );
}

#[test]
fn d5_late_is_told_and_an_override_wants_its_reason() {
    let space = space();
    space.edit("cancel = \"start\"", "cancel = \"never\"");
    space.ok(&["apply"]);
    for _ in 0..2 {
        space.ok(&["book", "ada", "--on", "fri"]);
    }
    let late = space.run(&["booking", "cancel", "bk-1"]);
    assert_eq!(
        (late.code, late.told().as_str()),
        (0, "too late for a refund: what was paid stays paid\n")
    );
    assert_eq!(
        error(&space, 1, &["booking", "move", "bk-2", "--on", "sat"]),
        json!({"code": "too_late"})
    );
    for args in [
        ["booking", "cancel", "bk-2", "--refund"].as_slice(),
        &["booking", "cancel", "bk-2", "--refund", "--memo", " "],
        &["booking", "move", "bk-2", "--on", "sat", "--override"],
        &["booking", "set", "bk-2", "--seats", "2", "--no-refund"],
    ] {
        let told = space.refused(2, args);
        assert!(told.starts_with("error: --memo is missing\n"), "{told}");
    }
    space.ok(&[
        "booking",
        "move",
        "bk-2",
        "--on",
        "sat",
        "--override",
        "--memo",
        "ill",
    ]);
    let refunded = space.json(&["booking", "cancel", "bk-2", "--refund", "--memo", "ill"]);
    assert_eq!(refunded["payment"]["status"], "refunded");
}

#[test]
fn b7_goodwill_makes_a_new_lot() {
    let space = space();
    space.ok(&["book", "ada", "--on", "fri"]);
    let told = space.refused(2, &["booking", "cancel", "bk-1", "--new-lot"]);
    assert!(told.contains("--expires"), "{told}");
    let cancel = [
        "booking",
        "cancel",
        "bk-1",
        "--new-lot",
        "--expires",
        "2026-12-31",
    ];
    assert_data_eq!(
        space.ok(&cancel),
        str![[r#"
bk-1: 1 seat of hq/hot on 2026-06-05 for ada, cancelled
1 pass refunded: lt-1 1
1 pass in the new lot lt-2, expires 2026-12-31

"#]]
    );
}

#[test]
fn d6_bookings_are_moved_and_given_other_seats() {
    let space = space();
    space.ok(&["book", "ada", "--on", "fri"]);
    let moved = space.json(&["booking", "move", "bk-1", "--on", "2026-06-08"]);
    assert_eq!(
        (&moved["on"], &moved["taken"]),
        (&json!("2026-06-08"), &json!("0"))
    );
    let set = space.json(&["booking", "set", "bk-1", "--seats", "3"]);
    assert_eq!((&set["seats"], &set["taken"]), (&json!(3), &json!("2")));
    let told = space.refused(2, &["booking", "move", "bk-1"]);
    assert!(told.starts_with("error: --on is missing\n"), "{told}");
}

#[test]
fn d12_a_closure_is_previewed_and_wants_yes_where_nobody_is_there() {
    let space = space();
    space.ok(&["book", "ada", "--on", "2026-06-05"]);
    space.ok(&["book", "ada", "--on", "2026-06-06"]);
    let closure = [
        "booking", "cancel", "--desk", "hot", "--from", "today", "--until", "+1w",
    ];
    assert_data_eq!(
        space.refused(2, &closure),
        str![[r#"
2 bookings would be cancelled, 2 passes refunded
booking  on          member  desk    seats  payment
bk-1     2026-06-05  ada     hq/hot      1  1 pass refunded: lt-1 1
bk-2     2026-06-06  ada     hq/hot      1  1 pass refunded: lt-1 1
error: nobody is there to agree to that: --yes does
hint: daypass booking cancel --desk hot --from today --until +1w --yes

"#]]
    );
    let backwards = [
        "booking", "cancel", "--desk", "hot", "--from", "+1w", "--until", "today",
    ];
    let told = space.refused(1, &backwards);
    assert!(told.contains("2026-06-03"), "{told}");
    let mut agreed = vec!["--yes"];
    agreed.extend(closure);
    let done = space.json(&agreed);
    assert_eq!(
        (&done["cancelled"], &done["refunded"]),
        (&json!(2), &json!("2"))
    );
    assert_eq!(done["bookings"][1]["booking"], "bk-2");
    let again = space.run(&closure);
    assert_eq!(again.code, 0);
    assert_eq!(again.told(), "no booking there stands: nothing to cancel\n");
    let told = space.refused(2, &["booking", "cancel", "--desk", "hot"]);
    assert!(told.contains("--from"), "{told}");
}

#[test]
fn bookings_are_listed_as_table_and_csv() {
    let space = space();
    assert_eq!(space.ok(&["booking", "list"]), "");
    space.ok(&["book", "ada", "--on", "2026-06-08"]);
    space.ok(&["book", "ada", "--on", "2026-06-05", "--seats", "2"]);
    space.ok(&["booking", "cancel", "bk-1"]);
    assert_data_eq!(
        space.ok(&["booking", "list"]),
        str![[r#"
booking  on          who  desk  seats  status     passes  payment
bk-2     2026-06-05  ada  hot       2  confirmed       2  charged
bk-1     2026-06-08  ada  hot       1  cancelled       1  refunded

"#]]
    );
    assert_data_eq!(
        space.ok(&[
            "booking",
            "list",
            "--status",
            "cancelled",
            "--format",
            "csv"
        ]),
        str![[r#"
booking,on,member,company,location,desk,seats,status,payment_passes,payment_amount,payment_status,payment_charges_on,payment_by,payment_from,payment_currency,payment_promo,payment_discount,operation
bk-1,2026-06-08,ada,,hq,hot,1,cancelled,1,,refunded,,passes,,,,,op-5

"#]]
    );
    let ids = |args: &[&str]| {
        let mut all = vec!["booking", "list"];
        all.extend(args);
        let all = space.json(&all);
        let ids = all.as_array().unwrap().iter();
        ids.map(|one| one["booking"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&["--on", "fri"]), ["bk-2"]);
    assert_eq!(ids(&["--from", "2026-06-06"]), ["bk-1"]);
    assert_eq!(ids(&["--until", "2026-06-06", "--member", "ada"]), ["bk-2"]);
    assert_eq!(ids(&["--desk", "hq/hot", "--limit", "1"]), ["bk-2"]);
    assert_eq!(ids(&["--member", "ben"]), [""; 0]);
}

#[test]
fn free_seats_are_listed() {
    let space = space();
    space.edit("closed = []", "closed = [\"2026-06-06\"]");
    space.ok(&["apply"]);
    space.ok(&["book", "ada", "--on", "2026-06-05", "--seats", "2"]);
    assert_data_eq!(
        space.ok(&["desk", "free", "--from", "2026-06-05", "--until", "+3d"]),
        str![[r#"
on          location  desk  kind  seats  free  closed
2026-06-05  hq        hot   hot      12    10
2026-06-06  hq        hot   hot      12     0  yes

"#]]
    );
    assert_eq!(
        space.json(&["desk", "free"]),
        json!([{
            "location": "hq", "desk": "hot", "on": "2026-06-03", "kind": "hot",
            "passes": true, "seats": 12, "free": 12, "closed": false,
        }])
    );
    let backwards = ["desk", "free", "--from", "fri", "--until", "today"];
    assert_eq!(error(&space, 1, &backwards)["code"], "ends_before_start");
}

#[test]
fn d10_a_limit_of_the_location_is_told_and_set_aside_with_a_reason() {
    let space = Space::new();
    space.edit("usage_limit = \"none\"", "usage_limit = \"1/week\"");
    space.ok(&["apply"]);
    space.ok(&["member", "add", "Ana"]);
    space.ok(&["grant", "ana", "5"]);
    space.ok(&["book", "ana", "--on", "2026-06-04"]);
    snapbox::assert_data_eq!(
        space.refused(1, &["book", "ana", "--on", "2026-06-05"]),
        snapbox::str![[r#"
error: hq allows 1/week: 1 used from 2026-06-01 to 2026-06-07, 1 more wanted; there is room on 2026-06-08
hint: daypass book ana --on 2026-06-08

"#]]
    );
    let told = space.refused(1, &["--json", "book", "ana", "--on", "2026-06-05"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    let error = &told["error"];
    assert_eq!(error["code"], "usage_limit");
    assert_eq!(
        (&error["used"], &error["wanted"], &error["next"]),
        (&json!("1"), &json!("1"), &json!("2026-06-08"))
    );
    let why = space.refused(2, &["book", "ana", "--on", "2026-06-05", "--override"]);
    assert!(why.contains("--memo"), "{why}");
    let on = [
        "book",
        "ana",
        "--on",
        "2026-06-05",
        "--override",
        "--memo",
        "a guest",
    ];
    space.ok(&on);
    let came = ["checkin", "ana", "--guest", "Tom"];
    let refused = space.refused(1, &came);
    assert!(refused.contains("hint: daypass checkin ana --guest Tom --override --memo why"));
    space.ok(&[&came[..], &["--override", "--memo", "a guest"]].concat());
}

#[test]
fn d11_what_may_be_used_away_from_home_is_shown_and_kept() {
    let space = Space::new();
    space.edit("cross_location = 100", "cross_location = 50");
    let config = space.read("config.toml");
    let mill = "[[location]]\nhandle = \"mill\"\nname = \"Mill\"\ntimezone = \"Europe/Kyiv\"\n\
                [[location.desk]]\nhandle = \"loft\"\nname = \"Loft\"\nkind = \"hot\"\nseats = 9\n";
    space.write("config.toml", &format!("{config}\n{mill}"));
    space.ok(&["apply"]);
    space.ok(&["member", "add", "Ana", "--location", "hq"]);
    space.ok(&["grant", "ana", "5"]);
    let lot = |space: &Space| space.json(&["member", "show", "ana"])["lots"][0].clone();
    assert_eq!(
        (&lot(&space)["location"], &lot(&space)["away"]),
        (&json!("hq"), &json!("2"))
    );
    space.ok(&["book", "ana", "--desk", "mill/loft", "--seats", "2"]);
    assert_eq!(lot(&space)["away"], "0");
    let told = space.ok(&["member", "show", "ana"]);
    assert!(told.contains("lot   left  of  away  kind"), "{told}");
    let refused = space.refused(1, &["--json", "book", "ana", "--desk", "mill/loft"]);
    let refused: Value = serde_json::from_str(&refused).unwrap();
    assert_eq!(refused["error"]["code"], "away_limit");
    space.ok(&["booking", "cancel", "bk-1", "--refund", "--memo", "closed"]);
    assert_eq!(lot(&space)["away"], "2");
}
