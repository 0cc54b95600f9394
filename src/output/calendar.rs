//! A calendar of whole days (iCalendar, RFC 5545), written event by event.

use std::io::{self, Write};

use crate::domain::day::{Day, Instant};
use crate::output::escape;

/// What a line may hold before it is folded, in octets.
const LINE: usize = 75;

/// An event that takes a whole day.
#[derive(Debug, Clone)]
pub struct Event {
    /// The same each time that the event is written, and no other's.
    pub uid: String,
    /// The day.
    pub on: Day,
    /// What a calendar shows.
    pub summary: String,
    /// More of it.
    pub description: String,
    /// Where.
    pub location: String,
    /// `CONFIRMED`, `TENTATIVE` or `CANCELLED`.
    pub status: &'static str,
}

/// A calendar that is being written. It is complete only after [`Calendar::end`].
pub struct Calendar<'a> {
    stream: &'a mut dyn Write,
    stamp: String,
}

impl<'a> Calendar<'a> {
    /// Begins a calendar as of that instant.
    pub fn begin(stream: &'a mut dyn Write, now: Instant) -> io::Result<Self> {
        let digits = now.to_string().replace(['-', ':'], "");
        let seconds = digits.split(['.', 'Z']).next().unwrap_or_default();
        let mut calendar = Self {
            stream,
            stamp: format!("{seconds}Z"),
        };
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//daypass//daypass//EN",
            "CALSCALE:GREGORIAN",
        ] {
            calendar.line(line)?;
        }
        Ok(calendar)
    }

    /// One more event.
    pub fn push(&mut self, event: &Event) -> io::Result<()> {
        let date = |day: Day| day.to_string().replace('-', "");
        self.line("BEGIN:VEVENT")?;
        self.line(&format!("UID:{}", text(&event.uid)))?;
        self.line(&format!("DTSTAMP:{}", self.stamp))?;
        self.line(&format!("DTSTART;VALUE=DATE:{}", date(event.on)))?;
        self.line(&format!("DTEND;VALUE=DATE:{}", date(event.on.next())))?;
        self.line(&format!("SUMMARY:{}", text(&event.summary)))?;
        self.line(&format!("DESCRIPTION:{}", text(&event.description)))?;
        self.line(&format!("LOCATION:{}", text(&event.location)))?;
        self.line(&format!("STATUS:{}", event.status))?;
        self.line("TRANSP:TRANSPARENT")?;
        self.line("END:VEVENT")
    }

    /// Ends the calendar and writes it out.
    pub fn end(mut self) -> io::Result<()> {
        self.line("END:VCALENDAR")?;
        self.stream.flush()
    }

    /// A line, folded where it is too long: never within a character.
    fn line(&mut self, line: &str) -> io::Result<()> {
        let mut width = 0;
        for c in line.chars() {
            if width + c.len_utf8() > LINE {
                self.stream.write_all(b"\r\n ")?;
                width = 1;
            }
            let mut bytes = [0; 4];
            self.stream
                .write_all(c.encode_utf8(&mut bytes).as_bytes())?;
            width += c.len_utf8();
        }
        self.stream.write_all(b"\r\n")
    }
}

/// A text as a value: what means something in a calendar is escaped, and control characters are
/// shown.
fn text(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => value.extend(['\\', c]),
            '\n' => value.push_str("\\n"),
            '\r' => {}
            c => value.push_str(&escape::line(c.encode_utf8(&mut [0; 4]))),
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(event: &Event) -> String {
        let mut stream = Vec::new();
        let now = Instant::read("2026-06-03T06:00:00Z").unwrap();
        let mut calendar = Calendar::begin(&mut stream, now).unwrap();
        calendar.push(event).unwrap();
        calendar.end().unwrap();
        String::from_utf8(stream).unwrap()
    }

    fn event(summary: &str) -> Event {
        Event {
            uid: "bk-1@x".to_owned(),
            on: Day::read("2026-12-31").unwrap(),
            summary: summary.to_owned(),
            description: "a;b,c\\d\ne\u{1b}".to_owned(),
            location: "HQ".to_owned(),
            status: "CONFIRMED",
        }
    }

    #[test]
    fn a_day_ends_where_the_next_begins_and_texts_are_escaped() {
        let written = written(&event("hot"));
        for line in [
            "DTSTAMP:20260603T060000Z\r\n",
            "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n",
            "DESCRIPTION:a\\;b\\,c\\\\d\\ne\\x1b\r\n",
        ] {
            assert!(written.contains(line), "{written}");
        }
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        let long = "Łódź ".repeat(60);
        let written = written(&event(&long));
        assert!(
            written.split("\r\n").all(|line| line.len() <= 75),
            "{written}"
        );
        let unfolded = written.replace("\r\n ", "");
        assert!(unfolded.contains(&format!("SUMMARY:{long}")), "{unfolded}");
    }
}
