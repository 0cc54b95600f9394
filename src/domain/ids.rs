//! Identifiers. Each kind of record has its own type, shown with its prefix (`bk-17`), so that an
//! id pasted into the wrong place is refused by name.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::brief::Brief;

/// Why a text is not the wanted id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{given}` is not {wanted}: expected {prefix}-NUMBER")]
pub struct IdError {
    /// The text as given.
    pub given: String,
    /// What kind of record was wanted, with its article.
    pub wanted: &'static str,
    /// The prefix of the wanted kind, without the dash.
    pub prefix: &'static str,
}

/// The number behind `prefix-`, or None when the text does not have that shape.
#[must_use]
pub fn number_behind(prefix: &str, text: &str) -> Option<i64> {
    let digits = text.strip_prefix(prefix)?.strip_prefix('-')?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().filter(|number| *number > 0)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal $wanted:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl $name {
            /// The prefix the id is shown with, without the dash.
            pub const PREFIX: &'static str = $prefix;
        }

        impl From<$name> for Brief {
            fn from(id: $name) -> Self {
                Self::id($prefix, id.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(Brief::from(*self).as_str())
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                number_behind($prefix, text).map(Self).ok_or_else(|| IdError {
                    given: text.to_owned(),
                    wanted: $wanted,
                    prefix: $prefix,
                })
            }
        }
    )*};
}

ids! {
    /// A recurring plan or a package.
    PlanId "pl" "a plan";
    /// A subscription to a plan.
    SubscriptionId "sb" "a subscription";
    /// A lot of passes.
    LotId "lt" "a lot";
    /// A booking.
    BookingId "bk" "a booking";
    /// A visit.
    VisitId "vs" "a visit";
    /// A hold on a lot.
    HoldId "hd" "a hold";
    /// A recurring (monthly) grant.
    RecurringId "rg" "a recurring grant";
    /// The assignment of a seat.
    AssignmentId "as" "an assignment";
    /// A purchase: a package, or passes of a kind.
    PurchaseId "pu" "a purchase";
    /// An invoice line.
    LineId "ln" "an invoice line";
    /// An issued invoice.
    InvoiceId "iv" "an invoice";
    /// A notification.
    NotificationId "nt" "a notification";
    /// An operation: all that one command changed.
    OperationId "op" "an operation";
    /// A ledger entry.
    EntryId "en" "a ledger entry";
}

macro_rules! row_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);
    )*};
}

row_ids! {
    /// A customer, member or company, as the database numbers them. Shown as [`CustomerRef`].
    CustomerId;
    /// A location as the database numbers it; shown by handle.
    LocationId;
    /// A desk as the database numbers it; shown by handle.
    DeskId;
    /// A kind of pass as the database numbers it; shown by handle.
    KindId;
    /// A voucher as the database numbers it; shown by code.
    VoucherId;
    /// A promo code as the database numbers it; shown by code.
    PromoId;
    /// The use of a promo code as the database numbers it; shown by booking or purchase.
    PromoUseId;
}

/// The number a customer is shown with: members (and visitors) and companies count separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CustomerRef {
    /// `mb-N`
    Member(i64),
    /// `co-N`
    Company(i64),
}

impl CustomerRef {
    /// Reads `mb-N` or `co-N`; None for any other text.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        number_behind("mb", text)
            .map(Self::Member)
            .or_else(|| number_behind("co", text).map(Self::Company))
    }

    /// The number alone.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::Member(number) | Self::Company(number) => number,
        }
    }
}

impl From<CustomerRef> for Brief {
    fn from(customer: CustomerRef) -> Self {
        match customer {
            CustomerRef::Member(number) => Self::id("mb", number),
            CustomerRef::Company(number) => Self::id("co", number),
        }
    }
}

impl fmt::Display for CustomerRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Brief::from(*self).as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_shown_with_its_prefix_and_read_back() {
        assert_eq!(BookingId(17).to_string(), "bk-17");
        assert_eq!("bk-17".parse(), Ok(BookingId(17)));
    }

    #[test]
    fn an_id_in_the_wrong_place_is_refused_by_name() {
        let error = "lt-3".parse::<BookingId>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "`lt-3` is not a booking: expected bk-NUMBER"
        );
        for text in [
            "bk-",
            "bk-0",
            "bk--1",
            "bk-1x",
            "bk-99999999999999999999",
            "17",
        ] {
            assert!(text.parse::<BookingId>().is_err(), "{text}");
        }
    }

    #[test]
    fn members_and_companies_count_separately() {
        assert_eq!(CustomerRef::read("mb-12"), Some(CustomerRef::Member(12)));
        assert_eq!(CustomerRef::read("co-3"), Some(CustomerRef::Company(3)));
        assert_eq!(CustomerRef::read("ada"), None);
    }
}
