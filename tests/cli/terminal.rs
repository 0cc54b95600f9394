//! What only happens where somebody sits at a terminal: picking, a pager, colour.

use rexpect::session::{PtySession, spawn_command};

use crate::space::Space;

fn two() -> Space {
    let space = Space::new();
    space.ok(&["member", "add", "Ana Kovalenko", "--handle", "ana"]);
    space.ok(&["member", "add", "Ann Lee", "--handle", "ann"]);
    space
}

/// The program at a terminal.
fn typed(space: &Space, args: &[&str], variables: &[(&str, &str)]) -> PtySession {
    let mut command = space.command(args);
    command.env("TERM", "xterm").envs(variables.iter().copied());
    spawn_command(command, Some(20_000)).expect("a terminal")
}

/// Types keys.
fn press(terminal: &mut PtySession, keys: &str) {
    terminal.send(keys).expect("typed");
    terminal.flush().expect("typed");
}

/// All that it says until it ends.
fn said(space: &Space, args: &[&str], variables: &[(&str, &str)]) -> String {
    typed(space, args, variables).exp_eof().expect("it ends")
}

#[test]
fn p2_a_name_that_may_be_several_is_picked_from() {
    let space = two();
    let mut terminal = typed(&space, &["grant", "an", "3"], &[]);
    terminal
        .exp_string("`an` may be one of these")
        .expect("a question");
    terminal
        .exp_string("ana  Ana Kovalenko (mb-1)")
        .expect("the first");
    terminal
        .exp_string("ann  Ann Lee (mb-2)")
        .expect("the second");
    press(&mut terminal, "lee");
    terminal.exp_string("lee").expect("what was typed");
    press(&mut terminal, "\r");
    terminal.exp_string("ann: 3 day, balance 3").expect("done");
    terminal.exp_eof().expect("it ends");
    let balance = |who: &str| space.json(&["member", "show", who])["balance"].clone();
    assert_eq!((balance("ann"), balance("ana")), ("3".into(), "0".into()));
    let command = space.json(&["history", "ann"])["entries"][0]["operation"].clone();
    let taken = space.ok(&["undo", command.as_str().expect("an id"), "--dry-run"]);
    assert!(taken.contains("daypass grant ann 3"), "{taken}");
}

#[test]
fn nothing_is_picked_where_nobody_is_there_or_nobody_wants_to() {
    let space = two();
    let refused = space.refused(1, &["grant", "an", "3"]);
    assert!(
        refused.starts_with("error: `an` may be ana, ann\n"),
        "{refused}"
    );
    let told = said(&space, &["grant", "an", "3", "--yes"], &[]);
    assert!(told.contains("`an` may be ana, ann"), "{told}");
    for key in ['\u{1b}', '\u{3}'] {
        let mut terminal = typed(&space, &["grant", "an", "3"], &[]);
        terminal.exp_string("ann  Ann Lee").expect("the last");
        press(&mut terminal, &key.to_string());
        terminal
            .exp_string("\u{1b}[?25h")
            .expect("the cursor is shown again");
        terminal.exp_eof().expect("it ends");
    }
    assert_eq!(space.json(&["history"])["entries"], serde_json::json!([]));
}

#[test]
fn a_long_answer_is_paged_on_a_terminal_only() {
    let space = two();
    space.ok(&["grant", "ana", "3"]);
    let paged = "     1\t";
    let numbered = ("DAYPASS_PAGER", "cat -n");
    let told = |args: &[&str], variables: &[(&str, &str)]| said(&space, args, variables);
    assert!(told(&["history", "ana"], &[numbered]).contains(paged));
    assert!(told(&["history", "ana"], &[("PAGER", "cat -n")]).contains(paged));
    assert!(told(&["explain", "ana"], &[numbered]).contains(paged));
    assert!(told(&["report", "usage"], &[numbered]).contains(paged));
    for args in [
        ["history", "ana", "--no-pager"],
        ["history", "ana", "--json"],
        ["history", "ana", "--format=csv"],
    ] {
        assert!(!told(&args, &[numbered]).contains(paged), "{args:?}");
    }
    let none = told(&["history", "ana"], &[("PAGER", "no-such-pager")]);
    assert!(none.contains("grant"), "{none}");
    let piped = space.run_with(&["history", "ana"], &[numbered]);
    assert!(!piped.out.contains(paged) && piped.out.contains("grant"));
}

#[test]
fn what_takes_longer_than_a_second_shows_that_it_goes_on() {
    let space = two();
    space.ok(&["grant", "ana", "3"]);
    let other = rusqlite::Connection::open(space.path("daypass.db")).expect("a database");
    let undo = &["undo", "op-4", "--yes"];
    let told = said(&space, undo, &[]);
    assert!(!told.contains("1s"), "{told}");
    other
        .execute_batch("BEGIN IMMEDIATE")
        .expect("nobody else writes");
    let mut terminal = typed(&space, &["undo", "op-5", "--yes"], &[]);
    terminal
        .exp_string("1s")
        .expect("it shows how long it takes");
    other.execute_batch("ROLLBACK").expect("it was begun");
    let told = terminal.exp_eof().expect("it ends");
    assert!(told.contains("op-5"), "{told}");
}

#[test]
fn colour_is_for_terminals_and_for_those_who_want_it() {
    let space = two();
    let bold = "\u{1b}[1m";
    let list = |args: &[&str], variables: &[(&str, &str)]| {
        let mut all = vec!["member", "list"];
        all.extend(args);
        said(&space, &all, variables).contains(bold)
    };
    assert!(list(&[], &[]));
    assert!(!list(&[], &[("NO_COLOR", "1")]));
    assert!(!list(&["--color", "never"], &[]));
    assert!(list(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(!space.ok(&["member", "list"]).contains(bold));
    assert!(
        space
            .ok(&["member", "list", "--color", "always"])
            .contains(bold)
    );
}

#[test]
fn a4_what_was_done_under_a_key_is_answered_without_a_question() {
    let space = two();
    space.ok(&["grant", "ana", "4"]);
    let operation = space.json(&["grant", "ana", "2"])["operation"].clone();
    let operation = operation.as_str().expect("an operation");
    let undo = ["undo", operation, "--key", "k1"];
    let mut terminal = typed(&space, &undo, &[]);
    terminal.exp_string("Take it back?").expect("a question");
    press(&mut terminal, "y");
    let done = terminal.exp_eof().expect("it ends");
    assert!(done.contains(&format!("takes back {operation}")), "{done}");
    let mut terminal = typed(&space, &undo, &[]);
    let again = terminal.exp_eof().expect("it ends");
    assert!(
        again.contains(&format!("takes back {operation}")),
        "{again}"
    );
    assert!(again.contains("nothing was changed"), "{again}");
}

#[test]
fn r7_a_cancellation_is_shown_before_it_is_asked_for() {
    let space = two();
    space.ok(&["plan", "add", "Ten", "--passes", "10", "--price", "150"]);
    space.ok(&["subscription", "start", "ana", "ten"]);
    let cancel = ["subscription", "cancel", "sb-1", "--now"];
    let mut terminal = typed(&space, &cancel, &[]);
    let shown = terminal.exp_string("Cancel it?").expect("a question");
    assert!(shown.contains("sb-1: ana's Ten cancelled"), "{shown}");
    assert!(!shown.contains("dry run"), "{shown}");
    press(&mut terminal, "y");
    let done = terminal.exp_eof().expect("it ends");
    assert!(done.contains("sb-1: ana's Ten cancelled"), "{done}");
    let shown = &space.json(&["subscription", "show", "sb-1"]);
    assert_eq!(shown["until"], "2026-06-02");
}
