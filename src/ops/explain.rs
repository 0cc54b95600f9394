//! `explain`: the life of each lot of passes, as facts (A5).

use super::facts::{self, Space};
use super::{OpError, ReferenceError, who};
use crate::domain::customer::Customer;
use crate::domain::day::{Day, DaySpan, Instant};
use crate::domain::entry::EntryType;
use crate::domain::ids::{BookingId, LotId, OperationId};
use crate::domain::kind::Kind;
use crate::domain::lot::Lot;
use crate::domain::pool::Purse;
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::domain::spend::precedence::Precedence;
use crate::domain::spend::{self, Fit, Spend};
use crate::store::history::{self, Filter, Line};
use crate::store::{
    AsOf, Snapshot, bookings, customers, desks, lots, purchases, subscriptions, uses,
};

/// What to explain.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Whose passes, as typed (P2).
    pub who: &'a str,
    /// That lot only.
    pub lot: Option<LotId>,
}

/// Passes of a customer, explained.
#[derive(Debug)]
pub struct Explained {
    /// The customer.
    pub customer: Customer,
    /// The lots: those that can be used today in the order in which they are spent, then those to
    /// come, then those that are over.
    pub lives: Vec<Life>,
}

/// An entry of a lot, with all that is told of it.
pub type Event = Line;

/// The life of a lot.
#[derive(Debug)]
pub struct Life {
    /// The lot as it stands.
    pub lot: Lot,
    /// Its owner's handle.
    pub owner: String,
    /// What one pass of it buys.
    pub kind: Kind,
    /// Where it is at home, in a space of several locations.
    pub home: Option<String>,
    /// The plan that it came with, as it was called then.
    pub plan: Option<String>,
    /// The day of its first visit, where it began with that (T2).
    pub begun_on: Option<Day>,
    /// What moved its passes, in order; the grant is the first.
    pub events: Vec<Event>,
    /// The bookings that it covers without a count, by date (T2).
    pub covered: Vec<(BookingId, Day)>,
    /// Whether it can be used today.
    pub today: Today,
    /// When it is spent, where it can be used.
    pub turn: Turn,
}

/// Whether a lot can be used today, and why not (B2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Today {
    /// It can.
    Usable {
        /// Today is its last day.
        last: bool,
    },
    /// Something is left, but the customer may not spend it any more (P4, P5).
    OfOthers,
    /// It is on hold (T4).
    OnHold(DaySpan),
    /// Its first day is to come.
    NotYet,
    /// Its last day is over, and so many passes were left then.
    Lapsed(PassQty),
    /// Nothing is left of it.
    Empty,
    /// What granted it was taken back (A3).
    TakenBack,
}

impl Today {
    /// Whether it can.
    #[must_use]
    pub const fn is_usable(self) -> bool {
        matches!(self, Self::Usable { .. })
    }
}

/// The neighbours of a lot in the order in which the customer spends passes of its kind (B3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Turn {
    /// The lot that is spent before it, and why.
    pub after: Option<(LotId, Precedence)>,
    /// The lot that is spent after it, and why.
    pub before: Option<(LotId, Precedence)>,
}

/// What is known about the customer who asks.
struct Asking<'a, 'db> {
    db: &'a Snapshot<'db>,
    space: Space,
    customer: Customer,
    today: Day,
    open: Vec<Lot>,
}

/// Tells the lives of a customer's lots, of those that were spent for them, and of those of their
/// company that have something left; or of one lot, refused where it never was open to them.
pub fn explain(db: &Snapshot, request: Request, now: Instant) -> Result<Explained, OpError> {
    let space = Space::read(db)?;
    let customer = who::find(db, request.who)?;
    let asking = Asking {
        db,
        today: space.today(&customer, now),
        open: facts::open_lots(db, &space.settings, &customer)?,
        space,
        customer,
    };
    let chosen = match request.lot {
        Some(lot) => vec![asking.one(lot)?],
        None => asking.all()?,
    };
    let mut lives = Vec::with_capacity(chosen.len());
    for lot in chosen {
        lives.push(asking.life(lot)?);
    }
    lives.sort_by_cached_key(|life| asking.place(life));
    Ok(Explained {
        customer: asking.customer,
        lives,
    })
}

impl Asking<'_, '_> {
    fn all(&self) -> Result<Vec<Lot>, OpError> {
        let mut all = lots::list_of(self.db, self.customer.id)?;
        for lot in &self.open {
            let of_company = Some(lot.owner) == self.customer.company;
            if of_company && all.iter().all(|known| known.id != lot.id) {
                all.push(lot.clone());
            }
        }
        Ok(all)
    }

    fn one(&self, id: LotId) -> Result<Lot, OpError> {
        let unknown = || ReferenceError::Unknown {
            what: "lot",
            given: id.to_string(),
            nearest: Vec::new(),
        };
        let lot = lots::find(self.db, id)?.ok_or_else(unknown)?;
        let rule = self.space.settings.company_passes;
        let is_theirs = facts::owners(self.db, rule, &self.customer)?.contains(&lot.owner)
            || lots::list_of(self.db, self.customer.id)?.contains(&lot);
        if is_theirs {
            Ok(lot)
        } else {
            Err(Refusal::LotOfOthers { lot: id }.into())
        }
    }

    fn life(&self, lot: Lot) -> Result<Life, OpError> {
        let kind = self.space.kind(lot.kind).clone();
        let filter = Filter {
            lot: Some(lot.id),
            ..Filter::default()
        };
        let mut events = history::page(self.db, &filter)?;
        self.as_they_were(&mut events)?;
        let plan = match lot.subscription {
            Some(id) => subscriptions::find(self.db, id)?
                .map(|subscription| subscription.term_on(lot.valid_from).plan_name.clone()),
            None => None,
        };
        let home = &self.space.location(lot.location).terms.handle;
        let today = self.state(&lot, &events);
        let covered = uses::covered_by(self.db, lot.id)?.into_iter();
        let by_use = purchases::find_begun_by_use(self.db, lot.id)?;
        Ok(Life {
            begun_on: by_use.and_then(|purchase| purchase.begun_on),
            covered: covered.map(|(booking, on, _)| (booking, on)).collect(),
            owner: customers::get(self.db, lot.owner)?.handle,
            home: (self.space.locations.len() > 1).then(|| home.to_string()),
            turn: self.turn(&lot, &kind),
            plan,
            events,
            today,
            kind,
            lot,
        })
    }

    /// Tells for which date and desk passes were spent that have come back since: the booking may
    /// have been moved by then, or with that.
    fn as_they_were(&self, events: &mut [Event]) -> Result<(), OpError> {
        for at in 0..events.len() {
            let of = events[at].entry.of;
            let Some(booking) = of.booking else {
                continue;
            };
            let came_back = match of.kind {
                EntryType::Spend => events[at..].iter().find(|later| {
                    let later = later.entry.of;
                    later.kind == EntryType::Refund && later.booking == of.booking
                }),
                EntryType::Grant
                | EntryType::Refund
                | EntryType::Deduct
                | EntryType::Expire
                | EntryType::Transfer => Some(&events[at]),
            };
            let Some(came_back) = came_back else {
                continue;
            };
            let before = AsOf::After(OperationId(came_back.entry.operation.0 - 1));
            if let Some(then) = bookings::find_as_of(self.db, booking, before)? {
                let desk = desks::get(self.db, then.desk)?;
                events[at].used_on = Some(then.on);
                events[at].desk = Some(desk.terms.handle.to_string());
            }
        }
        Ok(())
    }

    fn state(&self, lot: &Lot, events: &[Event]) -> Today {
        let taken_back = events
            .first()
            .is_some_and(|grant| grant.did.undone_by.is_some());
        let is_open = self.open.iter().any(|open| open.id == lot.id);
        if lot.left.is_zero() {
            if taken_back {
                Today::TakenBack
            } else {
                Today::Empty
            }
        } else if lot.expires_on < self.today {
            Today::Lapsed(lot.left)
        } else if !is_open {
            Today::OfOthers
        } else if self.today < lot.valid_from {
            Today::NotYet
        } else if let Some(span) = lot.hold_on(self.today) {
            Today::OnHold(span)
        } else {
            Today::Usable {
                last: lot.expires_on == self.today,
            }
        }
    }

    /// The open lots of a kind that can be used today, in the order of spending.
    fn order<'s>(&'s self, spend: &Spend<'_>) -> Vec<&'s Lot> {
        spend::order(&self.open, spend)
    }

    fn spend<'f>(&self, fits: &'f [Fit]) -> Spend<'f> {
        Spend {
            passes: PassQty::ZERO,
            on: self.today,
            at: None,
            fits,
            spender: facts::spender(&self.customer),
            purse: Purse::Usual,
            company_passes: self.space.settings.company_passes,
        }
    }

    fn turn(&self, lot: &Lot, kind: &Kind) -> Turn {
        let fits = [Space::fit(kind)];
        let spend = self.spend(&fits);
        let order = self.order(&spend);
        let Some(at) = order.iter().position(|one| one.id == lot.id) else {
            return Turn::default();
        };
        let after = at.checked_sub(1).and_then(|at| order.get(at));
        let before = order.get(at + 1);
        Turn {
            after: after.and_then(|one| Some((one.id, spend.precedence(one, lot)?))),
            before: before.and_then(|one| Some((one.id, spend.precedence(lot, one)?))),
        }
    }

    /// Where a life stands among those told.
    fn place(&self, life: &Life) -> (u8, usize, Day, LotId) {
        let fits: Vec<Fit> = self.space.kinds.iter().map(Space::fit).collect();
        let order = self.order(&self.spend(&fits));
        let turn = order.iter().position(|lot| lot.id == life.lot.id);
        let group = match life.today {
            Today::Usable { .. } => 0,
            Today::OnHold(_) | Today::NotYet => 1,
            Today::OfOthers | Today::Lapsed(_) | Today::Empty | Today::TakenBack => 2,
        };
        (group, turn.unwrap_or(0), life.lot.valid_from, life.lot.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::customer::Standing;
    use crate::domain::day_word::DayWord;
    use crate::ops::deduct::{self, Amount};
    use crate::ops::testing::Bench;
    use crate::ops::{book, booking, grant, undo};

    /// Grants passes, valid in a span where one is given.
    fn give(bench: &Bench, who: &str, passes: i64, span: Option<(&str, &str)>) -> OperationId {
        let day = |text| DayWord::read(text).unwrap();
        let request = grant::Request {
            who,
            passes: PassQty::whole(passes),
            kind: "day",
            from: span.map(|(from, _)| day(from)),
            expires: span.map(|(_, until)| day(until)),
            monthly: None,
            location: None,
            priority: 0,
            memo: None,
        };
        let given = bench.operate(|tx| grant::grant(tx, &request)).unwrap();
        given.0.unwrap()
    }

    fn take(bench: &Bench, who: &str, passes: i64) {
        let request = deduct::Request {
            who,
            amount: Amount::Passes(PassQty::whole(passes)),
            kind: None,
            lot: None,
        };
        bench.act(|tx| deduct::deduct(tx, &request)).unwrap();
    }

    fn told(bench: &Bench, who: &str, lot: Option<i64>) -> Result<Vec<Life>, OpError> {
        let request = Request {
            who,
            lot: lot.map(LotId),
        };
        let now = Instant::read("2026-06-10T06:00:00Z").unwrap();
        let explained = bench.store.read(|db| explain(db, request, now))?;
        Ok(explained.lives)
    }

    const USABLE: Today = Today::Usable { last: false };

    fn states(bench: &Bench, who: &str) -> Vec<(i64, Today)> {
        let lives = told(bench, who, None).unwrap();
        lives
            .iter()
            .map(|life| (life.lot.id.0, life.today))
            .collect()
    }

    #[test]
    fn a5_lots_are_told_in_the_order_of_spending_then_to_come_then_over() {
        let bench = Bench::on("2026-06-03");
        bench.member("ana");
        give(&bench, "ana", 2, Some(("today", "2026-06-09")));
        take(&bench, "ana", 1);
        give(&bench, "ana", 1, Some(("today", "2026-06-20")));
        take(&bench, "ana", 1);
        give(&bench, "ana", 3, Some(("2026-07-01", "2026-07-31")));
        give(&bench, "ana", 4, None);
        give(&bench, "ana", 5, Some(("today", "2026-06-30")));
        let undone = give(&bench, "ana", 6, None);
        bench.act(|tx| undo::undo(tx, undone)).unwrap();
        bench.set("2026-06-10");
        assert_eq!(
            states(&bench, "ana"),
            [
                (2, USABLE),
                (5, USABLE),
                (4, USABLE),
                (3, Today::NotYet),
                (1, Today::Empty),
                (6, Today::TakenBack),
            ]
        );
    }

    #[test]
    fn a5_what_came_back_is_told_with_the_date_that_it_had_been_spent_for() {
        let bench = Bench::on("2026-06-03");
        bench.member("ana");
        give(&bench, "ana", 1, Some(("today", "2026-06-20")));
        give(&bench, "ana", 1, None);
        let on = |date| Some(DayWord::read(date).unwrap());
        let request = book::Request {
            on: on("2026-06-10"),
            ..book::Request::of("ana")
        };
        let booked = bench.act(|tx| book::book(tx, &request)).unwrap();
        for date in ["2026-06-12", "2026-07-10"] {
            let request = booking::change::Move {
                id: booked.shown.booking.id,
                on: on(date),
                desk: None,
                overridden: false,
            };
            bench
                .act(|tx| booking::change::move_to(tx, &request))
                .unwrap();
        }
        let events = |lot| {
            let lives = told(&bench, "ana", Some(lot)).unwrap();
            let events = lives[0].events.iter().skip(1);
            let told = events.map(|one| format!("{} {}", one.entry.of.kind, one.used_on.unwrap()));
            told.collect::<Vec<_>>()
        };
        assert_eq!(events(1), ["spend 2026-06-12", "refund 2026-06-12"]);
        assert_eq!(events(2), ["spend 2026-07-10"]);
    }

    #[test]
    fn b8_a_lot_is_lapsed_the_moment_its_last_day_is_over() {
        let bench = Bench::on("2026-06-03");
        bench.member("ana");
        give(&bench, "ana", 2, Some(("today", "2026-06-09")));
        give(&bench, "ana", 2, Some(("today", "2026-06-10")));
        assert_eq!(
            states(&bench, "ana"),
            [
                (2, Today::Usable { last: true }),
                (1, Today::Lapsed(PassQty::whole(2)))
            ]
        );
    }

    #[test]
    fn b3_a_lot_says_which_are_spent_before_and_after_it_and_why() {
        let bench = Bench::on("2026-06-03");
        bench.member("ana");
        give(&bench, "ana", 1, None);
        give(&bench, "ana", 1, Some(("today", "2026-06-30")));
        give(&bench, "ana", 1, None);
        let lives = told(&bench, "ana", None).unwrap();
        let (first, last, middle) = (LotId(2), LotId(3), LotId(1));
        let turns: Vec<Turn> = lives.iter().map(|life| life.turn).collect();
        let turn = |after, before| Turn { after, before };
        assert_eq!(
            turns,
            [
                turn(None, Some((middle, Precedence::Expiry))),
                turn(
                    Some((first, Precedence::Expiry)),
                    Some((last, Precedence::Age))
                ),
                turn(Some((middle, Precedence::Age)), None),
            ]
        );
    }

    #[test]
    fn p5_a_lot_of_the_company_that_was_left_is_told_but_not_for_use() {
        let bench = Bench::on("2026-06-03");
        let acme = bench.company("acme");
        let ana = bench.customer("ana", Standing::Member, Some(acme));
        give(&bench, "acme", 5, None);
        take(&bench, "ana", 1);
        assert_eq!(states(&bench, "ana"), [(1, USABLE)]);
        let lives = told(&bench, "ana", Some(1)).unwrap();
        assert_eq!(lives[0].owner, "acme");
        assert_eq!(lives[0].events.len(), 2);
        bench
            .act(|tx| {
                let mut left = customers::get(tx, ana)?;
                left.company = None;
                Ok(customers::set(tx, &left)?)
            })
            .unwrap();
        assert_eq!(states(&bench, "ana"), [(1, Today::OfOthers)]);
    }

    #[test]
    fn a5_a_lot_of_somebody_else_is_refused() {
        let bench = Bench::on("2026-06-03");
        bench.member("ana");
        bench.member("ben");
        give(&bench, "ben", 5, None);
        let refused = told(&bench, "ana", Some(1)).unwrap_err();
        let expected = Refusal::LotOfOthers { lot: LotId(1) };
        assert!(matches!(refused, OpError::Refused(refusal) if refusal == expected));
        let unknown = told(&bench, "ana", Some(2)).unwrap_err();
        assert_eq!(unknown.to_string(), "no lot `lt-2`");
        assert!(told(&bench, "ana", None).unwrap().is_empty());
    }
}
