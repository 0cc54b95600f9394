//! A unit that remembers: what a renewal says is written, as ops would write it.

use super::super::*;
use crate::domain::day::Length;
use crate::domain::money::Currency;
use crate::domain::period::Anchor;
use crate::domain::plan::IncludeText;
use crate::domain::subscription::Term;

pub(super) const ANA: CustomerId = CustomerId(1);
pub(super) const BEN: CustomerId = CustomerId(2);
pub(super) const ACME: CustomerId = CustomerId(3);
pub(super) const DAY: KindId = KindId(1);

pub(super) fn day(text: &str) -> Day {
    Day::read(text).unwrap()
}

#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) company: Option<CustomerId>,
    pub(super) customers: Vec<Customer>,
    pub(super) lots: Vec<Lot>,
    pub(super) subscriptions: Vec<Subscription>,
    pub(super) recurring: Vec<Recurring>,
    pub(super) scheduled: Vec<Scheduled>,
    pub(super) uses: Vec<KindUse>,
    pub(super) settings: Settings,
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            company: None,
            customers: vec![customer(ANA)],
            lots: Vec::new(),
            subscriptions: Vec::new(),
            recurring: Vec::new(),
            scheduled: Vec::new(),
            uses: Vec::new(),
            settings: Settings {
                company_passes: CompanyPasses::Pooled,
                subscription_end: SubscriptionEnd::PlanPasses,
                priorities: Vec::new(),
                limits: Vec::new(),
                cross_location: Percent::HUNDRED,
                fits: vec![vec![Fit {
                    kind: DAY,
                    price_minor: 1_500,
                    most: None,
                    counted: true,
                }]],
            },
        }
    }

    /// Ana and Ben work for Acme.
    pub(super) fn company() -> Self {
        Self {
            company: Some(ACME),
            customers: [ANA, BEN, ACME].map(customer).to_vec(),
            ..Self::new()
        }
    }

    pub(super) fn subscribe(&mut self, customer: CustomerId, start: &str, include: &str) {
        let id = i64::try_from(self.subscriptions.len()).unwrap() + 1;
        let mut subscription = subscription(id, start, include);
        subscription.customer = customer;
        self.subscriptions.push(subscription);
    }

    pub(super) fn lot(&mut self, owner: CustomerId, passes: i64, from: &str, expires_on: &str) {
        let expires_on = if expires_on == "never" {
            Day::NEVER
        } else {
            day(expires_on)
        };
        self.lots.push(Lot {
            id: LotId(i64::try_from(self.lots.len()).unwrap() + 1),
            owner,
            kind: DAY,
            left: PassQty::whole(passes),
            granted: PassQty::whole(passes),
            valid_from: day(from),
            expires_on,
            source: Source::Grant,
            subscription: None,
            purchase: None,
            location: LocationId(1),
            priority: 0,
            memo: None,
            away_left: None,
            held: Vec::new(),
            waits: None,
        });
    }

    pub(super) fn schedule(&mut self, customer: CustomerId, passes: i64, on: &str, charge: &str) {
        let id = i64::try_from(self.scheduled.len()).unwrap() + 1;
        self.scheduled.push(Scheduled {
            booking: BookingId(id),
            customer,
            purse: Purse::Usual,
            passes: PassQty::whole(passes),
            on: day(on),
            at: LocationId(1),
            charges_on: day(charge),
            subscriber: customer,
            fits: 0,
        });
    }

    /// What is due up to that day, without writing it.
    pub(super) fn preview(&mut self, as_of: Day) -> Renewal {
        for customer in &mut self.customers {
            customer.as_of = as_of;
        }
        let left: Vec<Lot> = self
            .lots
            .iter()
            .filter(|lot| lot.left.is_positive())
            .cloned()
            .collect();
        renew(
            &Unit {
                company: self.company,
                customers: &self.customers,
                lots: &left,
                subscriptions: &self.subscriptions,
                recurring: &self.recurring,
                begun_by_use: &[],
                endings: &[],
                scheduled: &self.scheduled,
                uses: &self.uses,
            },
            &self.settings,
        )
    }

    /// Brings everything up to that day and says what happened, with the ids of new lots.
    pub(super) fn renew(&mut self, as_of: Day) -> Vec<String> {
        let renewal = self.preview(as_of);
        let first_new = self.lots.len();
        let mut told = Vec::new();
        for item in &renewal.items {
            let said = match &item.what {
                What::Expire { lot, passes, .. } => {
                    let lot = self.take(first_new, *lot, *passes);
                    format!("expire {passes} of {lot}")
                }
                What::End { subscription } => format!("end {subscription}"),
                What::Invoice { period, amount, .. } => format!("invoice {amount} for {period}"),
                What::Sell { purchase, .. } => {
                    format!("sell {} for {}", purchase.name, purchase.total())
                }
                What::Convert { follows, plan } => format!("convert {follows:?} to {plan}"),
                What::Unsold { follows } => format!("nothing follows {follows:?}"),
                What::Grant(new) => {
                    let lot = self.write(new);
                    let to = new.expires_on;
                    format!("grant {} as {lot}, {} to {to}", new.passes, new.valid_from)
                }
                What::Charge { booking, draws } => {
                    self.scheduled.retain(|pending| pending.booking != *booking);
                    let draws: Vec<_> = draws
                        .iter()
                        .map(|draw| {
                            let lot = self.take(first_new, draw.lot, draw.passes);
                            format!("{} of {lot}", draw.passes)
                        })
                        .collect();
                    format!("charge {booking}: {}", draws.join(", "))
                }
                What::Fail {
                    booking,
                    need,
                    have,
                } => {
                    self.scheduled.retain(|pending| pending.booking != *booking);
                    format!("fail {booking}: need {need}, have {have}")
                }
            };
            told.push(format!("{} {said}", item.on));
        }
        self.note(&renewal);
        told
    }

    fn note(&mut self, renewal: &Renewal) {
        for subscription in &mut self.subscriptions {
            let moved = renewal.subscriptions.iter();
            let moved = moved.clone().find(|(id, _)| *id == subscription.id);
            subscription.due_on = moved.map_or(subscription.due_on, |(_, due)| *due);
        }
        for recurring in &mut self.recurring {
            let moved = renewal.recurring.iter();
            let moved = moved.clone().find(|(id, _)| *id == recurring.id);
            recurring.due_on = moved.map_or(recurring.due_on, |(_, due)| *due);
        }
    }

    pub(super) fn write(&mut self, new: &NewLot) -> LotId {
        let id = LotId(i64::try_from(self.lots.len()).unwrap() + 1);
        self.lots.push(Lot {
            id,
            owner: new.owner,
            kind: new.kind,
            left: new.passes,
            granted: new.passes,
            valid_from: new.valid_from,
            expires_on: new.expires_on,
            source: new.source,
            subscription: new.subscription,
            purchase: None,
            location: new.location,
            priority: new.priority,
            memo: None,
            away_left: None,
            held: Vec::new(),
            waits: None,
        });
        id
    }

    fn take(&mut self, first_new: usize, lot: LotRef, passes: PassQty) -> LotId {
        let lot = match lot {
            LotRef::Existing(id) => self.lots.iter_mut().find(|lot| lot.id == id).unwrap(),
            LotRef::New(nth) => &mut self.lots[first_new + nth],
        };
        lot.left -= passes;
        assert!(lot.left >= PassQty::ZERO, "{} is overdrawn", lot.id);
        lot.id
    }
}

fn customer(id: CustomerId) -> Customer {
    Customer {
        id,
        home: LocationId(1),
        as_of: Day::EARLIEST,
    }
}

/// Ana's, monthly from its start, 150.00.
pub(super) fn subscription(id: i64, start: &str, include: &str) -> Subscription {
    Subscription {
        id: SubscriptionId(id),
        customer: ANA,
        start: day(start),
        cycle: Length::MONTH,
        anchor: Anchor::Start,
        until: None,
        cancelled: false,
        terms: vec![Term {
            from: day(start),
            plan: PlanId(1),
            plan_name: "Flex".to_owned(),
            quantity: 1,
            price: Money::new(15_000, Currency::read("EUR").unwrap()),
            includes: vec![IncludeText::read(include).unwrap().of(DAY)],
            prorate: false,
        }],
        pauses: Vec::new(),
        due_on: Some(day(start)),
    }
}

/// Five a month for Ana.
pub(super) fn five_monthly(from: &str, until: &str) -> Recurring {
    Recurring {
        id: RecurringId(1),
        owner: ANA,
        kind: DAY,
        passes: PassQty::whole(5),
        from: day(from),
        until: Some(day(until)),
        location: LocationId(1),
        priority: 0,
        due_on: Some(day(from)),
    }
}
