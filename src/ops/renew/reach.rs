//! Up to which day a renewal reaches (R5).

use crate::domain::customer::Customer;
use crate::domain::day::{Day, Instant, Zone};
use crate::domain::day_word::DayWord;
use crate::domain::ids::LocationId;
use crate::domain::refusal::Refusal;
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::ops::operation::Stamp;
use crate::store::{Snapshot, operations};

/// After so many days without an operation the clock may be wrong (R5).
const MOST_IDLE_DAYS: i64 = 31;
const DAY_MS: i64 = 86_400_000;

/// Up to which day things are brought about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    as_of: Option<Day>,
    /// Whether the day named may lie ahead of today: in a dry run (R5).
    ahead: bool,
}

impl Reach {
    /// How far a run reaches. Only a dry run looks ahead; and after a long silence a clock that is
    /// wrong would expire everybody's passes: refused, unless `--yes` or a day was named (R5).
    pub(super) fn read(
        db: &Snapshot,
        space: &Space,
        stamp: &Stamp,
        as_of: Option<DayWord>,
    ) -> Result<Self, OpError> {
        let today = latest_today(space, stamp.now);
        let as_of = as_of.map(|word| word.on(today));
        if let Some(as_of) = as_of.filter(|as_of| *as_of > today && !stamp.dry_run) {
            return Err(Refusal::AsOfAhead { as_of, today }.into());
        }
        let careless = as_of.is_none() && !stamp.yes && !stamp.dry_run;
        if let Some(last) = operations::last(db)?.filter(|_| careless) {
            let (now, last) = (stamp.now, last.header.at);
            let idle_ms = now.ms() - last.ms();
            if idle_ms > MOST_IDLE_DAYS * DAY_MS {
                let days = idle_ms / DAY_MS;
                return Err(Refusal::IdleTooLong { now, last, days }.into());
            }
        }
        Ok(Self {
            as_of,
            ahead: stamp.dry_run,
        })
    }

    /// The day it reaches at the location that is furthest ahead.
    pub(super) fn last(self, space: &Space, now: Instant) -> Day {
        self.as_of.unwrap_or_else(|| latest_today(space, now))
    }

    /// Whether it reaches each location's today.
    pub(super) const fn is_today(self) -> bool {
        self.as_of.is_none()
    }

    /// The last day that is brought about for customers whose home that is.
    pub(super) fn at(self, space: &Space, home: LocationId, now: Instant) -> Day {
        let today = space.location(home).terms.today(now);
        match self.as_of {
            Some(as_of) if self.ahead => as_of,
            Some(as_of) => as_of.min(today),
            None => today,
        }
    }

    /// The instant up to which a customer's visits are ended: now, or the beginning of another day
    /// that was named.
    pub(super) fn until(self, space: &Space, member: &Customer, now: Instant) -> Instant {
        let home = &space.location(member.location).terms;
        let day = self.at(space, member.location, now);
        if day == home.today(now) {
            now
        } else {
            home.begins(day)
        }
    }
}

/// Today at the location that is furthest ahead.
fn latest_today(space: &Space, now: Instant) -> Day {
    let open = space.locations.iter().filter(|location| !location.retired);
    let days = open.map(|location| location.terms.today(now));
    days.max().unwrap_or_else(|| Zone::UTC.local(now).0)
}
