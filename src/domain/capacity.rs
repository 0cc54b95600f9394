//! Seats: how many of a desk are free on a day, and whether it can be booked at all then.

/// A desk on one day (D2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeskDay {
    /// Whether the desk vanished from config.toml.
    pub retired: bool,
    /// Whether the desk or its location is closed on that day.
    pub closed: bool,
    /// How many seats it has.
    pub seats: i64,
    /// Seats that are assigned to somebody on that day (D9).
    pub assigned: i64,
    /// Seats that bookings hold on that day, tentative ones included.
    pub held: i64,
}
