//! `member`: adding, listing, changing, converting and removing people (P1–P5, P8).

use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::space::Space;

/// Ada of Acme and Vera, a visitor.
fn space() -> Space {
    let space = Space::new();
    space.ok(&["company", "add", "Acme Ltd", "--handle", "acme"]);
    space.ok(&[
        "member",
        "add",
        "Ada Lovelace",
        "--handle",
        "ada",
        "--email",
        "Ada@Example.org",
        "--company",
        "acme",
        "--tag",
        "vip",
    ]);
    space.ok(&["member", "add", "Vera", "--visitor"]);
    space
}

#[test]
fn p1_add_answers_who_was_added() {
    let space = Space::new();
    assert_data_eq!(
        space.ok(&["member", "add", "Bob Hill"]),
        str![[r#"
added bob-hill (mb-1), at home at hq

"#]]
    );
    let answer = space.json(&[
        "member",
        "add",
        "Eve",
        "--email",
        "eve@example.org",
        "--payment-method",
        "card 4242",
        "--note",
        "likes the window",
        "--tag",
        "vip",
        "--tag",
        "founder",
    ]);
    assert_eq!(
        answer,
        json!({
            "operation": "op-3",
            "did": "added",
            "id": "mb-2",
            "handle": "eve",
            "name": "Eve",
            "email": "eve@example.org",
            "company": null,
            "location": "hq",
            "visitor": false,
            "use_passes": false,
            "tags": ["vip", "founder"],
            "note": "likes the window",
            "payment_method": "card 4242",
            "removed_on": null,
        })
    );
}

#[test]
fn p1_add_in_a_rehearsal_or_with_a_known_key_adds_nobody() {
    let space = Space::new();
    let add = ["member", "add", "Bob", "--dry-run"];
    let ran = space.run(&add);
    assert_data_eq!(
        ran.out.as_str(),
        str![[r#"
added bob (mb-1), at home at hq

"#]]
    );
    assert_data_eq!(
        ran.told(),
        str![[r#"
dry run: nothing was written

"#]]
    );
    assert_eq!(space.json(&["member", "list"]), json!([]));
    let add = ["member", "add", "Bob", "--key", "k-1"];
    let first = space.json(&add);
    let again = space.json(&add);
    assert_eq!(first["handle"], again["handle"]);
    assert_eq!(again["replayed"], true);
    assert_eq!(space.json(&["member", "list"]).as_array().unwrap().len(), 1);
}

#[test]
fn p1_what_is_no_name_e_mail_handle_or_tag_is_not_understood() {
    let space = Space::new();
    for (args, why) in [
        (&["member", "add"][..], "NAME is missing"),
        (&["member", "add", " "], "a name cannot be empty"),
        (
            &["member", "add", "Ada", "--email", "ada"],
            "`ada` is not an e-mail address such as ada@example.org",
        ),
        (
            &["member", "add", "Ada", "--handle", "mb-1"],
            "looks like an id",
        ),
        (&["member", "add", "Ada", "--tag", "a,b"], "it has a comma"),
        (&["member", "set", "ada", "--use-passes", "yes"], "on, off"),
    ] {
        let told = space.refused(2, args);
        assert!(told.contains(why), "{told}");
    }
}

#[test]
fn p1_a_taken_e_mail_or_handle_is_refused_naming_the_holder() {
    let space = space();
    let add = ["member", "add", "Bob", "--email", "ADA@example.org"];
    assert_data_eq!(
        space.refused(1, &add),
        str![[r#"
error: the e-mail `ADA@example.org` belongs to ada
hint: daypass member show ada

"#]]
    );
    let add = ["--json", "member", "add", "Bob", "--handle", "acme"];
    assert_data_eq!(
        space.refused(1, &add),
        str![[r#"
{"error":{"code":"handle_taken","message":"the handle `acme` belongs to Acme Ltd","hint":"daypass --json member add Bob","handle":"acme","holder":"Acme Ltd"}}

"#]]
    );
}

#[test]
fn p1_a_visitor_is_of_no_company_and_uses_no_passes() {
    let space = space();
    let add = ["member", "add", "Max", "--visitor", "--company", "acme"];
    assert_data_eq!(
        space.refused(1, &add),
        str![[r#"
error: a visitor belongs to no company
hint: daypass member list

"#]]
    );
    let set = ["member", "set", "vera", "--use-passes", "on"];
    assert_data_eq!(
        space.refused(1, &set),
        str![[r#"
error: vera is a visitor and uses no passes
hint: daypass member convert vera

"#]]
    );
    assert_data_eq!(
        space.ok(&["member", "convert", "vera"]),
        str![[r#"
vera (mb-2) is a member now

"#]]
    );
    assert_data_eq!(
        space.ok(&set),
        str![[r#"
vera (mb-2): use_passes was off, is on

"#]]
    );
    assert_data_eq!(
        space.refused(1, &["member", "convert", "vera"]),
        str![[r#"
error: vera is a member already

"#]]
    );
}

#[test]
fn the_home_location_is_the_default_one_or_named() {
    let space = Space::new();
    let text = space.read("config.toml");
    let more = "\n[[location]]\nhandle = \"port\"\ntimezone = \"Europe/Kyiv\"\n";
    space.write("config.toml", &format!("{text}{more}"));
    space.ok(&["apply"]);
    assert_eq!(space.json(&["member", "add", "Ada"])["location"], "hq");
    let add = ["member", "add", "Bob", "--location", "port"];
    assert_eq!(space.json(&add)["location"], "port");
    let add = ["member", "add", "Eve", "--location", "prot"];
    assert_data_eq!(
        space.refused(3, &add),
        str![[r#"
error: no location `prot`: did you mean port?
hint: daypass member add Eve --location port

"#]]
    );
}

#[test]
fn members_are_listed_with_what_they_can_use_today() {
    let space = space();
    space.ok(&["grant", "ada", "1.5"]);
    space.ok(&["grant", "acme", "2", "--from", "tomorrow"]);
    assert_data_eq!(
        space.ok(&["member", "list"]),
        str![[r#"
id    handle  name          company  status   passes
mb-1  ada     Ada Lovelace  acme     drop-in     1.5
mb-2  vera    Vera                   visitor       0

"#]]
    );
    assert_eq!(
        space.json(&["member", "list", "--company", "acme"]),
        json!([{
            "id": "mb-1",
            "handle": "ada",
            "name": "Ada Lovelace",
            "email": "Ada@Example.org",
            "company": "acme",
            "location": "hq",
            "status": "drop-in",
            "use_passes": false,
            "tags": ["vip"],
            "on": "2026-06-03",
            "balance": "1.5",
            "balances": {"day": "1.5"},
            "scheduled": "0",
            "owed": "0",
            "note": null,
            "payment_method": null,
            "removed_on": null,
        }])
    );
    for filter in [
        ["--status", "visitor"],
        ["--limit", "1"],
        ["--location", "hq"],
        ["--tag", "VIP"],
    ] {
        let mut args = vec!["member", "list"];
        args.extend(filter);
        let listed = space.json(&args);
        let listed = listed.as_array().unwrap().iter();
        let handles: Vec<_> = listed.map(|one| one["handle"].as_str().unwrap()).collect();
        let wanted: &[&str] = match filter[0] {
            "--location" => &["ada", "vera"],
            "--tag" => &["ada"],
            _ => &["vera"],
        };
        assert_eq!(handles, wanted, "{filter:?}");
    }
    let ran = space.run(&["member", "list", "--tag", "nobody"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert_eq!(ran.told(), "no members\n");
    assert_eq!(
        space.refused(3, &["member", "list", "--status", "actve"]),
        "error: no status `actve`: did you mean active, drop-in, visitor?\n\
         hint: daypass member list\n"
    );
}

#[test]
fn a_list_says_of_everybody_what_is_shown_of_them() {
    let mut space = Space::empty();
    space.ok(&["init", "--sample"]);
    for (who, plan) in [("hugo-silva", "Perk"), ("northwind", "Perk")] {
        let perk = ["--passes", "1", "--valid", "1month", "--price", "9"];
        let add = ["plan", "add", "Perk", "--package", "--active-status"];
        space.run(&[&add[..], &perk].concat());
        space.ok(&["sell", who, plan]);
    }
    let pause = ["subscription", "pause", "sb-1", "--from", "2026-06-25"];
    space.ok(&[&pause[..], &["--until", "2026-07-24"]].concat());
    space.ok(&["member", "set", "ben", "--location", "shore"]);
    // At two in the morning yesterday's day goes on at the shore; hd-1 begins on 23 June.
    let [night, later] = ["2026-06-23T02:00:00Z", "2026-06-25T10:00:00Z"];
    for (now, was, rule) in [
        (night, "pooled", "pooled"),
        (night, "pooled", "own-first"),
        (later, "own-first", "own-first"),
        (later, "own-first", "pooled"),
    ] {
        space.at(now);
        space.edit(
            &format!("passes = \"{was}\""),
            &format!("passes = \"{rule}\""),
        );
        space.ok(&["apply", "--yes"]);
        for noun in ["member", "company"] {
            for listed in space.json(&[noun, "list"]).as_array().unwrap() {
                let handle = listed["handle"].as_str().unwrap();
                let shown = space.json(&[noun, "show", handle]);
                for (field, value) in listed.as_object().unwrap() {
                    if field != "removed_on" {
                        assert_eq!(*value, shown[field], "{field} of {handle}, {now}, {rule}");
                    }
                }
            }
        }
    }
}

#[test]
fn set_tells_what_changed() {
    let space = space();
    let set = [
        "member",
        "set",
        "ada",
        "--name",
        "Ada King",
        "--email",
        "",
        "--handle",
        "king",
        "--leave-company",
        "--use-passes",
        "on",
        "--payment-method",
        "card",
        "--note",
        "moved",
        "--tag",
        "founder",
        "--untag",
        "vip",
    ];
    assert_data_eq!(
        space.ok(&set),
        str![[r#"
king (mb-1): name was Ada Lovelace, is Ada King
king (mb-1): handle was ada, is king
king (mb-1): email was Ada@Example.org, is none
king (mb-1): company was acme, is none
king (mb-1): use_passes was off, is on
king (mb-1): tags was vip, is founder
king (mb-1): note was none, is moved
king (mb-1): payment_method was none, is card

"#]]
    );
    let again = ["member", "set", "king", "--name", "Ada King"];
    let answer = space.json(&again);
    assert_eq!(answer["operation"], json!(null));
    assert_data_eq!(
        space.ok(&again),
        str![[r#"
king (mb-1): nothing to change

"#]]
    );
    assert_data_eq!(
        space.refused(1, &["member", "set", "king", "--leave-company"]),
        str![[r#"
error: king belongs to no company

"#]]
    );
    let joined = space.json(&["member", "set", "king", "--company", "acme"]);
    assert_eq!(
        joined["changed"],
        json!([{"field": "company", "was": null, "is": "acme"}])
    );
}

#[test]
fn p8_remove_is_refused_while_passes_are_left_and_the_history_stays() {
    let space = space();
    space.ok(&["grant", "ada", "2"]);
    assert_data_eq!(
        space.refused(1, &["member", "remove", "ada"]),
        str![[r#"
error: ada has 2 passes left, the last of them in lt-1
hint: daypass deduct ada all --lot lt-1

"#]]
    );
    space.ok(&["deduct", "ada", "2"]);
    assert_data_eq!(
        space.ok(&["member", "remove", "ada"]),
        str![[r#"
removed ada (mb-1); the history stays

"#]]
    );
    assert_data_eq!(
        space.refused(1, &["grant", "ada", "1"]),
        str![[r#"
error: ada was removed on 2026-06-03
hint: daypass history ada

"#]]
    );
    assert_eq!(
        space.json(&["member", "show", "ada"])["removed_on"],
        "2026-06-03"
    );
    let removed = space.json(&["member", "list", "--removed"]);
    assert_eq!(removed[0]["handle"], "ada");
    space.ok(&["history", "ada"]);
}

#[test]
fn p8_remove_is_refused_while_a_monthly_grant_goes_on() {
    let space = space();
    space.ok(&["grant", "ada", "2", "--monthly"]);
    let remove = ["member", "remove", "ada"];
    assert_data_eq!(
        space.refused(1, &remove),
        str![[r#"
error: ada is granted passes every month by rg-1
hint: daypass grant stop rg-1

"#]]
    );
    space.ok(&["grant", "stop", "rg-1"]);
    let told = space.refused(1, &remove);
    assert!(told.contains("has 2 passes left"), "{told}");
}

#[test]
fn p2_references_are_refused_with_candidates_or_nearest_names() {
    let space = space();
    space.ok(&["member", "add", "Adam"]);
    assert_data_eq!(
        space.refused(1, &["member", "show", "ad"]),
        str![[r#"
error: `ad` may be ada, adam
hint: daypass member list

"#]]
    );
    assert_data_eq!(
        space.refused(3, &["member", "show", "adma"]),
        str![[r#"
error: no member `adma`: did you mean ada, adam?
hint: daypass member list

"#]]
    );
    assert_data_eq!(
        space.refused(3, &["--json", "member", "show", "mb-99"]),
        str![[r#"
{"error":{"code":"unknown_member","message":"no member `mb-99`","hint":"daypass member list","given":"mb-99","nearest":""}}

"#]]
    );
    let told = space.refused(1, &["member", "show", "acme"]);
    assert!(told.contains("acme is a company, not a member"), "{told}");
    assert_eq!(
        space.json(&["member", "show", "ADA@EXAMPLE.ORG"])["id"],
        "mb-1"
    );
}

#[test]
fn p3_who_is_added_on_a_plan_with_passes_uses_passes() {
    let space = space();
    space.ok(&[
        "plan", "add", "Ten", "--passes", "10", "--every", "1month", "--price", "150",
    ]);
    space.ok(&["plan", "add", "Open", "--every", "1month", "--price", "300"]);
    let add = [
        "member",
        "add",
        "Bob",
        "--plan",
        "ten",
        "--from",
        "2026-06-02",
    ];
    assert_data_eq!(
        space.ok(&add),
        str![[r#"
added bob (mb-3), at home at hq
sb-1: bob has Ten from 2026-06-02, renews on 2026-07-02
lot   passes  expires
lt-1      10  2026-07-01
ln-1: 150.00 EUR, Ten, 2026-06-02 to 2026-07-01
use_passes: turned on

"#]]
    );
    let eve = space.json(&["member", "add", "Eve", "--plan", "open"]);
    assert_eq!(eve["use_passes"], false);
    assert_eq!(eve["started"]["id"], "sb-2");
    assert_eq!(eve["started"]["use_passes"]["decided"], "no-passes");
    let fay = space.json(&["member", "add", "Fay", "--plan", "ten", "--from", "+1month"]);
    assert_eq!(fay["use_passes"], true);
    assert_eq!(fay["started"]["status"], "upcoming");
    let before = space.json(&["member", "list"]);
    let add = ["member", "add", "Gus", "--plan", "tenn"];
    assert_data_eq!(
        space.refused(3, &add),
        str![[r#"
error: no plan `tenn`: did you mean Ten?
hint: daypass member add Gus --plan Ten

"#]]
    );
    let add = ["member", "add", "Max", "--visitor", "--plan", "ten"];
    assert_data_eq!(
        space.refused(1, &add),
        str![[r#"
error: a visitor holds no passes and so has no plan
hint: daypass member add Max --plan ten

"#]]
    );
    let told = space.refused(2, &["member", "add", "Max", "--from", "today"]);
    assert!(told.contains("--plan"), "{told}");
    assert_eq!(space.json(&["member", "list"]), before);
}

#[test]
fn p8_remove_is_refused_while_a_subscription_or_a_booking_is_open() {
    let space = space();
    space.ok(&[
        "plan", "add", "Ten", "--passes", "10", "--every", "1month", "--price", "150",
    ]);
    space.ok(&["subscription", "start", "ada", "ten"]);
    space.ok(&["book", "ada", "--on", "2026-06-05"]);
    assert_data_eq!(
        space.refused(1, &["member", "remove", "ada"]),
        str![[r#"
error: ada has sb-1, which is running
hint: daypass subscription cancel sb-1 --now

"#]]
    );
    space.ok(&["subscription", "cancel", "sb-1", "--on", "2026-06-04"]);
    let mut space = space;
    space.at("2026-06-05T06:00:00Z");
    assert_data_eq!(
        space.refused(1, &["member", "remove", "ada"]),
        str![[r#"
error: ada has bk-1 on 2026-06-05
hint: daypass booking cancel bk-1

"#]]
    );
    space.ok(&["booking", "cancel", "bk-1", "--refund", "--memo", "leaves"]);
    space.ok(&["invoice", "remove", "ln-1"]);
    space.ok(&["member", "remove", "ada"]);
}

#[test]
fn every_command_about_people_shows_an_example() {
    let space = Space::empty();
    for (noun, words) in [
        ("member", "add list show set convert remove import"),
        ("company", "add list show set"),
    ] {
        for word in words.split(' ') {
            let help = space.ok(&[noun, word, "--help"]);
            let example = format!("Example: daypass {noun} {word} ");
            assert!(help.contains(&example), "{help}");
        }
    }
}

#[test]
fn a_list_says_what_is_noted_and_how_they_pay_as_show_does() {
    let space = Space::new();
    space.ok(&["member", "add", "Ada"]);
    space.ok(&["company", "add", "Acme"]);
    for (noun, who) in [("member", "ada"), ("company", "acme")] {
        let set = [
            noun,
            "set",
            who,
            "--note",
            "rings twice",
            "--payment-method",
            "SEPA",
        ];
        space.ok(&set);
        let listed = &space.json(&[noun, "list"])[0];
        let shown = space.json(&[noun, "show", who]);
        for field in ["note", "payment_method"] {
            assert!(listed[field].is_string(), "{listed}");
            assert_eq!(listed[field], shown[field], "{noun}");
        }
        let csv = space.ok(&[noun, "list", "--format", "csv"]);
        assert!(
            csv.contains("note,payment_method") && csv.contains("rings twice,SEPA"),
            "{csv}"
        );
    }
}
