//! What a customer can pay a desk with, and how passes move between lots and a booking.

use super::facts::{self, Space};
use super::limits::{self, Aside};
use super::{OpError, place};
use crate::domain::booking::change::{Refund, refunds};
use crate::domain::booking::refusal::BookingRefusal;
use crate::domain::booking::{Booking, Means, PayBy, money};
use crate::domain::customer::{Customer, Standing};
use crate::domain::day::Day;
use crate::domain::desk::Desk;
use crate::domain::entry::EntryType;
use crate::domain::ids::{BookingId, CustomerId, LotId};
use crate::domain::lot::Lot;
use crate::domain::pool::{Purse, Spender};
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::domain::spend::hindrance::Hindrance;
use crate::domain::spend::{Draw, Fit, Shortage};
use crate::domain::subscription::Subscription;
use crate::store::ledger::NewEntry;
use crate::store::{Snapshot, StoreError, Tx, customers, lots, recurring, subscriptions};

/// What a customer can pay a desk with (D3).
#[derive(Debug, Clone)]
pub struct Wallet {
    /// The customer's business date: that of the home location (Q3).
    pub today: Day,
    /// The kinds of pass that fit the desk, with their prices (D1); those that are not counted only
    /// where the customer has some, or will (T2).
    pub fits: Vec<Fit>,
    member: CustomerId,
    spender: Spender,
    purse: Purse,
    lots: Vec<Lot>,
    subscriptions: Vec<Subscription>,
}

/// The kinds of pass that pay a seat of a desk, with their prices (D1, K4). Retired ones too: what
/// was granted of them stays good.
#[must_use]
pub fn fits(space: &Space, desk: &Desk) -> Vec<Fit> {
    let location = &space.location(desk.location).terms.handle;
    let kinds = space.kinds.iter();
    kinds
        .filter(|kind| kind.terms.pays_for(&desk.terms, location))
        .map(Space::fit)
        .collect()
}

/// Refuses who cannot pay like that at all: visitors with passes (P1), and members without a company
/// whose company is to pay (P5).
pub fn check_payer(customer: &Customer, pay_by: PayBy) -> Result<(), BookingRefusal> {
    if customer.standing == Standing::Visitor && pay_by != PayBy::Money {
        let visitor = customer.handle.clone();
        return Err(BookingRefusal::VisitorHasNoPasses { visitor });
    }
    if pay_by == PayBy::Company && facts::spender(customer).company.is_none() {
        let member = customer.handle.clone();
        return Err(BookingRefusal::NoCompany { member });
    }
    Ok(())
}

/// Refuses a desk that cannot be paid for like that (D1).
pub fn check_desk(space: &Space, desk: &Desk, pay_by: PayBy) -> Result<(), BookingRefusal> {
    match pay_by {
        PayBy::Money => money::check_desk(&desk.terms.kind),
        PayBy::Passes | PayBy::Company => {
            let location = space.location(desk.location);
            place::check_accepts(location, desk, &fits(space, desk))
        }
    }
}

impl Wallet {
    /// Gathers it: the open lots, also those emptied by what they paid here, and the subscriptions
    /// of the customer and their company. A lot that has lapsed at home pays nowhere (B8). The customers whose lots
    /// are open are locked first.
    pub fn open(
        tx: &Tx,
        space: &Space,
        customer: &Customer,
        pay_by: PayBy,
        desk: &Desk,
        paid: &[Draw],
    ) -> Result<Self, OpError> {
        let rule = space.settings.company_passes;
        let owners = facts::owners(tx, rule, customer)?;
        customers::touch(tx, &owners)?;
        let mut lots = facts::lots_of(tx, &space.settings, &owners)?;
        let mut emptied = paid_lots(tx, paid)?;
        limits::allow_away(tx, &space.settings, &mut emptied)?;
        for lot in emptied {
            if owners.contains(&lot.owner) && lots.iter().all(|open| open.id != lot.id) {
                lots.push(lot);
            }
        }
        let today = space.today(customer, tx.at());
        lots.retain(|lot| today <= lot.expires_on);
        let spender = facts::spender(customer);
        let mut subscriptions = subscriptions::list_customer(tx, customer.id)?;
        if let Some(company) = spender.company.filter(|company| *company != customer.id) {
            subscriptions.extend(subscriptions::list_customer(tx, company)?);
        }
        let brings = |kind| {
            let terms = subscriptions.iter().flat_map(|one| &one.terms);
            let mut includes = terms.flat_map(|term| &term.includes);
            lots.iter().any(|lot| lot.kind == kind) || includes.any(|one| one.kind == kind)
        };
        let mut fits = fits(space, desk);
        fits.retain(|fit| fit.counted || brings(fit.kind));
        Ok(Self {
            today,
            fits,
            member: customer.id,
            spender,
            purse: pay_by.purse(),
            lots,
            subscriptions,
        })
    }

    /// Reckons with the limits of the kinds on a day, whatever a booking that is changed uses of
    /// them (K4).
    pub fn limit(
        &mut self,
        db: &Snapshot,
        space: &Space,
        on: Day,
        changed: Option<BookingId>,
    ) -> Result<(), OpError> {
        let aside = Aside {
            booking: changed,
            ..Aside::default()
        };
        self.fits = limits::capped(db, space, &self.fits, self.member, on, aside)?;
        Ok(())
    }

    /// As the facts of a payment at the desk's location (D3, D4).
    #[must_use]
    pub fn means<'a>(&'a self, space: &Space, desk: &Desk) -> Means<'a> {
        Means {
            today: self.today,
            at: desk.location,
            spender: self.spender,
            purse: self.purse,
            company_passes: space.settings.company_passes,
            book_ahead: space.location(desk.location).terms.book_ahead,
            fits: &self.fits,
            lots: &self.lots,
            subscriptions: &self.subscriptions,
        }
    }

    /// The refusal as it is told: a limit that keeps passes from paying is named with its numbers
    /// (K4, D11), and so are passes that are due and were not granted yet, since `renew` may bring
    /// what is missing (R4).
    pub fn told(
        &self,
        db: &Snapshot,
        space: &Space,
        desk: &Desk,
        refusal: Refusal,
    ) -> Result<Refusal, OpError> {
        let Refusal::NotEnoughPasses { need, have, on, .. } = refusal else {
            return Ok(refusal);
        };
        let means = self.means(space, desk);
        let spend = means.spend(need, on);
        if let Some(hindrance) = spend.hindrance(&self.lots) {
            let named = self.hindered(db, space, desk, (on, need), hindrance)?;
            return Ok(named.map_or(refusal, Refusal::from));
        }
        let Spender { customer, company } = self.spender;
        let mut monthly = recurring::list_customer(db, customer)?;
        if let Some(company) = company.filter(|company| *company != customer) {
            monthly.extend(recurring::list_customer(db, company)?);
        }
        let monthly = monthly.iter().filter_map(|grant| grant.due_on);
        let due = self.subscriptions.iter().filter_map(|one| one.due_on);
        let due = due.chain(monthly).filter(|due| *due <= self.today).min();
        Ok(due.map_or(refusal, |due_on| {
            BookingRefusal::RenewalDue {
                need,
                have,
                on,
                due_on,
            }
            .into()
        }))
    }
}

impl Wallet {
    /// What keeps passes from paying, with its numbers.
    fn hindered(
        &self,
        db: &Snapshot,
        space: &Space,
        desk: &Desk,
        (on, need): (Day, PassQty),
        hindrance: Hindrance,
    ) -> Result<Option<BookingRefusal>, OpError> {
        match hindrance {
            Hindrance::Away(Shortage { need, have }) => Ok(Some(BookingRefusal::Away {
                need,
                have,
                on,
                location: space.location(desk.location).terms.handle.clone(),
            })),
            Hindrance::Limit(kind) => {
                let aside = Aside::default();
                let over = limits::over_kind(db, space, self.member, kind, (on, need), aside)?;
                let kind = space.kind(kind).terms.handle.clone();
                Ok(over.map(|excess| BookingRefusal::KindLimit { kind, excess }))
            }
        }
    }
}

/// Takes passes from lots for a booking; nothing of one that covers it without a count (T2).
pub fn take(tx: &Tx, booking: &Booking, draws: &[Draw], today: Day) -> Result<(), OpError> {
    for draw in draws.iter().filter(|draw| draw.passes.is_positive()) {
        append(tx, booking, draw.lot, EntryType::Spend, -draw.passes, today)?;
    }
    Ok(())
}

/// Gives each lot back what it paid for a booking; what has lapsed lapses again at once (B7).
pub fn give_back(
    tx: &Tx,
    booking: &Booking,
    draws: &[Draw],
    today: Day,
) -> Result<Vec<Refund>, OpError> {
    let mut back = refunds(draws, &paid_lots(tx, draws)?, today);
    back.retain(|refund| refund.passes.is_positive());
    for refund in &back {
        let Refund { lot, passes, .. } = *refund;
        append(tx, booking, lot, EntryType::Refund, passes, today)?;
        if refund.lapses {
            append(tx, booking, lot, EntryType::Expire, -passes, today)?;
        }
    }
    Ok(back)
}

/// What of a refund lapsed at once, by lot.
#[must_use]
pub fn lapsed(back: &[Refund]) -> Vec<Draw> {
    let lapsed = back.iter().filter(|refund| refund.lapses);
    lapsed
        .map(|&Refund { lot, passes, .. }| Draw { lot, passes })
        .collect()
}

/// The lots that were drawn from, also those with nothing left.
pub fn paid_lots(db: &Snapshot, draws: &[Draw]) -> Result<Vec<Lot>, StoreError> {
    let found = draws.iter().map(|draw| lots::find(db, draw.lot));
    found.filter_map(Result::transpose).collect()
}

/// Appends an entry that belongs to a booking.
pub fn append(
    tx: &Tx,
    booking: &Booking,
    lot: LotId,
    kind: EntryType,
    passes: PassQty,
    on: Day,
) -> Result<(), OpError> {
    tx.append(&NewEntry {
        lot,
        kind,
        passes,
        on,
        member: booking.member,
        booking: Some(booking.id),
        visit: None,
    })?;
    Ok(())
}
