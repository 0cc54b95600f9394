//! The packages that are sold: how long each lasts, and what is in it.

use super::{DAY, ECO, Id};
use crate::calendar::{NEVER, add_months};

/// How long a package lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lasts {
    Days(i32),
    Months(i32),
    Never,
}

impl Lasts {
    /// The last day of what begins on that day (Q4).
    pub(super) fn through(self, from: i32) -> i32 {
        match self {
            Self::Days(days) => from + days - 1,
            Self::Months(months) => add_months(from, months) - 1,
            Self::Never => NEVER,
        }
    }
}

/// What happens when it is used up or expired (T5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    Nothing,
    Renew,
    /// A subscription to that plan begins.
    Convert(Id),
}

/// A package.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: &'static str,
    /// What one of it costs, in minor units.
    pub(crate) price: i64,
    pub(crate) lasts: Lasts,
    /// How that is typed.
    pub(crate) valid: &'static str,
    pub(crate) holdable: bool,
    /// It begins with its first use, not with the sale (L3).
    pub(crate) by_use: bool,
    pub(crate) then: Then,
    /// Kind, halves, and how that is typed.
    pub(crate) contents: &'static [(Id, i64, &'static str)],
}

const HOURS: Id = 3;
const ENTRY: Id = 4;
const HALF: Id = 5;

/// Every package; the first is number 1.
pub(crate) const PACKAGES: [Package; 9] = [
    Package {
        name: "Ten",
        price: 15_000,
        lasts: Lasts::Days(30),
        valid: "30days",
        holdable: true,
        by_use: false,
        then: Then::Nothing,
        contents: &[(DAY, 10, "day=5")],
    },
    Package {
        name: "Bundle",
        price: 9_900,
        lasts: Lasts::Months(1),
        valid: "1month",
        holdable: true,
        by_use: false,
        then: Then::Nothing,
        contents: &[(DAY, 6, "day=3"), (ENTRY, 8, "entry=4")],
    },
    Package {
        name: "Fixed",
        price: 4_000,
        lasts: Lasts::Months(2),
        valid: "2months",
        holdable: false,
        by_use: false,
        then: Then::Nothing,
        contents: &[(ECO, 8, "eco=4")],
    },
    Package {
        name: "Lasting",
        price: 0,
        lasts: Lasts::Never,
        valid: "never",
        holdable: true,
        by_use: false,
        then: Then::Nothing,
        contents: &[(HOURS, 6, "hours=3")],
    },
    Package {
        name: "Starter",
        price: 6_000,
        lasts: Lasts::Days(14),
        valid: "2weeks",
        holdable: true,
        by_use: true,
        then: Then::Nothing,
        contents: &[(DAY, 8, "day=4")],
    },
    Package {
        name: "Again",
        price: 2_500,
        lasts: Lasts::Days(12),
        valid: "12days",
        holdable: true,
        by_use: false,
        then: Then::Renew,
        contents: &[(DAY, 4, "day=2")],
    },
    Package {
        name: "Class",
        price: 3_000,
        lasts: Lasts::Days(20),
        valid: "20days",
        holdable: false,
        by_use: true,
        then: Then::Renew,
        contents: &[(ENTRY, 4, "entry=2"), (HALF, 2, "half=1")],
    },
    Package {
        name: "Trial",
        price: 500,
        lasts: Lasts::Days(7),
        valid: "7days",
        holdable: true,
        by_use: false,
        then: Then::Convert(1),
        contents: &[(DAY, 2, "day=1")],
    },
    Package {
        name: "Taster",
        price: 0,
        lasts: Lasts::Months(1),
        valid: "1month",
        holdable: true,
        by_use: true,
        then: Then::Convert(5),
        contents: &[(HOURS, 2, "hours=1")],
    },
];
