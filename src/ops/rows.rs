//! Rows of a file that are taken in together: all of them, or with `--skip-bad` those that can be;
//! each row is written whole or not at all.

use std::fmt::Display;

use super::OpError;
use super::watch::Watch;
use crate::domain::foreign::{Place, Spot};
use crate::store::{Snapshot, StoreError, Tx};

/// A row that cannot be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// The file, where it is not the one that all rows are of.
    pub file: Option<String>,
    /// Where in the file it is.
    pub place: Place,
    /// The column at fault; `row` where it is the whole row.
    pub column: String,
    /// What is wrong with it.
    pub why: String,
}

/// Why one row is not taken in: the column at fault, and what its rule says.
#[derive(Debug)]
pub struct BadCell {
    /// The column at fault.
    pub column: &'static str,
    /// What is wrong.
    pub why: OpError,
}

/// What one row says, with the line that it begins on, or why that cannot be read.
pub type Said<T> = Result<(u64, T), BadRow>;

/// The rows of a file.
pub struct Rows<'a, T> {
    /// How people name the file.
    pub file: String,
    /// How many there are, bad ones too.
    pub count: usize,
    /// Reads them one after the other, from the first each time.
    pub read: Box<dyn Fn() -> Box<dyn Iterator<Item = Said<T>> + Send + 'a> + 'a>,
    /// Whether the good rows are taken in although there are bad ones.
    pub skip_bad: bool,
    /// Who watches while they are taken in.
    pub watch: Watch,
}

/// What became of the rows of a file.
#[derive(Debug, Clone)]
pub struct Taken<A> {
    /// The answers of the rows that were taken in, in order.
    pub rows: Vec<A>,
    /// Those that were not, by line.
    pub bad: Vec<BadRow>,
}

impl BadRow {
    /// A bad cell of the row that begins on that line.
    pub fn new(line: u64, column: &str, why: impl Display) -> Self {
        Self {
            file: None,
            place: Place::Line(line),
            column: column.to_owned(),
            why: why.to_string(),
        }
    }

    /// A bad field of what is said at that spot.
    pub fn of(spot: &Spot, field: &str, why: impl Display) -> Self {
        Self {
            file: Some(spot.file.clone()),
            place: spot.place,
            column: field.to_owned(),
            why: why.to_string(),
        }
    }

    /// `FILE:LINE: column: why`, or `FILE: item N: field: why`
    #[must_use]
    pub fn told(&self, file: &str) -> String {
        let file = self.file.as_deref().unwrap_or(file);
        let (column, why) = (&self.column, &self.why);
        match self.place {
            Place::Line(line) => format!("{file}:{line}: {column}: {why}"),
            Place::Item(item) => format!("{file}: item {item}: {column}: {why}"),
        }
    }
}

impl BadCell {
    /// Says which column a refusal belongs to.
    pub fn at<E: Into<OpError>>(column: &'static str) -> impl Fn(E) -> Self {
        move |why| Self {
            column,
            why: why.into(),
        }
    }
}

impl From<StoreError> for BadCell {
    fn from(why: StoreError) -> Self {
        Self::at("row")(why)
    }
}

#[cfg(test)]
impl<T: Clone + Send + 'static> Rows<'static, T> {
    /// Rows from line 2 on, all of them good.
    pub(crate) fn good(file: &str, rows: impl IntoIterator<Item = T>) -> Self {
        let rows: Vec<T> = rows.into_iter().collect();
        Self {
            file: file.to_owned(),
            count: rows.len(),
            read: Box::new(move || Box::new((2..).zip(rows.clone()).map(Ok))),
            skip_bad: false,
            watch: Watch::default(),
        }
    }
}

impl<T: Send> Rows<'_, T> {
    /// [`Rows::take_in_found`] of rows for which nothing is looked up meanwhile.
    pub fn take_in<A>(
        &self,
        tx: &Tx,
        mut take: impl FnMut(&T) -> Result<A, BadCell>,
    ) -> Result<Taken<A>, OpError> {
        self.take_in_found(tx, |_, _| Ok(()), |row, _| take(row))
    }

    /// Takes in the rows one by one, with what `find` finds for each while those before are written:
    /// it asks nothing that they change ([`Tx::each_read_meanwhile`]). Where bad ones are skipped,
    /// each is taken in within its own savepoint. Refused, with every bad row, unless all are good or
    /// `skip_bad` says to go on with those that are.
    pub fn take_in_found<F: Send, A>(
        &self,
        tx: &Tx,
        find: impl Fn(&Snapshot, &T) -> Result<F, OpError> + Sync,
        mut take: impl FnMut(&T, Result<&F, OpError>) -> Result<A, BadCell>,
    ) -> Result<Taken<A>, OpError> {
        let mut bad = Vec::new();
        let mut rows = Vec::new();
        let mut done = 0;
        let find = |db: &Snapshot, said: &Said<T>| {
            let found = said.as_ref().ok().map(|(_, row)| find(db, row));
            found.transpose()
        };
        tx.each_read_meanwhile((self.read)(), find, |said, found| {
            self.watch.go_on(done, self.count)?;
            done += 1;
            let (line, row) = match said {
                Ok(said) => said,
                Err(row) => {
                    bad.push(row.clone());
                    return Ok(());
                }
            };
            let found = found.map(|found| found.as_ref().expect("what can be read is looked up"));
            let taken = if self.skip_bad {
                tx.savepoint(|| take(row, found))?
            } else {
                take(row, found)
            };
            match taken {
                Ok(answer) => rows.push(answer),
                Err(BadCell {
                    why: OpError::Store(error),
                    ..
                }) => return Err(error.into()),
                Err(BadCell { column, why }) => bad.push(BadRow::new(*line, column, why)),
            }
            Ok::<(), OpError>(())
        })?;
        if bad.is_empty() || (self.skip_bad && !rows.is_empty()) {
            return Ok(Taken { rows, bad });
        }
        let file = self.file.clone();
        Err(OpError::Rows { file, bad })
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;
    use crate::domain::handle::Handle;
    use crate::ops::member::import::{Row, import};
    use crate::ops::testing::Bench;
    use crate::store::customers;

    fn file(watch: Watch) -> Rows<'static, Row> {
        let row = |name: &str| Row {
            name: name.to_owned(),
            email: format!("{name}@example.org"),
            handle: Some(Handle::read(name).unwrap()),
            company: None,
            location: None,
            plan: None,
            from: None,
        };
        Rows {
            skip_bad: true,
            watch,
            ..Rows::good("members.csv", ["ana", "bob", "eve"].map(row))
        }
    }

    #[test]
    fn who_watches_is_told_of_every_row() {
        let bench = Bench::on("2026-06-03");
        let seen = Rc::new(RefCell::new(Vec::new()));
        let note = Rc::clone(&seen);
        let watch = Watch::new(move |done, of| note.borrow_mut().push((done, of)), || false);
        bench.act(|tx| import(tx, &file(watch))).unwrap();
        assert_eq!(*seen.borrow(), [(0, 3), (1, 3), (2, 3)]);
    }

    #[test]
    fn a_file_that_is_stopped_changes_nothing() {
        let bench = Bench::on("2026-06-03");
        let watch = Watch::new(|_, _| (), || true);
        let done = bench.act(|tx| import(tx, &file(watch)));
        assert!(matches!(done, Err(OpError::Stopped)), "{done:?}");
        assert!(
            bench
                .see(|db| Ok(customers::find_handle(db, "ana")?))
                .is_none()
        );
    }
}
