//! The ledger (A1): lots and the entries that move their passes. It is only ever appended to; what
//! is left in a lot is the sum of its entries.

use super::chain::Part;
use super::together::Table;
use super::{Row, Snapshot, StoreError, Tx, Value, numbered};
use crate::domain::day::Day;
use crate::domain::entry::EntryType;
use crate::domain::ids::{
    BookingId, CustomerId, EntryId, KindId, LocationId, LotId, OperationId, PurchaseId,
    RecurringId, SubscriptionId, VisitId,
};
use crate::domain::lot::{Lot, Source};
use crate::domain::qty::PassQty;

const INTO_LOT: &str = "\
    INSERT INTO lot (operation, owner, kind, granted_halves, left_halves, valid_from_day, \
    expires_day, source, subscription, recurring, location, priority, memo, purchase)";
const INTO_ENTRY: &str =
    "INSERT INTO entry (operation, lot, type, halves, on_day, member, booking, visit)";

/// A lot to be added, with the grant entry that fills it.
#[derive(Debug, Clone)]
pub struct NewLot<'a> {
    /// Whose lot it is.
    pub owner: CustomerId,
    /// Of which kind.
    pub kind: KindId,
    /// How many passes.
    pub passes: PassQty,
    /// The first day it is usable.
    pub valid_from: Day,
    /// The last day it is usable, [`Day::NEVER`] for none.
    pub expires_on: Day,
    /// Where it comes from.
    pub source: Source,
    /// The subscription whose grant window it fills.
    pub subscription: Option<SubscriptionId>,
    /// The monthly grant it belongs to.
    pub recurring: Option<RecurringId>,
    /// The purchase that it was sold with (V1).
    pub purchase: Option<PurchaseId>,
    /// Its home location (D11).
    pub location: LocationId,
    /// Higher is spent first (B3).
    pub priority: i64,
    /// What for.
    pub memo: Option<&'a str>,
    /// The date of the grant.
    pub on: Day,
}

/// An entry to be appended to a lot that exists.
#[derive(Debug, Clone, Copy)]
pub struct NewEntry {
    /// The lot it moves passes of.
    pub lot: LotId,
    /// What it is.
    pub kind: EntryType,
    /// How many passes, signed.
    pub passes: PassQty,
    /// The date it belongs to.
    pub on: Day,
    /// Whom it is for: the spender, or the owner.
    pub member: CustomerId,
    /// The booking it pays or refunds.
    pub booking: Option<BookingId>,
    /// The visit it pays or refunds.
    pub visit: Option<VisitId>,
}

/// An entry as it stands.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its number.
    pub id: EntryId,
    /// The operation that appended it.
    pub operation: OperationId,
    /// What it says.
    pub of: NewEntry,
}

/// The columns of a lot that never change once added, `expires_day` aside, which a hold may move:
/// what the chain covers, by [`covered`].
pub(super) const LOT_COLUMNS: &[&str] = &[
    "id",
    "operation",
    "owner",
    "kind",
    "granted_halves",
    "valid_from_day",
    "expires_day",
    "source",
    "subscription",
    "recurring",
    "location",
    "priority",
    "memo",
    "purchase",
];

/// How many of [`LOT_COLUMNS`] every version of the schema had.
const FIRST_LOT_COLUMNS: usize = 13;

/// What the chain covers of a lot: columns that came with a later schema only where they hold
/// something, so that the hashes of older lots stand.
pub(super) fn covered<'a>(lot: &'a [Value<'a>]) -> &'a [Value<'a>] {
    let holds = |value: &Value| *value != Value::Null;
    let later = &lot[FIRST_LOT_COLUMNS..];
    let last = later.iter().rposition(holds).map_or(0, |at| at + 1);
    &lot[..FIRST_LOT_COLUMNS + last]
}

/// The columns of an entry, all of which the chain covers.
pub(super) const ENTRY_COLUMNS: &[&str] = &[
    "id",
    "operation",
    "lot",
    "type",
    "halves",
    "on_day",
    "member",
    "booking",
    "visit",
];

/// Reads an entry from a row that begins with [`ENTRY_COLUMNS`], as the table does.
pub fn entry_from_row(row: &Row) -> Result<Entry, StoreError> {
    let word = row.text(3)?;
    Ok(Entry {
        id: row.at(0)?,
        operation: row.at(1)?,
        of: NewEntry {
            lot: row.at(2)?,
            kind: EntryType::read(word)
                .ok_or_else(|| StoreError::Damaged(format!("an entry of type `{word}`")))?,
            passes: row.at(4)?,
            on: row.at(5)?,
            member: row.at(6)?,
            booking: row.at(7)?,
            visit: row.at(8)?,
        },
    })
}

/// The entries of one operation, in order.
pub fn of_operation(db: &Snapshot, operation: OperationId) -> Result<Vec<Entry>, StoreError> {
    let from = first_since(db, operation)?;
    let until = first_since(db, OperationId(operation.0 + 1))?;
    let sql = "SELECT * FROM entry WHERE id >= $1 AND id < $2 ORDER BY id";
    db.rows(sql, &[from.into(), until.into()], entry_from_row)
}

/// The first entry of that operation and of those after it; without any, the number that the next
/// entry takes.
pub fn first_since(db: &Snapshot, operation: OperationId) -> Result<EntryId, StoreError> {
    Ok(EntryId(numbered::first_since(db, "entry", operation)?))
}

/// The entries of one lot, in order.
pub fn of_lot(db: &Snapshot, lot: LotId) -> Result<Vec<Entry>, StoreError> {
    db.rows(
        "SELECT * FROM entry WHERE lot = $1 ORDER BY id",
        &[lot.into()],
        entry_from_row,
    )
}

/// The operations after `operation` that took passes from a lot, newest first.
pub fn takers(
    db: &Snapshot,
    lot: LotId,
    operation: OperationId,
) -> Result<Vec<OperationId>, StoreError> {
    let sql = "SELECT DISTINCT operation FROM entry \
               WHERE lot = $1 AND operation > $2 AND halves < 0 ORDER BY operation DESC";
    db.rows(sql, &[lot.into(), operation.into()], |row| {
        row.get("operation")
    })
}

/// The entries that paid and refunded one booking, in order.
pub fn of_booking(db: &Snapshot, booking: BookingId) -> Result<Vec<Entry>, StoreError> {
    let sql = "SELECT * FROM entry WHERE booking = $1 ORDER BY id";
    db.rows(sql, &[booking.into()], entry_from_row)
}

/// Where the lot of an entry comes from and whose it is, if that is at hand.
type Of = Option<(Source, CustomerId)>;

impl Tx<'_> {
    /// Adds a lot and the entry that fills it.
    pub fn add_lot(&self, lot: &NewLot) -> Result<LotId, StoreError> {
        let row: [Value; 14] = [
            self.entered()?.into(),
            lot.owner.into(),
            lot.kind.into(),
            lot.passes.into(),
            lot.passes.into(),
            lot.valid_from.into(),
            lot.expires_on.into(),
            lot.source.word().into(),
            lot.subscription.into(),
            lot.recurring.into(),
            lot.location.into(),
            lot.priority.into(),
            lot.memo.into(),
            lot.purchase.into(),
        ];
        let id = LotId(self.statements.add(Table::Lot, INTO_LOT, &row)?);
        // The chain covers how many were granted, once, and the lot's number.
        let mut content = row;
        content[0] = id.into();
        content[1..=4].copy_from_slice(&row[..4]);
        self.record(Part::Lot, covered(&content));
        let entry = NewEntry {
            lot: id,
            kind: EntryType::Grant,
            passes: lot.passes,
            on: lot.on,
            member: lot.owner,
            booking: None,
            visit: None,
        };
        self.add_entry(&entry, Some((lot.source, lot.owner)))?;
        Ok(id)
    }

    /// Appends an entry to a lot that exists and moves what is left in it. The database refuses to
    /// take a lot below zero.
    pub fn append(&self, entry: &NewEntry) -> Result<EntryId, StoreError> {
        self.move_passes(entry, None)
    }

    /// [`Tx::append`] to a lot that is at hand: then nobody has to look up whose it is.
    pub fn append_of(&self, lot: &Lot, entry: &NewEntry) -> Result<EntryId, StoreError> {
        self.move_passes(entry, Some((lot.source, lot.owner)))
    }

    fn move_passes(&self, entry: &NewEntry, of: Of) -> Result<EntryId, StoreError> {
        if self.statements.is_waiting(entry.lot) {
            self.statements.settle()?;
        }
        self.statements.execute_beside(
            "UPDATE lot SET left_halves = left_halves + $1 WHERE id = $2",
            &[entry.passes.into(), entry.lot.into()],
        )?;
        self.add_entry(entry, of)
    }

    fn add_entry(&self, entry: &NewEntry, of: Of) -> Result<EntryId, StoreError> {
        let row: [Value; 8] = [
            self.entered()?.into(),
            entry.lot.into(),
            entry.kind.word().into(),
            entry.passes.into(),
            entry.on.into(),
            entry.member.into(),
            entry.booking.into(),
            entry.visit.into(),
        ];
        let id = EntryId(self.statements.add(Table::Entry, INTO_ENTRY, &row)?);
        let paid = entry.booking.is_some() || entry.visit.is_some();
        let sort = |source| (entry.kind, source, paid);
        self.note_entry(id, of.map(|(source, owner)| (sort(source), owner)));
        let mut content: [Value; 9] = [id.into(); 9];
        content[1..].copy_from_slice(&row);
        self.record(Part::Entry, &content);
        Ok(id)
    }
}
