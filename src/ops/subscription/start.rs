//! `subscription start`: a plan assigned to a member or company (R1, R2, P3).

use super::Card;
use crate::domain::customer::{Customer, Standing};
use crate::domain::day::Day;
use crate::domain::day_word::DayWord;
use crate::domain::ids::SubscriptionId;
use crate::domain::lot::Lot;
use crate::domain::period::Anchor;
use crate::domain::plan::Plan;
use crate::domain::refusal::Refusal;
use crate::domain::sale::{self, SaleRefusal, UsePasses};
use crate::domain::subscription::{Subscription, Term};
use crate::ops::facts::Space;
use crate::ops::{OpError, renewal, which, who};
use crate::store::lines::Line;
use crate::store::{Tx, customers, lines, lots, subscriptions};

/// What to start.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The plan, as typed.
    pub plan: &'a str,
    /// The first day; None is today.
    pub from: Option<DayWord>,
    /// How many of the plan.
    pub quantity: i64,
    /// What the periods are counted from.
    pub anchor: Anchor,
    /// The last day; None for an open end.
    pub until: Option<DayWord>,
    /// The passes and lines of past periods too, each dated as it should have been (R2).
    pub backfill: bool,
}

/// A subscription that was started.
#[derive(Debug, Clone)]
pub struct Started {
    /// The subscription.
    pub card: Card,
    /// The lots that it brought at once, by id.
    pub lots: Vec<Lot>,
    /// The lines that it brought at once, by id.
    pub lines: Vec<Line>,
    /// What was decided of the customer's `use_passes` (P3).
    pub use_passes: UsePasses,
}

impl<'a> Request<'a> {
    /// One of that plan, from today until it is cancelled.
    #[must_use]
    pub const fn of(plan: &'a str) -> Self {
        Self {
            plan,
            from: None,
            quantity: 1,
            anchor: Anchor::Start,
            until: None,
            backfill: false,
        }
    }
}

/// Starts a subscription for whom a text refers to (R1). See [`start_for`].
pub fn start(tx: &Tx, given: &str, request: &Request) -> Result<Started, OpError> {
    let space = Space::read(tx)?;
    let customer = who::customer(tx, given)?;
    start_for(tx, &space, &customer, request)
}

/// Starts a subscription (R1): the terms are copied from the plan (L2), and one that has begun
/// brings the running period's passes and line at once (R2). Refused for visitors (P1), retired
/// plans and kinds (L4), another currency than the home location's (Q2), an anchor that does not
/// go with the cycle, and an end before its start or past.
pub fn start_for(
    tx: &Tx,
    space: &Space,
    customer: &Customer,
    request: &Request,
) -> Result<Started, OpError> {
    let plan = which::plan(tx, request.plan)?;
    let settings = renewal::settings(tx, space)?;
    let (id, use_passes) = begin(tx, space, &settings, customer, &plan, request)?;
    started(tx, space, id, use_passes)
}

/// [`start_for`] of a plan that was found before, in a space of which the settings were read before;
/// what it brought is not read.
pub(in crate::ops) fn begin(
    tx: &Tx,
    space: &Space,
    settings: &renewal::Settings,
    customer: &Customer,
    plan: &Plan,
    request: &Request,
) -> Result<(SubscriptionId, UsePasses), OpError> {
    customers::touch(tx, &[customer.id])?;
    check_sale(space, customer, plan)?;
    sale::check_quantity(&plan.terms.includes, request.quantity)?;
    let today = space.today(customer, tx.at());
    let mut subscription = begun(customer, plan, request, today)?;
    let others = subscriptions::list_customer(tx, customer.id)?;
    let has_begun = subscription.start <= today;
    if has_begun && !request.backfill {
        // Written once: what is due now comes at once, and is not for `renew`.
        subscription.due_on = subscription.next_event_after(today);
    }
    subscription.id = subscriptions::add(tx, &subscription)?;
    if has_begun {
        let facts = renewal::alone(customer, &subscription, today);
        bring(tx, space, settings, &facts, &subscription, request.backfill)?;
    }
    let use_passes = sale::use_passes(customer, plan.grants_passes(), &others, today);
    if use_passes == UsePasses::TurnedOn {
        customers::set_use_passes(tx, customer.id, true)?;
    }
    Ok((subscription.id, use_passes))
}

/// Refuses a sale of the plan to that customer (L4, P1, Q2).
pub(in crate::ops) fn check_sale(
    space: &Space,
    customer: &Customer,
    plan: &Plan,
) -> Result<(), OpError> {
    if customer.standing == Standing::Visitor {
        let visitor = customer.handle.clone();
        return Err(Refusal::VisitorHoldsNoPasses { visitor }.into());
    }
    plan.sellable()?;
    for include in &plan.terms.includes {
        let kind = space.kind(include.kind);
        if kind.retired {
            let kind = kind.terms.handle.to_string();
            return Err(Refusal::KindRetired { kind }.into());
        }
    }
    let home = &space.location(customer.location).terms;
    let wants = plan.terms.price.currency;
    if wants != home.currency {
        return Err(SaleRefusal::OtherCurrency {
            plan: plan.terms.name.clone(),
            wants,
            whose: format!("{} is at home at {}", customer.handle, home.handle),
            has: home.currency,
        }
        .into());
    }
    Ok(())
}

/// The terms of a plan, copied (L2).
pub(in crate::ops) fn term(plan: &Plan, from: Day, quantity: i64) -> Term {
    let terms = plan.terms.clone();
    Term {
        from,
        plan: plan.id,
        plan_name: terms.name,
        quantity,
        price: terms.price,
        includes: terms.includes,
        prorate: terms.prorate,
    }
}

fn begun(
    customer: &Customer,
    plan: &Plan,
    request: &Request,
    today: Day,
) -> Result<Subscription, OpError> {
    request.anchor.check(plan.terms.every)?;
    let start = request.from.map_or(today, |from| from.on(today));
    let mut subscription = Subscription {
        id: SubscriptionId(0),
        customer: customer.id,
        start,
        cycle: plan.terms.every,
        anchor: request.anchor,
        until: None,
        cancelled: false,
        terms: vec![term(plan, start, request.quantity)],
        pauses: Vec::new(),
        due_on: Some(start),
    };
    if let Some(until) = request.until {
        subscription.until = Some(subscription.ends(until.on(today), today)?);
    }
    Ok(subscription)
}

/// Brings what is due of a subscription that has begun: of the running period only, or of every
/// period since its first day (R2).
fn bring(
    tx: &Tx,
    space: &Space,
    settings: &renewal::Settings,
    facts: &renewal::Facts,
    subscription: &Subscription,
    backfill: bool,
) -> Result<(), OpError> {
    let due = if backfill {
        renewal::due(settings, facts)
    } else {
        renewal::open(settings, facts, subscription)
    };
    renewal::write(tx, space, facts, &due).map(drop)
}

fn started(
    tx: &Tx,
    space: &Space,
    id: SubscriptionId,
    use_passes: UsePasses,
) -> Result<Started, OpError> {
    let subscription = super::find(tx, id)?;
    let customer = customers::get(tx, subscription.customer)?;
    let mut granted = lots::list(tx, customer.id)?;
    granted.retain(|lot| lot.subscription == Some(id));
    Ok(Started {
        lots: granted,
        lines: lines::list_subscription(tx, id)?,
        use_passes,
        card: Card::new(space, subscription, customer, tx.at()),
    })
}
