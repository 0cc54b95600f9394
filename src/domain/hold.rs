//! Holds: passes of a package kept out of use for a while, which last that much longer (T4).

use thiserror::Error;

use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::{CustomerId, HoldId, LotId};

/// A lot put on hold: unusable on the days of the span (B2, T4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// Its id.
    pub id: HoldId,
    /// The lot.
    pub lot: LotId,
    /// The lot's owner.
    pub customer: CustomerId,
    /// The days; open while nobody knows when it ends.
    pub span: DaySpan,
    /// The lot's last day without any hold; [`Day::NEVER`] when it never expires.
    pub own_expiry: Day,
}

/// Why a lot is not put on hold, or a hold is not changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HoldRefusal {
    /// T4: passes of plans are not extended.
    #[error("{lot} came with a plan, whose passes are not put on hold")]
    OfPlan {
        /// The lot.
        lot: LotId,
    },
    /// T4: only packages sold as holdable.
    #[error("{lot} was not sold with a package that may be put on hold")]
    NotHoldable {
        /// The lot.
        lot: LotId,
    },
    /// T4: a hold does not end before it begins.
    #[error("the last day {until} is before the first day {from}")]
    EndsBeforeStart {
        /// The first day.
        from: Day,
        /// The last day wanted.
        until: Day,
    },
    /// T4: a hold begins on a day on which the lot could be used.
    #[error("{from} is not among the days of {lot}, {days}")]
    OutsideLot {
        /// The lot.
        lot: LotId,
        /// The first day wanted.
        from: Day,
        /// The lot's days.
        days: DaySpan,
    },
    /// T4: a lot is on hold once at a time.
    #[error("{lot} is on hold then: {hold}, {}", told(*span))]
    Overlaps {
        /// The lot.
        lot: LotId,
        /// The other hold.
        hold: HoldId,
        /// Its days.
        span: DaySpan,
    },
    /// T4: what the lot pays for on a day keeps it from being held then.
    #[error("{lot} pays {by} on {on}")]
    InUse {
        /// The lot.
        lot: LotId,
        /// The booking or visit.
        by: String,
        /// Its date.
        on: Day,
    },
    /// T4: what the lot pays for on a day keeps it from ending before.
    #[error("{lot} pays {by} on {on}, and would end on {expires_on}")]
    PaysLater {
        /// The lot.
        lot: LotId,
        /// The booking or visit.
        by: String,
        /// Its date.
        on: Day,
        /// The last day that it would have.
        expires_on: Day,
    },
    /// T4: it ends on that day already.
    #[error("{hold} ends on {until} already")]
    EndsThen {
        /// The hold.
        hold: HoldId,
        /// Its last day.
        until: Day,
    },
}

/// The days of a hold in words.
fn told(span: DaySpan) -> String {
    match span.to.unless_never() {
        Some(_) => span.to_string(),
        None => format!("from {} on", span.from),
    }
}

/// The last day of a lot with these holds: its own, moved by the number of days held; never while
/// one is open, so that it does not lapse meanwhile (T4).
#[must_use]
pub fn expiry(own: Day, holds: &[DaySpan]) -> Day {
    if own == Day::NEVER || holds.iter().any(|span| span.to == Day::NEVER) {
        return Day::NEVER;
    }
    own.plus(holds.iter().map(|span| span.days()).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::read(text).unwrap()
    }

    fn span(from: &str, to: &str) -> DaySpan {
        DaySpan {
            from: day(from),
            to: day(to),
        }
    }

    #[test]
    fn t4_example_7_the_last_day_moves_by_the_days_held() {
        let own = day("2026-06-30");
        let held = span("2026-05-01", "2026-05-03");
        assert_eq!(expiry(own, &[held]), day("2026-07-03"));
        let twice = [held, span("2026-06-29", "2026-07-10")];
        assert_eq!(expiry(own, &twice), day("2026-07-15"));
        assert_eq!(expiry(own, &[]), own);
    }

    #[test]
    fn t4_it_does_not_lapse_while_nobody_knows_the_end() {
        let open = DaySpan {
            from: day("2026-05-01"),
            to: Day::NEVER,
        };
        assert_eq!(expiry(day("2026-06-30"), &[open]), Day::NEVER);
        let held = span("2026-05-01", "2026-05-03");
        assert_eq!(expiry(Day::NEVER, &[held]), Day::NEVER);
    }
}
