//! Operations: all that one command changed (A2), and the keys that make a command safe to repeat
//! (A4).

use super::chain::{Content, GENESIS, Header, Part, Recorder};
use super::circulars::EntrySort;
use super::journal::Relation;
use super::{Row, Snapshot, StoreError, Tx, Value};
use crate::domain::day::Instant;
use crate::domain::ids::{BookingId, CustomerId, EntryId, OperationId};

/// A recorded operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// What it says of itself.
    pub header: Header,
    /// Its SHA-256, in hexadecimal.
    pub hash: String,
}

/// What a key stands for: the operation that took it, the words it was given with, and the answer.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The operation that the key belongs to.
    pub operation: OperationId,
    /// The content it was given with.
    pub content: String,
    /// The answer as JSON.
    pub answer: String,
}

/// The hash of an operation that is still open: the database lets it be changed, once.
const UNSEALED: &str = "0000000000000000000000000000000000000000000000000000000000000000";

const OPEN: &str = "an operation is open while writing";

pub(super) fn from_row(row: &Row) -> Result<Operation, StoreError> {
    Ok(Operation {
        header: Header {
            id: row.get("id")?,
            at: row.get("at_ms")?,
            actor: row.get("actor")?,
            command: row.get("command")?,
            memo: row.get("memo")?,
            undoes: row.get("undoes")?,
        },
        hash: row.get("hash")?,
    })
}

/// The last operation, or None in a new database.
pub fn last(db: &Snapshot) -> Result<Option<Operation>, StoreError> {
    db.one(
        "SELECT * FROM operation ORDER BY id DESC LIMIT 1",
        &[],
        from_row,
    )
}

/// An operation by its number, or None.
pub fn find(db: &Snapshot, id: OperationId) -> Result<Option<Operation>, StoreError> {
    db.one(
        "SELECT * FROM operation WHERE id = $1",
        &[id.into()],
        from_row,
    )
}

/// The operation that took `id` back, or None.
pub fn undone_by(db: &Snapshot, id: OperationId) -> Result<Option<OperationId>, StoreError> {
    let sql = "SELECT id FROM operation WHERE undoes = $1";
    db.one(sql, &[id.into()], |row| row.get("id"))
}

/// The operation that undoing began with: the one that this one takes back, or that one's, and so
/// on; itself where it takes none back.
pub fn origin(db: &Snapshot, id: OperationId) -> Result<OperationId, StoreError> {
    let mut origin = id;
    while let Some(undoes) = find(db, origin)?.and_then(|known| known.header.undoes) {
        origin = undoes;
    }
    Ok(origin)
}

/// The last of the operations that undid an operation, undid that, and so on; itself where none
/// did. And whether what it did stands after all of them (A3).
pub fn outcome(db: &Snapshot, id: OperationId) -> Result<(OperationId, bool), StoreError> {
    let (mut last, mut stands) = (id, true);
    while let Some(by) = undone_by(db, last)? {
        (last, stands) = (by, !stands);
    }
    Ok((last, stands))
}

/// The last operation written up to and including an instant, or None.
pub fn last_until(db: &Snapshot, at: Instant) -> Result<Option<OperationId>, StoreError> {
    let sql = "SELECT id FROM operation WHERE at_ms <= $1 ORDER BY id DESC LIMIT 1";
    db.one(sql, &[at.into()], |row| row.get("id"))
}

/// What a key stands for, or None when it was never taken.
pub fn find_key(db: &Snapshot, key: &str) -> Result<Option<Taken>, StoreError> {
    let sql = "SELECT operation, content, answer FROM idempotency WHERE key = $1";
    db.one(sql, &[key.into()], |row| {
        Ok(Taken {
            operation: row.get("operation")?,
            content: row.get("content")?,
            answer: row.get("answer")?,
        })
    })
}

impl Tx<'_> {
    /// Opens the operation that everything written from here on belongs to. It is recorded with the
    /// first row that is written, if any is, and sealed by [`Tx::close_operation`].
    pub fn open_operation(
        &self,
        at: Instant,
        actor: &str,
        command: &str,
        memo: Option<&str>,
    ) -> Result<OperationId, StoreError> {
        let last = last(self)?;
        let id = OperationId(last.as_ref().map_or(0, |last| last.header.id.0) + 1);
        self.owners.take();
        self.recorder.replace(Some(Recorder {
            header: Header {
                id,
                at,
                actor: actor.to_owned(),
                command: command.to_owned(),
                memo: memo.map(ToOwned::to_owned),
                undoes: None,
            },
            previous: last.map_or_else(|| GENESIS.to_owned(), |last| last.hash),
            content: Content::default(),
            entered: false,
            first_entry: None,
            first_unknown: None,
            rebooks: false,
            first_booking: None,
        }));
        Ok(id)
    }

    /// The open operation's number.
    #[must_use]
    pub fn operation(&self) -> OperationId {
        self.recorder.borrow().as_ref().expect(OPEN).header.id
    }

    /// The open operation's number, for a row that names it: its own row is written first. Were it
    /// written last, the engine would look through every table for the rows that wait for it.
    pub(super) fn entered(&self) -> Result<OperationId, StoreError> {
        let mut recorder = self.recorder.borrow_mut();
        let recorder = recorder.as_mut().expect(OPEN);
        let header = &recorder.header;
        if !recorder.entered {
            self.exec(
                "INSERT INTO operation (id, at_ms, actor, command, memo, hash) \
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &[
                    header.id.into(),
                    header.at.into(),
                    (&header.actor).into(),
                    (&header.command).into(),
                    (&header.memo).into(),
                    UNSEALED.into(),
                ],
            )?;
            recorder.entered = true;
        }
        Ok(header.id)
    }

    /// The instant that the open operation is stamped with.
    #[must_use]
    pub fn at(&self) -> Instant {
        self.recorder.borrow().as_ref().expect(OPEN).header.at
    }

    /// Says which operation the open one takes back (A3).
    pub fn undoes(&self, undone: OperationId) {
        if let Some(recorder) = self.recorder.borrow_mut().as_mut() {
            recorder.header.undoes = Some(undone);
        }
    }

    /// How many rows the open operation has written so far.
    #[must_use]
    pub fn written(&self) -> i64 {
        self.recorder
            .borrow()
            .as_ref()
            .map_or(0, |recorder| recorder.content.rows())
    }

    /// Takes a key for the open operation: the same key answers the same from now on (A4).
    pub fn take_key(&self, key: &str, content: &str, answer: &str) -> Result<(), StoreError> {
        let values = [
            key.into(),
            self.entered()?.into(),
            self.written().into(),
            content.into(),
            answer.into(),
        ];
        self.exec(
            "INSERT INTO idempotency (key, operation, seq, content, answer) \
             VALUES ($1, $2, $3, $4, $5)",
            &values,
        )?;
        self.record(Part::Key, &values);
        Ok(())
    }

    /// Adds a row to what the open operation's hash covers.
    pub(super) fn record(&self, part: Part, values: &[Value]) {
        let mut recorder = self.recorder.borrow_mut();
        recorder.as_mut().expect(OPEN).content.add(part, values);
    }

    /// Notes an entry that the open operation appended, and where its lot comes from and whose it is;
    /// None where that is not at hand.
    pub(super) fn note_entry(&self, id: EntryId, of: Option<(EntrySort, CustomerId)>) {
        let mut recorder = self.recorder.borrow_mut();
        let recorder = recorder.as_mut().expect(OPEN);
        recorder.first_entry = recorder.first_entry.or(Some(id));
        let Some((sort, owner)) = of else {
            recorder.first_unknown = recorder.first_unknown.or(Some(id));
            return;
        };
        let mut owners = self.owners.borrow_mut();
        match owners.iter_mut().find(|(known, _)| *known == sort) {
            Some((_, owners)) => owners.push(owner),
            None => owners.push((sort, vec![owner])),
        }
    }

    /// The sorts of the entries that the open operation appended, each with the owners of their lots,
    /// where those were at hand; [`Tx::first_unknown`] and some after it are the others. Asked once.
    #[must_use]
    pub fn take_owners(&self) -> Vec<(EntrySort, Vec<CustomerId>)> {
        self.owners.take()
    }

    /// Adds a row of a table outside the ledger, as it was added, to what the open operation's hash
    /// covers.
    pub(super) fn record_new(&self, relation: Relation, id: i64, row: &[(&str, Value)]) {
        let mut recorder = self.recorder.borrow_mut();
        let recorder = recorder.as_mut().expect(OPEN);
        let mut row = row.to_vec();
        recorder.content.add_new(relation.table(), id, &mut row);
        if relation == Relation::Booking {
            let first = &mut recorder.first_booking;
            *first = first.or(Some(BookingId(id)));
        }
    }

    /// Notes that the open operation changed a row of a table.
    pub(super) fn note_changed(&self, relation: Relation) {
        let mut recorder = self.recorder.borrow_mut();
        recorder.as_mut().expect(OPEN).rebooks |= relation == Relation::Booking;
    }

    /// Whether the open operation changed a booking that was there: most that change many rows need
    /// not be looked through for one.
    #[must_use]
    pub fn rebooks(&self) -> bool {
        self.recorder.borrow().as_ref().expect(OPEN).rebooks
    }

    /// The first booking that the open operation added, or None.
    #[must_use]
    pub fn first_booking(&self) -> Option<BookingId> {
        self.recorder.borrow().as_ref().expect(OPEN).first_booking
    }

    /// The first entry that the open operation appended, or None.
    #[must_use]
    pub fn first_entry(&self) -> Option<EntryId> {
        self.recorder.borrow().as_ref().expect(OPEN).first_entry
    }

    /// The first of them of whose lot nothing was at hand, or None.
    #[must_use]
    pub fn first_unknown(&self) -> Option<EntryId> {
        self.recorder.borrow().as_ref().expect(OPEN).first_unknown
    }

    /// Runs `work` so that its failure takes back only what it wrote (R4: one customer's failure
    /// does not stop the rest).
    pub fn savepoint<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<Result<T, E>, StoreError> {
        self.statements.settle()?;
        self.exec("SAVEPOINT unit", &[])?;
        let before = self.recorder.borrow().clone();
        let waiting = self.statements.waiting.borrow().clone();
        let many = |(_, owners): &(EntrySort, Vec<CustomerId>)| owners.len();
        let owners: Vec<usize> = self.owners.borrow().iter().map(many).collect();
        let answer = work().and_then(|answer| {
            self.statements.settle()?;
            Ok(answer)
        });
        if answer.is_err() {
            self.exec("ROLLBACK TO unit", &[])?;
            self.statements.waiting.replace(waiting);
            let mut told = self.owners.borrow_mut();
            told.truncate(owners.len());
            let told = told.iter_mut().zip(owners);
            told.for_each(|((_, told), many)| told.truncate(many));
            self.recorder.replace(before);
        }
        self.exec("RELEASE unit", &[])?;
        Ok(answer)
    }

    /// Seals the open operation into the chain. None when it wrote nothing: then no operation is
    /// recorded.
    pub fn close_operation(&self) -> Result<Option<OperationId>, StoreError> {
        let recorder = self.recorder.take().expect(OPEN);
        let header = recorder.header;
        if recorder.content.rows() == 0 {
            return Ok(None);
        }
        self.statements.settle()?;
        let hash = recorder.content.seal(&recorder.previous, &header);
        self.exec(
            "UPDATE operation SET undoes = $1, hash = $2 WHERE id = $3",
            &[header.undoes.into(), (&hash).into(), header.id.into()],
        )?;
        Ok(Some(header.id))
    }
}
