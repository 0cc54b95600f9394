//! What there is to know of a member or company on a day (B8): balances, lots, subscriptions and
//! bookings, as the books stood at the end of a past day, or as far as known for a day to come.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::Card;
use super::summary::{self, Summary};
use crate::domain::balance;
use crate::domain::booking::Status::Cancelled;
use crate::domain::booking::{Booking, PaymentStatus};
use crate::domain::customer::{Customer, CustomerRefusal, Standing};
use crate::domain::day::{Day, DaySpan, Instant};
use crate::domain::day_word::DayWord;
use crate::domain::ids::CustomerId;
use crate::domain::lot::Lot;
use crate::domain::money::Money;
use crate::domain::pool::{CompanyPasses, Purse};
use crate::domain::qty::PassQty;
use crate::domain::spend::{Fit, Spend};
use crate::domain::status;
use crate::domain::subscription::{Status, Subscription};
use crate::ops::booking::{self, Shown};
use crate::ops::facts::{Space, spender};
use crate::ops::invoice::unpaid;
use crate::ops::visit::{Seen, list};
use crate::ops::{OpError, limits, who};
use crate::store::{
    AsOf, Snapshot, bookings, customers, lots, operations, purchases, subscriptions, visits,
};

/// A member or company on a day.
#[derive(Debug, Clone)]
pub struct Account {
    /// In short.
    pub summary: Summary,
    /// The lots of the pool that is open to them (P4): usable ones in the order they are spent
    /// (B3), then those to come, then those used up or lapsed.
    pub lots: Vec<LotLine>,
    /// Their own subscriptions, by id.
    pub subscriptions: Vec<Subscription>,
    /// Their bookings from the day on, by date; a company's members' too.
    pub bookings: Vec<Shown>,
    /// What they owe in money, by currency; negative where they are owed.
    pub unpaid: Vec<Money>,
    /// The members of the company that it is, or that they belong to.
    pub members: Vec<Customer>,
    /// Who of them and of their guests is inside now, soonest first; nobody on another day (C10).
    pub inside: Vec<Seen>,
    /// Whether the day is over, today, or to come.
    pub tense: Tense,
}

/// Whether a day is over, today, or to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tense {
    /// Over: as the books stood at its end.
    Past,
    /// Today.
    Today,
    /// To come: as far as known.
    Future,
}

/// A lot as it is shown.
#[derive(Debug, Clone)]
pub struct LotLine {
    /// The lot.
    pub lot: Lot,
    /// What is left on the day: nothing of a lapsed one (B8).
    pub left: PassQty,
    /// Whether it can be used on the day.
    pub usable: bool,
    /// Whether passes of it are counted.
    pub counted: bool,
    /// The kind's handle.
    pub kind: String,
    /// The owner's handle.
    pub owner: String,
    /// The handle of its home.
    pub location: String,
    /// The hold that it is on that day, or the next one (T4).
    pub hold: Option<DaySpan>,
}

/// What is looked at: whose books, on which day, in which state.
struct Look<'a, 'db> {
    db: &'a Snapshot<'db>,
    space: Space,
    on: Day,
    as_of: AsOf,
    tense: Tense,
}

/// A member or visitor on a day, by default today (B8).
pub fn member(
    db: &Snapshot,
    now: Instant,
    given: &str,
    on: Option<DayWord>,
) -> Result<Account, OpError> {
    account(db, now, &who::find_person(db, given)?, on)
}

/// A company on a day, by default today (B8).
pub fn company(
    db: &Snapshot,
    now: Instant,
    given: &str,
    on: Option<DayWord>,
) -> Result<Account, OpError> {
    account(db, now, &who::find_company(db, given)?, on)
}

/// A customer on a day, by default today (B8).
pub fn account(
    db: &Snapshot,
    now: Instant,
    customer: &Customer,
    on: Option<DayWord>,
) -> Result<Account, OpError> {
    let space = Space::read(db)?;
    let home = &space.location(customer.location).terms;
    let today = home.today(now);
    let on = on.map_or(today, |on| on.on(today));
    let not_there = || CustomerRefusal::NotThereYet {
        handle: customer.handle.clone(),
        on,
    };
    let tense = match on.cmp(&today) {
        Ordering::Less => Tense::Past,
        Ordering::Equal => Tense::Today,
        Ordering::Greater => Tense::Future,
    };
    let as_of = match tense {
        Tense::Past => {
            let end = home.ends(on).plus_ms(-1);
            AsOf::After(operations::last_until(db, end)?.ok_or_else(not_there)?)
        }
        Tense::Today | Tense::Future => AsOf::Now,
    };
    let customer = match as_of {
        AsOf::Now => customer.clone(),
        AsOf::After(_) => customers::find_as_of(db, customer.id, as_of)?.ok_or_else(not_there)?,
    };
    let inside = match tense {
        Tense::Today => list::inside(db, &space, &customer, now)?,
        Tense::Past | Tense::Future => Vec::new(),
    };
    let look = Look {
        db,
        space,
        on,
        as_of,
        tense,
    };
    let account = look.at(customer)?;
    Ok(Account { inside, ..account })
}

impl Look<'_, '_> {
    fn at(&self, customer: Customer) -> Result<Account, OpError> {
        let members = match spender(&customer).company {
            Some(company) => customers::list_company_as_of(self.db, company, self.as_of)?,
            None => Vec::new(),
        };
        let owners = self.owners(&customer, &members)?;
        let mut lots = Vec::new();
        for owner in owners.keys() {
            lots.extend(lots::list_as_of(self.db, *owner, self.as_of)?);
        }
        if self.as_of == AsOf::Now {
            limits::allow_away(self.db, &self.space.settings, &mut lots)?;
        }
        let subscriptions = self.subscriptions(customer.id)?;
        let active = self.active(&customer, &subscriptions)? || self.granted(&customer, &lots)?;
        let others = &self.space.settings.default_status;
        let (bookings, scheduled) = self.bookings(&customer, &members)?;
        Ok(Account {
            lots: self.lines(&customer, &lots, &owners),
            subscriptions,
            bookings,
            unpaid: unpaid::sums(self.db, customer.id, self.as_of)?,
            summary: Summary {
                status: customer.standing.status(active, others).to_owned(),
                on: self.on,
                scheduled,
                owed: visits::owed(self.db, customer.id)?,
                balances: summary::owned_balances(&self.space, &balance::usable(&lots, self.on)),
                card: self.card(customer)?,
            },
            members,
            inside: Vec::new(),
            tense: self.tense,
        })
    }

    fn card(&self, customer: Customer) -> Result<Card, OpError> {
        let company = match customer.company {
            Some(id) => customers::find_as_of(self.db, id, self.as_of)?,
            None => None,
        };
        Ok(Card {
            company: company.map(|company| company.handle),
            location: self.space.location(customer.location).terms.handle.clone(),
            customer,
        })
    }

    /// Whose lots are open, with their handles (P4).
    fn owners(
        &self,
        customer: &Customer,
        members: &[Customer],
    ) -> Result<BTreeMap<CustomerId, String>, OpError> {
        let mut owners = BTreeMap::from([(customer.id, customer.handle.clone())]);
        let company = match spender(customer).company {
            Some(id) => customers::find_as_of(self.db, id, self.as_of)?,
            None => None,
        };
        if let Some(company) = company {
            if self.space.settings.company_passes == CompanyPasses::Pooled {
                owners.extend(members.iter().map(|one| (one.id, one.handle.clone())));
            }
            owners.insert(company.id, company.handle);
        }
        Ok(owners)
    }

    fn subscriptions(&self, customer: CustomerId) -> Result<Vec<Subscription>, OpError> {
        let all = subscriptions::list_customer_as_of(self.db, customer, self.as_of)?;
        Ok(all)
    }

    /// Whether a subscription of theirs or of their company is running (P6).
    fn active(&self, customer: &Customer, own: &[Subscription]) -> Result<bool, OpError> {
        let running = |all: &[Subscription]| {
            let mut all = all.iter();
            all.any(|one| one.status_on(self.on) == Status::Running)
        };
        Ok(running(own)
            || match customer.company {
                Some(company) => running(&self.subscriptions(company)?),
                None => false,
            })
    }

    /// Whether what is left of a package makes them active (P7).
    fn granted(&self, customer: &Customer, lots: &[Lot]) -> Result<bool, OpError> {
        if lots.iter().all(|lot| lot.purchase.is_none()) {
            return Ok(false);
        }
        let active = purchases::list_active(self.db)?;
        let mut lots = lots.iter().filter(|lot| {
            let of = lot.purchase;
            of.is_some_and(|purchase| active.contains(&purchase))
        });
        Ok(lots.any(|lot| lot.usable_on(self.on) && status::makes_active(lot.owner, customer)))
    }

    /// The bookings from the day on, those of a company's members too, and how many passes will be
    /// charged for scheduled ones.
    fn bookings(
        &self,
        customer: &Customer,
        members: &[Customer],
    ) -> Result<(Vec<Shown>, PassQty), OpError> {
        let mut all = bookings::list_customer_as_of(self.db, customer.id, self.as_of)?;
        let company = customer.standing == Standing::Company;
        for member in members.iter().filter(|_| company) {
            all.extend(bookings::list_customer_as_of(
                self.db, member.id, self.as_of,
            )?);
        }
        let rule = self.space.settings.company_passes;
        let scheduled = balance::scheduled(customer, rule, &all);
        let pending = |one: &Booking| one.pay_status == PaymentStatus::Pending;
        all.retain(|one| one.on >= self.on && (one.status != Cancelled || pending(one)));
        all.sort_by_key(|one| (one.on, one.id));
        let shown = all.iter().map(|one| self.shown(one));
        Ok((shown.collect::<Result<_, _>>()?, scheduled))
    }

    /// A booking with all that is told of it.
    fn shown(&self, booking: &Booking) -> Result<Shown, OpError> {
        let shown = booking::shown(self.db, &self.space, booking)?;
        match self.as_of {
            AsOf::Now => Ok(shown),
            AsOf::After(_) => {
                let lots = bookings::draws_as_of(self.db, booking, self.as_of)?;
                let charged = booking.pay_status == PaymentStatus::Charged;
                let paid = lots.iter().map(|draw| draw.passes).sum();
                Ok(Shown {
                    passes: if charged { paid } else { booking.cost() },
                    lots,
                    ..shown
                })
            }
        }
    }

    /// The lots as they are shown.
    fn lines(
        &self,
        customer: &Customer,
        lots: &[Lot],
        owners: &BTreeMap<CustomerId, String>,
    ) -> Vec<LotLine> {
        let fits: Vec<Fit> = self.space.kinds.iter().map(Space::fit).collect();
        let spend = Spend {
            passes: PassQty::ZERO,
            on: self.on,
            at: None,
            fits: &fits,
            spender: spender(customer),
            purse: Purse::Usual,
            company_passes: self.space.settings.company_passes,
        };
        let lines = balance::shown(lots, &spend).into_iter().map(|lot| {
            let kind = self.space.kind(lot.kind);
            LotLine {
                left: lot.left_on(self.on),
                usable: lot.usable_on(self.on),
                counted: kind.terms.is_counted(),
                kind: kind.terms.handle.to_string(),
                owner: owners.get(&lot.owner).cloned().unwrap_or_default(),
                hold: lot.held.iter().copied().find(|span| self.on <= span.to),
                location: self.space.location(lot.location).terms.handle.to_string(),
                lot: lot.clone(),
            }
        });
        lines.collect()
    }
}
