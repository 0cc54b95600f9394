//! The records of a CSV file, one after the other, with the lines that they begin on.

use csv::{ByteRecord, Position, Reader, ReaderBuilder};

/// The records of a file, the header first, and the lines that they begin on.
pub(super) struct Records<'a> {
    reader: Reader<&'a [u8]>,
    record: ByteRecord,
    lines: Lines<'a>,
}

/// Counts lines up to where records begin. The reader's own count is that of the end of the record
/// before, blank lines and the second half of a CRLF not yet passed.
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Records<'a> {
    /// Those of a file, a byte order mark aside.
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(true);
        Self {
            reader: builder.from_reader(text),
            record: ByteRecord::new(),
            lines: Lines::of_text(text),
        }
    }

    /// The next record, and the line that it begins on, from 1.
    pub(super) fn next(&mut self) -> Option<(u64, &ByteRecord)> {
        let read = self.reader.read_byte_record(&mut self.record);
        let more = read.expect("records of any length can be read from memory");
        more.then(|| (self.lines.of(&self.record), &self.record))
    }

    /// The next record that is not blank.
    pub(super) fn next_filled(&mut self) -> Option<(u64, &ByteRecord)> {
        loop {
            let (line, record) = self.next()?;
            if !record.iter().all(<[u8]>::is_empty) {
                return Some((line, &self.record));
            }
        }
    }
}

impl<'a> Lines<'a> {
    /// The lines of a file, before its first record.
    pub(super) const fn of_text(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            line: 1,
        }
    }

    /// The line that a record begins on, from 1; records are asked for in their order.
    pub(super) fn of(&mut self, record: &ByteRecord) -> u64 {
        let begins = record.position().map_or(0, Position::byte);
        let begins = usize::try_from(begins).unwrap_or(usize::MAX);
        let after = |at: usize| self.bytes.get(at).copied();
        while let Some(byte) = after(self.at) {
            let ends_a_line = byte == b'\n' || (byte == b'\r' && after(self.at + 1) != Some(b'\n'));
            let blank = matches!(byte, b'\r' | b'\n');
            if self.at >= begins && !blank {
                break;
            }
            self.at += 1;
            self.line += u64::from(ends_a_line);
        }
        self.line
    }
}
