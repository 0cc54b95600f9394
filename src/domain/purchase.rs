//! Purchases: packages and passes that were sold, with their terms as they were then (V1, L2).

use crate::domain::day::{Day, DaySpan};
use crate::domain::hold;
use crate::domain::ids::{CustomerId, KindId, LocationId, PlanId, PurchaseId};
use crate::domain::money::Money;
use crate::domain::package::{Content, PackageTerms, Starts, Then, Validity};
use crate::domain::words::words;

words! {
    /// How a sale is paid (V1).
    #[derive(Default)]
    Charge {
        /// On the next invoice.
        #[default]
        Charge "charge",
        /// Given away: no line.
        Free "free",
        /// On the invoice, paid already.
        Paid "paid",
    }
}

/// What was sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Item {
    /// A package.
    Package(PlanId),
    /// Passes of a kind.
    Kind(KindId),
}

/// A package, or passes of a kind, that was sold to a customer (V1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    /// Its id.
    pub id: PurchaseId,
    /// Who bought it.
    pub customer: CustomerId,
    /// What it is.
    pub item: Item,
    /// What that was called then.
    pub name: String,
    /// How many packages, or passes of the kind.
    pub count: i64,
    /// What one of it cost; of passes of a kind, all of them.
    pub price: Money,
    /// How it was paid.
    pub charge: Charge,
    /// The day of the sale.
    pub on: Day,
    /// How long what is in it lasts.
    pub valid: Validity,
    /// From when on.
    pub starts: Starts,
    /// The first day of its validity; None while it waits for its first visit (T2).
    pub begun_on: Option<Day>,
    /// What happens when it is used up or expired (T5).
    pub then: Then,
    /// Whether who has some of it left is active (P7).
    pub active_status: bool,
    /// Whether it may be put on hold (T4).
    pub holdable: bool,
    /// Whether `then` is still to happen.
    pub open: bool,
}

/// Passes that a purchase brought, and where they are at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brought {
    /// Kind and number.
    pub content: Content,
    /// Their home location.
    pub location: LocationId,
    /// A higher one is spent first.
    pub priority: i64,
}

impl Purchase {
    /// A purchase of a package, sold on that day and valid from `first` on (L2).
    #[must_use]
    pub fn of_package(
        package: PlanId,
        terms: &PackageTerms,
        customer: CustomerId,
        count: i64,
        charge: Charge,
        (on, first): (Day, Day),
    ) -> Self {
        Self {
            id: PurchaseId(0),
            customer,
            item: Item::Package(package),
            name: terms.name.clone(),
            count,
            price: terms.price,
            charge,
            on,
            valid: terms.valid,
            starts: terms.starts,
            begun_on: match terms.starts {
                Starts::Purchase | Starts::On(_) => Some(first),
                Starts::FirstVisit => None,
            },
            then: terms.then,
            active_status: terms.active_status,
            holdable: terms.holdable,
            open: terms.then != Then::Nothing,
        }
    }

    /// The same, sold again on that day (T5): on the next invoice, at the price of then, without
    /// extras.
    #[must_use]
    pub fn again(&self, id: PurchaseId, on: Day) -> Self {
        Self {
            id,
            charge: Charge::Charge,
            on,
            begun_on: match self.starts {
                Starts::Purchase | Starts::On(_) => Some(on),
                Starts::FirstVisit => None,
            },
            open: true,
            ..self.clone()
        }
    }

    /// The last day of its validity; [`Day::NEVER`] for none, and as long as it waits for its first
    /// visit (Q4, T2).
    #[must_use]
    pub fn last_day(&self) -> Day {
        self.begun_on
            .map_or(Day::NEVER, |begun_on| self.valid.through(begun_on))
    }

    /// How long it lasts from its first visit on, while it waits for that (T2); None for what has no
    /// end either way.
    #[must_use]
    pub fn waits(&self) -> Option<Validity> {
        let ends = self.valid != Validity::Never;
        (self.begun_on.is_none() && ends).then_some(self.valid)
    }

    /// The last day of one of its lots with these holds: that of its validity, moved by the days held
    /// since it began (T4).
    #[must_use]
    pub fn last_day_with(&self, holds: &[DaySpan]) -> Day {
        let Some(begun_on) = self.begun_on else {
            return Day::NEVER;
        };
        let since = DaySpan {
            from: begun_on,
            to: Day::NEVER,
        };
        let held: Vec<DaySpan> = holds.iter().filter_map(|span| span.and(since)).collect();
        hold::expiry(self.valid.through(begun_on), &held)
    }

    /// What all of it cost.
    #[must_use]
    pub const fn total(&self) -> Money {
        match self.item {
            Item::Package(_) => self.price.times(self.count),
            Item::Kind(_) => self.price,
        }
    }

    /// What it is called on the invoice: `Boxing, 10 classes`, `2 × Boxing, 10 classes`.
    #[must_use]
    pub fn title(&self) -> String {
        self.times(&self.name)
    }

    /// Something that is sold with it, as often: `2 × Gloves`.
    #[must_use]
    pub fn times(&self, name: &str) -> String {
        if self.count == 1 {
            name.to_owned()
        } else {
            format!("{} × {name}", self.count)
        }
    }
}
