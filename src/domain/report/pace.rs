//! When passes run out, if they go on being used as they were.

use crate::domain::day::Day;
use crate::domain::qty::PassQty;

/// The first day for which nothing is left, when as many are used each day as in the last so many
/// days; None where none were used. Whole days, rounded down: rather too early than too late.
#[must_use]
pub fn runs_out(left: PassQty, used: PassQty, in_days: i32, today: Day) -> Option<Day> {
    if !used.is_positive() {
        return None;
    }
    let lasts = left.halves().max(0) * i64::from(in_days) / used.halves();
    let far = i64::from(Day::NEVER.days_since(today));
    i32::try_from(lasts.min(far))
        .ok()
        .map(|days| today.plus(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_last_as_long_as_they_did() {
        let today = Day::read("2026-06-03").unwrap();
        let out = |left, used| {
            let day = runs_out(
                PassQty::from_halves(left),
                PassQty::from_halves(used),
                28,
                today,
            );
            day.map(|day| day.to_string())
        };
        assert_eq!(out(8, 16).as_deref(), Some("2026-06-17"));
        assert_eq!(out(1, 16).as_deref(), Some("2026-06-04"));
        assert_eq!(out(0, 3).as_deref(), Some("2026-06-03"));
        assert_eq!(out(8, 0), None);
        assert_eq!(out(10_000_000_000, 1).as_deref(), Some("never"));
    }
}
