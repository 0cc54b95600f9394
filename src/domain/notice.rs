//! What customers and the admin are told without asking (A6), and how often a delivery is tried.

use crate::domain::booking::{PaymentStatus, Status};
use crate::domain::entry::EntryType;
use crate::domain::lot::Source;
use crate::domain::words::words;

words! {
    /// What a notification is about (A6). The last three are for the admin.
    Topic {
        /// Passes were given, sold or redeemed.
        Granted "granted",
        /// A period or a month began and brought its passes.
        Renewed "renewed",
        /// Passes were taken away, or moved back with what was undone.
        Adjusted "adjusted",
        /// Passes expired.
        Expired "expired",
        /// Tomorrow is the last day of passes, or of a subscription.
        EndsTomorrow "ends-tomorrow",
        /// A package is over, and what was to follow it does not: it is not sold any more, or all
        /// passes ended with a subscription (T5, L4, R7).
        NothingFollows "nothing-follows",
        /// A scheduled booking could not be charged and was cancelled (R6, R7).
        Failed "failed",
        /// A booking was made; a scheduled one is told when it is charged (S2).
        Booked "booked",
        /// A scheduled booking was charged.
        Charged "charged",
        /// A booking was cancelled.
        Cancelled "cancelled",
    }
}

words! {
    /// What became of a notification.
    Delivery {
        /// It is to be sent, for the first time or again.
        Waiting "waiting",
        /// It was handed over.
        Sent "sent",
        /// It is not tried again.
        Failed "failed",
    }
}

/// What a booking is, and what became of its payment.
pub type BookingState = (Status, PaymentStatus);

/// The minutes after which a delivery that failed is tried again; after the last it is given up.
const PAUSES_MIN: [i64; 7] = [1, 5, 30, 120, 360, 1_440, 2_880];
const MINUTE_MS: i64 = 60_000;

/// What the owner of a lot is told of entries of that type in lots of that source; `paid` are those
/// of a booking or visit. None for what the customer does, and for what another system knew.
#[must_use]
pub const fn of_entries(kind: EntryType, source: Source, paid: bool) -> Option<Topic> {
    match (kind, source) {
        (EntryType::Grant, Source::Plan | Source::Recurring) => Some(Topic::Renewed),
        (EntryType::Grant, Source::Package | Source::Grant | Source::Voucher) => {
            Some(Topic::Granted)
        }
        (EntryType::Grant, Source::Import) | (EntryType::Spend, _) => None,
        (EntryType::Refund | EntryType::Deduct | EntryType::Transfer, _) => {
            if paid {
                None
            } else {
                Some(Topic::Adjusted)
            }
        }
        (EntryType::Expire, _) => Some(Topic::Expired),
    }
}

/// What the customer and the admin are told of a booking that an operation made (`before` is None)
/// or changed (A6, S2).
#[must_use]
pub fn of_booking(
    before: Option<BookingState>,
    after: BookingState,
) -> (Option<Topic>, Option<Topic>) {
    let stood = before.map_or(Status::Cancelled, |(status, _)| status);
    let customer = match (before, after) {
        (Some((_, PaymentStatus::Pending)), (_, PaymentStatus::Failed)) => Some(Topic::Failed),
        _ => None,
    };
    let admin = match (stood, after.0) {
        (Status::Tentative, Status::Confirmed) => Some(Topic::Charged),
        (Status::Cancelled, Status::Confirmed) => Some(Topic::Booked),
        (Status::Confirmed | Status::Tentative, Status::Cancelled) => Some(Topic::Cancelled),
        (Status::Confirmed, Status::Confirmed | Status::Tentative)
        | (Status::Tentative, Status::Tentative)
        | (Status::Cancelled, Status::Tentative | Status::Cancelled) => None,
    };
    (customer, admin)
}

/// How long to wait before the next try after so many that failed, in milliseconds; None: no more.
#[must_use]
pub fn retry_after_ms(attempts: i64) -> Option<i64> {
    let at = usize::try_from(attempts - 1).ok()?;
    PAUSES_MIN.get(at).map(|minutes| minutes * MINUTE_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a6_customers_are_told_of_passes_that_others_moved() {
        let told = |kind, source| of_entries(kind, source, false);
        assert_eq!(told(EntryType::Grant, Source::Grant), Some(Topic::Granted));
        assert_eq!(told(EntryType::Grant, Source::Plan), Some(Topic::Renewed));
        assert_eq!(told(EntryType::Deduct, Source::Plan), Some(Topic::Adjusted));
        assert_eq!(
            told(EntryType::Refund, Source::Grant),
            Some(Topic::Adjusted)
        );
        assert_eq!(told(EntryType::Expire, Source::Plan), Some(Topic::Expired));
    }

    #[test]
    fn a6_customers_are_not_told_of_what_they_do_or_what_was_imported() {
        assert_eq!(of_entries(EntryType::Spend, Source::Plan, true), None);
        assert_eq!(of_entries(EntryType::Refund, Source::Plan, true), None);
        assert_eq!(of_entries(EntryType::Grant, Source::Import, false), None);
    }

    #[test]
    fn a6_a_scheduled_booking_is_told_when_it_is_charged() {
        let tentative = (Status::Tentative, PaymentStatus::Pending);
        let confirmed = (Status::Confirmed, PaymentStatus::Charged);
        assert_eq!(of_booking(None, tentative), (None, None));
        assert_eq!(
            of_booking(Some(tentative), confirmed),
            (None, Some(Topic::Charged))
        );
        assert_eq!(of_booking(None, confirmed), (None, Some(Topic::Booked)));
    }

    #[test]
    fn a6_a_charge_that_fails_is_told_to_both() {
        let tentative = (Status::Tentative, PaymentStatus::Pending);
        let failed = (Status::Cancelled, PaymentStatus::Failed);
        assert_eq!(
            of_booking(Some(tentative), failed),
            (Some(Topic::Failed), Some(Topic::Cancelled))
        );
        let late = (Status::Cancelled, PaymentStatus::Pending);
        assert_eq!(of_booking(Some(late), failed), (Some(Topic::Failed), None));
    }

    #[test]
    fn a6_a_move_or_another_number_of_seats_is_no_news() {
        let confirmed = (Status::Confirmed, PaymentStatus::Charged);
        assert_eq!(of_booking(Some(confirmed), confirmed), (None, None));
        let cancelled = (Status::Cancelled, PaymentStatus::Refunded);
        assert_eq!(
            of_booking(Some(confirmed), cancelled),
            (None, Some(Topic::Cancelled))
        );
        assert_eq!(
            of_booking(Some(cancelled), confirmed),
            (None, Some(Topic::Booked))
        );
    }

    #[test]
    fn a6_a_delivery_is_tried_eight_times_ever_more_seldom() {
        let pauses: Vec<i64> = (1..20).map_while(retry_after_ms).collect();
        assert_eq!(pauses.len(), 7);
        assert!(pauses.is_sorted());
        assert_eq!(retry_after_ms(0), None);
        assert_eq!(retry_after_ms(1), Some(60_000));
    }
}
