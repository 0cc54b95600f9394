//! `sell`: a package, or passes of a kind, sold to a member or company (V1, L3, K5).

mod discount;
mod write;

use super::facts::{self, Space};
use super::grant::Moved;
use super::promo::Applied;
use super::{OpError, ReferenceError, which, who};
use crate::domain::customer::{Customer, Standing};
use crate::domain::day::Day;
use crate::domain::day_word::DayWord;
use crate::domain::ids::PurchaseId;
use crate::domain::invoice::Totals;
use crate::domain::kind::Kind;
use crate::domain::money::{Currency, Money, Percent};
use crate::domain::package::{Content, Package, Starts, Then, Validity};
use crate::domain::price::{self, Quote};
use crate::domain::purchase::{Charge, Item, Purchase};
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::domain::sale::{self, SaleRefusal, UsePasses};
use crate::store::lines::Line;
use crate::store::{Snapshot, Tx, customers, purchases, subscriptions};

/// The most that is sold at once.
const MOST_COUNT: i64 = 1_000_000;

/// What to sell.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The kind, by handle, or the package, as typed.
    pub item: &'a str,
    /// How many.
    pub count: i64,
    /// How it is paid.
    pub charge: Charge,
    /// The first day it can be used for; None as the package says, of a kind today.
    pub from: Option<DayWord>,
    /// The last day of passes of a kind; None as the kind says.
    pub expires: Option<DayWord>,
    /// The home location of the passes; None is the customer's.
    pub location: Option<&'a str>,
    /// A promo code that takes something off the price (V2).
    pub promo: Option<&'a str>,
    /// What for.
    pub memo: Option<&'a str>,
}

/// A sale.
#[derive(Debug, Clone)]
pub struct Sold {
    /// To whom.
    pub customer: Customer,
    /// The purchase.
    pub id: PurchaseId,
    /// What was sold.
    pub purchase: Purchase,
    /// Kind by kind, what came with it.
    pub passes: Vec<Passes>,
    /// What the price of passes of a kind is made of (K5).
    pub quote: Option<Quote>,
    /// The lines that it put on the next invoice, its own first.
    pub lines: Vec<Line>,
    /// The promo code, and what it took off (V2).
    pub promo: Option<(String, Money)>,
    /// What they come to.
    pub sum: Totals,
    /// What was decided of the customer's `use_passes` (P3).
    pub use_passes: UsePasses,
}

/// Passes of one kind that were sold.
#[derive(Debug, Clone)]
pub struct Passes {
    /// The kind's handle.
    pub kind: String,
    /// Whether they are not counted (T2).
    pub unlimited: bool,
    /// The lot.
    pub lot: Moved,
    /// What is usable of that kind today, the open pool included.
    pub balance: PassQty,
}

impl<'a> Request<'a> {
    /// So many of that, on the next invoice.
    #[must_use]
    pub const fn of(item: &'a str, count: i64) -> Self {
        Self {
            item,
            count,
            charge: Charge::Charge,
            from: None,
            expires: None,
            location: None,
            promo: None,
            memo: None,
        }
    }
}

/// What is sold, as it was found.
enum Wanted {
    Package(Package),
    Kind(Kind),
}

/// A sale as it was decided, before it is written.
struct Deal {
    purchase: Purchase,
    contents: Vec<Content>,
    first: Day,
    last: Day,
    quote: Option<Quote>,
    /// What goes on the invoice: text, amount, tax.
    lines: Vec<(String, Money, Percent)>,
    /// What a promo code takes off the first of them.
    promo: Option<Applied>,
}

/// Sells to whom a text refers to. See [`sell_to`].
pub fn sell(tx: &Tx, given: &str, request: &Request) -> Result<Sold, OpError> {
    let space = Space::read(tx)?;
    let customer = who::customer(tx, given)?;
    sell_to(tx, &space, &customer, request)
}

/// Sells a package or passes of a kind (V1): a purchase, its lots, and its lines unless it is free.
/// Refused for visitors (P1), retired packages and kinds (L4), kinds for members on other plans
/// (K4), another currency than the home location's (Q2), packages for new clients (S4), without
/// money where it is paid in advance (V1), and where it would be over before it can be used.
pub fn sell_to(
    tx: &Tx,
    space: &Space,
    customer: &Customer,
    request: &Request,
) -> Result<Sold, OpError> {
    customers::touch(tx, &[customer.id])?;
    if customer.standing == Standing::Visitor {
        let visitor = customer.handle.clone();
        return Err(Refusal::VisitorHoldsNoPasses { visitor }.into());
    }
    if !(1..=MOST_COUNT).contains(&request.count) {
        let count = request.count;
        return Err(SaleRefusal::Count { count }.into());
    }
    sale::check_payment(space.settings.payment, customer, request.charge)?;
    let location = match request.location {
        Some(handle) => space.location_named(handle)?.id,
        None => customer.location,
    };
    let today = space.today(customer, tx.at());
    let mut deal = match find(tx, space, request.item)? {
        Wanted::Package(package) => of_package(tx, space, customer, request, &package, today)?,
        Wanted::Kind(kind) => of_kind(tx, space, customer, request, (&kind, today))?,
    };
    for content in &deal.contents {
        let kind = space.kind(content.kind);
        check_kind(tx, kind, customer, content.passes, today)?;
    }
    if let Some(code) = request.promo {
        discount::apply(tx, space, customer, &mut deal, code)?;
    }
    let others = subscriptions::list_customer(tx, customer.id)?;
    let use_passes = sale::use_passes(customer, true, &others, today);
    if use_passes == UsePasses::TurnedOn {
        customers::set_use_passes(tx, customer.id, true)?;
    }
    write::write(
        tx,
        space,
        customer,
        deal,
        (location, request.memo),
        use_passes,
    )
}

/// The kind with that handle, or the package that the text refers to.
fn find(db: &Snapshot, space: &Space, given: &str) -> Result<Wanted, OpError> {
    let no_kind = match space.kind_named(given) {
        Ok(kind) => return Ok(Wanted::Kind(kind.clone())),
        Err(unknown) => unknown,
    };
    match which::package(db, given) {
        Ok(package) => Ok(Wanted::Package(package)),
        Err(OpError::Reference(ReferenceError::Unknown { nearest, .. })) => {
            let near = match no_kind {
                ReferenceError::Unknown { nearest, .. } => nearest,
                ReferenceError::Ambiguous { .. }
                | ReferenceError::Removed { .. }
                | ReferenceError::WrongSort { .. } => Vec::new(),
            };
            Err(ReferenceError::Unknown {
                what: "package or kind",
                given: given.to_owned(),
                nearest: [near, nearest].concat(),
            }
            .into())
        }
        Err(refusal) => Err(refusal),
    }
}

/// Refuses passes of a kind that is retired, of one for members on certain plans (K4), and several
/// of what is not counted (T2).
fn check_kind(
    tx: &Tx,
    kind: &Kind,
    customer: &Customer,
    passes: PassQty,
    today: Day,
) -> Result<(), OpError> {
    let handle = || kind.terms.handle.to_string();
    if kind.retired {
        return Err(Refusal::KindRetired { kind: handle() }.into());
    }
    if !kind.terms.is_counted() && passes != PassQty::ONE {
        return Err(SaleRefusal::NotCounted { item: handle() }.into());
    }
    facts::check_plans(tx, kind, customer, today)
}

/// Refuses a price in another currency than the home location's (Q2).
fn check_currency(
    space: &Space,
    customer: &Customer,
    item: &str,
    wants: Currency,
) -> Result<(), SaleRefusal> {
    let home = &space.location(customer.location).terms;
    if wants == home.currency {
        return Ok(());
    }
    Err(SaleRefusal::OtherCurrency {
        plan: item.to_owned(),
        wants,
        whose: format!("{} is at home at {}", customer.handle, home.handle),
        has: home.currency,
    })
}

fn of_package(
    tx: &Tx,
    space: &Space,
    customer: &Customer,
    request: &Request,
    package: &Package,
    today: Day,
) -> Result<Deal, OpError> {
    package.sellable()?;
    let terms = &package.terms;
    check_currency(space, customer, &terms.name, terms.price.currency)?;
    if request.expires.is_some() {
        let package = terms.name.clone();
        return Err(SaleRefusal::LastsAsItSays { package }.into());
    }
    if terms.new_clients_only && purchases::had_passes(tx, customer.id)? {
        return Err(SaleRefusal::NewClientsOnly {
            package: terms.name.clone(),
            who: customer.handle.clone(),
        }
        .into());
    }
    let from = request.from.map(|from| from.on(today));
    let first = terms.first_day(today, from);
    let last = terms.last_day(first);
    if last < today {
        let item = terms.name.clone();
        return Err(SaleRefusal::OverAlready { item, last, today }.into());
    }
    let (count, charge) = (request.count, request.charge);
    sale::check_count(&terms.contents, count)?;
    let purchase = Purchase::of_package(
        package.id,
        terms,
        customer.id,
        count,
        charge,
        (today, first),
    );
    let tax = space.location(customer.location).terms.tax;
    let mut lines = vec![(purchase.title(), purchase.total(), tax)];
    lines.extend(terms.extras.iter().map(|extra| {
        let text = purchase.times(&extra.name);
        (text, extra.price.times(count), tax)
    }));
    for (_, amount, _) in &lines {
        amount.within_books().map_err(SaleRefusal::from)?;
    }
    let contents = terms.contents.iter().map(|content| Content {
        passes: content.passes.times(count),
        ..*content
    });
    Ok(Deal {
        contents: contents.collect(),
        purchase,
        first,
        last,
        quote: None,
        lines,
        promo: None,
    })
}

fn of_kind(
    db: &Snapshot,
    space: &Space,
    customer: &Customer,
    request: &Request,
    (kind, today): (&Kind, Day),
) -> Result<Deal, OpError> {
    let terms = &kind.terms;
    check_currency(space, customer, terms.handle.as_str(), terms.price.currency)?;
    let first = request.from.map_or(today, |from| from.on(today));
    let last = match (request.expires, request.charge, terms.expires_after) {
        (Some(expires), _, _) => expires.on(today),
        (None, Charge::Charge | Charge::Paid, Some(length)) => first.valid_through(length),
        (None, _, _) => Day::NEVER,
    };
    let earliest = first.max(today);
    if last < earliest {
        let expires = last;
        return Err(Refusal::ExpiresTooSoon {
            expires,
            earliest,
            monthly: false,
        }
        .into());
    }
    let count = u32::try_from(request.count).expect("a count is checked before");
    let single = terms.price_on(&facts::plans_of(db, kind, customer, today)?);
    let quote = price::cheapest(single, &terms.volume, count).map_err(SaleRefusal::from)?;
    let purchase = Purchase {
        id: PurchaseId(0),
        customer: customer.id,
        item: Item::Kind(kind.id),
        name: terms.name.clone(),
        count: request.count,
        price: quote.total,
        charge: request.charge,
        on: today,
        valid: Validity::Never,
        starts: Starts::Purchase,
        begun_on: Some(first),
        then: Then::Nothing,
        active_status: false,
        holdable: false,
        open: false,
    };
    Ok(Deal {
        contents: vec![Content {
            kind: kind.id,
            passes: PassQty::whole(request.count),
        }],
        first,
        last,
        lines: vec![(purchase.title(), quote.total, tax_of(space, customer, kind))],
        quote: Some(quote),
        purchase,
        promo: None,
    })
}

/// The kind's own tax, else that of the home location.
fn tax_of(space: &Space, customer: &Customer, kind: &Kind) -> Percent {
    if kind.terms.tax == Percent::default() {
        space.location(customer.location).terms.tax
    } else {
        kind.terms.tax
    }
}

#[cfg(test)]
mod tests;
