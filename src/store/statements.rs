//! The statements of one transaction, kept at hand from their first use on: the connection's own
//! store of them hashes the text and copies it each time it is asked.

use std::cell::{OnceCell, RefCell};
use std::fmt;

use rusqlite::{CachedStatement, Connection};

use super::StoreError;

/// How many are kept at hand: more than any use case has.
const MOST: usize = 128;

/// A statement, and what its columns are called once somebody asked.
pub(super) struct Prepared<'a> {
    pub(super) statement: CachedStatement<'a>,
    pub(super) names: OnceCell<Vec<String>>,
}

/// The statements that are not in use, by their text.
pub(super) struct Statements<'a> {
    connection: &'a Connection,
    idle: RefCell<Vec<(String, Box<Prepared<'a>>)>>,
}

impl fmt::Debug for Statements<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.connection.fmt(f)
    }
}

impl<'a> Statements<'a> {
    pub(super) const fn of(connection: &'a Connection) -> Self {
        Self {
            connection,
            idle: RefCell::new(Vec::new()),
        }
    }

    /// Does work with the statement of that text; the same text may be in use meanwhile.
    pub(super) fn with<T, E: From<StoreError>>(
        &self,
        sql: &str,
        work: impl FnOnce(&mut Prepared<'a>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (text, mut prepared) = self.take(sql)?;
        let done = work(&mut prepared);
        let mut idle = self.idle.borrow_mut();
        if idle.len() < MOST {
            idle.push((text, prepared));
        }
        done
    }

    fn take(&self, sql: &str) -> Result<(String, Box<Prepared<'a>>), StoreError> {
        let mut idle = self.idle.borrow_mut();
        if let Some(at) = idle.iter().position(|(text, _)| text == sql) {
            return Ok(idle.swap_remove(at));
        }
        let prepared = Prepared {
            statement: self.connection.prepare_cached(sql)?,
            names: OnceCell::new(),
        };
        Ok((sql.to_owned(), Box::new(prepared)))
    }
}
