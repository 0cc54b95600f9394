//! A calendar of the model's own: days since 1970-01-01, counted by hand.

/// The far day that stands for "never".
pub(crate) const NEVER: i32 = 2_932_896;

/// A span of days, inclusive at both ends.
pub(crate) type Span = (i32, i32);

/// Year, month from 1, day from 1.
fn civil(day: i32) -> (i32, i32, i32) {
    let mut year = 1970;
    let mut left = day;
    while left >= year_length(year) {
        left -= year_length(year);
        year += 1;
    }
    let mut month = 1;
    while left >= month_length(year, month) {
        left -= month_length(year, month);
        month += 1;
    }
    (year, month, left + 1)
}

/// The number of that day.
pub(crate) fn day_of(year: i32, month: i32, day: i32) -> i32 {
    let years: i32 = (1970..year).map(year_length).sum();
    let months: i32 = (1..month).map(|month| month_length(year, month)).sum();
    years + months + day - 1
}

fn year_length(year: i32) -> i32 {
    if is_leap(year) { 366 } else { 365 }
}

fn is_leap(year: i32) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn month_length(year: i32, month: i32) -> i32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// 0 for Monday to 6 for Sunday.
pub(crate) fn weekday(day: i32) -> i32 {
    (day + 3).rem_euclid(7)
}

/// The calendar month that the day is in.
pub(crate) fn month(day: i32) -> Span {
    let (year, month, _) = civil(day);
    let from = day_of(year, month, 1);
    (from, from + month_length(year, month) - 1)
}

/// The week, Monday first, that the day is in.
pub(crate) fn week(day: i32) -> Span {
    let from = day - weekday(day);
    (from, from + 6)
}

/// So many months later (earlier when negative), at most the month's last day.
pub(crate) fn add_months(day: i32, months: i32) -> i32 {
    let (year, month, of_month) = civil(day);
    let months = year * 12 + month - 1 + months;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
    day_of(year, month, of_month.min(month_length(year, month)))
}

/// As people write it.
pub(crate) fn shown(day: i32) -> String {
    if day == NEVER {
        return "never".to_owned();
    }
    let (year, month, day) = civil(day);
    format!("{year}-{month:02}-{day:02}")
}
