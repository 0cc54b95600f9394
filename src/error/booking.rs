//! The refusals about bookings in words for scripts and hints for people.

use super::{Failure, exit};
use crate::domain::booking::refusal::BookingRefusal as No;
use crate::domain::day::Day;

/// Tells a refusal.
pub(super) fn told(refusal: &No) -> Failure {
    let no = |code| Failure::new(exit::REFUSED, code, refusal.to_string());
    match refusal {
        No::VisitorHasNoPasses { visitor } => no("visitor_holds_no_passes")
            .value("member", visitor)
            .hint(format!(
                "make them a member first: daypass member convert {visitor}"
            )),
        No::NoCompany { member } => no("no_company")
            .value("member", member)
            .hint("leave --pay out: their own passes pay"),
        No::NoPassesAtLocation => no("no_passes_at_location")
            .hint("set passes = true for the location in config.toml, then `daypass apply`"),
        No::NotHot => no("not_a_hot_desk").hint("see `daypass desk list`"),
        No::NoPassesOnDesk => {
            no("no_passes_on_desk").hint("take another desk: `daypass desk list`")
        }
        No::NoDesk { location } => no("no_desk")
            .value("location", location)
            .hint("see `daypass desk list`"),
        No::LocationRetired { location } => no("location_retired")
            .value("location", location)
            .hint("take another one with --location: `daypass location list`"),
        No::DeskRetired => no("desk_retired").hint("see `daypass desk list`"),
        No::NoSeats => no("no_seats").hint("--seats 1"),
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
            .hint("bring what is due: daypass renew"),
        No::BeyondPeriod { on, period_end } => no("beyond_period")
            .value("on", on)
            .value("period_end", period_end)
            .hint("the location's book_ahead = \"any\" would schedule it"),
        No::NotStarted { start } => no("not_started").value("start", start),
        No::BeyondEnd { on, until } => no("beyond_end")
            .value("on", on)
            .value("until", until)
            .hint("give passes that are valid then: daypass grant WHO PASSES"),
        No::AlreadyCancelled { booking } => no("already_cancelled")
            .value("booking", booking)
            .hint(format!("daypass booking show {booking}")),
        No::TooLate { until } => {
            let told = no("too_late").hint("--override with the reason in --memo allows it");
            match until {
                Some((day, time)) => told.value("until", format!("{day} {time}")),
                None => told,
            }
        }
        No::NothingBack { booking } => no("nothing_back")
            .value("booking", booking)
            .hint("--refund with the reason in --memo gives it back"),
    }
}

fn next_free(told: Failure, next: Option<Day>) -> Failure {
    match next {
        Some(next) => told
            .value("next_free", next)
            .hint(format!("the next free date: --on {next}")),
        None => told.hint("see what is free: daypass desk free"),
    }
}
