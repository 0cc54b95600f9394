//! What decides every renewal alike: the settings of the space, its kinds and its desks.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use crate::domain::booking::Booking;
use crate::domain::day::DaySpan;
use crate::domain::ids::{CustomerId, DeskId, KindId, LocationId, SubscriptionId};
use crate::domain::kind::Kind;
use crate::domain::limit::Limit;
use crate::domain::policy;
use crate::domain::renewal::{self, KindUse, Scheduled};
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::ops::limits::{self, Aside};
use crate::store::{Snapshot, bookings, desks, holds, purchases, recurring, uses};

/// What decides every renewal alike.
#[derive(Debug, Clone)]
pub struct Settings {
    pub(super) rules: renewal::Settings,
    desks: BTreeMap<DeskId, Place>,
    pub(super) space: policy::Settings,
    /// What is sold, and where, by whom packages are followed.
    pub(super) sells: Space,
    all: Option<All>,
}

/// What few customers have, read once for many of them: most need not be asked for it.
#[derive(Debug, Clone)]
struct All {
    /// The customers of whom it is known: from the first to the last.
    of: RangeInclusive<CustomerId>,
    /// Who has a monthly grant, or had one.
    monthly: BTreeSet<CustomerId>,
    /// Who has a lot on hold, or had one.
    held: BTreeSet<CustomerId>,
    /// Who bought something.
    buyers: BTreeSet<CustomerId>,
    /// The subscriptions that bookings wait for.
    waited_for: BTreeSet<SubscriptionId>,
}

/// [`settings`] with what is faster to read at once, for a run over many customers, in order.
pub fn settings_for_many(
    db: &Snapshot,
    space: &Space,
    customers: &[CustomerId],
) -> Result<Settings, OpError> {
    let ends = customers.first().copied().zip(customers.last().copied());
    let all = ends.map(|(first, last)| {
        let of = first..=last;
        Ok::<_, OpError>(All {
            monthly: recurring::owners(db, &of)?,
            held: holds::owners(db, &of)?,
            buyers: purchases::buyers(db, &of)?,
            waited_for: bookings::waited_for(db)?,
            of,
        })
    });
    Ok(Settings {
        all: all.transpose()?,
        ..settings(db, space)?
    })
}

/// Where a desk is, and where its fitting kinds stand in `rules.fits`.
#[derive(Debug, Clone, Copy)]
struct Place {
    location: LocationId,
    fits: usize,
}

/// Reads what decides every renewal alike.
pub fn settings(db: &Snapshot, space: &Space) -> Result<Settings, OpError> {
    let mut fits = Vec::new();
    let mut places = BTreeMap::new();
    for desk in desks::list(db)? {
        let handle = &space.location(desk.location).terms.handle;
        let kinds = space
            .kinds
            .iter()
            .filter(|kind| kind.terms.pays_for(&desk.terms, handle));
        let place = Place {
            location: desk.location,
            fits: fits.len(),
        };
        places.insert(desk.id, place);
        fits.push(kinds.map(Space::fit).collect());
    }
    let priorities = space
        .kinds
        .iter()
        .map(|kind| (kind.id, i64::from(kind.terms.priority)));
    let limited = |kind: &&Kind| kind.terms.limit != Limit::None;
    let limited = space.kinds.iter().filter(limited);
    let rules = renewal::Settings {
        company_passes: space.settings.company_passes,
        subscription_end: space.settings.subscription_end,
        priorities: priorities.collect(),
        limits: limited.map(|kind| (kind.id, kind.terms.limit)).collect(),
        cross_location: space.settings.cross_location,
        fits,
    };
    Ok(Settings {
        rules,
        desks: places,
        space: space.settings.clone(),
        all: None,
        sells: space.clone(),
    })
}

impl Settings {
    /// Whether a customer may have a monthly grant.
    pub(super) fn may_be_monthly(&self, customer: CustomerId) -> bool {
        self.may_be_of(customer, |all| &all.monthly)
    }

    /// Whether lots of a customer may be on hold.
    pub(super) fn may_hold(&self, customer: CustomerId) -> bool {
        self.may_be_of(customer, |all| &all.held)
    }

    /// Whether a customer may have bought something.
    pub(super) fn may_have_bought(&self, customer: CustomerId) -> bool {
        self.may_be_of(customer, |all| &all.buyers)
    }

    fn may_be_of(&self, customer: CustomerId, few: fn(&All) -> &BTreeSet<CustomerId>) -> bool {
        let is = |all: &All| !all.of.contains(&customer) || few(all).contains(&customer);
        self.all.as_ref().is_none_or(is)
    }

    /// Whether bookings may wait for a subscription.
    pub(super) fn may_be_waited_for(&self, subscription: SubscriptionId) -> bool {
        let all = self.all.as_ref();
        all.is_none_or(|all| all.waited_for.contains(&subscription))
    }

    /// A pending booking as the rules see it.
    pub(super) fn scheduled(&self, booking: &Booking, subscriber: CustomerId) -> Option<Scheduled> {
        let place = self.desks.get(&booking.desk)?;
        Some(Scheduled {
            booking: booking.id,
            customer: booking.member,
            purse: booking.pay_by.purse(),
            passes: booking.cost(),
            on: booking.on,
            at: place.location,
            charges_on: booking.charges_on?,
            subscriber,
            fits: place.fits,
        })
    }

    /// What the payers of bookings use of limited kinds around their days, each use once (K4).
    pub(super) fn uses(
        &self,
        db: &Snapshot,
        bookings: &[Booking],
    ) -> Result<Vec<KindUse>, OpError> {
        let mut around: BTreeMap<(CustomerId, KindId), DaySpan> = BTreeMap::new();
        for (kind, limit) in &self.rules.limits {
            for booking in bookings {
                let Some(span) = limit.counts(booking.on, booking.on) else {
                    continue;
                };
                let all = around.entry((booking.member, *kind)).or_insert(span);
                all.from = all.from.min(span.from);
                all.to = all.to.max(span.to);
            }
        }
        let mut uses = Vec::new();
        for ((customer, kind), span) in around {
            let charged = uses::of_kind(db, customer, kind, span)?;
            let charged = charged.into_iter().map(|one| one.of);
            let covered = limits::not_counted(db, customer, kind, span, Aside::default())?;
            uses.extend(
                charged
                    .chain(covered)
                    .map(|of| KindUse { customer, kind, of }),
            );
        }
        Ok(uses)
    }
}
