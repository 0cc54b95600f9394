//! Limits on how many passes a member may use: of a kind (K4), at a location (D10).

use std::fmt;

use thiserror::Error;

use crate::domain::day::{Day, DaySpan};
use crate::domain::money::Percent;
use crate::domain::qty::PassQty;
use crate::domain::words::words;

words! {
    /// The calendar stretch that uses are counted in.
    Stretch {
        /// One date.
        Day "day",
        /// An ISO week, Monday first.
        Week "week",
        /// A calendar month.
        Month "month",
    }
}

/// How many passes one member may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// As many as they have.
    None,
    /// So many in each stretch.
    Per(u32, Stretch),
    /// So many committed to bookings that are not yet past (D10).
    Active(u32),
}

/// Passes used, or to be used, on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// The date of use.
    pub on: Day,
    /// How many.
    pub passes: PassQty,
}

/// More than a limit allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excess {
    /// The limit.
    pub limit: Limit,
    /// The days that count; the last is [`Day::NEVER`] for bookings not yet past.
    pub span: DaySpan,
    /// What is used of it in these days.
    pub used: PassQty,
    /// What was wanted besides.
    pub wanted: PassQty,
    /// The next date for which it would be allowed, of a limit of active passes the next on which it
    /// would; None for never.
    pub next: Option<Day>,
}

/// Why a text is not a limit.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LimitError {
    /// Not the limit of a location (D10).
    #[error("`{0}` is not a limit: write none, 2/day, 5/week, 10/month or 3 active")]
    OfLocation(String),
    /// Not the limit of a kind (K4).
    #[error("`{0}` is not a limit: write none, 1/day, 3/week or 8/month")]
    OfKind(String),
}

impl Stretch {
    /// The stretch that the day is in.
    #[must_use]
    pub fn around(self, day: Day) -> DaySpan {
        match self {
            Self::Day => DaySpan { from: day, to: day },
            Self::Week => day.week(),
            Self::Month => day.month(),
        }
    }
}

impl Limit {
    /// The most passes a limit may name.
    pub const MOST: u32 = 1_000_000;

    /// Reads `none`, `2/day`, `5/week`, `10/month` or `3 active` (D10).
    pub fn read(text: &str) -> Result<Self, LimitError> {
        let error = || LimitError::OfLocation(text.to_owned());
        if text == "none" {
            return Ok(Self::None);
        }
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (count, behind) = text.split_at(digits);
        let count = count.parse().map_err(|_| error())?;
        if !(1..=Self::MOST).contains(&count) {
            return Err(error());
        }
        if behind == " active" {
            return Ok(Self::Active(count));
        }
        let stretch = behind.strip_prefix('/').and_then(Stretch::read);
        stretch.map_or_else(|| Err(error()), |stretch| Ok(Self::Per(count, stretch)))
    }

    /// Reads the limit of a kind, which has no `active` (K4).
    pub fn read_of_kind(text: &str) -> Result<Self, LimitError> {
        let of_kind = |limit: &Self| !matches!(limit, Self::Active(_));
        let limit = Self::read(text).ok().filter(of_kind);
        limit.ok_or_else(|| LimitError::OfKind(text.to_owned()))
    }

    /// The days whose uses count beside one on that day; None without a limit. Of active passes those
    /// that are not yet past do (D10).
    #[must_use]
    pub fn counts(self, on: Day, today: Day) -> Option<DaySpan> {
        match self {
            Self::None => None,
            Self::Per(_, stretch) => Some(stretch.around(on)),
            Self::Active(_) => Some(DaySpan {
                from: today,
                to: Day::NEVER,
            }),
        }
    }

    /// How many more may be used on that day; None without a limit, nothing where it is exceeded.
    #[must_use]
    pub fn left(self, on: Day, today: Day, uses: &[Use]) -> Option<PassQty> {
        let span = self.counts(on, today)?;
        Some((self.most() - used_in(span, uses)).max(PassQty::ZERO))
    }

    /// Refuses more passes on a day than are left of the limit (D10, K4).
    pub fn check(self, wanted: PassQty, on: Day, today: Day, uses: &[Use]) -> Result<(), Excess> {
        let Some(span) = self.counts(on, today) else {
            return Ok(());
        };
        let counted = used_in(span, uses);
        if counted + wanted <= self.most() {
            return Ok(());
        }
        Err(Excess {
            limit: self,
            span,
            used: counted,
            wanted,
            next: self.next(wanted, span, uses),
        })
    }

    /// What it allows in all; nothing without a limit, which is not asked.
    fn most(self) -> PassQty {
        match self {
            Self::None => PassQty::ZERO,
            Self::Per(count, _) | Self::Active(count) => PassQty::whole(i64::from(count)),
        }
    }

    /// The first date behind a span that was too full: of the first stretch with room, or the day
    /// behind the first use without which there is.
    fn next(self, wanted: PassQty, span: DaySpan, uses: &[Use]) -> Option<Day> {
        if wanted > self.most() {
            return None;
        }
        let has_room = |span| used_in(span, uses) + wanted <= self.most();
        match self {
            Self::None => None,
            Self::Per(_, stretch) => {
                let mut day = span.to.next();
                while !has_room(stretch.around(day)) {
                    day = stretch.around(day).to.next();
                }
                Some(day)
            }
            Self::Active(_) => {
                let mut days: Vec<Day> = uses.iter().map(|one| one.on.next()).collect();
                days.sort_unstable();
                let to = span.to;
                let behind =
                    |from: &Day| *from > span.from && has_room(DaySpan { from: *from, to });
                days.into_iter().find(behind)
            }
        }
    }
}

/// What is used on the days of a span.
fn used_in(span: DaySpan, uses: &[Use]) -> PassQty {
    let there = uses.iter().filter(|one| span.contains(one.on));
    there.map(|one| one.passes).sum()
}

/// How much of a lot may be used away from its home: so many of a hundred of what was granted, whole
/// passes, down; None where all of it may (D11).
#[must_use]
pub fn away(percent: Percent, granted: PassQty) -> Option<PassQty> {
    let whole = granted.prorate_floor(percent.hundredths(), Percent::HUNDRED.hundredths());
    (percent < Percent::HUNDRED).then_some(whole)
}

/// In words for people: what is allowed, what is used of it, and when there is room again.
impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            limit,
            span,
            used,
            wanted,
            next,
        } = self;
        write!(f, "{limit}: {used} used ")?;
        if span.from == span.to {
            write!(f, "on {}", span.from)?;
        } else if span.to == Day::NEVER {
            write!(f, "from {} on", span.from)?;
        } else {
            write!(f, "from {span}")?;
        }
        write!(f, ", {wanted} more wanted")?;
        match next {
            Some(next) => write!(f, "; there is room on {next}"),
            None => Ok(()),
        }
    }
}

/// As it is read.
impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.pad("none"),
            Self::Per(count, stretch) => f.pad(&format!("{count}/{stretch}")),
            Self::Active(count) => f.pad(&format!("{count} active")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d10_limits_are_read_and_shown() {
        for text in ["none", "2/day", "5/week", "10/month", "3 active"] {
            assert_eq!(Limit::read(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "0/day",
            "2/year",
            "-1/day",
            "2 / day",
            "active",
            "3active",
            "9999999/day",
        ] {
            let error = LimitError::OfLocation(text.to_owned());
            assert_eq!(Limit::read(text), Err(error));
        }
    }

    #[test]
    fn k4_a_kind_has_no_limit_of_active_passes() {
        assert_eq!(
            Limit::read_of_kind("8/month"),
            Ok(Limit::Per(8, Stretch::Month))
        );
        assert!(Limit::read_of_kind("3 active").is_err());
    }

    #[test]
    fn d10_weeks_start_on_monday() {
        let day = Day::read("2026-11-22").unwrap();
        assert_eq!(
            Stretch::Week.around(day).from,
            Day::read("2026-11-16").unwrap()
        );
        assert_eq!(Stretch::Day.around(day).days(), 1);
        assert_eq!(Stretch::Month.around(day).days(), 30);
    }

    fn day(text: &str) -> Day {
        Day::read(text).unwrap()
    }

    fn uses(all: &[(&str, i64)]) -> Vec<Use> {
        let one = |(on, halves): &(&str, i64)| Use {
            on: day(on),
            passes: PassQty::from_halves(*halves),
        };
        all.iter().map(one).collect()
    }

    fn over(limit: &str, on: &str, wanted: i64, all: &[(&str, i64)]) -> Option<(String, String)> {
        let (limit, today) = (Limit::read(limit).unwrap(), day("2026-06-03"));
        let checked = limit.check(PassQty::whole(wanted), day(on), today, &uses(all));
        let excess = checked.err()?;
        let next = excess
            .next
            .map_or("never".to_owned(), |next| next.to_string());
        Some((excess.used.to_string(), next))
    }

    #[expect(clippy::unnecessary_wraps, reason = "as `over` answers")]
    fn told(used: &str, next: &str) -> Option<(String, String)> {
        Some((used.to_owned(), next.to_owned()))
    }

    #[test]
    fn d10_uses_of_the_same_day_week_or_month_count_and_no_others() {
        let all = [("2026-06-01", 2), ("2026-06-03", 2), ("2026-06-08", 2)];
        assert_eq!(over("none", "2026-06-03", 9, &all), None);
        assert_eq!(over("2/day", "2026-06-03", 1, &all), None);
        assert_eq!(
            over("1/day", "2026-06-03", 1, &all),
            told("1", "2026-06-04")
        );
        assert_eq!(over("3/week", "2026-06-05", 1, &all), None);
        assert_eq!(
            over("2/week", "2026-06-07", 1, &all),
            told("2", "2026-06-08")
        );
        assert_eq!(
            over("1/week", "2026-06-01", 1, &all),
            told("2", "2026-06-15")
        );
        assert_eq!(
            over("3/month", "2026-06-30", 1, &all),
            told("3", "2026-07-01")
        );
        assert_eq!(over("4/month", "2026-06-30", 1, &all), None);
        assert_eq!(over("1/month", "2026-05-31", 1, &all), None);
    }

    #[test]
    fn d10_halves_count_as_halves() {
        let all = [("2026-06-03", 1)];
        assert_eq!(over("2/day", "2026-06-03", 1, &all), None);
        assert_eq!(
            over("1/day", "2026-06-03", 1, &all),
            told("0.5", "2026-06-04")
        );
        let left =
            Limit::Per(1, Stretch::Day).left(day("2026-06-03"), day("2026-06-03"), &uses(&all));
        assert_eq!(left, Some(PassQty::HALF));
    }

    #[test]
    fn d10_what_is_not_yet_past_is_active() {
        let all = [("2026-06-02", 4), ("2026-06-03", 2), ("2026-06-09", 4)];
        assert_eq!(over("4 active", "2026-06-20", 1, &all), None);
        assert_eq!(
            over("3 active", "2026-06-20", 1, &all),
            told("3", "2026-06-04")
        );
        assert_eq!(
            over("3 active", "2026-06-20", 2, &all),
            told("3", "2026-06-10")
        );
        assert_eq!(over("3 active", "2026-06-20", 4, &all), told("3", "never"));
    }

    #[test]
    fn d10_more_than_the_limit_at_once_is_never_allowed() {
        assert_eq!(over("2/week", "2026-06-03", 3, &[]), told("0", "never"));
    }

    #[test]
    fn d11_so_many_of_a_hundred_may_be_used_away_in_whole_passes() {
        let away = |percent: &str, granted: i64| {
            let percent = Percent::read(percent).unwrap();
            away(percent, PassQty::from_halves(granted)).map(|away| away.to_string())
        };
        assert_eq!(away("50", 10).as_deref(), Some("2"));
        assert_eq!(away("0", 10).as_deref(), Some("0"));
        assert_eq!(away("100", 10), None);
        assert_eq!(away("50", 3).as_deref(), Some("0"));
        assert_eq!(away("99.99", 20).as_deref(), Some("9"));
        assert_eq!(away("33.33", 18).as_deref(), Some("2"));
    }
}
