//! `config`: flag over environment over config over default, and who said so.

use crate::space::Space;

fn value(space: &Space, args: &[&str], variables: &[(&str, &str)], name: &str) -> (String, String) {
    let mut all = vec!["--json"];
    all.extend(args);
    all.push("config");
    let ran = space.run_with(&all, variables);
    assert_eq!(ran.code, 0, "{ran:?}");
    let values: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let mut values = values.as_array().expect("a list").iter();
    let found = values.find(|value| value["name"] == name).expect(name);
    let text = |field: &str| found[field].as_str().expect("a text").to_owned();
    (text("value"), text("from"))
}

fn said(value: &str, from: &str) -> (String, String) {
    (value.to_owned(), from.to_owned())
}

#[test]
fn the_database_is_named_by_flag_environment_config_or_default() {
    let space = Space::new();
    let by_env = [("DAYPASS_DB", "env.db")];
    let database =
        |args: &[&str], variables: &[(&str, &str)]| value(&space, args, variables, "database");
    assert_eq!(
        database(&["--db", "flag.db"], &by_env),
        said("flag.db", "--db")
    );
    assert_eq!(database(&[], &by_env), said("env.db", "DAYPASS_DB"));
    assert_eq!(database(&[], &[]), said("daypass.db", "config.toml:5"));
    space.edit("database = \"daypass.db\"\n", "");
    assert_eq!(database(&[], &[]), said("daypass.db", "default"));
    assert_eq!(
        database(&["--config", "config.toml"], &[]),
        said("daypass.db", "default")
    );
}

#[test]
fn the_config_is_looked_for_in_the_working_directory_and_then_the_platforms() {
    let space = Space::new();
    let config = |variables: &[(&str, &str)]| value(&space, &[], variables, "config");
    assert_eq!(config(&[]), said("config.toml", "working directory"));
    space.write("other.toml", "");
    assert_eq!(
        config(&[("DAYPASS_CONFIG", "other.toml")]),
        said("other.toml", "DAYPASS_CONFIG")
    );
    std::fs::remove_file(space.path("config.toml")).unwrap();
    let home = space.path("home");
    let variables = [("XDG_CONFIG_HOME", home.to_str().unwrap())];
    let (path, from) = config(&variables);
    assert!(path.ends_with("home/daypass/config.toml"), "{path}");
    assert_eq!(from, "platform");
}

#[test]
fn each_value_names_its_line_or_is_the_default() {
    let space = Space::new();
    space.write(
        "config.toml",
        "payment = \"advance\"\n[[location]]\nhandle = \"hq\"\ntimezone = \"Europe/Kyiv\"\n",
    );
    let of = |name: &str| value(&space, &[], &[], name);
    assert_eq!(of("payment"), said("advance", "config.toml:1"));
    assert_eq!(
        of("location.hq.timezone"),
        said("Europe/Kyiv", "config.toml:4")
    );
    assert_eq!(
        of("location.hq.hours"),
        said("mon-fri 09:00-17:00", "default")
    );
    assert_eq!(of("pass.day.name"), said("Day pass", "default"));
    assert_eq!(of("lock_wait"), said("5s", "default"));
    assert_eq!(of("actor"), said("tester", "DAYPASS_ACTOR"));
    assert_eq!(of("now"), said("2026-06-03T06:00:00Z", "DAYPASS_NOW"));
}

#[test]
fn a_variable_that_is_empty_counts_as_unset() {
    let space = Space::new();
    let empty = [
        ("DAYPASS_DB", ""),
        ("DAYPASS_CONFIG", ""),
        ("DAYPASS_ACTOR", ""),
        ("LOGNAME", "ana"),
    ];
    let ran = space.run_with(&["member", "add", "Ada"], &empty);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(value(&space, &[], &empty, "actor"), said("ana", "LOGNAME"));
    let ran = space.run_with(&["--json", "grant", "ada", "1"], &empty);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(space.json(&["history"])["entries"][0]["actor"], "ana");
    let ran = space.run_with(&["member", "show", "adda"], &empty);
    assert!(ran.err.contains("hint: daypass member show ada"), "{ran:?}");
    space.refused(2, &["--db", "", "member", "list"]);
}
