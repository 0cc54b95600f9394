//! `history WHO --html`: a statement that can be mailed.

use std::fs;

use serde_json::json;

use crate::space::Space;

fn with_a_history() -> Space {
    let space = Space::new();
    space.ok(&[
        "plan",
        "add",
        "Ten a month",
        "--passes",
        "10",
        "--price",
        "150",
    ]);
    let name = "Ana <script>alert(1)</script> & Sons";
    space.ok(&[
        "member",
        "add",
        name,
        "--handle",
        "ana",
        "--note",
        "pays late",
    ]);
    space.ok(&[
        "subscription",
        "start",
        "ana",
        "ten",
        "--from",
        "2026-06-02",
    ]);
    space.ok(&["book", "ana", "--on", "2026-06-10"]);
    space.ok(&["book", "ana", "--on", "2026-08-13"]);
    space.ok(&["deduct", "ana", "1.5", "--memo", "a guest <b>Max</b>"]);
    space
}

#[test]
fn a_statement_tells_what_there_is_and_what_happened_on_a_page_that_stands_alone() {
    let space = with_a_history();
    let saved = space.json(&["history", "ana", "--html", "ana.html"]);
    assert_eq!(saved, json!({ "file": "ana.html" }));
    let page = space.read("ana.html");
    for told in [
        "Ana &lt;script&gt;alert(1)&lt;/script&gt; &amp; Sons",
        "7.5 day",
        "<td class=\"fixed\">2026-07-01</td>",
        "Ten a month",
        "<td class=\"fixed\">2026-08-02</td>",
        "a guest &lt;b&gt;Max&lt;/b&gt;",
        "hq/hot on 2026-06-10",
    ] {
        assert!(page.contains(told), "no {told} in {page}");
    }
    for untold in ["<script", "pays late", "tester", "http:", "https:"] {
        assert!(!page.contains(untold), "{untold} in {page}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(space.path("ana.html")).expect("a file");
        assert_eq!(mode.permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(space.ok(&["history", "ana", "--html", "-"]), page);
}

#[test]
fn a_file_that_is_there_is_kept_unless_told_otherwise() {
    let space = with_a_history();
    space.write("ana.html", "mine");
    let refused = space.refused(1, &["history", "ana", "--html", "ana.html"]);
    assert_eq!(
        refused,
        "error: ana.html already exists\nhint: daypass history ana --html ana.html --force\n"
    );
    assert_eq!(space.read("ana.html"), "mine");
    let told = space.ok(&["history", "ana", "--html", "ana.html", "--force"]);
    assert_eq!(told, "wrote ana.html\n");
    assert!(space.read("ana.html").starts_with("<!DOCTYPE html>"));
    assert_eq!(
        fs::read_dir(space.path(".")).expect("a folder").count(),
        3,
        "the config, the database and the page"
    );
}

#[test]
fn a_page_is_of_somebody_and_goes_where_a_file_can_be() {
    let space = with_a_history();
    let nobody = space.refused(2, &["history", "--html", "all.html"]);
    assert!(
        nobody.starts_with("error: whose statement? --html wants WHO\n"),
        "{nobody}"
    );
    space.refused(3, &["history", "zoe", "--html", "zoe.html"]);
    let nowhere = space.refused(2, &["history", "ana", "--html", "no/such/ana.html"]);
    assert!(
        nowhere.starts_with("error: no/such/ana.html: "),
        "{nowhere}"
    );
    fs::create_dir(space.path("folder")).expect("a folder");
    let folder = space.refused(2, &["history", "ana", "--html", "folder", "--force"]);
    assert!(folder.contains("is there and is not a file"), "{folder}");
    space.refused(2, &["history", "ana", "--force"]);
}
