//! `invoice preview`: what is due, by customer and currency (V3, Q2).

use std::collections::BTreeMap;

use crate::domain::customer::Customer;
use crate::domain::day::Instant;
use crate::domain::day_word::DayWord;
use crate::domain::ids::CustomerId;
use crate::domain::invoice::{Totals, Upcoming};
use crate::domain::money::Currency;
use crate::ops::facts::Space;
use crate::ops::{OpError, who};
use crate::store::{AsOf, Snapshot, customers, upcoming};

/// Of how many numbers of customers lines are read at once.
const BLOCK: i64 = 256;

/// Whose lines are looked at, and up to when.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// The member or company, as typed (P2); None is everybody.
    pub who: Option<&'a str>,
    /// Lines for that day or earlier; None is today, where the customer is at home.
    pub until: Option<DayWord>,
}

/// What one customer's next invoice in one currency would say.
#[derive(Debug, Clone)]
pub struct Due {
    /// Who would be billed.
    pub customer: Customer,
    /// Its lines, by day.
    pub lines: Vec<Upcoming>,
    /// What they come to.
    pub totals: Totals,
}

/// What was asked, with whom it names found.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    who: Option<CustomerId>,
    until: Option<DayWord>,
}

/// Finds whom a request names.
pub fn ask(db: &Snapshot, request: &Request) -> Result<Asked, OpError> {
    let who = request.who.map(|given| who::find(db, given)).transpose()?;
    Ok(Asked {
        who: who.map(|customer| customer.id),
        until: request.until,
    })
}

impl Due {
    /// Whether it is left for later: credits outweigh what is to be paid.
    #[must_use]
    pub const fn is_held_back(&self) -> bool {
        self.totals.payable().minor < 0
    }
}

/// Calls `each` with what would be issued now, by customer, then currency, without holding all of it
/// in memory; how many lines are for later days. A company is billed itself, its members their own
/// lines (P5).
pub fn each<E: From<OpError>>(
    db: &Snapshot,
    asked: &Asked,
    now: Instant,
    mut each: impl FnMut(Due) -> Result<(), E>,
) -> Result<usize, E> {
    let space = Space::read(db)?;
    let mut later = 0;
    let mut customer = |lines: &[Upcoming]| {
        let customer = customers::get(db, lines[0].customer).map_err(OpError::from)?;
        let today = space.today(&customer, now);
        let until = asked.until.map_or(today, |word| word.on(today));
        let due = lines.iter().filter(|line| line.on <= until);
        let due: Vec<Upcoming> = due.cloned().collect();
        later += lines.len() - due.len();
        by_currency(&customer, due).try_for_each(&mut each)
    };
    let mut all = |lines: Vec<Upcoming>| {
        let mut by_customer = lines.chunk_by(|one, next| one.customer == next.customer);
        by_customer.try_for_each(&mut customer)
    };
    if let Some(customer) = asked.who {
        all(upcoming::list_customer(db, customer, AsOf::Now).map_err(OpError::from)?)?;
        return Ok(later);
    }
    let mut last = CustomerId(0);
    while let Some(first) = upcoming::next_customer(db, last).map_err(OpError::from)? {
        last = CustomerId(first.0.saturating_add(BLOCK - 1));
        all(upcoming::list_of(db, &(first..=last)).map_err(OpError::from)?)?;
    }
    Ok(later)
}

/// Currencies never mix (Q2).
fn by_currency(customer: &Customer, lines: Vec<Upcoming>) -> impl Iterator<Item = Due> {
    let mut by_currency: BTreeMap<&str, (Currency, Vec<Upcoming>)> = BTreeMap::new();
    for line in lines {
        let currency = line.charge.net.currency;
        let of_it = by_currency.entry(currency.code());
        of_it.or_insert((currency, Vec::new())).1.push(line);
    }
    by_currency.into_values().map(|(currency, mut lines)| {
        lines.sort_by_key(|line| (line.on, line.id));
        Due {
            customer: customer.clone(),
            totals: Totals::of(currency, lines.iter().map(|line| line.charge)),
            lines,
        }
    })
}
