//! `subscription set` and `subscription pause`: changes that take effect at a renewal (R8).

use super::Card;
use super::effects::{Effects, Open};
use super::start::{check_sale, term};
use crate::domain::day::{Day, DaySpan};
use crate::domain::day_word::DayWord;
use crate::domain::ids::SubscriptionId;
use crate::domain::money::Money;
use crate::domain::sale::{self, SaleRefusal, UsePasses};
use crate::domain::subscription::{Pause, Term};
use crate::ops::{OpError, assign, which};
use crate::store::{Tx, customers, subscriptions};

/// What is to change; None stays as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Change<'a> {
    /// The plan, as typed: its terms of now, at the next renewal.
    pub plan: Option<&'a str>,
    /// How many of it, at the next renewal.
    pub quantity: Option<i64>,
    /// The price of one period, in major units, at the next renewal.
    pub price: Option<&'a str>,
    /// The last day, at once; `Some(None)` for an open end.
    pub until: Option<Option<DayWord>>,
}

/// A subscription that was changed.
#[derive(Debug, Clone)]
pub struct Changed {
    /// The subscription.
    pub card: Card,
    /// The day on which the new plan, quantity and price take effect.
    pub takes_effect_on: Option<Day>,
    /// What became of bookings.
    pub effects: Effects,
    /// What was decided of the customer's `use_passes` (P3), where the plan was changed.
    pub use_passes: Option<UsePasses>,
}

/// Changes a subscription: its last day at once, plan, quantity and price at the next renewal
/// (R8). Refused when it is over, where the plan has another cycle, where nothing renews any more,
/// and as a sale of the plan would be.
pub fn set(tx: &Tx, id: SubscriptionId, change: &Change) -> Result<Changed, OpError> {
    let mut open = Open::read(tx, id)?;
    if let Some(until) = change.until {
        let until = until.map_or(Day::NEVER, |until| until.on(open.today));
        let until = open.subscription.ends(until, open.today)?;
        open.end(tx, until.unless_never(), false)?;
        assign::check_held(tx, |one| one.subscription == Some(id))?;
    }
    let mut use_passes = None;
    let mut takes_effect_on = None;
    if change.plan.is_some() || change.quantity.is_some() || change.price.is_some() {
        let (new, decided) = new_term(tx, &open, change)?;
        subscriptions::add_term(tx, id, &new)?;
        takes_effect_on = Some(new.from);
        use_passes = decided;
        open.subscription = super::find(tx, id)?;
    }
    let effects = open.settle(tx)?;
    Ok(Changed {
        card: open.card(tx)?,
        takes_effect_on,
        effects,
        use_passes,
    })
}

/// Pauses a subscription for whole periods that have not begun (R8): no grant, no charge, and the
/// bookings within that wait for a charge are cancelled.
pub fn pause(
    tx: &Tx,
    id: SubscriptionId,
    from: DayWord,
    until: DayWord,
) -> Result<Changed, OpError> {
    let mut open = Open::read(tx, id)?;
    let (start, until) = (from.on(open.today), until.on(open.today));
    let span = DaySpan::between(start, until)?;
    open.subscription.pauses_on(span, open.today)?;
    subscriptions::add_pause(tx, id, Pause(span))?;
    open.subscription = super::find(tx, id)?;
    open.limit_lots(tx)?;
    let effects = open.settle(tx)?;
    Ok(Changed {
        card: open.card(tx)?,
        takes_effect_on: None,
        effects,
        use_passes: None,
    })
}

/// The terms from the next renewal on, and what a new plan decides of `use_passes` (P3).
fn new_term(tx: &Tx, open: &Open, change: &Change) -> Result<(Term, Option<UsePasses>), OpError> {
    let subscription = &open.subscription;
    let plan = change
        .plan
        .map(|given| which::plan(tx, given))
        .transpose()?;
    let cycle = plan
        .as_ref()
        .map_or(subscription.cycle, |plan| plan.terms.every);
    let on = subscription.changes_on(cycle, open.today)?;
    let before = subscription.term_on(on);
    let quantity = change.quantity.unwrap_or(before.quantity);
    let mut new = match &plan {
        Some(plan) => term(plan, on, quantity),
        None => Term {
            from: on,
            quantity,
            ..before.clone()
        },
    };
    if let Some(price) = change.price {
        new.price = Money::read(price, new.price.currency).map_err(SaleRefusal::from)?;
    }
    sale::check_quantity(&new.includes, quantity)?;
    let Some(plan) = plan else {
        return Ok((new, None));
    };
    check_sale(&open.space, &open.customer, &plan)?;
    let all = subscriptions::list_customer(tx, open.customer.id)?;
    let decided = sale::use_passes(&open.customer, plan.grants_passes(), &all, open.today);
    if decided == UsePasses::TurnedOn {
        customers::set_use_passes(tx, open.customer.id, true)?;
    }
    Ok((new, Some(decided)))
}
