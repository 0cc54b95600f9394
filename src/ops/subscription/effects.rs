//! What a change of a subscription does besides: to the bookings that wait for it and to the lots
//! that it granted (R7, R8).

use std::collections::BTreeSet;

use super::{Card, unit};
use crate::domain::booking::{Booking, PaymentStatus};
use crate::domain::customer::Customer;
use crate::domain::day::Day;
use crate::domain::ids::SubscriptionId;
use crate::domain::lot::Lot;
use crate::domain::pool::CompanyPasses;
use crate::domain::subscription::change::Rescheduled;
use crate::domain::subscription::{Subscription, SubscriptionEnd};
use crate::ops::facts::Space;
use crate::ops::happened::Keep;
use crate::ops::renewal::{self, Settings};
use crate::ops::{OpError, facts};
use crate::store::bookings::Filter;
use crate::store::{AsOf, Tx, bookings, customers, ledger, lots, subscriptions, uses};

/// A subscription about to be changed, and what has to be known for it.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) space: Space,
    pub(super) settings: Settings,
    pub(super) subscription: Subscription,
    pub(super) customer: Customer,
    pub(super) today: Day,
}

/// A booking and whose it is.
#[derive(Debug, Clone)]
pub struct Touched {
    /// The booking as it is now.
    pub booking: Booking,
    /// Whose it is.
    pub member: Customer,
}

/// What a change did to bookings.
#[derive(Debug, Clone, Default)]
pub struct Effects {
    /// Cancelled, their payment failed, by date.
    pub failed: Vec<Touched>,
    /// Charged on another day, by date.
    pub moved: Vec<Touched>,
    /// Charged, beyond the last day: these stay. By date.
    pub staying: Vec<Touched>,
}

impl Open {
    pub(super) fn read(tx: &Tx, id: SubscriptionId) -> Result<Self, OpError> {
        let found = super::find(tx, id)?;
        customers::touch(tx, &[found.customer])?;
        let space = Space::read(tx)?;
        let customer = customers::get(tx, found.customer)?;
        Ok(Self {
            settings: renewal::settings(tx, &space)?,
            today: space.today(&customer, tx.at()),
            subscription: super::find(tx, id)?,
            customer,
            space,
        })
    }

    /// Brings the unit up to date: what was due up to today, or up to the day before.
    pub(super) fn bring_up(&mut self, tx: &Tx, before_today: bool) -> Result<(), OpError> {
        let as_of = |home| {
            let today = self.space.location(home).terms.today(tx.at());
            if before_today {
                today.previous()
            } else {
                today
            }
        };
        let facts = renewal::gather(tx, &self.settings, unit(&self.customer), as_of)?;
        let due = renewal::due(&self.settings, &facts);
        renewal::write(tx, &self.space, &facts, &due)?;
        renewal::convert(tx, Some(tx), &self.settings, &facts, &due, Keep::Nothing)?;
        self.subscription = super::find(tx, self.subscription.id)?;
        Ok(())
    }

    /// Writes the end that was decided, and what it does to lots (B6).
    pub(super) fn end(
        &mut self,
        tx: &Tx,
        until: Option<Day>,
        cancelled: bool,
    ) -> Result<(), OpError> {
        self.subscription.until = until;
        self.subscription.cancelled = cancelled;
        subscriptions::set_end(tx, self.subscription.id, until, cancelled)?;
        self.limit_lots(tx)
    }

    /// Moves the last day of the lots that the subscription granted to where its end and its pauses
    /// have it now (B6, R8); lapsed ones stay as they are.
    pub(super) fn limit_lots(&self, tx: &Tx) -> Result<(), OpError> {
        for lot in self.granted(tx)? {
            let expires_on = self.subscription.expiry_of(&lot);
            if lot.expires_on >= self.today && expires_on != lot.expires_on {
                lots::set_expiry(tx, lot.id, expires_on)?;
            }
        }
        Ok(())
    }

    /// Settles what follows from a change that was written: when the next event is due, and what
    /// becomes of the bookings (R7, R8).
    pub(super) fn settle(&mut self, tx: &Tx) -> Result<Effects, OpError> {
        let due_on = self.subscription.due_after_change(self.today);
        subscriptions::set_due(tx, self.subscription.id, due_on)?;
        self.subscription.due_on = due_on;
        let waiting = bookings::list(
            tx,
            &Filter {
                subscription: Some(self.subscription.id),
                pay_status: Some(PaymentStatus::Pending),
                ..Filter::default()
            },
        )?;
        let mut effects = Effects::default();
        for (booking, became) in renewal::reschedule(&self.settings, &self.subscription, &waiting) {
            let (list, booking) = match became {
                Rescheduled::Failed => (&mut effects.failed, booking.failed()),
                Rescheduled::To(day) => {
                    let charges_on = Some(day);
                    (
                        &mut effects.moved,
                        Booking {
                            charges_on,
                            ..booking
                        },
                    )
                }
            };
            bookings::set(tx, &booking)?;
            list.push(touched(tx, booking)?);
        }
        effects.staying = self.staying(tx)?;
        Ok(effects)
    }

    /// The subscription as it is in the books.
    pub(super) fn card(&self, tx: &Tx) -> Result<Card, OpError> {
        let subscription = super::find(tx, self.subscription.id)?;
        let customer = customers::get(tx, self.customer.id)?;
        Ok(Card::new(&self.space, subscription, customer, tx.at()))
    }

    /// Every lot that the subscription granted, without those whose grant was undone.
    fn granted(&self, tx: &Tx) -> Result<Vec<Lot>, OpError> {
        let mut all = lots::list_as_of(tx, self.customer.id, AsOf::Now)?;
        all.retain(|lot| lot.subscription == Some(self.subscription.id));
        Ok(all)
    }

    /// What is left of the lots that expire with the end (R7), by id: the plan's own, or those of
    /// the whole pool.
    pub(super) fn leftovers(&self, tx: &Tx) -> Result<Vec<Lot>, OpError> {
        let mut left = match self.space.settings.subscription_end {
            SubscriptionEnd::PlanPasses => self.granted(tx)?,
            SubscriptionEnd::AllPasses => self.pool(tx)?,
        };
        left.retain(|lot| lot.left_on(self.today).is_positive());
        left.sort_unstable_by_key(|lot| lot.id);
        Ok(left)
    }

    fn pool(&self, tx: &Tx) -> Result<Vec<Lot>, OpError> {
        let whole = self.space.settings.company_passes == CompanyPasses::Pooled
            && unit(&self.customer) == self.customer.id;
        if whole {
            return facts::open_lots(tx, &self.space.settings, &self.customer);
        }
        Ok(lots::list_left(tx, self.customer.id)?)
    }

    /// The bookings beyond the last day that lots of the subscription have paid, by date.
    fn staying(&self, tx: &Tx) -> Result<Vec<Touched>, OpError> {
        let mut paid = BTreeSet::new();
        for lot in self.granted(tx)? {
            let entries = ledger::of_lot(tx, lot.id)?;
            paid.extend(entries.iter().filter_map(|entry| entry.of.booking));
            let covered = uses::covered_by(tx, lot.id)?;
            paid.extend(covered.into_iter().map(|(booking, _, _)| booking));
        }
        let mut staying = Vec::new();
        for id in paid {
            let Some(booking) = bookings::find(tx, id)? else {
                continue;
            };
            let charged = booking.pay_status == PaymentStatus::Charged;
            if charged && booking.holds() > 0 && booking.on > self.subscription.last_day() {
                staying.push(touched(tx, booking)?);
            }
        }
        staying.sort_by_key(|one| (one.booking.on, one.booking.id));
        Ok(staying)
    }
}

fn touched(tx: &Tx, booking: Booking) -> Result<Touched, OpError> {
    let member = customers::get(tx, booking.member)?;
    Ok(Touched { booking, member })
}
