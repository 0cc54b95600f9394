//! Locations as they are listed and shown.

use serde::Serialize;

use super::desk::Desk;
use crate::domain::day::Instant;
use crate::ops::location::Located;
use crate::output::{Align, Column, View, pairs, table};

/// A location.
#[derive(Debug, Serialize)]
pub struct Location {
    handle: String,
    name: String,
    timezone: String,
    currency: String,
    /// The business date there.
    today: String,
    day_starts_at: String,
    hours: String,
    checkin_charge: &'static str,
    checkin_mode: &'static str,
    passes: bool,
    usage_limit: String,
    book_ahead: &'static str,
    tax: String,
    default: bool,
    retired: bool,
    /// The dates on which nothing can be booked; not in a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<Vec<String>>,
    /// Its desks; not in a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    desks: Option<Vec<Desk>>,
}

/// The columns of a list of locations. The table marks the default one where there are several,
/// and the retired ones where there are any.
#[must_use]
pub fn columns(listed: &[Location]) -> Vec<Column> {
    let default = Column::text("default", "default");
    vec![
        Column::text("location", "handle"),
        Column::text("name", "name"),
        Column::text("time zone", "timezone"),
        Column::text("money", "currency"),
        Column::text("hours", "hours"),
        Column::csv("today"),
        Column::csv("day_starts_at"),
        Column::csv("checkin_charge"),
        Column::csv("checkin_mode"),
        Column::csv("passes"),
        Column::csv("usage_limit"),
        Column::csv("book_ahead"),
        Column::csv("tax"),
        default.in_table(listed.len() > 1),
        Column::text("retired", "retired").where_filled(),
    ]
}

impl Location {
    /// A location of a list, which has no lists inside.
    #[must_use]
    pub fn row(located: &Located, now: Instant) -> Self {
        let terms = &located.location.terms;
        Self {
            handle: terms.handle.to_string(),
            name: terms.name.clone(),
            timezone: terms.zone.to_string(),
            currency: terms.currency.to_string(),
            today: terms.today(now).to_string(),
            day_starts_at: terms.day_starts_at.to_string(),
            hours: terms.hours.to_string(),
            checkin_charge: terms.checkin_charge.word(),
            checkin_mode: terms.checkin_mode.word(),
            passes: terms.passes,
            usage_limit: terms.usage_limit.to_string(),
            book_ahead: terms.book_ahead.word(),
            tax: terms.tax.to_string(),
            default: located.is_default,
            retired: located.location.retired,
            closed: None,
            desks: None,
        }
    }

    /// A location as it is shown.
    #[must_use]
    pub fn shown(located: &Located, now: Instant) -> Self {
        let terms = &located.location.terms;
        let desks = located.desks.iter();
        let desks = desks.map(|desk| Desk::row(desk, &terms.handle));
        Self {
            closed: Some(terms.closed.words()),
            desks: Some(desks.collect()),
            ..Self::row(located, now)
        }
    }
}

impl View for Location {
    fn text(&self) -> String {
        let marks = match (self.retired, self.default) {
            (true, _) => " (retired)",
            (false, true) => " (default)",
            (false, false) => "",
        };
        let text = pairs(&[
            ("location", format!("{}{marks}", self.handle)),
            ("name", self.name.clone()),
            ("time zone", self.timezone.clone()),
            ("today", self.today.clone()),
            ("day starts at", self.day_starts_at.clone()),
            ("hours", self.hours.clone()),
            ("closed", self.closed.clone().unwrap_or_default().join(", ")),
            ("currency", self.currency.clone()),
            ("tax", format!("{} %", self.tax)),
            ("passes", super::yes_or_no(self.passes)),
            (
                "check-in",
                format!("{}, {}", self.checkin_charge, self.checkin_mode),
            ),
            ("usage limit", self.usage_limit.clone()),
            ("book ahead", self.book_ahead.to_owned()),
        ]);
        let heading = [
            ("desk", Align::Left),
            ("name", Align::Left),
            ("kind", Align::Left),
            ("seats", Align::Right),
            ("price", Align::Right),
        ];
        let desks = self.desks.iter().flatten().map(Desk::cells).collect();
        let desks = table(&heading, desks);
        if desks.is_empty() {
            return text;
        }
        format!("{text}\n{desks}")
    }
}
