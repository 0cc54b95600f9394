//! `location`, `desk`, `pass`: what config.toml declared and `apply` brought in.

use snapbox::{assert_data_eq, str};

use crate::space::Space;

fn sample() -> Space {
    let space = Space::empty();
    space.ok(&["init", "--sample"]);
    space
}

#[test]
fn locations_are_listed_and_shown() {
    let space = sample();
    assert_data_eq!(
        space.ok(&["location", "list"]),
        str![[r#"
location  name       time zone      money  hours                         default
hq        Riverside  Europe/Kyiv    EUR    mon-fri 09:00-17:00, sat      yes
                                           10:00-14:00
shore     The Shore  Europe/Lisbon  EUR    mon-sun 08:00-20:00

"#]]
    );
    assert_data_eq!(
        space.ok(&["location", "show", "shore"]),
        str![[r#"
location       shore
name           The Shore
time zone      Europe/Lisbon
today          2026-06-03
day starts at  04:00
hours          mon-sun 08:00-20:00
currency       EUR
tax            23 %
passes         yes
check-in       per-day, half-day
usage limit    10/month
book ahead     any

desk     name          kind          seats  price
hot      Hot desks     hot               6  22.00
meeting  Meeting room  meeting room      1  80.00

"#]]
    );
    let shown = space.json(&["location", "show", "hq"]);
    assert_eq!(shown["closed"], serde_json::json!([]));
    assert_eq!(shown["desks"][0]["handle"], "hot");
    assert_eq!(shown["today"], "2026-06-03");
    let listed = space.json(&["location", "list"]);
    assert_eq!(listed[0]["default"], true);
    assert_eq!(listed[0].get("desks"), None);
}

#[test]
fn desks_are_listed_and_shown() {
    let space = sample();
    assert_data_eq!(
        space.ok(&["desk", "list"]),
        str![[r#"
location  desk       name              kind          seats  price  money
hq        hot        Hot desks         hot              12  25.00  EUR
hq        quiet      Quiet room        hot               4  30.00  EUR
hq        dedicated  Dedicated desks   dedicated         6  35.00  EUR
hq        boxing     Boxing, evenings  class            10  18.00  EUR
shore     hot        Hot desks         hot               6  22.00  EUR
shore     meeting    Meeting room      meeting room      1  80.00  EUR

"#]]
    );
    assert_data_eq!(
        space.ok(&["desk", "show", "boxing"]),
        str![[r#"
desk     hq/boxing
name     Boxing, evenings
kind     class
seats    10
passes   yes
price    18.00 EUR
cancel   2d
service  boxing

"#]]
    );
    let at = space.json(&["desk", "list", "--location", "shore"]);
    assert_eq!(at.as_array().unwrap().len(), 2);
    let shown = space.json(&["desk", "show", "hot", "--location", "shore"]);
    assert_eq!(
        (&shown["location"], &shown["price"]),
        (&"shore".into(), &"22.00".into())
    );
    assert_eq!(shown["closed"], serde_json::json!([]));
    let shown = space.json(&["desk", "show", "quiet"]);
    assert_eq!(shown["closed"][1], "2026-12-28..2027-01-02");
}

#[test]
fn kinds_of_pass_are_listed_and_shown() {
    let space = sample();
    assert_data_eq!(
        space.ok(&["pass", "list"]),
        str![[r#"
pass       name          covers              price  money  expires after  limit
day        Day pass      day                 25.00  EUR    6months        none
half       Half day      10:00-15:00,        15.00  EUR    30days         none
                         15:00-20:00
hour       Hour          1h                   5.00  EUR    30days         4/day
boxing     Boxing class  visit               15.00  EUR                   3/week
free-roam  Unlimited     unlimited          250.00  EUR                   none

"#]]
    );
    assert_data_eq!(
        space.ok(&["pass", "show", "day"]),
        str![[r#"
pass           day
name           Day pass
covers         day
price          25.00 EUR
volume         5 for 110.00, 10 for 200.00
expires after  6months
limit          none
priority       0
tax            19 %

"#]]
    );
    let shown = space.json(&["pass", "show", "boxing"]);
    assert_eq!(shown["services"], serde_json::json!(["boxing"]));
    assert_eq!(shown["expires_after"], serde_json::Value::Null);
    assert_eq!(space.json(&["pass", "list"])[0].get("volume"), None);
}

#[test]
fn retired_things_are_still_listed() {
    let space = Space::new();
    space.edit("handle = \"hot\"", "handle = \"warm\"");
    space.ok(&["apply"]);
    let listed = space.json(&["desk", "list"]);
    assert_eq!(
        (&listed[0]["handle"], &listed[0]["retired"]),
        (&"hot".into(), &true.into())
    );
    assert!(
        space
            .ok(&["desk", "show", "hot"])
            .contains("hq/hot (retired)")
    );
}

#[test]
fn what_is_not_declared_is_unknown_with_the_nearest() {
    let space = sample();
    assert_data_eq!(
        space.refused(3, &["desk", "show", "quite"]),
        str![[r#"
error: no desk `quite`: did you mean quiet?
hint: daypass desk show quiet

"#]]
    );
    assert_data_eq!(
        space.refused(1, &["desk", "show", "hot"]),
        str![[r#"
error: `hot` may be hq/hot, shore/hot
hint: daypass desk list

"#]]
    );
    assert_data_eq!(
        space.refused(3, &["location", "show", "sea"]),
        str![[r#"
error: no location `sea`
hint: daypass location list

"#]]
    );
    assert_data_eq!(
        space.refused(3, &["pass", "show", "dya"]),
        str![[r#"
error: no kind `dya`: did you mean day?
hint: daypass pass show day

"#]]
    );
}

#[test]
fn lists_are_csv_too() {
    let space = sample();
    let csv = space.ok(&["pass", "list", "--format", "csv"]);
    assert_data_eq!(
        csv,
        str![[r#"
handle,name,covers,price,currency,expires_after,limit,priority,tax,retired
day,Day pass,day,25.00,EUR,6months,none,0,19,false
half,Half day,"10:00-15:00, 15:00-20:00",15.00,EUR,30days,none,0,19,false
hour,Hour,1h,5.00,EUR,30days,4/day,0,19,false
boxing,Boxing class,visit,15.00,EUR,,3/week,0,19,false
free-roam,Unlimited,unlimited,250.00,EUR,,none,1,19,false

"#]]
    );
}

#[test]
fn passes_of_a_kind_without_a_count_are_null_wherever_they_are_told() {
    let space = Space::new();
    let config = space.read("config.toml");
    let kind = "[[pass]]\nhandle = \"unl\"\ncovers = \"unlimited\"\nprice = \"200.00\"\n";
    space.write("config.toml", &format!("{config}\n{kind}"));
    space.ok(&["apply", "--yes"]);
    let run = |line: &str| space.json(&line.split(' ').collect::<Vec<_>>());
    run("member add Ada");
    let null = |told: &serde_json::Value, path: &str| {
        assert_eq!(
            told.pointer(path),
            Some(&serde_json::Value::Null),
            "{path}: {told}"
        );
    };
    null(&run("voucher add FREE --kind unl --passes 1"), "/passes");
    null(&run("voucher list"), "/0/passes");
    let redeemed = run("redeem FREE ada");
    null(&redeemed, "/passes");
    null(&redeemed, "/lots/0/passes");
    let told = space.ok(&["explain", "ada"]);
    assert!(told.contains("Unlimited use is left and"), "{told}");
    let granted = run("grant ada 1 --kind unl --expires +10d --key k");
    null(&granted, "/lots/0/passes");
    null(
        &run("grant ada 1 --kind unl --expires +10d --key k"),
        "/lots/0/passes",
    );
    null(&run("report expiring --within 20days"), "/lots/0/left");
    null(&run("deduct ada all --lot lt-2"), "/lots/0/passes");
    null(&run("grant ada 1 --kind unl --monthly"), "/lots/0/passes");
    null(&run("grant list"), "/0/passes");
    null(&run("grant stop rg-1"), "/passes");
    run("plan add Free --package --include unl=1 --valid 1month --price 90 --holdable");
    let sold = run("sell ada free");
    let lot = sold["lots"][0]["id"].as_str().expect("a lot");
    null(
        &run(&format!("hold add ada --lot {lot} --from 2026-06-10")),
        "/left",
    );
    null(&run("hold list"), "/0/left");
    let table = space.ok(&["redeem", "FREE", "ada", "--dry-run"]);
    assert!(table.contains("unlimited  never"), "{table}");
    run("hold delete hd-1");
    let line = sold["lines"][0]["id"].as_str().expect("a line");
    null(&run(&format!("invoice remove {line}")), "/lots/0/passes");
    run("plan add Always --include unl=1 --price 90");
    null(&run("subscription start ada always"), "/lots/0/passes");
    null(
        &run("subscription cancel sb-1 --at-period-end"),
        "/lots/0/passes",
    );
}
