//! Bookings as days in a calendar.

use super::booking::Booking;
use crate::domain::booking::Status;
use crate::ops::booking::Shown;
use crate::output::calendar::Event;
use crate::output::counted;

/// A booking as an event; `database` tells the bookings of one database from those of others.
#[must_use]
pub fn event(shown: &Shown, database: &str) -> Event {
    let booking = &shown.booking;
    let seats = usize::try_from(booking.seats).unwrap_or_default();
    let (customer, location, desk) = (&shown.customer, &shown.location, &shown.desk);
    Event {
        uid: format!("{}@{database}.daypass", booking.id),
        on: booking.on,
        summary: format!(
            "{}: {location}/{desk}, {}",
            customer.name,
            counted(seats, "seat", "seats")
        ),
        description: format!(
            "{} of {}: {}",
            booking.id,
            customer.handle,
            Booking::shown(shown).paid()
        ),
        location: location.to_string(),
        status: match booking.status {
            Status::Confirmed => "CONFIRMED",
            Status::Tentative => "TENTATIVE",
            Status::Cancelled => "CANCELLED",
        },
    }
}
