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

/// All that is due.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// By customer, then currency.
    pub due: Vec<Due>,
    /// How many lines are for later days.
    pub later: usize,
}

impl Due {
    /// Whether it is left for later: credits outweigh what is to be paid.
    #[must_use]
    pub const fn is_held_back(&self) -> bool {
        self.totals.payable().minor < 0
    }
}

/// What would be issued now. A company is billed itself, its members their own lines (P5).
pub fn preview(db: &Snapshot, request: &Request, now: Instant) -> Result<Preview, OpError> {
    let space = Space::read(db)?;
    let lines = match request.who {
        Some(given) => {
            let customer = who::find(db, given)?.id;
            upcoming::list_customer(db, customer, AsOf::Now)?
        }
        None => upcoming::list(db)?,
    };
    let mut by_customer: BTreeMap<CustomerId, Vec<Upcoming>> = BTreeMap::new();
    for line in lines {
        by_customer.entry(line.customer).or_default().push(line);
    }
    let mut preview = Preview::default();
    for (id, lines) in by_customer {
        let customer = customers::get(db, id)?;
        let today = space.today(&customer, now);
        let until = request.until.map_or(today, |word| word.on(today));
        let (due, later): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.on <= until);
        preview.later += later.len();
        preview.due.extend(by_currency(&customer, due));
    }
    Ok(preview)
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
