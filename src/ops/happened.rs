//! What a renewal brought about, in numbers and item by item.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::renewal::Facts;
use super::visit::overdue::Ended;
use crate::domain::customer::Customer;
use crate::domain::day::Day;
use crate::domain::ids::{BookingId, CustomerId, LotId, SubscriptionId, VisitId};
use crate::domain::money::Money;
use crate::domain::qty::PassQty;
use crate::domain::renewal::{Item, LotRef, Renewal, What};

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Occurrence {
    /// The day on which it should have been (R5).
    pub on: Day,
    /// To whom; held once for all that happened to them.
    pub customer: Arc<Customer>,
    /// `checkout`, `expire`, `grant`, `charge`, `fail`, `end`, `invoice` or `convert`.
    pub what: &'static str,
    /// The subscription that it comes from.
    pub subscription: Option<SubscriptionId>,
    /// The booking that was charged or failed.
    pub booking: Option<BookingId>,
    /// The visit that was ended.
    pub visit: Option<VisitId>,
    /// The lots it moved passes of; None for one that a dry run did not add.
    pub lots: Vec<Option<LotId>>,
    /// How many passes.
    pub passes: Option<PassQty>,
    /// What is owed for a period.
    pub amount: Option<Money>,
}

/// Which of the things that happened are kept item by item: a million customers' may be millions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// None.
    Nothing,
    /// All.
    Everything,
    /// Those that are told by one of these words.
    Only(&'static [&'static str]),
}

impl Keep {
    /// The occurrence, where it is kept.
    fn kept(self, occurrence: impl FnOnce() -> Occurrence) -> Option<Occurrence> {
        match self {
            Self::Nothing => None,
            Self::Everything => Some(occurrence()),
            Self::Only(words) => Some(occurrence()).filter(|one| words.contains(&one.what)),
        }
    }
}

/// What happened, in numbers and, where wanted, item by item.
#[derive(Debug, Clone, Default)]
pub struct Happened {
    /// To how many customers.
    pub customers: i64,
    /// Passes that expired.
    pub expired: PassQty,
    /// Passes that were granted.
    pub granted: PassQty,
    /// Passes that scheduled bookings were charged.
    pub charged: PassQty,
    /// Scheduled bookings that could not be charged.
    pub failed: i64,
    /// Visits that were ended (C9).
    pub checked_out: i64,
    /// What was put on invoices, by currency.
    pub invoiced: BTreeMap<&'static str, Money>,
    /// Item by item.
    pub items: Vec<Occurrence>,
}

impl Happened {
    /// What a renewal of one unit brings about. `granted` are the lots that it added, in order;
    /// none in a dry run.
    #[must_use]
    pub fn of(facts: &Facts, due: &Renewal, granted: &[LotId], keep: Keep) -> Self {
        let mut happened = Self::default();
        let mut customers: Vec<CustomerId> = Vec::new();
        let mut grants = 0;
        for item in &due.items {
            customers.push(item.customer);
            happened.count(item);
            let apart = matches!(item.what, What::Convert { .. });
            if !apart {
                let told = || occurrence(facts, item, granted, grants);
                happened.items.extend(keep.kept(told));
            }
            grants += usize::from(matches!(item.what, What::Grant(_)));
        }
        customers.sort_unstable();
        customers.dedup();
        happened.customers = i64::try_from(customers.len()).expect("a unit has few customers");
        happened
    }

    /// Visits that were ended because nobody stays overnight (C9). Who else something happened to
    /// in the unit is counted by [`Happened::of`], so `others` are those it counted.
    #[must_use]
    pub fn checked_out(ended: &[Ended], others: &Renewal, keep: Keep) -> Self {
        let counted = |id| others.items.iter().any(|item| item.customer == id);
        let mut members: Vec<CustomerId> = ended.iter().map(|one| one.member.id).collect();
        members.dedup();
        members.retain(|id| !counted(*id));
        let count = |many: usize| i64::try_from(many).expect("a unit has few visits");
        let occurrence = |one: &Ended| Occurrence {
            on: one.visit.on,
            customer: Arc::new(one.member.clone()),
            what: "checkout",
            subscription: None,
            booking: None,
            visit: Some(one.visit.id),
            lots: one.moved.back.iter().map(|draw| Some(draw.lot)).collect(),
            passes: None,
            amount: None,
        };
        Self {
            customers: count(members.len()),
            checked_out: count(ended.len()),
            items: ended
                .iter()
                .filter_map(|one| keep.kept(|| occurrence(one)))
                .collect(),
            ..Self::default()
        }
    }

    /// A subscription that follows a purchase; no id in a dry run (T5). The customer was counted by
    /// [`Happened::of`].
    #[must_use]
    pub fn converted(
        facts: &Facts,
        item: &Item,
        subscription: Option<SubscriptionId>,
        keep: Keep,
    ) -> Self {
        let occurrence = || Occurrence {
            what: "convert",
            subscription,
            ..bare(facts, item)
        };
        Self {
            items: keep.kept(occurrence).into_iter().collect(),
            ..Self::default()
        }
    }

    /// Adds what happened elsewhere.
    pub fn add(&mut self, other: Self) {
        self.customers += other.customers;
        self.expired += other.expired;
        self.granted += other.granted;
        self.charged += other.charged;
        self.failed += other.failed;
        self.checked_out += other.checked_out;
        for amount in other.invoiced.into_values() {
            self.invoice(amount);
        }
        self.items.extend(other.items);
    }

    fn count(&mut self, item: &Item) {
        match &item.what {
            What::Expire { passes, .. } => self.expired += *passes,
            What::End { .. } | What::Convert { .. } | What::Unsold { .. } => {}
            What::Invoice { amount, .. } => self.invoice(*amount),
            What::Grant(lot) => self.granted += lot.passes,
            What::Sell { purchase, .. } => self.invoice(purchase.total()),
            What::Charge { draws, .. } => {
                self.charged += draws.iter().map(|draw| draw.passes).sum();
            }
            What::Fail { .. } => self.failed += 1,
        }
    }

    /// Adds a sum that was put on an invoice.
    pub(super) fn invoice(&mut self, amount: Money) {
        let code = amount.currency.code();
        let sum = self
            .invoiced
            .entry(code)
            .or_insert(Money::new(0, amount.currency));
        sum.minor += amount.minor;
    }
}

fn occurrence(facts: &Facts, item: &Item, granted: &[LotId], grants: usize) -> Occurrence {
    let lot_id = |lot: LotRef| match lot {
        LotRef::Existing(id) => Some(id),
        LotRef::New(at) => granted.get(at).copied(),
    };
    let bare = bare(facts, item);
    match &item.what {
        What::Expire { lot, passes, .. } => Occurrence {
            what: "expire",
            lots: vec![lot_id(*lot)],
            passes: Some(*passes),
            ..bare
        },
        What::End { subscription } => Occurrence {
            subscription: Some(*subscription),
            ..bare
        },
        What::Invoice {
            subscription,
            amount,
            ..
        } => Occurrence {
            what: "invoice",
            subscription: Some(*subscription),
            amount: Some(*amount),
            ..bare
        },
        What::Sell { purchase, .. } => Occurrence {
            what: "invoice",
            amount: Some(purchase.total()),
            ..bare
        },
        What::Convert { .. } | What::Unsold { .. } => bare,
        What::Grant(lot) => Occurrence {
            what: "grant",
            subscription: lot.subscription,
            lots: vec![lot_id(LotRef::New(grants))],
            passes: Some(lot.passes),
            ..bare
        },
        What::Charge { booking, draws } => Occurrence {
            what: "charge",
            booking: Some(*booking),
            lots: draws.iter().map(|draw| lot_id(draw.lot)).collect(),
            passes: Some(draws.iter().map(|draw| draw.passes).sum()),
            ..bare
        },
        What::Fail { booking, need, .. } => Occurrence {
            what: "fail",
            booking: Some(*booking),
            passes: Some(*need),
            ..bare
        },
    }
}

/// What happened to whom, and nothing more: that something is over.
fn bare(facts: &Facts, item: &Item) -> Occurrence {
    Occurrence {
        on: item.on,
        customer: Arc::clone(facts.customer(item.customer)),
        what: "end",
        subscription: None,
        booking: None,
        visit: None,
        lots: Vec::new(),
        passes: None,
        amount: None,
    }
}
