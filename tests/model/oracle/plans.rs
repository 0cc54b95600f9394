//! The plans that are sold: months, weeks and days, each with other passes.

use super::{DAY, ECO, Id};

/// How often passes come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cadence {
    Period,
    Week,
    Month,
}

/// How long they last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Valid {
    Window,
    Months(i32),
    Never,
}

/// The passes of one kind in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Include {
    pub(crate) kind: Id,
    pub(crate) halves: i64,
    pub(crate) cadence: Cadence,
    pub(crate) valid: Valid,
    /// As it is typed.
    pub(crate) typed: &'static str,
}

/// A billing cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cycle {
    Days(i32),
    Months(i32),
}

/// A plan.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) name: &'static str,
    pub(crate) every: &'static str,
    pub(crate) cycle: Cycle,
    pub(crate) prorate: bool,
    pub(crate) includes: &'static [Include],
}

const fn include(
    kind: Id,
    halves: i64,
    cadence: Cadence,
    valid: Valid,
    typed: &'static str,
) -> Include {
    Include {
        kind,
        halves,
        cadence,
        valid,
        typed,
    }
}

/// Every plan; the first is number 1.
pub(crate) const PLANS: [Plan; 7] = [
    Plan {
        name: "Monthly",
        every: "1month",
        cycle: Cycle::Months(1),
        prorate: false,
        includes: &[include(DAY, 8, Cadence::Period, Valid::Window, "day=4")],
    },
    Plan {
        name: "Small",
        every: "1month",
        cycle: Cycle::Months(1),
        prorate: true,
        includes: &[
            include(DAY, 6, Cadence::Period, Valid::Window, "day=3/period"),
            include(ECO, 4, Cadence::Week, Valid::Window, "eco=2/week"),
        ],
    },
    Plan {
        name: "Rolling",
        every: "1month",
        cycle: Cycle::Months(1),
        prorate: false,
        includes: &[include(
            DAY,
            5,
            Cadence::Month,
            Valid::Months(3),
            "day=2.5/month,valid=3months",
        )],
    },
    Plan {
        name: "Fortnight",
        every: "2weeks",
        cycle: Cycle::Days(14),
        prorate: true,
        includes: &[include(
            DAY,
            6,
            Cadence::Month,
            Valid::Window,
            "day=3/month",
        )],
    },
    Plan {
        name: "Weeks",
        every: "10days",
        cycle: Cycle::Days(10),
        prorate: false,
        includes: &[include(DAY, 2, Cadence::Week, Valid::Window, "day=1/week")],
    },
    Plan {
        name: "Quarter",
        every: "3months",
        cycle: Cycle::Months(3),
        prorate: true,
        includes: &[
            include(DAY, 24, Cadence::Period, Valid::Never, "day=12,valid=never"),
            include(ECO, 2, Cadence::Period, Valid::Window, "eco=1"),
        ],
    },
    Plan {
        name: "Bare",
        every: "1month",
        cycle: Cycle::Months(1),
        prorate: false,
        includes: &[],
    },
];
