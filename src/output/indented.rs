//! JSON as `serde_json` prints it prettily, for a value that stands further in, with nothing in it
//! that a terminal would obey: written in one pass, as [`super::escape::json`] would have it.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use super::escape;

/// Writes a value that stands so many levels in; the first line is not set in.
pub(super) fn write(to: impl Write, value: &impl Serialize, levels: usize) -> io::Result<()> {
    let indented = Indented {
        levels,
        is_empty: true,
    };
    let mut serializer = Serializer::with_formatter(to, indented);
    Ok(value.serialize(&mut serializer)?)
}

struct Indented {
    /// How many levels of two blanks the next line is set in.
    levels: usize,
    /// Whether the array or object that is written has nothing in it so far.
    is_empty: bool,
}

impl Indented {
    fn open<W: Write + ?Sized>(&mut self, to: &mut W, mark: &[u8]) -> io::Result<()> {
        self.levels += 1;
        self.is_empty = true;
        to.write_all(mark)
    }

    fn close<W: Write + ?Sized>(&mut self, to: &mut W, mark: &[u8]) -> io::Result<()> {
        self.levels -= 1;
        if !self.is_empty {
            self.line(to)?;
        }
        to.write_all(mark)
    }

    fn next<W: Write + ?Sized>(&self, to: &mut W, first: bool) -> io::Result<()> {
        if !first {
            to.write_all(b",")?;
        }
        self.line(to)
    }

    fn line<W: Write + ?Sized>(&self, to: &mut W) -> io::Result<()> {
        const BLANKS: &[u8] = b"\n                                ";
        match BLANKS.get(..=self.levels * 2) {
            Some(line) => to.write_all(line),
            None => write!(to, "\n{:1$}", "", self.levels * 2),
        }
    }
}

impl Formatter for Indented {
    fn begin_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.open(to, b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(to, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.next(to, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_empty = false;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.open(to, b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(to, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.next(to, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        to.write_all(b": ")
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_empty = false;
        Ok(())
    }

    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        to: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        to.write_all(escape::json(fragment).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_is_what_serde_json_prints_set_in() {
        for value in [
            json!(null),
            json!([]),
            json!({}),
            json!([{}, [], {"a": [1, [2, {"b\n": "c\u{9b}\u{7f}\u{202e}é\t\u{1b}"}]], "d": {}}, -1.5]),
        ] {
            for levels in [0, 1, 2, 20] {
                let mut written = Vec::new();
                write(&mut written, &value, levels).unwrap();
                let plain = serde_json::to_string_pretty(&value).unwrap();
                let plain = escape::json(&plain).replace('\n', &format!("\n{:1$}", "", levels * 2));
                assert_eq!(String::from_utf8(written).unwrap(), plain);
            }
        }
    }
}
