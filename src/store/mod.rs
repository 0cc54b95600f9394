//! The repository layer: rows and SQL. This file knows which engine holds them, and so do those that
//! do its work for it (`statements`, `ahead`) or that are the engine's own (`backup`); the table files
//! beside it speak SQL text with values that are integers, text or null.

use std::cell::RefCell;
use std::ops::Deref;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql};

mod ahead;
pub mod assignments;
pub mod audit;
pub mod backup;
pub mod balances;
mod batches;
mod beside;
pub mod booking_lines;
pub mod bookings;
pub mod chain;
pub mod circulars;
pub mod customers;
pub mod desks;
pub mod did;
pub mod due;
mod error;
pub mod everything;
pub mod few_days;
mod file;
pub mod history;
mod holder;
pub mod holds;
pub mod imported;
pub mod integrity;
pub mod invoices;
pub mod journal;
mod journaled;
pub mod kinds;
pub mod ledger;
pub mod lines;
pub mod locations;
pub mod lots;
mod meanwhile;
pub mod names;
pub mod notifications;
mod numbered;
pub mod operations;
pub mod outbox;
mod outside;
pub mod packages;
mod packed;
mod past;
pub mod people;
mod places;
pub mod plans;
pub mod promos;
pub mod purchases;
pub mod recurring;
pub mod reports;
mod row;
#[cfg(test)]
pub(crate) mod scans;
mod schema;
pub mod seats;
pub mod settings;
mod sql_types;
pub mod standing;
mod statements;
pub mod subscriptions;
pub mod taken_back;
mod together;
mod transaction;
pub mod upcoming;
mod upgrade;
pub mod uses;
pub mod visits;
pub mod vouchers;
pub mod worth;

pub use error::{Stop, StoreError};
pub use file::{named_like, write_new, write_whole};
pub use holder::Holder;
pub use past::AsOf;
pub use row::Row;
pub use sql_types::{Stored, Value};
pub use upgrade::Upgraded;

use chain::Recorder;
use circulars::EntrySort;
use packed::Taken;
use statements::{Prepared, Statements};

use crate::domain::ids::CustomerId;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy(None),
            Some(Code::ReadOnly | Code::PermissionDenied) => Self::ReadOnly,
            Some(Code::DiskFull | Code::SystemIoFailure | Code::CannotOpen | Code::OutOfMemory) => {
                Self::Disk(text)
            }
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Damaged(text),
            _ => Self::Sql(text),
        }
    }
}

/// One open database.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    upgraded: Option<Upgraded>,
}

/// A consistent view of the database, for reading.
#[derive(Debug)]
pub struct Snapshot<'a> {
    connection: &'a Connection,
    statements: Statements<'a>,
}

/// A write transaction: everything a [`Snapshot`] can read, and one open operation.
#[derive(Debug)]
pub struct Tx<'a> {
    snapshot: Snapshot<'a>,
    recorder: RefCell<Option<Recorder>>,
    owners: RefCell<Vec<(EntrySort, Vec<CustomerId>)>>,
}

impl<'a> Deref for Tx<'a> {
    type Target = Snapshot<'a>;
    fn deref(&self) -> &Snapshot<'a> {
        &self.snapshot
    }
}

/// Where the values of a row are.
#[derive(Debug, Clone, Copy)]
enum Found<'a> {
    /// In the engine.
    Here(&'a rusqlite::Row<'a>),
    /// Taken out of it.
    Taken(Taken<'a>),
}

impl<'a> Found<'a> {
    /// The value at a position. Of rows that were taken out it is found where it is asked for: lists
    /// spend a fifth of their time on it otherwise.
    #[inline]
    fn value(self, index: usize) -> Result<Value<'a>, StoreError> {
        match self {
            Self::Here(found) => value_of(found, index),
            Self::Taken(taken) => taken.value(index).ok_or_else(|| beyond(index)),
        }
    }

    /// What the columns are called, as the engine has it.
    fn names(self) -> Vec<String> {
        let Self::Here(found) = self else {
            return Vec::new();
        };
        let names = found.as_ref().column_names();
        names.map(ToOwned::to_owned).collect()
    }
}

#[inline(never)]
fn value_of<'a>(row: &'a rusqlite::Row<'a>, index: usize) -> Result<Value<'a>, StoreError> {
    match row.get_ref(index)? {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        ValueRef::Text(bytes) => text_of(bytes).map(Value::Text),
        ValueRef::Real(_) | ValueRef::Blob(_) => Err(foreign()),
    }
}

fn text_of(bytes: &[u8]) -> Result<&str, StoreError> {
    let not_text = |_| StoreError::Damaged("a text is not UTF-8".to_owned());
    std::str::from_utf8(bytes).map_err(not_text)
}

#[cold]
fn foreign() -> StoreError {
    StoreError::Damaged("a value of a foreign type".to_owned())
}

#[cold]
fn beyond(index: usize) -> StoreError {
    rusqlite::Error::InvalidColumnIndex(index).into()
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Null => ValueRef::Null,
        }))
    }
}

impl Snapshot<'_> {
    /// Calls `each` with every row of the answer, without collecting them.
    pub fn each<E: From<StoreError>>(
        &self,
        sql: &str,
        values: &[Value],
        mut each: impl FnMut(&Row) -> Result<(), E>,
    ) -> Result<(), E> {
        self.statements.with(
            sql,
            |Prepared {
                 statement, names, ..
             }| {
                let params = rusqlite::params_from_iter(values);
                let mut rows = statement.query(params).map_err(StoreError::from)?;
                while let Some(row) = rows.next().map_err(StoreError::from)? {
                    each(&Row::of(Found::Here(row), names))?;
                }
                Ok(())
            },
        )
    }

    /// All rows of the answer.
    pub fn rows<T>(
        &self,
        sql: &str,
        values: &[Value],
        from_row: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::new();
        self.each(sql, values, |row| {
            all.push(from_row(row)?);
            Ok::<(), StoreError>(())
        })?;
        Ok(all)
    }

    /// The first row of the answer, or None.
    pub fn one<T>(
        &self,
        sql: &str,
        values: &[Value],
        from_row: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        self.statements.with(
            sql,
            |Prepared {
                 statement, names, ..
             }| {
                let mut rows = statement.query(rusqlite::params_from_iter(values))?;
                let first = rows.next()?;
                let first = first.map(|row| from_row(&Row::of(Found::Here(row), names)));
                first.transpose()
            },
        )
    }
}

/// How an INSERT of one row asks for the row's id. Here the engine would answer by a trigger, which
/// keeps a copy of every page that the statement writes: what it took as the row's number is known
/// without.
const ITS_ID: &str = " RETURNING id";

impl Tx<'_> {
    /// Runs an INSERT of one row that ends in `RETURNING id`, and answers that.
    fn added(&self, sql: &str, values: &[Value]) -> Result<i64, StoreError> {
        self.exec(sql.strip_suffix(ITS_ID).unwrap_or(sql), values)?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Runs one statement that answers nothing, and says how many rows it touched.
    fn exec(&self, sql: &str, values: &[Value]) -> Result<usize, StoreError> {
        self.statements.execute(sql, values)
    }
}

impl Store {
    /// Creates a new, empty database, readable by its owner only. Refused where something is.
    pub fn create(path: &Path, wait: Duration) -> Result<Self, StoreError> {
        Self::in_memory()?.place(path)?;
        Self::connect(path, wait)
    }

    /// Opens an existing database. The file's header is looked at before anything is locked; a
    /// foreign, damaged or newer file is refused untouched; an older one is kept as it is beside
    /// itself and then brought up to date. One that cannot be written is only looked at.
    pub fn open(path: &Path, wait: Duration) -> Result<Self, StoreError> {
        match file::known_version(path)? {
            found if found < schema::newest() => Self::open_older(path, wait, found),
            _ => Self::connect(path, wait),
        }
    }

    /// Opens an existing database to look at it and makes no file beside it.
    pub fn glance(path: &Path) -> Result<Self, StoreError> {
        file::known_version(path)?;
        Self::look(path, Duration::ZERO)
    }

    /// A database in memory: what `init` begins with, a schema to compare with, and for tests of
    /// use cases.
    pub fn in_memory() -> Result<Self, StoreError> {
        let store = Self::of(Connection::open_in_memory()?, Duration::ZERO)?;
        store.bring_up_to_date()?;
        Ok(store)
    }

    /// Runs SQL behind the program's back, for tests of what `check` finds.
    #[cfg(test)]
    pub(crate) fn tamper(&self, sql: &str) {
        self.connection
            .execute_batch(sql)
            .expect("a test's own SQL");
    }

    fn connect(path: &Path, wait: Duration) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        if !connection.is_readonly("main")? {
            return Self::of(connection, wait);
        }
        // To read it as otherwise would leave a log beside it, and those who may write could not.
        if file::can_be_glanced_at(path) {
            Self::look(path, wait)
        } else {
            Err(StoreError::ReadOnly)
        }
    }

    fn look(path: &Path, wait: Duration) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        Self::of(
            Connection::open_with_flags(file::glanced(path)?, flags)?,
            wait,
        )
    }

    fn of(connection: Connection, wait: Duration) -> Result<Self, StoreError> {
        let store = Self {
            connection,
            upgraded: None,
        };
        store.configure(wait)?;
        Ok(store)
    }

    /// Whether SQL is kept from rewording the schema itself.
    fn guard_schema(&self, on: bool) -> Result<(), StoreError> {
        let defensive = DbConfig::SQLITE_DBCONFIG_DEFENSIVE;
        self.connection.set_db_config(defensive, on)?;
        Ok(())
    }

    fn configure(&self, wait: Duration) -> Result<(), StoreError> {
        let connection = &self.connection;
        connection.busy_timeout(wait)?;
        connection.set_prepared_statement_cache_capacity(128);
        for (setting, on) in [
            (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
            (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
            (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
            (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
        ] {
            connection.set_db_config(setting, on)?;
        }
        self.guard_schema(true)?;
        connection.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -12288;",
        )?;
        Ok(())
    }
}
