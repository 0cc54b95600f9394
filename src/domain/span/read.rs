//! The reader of K2: words, numbers and dashes into time spans, with the column of what is wrong.

use crate::domain::day::{TimeOfDay, Weekday};
use crate::domain::span::token::{Piece, Token, tokens};
use crate::domain::span::{SpanError, SpanFault, TimeSpan, TimeSpans};
use crate::domain::weekdays::{self, Weekdays};

/// Which half of a twelve-hour clock was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Am,
    Pm,
}

/// A time as written, before am or pm is settled.
#[derive(Debug, Clone)]
struct Clock {
    column: usize,
    text: String,
    hour: u32,
    minute: u32,
    half: Option<Half>,
}

/// What is read next, and what went before.
struct Cursor {
    tokens: Vec<Token>,
    next: usize,
}

/// Reads a list of spans. Weekdays hold for the spans behind them until others are named.
pub(super) fn spans(text: &str) -> Result<Vec<TimeSpan>, SpanError> {
    let mut cursor = Cursor {
        tokens: tokens(text),
        next: 0,
    };
    let mut weekdays = Weekdays::ALL;
    let mut spans = Vec::new();
    loop {
        if spans.len() == TimeSpans::MOST {
            return Err(cursor.fault(SpanFault::TooMany));
        }
        if let Some(named) = cursor.weekdays()? {
            weekdays = named;
        }
        let from = cursor.clock()?;
        cursor.dash()?;
        let to = cursor.clock()?;
        spans.push(span(weekdays, &from, &to)?);
        match cursor.piece() {
            Piece::Comma => cursor.next += 1,
            Piece::End => return Ok(spans),
            Piece::Number(_) | Piece::Word(_) | Piece::Dash | Piece::Colon | Piece::Other(_) => {
                return Err(cursor.fault(SpanFault::NoComma(cursor.piece().to_string())));
            }
        }
    }
}

/// Reads weekdays alone.
pub(super) fn weekdays(text: &str) -> Result<Weekdays, SpanError> {
    let mut cursor = Cursor {
        tokens: tokens(text),
        next: 0,
    };
    match cursor.weekdays()? {
        Some(days) if *cursor.piece() == Piece::End => Ok(days),
        _ => Err(cursor.fault(SpanFault::NoWeekday(cursor.piece().to_string()))),
    }
}

impl Cursor {
    fn piece(&self) -> &Piece {
        &self.tokens[self.next].piece
    }

    fn column(&self) -> usize {
        self.tokens[self.next].column
    }

    fn fault(&self, fault: SpanFault) -> SpanError {
        let column = self.column();
        SpanError { column, fault }
    }

    fn weekday_at(&self, at: usize) -> Option<Weekday> {
        weekdays::weekday(self.tokens.get(at)?.piece.word()?)
    }

    fn is_to(&self) -> bool {
        *self.piece() == Piece::Dash || self.piece().word() == Some("to")
    }

    /// `mon`, `mon-fri`, `mon, wed`, before a time; None when a time comes first.
    fn weekdays(&mut self) -> Result<Option<Weekdays>, SpanError> {
        let mut days = Weekdays::NONE;
        while let Some(first) = self.weekday_at(self.next) {
            self.next += 1;
            let mut last = first;
            if self.is_to() {
                self.next += 1;
                let no_weekday = || self.fault(SpanFault::NoWeekday(self.piece().to_string()));
                last = self.weekday_at(self.next).ok_or_else(no_weekday)?;
                self.next += 1;
            }
            days = days.or(Weekdays::through(first, last));
            if *self.piece() == Piece::Comma && self.weekday_at(self.next + 1).is_some() {
                self.next += 1;
            }
        }
        if days.is_empty() {
            return Ok(None);
        }
        if *self.piece() == Piece::Colon {
            self.next += 1;
        }
        Ok(Some(days))
    }

    fn dash(&mut self) -> Result<(), SpanError> {
        if !self.is_to() {
            return Err(self.fault(SpanFault::NoDash(self.piece().to_string())));
        }
        self.next += 1;
        Ok(())
    }

    /// `8`, `08`, `8:30`, `0830`, each with am or pm behind it or not.
    fn clock(&mut self) -> Result<Clock, SpanError> {
        let column = self.column();
        let Piece::Number(number) = self.piece().clone() else {
            return Err(self.fault(SpanFault::NoTime(self.piece().to_string())));
        };
        self.next += 1;
        let (hour, mut minute) = match number.len() {
            1 | 2 => (number.as_str(), "0"),
            4 => number.split_at(2),
            _ => ("", ""),
        };
        let mut text = number.clone();
        let mut minute_given = String::new();
        if number.len() <= 2 && *self.piece() == Piece::Colon {
            self.next += 1;
            let Piece::Number(digits) = self.piece().clone() else {
                return Err(self.fault(SpanFault::NoTime(self.piece().to_string())));
            };
            self.next += 1;
            text = format!("{number}:{digits}");
            if digits.len() == 2 {
                minute_given = digits;
            }
            minute = &minute_given;
        }
        let (Ok(hour), Ok(minute)) = (hour.parse(), minute.parse()) else {
            let fault = SpanFault::NoSuchTime(text);
            return Err(SpanError { column, fault });
        };
        let half = self.half();
        if TimeOfDay::at(hour, minute).is_none() {
            let fault = SpanFault::NoSuchTime(text);
            return Err(SpanError { column, fault });
        }
        if half.is_some() && !(1..=12).contains(&hour) {
            let fault = SpanFault::NotTwelveHours(text);
            return Err(SpanError { column, fault });
        }
        Ok(Clock {
            column,
            text,
            hour,
            minute,
            half,
        })
    }

    fn half(&mut self) -> Option<Half> {
        let half = match self.piece().word() {
            Some("am") => Half::Am,
            Some("pm") => Half::Pm,
            _ => return None,
        };
        self.next += 1;
        Some(half)
    }
}

impl Clock {
    /// Seconds after midnight, read in that half of a twelve-hour clock or, without one, in
    /// twenty-four hours.
    fn seconds(&self, half: Option<Half>) -> u32 {
        let hour = match half {
            None => self.hour,
            Some(Half::Am) => self.hour % 12,
            Some(Half::Pm) => self.hour % 12 + 12,
        };
        hour * 3600 + self.minute * 60
    }

    fn could_be_either(&self) -> bool {
        self.half.is_none() && (1..=12).contains(&self.hour)
    }
}

fn span(weekdays: Weekdays, from: &Clock, to: &Clock) -> Result<TimeSpan, SpanError> {
    let fault = |clock: &Clock, fault| {
        let column = clock.column;
        Err(SpanError { column, fault })
    };
    if from.half.is_some() && to.could_be_either() {
        return fault(to, SpanFault::EndUnclear(to.text.clone()));
    }
    // Midnight at the end of a span is the end of its day.
    let end = match to.seconds(to.half) {
        0 => TimeOfDay::END.seconds(),
        seconds => seconds,
    };
    let start = if to.half.is_some() && from.could_be_either() {
        let afternoon = from.seconds(Some(Half::Pm));
        if afternoon < end {
            afternoon
        } else {
            from.seconds(Some(Half::Am))
        }
    } else {
        from.seconds(from.half)
    };
    if start == TimeOfDay::END.seconds() {
        return fault(from, SpanFault::StartsAtEnd);
    }
    if start == end {
        return fault(to, SpanFault::Empty);
    }
    let time = |seconds| TimeOfDay::from_seconds(seconds).expect("checked when it was read");
    Ok(TimeSpan {
        weekdays,
        from: time(start),
        to: time(end),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match TimeSpans::read(text) {
            Ok(spans) => spans.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn k2_standard_and_military_time_are_read() {
        for (text, spans) in [
            ("2 pm - 4 pm", "14:00-16:00"),
            ("8 am to 12 pm", "08:00-12:00"),
            ("14 - 16", "14:00-16:00"),
            ("9am-10:30pm", "09:00-22:30"),
            ("8:30–12:00, 13:00–18:00", "08:30-12:00, 13:00-18:00"),
            ("8-12, 14-16", "08:00-12:00, 14:00-16:00"),
            ("8—12", "08:00-12:00"),
            ("0830 - 1700", "08:30-17:00"),
            ("8 A.M. to 5 p.m.", "08:00-17:00"),
            ("8AM-12PM,1PM-5PM", "08:00-12:00, 13:00-17:00"),
            ("0-24", "00:00-24:00"),
            ("12am-12pm", "00:00-12:00"),
            ("9 am - 17", "09:00-17:00"),
        ] {
            assert_eq!(shown(text), spans, "{text}");
        }
    }

    #[test]
    fn k2_the_start_takes_pm_where_that_keeps_it_before_the_end() {
        for (text, spans) in [
            ("9-5pm", "09:00-17:00"),
            ("2-4pm", "14:00-16:00"),
            ("12-4pm", "12:00-16:00"),
            ("10-12pm", "10:00-12:00"),
            ("8-12am", "20:00-24:00"),
            ("9-11am", "09:00-11:00"),
            ("12-1am", "00:00-01:00"),
            ("4:30-4:45 pm", "16:30-16:45"),
            ("13-5pm", "13:00-17:00"),
        ] {
            assert_eq!(shown(text), spans, "{text}");
        }
    }

    #[test]
    fn k2_a_span_may_go_over_midnight() {
        for (text, spans) in [
            ("4-3:59", "04:00-03:59"),
            ("22-2", "22:00-02:00"),
            ("10pm-2am", "22:00-02:00"),
            ("22-0", "22:00-24:00"),
        ] {
            assert_eq!(shown(text), spans, "{text}");
        }
        assert!(TimeSpans::read("4-3:59").unwrap().spans()[0].is_overnight());
        assert!(!TimeSpans::read("22-0").unwrap().spans()[0].is_overnight());
    }

    #[test]
    fn k2_weekdays_hold_until_others_are_named() {
        for (text, spans) in [
            ("mon-fri 8-12", "mon-fri 08:00-12:00"),
            (
                "Mon to Fri: 8-12, 14-16",
                "mon-fri 08:00-12:00, 14:00-16:00",
            ),
            ("sat 10-14, sun 11-13", "sat 10:00-14:00, sun 11:00-13:00"),
            ("mon, wed, fri 9-5pm", "mon,wed,fri 09:00-17:00"),
            ("8-12, sat,sun 9-10", "08:00-12:00, sat,sun 09:00-10:00"),
            (
                "sat 9-10, mon-sun 11-12",
                "sat 09:00-10:00, mon-sun 11:00-12:00",
            ),
            ("monday thursday 8-12", "mon,thu 08:00-12:00"),
            ("fri-mon 8-12", "mon,fri-sun 08:00-12:00"),
        ] {
            assert_eq!(shown(text), spans, "{text}");
        }
    }

    #[test]
    fn k2_weekdays_are_read_alone() {
        let shown = |text| match weekdays(text) {
            Ok(days) => days.to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(shown("mon-fri"), "mon-fri");
        assert_eq!(shown("Sat, Sun"), "sat,sun");
        let expected = "expected a weekday such as mon, found";
        assert_eq!(shown(""), format!("column 1: {expected} the end"));
        assert_eq!(shown("mon-fri 9"), format!("column 9: {expected} `9`"));
        assert_eq!(shown("montag"), format!("column 1: {expected} `montag`"));
    }

    #[test]
    fn k2_what_cannot_be_read_is_refused_with_the_column() {
        for (text, error) in [
            (
                "",
                "column 1: expected a time such as 8, 8:30 or 2 pm, found the end",
            ),
            (
                "noonish",
                "column 1: expected a time such as 8, 8:30 or 2 pm, found `noonish`",
            ),
            ("8", "column 2: expected - or to, found the end"),
            (
                "8-",
                "column 3: expected a time such as 8, 8:30 or 2 pm, found the end",
            ),
            ("8 12", "column 3: expected - or to, found `12`"),
            (
                "8-12,",
                "column 6: expected a time such as 8, 8:30 or 2 pm, found the end",
            ),
            ("8-12 13-14", "column 6: expected a comma, found `13`"),
            ("8-25", "column 3: 25 is not a time of day"),
            ("8:60-9", "column 1: 8:60 is not a time of day"),
            ("8:5-9", "column 1: 8:5 is not a time of day"),
            ("830-9", "column 1: 830 is not a time of day"),
            ("24:01-3", "column 1: 24:01 is not a time of day"),
            ("13pm-15", "column 1: 13 is not on a twelve-hour clock"),
            ("1-0am", "column 3: 0 is not on a twelve-hour clock"),
            ("9am-5", "column 5: 5 could be am or pm: say which"),
            ("24-8", "column 1: a span cannot start at 24:00"),
            (
                "9-9",
                "column 3: a span cannot end when it starts; a whole day is 0-24",
            ),
            (
                "mon-8",
                "column 5: expected a weekday such as mon, found `8`",
            ),
            (
                "mon",
                "column 4: expected a time such as 8, 8:30 or 2 pm, found the end",
            ),
            (
                "–8–12",
                "column 1: expected a time such as 8, 8:30 or 2 pm, found `-`",
            ),
            (
                "８-12",
                "column 1: expected a time such as 8, 8:30 or 2 pm, found '８'",
            ),
        ] {
            assert_eq!(shown(text), error, "{text}");
        }
        let many = vec!["8-12"; TimeSpans::MOST + 1].join(",");
        assert_eq!(shown(&many), "column 241: more than 48 spans");
        assert!(TimeSpans::read(&many[..many.len() - 5]).is_ok());
    }
}
