//! The chain of operations (A2): each operation's SHA-256 covers its own words, the lots, ledger
//! entries and other rows it added and the rows it changed, and the hash of the operation before it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::{Row, StoreError, Value};
use crate::domain::day::Instant;
use crate::domain::ids::{BookingId, EntryId, OperationId};

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
    /// Rows of tables outside the ledger, each table's by itself: where they stand, what an operation
    /// added is told by table.
    added: BTreeMap<&'static str, Sha256>,
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
    /// A row it added to that table outside the ledger.
    Added(&'static str),
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
    /// The first of them of whose lot it was not said whose it is.
    pub first_unknown: Option<EntryId>,
    /// Whether it changed a booking that was there.
    pub rebooks: bool,
    /// The first booking that it added.
    pub first_booking: Option<BookingId>,
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

/// The column of a row's number.
pub(super) const ID: &str = "id";

/// Whether a column holds what it holds in a row for which nobody says otherwise.
fn is_usual(column: &str, value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Int(number) => *number == 0 && NO_BY_DEFAULT.contains(&column),
        Value::Text(text) => BY_DEFAULT.contains(&(column, text)),
    }
}

/// The columns that hold 0 in a row for which nobody says otherwise.
const NO_BY_DEFAULT: [&str; 9] = [
    "active_status",
    "given_back",
    "holdable",
    "new_clients_only",
    "package",
    "paid",
    "removed",
    "replaced",
    "undone",
];

/// The columns that hold a text in such a row.
const BY_DEFAULT: [(&str, &str); 3] = [
    ("starts", "purchase"),
    ("then_do", "none"),
    ("valid", "never"),
];

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

    /// Adds a row of a table outside the ledger as it was when it was added: its number, and its columns
    /// by name, in the order of their names, but for those that hold what every row holds for which
    /// nobody says otherwise: so that the hashes of older rows stand when a column comes.
    pub fn add_new(&mut self, table: &'static str, id: i64, row: &mut [(&str, Value)]) {
        row.sort_unstable_by_key(|(column, _)| *column);
        feed(&mut self.bytes, &Value::Int(id));
        let told = |(column, value): &&(&str, Value)| *column != ID && !is_usual(column, value);
        for (column, value) in row.iter().filter(told) {
            self.bytes.extend(column.as_bytes());
            self.bytes.push(b'=');
            feed(&mut self.bytes, value);
        }
        self.added(Part::Added(table));
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
            Part::Added(table) => self.added.entry(table).or_default(),
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
        for (table, rows) in self.added {
            hasher.update(table);
            hasher.update(rows.finalize());
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::store::Store;
    use crate::store::journal::Relation;

    #[test]
    fn a2_what_a_column_holds_by_default_is_what_the_schema_says() {
        let store = Store::in_memory().unwrap();
        let sql = "SELECT m.name AS relation, c.name AS name, c.dflt_value AS text \
                   FROM sqlite_schema m, pragma_table_info(m.name) c \
                   WHERE m.type = 'table' AND c.dflt_value IS NOT NULL";
        let said = store.read(|db| {
            db.rows(sql, &[], |row| {
                Ok((
                    row.get::<String>("relation")?,
                    (row.get::<String>("name")?, row.get::<String>("text")?),
                ))
            })
        });
        let mut said = said.unwrap();
        said.retain(|(table, _)| Relation::read(table).is_some());
        let said: BTreeSet<_> = said.into_iter().map(|(_, column)| column).collect();
        let no = NO_BY_DEFAULT.map(|column| (column.to_owned(), "0".to_owned()));
        let texts = BY_DEFAULT.map(|(column, text)| (column.to_owned(), format!("'{text}'")));
        let known: BTreeSet<_> = no.into_iter().chain(texts).collect();
        assert_eq!(said, known);
    }

    #[test]
    fn a2_the_hash_of_a_row_does_not_hang_on_the_order_of_its_columns_nor_on_what_is_usual() {
        let hash = |row: &mut [(&str, Value)]| {
            let mut content = Content::default();
            content.add_new("line", 1, row);
            content.added["line"].clone().finalize()
        };
        let (day, text) = (("on_day", Value::Int(0)), ("text", Value::Text("a")));
        let one = hash(&mut [day, text]);
        assert_eq!(hash(&mut [text, ("paid", Value::Int(0)), day]), one);
        assert_eq!(hash(&mut [day, ("booking", Value::Null), text]), one);
        assert_ne!(hash(&mut [text]), one, "a day of 0 is a day");
        assert_ne!(hash(&mut [day, text, ("paid", Value::Int(1))]), one);
        assert_ne!(hash(&mut [day, ("texta", Value::Null)]), one);
    }
}
