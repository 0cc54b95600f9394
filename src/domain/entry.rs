//! What a ledger entry is (A1), and what became of it.

use crate::domain::booking::PaymentStatus;
use crate::domain::words::words;

words! {
    /// The types of ledger entries.
    EntryType {
        /// Passes that came into a lot when it was added.
        Grant "grant",
        /// Passes spent on a booking or a visit.
        Spend "spend",
        /// Passes that went back to the lot they came from (B7).
        Refund "refund",
        /// Passes taken away by an administrator, or with what is undone.
        Deduct "deduct",
        /// Passes that lapsed.
        Expire "expire",
        /// Passes that moved between customers.
        Transfer "transfer",
    }
}

/// What became of an entry (A5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryStatus {
    /// It stands.
    Done,
    /// Its operation was taken back (A3).
    Undone,
    /// It stands, and what became of the payment of its booking.
    Payment(PaymentStatus),
}

impl EntryStatus {
    /// What became of an entry that stands and belongs to a booking, by what the booking's payment is
    /// now. While a charge waits, has failed or was removed nothing is taken, so that what had moved
    /// was given back: the entry itself was carried out.
    #[must_use]
    pub const fn of_booking(payment: PaymentStatus) -> Self {
        match payment {
            PaymentStatus::Pending | PaymentStatus::Failed | PaymentStatus::Removed => {
                Self::Payment(PaymentStatus::Refunded)
            }
            PaymentStatus::Charged
            | PaymentStatus::Refunded
            | PaymentStatus::Unpaid
            | PaymentStatus::Paid => Self::Payment(payment),
        }
    }

    /// The word it is shown with.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Undone => "undone",
            Self::Payment(status) => status.word(),
        }
    }

    /// The status with that word.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        match word {
            "done" => Some(Self::Done),
            "undone" => Some(Self::Undone),
            _ => PaymentStatus::read(word).map(Self::Payment),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a5_a_status_is_read_as_it_is_shown() {
        for word in ["done", "undone", "charged", "pending", "refunded"] {
            assert_eq!(EntryStatus::read(word).map(EntryStatus::word), Some(word));
        }
        assert_eq!(EntryStatus::read("lost"), None);
    }

    #[test]
    fn a5_what_was_carried_out_never_waits() {
        for word in PaymentStatus::WORDS {
            let status = EntryStatus::of_booking(PaymentStatus::read(word).unwrap());
            let waits = ["pending", "failed", "removed"].contains(word);
            assert_eq!(status.word(), if waits { "refunded" } else { word });
        }
    }
}
