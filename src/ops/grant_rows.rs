//! `grant --csv` and `deduct --csv`: many rows in one operation, each with its own key where it has
//! one (A4).

use std::collections::BTreeMap;

use super::deduct::{self, Amount};
use super::facts::Space;
use super::grant::{self, Granted};
use super::operation::{StampError, content, differences};
use super::rows::{BadCell, BadRow, Rows};
use super::{OpError, ReferenceError, who};
use crate::domain::customer::Customer;
use crate::domain::day_word::DayWord;
use crate::domain::ids::OperationId;
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::store::{Snapshot, Tx, operations};

/// One row to grant.
#[derive(Debug, Clone)]
pub struct GrantRow {
    /// To whom, as written (P2).
    pub who: String,
    /// How many.
    pub passes: PassQty,
    /// The row's words by name, as the command of one row would have them.
    pub words: BTreeMap<String, String>,
    /// Of which kind.
    pub kind: String,
    /// The first day they are valid.
    pub from: Option<DayWord>,
    /// The last day they are valid; None is never.
    pub expires: Option<DayWord>,
    /// What for.
    pub memo: Option<String>,
    /// The row's own key.
    pub key: Option<String>,
}

/// One row to deduct.
#[derive(Debug, Clone)]
pub struct DeductRow {
    /// From whom, as written (P2).
    pub who: String,
    /// How many.
    pub passes: PassQty,
    /// The row's words by name, as the command of one row would have them.
    pub words: BTreeMap<String, String>,
    /// Of which kind; None is `day`.
    pub kind: Option<String>,
    /// The row's own key.
    pub key: Option<String>,
}

/// What became of the rows.
#[derive(Debug, Clone)]
pub struct RowsGranted {
    /// How many rows were written.
    pub rows: usize,
    /// How many were known by their key, and changed nothing.
    pub replayed: usize,
    /// The passes of the rows that were written.
    pub passes: PassQty,
    /// How people name the file.
    pub file: String,
    /// The rows that were passed over.
    pub bad: Vec<BadRow>,
}

/// Grants the rows of a file (B4). `answer` puts into JSON what a row's key will answer alone.
pub fn grant(
    tx: &Tx,
    rows: &Rows<GrantRow>,
    answer: impl Fn(Option<OperationId>, &Granted) -> String,
) -> Result<RowsGranted, OpError> {
    let space = Space::read(tx)?;
    let find = |db: &Snapshot, row: &GrantRow| who::customer(db, &row.who);
    take(tx, rows, find, |row, customer| {
        keyed(tx, row.key.as_deref(), &row.words, &answer, || {
            let request = grant::Request {
                who: &row.who,
                passes: row.passes,
                kind: &row.kind,
                from: row.from,
                expires: row.expires,
                monthly: None,
                location: None,
                priority: 0,
                memo: row.memo.as_deref(),
            };
            grant::grant_in(tx, &space, customer?.clone(), &request, row.key.is_some())
        })
    })
}

/// Deducts the rows of a file (B5). `answer` puts into JSON what a row's key will answer alone.
pub fn deduct(
    tx: &Tx,
    rows: &Rows<DeductRow>,
    answer: impl Fn(Option<OperationId>, &Granted) -> String,
) -> Result<RowsGranted, OpError> {
    let space = Space::read(tx)?;
    let find = |db: &Snapshot, row: &DeductRow| who::customer(db, &row.who);
    take(tx, rows, find, |row, customer| {
        keyed(tx, row.key.as_deref(), &row.words, &answer, || {
            let request = deduct::Request {
                who: &row.who,
                amount: Amount::Passes(row.passes),
                kind: row.kind.as_deref(),
                lot: None,
            };
            deduct::deduct_in(tx, &space, customer?.clone(), &request, row.key.is_some())
        })
    })
}

/// Takes in the rows, each with the customer that is found for it: no row changes those.
fn take<T: Send>(
    tx: &Tx,
    rows: &Rows<T>,
    find: impl Fn(&Snapshot, &T) -> Result<Customer, OpError> + Sync,
    one: impl Fn(&T, Result<&Customer, OpError>) -> Result<Option<PassQty>, OpError>,
) -> Result<RowsGranted, OpError> {
    let taken = rows.take_in_found(tx, find, |row, customer| {
        one(row, customer).map_err(|why| BadCell {
            column: blame(&why),
            why,
        })
    })?;
    let written: Vec<PassQty> = taken.rows.iter().copied().flatten().collect();
    Ok(RowsGranted {
        rows: written.len(),
        replayed: taken.rows.len() - written.len(),
        passes: written.into_iter().sum(),
        file: rows.file.clone(),
        bad: taken.bad,
    })
}

/// Does `work` unless the key is known (A4): then None.
fn keyed(
    tx: &Tx,
    key: Option<&str>,
    words: &BTreeMap<String, String>,
    answer: impl Fn(Option<OperationId>, &Granted) -> String,
    work: impl FnOnce() -> Result<Granted, OpError>,
) -> Result<Option<PassQty>, OpError> {
    let Some(key) = key else {
        return work().map(|granted| Some(granted.passes));
    };
    if let Some(taken) = operations::find_key(tx, key)? {
        let then: BTreeMap<String, String> =
            serde_json::from_str(&taken.content).unwrap_or_default();
        let differs = differences(&then, words);
        if differs.is_empty() {
            return Ok(None);
        }
        let key = key.to_owned();
        return Err(StampError::KeyDiffers {
            key,
            operation: taken.operation,
            differs,
        }
        .into());
    }
    let granted = work()?;
    tx.take_key(
        key,
        &content(words),
        &answer(Some(tx.operation()), &granted),
    )?;
    Ok(Some(granted.passes))
}

/// The column that a failure of a row belongs to.
fn blame(why: &OpError) -> &'static str {
    match why {
        OpError::Reference(ReferenceError::Unknown { what: "kind", .. })
        | OpError::Refused(Refusal::KindRetired { .. }) => "kind",
        OpError::Reference(_)
        | OpError::People(_)
        | OpError::Refused(Refusal::VisitorHoldsNoPasses { .. }) => "member",
        OpError::Stamp(_) => "key",
        OpError::Refused(Refusal::ExpiresTooSoon { .. }) => "expires",
        OpError::Refused(_) => "passes",
        OpError::Sale(_)
        | OpError::Code(_)
        | OpError::Rows { .. }
        | OpError::Stopped
        | OpError::Store(_) => "row",
    }
}
