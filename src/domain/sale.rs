//! What may be sold to whom, and what a sale decides besides (L1, L4, P3, R1).

use thiserror::Error;

use crate::domain::customer::{Customer, Standing};
use crate::domain::day::Day;
use crate::domain::ids::{PlanId, SubscriptionId};
use crate::domain::money::{Currency, MoneyError};
use crate::domain::package::Content;
use crate::domain::plan::Include;
use crate::domain::policy::Payment;
use crate::domain::purchase::Charge;
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
    #[error("{quantity} times {} is more than 1000000 passes", passes.in_words())]
    TooManyPasses {
        /// The quantity wanted.
        quantity: i64,
        /// What one of it includes.
        passes: PassQty,
    },
    /// Q1: more passes than are sold at once.
    #[error("{count} times {} is more than 1000000 passes", passes.in_words())]
    TooManySold {
        /// How often it was to be sold.
        count: i64,
        /// What it brings once.
        passes: PassQty,
    },
    /// L4: a retired package cannot be sold.
    #[error("the package `{name}` is retired")]
    PackageRetired {
        /// Its name.
        name: String,
    },
    /// L1: a package is sold once.
    #[error("a package is sold once and lasts as a whole: `{include}` says more")]
    RecursInPackage {
        /// The include, as it is typed.
        include: String,
    },
    /// L3: a package is made of passes.
    #[error("a package includes passes of some kind")]
    EmptyPackage,
    /// L3: an extra is named once.
    #[error("the extra `{name}` is there twice")]
    ExtraTwice {
        /// Its name.
        name: String,
    },
    /// L1: what is said is of the other sort.
    #[error("{flag} is for {}, and `{plan}` is {}", sorts(!is_package), sort(*is_package))]
    OtherSort {
        /// What was named.
        plan: String,
        /// Whether it is a package.
        is_package: bool,
        /// What was said of it.
        flag: &'static str,
    },
    /// L1: a plan is subscribed to, a package sold.
    #[error("`{name}` is {}, not {}", sort(*is_package), sort(!is_package))]
    WrongSort {
        /// What was named.
        name: String,
        /// Whether it is a package.
        is_package: bool,
    },
    /// L3, S4: an introductory package is for who never had passes.
    #[error("`{package}` is for new clients only, and {who} had passes before")]
    NewClientsOnly {
        /// The package's name.
        package: String,
        /// Who is no new client.
        who: String,
    },
    /// V1: the space wants its money in advance.
    #[error("sales are paid in advance, and {who} has no payment method on file")]
    PaidInAdvance {
        /// Who buys.
        who: String,
    },
    /// L3: what is sold would be over before it can be used.
    #[error("`{item}` would be over on {last}: today is {today}")]
    OverAlready {
        /// What is sold.
        item: String,
        /// Its last day.
        last: Day,
        /// The business date.
        today: Day,
    },
    /// L3: how long a package lasts is in its terms.
    #[error("how long `{package}` lasts is in its terms")]
    LastsAsItSays {
        /// The package's name.
        package: String,
    },
    /// V1: a count of what is sold.
    #[error("a count is 1 to 1000000, not {count}")]
    Count {
        /// The count wanted.
        count: i64,
    },
    /// T2: passes that are not counted are sold one at a time.
    #[error("passes of `{item}` are not counted: one is sold at a time")]
    NotCounted {
        /// What is sold.
        item: String,
    },
    /// P1: visitors hold no passes.
    #[error("a visitor holds no passes and so buys none")]
    VisitorBuys,
    /// Q2: currencies do not mix.
    #[error("`{plan}` is sold in {wants}, and {whose} in {has}")]
    OtherCurrency {
        /// The name of the plan, package or kind.
        plan: String,
        /// Its currency.
        wants: Currency,
        /// What has the other currency.
        whose: String,
        /// That currency.
        has: Currency,
    },
}

/// What it is, with its article.
const fn sort(is_package: bool) -> &'static str {
    if is_package { "a package" } else { "a plan" }
}

const fn sorts(is_package: bool) -> &'static str {
    if is_package { "packages" } else { "plans" }
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
    let passes = includes.iter().map(|include| include.passes);
    match too_many(passes, quantity) {
        Some(passes) => Err(SaleRefusal::TooManyPasses { quantity, passes }),
        None => Ok(()),
    }
}

/// Refuses to sell at once what brings more passes of a kind than are counted (Q1).
pub fn check_count(contents: &[Content], count: i64) -> Result<(), SaleRefusal> {
    let passes = contents.iter().map(|content| content.passes);
    match too_many(passes, count) {
        Some(passes) => Err(SaleRefusal::TooManySold { count, passes }),
        None => Ok(()),
    }
}

/// The first of these that is too many, so many times.
fn too_many(mut passes: impl Iterator<Item = PassQty>, times: i64) -> Option<PassQty> {
    passes.find(|passes| passes.times(times) > PassQty::MOST)
}

/// Refuses a sale for which the space would have to wait: with `advance` it is paid or given away,
/// or there is a payment method on file (V1).
pub fn check_payment(
    payment: Payment,
    customer: &Customer,
    charge: Charge,
) -> Result<(), SaleRefusal> {
    match (payment, charge) {
        (Payment::Advance, Charge::Charge) if customer.payment_method.is_none() => {
            let who = customer.handle.clone();
            Err(SaleRefusal::PaidInAdvance { who })
        }
        (Payment::Invoice | Payment::Advance, Charge::Charge | Charge::Free | Charge::Paid) => {
            Ok(())
        }
    }
}
