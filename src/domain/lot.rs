//! Lots: passes granted together, with one validity.

use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::{CustomerId, KindId, LocationId, LotId, PurchaseId, SubscriptionId};
use crate::domain::package::Validity;
use crate::domain::qty::PassQty;
use crate::domain::spend::Traits;
use crate::domain::words::words;

words! {
    /// Where a lot came from, in the order in which sources are spent (B1, B3).
    #[derive(PartialOrd, Ord)]
    Source {
        /// A subscription's plan.
        Plan "plan",
        /// A package that was sold.
        Package "package",
        /// Given by hand.
        Grant "grant",
        /// A monthly grant (B4).
        Recurring "recurring",
        /// A redeemed voucher.
        Voucher "voucher",
        /// Another system.
        Import "import",
    }
}

/// Passes granted together with one validity (B1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// Its id; a lower one was granted earlier.
    pub id: LotId,
    /// Whose it is: a member's or a company's.
    pub owner: CustomerId,
    /// What one pass of it buys.
    pub kind: KindId,
    /// What is left of it by the ledger; see [`Lot::left_on`] for what is left on a day.
    pub left: PassQty,
    /// How many were granted.
    pub granted: PassQty,
    /// The first day it can be used for.
    pub valid_from: Day,
    /// The last day it can be used for, inclusive; [`Day::NEVER`] when it never expires.
    pub expires_on: Day,
    /// Where it came from.
    pub source: Source,
    /// The subscription that granted it, for lots of a plan.
    pub subscription: Option<SubscriptionId>,
    /// The purchase that it was sold with (V1).
    pub purchase: Option<PurchaseId>,
    /// Its home location.
    pub location: LocationId,
    /// A higher one is spent first.
    pub priority: i64,
    /// What was noted when it was granted.
    pub memo: Option<String>,
    /// How much more of it may be used away from its home; None for all that is left (D11).
    pub away_left: Option<PassQty>,
    /// The days on which it is on hold, soonest first (T4).
    pub held: Vec<DaySpan>,
    /// How long it lasts from its first visit on, while it waits for that (L3, T2).
    pub waits: Option<Validity>,
}

impl Lot {
    /// Whether its dates allow a use on that day, it is not on hold then and something is left (B2).
    #[must_use]
    pub fn usable_on(&self, on: Day) -> bool {
        let valid = DaySpan {
            from: self.valid_from,
            to: self.expires_on,
        };
        self.left.is_positive() && valid.contains(on) && self.hold_on(on).is_none()
    }

    /// The hold that it is on that day, if any (T4).
    #[must_use]
    pub fn hold_on(&self, on: Day) -> Option<DaySpan> {
        self.held.iter().copied().find(|span| span.contains(on))
    }

    /// What of it can be used at a location, or at its home where none is meant (D11).
    #[must_use]
    pub fn left_at(&self, at: Option<LocationId>) -> PassQty {
        match (at, self.away_left) {
            (Some(at), Some(away)) if at != self.location => self.left.min(away),
            (Some(_) | None, _) => self.left,
        }
    }

    /// Puts back what was used of it at a location.
    pub fn give_back(&mut self, passes: PassQty, at: LocationId) {
        self.left += passes;
        if let Some(away) = self.away_left.as_mut().filter(|_| at != self.location) {
            *away += passes;
        }
    }

    /// What is left of it at the end of that day's books: nothing once it has lapsed, whether or
    /// not its expiry was written (B8).
    #[must_use]
    pub fn left_on(&self, on: Day) -> PassQty {
        if on <= self.expires_on {
            self.left
        } else {
            PassQty::ZERO
        }
    }

    /// What decides its place in the order of spending (B3).
    pub(crate) const fn traits(&self) -> Traits {
        Traits {
            owner: self.owner,
            kind: self.kind,
            priority: self.priority,
            expires_on: self.expires_on,
            source: self.source,
        }
    }
}
