//! Tests of settling: the rules' examples, and a comparison with trying everything.

use super::*;

mod brute;
mod chance;
mod night;

const DAY: KindId = KindId(1);
const HALF: KindId = KindId(2);
const HOUR: KindId = KindId(3);
const VISIT: KindId = KindId(4);

/// `9:30`, or `9:30:01`, as an instant of the date that the tests are about.
fn at(clock: &str) -> Instant {
    let parts: Vec<i64> = clock.split(':').map(|part| part.parse().unwrap()).collect();
    let seconds = parts[0] * 3600 + parts[1] * 60 + parts.get(2).unwrap_or(&0);
    Instant::from_ms(seconds * 1000)
}

fn stretch(from: &str, to: &str) -> Stretch {
    Stretch {
        from: at(from),
        to: at(to),
    }
}

fn stay(from: &str, to: &str) -> Stay {
    Stay {
        from: at(from),
        to: at(to),
        open: false,
    }
}

fn inside(from: &str, now: &str) -> Stay {
    Stay {
        open: true,
        ..stay(from, now)
    }
}

fn lot(id: i64, kind: KindId, halves: i64, expires_on: i32) -> Available {
    Available {
        lot: LotId(id),
        kind,
        left: PassQty::from_halves(halves),
        expires_on: Day::from_number(expires_on),
        per_day: false,
    }
}

/// A day of a location: what the tests vary.
struct Date {
    offers: Vec<Offer>,
    lots: Vec<Available>,
    running: Vec<Stretch>,
    charge: CheckinCharge,
    mode: CheckinMode,
}

impl Date {
    /// 9–17, whole passes, per day; one lot of ten passes of each kind, a day of 25.00, half a day
    /// (10–15 or 15–20) of 15.00.
    fn new() -> Self {
        let spans = vec![stretch("10:00", "15:00"), stretch("15:00", "20:00")];
        let mut date = Self {
            offers: Vec::new(),
            lots: Vec::new(),
            running: Vec::new(),
            charge: CheckinCharge::PerDay,
            mode: CheckinMode::FullDay,
        };
        date.offer(HALF, Cover::Spans(spans), 1500);
        date.offer(DAY, Cover::Day, 2500);
        date
    }

    /// Only the kind `day`.
    fn days(charge: CheckinCharge, mode: CheckinMode, halves: i64) -> Self {
        let mut date = Self::new();
        (date.offers, date.lots) = (Vec::new(), Vec::new());
        date.offer(DAY, Cover::Day, 2500);
        date.lots[0].left = PassQty::from_halves(halves);
        (date.charge, date.mode) = (charge, mode);
        date
    }

    fn offer(&mut self, kind: KindId, cover: Cover, price_minor: i64) {
        self.offers.push(Offer {
            kind,
            cover,
            price_minor,
            most: None,
            fits: vec![true; 12],
        });
        self.lots.push(lot(kind.0, kind, 20, 100));
    }

    fn settle(&self, visits: &[Stay]) -> Vec<Charge> {
        let mut offers = self.offers.clone();
        for offer in &mut offers {
            offer.fits.truncate(visits.len());
        }
        settle(&Facts {
            visits,
            running: &self.running,
            offers: &offers,
            lots: &self.lots,
            ends: at("24:00"),
            charge: self.charge,
            mode: self.mode,
            business_seconds: 8 * 3600,
        })
    }

    /// The lots drawn and what is owed: `lt-1:0.5 owed:0`.
    fn settled(&self, visits: &[Stay]) -> String {
        let charges = self.settle(visits);
        let drawn = draws(&charges);
        let drawn = drawn.iter().map(|d| format!("{}:{} ", d.lot, d.passes));
        format!("{}owed:{}", drawn.collect::<String>(), owed(&charges))
    }
}

#[test]
fn c7_the_half_day_returns_and_one_day_pass_is_taken() {
    let date = Date::new();
    let morning = date.settle(&[stay("10:00", "14:00")]);
    assert_eq!(date.settled(&[stay("10:00", "14:00")]), "lt-2:1 owed:0");
    assert_eq!(morning[0].until, at("15:00"));
    let all_day = date.settle(&[stay("10:00", "16:00")]);
    assert_eq!(date.settled(&[stay("10:00", "16:00")]), "lt-1:1 owed:0");
    let change = change(&draws(&morning), &draws(&all_day));
    let one = |lot| {
        vec![Draw {
            lot: LotId(lot),
            passes: PassQty::ONE,
        }]
    };
    assert_eq!((change.back, change.taken), (one(2), one(1)));
}

#[test]
fn c7_two_half_days_are_taken_where_there_is_no_day_pass() {
    let mut date = Date::new();
    date.lots.retain(|lot| lot.kind == HALF);
    assert_eq!(date.settled(&[stay("10:00", "16:00")]), "lt-2:2 owed:0");
}

#[test]
fn c7_what_nothing_can_cover_is_owed_as_a_day_pass() {
    let mut date = Date::new();
    date.lots.retain(|lot| lot.kind == HALF);
    assert_eq!(date.settled(&[stay("9:00", "16:00")]), "owed:1");
    date.lots.clear();
    assert_eq!(date.settled(&[stay("10:00", "10:00")]), "owed:1");
    assert_eq!(date.settled(&[]), "owed:0");
}

#[test]
fn c7_ties_take_fewer_passes_and_then_the_earliest_expiry() {
    let mut date = Date::new();
    date.offers[1].price_minor = 3000;
    assert_eq!(date.settled(&[stay("10:00", "16:00")]), "lt-1:1 owed:0");
    date.offers[1].price_minor = 1500;
    assert_eq!(date.settled(&[stay("10:00", "14:00")]), "lt-2:1 owed:0");
    date.lots[1].expires_on = Day::from_number(99);
    assert_eq!(date.settled(&[stay("10:00", "14:00")]), "lt-1:1 owed:0");
}

#[test]
fn b3_lots_of_a_kind_are_spent_in_the_order_given() {
    let mut date = Date::days(CheckinCharge::PerVisit, CheckinMode::FullDay, 1);
    date.lots.push(lot(8, DAY, 2, 5));
    date.lots.push(lot(9, DAY, 20, 3));
    let twice = [stay("9:00", "10:00"), stay("11:00", "12:00")];
    assert_eq!(date.settled(&twice), "lt-1:0.5 lt-8:1 lt-9:0.5 owed:0");
}

#[test]
fn k3_an_hour_runs_from_the_check_in() {
    let mut date = Date::new();
    date.offer(HOUR, Cover::Minutes(60), 600);
    let charges = date.settle(&[stay("11:35", "12:35")]);
    assert_eq!(
        (charges[0].from, charges[0].until),
        (at("11:35"), at("12:35"))
    );
    assert_eq!(charges.len(), 1);
    let again = [stay("11:35", "11:50"), stay("12:20", "12:50")];
    let charges = date.settle(&again);
    assert_eq!(charges[1].from, at("12:35"));
    assert_eq!(date.settled(&again), "lt-3:2 owed:0");
}

#[test]
fn k3_a_span_is_used_once_and_not_outside() {
    let mut date = Date::new();
    date.lots.retain(|lot| lot.kind == HALF);
    let twice = [stay("10:30", "11:00"), stay("14:00", "15:00")];
    assert_eq!(date.settled(&twice), "lt-2:1 owed:0");
    assert_eq!(date.settled(&[stay("19:00", "20:00")]), "lt-2:1 owed:0");
    assert_eq!(date.settled(&[stay("20:00", "20:00")]), "owed:1");
    assert_eq!(date.settled(&[stay("15:00", "15:00")]), "lt-2:1 owed:0");
}

#[test]
fn c4_a_date_costs_one_day_pass_or_each_visit_does() {
    let twice = [stay("9:00", "10:00"), stay("16:00", "17:00")];
    for (charge, settled) in [
        (CheckinCharge::PerDay, "lt-1:1 owed:0"),
        (CheckinCharge::PerVisit, "lt-1:2 owed:0"),
    ] {
        let date = Date::days(charge, CheckinMode::FullDay, 20);
        assert_eq!(date.settled(&twice), settled);
    }
}

#[test]
fn t3_days_of_the_clients_choice_are_always_per_day() {
    let mut date = Date::days(CheckinCharge::PerVisit, CheckinMode::FullDay, 20);
    let twice = [stay("9:00", "10:00"), stay("16:00", "17:00")];
    assert_eq!(date.settled(&twice), "lt-1:2 owed:0");
    date.lots[0].per_day = true;
    assert_eq!(date.settled(&twice), "lt-1:1 owed:0");
    assert!(date.settle(&twice)[0].goes_on);
    date.mode = CheckinMode::HalfDay;
    assert_eq!(date.settled(&twice), "lt-1:0.5 owed:0");
    let long = [stay("9:00", "12:00"), stay("14:00", "16:00")];
    assert_eq!(date.settled(&long), "lt-1:1 owed:0");
}

#[test]
fn t3_c7_of_days_of_a_package_and_others_as_few_are_taken_as_can_be_else_in_the_order_of_b3() {
    let mut date = Date::days(CheckinCharge::PerVisit, CheckinMode::FullDay, 20);
    let mut package = lot(2, DAY, 20, 50);
    package.per_day = true;
    date.lots.push(package);
    let once = [stay("9:00", "10:00")];
    let twice = [once[0], stay("16:00", "17:00")];
    assert_eq!(date.settled(&once), "lt-1:1 owed:0");
    assert_eq!(date.settled(&twice), "lt-2:1 owed:0");
    date.lots.swap(0, 1);
    assert_eq!(date.settled(&once), "lt-2:1 owed:0");
    date.lots[0].left = PassQty::HALF;
    assert_eq!(date.settled(&once), "lt-1:1 owed:0");
}

#[test]
fn t3_k4_a_limit_is_kept_by_days_of_a_package_and_others_together() {
    let mut date = Date::days(CheckinCharge::PerVisit, CheckinMode::FullDay, 2);
    let mut package = lot(2, DAY, 2, 50);
    package.per_day = true;
    date.lots.push(package);
    date.offers[0].most = Some(1);
    date.offers[0].fits = vec![true, false];
    let twice = [stay("9:00", "10:00"), stay("16:00", "17:00")];
    assert_eq!(date.settled(&twice), "lt-1:1 owed:1");
}

#[test]
fn c5_half_the_business_hours_or_less_cost_half_a_pass() {
    let date = Date::days(CheckinCharge::PerDay, CheckinMode::HalfDay, 20);
    for (out, settled) in [
        ("13:00:00", "lt-1:0.5 owed:0"),
        ("13:00:01", "lt-1:1 owed:0"),
        ("9:00:00", "lt-1:0.5 owed:0"),
    ] {
        assert_eq!(date.settled(&[stay("9:00", out)]), settled, "{out}");
    }
}

#[test]
fn golden_4_half_days_add_up_per_day_and_not_per_visit() {
    let visits = [stay("9:00", "13:00"), stay("14:00", "15:00")];
    let halves = CheckinMode::HalfDay;
    let per_day = Date::days(CheckinCharge::PerDay, halves, 20);
    assert_eq!(per_day.settled(&visits[..1]), "lt-1:0.5 owed:0");
    assert_eq!(per_day.settled(&visits), "lt-1:1 owed:0");
    let per_visit = Date::days(CheckinCharge::PerVisit, halves, 20);
    let charges = per_visit.settle(&visits);
    let half = |charge: &Charge| match &charge.by {
        Payer::Passes { draws, .. } => draws[0].passes == PassQty::HALF,
        Payer::Unlimited { .. } | Payer::Nobody => false,
    };
    assert_eq!((charges.len(), charges.iter().all(half)), (2, true));
}

#[test]
fn c5_a_whole_pass_is_reserved_where_there_is_one() {
    for charge in [CheckinCharge::PerDay, CheckinCharge::PerVisit] {
        let settled = |halves, visits: &[Stay]| {
            Date::days(charge, CheckinMode::HalfDay, halves).settled(visits)
        };
        assert_eq!(settled(20, &[inside("9:00", "9:00")]), "lt-1:1 owed:0");
        assert_eq!(settled(1, &[inside("9:00", "9:00")]), "lt-1:0.5 owed:0");
        assert_eq!(settled(1, &[inside("9:00", "14:00")]), "lt-1:0.5 owed:0.5");
        assert_eq!(settled(1, &[stay("9:00", "14:00")]), "lt-1:0.5 owed:0.5");
        assert_eq!(settled(0, &[inside("9:00", "9:00")]), "owed:0.5");
    }
}

#[test]
fn c2_a_pass_that_runs_already_covers() {
    let mut date = Date::new();
    date.running.push(stretch("0:00", "10:30"));
    assert_eq!(date.settled(&[stay("9:00", "10:30")]), "owed:0");
    assert_eq!(date.settled(&[stay("9:00", "11:00")]), "lt-2:1 owed:0");
    assert_eq!(date.settled(&[stay("10:30", "10:30")]), "lt-2:1 owed:0");
    assert_eq!(date.settled(&[stay("10:29", "10:29")]), "owed:0");
}

#[test]
fn t2_an_unlimited_pass_covers_all_and_is_not_counted() {
    let mut date = Date::new();
    date.offer(KindId(5), Cover::Unlimited, 0);
    date.lots[2].left = PassQty::ZERO;
    let charges = date.settle(&[stay("9:00", "10:00"), stay("12:00", "20:30")]);
    let by = Payer::Unlimited {
        kind: KindId(5),
        lot: LotId(5),
    };
    assert_eq!((charges.len(), &charges[0].by), (1, &by));
    assert_eq!(draws(&charges), Vec::new());
}

#[test]
fn c1_a_kind_for_a_service_pays_only_its_visits() {
    let mut date = Date::new();
    date.offer(VISIT, Cover::Visit, 100);
    date.offers[2].fits = vec![false, true];
    let visits = [stay("10:00", "11:00"), stay("12:00", "13:00")];
    assert_eq!(date.settled(&visits), "lt-2:1 owed:0");
    let visits = [stay("10:00", "11:00"), stay("16:00", "17:00")];
    assert_eq!(date.settled(&visits), "lt-2:1 lt-4:1 owed:0");
}

#[test]
fn c1_a_pass_goes_on_covering_behind_a_visit_that_it_does_not_fit() {
    let mut date = Date::days(CheckinCharge::PerVisit, CheckinMode::HalfDay, 1);
    date.offer(HOUR, Cover::Minutes(60), 600);
    date.offers[0].price_minor = 0;
    date.offers[0].fits = vec![true, false, false];
    date.offers[1].fits = vec![true, false, true];
    let visits = ["9:00", "9:20", "9:40"].map(|time| stay(time, time));
    assert_eq!(date.settled(&visits), "lt-3:1 owed:0.5");
}

#[test]
fn c7_at_a_tie_who_covers_less_at_first_may_still_expire_earlier() {
    let mut date = Date::new();
    (date.offers, date.lots) = (Vec::new(), Vec::new());
    date.offer(HOUR, Cover::Minutes(60), 600);
    date.offer(HALF, Cover::Spans(vec![stretch("9:00", "9:30")]), 600);
    date.lots[1].expires_on = Day::from_number(99);
    assert_eq!(
        date.settled(&[stay("9:00", "10:30")]),
        "lt-2:1 lt-3:1 owed:0"
    );
}

#[test]
fn k4_a_limit_of_uses_is_kept() {
    let mut date = Date::new();
    date.offer(VISIT, Cover::Visit, 100);
    date.offers[2].most = Some(1);
    let visits = [stay("8:00", "9:00"), stay("10:00", "11:00")];
    assert_eq!(date.settled(&visits), "lt-4:1 lt-2:1 owed:0");
    date.offers[2].most = Some(0);
    assert_eq!(date.settled(&visits), "lt-1:1 owed:0");
}
