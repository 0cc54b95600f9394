//! Visits that a booking or an assignment let in which is taken back.

use super::*;
use crate::domain::booking::change::Override;
use crate::domain::day_word::TimeWord;
use crate::domain::ids::VisitId;
use crate::domain::location::CheckinCharge::{PerDay, PerVisit};
use crate::domain::location::CheckinMode::FullDay;
use crate::ops::assign::{self, assign};
use crate::ops::booking::cancel;
use crate::ops::checkin;
use crate::ops::visit::desk::{come, declared, give_until, leave, now, open, told, try_in};
use crate::ops::visit::{set, show};

fn shown(bench: &Bench, visit: VisitId) -> String {
    told(&bench.see(|db| show(db, visit)))
}

#[test]
fn a3_c2_a_visit_that_a_booking_let_in_costs_a_pass_without_it_and_none_with_it() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, None);
    let (booked, _) = book(&bench, "ana", "2026-06-02", 1);
    let visit = come(&bench, "ana", "09:00").visit.id;
    leave(&bench, "ana", "12:00");
    assert_eq!(shown(&bench, visit), "booking - 0, owed 0, balance 3");
    let (done, undone) = {
        let (id, done) = bench.operate(|tx| undo(tx, booked)).unwrap();
        (done, id.unwrap())
    };
    assert_eq!(shown(&bench, visit), "pass day 1, owed 0, balance 3");
    assert!(done.lots.is_empty(), "what came back was taken");
    let last = done.things.last().unwrap();
    assert_eq!(
        (last.what.as_str(), last.becomes),
        ("vs-1", "settled again")
    );
    sound(&bench);
    back(&bench, undone).unwrap();
    assert_eq!(shown(&bench, visit), "booking - 0, owed 0, balance 3");
    sound(&bench);
}

#[test]
fn a3_c2_a_visit_that_the_booking_came_to_cover_later_is_settled_without_it_too() {
    let bench = open(&declared(PerVisit, FullDay));
    give(&bench, None);
    let first = come(&bench, "ana", "10:00").visit.id;
    leave(&bench, "ana", "11:00");
    let (booked, _) = book(&bench, "ana", "2026-06-02", 1);
    assert_eq!(shown(&bench, first), "pass day 1, owed 0, balance 2");
    let correction = set::Request {
        visit: first,
        in_at: Some(TimeWord::read("09:30").unwrap()),
        out: None,
        location: None,
        service: None,
    };
    did(&bench, |tx| set::set(tx, &correction));
    assert_eq!(shown(&bench, first), "booking - 0, owed 0, balance 3");
    let undone = back(&bench, booked).unwrap();
    assert_eq!(shown(&bench, first), "pass day 1, owed 0, balance 3");
    sound(&bench);
    back(&bench, undone).unwrap();
    assert_eq!(shown(&bench, first), "booking - 0, owed 0, balance 3");
}

#[test]
fn a3_d5_a_visit_that_a_refund_left_free_stays_so_when_another_booking_is_taken_back() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, None);
    let (_, first) = book(&bench, "ana", "2026-06-02", 1);
    let visit = come(&bench, "ana", "09:00").visit.id;
    let refund = cancel::Request {
        id: first,
        wish: Some(Override::Refund),
        new_lot: None,
    };
    bench.clock("2026-06-02 10:00");
    did(&bench, |tx| cancel::cancel(tx, &refund));
    let (elsewhere, _) = book(&bench, "ana", "2026-06-03", 1);
    back(&bench, elsewhere).unwrap();
    assert_eq!(shown(&bench, visit), "booking - 0, owed 0, balance 4");
}

#[test]
fn a3_c2_c8_guests_on_its_seats_too_and_what_nothing_pays_is_owed() {
    let bench = open(&declared(PerDay, FullDay));
    give_until(&bench, "ana", "2", "day", Some("2026-06-02"));
    let (booked, _) = book(&bench, "ana", "2026-06-02", 2);
    let guest = checkin::Request {
        guest: Some("Tom"),
        ..now("ana")
    };
    let own = come(&bench, "ana", "09:00").visit.id;
    let guest = try_in(&bench, &guest).unwrap().visit.id;
    bench.clock("2026-06-02 18:00");
    let undone = back(&bench, booked).unwrap();
    assert_eq!(shown(&bench, own), "pass day 1, owed 0, balance 0");
    assert_eq!(shown(&bench, guest), "pass day 1, owed 0, balance 0");
    back(&bench, undone).unwrap();
    assert_eq!(shown(&bench, guest), "booking - 0, owed 0, balance 0");
}

#[test]
fn a3_b8_a_lot_that_has_lapsed_does_not_pay_for_the_visit_instead() {
    let bench = open(&declared(PerDay, FullDay));
    give_until(&bench, "ana", "1", "day", Some("2026-06-02"));
    let (booked, _) = book(&bench, "ana", "2026-06-02", 1);
    let visit = come(&bench, "ana", "09:00").visit.id;
    leave(&bench, "ana", "12:00");
    bench.clock("2026-06-03 09:00");
    back(&bench, booked).unwrap();
    assert_eq!(shown(&bench, visit), "owed - 0, owed 1, balance 1");
}

#[test]
fn a3_d9_a_visit_that_an_assignment_let_in_costs_a_pass_without_it() {
    let bench = open(&declared(PerDay, FullDay));
    give(&bench, None);
    let request = assign::Request {
        desk: "hot",
        location: None,
        member: "ana",
        from: None,
        until: None,
        subscription: None,
    };
    let assigned = did(&bench, |tx| assign(tx, &request));
    let visit = come(&bench, "ana", "09:00").visit.id;
    assert_eq!(shown(&bench, visit), "assignment - 0, owed 0, balance 4");
    let undone = back(&bench, assigned).unwrap();
    assert_eq!(shown(&bench, visit), "pass day 1, owed 0, balance 3");
    back(&bench, undone).unwrap();
    assert_eq!(shown(&bench, visit), "assignment - 0, owed 0, balance 4");
}
