//! `init`: a config and a database, never over anything.

use std::fs;

use snapbox::{assert_data_eq, str};

use crate::space::Space;

#[test]
fn init_writes_a_config_and_creates_the_database() {
    let space = Space::empty();
    let ran = space.run(&["init", "desk", "--timezone", "Europe/Kyiv"]);
    assert_data_eq!(
        ran.out.as_str(),
        str![[r#"
config    desk/config.toml
database  desk/daypass.db
declared  space, location hq, desk hq/hot, pass day

"#]]
    );
    assert_data_eq!(
        ran.told(),
        str![[r#"
edit desk/config.toml, then run `daypass apply`

"#]]
    );
    let text = space.read("desk/config.toml");
    assert!(text.contains("timezone = \"Europe/Kyiv\""), "{text}");
    assert!(space.path("desk/daypass.db").is_file());
    let ran = space.run(&["apply", "--config", "desk/config.toml"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
}

#[test]
fn init_refuses_to_overwrite() {
    let space = Space::new();
    let config = space.read("config.toml");
    assert_data_eq!(
        space.refused(1, &["init"]),
        str![[r#"
error: config.toml already exists
hint: daypass apply --dry-run

"#]]
    );
    space.ok(&["init", "sub"]);
    assert_data_eq!(
        space.refused(1, &["init", "sub"]),
        str![[r#"
error: sub/config.toml already exists
hint: daypass apply --dry-run --config sub/config.toml

"#]]
    );
    assert_eq!(space.read("config.toml"), config);
    fs::remove_file(space.path("config.toml")).unwrap();
    let database = fs::read(space.path("daypass.db")).unwrap();
    let told = space.refused(1, &["init"]);
    assert!(told.contains("daypass.db already exists"), "{told}");
    assert!(!space.path("config.toml").exists());
    assert_eq!(fs::read(space.path("daypass.db")).unwrap(), database);
}

#[test]
fn init_creates_the_database_for_a_config_that_is_there() {
    let space = Space::empty();
    space.write(
        "config.toml",
        "database = \"books.db\"\n[[location]]\nhandle = \"mill\"\ntimezone = \"UTC\"\n",
    );
    let told = space.refused(1, &["init"]);
    assert!(told.contains("daypass init --keep-config"), "{told}");
    let begun = space.json(&["init", "--keep-config"]);
    assert_eq!(begun["database"], "books.db");
    assert_eq!(begun["changes"][1]["handle"], "mill");
    assert!(space.path("books.db").is_file());
}

#[test]
fn init_goes_where_the_flags_point() {
    let space = Space::empty();
    space.ok(&["init", "--config", "etc/space.toml", "--db", "var/books.db"]);
    let text = space.read("etc/space.toml");
    let named = space.path("var/books.db");
    assert!(
        text.contains(&format!("database = \"{}\"", named.display())),
        "{text}"
    );
    assert_eq!(space.ok(&["apply", "--config", "etc/space.toml"]), "");
}

#[test]
fn init_rehearsed_makes_nothing() {
    let space = Space::empty();
    let begun = space.json(&["init", "--dry-run"]);
    assert_eq!(
        (&begun["dry_run"], &begun["operation"]),
        (&true.into(), &().into())
    );
    assert_eq!(fs::read_dir(space.path("")).unwrap().count(), 0);
}

#[test]
fn init_without_leave_to_write_leaves_nothing_behind() {
    let space = Space::empty();
    space.write("file", "");
    let told = space.refused(4, &["init", "--db", "file/books.db"]);
    assert!(told.starts_with("error: "), "{told}");
    assert!(!space.path("config.toml").exists());
}

#[test]
fn the_sample_space_is_applied_whole() {
    let space = Space::empty();
    let begun = space.json(&["init", "--sample"]);
    let things: Vec<_> = begun["changes"].as_array().unwrap().iter().collect();
    assert_eq!(
        things
            .iter()
            .filter(|one| one["thing"] == "location")
            .count(),
        2
    );
    assert_eq!(
        things.iter().filter(|one| one["thing"] == "desk").count(),
        6
    );
    assert_eq!(
        things.iter().filter(|one| one["thing"] == "pass").count(),
        5
    );
    assert_eq!(space.ok(&["apply"]), "");
}

#[cfg(unix)]
#[test]
fn what_init_makes_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let space = Space::empty();
    space.ok(&["init", "desk"]);
    let mode = |name| fs::metadata(space.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("desk"), 0o700);
    assert_eq!(mode("desk/config.toml"), 0o600);
    assert_eq!(mode("desk/daypass.db"), 0o600);
}

#[test]
fn the_sample_is_a_space_that_lives() {
    let space = Space::empty();
    space.ok(&["init", "--sample"]);
    let members = space.json(&["member", "list"]);
    assert!(members.as_array().expect("a list").len() >= 10);
    let subscriptions = space.json(&["subscription", "list"]);
    assert!(
        subscriptions
            .as_array()
            .expect("a list")
            .iter()
            .any(|one| one["status"] == "running")
    );
    let bookings = space.json(&["booking", "list"]);
    let statuses: Vec<_> = bookings
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["payment"]["status"].as_str().expect("a text"))
        .collect();
    for status in ["charged", "pending", "refunded", "paid", "unpaid"] {
        assert!(statuses.contains(&status), "{statuses:?}");
    }
    for (list, key, wanted) in [
        ("hold", "status", vec!["upcoming"]),
        ("invoice", "status", vec!["issued", "paid"]),
        ("visit", "status", vec!["inside", "left"]),
        ("voucher", "used", vec!["1"]),
        ("promo", "used", vec!["1"]),
    ] {
        let listed = space.json(&[list, "list"]);
        let listed = listed.as_array().expect("a list");
        let told: Vec<String> = listed.iter().map(|one| one[key].to_string()).collect();
        let told: Vec<&str> = told.iter().map(|word| word.trim_matches('"')).collect();
        assert!(
            wanted.iter().all(|word| told.contains(word)),
            "{list}: {told:?}"
        );
    }
    space.ok(&["check"]);
}

#[test]
fn the_sample_begins_on_any_day() {
    for now in [
        "2026-06-30T21:30:00Z",
        "2026-09-01T03:30:00Z",
        "2026-12-24T22:30:00Z",
        "2027-02-28T12:00:00Z",
    ] {
        let mut space = Space::empty();
        space.at(now);
        space.ok(&["init", "--sample"]);
    }
}
