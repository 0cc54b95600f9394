//! Every command that writes: whatever fails, fails in each of them. A new command gets its line
//! here, and `tests/faults` and `tests/trust` try it.

use crate::desk::{Desk, LATER, NOW};

/// The evening of the first day.
const EVENING: &str = "2026-06-03T15:00:00Z";

/// Every command that writes but `renew`, on the space as it begins: the clock, and the words.
pub(crate) const WRITING: &[(&str, &[&str])] = &[
    (NOW, &["apply"]),
    (
        NOW,
        &["grant", "ana", "2", "--memo", "sorry", "--key", "k1"],
    ),
    (NOW, &["grant", "cleo", "2", "--monthly"]),
    (NOW, &["grant", "--csv", "grants.csv"]),
    (NOW, &["grant", "stop", "rg-1"]),
    (NOW, &["deduct", "ana", "3.5"]),
    (NOW, &["deduct", "ben", "all", "--lot", "lt-5"]),
    (NOW, &["deduct", "--csv", "deductions.csv"]),
    (
        NOW,
        &[
            "plan", "add", "Ten", "--passes", "10", "--every", "1month", "--price", "9",
        ],
    ),
    (
        NOW,
        &[
            "plan",
            "set",
            "Flex",
            "--include",
            "day=12",
            "--price",
            "170",
        ],
    ),
    (NOW, &["plan", "retire", "Week"]),
    (
        NOW,
        &[
            "plan",
            "add",
            "Fit",
            "--package",
            "--passes",
            "10",
            "--price",
            "90",
            "--extra",
            "Gloves=9",
        ],
    ),
    (NOW, &["sell", "cleo", "day", "7"]),
    (NOW, &["sell", "cleo", "pack", "--promo", "all"]),
    (NOW, &["book", "gina", "--on", "2026-06-12"]),
    (NOW, &["member", "add", "Dora", "--plan", "Flex"]),
    (NOW, &["member", "set", "ben", "--leave-company"]),
    (NOW, &["member", "convert", "vera"]),
    (NOW, &["member", "remove", "cleo", "--yes"]),
    (NOW, &["member", "import", "people.csv"]),
    (NOW, &["import", "officernd", "foreign.csv", "foreign.json"]),
    (NOW, &["company", "add", "Zeta"]),
    (NOW, &["company", "set", "acme", "--name", "Acme Ltd"]),
    (
        NOW,
        &["subscription", "start", "cleo", "Flex", "--quantity", "3"],
    ),
    (
        NOW,
        &[
            "subscription",
            "set",
            "sb-1",
            "--quantity",
            "2",
            "--until",
            "2026-09-02",
        ],
    ),
    (
        NOW,
        &[
            "subscription",
            "pause",
            "sb-1",
            "--from",
            "2026-07-03",
            "--until",
            "2026-08-02",
        ],
    ),
    (NOW, &["subscription", "cancel", "sb-1", "--now", "--yes"]),
    (NOW, &["book", "ana", "--on", "2026-06-09", "--seats", "2"]),
    (NOW, &["book", "ana", "--on", "2026-07-09"]),
    (NOW, &["booking", "move", "bk-1", "--on", "2026-07-20"]),
    (NOW, &["booking", "move", "bk-2", "--on", "2026-06-11"]),
    (NOW, &["booking", "set", "bk-1", "--seats", "3"]),
    (NOW, &["booking", "cancel", "bk-1", "--yes"]),
    (
        NOW,
        &[
            "booking",
            "cancel",
            "bk-1",
            "--new-lot",
            "--expires",
            "2026-12-31",
            "--yes",
        ],
    ),
    (
        NOW,
        &[
            "booking",
            "cancel",
            "--desk",
            "hot",
            "--from",
            "2026-06-01",
            "--until",
            "2026-12-31",
            "--yes",
        ],
    ),
    (NOW, &["book", "cleo", "--pay", "money", "--paid"]),
    (NOW, &["booking", "set", "bk-4", "--seats", "2"]),
    (NOW, &["booking", "set", "bk-5", "--paid"]),
    (NOW, &["booking", "move", "bk-5", "--on", "2026-06-13"]),
    (NOW, &["booking", "cancel", "bk-4", "--yes"]),
    (NOW, &["booking", "settle", "ana"]),
    (NOW, &["book", "vera", "--promo", "spring"]),
    (NOW, &["redeem", "welcome", "ana"]),
    (NOW, &["voucher", "add", "TWO", "--passes", "2"]),
    (NOW, &["voucher", "set", "welcome", "--uses", "5"]),
    (NOW, &["voucher", "retire", "welcome"]),
    (NOW, &["promo", "add", "FIVE", "--amount", "5"]),
    (NOW, &["promo", "set", "spring", "--items", "day"]),
    (NOW, &["promo", "retire", "spring"]),
    (NOW, &["checkin", "cleo", "--unpaid"]),
    (NOW, &["checkin", "ana"]),
    (NOW, &["checkout", "ben"]),
    (EVENING, &["visit", "set", "vs-1", "--out", "12:00"]),
    (NOW, &["visit", "settle", "uma"]),
    (
        NOW,
        &[
            "hold",
            "add",
            "fred",
            "--lot",
            "lt-6",
            "--until",
            "2026-06-05",
        ],
    ),
    (NOW, &["hold", "end", "hd-1", "--on", "2026-06-21"]),
    (NOW, &["hold", "delete", "hd-1"]),
    (
        NOW,
        &["desk", "assign", "hot", "ben", "--until", "2026-07-31"],
    ),
    (NOW, &["desk", "unassign", "as-1", "--yes"]),
    (NOW, &["undo", "op-15", "--yes"]),
    (NOW, &["invoice", "issue"]),
    (NOW, &["invoice", "remove", "ln-2"]),
    (NOW, &["invoice", "pay", "iv-1"]),
    (NOW, &["invoice", "void", "iv-1", "--yes"]),
    (LATER, &["subscription", "cancel", "sb-1", "--now", "--yes"]),
];

/// Files for the commands that read some.
pub(crate) fn with_files() -> Desk {
    let desk = Desk::new();
    desk.write(
        "grants.csv",
        "member,passes,memo\nana,1,x\nben,2,y\ncleo,0.5,z\n",
    );
    desk.write("deductions.csv", "member,passes\nana,1\nben,2\n");
    desk.write(
        "people.csv",
        "name,email\nEva,eva@example.org\nFay,fay@example.org\n",
    );
    desk.write(
        "foreign.csv",
        "Member Name,Plan Name,Price,Company Name\nGil,Desk,90,Zeta\nana,Flex,,\n",
    );
    desk.write(
        "foreign.json",
        r#"[{"member": "ana", "validFrom": "2026-06-01", "validTo": "2026-07-01", "count": 3},
            {"team": "Zeta", "validFrom": "2026-06-01", "validTo": "2026-07-01", "count": 2}]"#,
    );
    let config = std::fs::read_to_string(desk.path("config.toml")).expect("a config");
    assert!(config.contains("seats = 12"), "{config}");
    desk.write("config.toml", config.replace("seats = 12", "seats = 9"));
    desk
}

/// What `init` makes is not there before, `notify send` hands over between its commits, and
/// `renew` is put to each test besides.
const OF_THEIR_OWN: [&str; 3] = ["init", "notify send", "renew"];

/// Whether a page of the manual is of a command that can be rehearsed: every command that writes.
fn writes(page: &str) -> bool {
    let usage = page.lines().find(|line| line.starts_with("\\fBdaypass"));
    usage.is_some_and(|usage| usage.contains("dry"))
}

#[test]
fn every_command_that_writes_has_its_line() {
    let desk = Desk::new();
    desk.ok(NOW, &["man", "pages"]);
    let mut missing = Vec::new();
    let pages = std::fs::read_dir(desk.path("pages")).expect("a folder");
    for page in pages {
        let path = page.expect("a file").path();
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .expect("a name");
        let text = std::fs::read_to_string(&path).expect("a page");
        let words = name.trim_start_matches("daypass-").replace('-', " ");
        let tried = WRITING
            .iter()
            .any(|(_, line)| line.join(" ").starts_with(&words));
        if writes(&text) && !tried && !OF_THEIR_OWN.contains(&words.as_str()) {
            missing.push(words);
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}
