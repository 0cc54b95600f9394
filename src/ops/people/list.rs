//! Members and companies as they are listed, of whom there may be very many: they are told while those
//! to come are read.

use super::books::{Block, Books};
use super::summary::{balances, kinds};
use crate::domain::customer::{Customer, Standing};
use crate::domain::day::{Day, Instant};
use crate::domain::ids::{CustomerId, LocationId};
use crate::domain::kind::Kind;
use crate::domain::pool::CompanyPasses;
use crate::domain::qty::PassQty;
use crate::domain::tag;
use crate::ops::facts::spender;
use crate::ops::{OpError, ReferenceError, who};
pub use crate::store::customers::Sort;
use crate::store::people::{self, Part, Wanted};
use crate::store::{Snapshot, Stop, StoreError};

/// A member or company in a list.
#[derive(Debug)]
pub struct Listed<'a> {
    /// Who it is.
    pub customer: &'a Customer<&'a str>,
    /// The handle of the member's company.
    pub company: Option<&'a str>,
    /// The handle of the home location.
    pub location: &'a str,
    /// The status on the day (P6).
    pub status: &'a str,
    /// Today, at the home location.
    pub on: Day,
    /// Passes that bookings to come will be charged.
    pub scheduled: PassQty,
    /// Passes owed for visits.
    pub owed: PassQty,
    /// What is usable on the day, as [`balances`] tells it, the pool that is open included (P4).
    pub balances: &'a [(&'a str, Option<PassQty>)],
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

/// What was asked, with names resolved and all read that does not grow with the members.
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
    let books = Books::read(db, now, sort)?;
    let company = filter.company.map(|given| who::company(db, given));
    let company = company.transpose()?.map(|company| company.id);
    let location = filter
        .location
        .map(|given| books.space.location_named(given));
    let location = location.transpose()?.map(|location| location.id);
    if let Some(given) = filter.status {
        check_status(given, &books.space.settings.default_status)?;
    }
    Ok(Asked {
        books,
        sort,
        filter,
        company,
        location,
    })
}

/// Refuses a status that nobody can have (P6): a list without anybody would look like an answer.
fn check_status(given: &str, others: &str) -> Result<(), ReferenceError> {
    let known = [
        Standing::Member.status(true, others),
        Standing::Member.status(false, others),
        Standing::Visitor.status(false, others),
    ];
    if known.contains(&given) {
        return Ok(());
    }
    Err(ReferenceError::Unknown {
        what: "status",
        given: given.to_owned(),
        nearest: known.map(str::to_owned).to_vec(),
    })
}

/// Calls `each` with everyone whom the filter lets through, by number.
pub fn each<E: From<StoreError> + Send>(
    db: &Snapshot,
    asked: &Asked,
    each: impl FnMut(&Listed) -> Result<(), E> + Send,
) -> Result<(), E> {
    asked.each(db, Part::From(0), each)
}

/// [`each`] of the last `most`.
pub fn each_of_last<E: From<StoreError> + Send>(
    db: &Snapshot,
    asked: &Asked,
    most: usize,
    each: impl FnMut(&Listed) -> Result<(), E> + Send,
) -> Result<(), E> {
    let (mut found, mut first) = (0, i64::MAX);
    let passed = asked.each(db, Part::Backwards, |one| {
        if found == most {
            return Err(Stop::Enough);
        }
        found += 1;
        first = one.customer.shown.number();
        Ok(())
    });
    Stop::came_to_the_end(passed)?;
    asked.each(db, Part::From(first), each)
}

impl Asked<'_> {
    fn each<E: From<StoreError> + Send>(
        &self,
        db: &Snapshot,
        part: Part,
        mut each: impl FnMut(&Listed) -> Result<(), E> + Send,
    ) -> Result<(), E> {
        let wanted = Wanted {
            sort: self.sort,
            removed: self.filter.removed,
            part,
        };
        let mut telling = Telling {
            books: &self.books,
            kinds: kinds(&self.books.space),
            blocks: Vec::new(),
            balances: Vec::new(),
        };
        let status = self.filter.status;
        people::each(db, &wanted, self.books.reading(db), |customer, block| {
            telling.have(block);
            if !self.means(customer) {
                return Ok(());
            }
            let one = telling.tell(customer);
            match status {
                Some(status) if one.status != status => Ok(()),
                Some(_) | None => each(&one),
            }
        })
    }

    /// Whether the filter lets a customer through, whatever the status is.
    fn means(&self, one: &Customer<&str>) -> bool {
        let tagged = |wanted| {
            let tags = tag::read_list(one.tags);
            tags.iter().any(|one| tag::same(one, wanted))
        };
        self.company
            .is_none_or(|company| one.company == Some(company))
            && self.location.is_none_or(|home| one.location == home)
            && self.filter.tag.is_none_or(tagged)
    }
}

/// Lists being told.
struct Telling<'a> {
    books: &'a Books,
    kinds: Vec<&'a Kind>,
    /// The last one of each day.
    blocks: Vec<Block>,
    balances: Vec<(&'a str, Option<PassQty>)>,
}

impl Telling<'_> {
    /// Takes the block that the next customer is in.
    fn have(&mut self, block: Option<Block>) {
        if let Some(block) = block {
            self.blocks.retain(|known| known.on != block.on);
            self.blocks.push(block);
        }
    }

    fn tell<'b>(&'b mut self, customer: &'b Customer<&'b str>) -> Listed<'b> {
        let books = self.books;
        let (settings, id) = (&books.space.settings, customer.id);
        let on = books.today(customer.location);
        let mut blocks = self.blocks.iter();
        let block = blocks.find(|block| block.on == on);
        let block = block.expect("it was read with the customer");
        let own = block.shares_of(id);
        let company = spender(customer).company;
        let pool = company.and_then(|company| books.pool(on, company));
        let pooled = settings.company_passes == CompanyPasses::Pooled;
        let apart = match company {
            Some(company) if pooled || company == id => &[],
            Some(_) | None => own,
        };
        let usable = |kind| {
            let apart = apart.iter().filter(|share| share.kind == kind);
            let apart = apart.map(|share| share.passes);
            let pool = pool.and_then(|pool| pool.usable.get(&kind).copied());
            apart.chain(pool).reduce(|one, other| one + other)
        };
        self.balances.clear();
        self.balances.extend(balances(&self.kinds, usable));
        let runs = block.runs(id) || pool.is_some_and(|pool| pool.runs);
        let active = runs || books.makes_active(customer, own, pool);
        let handle = |id: CustomerId| books.companies.get(&id);
        Listed {
            company: customer.company.and_then(handle).map(String::as_str),
            location: books
                .space
                .location(customer.location)
                .terms
                .handle
                .as_str(),
            status: customer.standing.status(active, &settings.default_status),
            on,
            scheduled: books.scheduled(customer),
            owed: books.owed.get(&id).copied().unwrap_or_default(),
            balances: &self.balances,
            customer,
        }
    }
}
