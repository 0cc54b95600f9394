//! `apply`: what it added is retired, a changed field goes back.

use super::*;
use crate::domain::space::{SpaceDeclaration, sample};
use crate::ops::apply::apply;
use crate::store::{desks, locations};

/// The sample space, otherwise declared.
fn declared(change: impl FnOnce(&mut SpaceDeclaration)) -> SpaceDeclaration {
    let mut declared = sample("Europe/Kyiv");
    change(&mut declared);
    declared
}

/// The handle, the seats and whether it is retired, of each desk.
fn told(bench: &Bench) -> Vec<(String, u32, bool)> {
    let all = bench.see(|db| Ok(desks::list(db)?));
    let all = all.into_iter();
    all.map(|desk| {
        (
            desk.terms.handle.to_string(),
            desk.terms.seats,
            desk.retired,
        )
    })
    .collect()
}

fn with_another(declared: &mut SpaceDeclaration) {
    let mut other = declared.locations[0].desks[0].clone();
    other.handle = crate::domain::handle::Handle::read("annex").unwrap();
    declared.locations[0].desks.push(other);
}

#[test]
fn a3_a_desk_that_was_declared_is_retired_and_comes_back() {
    let bench = Bench::on("2026-06-03");
    let seats = told(&bench)[0].1;
    let applied = did(&bench, |tx| apply(tx, &declared(with_another)));
    let undone = back(&bench, applied).unwrap();
    assert_eq!(told(&bench)[1], ("annex".to_owned(), seats, true));
    back(&bench, undone).unwrap();
    assert_eq!(told(&bench)[1], ("annex".to_owned(), seats, false));
}

#[test]
fn a3_a_desk_that_is_booked_since_is_not_taken_back() {
    let bench = Bench::on("2026-06-03");
    bench.member("ana");
    give(&bench, None);
    let applied = did(&bench, |tx| apply(tx, &declared(with_another)));
    let request = book::Request {
        on: word("2026-06-05"),
        desk: Some("annex"),
        ..book::Request::of("ana")
    };
    let booked = did(&bench, |tx| book::book(tx, &request));
    let why = refusal(&bench, applied);
    assert_eq!(
        why,
        format!("{applied} cannot be undone: desk annex is used by {booked}")
    );
    back(&bench, booked).unwrap();
    back(&bench, applied).unwrap();
    assert!(told(&bench)[1].2);
}

#[test]
fn a3_seats_that_were_added_are_not_taken_from_under_a_booking() {
    let bench = Bench::on("2026-06-03");
    bench.member("ana");
    give(&bench, None);
    let seats = told(&bench)[0].1;
    let more = declared(|space| space.locations[0].desks[0].seats += 2);
    let applied = did(&bench, |tx| apply(tx, &more));
    let (booked, _) = book(&bench, "ana", "2026-06-05", 1);
    let why = refusal(&bench, applied);
    assert!(why.ends_with(&format!("is used by {booked}")), "{why}");
    back(&bench, booked).unwrap();
    back(&bench, applied).unwrap();
    assert_eq!(told(&bench)[0].1, seats);
}

#[test]
fn a3_a_changed_field_of_a_location_goes_back_unless_it_was_changed_again() {
    let bench = Bench::on("2026-06-03");
    let name = || {
        bench.see(|db| Ok(locations::list(db)?))[0]
            .terms
            .name
            .clone()
    };
    let before = name();
    let named = |name: &str| declared(|space| space.locations[0].terms.name = name.to_owned());
    let first = did(&bench, |tx| apply(tx, &named("East")));
    let second = did(&bench, |tx| apply(tx, &named("West")));
    let why = refusal(&bench, first);
    assert_eq!(
        why,
        format!("{first} cannot be undone: location hq was changed by {second}")
    );
    let undone = back(&bench, second).unwrap();
    assert_eq!(name(), "East");
    back(&bench, first).unwrap();
    assert_eq!(name(), before);
    let why = refusal(&bench, undone);
    assert!(why.contains("location hq was changed by"), "{why}");
}

#[test]
fn a3_the_first_apply_is_taken_back_and_done_again() {
    let bench = Bench::on("2026-06-03");
    let undone = back(&bench, OperationId(1)).unwrap();
    assert!(told(&bench)[0].2);
    back(&bench, undone).unwrap();
    assert!(!told(&bench)[0].2);
}

#[test]
fn a3_what_was_retired_is_declared_again() {
    let bench = Bench::on("2026-06-03");
    let retired = did(&bench, |tx| {
        apply(tx, &declared(|space| space.locations[0].desks.clear()))
    });
    assert!(told(&bench)[0].2);
    back(&bench, retired).unwrap();
    assert!(!told(&bench)[0].2);
}
