//! Locations: their calendar, their hours and what they charge for (Q3, C4–C6, D1, D4, D10).

use crate::domain::booking::BookAhead;
use crate::domain::day::{Day, Instant, TimeOfDay, Zone};
use crate::domain::handle::Handle;
use crate::domain::hours::{ClosedDates, Hours};
use crate::domain::ids::LocationId;
use crate::domain::limit::Limit;
use crate::domain::money::{Currency, Percent};
use crate::domain::words::words;

words! {
    /// What a `day` pass pays for at check-in (C4).
    CheckinCharge {
        /// One date costs at most one, however often they come and go.
        PerDay "per-day",
        /// Each check-in with its check-out costs.
        PerVisit "per-visit",
    }
}

words! {
    /// Whether short stays cost half a pass (C5).
    CheckinMode {
        /// A stay costs a whole pass.
        FullDay "full-day",
        /// Half the business hours or less cost half a pass.
        HalfDay "half-day",
    }
}

/// What is declared of a location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocationTerms {
    /// How people name it.
    pub handle: Handle,
    /// What it is called.
    pub name: String,
    /// Where its clocks are (Q3).
    pub zone: Zone,
    /// What its desks are priced in (Q2).
    pub currency: Currency,
    /// When its business date changes, before 24:00 (Q3).
    pub day_starts_at: TimeOfDay,
    /// Its business hours (C6).
    pub hours: Hours,
    /// Dates on which nothing can be booked here.
    pub closed: ClosedDates,
    /// What a `day` pass pays for (C4).
    pub checkin_charge: CheckinCharge,
    /// Whether half passes are enough for short stays (C5).
    pub checkin_mode: CheckinMode,
    /// Whether passes are taken here at all (D1).
    pub passes: bool,
    /// How many passes a member may use here (D10).
    pub usage_limit: Limit,
    /// How far ahead may be booked (D4).
    pub book_ahead: BookAhead,
    /// On the price of its desks.
    pub tax: Percent,
}

/// A location as the books know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Its number in the books.
    pub id: LocationId,
    /// What is declared of it.
    pub terms: LocationTerms,
    /// No longer declared.
    pub retired: bool,
}

impl LocationTerms {
    /// The business date of an instant (Q3).
    #[must_use]
    pub fn today(&self, now: Instant) -> Day {
        self.zone.business_day(now, self.day_starts_at)
    }

    /// When the business date begins (Q3).
    #[must_use]
    pub fn begins(&self, day: Day) -> Instant {
        self.zone.instant(day, self.day_starts_at)
    }

    /// The first instant after the business date (C9).
    #[must_use]
    pub fn ends(&self, day: Day) -> Instant {
        self.begins(day.next())
    }

    /// Every value by its name in config.toml, as text.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.clone()),
            ("timezone", self.zone.to_string()),
            ("currency", self.currency.to_string()),
            ("day_starts_at", self.day_starts_at.to_string()),
            ("hours", self.hours.to_string()),
            ("closed", self.closed.to_string()),
            ("checkin_charge", self.checkin_charge.word().to_owned()),
            ("checkin_mode", self.checkin_mode.word().to_owned()),
            ("passes", self.passes.to_string()),
            ("usage_limit", self.usage_limit.to_string()),
            ("book_ahead", self.book_ahead.word().to_owned()),
            ("tax", self.tax.to_string()),
        ]
    }
}

/// A location for tests: `hq` in that zone, open mon-fri 9–17 and sat 10–14, in euro.
#[cfg(test)]
pub(crate) fn sample(zone: &str) -> LocationTerms {
    LocationTerms {
        handle: Handle::read("hq").expect("hq is a handle"),
        name: "Headquarters".to_owned(),
        zone: Zone::read(zone).expect("a zone"),
        currency: Currency::read("EUR").expect("a currency"),
        day_starts_at: TimeOfDay::default(),
        hours: Hours::read("mon-fri 9-17, sat 10-14").expect("hours"),
        closed: ClosedDates::default(),
        checkin_charge: CheckinCharge::PerDay,
        checkin_mode: CheckinMode::FullDay,
        passes: true,
        usage_limit: Limit::None,
        book_ahead: BookAhead::Any,
        tax: Percent::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q3_today_is_the_business_date() {
        let mut location = sample("Europe/Kyiv");
        location.day_starts_at = TimeOfDay::at(4, 0).unwrap();
        let day = Day::read("2026-06-03").unwrap();
        let begins = Instant::read("2026-06-03T01:00:00Z").unwrap();
        assert_eq!(location.today(begins), day);
        assert_eq!(location.today(begins.plus_ms(-1)), day.previous());
        assert_eq!(location.begins(day), begins);
        assert_eq!(
            location.ends(day),
            Instant::read("2026-06-04T01:00:00Z").unwrap()
        );
    }

    #[test]
    fn words_are_read_and_shown() {
        for word in CheckinCharge::WORDS {
            assert_eq!(CheckinCharge::read(word).unwrap().word(), *word);
        }
        assert_eq!(CheckinMode::read("half-day"), Some(CheckinMode::HalfDay));
        assert_eq!(BookAhead::read("sometimes"), None);
    }
}
