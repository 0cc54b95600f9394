//! The chain of operations (A2): each operation's SHA-256 covers its own words, the lots and ledger
//! entries it added and the rows it changed, and the hash of the operation before it.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::{Row, StoreError, Value};
use crate::domain::day::Instant;
use crate::domain::ids::{EntryId, OperationId};

/// The hash that the first operation follows.
pub const GENESIS: &str = "daypass";

/// What an operation says of itself.
#[derive(Debug, Clone)]
pub struct Header {
    /// Its number, one more than the last.
    pub id: OperationId,
    /// When it was written.
    pub at: Instant,
    /// Who wrote it.
    pub actor: String,
    /// The command line that did.
    pub command: String,
    /// What for.
    pub memo: Option<String>,
    /// The operation that it takes back (A3).
    pub undoes: Option<OperationId>,
}

/// The content of one operation as it is gathered, kind by kind in the order of their ids.
#[derive(Debug, Clone, Default)]
pub struct Content {
    lots: Sha256,
    entries: Sha256,
    changes: Sha256,
    keys: Sha256,
    rows: i64,
    /// The bytes of the row that is added; empty between two.
    bytes: Vec<u8>,
}

/// Which part of an operation's content a row belongs to.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// A lot it added.
    Lot,
    /// A ledger entry it appended.
    Entry,
    /// A row it changed.
    Change,
    /// An idempotency key it took.
    Key,
}

/// An open operation: its header and what it has written so far.
#[derive(Debug, Clone)]
pub struct Recorder {
    /// What it says of itself.
    pub header: Header,
    /// The hash of the operation before it.
    pub previous: String,
    /// What it has written so far.
    pub content: Content,
    /// Whether its own row was written.
    pub entered: bool,
    /// The first entry that it appended.
    pub first_entry: Option<EntryId>,
    /// Whether it changed a booking.
    pub books: bool,
}

/// One value, tagged and with its length, so that no two rows read the same.
fn feed(bytes: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => bytes.push(b'n'),
        Value::Int(number) => {
            bytes.push(b'i');
            bytes.extend(number.to_le_bytes());
        }
        Value::Text(text) => {
            bytes.push(b't');
            bytes.extend(text.len().to_le_bytes());
            bytes.extend(text.as_bytes());
        }
    }
}

/// How many bytes what an operation says of itself is, mostly.
const USUAL: usize = 512;

impl Content {
    /// Adds one row.
    pub fn add(&mut self, part: Part, values: &[Value]) {
        for value in values {
            feed(&mut self.bytes, value);
        }
        self.added(part);
    }

    /// Adds the first columns of a row that was read back.
    pub fn add_row(&mut self, part: Part, row: &Row, columns: usize) -> Result<(), StoreError> {
        for at in 0..columns {
            feed(&mut self.bytes, &row.value(at)?);
        }
        self.added(part);
        Ok(())
    }

    /// Takes the bytes of a row that were gathered: the hash takes one long text faster than many
    /// short ones.
    fn added(&mut self, part: Part) {
        let hasher = match part {
            Part::Lot => &mut self.lots,
            Part::Entry => &mut self.entries,
            Part::Change => &mut self.changes,
            Part::Key => &mut self.keys,
        };
        self.bytes.push(b';');
        hasher.update(&self.bytes);
        self.bytes.clear();
        self.rows += 1;
    }

    /// How many rows were added.
    #[must_use]
    pub const fn rows(&self) -> i64 {
        self.rows
    }

    /// The operation's hash, in lower-case hexadecimal.
    #[must_use]
    pub fn seal(self, previous: &str, header: &Header) -> String {
        let mut bytes = Vec::with_capacity(USUAL);
        for value in [
            Value::Text(previous),
            Value::from(header.id),
            Value::from(header.at),
            Value::Text(&header.actor),
            Value::Text(&header.command),
            Value::from(&header.memo),
            Value::from(header.undoes),
        ] {
            feed(&mut bytes, &value);
        }
        let mut hasher = Sha256::new();
        hasher.update(&bytes);
        for part in [self.lots, self.entries, self.changes, self.keys] {
            hasher.update(part.finalize());
        }
        hasher
            .finalize()
            .iter()
            .fold(String::with_capacity(64), |mut hash, byte| {
                write!(hash, "{byte:02x}").expect("a String takes everything");
                hash
            })
    }
}
