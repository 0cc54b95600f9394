//! `desk assign`: a seat that is one member's every day (D9).

use super::desk::{self, Placed};
use super::facts::Space;
use super::{OpError, ReferenceError, who};
use crate::domain::assignment::{Assignment, full_on};
use crate::domain::customer::Customer;
use crate::domain::day::{Day, DaySpan, Instant};
use crate::domain::day_word::DayWord;
use crate::domain::ids::{AssignmentId, SubscriptionId};
use crate::domain::subscription::Subscription;
use crate::domain::visit::refusal::VisitRefusal;
use crate::store::{Snapshot, StoreError, Tx, assignments, customers, desks, seats, subscriptions};

/// What to assign.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The desk, as typed.
    pub desk: &'a str,
    /// Where it stands, by handle.
    pub location: Option<&'a str>,
    /// Whose the seat becomes, as typed (P2).
    pub member: &'a str,
    /// The first day; None is today at the location.
    pub from: Option<DayWord>,
    /// The last day; None is open, or that of the subscription.
    pub until: Option<DayWord>,
    /// The subscription with which it ends.
    pub subscription: Option<SubscriptionId>,
}

/// An assignment as it is told.
#[derive(Debug, Clone)]
pub struct Assigned {
    /// The assignment.
    pub assignment: Assignment,
    /// Whose seat it is.
    pub member: Customer,
    /// The desk.
    pub desk: Placed,
}

/// Assigns a seat. Refused where no seat of the desk is free on one of the days (D2, D9).
pub fn assign(tx: &Tx, request: &Request) -> Result<Assigned, OpError> {
    let member = who::person(tx, request.member)?;
    customers::touch(tx, &[member.id])?;
    let desk = desk::find(tx, request.desk, request.location)?;
    let today = desk.location.terms.today(tx.at());
    let from = request.from.map_or(today, |word| word.on(today));
    let subscription = subscription(tx, request, &member)?;
    let until = request.until.map_or(Day::NEVER, |word| word.on(today));
    let last = subscription.and_then(|one| one.until);
    let new = Assignment {
        id: AssignmentId(0),
        desk: desk.desk.id,
        member: member.id,
        from,
        until,
        subscription: request.subscription,
    };
    let holds_until = last.map_or(until, |last| last.min(until));
    let Some(span) = DaySpan::new(from, holds_until) else {
        let until = holds_until;
        return Err(VisitRefusal::EndsBeforeStart { from, until }.into());
    };
    check_room(tx, &desk, span, 0)?;
    let id = assignments::add(tx, &new)?;
    Ok(Assigned {
        assignment: Assignment {
            id,
            until: holds_until,
            ..new
        },
        member,
        desk,
    })
}

/// Refuses where no seat of a desk is free on one of the days; `own` seats are counted among those
/// that are taken and are the asker's.
fn check_room(db: &Snapshot, desk: &Placed, span: DaySpan, own: i64) -> Result<(), OpError> {
    let others = assignments::of_desk(db, desk.desk.id, span)?;
    let held = seats::held(db, desk.desk.id, span)?;
    let seats = if desk.desk.retired {
        0
    } else {
        i64::from(desk.desk.terms.seats)
    };
    match full_on(seats + own, &others, &held, span) {
        Some(on) => Err(VisitRefusal::NoSeat {
            desk: desk.name(),
            on,
        }
        .into()),
        None => Ok(()),
    }
}

/// Refuses assignments that hold again, since they or their subscription end later than before,
/// where others have the seat on one of the days to come (D9).
pub fn check_held(tx: &Tx, meant: impl Fn(&Assignment) -> bool) -> Result<(), OpError> {
    let space = Space::read(tx)?;
    let all = assignments::list(tx)?;
    for assignment in all.into_iter().filter(|one| meant(one)) {
        let told = told(tx, &space, assignment)?;
        let today = told.desk.location.terms.today(tx.at());
        let from = assignment.from.max(today);
        if let Some(span) = DaySpan::new(from, assignment.until) {
            check_room(tx, &told.desk, span, 1)?;
        }
    }
    Ok(())
}

/// The subscription that is named: the member's own, or that of their company.
fn subscription(
    db: &Snapshot,
    request: &Request,
    member: &Customer,
) -> Result<Option<Subscription>, OpError> {
    let Some(id) = request.subscription else {
        return Ok(None);
    };
    let found = subscriptions::find(db, id)?.ok_or_else(|| ReferenceError::Unknown {
        what: "subscription",
        given: id.to_string(),
        nearest: Vec::new(),
    })?;
    if found.customer == member.id || Some(found.customer) == member.company {
        return Ok(Some(found));
    }
    Err(VisitRefusal::SubscriptionOfOthers {
        subscription: id.to_string(),
        member: member.handle.clone(),
    }
    .into())
}

/// Ends an assignment after a day, today where none is named; one that has not begun never holds.
pub fn end(tx: &Tx, id: AssignmentId, on: Option<DayWord>) -> Result<Assigned, OpError> {
    let unknown = || ReferenceError::Unknown {
        what: "assignment",
        given: id.to_string(),
        nearest: Vec::new(),
    };
    let found = assignments::find(tx, id)?.ok_or_else(unknown)?;
    customers::touch(tx, &[found.member])?;
    let space = Space::read(tx)?;
    let told = told(tx, &space, found)?;
    let today = told.desk.location.terms.today(tx.at());
    let wanted = on.map_or(today, |word| word.on(today));
    let until = wanted.max(found.from.previous());
    if found.until < today || found.until <= until {
        let until = found.until;
        let assignment = id.to_string();
        return Err(VisitRefusal::AssignmentOver { assignment, until }.into());
    }
    assignments::set_until(tx, id, until)?;
    Ok(Assigned {
        assignment: Assignment { until, ..found },
        ..told
    })
}

/// The assignments that hold a seat today or later, or all, in the order they were made.
pub fn list(db: &Snapshot, all: bool, now: Instant) -> Result<Vec<Assigned>, OpError> {
    let space = Space::read(db)?;
    let mut listed = Vec::new();
    for assignment in assignments::list(db)? {
        let told = told(db, &space, assignment)?;
        if all || assignment.until >= told.desk.location.terms.today(now) {
            listed.push(told);
        }
    }
    Ok(listed)
}

fn told(db: &Snapshot, space: &Space, assignment: Assignment) -> Result<Assigned, StoreError> {
    let desk = desks::get(db, assignment.desk)?;
    Ok(Assigned {
        member: customers::get(db, assignment.member)?,
        desk: Placed {
            location: space.location(desk.location).clone(),
            desk,
        },
        assignment,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::length::Length;
    use crate::domain::location::CheckinCharge::PerDay;
    use crate::domain::location::CheckinMode::FullDay;
    use crate::ops::subscription::{cancel, change, start};
    use crate::ops::testing::Bench;
    use crate::ops::undo::undo;
    use crate::ops::visit::desk::{come, declared, give, leave, member, open, sound, told};
    use crate::ops::{desk_free, plan};

    fn seat<'a>(who: &'a str, from: &str, until: Option<&str>) -> Request<'a> {
        let word = |text| DayWord::read(text).unwrap();
        Request {
            desk: "hot",
            location: None,
            member: who,
            from: Some(word(from)),
            until: until.map(word),
            subscription: None,
        }
    }

    fn bench(seats: u32) -> Bench {
        let mut declared = declared(PerDay, FullDay);
        declared.locations[0].desks[0].seats = seats;
        open(&declared)
    }

    fn free(bench: &Bench, on: &str) -> i64 {
        let day = Some(DayWord::read(on).unwrap());
        let request = desk_free::Request {
            from: day,
            until: day,
            location: None,
        };
        bench.see(|db| desk_free::free(db, &request, Instant::from_ms(0)))[0]
            .day
            .free()
    }

    #[test]
    fn d9_an_assigned_seat_is_not_free_and_its_member_takes_no_pass() {
        let bench = bench(2);
        give(&bench, "ana", "2", "day");
        let request = seat("ana", "2026-06-02", Some("2026-06-30"));
        bench.act(|tx| assign(tx, &request)).unwrap();
        let days = ["2026-06-01", "2026-06-02", "2026-06-30", "2026-07-01"];
        assert_eq!(days.map(|day| free(&bench, day)), [2, 1, 1, 2]);
        let seen = come(&bench, "ana", "09:00");
        assert_eq!(told(&seen), "assignment - 0, owed 0, balance 2");
        leave(&bench, "ana", "17:00");
    }

    #[test]
    fn d9_a_seat_is_assigned_only_where_it_is_free_every_day() {
        let bench = bench(1);
        member(&bench, "ben", None);
        let first = seat("ana", "2026-06-02", Some("2026-06-30"));
        bench.act(|tx| assign(tx, &first)).unwrap();
        let refused = bench
            .act(|tx| assign(tx, &seat("ben", "2026-06-01", None)))
            .unwrap_err();
        assert_eq!(
            refused.to_string(),
            "no seat of hq/hot is free on 2026-06-02"
        );
        bench
            .act(|tx| assign(tx, &seat("ben", "2026-07-01", None)))
            .unwrap();
        let backwards = seat("ben", "2026-06-05", Some("2026-06-04"));
        let refused = bench.act(|tx| assign(tx, &backwards)).unwrap_err();
        assert!(refused.to_string().contains("is before the first day"));
        sound(&bench);
    }

    /// A seat of ana's that ends with her subscription, on the only hot desk; what it is told with.
    fn with_subscription(until: Option<&str>) -> (Bench, SubscriptionId) {
        let bench = bench(1);
        member(&bench, "ben", None);
        let new = plan::New {
            name: "Fixed",
            includes: &[],
            every: Length::read("1month").unwrap(),
            price: "300",
            currency: None,
            prorate: false,
        };
        bench.act(|tx| plan::add(tx, &new)).unwrap();
        let request = start::Request {
            until: until.map(|day| DayWord::read(day).unwrap()),
            ..start::Request::of("Fixed")
        };
        let started = bench.act(|tx| start::start(tx, "ana", &request)).unwrap();
        let id = started.card.subscription.id;
        let request = Request {
            subscription: Some(id),
            ..seat("ana", "2026-06-01", None)
        };
        bench.act(|tx| assign(tx, &request)).unwrap();
        (bench, id)
    }

    fn last(bench: &Bench) -> Day {
        bench.see(|db| list(db, true, Instant::from_ms(0)))[0]
            .assignment
            .until
    }

    fn until(bench: &Bench, id: SubscriptionId, day: &str) -> Result<(), OpError> {
        let change = change::Change {
            until: Some(Some(DayWord::read(day).unwrap())),
            ..change::Change::default()
        };
        bench.act(|tx| change::set(tx, id, &change)).map(drop)
    }

    #[test]
    fn d9_an_assignment_ends_with_its_subscription_wherever_that_ends_later() {
        let (bench, id) = with_subscription(Some("2026-06-30"));
        let day = |text: &str| Day::read(text).unwrap();
        assert_eq!(last(&bench), day("2026-06-30"));
        let days = ["2026-06-30", "2026-07-01", "2026-08-31"];
        assert_eq!(days.map(|on| free(&bench, on)), [0, 1, 1]);
        until(&bench, id, "2026-08-31").unwrap();
        assert_eq!(last(&bench), day("2026-08-31"));
        assert_eq!(days.map(|on| free(&bench, on)), [0, 0, 0]);
        let when = cancel::When::On(DayWord::read("2026-06-15").unwrap());
        let (cancelled, _) = bench.operate(|tx| cancel::cancel(tx, id, when)).unwrap();
        assert_eq!(last(&bench), day("2026-06-15"));
        let seen = come(&bench, "ana", "09:00");
        assert_eq!(told(&seen), "assignment - 0, owed 0, balance 0");
        bench.act(|tx| undo(tx, cancelled.unwrap())).unwrap();
        assert_eq!(last(&bench), day("2026-08-31"));
        sound(&bench);
    }

    #[test]
    fn d9_a_subscription_does_not_end_later_where_its_seat_is_given_to_others() {
        let (bench, id) = with_subscription(None);
        let when = cancel::When::On(DayWord::read("2026-06-15").unwrap());
        let (cancelled, _) = bench.operate(|tx| cancel::cancel(tx, id, when)).unwrap();
        let bens = seat("ben", "2026-06-16", Some("2026-07-15"));
        bench.act(|tx| assign(tx, &bens)).unwrap();
        let undone = bench.act(|tx| undo(tx, cancelled.unwrap()));
        let full = "no seat of hq/hot is free on 2026-06-16";
        assert_eq!(undone.unwrap_err().to_string(), full);
        assert_eq!(last(&bench), Day::read("2026-06-15").unwrap());
        sound(&bench);
    }

    #[test]
    fn d9_an_end_moved_behind_another_assignment_is_refused() {
        let (bench, id) = with_subscription(Some("2026-06-15"));
        let bens = seat("ben", "2026-06-16", Some("2026-07-15"));
        bench.act(|tx| assign(tx, &bens)).unwrap();
        let refused = until(&bench, id, "2026-06-16").unwrap_err();
        let full = "no seat of hq/hot is free on 2026-06-16";
        assert_eq!(refused.to_string(), full);
        assert_eq!(last(&bench), Day::read("2026-06-15").unwrap());
        until(&bench, id, "2026-06-14").unwrap();
        sound(&bench);
    }

    #[test]
    fn d9_a_subscription_of_somebody_else_is_refused() {
        let (bench, id) = with_subscription(None);
        let request = Request {
            subscription: Some(id),
            ..seat("ben", "2026-06-01", None)
        };
        let refused = bench.act(|tx| assign(tx, &request)).unwrap_err();
        assert_eq!(refused.to_string(), format!("{id} is not ben's"));
    }

    #[test]
    fn d9_an_assignment_ends_and_is_taken_back() {
        let bench = bench(1);
        let (made, done) = bench
            .operate(|tx| assign(tx, &seat("ana", "2026-06-01", None)))
            .unwrap();
        let id = done.assignment.id;
        let last = Some(DayWord::read("2026-06-10").unwrap());
        let (ended, _) = bench.operate(|tx| end(tx, id, last)).unwrap();
        let on = ["2026-06-10", "2026-06-11"];
        assert_eq!(on.map(|day| free(&bench, day)), [0, 1]);
        assert!(bench.act(|tx| end(tx, id, last)).is_err());
        bench.act(|tx| undo(tx, ended.unwrap())).unwrap();
        assert_eq!(on.map(|day| free(&bench, day)), [0, 0]);
        bench.act(|tx| undo(tx, made.unwrap())).unwrap();
        assert_eq!(on.map(|day| free(&bench, day)), [1, 1]);
        assert!(bench.see(|db| list(db, false, Instant::from_ms(0))).len() <= 1);
        sound(&bench);
    }
}
