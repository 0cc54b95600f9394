//! The run of a renewal: an agenda of what is due, worked off in order of date and of R4.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::domain::day::Day;
use crate::domain::ids::{CustomerId, KindId};
use crate::domain::lot::Source;
use crate::domain::pool::CompanyPasses;
use crate::domain::recurring::Recurring;
use crate::domain::renewal::books::Books;
use crate::domain::renewal::ending::Open;
use crate::domain::renewal::{
    Customer, Item, Lapse, NewLot, Renewal, Scheduled, Settings, Unit, What,
};
use crate::domain::subscription::window::Grant;
use crate::domain::subscription::{Subscription, SubscriptionEnd};

/// What is done within one day, in this order (R4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// A lapsed lot expires.
    Expire,
    /// A subscription is over.
    End,
    /// A period or a grant window begins.
    Begin,
    /// A monthly grant is due.
    Recurring,
    /// A purchase that is used up or expired is followed by what it was sold with (T5).
    Follow,
    /// A scheduled booking is charged.
    Charge,
}

/// Something due: when, what, and its index among those of its kind.
type Due = (Day, Step, usize);

pub(super) struct Run<'a> {
    pub(super) unit: &'a Unit<'a>,
    settings: &'a Settings,
    /// Indices of the pending charges in the order in which those of one day are made (R6).
    charges: Vec<usize>,
    agenda: BinaryHeap<Reverse<Due>>,
    pub(super) books: Books<'a>,
    grants: usize,
    /// The `due_on` of each subscription and monthly grant as it stands.
    subscriptions: Vec<Option<Day>>,
    recurring: Vec<Option<Day>>,
    /// What is to follow purchases, also those that this renewal makes.
    pub(super) endings: Vec<Open>,
    /// How many purchases it makes.
    pub(super) sales: usize,
    items: Vec<Item>,
}

impl<'a> Run<'a> {
    pub(super) fn new(unit: &'a Unit<'a>, settings: &'a Settings) -> Self {
        let mut charges: Vec<usize> = (0..unit.scheduled.len()).collect();
        charges.sort_unstable_by_key(|at| {
            let Scheduled { on, booking, .. } = unit.scheduled[*at];
            (on, booking)
        });
        let mut run = Self {
            unit,
            settings,
            charges,
            agenda: BinaryHeap::new(),
            books: Books::new(unit, settings),
            grants: 0,
            subscriptions: unit.subscriptions.iter().map(|it| it.due_on).collect(),
            recurring: unit.recurring.iter().map(|it| it.due_on).collect(),
            endings: Vec::new(),
            sales: 0,
            items: Vec::new(),
        };
        run.gather();
        run
    }

    /// Works the agenda off; what happens may put more on it.
    pub(super) fn finish(mut self) -> Renewal {
        while let Some(Reverse((on, step, at))) = self.agenda.pop() {
            match step {
                Step::Expire => self.expire(on, at, Lapse::Expired),
                Step::End => self.end(on, at),
                Step::Begin => self.begin(on, at),
                Step::Recurring => self.recur(on, at),
                Step::Follow => self.follow(on, at),
                Step::Charge => self.charge(on, &self.unit.scheduled[self.charges[at]]),
            }
        }
        let Unit {
            subscriptions,
            recurring,
            ..
        } = *self.unit;
        let moved_subscriptions = subscriptions.iter().zip(self.subscriptions);
        let moved_recurring = recurring.iter().zip(self.recurring);
        Renewal {
            items: self.items,
            subscriptions: moved_subscriptions
                .filter(|(before, due)| before.due_on != *due)
                .map(|(before, due)| (before.id, due))
                .collect(),
            recurring: moved_recurring
                .filter(|(before, due)| before.due_on != *due)
                .map(|(before, due)| (before.id, due))
                .collect(),
        }
    }

    fn gather(&mut self) {
        for at in 0..self.books.lots.len() {
            self.will_expire(at);
        }
        for at in 0..self.unit.subscriptions.len() {
            let subscription = &self.unit.subscriptions[at];
            let over = subscription.over_on();
            let due = subscription.due_on;
            self.will_go_on(at, due.map(|due| over.map_or(due, |over| due.min(over))));
        }
        for (at, recurring) in self.unit.recurring.iter().enumerate() {
            self.put(recurring.due_on, recurring.owner, Step::Recurring, at);
        }
        for at in 0..self.charges.len() {
            let booking = &self.unit.scheduled[self.charges[at]];
            let due = Some(booking.charges_on);
            self.put(due, booking.subscriber, Step::Charge, at);
        }
        self.gather_endings();
    }

    /// Puts something on the agenda, if it is due for that customer.
    pub(super) fn put(&mut self, due: Option<Day>, customer: CustomerId, step: Step, at: usize) {
        let due = due.filter(|due| *due <= self.customer(customer).as_of);
        self.agenda.extend(due.map(|due| Reverse((due, step, at))));
    }

    fn customer(&self, id: CustomerId) -> &'a Customer {
        let customers = self.unit.customers;
        let found = customers.binary_search_by_key(&id, |customer| customer.id);
        &customers[found.expect("a unit's facts are about its customers")]
    }

    fn will_expire(&mut self, at: usize) {
        let held = &self.books.lots[at].traits;
        let due = held.expires_on.unless_never().map(Day::next);
        self.put(due, held.owner, Step::Expire, at);
    }

    fn will_go_on(&mut self, at: usize, due: Option<Day>) {
        let subscription = &self.unit.subscriptions[at];
        let step = if due.is_some() && due == subscription.over_on() {
            Step::End
        } else {
            Step::Begin
        };
        self.put(due, subscription.customer, step, at);
    }

    pub(super) fn say(&mut self, on: Day, customer: CustomerId, what: What) {
        self.items.push(Item { on, customer, what });
    }

    fn expire(&mut self, on: Day, at: usize, why: Lapse) {
        let passes = self.books.empty(at);
        let lot = self.books.lots[at].lot;
        let owner = self.books.lots[at].traits.owner;
        if passes.is_positive() {
            self.say(on, owner, What::Expire { lot, passes, why });
            let purchase = self.books.lots[at].purchase;
            match why {
                Lapse::Ended(_) => self.end_with_pool(on, purchase),
                Lapse::Expired => self.may_end(on, purchase),
            }
        }
    }

    /// A subscription is over: what is left of its plan's lots expires, or all of its pool (R7).
    /// The pool of a company with `pooled` passes is its members' lots too; that of a member is
    /// their own.
    fn end(&mut self, on: Day, at: usize) {
        let ended = &self.unit.subscriptions[at];
        let subscription = ended.id;
        self.say(on, ended.customer, What::End { subscription });
        self.subscriptions[at] = None;
        let whole_pool = match self.settings.company_passes {
            CompanyPasses::Pooled => self.unit.company == Some(ended.customer),
            CompanyPasses::OwnFirst => false,
        };
        for at in 0..self.books.lots.len() {
            let held = &self.books.lots[at];
            let leftover = match self.settings.subscription_end {
                SubscriptionEnd::PlanPasses => held.subscription == Some(subscription),
                SubscriptionEnd::AllPasses => whole_pool || held.traits.owner == ended.customer,
            };
            if leftover {
                self.expire(on, at, Lapse::Ended(subscription));
            }
        }
    }

    fn begin(&mut self, on: Day, at: usize) {
        let subscription = &self.unit.subscriptions[at];
        if subscription.period_begins_on(on) {
            self.items.extend(invoice(subscription, on));
        }
        let home = self.customer(subscription.customer);
        for grant in subscription.grants_on(on) {
            self.grant(on, plan_lot(subscription, home, grant, self.settings));
        }
        let due = subscription.next_event_after(on);
        self.subscriptions[at] = due;
        self.will_go_on(at, due);
    }

    fn recur(&mut self, on: Day, at: usize) {
        let recurring: &Recurring = &self.unit.recurring[at];
        if let Some(window) = recurring.window_on(on) {
            let new = NewLot {
                owner: recurring.owner,
                kind: recurring.kind,
                passes: recurring.passes,
                valid_from: window.from,
                expires_on: window.to,
                source: Source::Recurring,
                subscription: None,
                recurring: Some(recurring.id),
                purchase: None,
                location: recurring.location,
                priority: recurring.priority,
            };
            self.grant(on, new);
        }
        let due = recurring.next_after(on);
        self.recurring[at] = due;
        self.put(due, recurring.owner, Step::Recurring, at);
    }

    pub(super) fn grant(&mut self, on: Day, new: NewLot) {
        let at = self.books.add(self.grants, &new);
        self.grants += 1;
        self.say(on, new.owner, What::Grant(new));
        self.will_expire(at);
    }

    fn charge(&mut self, on: Day, pending: &Scheduled) {
        let booking = pending.booking;
        let draws = match self.books.charge(pending) {
            Ok(draws) => draws,
            Err(short) => {
                let (need, have) = (short.need, short.have);
                let what = What::Fail {
                    booking,
                    need,
                    have,
                };
                self.say(on, pending.customer, what);
                return;
            }
        };
        let sold = self.books.purchases_of(&draws);
        for draw in &draws {
            for at in self.books.begin(draw.lot, pending.on) {
                self.will_expire(at);
            }
        }
        self.say(on, pending.customer, What::Charge { booking, draws });
        for purchase in sold {
            self.may_end(on, Some(purchase));
        }
    }
}

/// What a subscription that has begun brings at once (R2).
pub(super) fn open(
    subscription: &Subscription,
    customer: &Customer,
    settings: &Settings,
) -> Renewal {
    let today = customer.as_of;
    let mut renewal = Renewal::default();
    renewal.items.extend(invoice(subscription, today));
    for grant in subscription.grants_running_on(today) {
        renewal.items.push(Item {
            on: today,
            customer: subscription.customer,
            what: What::Grant(plan_lot(subscription, customer, grant, settings)),
        });
    }
    let due = subscription.next_event_after(today);
    renewal.subscriptions.push((subscription.id, due));
    renewal
}

/// The line of the period that the day is in; none for a price of nothing.
fn invoice(subscription: &Subscription, on: Day) -> Option<Item> {
    let bill = subscription.bill_on(on)?;
    (bill.amount.minor != 0).then_some(Item {
        on,
        customer: subscription.customer,
        what: What::Invoice {
            subscription: subscription.id,
            period: bill.period,
            plan: bill.term.plan,
            quantity: bill.term.quantity,
            amount: bill.amount,
        },
    })
}

fn plan_lot(
    subscription: &Subscription,
    customer: &Customer,
    grant: Grant,
    settings: &Settings,
) -> NewLot {
    let of_kind = |entry: &&(KindId, i64)| entry.0 == grant.kind;
    NewLot {
        owner: subscription.customer,
        kind: grant.kind,
        passes: grant.passes,
        valid_from: grant.window.from,
        expires_on: grant.expires_on,
        source: Source::Plan,
        subscription: Some(subscription.id),
        recurring: None,
        purchase: None,
        location: customer.home,
        priority: settings
            .priorities
            .iter()
            .find(of_kind)
            .map_or(0, |entry| entry.1),
    }
}
