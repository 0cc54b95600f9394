//! The program under test: a store, and every act as the use case that does it.

use std::collections::BTreeMap;
use std::path::Path;

use daypass::config::Config;
use daypass::domain::booking::PayWith;
use daypass::domain::booking::change::Override;
use daypass::domain::day::{Day, Instant};
use daypass::domain::day_word::{DayWord, TimeWord};
use daypass::domain::handle::Handle;
use daypass::domain::ids::{
    BookingId, HoldId, LotId, OperationId, RecurringId, SubscriptionId, VisitId,
};
use daypass::domain::length::Length;
use daypass::domain::package::{StartsText, ThenText, Validity};
use daypass::domain::period::Anchor;
use daypass::domain::plan::IncludeText;
use daypass::domain::purchase::Charge;
use daypass::domain::qty::PassQty;
use daypass::domain::refusal::Refusal;
use daypass::ops::booking::cancel::Goodwill;
use daypass::ops::booking::{Wanted, bulk, cancel, change};
use daypass::ops::deduct::Amount;
use daypass::ops::grant::Monthly;
use daypass::ops::happened::Keep;
use daypass::ops::invoice::{issue, preview};
use daypass::ops::operation::{Done, Stamp, perform};
use daypass::ops::plan::package;
use daypass::ops::subscription::cancel as ending;
use daypass::ops::subscription::{change as terms, start};
use daypass::ops::visit::{set, settle};
use daypass::ops::watch::Watch;
use daypass::ops::{
    OpError, apply, book, checkin, checkout, company, deduct, grant, hold, member, plan, recurring,
    renew, sell, undo,
};
use daypass::store::{Store, Tx, operations};

use crate::acts::{Act, When, Wish};
use crate::calendar::NEVER;
use crate::oracle::{DESKS, Id, KINDS, PACKAGES, PLANS, Rules, Then, at, id};

/// The program with its books.
pub(crate) struct Program {
    pub(crate) store: Store,
    pub(crate) now: i64,
    customers: usize,
}

/// What config.toml says of the space.
fn declared(rules: Rules) -> String {
    let pick = |yes: bool, one: &'static str, other: &'static str| if yes { one } else { other };
    let ahead = rules
        .any_ahead
        .map(|any| pick(any, "any", "current-period"));
    let charge = rules
        .per_visit
        .map(|each| pick(each, "per-visit", "per-day"));
    let mode = rules
        .half_day
        .map(|half| pick(half, "half-day", "full-day"));
    format!(
        r#"
        default_location = "east"
        company_passes = "{}"
        subscription_end = "{}"
        [[location]]
        handle = "east"
        name = "East"
        timezone = "Pacific/Fakaofo"
        currency = "EUR"
        hours = {{ mon-fri = "09:00-17:00" }}
        closed = ["2026-06-03..2026-06-05"]
        book_ahead = "{}"
        checkin_charge = "{}"
        checkin_mode = "{}"
        [[location.desk]]
        handle = "small"
        name = "Small"
        kind = "hot"
        seats = 2
        passes = true
        price = "15.00"
        cancel = "start"
        [[location.desk]]
        handle = "large"
        name = "Large"
        kind = "hot"
        seats = 4
        passes = true
        price = "15.00"
        cancel = "24h"
        [[location]]
        handle = "west"
        name = "West"
        timezone = "Pacific/Honolulu"
        currency = "EUR"
        day_starts_at = "04:00"
        hours = {{ mon-fri = "08:00-20:00", sat = "10:00-14:00" }}
        closed = ["2026-07-04"]
        book_ahead = "{}"
        checkin_charge = "{}"
        checkin_mode = "{}"
        [[location.desk]]
        handle = "hot"
        name = "Hot"
        kind = "hot"
        seats = 3
        passes = true
        price = "15.00"
        cancel = "2d"
        [[pass]]
        handle = "day"
        name = "Day pass"
        covers = "day"
        price = "20.00"
        volume = [{{ count = 5, price = "80.00" }}]
        [[pass]]
        handle = "eco"
        name = "Eco pass"
        covers = "day"
        price = "10.00"
        locations = ["west"]
        [[pass]]
        handle = "hours"
        name = "Two hours"
        covers = "2h"
        price = "6.00"
        [[pass]]
        handle = "entry"
        name = "Entry"
        covers = "visit"
        price = "8.00"
        [[pass]]
        handle = "half"
        name = "Half day"
        covers = "08:00-13:00, 13:00-20:00, 20:00-06:00"
        price = "12.00"
        "#,
        pick(rules.pooled, "pooled", "own-first"),
        pick(rules.all_passes, "all-passes", "plan-passes"),
        ahead[0],
        charge[0],
        mode[0],
        ahead[1],
        charge[1],
        mode[1],
    )
}

fn day(number: i32) -> DayWord {
    DayWord::On(Day::from_number(number))
}

fn handle(customer: Id) -> String {
    format!("c{customer}")
}

fn kind(kind: Id) -> &'static str {
    KINDS[at(kind)].handle
}

/// A guest's name; None for the member.
fn guest(number: u8) -> Option<String> {
    (number > 0).then(|| format!("guest {number}"))
}

fn moment(ms: i64) -> TimeWord {
    TimeWord::At(Instant::from_ms(ms))
}

const LOCATIONS: [&str; 2] = ["east", "west"];

fn set_aside(wish: Wish) -> Option<Override> {
    match wish {
        Wish::Rule => None,
        Wish::Refund => Some(Override::Refund),
        Wish::NoRefund => Some(Override::NoRefund),
    }
}

fn seats(count: i64) -> u32 {
    u32::try_from(count).expect("a few seats")
}

impl Program {
    /// The space in an empty database.
    pub(crate) fn new(store: Store, rules: Rules, now: i64) -> Self {
        let config = Config::read(Path::new("config.toml"), &declared(rules)).expect("a config");
        let space = config.space.expect("a space");
        let program = Self {
            store,
            now,
            customers: 0,
        };
        program
            .write(|tx| apply::apply(tx, &space))
            .expect("applied");
        for one in &PLANS {
            let includes: Vec<IncludeText> = one
                .includes
                .iter()
                .map(|include| IncludeText::read(include.typed).expect("an include"))
                .collect();
            let new = plan::New {
                name: one.name,
                includes: &includes,
                every: Length::read(one.every).expect("a cycle"),
                price: "100",
                currency: None,
                prorate: one.prorate,
            };
            program.write(|tx| plan::add(tx, &new)).expect("added");
        }
        for one in &PACKAGES {
            let contents = one.contents.iter();
            let includes: Vec<IncludeText> = contents
                .map(|(_, _, typed)| IncludeText::read(typed).expect("an include"))
                .collect();
            let new = package::New {
                name: one.name,
                includes: &includes,
                price: &format!("{}.{:02}", one.price / 100, one.price % 100),
                currency: None,
                valid: Validity::read(one.valid).expect("a validity"),
                starts: if one.by_use {
                    StartsText::FirstVisit
                } else {
                    StartsText::Purchase
                },
                then: &match one.then {
                    Then::Nothing => ThenText::Nothing,
                    Then::Renew => ThenText::Renew,
                    Then::Convert(plan) => ThenText::Convert(PLANS[at(plan)].name.to_owned()),
                },
                active_status: false,
                holdable: one.holdable,
                new_clients_only: false,
                extras: &[],
            };
            program.write(|tx| package::add(tx, &new)).expect("added");
        }
        program
    }

    fn stamp(&self, yes: bool) -> Stamp {
        Stamp {
            now: Instant::from_ms(self.now),
            actor: "model".to_owned(),
            command: "daypass act".to_owned(),
            memo: None,
            key: None,
            words: BTreeMap::new(),
            yes,
            dry_run: false,
        }
    }

    fn write<T>(
        &self,
        work: impl FnOnce(&Tx) -> Result<T, OpError>,
    ) -> Result<Option<Id>, OpError> {
        match perform(&self.store, &self.stamp(false), work, |_, _| String::new())? {
            Done::Now(operation, _) => Ok(operation.map(|operation| operation.0)),
            Done::Before(answer) => panic!("no key was given, but replayed {answer}"),
        }
    }

    /// Does it, and answers the number of the operation, None where nothing had to be written.
    pub(crate) fn act(&mut self, act: &Act) -> Result<Option<Id>, OpError> {
        match *act {
            Act::Clock { ms } => {
                self.now += ms;
                Ok(None)
            }
            Act::AddCustomer {
                is_company,
                company,
                home,
            } => self.add_customer(is_company, company, home),
            Act::UsePasses { .. }
            | Act::CheckIn { .. }
            | Act::CheckOut { .. }
            | Act::Correct { .. }
            | Act::SettleOwed { .. } => self.visit(act),
            Act::Join { member, company } => self.change_company(member, Some(company)),
            Act::Leave { member } => self.change_company(member, None),
            Act::Grant { .. }
            | Act::GrantMonthly { .. }
            | Act::StopMonthly { .. }
            | Act::Deduct { .. }
            | Act::DeductLot { .. } => self.passes(act),
            Act::Subscribe { .. }
            | Act::Cancel { .. }
            | Act::Pause { .. }
            | Act::Change { .. }
            | Act::Until { .. } => self.subscription(act),
            Act::Sell {
                who,
                kind: of,
                count,
                free,
            } => {
                let charge = if free { Charge::Free } else { Charge::Charge };
                let request = sell::Request {
                    charge,
                    ..sell::Request::of(kind(of), count)
                };
                self.write(|tx| sell::sell(tx, &handle(who), &request))
            }
            Act::SellPackage {
                who,
                package,
                count,
                free,
                from,
            } => {
                let charge = if free { Charge::Free } else { Charge::Charge };
                let request = sell::Request {
                    charge,
                    from: from.map(day),
                    ..sell::Request::of(PACKAGES[at(package)].name, count)
                };
                self.write(|tx| sell::sell(tx, &handle(who), &request))
            }
            Act::Hold {
                who,
                lot,
                from,
                until,
            } => {
                let request = hold::Request {
                    who: &handle(who),
                    lot: LotId(lot),
                    from: from.map(day),
                    until: until.map(day),
                };
                self.write(|tx| hold::add(tx, &request))
            }
            Act::EndHold { hold, on } => self.write(|tx| hold::end(tx, HoldId(hold), on.map(day))),
            Act::DeleteHold { hold } => self.write(|tx| hold::delete(tx, HoldId(hold))),
            Act::Issue { who } => {
                let due = preview::Request {
                    who: Some(&handle(who)),
                    ..preview::Request::default()
                };
                let request = issue::Request { due, on: None };
                self.write(|tx| issue::issue(tx, &request))
            }
            Act::Book { .. }
            | Act::Move { .. }
            | Act::Seats { .. }
            | Act::CancelBooking { .. }
            | Act::Close { .. } => self.booking(act),
            Act::Renew { as_of, yes } => self.renew(as_of, yes),
            Act::Undo { operation } | Act::UndoLast { operation } => {
                self.write(|tx| undo::undo(tx, OperationId(operation)))
            }
        }
    }

    /// Takes an operation back that stands; one that was taken back and brought back, by taking that
    /// back. False where there is nothing to take back (A3).
    pub(crate) fn take_back(&self, operation: Id) -> bool {
        let (last, stands) = self
            .store
            .read(|db| Ok::<_, OpError>(operations::outcome(db, OperationId(operation))?))
            .expect("the books can be read");
        assert!(stands, "{operation} was taken back before its turn");
        match self.write(|tx| undo::undo(tx, last)) {
            Ok(_) => true,
            Err(OpError::Refused(Refusal::NothingToUndo { .. })) => false,
            Err(why) => panic!("{operation} is not taken back: {why}"),
        }
    }

    fn add_customer(
        &mut self,
        is_company: bool,
        company: Option<Id>,
        home: usize,
    ) -> Result<Option<Id>, OpError> {
        let name = handle(id(self.customers));
        let handle_ = Handle::read(&name).expect("a handle");
        let location = Some(LOCATIONS[home]);
        let company = company.map(handle);
        let done = if is_company {
            let new = company::New {
                name: &name,
                handle: Some(&handle_),
                location,
                ..company::New::default()
            };
            self.write(|tx| company::add(tx, &new))
        } else {
            let new = member::New {
                name: &name,
                handle: Some(&handle_),
                company: company.as_deref(),
                location,
                ..member::New::default()
            };
            self.write(|tx| member::add(tx, &new))
        };
        if done.is_ok() {
            self.customers += 1;
        }
        done
    }

    fn change_company(&self, member: Id, company: Option<Id>) -> Result<Option<Id>, OpError> {
        let company = company.map(handle);
        let change = member::Change {
            company: company.as_deref(),
            leave_company: company.is_none(),
            ..member::Change::default()
        };
        self.write(|tx| member::set(tx, &handle(member), &change))
    }

    fn passes(&self, act: &Act) -> Result<Option<Id>, OpError> {
        let deduct = |who: Id, amount: Amount, of: Option<Id>, lot: Option<Id>| {
            let request = deduct::Request {
                who: &handle(who),
                amount,
                kind: of.map(kind),
                lot: lot.map(LotId),
            };
            self.write(|tx| deduct::deduct(tx, &request))
        };
        match *act {
            Act::StopMonthly { monthly } => {
                self.write(|tx| recurring::stop(tx, RecurringId(monthly)))
            }
            Act::Deduct { who, halves, kind } => deduct(
                who,
                Amount::Passes(PassQty::from_halves(halves)),
                Some(kind),
                None,
            ),
            Act::DeductLot { who, lot, halves } => {
                let some = |halves| Amount::Passes(PassQty::from_halves(halves));
                deduct(who, halves.map_or(Amount::All, some), None, Some(lot))
            }
            _ => self.grant(act),
        }
    }

    fn grant(&self, act: &Act) -> Result<Option<Id>, OpError> {
        let (who, halves, of, from, to, priority, monthly) = match *act {
            Act::Grant {
                who,
                halves,
                kind,
                from,
                to,
                priority,
            } => (who, halves, kind, from, to, priority, None),
            Act::GrantMonthly {
                who,
                halves,
                kind,
                from,
                until,
            } => {
                let until = until.map(day);
                (who, halves, kind, from, None, 0, Some(Monthly { until }))
            }
            _ => panic!("{act:?} grants nothing"),
        };
        let request = grant::Request {
            who: &handle(who),
            passes: PassQty::from_halves(halves),
            kind: kind(of),
            from: from.map(day),
            expires: to.map(day),
            monthly,
            location: None,
            priority,
            memo: None,
        };
        self.write(|tx| grant::grant(tx, &request))
    }

    fn subscription(&self, act: &Act) -> Result<Option<Id>, OpError> {
        match *act {
            Act::Subscribe {
                who,
                plan,
                from,
                quantity,
                on_first,
                until,
                backfill,
            } => {
                let request = start::Request {
                    plan: PLANS[at(plan)].name,
                    from: from.map(day),
                    quantity,
                    anchor: if on_first {
                        Anchor::Month
                    } else {
                        Anchor::Start
                    },
                    until: until.map(day),
                    backfill,
                };
                self.write(|tx| start::start(tx, &handle(who), &request))
            }
            Act::Cancel { sub, when } => {
                let when = match when {
                    When::Now => ending::When::Now,
                    When::PeriodEnd => ending::When::PeriodEnd,
                    When::On(on) => ending::When::On(day(on)),
                };
                self.write(|tx| ending::cancel(tx, SubscriptionId(sub), when))
            }
            Act::Pause {
                sub,
                span: (from, to),
            } => self.write(|tx| terms::pause(tx, SubscriptionId(sub), day(from), day(to))),
            Act::Change {
                sub,
                plan,
                quantity,
            } => {
                let change = terms::Change {
                    plan: plan.map(|plan| PLANS[at(plan)].name),
                    quantity,
                    ..terms::Change::default()
                };
                self.write(|tx| terms::set(tx, SubscriptionId(sub), &change))
            }
            Act::Until { sub, until } => {
                let change = terms::Change {
                    until: Some(until.map(day)),
                    ..terms::Change::default()
                };
                self.write(|tx| terms::set(tx, SubscriptionId(sub), &change))
            }
            _ => panic!("{act:?} is about no subscription"),
        }
    }

    fn booking(&self, act: &Act) -> Result<Option<Id>, OpError> {
        match *act {
            Act::Book {
                who,
                on,
                desk,
                seats: count,
                company_pays,
            } => {
                let handle = handle(who);
                let request = book::Request {
                    on: Some(day(on)),
                    desk: desk.map(|desk| DESKS[desk].name),
                    seats: seats(count),
                    pay: company_pays.then_some(PayWith::Company),
                    ..book::Request::of(&handle)
                };
                self.write(|tx| book::book(tx, &request))
            }
            Act::Move {
                booking,
                on,
                desk,
                overridden,
            } => {
                let request = change::Move {
                    id: BookingId(booking),
                    on: on.map(day),
                    desk: desk.map(|desk| DESKS[desk].name),
                    overridden,
                };
                self.write(|tx| change::move_to(tx, &request))
            }
            Act::Seats {
                booking,
                seats: count,
                wish,
            } => {
                let request = change::Seats {
                    id: BookingId(booking),
                    seats: seats(count),
                    wish: set_aside(wish),
                };
                self.write(|tx| change::set_seats(tx, &request))
            }
            Act::CancelBooking {
                booking,
                wish,
                goodwill,
            } => {
                let goodwill = goodwill.map(|to| Goodwill {
                    expires: (to != NEVER).then(|| day(to)),
                    memo: None,
                });
                let request = cancel::Request {
                    id: BookingId(booking),
                    wish: set_aside(wish),
                    new_lot: goodwill,
                };
                self.write(|tx| cancel::cancel(tx, &request))
            }
            Act::Close {
                desk,
                span: (from, to),
                refund,
            } => {
                let wanted = Wanted {
                    from: Some(day(from)),
                    until: Some(day(to)),
                    desk: Some(DESKS[desk].name),
                    ..Wanted::default()
                };
                self.write(|tx| bulk::cancel(tx, &wanted, refund))
            }
            _ => panic!("{act:?} is about no booking"),
        }
    }

    fn visit(&self, act: &Act) -> Result<Option<Id>, OpError> {
        match *act {
            Act::UsePasses { member, on } => {
                let change = member::Change {
                    use_passes: Some(on),
                    ..member::Change::default()
                };
                self.write(|tx| member::set(tx, &handle(member), &change))
            }
            Act::CheckIn {
                who,
                guest: name,
                location,
                back,
                stay,
                kind: of,
                unpaid,
            } => {
                let came = self.now - back;
                let name = guest(name);
                let request = checkin::Request {
                    who: &handle(who),
                    at: Some(moment(came)),
                    out: stay.map(|stay| moment(came + stay)),
                    location: location.map(|location| LOCATIONS[location]),
                    service: "",
                    kind: of.map(kind),
                    guest: name.as_deref(),
                    unpaid,
                    overridden: false,
                };
                // Who is not let in is on record, which is an operation too (C3).
                self.write(|tx| checkin::checkin(tx, &request))
            }
            Act::CheckOut {
                who,
                guest: name,
                back,
            } => {
                let name = guest(name);
                let request = checkout::Request {
                    who: &handle(who),
                    at: Some(moment(self.now - back)),
                    guest: name.as_deref(),
                };
                self.write(|tx| checkout::checkout(tx, &request))
            }
            Act::Correct {
                visit,
                came,
                left,
                location,
            } => {
                let request = set::Request {
                    visit: VisitId(visit),
                    in_at: came.map(moment),
                    out: left.map(moment),
                    location: location.map(|location| LOCATIONS[location]),
                    service: None,
                };
                self.write(|tx| set::set(tx, &request))
            }
            Act::SettleOwed { who, lot } => {
                let request = settle::Request {
                    who: &handle(who),
                    lot: lot.map(LotId),
                };
                self.write(|tx| settle::settle(tx, &request))
            }
            _ => panic!("{act:?} is about no visit"),
        }
    }

    fn renew(&self, as_of: Option<i32>, yes: bool) -> Result<Option<Id>, OpError> {
        let request = renew::Request {
            as_of: as_of.map(day),
            keep: Keep::Nothing,
        };
        match renew::renew(
            &self.store,
            &self.stamp(yes),
            &request,
            &Watch::default(),
            |_| String::new(),
        )? {
            Done::Now(_, renewed) => {
                assert!(renewed.failures.is_empty(), "renew: {:?}", renewed.failures);
                Ok(renewed.operations.last().map(|operation| operation.0))
            }
            Done::Before(answer) => panic!("no key was given, but replayed {answer}"),
        }
    }
}
