//! How a booking is paid with passes: now, when its window begins, or not at all.

use crate::domain::booking::refusal::BookingRefusal;
use crate::domain::booking::{Accepts, BookAhead, Means, Payment};
use crate::domain::day::Day;
use crate::domain::ids::SubscriptionId;
use crate::domain::pool::{self, CompanyPasses};
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::domain::spend::{self, Shortage, Spend};
use crate::domain::subscription::Subscription;

impl Accepts {
    /// Refuses where passes cannot pay: the location takes none, the desk is not hot, or it takes
    /// none (D1).
    pub fn check(self) -> Result<(), BookingRefusal> {
        if !self.at_location {
            Err(BookingRefusal::NoPassesAtLocation)
        } else if !self.hot {
            Err(BookingRefusal::NotHot)
        } else if !self.at_desk {
            Err(BookingRefusal::NoPassesOnDesk)
        } else {
            Ok(())
        }
    }
}

/// What so many seats cost: one pass each, whatever the duration (D2).
#[must_use]
pub const fn cost(seats: i64) -> PassQty {
    PassQty::whole(seats)
}

/// How a booking of that many passes for that day is paid (D3, D4).
///
/// In a current grant window of a fitting kind, or where none has the day, it is charged now from
/// the lots usable on the day. In a future window it is scheduled for that window's first day. A
/// current window that cannot pay leaves it to a future window of another include, if there is
/// one. More than the limits of the kinds let through is paid by neither (K4). A lot that is not
/// counted covers it now, whatever windows are to come (T2).
pub fn pay(passes: PassQty, on: Day, means: &Means<'_>) -> Result<Payment, Refusal> {
    match means.book_ahead {
        BookAhead::Any => {}
        BookAhead::CurrentPeriod => within_current_period(on, means)?,
    }
    let spend = means.spend(passes, on);
    if let Some(covered) = spend::cover(means.lots, &spend) {
        return Ok(Payment::Charged(vec![covered]));
    }
    let windows = windows_on(on, means);
    if spend.within_limits().is_err() {
        let counted = spend.fits.iter().filter(|fit| fit.counted);
        let have = counted.filter_map(|fit| fit.most).sum();
        let need = passes;
        return Err(Shortage { need, have }.refusal(&spend));
    }
    if let (false, Some(scheduled)) = (windows.current, &windows.ahead) {
        return Ok(scheduled.payment());
    }
    spend::draw(means.lots, &spend)
        .map(Payment::Charged)
        .or_else(|short| match (windows.ahead, last_day_before(on, means)) {
            (Some(scheduled), _) => Ok(scheduled.payment()),
            (None, Some(until)) if !windows.current => {
                Err(BookingRefusal::BeyondEnd { on, until }.into())
            }
            (None, Some(_) | None) => Err(short.refusal(&spend)),
        })
}

/// The windows that have the day and bring passes of a fitting kind.
#[derive(Debug, Default)]
struct Windows {
    /// Whether one of them has begun.
    current: bool,
    /// The one to wait for.
    ahead: Option<Ahead>,
}

/// A window to wait for. The spender's own subscription comes before their company's, then the
/// one that charges earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ahead {
    rank: u8,
    charges_on: Day,
    subscription: SubscriptionId,
}

impl Ahead {
    const fn payment(self) -> Payment {
        Payment::Scheduled {
            subscription: self.subscription,
            charges_on: self.charges_on,
        }
    }
}

impl Means<'_> {
    /// The spend of that many passes for that day.
    #[must_use]
    pub const fn spend(&self, passes: PassQty, on: Day) -> Spend<'_> {
        Spend {
            passes,
            on,
            at: Some(self.at),
            fits: self.fits,
            spender: self.spender,
            purse: self.purse,
            company_passes: self.company_passes,
        }
    }

    /// The subscriptions that grant the spender passes of a fitting kind on that day, or would if
    /// they were running: the spender's own (0) and their company's (1).
    fn promises(&self, on: Day) -> impl Iterator<Item = (u8, &Subscription)> {
        self.subscriptions.iter().filter_map(move |subscription| {
            let owner = subscription.customer;
            let rank = pool::rank(CompanyPasses::OwnFirst, self.purse, self.spender, owner)?;
            let mut includes = subscription.term_on(on).includes.iter();
            let fits = includes.any(|include| self.fits.iter().any(|fit| fit.kind == include.kind));
            fits.then_some((rank, subscription))
        })
    }
}

fn windows_on(on: Day, means: &Means<'_>) -> Windows {
    let mut windows = Windows::default();
    for (rank, subscription) in means.promises(on) {
        for (include, window) in subscription.windows_on(on) {
            let fits = means.fits.iter().any(|fit| fit.kind == include.kind);
            windows.current |= fits && window.from <= means.today;
        }
        let charges_on = subscription.charges_on(on, means.fits);
        let ahead = charges_on
            .filter(|day| *day > means.today)
            .map(|charges_on| Ahead {
                rank,
                charges_on,
                subscription: subscription.id,
            });
        windows.ahead = windows.ahead.into_iter().chain(ahead).min();
    }
    windows
}

/// Refuses what the legacy setting does: a day beyond the current period, or one that waits for a
/// subscription to start (D4).
fn within_current_period(on: Day, means: &Means<'_>) -> Result<(), BookingRefusal> {
    let mut period_end = None;
    let mut start = None;
    for (_, subscription) in means.promises(means.today) {
        let began = subscription.start <= means.today;
        match subscription.period_on(means.today) {
            Some(period) if period.contains(on) => return Ok(()),
            Some(period) => period_end = period_end.max(Some(period.to)),
            None if !began && subscription.start <= on => start = Some(subscription.start),
            None => {}
        }
    }
    match (period_end, start) {
        (Some(period_end), _) => Err(BookingRefusal::BeyondPeriod { on, period_end }),
        (None, Some(start)) => Err(BookingRefusal::NotStarted { start }),
        (None, None) => Ok(()),
    }
}

/// The last day of a subscription that would have paid, had it not been over by then (D3).
fn last_day_before(on: Day, means: &Means<'_>) -> Option<Day> {
    let ended = means
        .promises(on)
        .filter_map(|(_, subscription)| subscription.until);
    ended.filter(|until| *until < on).max()
}
