//! What lists of members and companies are made of: what is read once, and what is read of those whose
//! numbers lie side by side as they are listed.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::balance::scheduled;
use crate::domain::booking::{Booking, PaymentStatus};
use crate::domain::customer::{Customer, Standing};
use crate::domain::day::{Day, Instant};
use crate::domain::ids::{CustomerId, KindId, LocationId, PurchaseId};
use crate::domain::pool::CompanyPasses;
use crate::domain::qty::PassQty;
use crate::domain::status;
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::customers::{self, Sort};
use crate::store::standing::{self, Share, When};
use crate::store::{Snapshot, StoreError, bookings, purchases, visits};

/// How many numbers a block has.
const BLOCK: i64 = 256;

/// What lists are made of besides what each customer has.
pub(super) struct Books {
    pub(super) space: Space,
    /// The business date of each location.
    today: Vec<(LocationId, Day)>,
    /// For each day that is today somewhere: how it is asked about, and what companies give their
    /// members on it.
    days: BTreeMap<Day, (When, BTreeMap<CustomerId, Pool>)>,
    /// Whose bookings are shown with a company, where companies are listed.
    members: BTreeMap<CustomerId, Vec<CustomerId>>,
    /// The handles of companies.
    pub(super) companies: BTreeMap<CustomerId, String>,
    scheduled: BTreeMap<CustomerId, Vec<Booking>>,
    pub(super) owed: BTreeMap<CustomerId, PassQty>,
    /// The purchases whose passes make people active (P7).
    active: BTreeSet<PurchaseId>,
}

/// What a company gives its members on a day.
#[derive(Debug, Default)]
pub(super) struct Pool {
    /// What they can use of the company and, where that is the rule, of each other (P4).
    pub(super) usable: BTreeMap<KindId, PassQty>,
    /// Whether a subscription of the company runs (P6).
    pub(super) runs: bool,
    /// Whether a package of the company makes them active (P7).
    active: bool,
}

/// What customers whose numbers lie side by side have on a day.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) on: Day,
    /// What they can use of their own, by owner.
    shares: Vec<Share>,
    /// Of whom a subscription runs, in order.
    running: Vec<CustomerId>,
}

impl Books {
    pub(super) fn read(db: &Snapshot, now: Instant, sort: Sort) -> Result<Self, OpError> {
        let mut members: BTreeMap<CustomerId, Vec<CustomerId>> = BTreeMap::new();
        if sort == Sort::Company {
            for (company, member) in customers::list_companies_members(db)? {
                members.entry(company).or_default().push(member);
            }
        }
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
        let mut books = Self {
            today: locations
                .map(|one| (one.id, one.terms.today(now)))
                .collect(),
            days: BTreeMap::new(),
            members,
            companies: customers::list(db, Sort::Company, false)?
                .into_iter()
                .map(|one| (one.id, one.handle))
                .collect(),
            scheduled,
            owed: visits::list_owed(db)?.into_iter().collect(),
            active: purchases::list_active(db)?,
            space,
        };
        let days: BTreeSet<Day> = books.today.iter().map(|(_, on)| *on).collect();
        for on in days {
            let when = When::on(db, on)?;
            let pools = books.pools(db, when)?;
            books.days.insert(on, (when, pools));
        }
        Ok(books)
    }

    /// What companies give their members on a day.
    fn pools(&self, db: &Snapshot, when: When) -> Result<BTreeMap<CustomerId, Pool>, StoreError> {
        let mut pools: BTreeMap<_, Pool> = BTreeMap::new();
        if self.space.settings.company_passes == CompanyPasses::Pooled {
            standing::each_members_share(db, when, |share, company| {
                pools.entry(company).or_default().add(share);
            })?;
        }
        standing::each_company_share(db, when, |share| {
            let pool = pools.entry(share.owner).or_default();
            pool.add(share);
            let purchase = share.purchase;
            pool.active |= purchase.is_some_and(|purchase| self.active.contains(&purchase));
        })?;
        for company in standing::running_companies(db, when)? {
            pools.entry(company).or_default().runs = true;
        }
        Ok(pools)
    }

    /// What a company gives its members on a day, where that is anything.
    pub(super) fn pool(&self, on: Day, company: CustomerId) -> Option<&Pool> {
        self.days[&on].1.get(&company)
    }

    /// Today, where somebody is at home.
    pub(super) fn today(&self, home: LocationId) -> Day {
        let mut today = self.today.iter();
        let home = today.find(|(location, _)| *location == home);
        home.expect("a foreign key points to a location").1
    }

    /// Answers the block that a customer is in, whenever it is another one than that of the last
    /// customer of whom it is the same day.
    pub(super) fn reading(
        &self,
        db: &Snapshot,
    ) -> impl FnMut(CustomerId, LocationId) -> Result<Option<Block>, StoreError> {
        let mut read: Vec<(Day, i64)> = Vec::new();
        move |customer, home| {
            let on = self.today(home);
            let first = customer.0 - customer.0.rem_euclid(BLOCK);
            match read.iter_mut().find(|(day, _)| *day == on) {
                Some((_, known)) if *known == first => return Ok(None),
                Some((_, known)) => *known = first,
                None => read.push((on, first)),
            }
            let (when, _) = self.days[&on];
            let of = CustomerId(first)..=CustomerId(first.saturating_add(BLOCK - 1));
            Ok(Some(Block {
                on,
                shares: standing::shares(db, &of, when)?,
                running: standing::running(db, &of, when)?,
            }))
        }
    }

    /// Whether what is left of a package makes a customer active (P7).
    pub(super) fn makes_active(
        &self,
        customer: &Customer<&str>,
        own: &[Share],
        pool: Option<&Pool>,
    ) -> bool {
        let makes_active = |owner| status::makes_active(owner, customer);
        let bought = own.iter().filter_map(|share| share.purchase);
        let mut bought = bought.filter(|purchase| self.active.contains(purchase));
        bought.next().is_some() && makes_active(customer.id)
            || pool.is_some_and(|pool| pool.active) && customer.company.is_some_and(makes_active)
    }

    /// Passes that the bookings of a customer, for a company those of its members, will be charged.
    pub(super) fn scheduled(&self, customer: &Customer<&str>) -> PassQty {
        if self.scheduled.is_empty() {
            return PassQty::ZERO;
        }
        let members = match customer.standing {
            Standing::Company => self.members.get(&customer.id),
            Standing::Member | Standing::Visitor => None,
        };
        let bookers = members.into_iter().flatten().chain([&customer.id]);
        let bookings = bookers.filter_map(|id| self.scheduled.get(id)).flatten();
        scheduled(customer, self.space.settings.company_passes, bookings)
    }
}

impl Pool {
    fn add(&mut self, share: Share) {
        *self.usable.entry(share.kind).or_default() += share.passes;
    }
}

impl Block {
    pub(super) fn shares_of(&self, owner: CustomerId) -> &[Share] {
        let from = self.shares.partition_point(|share| share.owner < owner);
        let theirs = &self.shares[from..];
        &theirs[..theirs.partition_point(|share| share.owner == owner)]
    }

    pub(super) fn runs(&self, customer: CustomerId) -> bool {
        self.running.binary_search(&customer).is_ok()
    }
}
