//! A front desk for tests: members with passes of several kinds, who come and go at given times.

use crate::domain::customer::Standing;
use crate::domain::day_word::{DayWord, TimeWord};
use crate::domain::handle::Handle;
use crate::domain::ids::CustomerId;
use crate::domain::kind::{Covers, KindTerms};
use crate::domain::location::{CheckinCharge, CheckinMode};
use crate::domain::money::Money;
use crate::domain::qty::PassQty;
use crate::domain::space::{SpaceDeclaration, sample};
use crate::ops::testing::Bench;
use crate::ops::visit::Seen;
use crate::ops::{OpError, check, checkin, checkout, grant};
use crate::store::customers;

/// The sample space in Kyiv, open 09–17 on weekdays and 10–14 on Saturdays, with half days at 15
/// and a day at 25.
pub(crate) fn declared(charge: CheckinCharge, mode: CheckinMode) -> SpaceDeclaration {
    let mut declared = sample("Europe/Kyiv");
    declared.locations[0].terms.checkin_charge = charge;
    declared.locations[0].terms.checkin_mode = mode;
    let day = declared
        .kinds
        .iter_mut()
        .find(|kind| kind.covers == Covers::Day);
    day.unwrap().price.minor = 2500;
    add_kind(&mut declared, "half", "10:00-15:00, 15:00-20:00", 1500);
    add_kind(&mut declared, "hour", "1h", 500);
    add_kind(&mut declared, "entry", "visit", 800);
    add_kind(&mut declared, "all", "unlimited", 9900);
    declared
}

/// Declares a kind.
pub(crate) fn add_kind(declared: &mut SpaceDeclaration, handle: &str, covers: &str, price: i64) {
    let currency = declared.settings.currency;
    declared.kinds.push(KindTerms {
        handle: Handle::read(handle).unwrap(),
        covers: Covers::read(covers).unwrap(),
        price: Money::new(price, currency),
        ..KindTerms::day(currency)
    });
}

/// A declared kind, to be changed.
pub(crate) fn kind<'a>(declared: &'a mut SpaceDeclaration, handle: &str) -> &'a mut KindTerms {
    let found = declared.kinds.iter_mut();
    let mut found = found.filter(|kind| kind.handle.as_str() == handle);
    found.next().unwrap()
}

/// The desk on Tuesday, 2 June 2026, with ana, who uses passes.
pub(crate) fn open(declared: &SpaceDeclaration) -> Bench {
    let bench = Bench::with("2026-06-01", declared);
    member(&bench, "ana", None);
    bench
}

/// A member who uses passes.
pub(crate) fn member(bench: &Bench, handle: &str, company: Option<CustomerId>) -> CustomerId {
    let id = bench.customer(handle, Standing::Member, company);
    bench
        .act(|tx| Ok(customers::set_use_passes(tx, id, true)?))
        .unwrap();
    id
}

/// Gives passes of a kind, for ever.
pub(crate) fn give(bench: &Bench, who: &str, passes: &str, kind: &str) {
    give_until(bench, who, passes, kind, None);
}

/// Gives passes of a kind until a day.
pub(crate) fn give_until(bench: &Bench, who: &str, passes: &str, kind: &str, until: Option<&str>) {
    let request = grant::Request {
        who,
        passes: PassQty::read(passes).unwrap(),
        kind,
        from: None,
        expires: until.map(|day| DayWord::read(day).unwrap()),
        monthly: None,
        location: None,
        priority: 0,
        memo: None,
    };
    bench.act(|tx| grant::grant(tx, &request)).unwrap();
}

/// A check-in now.
pub(crate) const fn now(who: &str) -> checkin::Request<'_> {
    checkin::Request {
        who,
        at: None,
        out: None,
        location: None,
        service: "",
        kind: None,
        guest: None,
        unpaid: false,
        overridden: false,
    }
}

/// A check-in at a time.
pub(crate) fn at<'a>(who: &'a str, time: &str) -> checkin::Request<'a> {
    checkin::Request {
        at: Some(TimeWord::read(time).unwrap()),
        ..now(who)
    }
}

/// Checks in, or is refused.
pub(crate) fn try_in(bench: &Bench, request: &checkin::Request) -> Result<Seen, OpError> {
    let done = bench
        .act(|tx| checkin::checkin(tx, request))
        .and_then(|done| done);
    sound(bench);
    done
}

/// Checks in at a time of 2 June, where the clock then stands.
pub(crate) fn come(bench: &Bench, who: &str, time: &str) -> Seen {
    bench.clock(&format!("2026-06-02 {time}"));
    try_in(bench, &now(who)).unwrap()
}

/// Checks out at a time of 2 June, where the clock then stands.
pub(crate) fn leave(bench: &Bench, who: &str, time: &str) -> Seen {
    bench.clock(&format!("2026-06-02 {time}"));
    let request = checkout::Request {
        who,
        at: None,
        guest: None,
    };
    let seen = bench.act(|tx| checkout::checkout(tx, &request)).unwrap();
    sound(bench);
    seen
}

/// What covers a visit, what it is charged, what is owed for it, and the balance of `day`.
pub(crate) fn told(seen: &Seen) -> String {
    let by = seen.visit.covered_by.map_or("nothing", |by| by.word());
    let kind = seen.kind.as_ref().map_or("-", |kind| kind.as_str());
    let (charged, owed, balance) = (seen.charged, seen.visit.owed, seen.balance);
    format!("{by} {kind} {charged}, owed {owed}, balance {balance}")
}

/// The books are whole.
pub(crate) fn sound(bench: &Bench) {
    let problems = bench.see(|db| Ok(check::check(db, false)?.problems));
    assert_eq!(problems, Vec::<String>::new());
}
