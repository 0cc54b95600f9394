//! The rules' refusals in words for scripts (codes, values) and for people (hints).

use super::{Failure, booking, exit, visit};
use crate::domain::ids::OperationId;
use crate::domain::refusal::Refusal;

/// Tells a refusal.
#[expect(clippy::too_many_lines, reason = "a table: one arm a refusal")]
pub(super) fn told(refusal: &Refusal) -> Failure {
    let no = |code| Failure::new(exit::REFUSED, code, refusal.to_string());
    let first = |by: &OperationId| format!("undo the later operation first: daypass undo {by}");
    match refusal {
        Refusal::NotEnoughPasses { need, have, on, .. } => no("not_enough_passes")
            .value("need", need)
            .value("have", have)
            .value("on", on)
            .hint("give passes with `daypass grant WHO PASSES`, or see `daypass member show WHO`"),
        Refusal::LotLapsed { lot, expired_on } => no("lot_lapsed")
            .value("lot", lot)
            .value("expired_on", expired_on)
            .hint("leave --lot out to take from the lots that are valid"),
        Refusal::LotEmpty { lot } => no("lot_empty")
            .value("lot", lot)
            .hint("leave --lot out to take from the lots that are valid"),
        Refusal::LotTooSmall { lot, need, have } => no("not_enough_passes")
            .value("lot", lot)
            .value("need", need)
            .value("have", have)
            .hint(format!(
                "`all` takes what is left: daypass deduct WHO all --lot {lot}"
            )),
        Refusal::LotOfOthers { lot } => no("lot_of_others")
            .value("lot", lot)
            .hint("`daypass member show WHO` lists the lots that WHO may spend"),
        Refusal::MonthAnchor { cycle } => no("month_anchor")
            .value("cycle", cycle)
            .hint("leave --anchor out: periods then count from the first day"),
        Refusal::IncludedTwice { .. } => {
            no("included_twice").hint("write one --include a kind, with the sum")
        }
        Refusal::PlanRetired { name } => no("plan_retired")
            .value("plan", name)
            .hint("see `daypass plan list`"),
        Refusal::SubscriptionOver {
            subscription,
            until,
        } => no("subscription_over")
            .value("subscription", subscription)
            .value("until", until)
            .hint("start a new one: daypass subscription start WHO PLAN"),
        Refusal::EndsBeforeStart { start, until } => no("ends_before_start")
            .value("start", start)
            .value("until", until),
        Refusal::EndsInThePast { until, today } => no("ends_in_the_past")
            .value("until", until)
            .value("today", today)
            .hint("`daypass subscription cancel SUB --now` ends one at once"),
        Refusal::OtherCycle { has, wants } => no("other_cycle")
            .value("has", has)
            .value("wants", wants)
            .hint("cancel it and start a new subscription to that plan"),
        Refusal::NoRenewal {
            subscription,
            until,
        } => no("no_renewal")
            .value("subscription", subscription)
            .value("until", until)
            .hint("start a new one: daypass subscription start WHO PLAN"),
        Refusal::PauseNotWhole { nearest } => no("pause_not_whole")
            .value("from", nearest.from)
            .value("until", nearest.to)
            .hint(format!("--from {} --until {}", nearest.from, nearest.to)),
        Refusal::PauseBegun { from, today } => no("pause_begun")
            .value("from", from)
            .value("today", today)
            .hint("the next period begins where `daypass subscription show SUB` says renews on"),
        Refusal::PauseOverlaps { pause } => no("pause_overlaps")
            .value("from", pause.from)
            .value("until", pause.to)
            .hint("a pause is taken back with `daypass undo OP`: see `daypass history`"),
        Refusal::PauseBeyondEnd { to, until } => {
            no("pause_beyond_end").value("to", to).value("until", until)
        }
        Refusal::CurrencyFixed {
            location,
            has,
            wants,
        } => no("currency_fixed")
            .value("location", location)
            .value("has", has)
            .value("wants", wants)
            .hint("declare a new location with the new currency, and leave this one out"),
        Refusal::VisitorHoldsNoPasses { visitor } => no("visitor_holds_no_passes")
            .value("member", visitor)
            .hint(format!(
                "make them a member first: daypass member convert {visitor}"
            )),
        Refusal::NoHalves { kind, passes } => no("no_halves")
            .value("kind", kind)
            .value("passes", passes)
            .hint("give whole passes"),
        Refusal::KindRetired { kind } => no("kind_retired")
            .value("kind", kind)
            .hint("see `daypass pass list`"),
        Refusal::ExpiresTooSoon { expires, earliest } => no("expires_too_soon")
            .value("expires", expires)
            .value("earliest", earliest)
            .hint(format!("--expires {earliest} or later, or never")),
        Refusal::AllNeedsLot => no("all_needs_lot").hint("name it: --lot lt-1"),
        Refusal::LotOfOtherKind { lot, kind, wanted } => no("lot_of_other_kind")
            .value("lot", lot)
            .value("kind", kind)
            .value("wanted", wanted)
            .hint("leave --kind out"),
        Refusal::RecurringOver { recurring } => no("recurring_over")
            .value("recurring", recurring)
            .hint("see `daypass grant list`"),
        Refusal::AsOfAhead { as_of, today } => no("as_of_ahead")
            .value("as_of", as_of)
            .value("today", today)
            .hint(format!(
                "look ahead with: daypass renew --dry-run --as-of {as_of}"
            )),
        Refusal::IdleTooLong { now, last, days } => no("idle_too_long")
            .value("now", now)
            .value("last", last)
            .value("days", days)
            .hint("if the clock is right: daypass renew --yes"),
        Refusal::AlreadyUndone { operation, by } => no("already_undone")
            .value("operation", operation)
            .value("by", by)
            .hint(format!("to have it back: daypass undo {by}")),
        Refusal::NothingToUndo { operation } => no("nothing_to_undo").value("operation", operation),
        Refusal::SpentSince {
            operation,
            lot,
            granted,
            left,
            by,
        } => no("spent_since")
            .value("operation", operation)
            .value("lot", lot)
            .value("granted", granted)
            .value("left", left)
            .value("by", by)
            .hint(first(by)),
        Refusal::ChangedSince {
            operation,
            what,
            by,
        } => no("changed_since")
            .value("operation", operation)
            .value("what", what)
            .value("by", by)
            .hint(first(by)),
        Refusal::UsedSince {
            operation,
            what,
            by,
        } => no("used_since")
            .value("operation", operation)
            .value("what", what)
            .value("by", by)
            .hint(first(by)),
        Refusal::TakenSince {
            operation,
            what,
            by,
        } => no("taken_since")
            .value("operation", operation)
            .value("what", what)
            .value("by", by)
            .hint(first(by)),
        Refusal::SeatsTaken {
            operation,
            booking,
            desk,
            on,
            need,
            free,
        } => no("seats_taken")
            .value("operation", operation)
            .value("booking", booking)
            .value("desk", desk)
            .value("on", on)
            .value("need", need)
            .value("free", free)
            .hint(format!(
                "see who is there: daypass booking list --from {on} --until {on}"
            )),
        Refusal::Booking(refusal) => booking::told(refusal),
        Refusal::Visit(refusal) => visit::told(refusal),
        Refusal::OnlyOnPlans { kind, plans } => no("only_on_plans")
            .value("kind", kind)
            .value("plans", plans.join(", "))
            .hint(match plans.first() {
                Some(plan) => format!("daypass subscription start WHO '{plan}'"),
                None => "see `daypass pass list`".to_owned(),
            }),
        Refusal::NotCounted { kind } => no("not_counted")
            .value("kind", kind)
            .hint(format!("daypass grant WHO 1 --kind {kind}")),
    }
}
