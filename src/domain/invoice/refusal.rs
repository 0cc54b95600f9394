//! Why a rule about invoices said no.

use thiserror::Error;

use crate::domain::day::Day;
use crate::domain::ids::{BookingId, InvoiceId, LineId, LotId, OperationId};
use crate::domain::qty::PassQty;

/// Why a rule about invoices said no. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvoiceRefusal {
    /// V4: nothing is issued or paid on a day that is still to come.
    #[error("{on} is ahead: today is {today}")]
    Ahead {
        /// The day wanted.
        on: Day,
        /// The business date of the customer.
        today: Day,
    },
    /// V4: an invoice is made void once.
    #[error("{invoice} is void: {by} credits it")]
    Void {
        /// The invoice.
        invoice: InvoiceId,
        /// The credit note.
        by: InvoiceId,
    },
    /// V4: a credit note is neither paid nor made void.
    #[error("{note} is a credit note for {credits}")]
    CreditNote {
        /// The credit note.
        note: InvoiceId,
        /// What it credits.
        credits: InvoiceId,
    },
    /// V3: an invoice is paid once.
    #[error("{invoice} was paid on {on}")]
    Paid {
        /// The invoice.
        invoice: InvoiceId,
        /// When it was paid.
        on: Day,
    },
    /// V1: all of it was paid before it was issued.
    #[error("nothing is to be paid on {invoice}")]
    NothingPayable {
        /// The invoice.
        invoice: InvoiceId,
    },
    /// V3: only lines of the upcoming invoice are removed.
    #[error("{line} is on {invoice}, which is issued and never changes")]
    LineIssued {
        /// The line.
        line: LineId,
        /// The invoice that it stands on.
        invoice: InvoiceId,
    },
    /// V3: a line is removed once.
    #[error("{line} was removed already")]
    LineRemoved {
        /// The line.
        line: LineId,
    },
    /// V3, D5: what a booking owes goes with the booking.
    #[error("{line} is for {booking}: it goes with the booking")]
    LineOfBooking {
        /// The line.
        line: LineId,
        /// The booking.
        booking: BookingId,
    },
    /// V3: the passes that were bought are used in part.
    #[error("{used} of the {granted} passes that {line} is for are used ({lot})")]
    PassesUsed {
        /// The line.
        line: LineId,
        /// The first lot that is used.
        lot: LotId,
        /// The handle of whose it is.
        owner: String,
        /// How many of it are gone.
        used: PassQty,
        /// How many it held.
        granted: PassQty,
    },
    /// V3: what was bought covers a use without a count (T2).
    #[error("{line} is for {lot}, which is used by {by}")]
    Covers {
        /// The line.
        line: LineId,
        /// The lot.
        lot: LotId,
        /// The operation that used it.
        by: OperationId,
    },
}
