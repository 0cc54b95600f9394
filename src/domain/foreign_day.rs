//! Dates as other systems write them: one order of day, month and year in a file, found out from
//! all of them or told; instants become business dates of a location (Q3).

use thiserror::Error;

use crate::domain::day::{Day, Instant, TimeOfDay};
use crate::domain::location::LocationTerms;

/// In which order a file writes day, month and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// `2026-06-03`, `2026/06/03`
    Ymd,
    /// `03/06/2026`
    Dmy,
    /// `06/03/2026`
    Mdy,
}

/// A date or moment as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A date.
    Day(Day),
    /// A moment by the clock of the location.
    Local(Day, TimeOfDay),
    /// A moment anywhere.
    At(Instant),
}

/// Why dates of a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DateRefusal {
    /// Not in any of the known shapes, or no such day.
    #[error("`{0}` is not a date: write 2026-12-31, 31/12/2026 or 12/31/2026")]
    NotADate(String),
    /// Nothing says which of the two is the month.
    #[error("`{0}` may be either order of day and month: say --dates dmy or --dates mdy")]
    Ambiguous(String),
    /// Two orders in one file.
    #[error("`{one}` and `{other}` are written in different orders")]
    Mixed {
        /// A date of the file.
        one: String,
        /// Another one.
        other: String,
    },
}

/// Three numbers, and what stands behind them.
fn numbers(text: &str) -> Option<([&str; 3], &str)> {
    let end = text.find([' ', 'T']).unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    let separator = date.find(['-', '/', '.'])?;
    let separator = date[separator..].chars().next()?;
    let mut parts = date.split(separator);
    let three = [parts.next()?, parts.next()?, parts.next()?];
    let digits =
        |part: &str| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    (parts.next().is_none() && three.iter().all(|part| digits(part))).then_some((three, rest))
}

/// The orders that a date may be in.
fn possible(text: &str) -> Option<Vec<DateOrder>> {
    let ([first, second, third], _) = numbers(text.trim())?;
    if first.len() == 4 {
        return Some(vec![DateOrder::Ymd]);
    }
    if third.len() != 4 {
        return None;
    }
    let month = |part: &str| part.parse::<u32>().is_ok_and(|month| month <= 12);
    Some(match (month(first), month(second)) {
        (true, true) => vec![DateOrder::Dmy, DateOrder::Mdy],
        (true, false) => vec![DateOrder::Mdy],
        (false, _) => vec![DateOrder::Dmy],
    })
}

/// `05/05/2026`: the same day in either order.
fn is_same_day(text: &str) -> bool {
    numbers(text.trim()).is_some_and(|([first, second, _], _)| first == second)
}

/// The order of all dates of a file; texts that are no dates are passed over. Refused where two
/// orders are found, and where neither of two is ruled out.
pub fn order_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<DateOrder, DateRefusal> {
    let mut left = vec![DateOrder::Ymd, DateOrder::Dmy, DateOrder::Mdy];
    let mut first = None;
    let mut unsure = None;
    for text in texts {
        let Some(orders) = possible(text) else {
            continue;
        };
        left.retain(|order| orders.contains(order));
        let one = *first.get_or_insert(text);
        if left.is_empty() {
            return Err(DateRefusal::Mixed {
                one: one.to_owned(),
                other: text.to_owned(),
            });
        }
        if !is_same_day(text) {
            unsure = unsure.or(Some(text));
        }
    }
    match (left.as_slice(), unsure) {
        ([_, _], Some(text)) => Err(DateRefusal::Ambiguous(text.to_owned())),
        _ => Ok(left[0]),
    }
}

impl DateOrder {
    /// Reads a date in this order, with a time behind it or not: `2026/06/03 09:30:00 +0000` and
    /// RFC 3339 are moments anywhere, without an offset it is the location's clock.
    pub fn read(self, text: &str) -> Result<When, DateRefusal> {
        let text = text.trim();
        let refused = || DateRefusal::NotADate(text.to_owned());
        let ([first, second, third], rest) = numbers(text).ok_or_else(refused)?;
        let [year, month, day] = match self {
            Self::Ymd => [first, second, third],
            Self::Dmy => [third, second, first],
            Self::Mdy => [third, first, second],
        };
        if year.len() != 4 || month.len() > 2 || day.len() > 2 {
            return Err(refused());
        }
        let date = format!("{year}-{month:0>2}-{day:0>2}");
        let on = Day::read(&date).map_err(|_| refused())?;
        let rest = rest.trim_start_matches(['T', ' ']);
        if rest.is_empty() {
            return Ok(When::Day(on));
        }
        let zone = rest.find(['Z', '+', '-', ' ']).unwrap_or(rest.len());
        let (time, zone) = rest.split_at(zone);
        let plain = time.split('.').next().unwrap_or(time);
        let seconds = if plain.matches(':').count() == 1 {
            format!("{plain}:00")
        } else {
            plain.to_owned()
        };
        let zone = zone.trim();
        if zone.is_empty() {
            let minutes = seconds.get(..5).ok_or_else(refused)?;
            let time = TimeOfDay::read(minutes).map_err(|_| refused())?;
            return Ok(When::Local(on, time));
        }
        let zone = match (zone, zone.len()) {
            ("UTC", _) => "Z".to_owned(),
            (_, 5) => format!("{}:{}", &zone[..3], &zone[3..]),
            _ => zone.to_owned(),
        };
        let at = Instant::read(&format!("{date}T{seconds}{zone}")).map_err(|_| refused())?;
        Ok(When::At(at))
    }
}

impl When {
    /// The business date at a location (Q3).
    #[must_use]
    pub fn on(self, location: &LocationTerms) -> Day {
        match self {
            Self::Day(day) => day,
            Self::Local(day, time) => location.today(location.zone.instant(day, time)),
            Self::At(instant) => location.today(instant),
        }
    }

    /// The moment, or None for a date alone.
    #[must_use]
    pub fn at(self, location: &LocationTerms) -> Option<Instant> {
        match self {
            Self::Day(_) => None,
            Self::Local(day, time) => Some(location.zone.instant(day, time)),
            Self::At(instant) => Some(instant),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_found_out_from_all_dates_of_a_file() {
        for (texts, order) in [
            (vec!["2026-06-03", "2026-12-31 09:00"], DateOrder::Ymd),
            (vec!["2026/06/03 09:00:00 +0000"], DateOrder::Ymd),
            (vec!["03/06/2026", "31/12/2026"], DateOrder::Dmy),
            (vec!["03/06/2026", "12/31/2026"], DateOrder::Mdy),
            (vec!["05/05/2026", "12/31/2026"], DateOrder::Mdy),
            (vec!["12/31/2026", "05/05/2026"], DateOrder::Mdy),
            (vec!["05/05/2026"], DateOrder::Dmy),
            (vec!["", "soon"], DateOrder::Ymd),
        ] {
            assert_eq!(order_of(texts.iter().copied()), Ok(order), "{texts:?}");
        }
    }

    #[test]
    fn dates_that_may_be_either_or_are_mixed_are_refused() {
        let refused = order_of(["03/06/2026", "04/07/2026"]).unwrap_err();
        assert_eq!(refused, DateRefusal::Ambiguous("03/06/2026".to_owned()));
        for other in ["12/31/2026", "2026-01-31"] {
            let refused = order_of(["31/12/2026", other]).unwrap_err();
            assert!(matches!(refused, DateRefusal::Mixed { .. }), "{refused}");
        }
    }

    #[test]
    fn dates_and_moments_are_read() {
        let day = |text: &str| Day::read(text).unwrap();
        let at = |text: &str| When::At(Instant::read(text).unwrap());
        for (order, text, when) in [
            (DateOrder::Ymd, "2026-06-03", When::Day(day("2026-06-03"))),
            (DateOrder::Ymd, "2010/01/01", When::Day(day("2010-01-01"))),
            (DateOrder::Dmy, "3/6/2026", When::Day(day("2026-06-03"))),
            (DateOrder::Mdy, "06/03/2026", When::Day(day("2026-06-03"))),
            (
                DateOrder::Ymd,
                "2026-06-03 09:30",
                When::Local(day("2026-06-03"), TimeOfDay::at(9, 30).unwrap()),
            ),
            (
                DateOrder::Ymd,
                "2010/01/01 12:00:00 +0000",
                at("2010-01-01T12:00:00Z"),
            ),
            (
                DateOrder::Ymd,
                "2026-06-30T21:00:00.000Z",
                at("2026-06-30T21:00:00Z"),
            ),
            (
                DateOrder::Ymd,
                "2026-07-01T00:00:00+03:00",
                at("2026-06-30T21:00:00Z"),
            ),
        ] {
            assert_eq!(order.read(text), Ok(when), "{text}");
        }
        for text in [
            "",
            "soon",
            "2026-02-30",
            "2026-06",
            "2026-06-03 25:00",
            "26-06-03",
        ] {
            assert!(DateOrder::Ymd.read(text).is_err(), "{text}");
        }
    }
}
