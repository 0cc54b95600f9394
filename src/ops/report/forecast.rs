//! `report forecast`: what the next renewals will bring, by a dry run of the renewal itself, and
//! who will have used up what they have before.

use std::collections::BTreeMap;

use crate::domain::customer::Customer;
use crate::domain::day::{Day, Instant};
use crate::domain::day_word::DayWord;
use crate::domain::ids::CustomerId;
use crate::domain::pool::CompanyPasses;
use crate::domain::qty::PassQty;
use crate::domain::report::pace;
use crate::ops::OpError;
use crate::ops::booking::{self, Shown};
use crate::ops::facts::Space;
use crate::ops::happened::{Keep, Occurrence};
use crate::ops::operation::{Done, Stamp};
use crate::ops::renew::{self, Request};
use crate::ops::watch::Watch;
use crate::store::reports::{self, Held};
use crate::store::{Snapshot, Store, customers};

/// Over how many days the pace is reckoned.
pub const PACE_DAYS: i32 = 28;
const DAY_MS: i64 = 86_400_000;

/// A scheduled booking that will fail.
#[derive(Debug, Clone)]
pub struct Failing {
    /// On the day of the renewal.
    pub fails_on: Day,
    /// The booking.
    pub booking: Shown,
}

/// Somebody who will have used up their passes.
#[derive(Debug, Clone)]
pub struct RunningOut {
    /// The member or company whose passes they are.
    pub customer: Customer,
    /// The kind's handle.
    pub kind: String,
    /// What is left today.
    pub left: PassQty,
    /// What was used in the last [`PACE_DAYS`] days.
    pub used: PassQty,
    /// The first day for which nothing will be left at that pace.
    pub runs_out_on: Day,
    /// When passes come next, where the renewals looked at bring some.
    pub next_on: Option<Day>,
}

/// What is to come.
#[derive(Debug, Clone)]
pub struct Forecast {
    /// Up to which day.
    pub until: Day,
    /// The scheduled bookings that will fail, soonest first.
    pub failing: Vec<Failing>,
    /// Who will run out before new passes come, soonest first.
    pub running_out: Vec<RunningOut>,
}

/// What will have happened until that day, if everybody goes on as they did.
pub fn forecast(store: &Store, until: DayWord, stamp: &Stamp) -> Result<Forecast, OpError> {
    let stamp = Stamp {
        dry_run: true,
        key: None,
        ..stamp.clone()
    };
    let request = Request {
        as_of: Some(until),
        keep: Keep::Only(&["fail", "grant"]),
    };
    let done = renew::renew(store, &stamp, &request, &Watch::default(), |_| {
        String::new()
    })?;
    let Done::Now(_, renewed) = done else {
        unreachable!("a dry run takes no key")
    };
    let items = &renewed.happened.items;
    store.read(|db| {
        let space = Space::read(db)?;
        Ok(Forecast {
            until: renewed.as_of.expect("a renewal reaches a day"),
            failing: failing(db, &space, items)?,
            running_out: running_out(db, &space, items, stamp.now)?,
        })
    })
}

fn failing(db: &Snapshot, space: &Space, items: &[Occurrence]) -> Result<Vec<Failing>, OpError> {
    let failed = items.iter().filter(|item| item.what == "fail");
    let failing = failed.filter_map(|item| Some((item.on, item.booking?)));
    let failing = failing.map(|(fails_on, id)| {
        let booking = booking::shown(db, space, &booking::get(db, id)?)?;
        Ok(Failing { fails_on, booking })
    });
    failing.collect()
}

/// Who at their pace has used up everything before passes come again, soonest first. Lots that are
/// open to a whole company are the company's (P4).
fn running_out(
    db: &Snapshot,
    space: &Space,
    items: &[Occurrence],
    now: Instant,
) -> Result<Vec<RunningOut>, OpError> {
    let pooled = space.settings.company_passes == CompanyPasses::Pooled;
    let mut left = Held::new();
    for location in &space.locations {
        let today = location.terms.today(now);
        for (whose, passes) in reports::held(db, location.id, today, pooled)? {
            *left.entry(whose).or_default() += passes;
        }
    }
    let next = next_grants(space, items, pooled, now);
    let since = now.plus_ms(-i64::from(PACE_DAYS) * DAY_MS);
    let mut all = Vec::new();
    for ((id, kind), used) in reports::spent_since(db, since, pooled)? {
        let terms = &space.kind(kind).terms;
        let customer = customers::get(db, id)?;
        let left = left.get(&(id, kind)).copied().unwrap_or_default();
        let next_on = next.get(&id).copied();
        let runs_out_on = pace::runs_out(left, used, PACE_DAYS, space.today(&customer, now));
        let before = |day: &Day| next_on.is_none_or(|next| *day < next);
        let counted = terms.is_counted() && customer.removed_on.is_none();
        if let Some(runs_out_on) = runs_out_on.filter(before).filter(|_| counted) {
            all.push(RunningOut {
                kind: terms.handle.to_string(),
                customer,
                left,
                used,
                runs_out_on,
                next_on,
            });
        }
    }
    all.sort_by_key(|one| (one.runs_out_on, one.customer.id));
    Ok(all)
}

/// When passes come next, by whose they will be.
fn next_grants(
    space: &Space,
    items: &[Occurrence],
    pooled: bool,
    now: Instant,
) -> BTreeMap<CustomerId, Day> {
    let mut next = BTreeMap::new();
    for item in items.iter().filter(|item| item.what == "grant") {
        let customer = &item.customer;
        if item.on > space.today(customer, now) {
            let company = customer.company.filter(|_| pooled);
            next.entry(company.unwrap_or(customer.id))
                .or_insert(item.on);
        }
    }
    next
}
