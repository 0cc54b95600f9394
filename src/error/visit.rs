//! The refusals about visits in words for scripts and hints for people.

use super::hint::checkout;
use super::{Failure, Hint, Mend, booking, exit};
use crate::domain::handle::Handle;
use crate::domain::ids::VisitId;
use crate::domain::visit::refusal::{Lack, VisitRefusal as No};

/// Tells a refusal.
pub(super) fn told(refusal: &No) -> Failure {
    let no = |code| Failure::new(exit::REFUSED, code, refusal.to_string());
    match refusal {
        No::AlreadyInside {
            who,
            guest,
            visit,
            since,
        } => no("already_inside")
            .value("who", who)
            .value("visit", visit)
            .value("since", since.at)
            .hint(checkout("WHO", guest.as_deref())),
        No::WasInside {
            who,
            visit,
            from,
            to,
        } => no("was_inside")
            .value("who", who)
            .value("visit", visit)
            .value("from", from.at)
            .value("to", to.at)
            .hint(format!("daypass visit show {visit}")),
        No::NotInside { who } => no("not_inside")
            .value("who", who)
            .hint("daypass visit list --inside"),
        No::StillToCome { at, now } => no("still_to_come")
            .value("at", at.at)
            .value("now", now.at)
            .hint(Mend::Unset("--at")),
        No::OutBeforeIn { in_at, out } => no("out_before_in")
            .value("in_at", in_at.at)
            .value("out_at", out.at),
        No::Overnight { end, out } => no("overnight")
            .value("end", end.at)
            .value("out_at", out.at)
            .hint("record what is behind it as a visit of the next date"),
        No::NotCovered { lack, visit, buy } => not_covered(no(code(lack)), lack, *visit, buy),
        No::WasRefused { visit } => no("was_refused")
            .value("visit", visit)
            .hint("daypass checkin WHO"),
        No::LocationRetired { location } => no("location_retired")
            .value("location", location)
            .hint("daypass location list"),
        No::NoSeat { desk, on } => no("no_seat")
            .value("desk", desk)
            .value("on", on)
            .hint("daypass desk assignments"),
        No::EndsBeforeStart { from, until } => no("ends_before_start")
            .value("from", from)
            .value("until", until),
        No::SubscriptionOfOthers {
            subscription,
            member,
        } => no("subscription_of_others")
            .value("subscription", subscription)
            .value("member", member),
        No::AssignmentOver { assignment, until } => no("assignment_over")
            .value("assignment", assignment)
            .value("until", until)
            .hint("daypass desk assignments"),
    }
}

const fn code(lack: &Lack) -> &'static str {
    match lack {
        Lack::Location { .. } => "no_passes_at_location",
        Lack::Visitor { .. } => "visitor_holds_no_passes",
        Lack::Service { .. } => "other_service",
        Lack::Elsewhere { .. } => "other_location",
        Lack::Outside { .. } => "outside_spans",
        Lack::Limit { .. } => "limit_reached",
        Lack::Usage { .. } => "usage_limit",
        Lack::Away { .. } => "away_limit",
        Lack::Short { .. } | Lack::Passes { .. } => "not_enough_passes",
    }
}

fn not_covered(told: Failure, lack: &Lack, visit: Option<VisitId>, buy: &[Handle]) -> Failure {
    let told = match lack {
        Lack::Location { location } => told.value("location", location),
        Lack::Visitor { visitor, on } => told.value("member", visitor).value("on", on),
        Lack::Service { kind, service } => told.value("kind", kind).value("service", service),
        Lack::Elsewhere { kind, location } => told.value("kind", kind).value("location", location),
        Lack::Outside { kind, spans } => told.value("kind", kind).value("spans", spans),
        Lack::Limit { kind, excess } => booking::limit(told.value("kind", kind), excess),
        Lack::Usage { location, excess } => {
            booking::limit(told.value("location", location), excess)
        }
        Lack::Away {
            need,
            have,
            left,
            on,
            location,
        } => told
            .value("need", need)
            .value("have", have)
            .value("left", left)
            .value("on", on)
            .value("location", location),
        Lack::Short { need, on } => told.value("need", need).value("on", on),
        Lack::Passes { need, have, on } => {
            let told = told.value("need", need).value("have", have);
            told.value("on", on)
        }
    };
    let told = match visit {
        Some(visit) => told.value("visit", visit),
        None => told,
    };
    let names: Vec<String> = buy.iter().map(ToString::to_string).collect();
    match (lack, buy.first()) {
        (Lack::Usage { .. }, _) => told.hint(Hint::Again(vec![
            Mend::On("--override"),
            Mend::Set("--memo", "why".to_owned()),
        ])),
        (Lack::Visitor { .. }, _) | (_, None) => told.hint(Mend::On("--unpaid")),
        (_, Some(kind)) => told
            .value("buy", names.join(", "))
            .hint(format!("daypass grant WHO 1 --kind {kind}")),
    }
}
