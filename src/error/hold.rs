//! The refusals about holds in words for scripts and hints for people.

use super::{Failure, Mend, exit};
use crate::domain::hold::HoldRefusal as No;

/// Tells a refusal.
pub(super) fn told(refusal: &No) -> Failure {
    let no = |code| Failure::new(exit::REFUSED, code, refusal.to_string());
    match refusal {
        No::OfPlan { lot } => no("hold_of_plan")
            .value("lot", lot)
            .hint("daypass member show WHO"),
        No::NotHoldable { lot } => no("not_holdable")
            .value("lot", lot)
            .hint("daypass member show WHO"),
        No::EndsBeforeStart { from, until } => no("ends_before_start")
            .value("from", from)
            .value("until", until)
            .hint("daypass hold list"),
        No::OutsideLot { lot, from, days } => no("outside_lot")
            .value("lot", lot)
            .value("from", from)
            .value("valid_from", days.from)
            .value("expires_on", days.to)
            .hint(Mend::Set("--from", days.from.to_string())),
        No::Overlaps { lot, hold, span } => no("hold_overlaps")
            .value("lot", lot)
            .value("hold", hold)
            .value("from", span.from)
            .value("until", span.to)
            .hint("daypass hold list"),
        No::InUse { lot, by, on } => no("lot_in_use")
            .value("lot", lot)
            .value("by", by)
            .value("on", on)
            .hint(shown(by)),
        No::PaysLater {
            lot,
            by,
            on,
            expires_on,
        } => no("lot_in_use")
            .value("lot", lot)
            .value("by", by)
            .value("on", on)
            .value("expires_on", expires_on)
            .hint(shown(by)),
        No::EndsThen { hold, until } => no("hold_ends_then")
            .value("hold", hold)
            .value("until", until)
            .hint("daypass hold list"),
    }
}

/// How the booking or visit is looked at.
fn shown(by: &str) -> String {
    let noun = if by.starts_with("bk") {
        "booking"
    } else {
        "visit"
    };
    format!("daypass {noun} show {by}")
}
