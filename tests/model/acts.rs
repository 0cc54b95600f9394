//! What may happen in a space, and how the next act is chosen.

use crate::calendar::{NEVER, Span, month};
use crate::dice::Dice;
use crate::oracle::{DAY, DESKS, ECO, Hold, Id, KINDS, Oracle, PACKAGES, PLANS, Pay, id};

/// When a subscription is cancelled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    Now,
    PeriodEnd,
    On(i32),
}

/// Whether the desk's rule is set aside.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wish {
    Rule,
    Refund,
    NoRefund,
}

impl Wish {
    pub(crate) const fn says(self, in_time: bool) -> bool {
        match self {
            Self::Rule => in_time,
            Self::Refund => true,
            Self::NoRefund => false,
        }
    }
}

/// One act. Numbers are the program's; days are days since 1970-01-01, passes halves.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    Clock {
        ms: i64,
    },
    AddCustomer {
        is_company: bool,
        company: Option<Id>,
        home: usize,
    },
    UsePasses {
        member: Id,
        on: bool,
    },
    /// `guest` 0 is the member; `back` and `stay` are milliseconds.
    CheckIn {
        who: Id,
        guest: u8,
        location: Option<usize>,
        back: i64,
        stay: Option<i64>,
        kind: Option<Id>,
        unpaid: bool,
    },
    CheckOut {
        who: Id,
        guest: u8,
        back: i64,
    },
    Correct {
        visit: Id,
        came: Option<i64>,
        left: Option<i64>,
        location: Option<usize>,
    },
    SettleOwed {
        who: Id,
        lot: Option<Id>,
    },
    Join {
        member: Id,
        company: Id,
    },
    Leave {
        member: Id,
    },
    Grant {
        who: Id,
        halves: i64,
        kind: Id,
        from: Option<i32>,
        to: Option<i32>,
        priority: i64,
    },
    GrantMonthly {
        who: Id,
        halves: i64,
        kind: Id,
        from: Option<i32>,
        until: Option<i32>,
    },
    StopMonthly {
        monthly: Id,
    },
    Sell {
        who: Id,
        kind: Id,
        count: i64,
        free: bool,
    },
    SellPackage {
        who: Id,
        package: Id,
        count: i64,
        free: bool,
        from: Option<i32>,
    },
    Issue {
        who: Id,
    },
    Hold {
        who: Id,
        lot: Id,
        from: Option<i32>,
        until: Option<i32>,
    },
    EndHold {
        hold: Id,
        on: Option<i32>,
    },
    DeleteHold {
        hold: Id,
    },
    Deduct {
        who: Id,
        halves: i64,
        kind: Id,
    },
    DeductLot {
        who: Id,
        lot: Id,
        halves: Option<i64>,
    },
    Subscribe {
        who: Id,
        plan: Id,
        from: Option<i32>,
        quantity: i64,
        on_first: bool,
        until: Option<i32>,
        backfill: bool,
    },
    Cancel {
        sub: Id,
        when: When,
    },
    Pause {
        sub: Id,
        span: Span,
    },
    Change {
        sub: Id,
        plan: Option<Id>,
        quantity: Option<i64>,
    },
    Until {
        sub: Id,
        until: Option<i32>,
    },
    Book {
        who: Id,
        on: i32,
        desk: Option<usize>,
        seats: i64,
        company_pays: bool,
    },
    Move {
        booking: Id,
        on: Option<i32>,
        desk: Option<usize>,
        overridden: bool,
    },
    Seats {
        booking: Id,
        seats: i64,
        wish: Wish,
    },
    CancelBooking {
        booking: Id,
        wish: Wish,
        goodwill: Option<i32>,
    },
    Close {
        desk: usize,
        span: Span,
        refund: bool,
    },
    Renew {
        as_of: Option<i32>,
        yes: bool,
    },
    Undo {
        operation: Id,
    },
    UndoLast {
        operation: Id,
    },
}

const HOUR_MS: i64 = 3_600_000;
const MOST_CUSTOMERS: usize = 9;

impl Act {
    /// The next act, with an eye on what there is.
    pub(crate) fn choose(dice: &mut Dice, oracle: &Oracle) -> Self {
        loop {
            if let Some(act) = Self::candidate(dice, oracle) {
                return act;
            }
        }
    }

    fn candidate(dice: &mut Dice, oracle: &Oracle) -> Option<Self> {
        if dice.percent(40) {
            return visit(dice, oracle);
        }
        let roll = dice.between(1, 100);
        match roll {
            1..=12 => Some(clock(dice)),
            13..=21 => sell(dice, oracle),
            22..=23 => add_customer(dice, oracle),
            24..=25 => change_company(dice, oracle),
            26..=29 => grant(dice, oracle),
            30..=31 => grant_monthly(dice, oracle),
            32..=35 => deduct(dice, oracle),
            36..=40 => subscribe(dice, oracle),
            41..=46 => change_subscription(dice, oracle),
            47..=59 => book(dice, oracle),
            60..=69 => hold(dice, oracle),
            70..=83 => change_booking(dice, oracle),
            84 => Some(close(dice, oracle)),
            85..=94 => Some(renew(dice, oracle)),
            95..=97 => undo(dice, oracle),
            _ => oracle
                .undoable_last()
                .map(|operation| Self::UndoLast { operation }),
        }
    }
}

fn clock(dice: &mut Dice) -> Act {
    let ms = match dice.between(1, 20) {
        1..=9 => dice.between(1, 20 * HOUR_MS),
        10..=16 => dice.between(1, 6) * 24 * HOUR_MS,
        17..=19 => dice.between(7, 20) * 24 * HOUR_MS,
        _ => dice.between(21, 70) * 24 * HOUR_MS,
    };
    Act::Clock { ms }
}

/// Somebody comes or goes, or what is on record of it changes.
fn visit(dice: &mut Dice, oracle: &Oracle) -> Option<Act> {
    let who = anyone(dice, oracle)?;
    match dice.between(1, 100) {
        1..=8 => Some(Act::Clock {
            ms: dice.between(1, 6 * HOUR_MS),
        }),
        9..=48 => Some(check_in(dice, who)),
        49..=73 => check_out(dice, oracle),
        74..=88 => correct(dice, oracle),
        89..=94 => {
            let recent = oracle.lots.len().saturating_sub(12);
            let lots: Vec<Id> = (recent..oracle.lots.len()).map(id).collect();
            let lot = dice.one_of(&lots).copied().filter(|_| dice.percent(30));
            Some(Act::SettleOwed { who, lot })
        }
        _ => (!oracle.customer(who).is_company).then(|| Act::UsePasses {
            member: who,
            on: dice.percent(80),
        }),
    }
}

/// Mostly now, sometimes from an offline list of the last days.
fn ago(dice: &mut Dice) -> i64 {
    match dice.between(1, 20) {
        1..=12 => 0,
        13..=16 => dice.between(0, 8 * HOUR_MS),
        17..=19 => dice.between(0, 60 * HOUR_MS),
        _ => -dice.between(1, HOUR_MS),
    }
}

fn some_guest(dice: &mut Dice) -> u8 {
    if dice.percent(25) {
        1 + u8::from(dice.percent(40))
    } else {
        0
    }
}

/// How long a stay is: to the second of the half day now and then.
fn stay(dice: &mut Dice) -> i64 {
    match dice.between(1, 10) {
        1 => 0,
        2 => 4 * HOUR_MS,
        3 => 2 * HOUR_MS,
        4..=8 => dice.between(0, 5 * HOUR_MS),
        _ => dice.between(0, 16 * HOUR_MS),
    }
}

fn check_in(dice: &mut Dice, who: Id) -> Act {
    let back = ago(dice);
    let location = usize::from(dice.percent(50));
    Act::CheckIn {
        who,
        guest: some_guest(dice),
        location: dice.percent(50).then_some(location),
        back,
        stay: (back > 0 && dice.percent(60)).then(|| stay(dice).min(back + 1)),
        kind: dice.percent(15).then(|| some_kind(dice)),
        unpaid: dice.percent(25),
    }
}

fn check_out(dice: &mut Dice, oracle: &Oracle) -> Option<Act> {
    let open = oracle
        .visits
        .iter()
        .filter(|visit| !visit.refused && visit.left.is_none());
    let open: Vec<(Id, u8)> = open.map(|visit| (visit.member, visit.guest)).collect();
    let (who, guest) = match dice.one_of(&open) {
        Some(one) if dice.percent(95) => *one,
        _ => (anyone(dice, oracle)?, some_guest(dice)),
    };
    Some(Act::CheckOut {
        who,
        guest,
        back: ago(dice) / 4,
    })
}

fn correct(dice: &mut Dice, oracle: &Oracle) -> Option<Act> {
    let recent = oracle.visits.len().saturating_sub(10);
    let all: Vec<Id> = (recent..oracle.visits.len()).map(id).collect();
    let visit = *dice.one_of(&all)?;
    let was = &oracle.visits[oracle_at(visit)];
    let moved = match dice.between(1, 4) {
        1 => None,
        2 => Some(was.came - dice.between(0, 26 * HOUR_MS)),
        _ => Some(was.came + dice.between(-3 * HOUR_MS, 3 * HOUR_MS)),
    };
    let came = moved.unwrap_or(was.came);
    Some(Act::Correct {
        visit,
        came: moved,
        left: dice.percent(60).then(|| came + stay(dice)),
        location: dice.percent(15).then(|| usize::from(dice.percent(50))),
    })
}

/// Mostly what pays desks too.
fn some_kind(dice: &mut Dice) -> Id {
    match dice.between(1, 10) {
        1..=4 => DAY,
        5..=6 => ECO,
        _ => dice.between(3, id(KINDS.len()) - 1),
    }
}

/// So many half passes, a whole number of passes where there are no halves, mostly.
fn some_halves(dice: &mut Dice, kind: Id, most: i64) -> i64 {
    let halves = dice.between(1, most);
    if kind > ECO && dice.percent(95) {
        (halves + 1) / 2 * 2
    } else {
        halves
    }
}

fn anyone(dice: &mut Dice, oracle: &Oracle) -> Option<Id> {
    let all: Vec<Id> = (0..oracle.customers.len()).map(id).collect();
    dice.one_of(&all).copied()
}

fn some_company(dice: &mut Dice, oracle: &Oracle) -> Option<Id> {
    let all = oracle.customers.iter().enumerate();
    let companies: Vec<Id> = all
        .filter(|(_, one)| one.is_company)
        .map(|(at, _)| id(at))
        .collect();
    dice.one_of(&companies).copied()
}

fn add_customer(dice: &mut Dice, oracle: &Oracle) -> Option<Act> {
    if oracle.customers.len() >= MOST_CUSTOMERS {
        return None;
    }
    let is_company = dice.percent(25);
    let company = if dice.percent(50) {
        some_company(dice, oracle)
    } else {
        None
    };
    let home = usize::from(dice.percent(40));
    Some(Act::AddCustomer {
        is_company,
        company: company.filter(|_| !is_company),
        home,
    })
}

fn change_company(dice: &mut Dice, oracle: &Oracle) -> Option<Act> {
    let member = anyone(dice, oracle)?;
    if oracle.customer(member).is_company {
        return None;
    }
    if dice.percent(40) {
        return Some(Act::Leave { member });
    }
    let company = some_company(dice, oracle)?;
    Some(Act::Join { member, company })
}

/// Nothing, or a day around that one.
fn maybe_day(dice: &mut Dice, percent: i64, around: i32, low: i32, high: i32) -> Option<i32> {
    dice.percent(percent).then(|| around + dice.days(low, high))
}

fn grant(dice: &mut Dice, oracle: &Oracle) -> Option<Act> {
    let who = anyone(dice, oracle)?;
    let today = oracle.today(who);
    let kind = some_kind(dice);
    Some(Act::Grant {
        who,
        halves: some_halves(dice, kind, 12),
        kind,
        from: maybe_day(dice, 30, today, -10, 30),
        to: maybe_day(dice, 60, today, -2, 90),
        priority: if dice.percent(20) {
            dice.between(-1, 2)
        } else {
            0
        },
    })
}

/// Mostly a sale, sometimes an invoice.
fn sell(dice: &mut Dice, oracle: &Oracle) -> Option<Act> {
    let who = anyone(dice, oracle)?;
    if dice.percent(25) {
        return Some(Act::Issue { who });
    }
    if dice.percent(60) {
        return Some(Act::SellPackage {
            who,
            package: dice.between(1, id(PACKAGES.len()) - 1),
            count: dice.between(1, 2),
            free: dice.percent(20),
            from: maybe_day(dice, 30, oracle.today(who), -40, 20),
        });
    }
    Some(Act::Sell {
        who,
        kind: some_kind(dice),
        count: dice.between(1, 12),
        free: dice.percent(20),
    })
}

/// A lot put on hold, mostly one that may be; or a hold changed or taken away.
fn hold(dice: &mut Dice, oracle: &Oracle) -> Option<Act> {
    if dice.percent(40) {
        let all = oracle.holds.iter().enumerate();
        let any = dice.percent(5);
        let standing = all.filter(|(_, hold)| any || !hold.gone);
        let holds: Vec<Id> = standing.map(|(at, _)| id(at)).collect();
        let hold = *dice.one_of(&holds)?;
        if dice.percent(30) {
            return Some(Act::DeleteHold { hold });
        }
        let Hold { lot, span, .. } = oracle.holds[oracle_at(hold)];
        let today = oracle.today(oracle.lots[oracle_at(lot)].owner);
        let around = if dice.percent(50) { span.0 } else { today };
        let on = maybe_day(dice, 80, around, -2, 15);
        return Some(Act::EndHold { hold, on });
    }
    let any = dice.percent(10);
    let lots = oracle.lots.iter().enumerate();
    let lots = lots.filter(|(_, lot)| any || lot.holdable && lot.left > 0);
    let lots: Vec<Id> = lots.map(|(at, _)| id(at)).collect();
    let lot = *dice.one_of(&lots)?;
    let owner = oracle.lots[oracle_at(lot)].owner;
    let who = if dice.percent(80) {
        owner
    } else {
        anyone(dice, oracle)?
    };
    let today = oracle.today(owner);
    let from = maybe_day(dice, 70, today, -6, 20);
    let until = maybe_day(dice, 75, from.unwrap_or(today), -1, 14);
    Some(Act::Hold {
        who,
        lot,
        from,
        until,
    })
}

fn grant_monthly(dice: &mut Dice, oracle: &Oracle) -> Option<Act> {
    if dice.percent(30) {
        let all: Vec<Id> = (0..oracle.monthly.len()).map(id).collect();
        let monthly = *dice.one_of(&all)?;
        return Some(Act::StopMonthly { monthly });
    }
    let who = anyone(dice, oracle)?;
    let today = oracle.today(who);
    let kind = some_kind(dice);
    Some(Act::GrantMonthly {
        who,
        halves: some_halves(dice, kind, 6),
        kind,
        from: maybe_day(dice, 50, today, -40, 40),
        until: maybe_day(dice, 50, today, -5, 120),
    })
}

fn deduct(dice: &mut Dice, oracle: &Oracle) -> Option<Act> {
    let who = anyone(dice, oracle)?;
    if dice.percent(60) {
        let kind = some_kind(dice);
        return Some(Act::Deduct {
            who,
            halves: some_halves(dice, kind, 6),
            kind,
        });
    }
    let all: Vec<Id> = (0..oracle.lots.len()).map(id).collect();
    let recent = all.len().saturating_sub(12);
    let lot = *dice.one_of(&all[recent..])?;
    let halves = dice.percent(60).then(|| dice.between(1, 4));
    Some(Act::DeductLot { who, lot, halves })
}

fn some_plan(dice: &mut Dice) -> Id {
    dice.between(1, id(PLANS.len()) - 1)
}

fn subscribe(dice: &mut Dice, oracle: &Oracle) -> Option<Act> {
    let who = anyone(dice, oracle)?;
    let today = oracle.today(who);
    let running = oracle.subs.iter().filter(|sub| !sub.is_over(today)).count();
    if running > 8 {
        return None;
    }
    Some(Act::Subscribe {
        who,
        plan: some_plan(dice),
        from: maybe_day(dice, 60, today, -45, 45),
        quantity: if dice.percent(25) {
            dice.between(2, 3)
        } else {
            1
        },
        on_first: dice.percent(25),
        until: maybe_day(dice, 25, today, -3, 150),
        backfill: dice.percent(20),
    })
}

fn change_subscription(dice: &mut Dice, oracle: &Oracle) -> Option<Act> {
    let all: Vec<Id> = (0..oracle.subs.len()).map(id).collect();
    let sub = *dice.one_of(&all)?;
    let held = &oracle.subs[oracle_at(sub)];
    let today = oracle.today(held.customer);
    if held.is_over(today) && dice.percent(80) {
        return None;
    }
    Some(match dice.between(1, 10) {
        1 => Act::Cancel {
            sub,
            when: When::Now,
        },
        2 => Act::Cancel {
            sub,
            when: When::PeriodEnd,
        },
        3 => Act::Cancel {
            sub,
            when: When::On(today + dice.days(-2, 60)),
        },
        4..=5 => Act::Until {
            sub,
            until: maybe_day(dice, 60, today, -2, 120),
        },
        6..=8 => {
            let first = held.period(held.start.max(today + dice.days(0, 70)))?;
            let end = held.period(first.1 + dice.days(1, 40))?;
            let span = if dice.percent(50) {
                first
            } else {
                (first.0, end.1)
            };
            let crooked = i32::from(dice.percent(10));
            Act::Pause {
                sub,
                span: (span.0, span.1 - crooked),
            }
        }
        _ => {
            let plan = dice.percent(60).then(|| some_plan(dice));
            let another = plan.is_none() || dice.percent(40);
            let quantity = another.then(|| dice.between(1, 3));
            Act::Change {
                sub,
                plan,
                quantity,
            }
        }
    })
}

fn oracle_at(id: Id) -> usize {
    crate::oracle::at(id)
}

fn some_desk(dice: &mut Dice, percent: i64) -> Option<usize> {
    let all: Vec<usize> = (0..DESKS.len()).collect();
    dice.one_of(&all).copied().filter(|_| dice.percent(percent))
}

/// A day to book: mostly soon, so that desks fill up.
fn day_to_book(dice: &mut Dice, today: i32) -> i32 {
    match dice.between(1, 10) {
        1..=5 => today + dice.days(-1, 8),
        6..=7 => month(today).1 + dice.days(0, 5),
        _ => today + dice.days(9, 80),
    }
}

fn book(dice: &mut Dice, oracle: &Oracle) -> Option<Act> {
    let who = anyone(dice, oracle)?;
    Some(Act::Book {
        who,
        on: day_to_book(dice, oracle.today(who)),
        desk: some_desk(dice, 70),
        seats: if dice.percent(30) {
            dice.between(0, 5)
        } else {
            1
        },
        company_pays: dice.percent(15),
    })
}

fn wish(dice: &mut Dice) -> Wish {
    match dice.between(1, 10) {
        1..=2 => Wish::Refund,
        3 => Wish::NoRefund,
        _ => Wish::Rule,
    }
}

fn change_booking(dice: &mut Dice, oracle: &Oracle) -> Option<Act> {
    let all = oracle.bookings.iter().enumerate();
    let some = dice.between(1, 100);
    let meant = all.filter(|(_, one)| match some {
        1..=3 => true,
        4..=40 => one.pay == Pay::Pending,
        _ => one.standing && one.on >= oracle.today(one.member) - 1,
    });
    let meant: Vec<Id> = meant.map(|(at, _)| id(at)).collect();
    let booking = *dice.one_of(&meant)?;
    let member = oracle.bookings[oracle_at(booking)].member;
    let today = oracle.today(member);
    Some(match dice.between(1, 10) {
        1..=5 => Act::Move {
            booking,
            on: dice.percent(85).then(|| day_to_book(dice, today)),
            desk: some_desk(dice, 40),
            overridden: dice.percent(15),
        },
        6..=7 => Act::Seats {
            booking,
            seats: dice.between(1, 4),
            wish: wish(dice),
        },
        _ => {
            let wish = wish(dice);
            let goodwill = dice
                .percent(15)
                .then(|| maybe_day(dice, 70, today, -1, 60).unwrap_or(NEVER));
            Act::CancelBooking {
                booking,
                wish,
                goodwill,
            }
        }
    })
}

fn close(dice: &mut Dice, oracle: &Oracle) -> Act {
    let desk = some_desk(dice, 100).unwrap_or(0);
    let from = oracle.today_at(DESKS[desk].location) + dice.days(-2, 20);
    Act::Close {
        desk,
        span: (from, from + dice.days(0, 2)),
        refund: dice.percent(80),
    }
}

fn renew(dice: &mut Dice, oracle: &Oracle) -> Act {
    let today = oracle.today_at(0).max(oracle.today_at(1));
    Act::Renew {
        as_of: maybe_day(dice, 15, today, -8, 1),
        yes: dice.percent(50),
    }
}

fn undo(dice: &mut Dice, oracle: &Oracle) -> Option<Act> {
    let recent = oracle.operations.len().saturating_sub(15);
    let operation = dice.one_of(&oracle.operations[recent..])?.id;
    Some(Act::Undo { operation })
}
