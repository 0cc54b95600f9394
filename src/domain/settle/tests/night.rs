//! Stays that go on behind the end of the date.

use super::*;

/// A night pass (22:00–3:30) at 15 and an hour at 6, one of each, besides a day at 25.
fn night() -> Date {
    let mut date = Date::days(CheckinCharge::PerDay, CheckinMode::FullDay, 2);
    let spans = vec![stretch("22:00", "27:30")];
    date.offer(HALF, Cover::Spans(spans), 1500);
    date.offer(HOUR, Cover::Minutes(60), 600);
    for lot in &mut date.lots {
        lot.left = PassQty::ONE;
    }
    date
}

#[test]
fn c7_c9_what_is_behind_the_date_is_covered_by_the_pass_that_runs_over_its_end() {
    let mut date = night();
    assert_eq!(date.settled(&[stay("23:00", "24:00")]), "lt-3:1 owed:0");
    assert_eq!(date.settled(&[stay("23:00", "26:00")]), "lt-2:1 owed:0");
    assert_eq!(date.settle(&[stay("23:00", "26:00")])[0].until, at("27:30"));
    assert_eq!(date.settled(&[stay("23:00", "28:00")]), "lt-2:1 owed:0");
    assert_eq!(date.settled(&[stay("23:30", "24:30")]), "lt-3:1 owed:0");
    let long = [stay("20:00", "26:00")];
    assert_eq!(date.settled(&long), "lt-1:1 lt-2:1 owed:0");
    date.lots[0].left = PassQty::ZERO;
    assert_eq!(date.settled(&long), "lt-2:1 owed:1");
    date.charge = CheckinCharge::PerVisit;
    assert_eq!(date.settled(&long), "lt-2:1 owed:1");
}

#[test]
fn c9_nobody_stays_overnight_with_a_pass_that_begins_behind_the_date() {
    let mut date = night();
    date.lots.remove(1);
    date.lots[1].left = PassQty::from_halves(20);
    let charges = date.settle(&[stay("23:00", "26:00")]);
    assert_eq!((charges.len(), charges[0].until), (1, at("24:00")));
    let charges = date.settle(&[stay("23:15", "26:00")]);
    assert_eq!((charges.len(), charges[0].until), (1, at("24:15")));
}

#[test]
fn c7_c9_hours_that_run_over_the_end_are_not_given_up_for_a_day() {
    let mut date = night();
    date.lots.remove(1);
    date.offer(VISIT, Cover::Minutes(120), 300);
    date.lots[2].left = PassQty::ONE;
    date.offers[0].price_minor = 300;
    date.offers[2].price_minor = 1500;
    let long = [stay("22:00", "24:45")];
    let charges = date.settle(&long);
    assert_eq!(charges.last().unwrap().until, at("25:00"));
    assert_eq!(date.settled(&long), "lt-3:1 lt-4:1 owed:0");
}

#[test]
fn c5_what_is_behind_the_date_makes_no_half_day_a_whole_one() {
    let mut date = night();
    date.mode = CheckinMode::HalfDay;
    date.lots.retain(|lot| lot.kind == DAY);
    assert_eq!(date.settled(&[stay("20:00", "24:00")]), "lt-1:0.5 owed:0");
    assert_eq!(date.settled(&[stay("20:00", "26:00")]), "lt-1:0.5 owed:0");
    assert_eq!(date.settled(&[stay("19:00", "26:00")]), "lt-1:1 owed:0");
}
