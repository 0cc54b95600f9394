//! The kinds of pass: what one of each covers and costs.

use super::{HOUR_MS, Id};

/// What one pass covers.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Covers {
    /// The date, or one visit of it; half a pass may be enough (C4, C5).
    Day,
    /// So long from the check-in (K3).
    Long(i64),
    /// One visit (T1).
    Visit,
    /// One of these stretches, from midnight on (K3).
    Spans(&'static [(i64, i64)]),
}

/// A kind of pass.
pub(crate) struct Kind {
    pub(crate) handle: &'static str,
    /// In minor units.
    pub(crate) price: i64,
    pub(crate) covers: Covers,
}

/// The kind `day`, twice as dear as `eco`.
pub(crate) const DAY: Id = 1;
/// The kind `eco`, good in the west only.
pub(crate) const ECO: Id = 2;

/// Every kind, in the order declared: the first is number 1.
pub(crate) const KINDS: [Kind; 5] = [
    Kind {
        handle: "day",
        price: 2_000,
        covers: Covers::Day,
    },
    Kind {
        handle: "eco",
        price: 1_000,
        covers: Covers::Day,
    },
    Kind {
        handle: "hours",
        price: 600,
        covers: Covers::Long(2 * HOUR_MS),
    },
    Kind {
        handle: "entry",
        price: 800,
        covers: Covers::Visit,
    },
    Kind {
        handle: "half",
        price: 1_200,
        covers: Covers::Spans(&[
            (8 * HOUR_MS, 13 * HOUR_MS),
            (13 * HOUR_MS, 20 * HOUR_MS),
            (20 * HOUR_MS, 30 * HOUR_MS),
        ]),
    },
];

/// Whether there are half passes of a kind (Q1).
pub(super) fn has_halves(kind: Id) -> bool {
    matches!(KINDS[super::at(kind)].covers, Covers::Day)
}

/// Whether so many half passes of a kind can be.
pub(super) fn may_be(kind: Id, halves: i64) -> bool {
    has_halves(kind) || halves % 2 == 0
}
