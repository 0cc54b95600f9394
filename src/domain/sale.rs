//! What may be sold to whom, and what a sale decides besides (L1, L4, P3, R1).

use thiserror::Error;

use crate::domain::customer::{Customer, Standing};
use crate::domain::day::Day;
use crate::domain::ids::{PlanId, SubscriptionId};
use crate::domain::money::{Currency, MoneyError};
use crate::domain::plan::Include;
use crate::domain::qty::PassQty;
use crate::domain::subscription::{Status, Subscription};

/// Why a rule about plans and their sale said no.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SaleRefusal {
    /// Plans are named, so that names are unique, whatever their case.
    #[error("the plan `{name}` is there already: {holder}")]
    PlanNameTaken {
        /// The name as it is written there.
        name: String,
        /// Whose it is.
        holder: PlanId,
    },
    /// A name that is read as an id would never be found.
    #[error("a plan cannot be called `{name}`: it looks like an id")]
    PlanNameLikeAnId {
        /// The name wanted.
        name: String,
    },
    /// Not an amount in that currency (Q2).
    #[error(transparent)]
    Amount(#[from] MoneyError),
    /// R1: a subscription has a quantity.
    #[error("a quantity is 1 to {MOST_QUANTITY}, not {quantity}")]
    Quantity {
        /// The quantity wanted.
        quantity: i64,
    },
    /// Q1: more passes than are counted at once.
    #[error("{quantity} times {passes} passes are more than 1000000")]
    TooManyPasses {
        /// The quantity wanted.
        quantity: i64,
        /// What one of it includes.
        passes: PassQty,
    },
    /// Q2: currencies do not mix.
    #[error("the plan `{plan}` is sold in {wants}, and {whose} in {has}")]
    OtherCurrency {
        /// The plan's name.
        plan: String,
        /// Its currency.
        wants: Currency,
        /// What has the other currency.
        whose: String,
        /// That currency.
        has: Currency,
    },
}

/// The most of one plan that one subscription may have.
pub const MOST_QUANTITY: i64 = 10_000;

/// Whether `use_passes` is turned on by a sale (P3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsePasses {
    /// A company's plan says nothing about its members.
    Company,
    /// The plan grants no passes: left as it was.
    NoPasses,
    /// It was on.
    AlreadyOn,
    /// It was turned on.
    TurnedOn,
    /// It stays off: this active subscription has no passes.
    LeftOff(SubscriptionId),
}

/// What is decided of a customer's `use_passes` when a plan that grants passes, or does not, is
/// assigned (P3). `subscriptions` are those the customer has already.
#[must_use]
pub fn use_passes(
    customer: &Customer,
    grants_passes: bool,
    subscriptions: &[Subscription],
    today: Day,
) -> UsePasses {
    match customer.standing {
        Standing::Company => return UsePasses::Company,
        Standing::Member | Standing::Visitor => {}
    }
    if !grants_passes {
        return UsePasses::NoPasses;
    }
    if customer.use_passes {
        return UsePasses::AlreadyOn;
    }
    let without = subscriptions.iter().find(|subscription| {
        subscription.status_on(today) == Status::Running
            && subscription.term_on(today).includes.is_empty()
    });
    without.map_or(UsePasses::TurnedOn, |one| UsePasses::LeftOff(one.id))
}

/// Refuses a quantity that is none, or that makes more passes than are counted (R1, Q1).
pub fn check_quantity(includes: &[Include], quantity: i64) -> Result<(), SaleRefusal> {
    if !(1..=MOST_QUANTITY).contains(&quantity) {
        return Err(SaleRefusal::Quantity { quantity });
    }
    let mut passes = includes.iter().map(|include| include.passes);
    match passes.find(|passes| passes.times(quantity) > PassQty::MOST) {
        Some(passes) => Err(SaleRefusal::TooManyPasses { quantity, passes }),
        None => Ok(()),
    }
}
