//! Members and companies: added, changed, converted, removed, imported.

use super::*;
use crate::ops::member::import::{Row, import};
use crate::ops::member::{self, Change, New, remove};
use crate::ops::people::Edit;
use crate::ops::rows::Rows;
use crate::ops::visit::desk::{now, try_in};
use crate::ops::{company, who};

fn add(bench: &Bench, name: &str, email: &str) -> OperationId {
    let new = New {
        name,
        email: Some(email),
        ..New::default()
    };
    did(bench, |tx| member::add(tx, &new))
}

fn edit(bench: &Bench, who: &str, edit: Edit) -> OperationId {
    let change = Change {
        edit,
        ..Change::default()
    };
    did(bench, |tx| member::set(tx, who, &change))
}

fn is_there(bench: &Bench, who: &str) -> bool {
    bench.store.read(|db| who::find_person(db, who)).is_ok()
}

fn customer(bench: &Bench, who: &str) -> Customer {
    bench.see(|db| who::find(db, who))
}

#[test]
fn a3_a_member_who_was_added_is_removed_and_comes_back() {
    let bench = Bench::on("2026-06-03");
    let added = add(&bench, "Ana", "ana@example.com");
    let undone = back(&bench, added).unwrap();
    assert!(!is_there(&bench, "ana"));
    back(&bench, undone).unwrap();
    assert!(is_there(&bench, "ana"));
    assert!(customer(&bench, "ana").removed_on.is_none());
}

#[test]
fn a3_c3_who_was_only_refused_at_the_door_is_removed_again() {
    let bench = Bench::on("2026-06-03");
    let added = add(&bench, "Ana", "ana@example.com");
    let id = customer(&bench, "ana").id;
    let set = did(&bench, |tx| Ok(customers::set_use_passes(tx, id, true)?));
    assert!(try_in(&bench, &now("ana")).is_err());
    back(&bench, set).unwrap();
    back(&bench, added).unwrap();
    assert!(!is_there(&bench, "ana"));
}

#[test]
fn a3_handle_and_email_of_an_undone_member_are_free_until_somebody_takes_them() {
    let bench = Bench::on("2026-06-03");
    let added = add(&bench, "Ana", "ana@example.com");
    let undone = back(&bench, added).unwrap();
    let other = add(&bench, "Ana", "ANA@example.com");
    let told = refusal(&bench, undone);
    assert_eq!(
        told,
        "op-3 cannot be undone: the handle `ana` was taken by op-4"
    );
    back(&bench, other).unwrap();
    back(&bench, undone).unwrap();
    assert_eq!(customer(&bench, "ana").shown.to_string(), "mb-1");
}

#[test]
fn a3_a_member_whom_a_later_operation_uses_is_not_taken_back() {
    let bench = Bench::on("2026-06-03");
    let added = add(&bench, "Ana", "ana@example.com");
    let granted = give(&bench, None);
    let (booked, _) = book(&bench, "ana", "2026-06-05", 1);
    let told = refusal(&bench, added);
    assert_eq!(
        told,
        format!("{added} cannot be undone: ana is used by {booked}")
    );
    back(&bench, booked).unwrap();
    let told = refusal(&bench, added);
    assert_eq!(
        told,
        format!("{added} cannot be undone: ana is used by {granted}")
    );
    back(&bench, granted).unwrap();
    let undone = back(&bench, added).unwrap();
    let again = back(&bench, undone).unwrap();
    let granted = give(&bench, None);
    let told = refusal(&bench, again);
    assert_eq!(
        told,
        format!("{again} cannot be undone: ana is used by {granted}")
    );
}

#[test]
fn a3_a_changed_field_goes_back_and_later_changes_of_others_stay() {
    let bench = Bench::on("2026-06-03");
    add(&bench, "Ana", "ana@example.com");
    let noted = edit(
        &bench,
        "ana",
        Edit {
            note: Some("likes the window"),
            ..Edit::default()
        },
    );
    let named = edit(
        &bench,
        "ana",
        Edit {
            name: Some("Ana Lovelace"),
            ..Edit::default()
        },
    );
    let undone = back(&bench, noted).unwrap();
    assert_eq!(customer(&bench, "ana").note, None);
    assert_eq!(customer(&bench, "ana").name, "Ana Lovelace");
    back(&bench, undone).unwrap();
    let again = edit(
        &bench,
        "ana",
        Edit {
            name: Some("Ana L"),
            ..Edit::default()
        },
    );
    let told = refusal(&bench, named);
    assert_eq!(
        told,
        format!("{named} cannot be undone: ana was changed by {again}")
    );
    back(&bench, again).unwrap();
    back(&bench, named).unwrap();
    assert_eq!(customer(&bench, "ana").name, "Ana");
}

#[test]
fn a3_an_email_that_was_given_up_is_not_taken_from_another() {
    let bench = Bench::on("2026-06-03");
    add(&bench, "Ana", "ana@example.com");
    let moved = edit(
        &bench,
        "ana",
        Edit {
            email: Some("new@example.com"),
            ..Edit::default()
        },
    );
    let taken = add(&bench, "Bo", "ana@example.com");
    let told = refusal(&bench, moved);
    let why =
        format!("{moved} cannot be undone: the e-mail `ana@example.com` was taken by {taken}");
    assert_eq!(told, why);
}

#[test]
fn a3_a_removed_member_is_there_again() {
    let bench = Bench::on("2026-06-03");
    add(&bench, "Ana", "ana@example.com");
    let removed = did(&bench, |tx| remove::remove(tx, "ana"));
    let undone = back(&bench, removed).unwrap();
    assert!(is_there(&bench, "ana"));
    let granted = give(&bench, None);
    let told = refusal(&bench, undone);
    assert_eq!(
        told,
        format!("{undone} cannot be undone: ana is used by {granted}")
    );
    back(&bench, granted).unwrap();
    back(&bench, undone).unwrap();
    assert!(customer(&bench, "ana").removed_on.is_some());
}

#[test]
fn a3_a_visitor_who_was_converted_is_one_again_unless_passes_were_given() {
    let bench = Bench::on("2026-06-03");
    let new = New {
        name: "Vi",
        visitor: true,
        ..New::default()
    };
    did(&bench, |tx| member::add(tx, &new));
    let converted = did(&bench, |tx| member::convert(tx, "vi"));
    let granted = give_to(&bench, "vi", 1, None);
    let told = refusal(&bench, converted);
    assert_eq!(
        told,
        format!("{converted} cannot be undone: vi is used by {granted}")
    );
    back(&bench, granted).unwrap();
    back(&bench, converted).unwrap();
    let standing = customer(&bench, "vi").standing;
    assert_eq!(standing, crate::domain::customer::Standing::Visitor);
}

#[test]
fn a3_a_company_is_not_taken_back_from_under_its_members() {
    let bench = Bench::on("2026-06-03");
    let new = company::New {
        name: "Acme",
        ..company::New::default()
    };
    let added = did(&bench, |tx| company::add(tx, &new));
    add(&bench, "Ana", "ana@example.com");
    let join = Change {
        company: Some("acme"),
        ..Change::default()
    };
    let joined = did(&bench, |tx| member::set(tx, "ana", &join));
    let told = refusal(&bench, added);
    assert_eq!(
        told,
        format!("{added} cannot be undone: acme is used by {joined}")
    );
    back(&bench, joined).unwrap();
    let noted = Edit {
        note: Some("pays late"),
        ..Edit::default()
    };
    let noted = did(&bench, |tx| company::set(tx, "acme", &noted));
    let told = refusal(&bench, added);
    assert_eq!(
        told,
        format!("{added} cannot be undone: acme was changed by {noted}")
    );
    back(&bench, noted).unwrap();
    back(&bench, added).unwrap();
}

#[test]
fn a3_an_import_is_taken_back_whole_and_may_be_done_again() {
    let bench = Bench::on("2026-06-03");
    let row = |name: &str| Row {
        name: name.to_owned(),
        email: format!("{name}@example.com"),
        handle: None,
        company: None,
        location: None,
        plan: (name == "ana").then(|| "Flex".to_owned()),
        from: None,
    };
    sell_plan(&bench, "Flex", 10);
    let names = ["ana", "bo", "cy"];
    let file = Rows::good("members.csv", names.map(row));
    let imported = did(&bench, |tx| import(tx, &file));
    assert_eq!(balance(&bench, CustomerId(1)), "10");
    let undone = back(&bench, imported).unwrap();
    assert!(names.iter().all(|name| !is_there(&bench, name)));
    assert_eq!(balance(&bench, CustomerId(1)), "0");
    let again = did(&bench, |tx| import(tx, &file));
    let told = refusal(&bench, undone);
    assert!(told.ends_with(&format!(" was taken by {again}")), "{told}");
    let granted = give_to(&bench, "cy", 1, None);
    let told = refusal(&bench, again);
    assert_eq!(
        told,
        format!("{again} cannot be undone: cy is used by {granted}")
    );
    assert!(names.iter().all(|name| is_there(&bench, name)));
}
