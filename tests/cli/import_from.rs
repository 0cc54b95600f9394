//! `import`: files shaped as other systems export them, taken in once, and compared.

use std::path::Path;

use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};

use crate::space::Space;

/// Copies fixtures beside the space's config, so that messages name them shortly.
fn with(files: &[&str]) -> Space {
    let space = Space::new();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/import");
    for file in files {
        let text = std::fs::read_to_string(from.join(file)).expect("a fixture");
        space.write(file, &text);
    }
    space
}

fn words<'a>(source: &'a str, files: &[&'a str]) -> Vec<&'a str> {
    [&["import", source], files].concat()
}

/// Takes the files in, and then again: nothing changes.
fn twice(space: &Space, words: &[&str]) -> Value {
    let first = space.json(words);
    let again = space.json(words);
    assert_eq!(again["operation"], Value::Null, "{again}");
    assert_eq!(again["customers"], first["customers"]);
    assert_eq!(again["lots"], 0);
    space.ok(&["check"]);
    first
}

const COBOT: &[&str] = &["cobot-passes.json", "cobot-memberships.json"];

#[test]
fn cobot_memberships_and_unused_passes_become_members_plans_and_lots() {
    let space = with(COBOT);
    let done = twice(&space, &words("cobot", COBOT));
    assert_eq!(done["members"], 2);
    assert_eq!(done["plans"], json!(["Flex 10"]));
    assert_eq!(done["passes"], "3");
    assert_eq!(done["differences"], json!([]));
    let ada = space.json(&["member", "show", "ada"]);
    assert_eq!(ada["balance"], "2", "what the period gave is in the list");
    assert_eq!(ada["lots"][0]["source"], "import");
    assert_eq!(ada["lots"][0]["expires_on"], "2026-06-30");
    assert_eq!(ada["subscriptions"][0]["renews_on"], "2026-06-10");
    assert_eq!(ada["use_passes"], true);
    let bob = space.json(&["member", "show", "bob"]);
    assert_eq!(bob["subscriptions"], json!([]), "it ended in April");
}

#[test]
fn a_newer_export_adds_only_what_is_new_and_lists_what_was_used_there() {
    let space = with(COBOT);
    space.ok(&words("cobot", COBOT));
    let pass = |id: &str, used: &str| {
        format!(
            r#"{{"id": "{id}", "created_at": "2026/06/01", "expires_at": null, "used_at": {used},
                "name": "Day pass", "timespans": "", "membership": {{"id": "m-bob"}}}}"#
        )
    };
    let newer = [pass("p-4", "\"2026/06/03\""), pass("p-5", "null")];
    space.write("newer.json", &format!("[{}]", newer.join(",")));
    let done = space.json(&["import", "cobot", "newer.json"]);
    assert_eq!(done["lots"], 1);
    assert_eq!(
        done["differences"],
        json!([{"member": "bob-hill", "company": null, "kind": "day", "source": "1", "ours": "2"}])
    );
}

#[test]
fn an_import_can_be_undone_and_done_again() {
    let space = with(COBOT);
    let done = space.json(&words("cobot", COBOT));
    let operation = done["operation"].as_str().expect("it was written");
    space.ok(&["undo", operation, "--yes"]);
    assert_eq!(space.json(&["member", "list"]), json!([]));
    space.ok(&["check"]);
    let again = space.json(&words("cobot", COBOT));
    assert_eq!(again["members"], 2);
    assert_eq!(again["passes"], "3");
    space.ok(&["check"]);
}

#[test]
fn a_plan_of_which_only_the_name_is_told_is_a_difference_until_it_is_there() {
    let space = with(&["cobot-template.csv"]);
    let words = ["import", "cobot", "cobot-template.csv"];
    let done = space.json(&words);
    let missing: Vec<&Value> = done["differences"]
        .as_array()
        .expect("a list")
        .iter()
        .collect();
    assert_eq!(missing.len(), 3, "{done}");
    assert_eq!(missing[0]["ours"], Value::Null);
    assert_eq!(
        done["ignored"],
        json!(["cobot-template.csv: Address, Birthday"])
    );
    space.ok(&[
        "plan", "add", "Flex", "--passes", "10", "--every", "1month", "--price", "150",
    ]);
    let ran = space.run(&words);
    assert_data_eq!(
        ran.out.as_str(),
        str![[r#"
from    cobot
added   0 members, 0 companies, 2 subscriptions, 0 lots
passes  0
known   3
ignored: cobot-template.csv: Address, Birthday

differs   in    they say  we have
bob-hill  plan   Unknown  nothing

"#]]
    );
    let all = space.json(&["subscription", "list"]);
    assert_eq!(all[0]["renews_on"], "2026-06-30", "31 January, day first");
    assert_eq!(all[1]["company"], "engines-ltd", "paid for by the company");
    space.ok(&["check"]);
}

const OFFICE: &[&str] = &[
    "officernd-passes.json",
    "officernd-members.json",
    "officernd-teams.json",
    "officernd-memberships.csv",
];

#[test]
fn q3_officernd_passes_end_the_day_before_they_become_invalid() {
    let space = with(OFFICE);
    let done = twice(&space, &words("officernd", OFFICE));
    assert_eq!(done["passes"], "12.5");
    assert_eq!(done["lapsed"], "2");
    assert_eq!(done["companies"], 1);
    let ada = space.json(&["member", "show", "ada"]);
    assert_eq!(ada["company"], "engines-ltd");
    let lots = ada["lots"].as_array().expect("a list");
    let own = lots.iter().find(|lot| lot["owner"] == "ada-lovelace");
    let lot = own.expect("a lot of her own");
    assert_eq!(
        lot["valid_from"], "2026-06-01",
        "21:00 UTC is the next day there"
    );
    assert_eq!(lot["expires_on"], "2026-06-30");
    assert_eq!(lot["left"], "7.5");
}

#[test]
fn l2_officernds_memberships_keep_the_price_that_each_has_there() {
    let space = Space::new();
    space.ok(&["plan", "add", "Year", "--every", "1year", "--price", "900"]);
    let rows = [
        "Company Name,Member Name,Plan Name,Price",
        "Engines,Ada,Hot Desk,80",
        ",Bo,Hot Desk,100",
        ",Cy,Hot Desk,",
        ",Dot,Year,75",
    ];
    space.write("ms.csv", &(rows.join("\n") + "\n"));
    let words = ["import", "officernd", "ms.csv"];
    let done = twice(&space, &words);
    let dots = json!({"member": "dot", "company": null, "kind": "price",
        "source": "75.00 EUR every 1month", "ours": "900.00 EUR every 1year"});
    assert_eq!(done["differences"], json!([dots]));
    let all = space.json(&["subscription", "list"]);
    let prices = all.as_array().expect("a list").iter();
    let prices: Vec<&Value> = prices.map(|one| &one["price"]).collect();
    assert_eq!(prices, ["80.00", "100.00", "80.00", "900.00"]);
    space.write("ms.csv", &(rows[..2].join("\n").replace("80", "85") + "\n"));
    let ours = json!({"member": "ada", "company": null, "kind": "price",
        "source": "85.00 EUR every 1month", "ours": "80.00 EUR every 1month"});
    assert_eq!(space.json(&words)["differences"], json!([ours]));
    space.write("bad.csv", &[rows[0], ",Eve,Hot Desk,eighty\n"].join("\n"));
    let refused = space.refused(2, &["import", "officernd", "bad.csv"]);
    assert!(
        refused.starts_with("error: bad.csv:2: price: "),
        "{refused}"
    );
}

#[test]
fn people_of_one_name_are_told_apart_by_e_mail_and_id() {
    let space = Space::new();
    let one = |id: &str, email: &str| {
        format!(r#"{{"_id": "{id}", "name": "Sam Hill", "status": "active"{email}}}"#)
    };
    let all = [
        one("1", r#", "email": "sam@example.org""#),
        one("2", r#", "email": "hill@example.org""#),
        one("3", ""),
        one("4", ""),
    ];
    space.write("members.json", &format!("[{}]", all.join(",")));
    let done = twice(&space, &["import", "officernd", "members.json"]);
    assert_eq!(done["members"], 4);
    space.write(
        "members.json",
        &format!("[{}]", one("3", r#", "email": "s@example.org""#)),
    );
    space.ok(&["import", "officernd", "members.json"]);
    assert_eq!(
        space.json(&["member", "show", "sam-hill-3"])["email"],
        "s@example.org"
    );
}

const NEXUDUS: &[&str] = &[
    "nexudus-customers.csv",
    "nexudus-passes.json",
    "nexudus-timepasses.json",
];

#[test]
fn nexudus_contacts_are_visitors_unless_passes_are_theirs() {
    let space = with(NEXUDUS);
    space.ok(&["import", "nexudus", "nexudus-customers.csv"]);
    assert_eq!(space.json(&["member", "list"])[2]["status"], "visitor");
    let done = twice(&space, &words("nexudus", NEXUDUS));
    assert_eq!(done["lots"], 2);
    assert_eq!(space.json(&["member", "show", "vera"])["balance"], "1");
    let ada = space.json(&["member", "show", "ada"]);
    assert_eq!(ada["balance"], "7");
    assert_eq!(ada["lots"][0]["expires_on"], "2027-01-01", "22:00 UTC");
}

#[test]
fn kinds_are_declared_or_named_with_kind() {
    let space = with(NEXUDUS);
    let files = [
        "import",
        "nexudus",
        "nexudus-customers.csv",
        "nexudus-passes.json",
    ];
    let told = space.refused(2, &files);
    assert_data_eq!(
        told,
        str![[r#"
error: nexudus-passes.json: item 1: kind: no kind of pass `Hot desk for a day`: declare it in config.toml as a [[pass]] and run `daypass apply`, or say --kind 'Hot desk for a day=day'
nexudus-passes.json: item 2: kind: no kind of pass `Hot desk for a day`: declare it in config.toml as a [[pass]] and run `daypass apply`, or say --kind 'Hot desk for a day=day'
hint: daypass import nexudus nexudus-customers.csv nexudus-passes.json --skip-bad

"#]]
    );
    assert_eq!(space.json(&["member", "list"]), json!([]));
    let kind = ["--kind", "hot desk for a day=day"];
    let done = space.json(&[files.as_slice(), &kind].concat());
    assert_eq!(done["passes"], "8");
}

const SPACEBRING: &[&str] = &[
    "spacebring-subscriptions.json",
    "spacebring-transactions.json",
];

#[test]
fn spacebring_transactions_are_summed_and_subscriptions_go_on() {
    let space = with(SPACEBRING);
    let done = twice(&space, &words("spacebring", SPACEBRING));
    assert_eq!(done["passes"], "13");
    let subscription = &space.json(&["subscription", "list"])[0];
    assert_eq!(subscription["quantity"], 2);
    assert_eq!(subscription["renews_on"], "2026-07-02");
    assert_eq!(
        space.json(&["company", "show", "engines"])["lots"][0]["left"],
        "5"
    );
}

#[test]
fn spacebring_reports_are_read_with_the_names_that_map_gives() {
    let space = with(&["spacebring-report.csv"]);
    space.ok(&["member", "add", "Ada", "--email", "ada@example.org"]);
    let told = space.refused(2, &["import", "spacebring", "spacebring-report.csv"]);
    assert!(
        told.contains("its fields are those of no known file"),
        "{told}"
    );
    let done = space.json(&[
        "import",
        "spacebring",
        "spacebring-report.csv",
        "--map",
        "Reference=id",
        "--map",
        "Passes=amount",
        "--map",
        "Customer=membershipRefOwner",
    ]);
    assert_eq!(done["passes"], "3");
    assert_eq!(
        done["ignored"],
        json!(["spacebring-report.csv: Kind of transaction"])
    );
}

#[test]
fn dates_that_may_be_either_are_refused_unless_the_order_is_told() {
    let space = Space::new();
    space.write(
        "members.csv",
        "Member Name,Location,Start Date\nAda,HQ,03/06/2026\nBob,HQ,04/06/2026\n",
    );
    assert_data_eq!(
        space.refused(2, &["import", "officernd", "members.csv"]),
        str![[r#"
error: members.csv: `03/06/2026` may be either order of day and month: say --dates dmy or --dates mdy
hint: daypass import officernd members.csv --dates dmy

"#]]
    );
    space.ok(&["import", "officernd", "members.csv", "--dates", "mdy"]);
    space.write(
        "mixed.csv",
        "Member Name,Location,Start Date\nAda,HQ,13/06/2026\nBob,HQ,06/14/2026\n",
    );
    let told = space.refused(2, &["import", "officernd", "mixed.csv"]);
    assert!(told.contains("are written in different orders"), "{told}");
}

#[test]
fn every_bad_row_is_told_where_it_is_and_skip_bad_takes_the_others() {
    let space = Space::new();
    space.write(
        "members.csv",
        "Member Name,Location,Start Date,Email\nAda,HQ,2026-01-01,ada@example.org\n\
         ,HQ,2026-01-01,\nBob,HQ,2026-02-30,\nCid,HQ,2026-01-01,cid\nDora,HQ\n\
         Eve,HQ,2026-01-01,ADA@example.org\nFay,HQ,2026-01-01,\nFay,HQ,2026-01-01,\n",
    );
    space.write(
        "passes.json",
        r#"[{"validFrom": "2026-06-01", "validTo": "2026-07-01", "member": "77", "count": 1},
            {"validFrom": "2026-06-01", "validTo": "2026-07-01", "member": "ada", "count": 2, "used": 3},
            {"validFrom": "2026-06-01", "validTo": "2026-05-01", "member": "ada", "count": 2},
            {"validFrom": "2026-06-01", "validTo": "2026-07-01", "member": "ada", "count": 2.25},
            {"validFrom": "2026-06-01", "validTo": "2026-07-01", "count": 2}]"#,
    );
    let files = ["import", "officernd", "members.csv", "passes.json"];
    assert_data_eq!(
        space.refused(2, &files),
        str![[r#"
error: members.csv:3: Member Name: is empty
members.csv:4: Start Date: `2026-02-30` is not a date: write 2026-12-31, 31/12/2026 or 12/31/2026
members.csv:5: email: `cid` is not an e-mail address such as ada@example.org
members.csv:6: row: the header has 4 cells, this row 2
members.csv:7: email: `ADA@example.org` is that of Ada too
members.csv:9: name: `Fay` is there twice, with no e-mail to tell them apart
passes.json: item 1: member: nobody has the id `77`: import the members too, or say --who '77=WHO'
passes.json: item 2: used: 3 of 2 were used
passes.json: item 3: expiry: the last day, 2026-04-30, is before the first, 2026-06-01
passes.json: item 4: count: `2.25` passes cannot be counted: the smallest part is half a pass (0.5)
passes.json: item 5: member: is empty, and so is team
hint: daypass import officernd members.csv passes.json --skip-bad

"#]]
    );
    assert_eq!(space.json(&["member", "list"]), json!([]));
    let ran = space.run(&[files.as_slice(), &["--skip-bad", "--who", "77=fay"]].concat());
    assert_eq!(ran.code, 1, "{}", ran.told());
    assert_eq!(space.json(&["member", "show", "fay"])["balance"], "1");
    space.ok(&["check"]);
}

#[test]
fn a_dry_run_writes_nothing_and_csv_is_the_comparison() {
    let space = with(OFFICE);
    let ran = space.run(&[words("officernd", OFFICE).as_slice(), &["--dry-run"]].concat());
    assert_eq!(ran.code, 0);
    assert_eq!(space.json(&["member", "list"]), json!([]));
    let ran = space.run(&[words("officernd", OFFICE).as_slice(), &["--format", "csv"]].concat());
    assert_data_eq!(
        ran.out.as_str(),
        str![[r#"
member,company,kind,source,ours,differs
,engines-ltd,day,5,5,false
ada-lovelace,,day,7.5,7.5,false
bob-hill,,day,0,0,false

"#]]
    );
}

#[test]
fn locations_of_theirs_are_told_where_there_are_several() {
    let space = with(&["nexudus-customers.csv"]);
    let config = std::fs::read_to_string(space.path("config.toml")).expect("a config");
    let port = "\n[[location]]\nhandle = \"port\"\nname = \"Port\"\ntimezone = \"Europe/Kyiv\"\n";
    space.write("config.toml", &format!("{config}{port}"));
    space.ok(&["apply"]);
    let words = ["import", "nexudus", "nexudus-customers.csv"];
    space.ok(&[words.as_slice(), &["--location", "Headquarters=port"]].concat());
    assert_eq!(space.json(&["member", "list"])[0]["location"], "port");
}

#[test]
fn check_ins_become_visits_for_which_nothing_more_is_taken() {
    for (source, files, balance) in [
        ("cobot", [COBOT, &["cobot-checkins.json"]].concat(), "2"),
        (
            "officernd",
            [OFFICE, &["officernd-checkins.json"]].concat(),
            "12.5",
        ),
        (
            "nexudus",
            [NEXUDUS, &["nexudus-checkins.json"]].concat(),
            "7",
        ),
    ] {
        let space = with(&files);
        let done = twice(&space, &words(source, &files));
        assert_eq!(done["visits"], 2, "{source}: {done}");
        let compared = done["customers"].as_array().expect("a list");
        assert!(compared.iter().all(|one| one["differs"] == false), "{done}");
        assert_eq!(space.json(&["member", "show", "ada"])["balance"], balance);
        space.ok(&["undo", "op-2", "--yes"]);
        let visits = space.json(&["visit", "list"]);
        assert_eq!(visits[0]["status"], "refused", "{source}: nobody was there");
        space.ok(&["check"]);
    }
}

#[test]
fn who_did_not_check_out_left_with_the_day_or_is_inside() {
    let files = [COBOT, &["cobot-checkins.json"]].concat();
    let space = with(&files);
    space.ok(&words("cobot", &files));
    let visits = space.json(&["visit", "list"]);
    let (past, open) = (&visits[0], &visits[1]);
    assert_eq!(past["status"], "left");
    assert_eq!(past["out_at"], "2026-06-02T20:59:59Z");
    assert_eq!(past["covered_by"], "off");
    assert_eq!(open["status"], "inside");
    assert_eq!(open["valid_until"], "2026-06-03T20:59:59Z");
    space.ok(&["checkout", "ada"]);
    assert_eq!(space.json(&["member", "show", "ada"])["balance"], "2");

    let files = [OFFICE, &["officernd-checkins.json"]].concat();
    let space = with(&files);
    space.ok(&words("officernd", &files));
    let open = &space.json(&["visit", "list"])[1];
    assert_eq!(open["auto"], true);
    assert_eq!(open["out_at"], "2026-06-02T21:00:00Z");
    space.write(
        "later.json",
        r#"[{"_id": "c9", "member": "5f01", "start": "2026-06-04", "office": "0ff1"},
            {"_id": "c8", "member": "5f01", "start": "2026-06-04T09:00:00Z", "office": "0ff1"},
            {"_id": "c7", "member": "5f01", "start": "2026-06-01T08:00:00Z", "office": "0ff1"}]"#,
    );
    assert_data_eq!(
        space.refused(2, &["import", "officernd", "later.json"]),
        str![[r#"
error: later.json: item 1: check-in: is a date without a time of day
later.json: item 2: check-in: 2026-06-04 12:00 is still to come: it is 2026-06-03 09:00
later.json: item 3: check-in: ada-lovelace was inside then: vs-1, 2026-06-01 09:00 to 2026-06-01 17:30
hint: daypass import officernd later.json --skip-bad

"#]]
    );
}

#[test]
fn officernds_monthly_passes_go_on_month_by_month_with_what_is_left_of_this_one() {
    let mut space = with(&["officernd-members.json", "officernd-teams.json"]);
    space.write(
        "passes.json",
        r#"[{"_id": "m1", "member": "5f01", "count": 5, "used": 1.5, "status": "valid",
             "intervalLength": "month", "validFrom": "2026-03-01", "validTo": "2026-08-11"},
            {"_id": "m2", "member": "5f02", "count": 2, "used": 2, "status": "used",
             "intervalLength": "month", "validFrom": "2026-03-01", "validTo": null}]"#,
    );
    let files = [
        "officernd-members.json",
        "officernd-teams.json",
        "passes.json",
    ];
    let done = twice(&space, &words("officernd", &files));
    assert_eq!(done["monthly_grants"], 2);
    assert_eq!(done["passes"], "3.5");
    assert_eq!(done["differences"], json!([]));
    let grants = space.json(&["grant", "list"]);
    assert_eq!(grants[0]["next_on"], "2026-07-01");
    assert_eq!(grants[0]["until"], "2026-08-10", "the end is exclusive");
    assert_eq!(grants[1]["until"], Value::Null);
    space.at("2026-08-01T06:00:00Z");
    space.ok(&["renew", "--yes"]);
    let ada = space.json(&["member", "show", "ada"]);
    assert_eq!(ada["lots"][0]["left"], "5");
    assert_eq!(ada["lots"][0]["expires_on"], "2026-08-10");
    let told = r#"[{"member": "5f01", "count": 5, "intervalLength": "year",
                   "validFrom": "2026-03-01", "validTo": null}]"#;
    space.write("yearly.json", told);
    let told = space.refused(2, &["import", "officernd", "yearly.json"]);
    assert!(told.contains("`year` is neither once nor month"), "{told}");
}
