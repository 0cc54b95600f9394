//! Subscriptions in the books: who has which plan, from when until when (R1, R7, R8).

pub mod cancel;
pub mod change;
pub mod effects;
pub mod start;
#[cfg(test)]
mod tests;

use super::facts::{self, Space};
use super::{OpError, ReferenceError, newest, plan, who};
use crate::domain::customer::Customer;
use crate::domain::day::{Day, Instant};
use crate::domain::ids::{CustomerId, KindId, PlanId, SubscriptionId};
use crate::domain::plan::IncludeText;
use crate::domain::subscription::{Status, Subscription};
use crate::ops::which;
use crate::store::{Snapshot, StoreError, customers, subscriptions};

/// A subscription and whose it is.
#[derive(Debug, Clone)]
pub struct Card {
    /// The subscription.
    pub subscription: Subscription,
    /// Whose it is.
    pub customer: Customer,
    /// Today, in that customer's calendar.
    pub on: Day,
    /// What each of its terms includes, in their order, as it is typed.
    pub includes: Vec<Vec<IncludeText>>,
    /// The kinds of which passes have no count.
    pub uncounted: Vec<KindId>,
}

/// Which subscriptions are wanted; None is all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// What they are today.
    pub status: Option<Status>,
    /// To which plan today, as typed.
    pub plan: Option<&'a str>,
    /// Whose, a person, as typed (P2).
    pub member: Option<&'a str>,
    /// Whose, a company, as typed (P2).
    pub company: Option<&'a str>,
    /// The newest so many.
    pub limit: Option<usize>,
}

/// What was asked, with all that it names found.
#[derive(Debug)]
pub struct Asked {
    space: Space,
    now: Instant,
    status: Option<Status>,
    plan: Option<PlanId>,
    member: Option<CustomerId>,
    company: Option<CustomerId>,
    limit: Option<usize>,
}

impl Asked {
    /// Whether it is wanted, of those whose it may be.
    fn lets_through(&self, card: &Card) -> bool {
        let status = || card.subscription.status_on(card.on);
        self.plan.is_none_or(|plan| card.plan() == plan)
            && self.status.is_none_or(|wanted| status() == wanted)
    }
}

impl Card {
    pub(super) fn new(
        space: &Space,
        subscription: Subscription,
        customer: Customer,
        now: Instant,
    ) -> Self {
        let terms = subscription.terms.iter();
        Self {
            on: space.today(&customer, now),
            includes: terms
                .map(|term| plan::named(space, &term.includes))
                .collect(),
            uncounted: space
                .kinds
                .iter()
                .filter(|kind| !kind.terms.is_counted())
                .map(|kind| kind.id)
                .collect(),
            subscription,
            customer,
        }
    }

    /// The plan that it is to today, or will be when it begins.
    #[must_use]
    pub fn plan(&self) -> PlanId {
        self.subscription.term_on(self.on).plan
    }
}

/// One subscription.
pub fn show(db: &Snapshot, id: SubscriptionId, now: Instant) -> Result<Card, OpError> {
    let space = Space::read(db)?;
    let subscription = find(db, id)?;
    let customer = customers::get(db, subscription.customer)?;
    Ok(Card::new(&space, subscription, customer, now))
}

/// Finds what a list names.
pub fn ask(db: &Snapshot, now: Instant, filter: &Filter) -> Result<Asked, OpError> {
    let plan = filter.plan.map(|given| which::plan(db, given));
    let member = filter.member.map(|given| who::find_person(db, given));
    let company = filter.company.map(|given| who::company(db, given));
    Ok(Asked {
        space: Space::read(db)?,
        now,
        status: filter.status,
        limit: filter.limit,
        plan: plan.transpose()?.map(|plan| plan.id),
        member: member.transpose()?.map(|member| member.id),
        company: company.transpose()?.map(|company| company.id),
    })
}

/// Calls `each` with the subscriptions asked for, by id, without holding all of them in memory.
pub fn each<E: From<OpError> + From<StoreError>>(
    db: &Snapshot,
    asked: &Asked,
    each: impl FnMut(Card) -> Result<(), E>,
) -> Result<(), E> {
    newest(asked.limit, each, |each| {
        subscriptions::each(db, |one| {
            let of = |wanted: Option<CustomerId>| wanted.is_none_or(|who| one.customer == who);
            if !of(asked.member) || !of(asked.company) {
                return Ok(());
            }
            let customer = customers::get(db, one.customer)?;
            let card = Card::new(&asked.space, one, customer, asked.now);
            if asked.lets_through(&card) {
                return each(card);
            }
            Ok(())
        })
    })
}

/// The subscription with that id.
pub(super) fn find(db: &Snapshot, id: SubscriptionId) -> Result<Subscription, OpError> {
    let unknown = || ReferenceError::Unknown {
        what: "subscription",
        given: id.to_string(),
        nearest: Vec::new(),
    };
    Ok(subscriptions::find(db, id)?.ok_or_else(unknown)?)
}

/// The unit that a customer's renewals belong to: the company, or the customer without one.
fn unit(customer: &Customer) -> CustomerId {
    facts::spender(customer).company.unwrap_or(customer.id)
}
