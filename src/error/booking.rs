//! The refusals about bookings in words for scripts and hints for people.

use super::{Failure, Hint, Mend, exit};
use crate::domain::booking::refusal::BookingRefusal as No;
use crate::domain::day::Day;
use crate::domain::limit::{Excess, Limit};

/// Tells a refusal.
#[expect(clippy::too_many_lines, reason = "a table: one arm a refusal")]
pub(super) fn told(refusal: &No) -> Failure {
    let no = |code| Failure::new(exit::REFUSED, code, refusal.to_string());
    match refusal {
        No::VisitorHasNoPasses { visitor } => no("visitor_holds_no_passes")
            .value("member", visitor)
            .hint(Mend::Set("--pay", "money".to_owned())),
        No::NoCompany { member } => no("no_company")
            .value("member", member)
            .hint(Mend::Unset("--pay")),
        No::NoPassesAtLocation => no("no_passes_at_location")
            .hint("set passes = true for the location in config.toml, then `daypass apply`"),
        No::NotHot => no("not_a_hot_desk").hint("daypass desk list"),
        No::Dedicated => no("dedicated_desk").hint("daypass desk list"),
        No::MoneyInstead {
            need,
            have,
            on,
            price,
        } => no("not_enough_passes")
            .value("need", need)
            .value("have", have)
            .value("on", on)
            .value("price", price)
            .value("currency", price.currency)
            .hint(Mend::Set("--pay", "money".to_owned())),
        No::NotMoney { .. } => no("not_money").hint(Mend::Set("--pay", "money".to_owned())),
        No::PaidInOtherCurrency { has, wants } => no("other_currency")
            .value("has", has)
            .value("wants", wants)
            .hint("daypass desk list"),
        No::OnInvoice { booking, invoice } => no("on_invoice")
            .value("booking", booking)
            .value("invoice", invoice)
            .hint(format!("daypass invoice pay {invoice}")),
        No::NothingOwed { booking, status } => no("nothing_owed")
            .value("booking", booking)
            .value("status", status)
            .hint(format!("daypass booking show {booking}")),
        No::NoPassesOnDesk => no("no_passes_on_desk").hint("daypass desk list"),
        No::NoDesk { location, .. } => no("no_desk")
            .value("location", location)
            .hint("daypass desk list"),
        No::LocationRetired { location } => no("location_retired")
            .value("location", location)
            .hint("daypass location list"),
        No::DeskRetired => no("desk_retired").hint("daypass desk list"),
        No::NoSeats => no("no_seats").hint(Mend::Set("--seats", "1".to_owned())),
        No::PastDay { on, today, next } => {
            let told = no("past_day").value("on", on).value("today", today);
            next_free(told, *next)
        }
        No::Closed { on, next } => next_free(no("closed").value("on", on), *next),
        No::Full {
            on,
            wanted,
            free,
            next,
        } => {
            let told = no("full").value("on", on).value("wanted", wanted);
            next_free(told.value("free", free), *next)
        }
        No::RenewalDue {
            need,
            have,
            on,
            due_on,
        } => no("not_enough_passes")
            .value("need", need)
            .value("have", have)
            .value("on", on)
            .value("due_on", due_on)
            .hint("daypass renew"),
        No::BeyondPeriod { on, period_end } => no("beyond_period")
            .value("on", on)
            .value("period_end", period_end)
            .hint(Mend::Set("--on", period_end.to_string())),
        No::NotStarted { start } => no("not_started").value("start", start),
        No::BeyondEnd { on, until } => no("beyond_end")
            .value("on", on)
            .value("until", until)
            .hint("daypass grant WHO 1"),
        No::AlreadyCancelled { booking } => no("already_cancelled")
            .value("booking", booking)
            .hint(format!("daypass booking show {booking}")),
        No::TooLate { until } => {
            let told = no("too_late").hint(Hint::Again(vec![
                Mend::On("--override"),
                Mend::Set("--memo", "why".to_owned()),
            ]));
            match until {
                Some((day, time)) => told.value("until", format!("{day} {time}")),
                None => told,
            }
        }
        No::UsageLimit { location, excess } => {
            over(no("usage_limit").value("location", location), excess, true)
        }
        No::KindLimit { kind, excess } => {
            over(no("limit_reached").value("kind", kind), excess, false)
        }
        No::Away {
            need,
            have,
            on,
            location,
        } => no("away_limit")
            .value("need", need)
            .value("have", have)
            .value("on", on)
            .value("location", location)
            .hint("daypass member show WHO"),
        No::NothingBack { booking } => {
            no("nothing_back")
                .value("booking", booking)
                .hint(Hint::Again(vec![
                    Mend::On("--refund"),
                    Mend::Set("--memo", "why".to_owned()),
                ]))
        }
    }
}

/// A limit that was reached, with the date for which there is room; else, where that can be, how it
/// is set aside.
fn over(told: Failure, excess: &Excess, can_override: bool) -> Failure {
    let told = limit(told, excess);
    match (excess.limit, excess.next) {
        (Limit::Per(..), Some(next)) => told.hint(Mend::Set("--on", next.to_string())),
        (Limit::Per(..) | Limit::Active(_) | Limit::None, _) if can_override => {
            told.hint(Hint::Again(vec![
                Mend::On("--override"),
                Mend::Set("--memo", "why".to_owned()),
            ]))
        }
        (Limit::Per(..) | Limit::Active(_) | Limit::None, _) => told.hint("daypass pass list"),
    }
}

/// The numbers of a limit that was reached.
pub(super) fn limit(told: Failure, excess: &Excess) -> Failure {
    let told = told
        .value("limit", excess.limit)
        .value("used", excess.used)
        .value("wanted", excess.wanted)
        .value("from", excess.span.from);
    match excess.next {
        Some(next) => told.value("next", next),
        None => told,
    }
}

fn next_free(told: Failure, next: Option<Day>) -> Failure {
    match next {
        Some(next) => told
            .value("next_free", next)
            .hint(Mend::Set("--on", next.to_string())),
        None => told.hint("daypass desk free"),
    }
}
