//! Days and times as people say them: `2026-12-31`, `today`, `tomorrow`, `+3d`, `mon`; `09:30`,
//! `yesterday 09:30`.

use super::day::{Day, DayError, Instant, Length, TimeOfDay, Weekday, Zone};

/// A day as it was said; which one it is depends on the location's today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayWord {
    /// That date.
    On(Day),
    /// So many days after today: `today` is 0, `tomorrow` 1, `yesterday` -1, `-3d` -3.
    Days(i32),
    /// So many weeks, months or years after today: `+2w`.
    After(Length),
    /// The first such weekday from today on, today included.
    Next(Weekday),
}

impl DayWord {
    /// Reads a day word, in any case.
    pub fn read(text: &str) -> Result<Self, DayError> {
        let word = text.to_ascii_lowercase();
        match word.as_str() {
            "today" => return Ok(Self::Days(0)),
            "tomorrow" => return Ok(Self::Days(1)),
            "yesterday" => return Ok(Self::Days(-1)),
            _ => {}
        }
        let not_a_day = || DayError::NotADay(text.to_owned());
        if let Some(length) = word.strip_prefix('+') {
            return Length::read(length)
                .map(Self::After)
                .map_err(|_| not_a_day());
        }
        if let Some(days) = word
            .strip_prefix('-')
            .and_then(|word| word.strip_suffix('d'))
        {
            let days: u16 = days.parse().map_err(|_| not_a_day())?;
            return Ok(Self::Days(-i32::from(days)));
        }
        if word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return word.parse().map(Self::Next).map_err(|_| not_a_day());
        }
        Day::read(text).map(Self::On)
    }

    /// The day that is meant when it is said on `today`.
    #[must_use]
    pub fn on(self, today: Day) -> Day {
        match self {
            Self::On(day) => day,
            Self::Days(days) => today.plus(days),
            Self::After(length) => today.after(length, 1),
            Self::Next(weekday) => {
                let from = today.weekday().num_days_from_monday();
                let ahead = (weekday.num_days_from_monday() + 7 - from) % 7;
                today.plus(i32::try_from(ahead).expect("less than a week"))
            }
        }
    }
}

/// An instant as it was said: with its offset, or as a time of the location's today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeWord {
    /// That instant.
    At(Instant),
    /// That time of the location's local date.
    Local(TimeOfDay),
    /// That time of that date at the location.
    On(DayWord, TimeOfDay),
}

impl TimeWord {
    /// Reads RFC 3339, `09:30`, or `2026-12-31 09:30` and `yesterday 09:30`, with seconds where there
    /// are any.
    pub fn read(text: &str) -> Result<Self, DayError> {
        if let Ok(time) = TimeOfDay::read(text) {
            return Ok(Self::Local(time));
        }
        let parts = text.split_once(' ').or_else(|| text.split_once('T'));
        if let Some((day, time)) = parts
            && let (Ok(day), Some(time)) = (DayWord::read(day), clock(time))
        {
            return Ok(Self::On(day, time));
        }
        Instant::read(text).map(Self::At)
    }

    /// The instant that is meant when it is said at `now` in that zone (Q6).
    #[must_use]
    pub fn at(self, now: Instant, zone: Zone) -> Instant {
        match self {
            Self::At(at) => at,
            Self::Local(time) => zone.instant(zone.local(now).0, time),
            Self::On(day, time) => zone.instant(day.on(zone.local(now).0), time),
        }
    }
}

/// `09:30` or `09:30:15`.
fn clock(text: &str) -> Option<TimeOfDay> {
    let Some((minutes, seconds)) = text
        .rsplit_once(':')
        .filter(|(front, _)| front.contains(':'))
    else {
        return TimeOfDay::read(text).ok();
    };
    let two = seconds.len() == 2 && seconds.bytes().all(|byte| byte.is_ascii_digit());
    let seconds: u32 = seconds.parse().ok().filter(|s| two && *s < 60)?;
    TimeOfDay::from_seconds(TimeOfDay::read(minutes).ok()?.seconds() + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(word: &str, today: &str) -> String {
        DayWord::read(word)
            .unwrap()
            .on(Day::read(today).unwrap())
            .to_string()
    }

    #[test]
    fn day_words_are_counted_from_today() {
        for (word, day) in [
            ("2026-12-31", "2026-12-31"),
            ("today", "2026-11-18"),
            ("Tomorrow", "2026-11-19"),
            ("yesterday", "2026-11-17"),
            ("+3d", "2026-11-21"),
            ("+2weeks", "2026-12-02"),
            ("+1month", "2026-12-18"),
            ("-3d", "2026-11-15"),
            ("mon", "2026-11-23"),
            ("wed", "2026-11-18"),
            ("Sunday", "2026-11-22"),
        ] {
            assert_eq!(said(word, "2026-11-18"), day, "{word}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused_with_the_words() {
        for word in ["", "soon", "mo", "+d3", "-x", "2026-13-01", "31.12.2026"] {
            let error = DayWord::read(word).unwrap_err();
            assert!(error.to_string().contains(&format!("`{word}`")), "{error}");
        }
    }

    #[test]
    fn a_time_alone_is_of_the_local_date() {
        let kyiv = Zone::read("Europe/Kyiv").unwrap();
        let now = Instant::read("2026-06-03T22:30:00Z").unwrap();
        let at = |text| TimeWord::read(text).unwrap().at(now, kyiv).to_string();
        assert_eq!(at("09:30"), "2026-06-04T06:30:00Z");
        assert_eq!(at("2026-06-01T09:30:00+03:00"), "2026-06-01T06:30:00Z");
        assert_eq!(at("2026-06-01 09:30"), "2026-06-01T06:30:00Z");
        assert_eq!(at("2026-06-01T09:30:15"), "2026-06-01T06:30:15Z");
        assert_eq!(at("yesterday 09:30"), "2026-06-03T06:30:00Z");
        assert_eq!(at("Today 09:30:15"), "2026-06-04T06:30:15Z");
        assert_eq!(at("-2d 09:30"), "2026-06-02T06:30:00Z");
        for text in [
            "9",
            "2026-06-01",
            "2026-06-01 9",
            "sometime 09:30",
            "2026-06-01 09:30:60",
            "2026-06-01 24:00:01",
        ] {
            assert!(TimeWord::read(text).is_err(), "{text}");
        }
    }
}
