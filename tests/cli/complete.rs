//! Words under the TAB key, as a shell asks for them, and the man pages.

use std::fs;

use crate::space::Space;

/// What a shell would offer after these words; the last is the one being typed.
fn offered(space: &Space, shell: &str, words: &[&str]) -> Vec<String> {
    let mut args = vec!["--", "daypass"];
    args.extend(words);
    let index = words.len().to_string();
    let variables = [
        ("COMPLETE", shell),
        ("_CLAP_COMPLETE_INDEX", &index),
        ("_CLAP_IFS", "\n"),
    ];
    let ran = space.run_with(&args, &variables);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{words:?}");
    ran.out.lines().map(str::to_owned).collect()
}

fn busy() -> Space {
    let space = Space::new();
    space.ok(&["company", "add", "Acme"]);
    for name in ["Ana Kovalenko", "Ann", "Ben"] {
        space.ok(&["member", "add", name]);
    }
    space.ok(&[
        "plan",
        "add",
        "Ten a month",
        "--passes",
        "10",
        "--price",
        "150",
    ]);
    space.ok(&[
        "subscription",
        "start",
        "ben",
        "ten",
        "--from",
        "2026-06-02",
    ]);
    space.ok(&["book", "ben", "--on", "2026-06-10"]);
    space
}

/// What is there of everything else.
fn full() -> Space {
    let space = busy();
    for line in [
        "plan add Visits --package --passes 10 --valid 3months --price 180 --holdable",
        "sell ann visits",
        "hold add ann --lot lt-2 --from 2026-07-01 --until 2026-07-03",
        "grant ann 2 --monthly",
        "voucher add Welcome --passes 1",
        "promo add SPRING --percent 20",
        "member set ann --tag founder",
        "invoice issue ben",
    ] {
        space.ok(&line.split(' ').collect::<Vec<_>>());
    }
    space
}

#[test]
fn names_in_the_database_are_offered_with_what_they_are() {
    let space = busy();
    for (words, told) in [
        (
            vec!["grant", "an"],
            vec!["ana-kovalenko\tAna Kovalenko", "ann\tAnn"],
        ),
        (vec!["grant", "AC"], vec!["acme\tAcme"]),
        (
            vec!["member", "show", "a"],
            vec!["ana-kovalenko\tAna Kovalenko", "ann\tAnn"],
        ),
        (vec!["company", "show", "a"], vec!["acme\tAcme"]),
        (vec!["member", "add", "--company", "a"], vec!["acme\tAcme"]),
        (
            vec!["subscription", "start", "ann", "t"],
            vec!["Ten a month\tpl-1"],
        ),
        (
            vec!["subscription", "cancel", "sb"],
            vec!["sb-1\tben, Ten a month"],
        ),
        (
            vec!["booking", "cancel", "bk"],
            vec!["bk-1\tben, hot on 2026-06-10"],
        ),
        (vec!["book", "ann", "--desk", ""], vec!["hq/hot\tHot desks"]),
        (
            vec!["grant", "ann", "1", "--kind", "d"],
            vec!["day\tDay pass"],
        ),
        (
            vec!["explain", "ben", "--lot", "lt"],
            vec!["lt-1\tben, 9 day left"],
        ),
        (
            vec!["member", "list", "--location=h"],
            vec!["--location=hq\tHeadquarters"],
        ),
        (vec!["grant", "zoe"], vec![]),
    ] {
        assert_eq!(offered(&space, "fish", &words), told, "{words:?}");
    }
    let undo = offered(&space, "fish", &["undo", "op-"]);
    assert!(undo[0].starts_with("op-8\tdaypass book ben"), "{undo:?}");
    let bash = offered(&space, "bash", &["subscription", "start", "ann", ""]);
    assert_eq!(bash[0], r"Ten\ a\ month");
    let typed = offered(&space, "bash", &["subscription", "start", "ann", r"Ten\ a"]);
    assert_eq!(typed, [r"Ten\ a\ month"]);
    assert!(
        offered(&space, "zsh", &["his"])
            .iter()
            .any(|word| word.starts_with("history"))
    );
}

#[test]
fn ids_and_codes_are_offered_where_they_are_meant() {
    let space = full();
    for (line, told) in [
        ("hold end h", "hd-1\tann, lt-2 from 2026-07-01"),
        ("hold delete hd", "hd-1\tann, lt-2 from 2026-07-01"),
        ("invoice show iv-", "iv-1\tben, 2026-06-03"),
        ("invoice void i", "iv-1\tben, 2026-06-03"),
        ("invoice remove ln", "ln-2\tann, Visits"),
        ("grant stop rg-1", "rg-1\tann, 2 a month"),
        ("sell ann V", "Visits\tpl-2"),
        ("subscription start ann T", "Ten a month\tpl-1"),
        ("plan show V", "Visits\tpl-2"),
        ("voucher show w", "Welcome\t1 day"),
        ("redeem W", "Welcome\t1 day"),
        ("promo retire s", "SPRING"),
        ("book ben --promo s", "SPRING"),
        ("member list --tag f", "founder"),
        ("plan add New --include d", "day=\tDay pass"),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        assert_eq!(offered(&space, "fish", &words), [told], "{line}");
    }
    for line in [
        "voucher add w",
        "promo add s",
        "hold end lt",
        "sell ann T",
        "subscription start ann V",
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        assert_eq!(offered(&space, "fish", &words), [""; 0], "{line}");
    }
    let newest = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        offered(&space, "fish", &words)[0].clone()
    };
    assert!(
        newest("notify show n").contains("ann, "),
        "{}",
        newest("notify show n")
    );
    assert!(newest("history --before en-1").starts_with("en-1\tben, grant"));
}

#[test]
fn lots_are_those_of_whom_the_line_names() {
    let space = full();
    let lots = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let offered = offered(&space, "fish", &words);
        let ids = offered.iter().filter_map(|word| word.split('\t').next());
        ids.map(ToOwned::to_owned).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(lots("explain ben --lot lt"), "lt-1");
    assert_eq!(lots("hold add ann --lot lt"), "lt-3 lt-2");
    assert_eq!(lots("deduct ann all --lot lt-2"), "lt-2");
    assert_eq!(lots("hold add --lot lt"), "lt-3 lt-2 lt-1");
    assert_eq!(lots("explain mb-2 --lot lt"), "lt-3 lt-2");
    space.ok(&["undo", "op-8"]);
    assert!(!lots("undo op-").split(' ').any(|id| id == "op-8"));
}

#[test]
fn the_database_is_the_one_that_the_words_name() {
    let space = busy();
    fs::create_dir(space.path("else?where#1%")).expect("a folder");
    let other = "else?where#1%/other.db";
    space.ok(&["backup", other]);
    space.ok(&["member", "add", "Anton"]);
    let count = |words: &[&str]| offered(&space, "fish", words).len();
    assert_eq!(count(&["grant", "an"]), 3);
    assert_eq!(count(&["grant", "--db", other, "an"]), 2);
    assert_eq!(count(&["--db", other, "grant", "an"]), 2);
}

#[test]
fn what_fails_is_silent_and_nothing_is_written() {
    let files = |space: &Space| fs::read_dir(space.path(".")).expect("a folder").count();
    let space = Space::empty();
    assert_eq!(offered(&space, "fish", &["grant", "an"]), [""; 0]);
    assert_eq!(files(&space), 0);
    let space = busy();
    let before = files(&space);
    offered(&space, "fish", &["grant", "an"]);
    assert_eq!(files(&space), before);
    space.edit("[[location]]", "[[locaton]]");
    assert_eq!(offered(&space, "fish", &["grant", "an"]), [""; 0]);
    assert_eq!(
        offered(&space, "fish", &["grant", "--db", "none.db", "an"]),
        [""; 0]
    );
    space.write("garbage.db", "garbage");
    assert_eq!(
        offered(&space, "fish", &["grant", "--db", "garbage.db", "an"]),
        [""; 0]
    );
}

#[test]
fn every_shell_gets_its_script_without_a_database() {
    let space = Space::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = space.ok(&["completions", shell]);
        assert!(
            script.contains("COMPLETE") && script.contains("daypass"),
            "{shell}"
        );
    }
    space.refused(2, &["completions", "csh"]);
}

#[test]
fn every_command_has_a_man_page_with_an_example() {
    let space = Space::empty();
    let told = space.json(&["man", "pages"]);
    let pages: Vec<_> = fs::read_dir(space.path("pages"))
        .expect("a folder")
        .collect();
    assert_eq!(told["pages"], pages.len());
    for page in ["daypass.1", "daypass-grant.1", "daypass-booking-cancel.1"] {
        let text = space.read(&format!("pages/{page}"));
        assert!(
            text.contains("Example:") && text.contains(".SH NAME"),
            "{page}: {text}"
        );
    }
}
