//! The rules' refusals in words for scripts (codes, values) and for people (hints).

use super::{Failure, Hint, Mend, booking, exit, hold, invoice, quoted, visit};
use crate::domain::ids::OperationId;
use crate::domain::refusal::Refusal;

/// Tells a refusal.
#[expect(clippy::too_many_lines, reason = "a table: one arm a refusal")]
pub(super) fn told(refusal: &Refusal) -> Failure {
    let no = |code| Failure::new(exit::REFUSED, code, refusal.to_string());
    let first = |by: &OperationId| format!("daypass undo {by}");
    match refusal {
        Refusal::NotEnoughPasses { need, have, on, .. } => no("not_enough_passes")
            .value("need", need)
            .value("have", have)
            .value("on", on)
            .hint(format!("daypass grant WHO {}", *need - *have)),
        Refusal::LotLapsed { lot, expired_on } => no("lot_lapsed")
            .value("lot", lot)
            .value("expired_on", expired_on)
            .hint("daypass member show WHO"),
        Refusal::LotEmpty { lot } => no("lot_empty")
            .value("lot", lot)
            .hint("daypass member show WHO"),
        Refusal::LotTooSmall { lot, need, have } => no("not_enough_passes")
            .value("lot", lot)
            .value("need", need)
            .value("have", have)
            .hint(format!("daypass deduct WHO all --lot {lot}")),
        Refusal::LotOfOthers { lot } => no("lot_of_others")
            .value("lot", lot)
            .hint("daypass member show WHO"),
        Refusal::MonthAnchor { cycle } => no("month_anchor")
            .value("cycle", cycle)
            .hint(Mend::Unset("--anchor")),
        Refusal::IncludedTwice { .. } => no("included_twice").hint("daypass plan add --help"),
        Refusal::PlanRetired { name } => no("plan_retired")
            .value("plan", name)
            .hint("daypass plan list"),
        Refusal::SubscriptionOver {
            subscription,
            until,
        } => no("subscription_over")
            .value("subscription", subscription)
            .value("until", until)
            .hint(format!("daypass subscription show {subscription}")),
        Refusal::EndsBeforeStart { start, until } => no("ends_before_start")
            .value("start", start)
            .value("until", until),
        Refusal::EndsInThePast { until, today } => no("ends_in_the_past")
            .value("until", until)
            .value("today", today)
            .hint("daypass subscription list"),
        Refusal::EndsSooner {
            subscription,
            ends,
            until,
        } => no("ends_sooner")
            .value("subscription", subscription)
            .value("ends", ends)
            .value("until", until)
            .hint(format!(
                "daypass subscription set {subscription} --until {until}"
            )),
        Refusal::OtherCycle { has, wants } => no("other_cycle")
            .value("has", has)
            .value("wants", wants)
            .hint("daypass plan list"),
        Refusal::NoRenewal {
            subscription,
            until,
        } => no("no_renewal")
            .value("subscription", subscription)
            .value("until", until)
            .hint(format!("daypass subscription show {subscription}")),
        Refusal::PauseNotWhole { nearest } => no("pause_not_whole")
            .value("from", nearest.from)
            .value("until", nearest.to)
            .hint(Hint::Again(vec![
                Mend::Set("--from", nearest.from.to_string()),
                Mend::Set("--until", nearest.to.to_string()),
            ])),
        Refusal::PauseBegun { from, today } => no("pause_begun")
            .value("from", from)
            .value("today", today)
            .hint("daypass subscription list"),
        Refusal::PauseOverlaps { pause } => no("pause_overlaps")
            .value("from", pause.from)
            .value("until", pause.to)
            .hint("daypass subscription list"),
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
            .hint("daypass location list"),
        Refusal::VisitorHoldsNoPasses { visitor } => no("visitor_holds_no_passes")
            .value("member", visitor)
            .hint(format!("daypass member convert {visitor}")),
        Refusal::NoHalves { kind, passes } => no("no_halves")
            .value("kind", kind)
            .value("passes", passes)
            .hint(format!("daypass pass show {kind}")),
        Refusal::KindRetired { kind } => no("kind_retired")
            .value("kind", kind)
            .hint("daypass pass list"),
        Refusal::ExpiresTooSoon {
            expires,
            earliest,
            monthly,
        } => no("expires_too_soon")
            .value("expires", expires)
            .value("earliest", earliest)
            .hint(Mend::Set(
                if *monthly { "--until" } else { "--expires" },
                earliest.to_string(),
            )),
        Refusal::AllNeedsLot => no("all_needs_lot").hint("daypass member show WHO"),
        Refusal::LotOfOtherKind { lot, kind, wanted } => no("lot_of_other_kind")
            .value("lot", lot)
            .value("kind", kind)
            .value("wanted", wanted)
            .hint(Mend::Unset("--kind")),
        Refusal::RecurringOver { recurring } => no("recurring_over")
            .value("recurring", recurring)
            .hint("daypass grant list"),
        Refusal::AsOfAhead { as_of, today } => no("as_of_ahead")
            .value("as_of", as_of)
            .value("today", today)
            .hint(format!("daypass renew --dry-run --as-of {as_of}")),
        Refusal::IdleTooLong { now, last, days } => no("idle_too_long")
            .value("now", now)
            .value("last", last)
            .value("days", days)
            .hint(Mend::On("--yes")),
        Refusal::AlreadyUndone {
            operation,
            by,
            last,
        } => no("already_undone")
            .value("operation", operation)
            .value("by", by)
            .hint(format!("daypass undo {last}")),
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
            .hint(format!("daypass booking list --from {on} --until {on}")),
        Refusal::Invoice(refusal) => invoice::told(refusal),
        Refusal::Booking(refusal) => booking::told(refusal),
        Refusal::Hold(refusal) => hold::told(refusal),
        Refusal::Visit(refusal) => visit::told(refusal),
        Refusal::OnlyOnPlans { kind, plans } => no("only_on_plans")
            .value("kind", kind)
            .value("plans", plans.join(", "))
            .hint(match plans.first() {
                Some(plan) => format!("daypass subscription start WHO {}", quoted(plan)),
                None => "daypass pass list".to_owned(),
            }),
        Refusal::NotCounted { kind } => no("not_counted")
            .value("kind", kind)
            .hint(format!("daypass grant WHO 1 --kind {kind}")),
    }
}
