//! The model: it counts lots, bookings and subscriptions by the rules, in its own way, so that the
//! program has somebody to disagree with. An act that the rules refuse is None.

mod bookings;
mod bought;
mod cheapest;
mod holds;
mod kinds;
mod packages;
mod passes;
mod plans;
mod renewal;
mod sales;
mod subscriptions;
mod undo;
mod visits;

use std::collections::BTreeMap;

use crate::acts::Act;
use crate::calendar::{NEVER, weekday};

pub(crate) use holds::Hold;
pub(crate) use kinds::{DAY, ECO, KINDS};
pub(crate) use packages::{PACKAGES, Then};
pub(crate) use plans::PLANS;
pub(crate) use sales::Sale;
pub(crate) use subscriptions::Sub;
pub(crate) use visits::{Free, Spot, Visit};

/// A number that the program counts too, from 1.
pub(crate) type Id = i64;

const DAY_MS: i64 = 86_400_000;
const HOUR_MS: i64 = 3_600_000;

/// A location, its times in milliseconds: `east` (0) is 13 hours ahead of UTC, `west` (1) 10 behind, its date from 04:00.
struct Location {
    offset: i64,
    day_starts: i64,
    opens: [i64; 7],
    /// How long it is open on each weekday; on one on which it is closed, the longest (C6).
    business: [i64; 7],
}

const LOCATIONS: [Location; 2] = [
    Location {
        offset: 13 * HOUR_MS,
        day_starts: 0,
        opens: hours([9, 9, 9, 9, 9, 0, 0]),
        business: hours([8; 7]),
    },
    Location {
        offset: -10 * HOUR_MS,
        day_starts: 4 * HOUR_MS,
        opens: hours([8, 8, 8, 8, 8, 10, 0]),
        business: hours([12, 12, 12, 12, 12, 4, 12]),
    },
];

const fn hours(of_week: [i64; 7]) -> [i64; 7] {
    let mut ms = of_week;
    let mut at = 0;
    while at < 7 {
        ms[at] *= HOUR_MS;
        at += 1;
    }
    ms
}

/// Until when a booking is cancelled in time.
#[derive(Clone, Copy)]
enum Rule {
    Start,
    Hours(i64),
    Days(i32),
}

/// A desk: where, how many seats, and until when its bookings are cancelled in time.
pub(crate) struct Desk {
    pub(crate) name: &'static str,
    pub(crate) location: usize,
    pub(crate) seats: i64,
    rule: Rule,
}

/// The desks, in the order declared: the first is number 1.
pub(crate) const DESKS: [Desk; 3] = [
    Desk {
        name: "east/small",
        location: 0,
        seats: 2,
        rule: Rule::Start,
    },
    Desk {
        name: "east/large",
        location: 0,
        seats: 4,
        rule: Rule::Hours(24),
    },
    Desk {
        name: "west/hot",
        location: 1,
        seats: 3,
        rule: Rule::Days(2),
    },
];

/// What decides a space differently from another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    /// `company_passes = "pooled"`, else `own-first`.
    pub(crate) pooled: bool,
    /// `subscription_end = "all-passes"`, else `plan-passes`.
    pub(crate) all_passes: bool,
    /// `book_ahead = "any"` of each location, else `current-period`.
    pub(crate) any_ahead: [bool; 2],
    /// `checkin_charge = "per-visit"` of each location, else `per-day`.
    pub(crate) per_visit: [bool; 2],
    /// `checkin_mode = "half-day"` of each location, else `full-day`.
    pub(crate) half_day: [bool; 2],
}

/// A member or a company.
#[derive(Debug, Clone)]
pub(crate) struct Customer {
    pub(crate) is_company: bool,
    pub(crate) company: Option<Id>,
    pub(crate) home: usize,
    /// Check-ins take passes (P3).
    pub(crate) use_passes: bool,
}

/// Where a lot comes from, in the order of spending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    Plan,
    Package,
    Grant,
    Recurring,
}

/// Passes granted together, counted in halves.
#[derive(Debug, Clone)]
pub(crate) struct Lot {
    pub(crate) owner: Id,
    pub(crate) kind: Id,
    pub(crate) granted: i64,
    pub(crate) left: i64,
    pub(crate) from: i32,
    pub(crate) to: i32,
    /// The last day it would have, had its subscription no end.
    pub(crate) natural: i32,
    /// The sale that it came with.
    bought: Option<usize>,
    /// It was sold with a package that may be put on hold.
    pub(crate) holdable: bool,
    /// It lasts as long as a grant window, which ends where a pause begins.
    windowed: bool,
    /// Its grant was undone with the operation that it came with.
    pub(crate) gone: bool,
    pub(crate) source: Source,
    pub(crate) sub: Option<Id>,
    pub(crate) home: usize,
    pub(crate) priority: i64,
}

/// What became of a booking's payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pay {
    Charged,
    Pending,
    Failed,
    Removed,
    Refunded,
}

/// Seats of a desk on a day.
#[derive(Debug, Clone)]
pub(crate) struct Booking {
    pub(crate) member: Id,
    pub(crate) desk: usize,
    pub(crate) on: i32,
    pub(crate) seats: i64,
    pub(crate) company_pays: bool,
    pub(crate) standing: bool,
    pub(crate) pay: Pay,
    /// The day of the charge and the subscription, while it is pending.
    pub(crate) waits: Option<(i32, Id)>,
    /// What each lot has paid, in the order first drawn from; 0 where all came back.
    pub(crate) paid: Vec<(Id, i64)>,
}

/// A monthly grant.
#[derive(Debug, Clone)]
pub(crate) struct Monthly {
    pub(crate) owner: Id,
    pub(crate) kind: Id,
    pub(crate) halves: i64,
    pub(crate) from: i32,
    pub(crate) until: i32,
    pub(crate) home: usize,
    /// The first day that was not looked at; None when stopped.
    pub(crate) next: Option<i32>,
    /// How often it was changed: by a lot, by stopping it.
    changes: u32,
}

/// An operation that can be undone.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) id: Id,
    pub(crate) moves: Vec<(Id, i64)>,
    /// The monthly grant it began or stopped, with what there was before and its changes after.
    monthly: Option<undo::MonthlyChange>,
    /// The sale that it made, took back or brought back.
    sale: Option<usize>,
    /// Whose `use_passes` it changed, and to what.
    use_passes: Option<(Id, bool)>,
    /// How many subscriptions there were, and how many lots.
    subs: usize,
    lots: usize,
    pub(crate) undone: bool,
}

/// All that is counted.
#[derive(Debug, Clone)]
pub(crate) struct Oracle {
    pub(crate) rules: Rules,
    pub(crate) now: i64,
    /// When the last operation was.
    pub(crate) last_at: i64,
    pub(crate) customers: Vec<Customer>,
    pub(crate) lots: Vec<Lot>,
    pub(crate) subs: Vec<Sub>,
    pub(crate) monthly: Vec<Monthly>,
    pub(crate) holds: Vec<Hold>,
    pub(crate) bookings: Vec<Booking>,
    pub(crate) visits: Vec<Visit>,
    /// What each lot pays for a person's date.
    pub(crate) charged: BTreeMap<Spot, Vec<(Id, i64)>>,
    pub(crate) sales: Vec<Sale>,
    /// How often invoices were issued.
    issues: u32,
    pub(crate) operations: Vec<Operation>,
    /// What the running act did that can be undone.
    undoable: Option<Operation>,
    /// The last operation put nothing but a refused visit on record, which stays.
    noted: bool,
    /// The running act did no more than that.
    notes: bool,
    /// The last operation, and the books before it.
    last: Option<(Id, Box<Oracle>)>,
}

/// The place of a number in a list.
pub(crate) fn at(id: Id) -> usize {
    usize::try_from(id - 1).expect("numbers begin with 1")
}

/// The number of a place in a list.
pub(crate) fn id(at: usize) -> Id {
    Id::try_from(at).expect("few") + 1
}

impl Oracle {
    pub(crate) fn new(rules: Rules, now: i64) -> Self {
        Self {
            rules,
            now,
            last_at: now,
            customers: Vec::new(),
            lots: Vec::new(),
            subs: Vec::new(),
            monthly: Vec::new(),
            holds: Vec::new(),
            bookings: Vec::new(),
            visits: Vec::new(),
            charged: BTreeMap::new(),
            sales: Vec::new(),
            issues: 0,
            operations: Vec::new(),
            undoable: None,
            noted: false,
            notes: false,
            last: None,
        }
    }

    /// The books after the act, or None where the rules refuse it.
    pub(crate) fn after(&self, act: &Act) -> Option<Self> {
        let mut next = self.clone();
        next.undoable = None;
        next.notes = false;
        next.act(act)?;
        Some(next)
    }

    /// The program wrote the act as that operation; the books before it were these.
    pub(crate) fn written_as(&mut self, operation: Option<Id>, before: Self) {
        if let Some(id) = operation {
            self.last_at = self.now;
            self.noted = std::mem::take(&mut self.notes);
            self.last = Some((id, Box::new(before)));
            if let Some(done) = self.undoable.take() {
                self.operations.push(Operation { id, ..done });
            }
        }
    }

    /// Whether nothing stands: no pass, no booking, no visit, no sale, no hold.
    pub(crate) fn is_empty(&self) -> bool {
        self.lots.iter().all(|lot| lot.left == 0)
            && self.bookings.iter().all(|booking| !booking.standing)
            && self.visits.iter().all(|visit| visit.refused)
            && self.sales.iter().all(|sale| sale.gone)
            && self.holds.iter().all(|hold| hold.gone)
    }

    /// Forgets what was before.
    pub(crate) fn forget(&mut self) {
        self.last = None;
    }

    fn act(&mut self, act: &Act) -> Option<()> {
        match *act {
            Act::Clock { ms } => self.now += ms,
            Act::AddCustomer {
                is_company,
                company,
                home,
            } => self.customers.push(Customer {
                is_company,
                company,
                home,
                use_passes: false,
            }),
            Act::UsePasses { member, on } => self.set_use_passes(member, on),
            Act::CheckIn { .. } => self.check_in(act)?,
            Act::CheckOut { who, guest, back } => self.check_out(who, guest, back)?,
            Act::Correct { .. } => self.correct(act)?,
            Act::SettleOwed { who, lot } => self.settle_owed(who, lot)?,
            Act::Join { member, company } => self.join(member, Some(company)),
            Act::Leave { member } => {
                self.customer(member).company?;
                self.join(member, None);
            }
            Act::Grant { .. } => self.grant(act)?,
            Act::GrantMonthly { .. } => self.grant_monthly(act)?,
            Act::Sell {
                who,
                kind,
                count,
                free,
            } => self.sell(who, kind, count, free),
            Act::SellPackage { .. } => self.sell_package(act)?,
            Act::Hold {
                who,
                lot,
                from,
                until,
            } => self.hold(who, lot, from, until)?,
            Act::EndHold { hold, on } => self.end_hold(hold, on)?,
            Act::DeleteHold { hold } => self.delete_hold(hold)?,
            Act::Issue { who } => self.issue(who),
            Act::StopMonthly { monthly } => self.stop_monthly(monthly)?,
            Act::Deduct { who, halves, kind } => self.deduct(who, halves, kind)?,
            Act::DeductLot { who, lot, halves } => self.deduct_lot(who, lot, halves)?,
            Act::Subscribe { .. } => self.subscribe(act)?,
            Act::Cancel { sub, when } => self.cancel_subscription(sub, when)?,
            Act::Pause { sub, span } => self.pause(sub, span)?,
            Act::Change {
                sub,
                plan,
                quantity,
            } => self.change(sub, plan, quantity)?,
            Act::Until { sub, until } => self.change_end(sub, until)?,
            Act::Book { .. } => self.book(act)?,
            Act::Move {
                booking,
                on,
                desk,
                overridden,
            } => {
                self.move_booking(booking, on, desk, overridden)?;
            }
            Act::Seats {
                booking,
                seats,
                wish,
            } => self.set_seats(booking, seats, wish)?,
            Act::CancelBooking {
                booking,
                wish,
                goodwill,
            } => {
                self.cancel_booking(booking, wish, goodwill, false)?;
            }
            Act::Close { desk, span, refund } => self.close(desk, span, refund)?,
            Act::Renew { as_of, yes } => self.renew(as_of, yes)?,
            Act::Undo { operation } => self.undo(operation)?,
            Act::UndoLast { operation } => self.undo_last(operation)?,
        }
        Some(())
    }

    pub(crate) fn customer(&self, who: Id) -> &Customer {
        &self.customers[at(who)]
    }

    /// The business date at a location.
    pub(crate) fn today_at(&self, location: usize) -> i32 {
        date_at(location, self.now)
    }

    /// The business date of a customer.
    pub(crate) fn today(&self, who: Id) -> i32 {
        self.today_at(self.customer(who).home)
    }

    /// The company that a customer belongs to or is.
    pub(crate) fn company_of(&self, who: Id) -> Option<Id> {
        let customer = self.customer(who);
        if customer.is_company {
            Some(who)
        } else {
            customer.company
        }
    }

    /// The company and its members, or the customer alone, by number.
    fn unit(&self, who: Id) -> Vec<Id> {
        let company = self.company_of(who);
        let all = 1..=id(self.customers.len()) - 1;
        all.filter(|one| *one == who || (company.is_some() && self.company_of(*one) == company))
            .collect()
    }

    /// Another company, or none: what waits for the former company's plans fails (P5, R7).
    fn join(&mut self, member: Id, company: Option<Id>) {
        let before = self.customer(member).company;
        self.customers[at(member)].company = company;
        if before.is_some() && before != company {
            for booking in &mut self.bookings {
                let waits = booking.waits.filter(|_| booking.pay == Pay::Pending);
                let of_company =
                    waits.is_some_and(|(_, sub)| Some(self.subs[at(sub)].customer) == before);
                if booking.member == member && of_company {
                    booking.fail();
                }
            }
        }
    }

    /// Whether a booking of that desk for that day is still cancelled in time.
    fn in_time(&self, desk: usize, on: i32) -> bool {
        let location = &LOCATIONS[DESKS[desk].location];
        let opens = location.opens[usize::try_from(weekday(on)).expect("0 to 6")];
        let start = i64::from(on) * DAY_MS + opens - location.offset;
        let deadline = match DESKS[desk].rule {
            Rule::Start => start,
            Rule::Hours(hours) => start - hours * HOUR_MS,
            Rule::Days(days) => start - i64::from(days) * DAY_MS,
        };
        self.now <= deadline
    }

    fn add_lot(&mut self, lot: Lot) -> Id {
        self.lots.push(lot);
        id(self.lots.len()) - 1
    }
}

impl Booking {
    /// Nothing will pay it.
    fn fail(&mut self) {
        self.standing = false;
        self.pay = Pay::Failed;
    }

    /// What lots have paid.
    pub(crate) fn charged(&self) -> i64 {
        self.paid.iter().map(|(_, halves)| halves).sum()
    }

    fn adds(&mut self, lot: Id, halves: i64) {
        match self.paid.iter_mut().find(|(other, _)| *other == lot) {
            Some((_, paid)) => *paid += halves,
            None => self.paid.push((lot, halves)),
        }
    }
}

/// The business date of a moment at a location.
fn date_at(location: usize, at: i64) -> i32 {
    let here = &LOCATIONS[location];
    let local = at + here.offset - here.day_starts;
    i32::try_from(local.div_euclid(DAY_MS)).expect("a few years")
}

/// When a business date begins at a location.
fn begins(location: usize, on: i32) -> i64 {
    let here = &LOCATIONS[location];
    i64::from(on) * DAY_MS + here.day_starts - here.offset
}

/// Whether a desk can be booked on that day: the declared closed dates.
pub(crate) fn closed(location: usize, day: i32) -> bool {
    let (from, to) = CLOSED[location];
    (from..=to).contains(&day)
}

/// The closed dates of each location: 3–5 June in the east, 4 July in the west, of 2026.
const CLOSED: [(i32, i32); 2] = [(20_607, 20_609), (20_638, 20_638)];

/// The last day, as a day that may be never.
fn last(until: Option<i32>) -> i32 {
    until.unwrap_or(NEVER)
}
