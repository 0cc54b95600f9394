//! The statements of one transaction, kept at hand from their first use on: the connection's own
//! store of them hashes the text and copies it each time it is asked. Before one asks or says
//! something of tables whose rows wait, those are written.

use std::cell::{OnceCell, RefCell};
use std::fmt;

use rusqlite::{CachedStatement, Connection, params_from_iter};

use super::together::{Waiting, is_of_waiting};
use super::{StoreError, Value};

/// How many are kept at hand: more than any use case has.
const MOST: usize = 128;

/// A statement, and what its columns are called once somebody asked.
pub(super) struct Prepared<'a> {
    pub(super) statement: CachedStatement<'a>,
    pub(super) names: OnceCell<Vec<String>>,
    is_of_waiting: bool,
}

/// The statements that are not in use, by their text.
pub(super) struct Statements<'a> {
    pub(super) connection: &'a Connection,
    idle: RefCell<Vec<(String, Box<Prepared<'a>>)>>,
    /// The rows that wait.
    pub(super) waiting: RefCell<Waiting>,
}

/// Whether a statement's places come first in the order of their numbers: the engine gives values to
/// `$1`, `$2` … by where each stands first, whatever its number.
fn in_order(sql: &str) -> bool {
    let mut named = 0;
    sql.split('$').skip(1).all(|rest| {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let place = rest[..digits].parse().unwrap_or(usize::MAX);
        let known = named;
        named = named.max(place);
        place <= known + 1
    })
}

#[cfg(test)]
const WALKED: rusqlite::StatementStatus = rusqlite::StatementStatus::FullscanStep;

impl fmt::Debug for Statements<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.connection.fmt(f)
    }
}

impl<'a> Statements<'a> {
    pub(super) fn of(connection: &'a Connection) -> Self {
        Self {
            connection,
            idle: RefCell::new(Vec::new()),
            waiting: RefCell::default(),
        }
    }

    /// Does work with the statement of that text; the same text may be in use meanwhile.
    pub(super) fn with<T, E: From<StoreError>>(
        &self,
        sql: &str,
        work: impl FnOnce(&mut Prepared<'a>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (text, prepared) = self.take(sql)?;
        if prepared.is_of_waiting {
            self.settle()?;
        }
        self.use_once((text, prepared), work)
    }

    fn use_once<T, E>(
        &self,
        (text, mut prepared): (String, Box<Prepared<'a>>),
        work: impl FnOnce(&mut Prepared<'a>) -> Result<T, E>,
    ) -> Result<T, E> {
        let done = work(&mut prepared);
        #[cfg(test)]
        super::scans::note(&text, prepared.statement.reset_status(WALKED));
        let mut idle = self.idle.borrow_mut();
        if idle.len() < MOST {
            idle.push((text, prepared));
        }
        done
    }

    /// Runs one statement that answers nothing, and says how many rows it touched.
    pub(super) fn execute(&self, sql: &str, values: &[Value]) -> Result<usize, StoreError> {
        self.with(sql, |prepared| execute(prepared, values))
    }

    /// [`Statements::execute`] of a statement that has nothing to do with the rows that wait.
    pub(super) fn execute_beside(&self, sql: &str, values: &[Value]) -> Result<usize, StoreError> {
        self.use_once(self.take(sql)?, |prepared| execute(prepared, values))
    }

    fn take(&self, sql: &str) -> Result<(String, Box<Prepared<'a>>), StoreError> {
        let mut idle = self.idle.borrow_mut();
        if let Some(at) = idle.iter().position(|(text, _)| text == sql) {
            return Ok(idle.swap_remove(at));
        }
        debug_assert!(in_order(sql), "its places are not in their order: {sql}");
        let prepared = Prepared {
            statement: self.connection.prepare_cached(sql)?,
            names: OnceCell::new(),
            is_of_waiting: is_of_waiting(sql),
        };
        Ok((sql.to_owned(), Box::new(prepared)))
    }
}

fn execute(prepared: &mut Prepared, values: &[Value]) -> Result<usize, StoreError> {
    Ok(prepared.statement.execute(params_from_iter(values))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named_in_the_order_in_which_values_are_given_to_them() {
        for sql in [
            "SELECT 1",
            "SELECT $1, $2, $1, $3",
            "SELECT $1 WHERE a = $2)",
        ] {
            assert!(in_order(sql), "{sql}");
        }
        for sql in ["SELECT $2", "SELECT $1, $3, $2", "SELECT $1, $name"] {
            assert!(!in_order(sql), "{sql}");
        }
    }
}
