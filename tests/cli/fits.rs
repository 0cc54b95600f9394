//! Every command that prints, tried on a space with long names, memos and addresses: its table fits
//! into 80 columns, its JSON keeps the promises of all of it, its CSV is even.

use serde_json::Value;

use crate::space::Space;

/// What happens after the sample: people and texts that a form of forty columns was not made for.
const SETUP: &[&str] = &[
    "member add 'Maximiliana Wolfeschlegelsteinhausen-Bergerdorff' \
     --email maximiliana.wolfeschlegelsteinhausen@coworking.example.org",
    "company add 'Riverside Association for Applied Cartography and Photogrammetry' \
     --handle riverside-association-for-applied-cartography",
    "member add 'Aleksandra-Katarzyna Wiśniewska-Kowalczyk' --handle aleksandra-katarzyna \
     --company riverside-association-for-applied-cartography",
    "plan add 'Twenty days a month for the whole team, with the quiet room' --include day=20 \
     --include half=4/week --include boxing=2 --every 1month --price 1234.50",
    "plan add 'Introductory summer package of fifteen visits and five boxing classes' --package \
     --passes 15 --include boxing=5 --valid 3months --price 287.50 --holdable",
    "subscription start riverside pl-6 --from=-10d --quantity 12",
    "grant max 250 --expires 2026-12-31 --memo 'an apology for the noise of the renovation on the \
     second floor, which lasted for three weeks'",
    "grant max 4 --kind half --monthly --memo 'agreed with the manager for the Monday evening \
     meetups of the photography circle'",
    "sell max pl-7",
    "sell max boxing 7 --paid",
    "member set max --payment-method 'invoice by mail, thirty days net, to the bookkeeping of the \
     association'",
    "book max --on +4d --seats 3 --memo 'the yearly meeting, with a projector'",
    "book max --on +6d --pay money",
    "book aleksandra-katarzyna --on +40d",
    "book aleksandra-katarzyna --on +7d --pay later",
    "checkin max --guest 'Konstantinos Papadimitriou-Theodoropoulos'",
    "desk assign hq/dedicated aleksandra-katarzyna --from today",
    "voucher add SUMMER-OPENING-OF-THE-RIVERSIDE-TERRACE --passes 2 --uses 500",
    "promo add NEIGHBOURS-OF-THE-QUARTER --percent 15 --desks hq/hot,hq/quiet,shore/hot",
    "redeem SUMMER-OPENING-OF-THE-RIVERSIDE-TERRACE max",
    "book jon-walker --on +10d --promo NEIGHBOURS-OF-THE-QUARTER",
    "invoice issue max",
    "invoice void iv-3",
    "subscription pause sb-1 --from 2026-06-25 --until 2026-07-24",
];

/// The words of a command, where quotes hold some together.
fn words(command: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for (at, part) in command.split('\'').enumerate() {
        if at % 2 == 1 {
            words.push(part);
        } else {
            words.extend(part.split_whitespace());
        }
    }
    words
}

fn space() -> Space {
    let space = Space::empty();
    space.ok(&["init", "--sample"]);
    for command in SETUP {
        space.ok(&words(command));
    }
    space
}

/// What only reads, and what is only rehearsed.
const COMMANDS: &[&str] = &[
    "member list",
    "member show ana",
    "member show max",
    "member show max --all --on 2026-06-30",
    "member show aleksandra-katarzyna",
    "company list",
    "company show riverside",
    "plan list",
    "plan show pl-6",
    "plan show pl-7",
    "subscription list",
    "subscription show sb-7",
    "booking list",
    "booking show bk-10",
    "visit list",
    "visit list --inside",
    "visit show vs-4",
    "hold list",
    "voucher list",
    "voucher show SUMMER-OPENING-OF-THE-RIVERSIDE-TERRACE",
    "promo list",
    "promo show NEIGHBOURS-OF-THE-QUARTER",
    "invoice preview",
    "invoice list",
    "invoice show iv-3",
    "notify list",
    "notify show nt-1",
    "desk list",
    "desk show hq/quiet",
    "desk free --on +4d",
    "desk assignments",
    "location list",
    "location show hq",
    "pass list",
    "pass show day",
    "grant list",
    "history",
    "history max",
    "history --company northwind",
    "explain max",
    "report occupancy",
    "report expiring --within 300d",
    "report forecast --until +200d",
    "report liability",
    "report usage",
    "config",
    "check",
    "access max",
    "renew --as-of 2026-08-30 --dry-run",
    "grant max 4 --dry-run",
    "grant max 4 --monthly --dry-run",
    "deduct max 4 --dry-run",
    "sell max boxing 12 --dry-run",
    "book max --on +12d --seats 4 --dry-run",
    "booking move bk-10 --on +5d --dry-run",
    "booking cancel bk-10 --dry-run",
    "booking cancel --member max --from today --until +60d --dry-run",
    "checkout greta-lind --dry-run",
    "hold add greta-lind --lot lt-10 --from +40d --until +50d --dry-run",
    "subscription cancel sb-7 --now --dry-run",
    "subscription start ben pl-6 --from +3d --dry-run",
    "member convert jon-walker --dry-run",
    "plan set pl-6 --price 1000 --dry-run",
    "invoice issue --dry-run",
    "undo op-60 --dry-run",
    "undo op-42 --dry-run",
];

fn wide(line: &str) -> usize {
    line.chars().count()
}

#[test]
fn every_table_fits_into_80_columns() {
    let space = space();
    let mut wider = Vec::new();
    for command in COMMANDS {
        let told = space.ok(&words(command));
        assert!(!told.is_empty(), "{command}");
        let lines = told.lines().filter(|line| wide(line) > 80);
        wider.extend(lines.map(|line| format!("{command}: {line}")));
        let ragged = told.lines().any(|line| line.ends_with(' '));
        assert!(!ragged, "{command}: {told}");
    }
    assert!(wider.is_empty(), "{}", wider.join("\n"));

    let history = ["history", "max"];
    let narrow = space.ok(&history);
    let below = "\n            an apology for the noise of the renovation on the second floor,\n";
    assert!(narrow.contains(below), "{narrow}");
    let roomy = space.run_with(&history, &[("COLUMNS", "200")]).out;
    let apology = roomy.lines().find(|line| line.contains("an apology"));
    let beside = apology.is_some_and(|line| {
        line.starts_with("2026-06-03") && line.ends_with("which lasted for three weeks")
    });
    assert!(beside, "{roomy}");
}

/// Fields that are passes or money: strings wherever they are.
const AMOUNTS: &[&str] = &[
    "passes",
    "balance",
    "left",
    "owed",
    "charged",
    "refunded",
    "scheduled",
    "expired",
    "granted",
    "invoiced",
    "net",
    "gross",
    "payable",
    "price",
    "amount",
    "value",
];

/// Fails where a value is not what its field promises.
fn promised(command: &str, field: &str, value: &Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                promised(command, name, value);
            }
        }
        Value::Array(values) => {
            for value in values {
                promised(command, field, value);
            }
        }
        Value::Number(_) => assert!(!AMOUNTS.contains(&field), "{command}: {field} is {value}"),
        Value::String(text) => {
            let is_date = |text: &str| text.len() == 10 && text.as_bytes()[4] == b'-';
            if field == "on" || field.ends_with("_on") {
                assert!(is_date(text), "{command}: {field} is {text}");
            }
            if field == "at" || field.ends_with("_at") && field != "day_starts_at" {
                let instant = text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T');
                assert!(instant, "{command}: {field} is {text}");
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

#[test]
fn every_answer_is_json_and_even_csv() {
    let space = space();
    for command in COMMANDS {
        let mut words = words(command);
        let json = space.json(&words);
        promised(command, "", &json);
        words.extend(["--format", "csv"]);
        let told = space.ok(&words);
        let mut csv = csv::ReaderBuilder::new().from_reader(told.as_bytes());
        let heading: Vec<String> = csv
            .headers()
            .expect("a heading")
            .iter()
            .map(str::to_owned)
            .collect();
        let mut names = heading.clone();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), heading.len(), "{command}: {heading:?}");
        let rows = csv.records().collect::<Result<Vec<_>, _>>();
        let rows = rows.unwrap_or_else(|error| panic!("{command}: {error}"));
        if let Value::Array(items) = &json {
            assert_eq!(rows.len(), items.len(), "{command}");
        }
    }
    for (words, code) in [
        (&["member", "show", "nobody"][..], "unknown_member"),
        (&["member", "list", "--company", "x"], "unknown_company"),
        (&["history", "nobody"], "unknown_member"),
        (&["invoice", "preview", "nobody"], "unknown_member"),
        (&["deduct", "ana", "999"], "not_enough_passes"),
        (&["book", "ana", "--on", "31.12.2026"], "usage"),
        (&["no-such-command"], "usage"),
    ] {
        let mut all = vec!["--json"];
        all.extend(words);
        let ran = space.run(&all);
        assert_eq!(ran.out, "", "{words:?}");
        let error: Value = serde_json::from_str(&ran.told()).expect("an object on standard error");
        assert_eq!(error["error"]["code"], code, "{words:?}");
        assert!(error["error"]["message"].is_string(), "{words:?}");
    }
}
