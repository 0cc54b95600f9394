//! Members and companies in short: who they are, their status (P6) and what they have on a day.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Card;
use crate::domain::balance::scheduled;
use crate::domain::booking::{Booking, PaymentStatus};
use crate::domain::customer::{Customer, Standing};
use crate::domain::day::{Day, Instant};
use crate::domain::ids::{CustomerId, KindId, LocationId, PurchaseId};
use crate::domain::kind::{self, Covers};
use crate::domain::lot::Share;
use crate::domain::pool::CompanyPasses;
use crate::domain::qty::PassQty;
use crate::domain::status;
use crate::domain::subscription::Run;
use crate::domain::tag;
use crate::ops::facts::{Space, spender};
use crate::ops::{OpError, who};
use crate::store::customers;
pub use crate::store::customers::Sort;
use crate::store::{Snapshot, StoreError, bookings, lots, purchases, subscriptions, visits};

/// A member or company in short.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Who it is.
    pub card: Card,
    /// The status on the day (P6).
    pub status: String,
    /// The day, at the home location.
    pub on: Day,
    /// Passes that bookings to come will be charged.
    pub scheduled: PassQty,
    /// Passes owed for visits.
    pub owed: PassQty,
    /// What is usable on the day, by the kind's handle, the pool that is open included (P4); None
    /// where there is no count. The kind `day` is first and always there.
    pub balances: Vec<(String, Option<PassQty>)>,
}

/// Which members are wanted; None is all.
#[derive(Debug, Clone, Default)]
pub struct Filter<'a> {
    /// Of that company, as typed (P2).
    pub company: Option<&'a str>,
    /// At home there, by handle.
    pub location: Option<&'a str>,
    /// With that tag.
    pub tag: Option<&'a str>,
    /// With that status today (P6).
    pub status: Option<&'a str>,
    /// Those that were removed instead of those that were not.
    pub removed: bool,
}

/// Everything that summaries are made of, read once.
struct Books {
    owed: BTreeMap<CustomerId, PassQty>,
    space: Space,
    /// The business date of each location.
    today: Vec<(LocationId, Day)>,
    /// By owner.
    lots: Vec<Share>,
    members: BTreeMap<CustomerId, Vec<CustomerId>>,
    companies: BTreeMap<CustomerId, String>,
    /// When subscriptions run, by customer.
    runs: Vec<(CustomerId, Run)>,
    scheduled: BTreeMap<CustomerId, Vec<Booking>>,
    /// The purchases whose passes make people active (P7).
    active: BTreeSet<PurchaseId>,
}

/// Balances by the kind's handle, the kind `day` first and always there.
#[must_use]
pub fn balances(
    space: &Space,
    usable: &BTreeMap<KindId, PassQty>,
) -> Vec<(String, Option<PassQty>)> {
    let wanted = |kind: &&kind::Kind| {
        kind.terms.handle.as_str() == kind::DAY || usable.contains_key(&kind.id)
    };
    let mut kinds: Vec<_> = space.kinds.iter().filter(wanted).collect();
    kinds.sort_by_key(|kind| (kind.terms.handle.as_str() != kind::DAY, kind.id));
    let passes = |kind: &kind::Kind| {
        let counted = kind.terms.covers != Covers::Unlimited;
        counted.then(|| usable.get(&kind.id).copied().unwrap_or_default())
    };
    kinds
        .into_iter()
        .map(|kind| (kind.terms.handle.to_string(), passes(kind)))
        .collect()
}

/// What was asked, with names resolved and everything read that summaries are made of.
pub struct Asked<'a> {
    books: Books,
    sort: Sort,
    filter: &'a Filter<'a>,
    company: Option<CustomerId>,
    location: Option<LocationId>,
}

/// Resolves what was asked of members and visitors, or of companies.
pub fn ask<'a>(
    db: &Snapshot,
    now: Instant,
    sort: Sort,
    filter: &'a Filter<'a>,
) -> Result<Asked<'a>, OpError> {
    let books = Books::read(db, now)?;
    let company = filter.company.map(|given| who::company(db, given));
    let company = company.transpose()?.map(|company| company.id);
    let location = filter
        .location
        .map(|given| books.space.location_named(given));
    let location = location.transpose()?.map(|location| location.id);
    Ok(Asked {
        books,
        sort,
        filter,
        company,
        location,
    })
}

/// Calls `each` with everyone whom the filter lets through, by number.
pub fn each<E: From<StoreError> + Send>(
    db: &Snapshot,
    asked: &Asked<'_>,
    mut each: impl FnMut(Summary) -> Result<(), E> + Send,
) -> Result<(), E> {
    let Asked {
        filter,
        company,
        location,
        ..
    } = asked;
    let tagged = |customer: &Customer, wanted: &str| {
        let tags = tag::read_list(&customer.tags);
        tags.iter().any(|one| tag::same(one, wanted))
    };
    let meant = |one: &Customer| {
        company.is_none_or(|company| one.company == Some(company))
            && location.is_none_or(|location| one.location == location)
            && filter.tag.is_none_or(|tag| tagged(one, tag))
    };
    let mut pools = BTreeMap::new();
    customers::each(db, asked.sort, filter.removed, |customer| {
        if !meant(&customer) {
            return Ok(());
        }
        let summary = asked.books.summary(customer, &mut pools);
        if filter.status.is_none_or(|status| summary.status == status) {
            each(summary)?;
        }
        Ok(())
    })
}

/// The last `most` of those that [`each`] calls with.
pub fn last(db: &Snapshot, asked: &Asked<'_>, most: usize) -> Result<Vec<Summary>, StoreError> {
    let mut listed = VecDeque::new();
    each(db, asked, |one| {
        listed.push_back(one);
        if listed.len() > most {
            listed.pop_front();
        }
        Ok::<(), StoreError>(())
    })?;
    Ok(listed.into())
}

/// What a company's pool has on a day; the members of a pool share the count.
type Pools = BTreeMap<(CustomerId, Day), BTreeMap<KindId, PassQty>>;

impl Books {
    fn read(db: &Snapshot, now: Instant) -> Result<Self, OpError> {
        let mut members: BTreeMap<CustomerId, Vec<CustomerId>> = BTreeMap::new();
        for (company, member) in customers::list_companies_members(db)? {
            members.entry(company).or_default().push(member);
        }
        let companies = customers::list(db, Sort::Company, false)?;
        let mut scheduled: BTreeMap<_, Vec<Booking>> = BTreeMap::new();
        let pending = bookings::Filter {
            pay_status: Some(PaymentStatus::Pending),
            ..bookings::Filter::default()
        };
        for one in bookings::list(db, &pending)? {
            scheduled.entry(one.member).or_default().push(one);
        }
        let space = Space::read(db)?;
        let locations = space.locations.iter();
        Ok(Self {
            today: locations
                .map(|one| (one.id, one.terms.today(now)))
                .collect(),
            owed: visits::list_owed(db)?.into_iter().collect(),
            active: purchases::list_active(db)?,
            runs: subscriptions::list_runs(db)?,
            scheduled,
            space,
            lots: lots::list_shares(db)?,
            members,
            companies: companies
                .into_iter()
                .map(|one| (one.id, one.handle))
                .collect(),
        })
    }

    fn summary(&self, customer: Customer, pools: &mut Pools) -> Summary {
        let settings = &self.space.settings;
        let mut today = self.today.iter();
        let home = today.find(|(location, _)| *location == customer.location);
        let (_, on) = *home.expect("a foreign key points to a location");
        let usable = match spender(&customer).company {
            Some(company) if settings.company_passes == CompanyPasses::Pooled => {
                let count = || self.usable(self.pool(company), on);
                pools.entry((company, on)).or_insert_with(count).clone()
            }
            Some(company) => self.usable(BTreeSet::from([customer.id, company]), on),
            None => self.usable([customer.id], on),
        };
        let payers = [Some(customer.id), customer.company];
        let runs = payers.into_iter().flatten().any(|id| self.runs(id, on));
        let active = runs || self.makes_active(&customer, on);
        let status = customer.standing.status(active, &settings.default_status);
        let bookers = match customer.standing {
            Standing::Company => self.pool(customer.id),
            Standing::Member | Standing::Visitor => BTreeSet::from([customer.id]),
        };
        let bookings = bookers.iter().filter_map(|id| self.scheduled.get(id));
        let handle = |id: CustomerId| self.companies.get(&id).cloned();
        Summary {
            status: status.to_owned(),
            on,
            scheduled: scheduled(&customer, settings.company_passes, bookings.flatten()),
            owed: self.owed.get(&customer.id).copied().unwrap_or_default(),
            balances: balances(&self.space, &usable),
            card: Card {
                company: customer.company.and_then(handle),
                location: self.space.location(customer.location).terms.handle.clone(),
                customer,
            },
        }
    }

    /// Whether a subscription of that customer is running on that day.
    fn runs(&self, id: CustomerId, on: Day) -> bool {
        let from = self.runs.partition_point(|(customer, _)| *customer < id);
        let theirs = self.runs[from..].iter();
        let mut theirs = theirs.take_while(|(customer, _)| *customer == id);
        theirs.any(|(_, run)| run.runs_on(on))
    }

    /// Whether what is left of a package makes that customer active on that day (P7).
    fn makes_active(&self, customer: &Customer, on: Day) -> bool {
        if self.active.is_empty() {
            return false;
        }
        let owners = [Some(customer.id), customer.company].into_iter().flatten();
        let mut lots = owners.flat_map(|owner| self.lots_of(owner));
        let of = |lot: &Share| {
            lot.purchase
                .is_some_and(|purchase| self.active.contains(&purchase))
        };
        lots.any(|lot| of(lot) && lot.usable_on(on) && status::makes_active(lot.owner, customer))
    }

    fn lots_of(&self, owner: CustomerId) -> impl Iterator<Item = &Share> {
        let from = self.lots.partition_point(|lot| lot.owner < owner);
        let theirs = self.lots[from..].iter();
        theirs.take_while(move |lot| lot.owner == owner)
    }

    fn pool(&self, company: CustomerId) -> BTreeSet<CustomerId> {
        let members = self.members.get(&company).into_iter().flatten().copied();
        members.chain([company]).collect()
    }

    fn usable(
        &self,
        owners: impl IntoIterator<Item = CustomerId>,
        on: Day,
    ) -> BTreeMap<KindId, PassQty> {
        let lots = owners.into_iter().flat_map(|owner| self.lots_of(owner));
        let mut kinds = BTreeMap::new();
        for lot in lots.filter(|lot| lot.usable_on(on)) {
            *kinds.entry(lot.kind).or_default() += lot.left;
        }
        kinds
    }
}
