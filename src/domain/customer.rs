//! Customers: members, visitors and companies (P1).

use thiserror::Error;

use super::day::Day;
use super::handle::Handle;
use super::ids::{
    BookingId, CustomerId, CustomerRef, InvoiceId, LineId, LocationId, LotId, RecurringId,
    SubscriptionId, VisitId,
};
use super::money::Money;
use super::qty::PassQty;
use super::subscription;

/// What sort of customer someone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A person who can hold passes.
    Member,
    /// A nonmember: books and pays with money only.
    Visitor,
    /// Has members and a pool of its own.
    Company,
}

/// A member, visitor or company. Its texts are its own, or borrowed where very many are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer<T = String> {
    /// The database's number.
    pub id: CustomerId,
    /// The number people see.
    pub shown: CustomerRef,
    /// What sort of customer.
    pub standing: Standing,
    /// Unique over members, visitors and companies; lower case.
    pub handle: T,
    /// As people write it.
    pub name: T,
    /// Unique without regard to case.
    pub email: Option<T>,
    /// Home location: its calendar is the customer's.
    pub location: LocationId,
    /// The company a member belongs to.
    pub company: Option<CustomerId>,
    /// Whether check-ins consume passes (P3).
    pub use_passes: bool,
    /// Separated by commas.
    pub tags: T,
    /// For the desk.
    pub note: Option<T>,
    /// A payment method on file (V1).
    pub payment_method: Option<T>,
    /// The day the customer was removed (P8), if so.
    pub removed_on: Option<Day>,
}

impl Standing {
    /// The status on a day (P6), derived and never stored: `visitor`; `active` with a subscription
    /// that is running; else what the space calls the others.
    #[must_use]
    pub const fn status(self, running: bool, others: &str) -> &str {
        match (self, running) {
            (Self::Visitor, _) => "visitor",
            (Self::Member | Self::Company, true) => "active",
            (Self::Member | Self::Company, false) => others,
        }
    }
}

/// Why a rule about people and companies said no.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CustomerRefusal {
    /// P2: handles are unique over members, visitors and companies.
    #[error("the handle `{handle}` belongs to {holder}")]
    HandleTaken {
        /// The handle.
        handle: Handle,
        /// The name of who has it.
        holder: String,
    },
    /// P1: e-mail addresses are unique, whatever their case.
    #[error("the e-mail `{email}` belongs to {holder}")]
    EmailTaken {
        /// The address.
        email: String,
        /// The handle of who has it.
        holder: String,
    },
    /// Several locations, none of which is the default one.
    #[error("which location: {}?", names.join(", "))]
    WhichLocation {
        /// The locations there are.
        names: Vec<String>,
    },
    /// Nobody is at home at a retired location.
    #[error("the location `{location}` is retired")]
    LocationRetired {
        /// The location.
        location: String,
    },
    /// P1: visitors hold no passes.
    #[error("a visitor holds no passes and so has no plan")]
    VisitorWithPlan,
    /// P1: visitors are no members, and so not of a company.
    #[error("a visitor belongs to no company")]
    VisitorInCompany,
    /// P1, P3: visitors hold no passes, and so use none.
    #[error("{handle} is a visitor and uses no passes")]
    VisitorUsesPasses {
        /// The visitor.
        handle: String,
    },
    /// P1: only a visitor becomes a member.
    #[error("{handle} is a member already")]
    AlreadyMember {
        /// The member.
        handle: String,
    },
    /// P5: who is in no company cannot leave it.
    #[error("{handle} belongs to no company")]
    NoCompany {
        /// The member.
        handle: String,
    },
    /// P8: something is open.
    #[error("{handle} {what}")]
    StillOpen {
        /// The member.
        handle: String,
        /// What is open.
        what: Open,
    },
    /// B8: the books know nobody before they were added.
    #[error("{handle} was not there yet on {on}")]
    NotThereYet {
        /// The member or company.
        handle: String,
        /// The day asked for.
        on: Day,
    },
}

/// What keeps a member from being removed (P8).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Open {
    /// Passes are left.
    #[error("has {} left, the last of them in {lot}", left.in_words())]
    Balance {
        /// All that is left.
        left: PassQty,
        /// The lot that lasts longest.
        lot: LotId,
    },
    /// A booking is still to come or to be charged.
    #[error("has {booking} on {on}")]
    Booking {
        /// The first such booking.
        booking: BookingId,
        /// Its day.
        on: Day,
    },
    /// A booking was not paid.
    #[error("has not paid {booking}")]
    Unpaid {
        /// The first such booking.
        booking: BookingId,
    },
    /// A subscription is not over.
    #[error("has {subscription}, which is {}", status.word())]
    Subscription {
        /// The first such subscription.
        subscription: SubscriptionId,
        /// What it is today.
        status: subscription::Status,
    },
    /// They, or a guest of theirs, are inside.
    #[error("has {visit}, which is open")]
    Visit {
        /// The first such visit.
        visit: VisitId,
        /// The guest's name; None for the member.
        guest: Option<String>,
    },
    /// Passes are owed for visits.
    #[error("owes {} for visits", owed.in_words())]
    Owed {
        /// How many.
        owed: PassQty,
    },
    /// An issued invoice is not paid.
    #[error("has not paid {invoice}: {}", payable.with_currency())]
    Invoice {
        /// The first such invoice.
        invoice: InvoiceId,
        /// What is to be paid of it.
        payable: Money,
    },
    /// A line is on the upcoming invoice.
    #[error("has {} of {line} on the upcoming invoice", payable.with_currency())]
    Line {
        /// The first such line.
        line: LineId,
        /// What is to be paid of it.
        payable: Money,
        /// The day it is for.
        on: Day,
    },
    /// A monthly grant goes on.
    #[error("is granted passes every month by {recurring}")]
    Grant {
        /// The first such grant.
        recurring: RecurringId,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p6_a_status_is_derived_from_standing_and_subscriptions() {
        assert_eq!(Standing::Member.status(true, "drop-in"), "active");
        assert_eq!(Standing::Member.status(false, "drop-in"), "drop-in");
        assert_eq!(Standing::Company.status(true, "drop-in"), "active");
        assert_eq!(Standing::Visitor.status(false, "drop-in"), "visitor");
    }
}
