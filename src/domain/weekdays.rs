//! Sets of weekdays: `mon-fri`, `sat`, `mon,wed,fri` (K2).

use std::fmt;

use crate::domain::day::Weekday;

/// A set of days of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Weekdays(u8);

/// Monday first, with the three letters that are shown.
pub const NAMES: [(Weekday, &str); 7] = [
    (Weekday::Mon, "mon"),
    (Weekday::Tue, "tue"),
    (Weekday::Wed, "wed"),
    (Weekday::Thu, "thu"),
    (Weekday::Fri, "fri"),
    (Weekday::Sat, "sat"),
    (Weekday::Sun, "sun"),
];

/// The weekday of that name, in full or short, in lower case (`mon`, `tues`, `thursday`).
#[must_use]
pub fn weekday(name: &str) -> Option<Weekday> {
    let day = match name {
        "mon" | "monday" => Weekday::Mon,
        "tue" | "tues" | "tuesday" => Weekday::Tue,
        "wed" | "weds" | "wednesday" => Weekday::Wed,
        "thu" | "thur" | "thurs" | "thursday" => Weekday::Thu,
        "fri" | "friday" => Weekday::Fri,
        "sat" | "saturday" => Weekday::Sat,
        "sun" | "sunday" => Weekday::Sun,
        _ => return None,
    };
    Some(day)
}

fn bit(day: Weekday) -> u8 {
    1 << day.num_days_from_monday()
}

impl Weekdays {
    /// No day.
    pub const NONE: Self = Self(0);
    /// Every day.
    pub const ALL: Self = Self(0b111_1111);

    /// From the first day through the last, around the week's end where need be (`fri-mon`).
    #[must_use]
    pub fn through(first: Weekday, last: Weekday) -> Self {
        let mut days = Self::NONE.with(first);
        let mut day = first;
        while day != last {
            day = day.succ();
            days = days.with(day);
        }
        days
    }

    /// With that day as well.
    #[must_use]
    pub fn with(self, day: Weekday) -> Self {
        Self(self.0 | bit(day))
    }

    /// The days of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The days of either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the day is in it.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }

    /// Whether no day is in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its days, Monday first.
    pub fn days(self) -> impl Iterator<Item = Weekday> {
        NAMES
            .into_iter()
            .map(|(day, _)| day)
            .filter(move |day| self.contains(*day))
    }
}

/// As it is read: `mon-fri`, `mon,wed`, `mon-sun`; runs of three and more are shortened.
impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut runs: Vec<Vec<&str>> = Vec::new();
        let mut follows = false;
        for (day, name) in NAMES {
            if self.contains(day) {
                match runs.last_mut() {
                    Some(run) if follows => run.push(name),
                    _ => runs.push(vec![name]),
                }
            }
            follows = self.contains(day);
        }
        let shown = runs.iter().map(|run| match run.as_slice() {
            [first, _, .., last] => format!("{first}-{last}"),
            few => few.join(","),
        });
        f.pad(&shown.collect::<Vec<_>>().join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k2_weekdays_are_shown_in_runs() {
        for (first, last, shown) in [
            (Weekday::Mon, Weekday::Fri, "mon-fri"),
            (Weekday::Sat, Weekday::Sun, "sat,sun"),
            (Weekday::Wed, Weekday::Wed, "wed"),
            (Weekday::Fri, Weekday::Mon, "mon,fri-sun"),
            (Weekday::Tue, Weekday::Mon, "mon-sun"),
        ] {
            assert_eq!(Weekdays::through(first, last).to_string(), shown);
        }
        assert_eq!(Weekdays::through(Weekday::Mon, Weekday::Sun), Weekdays::ALL);
    }

    #[test]
    fn k2_weekdays_have_short_and_long_names() {
        assert_eq!(weekday("thurs"), Some(Weekday::Thu));
        assert_eq!(weekday("someday"), None);
        for (day, name) in NAMES {
            assert_eq!(weekday(name), Some(day));
        }
    }
}
