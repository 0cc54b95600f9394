//! What config.toml may say, and how it is refused.

use super::*;
use crate::domain::day::Weekday;
use crate::domain::kind::Covers;
use crate::domain::location::CheckinMode;

const PLACE: &str = "[[location]]\nhandle = \"hq\"\ntimezone = \"Europe/Kyiv\"\n";

fn read(text: &str) -> Result<Config, ConfigError> {
    Config::read(Path::new("space/config.toml"), text)
}

fn space(text: &str) -> SpaceDeclaration {
    let config = read(text).unwrap_or_else(|error| panic!("{error}"));
    config.space.expect("declares a space")
}

/// What is told of a text, without the file's name, with the hint behind `; `.
fn told(text: &str) -> String {
    let error = read(text).expect_err("refused");
    let shown = error.to_string().replace("space/config.toml", "");
    match error.hint() {
        Some(hint) => format!("{shown}; {hint}"),
        None => shown,
    }
}

/// What is told of a key of the location, which stands in line 4.
fn told_of_place(line: &str) -> String {
    told(&format!("{PLACE}{line}"))
}

#[test]
fn the_example_has_every_key_with_its_default() {
    let example = read(EXAMPLE).unwrap();
    let missing = example.listed.iter().filter(|value| value.line.is_none());
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&Listed>::new());
    assert_eq!(example.lines.len(), 2);
    let yours = "[[location]]\nhandle = \"hq\"\nname = \"Headquarters\"\ntimezone = \"UTC\"\n\
                 [[location.desk]]\nhandle = \"hot\"\nname = \"Hot desks\"\nseats = 12\n";
    let default = read(yours).unwrap();
    assert_eq!(example.space, default.space);
    assert_eq!(example.notify, default.notify);
    assert_eq!(example.lock_wait, default.lock_wait);
    assert_eq!(example.database, Some(PathBuf::from("space/daypass.db")));
    for line in EXAMPLE.lines().filter(|line| line.contains(" = ")) {
        let above = EXAMPLE.lines().take_while(|other| *other != line).last();
        let explained = line.starts_with('#') || above.is_some_and(|above| above.starts_with('#'));
        assert!(explained, "{line}");
    }
}

#[test]
fn the_sample_space_is_read() {
    let space = space(SAMPLE);
    assert_eq!(space.locations.len(), 2);
    assert_eq!(space.locations[0].desks.len(), 4);
    assert_eq!(space.kinds.len(), 5);
    let shore = &space.locations[1].terms;
    assert_eq!(shore.checkin_mode, CheckinMode::HalfDay);
    assert_eq!(shore.hours.seconds(Weekday::Sun), 12 * 3600);
    assert_eq!(space.kinds[2].covers, Covers::Duration(60));
    assert_eq!(space.settings.default_location.as_str(), "hq");
}

#[test]
fn the_starter_works_as_it_is() {
    let text = starter(Zone::read("Europe/Kyiv").unwrap(), "a \"b\"\\c\n.db");
    let config = read(&text).unwrap();
    assert_eq!(
        config.database,
        Some(PathBuf::from("space/a \"b\"\\c\n.db"))
    );
    let space = config.space.unwrap();
    assert_eq!(space.locations[0].terms.zone.name(), "Europe/Kyiv");
    assert_eq!(space.locations[0].desks[0].seats, 12);
    let sample = read(&sample("/x.db")).unwrap();
    assert_eq!(sample.database, Some(PathBuf::from("/x.db")));
}

#[test]
fn a_file_without_a_space_only_says_where_things_are() {
    let config = read("database = \"/var/daypass.db\"\nlock_wait = \"500ms\"\n").unwrap();
    assert_eq!(config.space, None);
    assert_eq!(config.database, Some(PathBuf::from("/var/daypass.db")));
    assert_eq!(config.lock_wait, Duration::from_millis(500));
    assert_eq!(wait_text(config.lock_wait), "500ms");
    assert_eq!(wait_text(LOCK_WAIT), "5s");
}

#[test]
fn a_location_takes_the_currency_of_the_space() {
    let space = space(&format!(
        "currency = \"JPY\"\n{PLACE}[[location.desk]]\nhandle = \"hot\"\nprice = 1500\n"
    ));
    assert_eq!(space.locations[0].terms.currency.code(), "JPY");
    assert_eq!(space.locations[0].desks[0].price.to_string(), "1500");
    assert_eq!(space.kinds[0].price.currency.code(), "JPY");
}

#[test]
fn hours_are_a_table_of_weekdays_or_one_text() {
    let of = |text: &str| {
        let space = space(&format!("{PLACE}hours = {text}\n"));
        space.locations[0].terms.hours.to_string()
    };
    assert_eq!(
        of("{ mon-fri = \"9-17\", sat = \"10-2pm\", sun = \"closed\" }"),
        "mon-fri 09:00-17:00, sat 10:00-14:00"
    );
    assert_eq!(of("{ \"mon, wed\" = \"9-17\" }"), "mon,wed 09:00-17:00");
    assert_eq!(of("\"mon-fri 9-17\""), "mon-fri 09:00-17:00");
    assert_eq!(of("{}"), "closed");
    let dotted = space(&format!("{PLACE}hours.sat = \"9-17\"\n"));
    assert_eq!(
        dotted.locations[0].terms.hours.to_string(),
        "sat 09:00-17:00"
    );
}

#[test]
fn unknown_keys_are_refused_with_the_nearest() {
    assert_eq!(
        told("default_locaton = \"hq\"\n"),
        ":1: unknown key `default_locaton`; did you mean `default_location`?"
    );
    assert_eq!(
        told_of_place("checkinmode = \"half-day\"\n"),
        ":4: unknown key `checkinmode`; did you mean `checkin_mode`?"
    );
    assert_eq!(
        told_of_place("[[location.desk]]\nhandle = \"hot\"\nseat = 4\n"),
        ":6: unknown key `seat`; did you mean `seats`?"
    );
    assert_eq!(
        told("[notify]\nsms = \"\"\n"),
        ":2: unknown key `sms`; did you mean `smtp`?"
    );
    assert_eq!(
        told("[notify]\nSMTP = \"\"\n"),
        ":2: unknown key `SMTP`; did you mean `smtp`?"
    );
    assert_eq!(
        told("currrency = \"EUR\"\nlockwait = \"1s\"\nlock_wait = 1\n"),
        ":1: unknown key `currrency`: did you mean `currency`?\n\
         :2: unknown key `lockwait`: did you mean `lock_wait`?\n\
         :3: lock_wait: expected a string in quotes, found `1`"
    );
    assert_eq!(
        told("[notify]\npager_number = 1\n"),
        ":2: unknown key `pager_number`; the keys here are smtp, from, credentials, authority, command, admin"
    );
    assert_eq!(
        told(&format!(
            "{PLACE}[[pass]]\nhandle = \"half\"\ncover = \"day\"\n"
        )),
        ":6: unknown key `cover`; did you mean `covers`?"
    );
    assert_eq!(
        told(&format!(
            "{PLACE}[[pass]]\nhandle=\"x\"\nvolume = [{{count=5, price=1, per=2}}]"
        )),
        ":6: unknown key `per`; the keys here are count, price"
    );
}

#[test]
fn words_are_refused_with_those_that_are_allowed() {
    for (line, words) in [
        (
            "company_passes = \"shared\"",
            "company_passes: `shared` is none of pooled, own-first",
        ),
        (
            "subscription_end = \"all\"",
            "subscription_end: `all` is none of plan-passes, all-passes",
        ),
        (
            "payment = \"cash\"",
            "payment: `cash` is none of invoice, advance",
        ),
        (
            "default_status = \"active\"",
            "default_status: `active` has a meaning of its own",
        ),
        (
            "cross_location = 101",
            "cross_location: `101` is not a percentage from 0 to 100",
        ),
        (
            "currency = \"XXQ\"",
            "currency: `XXQ` is not an ISO 4217 currency code such as EUR",
        ),
        (
            "lock_wait = \"5\"",
            "lock_wait: `5` is not a time to wait: write 500ms, 5s or 2m, at most 60m",
        ),
        ("database = \"\"", "database: the name of a file is missing"),
    ] {
        assert_eq!(told(&format!("{line}\n{PLACE}")), format!(":1: {words}"));
    }
    for (line, words) in [
        (
            "checkin_charge = \"daily\"",
            "checkin_charge: `daily` is none of per-day, per-visit",
        ),
        (
            "checkin_mode = \"half\"",
            "checkin_mode: `half` is none of full-day, half-day",
        ),
        (
            "book_ahead = \"all\"",
            "book_ahead: `all` is none of any, current-period",
        ),
        (
            "usage_limit = \"2/year\"",
            "usage_limit: `2/year` is not a limit: write none, 2/day, 5/week, 10/month or 3 active",
        ),
        (
            "day_starts_at = \"24:00\"",
            "day_starts_at: `24:00` is the end of a day: write 00:00 to 23:59",
        ),
        (
            "passes = \"yes\"",
            "passes: expected true or false, found `\"yes\"`",
        ),
        (
            "tax = 19.5",
            "tax: expected quotes around a number with decimals, found `19.5`",
        ),
        (
            "closed = [\"christmas\"]",
            "closed: `christmas` is not a date: write 2026-12-31, today, tomorrow, +3d or mon",
        ),
        (
            "closed = \"2026-12-25\"",
            "closed: expected a list, found `\"2026-12-25\"`",
        ),
        (
            "hours = { mon-fri = \"09:00-\" }",
            "hours: mon-fri: column 7: expected a time such as 8, 8:30 or 2 pm, found the end",
        ),
        (
            "hours = { weekdays = \"9-17\" }",
            "hours: weekdays: column 1: expected a weekday such as mon, found `weekdays`",
        ),
        (
            "hours = { mon-fri = \"9-17\", fri = \"9-15\" }",
            "hours: mon-fri: fri has hours twice",
        ),
        (
            "hours = { mon = \"9-12, 13-17\" }",
            "hours: mon: `9-12, 13-17` is more than one span",
        ),
        ("name = \"\"", "name: a name cannot be empty"),
    ] {
        assert_eq!(told_of_place(line), format!(":4: {words}"));
    }
    assert_eq!(
        told_of_place("hours = {}\ncheckin_mode = \"half-day\""),
        ":5: checkin_mode: half-day needs hours to halve"
    );
}

#[test]
fn desks_are_refused_with_what_is_wrong() {
    let told = |line: &str| told_of_place(&format!("[[location.desk]]\nhandle = \"hot\"\n{line}"));
    for (line, words) in [
        (
            "seats = 0",
            "seats: expected a whole number from 1 to 100000, found `0`",
        ),
        (
            "seats = \"12\"",
            "seats: expected a whole number from 1 to 100000, found `\"12\"`",
        ),
        (
            "price = \"15.005\"",
            "price: `15.005` has more decimals than EUR (2)",
        ),
        (
            "price = 15.0",
            "price: expected quotes around a number with decimals, found `15.0`",
        ),
        (
            "price = \"-1\"",
            "price: `-1`: an amount cannot be negative",
        ),
        (
            "cancel = \"later\"",
            "cancel: `later` is not a cancellation rule: write start, 24h, 2d or never",
        ),
        (
            "service = \"a\\u0007\"",
            "service: a name cannot have the control character '\\u{7}'",
        ),
    ] {
        assert_eq!(told(line), format!(":6: {words}"));
    }
}

#[test]
fn kinds_are_refused_with_what_is_wrong() {
    let half = |line: &str| told(&format!("{PLACE}[[pass]]\nhandle = \"half\"\n{line}"));
    for (line, words) in [
        (
            "covers = \"25h\"",
            "covers: `25h` is not a duration from 1m to 24h",
        ),
        (
            "covers = \"8-12 14-16\"",
            "covers: `8-12 14-16` is not what a pass can cover: write day, visit, unlimited, 1h, \
             90m or time spans such as 8-12, 14-16 (column 6: expected a comma, found `14`)",
        ),
        (
            "expires_after = \"soon\"",
            "expires_after: `soon` is not a length of time: write 30days, 2weeks, 3months or \
             1year, or never",
        ),
        (
            "volume = [{ count = 1, price = \"9\" }]",
            "count: expected a whole number from 2 to 1000000, found `1`",
        ),
        ("volume = [{ count = 5 }]", "volume: a pack needs a price"),
        (
            "volume = [{ count = 5, price = 9 }, { count = 5, price = 8 }]",
            "volume: there is a price for 5 twice",
        ),
        (
            "plans = [{ plan = \"Team\" }]",
            "plans: a plan in braces needs a price",
        ),
        (
            "plans = [\"Team\", { plan = \"team\", price = \"9\" }]",
            "plans: `team` is there twice",
        ),
        (
            "limit = \"3 active\"",
            "limit: `3 active` is not a limit: write none, 1/day, 3/week or 8/month",
        ),
        (
            "priority = 1001",
            "priority: expected a whole number from -1000 to 1000, found `1001`",
        ),
        (
            "locations = [\"south\"]",
            "locations: no location `south` is declared; the locations are hq",
        ),
    ] {
        assert_eq!(half(line), format!(":6: {words}"));
    }
    assert_eq!(
        told(&format!(
            "{PLACE}[[pass]]\nhandle = \"day\"\ncovers = \"1h\""
        )),
        ":6: covers: the built-in kind `day` covers a day; give the kind another handle"
    );
}

#[test]
fn handles_are_needed_and_unique() {
    assert_eq!(
        told("[[location]]\nname = \"x\""),
        ":1: handle: a location needs one"
    );
    assert_eq!(
        told("[[location]]\nhandle = \"mb-1\""),
        ":2: handle: `mb-1` is not a handle: it looks like an id"
    );
    assert_eq!(
        told("[[location]]\nhandle = \"hq\""),
        ":1: timezone: a location needs one; timezone = \"Europe/Berlin\""
    );
    let twice = format!("default_location = \"hq\"\n{PLACE}{PLACE}");
    assert_eq!(
        told(&twice),
        ":5: location `hq` is declared twice, first in line 2"
    );
    let desk = "[[location.desk]]\nhandle = \"hot\"\n";
    assert_eq!(
        told_of_place(&format!("{desk}{desk}")),
        ":6: desk `hot` is declared twice, first in line 4"
    );
    let kind = "[[pass]]\nhandle = \"x\"\n";
    assert_eq!(
        told_of_place(&format!("{kind}{kind}")),
        ":6: pass `x` is declared twice, first in line 4"
    );
}

#[test]
fn several_locations_need_a_default() {
    let south = PLACE.replace("hq", "south");
    assert_eq!(
        told(&format!("{PLACE}{south}")),
        ":4: default_location: with several locations one must be named; \
         default_location = \"hq\""
    );
    assert_eq!(
        told(&format!("default_location = \"north\"\n{PLACE}{south}")),
        ":1: default_location: no location `north` is declared; the locations are hq, south"
    );
    let both = space(&format!("default_location = \"south\"\n{PLACE}{south}"));
    assert_eq!(both.settings.default_location.as_str(), "south");
    assert_eq!(
        told("currency = \"EUR\""),
        ":1: a space needs a location, none is declared; [[location]]"
    );
}

#[test]
fn every_problem_is_told_at_once_in_order_of_lines() {
    let error = read("payment = \"cash\"\n[notify]\nsmtp = \"x\"\nfoo = 1\n").unwrap_err();
    let lines: Vec<_> = error.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [Some(1), Some(1), Some(3), Some(4)]);
    assert_eq!(error.line(), Some(1));
    assert_eq!(error.to_string().lines().count(), 4);
}

#[test]
fn notifications_are_checked() {
    assert_eq!(
        told("[notify]\nsmtp = \"smtp://localhost\""),
        ":2: from: mail needs a sender; from = \"desk@example.org\""
    );
    assert_eq!(
        told("[notify]\nadmin = \"manager\""),
        ":2: admin: `manager` is not an e-mail address such as ada@example.org"
    );
    let config = read("[notify]\nsmtp = \"starttls://mail\"\nfrom = \"a@b\"\ncommand = \"cat\"");
    let notify = config.unwrap().notify;
    assert_eq!(notify.smtp.unwrap().to_string(), "starttls://mail:587");
    assert_eq!(notify.command.as_deref(), Some("cat"));
}

#[test]
fn what_is_no_toml_is_refused_with_its_line() {
    assert_eq!(
        told("currency = EUR\n").split(';').next(),
        Some(":1: string values must be quoted, expected literal string")
    );
    assert!(told("a = 1\na = 2\n").starts_with(":2: duplicate key"));
    assert_eq!(
        told("location = 3"),
        ":1: location: expected a list, found `3`"
    );
    assert!(told("[location]\nhandle = \"hq\"").starts_with(":1: location: expected [[location]]"));
}

#[test]
fn a_file_that_is_not_there_is_refused_where_it_was_named() {
    let path = Path::new("/nowhere/config.toml");
    assert_eq!(Config::load(path, false).unwrap().space, None);
    let error = Config::load(path, true).unwrap_err().to_string();
    assert!(
        error.starts_with("/nowhere/config.toml: cannot be read"),
        "{error}"
    );
}

#[test]
fn each_value_says_where_it_came_from() {
    let config = read(&format!("payment = \"advance\"\n{PLACE}")).unwrap();
    let line = |name: &str| {
        let mut values = config.listed.iter();
        let value = values.find(|value| value.name == name).expect(name);
        (value.value.as_str(), value.line)
    };
    assert_eq!(line("payment"), ("advance", Some(1)));
    assert_eq!(line("location.hq.timezone"), ("Europe/Kyiv", Some(4)));
    assert_eq!(line("location.hq.hours"), ("mon-fri 09:00-17:00", None));
    assert_eq!(line("pass.day.covers"), ("day", None));
    assert_eq!(line("notify.smtp"), ("", None));
}

mod hostile {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_within_it(text in "\\PC{0,80}|[a-z=\\[\\]{}\"\n. #0-9]{0,80}") {
            if let Err(error) = read(&text) {
                let lines = text.lines().count() + 1;
                prop_assert!(error.line().is_none_or(|line| (1..=lines).contains(&line)));
            }
        }

        #[test]
        fn any_value_in_any_place_is_read_or_refused(
            at in 0_usize..200,
            value in "[0-9]{1,20}|true|\"\\PC{0,12}\"|\\[\\]|\\{\\}|1\\.5|2026-01-01",
        ) {
            let mut lines: Vec<String> = SAMPLE.lines().map(str::to_owned).collect();
            let at = at % lines.len();
            if let Some((key, _)) = lines[at].split_once(" = ") {
                lines[at] = format!("{key} = {value}");
            }
            if let Err(error) = read(&lines.join("\n")) {
                prop_assert!(error.line().is_some());
            }
        }
    }
}
