//! The refusals about invoices in words for scripts and hints for people.

use super::{Failure, Mend, exit};
use crate::domain::invoice::refusal::InvoiceRefusal as No;

/// Tells a refusal.
pub(super) fn told(refusal: &No) -> Failure {
    let no = |code| Failure::new(exit::REFUSED, code, refusal.to_string());
    match refusal {
        No::Ahead { on, today } => no("invoice_ahead")
            .value("on", on)
            .value("today", today)
            .hint(Mend::Set("--on", today.to_string())),
        No::Void { invoice, by } => no("invoice_void")
            .value("invoice", invoice)
            .value("by", by)
            .hint(format!("daypass invoice show {by}")),
        No::CreditNote { note, credits } => no("credit_note")
            .value("invoice", note)
            .value("credits", credits)
            .hint(format!("daypass invoice show {credits}")),
        No::Paid { invoice, on } => no("invoice_paid")
            .value("invoice", invoice)
            .value("on", on)
            .hint(format!("daypass invoice show {invoice}")),
        No::NothingPayable { invoice } => no("nothing_payable")
            .value("invoice", invoice)
            .hint(format!("daypass invoice show {invoice}")),
        No::LineIssued { line, invoice } => no("line_issued")
            .value("line", line)
            .value("invoice", invoice)
            .hint(format!("daypass invoice void {invoice}")),
        No::LineRemoved { line } => no("line_removed")
            .value("line", line)
            .hint("daypass invoice preview"),
        No::LineOfBooking { line, booking } => no("line_of_booking")
            .value("line", line)
            .value("booking", booking)
            .hint(format!("daypass booking cancel {booking}")),
        No::PassesUsed {
            line,
            lot,
            owner,
            used,
            granted,
        } => no("passes_used")
            .value("line", line)
            .value("lot", lot)
            .value("used", used)
            .value("granted", granted)
            .hint(format!("daypass explain {owner} --lot {lot}")),
        No::Covers { line, lot, by } => no("passes_used")
            .value("line", line)
            .value("lot", lot)
            .value("by", by)
            .hint(format!("daypass undo {by}")),
    }
}
