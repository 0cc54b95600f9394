//! The refusals about people and companies in words for scripts and hints for people.

use super::hint::checkout;
use super::{Failure, Hint, Mend, exit};
use crate::domain::customer::{CustomerRefusal as No, Open};

/// Tells a refusal.
pub(super) fn told(refusal: &No) -> Failure {
    let told = |exit, code| Failure::new(exit, code, refusal.to_string());
    let no = |code| told(exit::REFUSED, code);
    match refusal {
        No::HandleTaken { handle, holder } => no("handle_taken")
            .value("handle", handle)
            .value("holder", holder)
            .hint(Mend::Unset("--handle")),
        No::EmailTaken { email, holder } => no("email_taken")
            .value("email", email)
            .value("holder", holder)
            .hint(format!("daypass member show {holder}")),
        No::WhichLocation { names } => told(exit::USAGE, "which_location")
            .value("locations", names.join(", "))
            .hint(names.first().map_or_else(
                || "daypass location list".into(),
                |name| Hint::from(Mend::Set("--location", name.clone())),
            )),
        No::LocationRetired { location } => no("location_retired")
            .value("location", location)
            .hint("daypass location list"),
        No::VisitorWithPlan => no("visitor_with_plan").hint(Mend::Off("--visitor")),
        No::VisitorInCompany => no("visitor_in_company").hint("daypass member convert WHO"),
        No::VisitorUsesPasses { handle } => no("visitor_uses_passes")
            .value("member", handle)
            .hint(format!("daypass member convert {handle}")),
        No::AlreadyMember { handle } => no("already_member").value("member", handle),
        No::NoCompany { handle } => no("no_company").value("member", handle),
        No::NotThereYet { handle, on } => told(exit::UNKNOWN, "not_there_yet")
            .value("member", handle)
            .value("on", on)
            .hint(format!("daypass history {handle}")),
        No::StillOpen { handle, what } => open(refusal, handle, what).value("member", handle),
    }
}

/// What is open when a member is to be removed (P8).
fn open(refusal: &No, handle: &str, what: &Open) -> Failure {
    let no = |code| Failure::new(exit::REFUSED, code, refusal.to_string());
    match what {
        Open::Balance { left, lot } => no("open_balance")
            .value("left", left)
            .value("lot", lot)
            .hint(format!("daypass deduct {handle} all --lot {lot}")),
        Open::Booking { booking, on } => no("open_booking")
            .value("booking", booking)
            .value("on", on)
            .hint(format!("daypass booking cancel {booking}")),
        Open::Unpaid { booking } => no("open_unpaid")
            .value("booking", booking)
            .hint(format!("daypass booking show {booking}")),
        Open::Subscription {
            subscription,
            status,
        } => no("open_subscription")
            .value("subscription", subscription)
            .value("status", status.word())
            .hint(format!("daypass subscription cancel {subscription} --now")),
        Open::Visit { visit, guest } => no("open_visit")
            .value("visit", visit)
            .hint(checkout(handle, guest.as_deref())),
        Open::Owed { owed } => no("open_owed")
            .value("owed", owed)
            .hint(format!("daypass visit settle {handle}")),
        Open::Invoice { invoice, payable } => no("open_invoice")
            .value("invoice", invoice)
            .value("payable", payable)
            .value("currency", payable.currency)
            .hint(format!("daypass invoice pay {invoice}")),
        Open::Line { line, payable, on } => no("open_line")
            .value("line", line)
            .value("payable", payable)
            .value("currency", payable.currency)
            .value("on", on)
            .hint(format!("daypass invoice issue {handle} --until {on}")),
        Open::Grant { recurring } => no("open_grant")
            .value("recurring", recurring)
            .hint(format!("daypass grant stop {recurring}")),
    }
}
