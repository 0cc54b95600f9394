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
    /// Kind, halves, and how that is typed.
    pub(crate) contents: &'static [(Id, i64, &'static str)],
}

const HOURS: Id = 3;
const ENTRY: Id = 4;

/// Every package; the first is number 1.
pub(crate) const PACKAGES: [Package; 4] = [
    Package {
        name: "Ten",
        price: 15_000,
        lasts: Lasts::Days(30),
        valid: "30days",
        holdable: true,
        contents: &[(DAY, 10, "day=5")],
    },
    Package {
        name: "Bundle",
        price: 9_900,
        lasts: Lasts::Months(1),
        valid: "1month",
        holdable: true,
        contents: &[(DAY, 6, "day=3"), (ENTRY, 8, "entry=4")],
    },
    Package {
        name: "Fixed",
        price: 4_000,
        lasts: Lasts::Months(2),
        valid: "2months",
        holdable: false,
        contents: &[(ECO, 8, "eco=4")],
    },
    Package {
        name: "Lasting",
        price: 0,
        lasts: Lasts::Never,
        valid: "never",
        holdable: true,
        contents: &[(HOURS, 6, "hours=3")],
    },
];
