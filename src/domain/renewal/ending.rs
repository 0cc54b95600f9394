//! What follows a purchase that is used up or expired, in the run of a renewal (T5).

use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::{PlanId, PurchaseId};
use crate::domain::lot::Source;
use crate::domain::purchase::{Brought, Purchase};
use crate::domain::renewal::run::{Run, Step};
use crate::domain::renewal::{NewLot, What};

/// A purchase that was there before, or one that this renewal makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PurchaseRef {
    /// One that was there before.
    Existing(PurchaseId),
    /// The n-th [`What::Sell`] of this renewal, counted from 0.
    New(usize),
}

/// What follows a purchase, as things are sold now (T5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follower {
    /// It is sold again.
    Again,
    /// A subscription to that plan begins.
    Plan(PlanId),
    /// Nothing: what would follow is not sold to them any more (L4).
    Gone,
}

/// A purchase that something is to follow (T5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The purchase.
    pub purchase: Purchase,
    /// What came with it.
    pub brought: Vec<Brought>,
    /// The day on which the last pass that is gone was taken or expired; None where none is.
    pub last_taken: Option<Day>,
    /// The days on which lots of it are on hold.
    pub held: Vec<DaySpan>,
    /// What follows.
    pub follower: Follower,
}

/// An ending in the run.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) is: PurchaseRef,
    of: Ending,
    done: bool,
}

impl Open {
    fn new(is: PurchaseRef, of: Ending) -> Self {
        Self {
            is,
            of,
            done: false,
        }
    }

    /// When it is used up, where that was on this day at the earliest: not before passes of it were
    /// last taken, nor before it was sold.
    fn used_up(&self, on: Day) -> Day {
        on.max(self.of.purchase.on)
            .max(self.of.last_taken.unwrap_or(on))
    }
}

impl Run<'_> {
    /// Puts on the agenda what follows purchases of which nothing is left.
    pub(super) fn gather_endings(&mut self) {
        for ending in self.unit.endings {
            let is = PurchaseRef::Existing(ending.purchase.id);
            self.endings.push(Open::new(is, ending.clone()));
            if let Some(on) = ending.last_taken {
                self.may_end(on, Some(is));
            }
        }
    }

    /// Nothing follows a purchase that is over because all of its pool has ended, whatever is on
    /// hold or was taken for a later day (R7).
    pub(super) fn end_with_pool(&mut self, on: Day, of: Option<PurchaseRef>) {
        let mut open = self.endings.iter_mut();
        if let Some(open) = open.find(|one| Some(one.is) == of && !one.done) {
            open.done = true;
            let (follows, customer) = (open.is, open.of.purchase.customer);
            self.say(on, customer, What::Unsold { follows });
        }
    }

    /// What follows a purchase is due, where that was the last of it.
    pub(super) fn may_end(&mut self, on: Day, of: Option<PurchaseRef>) {
        let mut open = self.endings.iter();
        let at = open.position(|one| Some(one.is) == of && !one.done);
        if let Some(at) = at
            && !self.books.has_left(self.endings[at].is)
        {
            let customer = self.endings[at].of.purchase.customer;
            let on = self.endings[at].used_up(on);
            self.put(Some(on), customer, Step::Follow, at);
        }
    }

    /// Sells a purchase again, or has what follows it begin; not on a day on which some of it is on
    /// hold, but when that is over (T5).
    pub(super) fn follow(&mut self, on: Day, at: usize) {
        let open = &mut self.endings[at];
        if open.done {
            return;
        }
        let (follows, customer) = (open.is, open.of.purchase.customer);
        if let Some(span) = open.of.held.iter().find(|span| span.contains(on)) {
            let over = span.to.unless_never().map(Day::next);
            self.put(over, customer, Step::Follow, at);
            return;
        }
        open.done = true;
        let ending = open.of.clone();
        match ending.follower {
            Follower::Again => self.sell(on, follows, ending),
            Follower::Plan(plan) => self.say(on, customer, What::Convert { follows, plan }),
            Follower::Gone => self.say(on, customer, What::Unsold { follows }),
        }
    }

    fn sell(&mut self, on: Day, follows: PurchaseRef, ending: Ending) {
        let again = ending.purchase.again(PurchaseId(0), on);
        let is = PurchaseRef::New(self.sales);
        self.sales += 1;
        let (customer, last_day) = (again.customer, again.last_day());
        let purchase = Box::new(again.clone());
        self.say(on, customer, What::Sell { follows, purchase });
        self.books.sold(is, &again);
        let brought = ending.brought.clone();
        let next = Ending {
            purchase: again,
            last_taken: None,
            held: Vec::new(),
            ..ending
        };
        self.endings.push(Open::new(is, next));
        for one in brought {
            self.grant(
                on,
                NewLot {
                    owner: customer,
                    kind: one.content.kind,
                    passes: one.content.passes,
                    valid_from: on,
                    expires_on: last_day,
                    source: Source::Package,
                    subscription: None,
                    recurring: None,
                    purchase: Some(is),
                    location: one.location,
                    priority: one.priority,
                },
            );
        }
    }
}
