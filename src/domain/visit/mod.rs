//! Visits: somebody in the house from check-in to check-out, what covers it, and what it costs
//! (C1–C9).

pub mod date;
pub mod lack;
pub mod refusal;

use crate::domain::day::{Day, Instant};
use crate::domain::ids::{CustomerId, KindId, LocationId, VisitId};
use crate::domain::location::LocationTerms;
use crate::domain::qty::PassQty;
use crate::domain::words::words;

words! {
    /// What a visit is.
    Status {
        /// They are in the house.
        Inside "inside",
        /// They have left.
        Left "left",
        /// They were not let in: nothing covered it (C3).
        Refused "refused",
    }
}

words! {
    /// What covers a visit (C2, C3).
    CoveredBy {
        /// Passes taken for it.
        Pass "pass",
        /// A booking of that date there.
        Booking "booking",
        /// An assigned seat (D9).
        Assignment "assignment",
        /// A pass that was taken for an earlier visit (K3, C4).
        Running "running",
        /// The member's check-ins take no passes (P3).
        Off "off",
        /// A pass that is not counted (T2).
        Unlimited "unlimited",
        /// Nothing: all of it is owed.
        Owed "owed",
    }
}

/// A visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Its id.
    pub id: VisitId,
    /// The member, or the host.
    pub member: CustomerId,
    /// The guest's name; None for the member (C8).
    pub guest: Option<String>,
    /// Where.
    pub location: LocationId,
    /// The business date of the check-in there (Q3).
    pub on: Day,
    /// The service that is used; empty for none (K4).
    pub service: String,
    /// The kind of pass that was asked for at check-in (C3).
    pub wanted: Option<KindId>,
    /// The check-in.
    pub in_at: Instant,
    /// The check-out; None while they are inside.
    pub out_at: Option<Instant>,
    /// What it is.
    pub status: Status,
    /// They did not check out themselves (C9).
    pub auto: bool,
    /// What covers it; None when refused.
    pub covered_by: Option<CoveredBy>,
    /// The kind of the pass that covers it.
    pub kind: Option<KindId>,
    /// Until when they may be inside.
    pub valid_until: Option<Instant>,
    /// What is owed for it, in `day` passes (C5, C7).
    pub owed: PassQty,
}

/// What may let somebody in without a pass (C2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Free {
    /// It is a guest's visit: a guest takes a pass of the host's, whatever covers the host (C8).
    pub guest: bool,
    /// The member's check-ins take no passes (P3); never so for visitors, who pay with money.
    pub off: bool,
    /// A seat there is assigned to them on that date (D9).
    pub assigned: bool,
    /// The seats they have booked there for that date, the first of which is their own.
    pub seats: i64,
    /// How many other guests of theirs came on booked seats that date.
    pub guests: i64,
}

impl Free {
    /// What covers the visit without a pass, if anything does (C2, C8).
    #[must_use]
    pub const fn covers(self) -> Option<CoveredBy> {
        if self.guest {
            let seat_left = self.seats > 1 + self.guests;
            return if seat_left {
                Some(CoveredBy::Booking)
            } else {
                None
            };
        }
        if self.off {
            Some(CoveredBy::Off)
        } else if self.assigned {
            Some(CoveredBy::Assignment)
        } else if self.seats > 0 {
            Some(CoveredBy::Booking)
        } else {
            None
        }
    }
}

impl Visit {
    /// Whether it was decided at the check-in that no pass is taken for it (C2).
    #[must_use]
    pub const fn is_free(&self) -> bool {
        match self.covered_by {
            Some(CoveredBy::Booking | CoveredBy::Assignment | CoveredBy::Off) => true,
            Some(CoveredBy::Pass | CoveredBy::Running | CoveredBy::Unlimited | CoveredBy::Owed)
            | None => false,
        }
    }

    /// When somebody who does not check out is checked out: at the end of the business date, or of
    /// the pass that runs over it (C9).
    #[must_use]
    pub fn ends(&self, location: &LocationTerms) -> Instant {
        let ends = location.ends(self.on);
        self.valid_until.map_or(ends, |until| until.max(ends))
    }

    /// The visit of the same person, out of `others`, that is at the same time: one that began with
    /// it or before and had not ended, one that begins before it ends, and for a visit that is open
    /// any other that is open (C1).
    #[must_use]
    pub fn clash<'a>(&self, others: &'a [Self]) -> Option<&'a Self> {
        others.iter().find(|other| {
            let began = other.in_at <= self.in_at;
            match (other.out_at, self.out_at) {
                _ if other.id == self.id => false,
                (None, None) => true,
                (None, Some(out)) => began || other.in_at < out,
                (Some(ended), None) => began && (self.in_at < ended || other.in_at == self.in_at),
                (Some(ended), Some(out)) => {
                    other.in_at == self.in_at || (self.in_at < ended && other.in_at < out)
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Instant {
        Instant::from_ms(minutes * 60_000)
    }

    fn visit(id: i64, from: i64, to: Option<i64>) -> Visit {
        Visit {
            id: VisitId(id),
            member: CustomerId(1),
            guest: None,
            location: LocationId(1),
            on: Day::from_number(0),
            service: String::new(),
            wanted: None,
            in_at: at(from),
            out_at: to.map(at),
            status: if to.is_some() {
                Status::Left
            } else {
                Status::Inside
            },
            auto: false,
            covered_by: Some(CoveredBy::Pass),
            kind: None,
            valid_until: None,
            owed: PassQty::ZERO,
        }
    }

    #[test]
    fn c1_nobody_is_inside_twice() {
        let there = [visit(1, 60, Some(120)), visit(2, 300, None)];
        let clash = |from, to| visit(9, from, to).clash(&there).map(|other| other.id.0);
        assert_eq!(clash(0, Some(60)), None);
        assert_eq!(clash(120, Some(300)), None);
        assert_eq!(clash(0, Some(61)), Some(1));
        assert_eq!(clash(119, Some(130)), Some(1));
        assert_eq!(clash(60, Some(60)), Some(1));
        assert_eq!(clash(200, Some(301)), Some(2));
        assert_eq!(clash(400, Some(500)), Some(2));
        assert_eq!(clash(200, None), Some(2));
        let there = [visit(1, 60, Some(120))];
        let clash = |from| visit(9, from, None).clash(&there).map(|other| other.id.0);
        assert_eq!((clash(0), clash(60), clash(90)), (None, Some(1), Some(1)));
        assert_eq!(clash(120), None);
        assert_eq!(visit(1, 70, Some(80)).clash(&there), None);
    }

    #[test]
    fn c2_off_an_assignment_and_a_booking_cover_without_a_pass() {
        let none = Free {
            guest: false,
            off: false,
            assigned: false,
            seats: 0,
            guests: 0,
        };
        assert_eq!(none.covers(), None);
        let off = Free { off: true, ..none };
        assert_eq!(off.covers(), Some(CoveredBy::Off));
        let assigned = Free {
            assigned: true,
            seats: 1,
            ..none
        };
        assert_eq!(assigned.covers(), Some(CoveredBy::Assignment));
        let booked = Free { seats: 1, ..none };
        assert_eq!(booked.covers(), Some(CoveredBy::Booking));
    }

    #[test]
    fn c8_guests_take_the_booked_seats_behind_the_host_and_then_passes() {
        let guest = Free {
            guest: true,
            off: true,
            assigned: true,
            seats: 2,
            guests: 0,
        };
        assert_eq!(guest.covers(), Some(CoveredBy::Booking));
        assert_eq!(Free { guests: 1, ..guest }.covers(), None);
        assert_eq!(Free { seats: 1, ..guest }.covers(), None);
        assert_eq!(Free { seats: 0, ..guest }.covers(), None);
    }
}
